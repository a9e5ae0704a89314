"""Days printed as four digits in a row, "0306": dates where a head names their column as one of dates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import structs

from python_ocr_reconcile.dates import date_readings
from python_ocr_reconcile.extraction.spans import DateSpan
from python_ocr_reconcile.extraction.statement.columns import TableHead
from python_ocr_reconcile.extraction.statement.lines import PrintedLine

_SOLID = re.compile(r"^(\d\d)(\d\d)$")
_LEAST_SHARE = 0.8
"""Of the lines with figures below the heads that must have such a day in the column."""
_LEAST_LINES = 3
_OFF = 12.0
"""Points by which a day may stand beside its head."""


def with_solid_days(lines: list[PrintedLine], heads: Sequence[TableHead]) -> list[PrintedLine]:
    """`lines` with the days of such columns as their dates; the same lines where there are none."""
    columns = {
        (round(cell.x0), round(cell.x1))
        for head in heads
        for cell in head.cells
        if cell.key in ("date", "value_date")
    }
    if not columns:
        return lines
    top = min(head.lines[0] for head in heads)
    rows = [x for x in lines if x.index > top and not x.labels and any(f.marked for f in x.figures)]
    solid = {line.index: days for line in rows if (days := _solid_days(line))}
    least = max(_LEAST_LINES, _LEAST_SHARE * len(rows))
    if len(solid) < least:
        return lines
    found: dict[int, list[DateSpan]] = {}
    for x0, x1 in sorted(columns):
        below = {index: day for index, days in solid.items() if (day := _below(days, x0, x1)) is not None}
        if len(below) >= least:
            for index, day in below.items():
                if all(day.start != other.start for other in found.get(index, ())):
                    found.setdefault(index, []).append(day)
    return [
        structs.replace(line, dates=sorted([*line.dates, *found[line.index]], key=lambda d: d.start))
        if line.index in found
        else line
        for line in lines
    ]


def _solid_days(line: PrintedLine) -> list[DateSpan]:
    """Every word of `line` that may be a day of four digits."""
    return [
        DateSpan(line.line, at, at + 1, word.text, tuple(readings))
        for at, word in enumerate(line.words)
        if (solid := _SOLID.match(word.text)) and (readings := date_readings(f"{solid[1]}.{solid[2]}."))
    ]


def _below(days: Sequence[DateSpan], x0: float, x1: float) -> DateSpan | None:
    """The first of `days` between `x0` and `x1`, points, or a little beside."""
    for day in days:
        word = day.line.words[day.start]
        if x0 - _OFF <= word.x0 and word.x1 <= x1 + _OFF:
            return day
    return None
