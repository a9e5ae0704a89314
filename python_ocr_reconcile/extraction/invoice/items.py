"""The positions of a table: an amount each, with quantity, price and a description over several lines."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from python_ocr_reconcile.extraction.invoice.columns import (
    NumberColumn,
    Roles,
    name_columns,
    number_columns,
)
from python_ocr_reconcile.extraction.invoice.headers import Header, text_key
from python_ocr_reconcile.extraction.invoice.pricing import Pricing, closes, pricing
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.rows import segment_start
from python_ocr_reconcile.extraction.lexicon import fold, load_lexicon, load_words
from python_ocr_reconcile.extraction.spans import AmountSpan
from python_ocr_reconcile.models.page import Word

END_KEYS = {"subtotal", "line_total", "tax", "total", "amount_due", "prepaid"}
ADJUSTMENT_KEYS = {"discount", "shipping", "rounding"}
_BASE = re.compile(r"^[(/]?(\d{1,4})\)?$")
_DAY = re.compile(r"^[0-3]?\d[./-][0-3]?\d\.?$")
"""A day without its year."""
MOST_NUMBERS = 24
"""In one line of a table; a line with more is a list of numbers and no position."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One position, as printed."""

    page: int
    places: tuple[int, ...]
    """Of all its lines; the first holds the amount."""
    amount: AmountSpan
    quantity: AmountSpan | None
    unit_price: AmountSpan | None
    tax_rate: AmountSpan | None
    tax_amount: AmountSpan | None
    discount: AmountSpan | None
    item_code: tuple[Word, ...]
    description: tuple[Word, ...]
    bases: tuple[Decimal, ...] = ()
    """Whole numbers printed in its description: the price may be per so many."""
    repaired: bool = False
    """One digit of the amount was put right by quantity x unit price."""

    @property
    def pricing(self) -> Pricing | None:
        """How quantity and unit price make the amount, as printed; ``None`` where they do not."""
        if self.quantity is None or self.unit_price is None:
            return None
        rebate = self.discount.value if self.discount else None
        return pricing(self.quantity.value, self.unit_price.value, self.amount.value, rebate, self.bases)

    @property
    def closes(self) -> bool:
        """Whether quantity x unit price = amount, as printed."""
        return self.pricing is not None


def is_sum(row: Row, keys: set[str] = END_KEYS) -> bool:
    """Whether the line states one of the invoice's sums: a term that starts a cell, an amount behind it."""
    alone = len(row.line.segments) == 1
    for label in row.sums:
        heads_cell = _leads(row, label.start)
        behind = any(a.figures >= label.end and not a.percent for a in row.amounts)
        if keys & set(label.keys[:1]) and heads_cell and (behind or alone):
            return True
    return keys is END_KEYS and _heads_sums(row)


def _leads(row: Row, place: int) -> bool:
    """Whether word `place` is the first of its cell, but for "plus" and a rate: "plus 19 % VAT"."""
    start = segment_start(row.line, place)
    rates = {i for a in row.amounts if a.percent for i in range(a.start, a.end)}
    lead = [fold(w.text) for i, w in enumerate(row.line.words[start:place], start) if i not in rates]
    return set(lead) <= load_words("invoice_words")["sum_leads"] | {""}


def _heads_sums(row: Row) -> bool:
    """Whether the line heads a grid of sums: "Net | VAT 19% | Total" over their amounts."""
    if any(not a.percent for a in row.amounts) or len(row.line.segments) < 2:
        return False
    starts = [label for label in row.sums if segment_start(row.line, label.start) == label.start]
    roles = {label.key for label in starts}
    return (
        len(roles & END_KEYS) >= 2
        and bool(roles & {"total", "amount_due"})
        and len(starts) + _bases_of_tax(row) >= len(row.line.segments) - 1
    )


def _bases_of_tax(row: Row) -> int:
    """How many cells are headings of what a tax is reckoned of: "Taxable 9% | VAT 9% | Total"."""
    lexicon = load_lexicon("invoice_columns")
    heads = {segment_start(row.line, label.start): label for label in row.sums}
    count = start = 0
    for segment in row.line.segments:
        first = next(iter(lexicon.find(segment.words)), None)
        count += start not in heads and first is not None and first.start == 0 and first.key == "tax_base"
        start += len(segment.words)
    return count


