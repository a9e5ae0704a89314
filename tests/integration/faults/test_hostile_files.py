"""Whatever is sent, the service answers, within its limits, and goes on; only the child that reads may die.

`make faults` sends 500 altered files; HOSTILE_FILES and HOSTILE_SEED say how many, and which.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hostile_files import altered, hostile_files, many_pages, naughty_name
from killable_service import PREFIX, Service, bank_file
from seeds import chance_of, times

from python_ocr_reconcile.config import GIB

ALTERED = times("HOSTILE_FILES", 8)
NAMES = times("HOSTILE_NAMES", 60)
PAGE_SECONDS, DOCUMENT_SECONDS = 6, 12
SLACK_SECONDS = 30
"""What else is done on a busy machine."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    service = Service(
        tmp_path_factory.mktemp("hostile"),
        OCR_RECONCILE_MAX_PAGE_SECONDS=str(PAGE_SECONDS),
        OCR_RECONCILE_MAX_DOCUMENT_SECONDS=str(DOCUMENT_SECONDS),
        OCR_RECONCILE_MAX_WORKER_MEMORY_BYTES=str(GIB),
        OCR_RECONCILE_MAX_PAGE_PIXELS="20000000",
        OCR_RECONCILE_HEARTBEAT_SECONDS="2",
    )
    service.start("serve", "serve", "--workers", "1")
    service.wait_until_it_answers()
    own = servers(service)
    yield service
    assert servers(service) == own, "a server process died"
    peak = max(peak_bytes(one) for one in own)
    print({"peak memory of a server process in MiB": peak >> 20})  # noqa: T201
    assert peak < GIB
    assert service.ask("GET", "/readyz")[0] == 200
    assert service.stop() == [0]
    assert "Traceback" not in service.log()


def servers(service):
    """The processes that answer; those that read come and go."""
    found = [pid for pid in service.processes("serve") if b"reading.worker" not in command_of(pid)]
    return [pid for pid in found if b"ocr_reconcile" in command_of(pid)][:2]


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def peak_bytes(pid):
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) * 1024


def send_all(service, files, chance):
    """Each as an invoice or a statement; what was answered, and what is no proper answer."""
    answers, wrong = Counter(), []
    for name, content in files:
        began = time.monotonic()
        status, told = service.upload(chance.choice(("invoice", "bank")), content, wait=True)
        seconds = time.monotonic() - began
        code = told.get("code") if isinstance(told, dict) else None
        answers[status, code] += 1
        if status not in (200, 201, 202, 400, 413, 415, 422) or seconds > DOCUMENT_SECONDS + SLACK_SECONDS:
            wrong.append((name, status, told, round(seconds, 1)))
    print(dict(answers))  # noqa: T201
    return wrong


def test_files_made_to_harm(service):
    files = list(hostile_files())
    chance = chance_of("HOSTILE_SEED")
    if ALTERED < 100:  # of each kind some, every time others
        files = chance.sample(files, 6)
    assert send_all(service, files, chance) == []


def test_sound_files_altered_by_chance(service):
    chance = chance_of("HOSTILE_SEED")
    assert send_all(service, (altered(chance) for _ in range(ALTERED)), chance) == []


def test_ten_thousand_pages_are_refused_at_once(service):
    content = many_pages(10_000)
    service.upload("invoice", many_pages(5_001), wait=True)  # the child has been started
    began = time.process_time(), time.monotonic()
    status, told = service.upload("invoice", content, wait=True)
    print({"seconds": round(time.monotonic() - began[1], 2)})  # noqa: T201
    assert (status, told["code"]) == (422, "too_many_pages")
    assert service.ask("GET", f"{PREFIX}/uploads/{told['upload_id']}/status")[1]["pages_total"] is None


def test_names_of_files_are_text_and_nothing_else(service):
    chance = chance_of("HOSTILE_SEED")
    for number in range(NAMES):
        name = naughty_name(chance, number)
        sent = name.encode("utf-8", "surrogatepass").replace(b'"', b"%22").decode("latin-1")
        status, told = service.upload("bank", bank_file(10**6 + number), sent)
        assert status in (200, 201, 202, 400), (name, status, told)
        if status != 400:
            assert not re.search(r"[/\\\x00-\x1f\x7f\u202e\u2028]", told["file_name"]), told
            assert len(told["file_name"]) <= 255
    for path in service.uploads.rglob("*"):
        assert re.fullmatch(r"[0-9a-f]{2}(/[0-9a-f]{64})?|\.incoming", str(path.relative_to(service.uploads)))
    assert {path.name for path in service.uploads.parent.iterdir()} <= {
        "uploads", "rows.db", "rows.db-wal", "rows.db-shm", "rows.db-queue", "rows.db-queue-wal",
        "rows.db-queue-shm", "audit.key", "cache", "log",
    }  # fmt: skip
