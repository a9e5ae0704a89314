"""A small picture of a page, to see what its words do not say: unread ink, and text that nobody sees."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from python_ocr_reconcile.reading.boxes import Box

if TYPE_CHECKING:
    import numpy as np
    import pymupdf

    Pixels = np.ndarray[Any, np.dtype[np.uint8]]

DARK = 160
"""Grey value below which a pixel is ink."""
CELL = 12
"""Points; about one line of text."""
INK_IN_CELL = 3
"""Pixels; fewer are dust."""
LONG_RUN = 36
"""Points; ink this long without a gap is a rule, a frame or a filled area, not a letter."""
LARGEST_SIDE = 2_000
"""Pixels; a poster is looked at from further away."""


class Look:
    """The page at about one pixel a point, drawn when it is first needed (5 ms)."""

    def __init__(self, page: pymupdf.Page) -> None:
        self._page = page
        self._scale = min(1.0, LARGEST_SIDE / max(page.rect.width, page.rect.height, 1))

    @cached_property
    def _pixels(self) -> Pixels:
        import numpy as np
        import pymupdf

        matrix = pymupdf.Matrix(self._scale, self._scale)
        pixmap = self._page.get_pixmap(matrix=matrix, colorspace=pymupdf.csGRAY, alpha=False)
        rows = np.frombuffer(pixmap.samples_mv, dtype=np.uint8).reshape(pixmap.height, pixmap.stride)
        return rows[:, : pixmap.width].copy()

    def contrast(self, box: Box) -> int:
        """Grey steps between the darkest and the lightest pixel of `box`."""
        x0, y0, x1, y1 = self._pixel_box(box)
        part = self._pixels[y0:y1, x0:x1]
        return int(part.max()) - int(part.min()) if part.size else 0

    def is_blank(self) -> bool:
        """Whether there is no ink at all."""
        return int((self._pixels < DARK).sum()) < INK_IN_CELL

    def unread_share(self, read: list[Box]) -> float:
        """The share of the page's cells with letter-like ink outside the boxes `read`, 0..1."""
        ink = self._pixels < DARK
        ink &= ~(_in_long_run(ink) | _in_long_run(ink.T).T)
        for box in read:
            x0, y0, x1, y1 = self._pixel_box(box, margin=1)
            ink[y0:y1, x0:x1] = False
        cell = max(2, round(CELL * self._scale))
        rows, columns = ink.shape[0] // cell, ink.shape[1] // cell
        if not rows or not columns:
            return 0.0
        cells = ink[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell).sum(axis=(1, 3))
        return float((cells >= INK_IN_CELL).mean())

    def _pixel_box(self, box: Box, margin: int = 0) -> tuple[int, int, int, int]:
        x0, y0, x1, y1 = (value * self._scale for value in box)
        return (
            max(0, int(x0) - margin),
            max(0, int(y0) - margin),
            max(0, int(x1) + 1 + margin),
            max(0, int(y1) + 1 + margin),
        )


def _in_long_run(ink: np.ndarray[Any, np.dtype[np.bool_]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which pixels belong to a horizontal run of ink of at least `LONG_RUN`."""
    import numpy as np

    height, width = ink.shape
    inside = np.zeros_like(ink)
    if width < LONG_RUN:
        return inside
    sums = np.zeros((height, width + 1), dtype=np.int32)
    np.cumsum(ink, axis=1, out=sums[:, 1:])
    starts = sums[:, LONG_RUN:] - sums[:, :-LONG_RUN] == LONG_RUN  # a full window begins here
    covered = np.zeros((height, width + 1), dtype=np.int32)
    covered[:, : starts.shape[1]] += starts
    covered[:, LONG_RUN : LONG_RUN + starts.shape[1]] -= starts
    return np.cumsum(covered, axis=1)[:, :width] > 0
