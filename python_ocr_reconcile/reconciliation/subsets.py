"""Subset sums: which of a few amounts add up to a target, and how many would by mere chance.

Searching subsets without asking how many there are invents matches: with 24 amounts in cents most sums that
fit have one answer, with round amounts hardly any. So each search gives both the sets and the number of sets
that would be expected to hit the target if it had nothing to do with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from python_ocr_reconcile.reconciliation.load import Ints

MOST_OPEN = 24
"""Most amounts one search looks at: two halves of twelve meet in the middle."""
MOST_ITEMS = 6
MOST_SETS = 12
"""Sets kept of one search; all are counted."""
WHOLE = 13
"""Up to so many amounts every subset is listed; above, two halves meet."""
NEARBY = 0.1
"""Chance is estimated from the sums within this share of the target."""
_ROUND = (10_000, 1_000, 100)
"""Minor units: targets that are multiples of these are hit more easily by amounts that are multiples, too."""
_MOSTLY = 0.3
"""So large a share of round amounts makes round sums as usual as they are."""
LEAST_EXPECTED = 1e-5


@dataclass(frozen=True, slots=True)
class Sums:
    """What one search found."""

    sets: list[tuple[int, ...]]
    """Indices into the amounts, the smallest sets first."""
    count: int
    """How many there are, beyond those kept."""
    expected: float
    """How many there would be by chance."""


class SubsetSums:
    """The sums of every subset of up to `MOST_ITEMS` of `amounts` (minor units, credit notes negative)."""

    def __init__(self, amounts: list[int], most: int = MOST_ITEMS) -> None:
        self.amounts = np.array(amounts[:MOST_OPEN], dtype=np.int64)
        # Of few amounts every subset counts: a payer may settle all that is open but one.
        self.most = len(self.amounts) if len(self.amounts) <= WHOLE else most
        self._half = len(self.amounts) if len(self.amounts) <= WHOLE else len(self.amounts) // 2
        self._left, self._left_size = _sums(self.amounts[: self._half], self.most)
        self._whole = np.sort(self._left[1:]) if self._half == len(self.amounts) else None
        self._round: dict[int, SubsetSums | None] = {}
        if self._whole is None:
            sums, sizes = _sums(self.amounts[self._half :], self.most)
            order = np.argsort(sums, kind="stable")
            self._right, self._right_size, self._right_row = sums[order], sizes[order], order
            self._right_up_to = [self._right[self._right_size <= size] for size in range(self.most + 1)]

    def find(self, target: int, least: int = 2) -> Sums:
        """The sets of `least` amounts or more that add up to `target` to the minor unit."""
        sets = self._exact(target, least)
        count = len(sets)
        sets = sorted(sets, key=lambda s: (len(s), s))[:MOST_SETS]
        return Sums(sets=sets, count=count, expected=self.expected(target, count) if sets else 0.0)

    def expected(self, target: int, hits: int = 0) -> float:
        """How many sets would hit `target` by chance: the sums nearby, by how finely they are spread."""
        width = max(int(abs(target) * NEARBY), 500)
        near = max(self._within(target - width, target + width) - hits, 0) + 0.5
        expected = near / (2 * width + 1)
        for step in _ROUND:
            if target % step == 0:
                if step not in self._round:
                    alike = [amount for amount in self.amounts.tolist() if amount % step == 0]
                    self._round[step] = SubsetSums(alike, self.most) if len(alike) >= 2 else None
                if same := self._round[step]:
                    near = max(same._within(target - width, target + width) - hits, 0) + 0.5  # noqa: SLF001
                    expected = max(expected, near * step / (2 * width + 1))
        return max(expected, LEAST_EXPECTED)

    def _within(self, low: int, high: int) -> int:
        """How many sums lie in [low, high]."""
        if self._whole is not None:
            return int(self._whole.searchsorted(high, "right")) - int(self._whole.searchsorted(low, "left"))
        total = 0
        for size in range(self.most + 1):
            left = self._left[self._left_size == size]
            right = self._right_up_to[self.most - size]
            total += int(
                (
                    np.searchsorted(right, high - left, "right") - np.searchsorted(right, low - left, "left")
                ).sum()
            )
        return total

    def _exact(self, target: int, least: int) -> list[tuple[int, ...]]:
        if self._whole is not None:
            at = int(self._whole.searchsorted(target))
            if at == len(self._whole) or self._whole[at] != target:
                return []
            members = _members(self._half, self.most)
            hits = np.flatnonzero((self._left == target) & (self._left_size >= least))
            return [tuple(np.flatnonzero(members[hit]).tolist()) for hit in hits.tolist()]
        left_members = _members(self._half, self.most)
        rest = len(self.amounts) - self._half
        right_members = _members(rest, min(self.most, rest))
        low = self._right.searchsorted(target - self._left, "left")
        high = self._right.searchsorted(target - self._left, "right")
        found: list[tuple[int, ...]] = []
        for left in np.flatnonzero(high > low).tolist():
            head = np.flatnonzero(left_members[left]).tolist()
            found.extend(
                (*head, *(np.flatnonzero(right_members[self._right_row[right]]) + self._half).tolist())
                for right in range(low[left], high[left])
                if least <= self._left_size[left] + self._right_size[right] <= self.most
            )
        return found


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
    for one in np.flatnonzero(high > low).tolist():
        sets += [(one, other) for other in sorted(order[low[one] : high[one]].tolist()) if other > one]
    if not sets:
        return Sums([], 0, 0.0)
    width = max(int(abs(target) * NEARBY), 500)
    near = int((np.searchsorted(ordered, target + width - amounts, "right")
                - np.searchsorted(ordered, target - width - amounts, "left")).sum()) // 2  # fmt: skip
    if least <= 1:
        near += int(((amounts >= target - width) & (amounts <= target + width)).sum())
    step = next((step for step in _ROUND if target % step == 0 and (amounts % step == 0).mean() > _MOSTLY), 1)
    expected = (max(near - len(sets), 0) + 0.5) * step / (2 * width + 1)
    return Sums(sets[:MOST_SETS], len(sets), max(expected, LEAST_EXPECTED))


def chance_of_one(target: int) -> float:
    """How likely one set that has nothing to do with `target` adds up to it."""
    width = max(int(abs(target) * NEARBY), 500)
    step = next((step for step in _ROUND if target % step == 0), 1)
    return max(0.5 * step / (2 * width + 1), LEAST_EXPECTED)


@cache
def _members(count: int, most: int) -> NDArray[np.bool_]:
    """Every subset of up to `most` of `count` items, one row each, the empty one first."""
    subsets = [chosen for size in range(min(most, count) + 1) for chosen in combinations(range(count), size)]
    table = np.zeros((len(subsets), count), dtype=np.bool_)
    for row, chosen in enumerate(subsets):
        table[row, list(chosen)] = True
    return table


@cache
def _sizes(count: int, most: int) -> Ints:
    return np.asarray(_members(count, most).sum(axis=1))


def _sums(amounts: Ints, most: int) -> tuple[Ints, Ints]:
    """(sum, size) of every subset, in the order of `_members`."""
    most = min(most, len(amounts))
    return _members(len(amounts), most) @ amounts, _sizes(len(amounts), most)
