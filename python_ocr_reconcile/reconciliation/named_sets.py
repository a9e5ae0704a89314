"""Sets that remittances name: all that is named, or the named rows with a rest that open ones fill.

A payment may list invoices, in full, by their last digits, or cut off in the middle; an invoice may be named
by several payments. Both are one search seen from two sides: the side that stands alone has a target, the
other side offers items.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log2
from typing import NamedTuple

import numpy as np

from python_ocr_reconcile.reconciliation.completions import Completions
from python_ocr_reconcile.reconciliation.load import (
    UNKNOWN_DAY,
    Bills,
    Ints,
    Payments,
    expected_day,
    same_currency,
)
from python_ocr_reconcile.reconciliation.named_rows import Hit, NamedRows
from python_ocr_reconcile.reconciliation.open_rows import DAYS_EARLY, NO_ROWS, OpenRows
from python_ocr_reconcile.reconciliation.parties import LEVELS
from python_ocr_reconcile.reconciliation.reference_hits import ONE_EDIT, ORDER_NUMBER, PART, ReferenceHits
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.remittance import DIGIT_RUNS, YEAR, words
from python_ocr_reconcile.reconciliation.set_weights import Basis, FoundSet, Shape, Target
from python_ocr_reconcile.reconciliation.subsets import MOST_OPEN
from python_ocr_reconcile.reconciliation.weights import Weights

MOST_PAIRED = 400
"""Open items of one payer among which one or two are looked for; the latest of more."""
MOST_NAMED = 200
"""Invoices that one remittance may name in full."""
NAMED_SHORT = 0.3
"""Of the invoices that a list names after the first, those named by their last digits."""


_Key = tuple[Shape, int, bool, bool]


class _Known(NamedTuple):
    """One search, and what it came to."""

    named: list[Hit]
    pools: list[Ints]
    """The open rows of its parties, the very arrays that `OpenRows` gave."""
    found: list[FoundSet]
    capped: int


class NamedSets:
    """Finds the sets that remittances name, among the rows that are open."""

    def __init__(
        self,
        bills: Bills,
        payments: Payments,
        rows: OpenRows,
        named: ReferenceHits,
        references: ReferenceIndex,
        weights: Weights,
    ) -> None:
        self._bills, self._payments, self._rows, self._references = bills, payments, rows, references
        self._expected_day = expected_day(bills)
        self.largest = MOST_NAMED
        """Most members of a set that a remittance names."""
        self._completions = Completions(rows, references)
        self._known: dict[_Key, _Known] = {}
        self.capped = 0
        """Searches that looked at the nearest `MOST_OPEN` open items of a payer only."""
        self.hits = NamedRows(bills, payments, rows, named, weights)
        self._last_digits: dict[int, tuple[str, ...]] = {}

    def find(self, *, filled: bool) -> list[FoundSet]:
        """Every set worth weighing; `filled`: also the named with open items that nothing names."""
        found: list[FoundSet] = []
        for payment in self.hits.payments_to_fill(filled=filled):
            named = self.hits.open_of_payment(payment)
            strong = any(level <= ORDER_NUMBER for _, level, _ in named)
            for vendor in self._rows.ways if named else ():
                # A few digits that agree say something of an invoice of the payer, and of no other.
                if (
                    len(named) > 1
                    or strong
                    or (filled and self._is_payer(payment, named[0][0], vendor=vendor))
                ):
                    found += self._bundles_of(payment, named, vendor=vendor, filled=filled)
        for bill in self.hits.bills_in_parts(1 if filled else 2):
            for vendor in self._rows.ways:
                found += self._instalments_of(bill, vendor=vendor, filled=filled)
        return found

    def forget(self) -> None:
        """Let go of what was remembered for a next round."""
        self._known.clear()
        self._completions = Completions(self._rows, self._references)

    def _is_payer(self, payment: int, bill: int, *, vendor: bool) -> bool:
        """Whether the party of an invoice may stand behind a payment."""
        party = int(self._rows.party_of(vendor=vendor)[bill])
        return any(party == payer for _, payer in self._rows.payers_of(payment))

    # Bundles: one payment of several invoices

    def _bundles_of(self, payment: int, named: list[Hit], *, vendor: bool, filled: bool) -> list[FoundSet]:
        flow = int(self._payments.outflow[payment]) * (1 if vendor else -1)
        sense = 1 if flow > 0 else -1
        amounts, party_of = self._bills.amount, self._rows.party_of(vendor=vendor)
        strong = [bill for bill, level, _ in named if level <= ORDER_NUMBER]
        payers = self._rows.payers_of(payment)
        parties = dict.fromkeys(party for _, party in payers)
        parties.update(dict.fromkeys(int(party_of[bill]) for bill in strong if party_of[bill]))
        pools = [
            self._rows.bills_of[party, vendor] for party in parties if (party, vendor) in self._rows.bills_of
        ]
        # Where no party has anything open nothing can be filled: most digits that agree by chance end here.
        filled = filled and bool(pools)

        def search() -> list[FoundSet]:
            every_named = named
            if strong:
                parties_named = {int(party_of[bill]) for bill in strong} - {0}
                every_named = named + self._abbreviated(payment, parties_named, vendor=vendor)
            if len(every_named) < 2 and not filled:
                return []
            if len(every_named) == 1 and self._is_too_little(sense, abs(flow), every_named[0][0], pools):
                return []
            pool, every = self._near_bills(pools, payment)
            target = Target(
                shape="bundle", row=payment, sense=sense, amount=abs(flow), named=every_named,
                open_items=pool, every_open=every, payer=LEVELS[payers[0][0]] if payers else "named",
            )  # fmt: skip
            rows = {*pool, *every.tolist(), *(bill for bill, _, _ in every_named)}
            return self._searched(target, {row: sense * int(amounts[row]) for row in rows}, filled=filled)

        return self._once(("bundle", payment, vendor, filled), named, pools, search)

    def _is_too_little(self, sense: int, paid: int, bill: int, pools: list[Ints]) -> bool:
        """Whether one invoice is all that was paid, or more, and its party has no credit note to take off."""
        amounts = self._bills.amount
        return paid <= sense * int(amounts[bill]) and all(
            (sense * amounts[rows] >= 0).all() for rows in pools
        )

    def _near_bills(self, pools: list[Ints], payment: int) -> tuple[list[int], Ints]:
        """The open invoices that a payment may include: (the nearest of too many, all of them)."""
        if not pools:
            return [], NO_ROWS
        day = int(self._payments.day[payment])
        rows = np.unique(np.concatenate(pools)) if len(pools) > 1 else pools[0]
        if day != UNKNOWN_DAY:
            rows = rows[self._bills.issued[rows] <= day + DAYS_EARLY]
        rows = rows[same_currency(self._bills, self._payments, rows, payment)]
        return self._nearest(rows, np.abs(self._expected_day[rows] - day)), rows[-MOST_PAIRED:]

    def _nearest(self, rows: Ints, distance: Ints) -> list[int]:
        """At most `MOST_OPEN` rows, in their order; the nearest of more."""
        if len(rows) > MOST_OPEN:
            self.capped += 1
            rows = np.sort(rows[np.lexsort((rows, distance))[:MOST_OPEN]])
        found: list[int] = rows.tolist()
        return found

    def _abbreviated(self, payment: int, parties: set[int], *, vendor: bool) -> list[Hit]:
        """Open invoices whose last digits stand beside one that is named: ``RE 105465, 5462, 5463``."""
        runs = self._short_runs(payment)
        known = {bill for bill, _, _ in self.hits.of_payment(payment)}
        found = []
        for party in sorted(parties) if runs else ():
            rows = self._rows.bills_of.get((party, vendor), NO_ROWS)[-MOST_PAIRED:].tolist()
            for row in rows:
                core = self._references.cores[row]
                if core.endswith(runs) and row not in known:
                    ends = [len(run) for run in runs if len(core) > len(run) and core.endswith(run)]
                    if ends:
                        found.append((row, PART, log2(NAMED_SHORT) + max(ends) * log2(10)))
        return found

    def _short_runs(self, payment: int) -> tuple[str, ...]:
        """The digits of a remittance that may be the last ones of a number."""
        if payment not in self._last_digits:
            found = words(self._payments.text[payment])
            tokens = {run for word in found for run in DIGIT_RUNS.findall(word) if 3 <= len(run) <= 12}
            # The digits of what is named in full, and years, name nothing else.
            for bill, _, _ in self.hits.of_payment(payment):
                tokens -= set(DIGIT_RUNS.findall(self._references.numbers[bill]))
            self._last_digits[payment] = tuple(sorted(run for run in tokens if not YEAR.fullmatch(run)))
        return self._last_digits[payment]

    # Instalments: one invoice, several payments

    def _instalments_of(self, bill: int, *, vendor: bool, filled: bool) -> list[FoundSet]:
        party = int(self._rows.party_of(vendor=vendor)[bill])
        amount = int(self._bills.amount[bill])
        sense = (1 if vendor else -1) * (1 if amount > 0 else -1)
        flow = self._payments.outflow
        named = self.hits.open_of_bill(bill, sense)
        if len(named) < (1 if filled else 2):
            return []
        rows = self._rows.payments_of.get(party, NO_ROWS) if party else NO_ROWS

        def search() -> list[FoundSet]:
            near = self._rows.in_time(bill, rows)
            moved = sense * flow[near]
            near = near[(moved > 0) & (moved < abs(amount))]
            if len(named) + len(near) < 2:
                return []
            pool = self._nearest(near, np.abs(self._payments.day[near] - self._expected_day[bill]))
            target = Target(
                shape="instalments", row=bill, sense=sense, amount=abs(amount), named=named, open_items=pool,
                every_open=near[-MOST_PAIRED:], payer=self._rows.payer_level(party, pool),
            )  # fmt: skip
            members = {*pool, *target.every_open.tolist(), *(payment for payment, _, _ in named)}
            return self._searched(target, {row: sense * int(flow[row]) for row in members}, filled=filled)

        return self._once(("instalments", bill, vendor, filled), named, [rows], search)

    # Both

    def _once(
        self, key: _Key, named: list[Hit], pools: list[Ints], search: Callable[[], list[FoundSet]]
    ) -> list[FoundSet]:
        """What `search` finds; most targets have the same rows around them in every round of a run."""
        known = self._known.get(key)
        if known is None or known.named != named or not _same(known.pools, pools):
            before = self.capped
            known = self._known[key] = _Known(named, pools, search(), self.capped - before)
        else:
            self.capped += known.capped
        return known.found

    def _searched(self, target: Target, items: dict[int, int], *, filled: bool) -> list[FoundSet]:
        """Every set of what is named, and where `filled` and none of them adds up, what completes one."""
        found: dict[tuple[int, ...], FoundSet] = {}

        def add(members: list[int], basis: Basis, count: int, expected: float, others: int = 0) -> None:
            key, total = tuple(sorted(members)), sum(items[row] for row in members)
            if key not in found and self._timely(target, key):
                found[key] = FoundSet(target, basis, key, total, count, expected, others)

        groups = [
            [item for item, level, _ in target.named if level <= most and item in items]
            for most in (ORDER_NUMBER, PART, ONE_EDIT)
        ]
        if target.shape == "bundle":
            groups += [self._of_one_party(group, target) for group in groups]
        groups = [group for at, group in enumerate(groups) if group and group not in groups[:at]]
        for group in groups:
            total = sum(items[row] for row in group)
            # What is named in part or with a slip has to add up nearly, as chance names much.
            near = group == groups[0] or 0.9 * total <= target.amount <= 1.01 * total
            # Who pays in parts stops when all is paid: what is more is a second payment of the same.
            near &= target.shape == "bundle" or total <= 1.01 * target.amount
            if 2 <= len(group) <= self.largest and near:
                add(group, "named", 1, 0.0)
        every = groups[-1] if groups else []
        if 2 < len(every) <= MOST_OPEN and not _adds_up(found, target):
            sums = self._completions.subsets(every, items)
            hits = sums.find(target.amount)
            expected = sums.expected(target.amount, hits.count) if hits.sets else 0.0
            for places in hits.sets:
                add([every[at] for at in places], "named", hits.count, expected)
        # Most payments that are less than what they name have no credit note that would explain it.
        least = sum(amount for amount in items.values() if amount < 0)
        most = sum(amount for amount in items.values() if amount > 0)
        for group in groups if filled and not _adds_up(found, target) else []:
            rest = target.amount - sum(items[row] for row in group)
            possible = least <= rest and (rest <= most or target.shape == "instalments")
            if rest and possible and len(group) < self.largest:
                for each in self._completions.of(target, items, set(group), rest):
                    add([*group, *each.chosen], "completed", each.alike, each.expected, each.others)
        return list(found.values())

    def _of_one_party(self, group: list[int], target: Target) -> list[int]:
        """Those of the party that most of a group is of: numbers of others agree by chance."""
        if len(group) < 2:
            return group
        vendor = target.sense * int(self._payments.outflow[target.row]) > 0
        parties = self._rows.party_of(vendor=vendor)[group].tolist()
        most = max(sorted(set(parties)), key=parties.count, default=0)
        return [row for row, party in zip(group, parties, strict=True) if party == most]

    def _timely(self, target: Target, members: tuple[int, ...]) -> bool:
        """Whether every invoice of a bundle was there to be paid; instalments are chosen by their day."""
        day = int(self._payments.day[target.row]) if target.shape == "bundle" else UNKNOWN_DAY
        return day == UNKNOWN_DAY or all(int(self._bills.issued[row]) <= day + DAYS_EARLY for row in members)


def _same(pools: list[Ints], others: list[Ints]) -> bool:
    return len(pools) == len(others) and all(one is other for one, other in zip(pools, others, strict=True))


def _adds_up(found: dict[tuple[int, ...], FoundSet], target: Target) -> bool:
    return any(each.total == target.amount for each in found.values())
