"""Choices: how likely just this set of open rows was chosen, of all that add up.

A set that nothing but its sum names is weighed by three questions. How many sets of that size might have been
chosen instead? People choose runs, all that is open, or equal parts more often than any other set. Does the
last invoice fit the day? And how often has a payment that is for something else this very amount (`chance`)?
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import comb, log2

import numpy as np

from python_ocr_reconcile.reconciliation.chance import AmountChance
from python_ocr_reconcile.reconciliation.comparisons import date_levels, habit_levels
from python_ocr_reconcile.reconciliation.load import UNKNOWN_DAY, Bills, Floats, Ints, Payments
from python_ocr_reconcile.reconciliation.part_weights import ANY_PARTS, EQUAL_PARTS, WHOLE_SHARES
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.score import Scored
from python_ocr_reconcile.reconciliation.set_weights import PAYER_BITS, FoundSet, Shape, Step, Target
from python_ocr_reconcile.reconciliation.shares import whole_shares

_RUN, _ALL_OPEN, _NUMBERS, _NEARLY, _OLDEST, _ANY = 0.22, 0.1, 0.08, 0.18, 0.12, 0.3
"""How people choose what they pay together: neighbours in time, all that waits, neighbours by number, either
but for one, what waits longest and one more, anything."""
_SIZE_POWER = 1.5
"""A set of k rows is k**-1.5 times as usual as one of one."""
_SIZES = sum(size**-_SIZE_POWER for size in range(2, 200))


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """One target, and the rows among which its sets are looked for."""

    target: Target
    party: int
    chance: float
    """That a row has the target's amount by chance, 0..1."""
    pool: Ints
    """Open rows of the party, in the order of time; payments the other way round."""
    items: Ints
    """Their amounts, in the sense of the target."""
    steps: tuple[Step, ...] = ()
    """What else speaks for or against every set of this search."""
    total: int = 0
    """What the sets add up to, where that is not the target's amount."""


class Choices:
    """Weighs the sets of a run that only their sum names."""

    def __init__(self, bills: Bills, payments: Payments, scored: Scored, references: ReferenceIndex) -> None:
        self._bills, self._payments, self._scored = bills, payments, scored
        self.references = references
        self._chance = {"bundle": AmountChance(payments.outflow), "instalments": AmountChance(bills.amount)}

    def chance(self, shape: Shape, amounts: Ints, own: int = 1) -> Floats:
        """For each amount the probability that a payment, or an invoice, has it by chance, `own` aside."""
        return self._chance[shape].of(amounts, own)

    def most_bits(self, payer: str, chance: Floats) -> Floats:
        """What a bundle of each amount may be worth, but for how likely its members were chosen."""
        prior = log2(self._scored.weights.bundle_share) + PAYER_BITS[payer]
        return np.asarray(prior - np.log2(chance))

    def found(self, search: Search, sets: list[tuple[int, ...]], more: int = 0) -> Iterator[FoundSet]:
        """What speaks for each of `sets`, places in the pool of `search`; `more`: fit and are not listed."""
        pool, items, amount = search.pool, search.items, search.target.amount
        levels, usual = self._day_levels(search, pool)
        rank = np.full(len(pool), -len(pool))
        if search.target.shape == "bundle":
            by_number = self.references.by_number(pool)
            rank[by_number] = np.arange(len(by_number))
        for chosen in sets:
            k = len(chosen)
            level, share = _choice(search.target, chosen, levels, usual, items, rank)
            yield FoundSet(
                target=search.target,
                basis="summed",
                members=tuple(sorted(pool[list(chosen)].tolist())),
                total=search.total or amount,
                count=len(sets) + more,
                expected=sum(comb(len(pool), each) for each in range(2, k + 1)) * search.chance,
                steps=(
                    *search.steps,
                    ("size", str(k), _size_bits(k)),
                    ("choice", level, log2(share)),
                    ("amount", "exact_sum", -log2(search.chance)),
                ),
            )

    def _day_levels(self, search: Search, pool: Ints) -> tuple[Ints, Floats]:
        """(level of each of the pool as the last invoice or first instalment, how usual each level is)."""
        alone = np.full(len(pool), search.target.row)
        bill, payment = (pool, alone) if search.target.shape == "bundle" else (alone, pool)
        usual = self._scored.usual_days.get(search.party)
        if usual is not None:
            days = self._payments.day[payment] - self._bills.issued[bill]
            known = (self._payments.day[payment] != UNKNOWN_DAY) & (self._bills.issued[bill] != UNKNOWN_DAY)
            return habit_levels(days, usual, known, self._scored.weights), self._scored.weights.usual("habit")
        weights = self._scored.weights
        # Invoices with a due date are compared with those without: by the day of issue, all of them.
        levels = date_levels(self._bills, self._payments, bill, payment, weights, near_due=False)
        usual_share = weights.usual("date")
        return levels, usual_share / (1 - usual_share[weights.level("date", "near_due")])


