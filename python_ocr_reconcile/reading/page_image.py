"""A page as a grey image (runs in the sandbox)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from python_ocr_reconcile.errors import DamagedFileError
from python_ocr_reconcile.reading.text_layer import open_pdf

if TYPE_CHECKING:
    from PIL import Image


def count_frames(path: Path) -> int:
    """How many frames (pages) the image file has."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            return int(getattr(image, "n_frames", 1))
    except (OSError, SyntaxError, ValueError) as problem:
        raise DamagedFileError("The image cannot be opened.") from problem


def page_image(path: Path, number: int, *, is_pdf: bool) -> tuple[Image.Image, int]:
    """The page as a grey image, and its resolution in dots per inch."""
    from PIL import Image, ImageOps

    if is_pdf:
        import pymupdf

        with open_pdf(path) as document:
            pixmap = document[number - 1].get_pixmap(dpi=300, colorspace=pymupdf.csGRAY)
        return Image.frombytes("L", (pixmap.width, pixmap.height), pixmap.samples), 300
    try:
        with Image.open(path) as image:
            image.seek(number - 1)
            dpi = round(float(image.info.get("dpi", (0, 0))[0]))
            grey = ImageOps.exif_transpose(image).convert("L")
    except (OSError, SyntaxError, ValueError) as problem:
        raise DamagedFileError("The image cannot be decoded.") from problem
    return grey, dpi if 70 <= dpi <= 1200 else 200
