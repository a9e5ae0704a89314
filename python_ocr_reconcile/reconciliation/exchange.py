"""Pairs across currencies: converted at the rate of the payment's day, from the table that the user gave.

Without a rate nothing is converted and such a pair is at most a proposal: where the remittance names the
invoice, or where the party is the same and the amounts stand to one another as those of other pairs of the
same two currencies do (`implied_rates`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from python_ocr_reconcile.models.rates import ExchangeRates
from python_ocr_reconcile.money import from_minor, to_minor
from python_ocr_reconcile.reconciliation.columns import place_in_group, ranges
from python_ocr_reconcile.reconciliation.comparisons import IMPLIED_WITHIN
from python_ocr_reconcile.reconciliation.implied_rates import Codes, Pairs, Ratios, implied_rates
from python_ocr_reconcile.reconciliation.load import (
    AMOUNT_BITS,
    ANY_CURRENCY,
    UNKNOWN_DAY,
    Bills,
    Bools,
    Ints,
    Payments,
)
from python_ocr_reconcile.reconciliation.parties import SIMILAR, Parties
from python_ocr_reconcile.reconciliation.reference_hits import ORDER_NUMBER, ReferenceHits

UNCONVERTED = -1
"""No rate is known."""
_PLAUSIBLE = (1 / 30_000, 30_000)
"""Units of one currency for one of another; beyond it no pair of currencies in use goes."""
_PER_PARTY = 60
"""Most invoices of one party in another currency that a payment is held against, those around its day."""
_MOST_NEAR = 20
"""Of these, where a rate is only implied, so many are scored: those that are nearest to it."""
_MOST_IMPLIED = 1 << AMOUNT_BITS
"""Minor units; no payment moves so much."""
_DAY_BITS = 22
"""A day as an ordinal number takes so many."""
NO_PAIRS: Pairs = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class CrossPairs:
    """Pairs in two currencies, sorted by (bill, payment)."""

    bill: Ints
    payment: Ints
    converted: Ints
    """The invoice in minor units of the payment's currency, above zero; `UNCONVERTED` without a rate."""
    implied: Ints
    """Where there is no rate, what other pairs of the run make of it; `UNCONVERTED` where they do not."""


class Converter:
    """Amounts of invoices in the currencies of payments."""

    def __init__(self, bills: Bills, payments: Payments, rates: ExchangeRates | None, rate_days: int) -> None:
        self._bills, self._payments, self._rates, self._rate_days = bills, payments, rates, rate_days
        self._rate: dict[tuple[str, str, int], Decimal | None] = {}

    def has_rate(self, bill: Ints, payment: Ints) -> Bools:
        """By pair, whether the table has a rate."""
        if self._rates is None:
            return np.zeros(len(bill), dtype=np.bool_)
        pairs = zip(bill.tolist(), payment.tolist(), strict=True)
        return np.array([self._rate_of(*pair) is not None for pair in pairs], dtype=np.bool_)

    def converted(self, bill: int, payment: int) -> int:
        """The invoice in minor units of the payment's currency; `UNCONVERTED` where the table has no rate."""
        base, quote = self._bills.currency[bill], self._payments.currency[payment]
        rate = self._rate_of(bill, payment)
        if rate is None or base is None or quote is None:
            return UNCONVERTED
        return to_minor(from_minor(abs(int(self._bills.amount[bill])), base) * rate, quote)

    def _rate_of(self, bill: int, payment: int) -> Decimal | None:
        base, quote = self._bills.currency[bill], self._payments.currency[payment]
        day = int(self._payments.day[payment])
        if self._rates is None or base is None or quote is None or day == UNKNOWN_DAY:
            return None
        key = base, quote, day
        if key not in self._rate:
            found = self._rates.lookup(base, quote, date.fromordinal(day), self._rate_days)
            self._rate[key] = found.rate if found else None
        return self._rate[key]


def cross_pairs(
    bills: Bills,
    payments: Payments,
    parties: Parties,
    named: ReferenceHits,
    converter: Converter,
    within: float,
) -> CrossPairs:
    """Every pair in two currencies worth scoring; `within`: the share that a payment may be off."""
    codes = set(bills.currency_code.tolist()) | set(payments.currency_code.tolist())
    if len(codes - {ANY_CURRENCY}) < 2:
        return CrossPairs(*(np.zeros(0, dtype=np.int64) for _ in range(4)))
    crosses = (named.level <= ORDER_NUMBER) & _crosses(bills, payments, named.bill, named.payment)
    strong = named.bill[crosses], named.payment[crosses]
    found: dict[tuple[int, int], tuple[int, int]] = {}
    of_party = _same_party(bills, payments, parties)
    usual = implied_rates(bills, payments, strong, of_party)
    has_rate = converter.has_rate(*of_party)
    without = of_party[0][~has_rate], of_party[1][~has_rate]
    few = _near_usual(bills, payments, without, usual, IMPLIED_WITHIN * within)
    of_party = (
        np.concatenate([of_party[0][has_rate], few[0]]),
        np.concatenate([of_party[1][has_rate], few[1]]),
    )
    for is_named, pairs in ((True, strong), (False, of_party)):
        for bill, payment in zip(pairs[0].tolist(), pairs[1].tolist(), strict=True):
            paid, billed = abs(int(payments.outflow[payment])), abs(int(bills.amount[bill]))
            converted = converter.converted(bill, payment)
            implied = UNCONVERTED
            ratios = usual.get(_codes(bills, payments, bill, payment))
            if converted == UNCONVERTED and ratios and ratios.others_than((bill, payment)):
                implied = min(round(billed * ratios.on(int(payments.day[payment]))), _MOST_IMPLIED)
            near, share = (converted, within) if converted > 0 else (implied, IMPLIED_WITHIN * within)
            fits = near > 0 and abs(paid - near) <= share * near
            plausible = near > 0 or _PLAUSIBLE[0] < paid / billed < _PLAUSIBLE[1]
            if fits or (is_named and plausible):
                found.setdefault((bill, payment), (converted, implied))
    rows = np.array([(*pair, *value) for pair, value in sorted(found.items())], dtype=np.int64).reshape(-1, 4)
    return CrossPairs(bill=rows[:, 0], payment=rows[:, 1], converted=rows[:, 2], implied=rows[:, 3])


