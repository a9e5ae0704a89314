"""A grey page made ready for OCR: even ground, upright, straight, at the size that Tesseract was taught.

Turning, straightening and scaling are one resampling, so that the letters are blurred once. Measured on
18 scans (200 dpi, three grades), share of the printed words with digits that were read right: as scanned
0.866, straightened 0.874, scaled to 300 dpi as well 0.894, in one step 0.909, on even ground 0.927.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

OCR_DPI = 300
NATIVE_DPI = range(280, 401)
"""An image of such a resolution is not scaled."""
NARROW_INCHES = 4.3
NARROW_DPI = 400
"""Of till receipts, whose print is small and faint."""
LEAST_SKEW = 0.15
"""Degrees; below it Tesseract reads as well without, and turning would blur for nothing."""
MOST_SCALE = 4.0
MOST_DPI = 400
"""Of a page that is read at its own size: letters of 6 points are then 20 pixels high."""
LONGEST_SIDE = 30_000
"""Pixels; Tesseract refuses 32,768."""
GROUND_CELL = 8
"""Pixels; the ground is estimated from the lightest pixels about each cell."""
SAMPLED_CELL = 4
"""Pixels; of each such cell one tells the paper's value, a tenth of the time that all take."""
STRIP_CELL = 4
"""Pixels; at 300 dpi the strokes of a letter still stand apart."""
STROKE_STEP = 60
"""Grey steps."""
LEAST_STRIP = 240
"""Pixels: some four lines of text."""
LIGHT_SHARE = 0.02
"""Of the page."""
LIGHTER = 1.05
"""Times the grey value of the paper: more than the grain of a scan makes of a cell's mean."""
INK_CELL = 12
"""Pixels at half the size: some letters."""
INK_CONTRAST = 40
"""Grey steps within a cell that has print."""
FAINT_INK = 120
"""Grey value; print that is lighter all over, where its darkest cells are left out."""
DARKEST_SHARE = 10
"""Percent."""
EVEN_GROUND = 250
"""Grey value; where the ground is nowhere darker, there is nothing to even out."""


def even_ground(image: Image.Image) -> Image.Image:
    """`image` divided by its ground, so that shadows, yellowed paper and shaded cells turn white."""
    from PIL import ImageFilter

    small = image.reduce(GROUND_CELL)
    paper = _paper(image, small)
    if paper < EVEN_GROUND:  # all of it at once, by a table: 2 ms
        lighter = [min(255, round(value * 255 / paper)) for value in range(256)]
        image, small = image.point(lighter), small.point(lighter)
    ground = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(2))
    uneven = ground.point([255 if value < EVEN_GROUND else 0 for value in range(256)]).getbbox()
    if uneven is None:
        return image
    left, top, right, bottom = (side * GROUND_CELL for side in uneven)
    area = (left, top, min(right, image.width), min(bottom, image.height))
    result = image.copy()
    result.paste(_divided(image.crop(area), ground.crop(uneven), right - left, bottom - top), area)
    return result


def _divided(image: Image.Image, ground: Image.Image, width: int, height: int) -> Image.Image:
    """`image` divided by `ground`, which is stretched to `width` by `height` (cells at the rim stand out)."""
    import numpy as np
    from PIL import Image

    factors = 255.0 / np.maximum(np.asarray(ground, dtype=np.float32), 1.0)
    stretched = Image.fromarray(factors).resize((width, height), Image.Resampling.BILINEAR)
    even = np.asarray(stretched.crop((0, 0, *image.size)), dtype=np.float32) * np.asarray(image)
    return Image.fromarray(np.minimum(even, 255.0, out=even).astype(np.uint8))


