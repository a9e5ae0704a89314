"""Implied rates: how the amounts of two currencies stand to one another where no table says.

Payments that name their invoices show it; so do the parties, where more of their payments and invoices stand
to one another in one ratio than chance would give. Nothing is converted by such a ratio: it is what a
proposal rests on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from math import lgamma, log
from statistics import median

import numpy as np

from python_ocr_reconcile.reconciliation.load import UNKNOWN_DAY, Bills, Bools, Ints, Payments, expected_day

NAMED_PAIRS = 2
"""So many named pairs of two currencies show how their amounts stand to one another."""
NEAREST_PAIRS = 3
"""Of these so many, the nearest in time, are asked for the ratio of a day."""
DRIFT = 0.15
"""A rate moves so far within the time of a file, and a pair that is off by more is none."""
_DAYS_BEFORE, _DAYS_AFTER = 7, 45
"""Days before an invoice, and after its due date, within which most payments are made."""
_ALIKE = 0.06
"""Ratios of pairs of one rate lie within so much: the drift of a year, and the margins of banks."""
_ALIKE_BY_CHANCE = 0.025
"""Of two pairs that have nothing to do with one another, so many have such ratios."""
_MOST_CHANCE = 0.05
"""Pairings that chance may give for the ratio of one to be believed."""
_MOST_PAIRS = 2_000
"""Pairs of two currencies among which a common ratio is looked for; of more the first."""

Codes = tuple[int, int]
"""Of two currencies: that of invoices, that of payments."""
Pair = tuple[int, int]
"""Invoice, payment."""
Pairs = tuple[Ints, Ints]
"""The same, a column each."""


@dataclass(frozen=True, slots=True)
class Ratios:
    """How the amounts of pairs of two currencies stand to one another, by the day of payment."""

    days: list[int]
    """Sorted, `UNKNOWN_DAY` first."""
    ratios: list[float]
    pairs: list[Pair]
    known: dict[int, float] = field(default_factory=dict)

    def on(self, day: int) -> float:
        """The median of the `NEAREST_PAIRS` pairs that are nearest in time: rates drift."""
        if day not in self.known:
            self.known[day] = self._near(day)
        return self.known[day]

    def others_than(self, pair: Pair) -> bool:
        """Whether any pair beside this one shows it."""
        return self.pairs != [pair]

    def _near(self, day: int) -> float:
        high = bisect_left(self.days, day)
        around = range(max(high - NEAREST_PAIRS, 0), min(high + NEAREST_PAIRS, len(self.days)))
        near = sorted(around, key=lambda at: (abs(self.days[at] - day), at))[:NEAREST_PAIRS]
        return median(self.ratios[at] for at in near)


def implied_rates(bills: Bills, payments: Payments, named: Pairs, of_party: Pairs) -> dict[Codes, Ratios]:
    """By two currencies the ratios of pairs that name one another, else of those of one party."""
    by_name = _by_codes(bills, payments, named)
    found = {
        codes: ratios
        for codes, pairs in by_name.items()
        if (ratios := _agreeing(bills, payments, pairs, NAMED_PAIRS))
    }
    timely = _in_time(bills, payments, of_party)
    unknown = of_party[0][timely], of_party[1][timely]
    for billed, paid in found:
        there = (bills.currency_code[unknown[0]] != billed) | (payments.currency_code[unknown[1]] != paid)
        unknown = unknown[0][there], unknown[1][there]
    by_party = _by_codes(bills, payments, unknown)
    for codes, pairs in by_party.items():
        sure = sorted(set(by_name.get(codes, ())).intersection(pairs))
        ratios = _agreeing(bills, payments, sure, len(sure) // 2 + 1) or _of_parties(bills, payments, pairs)
        if ratios:
            found[codes] = ratios
    return found


def _in_time(bills: Bills, payments: Payments, pairs: Pairs) -> Bools:
    """Whether each payment was made in the usual time of the invoice, as far as the days are known."""
    bill, payment = pairs
    paid, issued, due = payments.day[payment], bills.issued[bill], bills.due[bill]
    start = np.where(issued != UNKNOWN_DAY, issued, due)
    timely = (paid >= start - _DAYS_BEFORE) & (paid <= np.maximum(issued, due) + _DAYS_AFTER)
    return np.asarray(timely | (paid == UNKNOWN_DAY) | (start == UNKNOWN_DAY))


def _by_codes(bills: Bills, payments: Payments, pairs: Pairs) -> dict[Codes, list[Pair]]:
    found: dict[Codes, list[Pair]] = defaultdict(list)
    columns = (*pairs, bills.currency_code[pairs[0]], payments.currency_code[pairs[1]])
    for bill, payment, billed, paid in zip(*(column.tolist() for column in columns), strict=True):
        found[billed, paid].append((bill, payment))
    return found


def _agreeing(bills: Bills, payments: Payments, pairs: list[Pair], least: int) -> Ratios | None:
    """Where `least` of `pairs` agree with one another.

    A number that names an invoice by chance gives any ratio, so those far from the median are left out.
    """
    if len(pairs) < least:
        return None
    ratios = {pair: _ratio(bills, payments, *pair) for pair in pairs}
    middle = median(ratios.values())
    kept = [pair for pair in pairs if abs(ratios[pair] - middle) <= DRIFT * middle]
    return _ratios_of(bills, payments, kept) if len(kept) >= least else None


def _ratios_of(bills: Bills, payments: Payments, pairs: list[Pair]) -> Ratios:
    dated = sorted(pairs, key=lambda pair: (int(payments.day[pair[1]]), pair))
    ratios = [_ratio(bills, payments, *pair) for pair in dated]
    return Ratios([int(payments.day[payment]) for _, payment in dated], ratios, dated)


def _of_parties(bills: Bills, payments: Payments, pairs: list[Pair]) -> Ratios | None:
    """Where so many invoices and payments can be paired at one ratio that chance does not explain it."""
    pairs = pairs[:_MOST_PAIRS]
    ratios = np.log([_ratio(bills, payments, bill, payment) for bill, payment in pairs])
    order = np.argsort(ratios, kind="stable")
    days = expected_day(bills)
    off = [abs(int(payments.day[payment]) - int(days[bill])) for bill, payment in pairs]
    ends = np.searchsorted(ratios[order], ratios[order] + _ALIKE, "right").tolist()
    best: list[Pair] = []
    for start, end in enumerate(ends):
        window = order[start:end].tolist()
        # Of so few invoices or payments no more pairs than the best has could be made.
        most = (
            min(len({pairs[row][side] for row in window}) for side in (0, 1))
            if end - start > len(best)
            else 0
        )
        if most > len(best):
            near = sorted(window, key=lambda row: (off[row], pairs[row]))
            best = max(best, _one_to_one([pairs[row] for row in near]), key=len)
    if len(best) < 2 or _by_chance(pairs, len(best)) > log(_MOST_CHANCE):
        return None
    return _ratios_of(bills, payments, best)


def _one_to_one(pairs: list[Pair]) -> list[Pair]:
    """The first of `pairs` that share no row with one before."""
    chosen: list[Pair] = []
    used_bills: set[int] = set()
    used_payments: set[int] = set()
    for bill, payment in pairs:
        if bill not in used_bills and payment not in used_payments:
            used_bills.add(bill)
            used_payments.add(payment)
            chosen.append((bill, payment))
    return chosen


def _by_chance(pairs: list[Pair], size: int) -> float:
    """How many pairings of `size` at some common ratio chance gives, as log."""
    n_bills, n_payments = (len({pair[side] for pair in pairs}) for side in (0, 1))
    share = len(pairs) / (n_bills * n_payments)
    pairings = _log_choices(n_bills, size) + _log_choices(n_payments, size) + lgamma(size + 1)
    return pairings + size * log(share) + (size - 1) * log(_ALIKE_BY_CHANCE)


def _log_choices(count: int, size: int) -> float:
    return lgamma(count + 1) - lgamma(size + 1) - lgamma(count - size + 1)


def _ratio(bills: Bills, payments: Payments, bill: int, payment: int) -> float:
    return abs(int(payments.outflow[payment])) / abs(int(bills.amount[bill]))
