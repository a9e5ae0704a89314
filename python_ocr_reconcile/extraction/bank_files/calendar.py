"""Dates as files write them: day and month in one order throughout, found by vote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from python_ocr_reconcile.dates import DateOrder, date_readings

_APOSTROPHE = re.compile(r"\s*'\s*")
_SPACED = re.compile(r"(?<=[/.\-])\s+|\s+(?=[/.\-])")
_STOPS = re.compile(r"^\s*\d{1,2}\.\s?\d{1,2}\.")
_NARROWER = 3
"""Times that the dates of a file spread wider under one order than under the other before that tells."""


@dataclass(frozen=True, slots=True)
class OrderVote:
    """The date order of a file, and whether its dates settle it."""

    order: DateOrder
    sure: bool


def plain_date(text: str) -> str:
    """`text` with the apostrophe of Quicken (``1/ 2'06``) as a separator, and no spaces beside any."""
    if "'" in text:
        head, _, year = _APOSTROPHE.sub("'", text.strip()).rpartition("'")
        text = f"{head}/{2000 + int(year)}" if re.fullmatch(r"[0-9]{1,2}", year) else f"{head}/{year}"
    return _SPACED.sub("", text.strip())


@lru_cache(maxsize=16384)
def day_of(text: str, order: DateOrder) -> date | None:
    """The date of `text` where day and month stand in `order`; ``None`` where that makes no date."""
    readings = [r for r in date_readings(plain_date(text)) if r.value]
    named = [r for r in readings if r.order not in ("dmy", "mdy", "ymd") or len(readings) == 1]
    best = next((r for r in readings if r.order == order), None)
    if (
        best is None
        and named
        and (named[0].order == "ymd" or not re.match(r"^\D*\d{1,2}\D{1,3}\d{1,2}\D", plain_date(text)))
    ):
        best = named[0]
    return best.value if best else None


def date_order(  # noqa: PLR0911 - one return for each thing that settles it
    texts: Sequence[str], likely: DateOrder = "dmy", *, settled: bool = False
) -> OrderVote:
    """The order in which every one of `texts` is a date.

    Where two orders fit: the one under which the dates go one way down the file, then the one under which
    they lie closer together, then `likely`, which is no guess where the language has it `settled`. Between
    full stops the day comes first in every language.
    """
    fits: dict[DateOrder, list[date]] = {}
    distinct = list(dict.fromkeys(texts))
    orders: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
    for order in orders:
        if order == "ymd" and fits:
            break  # 21/05/07 begins with the year only where it can begin with nothing else
        days = [day_of(text, order) for text in distinct]
        known = [day for day in days if day]
        if known and len(known) == len(days):
            fits[order] = known
    if not distinct:
        return OrderVote(likely, sure=True)
    if not fits:
        return OrderVote(_most(distinct, likely), sure=False)
    if len({tuple(days) for days in fits.values()}) == 1:
        return OrderVote(likely if likely in fits else next(iter(fits)), sure=True)
    if settled or all(_STOPS.match(text) for text in distinct):
        return OrderVote(likely if settled else "dmy", sure=True)
    turns = {order: _turns(days) for order, days in fits.items()}
    steady = [order for order in fits if turns[order] == min(turns.values())]
    if len(steady) == 1 and len(distinct) > 2:
        return OrderVote(steady[0], sure=turns[steady[0]] == 0)
    spread = {order: (max(fits[order]) - min(fits[order])).days for order in steady}
    narrow = min(steady, key=lambda order: (spread[order], order != likely))
    if all(spread[order] >= _NARROWER * max(1, spread[narrow]) for order in steady if order != narrow):
        return OrderVote(narrow, sure=len(distinct) > 4)
    return OrderVote(likely if likely in steady else narrow, sure=False)


def _turns(days: Sequence[date]) -> int:
    """Steps against the direction in which most of `days` go."""
    up = sum(b > a for a, b in pairwise(days))
    down = sum(b < a for a, b in pairwise(days))
    return min(up, down)


def _most(texts: Sequence[str], likely: DateOrder) -> DateOrder:
    orders: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
    return max(orders, key=lambda order: (sum(day_of(t, order) is not None for t in texts), order == likely))
