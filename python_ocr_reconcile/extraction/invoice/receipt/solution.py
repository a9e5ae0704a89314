"""The sums of a receipt as a solution: the total, and the tax, net amount and goods that fit it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from python_ocr_reconcile.extraction.invoice.found import Found
from python_ocr_reconcile.extraction.invoice.nets import is_inside, net_inside
from python_ocr_reconcile.extraction.invoice.receipt.goods import read_goods
from python_ocr_reconcile.extraction.invoice.receipt.roles import Sum, read_sums
from python_ocr_reconcile.extraction.invoice.receipt.summary import SummaryRow, read_summary, total_row
from python_ocr_reconcile.extraction.invoice.receipt.till import TillLine
from python_ocr_reconcile.extraction.invoice.receipt.total import MOST_ROUNDING, Settled, settle_total
from python_ocr_reconcile.extraction.invoice.solution import Solution
from python_ocr_reconcile.extraction.invoice.sums import CENT, SumTerm
from python_ocr_reconcile.extraction.invoice.table import Table
from python_ocr_reconcile.extraction.invoice.tax_rows import TaxRow

ZERO = Decimal(0)


def solve_receipt(lines: Sequence[TillLine]) -> Solution:
    """Which amount of the receipt is what; without a total nothing else is claimed."""
    sums, summary, goods = read_sums(lines), read_summary(lines), read_goods(lines)
    settled = settle_total(sums, summary, goods)
    taxed = bool(summary) or any(s.role == "tax" and s.value for s in sums)
    if settled is None:
        return Solution(9.0, table=goods, taxed=taxed)
    total = SumTerm("total", settled.best.found, max(0.0, 1.0 - settled.best.score / 4))
    tax, tax_rows, rate = _tax(settled.best.value, sums, summary, total_row(lines, settled.best.value))
    net, rounding = _net(settled.best.value, tax, sums)
    if net is None and tax is not None and not tax_rows:
        inside = _rate_inside(total, tax, sums, lines)
        if inside:
            net, rate = net_inside(total, tax), inside
    closes = tax is not None and (net is not None or _bases_close(settled.best.value, tax, tax_rows))
    table, meets = _goods(goods, settled.best.value, net)
    return Solution(
        cost=total.cost,
        total=total,
        tax=tax,
        subtotal=net,
        adjustments=(rounding,) if rounding and closes else (),
        sum_closes=closes,
        table=table,
        lines_meet=meets,
        tax_rows=tax_rows,
        rate=rate if closes else None,
        margin=_margin(settled),
        taxed=taxed,
    )


# Equations that hold for the total and not for a subtotal as well, as the sum of the goods does.
_OF_TOTAL = frozenset(("cash_less_change", "card", "payments", "parts", "summary", "rounded"))


def _margin(settled: Settled) -> float:
    """What a proof may lean on: nothing for a total that was computed, or is labelled or confirmed poorly."""
    best = settled.best
    named = best.role in {"payable", "gross", "total"} and best.found.method != "computed"
    return settled.margin if named and _OF_TOTAL & set(best.equations) else 0.0


def _tax(
    total: Decimal, sums: Sequence[Sum], summary: Sequence[SummaryRow], summed: Found | None
) -> tuple[SumTerm | None, tuple[TaxRow, ...], Decimal | None]:
    """The tax: that of the summary where it adds up to the total, else what is labelled so."""
    rows = tuple(row.tax for row in summary)
    labelled = [s for s in sums if s.role == "tax" and 0 <= s.value < total]
    gross = sum((row.gross for row in summary), ZERO)
    of_rows = sum((row.amount.value for row in rows), ZERO)
    if rows and abs(gross - total) <= MOST_ROUNDING:
        plain = next((s for s in labelled if s.value == of_rows and s.cost < 0.3), None)
        found = plain.found if plain else _sum_of(rows)
        return SumTerm("tax", found, 0.2), rows, None
    if summed is not None:
        return SumTerm("tax", summed, 0.3), (), None
    nets = [s for s in sums if s.role in {"net", "sub"}]
    by_net = [s for s in labelled for n in nets if n.value + s.value == total and s.value and not s.included]
    if by_net:
        best = min(by_net, key=lambda s: s.cost)
        return SumTerm("tax", best.found, best.cost), (), _rate(total, best.value, summary)
    distinct = {s.value: s for s in reversed(labelled) if s.value}
    if len(distinct) > 1:
        every = sum(distinct, ZERO)
        if any(n.value + every == total for n in nets):
            words = tuple(w for s in distinct.values() for w in s.found.words)
            raw = " + ".join(s.found.raw for s in distinct.values())
            page = next(iter(distinct.values())).found.page
            return SumTerm("tax", Found(every, words, page, raw, "sum_of_tax_rows", 0.3), 0.4), (), None
    if labelled:
        best = min(labelled, key=lambda s: (s.cost, -s.value))
        return SumTerm("tax", best.found, best.cost + 0.3), (), _rate(total, best.value, summary)
    # Rows that do not add up to the total are not all there: their tax is a part of the tax.
    return None, (), None


def _rate(total: Decimal, tax: Decimal, summary: Sequence[SummaryRow]) -> Decimal | None:
    """The printed rate under which the tax is that of the total."""
    for row in summary:
        if row.tax.rate and abs((total - tax) * row.tax.rate / 100 - tax) <= CENT:
            return row.tax.rate
    return None


def _rate_inside(
    total: SumTerm, tax: SumTerm, sums: Sequence[Sum], lines: Sequence[TillLine]
) -> Decimal | None:
    """The rate beside a tax that the total holds of it: "VAT included 20% 4.00" of 24.00."""
    rates = [rate for s in sums if s.found is tax.found for rate in lines[s.place].percents]
    return next((rate for rate in rates if is_inside(total, tax, (), [rate])), None)


def _bases_close(total: Decimal, tax: SumTerm, rows: Sequence[TaxRow]) -> bool:
    """Whether the bases of the summary, all printed, and the tax make the total."""
    bases = [row.base.value for row in rows if row.base]
    return bool(rows) and len(bases) == len(rows) and sum(bases, tax.value) == total


def _sum_of(rows: Sequence[TaxRow]) -> Found:
    if len(rows) == 1:
        return rows[0].amount
    value = sum((row.amount.value for row in rows), ZERO)
    words = tuple(w for row in rows for w in row.amount.words)
    raw = " + ".join(row.amount.raw for row in rows)
    return Found(value, words, rows[0].amount.page, raw, "sum_of_tax_rows", 0.3)


def _net(total: Decimal, tax: SumTerm | None, sums: Sequence[Sum]) -> tuple[SumTerm | None, SumTerm | None]:
    """The printed amount that tax, and at most a rounding, make the total; a gross subtotal is none."""
    if tax is None:
        return None, None
    roundings = [s for s in sums if s.role == "rounding" and s.value and abs(s.value) <= MOST_ROUNDING]
    for one in sorted(sums, key=lambda s: s.cost):
        if one.role not in {"net", "sub"} or not one.value:
            continue
        rest = total - one.value - tax.value
        if not rest:
            return SumTerm("subtotal", one.found, one.cost), None
        near = next((r for r in roundings if abs(r.value) == abs(rest)), None)
        if near:
            found = replace(near.found, value=rest)
            return SumTerm("subtotal", one.found, one.cost), SumTerm("rounding", found, near.cost)
    return None, None


def _goods(goods: Table | None, total: Decimal, net: SumTerm | None) -> tuple[Table | None, str | None]:
    """The goods, where they add up to the total or to the net amount."""
    if goods is None:
        return None, None
    if net is not None and goods.total == net.value:
        return goods, "subtotal"
    if goods.total == total:
        return goods, "total"
    return None, None
