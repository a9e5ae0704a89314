"""A body has so long to arrive and no longer, however steadily its bytes come."""

import io
from types import SimpleNamespace

import pytest

from python_ocr_reconcile.api import exchange
from python_ocr_reconcile.config import Limits

BODY = (
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n--cut--\r\n'
)
PARTS = 4


class SlowBody(io.RawIOBase):
    """`BODY` in as many parts, each `seconds` after the one before by the clock that it moves."""

    def __init__(self, clock: list[float], seconds: float) -> None:
        super().__init__()
        self.clock, self.seconds, self.rest = clock, seconds, BODY

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self.clock[0] += self.seconds
        part, self.rest = self.rest[: -(-len(BODY) // PARTS)], self.rest[-(-len(BODY) // PARTS) :]
        buffer[: len(part)] = part
        return len(part)


@pytest.mark.parametrize(
    ("each", "status"),
    [(Limits().request_seconds / PARTS - 1, 201), (Limits().request_seconds / (PARTS - 2), 408)],
)
def test_a_body_arrives_within_its_time_or_is_refused(client, monkeypatch, each, status):
    clock = [1_000.0]
    fake = SimpleNamespace(perf_counter=lambda: clock[0], monotonic=lambda: clock[0])
    monkeypatch.setattr(exchange, "time", fake)
    answer = client.post(
        "/api/production/invoices/upload",
        environ_overrides={
            "wsgi.input": SlowBody(clock, each),
            "CONTENT_LENGTH": str(len(BODY)),
            "CONTENT_TYPE": "multipart/form-data; boundary=cut",
        },
    )
    assert answer.status_code == status, answer.get_data(as_text=True)
