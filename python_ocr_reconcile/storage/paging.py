"""Pages of a list, newest first: where one ends, the cursor says where the next begins.

A cursor names a row by its number, so that rows added in the meantime neither repeat nor hide any.
"""

from __future__ import annotations

import base64
import binascii
import re

from python_ocr_reconcile.errors import InputError
from python_ocr_reconcile.models.schema import MAX_ID

_TEXT = re.compile(r"([a-z]+):([1-9][0-9]{0,18})", re.ASCII)


def write_cursor(kind: str, number: int) -> str:
    """An opaque cursor behind row `number` of the list of `kind`."""
    return base64.urlsafe_b64encode(f"{kind}:{number}".encode()).decode().rstrip("=")


def read_cursor(kind: str, cursor: str) -> int:
    """The number of the row that `cursor` stands behind. Raises `InputError` on any other text."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        found = _TEXT.fullmatch(base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii"))
    except (UnicodeError, binascii.Error):
        found = None
    # Written anew it must be the same text: base64 has several spellings of one value.
    if not found or write_cursor(found[1], int(found[2])) != cursor or int(found[2]) > MAX_ID:
        raise InputError(
            "the cursor is not one that a list has given; leave it out to start at the newest row"
        )
    if found[1] != kind:
        raise InputError(f"the cursor belongs to another list ({found[1]}), not to this one ({kind})")
    return int(found[2])


def check_limit(limit: int, most: int) -> int:
    """`limit`, or an `InputError` where it is not 1 to `most`."""
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= most:
        raise InputError(f"the limit must be a whole number from 1 to {most}", limit=most)
    return limit
