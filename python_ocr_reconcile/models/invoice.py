"""The invoice document: everything read from one invoice or receipt file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from python_ocr_reconcile.models.evidence import Check, Evidence, Proof, Record
from python_ocr_reconcile.models.file import DateRange, FileInfo, ProcessingInfo, Subtotal


class TaxLine(Record, frozen=True, kw_only=True):
    """Tax of one rate, as printed in the summary of the invoice."""

    category: str | None = None
    """Such as S (standard), Z (zero), E (exempt), AE (reverse charge): UNTDID 5305."""
    rate: Decimal | None = None
    """Percent: 19 means 19%."""
    base: Decimal | None = None
    amount: Decimal | None = None


class LineItem(Record, frozen=True, kw_only=True):
    """One position of an invoice."""

    line_number: int
    """1-based, in the order of the document."""
    item_code: str | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None
    tax_rate: Decimal | None = None
    tax_amount: Decimal | None = None


class Invoice(Record, frozen=True, kw_only=True):
    """One invoice, credit note or receipt. Money of a credit note is negative."""

    invoice_id: str
    """Unique in its document, stable over re-processing: ``inv-1``."""
    invoice_number: str | None = None
    invoice_date: date | None = None
    due_date: date | None = None
    vendor_name: str | None = None
    vendor_tax_id: str | None = None
    vendor_address: str | None = None
    customer_name: str | None = None
    customer_tax_id: str | None = None
    po_number: str | None = None
    subtotal: Decimal | None = None
    """Net, before tax."""
    discount: Decimal | None = None
    shipping: Decimal | None = None
    charges: Decimal | None = None
    """What an e-invoice charges on the whole document for other reasons than shipping."""
    tax_total: Decimal | None = None
    total_amount: Decimal | None = None
    """Gross: what the invoice is worth, before prepayments."""
    prepaid: Decimal | None = None
    """What was paid before: deposits, advance payments. It is taken off the total."""
    rounding: Decimal | None = None
    """What was added (negative: taken off) to round the total or what is due; a check says which."""
    amount_due: Decimal | None = None
    """What is left to pay: total - prepaid (+ rounding)."""
    currency: str | None = None
    """ISO 4217."""
    payment_terms: str | None = None
    iban: str | None = None
    document_type: Literal["invoice", "credit_note", "receipt"] = "invoice"
    page_numbers: list[int] = []
    confidence_score: float = 0.0
    tax_lines: list[TaxLine] = []
    line_items: list[LineItem] = []
    evidence: dict[str, Evidence] = {}
    """By field: ``total_amount``, ``line_items/0/amount``, ``tax_lines/0/base``."""
    checks: list[Check] = []
    proof: Proof = "unproved"


class InvoiceSummary(Record, frozen=True, kw_only=True):
    """What the document's summary columns are taken from."""

    total_invoices_found: int = 0
    total_invoices_processed: int = 0
    total_amount: Decimal | None = None
    """``None`` where the invoices are in several currencies: see `currency_summary`."""
    currency_summary: dict[str, Subtotal] = {}
    vendor_summary: dict[str, Subtotal] = {}
    date_range: DateRange = DateRange()


class InvoiceDocument(Record, frozen=True, kw_only=True):
    """The stored invoice document (``invoice_json``)."""

    upload_id: int | None = None
    """``None`` where the file was read without being stored."""
    file_info: FileInfo | None = None
    processing_info: ProcessingInfo | None = None
    extraction_summary: InvoiceSummary = InvoiceSummary()
    invoices: list[Invoice] = []