def _near_usual(
    bills: Bills, payments: Payments, pairs: Pairs, usual: dict[Codes, Ratios], within: float
) -> Pairs:
    """Of `pairs` those that may be near a ratio of their currencies, the nearest of each payment."""
    bill, payment = pairs
    paid, billed = np.abs(payments.outflow[payment]), np.abs(bills.amount[bill])
    off = np.full(len(bill), np.inf)
    for (billed_in, paid_in), ratios in usual.items():
        # A unit more on either side: what is converted is rounded.
        near = paid + 1 >= (billed * min(ratios.ratios) - 1) * (1 - within)
        near &= paid - 1 <= (billed * max(ratios.ratios) + 1) * (1 + within)
        near &= (bills.currency_code[bill] == billed_in) & (payments.currency_code[payment] == paid_in)
        usual_then = billed[near] * [ratios.on(day) for day in payments.day[payment[near]].tolist()]
        off[near] = np.abs(paid[near] - usual_then) / usual_then
    order = np.lexsort((bill, off, payment))
    nearest = np.sort(order[place_in_group(payment[order]) < _MOST_NEAR])
    kept = nearest[np.isfinite(off[nearest])]
    return bill[kept], payment[kept]


def _codes(bills: Bills, payments: Payments, bill: int, payment: int) -> tuple[int, int]:
    return int(bills.currency_code[bill]), int(payments.currency_code[payment])


def _crosses(bills: Bills, payments: Payments, bill: Ints, payment: Ints) -> Bools:
    billed, paid = bills.currency_code[bill], payments.currency_code[payment]
    stated = (billed != ANY_CURRENCY) & (paid != ANY_CURRENCY)
    money = (bills.amount[bill] != 0) & (payments.outflow[payment] != 0)
    return np.asarray((billed != paid) & stated & money)


def _same_party(bills: Bills, payments: Payments, parties: Parties) -> Pairs:
    """Pairs of one party in two currencies; of many invoices those issued around the payment's day."""
    row, party = np.tile(np.arange(len(bills)), 2), np.concatenate([parties.vendor, parties.customer])
    is_vendor = np.arange(len(row)) < len(bills)
    asks = (party > 0) & (bills.amount[row] != 0) & (bills.currency_code[row] != ANY_CURRENCY)
    row, party, is_vendor = row[asks], party[asks], is_vendor[asks]
    width = int(bills.currency_code.max(initial=0)) + 1
    key = party * width + bills.currency_code[row]
    order = np.lexsort((row, bills.issued[row], key))
    row, key, is_vendor = row[order], key[order], is_vendor[order]
    dated = (key << _DAY_BITS) + bills.issued[row]
    codes = payments.currency_code[parties.payment]
    moves = (parties.level < SIMILAR) & (codes != ANY_CURRENCY) & (payments.outflow[parties.payment] != 0)
    of, payment, codes = parties.party[moves], parties.payment[moves], codes[moves]
    found: list[Pairs] = []
    for billed in np.unique(bills.currency_code[row]).tolist():
        wanted = of * width + billed
        start, end = np.searchsorted(key, wanted, "left"), np.searchsorted(key, wanted, "right")
        at = np.flatnonzero((codes != billed) & (end > start))
        start, end = start[at], end[at]
        place = np.searchsorted(dated, (wanted[at] << _DAY_BITS) + payments.day[payment[at]])
        first = np.clip(place - _PER_PARTY // 2, start, np.maximum(end - _PER_PARTY, start))
        count = np.minimum(end - first, _PER_PARTY)
        place, rows = ranges(first, count), np.repeat(payment[at], count)
        # A supplier is paid, a customer pays; money the other way says nothing of an invoice.
        paid = np.sign(bills.amount[row[place]]) == np.sign(payments.outflow[rows])
        right_way = paid == is_vendor[place]
        found.append((row[place[right_way]], rows[right_way]))
    return _nearest(bills, payments, found) if found else NO_PAIRS


def _nearest(bills: Bills, payments: Payments, found: list[Pairs]) -> Pairs:
    """The `_PER_PARTY` pairs of each payment that are nearest in time, in whatever currency."""
    bill, payment = np.concatenate([rows for rows, _ in found]), np.concatenate([rows for _, rows in found])
    if len(found) > 1:
        order = np.lexsort((bill, np.abs(payments.day[payment] - bills.issued[bill]), payment))
        kept = np.sort(order[place_in_group(payment[order]) < _PER_PARTY])
        bill, payment = bill[kept], payment[kept]
    return bill, payment
