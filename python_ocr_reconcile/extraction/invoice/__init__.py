"""Invoices, credit notes and receipts, read from words."""

from python_ocr_reconcile.extraction.invoice.divide import Division, Part, divide
from python_ocr_reconcile.extraction.invoice.read import (
    Ahead,
    InvoiceReading,
    conflict_notices,
    extract_invoices,
    numbered,
    read_ahead,
    read_invoices,
    verdict,
)
from python_ocr_reconcile.extraction.invoice.settle import Sides, open_cuts, settled

__all__ = [
    "Ahead",
    "Division",
    "InvoiceReading",
    "Part",
    "Sides",
    "conflict_notices",
    "divide",
    "extract_invoices",
    "numbered",
    "open_cuts",
    "read_ahead",
    "read_invoices",
    "settled",
    "verdict",
]
