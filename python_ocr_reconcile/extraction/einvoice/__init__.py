"""E-invoices: what the XML states, held against what the page prints."""

from python_ocr_reconcile.extraction.einvoice.read import has_einvoice, with_einvoices

__all__ = ["has_einvoice", "with_einvoices"]
