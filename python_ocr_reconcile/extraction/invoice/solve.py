"""The joint solve: which printed amounts are subtotal, tax and total, so that most equations close.

Every assignment has a cost: what its labels cost, less a reward for each equation that closes over printed
amounts, plus a penalty where subtotal + tax = total does not. The cheapest wins; how much dearer the next
one with other values is, is the margin.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from python_ocr_reconcile.extraction.invoice.adjustments import (
    Adjustments,
    adjustment_sets,
    candidates,
)
from python_ocr_reconcile.extraction.invoice.due import MOST_CANDIDATES, with_due
from python_ocr_reconcile.extraction.invoice.found import Found
from python_ocr_reconcile.extraction.invoice.nets import (
    LESS_TAX,
    is_inside,
    net_inside,
    net_of_bases,
    net_of_lines,
)
from python_ocr_reconcile.extraction.invoice.rates import is_tax, net_of_rates
from python_ocr_reconcile.extraction.invoice.solution import Solution
from python_ocr_reconcile.extraction.invoice.sums import UNNAMED, SumTerm
from python_ocr_reconcile.extraction.invoice.table import Table
from python_ocr_reconcile.extraction.invoice.tax_rows import TaxRow

ZERO = Decimal(0)


def solve(
    terms: Sequence[SumTerm],
    tax_rows: Sequence[TaxRow],
    tables: Sequence[Table],
    rates: Sequence[Decimal] = (),
) -> Solution:
    """The cheapest consistent assignment, with its margin over the runner-up.

    `rates` are the percentages printed beside tax terms anywhere: where one is above zero, an invoice
    without tax is a dear reading.
    """
    of_items = {
        i.tax_rate.value for t in tables[:1] for i in t.items if i.tax_rate and 0 < i.tax_rate.value <= 30
    }
    rates = sorted({*rates, *of_items})
    # A row on which base x rate = tax says it as well, whatever stands beside it: a city's tax on a folio is
    # called a tax, and may close with prices that have the tax of their rates in them.
    taxed = bool(rates) or any(row.rate and row.base is not None for row in tax_rows)
    totals = candidates(terms, {"total": 0.0, "amount_due": 0.35, UNNAMED: 0.0})
    named_taxes = [*_part_taxes_last(candidates(terms, {"tax": 0.0}), tax_rows), *_summed(tax_rows)]
    # "Total 100.00, VAT 19.00, Total 119.00": the net amount may be called a total as well.
    subtotals = candidates(terms, {"subtotal": 0.0, "line_total": 0.25, "total": 0.5, UNNAMED: 0.0})
    by_value: dict[Decimal, SumTerm] = {}
    for term in subtotals:
        by_value.setdefault(term.value, term)
    printed = {term.value: term for term in terms if term.role != "not_owed"}
    # Where the invoice itself is negative, a rebate makes it less so.
    sign = -1 if totals and totals[0].value < 0 else 1
    adjustments = adjustment_sets(terms, sign)
    labelled = [t for t in subtotals if t.role != UNNAMED][:MOST_CANDIDATES]
    taxes: list[SumTerm | None] = [
        *named_taxes,
        *_unlabelled_taxes(terms, totals, labelled, named_taxes),
        None,
    ]
    netted = any(t.role == "subtotal" and t.cost < 0.3 for t in labelled)
    line_sums = [t for t in tables if t.kind != "amounts"]
    found: list[Solution] = []
    for total, tax in product(totals[:MOST_CANDIDATES], taxes):
        rest = total.value - (tax.value if tax else ZERO)
        options: list[SumTerm | None] = [*labelled, None]
        net = _net_after_rebate(rest, printed.get(rest), labelled, adjustments) or by_value.get(rest)
        if net and net not in options:
            options.append(net)
        if net is None:
            options += [net_of_lines(table) for table in line_sums if table.total == rest]
            options += net_of_bases(tax_rows, rest)
            if tax is not None and is_inside(total, tax, tax_rows, rates):
                options.append(net_inside(total, tax))
        found += [
            _assess(total, tax, subtotal, adjustments, (tax_rows, rates, taxed, netted, printed), tables)
            for subtotal in options
            if subtotal is None or subtotal.role != "total" or subtotal.value != total.value
        ]
    if not found:
        return Solution(9.0, table=tables[0] if tables else None)
    found.sort(key=lambda s: s.cost)
    best = found[0]
    runner_up = next((s for s in found if s.key != best.key and not _same_but_less(s, best)), None)
    margin = (runner_up.cost if runner_up else best.cost + 3.0) - best.cost
    return replace(with_due(best, terms, margin), left_out=_leaves_out(best.table, tables))


def _leaves_out(chosen: Table | None, tables: Sequence[Table]) -> bool:
    """Whether a row that the header's columns make a position is none in the chosen table."""
    headed = [t for t in tables if t.kind == "header"]
    if chosen is None or not headed or any(t is chosen for t in headed):
        return False
    places = {item.places[0] for item in chosen.items}
    return any(item.places[0] not in places for item in headed[0].items)


