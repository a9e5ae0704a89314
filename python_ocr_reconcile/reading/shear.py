"""A slightly crooked page straightened by two shears: a third of the time that turning it takes.

Each row is moved along by a share of its height, then each column by a share of its breadth, every pixel
mixed of two neighbours. Two shears also stretch the page by the square of the angle: 1 pixel in 1,700 at
`MOST_DEGREES`, which no reader of print notices.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    Pixels = np.ndarray[Any, np.dtype[np.uint8]]
    Shifts = np.ndarray[Any, np.dtype[np.float64]]

MOST_DEGREES = 2.0
WHITE = 255
PARTS = 256
"""Of a pixel, to which a shift is exact."""


def sheared(image: Image.Image, degrees: float) -> Image.Image:
    """The grey `image` turned clockwise about its middle by at most `MOST_DEGREES`, on white."""
    slope = math.tan(math.radians(degrees))
    pixels = np.asarray(image)
    height, width = pixels.shape
    rows = _shifted(pixels, slope * _from_the_middle(height))
    return Image.fromarray(_shifted(rows.T, -slope * _from_the_middle(width)).T)


def _from_the_middle(length: int) -> Shifts:
    return np.arange(length, dtype=np.float64) + (1 - length) / 2


def _shifted(pixels: Pixels, shifts: Shifts) -> Pixels:
    """Each row taken from so many pixels (and parts of one) further to the right in itself."""
    length = pixels.shape[1]
    whole = np.floor(shifts).astype(np.int64)
    parts = np.rint((shifts - whole) * PARTS).astype(np.uint16)[:, np.newaxis]
    result = np.full_like(pixels, WHITE)
    ends = [*(np.flatnonzero(np.diff(whole)) + 1), len(shifts)]
    for start, end in zip([0, *ends], ends, strict=False):
        shift, second = int(whole[start]), parts[start:end]
        low, high = max(0, -shift), min(length, length - 1 - shift)
        if low < high:
            mixed = pixels[start:end, low + shift : high + shift] * (PARTS - second)
            mixed += pixels[start:end, low + shift + 1 : high + shift + 1] * second
            mixed += PARTS // 2
            result[start:end, low:high] = mixed // PARTS
    return result
