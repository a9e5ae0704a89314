"""Days printed as four digits in a row, "0306": dates where a head names their column as one of dates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import structs

from python_ocr_reconcile.dates import date_readings
from python_ocr_reconcile.extraction.spans import DateSpan
from python_ocr_reconcile.extraction.statement.columns import HeadLabel, TableHead
from python_ocr_reconcile.extraction.statement.lines import PrintedLine

_SOLID = re.compile(r"^(\d\d)(\d\d)$")
_LEAST_SHARE = 0.8
"""Of the lines with figures below the heads that must have such a day in the column."""
_LEAST_LINES = 3
_OFF = 12.0
"""Points by which a day may stand beside its head."""


def with_solid_days(lines: list[PrintedLine], heads: Sequence[TableHead]) -> list[PrintedLine]:
    """`lines` with the days of such columns as their dates; the same lines where there are none."""
    cells = [cell for head in heads for cell in head.cells if cell.key in ("date", "value_date")]
    if not cells:
        return lines
    top = min(head.lines[0] for head in heads)
    rows = [x for x in lines if x.index > top and not x.labels and any(f.marked for f in x.figures)]
    found: dict[int, list[DateSpan]] = {}
    for cell in cells:
        days = {line.index: day for line in rows if (day := _day_below(line, cell)) is not None}
        if len(days) >= max(_LEAST_LINES, _LEAST_SHARE * len(rows)):
            for index, day in days.items():
                if all(day.start != other.start for other in found.get(index, ())):
                    found.setdefault(index, []).append(day)
    return [
        structs.replace(line, dates=sorted([*line.dates, *found[line.index]], key=lambda d: d.start))
        if line.index in found
        else line
        for line in lines
    ]


def _day_below(line: PrintedLine, cell: HeadLabel) -> DateSpan | None:
    for at, word in enumerate(line.words):
        solid = _SOLID.match(word.text)
        if solid and cell.x0 - _OFF <= word.x0 and word.x1 <= cell.x1 + _OFF:
            readings = date_readings(f"{solid[1]}.{solid[2]}.")
            return DateSpan(line.line, at, at + 1, word.text, tuple(readings)) if readings else None
    return None
