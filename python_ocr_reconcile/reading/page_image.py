"""A page as a grey image at a resolution that suits OCR (runs in the sandbox).

Sizes are checked before anything is decoded: a PNG of 1 kB may claim 60,000 by 60,000 pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_ocr_reconcile.disk import is_of_disk
from python_ocr_reconcile.errors import DamagedFileError, OcrReconcileError, TooManyPixelsError
from python_ocr_reconcile.reading.text_layer import open_pdf

if TYPE_CHECKING:
    import pymupdf
    from PIL import Image

RENDER_DPI = 300
LEAST_SCAN_DPI = 100
MOST_SCAN_DPI = 400
FULL_PAGE_SHARE = 0.85
"""Of the page's area; an image that covers this much is the page."""
BELIEVABLE_DPI = range(90, 1201)
"""Cameras and screenshots write 72 for "not known"."""
LEAST_GUESSED_DPI = 150
"""An image that would have less as a sheet of A4 could not be read, so it shows something smaller."""
A4_WIDTH_INCHES = 8.27
RECEIPT_WIDTH_INCHES = 3.15
"""80 mm, the common width of till rolls."""
WIDEST_ROLL_INCHES = 5.0
"""Rolls are 57 to 112 mm wide."""
PIL_FORMATS = {"png": "PNG", "jpeg": "JPEG", "tiff": "TIFF", "webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page ready for OCR."""

    image: Image.Image
    """Grey, eight bits a pixel."""
    dpi: int
    rotation: int = 0
    """Degrees clockwise that showing the page has turned it already (a PDF's /Rotate, EXIF)."""
    guessed: bool = False
    """Whether `dpi` is only what the shape of the image makes likely."""


def count_frames(path: Path, image_format: str, most_pixels: int) -> int:
    """How many pages the image file has. Raises `TooManyPixelsError`, `DamagedFileError`."""
    with _open_image(path, image_format, most_pixels) as image:
        try:
            return int(getattr(image, "n_frames", 1)) if image_format == "tiff" else 1
        except (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError) as problem:
            _pass_on(problem)
            raise DamagedFileError("The pages of the image cannot be counted.") from problem


def page_image(path: Path, file_format: str, number: int, most_pixels: int) -> PageImage:
    """Page `number` (1-based) of the file; a PDF page is drawn so that it has at most `most_pixels`."""
    if file_format == "pdf":
        with open_pdf(path) as document:
            return _draw(document, number, most_pixels)
    return _decode(path, file_format, number, most_pixels)


def _draw(document: pymupdf.Document, number: int, most_pixels: int) -> PageImage:
    import pymupdf
    from PIL import Image

    try:
        page = document[number - 1]
        for picture in page.get_images():
            check_pixels(picture[2], picture[3], most_pixels)
        dpi = _drawing_dpi(page, most_pixels)
        pixmap = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, alpha=False)
        image = Image.frombuffer(
            "L", (pixmap.width, pixmap.height), pixmap.samples, "raw", "L", pixmap.stride, 1
        )
        return PageImage(image, dpi, page.rotation)
    except (MemoryError, OcrReconcileError):
        raise
    except Exception as problem:  # MuPDF's own errors share no base class with Python's
        if "malloc" in str(problem):
            raise MemoryError from problem
        raise DamagedFileError(f"Page {number} of the PDF cannot be drawn.", page=number) from problem


def _drawing_dpi(page: pymupdf.Page, most_pixels: int) -> int:
    """A scan is drawn at its own resolution, so that its pixels are not mixed; anything else at 300."""
    dpi = RENDER_DPI
    area = page.rect.width * page.rect.height
    pictures = page.get_image_info()
    if len(pictures) == 1 and area:
        x0, y0, x1, y1 = pictures[0]["bbox"]
        if (x1 - x0) * (y1 - y0) >= FULL_PAGE_SHARE * area:
            own = round(
                math.sqrt(pictures[0]["width"] * pictures[0]["height"] / ((x1 - x0) * (y1 - y0))) * 72
            )
            dpi = min(max(own, LEAST_SCAN_DPI), MOST_SCAN_DPI)
    largest = int(math.sqrt(most_pixels / area) * 72) if area else dpi
    return max(1, min(dpi, largest))


