"""Pages of a list, newest first: where one ends, the cursor says where the next begins.

A cursor is the number of the last row that was listed, so that rows added in the meantime neither repeat nor
hide any. It is the same on the command line, in the API and in Python.
"""

from __future__ import annotations

import re

from python_ocr_reconcile.errors import InputError

_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def write_cursor(number: int) -> str:
    """The cursor behind row `number`."""
    return str(number)


def read_cursor(cursor: str) -> int:
    """The number of the row that `cursor` stands behind. Raises `InputError` on any other text."""
    if not _NUMBER.fullmatch(cursor):
        raise InputError(
            "the cursor is not one that a list has given; leave it out to start at the newest row"
        )
    return int(cursor)


def check_limit(limit: int, most: int) -> int:
    """`limit`, or an `InputError` where it is not 1 to `most`."""
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= most:
        raise InputError(f"the limit must be a whole number from 1 to {most}", limit=most)
    return limit
