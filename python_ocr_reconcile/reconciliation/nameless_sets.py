"""Sets of any party's invoices for payments that say nothing of who pays or is paid.

Only where a party has few sets to choose from, or they follow one another: chance hits the sums of a thousand
parties often. Such a set is never more than a proposal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import comb, log2

import numpy as np

from python_ocr_reconcile.reconciliation.choices import Choices, Search
from python_ocr_reconcile.reconciliation.load import UNKNOWN_DAY, Bills, Ints, Payments, same_currency
from python_ocr_reconcile.reconciliation.open_rows import DAYS_EARLY, OpenRows
from python_ocr_reconcile.reconciliation.run_sums import MOST_ROWS, runs
from python_ocr_reconcile.reconciliation.set_weights import FoundSet, Shape, Target
from python_ocr_reconcile.reconciliation.subsets import MOST_SETS

FEW_SETS, FEW_ROWS = 140, 17
"""Of a pool of up to so many rows, sets are looked for in those sizes of which there are few."""


class NamelessSets:
    """Finds them among the rows that are open."""

    def __init__(self, bills: Bills, payments: Payments, rows: OpenRows, choices: Choices) -> None:
        self._bills, self._payments, self._rows, self._choices = bills, payments, rows, choices

    def find(self, explained: set[tuple[Shape, int]]) -> Iterator[FoundSet]:
        """Every set worth weighing for payments that are not `explained` by what remittances name."""
        targets = np.array(
            [row for row in np.sort(self._rows.silent).tolist() if ("bundle", row) not in explained],
            dtype=np.int64,
        )
        pools = [key for key, rows in self._rows.bills_of.items() if len(rows) >= 2]
        if not len(targets) or not pools:
            return
        waiting = sum(len(rows) for rows in self._rows.bills_of.values())
        wanted = np.abs(self._payments.outflow[targets])
        by_chance = self._choices.chance("bundle", wanted)
        few = self._few_and_runs(pools)
        for vendor in self._rows.ways:
            sign = np.sign(self._payments.outflow[targets]) * (1 if vendor else -1)
            low = few.total.searchsorted(sign * wanted, "left")
            high = few.total.searchsorted(sign * wanted, "right")
            for at in np.flatnonzero((high > low) & (high - low <= MOST_SETS)).tolist():
                row, sense, amount = int(targets[at]), int(sign[at]), int(wanted[at])
                chosen_of: dict[int, set[tuple[int, ...]]] = defaultdict(set)
                for hit in range(int(low[at]), int(high[at])):
                    chosen_of[int(few.owner[hit])].add(few.members(hit))
                for owner, chosen in sorted(chosen_of.items()):
                    party, by_vendor = pools[owner]
                    pool = self._rows.bills_of[party, by_vendor]
                    fits = sorted(each for each in chosen if self._may_pay(row, pool[list(each)]))
                    search = Search(
                        Target("bundle", row, sense, amount, "nobody"), party, float(by_chance[at]),
                        pool, sense * self._bills.amount[pool],
                        (("party", f"1_of_{waiting}", log2(len(pool) / waiting)),),
                    )  # fmt: skip
                    if by_vendor == vendor and fits:
                        yield from self._choices.found(search, fits)

    def _may_pay(self, payment: int, bills: Ints) -> bool:
        """Whether invoices are of the payment's currency, and were there when it was made."""
        day = int(self._payments.day[payment])
        in_time = day == UNKNOWN_DAY or bool((self._bills.issued[bills] <= day + DAYS_EARLY).all())
        alone = np.full(len(bills), payment)
        return in_time and bool(same_currency(self._bills, self._payments, bills, alone).all())

    def _few_and_runs(self, pools: list[tuple[int, bool]]) -> _Sets:
        """The sets of pools that have few, and the runs of all, sorted by what they add up to."""
        orders: list[Ints] = []
        columns: list[Ints] = []
        by_size: dict[int, list[int]] = defaultdict(list)
        for owner, key in enumerate(pools):
            rows = self._rows.bills_of[key]
            by_size[len(rows)].append(owner)
            by_number = self._choices.references.by_number(rows)
            for places in (np.arange(len(rows)), by_number)[: 1 + bool((np.diff(by_number) < 0).any())]:
                start, end, total = runs(self._bills.amount[rows[places[-MOST_ROWS:]]])
                zeros = np.zeros_like(total)
                columns.append(np.stack([total, zeros + owner, zeros, zeros + len(orders), start, end]))
                orders.append(places[-MOST_ROWS:])
        for size, owners in sorted(by_size.items()):
            if size <= FEW_ROWS:
                masks = _few_sets(size)
                amounts = self._bills.amount[np.stack([self._rows.bills_of[pools[at]] for at in owners])]
                total = (amounts @ ((masks[:, None] >> np.arange(size)) & 1).T).ravel()
                zeros = np.zeros_like(total)
                columns.append(
                    np.stack([
                        total, np.repeat(np.array(owners), len(masks)), np.tile(masks, len(owners)),
                        zeros, zeros, zeros,
                    ])
                )  # fmt: skip
        table = np.concatenate(columns, axis=1)
        table = table[:, np.argsort(table[0], kind="stable")]
        return _Sets(total=table[0], owner=table[1], mask=table[2], rest=table[3:], orders=orders)


@dataclass(frozen=True, slots=True, eq=False)
class _Sets:
    """Sets of the invoices of parties, a row each, sorted by what they add up to."""

    total: Ints
    """Minor units."""
    owner: Ints
    """Index of the pool."""
    mask: Ints
    """Members as bits of their places in the pool; 0 for a run."""
    rest: Ints
    """Of a run: index into `orders`, first and last place in that order."""
    orders: list[Ints]
    """Places in a pool, by day or by number."""

    def members(self, at: int) -> tuple[int, ...]:
        """Places in the pool, sorted."""
        if mask := int(self.mask[at]):
            return tuple(place for place in range(FEW_ROWS) if mask >> place & 1)
        order, start, end = self.rest[:, at].tolist()
        return tuple(sorted(self.orders[order][start : end + 1].tolist()))


@cache
def _few_sets(size: int) -> Ints:
    """The sets of `size` rows, as bits, of each number of members of which there are at most `FEW_SETS`."""
    return np.array(
        [
            sum(1 << at for at in chosen)
            for k in range(2, size + 1)
            if comb(size, k) <= FEW_SETS
            for chosen in combinations(range(size), k)
        ],
        dtype=np.int64,
    )
