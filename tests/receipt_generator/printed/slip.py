"""Paper that comes out of a till: characters in cells of a thermal head, of pins and a ribbon, or drawn."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pymupdf

if TYPE_CHECKING:
    from PIL import Image

CELL = (12, 24)
"""Dots of a character at 203 dpi, as printers with ESC/POS have them."""
FACES = ("cour", "cobo", "cobo", "pins", "helv", "hebo")
"""Fonts of PyMuPDF: monospaced, bold, of pins, and proportional as modern tills draw their lines."""


@dataclass
class Print:
    """One line."""

    text: str
    right: str = ""
    centred: bool = False
    wide: int = 1
    high: int = 1
    logo: bool = False
    rule: bool = False


class Slip:
    """A receipt while it is printed."""

    def __init__(self, rng: random.Random) -> None:
        """Take paper of 58 or 80 mm and a face."""
        self.rng = rng
        self.columns = rng.choice((32, 40, 42, 42, 48))
        self.face = rng.choice(FACES)
        self.lines: list[Print] = []

    def mid(self, *texts: str, wide: int = 1, high: int = 1) -> None:
        """Lines in the middle, broken where they are too long."""
        for text in texts:
            for part in self._broken(text, self.columns // wide):
                self.lines.append(Print(part, centred=True, wide=wide, high=high))

    def logo(self, text: str) -> None:
        """A name as a picture in large letters."""
        self.lines.append(Print(text, centred=True, logo=True))

    def left(self, *texts: str, wide: int = 1, high: int = 1) -> None:
        """Lines at the left."""
        for text in texts:
            for part in self._broken(text, self.columns // wide):
                self.lines.append(Print(part, wide=wide, high=high))

    def row(self, left: str, right: str, wide: int = 1, high: int = 1) -> None:
        """Something at the left and its figure at the right; two lines where they don't fit on one."""
        if (len(left) + len(right) + 1) * wide > self.columns:
            if wide > 1:
                return self.row(left, right, 1, high)
            for part in self._broken(left, self.columns)[:-1]:
                self.lines.append(Print(part))
            left = self._broken(left, self.columns)[-1]
            if len(left) + len(right) + 1 > self.columns:
                self.lines.append(Print(left))
                left = ""
        self.lines.append(Print(left, right, wide=wide, high=high))
        return None

    def cells(self, widths: tuple[int, ...], *cells: str) -> None:
        """Cells in columns of `widths`; negative ones are set to the right."""
        text = "".join(
            c[: abs(w)].rjust(-w) if w < 0 else c[: w - 1].ljust(w)
            for w, c in zip(widths, cells, strict=True)
        )
        self.lines.append(Print(text.rstrip()))

    def rule(self, sign: str = "-") -> None:
        """A line of one sign."""
        self.lines.append(Print(sign * self.columns, rule=True))

    def gap(self, count: int = 1) -> None:
        """Empty lines."""
        self.lines += [Print("")] * count

    @staticmethod
    def _broken(text: str, columns: int) -> list[str]:
        parts = [""]
        for word in text.split(" "):
            if len(parts[-1]) + len(word) + 1 > columns and parts[-1]:
                parts.append(word)
            else:
                parts[-1] = f"{parts[-1]} {word}" if parts[-1] else word
        return parts

    def printed(self) -> Image.Image:
        """The paper, grey, at 203 dpi."""
        from PIL import Image

        strips = [self._strip(line) for line in self.lines]
        margin = 30
        height = sum(s.height + 5 for s in strips) + 140
        paper = Image.new("L", (self.columns * CELL[0] + 2 * margin, height), 255)
        y = 60
        for strip in strips:
            paper.paste(strip, (margin, y))
            y += strip.height + 5
        return paper

    def _strip(self, line: Print) -> Image.Image:
        from PIL import Image, ImageDraw

        width = self.columns * CELL[0]
        if line.logo:
            face = "tibo" if len(line.text) % 2 else "hebo"
            size = min(64, int(0.95 * width / pymupdf.Font(face).text_length(line.text, 1)))
            image = Image.new("L", (width, size + 18), 255)
            font = _font(face, size)
            ImageDraw.Draw(image).text((width / 2, 4), line.text, 0, font, anchor="ma")
            return image
        if self.face in {"helv", "hebo"} and not line.rule and not line.text.count("   "):
            return self._drawn(line, width)
        image = Image.new("L", (width, CELL[1] * line.high), 255)
        columns = self.columns // line.wide
        text = line.text.center(columns).rstrip() if line.centred else line.text
        if line.right:
            text = text.ljust(columns - len(line.right)) + line.right
        for n, letter in enumerate(text[:columns]):
            if letter != " ":
                cell = _letter(letter, "cour" if self.face in {"helv", "hebo"} else self.face)
                cell = cell.resize((CELL[0] * line.wide, CELL[1] * line.high), Image.Resampling.BILINEAR)
                image.paste(cell, (n * CELL[0] * line.wide, 0))
        return image

    def _drawn(self, line: Print, width: int) -> Image.Image:
        from PIL import Image, ImageDraw

        size = 20 if line.high == 1 and line.wide == 1 else 30
        image = Image.new("L", (width, size + 6), 255)
        draw, font = ImageDraw.Draw(image), _font("hebo" if size > 20 else self.face, size)
        if line.centred:
            draw.text((width / 2, 1), line.text, 0, font, anchor="ma")
        else:
            draw.text((0, 1), line.text, 0, font, anchor="la")
        draw.text((width, 1), line.right, 0, font, anchor="ra")
        return image


@cache
def _font(name: str, size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(pymupdf.Font(name).buffer), size)


@cache
def _letter(letter: str, face: str) -> Image.Image:
    """A character in its cell; of pins, each of its dots is seen."""
    from PIL import Image, ImageDraw, ImageFilter

    if face != "pins":
        image = Image.new("L", CELL, 255)
        ImageDraw.Draw(image).text((0, 19), letter, 0, _font(face, 20), anchor="ls")
        return image
    image = Image.new("L", (7, 12), 255)
    ImageDraw.Draw(image).text((0, 10), letter, 0, _font("cobo", 12), anchor="ls")
    image = image.point([0 if value < 150 else 255 for value in range(256)])
    big = Image.new("L", (28, 48), 255)
    draw = ImageDraw.Draw(big)
    pixels = image.load()
    for x in range(7):
        for y in range(12):
            if pixels is not None and pixels[x, y] == 0:
                draw.ellipse((4 * x, 4 * y, 4 * x + 3.6, 4 * y + 3.6), 30)
    return big.filter(ImageFilter.GaussianBlur(0.8)).resize(CELL, Image.Resampling.LANCZOS)
