"""Part weights: what speaks for payments as parts of one invoice: the names, the first day, the rhythm."""

from __future__ import annotations

from itertools import pairwise
from math import log2

import numpy as np

from python_ocr_reconcile.reconciliation.comparisons import date_levels, habit_levels
from python_ocr_reconcile.reconciliation.load import UNKNOWN_DAY, Bills, Payments
from python_ocr_reconcile.reconciliation.score import Scored
from python_ocr_reconcile.reconciliation.set_weights import Step

EQUAL_PARTS, WHOLE_SHARES, ANY_PARTS = 0.5, 0.3, 0.2
"""Of invoices paid in parts, those whose parts are equal but for the rest of a division, those whose parts
stand to one another as small whole numbers (30% and 70%; one, two and one), and others."""
OPEN_SHARE = 0.1
"""Of invoices paid in parts, those of which the last is not paid yet."""
MOST_ALIKE = 10
"""Payments that may be parts of one invoice among which they are chosen; of more, none says anything."""
MOST_EQUAL = 5
"""Equal invoices that unnamed payments may be parts of; of more, they say nothing."""
FROM_PARTY = 0.8
"""Of parts, those that say that they are from the party."""
LEAST_CHANCE = 1e-6
_MONTH = range(20, 46)
_MONTHLY, _MONTHLY_BY_CHANCE = 0.7, 0.12
"""Instalments, and other payments, of which one follows about a month after another."""


class PartWeights:
    """Weighs payments of a run as parts of its invoices."""

    def __init__(self, bills: Bills, payments: Payments, scored: Scored) -> None:
        self._bills, self._payments, self._scored = bills, payments, scored

    def named_bits(self, bill: int, named: list[int], chance: float) -> float:
        """What payments that name the invoice say: the surest as the pair that it is, the others on top."""
        pairs, weights = self._scored.candidates, self._scored.weights
        start, end = pairs.bill.searchsorted(bill, "left"), pairs.bill.searchsorted(bill, "right")
        at = start + np.flatnonzero(np.isin(pairs.payment[start:end], named))
        if not len(at):
            return 0.0
        best = int(at[np.argmax(self._scored.log_odds[at])])
        others = at[at != best]
        says = (
            weights.bits["reference"][self._scored.levels["reference"][others]]
            + self._scored.frequency["reference_frequency"][others]
        )
        rare = log2(max(len(self._payments) * chance, LEAST_CHANCE))
        return float(
            self._scored.log_odds[best] - log2(weights.instalment_share) + np.maximum(says - rare, 0).sum()
        )

    def date_step(self, bill: int, party: int, chosen: tuple[int, ...]) -> Step:
        """When the first was paid."""
        first = min(chosen, key=lambda row: (int(self._payments.day[row]), row))
        weights, paid, issued = self._scored.weights, self._payments.day[[first]], self._bills.issued[[bill]]
        usual, known = self._scored.usual_days.get(party), (paid != UNKNOWN_DAY) & (issued != UNKNOWN_DAY)
        one = np.array([bill]), np.array([first])
        name = "date" if usual is None else "habit"
        level = int(
            date_levels(self._bills, self._payments, *one, weights)[0]
            if usual is None
            else habit_levels(paid - issued, usual, known, weights)[0]
        )
        return name, weights.levels[name][level], float(weights.bits[name][level])

    def month_step(self, chosen: tuple[int, ...]) -> Step:
        """Whether they follow one another by months."""
        days = sorted(int(self._payments.day[row]) for row in chosen)
        gaps = [after - before for before, after in pairwise(days)] if UNKNOWN_DAY not in days else []
        monthly = sum(gap in _MONTH for gap in gaps)
        bits = monthly * log2(_MONTHLY / _MONTHLY_BY_CHANCE)
        bits += (len(gaps) - monthly) * log2((1 - _MONTHLY) / (1 - _MONTHLY_BY_CHANCE))
        return "rhythm", f"{monthly}_of_{len(gaps)}_months", bits