def _paper(image: Image.Image, small: Image.Image) -> int:
    """The grey value of most of the ground: the most common one of the lighter half.

    Where a good part of the ground is lighter than that (half the sheet in shadow), the value of that part,
    or its print would be made white with it.
    """
    from PIL import Image

    sampled = image.resize([max(1, side // SAMPLED_CELL) for side in image.size], Image.Resampling.NEAREST)
    histogram = sampled.histogram()[128:256]
    most = 128 + max(range(128), key=histogram.__getitem__) if any(histogram) else 255
    cells = small.histogram()
    lighter, wanted = 0, LIGHT_SHARE * sum(cells)
    for value in range(255, most, -1):
        lighter += cells[value]
        if lighter >= wanted:
            return value if value > LIGHTER * most else most
    return most


def dark_print(image: Image.Image) -> Image.Image:
    """`image`, on even ground, with print that is pale all over made black.

    Tesseract parts ink from paper at one grey value for the whole page: beside a black edge pale print is
    paper, and nothing of it is read.
    """
    import numpy as np

    small = np.asarray(image.reduce(2))  # a single dark pixel is dirt
    rows, columns = small.shape[0] // INK_CELL, small.shape[1] // INK_CELL
    if not rows or not columns:
        return image
    cells = small[: rows * INK_CELL, : columns * INK_CELL].reshape(rows, INK_CELL, columns, INK_CELL)
    # One side after the other, so that whole lines are compared: 1 ms instead of 6.
    darkest = cells.min(axis=1).min(axis=2).astype(np.int16)
    printed = darkest[cells.max(axis=1).max(axis=2) - darkest > INK_CONTRAST]
    ink = float(np.percentile(printed, DARKEST_SHARE)) if printed.size else 0.0
    if ink <= FAINT_INK:
        return image
    scale = 255 / max(1.0, EVEN_GROUND - ink)
    return image.point([min(255, max(0, round((value - ink) * scale))) for value in range(256)])


def smooth(image: Image.Image, dpi: int, pixels: float) -> Image.Image:
    """`image` blurred by so many `pixels` at `NARROW_DPI`.

    The specks of thermal print, and the steps of its letters where they are enlarged, look like strokes.
    """
    from PIL import ImageFilter

    return image.filter(ImageFilter.GaussianBlur(pixels * dpi / NARROW_DPI))


def upright(
    image: Image.Image, dpi: int, turn: int, skew: float, *, scaled: bool = True
) -> tuple[Image.Image, int]:
    """`image` turned clockwise by `turn` (0, 90, 180, 270) and `skew` degrees, and its new resolution.

    `scaled` to what Tesseract was taught on; otherwise it is only made smaller, where it is very large.
    """
    from PIL import Image

    turns = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    if turn:
        image = image.transpose(turns[turn])
    scale = _scale(image, dpi, narrow=is_narrow(image.width, dpi)) if scaled else min(1.0, MOST_DPI / dpi)
    return _straight(image, scale, skew), round(dpi * scale)


def _straight(image: Image.Image, scale: float, skew: float) -> Image.Image:
    from PIL import Image

    from python_ocr_reconcile.reading.shear import MOST_DEGREES, sheared

    if abs(skew) < LEAST_SKEW:
        if scale == 1.0:
            return image
        size = round(image.width * scale), round(image.height * scale)
        return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    if scale == 1.0 and abs(skew) <= MOST_DEGREES:
        return sheared(image, skew)
    return _resample(image, scale, skew)


def is_narrow(width: float, dpi: int) -> bool:
    """Whether the upright page is a strip of paper, such as a till receipt: one column of plain lines.

    Read as such (a single block, at 400 dpi), 50 receipts gave 43 of their totals instead of 38.
    """
    return width <= NARROW_INCHES * dpi


def _scale(image: Image.Image, dpi: int, *, narrow: bool) -> float:
    wanted = NARROW_DPI if narrow else dpi if dpi in NATIVE_DPI else OCR_DPI
    return min(wanted / dpi, MOST_SCALE, LONGEST_SIDE / max(image.size))


def _resample(image: Image.Image, scale: float, skew: float) -> Image.Image:
    """Turn about the middle and scale, in one step; the page keeps its shape."""
    from PIL import Image

    cosine, sine = math.cos(math.radians(skew)) / scale, math.sin(math.radians(skew)) / scale
    width, height = round(image.width * scale), round(image.height * scale)
    # Pillow asks for the way back: from a pixel of the result to its place in the image.
    back = (
        cosine,
        sine,
        image.width / 2 - (cosine * width + sine * height) / 2,
        -sine,
        cosine,
        image.height / 2 - (cosine * height - sine * width) / 2,
    )
    # At its own size bilinear reads as well as bicubic, in a third of the time.
    filter_ = Image.Resampling.BILINEAR if scale <= 1.0 else Image.Resampling.BICUBIC
    return image.transform((width, height), Image.Transform.AFFINE, back, filter_, fillcolor=255)


def busiest_strip(image: Image.Image) -> Image.Image:
    """The part of the page, an eighth of its height, with most strokes: a sample of its text."""
    import numpy as np

    height = max(min(image.height, LEAST_STRIP), image.height // 8)
    small = np.asarray(image.reduce(STRIP_CELL), dtype=np.int16)
    # Changes from light to dark along a row: letters have many, pictures and dark areas few.
    strokes = ((small[:, 1:] - small[:, :-1]) < -STROKE_STEP).sum(axis=1)
    # A bar code or a dense pattern changes more often than text can.
    strokes[strokes > small.shape[1] // 6] = 0
    rows = max(1, height // STRIP_CELL)
    if len(strokes) <= rows:
        return image
    sums = np.convolve(strokes, np.ones(rows, dtype=np.int64), mode="valid")
    top = int(sums.argmax()) * STRIP_CELL
    return image.crop((0, top, image.width, min(image.height, top + height)))
