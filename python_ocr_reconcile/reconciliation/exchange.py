"""Pairs across currencies: converted at the rate of the payment's day, from the table that the user gave.

Without a rate nothing is converted and such a pair is at most a proposal: where the remittance names the
invoice, or where the party is the same and the amounts stand to one another as those of several named pairs
of the same two currencies do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

import numpy as np

from python_ocr_reconcile.models.rates import ExchangeRates
from python_ocr_reconcile.money import from_minor, to_minor
from python_ocr_reconcile.reconciliation.load import ANY_CURRENCY, UNKNOWN_DAY, Bills, Bools, Ints, Payments
from python_ocr_reconcile.reconciliation.parties import SIMILAR, Parties
from python_ocr_reconcile.reconciliation.references import ORDER_NUMBER, ReferenceHits

UNCONVERTED = -1
"""No rate is known."""
NAMED_PAIRS = 2
"""So many named pairs of two currencies show how their amounts stand to one another."""
NEAREST_PAIRS = 3
"""Of these so many, the nearest in time, are asked for the ratio of a day."""
DRIFT = 0.15
"""A rate moves so far within the time of a file, and a pair that is off by more is none."""
_PLAUSIBLE = (1 / 30_000, 30_000)
"""Units of one currency for one of another; beyond it no pair of currencies in use goes."""
_PER_PARTY = 60
"""Most invoices of one party in another currency that a payment is held against, the nearest in time."""


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

    @property
    def has_rates(self) -> bool:
        """Whether there is a table at all."""
        return self._rates is not None

    def converted(self, bill: int, payment: int) -> int:
        """The invoice in minor units of the payment's currency; `UNCONVERTED` where the table has no rate."""
        base, quote = self._bills.currency[bill], self._payments.currency[payment]
        day = int(self._payments.day[payment])
        if self._rates is None or base is None or quote is None or day == UNKNOWN_DAY:
            return UNCONVERTED
        key = base, quote, day
        if key not in self._rate:
            found = self._rates.lookup(base, quote, date.fromordinal(day), self._rate_days)
            self._rate[key] = found.rate if found else None
        rate = self._rate[key]
        if rate is None:
            return UNCONVERTED
        return to_minor(from_minor(abs(int(self._bills.amount[bill])), base) * rate, quote)


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
    strong = list(zip(named.bill[crosses].tolist(), named.payment[crosses].tolist(), strict=True))
    usual = _usual_ratios(bills, payments, strong)
    found: dict[tuple[int, int], tuple[int, int]] = {}
    # Without a rate, and without pairs that show one, nothing would be made of the invoices of a party.
    of_party = _same_party(bills, payments, parties, lambda *codes: converter.has_rates or codes in usual)
    if not converter.has_rates:
        of_party = _near_usual(bills, payments, of_party, usual, within)
    for is_named, pairs in ((True, strong), (False, of_party)):
        for bill, payment in pairs:
            paid, billed = abs(int(payments.outflow[payment])), abs(int(bills.amount[bill]))
            converted = converter.converted(bill, payment)
            implied = UNCONVERTED
            if converted == UNCONVERTED and (ratios := usual.get(_codes(bills, payments, bill, payment))):
                implied = round(billed * ratios.on(int(payments.day[payment])))
            near = max(converted, implied)
            fits = near > 0 and abs(paid - near) <= within * near
            plausible = near > 0 or _PLAUSIBLE[0] < paid / billed < _PLAUSIBLE[1]
            if fits or (is_named and plausible):
                found.setdefault((bill, payment), (converted, implied))
    rows = np.array([(*pair, *value) for pair, value in sorted(found.items())], dtype=np.int64).reshape(-1, 4)
    return CrossPairs(bill=rows[:, 0], payment=rows[:, 1], converted=rows[:, 2], implied=rows[:, 3])


@dataclass(frozen=True, slots=True)
class _Ratios:
    """How the amounts of named pairs of two currencies stand to one another, by the day of payment."""

    days: list[int]
    """Sorted, `UNKNOWN_DAY` first."""
    ratios: list[float]
    known: dict[int, float] = field(default_factory=dict)

    def on(self, day: int) -> float:
        """The median of the `NEAREST_PAIRS` named pairs that are nearest in time: rates drift."""
        if day not in self.known:
            self.known[day] = self._near(day)
        return self.known[day]

    def _near(self, day: int) -> float:
        high = bisect_left(self.days, day)
        around = range(max(high - NEAREST_PAIRS, 0), min(high + NEAREST_PAIRS, len(self.days)))
        near = sorted(around, key=lambda at: (abs(self.days[at] - day), at))[:NEAREST_PAIRS]
        return median(self.ratios[at] for at in near)


