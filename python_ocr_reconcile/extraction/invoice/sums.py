"""The sums of an invoice: amounts beside the terms that name them, and the rows of its tax summary."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.items import ADJUSTMENT_KEYS, multiplies
from python_ocr_reconcile.extraction.invoice.near import lines_below, next_cell, words_under
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.rows import segment_start
from python_ocr_reconcile.extraction.lexicon import Label
from python_ocr_reconcile.extraction.spans import AmountSpan

CENT = Decimal("0.01")
UNNAMED = "unnamed"
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


def read_terms(rows: Sequence[Row], table_places: Collection[int]) -> list[SumTerm]:
    """Every amount outside the table of positions, under each role that a label near it gives.

    Amounts without a label come under the role `UNNAMED`; those that are none of the invoice's sums (cash
    tendered, change, skonto) under ``not_owed``.
    """
    terms: list[SumTerm] = []
    named: set[tuple[int, int]] = set()
    # Where sums are printed as money, a bare number beside "due" is none: "payment due within 30 days".
    as_money = any(a.is_money_like for row in rows if row.sums for a in row.amounts)
    edges = edges_of_sums(rows, table_places)
    for row in rows:
        if row.place in table_places or not row.sums:
            continue
        # "Express delivery 2 x 24.31" is a position, whatever it is called.
        barred = ADJUSTMENT_KEYS if multiplies(row) else set()
        for head, others, stop in heads_of(row):
            found = (
                _beside(row, head, stop)
                or _level_with(rows, row, head)
                or amounts_under(rows, row, head, table_places)
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
                    bare = as_money and not amount.is_money_like and not in_column_of_sums(at, amount, edges)
                    if key in barred or (key in _OF_MONEY and bare):
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


def edges_of_sums(rows: Sequence[Row], table_places: Collection[int]) -> list[tuple[int, int, float]]:
    """Page, place and right edge of the last amount of each line that is a cell of sums of its own."""
    return [
        (row.line.page, row.place, row.amounts[-1].words[-1].x1)
        for row in rows
        if row.sums
        and row.place not in table_places
        and row.amounts
        and not row.amounts[-1].percent
        and row.amounts[-1].end == len(row.line.words)
    ]


def in_column_of_sums(row: Row, amount: AmountSpan, edges: Sequence[tuple[int, int, float]]) -> bool:
    """Whether the number stands in the column of the sums, as whole amounts do: "VAT 25%   2 920"."""
    if amount.end != len(row.line.words):
        return False
    edge = amount.words[-1].x1
    return any(
        page == row.line.page and place != row.place and abs(x1 - edge) < 0.5 * row.line.em
        for page, place, x1 in edges
    )


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


def heads_of(row: Row) -> list[tuple[Label, list[Label], int]]:
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


def amounts_under(rows: Sequence[Row], row: Row, head: Label, table_places: Collection[int]) -> list[_Hit]:
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
