"""The words of a PDF's text layer, page by page, and which pages are better read by OCR (in the sandbox).

Words come from ``words``, never from PyMuPDF's tables: its ``find_tables`` moved the digits of amounts
(``2,995.23`` came out as ``299523``).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from python_ocr_reconcile.errors import DamagedFileError, EncryptedPDFError, NoPagesError, OcrReconcileError
from python_ocr_reconcile.models.page import Page, Word
from python_ocr_reconcile.reading.boxes import Box, turned, turned_size
from python_ocr_reconcile.reading.look import Look
from python_ocr_reconcile.reading.sane_text import clean_word, is_sane

if TYPE_CHECKING:
    import pymupdf

FEW_WORDS = 60
"""A page with fewer is looked at: a scan may stand below a printed header, or letters be drawn as lines."""
LARGE_IMAGE_SHARE = 0.25
"""Of the page; an image of this size may hold more text than the layer does."""
UNREAD_SHARE = 0.04
"""Of the page: three lines of text. A logo with a signature comes to 0.02."""
NEARLY_WHITE = 0xE0E0E0
"""Of a colour; each of its three parts has these bits."""
NEARLY_CLEAR = 32
"""Of 255 for opaque."""
SEEN_CONTRAST = 24
"""Grey steps between a letter and its ground, below which people do not see it."""
SEEN_HEIGHT = 1.5
"""Points; smaller text is not there for people."""
SLANT = 0.17
"""Sine of 10 degrees: text further off the axes is a watermark."""

Place = tuple[int, int]
"""Block and line of a word on its page."""


class TextLayerPage(msgspec.Struct, frozen=True, array_like=True):
    """A page as its text layer has it."""

    page: Page
    """Without words where the layer is not to be believed."""
    needs_ocr: bool


def open_pdf(path: Path) -> pymupdf.Document:
    """The PDF at `path`, open. Raises `EncryptedPDFError`, `DamagedFileError`, `NoPagesError`."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(on=False)
    pymupdf.TOOLS.mupdf_display_warnings(on=False)
    try:
        document = pymupdf.open(path, filetype="pdf")
    except (RuntimeError, ValueError) as problem:
        raise DamagedFileError("The PDF cannot be opened.") from problem
    if document.needs_pass:  # an empty user password has been tried
        raise EncryptedPDFError("The PDF asks for a password.")
    try:
        pages = document.page_count
    except (RuntimeError, ValueError) as problem:
        raise DamagedFileError("The pages of the PDF cannot be counted.") from problem
    if pages == 0:
        # A PDF that had to be repaired, and from which no page could be saved, is not one without pages.
        if document.is_repaired:
            raise DamagedFileError("The PDF is damaged, and no page of it could be saved.")
        raise NoPagesError("The PDF has no pages.")
    return document


def count_pages(path: Path) -> int:
    """How many pages the PDF has (at least one)."""
    with open_pdf(path) as document:
        return int(document.page_count)


def read_text_layer(path: Path, first: int, last: int) -> bytes:
    """Pages `first` to `last` (1-based, both included), msgpack of ``list[TextLayerPage]``."""
    with open_pdf(path) as document:
        if document.is_form_pdf:
            document.bake()  # what was filled into a form is no part of the page's own text
        return msgspec.msgpack.encode([_read_page(document, number) for number in range(first, last + 1)])


def _read_page(document: pymupdf.Document, number: int) -> TextLayerPage:
    try:
        page = document[number - 1]
        found, lines = _text_of(page)
        look = Look(page)
        suspects = {place for place, line in lines.items() if _may_be_hidden(line)}
        turn, slanted = _directions(lines, page.rotation)
        width, height = page.rect.width, page.rect.height
        seen = [
            (box, text)
            for box, text, place in found
            if _is_on_page(box, width, height)
            and not (place in slanted or (place in suspects and look.contrast(box) < SEEN_CONTRAST))
        ]
        boxes = [box for box, _ in seen]
        words = [Word(text, *(turned(box, width, height, turn) if turn else box)) for box, text in seen]
        needs_ocr = _needs_ocr(page, words, boxes, look)
    except (MemoryError, OcrReconcileError):
        raise
    except Exception as problem:  # MuPDF's own errors share no base class with Python's
        raise DamagedFileError(f"Page {number} of the PDF cannot be read.", page=number) from problem
    width, height = turned_size(width, height, turn)
    if needs_ocr and not is_sane(words):
        words = []
    return TextLayerPage(
        Page(
            number,
            round(width, 2),
            round(height, 2),
            "text_layer" if words else "blank",
            words,
            rotation=(page.rotation + turn) % 360,
        ),
        needs_ocr,
    )


