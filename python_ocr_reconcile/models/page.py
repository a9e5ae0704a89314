"""What reading gives and extraction takes: words with their boxes."""

from __future__ import annotations

import msgspec

from python_ocr_reconcile.models.file import PageSource


class Word(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One word as it stands on the upright page; lengths in points (1/72 inch), origin top left."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float | None = None
    """0..1 from OCR; ``None`` for a word of the text layer."""


class Page(msgspec.Struct, frozen=True, array_like=True):
    """One page, read. `words` are in reading order as the reader gave them."""

    number: int
    """1-based."""
    width: float
    height: float
    source: PageSource
    words: list[Word]
    rotation: int = 0
    skew: float = 0.0
    ocr_engine: str | None = None
    ocr_seconds: float = 0.0
    languages: str | None = None
    """What the OCR engine was told to expect, ``eng+deu``."""
