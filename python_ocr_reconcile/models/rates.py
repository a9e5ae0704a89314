"""Exchange rates as a user gives them: looked up by day, never guessed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from python_ocr_reconcile.models.evidence import Record

MOST_DAYS_OLD = 7
"""The longest gap in a daily table is the five days of Easter."""


class RateOnDay(NamedTuple):
    """A rate, and the day it is of."""

    rate: Decimal
    """What one unit of the one currency is worth in the other."""
    day: date
    """Of a cross rate the earlier day of its two parts."""


class RateSeries(Record, frozen=True, kw_only=True):
    """The rates of one pair of currencies: ``rates[i]`` is of ``days[i]``."""

    base: str
    """One unit of it is worth so many of `quote`; ISO 4217."""
    quote: str
    days: list[date]
    """Rising, each once."""
    rates: list[Decimal]

    def on(self, day: date, most_days_old: int) -> RateOnDay | None:
        """The latest rate on or before `day`, at most that old; a later one is never taken."""
        at = bisect_right(self.days, day) - 1
        if at < 0 or (day - self.days[at]).days > most_days_old:
            return None
        return RateOnDay(self.rates[at], self.days[at])


class ExchangeRates(Record, frozen=True, kw_only=True, dict=True):
    """A table of exchange rates."""

    name: str
    """What it is called, such as the name of its file."""
    table_hash: str
    """SHA-256 of the file it was read from, lower-case hexadecimal."""
    pivot: str | None = None
    """The currency that all rates are against, where there is one: cross rates are taken through it."""
    series: list[RateSeries] = []

    def lookup(
        self, base: str, quote: str, day: date, most_days_old: int = MOST_DAYS_OLD
    ) -> RateOnDay | None:
        """What one unit of `base` was worth in `quote` on `day`, and the day of the rate.

        Stated as it is or the other way round, whichever is later, else through the pivot; the latest on or
        before `day`, at most `most_days_old` before it. ``None`` where the table does not say.
        """
        if base == quote:
            return RateOnDay(Decimal(1), day)
        if direct := self._either_way(base, quote, day, most_days_old):
            return direct
        if self.pivot is None or self.pivot in (base, quote):
            return None
        first = self._either_way(base, self.pivot, day, most_days_old)
        second = self._either_way(self.pivot, quote, day, most_days_old)
        if first is None or second is None:
            return None
        return RateOnDay(first.rate * second.rate, min(first.day, second.day))

    def _either_way(self, base: str, quote: str, day: date, most_days_old: int) -> RateOnDay | None:
        stated, turned = (
            series.on(day, most_days_old) if (series := self._by_pair.get(pair)) else None
            for pair in ((base, quote), (quote, base))
        )
        if turned and (stated is None or stated.day < turned.day):
            return RateOnDay(1 / turned.rate, turned.day)
        return stated

    @cached_property
    def _by_pair(self) -> dict[tuple[str, str], RateSeries]:
        return {(one.base, one.quote): one for one in self.series}


def series_of(rates: Iterable[tuple[date, str, str, Decimal]]) -> list[RateSeries]:
    """Rates of (day, base, quote, rate), in any order but each once, as series sorted by pair."""
    by_pair: dict[tuple[str, str], dict[date, Decimal]] = {}
    for day, base, quote, rate in rates:
        by_pair.setdefault((base, quote), {})[day] = rate
    return [
        RateSeries(base=base, quote=quote, days=sorted(known), rates=[known[day] for day in sorted(known)])
        for (base, quote), known in sorted(by_pair.items())
    ]
