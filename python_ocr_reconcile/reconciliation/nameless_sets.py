"""Sets of any party's invoices for payments that say nothing of who pays or is paid.

Only where a party has few sets to choose from: chance hits the sums of a thousand parties often. Such a set
is never more than a proposal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from math import comb, log2

import numpy as np

from python_ocr_reconcile.reconciliation.choices import Choices, Search
from python_ocr_reconcile.reconciliation.load import UNKNOWN_DAY, Bills, Ints, Payments, same_currency
from python_ocr_reconcile.reconciliation.open_rows import DAYS_EARLY, OpenRows
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
        pools = [key for key, rows in self._rows.bills_of.items() if 2 <= len(rows) <= FEW_ROWS]
        if not len(targets) or not pools:
            return
        waiting = sum(len(rows) for rows in self._rows.bills_of.values())
        wanted = np.abs(self._payments.outflow[targets])
        by_chance = self._choices.chance("bundle", wanted)
        sums, owners, masks = self._sums_of_few(pools)
        for vendor in self._rows.ways:
            sign = np.sign(self._payments.outflow[targets]) * (1 if vendor else -1)
            low = sums.searchsorted(sign * wanted, "left")
            high = sums.searchsorted(sign * wanted, "right")
            for at in np.flatnonzero((high > low) & (high - low <= MOST_SETS)).tolist():
                row, sense, amount = int(targets[at]), int(sign[at]), int(wanted[at])
                for hit in range(int(low[at]), int(high[at])):
                    party, by_vendor = pools[int(owners[hit])]
                    if by_vendor == vendor:
                        pool = self._rows.bills_of[party, vendor]
                        chosen = tuple(np.flatnonzero(masks[hit] >> np.arange(len(pool)) & 1).tolist())
                        search = Search(
                            Target("bundle", row, sense, amount, "nobody"), party, float(by_chance[at]),
                            pool, sense * self._bills.amount[pool],
                            (("party", f"1_of_{waiting}", log2(len(pool) / waiting)),),
                        )  # fmt: skip
                        if self._may_pay(row, pool[list(chosen)]):
                            yield from self._choices.found(search, [chosen])

    def _may_pay(self, payment: int, bills: Ints) -> bool:
        """Whether invoices are of the payment's currency, and were there when it was made."""
        day = int(self._payments.day[payment])
        in_time = day == UNKNOWN_DAY or bool((self._bills.issued[bills] <= day + DAYS_EARLY).all())
        alone = np.full(len(bills), payment)
        return in_time and bool(same_currency(self._bills, self._payments, bills, alone).all())

    def _sums_of_few(self, pools: list[tuple[int, bool]]) -> tuple[Ints, Ints, Ints]:
        """(sum, index of the pool, members as bits) of the sets of pools that have few, sorted by sum."""
        found: list[tuple[Ints, Ints, Ints]] = []
        by_size: dict[int, list[int]] = defaultdict(list)
        for at, key in enumerate(pools):
            by_size[len(self._rows.bills_of[key])].append(at)
        for size, owners in sorted(by_size.items()):
            rows = np.stack([self._rows.bills_of[pools[at]] for at in owners])
            masks = _few_sets(size)
            members = (masks[:, None] >> np.arange(size)) & 1
            sums = self._bills.amount[rows] @ members.T
            found.append((
                sums.ravel(), np.repeat(np.array(owners), len(masks)), np.tile(masks, len(owners)),
            ))  # fmt: skip
        sums, owner, mask = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(sums, kind="stable")
        return sums[order], owner[order], mask[order]


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
