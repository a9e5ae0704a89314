"""Bytes of a bank file to text, and text without what no document may hold."""

from __future__ import annotations

import re

from python_ocr_reconcile.errors import DamagedFileError
from python_ocr_reconcile.intake.encodings import encoding_of

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def decoded(data: bytes) -> str:
    """The text of a whole file with line feeds as line ends.

    Raises `DamagedFileError` where it is not text.
    """
    encoding = encoding_of(data)
    if encoding is None:
        raise DamagedFileError("The file holds bytes that are no text in any encoding of bank files.")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise DamagedFileError(
            f"The file is cut off, or is not the {encoding.upper()} it begins as."
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def clean(text: str) -> str:
    """`text` without control characters: PostgreSQL holds no NUL, and a terminal obeys the others."""
    return text if text.isprintable() else _CONTROLS.sub("", text)


def squeezed(text: str) -> str:
    """`text` on one line, each run of white space one space, without control characters."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text  # nearly all: a space is the only white space that is printable
    return " ".join(clean(text).split())
