"""Sets of any party's invoices for payments that do not say who pays or is paid: silent ones, and strangers'.

Only where a party has few sets to choose from, or they follow one another: chance hits the sums of a thousand
parties often. Such a set is never more than a proposal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from math import comb, log2
from typing import NamedTuple

import numpy as np

from python_ocr_reconcile.reconciliation.choices import Choices, Search, choice_bits
from python_ocr_reconcile.reconciliation.load import UNKNOWN_DAY, Bills, Ints, Payments, same_currency
from python_ocr_reconcile.reconciliation.open_rows import DAYS_EARLY, OpenRows
from python_ocr_reconcile.reconciliation.run_sums import MOST_ROWS, nearly_runs, runs
from python_ocr_reconcile.reconciliation.set_weights import LEAST_BITS, FoundSet, Shape, Step, Target
from python_ocr_reconcile.reconciliation.subsets import MOST_SETS

FEW_SETS, FEW_ROWS = 140, 17
"""Of a pool of up to so many rows, sets are looked for in those sizes of which there are few."""
NEARLY_ROWS = 30
"""Of a pool of up to so many rows, also runs that lack one row, or have one that lies apart."""
_BY_STRANGERS = 0.05
"""Payments of invoices that bear a name that nobody knows, for each that bears a known one."""
_HASHED = (1 << 20) - 1


class _Hit(NamedTuple):
    """A set that adds up to what some payment moved."""

    owner: int
    """Index of the pool."""
    members: tuple[int, ...]
    """Places in the pool, sorted."""


class NamelessSets:
    """Finds them among the rows that are open."""

    def __init__(self, bills: Bills, payments: Payments, rows: OpenRows, choices: Choices) -> None:
        self._bills, self._payments, self._rows, self._choices = bills, payments, rows, choices
        strangers = int(np.isin(rows.nameless, rows.strange).sum())
        share = _BY_STRANGERS * int(rows.has_payer.sum()) / max(strangers, 1)
        self._stranger: Step = ("payer", "stranger", min(log2(max(share, 1e-6)), -1.0))

    def find(self, explained: set[tuple[Shape, int]]) -> Iterator[FoundSet]:
        """Every set worth weighing for payments that are not `explained` by what remittances name."""
        settled = np.array([row for shape, row in explained if shape == "bundle"], dtype=np.int64)
        targets = np.setdiff1d(self._rows.nameless, settled)
        pools = [key for key, rows in self._rows.bills_of.items() if len(rows) >= 2]
        if not len(targets) or not pools:
            return
        sizes = [len(self._rows.bills_of[key]) for key in pools]
        waiting = sum(len(rows) for rows in self._rows.bills_of.values())
        flow = self._payments.outflow[targets]
        by_chance = self._choices.chance("bundle", np.abs(flow)).tolist()
        hits = self._hits(pools, np.concatenate([flow if vendor else -flow for vendor in self._rows.ways]))
        is_strange = np.isin(targets, self._rows.strange).tolist()
        # Of a large file most hits are chance, and none of their size could be a hypothesis.
        worth = (
            self._choices.most_bits("nobody", np.array(by_chance)) + self._stranger[2] * np.array(is_strange)
        ).tolist()
        few = np.array([total for total, found in hits.items() if len(found) <= MOST_SETS], dtype=np.int64)
        for vendor in self._rows.ways:
            way = 1 if vendor else -1
            for at in np.flatnonzero(np.isin(way * flow, few)).tolist():
                row, total = int(targets[at]), way * int(flow[at])
                found = hits[total]
                sense, chosen_of = 1 if total > 0 else -1, defaultdict(set)
                for hit in found:
                    size = sizes[hit.owner]
                    if worth[at] + log2(size / waiting) + choice_bits(hit.members, size) >= LEAST_BITS:
                        chosen_of[hit.owner].add(hit.members)
                for owner, chosen in sorted(chosen_of.items()):
                    party, by_vendor = pools[owner]
                    pool = self._rows.bills_of[party, by_vendor]
                    fits = sorted(each for each in chosen if self._may_pay(row, pool[list(each)]))
                    steps: tuple[Step, ...] = (("party", f"1_of_{waiting}", log2(len(pool) / waiting)),)
                    search = Search(
                        Target("bundle", row, sense, abs(total), "nobody"), party, by_chance[at],
                        pool, sense * self._bills.amount[pool],
                        (*steps, self._stranger) if is_strange[at] else steps,
                    )  # fmt: skip
                    if by_vendor == vendor and fits:
                        yield from self._choices.found(search, fits)

    def _may_pay(self, payment: int, bills: Ints) -> bool:
        """Whether invoices are of the payment's currency, and were there when it was made."""
        day = int(self._payments.day[payment])
        in_time = day == UNKNOWN_DAY or bool((self._bills.issued[bills] <= day + DAYS_EARLY).all())
        alone = np.full(len(bills), payment)
        return in_time and bool(same_currency(self._bills, self._payments, bills, alone).all())

    def _hits(self, pools: list[tuple[int, bool]], moved: Ints) -> dict[int, list[_Hit]]:
        """By their sum, what some payment moved: sets of pools that have few, and runs of all."""
        wanted = _Wanted(moved)
        found: dict[int, list[_Hit]] = defaultdict(list)
        by_size: dict[int, list[int]] = defaultdict(list)
        orders: dict[int, list[tuple[int, Ints]]] = defaultdict(list)
        for owner, key in enumerate(pools):
            rows = self._rows.bills_of[key]
            by_size[len(rows)].append(owner)
            by_number = self._choices.references.by_number(rows)
            for places in (np.arange(len(rows)), by_number)[: 1 + bool((np.diff(by_number) < 0).any())]:
                orders[min(len(places), MOST_ROWS)].append((owner, places[-MOST_ROWS:]))
        for size, owners in sorted(by_size.items()):
            if size <= FEW_ROWS:
                masks = _few_sets(size)
                amounts = self._bills.amount[np.stack([self._rows.bills_of[pools[at]] for at in owners])]
                totals = amounts @ masks.T
                for pool, at in wanted.among(totals):
                    members = tuple(np.flatnonzero(masks[at]).tolist())
                    found[int(totals[pool, at])].append(_Hit(owners[pool], members))
        for _, alike in sorted(orders.items()):
            amounts = self._bills.amount[
                np.stack([self._rows.bills_of[pools[owner]][places] for owner, places in alike])
            ]
            for at, members in _run_hits(amounts, wanted):
                owner, places = alike[at]
                chosen = tuple(sorted(places[list(members)].tolist()))
                found[int(amounts[at, list(members)].sum())].append(_Hit(owner, chosen))
        return found


