"""Words of a PDF's text layer, page by page (runs in the sandbox)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from python_ocr_reconcile.errors import DamagedFileError, EncryptedPDFError, NoPagesError
from python_ocr_reconcile.models.page import Page, Word
from python_ocr_reconcile.reading.page_layer import to_msgpack

if TYPE_CHECKING:
    import pymupdf


def open_pdf(path: Path) -> pymupdf.Document:
    """The PDF at `path`, open. Raises `EncryptedPDFError`, `DamagedFileError`, `NoPagesError`."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        document = pymupdf.open(path, filetype="pdf")
    except (RuntimeError, ValueError) as problem:
        raise DamagedFileError("The PDF cannot be opened.") from problem
    if document.needs_pass:
        raise EncryptedPDFError("The PDF asks for a password.")
    if document.page_count == 0:
        raise NoPagesError("The PDF has no pages.")
    return document


def count_pages(path: Path) -> int:
    """How many pages the PDF has."""
    with open_pdf(path) as document:
        return int(document.page_count)


def read_text_layer(path: Path, first: int, last: int) -> bytes:
    """Pages `first` to `last` (1-based, both included) as msgpack; a page without words has none."""
    import pymupdf

    flags = pymupdf.TEXTFLAGS_WORDS & ~pymupdf.TEXT_PRESERVE_LIGATURES & ~pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
    pages = []
    with open_pdf(path) as document:
        for number in range(first, last + 1):
            page = document[number - 1]
            upright = page.rotation_matrix
            words = []
            for x0, y0, x1, y1, text, *_ in page.get_text("words", flags=flags):
                box = pymupdf.Rect(x0, y0, x1, y1)
                if page.rotation:
                    box = box * upright
                words.append(Word(text, box.x0, box.y0, box.x1, box.y1))
            pages.append(
                Page(
                    number,
                    page.rect.width,
                    page.rect.height,
                    "text_layer" if words else "blank",
                    words,
                    page.rotation,
                )
            )
    return to_msgpack(pages)