def _part_taxes_last(taxes: Sequence[SumTerm], tax_rows: Sequence[TaxRow]) -> list[SumTerm]:
    """The taxes, those of one rate among several made dearer: they are parts of the tax, not the tax."""
    if len({row.rate for row in tax_rows}) < 2:
        return list(taxes)
    parts = {row.amount.value for row in tax_rows}
    return [SumTerm(t.role, t.found, t.cost + 0.8, t.rates) if t.value in parts else t for t in taxes]


def _unlabelled_taxes(
    terms: Sequence[SumTerm], totals: Sequence[SumTerm], nets: Sequence[SumTerm], known: Sequence[SumTerm]
) -> list[SumTerm]:
    """Amounts without a label that are just what is missing between a labelled net and a labelled total."""
    gaps = {t.value - n.value for t in totals if t.role != UNNAMED for n in nets} - {t.value for t in known}
    return [
        SumTerm("tax", t.found, 0.9, t.rates)
        for t in terms
        if t.role == UNNAMED and t.value in gaps and t.value and (t.value < 0) == (totals[0].value < 0)
    ]


def _net_after_rebate(
    net: Decimal, term: SumTerm | None, labelled: Sequence[SumTerm], adjustments: Adjustments
) -> SumTerm | None:
    """A printed amount that is exactly a labelled sum less its rebate, whatever stands beside it."""
    if term is None or all(s.value == net or net - s.value not in adjustments for s in labelled):
        return None
    return SumTerm("subtotal", term.found, 0.1, term.rates)


def _same_but_less(other: Solution, best: Solution) -> bool:
    """Whether `other` only leaves out what `best` has: no rival, a poorer reading of the same."""
    return all(o is None or o == b for o, b in zip(other.key, best.key, strict=True))


def _summed(tax_rows: Sequence[TaxRow]) -> list[SumTerm]:
    """The tax as the sum of the tax summary, for invoices that print no sum of it."""
    sums = []
    whole = [row for row in tax_rows if row.base is not None]
    for rows in (whole, list(tax_rows)) if whole and len(whole) < len(tax_rows) else (list(tax_rows),):
        if len(rows) == 1:
            sums.append(SumTerm("tax", rows[0].amount, 0.3, (rows[0].rate,)))
        elif rows:
            amount = sum((row.amount.value for row in rows), ZERO)
            words = tuple(w for row in rows for w in row.amount.words)
            raw = " + ".join(row.amount.raw for row in rows)
            sums.append(
                SumTerm("tax", Found(amount, words, rows[0].amount.page, raw, "sum_of_tax_rows", 0.3), 0.5)
            )
    return sums


