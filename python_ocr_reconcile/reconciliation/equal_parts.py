"""Equal parts: an invoice paid in two, three or four equal instalments, whoever is printed beside each.

That several payments are each the same part of an invoice, to the cent, says so much that one of them may say
nothing of who pays, or bear another name; a payer whom nobody knows is found by its instalments alone. Each
payment is weighed by how many of its kind have its amount by chance in the time of the invoice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import log2

import numpy as np

from python_ocr_reconcile.reconciliation.choices import Choices
from python_ocr_reconcile.reconciliation.load import AMOUNT_BITS, UNKNOWN_DAY, Bills, Ints, Payments
from python_ocr_reconcile.reconciliation.names import leading_name
from python_ocr_reconcile.reconciliation.open_rows import NO_ROWS, OpenRows
from python_ocr_reconcile.reconciliation.part_weights import (
    EQUAL_PARTS,
    FROM_PARTY,
    LEAST_CHANCE,
    MOST_ALIKE,
    MOST_EQUAL,
    OPEN_SHARE,
    PartWeights,
)
from python_ocr_reconcile.reconciliation.parties import Parties
from python_ocr_reconcile.reconciliation.reference_hits import ORDER_NUMBER, PART, ReferenceHits
from python_ocr_reconcile.reconciliation.set_weights import FoundSet, Shape, Step, Target

_PARTS = {2: 0.5, 3: 0.3, 4: 0.2}
"""In how many equal parts invoices are paid, of those that are."""
_SAYS = {"known": FROM_PARTY, "silent": 0.1, "stranger": 0.06, "same_stranger": 0.8}
"""How often a part is from the party, says nothing of who pays, bears another name, or that name again."""


@dataclass(frozen=True, slots=True, eq=False)
class _Unknown:
    """Open payments that are known to be no party's, by what they moved and by day."""

    row: Ints
    flow: Ints
    day: Ints

    def between(self, low: int, high: int) -> Ints:
        """Those that moved between two amounts; none where there are more than say anything."""
        start, end = self.flow.searchsorted(low, "left"), self.flow.searchsorted(high, "right")
        return self.row[start:end] if end - start <= MOST_ALIKE else NO_ROWS

    def within(self, first: int, last: int) -> int:
        """How many were booked from one day to another."""
        return int(self.day.searchsorted(last, "right") - self.day.searchsorted(first, "left"))


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """One invoice, and the payments that moved one of its equal parts."""

    target: Target
    party: int
    parts: int
    kind: dict[int, str]
    """By payment, ``named`` or of `_SAYS`."""
    chance: float
    """That a payment has the amount of a part, 0..1."""


