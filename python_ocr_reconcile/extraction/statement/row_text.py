"""The words of a row: what is left of its line without days and figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from statistics import median

from python_ocr_reconcile.extraction.lexicon import fold
from python_ocr_reconcile.extraction.statement.columns import TableHead
from python_ocr_reconcile.extraction.statement.date_columns import has_date_at
from python_ocr_reconcile.extraction.statement.figures import Figure
from python_ocr_reconcile.extraction.statement.lines import PrintedLine
from python_ocr_reconcile.models.page import Word

_UNIT = re.compile(r"[€$£+\-−–|]|[A-Z]{3}")
_UNIT_GAP = 6.0
"""Points between a currency and its figure."""


class RowText:
    """Where the text of a table's rows stands; columns by their left edges, points."""

    def __init__(self, date_x: float, value_x: float | None, heads: Sequence[TableHead]) -> None:
        self._date_x, self._value_x = date_x, value_x
        self.left = min([date_x, *_before_dates(heads, date_x)]) - 3
        """No text begins further to the left."""
        self.edge: float | None = None
        """Where it begins in most rows that have their day; ``None`` where none has."""

    def learn(self, rows: Sequence[tuple[PrintedLine, Mapping[int, Figure]]]) -> None:
        """Find the edge from lines and their figures in the columns."""
        edges: list[float] = []
        for line, cells in rows:
            if cells and has_date_at(line, self._date_x):
                spans = {i for d in line.dates for i in range(d.start, d.end)}
                spans |= {i for f in line.figures for i in range(f.start, f.end)}
                words = [w for i, w in enumerate(line.words) if i not in spans and w.x0 > self.left]
                if words and len(fold(words[0].text)) > 0:
                    edges.append(words[0].x0)
        self.edge = median(edges) if edges else None

    def of(self, line: PrintedLine, cells: Mapping[int, Figure]) -> str:
        """The text of `line`, whose figures in the columns are `cells`."""
        skip = {i for f in cells.values() for i in range(f.start, f.end)}
        for date in line.dates:
            x = date.words[0].x0
            if abs(x - self._date_x) <= 9 or (self._value_x is not None and abs(x - self._value_x) <= 6):
                skip |= set(range(date.start, date.end))
        first = min((f.start for f in cells.values()), default=len(line.words))
        # Below days that stand as headings the text begins anywhere.
        left = self.left if self.edge is not None or not cells else 0.0
        words = [w for i, w in enumerate(line.words) if i not in skip and i < first and w.x0 >= left]
        if not words:
            words = [w for i, w in enumerate(line.words) if i not in skip and w.x0 >= left]
        while words and _UNIT.fullmatch(words[-1].text) and _is_unit(words[-1], cells):
            words = words[:-1]
        return _as_printed(words)


def _before_dates(heads: Sequence[TableHead], date_x: float) -> list[float]:
    """Left edges of the heads of descriptions that stand before the dates."""
    return [
        cell.x0
        for head in heads
        for cell in head.cells
        if cell.key == "description" and cell.x1 < date_x and "date" in head.keys()  # noqa: SIM118
    ]


def _is_unit(word: Word, cells: Mapping[int, Figure]) -> bool:
    """A currency or a rule printed right before the figure, rather than the last word of the text."""
    nearest = min((f.x0 for f in cells.values()), default=None)
    return nearest is not None and 0 <= nearest - word.x1 < _UNIT_GAP


def _as_printed(words: Sequence[Word]) -> str:
    """The words with the spaces between them; parts of one printed word ("ID:4711") touch."""
    text = ""
    for place, word in enumerate(words):
        touches = place > 0 and abs(word.x0 - words[place - 1].x1) < 1e-6
        text += word.text if touches or not text else f" {word.text}"
    return text
