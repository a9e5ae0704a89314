"""OCR of one page: image -> words in points (runs in the sandbox)."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from python_ocr_reconcile.models.page import Page, Word
from python_ocr_reconcile.reading.ocr import TesseractEngine
from python_ocr_reconcile.reading.page_image import page_image
from python_ocr_reconcile.reading.page_layer import to_msgpack


def ocr_page(path: Path, number: int, is_pdf: bool, languages: str, seconds: float) -> bytes:
    """Page `number` (1-based) read by OCR, as msgpack."""
    started = time.monotonic()
    engine = TesseractEngine()
    image, dpi = page_image(path, number, is_pdf=is_pdf)
    with tempfile.TemporaryDirectory() as folder:
        pgm = Path(folder) / "page.pgm"
        image.save(pgm)
        found = engine.read(pgm, dpi=dpi, languages=languages, seconds=seconds)
    scale = 72 / dpi
    words = [
        Word(w.text, w.x0 * scale, w.y0 * scale, w.x1 * scale, w.y1 * scale, w.confidence) for w in found
    ]
    page = Page(
        number,
        image.width * scale,
        image.height * scale,
        "ocr" if words else "blank",
        words,
        ocr_engine=engine.name,
        ocr_seconds=round(time.monotonic() - started, 3),
        languages=languages,
    )
    return to_msgpack([page])
