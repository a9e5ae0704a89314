"""Open rows: the invoices and payments of each party that nothing settles yet, by day.

Sets are looked for among these alone, so each link that is sure makes the next search smaller: of 65 invoices
of a busy supplier a third are open once what is certain is taken away.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from python_ocr_reconcile.reconciliation.candidates import Direction
from python_ocr_reconcile.reconciliation.load import (
    UNKNOWN_DAY,
    Bills,
    Bools,
    Ints,
    Payments,
    expected_day,
    same_currency,
)
from python_ocr_reconcile.reconciliation.parties import LEVELS, SIMILAR, Parties
from python_ocr_reconcile.reconciliation.reference_hits import ORDER_NUMBER, ReferenceHits
from python_ocr_reconcile.reconciliation.score import NOT_AN_INVOICE

K = TypeVar("K")
NO_ROWS = np.zeros(0, dtype=np.int64)
MOST_NAMELESS = 1_000
"""Nameless payments among which one part of an invoice is looked for; of more, chance gives any."""
_FEW_ITEMS = 6
"""Items whose sums are made sooner one by one than as a column."""
DAYS_EARLY = 10
"""An item of a set may be dated so long before it should be: dates of booking and of printing differ."""


class OpenRows:
    """Open rows by party; `settle` takes rows away."""

    def __init__(
        self,
        bills: Bills,
        payments: Payments,
        parties: Parties,
        named: ReferenceHits,
        direction: Direction,
        days_after: int,
    ) -> None:
        self._bills, self._payments, self._parties = bills, payments, parties
        self._days_after = days_after
        self._expected_day = expected_day(bills)
        self.ways: tuple[bool, ...] = {
            "payables": (True,), "receivables": (False,), "both": (True, False),
        }[direction]  # fmt: skip
        """Whether the party that pays or is paid is the invoice's vendor."""
        self.settled_bill = bills.amount == 0
        self.settled_payment = payments.outflow == 0
        self.bills_of: dict[tuple[int, bool], Ints] = {}
        """By party and way, its open invoices by day of issue."""
        self.payments_of: dict[int, Ints] = {}
        """By party, its open payments by day."""
        self._usable = np.flatnonzero((parties.level < SIMILAR) & ~self.settled_payment[parties.payment])
        # By payment, as they are sorted: lists of a million payments would take more than all else here.
        self._payer_start = parties.payment[self._usable].searchsorted(np.arange(len(payments) + 1))
        relation = self._parties.party[self._usable] * len(payments) + parties.payment[self._usable]
        order = np.argsort(relation)
        self._relation, self._relation_level = relation[order], parties.level[self._usable][order]
        self.has_payer = np.diff(self._payer_start) > 0
        """By payment, whether it is known who may stand behind it."""
        strong = named.level <= ORDER_NUMBER
        self._every_named = named.bill[strong], named.payment[strong]
        self.named = self._every_named
        """(bill, payment) of the open rows of which a remittance names the invoice, sorted."""
        self.names = np.zeros(len(payments), dtype=np.bool_)
        """By payment, whether it names an invoice, open or not."""
        self.names[self.named[1]] = True
        self.strange = self._strangers()
        """Payments that bear a name, or words, that nobody in the file is known by, and name no invoice."""
        # A card pays one thing, at once.
        by_card = np.array(
            [payments.records[row].transaction_type == "card" for row in self.strange.tolist()],
            dtype=np.bool_,
        )
        nameless = np.union1d(np.flatnonzero(parties.silent), self.strange[~by_card])
        self._nameless = nameless[np.argsort(payments.day[nameless], kind="stable")]
        self.nameless = self._nameless
        """Open payments that say nothing of who stands behind them, or nothing that is known, by day."""
        self._payer, self._payer_level = parties.party[self._usable], parties.level[self._usable]
        self.settle(self.settled_bill, self.settled_payment)

    def _strangers(self) -> Ints:
        records = self._payments.records
        known = np.array([each.transaction_type in NOT_AN_INVOICE for each in records], dtype=np.bool_)
        return np.flatnonzero(~(known | self.has_payer | self._parties.silent | self.names))

    def settle(self, bills: Bools, payments: Bools) -> None:
        """Take away the rows that `bills` and `payments` mark."""
        self.settled_bill = self.settled_bill | bills
        self.settled_payment = self.settled_payment | payments
        bill, payment = self._every_named
        is_open = ~self.settled_bill[bill] & ~self.settled_payment[payment]
        self.named = bill[is_open], payment[is_open]
        open_bills = np.flatnonzero(~self.settled_bill)
        bills_of = {
            (key, vendor): rows
            for vendor in self.ways
            for key, rows in _by_group(
                self.party_of(vendor=vendor)[open_bills], open_bills, self._bills.issued[open_bills]
            )
            if key
        }
        self.bills_of = _kept(self.bills_of, bills_of)
        parties = self._parties
        open_ones = self._usable[~self.settled_payment[parties.payment[self._usable]]]
        party, payment = parties.party[open_ones], parties.payment[open_ones]
        self.nameless = self._nameless[~self.settled_payment[self._nameless]]
        self._nameless_day = self._payments.day[self.nameless]
        moved = self._payments.outflow[self.nameless]
        order = np.argsort(moved, kind="stable")
        self._nameless_flow, self._nameless_moved, self._by_moved = moved, moved[order], order
        self._moved = frozenset(moved.tolist())
        self._comparable: dict[tuple[int, int], Bools] = {}
        by_party = dict(_by_group(party, payment, self._payments.day[payment]))
        self.payments_of = _kept(self.payments_of, by_party)

    def payers_of(self, payment: int) -> list[tuple[int, int]]:
        """(level, party) of who may stand behind a payment, the surest first."""
        start, end = self._payer_start[payment], self._payer_start[payment + 1]
        if start == end:
            return []
        return list(zip(self._payer_level[start:end].tolist(), self._payer[start:end].tolist(), strict=True))

    def naming(self, bill: int) -> list[int]:
        """Open payments that name an open invoice."""
        start, end = self.named[0].searchsorted([bill, bill + 1])
        rows: list[int] = self.named[1][start:end].tolist()
        return rows

    def is_payer(self, bills: Ints, payments: Ints) -> Bools:
        """By pair, whether the party of the invoice may stand behind the payment."""
        found = np.zeros(len(bills), dtype=np.bool_)
        for vendor in self.ways:
            wanted = self.party_of(vendor=vendor)[bills] * len(self._payments) + payments
            found |= np.isin(wanted, self._relation)
        return found

    def party_of(self, *, vendor: bool) -> Ints:
        """By bill, who pays or is paid."""
        return self._parties.vendor if vendor else self._parties.customer

    def in_time(self, bill: int, rows: Ints) -> Ints:
        """Of one payer's payments those that may be for an invoice, by their day and currency."""
        issued = int(self._bills.issued[bill])
        end = max(int(self._expected_day[bill]), issued)
        if end != UNKNOWN_DAY:
            day = self._payments.day[rows]
            kept = (day == UNKNOWN_DAY) | ((day >= issued - DAYS_EARLY) & (day <= end + self._days_after))
            rows = rows[kept]
        return rows[same_currency(self._bills, self._payments, bill, rows)] if len(rows) else rows

    def nameless_parts(self, bill: int, sense: int, amount: int) -> tuple[Ints, Ints]:
        """(open nameless payments, what they moved) that may be a part of `amount`, few or none."""
        found, count, comparable = [NO_ROWS], 0, self._nameless_comparable(bill)
        for start, end in self._nameless_in_time(bill):
            # A file of a million holds far more than are looked at: what is too many is known by the first.
            for at in range(start, end, 4 * MOST_NAMELESS):
                these = slice(at, min(at + 4 * MOST_NAMELESS, end))
                flow = self._nameless_flow[these]
                parts = (flow > 0) & (flow < amount) if sense > 0 else (flow < 0) & (flow > -amount)
                found.append(at + np.flatnonzero(parts & comparable[these]))
                count += len(found[-1])
                if count > MOST_NAMELESS:
                    return NO_ROWS, NO_ROWS
        places = np.concatenate(found)
        return self.nameless[places], sense * self._nameless_flow[places]

    def _nameless_comparable(self, bill: int) -> Bools:
        """By open nameless payment, whether it may be in the currency of an invoice."""
        key = int(self._bills.currency_code[bill]), int(self._bills.digits[bill])
        if key not in self._comparable:
            self._comparable[key] = same_currency(self._bills, self._payments, bill, self.nameless)
        return self._comparable[key]

    def nameless_completes(self, bill: int, items: list[int], rest: int) -> bool:
        """Whether an open nameless payment in the time of `bill` moved `rest` less some of few `items`.

        Money out above zero. Hardly any invoice has one.
        """
        if not self._moved:
            return False
        if len(items) <= _FEW_ITEMS:
            sums = [rest]
            for item in items:
                sums += [each - item for each in sums]
            wanted = self._moved.intersection(sums)
            if not wanted:
                return False
            amounts = np.array(sorted(wanted), dtype=np.int64)
        else:
            amounts = np.array([rest], dtype=np.int64)
            for item in items:
                amounts = np.concatenate([amounts, amounts - item])
        low, high = (self._nameless_moved.searchsorted(amounts, side) for side in ("left", "right"))
        there = high > low
        if not there.any():
            return False
        in_time, comparable = self._nameless_in_time(bill), self._nameless_comparable(bill)
        for start, end in zip(low[there].tolist(), high[there].tolist(), strict=True):
            places = self._by_moved[start:end]  # of one amount, so by day
            for first, last in in_time:
                near = slice(*places.searchsorted([first, last]).tolist())
                if comparable[places[near]].any():
                    return True
        return False

    def _nameless_in_time(self, bill: int) -> list[tuple[int, int]]:
        """Where in `nameless` those stand that may be for an invoice by their day: undated, and a stretch."""
        issued = int(self._bills.issued[bill])
        end = max(int(self._expected_day[bill]), issued)
        if end == UNKNOWN_DAY:
            return [(0, len(self.nameless))]
        undated, first, last = self._nameless_day.searchsorted(
            [UNKNOWN_DAY + 1, issued - DAYS_EARLY, end + self._days_after + 1]
        ).tolist()
        return [(0, undated), (max(first, undated), last)]

    def payer_level(self, party: int, payments: list[int]) -> str:
        """How surely any of `payments` is from or to `party`; ``named`` where only a reference says so."""
        wanted = party * len(self._payments) + np.array(payments, dtype=np.int64)
        at = np.minimum(self._relation.searchsorted(wanted), max(len(self._relation) - 1, 0))
        levels = self._relation_level[at][self._relation[at] == wanted] if len(self._relation) else NO_ROWS
        return LEVELS[int(levels.min())] if len(levels) else "named"


def _kept(before: dict[K, Ints], now: dict[K, Ints]) -> dict[K, Ints]:
    """`now` with the very arrays of `before` where nothing changed, by which searches know that."""
    return {
        key: before[key] if key in before and np.array_equal(before[key], rows) else rows
        for key, rows in now.items()
    }


def _by_group(group: Ints, rows: Ints, day: Ints) -> list[tuple[int, Ints]]:
    """(group, its rows by day) for each group."""
    order = np.lexsort((rows, day, group))
    keys, start = np.unique(group[order], return_index=True)
    return list(zip(keys.tolist(), np.split(rows[order], start[1:]), strict=True)) if len(keys) else []
