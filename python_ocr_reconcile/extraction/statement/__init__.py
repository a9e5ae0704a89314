"""Bank and card statements from pages of words."""

from python_ocr_reconcile.extraction.statement.reading import (
    PackedReading,
    StatementReading,
    extract_statements,
)

__all__ = ["PackedReading", "StatementReading", "extract_statements"]
