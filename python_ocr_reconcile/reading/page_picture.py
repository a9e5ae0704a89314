"""A page as a picture for people, standing as its words do, so that their boxes lie on it (in the sandbox).

A page of the text layer is drawn in colour. A page read by OCR is made from its scan by the same steps that
made the words: flattened, turned and straightened.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import DamagedFileError, InputError, OcrReconcileError
from python_ocr_reconcile.intake.identify import identify
from python_ocr_reconcile.models.file import PageInfo
from python_ocr_reconcile.reading.file_cache import FileCache
from python_ocr_reconcile.reading.outline import find_sheet, flattened
from python_ocr_reconcile.reading.page_image import check_pixels, page_image
from python_ocr_reconcile.reading.prepare import upright
from python_ocr_reconcile.reading.sandbox import shared_pool
from python_ocr_reconcile.reading.text_layer import open_pdf

if TYPE_CHECKING:
    from PIL import Image

WIDTHS = (240, 900, 1400, 2200)
"""Pixels: a thumbnail, a phone, a desktop, and a closer look. Others are refused: each is kept apart."""
LONGEST_SIDE = 16_000
"""Pixels; WebP ends at 16,383."""
QUALITY = 80
EFFORT = 2
"""Of WebP's six; more saves little and takes twice as long."""
DRAWER = "1"
"""To be changed whenever the same page would be drawn otherwise."""
_OF_THE_LAYER = frozenset({"text_layer", "mixed"})


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """One page to draw."""

    path: Path
    format: str
    """pdf, png, jpeg, tiff or webp."""
    page: PageInfo
    """How the page was read: it is drawn as its words stand."""
    width: int
    """Pixels."""
    most_pixels: int
    """Of the picture."""
    most_page_pixels: int
    """Of an image in the file, before it is decoded."""


def page_picture(path: Path, file_hash: str, page: PageInfo, width: int, settings: Settings) -> bytes:
    """The page as WebP, `width` (one of `WIDTHS`) pixels wide or, where it would be too large, smaller.

    Drawn in a child process, once; then it comes from the cache. Raises `InputError` for another width, and
    a `DocumentError` where the page cannot be drawn.
    """
    if width not in WIDTHS:
        raise InputError(f"A page is drawn {', '.join(map(str, WIDTHS))} pixels wide, not {width}.")
    cache = FileCache(settings.cache_folder / "pictures", settings.limits.picture_cache_bytes)
    key = f"{file_hash}|{page.page}|{page.source}|{page.rotation}|{page.skew}|{width}|{DRAWER}"
    if known := cache.get(key):
        return known
    limits = settings.limits
    request = PictureRequest(
        path, identify(path).format, page, width, limits.picture_pixels, limits.page_pixels
    )
    drawn = shared_pool(settings).run(draw_picture, request, seconds=limits.page_seconds)
    cache.put(key, drawn)
    cache.trim()
    return drawn


def draw_picture(request: PictureRequest) -> bytes:
    """The picture, as WebP."""
    picture = _in_colour(request) if _has_layer(request) else _as_it_was_read(request)
    scale = _scale(picture.width, picture.height, request)
    if scale < 1.0:
        from PIL import Image

        size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=EFFORT)
    return file.getvalue()


def _has_layer(request: PictureRequest) -> bool:
    return request.format == "pdf" and request.page.source in _OF_THE_LAYER


def _scale(width: float, height: float, request: PictureRequest) -> float:
    """What a page of this size is multiplied by, to be as wide as is asked for and within the limits."""
    return min(
        request.width / width,
        LONGEST_SIDE / max(width, height),
        math.sqrt(request.most_pixels / width / height),
    )


def _in_colour(request: PictureRequest) -> Image.Image:
    import pymupdf
    from PIL import Image

    number = request.page.page
    with open_pdf(request.path) as document:
        try:
            page = document[number - 1]
            for picture in page.get_images():
                check_pixels(picture[2], picture[3], request.most_page_pixels)
            turn = (request.page.rotation - page.rotation) % 360
            page.set_rotation((page.rotation + turn) % 360)
            scale = _scale(max(page.rect.width, 1), max(page.rect.height, 1), request)
            pixmap = page.get_pixmap(
                matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csRGB, alpha=False
            )
            size = pixmap.width, pixmap.height
            return Image.frombytes("RGB", size, bytes(pixmap.samples), "raw", "RGB", pixmap.stride, 1)
        except (MemoryError, OcrReconcileError):
            raise
        except Exception as problem:  # MuPDF's own errors share no base class with Python's
            if "malloc" in str(problem):
                raise MemoryError from problem
            raise DamagedFileError(f"Page {number} of the PDF cannot be drawn.", page=number) from problem


def _as_it_was_read(request: PictureRequest) -> Image.Image:
    scan = page_image(request.path, request.format, request.page.page, request.most_page_pixels)
    picture = scan.image
    corners = find_sheet(picture)
    if corners is not None:
        picture = flattened(picture, corners)
    turn = (request.page.rotation - scan.rotation) % 360
    # At a resolution at which nothing is enlarged: the size of the page is what counts, not its inches.
    picture, _ = upright(picture, 1, turn, request.page.skew, scaled=False)
    return picture
