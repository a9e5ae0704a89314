"""Invoices, credit notes and receipts, read from words."""

from python_ocr_reconcile.extraction.invoice.divide import Division, Part, divide, signs_by_page
from python_ocr_reconcile.extraction.invoice.read import (
    InvoiceReading,
    conflict_notices,
    extract_invoices,
    read_invoices,
    verdict,
)
from python_ocr_reconcile.extraction.invoice.settle import Sides, open_cuts, settled

__all__ = [
    "Division",
    "InvoiceReading",
    "Part",
    "Sides",
    "conflict_notices",
    "divide",
    "extract_invoices",
    "open_cuts",
    "read_invoices",
    "settled",
    "signs_by_page",
    "verdict",
]
