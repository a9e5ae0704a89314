"""A long list is written piece by piece, and its members are let go on the way."""

import msgspec
import pytest

from python_ocr_reconcile.models import encoding
from python_ocr_reconcile.models.encoding import encode, encode_emptying


class Listed(msgspec.Struct):
    title: str
    members: list[dict[str, int]]
    rest: list[int]


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1_733])
def test_the_same_bytes_in_pieces(monkeypatch, count):
    monkeypatch.setattr(encoding, "_PIECE_BYTES", 2_000)
    listed = Listed("a", [{"n": n} for n in range(count)], [1, 2])
    whole = encode(listed)
    pieces = encode_emptying(listed, "members")
    assert b"".join(pieces) == whole
    assert listed.members == []
    assert (len(pieces) > 1) == (count > 500)
