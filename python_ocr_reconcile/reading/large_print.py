"""The large print at the head of a till receipt, which Tesseract passes over among lines of small print.

Told to expect one block of plain lines, it takes a name in letters of four times the size for a picture. By
itself, and made as small as the rest, it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from python_ocr_reconcile.models.page import Word

if TYPE_CHECKING:
    from PIL import Image

CELL = 4
"""Pixels of the page that are looked at as one."""
DARK = 128
"""Grey value."""
LEAST_TIMES, MOST_TIMES = 1.4, 8.0
"""Of the height of the words: smaller print is read with them, what is larger is a picture."""
LEAST_WIDTH, MOST_WIDTH = 0.15, 0.96
"""Of the page's; what is wider is its rim."""
LETTER_PIXELS = 44
"""Height that large letters are given; about that of capitals of 10 points at 300 dpi."""
LEAST_CONFIDENCE = 0.6
LEAST_LETTERS = 3


class Strip(NamedTuple):
    """A part of the page, in pixels."""

    x0: int
    y0: int
    x1: int
    y1: int


def unread_head(image: Image.Image, words: Sequence[Word]) -> Strip | None:
    """Where something large is printed above all of `words`, whose boxes are in pixels of `image`."""
    import numpy as np

    sure = [w for w in words if len(w.text) >= LEAST_LETTERS and (w.confidence or 0) >= LEAST_CONFIDENCE]
    first = int(min((word.y0 for word in sure), default=0))
    if first <= CELL:
        return None
    usual = median(word.y1 - word.y0 for word in sure)
    dark = np.asarray(image.crop((0, 0, image.width, first)).reduce(CELL)) < DARK
    rows = np.nonzero(dark.any(axis=1))[0]
    if not rows.size:
        return None
    # The lowest rows with ink, without a gap of half a line between them.
    gaps = np.nonzero(np.diff(rows) * CELL > usual / 2)[0]
    top, bottom = int(rows[gaps[-1] + 1] if gaps.size else rows[0]), int(rows[-1]) + 1
    columns = np.nonzero(dark[top:bottom].any(axis=0))[0]
    left, right = int(columns[0]), int(columns[-1]) + 1
    fits = LEAST_TIMES * usual <= (bottom - top) * CELL <= MOST_TIMES * usual
    if not fits or not LEAST_WIDTH * image.width <= (right - left) * CELL <= MOST_WIDTH * image.width:
        return None
    room = int(usual / 2)
    return Strip(
        max(0, left * CELL - room),
        max(0, top * CELL - room),
        min(image.width, right * CELL + room),
        min(image.height, bottom * CELL + room),
    )


def as_small_print(image: Image.Image, strip: Strip) -> tuple[Image.Image, float]:
    """The strip with letters of the size that is read best, and how many times smaller it is."""
    from PIL import Image

    factor = max(1.0, (strip.y1 - strip.y0) / (2 * LETTER_PIXELS))
    size = round((strip.x1 - strip.x0) / factor), round((strip.y1 - strip.y0) / factor)
    return image.crop(strip).resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0), factor


def with_head(words: Sequence[Word], head: Sequence[Word], strip: Strip, factor: float) -> list[Word]:
    """`words` of the page behind those of its large print, which were read from the strip made smaller."""
    read = [
        Word(
            word.text,
            strip.x0 + word.x0 * factor,
            strip.y0 + word.y0 * factor,
            strip.x0 + word.x1 * factor,
            strip.y0 + word.y1 * factor,
            word.confidence,
        )
        for word in head
        if (word.confidence or 0) >= LEAST_CONFIDENCE
    ]
    if not any(sum(letter.isalpha() for letter in word.text) >= LEAST_LETTERS for word in read):
        return list(words)
    # What was made of the large letters before are scraps.
    return [*read, *(word for word in words if (word.y0 + word.y1) / 2 > strip.y1)]
