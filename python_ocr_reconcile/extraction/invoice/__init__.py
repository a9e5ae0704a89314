"""Invoices, credit notes and receipts, read from words."""

from python_ocr_reconcile.extraction.invoice.divide import Division, Part, divide, signs_by_page
from python_ocr_reconcile.extraction.invoice.read import (
    InvoiceReading,
    conflict_notices,
    extract_invoices,
    read_invoices,
)

__all__ = [
    "Division",
    "InvoiceReading",
    "Part",
    "conflict_notices",
    "divide",
    "extract_invoices",
    "read_invoices",
    "signs_by_page",
]
