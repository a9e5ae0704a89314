"""Run sums: which rows that follow one another add up to an amount, all of them or all but one.

People pay what lies together, by day or by number, now and then with one older invoice or without one that is
in dispute. There are few such sets even where a party has a hundred open rows, of which no search can list
all subsets.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from python_ocr_reconcile.reconciliation.load import Bools, Ints

MOST_ROWS = 100
"""Rows of a party among which runs are looked for; the last of more."""
MOST_RUNS = 100
"""Sets kept of one search; of more none says anything."""


class NearlyRuns(NamedTuple):
    """Runs of so many rows that lack one row within them, or have one more that lies apart."""

    run: Ints
    """Index into those of `runs`."""
    place: Ints
    """Of the row that is not there, or that lies apart."""
    sign: Ints
    """-1 for the first, 1 for the second."""


def runs(items: Ints) -> tuple[Ints, Ints, Ints]:
    """(first, last, sum) of every run of two of `items` or more; of many rows of items, sums a row each."""
    first, last = _ends(items.shape[-1])
    before = np.zeros((*items.shape[:-1], items.shape[-1] + 1), dtype=np.int64)
    np.cumsum(items, axis=-1, out=before[..., 1:])
    return first, last, before[..., last + 1] - before[..., first]


@cache
def nearly_runs(count: int) -> NearlyRuns:
    """All of them among so many rows, but for those that are runs themselves."""
    first, last = _ends(count)
    place = np.arange(count)
    within = (place > first[:, None]) & (place < last[:, None])
    apart = (place < first[:, None] - 1) | (place > last[:, None] + 1)
    run, changed = np.nonzero(within | apart)
    return NearlyRuns(run, changed, np.where(within[run, changed], -1, 1))


@cache
def _ends(count: int) -> tuple[Ints, Ints]:
    """(first, last) place of every run of two or more among so many."""
    first, last = np.triu_indices(count, 1)
    return first, last


class RunSums:
    """Sums of the runs of `items` (minor units) in the order given by `places`."""

    def __init__(self, items: Ints, places: Ints) -> None:
        self._places, self._cut = places[-MOST_ROWS:], len(places) > MOST_ROWS
        self._items = items[self._places]
        self._start, self._end, sums = runs(self._items)
        order = np.argsort(sums)
        self._sums, self._start, self._end = sums[order], self._start[order], self._end[order]
        # What a run may lack or have too much: nothing, one row beside it, one row within it.
        self._changes = np.concatenate([[0], self._items, -self._items])

    def choices(self, *, nearly: bool) -> int:
        """How many sets `find` chooses from."""
        return len(self._sums) * (len(self._changes) if nearly else 1)

    def reachable(self, targets: Ints) -> Bools:
        """Which of `targets` some run, but for one row, adds up to."""
        if not len(self._sums):
            return np.zeros(len(targets), dtype=np.bool_)
        wanted = targets[:, None] - self._changes
        at = np.minimum(self._sums.searchsorted(wanted), len(self._sums) - 1)
        return np.asarray((self._sums[at] == wanted).any(axis=1))

    def oldest(self, target: int) -> list[tuple[int, ...]]:
        """Places of the sets that are the first of all rows and one more, those of each sorted.

        None of more than `MOST_ROWS`, since the first are not known, or where there are too many.
        """
        if self._cut or len(self._items) < 2:
            return []
        rest = target - np.cumsum(self._items)[:-1]
        last, one = np.nonzero(np.triu(rest[:, None] == self._items, 1))
        if len(last) > MOST_RUNS:
            return []
        return [
            tuple(sorted(self._places[[*range(end + 1), more]].tolist()))
            for end, more in zip(last.tolist(), one.tolist(), strict=True)
        ]

    def find(self, target: int, *, nearly: bool = True) -> list[tuple[int, ...]]:
        """Places of the sets of two rows or more that add up to `target`, those of each sorted.

        Runs; if `nearly`, also runs and one more, and runs less one within them.
        """
        wanted = target - (self._changes if nearly else self._changes[:1])
        low, high = self._sums.searchsorted(wanted, "left"), self._sums.searchsorted(wanted, "right")
        if int((high - low).sum()) > 4 * MOST_RUNS:
            return []
        size = len(self._items)
        found: set[tuple[int, ...]] = set()
        for at in np.flatnonzero(high > low).tolist():
            one = (at - 1) % size if at else -1
            for run in range(int(low[at]), int(high[at])):
                start, end = int(self._start[run]), int(self._end[run])
                members = set(range(start, end + 1))
                if at and (at <= size) == (start <= one <= end):
                    continue
                if at:
                    # An end of a run that is left out makes a shorter run, which is found as itself.
                    if one in (start, end):
                        continue
                    members ^= {one}
                if len(members) > 1:
                    found.add(tuple(sorted(self._places[list(members)].tolist())))
        return sorted(found, key=lambda each: (len(each), each)) if len(found) <= MOST_RUNS else []
