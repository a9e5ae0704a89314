"""One misread digit, put right where arithmetic leaves no other reading; the reading as it was is kept.

Only scans are repaired, only one digit of one amount, only by a digit that OCR takes for it, and only where
the other amounts of two equations agree on it. What one equation alone would force stays a conflict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from msgspec import structs

from python_ocr_reconcile.extraction.invoice.found import Found
from python_ocr_reconcile.extraction.invoice.items import Item
from python_ocr_reconcile.extraction.invoice.pricing import closes
from python_ocr_reconcile.extraction.invoice.sums import CENT, SumTerm
from python_ocr_reconcile.extraction.invoice.table import Table
from python_ocr_reconcile.extraction.invoice.tax_rows import TaxRow

REPAIRED = "repaired"
# Digits that OCR takes for one another, both ways: measured on scans at 150 dpi, most frequent first.
_LOOKALIKES = frozenset(
    frozenset(pair)
    for pair in ("38", "17", "56", "68", "06", "08", "49", "12", "27", "35", "58", "14", "39", "09", "89")
)


def one_slip(printed: Decimal, meant: Decimal) -> bool:
    """Whether `printed` is `meant` with one digit misread.

    >>> one_slip(Decimal("404.02"), Decimal("409.02")), one_slip(Decimal("404.02"), Decimal("419.02"))
    (True, False)
    """
    one, other = f"{abs(printed):.2f}", f"{abs(meant):.2f}"
    if len(one) != len(other) or (printed < 0) != (meant < 0):
        return False
    differing = [frozenset(pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and differing[0] in _LOOKALIKES


def is_scanned(found: Found) -> bool:
    """Whether OCR read it; what a text layer says is what was printed."""
    return any(w.confidence is not None for w in found.words)


def repaired_tables(tables: Sequence[Table], terms: Sequence[SumTerm]) -> list[Table]:
    """The tables, after each the one in which quantity x unit price puts one amount right.

    The repaired sum of the lines must be printed as a subtotal: the product and the sum agree on the digit.
    """
    wanted = {t.value for t in terms if t.role in {"subtotal", "line_total", "total"} and t.cost < 0.4}
    found: list[Table] = []
    for table in tables:
        found.append(table)
        if table.total in wanted:
            continue
        fixed = [
            replaced
            for place in range(len(table.items))
            if (replaced := _with_product(table, place)) and replaced.total in wanted
        ]
        if len(fixed) == 1:
            found.insert(len(found) - 1, fixed[0])
    return found


def _with_product(table: Table, place: int) -> Table | None:
    item: Item = table.items[place]
    if item.quantity is None or item.unit_price is None or item.amount.confidence is None:
        return None
    if closes(item.quantity.value, item.unit_price.value, item.amount.value):
        return None
    meant = (item.quantity.value * item.unit_price.value).quantize(CENT)
    meant = -abs(meant) if item.amount.value < 0 else abs(meant)
    if not one_slip(item.amount.value, meant):
        return None
    amount = structs.replace(item.amount, amount=structs.replace(item.amount.amount, value=meant))
    items = (*table.items[:place], replace(item, amount=amount, repaired=True), *table.items[place + 1 :])
    return replace(table, items=items)


def repaired_terms(
    terms: Sequence[SumTerm], tax_rows: Sequence[TaxRow], tables: Sequence[Table], rates: Sequence[Decimal]
) -> list[SumTerm]:
    """Readings of a subtotal, tax or total with one digit put right, where two equations agree on it."""

    def named(role: str) -> list[SumTerm]:
        return [t for t in terms if t.role == role and t.cost < 0.4]

    every_rate = {*rates, *(r.rate for r in tax_rows)}
    line_sums = {t.total for t in tables if t.kind != "amounts"}
    found: list[SumTerm] = []
    for net in named("subtotal"):
        for tax in named("tax"):
            by_rate = any(abs(net.value * rate / 100 - tax.value) <= CENT for rate in every_rate if rate)
            for total in [*named("total"), *named("amount_due")]:
                if net.value + tax.value == total.value:
                    return []
                if by_rate and net.value in line_sums:
                    found += _slip(total, net.value + tax.value)
                if net.value in line_sums:
                    meant = total.value - net.value
                    if any(abs(net.value * rate / 100 - meant) <= CENT for rate in every_rate if rate):
                        found += _slip(tax, meant)
                meant = total.value - tax.value
                if meant in line_sums and any(
                    abs(meant * rate / 100 - tax.value) <= CENT for rate in every_rate if rate
                ):
                    found += _slip(net, meant)
    return found


def _slip(term: SumTerm, meant: Decimal) -> list[SumTerm]:
    if not is_scanned(term.found) or not one_slip(term.value, meant):
        return []
    fixed = replace(term.found, value=meant, method=REPAIRED)
    return [SumTerm(term.role, fixed, term.cost + 0.6, term.rates)]