def _decode(path: Path, image_format: str, number: int, most_pixels: int) -> PageImage:
    from PIL import ImageOps

    with _open_image(path, image_format, most_pixels) as image:
        try:
            image.seek(number - 1)
            check_pixels(image.width, image.height, most_pixels)
            turned = {3: 180, 6: 90, 8: 270}.get(image.getexif().get(0x0112, 1), 0)
            written = image.info.get("dpi", (0, 0))[0]
            image.load()
            upright = ImageOps.exif_transpose(image)
            grey = _grey(upright)
        except (OSError, SyntaxError, ValueError, EOFError, TypeError, ZeroDivisionError) as problem:
            _pass_on(problem)
            raise DamagedFileError(f"Page {number} of the image cannot be decoded.", page=number) from problem
    claimed = claimed_dpi(written, *grey.size)
    return PageImage(grey, claimed or guessed_dpi(*grey.size), turned, guessed=claimed is None)


def claimed_dpi(written: Any, width: int, height: int) -> int | None:
    """The resolution that an image of so many pixels claims; ``None`` where that is not to be believed."""
    try:
        claimed = round(float(written))
    except (TypeError, ValueError, OverflowError):
        return None
    if claimed not in BELIEVABLE_DPI or not 2 <= width / claimed <= 24:
        return None
    # No roll is so wide: 96 dpi is what an editor wrote on a cut-out.
    strip = _is_long(width, height) and min(width, height) > WIDEST_ROLL_INCHES * claimed
    return None if strip else claimed


def _is_long(width: int, height: int) -> bool:
    """Whether the page has the shape of a strip: A4 is 1.41 times as long as wide, legal 1.65."""
    return max(width, height) > 1.7 * min(width, height)


def guessed_dpi(width: int, height: int, *, narrow: bool = False) -> int:
    """One that gives a `narrow` or a long page the width of a till receipt, any other that of a sheet."""
    if narrow:
        guess = round(width / RECEIPT_WIDTH_INCHES)
    elif _is_long(width, height):
        guess = round(min(width, height) / RECEIPT_WIDTH_INCHES)
    else:
        guess = round(min(width, height) / A4_WIDTH_INCHES)
    return min(max(guess, LEAST_GUESSED_DPI), 1200)


def _grey(image: Image.Image) -> Image.Image:
    """`image` as eight-bit grey; what is transparent is white."""
    from PIL import Image

    if image.mode.startswith(("I", "F")):
        highest = image.getextrema()[1]
        top = float(highest) if isinstance(highest, int | float) else 65535.0
        top = 65535.0 if 255 < top <= 65535 else max(top, 255.0)  # 16 bits, whatever Pillow calls them
        return image.convert("F").point(lambda value: value * (255.0 / top)).convert("L")
    if image.mode == "P" and "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"}:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("L")
    return image.convert("L")


def _open_image(path: Path, image_format: str, most_pixels: int) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own check is made from the same header, and sooner
    try:
        image = Image.open(path, formats=[PIL_FORMATS[image_format]])
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        _pass_on(problem)
        raise DamagedFileError("The image cannot be opened.") from problem
    try:
        check_pixels(image.width, image.height, most_pixels)
    except TooManyPixelsError:
        image.close()
        raise
    return image


def _pass_on(problem: Exception) -> None:
    """Raise what is of the disk: the file may be sound."""
    if is_of_disk(problem):
        raise problem


def check_pixels(width: int, height: int, most_pixels: int) -> None:
    """Raise `TooManyPixelsError` where an image of this size is larger than is accepted."""
    if width * height > most_pixels:
        raise TooManyPixelsError(
            f"A page image has {width:,} by {height:,} pixels; {most_pixels:,} are accepted.",
            limit=most_pixels,
        )
