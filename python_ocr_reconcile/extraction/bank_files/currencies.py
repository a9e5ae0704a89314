"""Which three letters are a currency."""

from __future__ import annotations

from python_ocr_reconcile.extraction.statement.figures import CURRENCY_CODES


def is_currency(code: str) -> bool:
    """Whether `code` is a currency that accounts are held in (ISO 4217)."""
    return code in CURRENCY_CODES