@lru_cache(maxsize=100_000)
def choice_bits(places: tuple[int, ...], count: int) -> float:
    """No less than what size and choice of these places, of `count`, are worth in a bundle."""
    k, last = len(places), places[-1]
    if last - places[0] == k - 1:
        return _size_bits(k)
    nearly = 2 * (count - k + 1) * (count - k + 2) + (count - k) * (k - 2)
    share = _ANY / comb(last, k - 1) + max(_NUMBERS, _OLDEST, _NEARLY * min(count / nearly, 1.0))
    return _size_bits(k) + log2(share)


def _size_bits(size: int) -> float:
    return log2(size**-_SIZE_POWER / _SIZES)


def _choice(
    target: Target, places: tuple[int, ...], levels: Ints, usual: Floats, items: Ints, rank: Ints
) -> tuple[str, float]:
    """(how the set looks chosen, how likely just this one of its size is); `places` in the pool's order."""
    n, k, last = len(items), len(places), places[-1]
    alike = np.flatnonzero(levels == levels[last])
    at_last = float(usual[levels[last]])
    sets = sum(comb(at, k - 1) for at in alike.tolist())
    if target.shape == "instalments":
        any_set = ANY_PARTS * at_last / sets
        amounts = items[list(places)]
        if int(amounts.max()) - int(amounts.min()) <= k:
            equal = int((np.abs(items - int(np.median(amounts))) <= k).sum())
            return "equal_parts", any_set + EQUAL_PARTS * at_last / comb(equal, k)
        if (by_chance := whole_shares(amounts, int(amounts.sum()))) < 1:
            return "whole_shares", any_set + WHOLE_SHARES * at_last / max(sets * by_chance, 1.0)
        return "any", any_set
    any_set = _ANY * at_last / sets
    if places == tuple(range(places[0], places[0] + k)):
        share = any_set + _RUN * at_last / int((alike >= k - 1).sum())
        return ("all_before", share + _ALL_OPEN * at_last) if places[0] == 0 else ("run", share)
    if pattern := _pattern(list(places), sorted(rank[list(places)].tolist()), n):
        level, usual_share, alike_chosen = pattern
        # Of sets that numbers choose so many end on such a day as all sets of that size do.
        ending = max(sets / comb(n, k), len(alike) / n)
        return level, any_set + usual_share * at_last / max(alike_chosen * ending, 1.0)
    return "any", any_set


def _pattern(places: list[int], numbers: list[int], count: int) -> tuple[str, float, int] | None:
    """(level, how usual it is, how many such sets there are) of sorted places in time and by number."""
    k, has_numbers = len(places), numbers[0] >= 0
    if has_numbers and numbers[-1] - numbers[0] == k - 1:
        return "numbers", _NUMBERS, count - k + 1
    first = list(range(k - 1))
    if first in (places[:-1], numbers[:-1]):
        return "oldest", _OLDEST, count - k + 1
    if k > 2 and (_nearly_run(places) or (has_numbers and _nearly_run(numbers))):
        return "nearly_run", _NEARLY, 2 * (count - k + 1) * (count - k + 2) + (count - k) * (k - 2)
    return None


def _nearly_run(places: list[int]) -> bool:
    """Whether sorted places follow one another but for one that is missing, or one that lies apart."""
    gaps = [after - before for before, after in pairwise(places)]
    return (
        sum(gaps) == len(gaps) + 1 or gaps[1:] == [1] * (len(gaps) - 1) or gaps[:-1] == [1] * (len(gaps) - 1)
    )
