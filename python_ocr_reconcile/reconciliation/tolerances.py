"""Tolerances of a run: the matching profile in the engine's units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from python_ocr_reconcile.models.profile import MatchingProfile
from python_ocr_reconcile.money import to_minor
from python_ocr_reconcile.reconciliation.load import Bills, Ints

USUAL_DISCOUNTS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
"""Percent: early-payment discounts in use; 2 and 3 are most of them."""
_BOUNDLESS = 1 << 60


@dataclass(frozen=True, slots=True, eq=False)
class Tolerances:
    """What a payment may differ by, a column per invoice where it depends on the currency."""

    days_before: int
    days_after: int
    fee_share: float
    """Of the invoice."""
    fee_most: Ints
    """By bill, minor units."""
    discounts: tuple[float, ...]
    """Percent."""
    discount_days: int
    short_share: float
    over_share: float
    exchange_share: float
    limit: Ints
    """By bill, minor units: above it nothing is accepted unread."""


def tolerances_of(profile: MatchingProfile, bills: Bills) -> Tolerances:
    """`profile` for these invoices."""
    largest = float(profile.discount.percent)
    known = {currency for currency in bills.currency if currency}
    fees = {c: to_minor(profile.fee.amount[c], c) for c in known if c in profile.fee.amount}
    limits = {c: to_minor(profile.auto_match_limit[c], c) for c in known if c in profile.auto_match_limit}
    return Tolerances(
        days_before=profile.date_window.days_before,
        days_after=profile.date_window.days_after,
        fee_share=float(profile.fee.percent) / 100,
        fee_most=_by_currency(bills, fees),
        discounts=tuple(percent for percent in USUAL_DISCOUNTS if percent <= largest),
        discount_days=profile.discount.days,
        short_share=float(profile.short_pay.percent) / 100,
        over_share=float(profile.overpayment.percent) / 100,
        exchange_share=float(profile.exchange.percent) / 100,
        limit=_by_currency(bills, limits),
    )


def _by_currency(bills: Bills, most: dict[str, int]) -> Ints:
    return np.array([most.get(currency or "", _BOUNDLESS) for currency in bills.currency], dtype=np.int64)