class _Wanted:
    """What payments moved, to ask many sums for."""

    def __init__(self, moved: Ints) -> None:
        self._moved = np.unique(moved)
        # Hardly any sum is asked for: one look at a hash leaves out nearly all of them.
        self._seen = np.zeros(_HASHED + 1, dtype=np.bool_)
        self._seen[self._moved & _HASHED] = True

    def among(self, totals: Ints) -> list[tuple[int, int]]:
        """(row, column) of those of `totals` that some payment moved."""
        flat = totals.ravel()
        maybe = np.flatnonzero(self._seen[flat & _HASHED])
        at = np.minimum(self._moved.searchsorted(flat[maybe]), len(self._moved) - 1)
        row, column = np.divmod(maybe[self._moved[at] == flat[maybe]], totals.shape[1])
        return list(zip(row.tolist(), column.tolist(), strict=True))


def _run_hits(ordered: Ints, wanted: _Wanted) -> Iterator[tuple[int, tuple[int, ...]]]:
    """(row, places in it) of the runs, of few amounts also the near runs, that some payment moved."""
    first, last, totals = runs(ordered)
    for row, run in wanted.among(totals):
        yield row, tuple(range(int(first[run]), int(last[run]) + 1))
    if 3 <= ordered.shape[1] <= NEARLY_ROWS:
        near = nearly_runs(ordered.shape[1])
        changed = totals[:, near.run] + near.sign * ordered[:, near.place]
        for row, at in wanted.among(changed):
            run, place = int(near.run[at]), int(near.place[at])
            members = set(range(int(first[run]), int(last[run]) + 1)) ^ {place}
            yield row, tuple(sorted(members))


@cache
def _few_sets(size: int) -> Ints:
    """Sets of `size` rows, 1 for each member, in those sizes of which there are at most `FEW_SETS`."""
    chosen_ones = [
        chosen
        for k in range(2, size + 1)
        if comb(size, k) <= FEW_SETS
        for chosen in combinations(range(size), k)
    ]
    masks = np.zeros((len(chosen_ones), size), dtype=np.int64)
    for at, chosen in enumerate(chosen_ones):
        masks[at, list(chosen)] = 1
    return masks
