"""One line of an invoice, with everything that was recognised in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from python_ocr_reconcile.extraction.layout import Line
from python_ocr_reconcile.extraction.lexicon import Label
from python_ocr_reconcile.extraction.spans import AmountSpan, DateSpan


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One line, read."""

    place: int
    """0-based place in the document."""
    line: Line
    labels: tuple[Label, ...]
    """Labels of the head of an invoice (number, dates, parties)."""
    sums: tuple[Label, ...]
    """Labels of its sums."""
    amounts: tuple[AmountSpan, ...]
    dates: tuple[DateSpan, ...]
    noisy: bool
    """Read by OCR."""
    folded: str = field(default="")

    @property
    def text(self) -> str:
        """As printed."""
        return self.line.text
