"""Till receipts: words to who sold, when, and what was paid."""

from python_ocr_reconcile.extraction.invoice.receipt.read import ReceiptReading, read_receipt
from python_ocr_reconcile.extraction.invoice.receipt.sheet import marks_of, receipts_on

__all__ = ["ReceiptReading", "marks_of", "read_receipt", "receipts_on"]