class EqualParts:
    """Finds them among the rows that are open."""

    def __init__(
        self,
        bills: Bills,
        payments: Payments,
        parties: Parties,
        rows: OpenRows,
        named: ReferenceHits,
        choices: Choices,
        weights: PartWeights,
    ) -> None:
        self._bills, self._payments, self._silent_rows = bills, payments, np.flatnonzero(parties.silent)
        self._rows, self._choices, self._weights = rows, choices, weights
        self._named_of: dict[int, list[int]] = defaultdict(list)
        parts = (named.level > ORDER_NUMBER) & (named.level <= PART)
        for bill, payment in zip(named.bill[parts].tolist(), named.payment[parts].tolist(), strict=True):
            self._named_of[payment].append(bill)
        self._payer = _payers(parties, rows.strange)

    def find(self, explained: set[tuple[Shape, int]]) -> Iterator[FoundSet]:
        """Every set worth weighing for invoices that are not `explained` by what remittances name."""
        self._silent, self._strange = self._open(self._silent_rows), self._open(self._rows.strange)
        for vendor in self._rows.ways:
            party_of, way = self._rows.party_of(vendor=vendor), 1 if vendor else -1
            bills = np.flatnonzero(~self._rows.settled_bill & (party_of > 0))
            for parts in _PARTS:
                asked = {*self._paid_by_party(bills, party_of, way, parts), *self._named_by_part(parts)}
                asked.update(self._paid_by_stranger(bills, way, parts))
                for bill in sorted(asked.intersection(bills.tolist())):
                    if ("instalments", bill) not in explained:
                        yield from self._sets(bill, int(party_of[bill]), way, parts)

    def _open(self, rows: Ints) -> _Unknown:
        rows = rows[~self._rows.settled_payment[rows]]
        rows = rows[np.argsort(self._payments.outflow[rows], kind="stable")]
        return _Unknown(rows, self._payments.outflow[rows], np.sort(self._payments.day[rows]))

    # Invoices worth a look

    def _paid_by_party(self, bills: Ints, party_of: Ints, way: int, parts: int) -> list[int]:
        """Open invoices of whose party some open payment moved just one of so many equal parts."""
        pools = self._rows.payments_of
        party = np.repeat(np.array(list(pools), dtype=np.int64), [len(pool) for pool in pools.values()])
        flow = self._payments.outflow[np.concatenate([NO_ROWS, *pools.values()])]
        key = np.sort((party << (AMOUNT_BITS + 1)) + flow)
        low, high = _part(way * self._bills.amount[bills], parts)
        of = party_of[bills] << (AMOUNT_BITS + 1)
        found: list[int] = bills[
            key.searchsorted(of + high, "right") > key.searchsorted(of + low, "left")
        ].tolist()
        return found

    def _named_by_part(self, parts: int) -> list[int]:
        """Invoices that an open payment of just one of so many equal parts names."""
        bill, payment = self._rows.named
        low, high = _part(np.abs(self._bills.amount[bill]), parts)
        moved = np.abs(self._payments.outflow[payment])
        found: list[int] = bill[(moved >= low) & (moved <= high)].tolist()
        return found

    def _paid_by_stranger(self, bills: Ints, way: int, parts: int) -> Iterator[int]:
        """Open invoices that so many equal payments of one stranger add up to."""
        rows = self._strange.row[self._payer[self._strange.row] > 0]
        rows = rows[np.lexsort((self._payments.outflow[rows], self._payer[rows]))]
        if len(rows) < parts:
            return
        payer, flow = self._payer[rows], self._payments.outflow[rows]
        first, last = slice(None, 1 - parts), slice(parts - 1, None)
        alike = (payer[last] == payer[first]) & (flow[last] - flow[first] < parts)
        sums = np.concatenate([[0], np.cumsum(flow)])
        totals = way * (sums[parts:] - sums[:-parts])[alike]
        by_amount = bills[np.argsort(self._bills.amount[bills], kind="stable")]
        amount = self._bills.amount[by_amount]
        low, high = amount.searchsorted(totals, "left"), amount.searchsorted(totals, "right")
        worth = (high > low) & (high - low <= MOST_EQUAL)
        for start, end in zip(low[worth].tolist(), high[worth].tolist(), strict=True):
            yield from by_amount[start:end].tolist()

    # One invoice

    def _sets(self, bill: int, party: int, way: int, parts: int) -> Iterator[FoundSet]:
        billed = int(self._bills.amount[bill])
        amount, sense = abs(billed), way if billed > 0 else -way
        kind = self._kinds(
            bill, party, way, sorted(sense * int(each) for each in _part(np.array(amount), parts))
        )
        if not max(parts - 1, 2) <= len(kind) <= MOST_ALIKE:
            return
        moved = {row: sense * int(self._payments.outflow[row]) for row in kind}

        def sets_of(count: int) -> list[tuple[int, ...]]:
            return [
                chosen
                for chosen in combinations(sorted(kind), count)
                if (count < parts or sum(moved[row] for row in chosen) == amount)
                and self._hangs_together(chosen, kind)
            ]

        sets = sets_of(parts) or (sets_of(parts - 1) if parts > 2 else [])
        if not sets:
            return
        alike = self._rows.bills_of[party, way > 0]
        equal = int((self._bills.amount[alike] == billed).sum()) - 1
        chance = float(self._choices.chance("bundle", np.array([amount // parts]), own=len(kind))[0])
        for chosen in sets:
            sure = all(kind[row] != "stranger" for row in chosen)
            target = Target(
                "instalments", bill, sense, amount,
                self._rows.payer_level(party, list(chosen)) if sure else "nobody",
                named=[(row, 0, 0.0) for row in chosen if kind[row] == "named"],
            )  # fmt: skip
            expected, steps = self._weighed(_Parts(target, party, parts, kind, chance), chosen)
            # Of equal invoices each may be the one that is paid in parts.
            if not target.named:
                expected += equal
            if len(chosen) < parts:
                share = OPEN_SHARE if target.named else OPEN_SHARE / (equal + 1)
                steps = (("difference", f"{len(chosen)}_of_{parts}_parts", log2(share)), *steps)
            total = sum(moved[row] for row in chosen)
            yield FoundSet(target, "summed", chosen, total, len(sets), expected, steps=steps)

    def _kinds(self, bill: int, party: int, way: int, moved: list[int]) -> dict[int, str]:
        """What each open payment that moved a part of the invoice, in its time, says of who pays."""
        low, high = moved
        party_of = self._rows.party_of(vendor=way > 0)
        kind: dict[int, str] = {}
        pool = self._rows.payments_of.get(party, NO_ROWS)
        for name, rows in (
            ("stranger", self._strange.between(low, high)),
            ("silent", self._silent.between(low, high)),
            ("known", pool[(self._payments.outflow[pool] >= low) & (self._payments.outflow[pool] <= high)]),
        ):
            if len(rows) <= MOST_ALIKE:
                kind.update(dict.fromkeys(self._rows.in_time(bill, rows).tolist(), name))
        # What names an invoice, or of the party's any by a part of its number, is for no other.
        kind = {
            row: name
            for row, name in kind.items()
            if not self._rows.names[row]
            and all(other == bill or party_of[other] != party for other in self._named_of.get(row, ()))
        }
        for row in self._rows.naming(bill):
            if low <= self._payments.outflow[row] <= high:
                kind[row] = "named"
        return kind

    def _hangs_together(self, chosen: tuple[int, ...], kind: dict[int, str]) -> bool:
        """Whether some of it is the party's, or all of it one stranger's."""
        kinds = {kind[row] for row in chosen}
        payers = {int(self._payer[row]) for row in chosen}
        return not kinds.isdisjoint({"known", "named"}) or (
            kinds == {"stranger"} and len(payers) == 1 and payers != {0}
        )

    def _weighed(self, of: _Parts, chosen: tuple[int, ...]) -> tuple[float, tuple[Step, ...]]:
        """(how many such sets chance would give, what speaks for this one)."""
        bill = of.target.row
        steps: list[Step] = [("choice", "equal_parts", log2(EQUAL_PARTS * _PARTS[of.parts]))]
        expected = 1.0
        strangers: set[int] = set()
        named = [row for row in chosen if of.kind[row] == "named"]
        if named:
            steps.append(
                (
                    "reference",
                    f"{len(named)}_of_{len(chosen)}",
                    self._weights.named_bits(bill, named, of.chance),
                )
            )
        first, last = self._time(bill)
        for row in chosen:
            says, payer = of.kind[row], int(self._payer[row])
            if says == "named":
                continue
            if says == "known":
                among = len(self._rows.payments_of[of.party])
            elif says == "silent":
                among = self._silent.within(first, last)
            elif payer in strangers and payer:
                says, among = "same_stranger", len(chosen)
            else:
                among = self._strange.within(first, last)
                strangers.add(payer)
            by_chance = max(among * of.chance, LEAST_CHANCE)
            expected *= by_chance
            steps.append(("payer", says, log2(_SAYS[says] / by_chance)))
        if not named:
            steps.append(self._weights.date_step(bill, of.party, chosen))
        steps.append(self._weights.month_step(chosen))
        return expected, tuple(steps)

    def _time(self, bill: int) -> tuple[int, int]:
        """First and last day of a year from the day of an invoice; of all time where it is not known."""
        issued = int(self._bills.issued[bill])
        return (issued, issued + 365) if issued != UNKNOWN_DAY else (UNKNOWN_DAY, 1 << 40)


def _part(amount: Ints, parts: int) -> tuple[Ints, Ints]:
    """(least, most) minor units of one of so many equal parts: the rest of the division may stand with it."""
    return amount // parts - parts + 1, amount // parts + parts


def _payers(parties: Parties, rows: Ints) -> Ints:
    """By payment, who a stranger among `rows` is, by the name that is stated or written first; 0: no name."""
    payer = np.zeros(len(parties.counterparty), dtype=np.int64)
    number: dict[str, int] = {"": 0}
    texts = parties.likeness.texts
    name_of: dict[int, int] = {}
    for row in rows.tolist():
        stated = int(parties.counterparty[row])
        text = stated or int(parties.remittance[row])
        if text not in name_of:
            name = texts[text] if stated else leading_name(texts[text])
            name_of[text] = number.setdefault(name, len(number))
        payer[row] = name_of[text]
    return payer
