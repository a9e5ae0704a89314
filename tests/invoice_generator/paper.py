"""Pages being drawn: text, rules and a cursor that runs down them."""

from __future__ import annotations

# ruff: noqa: E501  a table of terms reads best as one line
from functools import cache
from typing import Any

import pymupdf

A4 = (595.0, 842.0)
LETTER = (612.0, 792.0)
GREY = (0.9, 0.9, 0.92)


@cache
def font(name: str) -> Any:
    """One of PyMuPDF's own fonts."""
    return pymupdf.Font(name)


@cache
def _advance(letter: str, name: str) -> float:
    return float(font(name).glyph_advance(ord(letter)))


def width(text: str, size: float, name: str) -> float:
    """Of `text`, in points; letter by letter, for PyMuPDF takes 0.6 ms to measure a line anew."""
    return size * sum(_advance(letter, name) for letter in text)


class Paper:
    """A document that grows."""

    def __init__(self) -> None:
        """Start without a page."""
        self.doc = pymupdf.open()
        self._open: dict[int, Any] = {}
        self.page: Any = None
        self.writer: Any = None

    @property
    def count(self) -> int:
        """Pages so far."""
        return int(self.doc.page_count)

    def new_page(self, size: tuple[float, float] = A4) -> None:
        """Begin a page; those before stay open until `finish`, so that footers can name the last page."""
        self.page = self.doc.new_page(width=size[0], height=size[1])
        self.writer = pymupdf.TextWriter(self.page.rect)
        self._open[self.count - 1] = self.writer

    def turn_to(self, number: int) -> None:
        """Write on the page with 0-based `number` again, one of those since the last `finish`."""
        self.page, self.writer = self.doc[number], self._open[number]

    def finish(self) -> None:
        """Put what was written on its pages."""
        for number, writer in self._open.items():
            writer.write_text(self.doc[number])
        self._open = {}

    def text(
        self, x: float, y: float, text: str, size: float, name: str = "helv", align: str = "left"
    ) -> float:
        """One line with its baseline at `y`; gives its width."""
        if not text:
            return 0.0
        wide = width(text, size, name)
        shift = {"left": 0.0, "right": wide, "centre": wide / 2}[align]
        self.writer.append((x - shift, y), text, font=font(name), fontsize=size)
        return wide

    def rule(self, x0: float, y: float, x1: float, weight: float = 0.6) -> None:
        """A horizontal line."""
        self.page.draw_line((x0, y), (x1, y), width=weight)

    def upright(self, x: float, y0: float, y1: float) -> None:
        """A vertical line."""
        self.page.draw_line((x, y0), (x, y1), width=0.5)

    def block(self, x0: float, y0: float, x1: float, y1: float, *, fill: bool = False) -> None:
        """A box, edged or filled with grey."""
        self.page.draw_rect(
            pymupdf.Rect(x0, y0, x1, y1), color=None if fill else (0.3, 0.3, 0.3), fill=GREY if fill else None,
            width=0 if fill else 0.5, overlay=False,
        )  # fmt: skip

    def tobytes(self) -> bytes:
        """The file: the same bytes each time, with the fonts cut to what is used."""
        self.finish()
        self.doc.set_metadata({})
        self.doc.subset_fonts()
        return bytes(self.doc.tobytes(garbage=3, deflate=True, no_new_id=True))
