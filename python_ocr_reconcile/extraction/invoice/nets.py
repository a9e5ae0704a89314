"""Net amounts that are not printed, reckoned from the positions, the tax summary, or the tax in a total."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from python_ocr_reconcile.extraction.invoice.found import Found
from python_ocr_reconcile.extraction.invoice.rates import net_of_rates
from python_ocr_reconcile.extraction.invoice.sums import SumTerm
from python_ocr_reconcile.extraction.invoice.table import Table
from python_ocr_reconcile.extraction.invoice.tax_rows import TaxRow

ZERO = Decimal(0)
SUM_OF_LINES = "sum_of_lines"
SUM_OF_BASES = "sum_of_bases"
LESS_TAX = "total_less_tax"
"""How a net amount was reckoned that is not printed."""
RECKONED = frozenset({SUM_OF_LINES, SUM_OF_BASES, LESS_TAX})


def net_of_lines(table: Table) -> SumTerm:
    """The net amount as the sum of the positions, where it is what is missing from the total."""
    words = tuple(w for item in table.items for w in item.amount.words)
    raw = " + ".join(item.amount.text for item in table.items)
    return SumTerm("subtotal", Found(table.total, words, table.items[0].page, raw, SUM_OF_LINES, 0.3), 0.4)


def net_of_bases(tax_rows: Sequence[TaxRow], rest: Decimal) -> list[SumTerm]:
    """The net amount as the sum of the tax summary's bases, where that is what is missing from the total."""
    bases = [row.base for row in tax_rows if row.base]
    if not bases or sum((base.value for base in bases), ZERO) != rest:
        return []
    words = tuple(w for base in bases for w in base.words)
    raw = " + ".join(base.raw for base in bases)
    return [SumTerm("subtotal", Found(rest, words, bases[0].page, raw, SUM_OF_BASES, 0.3), 0.4)]


def is_inside(total: SumTerm, tax: SumTerm, tax_rows: Sequence[TaxRow], rates: Sequence[Decimal]) -> bool:
    """Whether the tax is what the total holds of it under the rates printed: "incl. 20% 4.00" of 24.00."""
    if not tax.value:
        return False
    rows = [row for row in tax_rows if row.rate]
    if rows and sum((row.amount.value for row in rows), ZERO) == tax.value:
        parts = [(row.rate, row.amount.value) for row in rows]
        return net_of_rates(parts, inside=True).meets(total.value - tax.value)
    net = total.value - tax.value
    return any(net_of_rates([(rate, tax.value)], inside=True).meets(net) for rate in rates if rate)


def net_inside(total: SumTerm, tax: SumTerm) -> SumTerm:
    """What is left of a total that has the tax in it."""
    words = (*total.found.words, *tax.found.words)
    raw = f"{total.found.raw} - {tax.found.raw}"
    found = Found(total.value - tax.value, words, total.found.page, raw, LESS_TAX, 0.3)
    return SumTerm("subtotal", found, 0.9)