def is_led(row: Row, header: Header) -> bool:
    """Whether the line begins with a date or a number of its own, as the positions of the table do.

    What is booked on a day, or counted with the rest, is a position, whatever it is called: "City tax 7.50".
    """
    first = header.headings[0]
    segment = row.line.segments[0]
    if min(segment.x1, first.x1) < max(segment.x0, first.x0):
        return False
    if first.keys[0] == "date":
        return any(span.start == 0 for span in row.dates) or bool(_DAY.match(segment.text))
    return first.keys[0] == "position" and segment.text.strip(".").isdigit()


def multiplies(row: Row) -> bool:
    """Whether quantity x unit price = amount on the line."""
    return triple(row) is not None


def triple(row: Row) -> tuple[AmountSpan, AmountSpan, AmountSpan] | None:
    """Quantity, unit price and amount of one line, where they close; a quantity of one counts too."""
    numbers = [a for a in row.amounts if not a.percent]
    if len(numbers) > MOST_NUMBERS:
        return None
    for amount in reversed(numbers):
        if not amount.is_money_like or not amount.value:
            continue
        before = [n for n in numbers if n.start < amount.start]
        for one, two in combinations(before, 2):
            if closes(one.value, two.value, amount.value):
                by_money = one.is_money_like and not two.is_money_like
                return (two, one, amount) if by_money else (one, two, amount)
    return None


def items_of(
    body: Sequence[Row], header: Header | None
) -> tuple[list[Item], Roles | None, list[NumberColumn]]:
    """The positions in the lines `body`, with the columns they were read by."""
    columns = number_columns(body, header)
    roles = name_columns(columns) if columns else None
    if roles is None:
        return [], None, columns
    anchors = _anchors(body, columns, roles, header)
    homes = continuations(body, anchors)
    items = []
    for anchor in anchors:
        cells = {name: _cell(columns, index, anchor, homes) for name, index in _named(roles)}
        amount = columns[roles.amount].cells[anchor.place]
        lines = [anchor, *homes.get(anchor.place, [])]
        used: set[tuple[object, int]] = {
            (s.line, i) for s in (amount, *cells.values()) if s for i in range(s.start, s.end)
        }
        described, code = texts(lines, used, header)
        item = Item(
            anchor.line.page, tuple(r.place for r in lines), amount, cells["quantity"], cells["unit_price"],
            cells["tax_rate"], cells["tax_amount"], cells["discount"], code, described,
        )  # fmt: skip
        items.append(item if item.closes else _explained(item, lines, columns, roles))
    return items, roles, columns


def _explained(item: Item, lines: Sequence[Row], columns: Sequence[NumberColumn], roles: Roles) -> Item:
    """The item with the price it was reckoned with, where the column holds several: 20.00 - 2.00 = 18.00."""
    if item.quantity is None or roles.unit_price is None:
        return item
    column = columns[roles.unit_price]
    others = [
        a
        for row in lines
        for a in row.amounts
        if not a.percent and a is not item.amount and column.x0 - 2 <= a.words[-1].x1 <= column.x1 + 2
    ]
    for price in others:
        if price is not item.unit_price and replace(item, unit_price=price, discount=None).closes:
            return replace(item, unit_price=price, discount=None)
    bases = tuple(
        Decimal(found[1])
        for word in item.description
        if (found := _BASE.match(word.text)) and Decimal(found[1]) > 1
    )
    based = replace(item, bases=bases[:4])
    return based if based.closes else item


def _named(roles: Roles) -> list[tuple[str, int | None]]:
    return [
        ("quantity", roles.quantity),
        ("unit_price", roles.unit_price),
        ("tax_rate", roles.tax_rate),
        ("tax_amount", roles.tax_amount),
        ("discount", roles.discount),
    ]


