"""Where dates stand in a table, and the date of a line: as printed, or mended where OCR garbled it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import msgspec

from python_ocr_reconcile.dates import DateReading, date_readings
from python_ocr_reconcile.extraction.layout import box_of, edge_columns, least_confidence
from python_ocr_reconcile.extraction.statement.columns import TableHead
from python_ocr_reconcile.extraction.statement.lines import PrintedLine, moved
from python_ocr_reconcile.models.evidence import BBox
from python_ocr_reconcile.models.page import Word


class PrintedDate(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A date as it stands in a date column."""

    text: str
    readings: tuple[DateReading, ...]
    page: int
    box: BBox
    confidence: float | None
    repaired: bool = False
    """Letters were taken for digits."""


class DateColumn(NamedTuple):
    """Where the days of a table stand, points."""

    x: float
    """Their left edge."""
    figures_from: float
    """No figure of the table begins further to the left."""


_BEHIND_DATES = 10.0
_HEADED = 9.0
"""Points by which the first column of days may begin off its head."""
_UNDER_HEAD = 20.0
"""Points by which days may begin off the head of their column."""


def table_dates(lines: Sequence[PrintedLine], heads: Sequence[TableHead]) -> DateColumn | None:
    """The column of booking dates; where none begins a line, the one that a head names behind figures."""
    named = {round(cell.x0) for head in heads for cell in head.cells if cell.key == "date"}
    top = min((line for head in heads for line in head.lines), default=0)
    x = date_column(lines, sorted(named | {round(head.cells[0].x0) for head in heads}), top)
    if x is not None:
        return DateColumn(x, x + _BEHIND_DATES)
    edges = [
        date.words[0].x0
        for line in lines
        if line.figures
        for date in line.dates
        if any(abs(date.words[0].x0 - x) <= _UNDER_HEAD for x in named)
    ]
    return DateColumn(median(edges), 0.0) if len(edges) > 1 else None


def date_column(lines: Sequence[PrintedLine], named: Sequence[float] = (), top: int = 0) -> float | None:
    """Left edge of the column of booking dates, ``None`` where no line begins with a date.

    A date without figures says less than one with them, unless it stands below a head: `named`, their edges,
    `top`, the line of the first.
    """
    edges: list[float] = []
    weights: list[float] = []
    for line in lines:
        for date in line.dates[:1]:
            # A running number before the date is a figure where money has no decimals.
            if date.start > 3 or any(0 < f.start < date.end and not f.doubtful for f in line.figures):
                continue
            x = date.words[0].x0
            figured = any(not f.doubtful and f.start >= date.end for f in line.figures)
            headed = line.index > top and any(abs(x - other) <= _HEADED for other in named)
            edges.append(x)
            weights.append(1.0 if figured or headed else 0.4)
    columns = edge_columns(edges, tolerance=6.0)
    weighted = [(sum(weights[i] for i in column.members), column.x) for column in columns]
    most = max((weight for weight, _ in weighted), default=0.0)
    return min((x for weight, x in weighted if weight >= 0.5 * most and most >= 1.0), default=None)


def has_date_at(line: PrintedLine, x: float, tolerance: float = 9.0) -> bool:
    """Whether a date of `line` begins at `x`, points."""
    return any(abs(date.words[0].x0 - x) <= tolerance for date in line.dates)


def date_at(line: PrintedLine, x: float, tolerance: float = 9.0) -> PrintedDate | None:
    """The date of `line` that begins at `x`, points."""
    for date in line.dates:
        if abs(date.words[0].x0 - x) <= tolerance:
            return PrintedDate(
                date.text, date.readings, line.page, moved(date.box, line.shift), date.confidence
            )
    return None


_DIGITS_FOR_LETTERS = str.maketrans("OoDQlI|!SsBZzG", "00001111558226")


def mended_date(line: PrintedLine, x: float) -> tuple[PrintedDate | None, bool]:
    """A date that OCR garbled, and whether anything stands where the date should be."""
    here = [i for i, w in enumerate(line.words) if abs(w.x0 - x) <= 9.0]
    if not here:
        return None, False
    start = here[0]
    for end in range(min(start + 3, len(line.words)), start, -1):
        words: Sequence[Word] = line.words[start:end]
        if any(b.x0 - a.x1 > 1.2 * line.line.em for a, b in pairwise(words)):
            continue  # the next column
        raw = " ".join(w.text for w in words)
        if sum(c.isdigit() for c in raw) < 2:
            continue
        text = re.sub(r"[,;:·']", ".", raw.translate(_DIGITS_FOR_LETTERS)).strip(". ")
        text = re.sub(r"\.{2,}", ".", text)
        readings = date_readings(text)
        if readings and re.search(r"\D", text):
            found = PrintedDate(
                raw,
                tuple(readings),
                line.page,
                moved(box_of(words), line.shift),
                least_confidence(words),
                repaired=True,
            )
            return found, True
    return None, any(c.isdigit() for c in line.words[start].text)


def second_date_column(lines: Sequence[PrintedLine], date_x: float, leading: set[int]) -> float | None:
    """Left edge of a second column of dates, where most dated rows have one."""
    edges: list[float] = []
    dated = 0
    for line in lines:
        if line.index in leading or not line.figures or not has_date_at(line, date_x):
            continue
        dated += 1
        edges += [
            d.words[0].x0
            for d in line.dates
            if d.words[0].x0 > date_x + 15
            and not any(f.start < d.end and d.start < f.end and f.marked for f in line.figures)
        ]
    for x in sorted(set(edges)):
        if dated and sum(abs(e - x) <= 6.0 for e in edges) >= max(1, 0.7 * dated):
            return x
    return None


def value_date_first(heads: Sequence[TableHead]) -> bool:
    """Whether the heads name the value date before the booking date."""
    for head in heads:
        dates = [c.key for c in head.cells if c.key in ("date", "value_date")]
        if dates[:2] == ["value_date", "date"]:
            return True
    return False
