"""Bank and card statements from pages of words."""

from python_ocr_reconcile.extraction.statement.reading import StatementReading, extract_statements

__all__ = ["StatementReading", "extract_statements"]
