"""The date of each row: the order of day and month, the year from the period, and what OCR garbled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from python_ocr_reconcile.dates import DateOrder, DateReading
from python_ocr_reconcile.extraction.statement.date_columns import PrintedDate
from python_ocr_reconcile.extraction.statement.lines import PrintedLine
from python_ocr_reconcile.extraction.statement.rows import Row

# Card purchases are booked days after they are made, value dates run ahead over bank holidays.
PERIOD_SLACK = timedelta(days=12)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How the dates of a statement are read."""

    order: DateOrder
    start: date | None
    end: date | None
    reference: date | None
    """The latest date that the statement prints of itself; a row is not later than that."""
    is_stated: bool = False
    """The reference is the day of the statement or of a balance, not just some date on its pages."""

    def on(self, printed: PrintedDate) -> date | None:
        """The date that is printed, in the year that the period gives."""
        reading = self._reading(printed)
        if reading is None:
            return None
        if reading.value:
            return reading.value
        return self._in_year(reading)

    def _reading(self, printed: PrintedDate) -> DateReading | None:
        readings = list(printed.readings)
        best = min(readings, key=lambda r: (not r.certain, r.order != self.order), default=None)
        if best is not None and best.value and self.start and self.end and not best.certain:
            inside = [r for r in readings if r.value and self.within(r.value)]
            if len(inside) == 1 and not self.within(best.value):
                return inside[0]
        return best

    def _in_year(self, reading: DateReading) -> date | None:
        if self.end or self.start:
            end = self.end or self.start
            start = self.start or self.end
            if start is None or end is None:
                return None
            years = range(start.year - 1, end.year + 2)
            days = [day for year in years if (day := reading.on(year))]
            middle = start + (end - start) / 2
            return min(days, key=lambda d: (not start <= d <= end, abs((d - middle).days)), default=None)
        if self.reference:
            days = [d for y in (-1, 0, 1) if (d := reading.on(self.reference.year + y))]
            limit = self.reference + PERIOD_SLACK
            return max((d for d in days if d <= limit), default=None)
        return None

    def dates_year(self, printed: PrintedDate | None) -> bool:
        """Whether the year of a row is printed with it or in the period, not guessed from other dates."""
        if self.start or self.end or self.is_stated:
            return True
        reading = self._reading(printed) if printed else None
        return reading is not None and reading.value is not None

    def within(self, day: date) -> bool:
        """Whether `day` may be of this statement."""
        if self.start and day < self.start - 4 * PERIOD_SLACK:
            return False
        return not (self.end and day > self.end + PERIOD_SLACK)


def date_order(lines: Sequence[PrintedLine], rows: Sequence[Row], currency: str | None) -> DateOrder:
    """The order of day and month: what the settled dates vote for, then the order in which rows ascend."""
    votes: Counter[DateOrder] = Counter()
    for line in lines:
        for span in line.dates:
            numeric = not any(c.isalpha() for c in span.text)
            settled = [r for r in span.readings if r.certain]
            if numeric and settled and any(r.order != "ymd" for r in span.readings):
                votes[settled[0].order] += 1
    if votes["dmy"] != votes["mdy"]:
        return "dmy" if votes["dmy"] > votes["mdy"] else "mdy"
    jumps = {order: _jumps(rows, order) for order in ("dmy", "mdy")}
    if jumps["dmy"] != jumps["mdy"]:
        return "dmy" if jumps["dmy"] < jumps["mdy"] else "mdy"
    return "mdy" if currency == "USD" else "dmy"


def _jumps(rows: Sequence[Row], order: str) -> int:
    """Months passed over between neighbouring rows under `order`; the right one has few."""
    months: list[int] = []
    for row in rows:
        reading = next((r for r in row.date.readings if r.order == order), None) if row.date else None
        if reading:
            months.append((reading.year or 0) * 12 + reading.month)
    return sum(abs(b - a) for a, b in pairwise(months))


@dataclass(frozen=True, slots=True)
class RowDate:
    """The date of a row and whether it may be relied on."""

    day: date | None
    value_day: date | None
    sure: bool
    repaired: bool
    likely: bool = False
    """It would be sure if OCR had been surer of its digits."""


# Below this the digits of a date that nothing else bears out are not taken for granted.
SURE_DATE = 0.80


