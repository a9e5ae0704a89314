"""The OCR engines that there are, and who reads which page (runs in the sandbox)."""

from __future__ import annotations

from typing import Literal, NamedTuple

from python_ocr_reconcile.errors import MissingToolError
from python_ocr_reconcile.reading.ocr import OcrEngine, TesseractEngine
from python_ocr_reconcile.reading.photo_engine import PhotoEngine

By = Literal["fitting", "tesseract", "column", "photo"]
"""The engine that reads: the one that suits the page, or the one named.

``column`` is Tesseract in another way, for narrow pages.
"""


class Engines(NamedTuple):
    """Who can read here: names and versions, for the record."""

    tesseract: str
    photo: str | None = None
    """``None`` where the photo reader is not installed, or switched off."""

    def identity(self, by: By) -> str:
        """All that the words of a page depend on when it is read `by`."""
        if by == "column":
            return f"{self.tesseract} column"
        if by == "tesseract" or self.photo is None:
            return self.tesseract
        return self.photo if by == "photo" else f"{self.tesseract} + {self.photo}"

    def named(self, engine: OcrEngine) -> str:
        """The name and version of `engine`, as it stands on the pages that it read."""
        return self.photo or "" if isinstance(engine, PhotoEngine) else self.tesseract


def engine_identities(languages: str, *, photo: bool) -> tuple[str, str | None]:
    """The fields of `Engines`. Tesseract must be there (`MissingToolError`), the photo reader may."""
    tesseract = TesseractEngine().identity(languages)
    if not photo:
        return tesseract, None
    try:
        return tesseract, PhotoEngine().identity(languages)
    except MissingToolError:
        return tesseract, None
