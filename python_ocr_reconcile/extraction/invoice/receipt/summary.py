"""The tax summary at the foot of a receipt: rate, net, tax and gross of each rate, in whatever order.

Tills print no two summaries alike, so the order is found by arithmetic: of three amounts in a row, two add
up to the third, and the rate tells net from tax.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.receipt.roles import in_summary
from python_ocr_reconcile.extraction.invoice.receipt.till import TillAmount, TillLine
from python_ocr_reconcile.extraction.invoice.sums import CENT
from python_ocr_reconcile.extraction.invoice.tax_rows import HIGHEST_RATE, TaxRow


@dataclass(frozen=True, slots=True, eq=False)
class SummaryRow:
    """One row of the summary whose figures agree with one another."""

    tax: TaxRow
    gross: Decimal
    place: int


def read_summary(lines: Sequence[TillLine]) -> list[SummaryRow]:
    """The rows on which rate, net, tax and gross agree; those that add up the others are left out."""
    inside = in_summary(lines)
    found: list[SummaryRow] = []
    for line in lines:
        if len(line.amounts) < 2 or (line.place not in inside and not line.percents):
            continue
        row = _row(line)
        if row is not None:
            found.append(row)
    return _without_totals(found)


def total_row(lines: Sequence[TillLine], total: Decimal) -> Found | None:
    """The tax in the row that sums the summary up: three amounts, of which net and tax make the total."""
    for line in lines:
        values = [a for a in line.amounts if a.value > 0]
        if len(values) != 3 or line.percents or max(a.value for a in values) != total:
            continue
        tax, net, gross = sorted(values, key=lambda a: a.value)
        if tax.value + net.value == gross.value and tax.value < net.value * HIGHEST_RATE / 100 + CENT:
            return _found(line, tax)
    return None


def _row(line: TillLine) -> SummaryRow | None:
    amounts = [a for a in line.amounts if a.value >= 0][:5]
    for rate in line.percents:
        if not 0 <= rate <= HIGHEST_RATE:
            continue
        best = _by_rate(line, rate, amounts)
        if best is not None:
            return best
    return None


def _by_rate(line: TillLine, rate: Decimal, amounts: Sequence[TillAmount]) -> SummaryRow | None:
    share = rate / 100
    for net, tax, gross in permutations(amounts, 3):
        if (
            net.value + tax.value == gross.value
            and gross.value
            and abs(net.value * share - tax.value) <= CENT
        ):
            return SummaryRow(_tax_row(line, rate, net, tax), gross.value, line.place)
    for one, tax in permutations(amounts, 2):
        if not rate and (tax.value or not one.value):
            continue
        if rate and (not tax.value or one.value <= tax.value):
            continue
        if abs(one.value * share - tax.value) <= CENT:
            return SummaryRow(_tax_row(line, rate, one, tax), one.value + tax.value, line.place)
        if rate and abs(one.value * rate / (100 + rate) - tax.value) <= CENT:
            return SummaryRow(_tax_row(line, rate, None, tax), one.value, line.place)
    return None


def _without_totals(rows: Sequence[SummaryRow]) -> list[SummaryRow]:
    """The rows without a last one that is the sum of those before it, and without a row printed twice."""
    kept: list[SummaryRow] = []
    for row in rows:
        if any(r.gross == row.gross and r.tax.rate == row.tax.rate for r in kept):
            continue
        if len(kept) >= 2 and sum((r.gross for r in kept), Decimal(0)) == row.gross:
            continue
        kept.append(row)
    return kept


def _tax_row(line: TillLine, rate: Decimal, base: TillAmount | None, tax: TillAmount) -> TaxRow:
    words = [i for i, w in enumerate(line.line.words) if any(c.isdigit() for c in w.text)]
    at = next((i for i in words if f"{rate.normalize():f}" in line.line.words[i].text), words[0])
    return TaxRow(
        rate,
        found_in(line.line, at, at + 1, rate, "tax_summary", 0.1),
        _found(line, base) if base else None,
        _found(line, tax),
    )


def _found(line: TillLine, amount: TillAmount) -> Found:
    return found_in(line.line, amount.start, amount.end, amount.value, "tax_summary", 0.1 + amount.cost)