def _text_of(page: pymupdf.Page) -> tuple[list[tuple[Box, str, Place]], dict[Place, dict[str, Any]]]:
    """The page's words, with boxes on the page as it is shown, and its lines by place."""
    import pymupdf

    # Ligatures are expanded. A glyph without a meaning comes out as U+FFFD, so that it is noticed, and not
    # as whatever letter happens to have its number.
    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
    layer = page.get_textpage(flags=flags)
    shown = page.rotation_matrix if page.rotation else None
    found: list[tuple[Box, str, Place]] = []
    for x0, y0, x1, y1, text, block, line, _ in layer.extractWORDS():
        if cleaned := clean_word(text):
            box = (x0, y0, x1, y1) if shown is None else tuple(pymupdf.Rect(x0, y0, x1, y1) * shown)
            found.append((box, cleaned, (block, line)))
    lines = {
        (block["number"], place): line
        for block in (layer.extractDICT()["blocks"] if found else ())
        for place, line in enumerate(block.get("lines", ()))
    }
    return found, lines


def _may_be_hidden(line: dict[str, Any]) -> bool:
    """Whether the line has text that is transparent, or as light as paper."""
    for span in line["spans"]:
        if span["alpha"] < NEARLY_CLEAR or span["color"] & NEARLY_WHITE == NEARLY_WHITE:
            return True
    return False


def _is_on_page(box: Box, width: float, height: float) -> bool:
    """Whether the middle of `box` is on the page, and the word large enough to be seen."""
    x0, y0, x1, y1 = box
    return (
        0 <= x0 + x1 <= 2 * width
        and 0 <= y0 + y1 <= 2 * height
        and (y1 - y0 > SEEN_HEIGHT or x1 - x0 > SEEN_HEIGHT)
        and x1 > x0
        and y1 > y0
    )


def _directions(lines: dict[Place, dict[str, Any]], rotation: int) -> tuple[int, set[Place]]:
    """Degrees to turn the shown page clockwise for its text to stand upright, and which lines slant."""
    weights: Counter[int] = Counter()
    slanted: set[Place] = set()
    for place, line in lines.items():
        x, y = line["dir"]
        if min(abs(x), abs(y)) > SLANT:
            slanted.add(place)
            continue
        runs = (0 if x > 0 else 180) if abs(x) > abs(y) else (90 if y > 0 else 270)
        spans = line["spans"]
        weights[runs] += len(spans[0]["text"]) if len(spans) == 1 else sum(len(s["text"]) for s in spans)
    if not weights:
        return 0, slanted
    runs, weight = weights.most_common(1)[0]
    return (-(runs + rotation) % 360 if weight > sum(weights.values()) / 2 else 0), slanted


def _needs_ocr(page: pymupdf.Page, words: list[Word], boxes: list[Box], look: Look) -> bool:
    if not words:
        return not look.is_blank()
    if not is_sane(words):
        return True
    if len(words) >= FEW_WORDS and _largest_image_share(page) < LARGE_IMAGE_SHARE:
        return False
    return look.unread_share(boxes) > UNREAD_SHARE


def _largest_image_share(page: pymupdf.Page) -> float:
    """Of the page; images that stand in the page's own commands (a few kilobytes) are not counted."""
    if not page.get_images():  # a seventh of the cost of what follows
        return 0.0
    area = abs(page.rect.width * page.rect.height) or 1.0
    return max((_area(image["bbox"]) / area for image in page.get_image_info()), default=0.0)


def _area(box: Box) -> float:
    return abs((box[2] - box[0]) * (box[3] - box[1]))
