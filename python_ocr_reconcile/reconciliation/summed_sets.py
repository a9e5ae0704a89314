"""Sets that nothing but their sum names: open rows of one party that add up to the cent.

Which sets add up is a matter of arithmetic (`subsets`); how likely just this one was chosen, of habit
(`choices`). Bundles that add up to nothing are tried once more with what payers take off: a usual discount, a
round fee.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from math import log2
from typing import NamedTuple

import numpy as np

from python_ocr_reconcile.reconciliation.choices import Choices, Search
from python_ocr_reconcile.reconciliation.completions import BESIDE_NAMELESS, NAMELESS_PART
from python_ocr_reconcile.reconciliation.load import (
    UNKNOWN_DAY,
    Bills,
    Bools,
    Ints,
    Payments,
    same_currency,
)
from python_ocr_reconcile.reconciliation.open_rows import DAYS_EARLY, NO_ROWS, OpenRows
from python_ocr_reconcile.reconciliation.run_sums import RunSums
from python_ocr_reconcile.reconciliation.set_weights import FoundSet, Shape, Target
from python_ocr_reconcile.reconciliation.subsets import MOST_OPEN, SubsetSums, small_sums
from python_ocr_reconcile.reconciliation.tolerances import Tolerances

SHARED = 20
"""Up to so many open rows of a party are searched once for all; of more, those near each day."""
MOST_PAIRED = 400
"""Open rows of a party among which two are looked for; the latest of more."""
_FEW_NAMELESS = 5
"""Payments that say nothing and would complete an invoice; of more, none says anything."""
_SHORT, _SHORT_ROWS = 0.03, 12
"""Of payments of several invoices, those that come short; looked for among so many open ones."""
FEES = tuple(range(250, 2_501, 250))
"""Minor units: what banks and payers take off is round."""


class _Known(NamedTuple):
    """One search, and what it came to."""

    asked: tuple[bytes, ...]
    """The rows among which was searched."""
    found: list[FoundSet]
    capped: int


def _asked(bill: int, sense: int, pool: Ints) -> tuple[int, int, bytes]:
    return bill, sense, pool.tobytes()


class SummedSets:
    """Finds the sets that only their sum names, among the rows that are open."""

    def __init__(
        self, bills: Bills, payments: Payments, rows: OpenRows, choices: Choices, tolerances: Tolerances
    ) -> None:
        self._bills, self._payments, self._rows, self._choices = bills, payments, rows, choices
        self._discounts, self._fee_share = tolerances.discounts, tolerances.fee_share
        self._last = SubsetSums(NO_ROWS)
        self.capped = 0
        """Searches that looked at the nearest `MOST_OPEN` open rows of a party only."""
        self._known: dict[tuple[Shape, int, bool], _Known] = {}
        self._no_nameless: set[tuple[int, int, bytes]] = set()
        """Invoice, sense and payments that none of those that say nothing completes: they only grow fewer."""
        self._hopeless: dict[tuple[int, bool], Ints] = {}
        """By invoice and way, the very payments of its party that nothing could be made of."""

    def find(self, explained: set[tuple[Shape, int]]) -> list[FoundSet]:
        """Every set worth weighing for targets that are not `explained` by what remittances name."""
        return [*self._bundles(explained), *self._instalments(explained)]

    def forget(self) -> None:
        """Let go of what was remembered for a next round."""
        self._known.clear()
        self._no_nameless.clear()
        self._hopeless.clear()

    def _bundles(self, explained: set[tuple[Shape, int]]) -> Iterator[FoundSet]:
        for (party, vendor), pool in self._rows.bills_of.items():
            targets = self._rows.payments_of.get(party, NO_ROWS)
            if len(pool) < 2 or not len(targets):
                continue
            targets = np.array(
                [row for row in targets.tolist() if ("bundle", row) not in explained], dtype=np.int64
            )
            yield from self._once(
                ("bundle", party, vendor), (pool, targets),
                partial(self._bundles_of_party, party, pool, targets, vendor=vendor),
            )  # fmt: skip

    def _once(
        self, key: tuple[Shape, int, bool], among: tuple[Ints, ...], search: Callable[[], Iterator[FoundSet]]
    ) -> list[FoundSet]:
        """What `search` finds among some rows; they are the same in the next round for most parties."""
        asked = tuple(rows.tobytes() for rows in among)
        if key not in self._known or self._known[key].asked != asked:
            before = self.capped
            self._known[key] = _Known(asked, list(search()), self.capped - before)
        else:
            self.capped += self._known[key].capped
        return self._known[key].found

    def _bundles_of_party(self, party: int, pool: Ints, targets: Ints, *, vendor: bool) -> Iterator[FoundSet]:
        flow = self._payments.outflow[targets] * (1 if vendor else -1)
        codes = self._payments.currency_code[targets]
        for code in sorted(set(codes.tolist())):
            for sense in (1, -1):
                of = targets[(codes == code) & (np.sign(flow) == sense)]
                if len(of):
                    yield from self._bundles_of(party, pool, of, sense)

    def _bundles_of(self, party: int, pool: Ints, targets: Ints, sense: int) -> Iterator[FoundSet]:
        pool = pool[same_currency(self._bills, self._payments, pool, int(targets[0]))]
        items, wanted = sense * self._bills.amount[pool], np.abs(self._payments.outflow[targets])
        # A credit note lets an invoice be larger than what is paid.
        most = int(wanted.max()) - int(np.minimum(items, 0).sum())
        pool, items = pool[items <= most], items[items <= most]
        if len(pool) < 2 or (items > 0).sum() == 0:
            return
        shared = SubsetSums(items) if len(pool) <= SHARED else None
        runs = self._runs_of(pool, items)
        short = np.zeros(len(targets), dtype=np.bool_)
        if shared:
            # Few add up to anything: one look at all of them leaves out the others.
            exact = shared.reachable(wanted)
            day = self._payments.day[targets]
            before = self._bills.issued[pool] <= day[:, None] + DAYS_EARLY
            few = (day != UNKNOWN_DAY) & (before.sum(axis=1) <= _SHORT_ROWS) | (len(pool) <= _SHORT_ROWS)
            short[few] = shared.reachable(self._billed(wanted[few])).any(axis=1)
            kept = exact | short | np.any([each.reachable(wanted) for each in runs], axis=0)
            targets, wanted, short = targets[kept], wanted[kept], short[kept]
            if not len(targets):
                return
        chance = self._choices.chance("bundle", wanted)
        for row, amount, by_chance, may_be_short in zip(
            targets.tolist(), wanted.tolist(), chance.tolist(), short.tolist(), strict=True
        ):
            paid = int(self._payments.day[row])
            there = np.ones(len(pool), dtype=np.bool_)
            if paid != UNKNOWN_DAY:
                there = self._bills.issued[pool] <= paid + DAYS_EARLY
            target = Target("bundle", row, sense, amount, self._rows.payer_level(party, [row]))
            search = Search(target, party, by_chance, pool, items)
            found = list(self._searched(search, there, shared, runs))
            if not found and may_be_short:
                found = list(self._short(search, there))
            yield from found

    def _runs_of(self, pool: Ints, items: Ints) -> list[RunSums]:
        """Runs of a party's open invoices by day, and by number where that is another order."""
        by_number = self._choices.references.by_number(pool)
        runs = [RunSums(items, np.arange(len(pool)))]
        if (np.diff(by_number) < 0).any():
            runs.append(RunSums(items, by_number))
        return runs

    def _short(self, search: Search, there: Bools) -> Iterator[FoundSet]:
        """Sets of few open invoices less a usual discount or a round fee."""
        pool, items, paid = search.pool[there], search.items[there], search.target.amount
        sums = SubsetSums(items)
        amounts = self._billed(np.array([paid]))[0].tolist()
        kinds = ["discount"] * len(self._discounts) + ["fee"] * len(FEES)
        billed = dict(zip(reversed(amounts), reversed(kinds), strict=True))
        for amount, kind in sorted(billed.items()):
            if kind == "fee" and amount - paid > self._fee_share * paid:
                continue
            if sets := sums.find(amount).sets:
                step = ("difference", kind, log2(_SHORT / len(billed)))
                nearer = replace(search, pool=pool, items=items, total=amount, steps=(step,))
                yield from self._choices.found(nearer, sets)

    def _sums_of(self, items: Ints) -> SubsetSums:
        """Those of the last search, where its amounts were the same: equal amounts ask for the same again."""
        if not np.array_equal(self._last.amounts, items):
            self._last = SubsetSums(items)
        return self._last

    def _billed(self, paid: Ints) -> Ints:
        """What may have been billed where `paid` came short: a column a usual discount, then one a fee."""
        discounted = [np.round(paid / (1 - percent / 100)).astype(np.int64) for percent in self._discounts]
        return np.stack([*discounted, *(paid + fee for fee in FEES)], axis=1)

    def _instalments(self, explained: set[tuple[Shape, int]]) -> Iterator[FoundSet]:
        flow = self._payments.outflow
        for vendor in self._rows.ways:
            party_of = self._rows.party_of(vendor=vendor)
            bills = np.flatnonzero(~self._rows.settled_bill & (party_of > 0))
            chance = self._choices.chance("instalments", np.abs(self._bills.amount[bills]))
            for bill, by_chance in zip(bills.tolist(), chance.tolist(), strict=True):
                party, amount = int(party_of[bill]), int(self._bills.amount[bill])
                sense = (1 if vendor else -1) * (1 if amount > 0 else -1)
                every = self._rows.payments_of.get(party, NO_ROWS)
                hopeless = self._hopeless.get((bill, vendor)) is every
                if hopeless or not len(every) or ("instalments", bill) in explained:
                    continue
                pool = self._rows.in_time(bill, every)
                moved = sense * flow[pool]
                pool = pool[(moved > 0) & (moved < abs(amount))][::-1]
                items = sense * flow[pool]
                enough = len(pool) > 1 and (len(pool) > MOST_OPEN or int(items.sum()) >= abs(amount))
                if not enough and not self._may_complete(bill, sense, abs(amount), pool, items):
                    self._hopeless[bill, vendor] = every
                    continue
                payer = self._rows.payer_level(party, pool.tolist())
                target = Target("instalments", bill, sense, abs(amount), payer)
                search = Search(target, party, by_chance, pool, items)
                found = self._once(
                    ("instalments", bill, vendor), (pool,),
                    partial(self._searched, search, np.ones(len(pool), dtype=np.bool_), None, []),
                ) if enough else []  # fmt: skip
                yield from found or self._with_nameless(search)

    def _may_complete(self, bill: int, sense: int, amount: int, pool: Ints, items: Ints) -> bool:
        """Whether one payment that says nothing of who pays may complete an invoice."""
        if not 0 < len(pool) <= BESIDE_NAMELESS:
            return False
        asked = _asked(bill, sense, pool)
        if asked in self._no_nameless:
            return False
        may = self._rows.nameless_completes(bill, (sense * items).tolist(), sense * amount)
        if not may:
            self._no_nameless.add(asked)
        return may

    def _with_nameless(self, search: Search) -> Iterator[FoundSet]:
        """Instalments of which one says nothing of who pays."""
        target, asked = search.target, _asked(search.target.row, search.target.sense, search.pool)
        if not self._may_complete(target.row, target.sense, target.amount, search.pool, search.items):
            return
        nameless, amounts = self._rows.nameless_parts(target.row, target.sense, target.amount)
        if not len(nameless):
            return
        sums = SubsetSums(search.items)
        hits = np.flatnonzero(sums.reachable(target.amount - amounts)).tolist()
        if not hits:
            self._no_nameless.add(asked)
        step = ("payer", f"nameless_1_of_{len(nameless)}", log2(NAMELESS_PART / len(nameless)))
        for at in hits if len(hits) <= _FEW_NAMELESS else []:
            pool = np.append(search.pool, nameless[at])
            items = np.append(search.items, amounts[at])
            order = np.lexsort((pool, self._payments.day[pool]))[::-1]
            place = np.empty(len(order), dtype=np.int64)
            place[order] = np.arange(len(order))
            sets = [
                tuple(sorted(place[[*chosen, len(search.pool)]].tolist()))
                for chosen in sums.find(target.amount - int(amounts[at]), least=1).sets
            ]
            wider = replace(search, pool=pool[order], items=items[order], steps=(step,))
            yield from self._choices.found(wider, sets)

    def _searched(
        self, search: Search, there: Bools, shared: SubsetSums | None, runs: list[RunSums]
    ) -> Iterator[FoundSet]:
        """Every set for one target; `there`: which of the pool may be in it."""
        pool, items, amount = search.pool[there], search.items[there], search.target.amount
        if len(pool) < 2:
            return
        offset = 0 if shared else max(len(pool) - MOST_OPEN, 0)
        hits = (shared or self._sums_of(items[offset:])).find(amount)
        sets = [tuple(at + offset for at in chosen) for chosen in hits.sets]
        place = np.cumsum(there) - 1

        def among(chosen: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
            return [tuple(place[list(each)].tolist()) for each in chosen if there[list(each)].all()]

        if shared and not there.all():
            sets = among(sets)
        in_runs = among([each for sums in runs for each in (*sums.find(amount), *sums.oldest(amount))])
        if hits.count > len(hits.sets) and not in_runs:
            return
        sets += sorted(set(in_runs).difference(sets))
        if offset:
            self.capped += 1
            start = max(len(pool) - MOST_PAIRED, 0)
            pairs = small_sums(items[start:], amount, 2).sets
            sets += [(one + start, other + start) for one, other in pairs if one + start < offset]
        if sets:
            more = hits.count - len(hits.sets)
            yield from self._choices.found(replace(search, pool=pool, items=items), sets, more)
