"""The reconciliation report: each match with its reasons, and what both documents print, as a PDF.

It is drawn in a child process of the sandbox, a part at a time, so that neither the pages of a large run nor
a hostile picture cost the service more than a part. The same run makes the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pymupdf
    from PIL import Image

WIDTH, HEIGHT = 595.0, 842.0
"""Points: A4."""
MARGIN = 42.0
_BODY = WIDTH - 2 * MARGIN
_FOOT = 30.0
_GAP = 10.0
_INK, _QUIET, _LINE, _MARK = (0.1, 0.1, 0.12), (0.4, 0.4, 0.42), (0.8, 0.8, 0.82), (0.6, 0.42, 0.0)
_LARGEST_CROP = 150.0
"""Points of height; what is taller is made smaller."""
_PIXELS_A_POINT = 2.2
_QUALITY = 72


@dataclass(frozen=True, slots=True)
class CropImage:
    """A strip of a page, with a box around each value that was read."""

    label: str
    page_picture: int
    """Index into `Part.pictures`."""
    page_width: float
    view: tuple[float, float, float, float]
    """x, y, width, height in points of the page."""
    boxes: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What one document shows."""

    title: str
    crops: tuple[CropImage, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One match as the report tells it."""

    title: str
    invoices: tuple[tuple[str, str], ...]
    """Text and amount."""
    transactions: tuple[tuple[str, str], ...]
    judged: str
    reasons: tuple[str, ...]
    sides: tuple[Side, ...]


TableRow = tuple[str, str, str, str]
"""Date, text, amount, reason."""


@dataclass(slots=True)
class Part:
    """As much of a report as is drawn at once."""

    title: str
    made: str
    """PDF date."""
    head: tuple[str, ...] = ()
    """Lines below the title, of the first part."""
    blocks: list[str | Shown | TableRow] = field(default_factory=list)
    """In order: a heading, a match, a row."""
    pictures: list[bytes] = field(default_factory=list)
    first_page: int = 1


def draw_part(part: Part) -> tuple[bytes, int]:
    """The PDF of one part, and how many pages it has."""
    import pymupdf

    with pymupdf.open() as document:
        flow = _Flow(document, part)
        if part.head:
            flow.text(part.title, 17, bold=True)
            for line in part.head:
                flow.text(line, 9.5, colour=_QUIET)
            flow.space(8)
        for block in part.blocks:
            flow.block(block)
        flow.finish()
        facts = {"title": part.title, "creationDate": part.made, "modDate": part.made}
        document.set_metadata({**facts, "producer": "OCR reconcile"})
        pages = document.page_count
        return document.tobytes(garbage=4, deflate=True, no_new_id=True), pages


class _Flow:
    """Writes down one page after another."""

    def __init__(self, document: pymupdf.Document, part: Part) -> None:
        import pymupdf

        self._document = document
        self._part = part
        self._fonts = {bold: pymupdf.Font("hebo" if bold else "helv") for bold in (False, True)}
        self._page: Any = None
        self._writers: dict[tuple[float, float, float], Any] = {}
        self._pictures: dict[int, Image.Image] = {}
        self._at = 0.0
        self._new_page()

    def text(
        self, text: str, size: float, *, bold: bool = False, colour: tuple[float, float, float] = _INK,
        left: float = 0.0, width: float = _BODY, right: str = "",
    ) -> None:  # fmt: skip
        """Lines of `text`, broken to `width`; `right` stands at the right end of the first."""
        kept = self._width(right, size, bold=bold) + 8 if right else 0
        for number, line in enumerate(self._broken(text, size, width - kept, bold=bold)):
            self.need(size * 1.35)
            self._at += size * 1.35
            self._put(MARGIN + left, line, size, colour, bold=bold)
            if right and number == 0:
                x = MARGIN + left + width - self._width(right, size, bold=bold)
                self._put(x, right, size, colour, bold=bold)

    def block(self, block: str | Shown | TableRow) -> None:
        """A heading, a match or a row."""
        match block:
            case str():
                self.need(80)
                self.space(12)
                self.text(block, 13, bold=True)
                self.space(4)
            case Shown():
                self.match(block)
            case _:
                self.row(block)

    def match(self, match: Shown) -> None:
        """One match: both sides, how sure, why, and the evidence."""
        self.need(90)
        self.rule()
        self.text(match.title, 11, bold=True, right=match.judged)
        half, top = (_BODY - _GAP) / 2, self._at
        lows = []
        for left, rows in ((0.0, match.invoices), (half + _GAP, match.transactions)):
            self._at = top
            for text, amount in rows[:30]:
                self.text(text, 9.5, left=left, width=half, right=amount)
            if len(rows) > 30:
                self.text(f"and {len(rows) - 30} more", 9.5, left=left, width=half, colour=_QUIET)
            lows.append(self._at)
        self._at = max(lows)
        for reason in match.reasons:
            self.text(reason, 9, colour=_QUIET)
        for side in match.sides:
            self._side(side)
        self.space(6)

    def row(self, row: TableRow) -> None:
        """A row of a table: day, text, amount, reason."""
        day, text, amount, reason = row
        self.need(24)
        top = self._at
        self.text(day or "no date", 8.5, width=52)
        low, self._at = self._at, top
        self.text(text, 8.5, left=56, width=222)
        low, self._at = max(low, self._at), top
        self.text(" ", 8.5, left=282, width=86, right=amount)
        self._at = top
        self.text(reason, 8.5, left=378, width=_BODY - 378, colour=_QUIET)
        self._at = max(low, self._at) + 2

    def rule(self) -> None:
        """A line across the page."""
        self._at += 4
        self._page.draw_line((MARGIN, self._at), (WIDTH - MARGIN, self._at), color=_LINE, width=0.7)
        self._at += 2

    def space(self, height: float) -> None:
        """Room below what was written."""
        self._at += height

    def need(self, height: float) -> None:
        """Go on to the next page where less than `height` is left on this one."""
        if self._at + height > HEIGHT - MARGIN - _FOOT:
            self._new_page()

    def finish(self) -> None:
        """Write out the last page."""
        if self._page is None:
            return
        number = self._part.first_page + self._document.page_count - 1
        self._at = HEIGHT - MARGIN + 4
        self._put(MARGIN, self._part.title, 8, _QUIET)
        text = f"Page {number}"
        self._put(WIDTH - MARGIN - self._width(text, 8), text, 8, _QUIET)
        for colour, writer in self._writers.items():
            writer.write_text(self._page, color=colour)
        self._writers = {}

    def _new_page(self) -> None:
        self.finish()
        self._page = self._document.new_page(width=WIDTH, height=HEIGHT)
        self._at = MARGIN

    def _side(self, side: Side) -> None:
        self.need(40)
        self.space(3)
        self.text(side.title, 8.5, bold=True)
        self.space(3)
        left = low = 0.0
        for crop in side.crops:
            _, _, width, height = crop.view
            scale = min(1.0, _BODY / width, _LARGEST_CROP / max(height, 1))
            if left and left + width * scale > _BODY:
                left, self._at = 0.0, low
            if not left:
                self.need(height * scale + 16)
                low = self._at
            self._crop(crop, MARGIN + left, scale)
            low = max(low, self._at + height * scale + 14)
            left += width * scale + _GAP
        if side.crops:
            self._at = low
        for fact in side.facts:
            self.text(fact, 9, left=8, width=_BODY - 8)

    def _crop(self, crop: CropImage, left: float, scale: float) -> None:
        import pymupdf

        x, y, width, height = crop.view
        top = self._at
        rect = pymupdf.Rect(left, top, left + width * scale, top + height * scale)
        self._page.insert_image(rect, stream=self._cut(crop, scale))
        self._page.draw_rect(rect, color=_LINE, width=0.5)
        for bx, by, bw, bh in crop.boxes:
            box = pymupdf.Rect(bx - x, by - y, bx - x + bw, by - y + bh) * scale
            box = pymupdf.Rect(box.x0 + left, box.y0 + top, box.x1 + left, box.y1 + top) & rect
            if not box.is_empty:
                self._page.draw_rect(
                    box, color=_MARK, fill=(1, 0.85, 0.2), fill_opacity=0.22, width=0.8, stroke_opacity=0.9
                )
        at, self._at = self._at, rect.y1 + 9
        label = self._broken(crop.label, 7.5, width * scale)[0]
        self._put(left, label, 7.5, _QUIET)
        self._at = at

    def _cut(self, crop: CropImage, scale: float) -> bytes:
        from PIL import Image

        if crop.page_picture not in self._pictures:
            self._pictures[crop.page_picture] = Image.open(io.BytesIO(self._part.pictures[crop.page_picture]))
        picture = self._pictures[crop.page_picture]
        by = picture.width / crop.page_width
        x, y, width, height = crop.view
        cut = picture.crop((round(x * by), round(y * by), round((x + width) * by), round((y + height) * by)))
        wanted = min(1.0, _PIXELS_A_POINT * width * scale / max(cut.width, 1))
        if wanted < 1.0:
            size = max(1, round(cut.width * wanted)), max(1, round(cut.height * wanted))
            cut = cut.resize(size, Image.Resampling.LANCZOS)
        file = io.BytesIO()
        cut.convert("RGB").save(file, "JPEG", quality=_QUALITY)
        return file.getvalue()

    def _put(
        self, x: float, text: str, size: float, colour: tuple[float, float, float], *, bold: bool = False
    ) -> None:
        import pymupdf

        if colour not in self._writers:
            self._writers[colour] = pymupdf.TextWriter(self._page.rect)
        if text.strip():
            self._writers[colour].append((x, self._at), text, font=self._fonts[bold], fontsize=size)

    def _width(self, text: str, size: float, *, bold: bool = False) -> float:
        return float(self._fonts[bold].text_length(text, fontsize=size))

    def _broken(self, text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        """`text` in lines of at most `width` points; a word that is longer is cut."""
        lines, line = [], ""
        for given in text.split():
            word = given
            while word:
                joined = f"{line} {word}" if line else word
                if self._width(joined, size, bold=bold) <= width:
                    line, word = joined, ""
                elif line:
                    lines.append(line)
                    line = ""
                else:
                    fits = self._fitting(word, size, width, bold=bold)
                    lines.append(word[:fits])
                    word = word[fits:]
        return [*lines, line] if line or not lines else lines

    def _fitting(self, word: str, size: float, width: float, *, bold: bool) -> int:
        fits = 1
        while fits < len(word) and self._width(word[: fits + 1], size, bold=bold) <= width:
            fits += 1
        return fits


def amount(value: Decimal | None, currency: str | None) -> str:
    """``1,234.50 EUR``; nothing where there is no amount."""
    if value is None:
        return ""
    decimals = max(2, -int(value.as_tuple().exponent))
    return f"{value:,.{decimals}f} {currency or ''}".rstrip()


def told(value: Any) -> str:
    """A value of a document as text."""
    match value:
        case None:
            return ""
        case Decimal():
            return amount(value, None)
        case date():
            return value.isoformat()
    return str(value)
