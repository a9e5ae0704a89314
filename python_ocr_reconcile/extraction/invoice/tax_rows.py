"""The rows of the tax summary, and the rates that are printed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.headers import column_headings
from python_ocr_reconcile.extraction.invoice.items import MOST_NUMBERS
from python_ocr_reconcile.extraction.invoice.rates import is_tax
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.sums import (
    CENT,
    amounts_under,
    edges_of_sums,
    heads_of,
    in_column_of_sums,
)
from python_ocr_reconcile.extraction.lexicon import has_digit, load_words
from python_ocr_reconcile.extraction.spans import AmountSpan

HIGHEST_RATE = Decimal(30)
LEAST_HEADINGS = 3


@dataclass(frozen=True, slots=True, eq=False)
class TaxRow:
    """Tax of one rate: base x rate = amount, as printed; `base` may be missing."""

    rate: Decimal
    rate_found: Found
    base: Found | None
    amount: Found
    name: str = ""
    """What it is called, where several taxes are levied on one base; empty for value added tax."""


def read_tax_rows(rows: Sequence[Row], table_places: Collection[int]) -> list[TaxRow]:
    """The rows of the tax summary: those on which base x rate = tax, and single amounts beside a rate."""
    found: list[TaxRow] = []
    edges = edges_of_sums(rows, table_places)
    for row in rows:
        if row.place in table_places:
            continue
        if row.amounts and all(a.percent for a in row.amounts):
            found += _tax_grid(rows, row, table_places)
        if not 2 <= len(row.amounts) <= MOST_NUMBERS:
            continue
        closing = _closing_tax(row)
        if closing:
            found += [closing, *_beside_on_base(row, closing)]
            continue
        taxes = [label for label in row.sums if "tax" in label.keys]
        percents = [a for a in row.amounts if a.percent and 0 <= a.value <= HIGHEST_RATE]
        # "Allowance 10.00 19% VAT -1.00": the tax is a property of something else there.
        if len(percents) == 1 and taxes and row.sums[0] is taxes[0]:
            after = [
                a
                for a in row.amounts
                if not a.percent
                and a.start > taxes[0].start
                and (a.is_money_like or in_column_of_sums(row, a, edges))
            ]
            if len(after) == 1:
                found.append(_tax_row(row, percents[0], None, after[0]))
    return _once_each(found)


def _once_each(found: Sequence[TaxRow]) -> list[TaxRow]:
    """Each tax once, though it may be printed in the sums and in a summary as well.

    Two taxes of one rate and amount are two where each goes by a name of its own: 9% CGST, 9% SGST.
    """
    kept: dict[tuple[Decimal, Decimal], dict[str, TaxRow]] = {}
    for tax in found:
        alike = kept.setdefault((tax.rate, abs(tax.amount.value)), {})
        if tax.name not in alike or (alike[tax.name].base is None and tax.base is not None):
            alike[tax.name] = tax
    each = []
    for alike in kept.values():
        named = [tax for name, tax in alike.items() if name]
        whole = [tax for tax in alike.values() if tax.base is not None]
        each += named if len(named) > 1 else (whole or list(alike.values()))[:1]
    return each


def heads_taxes(row: Row, below: Row) -> bool:
    """Whether the line heads a summary of taxes by any words: base x rate = tax on the line below."""
    if any(has_digit(w.text) for w in row.line.words) or len(row.line.segments) < LEAST_HEADINGS:
        return False
    if len(column_headings(row)) < LEAST_HEADINGS or not any(a.percent for a in below.amounts):
        return False
    closing = _closing_tax(below) if len(below.amounts) <= MOST_NUMBERS else None
    return closing is not None and bool(closing.amount.value) and below.line.words[0].x0 >= row.line.x0 - 20


def printed_rates(rows: Sequence[Row]) -> tuple[Decimal, ...]:
    """The percentages above zero beside a tax term, or beside an amount without any term, outside prose."""
    rates = {
        a.value
        for row in rows
        if len(row.line.words) <= 14 and (_names_tax(row) or _bare_rate(row))
        for a in row.amounts
        if a.percent and 0 < a.value <= HIGHEST_RATE
    }
    return tuple(sorted(rates))


def _names_tax(row: Row) -> bool:
    return any("tax" in label.keys for label in row.sums)


def _bare_rate(row: Row) -> bool:
    """A rate and an amount and nothing else, as is left where the word for tax was not read."""
    money = [a for a in row.amounts if a.is_money_like]
    return len(money) == 1 and not row.sums and len(row.line.words) <= 4


def _closing_tax(row: Row) -> TaxRow | None:
    percents = [a for a in row.amounts if a.percent]
    rates = percents or [a for a in row.amounts if 0 < a.value <= HIGHEST_RATE and a.amount.decimals <= 2]
    for rate in rates:
        if not 0 <= rate.value <= HIGHEST_RATE:
            continue
        money = [a for a in row.amounts if a is not rate and a.is_money_like]
        for base in money:
            for tax in money:
                if tax.start <= base.start or (rate.value and not tax.value):
                    continue
                if rate.value == 0 and (tax.value or not base.value):
                    continue
                whole = _unbracketed(base, tax)
                if abs(whole * rate.value / 100 - tax.value) <= CENT and abs(whole) > 3 * CENT:
                    return _tax_row(row, rate, base, tax)
    return None


def _beside_on_base(row: Row, first: TaxRow) -> list[TaxRow]:
    """Another tax of the same base on its line, where base and taxes make a sum that is printed there."""
    if first.base is None or not first.amount.value:
        return []
    base, known = first.base.value, first.amount.value
    behind = row.line.words.index(first.amount.words[-1])
    others = [a for a in row.amounts if a.start > behind]
    for rate, tax in pairwise(others):
        if not 0 < rate.value <= HIGHEST_RATE or not tax.is_money_like or not tax.value:
            continue
        sums = (base + known + tax.value, known + tax.value)
        closes = any(a.value in sums for a in others if a.start > tax.start)
        if closes and is_tax(base, rate.value, tax.value):
            return [_tax_row(row, rate, None, tax)]
    return []


def _tax_grid(rows: Sequence[Row], row: Row, table_places: Collection[int]) -> list[TaxRow]:
    """Rates in a row of terms over a row of amounts: "Net | VAT 7% | VAT 19% | Total"."""
    found = []
    for head, _, stop in heads_of(row):
        rates = [a for a in row.amounts if head.end <= a.start < stop]
        if head.key != "tax" or len(rates) != 1:
            continue
        for below, amount, _, _ in amounts_under(rows, row, head, table_places):
            tax = found_in(below.line, amount.start, amount.end, amount.value, "label_above", 0.3)
            rate = found_in(row.line, rates[0].start, rates[0].end, rates[0].value, "label_above", 0.3)
            before = [a for a in below.amounts if a.is_money_like and a.end <= amount.start][-1:]
            bases = [
                found_in(below.line, a.start, a.end, a.value, "label_above", 0.3)
                for a in before
                if amount.value and is_tax(a.value, rates[0].value, amount.value)
            ]
            found.append(TaxRow(rates[0].value, rate, next(iter(bases), None), tax))
    return found


def _unbracketed(base: AmountSpan, tax: AmountSpan) -> Decimal:
    """The base with the sign of its tax where it stands in brackets: "VAT 19% (100.00) 19.00"."""
    return base.value.copy_sign(tax.value) if base.text.startswith("(") and tax.value else base.value


def _tax_row(row: Row, rate: AmountSpan, base: AmountSpan | None, tax: AmountSpan) -> TaxRow:
    return TaxRow(
        rate.value,
        found_in(row.line, rate.start, rate.end, rate.value, "tax_summary", 0.1),
        found_in(row.line, base.start, base.end, _unbracketed(base, tax), "tax_summary", 0.1)
        if base
        else None,
        found_in(row.line, tax.start, tax.end, tax.value, "tax_summary", 0.1),
        next(
            (
                name
                for name in load_words("invoice_words")["taxes_beside"]
                if f" {name} " in f" {row.folded} "
            ),
            "",
        ),
    )
