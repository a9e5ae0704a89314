"""The matching profile: how a run matches, as a person sets it. Its defaults are right for most."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from python_ocr_reconcile.models.evidence import Record

WantedDirection = Literal["auto", "payables", "receivables"]
CONFIDENCE_THRESHOLD = Decimal("0.75")
"""A link at or above it may be accepted unread, unless a profile says another."""


class Tolerance(Record, frozen=True, kw_only=True):
    """How much less, or more, than an invoice its payment may be."""

    percent: Decimal = Decimal(0)
    """Of the invoice, 0..100; 0 allows no difference at all."""
    amount: dict[str, Decimal] = {}
    """The most that it may be whatever the percentage allows, by ISO 4217 currency of the invoice, in its
    main unit (euros, not cents). A currency that is not named has no such bound."""

    def most(self, total: Decimal, currency: str | None) -> Decimal:
        """The largest difference allowed of an invoice over `total`, in its main unit."""
        share = abs(total) * self.percent / 100
        return min(share, self.amount.get(currency or "", share))


class DateWindow(Record, frozen=True, kw_only=True):
    """When the payment of an invoice is looked for, both ends included."""

    days_before: int = 45
    """Before the invoice date: prepayments."""
    days_after: int = 240
    """After the invoice date, or after the due date where that is later."""


class Discount(Record, frozen=True, kw_only=True):
    """What may be deducted for paying early."""

    percent: Decimal = Decimal(5)
    """The largest discount, 0..100; 0: none."""
    days: int = 45
    """After the invoice date: who pays later has no right to it. The days that a transfer takes included."""


class Exchange(Record, frozen=True, kw_only=True):
    """A payment in another currency than its invoice's. Without a table of rates it is at most proposed."""

    percent: Decimal = Decimal(3)
    """How far the payment may be from the converted amount, 0..100: the bank's margin, the days between."""
    rate_days: int = 7
    """How old the latest rate may be: tables have none for weekends and holidays."""


class Groups(Record, frozen=True, kw_only=True):
    """One payment for several invoices, several payments for one, and several for several."""

    enabled: bool = True
    largest: int = 50
    """Most invoices, or transactions, in one group that the remittance names; groups that are found by their
    sum alone are smaller, whatever is said here."""


class MatchingProfile(Record, frozen=True, kw_only=True):
    """How a run matches. It is a part of the result, so that anyone can tell why a link was accepted."""

    name: str = "default"
    """What people call it."""
    direction: WantedDirection = "auto"
    """payables: supplier invoices against money out. receivables: own invoices against money in. auto: what
    the data show."""
    confidence_threshold: Decimal = CONFIDENCE_THRESHOLD
    """A link at or above it, and at 0.95 at least, unique and with more than its amount to speak for it, is
    accepted unread."""
    auto_match_limit: dict[str, Decimal] = {}
    """The largest amount that is accepted unread, by ISO 4217 currency of the invoice; above it a link is a
    proposal whatever its score. A currency that is not named has no limit."""
    date_window: DateWindow = DateWindow()
    fee: Tolerance = Tolerance(
        percent=Decimal(5),
        amount={"CHF": Decimal(50), "EUR": Decimal(50), "GBP": Decimal(50), "USD": Decimal(50)},
    )
    """What banks on the way may have kept of a payment."""
    discount: Discount = Discount()
    short_pay: Tolerance = Tolerance(percent=Decimal(50))
    """How much less than the invoice a payment may be and still be proposed as its payment."""
    overpayment: Tolerance = Tolerance(percent=Decimal(10))
    """How much more than the invoice a payment may be and still be proposed as its payment."""
    exchange: Exchange = Exchange()
    groups: Groups = Groups()
