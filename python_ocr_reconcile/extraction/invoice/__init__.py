"""Invoices, credit notes and receipts, read from words."""

from python_ocr_reconcile.extraction.invoice.read import InvoiceReading, conflict_notices, extract_invoices

__all__ = ["InvoiceReading", "conflict_notices", "extract_invoices"]
