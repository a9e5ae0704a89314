"""Paper: text, rules and tables on a page, and what a scanner makes of it.

Lengths are in points (1/72 inch), origin top left. The fonts are PyMuPDF's own, embedded as subsets, so
that the euro sign and every accent are there and no font of the machine plays a part.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import pymupdf
from PIL import Image, ImageFilter

Align = Literal["left", "right", "centre"]
Colour = tuple[float, float, float]

A4 = (595.0, 842.0)
BLACK: Colour = (0.1, 0.1, 0.12)
GREY: Colour = (0.42, 0.42, 0.46)
PALE: Colour = (0.93, 0.94, 0.95)
WHITE: Colour = (1.0, 1.0, 1.0)

Face = Literal["helv", "hebo", "heit", "tiro", "tibo", "tiit", "cour"]
"""PyMuPDF's codes: Helvetica and Times, each plain, bold and italic; Courier."""


@cache
def _font(face: Face) -> pymupdf.Font:
    return pymupdf.Font(face)


def text_width(text: str, size: float, face: Face = "helv") -> float:
    """Width of `text` in points."""
    return float(_font(face).text_length(text, size))


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: `x` is its left edge, or its right edge where the text is aligned right."""

    title: str
    x: float
    align: Align = "left"


class Sheet:
    """One page being drawn."""

    def __init__(self, document: pymupdf.Document, size: tuple[float, float] = A4) -> None:
        """Add a page of `size` to `document`."""
        self.page = document.new_page(width=size[0], height=size[1])
        self.width, self.height = size
        self._faces: set[Face] = set()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 9,
        face: Face = "helv",
        colour: Colour = BLACK,
        align: Align = "left",
    ) -> None:
        """Print one line with its baseline at `y`, starting, ending or centred at `x`."""
        if face not in self._faces:
            self.page.insert_font(fontname=f"F{face}", fontbuffer=_font(face).buffer)
            self._faces.add(face)
        shift = {"left": 0.0, "right": 1.0, "centre": 0.5}[align] * text_width(text, size, face)
        self.page.insert_text((x - shift, y), text, fontname=f"F{face}", fontsize=size, color=colour)

    def lines(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        leading: float = 12,
        size: float = 9,
        face: Face = "helv",
    ) -> float:
        """Print `lines` downwards from baseline `y`; gives the baseline below the last."""
        for line in lines:
            self.text(x, y, line, size=size, face=face)
            y += leading
        return y

    def rule(self, x0: float, y: float, x1: float, *, weight: float = 0.6, colour: Colour = GREY) -> None:
        """Draw a horizontal line."""
        self.page.draw_line((x0, y), (x1, y), color=colour, width=weight)

    def upright(self, x: float, y0: float, y1: float, *, weight: float = 0.6, colour: Colour = GREY) -> None:
        """Draw a vertical line."""
        self.page.draw_line((x, y0), (x, y1), color=colour, width=weight)

    def block(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        fill: Colour | None = None,
        edge: Colour | None = None,
    ) -> None:
        """Draw a rectangle, filled, edged or both."""
        self.page.draw_rect(pymupdf.Rect(x0, y0, x1, y1), color=edge, fill=fill, width=0.6 if edge else 0)

    def row(
        self,
        columns: Sequence[Column],
        y: float,
        cells: Sequence[str],
        *,
        size: float = 9,
        face: Face = "helv",
        colour: Colour = BLACK,
    ) -> None:
        """Print one table row with its baseline at `y`."""
        for column, cell in zip(columns, cells, strict=True):
            if cell:
                self.text(column.x, y, cell, size=size, face=face, colour=colour, align=column.align)

    def heading(
        self,
        columns: Sequence[Column],
        y: float,
        *,
        size: float = 9,
        face: Face = "hebo",
        colour: Colour = BLACK,
    ) -> None:
        """Print the columns' titles with their baseline at `y`."""
        self.row(columns, y, [c.title for c in columns], size=size, face=face, colour=colour)


def saved(document: pymupdf.Document, title: str) -> bytes:
    """`document` as a file, the same bytes each time: fonts cut to what is used, no id, no date."""
    document.set_metadata({"title": title, "producer": "ocr-reconcile samples"})
    document.subset_fonts()
    return bytes(document.tobytes(garbage=4, deflate=True, no_new_id=True))


def scan(page: pymupdf.Page, onto: pymupdf.Document, *, dpi: int, skew: float, seed: int) -> None:
    """Append `page` to `onto` as a scanner would have it: grey, a little crooked, blurred and noisy.

    `skew` is in degrees clockwise; `seed` settles the noise.
    """
    pixels = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, alpha=False)
    image = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
    image = image.rotate(-skew, Image.Resampling.BICUBIC, fillcolor=252).filter(
        ImageFilter.GaussianBlur(0.45)
    )
    grain = np.random.default_rng(seed)
    grey = np.asarray(image, dtype=np.float32)
    # Ink never comes out quite black nor paper quite white; the lamp is weaker towards one edge.
    lamp = np.linspace(0.0, 7.0, grey.shape[1], dtype=np.float32)
    grey = 14 + grey * (236.0 / 255.0) - lamp + grain.normal(0.0, 4.0, grey.shape).astype(np.float32)
    specks = grain.integers(0, (grey.shape[0], grey.shape[1]), (60, 2))
    grey[specks[:, 0], specks[:, 1]] = 70
    stored = io.BytesIO()
    Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(stored, "JPEG", quality=72, dpi=(dpi, dpi))
    sheet = onto.new_page(width=page.rect.width, height=page.rect.height)
    sheet.insert_image(sheet.rect, stream=stored.getvalue())
