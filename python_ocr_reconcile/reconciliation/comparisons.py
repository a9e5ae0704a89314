"""Comparison levels: how two amounts or two days compare, as columns over many pairs."""

from __future__ import annotations

import numpy as np

from python_ocr_reconcile.reconciliation.load import UNKNOWN_DAY, Bills, Bools, Floats, Ints, Payments, Smalls
from python_ocr_reconcile.reconciliation.tolerances import Tolerances
from python_ocr_reconcile.reconciliation.weights import DIGITS, Weights

CLOSE_EXCHANGE = 0.007
"""Off the converted amount by so little: the rate of another hour, or a bank's usual margin."""
IMPLIED_WITHIN = 3
"""A rate that other pairs of the run imply is itself off: so many times the tolerance of one from a table."""
EVEN_PARTS = (2, 3, 4)
"""In how many equal parts invoices are paid."""
NEAR_DUE = 15
"""Days off the due date: terms of 60 days are kept as exactly as terms of 7."""
ROUNDING = 5
"""Minor units: cash rounding to 0.05 and cents lost in conversion of tax."""


def across_levels(
    paid: Ints, billed: Ints, converted: Ints, implied: Ints, tolerances: Tolerances, weights: Weights
) -> tuple[Ints, Ints]:
    """(level, difference in the invoice's currency) of pairs in two currencies; 0 without a rate."""
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.abs(paid - converted) / np.maximum(converted, 1)
        off_implied = np.abs(paid - implied) / np.maximum(implied, 1)
    known, usual = converted > 0, implied > 0
    level = first_that_holds(
        weights, "amount",
        exchange_close=known & (off <= min(CLOSE_EXCHANGE, tolerances.exchange_share)),
        exchange_near=known & (off <= tolerances.exchange_share),
        exchange_implied=~known & usual & (off_implied <= IMPLIED_WITHIN * tolerances.exchange_share),
        exchange_unknown=~known & ~usual,
        far=np.ones(len(paid), dtype=np.bool_),
    )  # fmt: skip
    back = np.where(known, (paid - converted) * (billed / np.maximum(converted, 1)), 0.0)
    return level, np.round(back).astype(np.int64)


def amount_levels(
    paid: Ints, billed: Ints, fee_most: Ints, days: Ints, tolerances: Tolerances, weights: Weights
) -> Ints:
    """How what was paid compares with what was billed, both above zero, minor units; `days` after issue."""
    difference = paid - billed
    short, ratio = -difference, paid / np.maximum(billed, 1)
    discount = np.zeros(len(paid), dtype=np.bool_)
    for percent in tolerances.discounts:
        discount |= np.abs(short - billed * percent / 100) <= 1
    return first_that_holds(
        weights, "amount",
        exact=difference == 0,
        rounding=np.abs(difference) <= np.minimum(ROUNDING, billed // 100),
        discount=discount & (short > 0) & (days <= tolerances.discount_days),
        fee=(short > 0) & (short <= fee_most) & (short <= billed * tolerances.fee_share),
        short_pay=(short > 0) & (ratio >= 0.85),
        overpayment=(short < 0) & (ratio <= 1.05),
        part=(short > 0) & (ratio >= 0.05),
        multiple=(short < 0) & (ratio <= 20),
        far=np.ones(len(paid), dtype=np.bool_),
    )  # fmt: skip


def even_parts(paid: Ints, billed: Ints) -> Bools:
    """Whether a payment is a half, a third or a quarter of the invoice, but for the rest of a division."""
    return np.asarray(np.any([np.abs(n * paid - billed) < n * n - n + 1 for n in EVEN_PARTS], axis=0))


def date_levels(
    bills: Bills, payments: Payments, bill: Ints, payment: Ints, weights: Weights, *, near_due: bool = True
) -> Ints:
    """How the day of each payment lies to the dates of each invoice; `near_due`: with that level."""
    paid, issued, due = payments.day[payment], bills.issued[bill], bills.due[bill]
    known_issued, known_due = issued != UNKNOWN_DAY, due != UNKNOWN_DAY
    start = np.where(known_issued, issued, due)
    after = paid - start
    return first_that_holds(
        weights, "date",
        unknown=(paid == UNKNOWN_DAY) | ~(known_issued | known_due),
        around_due=(known_due & (np.abs(paid - due) <= 4)) | (known_issued & (after >= 0) & (after <= 4)),
        near_due=near_due & known_due & (after >= 0) & (np.abs(paid - due) <= NEAR_DUE),
        within_30_days=(after >= 0) & (after <= 30),
        within_60_days=(after >= 0) & (after <= 60),
        late=after >= 0,
        shortly_before_issue=after >= -7,
        before_issue=np.ones(len(paid), dtype=np.bool_),
    )  # fmt: skip


def habit_levels(days: Ints, usual: Ints | int, known: Bools, weights: Weights) -> Ints:
    """How `days` from invoice to payment lie to those that are `usual`, where both are `known`."""
    off = np.abs(days - usual)
    return first_that_holds(
        weights, "habit",
        unknown=~known,
        usual=off <= 4,
        near=off <= 10,
        off=off <= 25,
        far=np.ones(len(days), dtype=np.bool_),
    )  # fmt: skip


def reference_frequency(length: Smalls, shared_by: Floats) -> Floats:
    """A key shared by k invoices says log2(k) less; a bit a character below eight, half a bit above."""
    extra = length - 8
    bits = np.where(extra < 0, 1.0, 0.5) * np.clip(extra, -5, 6) - np.log2(np.maximum(shared_by, 1))
    return np.asarray(np.round(bits, DIGITS))


def first_that_holds(weights: Weights, feature: str, **conditions: Bools) -> Ints:
    """Index of the first level, in the order given, whose condition holds."""
    return np.select(
        list(conditions.values()),
        [np.int64(weights.level(feature, name)) for name in conditions],
        np.int64(0),
    ).astype(np.int64)
