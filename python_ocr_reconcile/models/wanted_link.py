"""What a person asks for who links invoices and transactions by hand."""

from __future__ import annotations

from python_ocr_reconcile.models.evidence import Record
from python_ocr_reconcile.models.reconciliation import Allocation, DiscrepancyKind


class InvoiceRef(Record, frozen=True, kw_only=True):
    """An invoice of a run."""

    upload_id: int | None = None
    """May be left out where the run has one invoice upload."""
    invoice_id: str


class TransactionRef(Record, frozen=True, kw_only=True):
    """A transaction of a run."""

    upload_id: int | None = None
    """May be left out where the run has one bank upload."""
    transaction_id: str


class WantedLink(Record, frozen=True, kw_only=True):
    """What a person wants to be linked."""

    invoices: list[InvoiceRef]
    bank_transactions: list[TransactionRef]
    allocations: list[Allocation] = []
    """How much of which transaction pays how much of which invoice, in the currency of the invoice and with
    its sign. Empty: in the order given, as much as there is."""
    difference: DiscrepancyKind | None = None
    """What the remaining difference is; ``None``: a rounding up to five cents, else a short pay or an
    overpayment."""
    settled: bool | None = None
    """Whether the rest is not expected any more; ``None``: as `difference` suggests."""
