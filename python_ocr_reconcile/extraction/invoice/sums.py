"""The sums of an invoice: amounts beside the terms that name them, and the rows of its tax summary."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.items import ADJUSTMENT_KEYS, MOST_NUMBERS, multiplies
from python_ocr_reconcile.extraction.invoice.near import lines_below, next_cell, words_under
from python_ocr_reconcile.extraction.invoice.rates import is_tax
from python_ocr_reconcile.extraction.invoice.rows import Row, segment_start
from python_ocr_reconcile.extraction.lexicon import Label, load_words
from python_ocr_reconcile.extraction.spans import AmountSpan

CENT = Decimal("0.01")
UNNAMED = "unnamed"
HIGHEST_RATE = Decimal(30)
_OF_MONEY = {"amount_due", "tax"}
"""Roles whose terms stand in prose and in heads of columns too: "due within 14 days", "excl. VAT"."""


@dataclass(frozen=True, slots=True, eq=False)
class SumTerm:
    """An amount under one of the roles it may play."""

    role: str
    found: Found
    cost: float
    rates: tuple[Decimal, ...] = ()
    """Percentages printed on its line."""

    @property
    def value(self) -> Decimal:
        """Signed as printed."""
        value = self.found.value
        assert isinstance(value, Decimal)  # noqa: S101 - only amounts become terms
        return value


@dataclass(frozen=True, slots=True, eq=False)
class TaxRow:
    """Tax of one rate: base x rate = amount, as printed; `base` may be missing."""

    rate: Decimal
    rate_found: Found
    base: Found | None
    amount: Found
    name: str = ""
    """What it is called, where several taxes are levied on one base; empty for value added tax."""


def read_terms(rows: Sequence[Row], table_places: Collection[int]) -> list[SumTerm]:
    """Every amount outside the table of positions, under each role that a label near it gives.

    Amounts without a label come under the role `UNNAMED`; those that are none of the invoice's sums (cash
    tendered, change, skonto) under ``not_owed``.
    """
    terms: list[SumTerm] = []
    named: set[tuple[int, int]] = set()
    # Where sums are printed as money, a bare number beside "due" is none: "payment due within 30 days".
    as_money = any(a.is_money_like for row in rows if row.sums for a in row.amounts)
    for row in rows:
        if row.place in table_places or not row.sums:
            continue
        # "Express delivery 2 x 24.31" is a position, whatever it is called.
        barred = ADJUSTMENT_KEYS if multiplies(row) else set()
        for head, others, stop in _heads(row):
            found = (
                _beside(row, head, stop)
                or _level_with(rows, row, head)
                or _under(rows, row, head, table_places)
            )
            base = 2.0 * (1.0 - head.score)
            count = len(found)
            rates = tuple(a.value for a in row.amounts if a.percent)
            for nth, (at, amount, method, cost) in enumerate(found):
                # On "VAT 19% 198.00 37.62" the last amount is the tax; those before it are its base.
                last = 0.0 if nth == count - 1 else 0.5
                plain = 0.0 if amount.is_money_like else 0.25
                value = found_in(at.line, amount.start, amount.end, amount.value, method, base + cost)
                for key, extra in _roles(head, others):
                    if key in barred or (key in _OF_MONEY and as_money and not amount.is_money_like):
                        continue
                    total = base + cost + last + extra
                    total += plain * (2.4 if key in {"total", "amount_due"} else 1.0)
                    terms.append(SumTerm(key, value, total, rates))
                named.add((at.place, amount.start))
        terms += _across(row)
    for row in rows:
        if row.place in table_places:
            continue
        for amount in row.amounts:
            if amount.is_money_like and (row.place, amount.start) not in named:
                value = found_in(row.line, amount.start, amount.end, amount.value, "unlabelled", 1.0)
                terms.append(SumTerm(UNNAMED, value, 2.0))
    return terms


def _across(row: Row) -> list[SumTerm]:
    """Net amount, tax and total under the columns of the positions: "Total 580.00 104.00 684.00"."""
    money = [a for a in row.amounts if a.is_money_like][-3:]
    if len(money) < 3 or "total" not in row.sums[0].keys or row.sums[0].start > 1:
        return []
    net, tax, total = money
    if net.value + tax.value != total.value or not tax.value or abs(tax.value) >= abs(net.value):
        return []
    return [
        SumTerm(role, found_in(row.line, a.start, a.end, a.value, "totals_row", 0.2), 0.2)
        for role, a in (("subtotal", net), ("tax", tax), ("total", total))
    ]


def _roles(head: Label, others: Sequence[Label]) -> list[tuple[str, float]]:
    """The roles that the labels of a cell give, with what each costs beyond the first."""
    return [
        (key, extra + 0.3 * nth + 0.05 * rank)
        for rank, (label, extra) in enumerate([(head, 0.0), *((other, 0.8) for other in others)])
        for nth, key in enumerate(label.keys)
    ]


def _heads(row: Row) -> list[tuple[Label, list[Label], int]]:
    """The leading label of each cell with the labels that go on with it, and where its amounts end."""
    heads: list[tuple[Label, list[Label]]] = []
    for label in row.sums:
        follows = heads and not any(
            heads[-1][0].end <= a.start < label.start and not a.percent for a in row.amounts
        )
        same_cell = heads and segment_start(row.line, heads[-1][0].start) == segment_start(
            row.line, label.start
        )
        if follows and same_cell:
            heads[-1][1].append(label)
        else:
            heads.append((label, []))
    stops = [*(h[0].start for h in heads[1:]), len(row.line.words)][: len(heads)]
    return [(head, others, stop) for (head, others), stop in zip(heads, stops, strict=True)]


_Hit = tuple[Row, AmountSpan, str, float]


def _beside(row: Row, head: Label, stop: int) -> list[_Hit]:
    # "Total EUR 5.00" is a term too: the currency may belong to both.
    return [
        (row, a, "label_right", 0.0) for a in row.amounts if head.end <= a.figures < stop and not a.percent
    ]


def _level_with(rows: Sequence[Row], row: Row, head: Label) -> list[_Hit]:
    """An amount to the right that OCR set half a line higher or lower than its label."""
    base = rows[0].place
    right = row.line.words[head.end - 1].x1
    for place in (row.place - 1, row.place + 1):
        if not 0 <= place - base < len(rows):
            continue
        other = rows[place - base]
        offset = abs(other.line.y0 + other.line.y1 - row.line.y0 - row.line.y1) / 2
        if other.line.page != row.line.page or offset > 0.75 * row.line.height or other.sums:
            continue
        amounts = [a for a in other.amounts if a.words[0].x0 > right and a.is_money_like]
        if amounts:
            return [(other, amounts[-1], "label_right", 0.25)]
    return []


def _under(rows: Sequence[Row], row: Row, head: Label, table_places: Collection[int]) -> list[_Hit]:
    """An amount in the same column below: a row of terms over a row of amounts."""
    x0, x1 = row.line.words[head.start].x0, row.line.words[head.end - 1].x1
    for depth, below in enumerate(lines_below(rows, row, reach=42.0, most=3)):
        if below.place in table_places:
            return []
        under = words_under(below.line, x0, x1, next_cell(row, head.end))
        if not under:
            continue
        if any(under[0] <= label.start < under[1] for label in below.sums):
            return []
        amounts = [a for a in below.amounts if under[0] <= a.start < under[1] and not a.percent]
        return [(below, amounts[-1], "label_above", 0.3 + 0.1 * depth)] if amounts else []
    return []


def read_tax_rows(rows: Sequence[Row], table_places: Collection[int]) -> list[TaxRow]:
    """The rows of the tax summary: those on which base x rate = tax, and single amounts beside a rate."""
    found: list[TaxRow] = []
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
            after = [a for a in row.amounts if not a.percent and a.start > taxes[0].start and a.is_money_like]
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
    for head, _, stop in _heads(row):
        rates = [a for a in row.amounts if head.end <= a.start < stop]
        if head.key != "tax" or len(rates) != 1:
            continue
        for below, amount, _, _ in _under(rows, row, head, table_places):
            tax = found_in(below.line, amount.start, amount.end, amount.value, "label_above", 0.3)
            rate = found_in(row.line, rates[0].start, rates[0].end, rates[0].value, "label_above", 0.3)
            found.append(TaxRow(rates[0].value, rate, None, tax))
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
