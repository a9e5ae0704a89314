"""The encoding that a text is in, told by its bytes."""

from __future__ import annotations

import codecs

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NUL_SHARE = 0.3
"""Of every other byte of a Western text in UTF-16; a file that is no text has its zeros anywhere."""


def encoding_of(data: bytes) -> str | None:
    """The encoding of `data`, ``None`` where it holds zero bytes and is not UTF-16.

    Without a byte order mark: UTF-8 where that fits, else Windows 1252, else Latin 1, which fits all bytes.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return name
    head = data[: 64 * 1024]
    zeros = head.count(0)
    if zeros > 2:
        half = max(1, len(head) // 2)
        if head[1::2].count(0) > _NUL_SHARE * half and head[::2].count(0) == 0:
            return "utf-16-le"
        if head[::2].count(0) > _NUL_SHARE * half and head[1::2].count(0) == 0:
            return "utf-16-be"
        return None
    for name in ("utf-8", "cp1252"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "latin-1"