def _usual_ratios(
    bills: Bills, payments: Payments, named: list[tuple[int, int]]
) -> dict[tuple[int, int], _Ratios]:
    """By codes of two currencies, where there are `NAMED_PAIRS` of them that agree with one another.

    A number that names an invoice by chance gives any ratio, so those far from the median are left out.
    """
    by_codes: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    for bill, payment in named:
        ratio = abs(int(payments.outflow[payment])) / abs(int(bills.amount[bill]))
        by_codes[_codes(bills, payments, bill, payment)].append((int(payments.day[payment]), ratio))
    found: dict[tuple[int, int], _Ratios] = {}
    for codes, pairs in by_codes.items():
        middle = median(ratio for _, ratio in pairs)
        kept = sorted((day, ratio) for day, ratio in pairs if abs(ratio - middle) <= DRIFT * middle)
        if len(kept) >= NAMED_PAIRS:
            found[codes] = _Ratios([day for day, _ in kept], [ratio for _, ratio in kept])
    return found


def _near_usual(
    bills: Bills,
    payments: Payments,
    pairs: list[tuple[int, int]],
    usual: dict[tuple[int, int], _Ratios],
    within: float,
) -> list[tuple[int, int]]:
    """Of `pairs` those that may be near one of the ratios of their currencies, on whatever day."""
    bill, payment = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    paid, billed = np.abs(payments.outflow[payment]), np.abs(bills.amount[bill])
    kept = np.zeros(len(pairs), dtype=np.bool_)
    for (billed_in, paid_in), ratios in usual.items():
        # A unit more on either side: what is converted is rounded.
        near = paid + 1 >= (billed * min(ratios.ratios) - 1) * (1 - within)
        near &= paid - 1 <= (billed * max(ratios.ratios) + 1) * (1 + within)
        kept |= near & (bills.currency_code[bill] == billed_in) & (payments.currency_code[payment] == paid_in)
    return [pairs[at] for at in np.flatnonzero(kept).tolist()]


def _codes(bills: Bills, payments: Payments, bill: int, payment: int) -> tuple[int, int]:
    return int(bills.currency_code[bill]), int(payments.currency_code[payment])


def _crosses(bills: Bills, payments: Payments, bill: Ints, payment: Ints) -> Bools:
    billed, paid = bills.currency_code[bill], payments.currency_code[payment]
    stated = (billed != ANY_CURRENCY) & (paid != ANY_CURRENCY)
    money = (bills.amount[bill] != 0) & (payments.outflow[payment] != 0)
    return np.asarray((billed != paid) & stated & money)


def _same_party(
    bills: Bills, payments: Payments, parties: Parties, comparable: Callable[[int, int], bool]
) -> list[tuple[int, int]]:
    """Pairs of one party in two currencies, the nearest in time; `comparable` takes the codes of both."""
    by_party = _by_party(bills, parties)
    pairs: list[tuple[int, int]] = []
    codes = payments.currency_code[parties.payment]
    asks = (parties.level < SIMILAR) & (codes != ANY_CURRENCY) & (payments.outflow[parties.payment] != 0)
    columns = parties.party, parties.payment, codes, payments.day[parties.payment]
    for party, payment, code, day in zip(*(column[asks].tolist() for column in columns), strict=True):
        near = [
            found
            for billed, dated in by_party.get(party, {}).items()
            if billed not in (code, ANY_CURRENCY) and comparable(billed, code)
            for found in _nearest(dated, day)
        ]
        pairs += [(row, payment) for _, row in sorted(near)[:_PER_PARTY]]
    return pairs


def _by_party(bills: Bills, parties: Parties) -> dict[int, dict[int, list[tuple[int, int]]]]:
    """By party and code of currency its invoices that ask for money: (day of issue, row), sorted."""
    found: dict[int, dict[int, set[tuple[int, int]]]] = defaultdict(lambda: defaultdict(set))
    issued, codes, asks = bills.issued.tolist(), bills.currency_code.tolist(), (bills.amount != 0).tolist()
    for side in (parties.vendor, parties.customer):
        for row, party in enumerate(side.tolist()):
            if party and asks[row]:
                found[party][codes[row]].add((issued[row], row))
    return {party: {code: sorted(rows) for code, rows in by_code.items()} for party, by_code in found.items()}


def _nearest(dated: list[tuple[int, int]], day: int) -> list[tuple[int, int]]:
    """At most `_PER_PARTY` of (day, row), the nearest to `day`, as (days off, row)."""
    high = bisect_left(dated, (day, 0))
    low = high - 1
    found: list[tuple[int, int]] = []
    while len(found) < _PER_PARTY and (low >= 0 or high < len(dated)):
        below = day - dated[low][0] if low >= 0 else None
        above = dated[high][0] - day if high < len(dated) else None
        if above is None or (below is not None and below < above):
            assert below is not None  # noqa: S101 - for the type checker: one of the two is left
            found.append((below, dated[low][1]))
            low -= 1
        else:
            found.append((above, dated[high][1]))
            high += 1
    return found