def row_dates(
    rows: Sequence[Row], calendar: Calendar, *, newest_first: bool, balances: int | None
) -> list[RowDate]:
    """The dates of `rows` in printed order; `balances` is the column of balances."""
    days = [calendar.on(row.date) if row.date else None for row in rows]
    noisy = any(row.line.noisy for row in rows)
    runs = _runs(rows)
    mended: dict[int, date] = {}
    for run in runs if noisy else ():
        mended.update(_mended(run, days, calendar, newest_first=newest_first))
    found: list[RowDate] = []
    for place, row in enumerate(rows):
        day = mended.get(place, days[place])
        value_day = calendar.on(row.value_date) if row.value_date else None
        found.append(
            RowDate(
                day,
                value_day,
                sure=_is_sure(row, day, value_day, calendar) and place not in mended,
                repaired=place in mended or bool(row.date and row.date.repaired and row.own_date),
                likely=row.own_date and day is not None and calendar.within(day) and place not in mended,
            )
        )
    for run in runs if noisy else ():
        found[run.start : run.stop] = _in_sequence(found[run.start : run.stop], newest_first=newest_first)
    if balances is not None and not newest_first:
        found = _after_day_end(rows, found, balances)
    return found


def _after_day_end(rows: Sequence[Row], found: list[RowDate], balances: int) -> list[RowDate]:
    """Where the balance stands at the last row of a day, a row without a date right after one has lost it."""
    follows = [(a, b) for a, b in pairwise(range(len(rows))) if balances in rows[a].cells]
    kept = sum(rows[b].own_date for _, b in follows)
    if len(follows) == len(rows) - 1 or kept < 0.8 * len(follows):
        return found
    lost = {b for _, b in follows if not rows[b].own_date}
    # What comes below takes the lost date's place until the next date that is printed.
    for place in range(len(rows)):
        if place - 1 in lost and not rows[place].own_date:
            lost.add(place)
    return [
        RowDate(r.day, r.value_day, sure=False, repaired=r.repaired) if place in lost else r
        for place, r in enumerate(found)
    ]


def _is_sure(row: Row, day: date | None, value_day: date | None, calendar: Calendar) -> bool:
    if day is None or not calendar.dates_year(row.date):
        return False
    if not row.line.noisy:
        return calendar.within(day) and not row.date_lost
    if not row.own_date or row.date is None:
        # On a scan a date may have been lost between the rows: only its own date is relied on.
        return False
    if not calendar.within(day) or row.date_lost or row.date.repaired:
        return False
    borne_out = value_day is not None and abs((value_day - day).days) <= 4
    return borne_out or (row.date.confidence or 0.0) >= SURE_DATE


def _runs(rows: Sequence[Row]) -> list[range]:
    """Stretches of rows under one heading: dates begin anew under the next."""
    cuts = [0, *(i for i in range(1, len(rows)) if rows[i].heading != rows[i - 1].heading), len(rows)]
    return [range(a, b) for a, b in pairwise(cuts) if b > a]


def _mended(
    run: range, days: Sequence[date | None], calendar: Calendar, *, newest_first: bool
) -> dict[int, date]:
    """Dates that cannot be right where they stand, with the one slip of a digit that makes them fit."""
    places = list(reversed(run)) if newest_first else list(run)
    sequence = [days[i] for i in places]
    mended: dict[int, date] = {}
    for at, day in enumerate(sequence):
        before = next((d for d in reversed(sequence[max(0, at - 4) : at]) if d), None)
        after = next((d for d in sequence[at + 1 : at + 5] if d), None)
        if day is None or before is None or after is None or before > after:
            continue
        if before <= day <= after:
            continue
        options = {d for d in _one_digit_off(day) if before <= d <= after}
        if len(options) == 1 and calendar.within(next(iter(options))):
            mended[places[at]] = options.pop()
    return mended


def _one_digit_off(day: date) -> set[date]:
    text = day.strftime("%Y%m%d")
    found: set[date] = set()
    for place in range(2, 8):
        for digit in "0123456789":
            changed = text[:place] + digit + text[place + 1 :]
            try:
                found.add(date(int(changed[:4]), int(changed[4:6]), int(changed[6:])))
            except ValueError:
                continue
    return found - {day}


def _is_only_fit(day: date | None, before: date | None, after: date | None) -> bool:
    """Whether no date that differs in one digit would fit between its neighbours as well."""
    if day is None or before is None or after is None:
        return False
    return before <= day <= after and not any(before <= d <= after for d in _one_digit_off(day))


def _in_sequence(found: list[RowDate], *, newest_first: bool) -> list[RowDate]:
    """Rows whose date breaks the run of dates are not sure."""
    days = [r.day for r in found]
    checked: list[RowDate] = []
    for place, row in enumerate(found):
        before = days[place - 1] if place else None
        after = days[place + 1] if place + 1 < len(days) else None
        if newest_first:
            before, after = after, before
        breaks = row.day is not None and (
            (before is not None and before > row.day) or (after is not None and after < row.day)
        )
        sure = row.sure or (row.likely and _is_only_fit(row.day, before, after))
        checked.append(RowDate(row.day, row.value_day, sure and not breaks, row.repaired, row.likely))
    return checked
