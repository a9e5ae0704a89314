"""Subset sums: which of a few amounts add up to a target, and how many would by mere chance.

Searching subsets without asking how many there are invents matches: with 24 amounts in cents most sums that
fit have one answer, with round amounts hardly any. So each search gives both the sets and the number of sets
that would be expected to hit the target if it had nothing to do with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from python_ocr_reconcile.reconciliation.columns import ranges
from python_ocr_reconcile.reconciliation.load import Bools, Ints

MOST_OPEN = 48
"""Most amounts one search looks at: two halves of 24 meet in the middle."""
MOST_HALF = 13_000
"""Subsets of one half: all of 13 amounts, up to four of 24."""
MOST_SETS = 200
"""Sets kept of one search; all are counted."""
MOST_HITS = 200_000
"""Sums of both halves that are laid out where they hit one target."""
NEARBY = 0.1
"""Chance is estimated from the sums within this share of the target."""
_ROUND = (10_000, 1_000, 100)
"""Minor units: targets that are multiples of these are hit more easily by amounts that are multiples, too."""
_MOSTLY = 0.3
"""So large a share of round amounts makes round sums as usual as they are."""
LEAST_EXPECTED = 1e-5
_MOST_LISTED = 1 << 20
"""Sums of both halves that are laid out for many targets at once: 8 MB."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What one search found."""

    sets: list[tuple[int, ...]]
    """Indices into the amounts, the smallest sets first; none where there are more than can be kept."""
    count: int
    """How many there are."""


class SubsetSums:
    """Sums of the subsets of `amounts` (minor units, credit notes negative), as large as can be listed."""

    def __init__(self, amounts: Ints) -> None:
        self.amounts = amounts[:MOST_OPEN]
        half = len(self.amounts) // 2
        self.most = most_members(len(self.amounts))
        """Members of the largest subsets."""
        self._half = half
        left, self._left_size = _sums(self.amounts[:half], self.most)
        right, right_size = _sums(self.amounts[half:], self.most)
        # Both halves sorted: looking up sorted values is what a binary search is quick at. Which of two equal
        # sums comes first is of no matter, since what is found is sorted.
        self._left_row = np.argsort(left)[::-1].astype(np.int16)
        self._left, self._left_size = left[self._left_row], self._left_size[self._left_row]
        self._right_row = np.argsort(right).astype(np.int16)
        self._right, self._right_size = right[self._right_row], right_size[self._right_row]
        self._round: dict[int, SubsetSums | None] = {}

    def __len__(self) -> int:
        return len(self._left) + len(self._right)

    def find(self, target: int, least: int = 2) -> Sums:
        """The sets of `least` amounts or more that add up to `target` to the minor unit."""
        rest = target - self._left
        # Of most sums of the left half no sum of the right one is small enough to be the rest.
        first, end = rest.searchsorted(self._right[0], "left"), rest.searchsorted(self._right[-1], "right")
        rest = rest[first:end]
        low = self._right.searchsorted(rest)
        hits = (self._right[low] == rest).nonzero()[0]
        if not len(hits):
            return Sums([], 0)
        low = low[hits]
        count = self._right.searchsorted(rest[hits], "right") - low
        # Equal amounts add up in millions of ways, of which none is looked at.
        if (most := int(count.sum())) > MOST_HITS:
            return Sums([], most)
        left = np.repeat(hits + first, count)
        right = ranges(low, count)
        size = self._left_size[left] + self._right_size[right]
        fits = (size >= least) & (size <= self.most)
        if (total := int(fits.sum())) > MOST_SETS:
            return Sums([], total)
        heads, tails = _table(self._half, self.most), _table(len(self.amounts) - self._half, self.most)
        sets = [
            (
                *np.flatnonzero(heads[self._left_row[one]]).tolist(),
                *(np.flatnonzero(tails[self._right_row[other]]) + self._half).tolist(),
            )
            for one, other in zip(left[fits].tolist(), right[fits].tolist(), strict=True)
        ]
        return Sums(sorted(sets, key=lambda s: (len(s), s)), total)

    def reachable(self, targets: Ints) -> Bools:
        """Which of `targets`, of any shape, some subset may add up to; all at once, where few will."""
        # Most are more, or less, than all of the amounts could make.
        least, most = self._left[-1] + self._right[0], self._left[0] + self._right[-1]
        found = (targets >= least) & (targets <= most)
        wanted = targets[found]
        if len(wanted) > 2 * len(self._right) and len(self._left) * len(self._right) <= _MOST_LISTED:
            # So many are held against the sums of both halves sooner than against each sum of one of them.
            sums = np.sort(self.every())
            found[found] = sums[np.minimum(sums.searchsorted(wanted), len(sums) - 1)] == wanted
        else:
            rest = wanted[:, None] - self._left
            at = np.minimum(self._right.searchsorted(rest), len(self._right) - 1)
            found[found] = (self._right[at] == rest).any(axis=1)
        return np.asarray(found)

    def every(self) -> Ints:
        """All sums of few amounts, the empty one among them."""
        return np.add.outer(self._left, self._right).ravel()

    def expected(self, target: int, hits: int = 0) -> float:
        """How many sets would hit `target` by chance: the sums nearby, by how finely they are spread."""
        width = max(int(abs(target) * NEARBY), 500)
        near = max(self._within(target - width, target + width) - hits, 0) + 0.5
        expected = near / (2 * width + 1)
        for step in _ROUND:
            if target % step == 0:
                if step not in self._round:
                    alike = self.amounts[self.amounts % step == 0]
                    self._round[step] = SubsetSums(alike) if len(alike) >= 2 else None
                if same := self._round[step]:
                    near = max(same._within(target - width, target + width) - hits, 0) + 0.5  # noqa: SLF001
                    expected = max(expected, near * step / (2 * width + 1))
        return max(expected, LEAST_EXPECTED)

    def _within(self, low: int, high: int) -> int:
        """How many sums of up to `most` amounts lie in [low, high]."""
        total = 0
        for size in range(self.most + 1):
            left = self._left[self._left_size == size]
            right = self._right[self._right_size <= self.most - size]
            total += int(
                (
                    np.searchsorted(right, high - left, "right") - np.searchsorted(right, low - left, "left")
                ).sum()
            )
        return total


