"""Bank and card statements from pages of words."""

from python_ocr_reconcile.extraction.statement.decimals import MarkVotes
from python_ocr_reconcile.extraction.statement.lines import PrintedText
from python_ocr_reconcile.extraction.statement.packed_lines import lines_ahead, put_together
from python_ocr_reconcile.extraction.statement.reading import (
    PackedReading,
    StatementHead,
    StatementReading,
    StatementStream,
    extract_statements,
    statements_of,
)

__all__ = [
    "MarkVotes",
    "PackedReading",
    "PrintedText",
    "StatementHead",
    "StatementReading",
    "StatementStream",
    "extract_statements",
    "lines_ahead",
    "put_together",
    "statements_of",
]
