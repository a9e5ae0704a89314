"""Everything that may stand, pairs and sets, as one list with the rows that each uses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from python_ocr_reconcile.reconciliation.columns import ranges
from python_ocr_reconcile.reconciliation.load import (
    Bills,
    Bools,
    Floats,
    Ints,
    Payments,
    Smalls,
    expected_day,
)
from python_ocr_reconcile.reconciliation.reference_hits import STRONG
from python_ocr_reconcile.reconciliation.score import Scored
from python_ocr_reconcile.reconciliation.set_weights import SetHypothesis

FLOOR_BITS = -7.0
"""A hypothesis below these log-odds (one in seventeen) is worth less than leaving its rows open."""
UNITS = 1_000_000
"""Integer weight of one bit; the last three digits break ties towards the expected date."""
TWIN_BITS = 5
"""What being the first of equal payments is worth."""


@dataclass(frozen=True, slots=True, eq=False)
class Hypotheses:
    """Everything that may stand: the scored pairs first, then the sets; rows of both sides by number."""

    scored: Scored
    sets: list[SetHypothesis]
    hypothesis: Smalls
    """With `row` the incidence: one entry for each row that a hypothesis uses, sorted by hypothesis."""
    row: Smalls
    """An invoice, or the number of invoices plus a transaction."""
    start: Ints
    """Where the entries of each hypothesis begin, and one more for the end."""
    log_odds: Floats
    weight: Ints
    """Integer worth of each; not above zero where it is below the floor."""
    is_first: Bools
    """By pair, whether it is the first of equal payments that name one invoice."""
    bills: int
    amount: Ints
    """By bill, minor units."""

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def pairs(self) -> int:
        """How many of them are pairs."""
        return len(self.scored.candidates)

    def rows_of(self, at: int) -> list[int]:
        """Rows of one hypothesis."""
        rows: list[int] = self.row[self.start[at] : self.start[at + 1]].tolist()
        return rows


def hypotheses_of(bills: Bills, payments: Payments, scored: Scored, sets: list[SetHypothesis]) -> Hypotheses:
    """Pairs and sets as one list with its incidence."""
    pairs = scored.candidates
    n_pairs, n_bills = len(pairs), len(bills)
    days_off = np.minimum(np.abs(payments.day[pairs.payment] - expected_day(bills)[pairs.bill]), 400)
    log_odds = np.concatenate([scored.log_odds, np.array([each.bits for each in sets], dtype=np.float64)])
    weight = np.round((log_odds - FLOOR_BITS) * 1_000).astype(np.int64) * (UNITS // 1_000)
    is_first = _first_of_twins(payments, scored)
    weight[:n_pairs] += is_first * (TWIN_BITS * UNITS) - days_off
    hypothesis = np.repeat(np.arange(n_pairs), 2)
    row = np.stack([pairs.bill, pairs.payment + n_bills], axis=1).reshape(-1)
    lengths = [len(each.bills) + len(each.payments) for each in sets]
    set_rows = [
        row for each in sets for row in (*each.bills, *(payment + n_bills for payment in each.payments))
    ]
    hypothesis = np.concatenate(
        [hypothesis, n_pairs + np.repeat(np.arange(len(sets)), lengths).astype(np.int64)]
    )
    row = np.concatenate([row, np.array(set_rows, dtype=np.int64)])
    return Hypotheses(
        scored=scored, sets=sets, hypothesis=hypothesis.astype(np.int32), row=row.astype(np.int32),
        start=np.searchsorted(hypothesis, np.arange(len(weight) + 1)),
        log_odds=log_odds, weight=weight, is_first=is_first, bills=n_bills, amount=bills.amount,
    )  # fmt: skip


def _first_of_twins(payments: Payments, scored: Scored) -> Bools:
    """Of payments of the same amount that all name one invoice, the first pays it: the others repeat it."""
    pairs, weights = scored.candidates, scored.weights
    is_first = np.zeros(len(pairs), dtype=np.bool_)
    sure = np.flatnonzero(
        (pairs.reference <= STRONG) & (scored.levels["amount"] == weights.level("amount", "exact"))
    )
    sure = sure[np.lexsort((pairs.payment[sure], payments.day[pairs.payment[sure]], pairs.bill[sure]))]
    _, first, count = np.unique(pairs.bill[sure], return_index=True, return_counts=True)
    is_first[sure[first[count > 1]]] = True
    return is_first


def members_of(given: Hypotheses, at: int) -> tuple[list[int], list[int]]:
    """(bills, payments) of one hypothesis."""
    rows = given.rows_of(at)
    return [row for row in rows if row < given.bills], [
        row - given.bills for row in rows if row >= given.bills
    ]


def holder_of(given: Hypotheses, chosen: Ints) -> Ints:
    """For each row the index into `chosen` of the hypothesis that uses it, -1 where it is open."""
    holder = np.full(int(given.row.max(initial=-1)) + 1, -1, dtype=np.int64)
    counts = given.start[chosen + 1] - given.start[chosen]
    holder[given.row[ranges(given.start[chosen], counts)]] = np.repeat(np.arange(len(chosen)), counts)
    return holder


def is_chosen(given: Hypotheses, chosen: Ints) -> Bools:
    """By hypothesis."""
    mask = np.zeros(len(given), dtype=np.bool_)
    mask[chosen] = True
    return mask
