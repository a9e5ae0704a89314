"""The amounts that an invoice was solved to: which is what, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from python_ocr_reconcile.extraction.invoice.found import Found
from python_ocr_reconcile.extraction.invoice.sums import SumTerm
from python_ocr_reconcile.extraction.invoice.table import Table
from python_ocr_reconcile.extraction.invoice.tax_rows import TaxRow


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Which amount is what; ``None`` where the invoice does not say."""

    cost: float
    total: SumTerm | None = None
    tax: SumTerm | None = None
    subtotal: SumTerm | None = None
    adjustments: tuple[SumTerm, ...] = ()
    """Rebates, charges and rounding that stand between subtotal and total."""
    sum_closes: bool = False
    """subtotal (+ adjustments) + tax = total."""
    table: Table | None = None
    lines_meet: str | None = None
    """What the lines add up to: ``subtotal``, ``total``, or ``None``."""
    line_adjustments: tuple[SumTerm, ...] = ()
    """Rebates and charges between the sum of the lines and what it adds up to."""
    tax_rows: tuple[TaxRow, ...] = ()
    """The rows of the tax summary whose taxes add up to the tax."""
    rate: Decimal | None = None
    """The one rate under which subtotal x rate = tax, where no row of a summary says so."""
    rate_found: Found | None = None
    amount_due: SumTerm | None = None
    prepaid: SumTerm | None = None
    """What was paid before, where total - prepaid (+ rounding) = amount due."""
    due_rounding: SumTerm | None = None
    """The rounding between the total and what is due."""
    withheld: bool = False
    """The total is what is left after a tax that the customer keeps back: subtotal + tax - withheld."""
    margin: float = 0.0
    taxed: bool = False
    """Something says that there is tax, whether or not its amount was found."""
    unexplained: tuple[SumTerm, ...] = ()
    """Plainly labelled sums that are none of the invoice's amounts: one of the two is misread."""
    left_out: bool = False
    """A surer reading of the table has positions that the chosen one leaves out."""
    unread_table: bool = False
    """A table of positions has a header, and none of its positions could be read."""
    unnamed: bool = False
    """Read by OCR, and nothing that is left says whether it is an invoice or a credit note."""

    @property
    def key(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """What makes two assignments different."""
        return tuple(t.value if t else None for t in (self.subtotal, self.tax, self.total))  # type: ignore[return-value]
