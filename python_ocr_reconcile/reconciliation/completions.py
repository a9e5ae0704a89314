"""Completions: open rows that, with what a remittance names, add up to a target.

Any of the nearest rows of the payer, one or two of all that it has; invoices that go on by number where a
list was cut off; a payment that says nothing of who pays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from python_ocr_reconcile.reconciliation.open_rows import OpenRows
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.run_sums import RunSums
from python_ocr_reconcile.reconciliation.set_weights import Target
from python_ocr_reconcile.reconciliation.subsets import (
    SubsetSums,
    Sums,
    chance_of_one,
    small_expected,
    small_sums,
)

NAMELESS_PART = 0.08
"""Of the instalments of a payer, those that say nothing of who pays."""
_MOST_SUMS = 2_000_000
"""Sums that are remembered: 22 MB."""
BESIDE_NAMELESS = 12
"""Open rows of a payer, the latest of more, that may stand beside one that says nothing."""


class Completion(NamedTuple):
    """Items that complete what is named of a set; the other fields as in `FoundSet`, `alike` its count."""

    chosen: list[int]
    alike: int
    expected: float
    others: int = 0


class Completions:
    """Completes what remittances name, among the rows that are open."""

    def __init__(self, rows: OpenRows, references: ReferenceIndex) -> None:
        self._rows, self._references = rows, references
        self._sums: dict[tuple[int, ...], SubsetSums] = {}
        self._kept = 0
        """Sums in them."""

    def of(self, target: Target, items: dict[int, int], without: set[int], rest: int) -> Iterator[Completion]:
        """Open items that add up to `rest`: what follows by number, any of the nearest, or one or two."""
        near = [row for row in target.open_items if row not in without]
        within = _may_add_up([items[row] for row in near], rest)
        hits = self.subsets(near, items).find(rest, least=1) if within else Sums([], 0)
        if target.shape == "bundle":
            yield from self._going_on(target, items, without, rest, hits.count)
        if hits.sets:
            expected = self.subsets(near, items).expected(rest, hits.count)
            for chosen in hits.sets:
                yield Completion([near[at] for at in chosen], hits.count, expected)
        elif len(target.every_open) > len(target.open_items):
            wide = [row for row in target.every_open.tolist() if row not in without]
            amounts = np.array([items[row] for row in wide], dtype=np.int64)
            hits = small_sums(amounts, rest, 1)
            expected = small_expected(amounts, rest, 1, hits.count) if hits.sets else 0.0
            for chosen in hits.sets:
                yield Completion([wide[at] for at in chosen], hits.count, expected)
        if target.shape == "instalments" and not hits.sets:
            yield from self._with_nameless(target, items, near, without, rest)

    def _going_on(
        self, target: Target, items: dict[int, int], without: set[int], rest: int, others: int
    ) -> Iterator[Completion]:
        """Invoices that follow one another by number and add up to `rest`: a list that was cut off."""
        rows = np.array([row for row in target.every_open.tolist() if row not in without], dtype=np.int64)
        by_number = self._references.by_number(rows)
        amounts = np.array([items[row] for row in rows.tolist()], dtype=np.int64)
        sums = RunSums(amounts, by_number)
        for nearly in (False, True):
            found = sums.find(rest, nearly=nearly)
            for chosen in found:
                by_chance = sums.choices(nearly=nearly) * chance_of_one(rest)
                yield Completion(rows[list(chosen)].tolist(), len(found), by_chance, max(others - 1, 0))
            if found:
                break

    def _with_nameless(
        self, target: Target, items: dict[int, int], near: list[int], without: set[int], rest: int
    ) -> Iterator[Completion]:
        """One payment that says nothing of who pays, alone or with open items, that adds up to `rest`."""
        beside = [target.sense * items[row] for row in near[-BESIDE_NAMELESS:]]
        if not self._rows.nameless_completes(target.row, beside, target.sense * rest):
            return
        sums = self.subsets(near[-BESIDE_NAMELESS:], items)
        nameless, amounts = self._rows.nameless_parts(target.row, target.sense, target.amount)
        # A remittance of a bare number names an invoice, and says nothing else.
        others = ~np.isin(nameless, [*without, *near])
        nameless, amounts = nameless[others], amounts[others]
        near = near[-BESIDE_NAMELESS:]
        fits = np.flatnonzero(sums.reachable(rest - amounts))
        found = [
            [int(nameless[at]), *(near[place] for place in chosen)]
            for at in fits.tolist()
            for chosen in (sums.find(rest - int(amounts[at]), least=1).sets or [()])
            if int(amounts[at]) + sum(items[near[place]] for place in chosen) == rest
        ]
        if found:
            items.update(zip(nameless.tolist(), amounts.tolist(), strict=True))
            among = np.array([amount for row in near if (amount := items[row]) < rest] + [0], dtype=np.int64)
            by_chance = small_expected(amounts, rest, 1, 0) * len(among) / NAMELESS_PART
            for chosen in found:
                yield Completion(chosen, len(found), by_chance)

    def subsets(self, rows: list[int], items: dict[int, int]) -> SubsetSums:
        """The subset sums of some items, remembered: a payer's payments ask for the same ones."""
        amounts = tuple(items[row] for row in rows)
        if amounts not in self._sums:
            if self._kept > _MOST_SUMS:
                self._sums.clear()
                self._kept = 0
            self._sums[amounts] = SubsetSums(np.array(amounts, dtype=np.int64))
            self._kept += len(self._sums[amounts])
        return self._sums[amounts]


def _may_add_up(amounts: list[int], target: int) -> bool:
    """Whether `target` lies between the least and the most that some of `amounts` make."""
    above = [amount for amount in amounts if amount > 0]
    below = [amount for amount in amounts if amount < 0]
    return (sum(below) or min(above, default=0)) <= target <= (sum(above) or max(below, default=0))
