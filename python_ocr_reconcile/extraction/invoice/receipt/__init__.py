"""Till receipts: words to who sold, when, and what was paid."""

from python_ocr_reconcile.extraction.invoice.receipt.read import ReceiptReading, read_receipt

__all__ = ["ReceiptReading", "read_receipt"]