def _assess(
    total: SumTerm,
    tax: SumTerm | None,
    subtotal: SumTerm | None,
    adjustments: Adjustments,
    tax_signs: tuple[Sequence[TaxRow], Sequence[Decimal], bool, bool, Collection[Decimal]],
    tables: Sequence[Table],
) -> Solution:
    tax_rows, rates, taxed, netted, printed = tax_signs
    cost = total.cost + (tax.cost if tax else 1.5 if taxed else 0.7)
    # To leave out a subtotal that is plainly printed is dearer than to say that the sums do not close.
    cost += subtotal.cost if subtotal else 1.6 if netted else 0.7
    used: tuple[SumTerm, ...] = ()
    closing = False
    if subtotal is not None:
        rest = total.value - subtotal.value - (tax.value if tax else ZERO)
        if subtotal.found.method == LESS_TAX:
            closing = True  # by definition, and so worth nothing
        elif rest in adjustments and abs(rest) <= abs(subtotal.value):
            used, dear = adjustments[rest]
            closing = True
            cost += dear - (1.6 if tax and tax.value else 0.4)
        else:
            cost += 1.5
    if tax is not None and abs(tax.value) >= abs(total.value):
        cost += 3.0
    if total.value == 0:
        cost += 1.0
    bases = [] if subtotal is None else [subtotal.value]
    if tax is not None and used and closing:
        # A rebate or a charge may be taxed with the goods: what is left is the base, and may not be printed.
        taxable = total.value - tax.value - sum((t.value for t in used if t.role == "rounding"), ZERO)
        bases += [] if taxable in printed else [taxable]
    rows, rate, rate_found, support = _tax_support(bases, tax, tax_rows, rates)
    table, meets, between, sum_support = _line_support(subtotal, total, adjustments, used, tables)
    cost -= support + sum_support
    return Solution(
        cost, total, tax, subtotal, used, closing, table, meets, between, rows, rate, rate_found, taxed=taxed
    )


def _tax_support(
    nets: Sequence[Decimal], tax: SumTerm | None, tax_rows: Sequence[TaxRow], rates: Sequence[Decimal]
) -> tuple[tuple[TaxRow, ...], Decimal | None, Found | None, float]:
    """The tax rows that add up to the tax, or the single rate that gives it, and what that is worth.

    `nets` are the amounts that the tax may be of, the surest first.
    """
    if tax is None:
        return (), None, None, 0.0
    with_base = [r for r in tax_rows if r.base]
    for rows in (with_base, list(tax_rows)):
        if rows and sum((r.amount.value for r in rows), ZERO) == tax.value:
            bases = [r.base.value for r in rows if r.base]
            whole = len(bases) == len(rows)
            meets = whole and sum(bases, ZERO) in nets[:1]
            fits = not bases and any(_rates_meet(net, rows) for net in nets)
            return tuple(rows), None, None, 1.2 if meets else 0.9 if fits else 0.8 if whole else 0.5
    for row in tax_rows:
        if row.amount.value == tax.value and row.base is not None:
            return (row,), None, None, 0.7
    for nth, net in enumerate(nets):
        for rate in (*tax.rates, *rates):
            if rate and is_tax(net, rate, tax.value):
                return (), rate, None, 0.7 - 0.1 * nth
        for row in tax_rows:
            if row.rate and is_tax(net, row.rate, tax.value):
                return (), row.rate, row.rate_found, 0.6 - 0.1 * nth
    return (), None, None, 0.0


def _rates_meet(net: Decimal, rows: Sequence[TaxRow]) -> bool:
    """Whether taxes without a base are of `net`: each of it all, or each of a part of it."""
    taxes = [(row.rate, row.amount.value) for row in rows if row.rate]
    of_all = all(is_tax(net, rate, amount) for rate, amount in taxes)
    return bool(taxes) and (of_all or (len(taxes) > 1 and net_of_rates(taxes).meets(net)))


def _line_support(
    subtotal: SumTerm | None,
    total: SumTerm,
    adjustments: Adjustments,
    used: tuple[SumTerm, ...],
    tables: Sequence[Table],
) -> tuple[Table | None, str | None, tuple[SumTerm, ...], float]:
    """The reading of the positions that adds up to the subtotal or, with tax in its prices, to the total."""
    for table in tables:
        worth = 1.0 if table.kind == "header" else 0.8
        for name, target in (("subtotal", subtotal), ("total", total)):
            if target is None or target.value - table.total not in adjustments:
                continue
            if abs(target.value - table.total) > abs(table.total):
                continue  # a charge above the goods is a misread table
            chosen, _ = adjustments[target.value - table.total]
            if not set(map(id, chosen)) & set(map(id, used)):  # a rebate counts once
                return table, name, chosen, worth - 0.1 * len(chosen) - (0.1 if name == "total" else 0.0)
    sure = next((t for t in tables if t.kind != "amounts"), None)
    return sure, None, (), 0.0