@cache
def most_members(count: int) -> int:
    """How many members the largest subset of `count` amounts may have for one half to be listed."""
    half, most, listed = count - count // 2, 0, 1
    while most < half and listed + comb(half, most + 1) <= MOST_HALF:
        most += 1
        listed += comb(half, most)
    return count if most == half else most


def small_sums(amounts: Ints, target: int, least: int) -> Sums:
    """The same for one or two of any number of `amounts`, as many as a payer has open."""
    sets: list[tuple[int, ...]] = []
    if least <= 1:
        sets += [(at,) for at in np.flatnonzero(amounts == target).tolist()]
    order = np.argsort(amounts, kind="stable")
    ordered = amounts[order]
    low, high = (
        np.searchsorted(ordered, target - amounts, "left"),
        np.searchsorted(ordered, target - amounts, "right"),
    )
    if int((high - low).sum()) > 2 * MOST_SETS:
        return Sums([], int((high - low).sum()) // 2)
    for one in np.flatnonzero(high > low).tolist():
        sets += [(one, other) for other in sorted(order[low[one] : high[one]].tolist()) if other > one]
    return Sums(sets, len(sets))


def small_expected(amounts: Ints, target: int, least: int, hits: int) -> float:
    """How many of the sets of `small_sums` chance would give."""
    ordered = np.sort(amounts)
    width = max(int(abs(target) * NEARBY), 500)
    near = int((np.searchsorted(ordered, target + width - amounts, "right")
                - np.searchsorted(ordered, target - width - amounts, "left")).sum()) // 2  # fmt: skip
    if least <= 1:
        near += int(((amounts >= target - width) & (amounts <= target + width)).sum())
    step = next((step for step in _ROUND if target % step == 0 and (amounts % step == 0).mean() > _MOSTLY), 1)
    return max((max(near - hits, 0) + 0.5) * step / (2 * width + 1), LEAST_EXPECTED)


def chance_of_one(target: int) -> float:
    """How likely one set that has nothing to do with `target` adds up to it."""
    width = max(int(abs(target) * NEARBY), 500)
    step = next((step for step in _ROUND if target % step == 0), 1)
    return max(0.5 * step / (2 * width + 1), LEAST_EXPECTED)


def _table(count: int, most: int) -> NDArray[np.bool_]:
    return _members(count, min(most, count))


@cache
def _members(count: int, most: int) -> NDArray[np.bool_]:
    """Every subset of up to `most` of `count` items, one row each, the empty one first."""
    tables = [np.zeros((1, count), dtype=np.bool_)]
    for size in range(1, most + 1):
        chosen = np.array(list(combinations(range(count), size)), dtype=np.int64)
        table = np.zeros((len(chosen), count), dtype=np.bool_)
        np.put_along_axis(table, chosen, values=True, axis=1)
        tables.append(table)
    return np.concatenate(tables)


@cache
def _ones(count: int, most: int) -> Ints:
    """The same as numbers: what is converted once for all need not be for each product."""
    return _members(count, most).astype(np.int64)


@cache
def _sizes(count: int, most: int) -> NDArray[np.int8]:
    return np.asarray(_members(count, most).sum(axis=1, dtype=np.int8))


def _sums(amounts: Ints, most: int) -> tuple[Ints, NDArray[np.int8]]:
    """(sum, size) of every subset, in the order of `_members`."""
    most = min(most, len(amounts))
    return _ones(len(amounts), most) @ amounts, _sizes(len(amounts), most)
