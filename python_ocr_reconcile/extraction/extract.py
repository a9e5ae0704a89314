"""Pages to a verified reading: invoices, or statements with their transactions."""

from __future__ import annotations

from typing import Literal

from python_ocr_reconcile.extraction.invoice import InvoiceReading, extract_invoices
from python_ocr_reconcile.extraction.statement import StatementReading, extract_statements
from python_ocr_reconcile.extraction.verify import verify_invoices, verify_statements
from python_ocr_reconcile.models.page import Page

ReadAs = Literal["invoice", "bank", "auto"]
Reading = InvoiceReading | StatementReading


def extract(pages: list[Page], kind: ReadAs) -> Reading:
    """What the pages say, read as `kind`; ``auto`` takes the kind whose arithmetic the pages bear out."""
    if kind == "invoice":
        return _invoices(pages)
    statement = _statements(pages)
    if kind == "bank" or any(part.proof == "proved" for part in statement.statements):
        return statement
    invoices = _invoices(pages)
    if any(invoice.proof == "proved" for invoice in invoices.invoices):
        return invoices
    # Neither is proved: a statement shows balances and a list of dated amounts, an invoice does not.
    balanced = any(part.closing_balance is not None for part in statement.statements)
    return statement if balanced and len(statement.transactions) >= 2 else invoices


def _invoices(pages: list[Page]) -> InvoiceReading:
    reading = extract_invoices(pages)
    return InvoiceReading(invoices=verify_invoices(reading.invoices), notices=reading.notices)


def _statements(pages: list[Page]) -> StatementReading:
    reading = extract_statements(pages)
    statements = verify_statements(reading.statements, reading.transactions)
    return StatementReading(statements=statements, transactions=reading.transactions, notices=reading.notices)
