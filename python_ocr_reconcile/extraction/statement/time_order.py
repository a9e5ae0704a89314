"""In which order the rows of a table stand: oldest or newest first, all of them or the rows of each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple, get_args

from python_ocr_reconcile.extraction.statement.rows import Row

Printed = Literal["oldest_first", "newest_first", "days_newest_first", "within_days_newest_first"]
NEWEST_FIRST: frozenset[Printed] = frozenset({"newest_first", "days_newest_first"})


@dataclass(frozen=True, slots=True)
class TimeOrder:
    """One order in which rows may be printed."""

    printed: Printed
    places: tuple[int, ...]
    """Places of the rows in time order; none where another order is the same."""
    prior: float
    """How well the dates of the rows bear it out; below one row of the chain."""

    @property
    def newest_first(self) -> bool:
        """Whether the table goes back in time from day to day."""
        return self.printed in NEWEST_FIRST


def time_orders(rows: Sequence[Row]) -> dict[Printed, TimeOrder]:
    """Every order in which `rows` may be printed."""
    steps = _steps(rows)
    found: dict[Printed, TimeOrder] = {}
    for printed in get_args(Printed):
        places = _places(rows, printed)
        is_plain = not places or printed in ("oldest_first", "newest_first")
        prior = _prior(steps, is_plain=is_plain, newest_first=printed in NEWEST_FIRST)
        found[printed] = TimeOrder(printed, places, prior)
    return found


def _places(rows: Sequence[Row], printed: Printed) -> tuple[int, ...]:
    """Places of the rows in time order if `printed` so; empty where another order is the same."""
    count = len(rows)
    forward = tuple(range(count))
    if printed == "oldest_first":
        return forward
    if count < 2:
        return ()
    if printed == "newest_first":
        return forward[::-1]
    days: list[list[int]] = []
    for place, row in enumerate(rows):
        text = row.date.text if row.date else ""
        before = rows[place - 1].date if place else None
        if days and before is not None and before.text == text:
            days[-1].append(place)
        else:
            days.append([place])
    if not 1 < len(days) < count:
        return ()
    if printed == "days_newest_first":
        return tuple(p for day in reversed(days) for p in day)
    return tuple(p for day in days for p in reversed(day))


class _Steps(NamedTuple):
    """How often the date of a row is later, or earlier, than the one above it."""

    ups: int
    downs: int


def _steps(rows: Sequence[Row]) -> _Steps:
    ups = downs = 0
    days = [_sortable(row) for row in rows if row.date]
    for before, after in pairwise(days):
        if before and after and before != after and before[0] == after[0]:
            ups += after > before
            downs += after < before
    return _Steps(ups, downs)


def _prior(steps: _Steps, *, is_plain: bool, newest_first: bool) -> float:
    """Rows mostly stand as their dates go."""
    if steps.ups == steps.downs:
        return 0.0 if is_plain and not newest_first else -0.5
    agrees = (steps.downs > steps.ups) == newest_first
    return (1.0 if agrees else -1.0) - (0.0 if is_plain else 0.4)


def _sortable(row: Row) -> tuple[int, int, int] | None:
    if row.date is None or not row.date.readings:
        return None
    reading = row.date.readings[0]
    return reading.year or 0, reading.month, reading.day