def _anchors(
    body: Sequence[Row], columns: Sequence[NumberColumn], roles: Roles, header: Header | None
) -> list[Row]:
    """The lines that hold an amount, without those that state a rebate or a charge on the whole."""
    amounts = columns[roles.amount]
    money = amounts.money_share >= 0.5
    found: list[Row] = []
    group = 0
    for row in body:
        cell = amounts.cells.get(row.place)
        if cell is None or cell.percent or (money and not cell.is_money_like):
            continue
        # With a quantity and a price of its own it is a position, even where a digit of them is misread.
        priced = all(
            i is not None and row.place in columns[i].cells for i in (roles.quantity, roles.unit_price)
        )
        counted = priced or multiplies(row) or (header is not None and is_led(row, header))
        if is_sum(row, ADJUSTMENT_KEYS) and not counted and is_only_terms(row):
            continue
        if not priced and _repeats_sum(cell, found[group:], columns, roles):
            group = len(found)
            continue
        found.append(row)
    return found


def _repeats_sum(
    cell: AmountSpan, above: Sequence[Row], columns: Sequence[NumberColumn], roles: Roles
) -> bool:
    """Whether a bare amount is the sum of the positions above, each with a quantity or a price of its own."""
    reckoned = [i for i in (roles.quantity, roles.unit_price) if i is not None]
    if len(above) < 2 or not all(any(r.place in columns[i].cells for i in reckoned) for r in above):
        return False
    return cell.value == sum((columns[roles.amount].cells[r.place].value for r in above), Decimal(0))


def is_only_terms(row: Row) -> bool:
    """Whether the words of the line are terms of sums for the most part, and not the name of goods."""
    currencies = load_words("statement_signs")["currencies"]
    named = {i for label in row.sums if label.score > 0.9 for i in range(label.start, label.end)}
    end = row.amounts[0].start if row.amounts else len(row.line.words)  # a currency may stand behind it
    words = [
        i
        for i, w in enumerate(row.line.words[:end])
        if sum(c.isalpha() for c in w.text) >= 2 and fold(w.text) not in currencies
    ]
    return 2 * sum(i in named for i in words) > len(words)


def continuations(body: Sequence[Row], anchors: Sequence[Row]) -> dict[int, list[Row]]:
    """The other lines of the table, each given to the position it is nearest to."""
    homes: dict[int, list[Row]] = {}
    order = [a.place for a in anchors]
    places = set(order)
    if not anchors:
        return homes
    last_y: dict[int, float] = {a.place: a.line.y1 for a in anchors}
    for row in body:
        if row.place in places or is_sum(row, END_KEYS | ADJUSTMENT_KEYS):
            continue
        after = bisect(order, row.place)
        above = anchors[after - 1] if after else None
        below = anchors[after] if after < len(anchors) else None
        gap_above = row.line.y0 - last_y[above.place] if above and above.line.page == row.line.page else 1e6
        gap_below = below.line.y0 - row.line.y1 if below and below.line.page == row.line.page else 1e6
        limit = 2.0 * max(row.line.em, 6)
        if gap_above <= gap_below + 1.0 and gap_above < limit and above:
            homes.setdefault(above.place, []).append(row)
            last_y[above.place] = row.line.y1
        elif gap_below < 0.8 * limit and below:
            homes.setdefault(below.place, []).append(row)
    return homes


def _cell(
    columns: Sequence[NumberColumn], index: int | None, anchor: Row, homes: Mapping[int, list[Row]]
) -> AmountSpan | None:
    """The cell of a column in a position: on its own line or, where that is empty, on the next to it."""
    if index is None:
        return None
    cells = columns[index].cells
    if anchor.place in cells:
        return cells[anchor.place]
    for row in homes.get(anchor.place, []):
        if row.place in cells and abs(row.line.y0 - anchor.line.y0) < 1.6 * anchor.line.height:
            return cells[row.place]
    return None


def texts(
    lines: Sequence[Row], used: set[tuple[object, int]], header: Header | None
) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The description and the item code that the lines of a position hold."""
    described: list[Word] = []
    code: list[Word] = []
    for row in sorted(lines, key=lambda r: r.place):
        for i, word in enumerate(row.line.words):
            if (row.line, i) in used or not any(c.isalnum() for c in word.text):
                continue
            key = text_key(header, row.line.words[segment_start(row.line, i)].x0 if header else word.x0)
            own = text_key(header, word.x0)
            key = own if own in {"description", "item_code", "position"} else key
            if key == "item_code":
                code.append(word)
            elif key in {"description", None} or (
                key not in {"position", "unit", "date"} and not word.text[0].isdigit()
            ):
                described.append(word)
    return tuple(described), tuple(code)
