"""Sets as hypotheses: several invoices paid at once, and one invoice paid in instalments.

Both are one search seen from two sides. The side that stands alone has a target; the other side offers
items. What the remittances name comes first: all that is named, or the named ones with a remainder that open
items of the same payer fill to the cent. Without a name, items of one payer that add up to the cent. A set
scores its evidence minus what chance explains (`subsets`), and competes with pairs for its rows (`pack`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from math import log2

import numpy as np

from python_ocr_reconcile.reconciliation.candidates import expected_day
from python_ocr_reconcile.reconciliation.load import (
    UNKNOWN_DAY,
    Bills,
    Bools,
    Ints,
    Payments,
    same_currency,
)
from python_ocr_reconcile.reconciliation.parties import LEVELS, SIMILAR, Parties
from python_ocr_reconcile.reconciliation.recall import Recalled
from python_ocr_reconcile.reconciliation.references import (
    DIGIT_RUNS,
    ONE_EDIT,
    ORDER_NUMBER,
    PART,
    STRONG,
    YEAR,
    ReferenceHits,
    ReferenceIndex,
    shape,
    windows,
    words,
)
from python_ocr_reconcile.reconciliation.score import Scored
from python_ocr_reconcile.reconciliation.set_weights import (
    Basis,
    FoundSet,
    SetHypothesis,
    Target,
    reference_bits,
    weigh,
)
from python_ocr_reconcile.reconciliation.subsets import MOST_OPEN, WHOLE, SubsetSums, Sums, small_sums
from python_ocr_reconcile.reconciliation.tolerances import Tolerances
from python_ocr_reconcile.reconciliation.weights import Weights

MOST_PAIRED = 400
"""Open items of one payer among which one or two are looked for; the latest of more."""
NAMED_SHORT = 0.3
"""Of the invoices that a list names after the first, those named by their last digits."""
MOST_NAMED = 200
"""Invoices that one remittance may name in full."""
_NONE = np.zeros(0, dtype=np.int64)
DAYS_EARLY = 10
"""An item of a set may be dated so long before it should be: dates of booking and of printing differ."""


class SetFinder:
    """Finds the set hypotheses of a run."""

    def __init__(
        self,
        bills: Bills,
        payments: Payments,
        parties: Parties,
        named: ReferenceHits,
        references: ReferenceIndex,
        scored: Scored,
        tolerances: Tolerances,
        recalled: Recalled,
    ) -> None:
        self.bills, self.payments, self.parties, self.weights = bills, payments, parties, scored.weights
        self.references, self.tolerances, self.recalled = references, tolerances, recalled
        self.direction = scored.candidates.direction
        self.expected_day = expected_day(bills)
        self.settled_bill, self.settled_payment = settled(bills, payments, scored)
        self._sums: dict[tuple[int, ...], SubsetSums] = {}
        self.largest = MOST_NAMED
        self.searches_capped = 0
        """Searches that looked at the nearest `MOST_OPEN` open items of a payer only."""
        self._read_names(named, scored.weights)
        self._read_payers()

    def _read_names(self, named: ReferenceHits, weights: Weights) -> None:
        bits = reference_bits(named, weights)
        sense = np.sign(self.bills.amount[named.bill]) * np.sign(self.payments.outflow[named.payment])
        fits = (sense != 0) & same_currency(self.bills, self.payments, named.bill, named.payment)
        self.named_bills: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        self.named_payments: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        for at in np.flatnonzero(fits).tolist():
            bill, payment, level = int(named.bill[at]), int(named.payment[at]), int(named.level[at])
            self.named_bills[payment].append((bill, level, float(bits[at])))
            self.named_payments[bill].append((payment, level, float(bits[at])))

    def _read_payers(self) -> None:
        """Open rows of each party, by day."""
        self.bills_of: dict[tuple[int, bool], Ints] = {}
        open_bills = np.flatnonzero((self.bills.amount != 0) & ~self.settled_bill)
        for vendor in self._ways():
            party = (self.parties.vendor if vendor else self.parties.customer)[open_bills]
            for key, rows in _by_group(party, open_bills, self.bills.issued[open_bills]):
                if key:
                    self.bills_of[key, vendor] = rows
        usable = np.flatnonzero(
            (self.parties.level < SIMILAR)
            & ~self.settled_payment[self.parties.payment]
            & (self.payments.outflow[self.parties.payment] != 0)
        )
        party, payment = self.parties.party[usable], self.parties.payment[usable]
        self.payments_of = dict(_by_group(party, payment, self.payments.day[payment]))
        self.payers_of: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for at in usable.tolist():
            self.payers_of[int(self.parties.payment[at])].append(
                (int(self.parties.level[at]), int(self.parties.party[at]))
            )

    def _ways(self) -> tuple[bool, ...]:
        """Whether the party that pays or is paid is the invoice's vendor."""
        return {"payables": (True,), "receivables": (False,), "both": (True, False)}[self.direction]

    def find(self, largest: int = MOST_NAMED) -> list[SetHypothesis]:
        """Every set worth weighing; `largest`: most members of one that the remittance names."""
        self.largest = min(largest, MOST_NAMED)
        found = [each for each in (*self.bundles(), *self.instalments()) if self._allowed(each)]
        return weigh(self.bills, self.payments, found, self.tolerances, self.weights)

    def _allowed(self, found: FoundSet) -> bool:
        """Whether none of its pairs was rejected."""
        if not len(self.recalled.barred):
            return True
        rows, alone = np.array(found.members), np.full(len(found.members), found.target.row)
        bundle = found.target.shape == "bundle"
        return bool(self.recalled.allows(*((rows, alone) if bundle else (alone, rows))).all())

    # Bundles: one payment of several invoices

    def bundles(self) -> list[FoundSet]:
        """Sets of invoices for each payment that may pay several."""
        found: list[FoundSet] = []
        several = {
            row
            for row, named in self.named_bills.items()
            if len(named) > 1 or any(level <= ORDER_NUMBER for _, level, _ in named)
        }
        for payment in sorted(several.union(self.payers_of)):
            if not self.settled_payment[payment] and self.payments.outflow[payment]:
                payers = sorted(self.payers_of.get(payment, ()))
                for vendor in self._ways():
                    found += self._bundles_of(payment, payers, vendor=vendor)
        return found

    def _bundles_of(self, payment: int, payers: list[tuple[int, int]], *, vendor: bool) -> list[FoundSet]:
        flow = int(self.payments.outflow[payment]) * (1 if vendor else -1)
        sense = 1 if flow > 0 else -1
        amounts = self.bills.amount
        named = [hit for hit in self.named_bills.get(payment, ()) if self.bills.amount[hit[0]]]
        party_of = self.parties.vendor if vendor else self.parties.customer
        strong = [bill for bill, level, _ in named if level <= ORDER_NUMBER]
        if strong:
            named += self._abbreviated(payment, {int(party_of[bill]) for bill in strong} - {0}, vendor=vendor)
        parties = dict.fromkeys(party for _, party in payers)
        parties.update(dict.fromkeys(int(party_of[bill]) for bill in strong if party_of[bill]))
        pools = [self.bills_of[party, vendor] for party in parties if (party, vendor) in self.bills_of]
        pool, every = self._near_bills(pools, payment)
        target = Target(
            shape="bundle",
            row=payment,
            sense=sense,
            amount=abs(flow),
            named=named,
            open_items=[row for row in pool if sense * int(amounts[row]) <= abs(flow)],
            every_open=every[sense * amounts[every] <= abs(flow)],
            payer=LEVELS[payers[0][0]] if payers else "named",
            names_other=self._names_other(payment),
        )
        rows = {*target.open_items, *target.every_open.tolist(), *(bill for bill, _, _ in named)}
        items = {row: sense * int(amounts[row]) for row in rows}
        found = self._sets(target, items)
        if not named and any(each.basis == "summed" for each in found) and self._other_number(payment, found):
            other = float(self.weights.bits["reference"][self.weights.level("reference", "other_number")])
            found = [replace(each, target=replace(each.target, names_other=other)) for each in found]
        return found

    def _other_number(self, payment: int, found: list[FoundSet]) -> bool:
        """Whether the remittance holds another number of the same form as those of the invoices."""
        offered = {shape(window) for window in windows(words(self.payments.text[payment]))}
        numbers = {self.references.numbers[row] for each in found for row in each.members}
        return any(len(number) >= 4 and shape(number) in offered for number in numbers)

    def _near_bills(self, pools: list[Ints], payment: int) -> tuple[list[int], Ints]:
        """The open invoices that a payment may include: (the nearest of too many, all of them)."""
        if not pools:
            return [], _NONE
        day = int(self.payments.day[payment])
        rows = np.unique(np.concatenate(pools)) if len(pools) > 1 else pools[0]
        # Few are searched whole, so that all payments of the payer share one search.
        if day != UNKNOWN_DAY and len(rows) > WHOLE:
            rows = rows[self.bills.issued[rows] <= day + DAYS_EARLY]
        rows = rows[same_currency(self.bills, self.payments, rows, np.full(len(rows), payment))]
        return self._nearest(rows, np.abs(self.expected_day[rows] - day)), rows[-MOST_PAIRED:]

    def _nearest(self, rows: Ints, distance: Ints) -> list[int]:
        """At most `MOST_OPEN` rows, in their order; the nearest of more."""
        if len(rows) > MOST_OPEN:
            self.searches_capped += 1
            rows = np.sort(rows[np.lexsort((rows, distance))[:MOST_OPEN]])
        found: list[int] = rows.tolist()
        return found

    def _abbreviated(self, payment: int, parties: set[int], *, vendor: bool) -> list[tuple[int, int, float]]:
        """Open invoices whose last digits stand beside one that is named: ``RE 105465, 5462, 5463``."""
        text = self.payments.text[payment]
        tokens = {run for word in words(text) for run in DIGIT_RUNS.findall(word) if 3 <= len(run) <= 12}
        known = {bill for bill, _, _ in self.named_bills.get(payment, ())}
        # The digits of what is named in full, and years, name nothing else.
        for bill in known:
            tokens -= set(DIGIT_RUNS.findall(self.references.numbers[bill]))
        tokens -= {run for run in tokens if YEAR.fullmatch(run)}
        found = []
        for party in parties:
            rows = self.bills_of.get((party, vendor), _NONE)[-MOST_PAIRED:].tolist()
            for row in rows:
                core = self.references.cores[row]
                ends = [len(run) for run in tokens if len(core) > len(run) and core.endswith(run)]
                if row not in known and ends:
                    found.append((row, PART, log2(NAMED_SHORT) + max(ends) * log2(10)))
        return found

    def _names_other(self, payment: int) -> float:
        """A remittance that names an invoice in full is not about others."""
        named = [level for _, level, _ in self.named_bills.get(payment, ()) if level <= STRONG]
        return (
            float(self.weights.bits["reference"][self.weights.level("reference", "other_invoice")])
            if named
            else 0.0
        )

    # Instalments: one invoice, several payments

    def instalments(self) -> list[FoundSet]:
        """Sets of payments for each invoice that may be paid in parts."""
        found: list[FoundSet] = []
        for bill in np.flatnonzero((self.bills.amount != 0) & ~self.settled_bill).tolist():
            for vendor in self._ways():
                found += self._instalments_of(bill, vendor=vendor)
        return found

    def _instalments_of(self, bill: int, *, vendor: bool) -> list[FoundSet]:
        party = int((self.parties.vendor if vendor else self.parties.customer)[bill])
        amount = int(self.bills.amount[bill])
        sense = (1 if vendor else -1) * (1 if amount > 0 else -1)
        flow = self.payments.outflow
        named = [
            hit for hit in self.named_payments.get(bill, ()) if 0 < sense * int(flow[hit[0]]) < abs(amount)
        ]
        rows = self._payments_in_time(bill, self.payments_of.get(party, _NONE) if party else _NONE)
        moved = sense * flow[rows]
        rows = rows[(moved > 0) & (moved < abs(amount))]
        if len(named) + len(rows) < 2:
            return []
        pool = self._nearest(rows, np.abs(self.payments.day[rows] - self.expected_day[bill]))
        target = Target(
            shape="instalments", row=bill, sense=sense, amount=abs(amount), named=named, open_items=pool,
            every_open=rows[-MOST_PAIRED:], payer=self._surest(party, pool), names_other=0.0,
        )  # fmt: skip
        members = {*pool, *target.every_open.tolist(), *(payment for payment, _, _ in named)}
        items = {row: sense * int(flow[row]) for row in members}
        return self._sets(target, items)

    def _payments_in_time(self, bill: int, rows: Ints) -> Ints:
        """Of one payer's payments those that may be for an invoice, by their day and currency."""
        rows = rows[same_currency(self.bills, self.payments, np.full(len(rows), bill), rows)]
        issued = int(self.bills.issued[bill])
        end = max(int(self.expected_day[bill]), issued)
        if end == UNKNOWN_DAY:
            return rows
        day = self.payments.day[rows]
        in_time = (day == UNKNOWN_DAY) | (
            (day >= issued - DAYS_EARLY) & (day <= end + self.tolerances.days_after)
        )
        return np.asarray(rows[in_time])

    def _surest(self, party: int, rows: list[int]) -> str:
        levels = [level for row in rows for level, payer in self.payers_of.get(row, ()) if payer == party]
        return LEVELS[min(levels)] if levels else "named"

    # Both

    def _sets(self, target: Target, items: dict[int, int]) -> list[FoundSet]:
        """Every set worth weighing."""
        found: dict[tuple[int, ...], tuple[Basis, Sums | None]] = {}
        groups = [
            [item for item, level, _ in target.named if level <= most and item in items]
            for most in (ORDER_NUMBER, PART, ONE_EDIT)
        ]
        groups = [group for at, group in enumerate(groups) if group and group not in groups[:at]]
        for group in groups:
            total = sum(items[row] for row in group)
            # What is named in part or with a slip has to add up nearly, as chance names much.
            near = group == groups[0] or 0.9 * total <= target.amount <= 1.01 * total
            if 2 <= len(group) <= self.largest and near:
                found.setdefault(tuple(sorted(group)), ("named", None))
        exact = any(sum(items[row] for row in members) == target.amount for members in found)
        every = groups[-1] if groups else []
        if 2 < len(every) <= MOST_OPEN and not exact:
            sums = self._subsets(every, items).find(target.amount)
            for chosen in sums.sets:
                found.setdefault(tuple(sorted(every[at] for at in chosen)), ("named", sums))
                exact = True
        for group in groups if not exact else []:
            rest = target.amount - sum(items[row] for row in group)
            if rest and len(group) < self.largest:
                for chosen, sums in self._filling(target, items, set(group), rest, least=1):
                    found.setdefault(tuple(sorted({*group, *chosen})), ("completed", sums))
        if not exact:
            for chosen, sums in self._filling(target, items, set(), target.amount, least=2):
                found.setdefault(tuple(sorted(chosen)), ("summed", sums))
        return [
            FoundSet(target, basis, members, sum(items[row] for row in members), sums)
            for members, (basis, sums) in found.items()
            if self._timely(target, members)
        ]

    def _filling(
        self, target: Target, items: dict[int, int], without: set[int], rest: int, *, least: int
    ) -> Iterator[tuple[tuple[int, ...], Sums]]:
        """Open items that add up to `rest`: among the nearest in any number, among all one or two."""
        near = [row for row in target.open_items if row not in without]
        sums = self._subsets(near, items).find(rest, least=least)
        for chosen in sums.sets:
            yield tuple(near[at] for at in chosen), sums
        if not sums.sets and len(target.every_open) > len(target.open_items):
            wide = [row for row in target.every_open.tolist() if row not in without]
            sums = small_sums(np.array([items[row] for row in wide]), rest, least)
            for chosen in sums.sets:
                yield tuple(wide[at] for at in chosen), sums

    def _timely(self, target: Target, members: tuple[int, ...]) -> bool:
        """Whether every invoice of a bundle was there to be paid; instalments are chosen by their day."""
        day = int(self.payments.day[target.row]) if target.shape == "bundle" else UNKNOWN_DAY
        return day == UNKNOWN_DAY or all(int(self.bills.issued[row]) <= day + DAYS_EARLY for row in members)

    def _subsets(self, rows: list[int], items: dict[int, int]) -> SubsetSums:
        """The subset sums of some items, remembered: a payer's payments ask for the same ones."""
        amounts = tuple(items[row] for row in rows)
        if amounts not in self._sums:
            if len(self._sums) > 2_000:
                self._sums.clear()
            self._sums[amounts] = SubsetSums(list(amounts))
        return self._sums[amounts]


def _by_group(group: Ints, rows: Ints, day: Ints) -> list[tuple[int, Ints]]:
    """(group, its rows by day) for each group."""
    order = np.lexsort((rows, day, group))
    keys, start = np.unique(group[order], return_index=True)
    return list(zip(keys.tolist(), np.split(rows[order], start[1:]), strict=True)) if len(keys) else []


def settled(bills: Bills, payments: Payments, scored: Scored) -> tuple[Bools, Bools]:
    """Rows that one pair settles alone: named in full, the same to the cent, and no other pair is both."""
    pairs, weights = scored.candidates, scored.weights
    sure = (pairs.reference <= STRONG) & (scored.levels["amount"] == weights.level("amount", "exact"))
    bill_count = np.bincount(pairs.bill[sure], minlength=len(bills))
    payment_count = np.bincount(pairs.payment[sure], minlength=len(payments))
    alone = sure & (bill_count[pairs.bill] == 1) & (payment_count[pairs.payment] == 1)
    by_bill, by_payment = np.zeros(len(bills), dtype=np.bool_), np.zeros(len(payments), dtype=np.bool_)
    by_bill[pairs.bill[alone]] = True
    by_payment[pairs.payment[alone]] = True
    return by_bill, by_payment
