"""OCR engines behind one small interface (runs in the sandbox)."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path
from typing import Protocol

from python_ocr_reconcile.errors import MissingToolError, ReadingTimeoutError
from python_ocr_reconcile.models.page import Word


class OcrEngine(Protocol):
    """Reads the words of one page image."""

    name: str

    def read(self, image: Path, *, dpi: int, languages: str, seconds: float) -> list[Word]:
        """Words of the grey image at `image` (PGM); boxes in pixels."""


class TesseractEngine:
    """Tesseract through `pytesseract`, one process a page."""

    name = "tesseract"

    def read(self, image: Path, *, dpi: int, languages: str, seconds: float) -> list[Word]:
        """Words of the grey image at `image` (PGM); boxes in pixels."""
        import pytesseract

        os.environ["OMP_THREAD_LIMIT"] = "1"
        if shutil.which("tesseract") is None:
            raise MissingToolError("Tesseract is not installed: install the package tesseract-ocr.")
        try:
            # A str is handed on as it is: nothing is decoded and encoded again.
            tsv = pytesseract.pytesseract.run_and_get_output(
                str(image), "tsv", languages, f"--dpi {dpi} -c tessedit_create_tsv=1", timeout=seconds
            )
        except pytesseract.TesseractError as problem:
            raise MissingToolError(str(problem)) from problem
        except RuntimeError as problem:
            raise ReadingTimeoutError(f"OCR took longer than {seconds:g} seconds.") from problem
        words = []
        for row in csv.reader(tsv.splitlines()[1:], delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) == 12 and row[0] == "5" and row[11].strip():
                x, y, w, h = (float(value) for value in row[6:10])
                words.append(Word(row[11], x, y, x + w, y + h, round(float(row[10]) / 100, 4)))
        return words
