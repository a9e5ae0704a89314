"""The positions of an invoice: rows of its table, with their descriptions over several lines.

Three readings are offered, from the surest to the boldest: the rows under a recognised header; rows on
which quantity x unit price = amount without one; a bare list of amounts, as till receipts print. Whoever
solves the sums decides which of them adds up.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Literal

from python_ocr_reconcile.extraction.invoice.columns import (
    AMOUNT_KEYS,
    Header,
    NumberColumn,
    Roles,
    closes,
    find_headers,
    heads_tax_summary,
    name_columns,
    number_columns,
    text_key,
)
from python_ocr_reconcile.extraction.invoice.rows import Row, segment_start
from python_ocr_reconcile.extraction.lexicon import load_words
from python_ocr_reconcile.extraction.spans import AmountSpan
from python_ocr_reconcile.models.page import Word

END_KEYS = {"subtotal", "line_total", "tax", "total", "amount_due", "prepaid"}
ADJUSTMENT_KEYS = {"discount", "shipping", "rounding"}


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
    repaired: bool = False
    """One digit of the amount was put right by quantity x unit price."""

    @property
    def closes(self) -> bool:
        """Whether quantity x unit price = amount, as printed."""
        if self.quantity is None or self.unit_price is None:
            return False
        rebate = self.discount.value if self.discount else None
        return closes(self.quantity.value, self.unit_price.value, self.amount.value, rebate)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The positions under one reading."""

    items: tuple[Item, ...]
    kind: Literal["header", "arithmetic", "amounts"]
    places: frozenset[int]
    """Lines that belong to it, its header too."""
    gross: bool = False
    """The header says that amounts include tax."""

    @property
    def total(self) -> Decimal:
        """Of the amounts."""
        return sum((item.amount.value for item in self.items), Decimal(0))


def read_tables(rows: Sequence[Row]) -> list[Table]:
    """The readings of the table of positions, the surest first; none where nothing looks like one."""
    headed = _under_headers(rows, find_headers(rows))
    counted = _by_arithmetic(rows)
    if headed and any(item.closes for item in headed.items):
        return [headed, counted] if counted else [headed]
    tables = [headed, counted, _bare_amounts(rows)]
    return [table for table in tables if table and table.items]


def is_sum(row: Row, keys: set[str] = END_KEYS) -> bool:
    """Whether the line states one of the invoice's sums: a term that starts a cell, an amount behind it."""
    alone = len(row.line.segments) == 1
    for label in row.sums:
        heads_cell = segment_start(row.line, label.start) == label.start
        behind = any(a.start >= label.end and not a.percent for a in row.amounts)
        if keys & set(label.keys[:1]) and heads_cell and (behind or alone):
            return True
    return keys is END_KEYS and _heads_sums(row)


def _heads_sums(row: Row) -> bool:
    """Whether the line heads a grid of sums: "Net | VAT 19% | Total" over their amounts."""
    if any(not a.percent for a in row.amounts) or len(row.line.segments) < 2:
        return False
    starts = [label for label in row.sums if segment_start(row.line, label.start) == label.start]
    roles = {label.key for label in starts}
    return (
        len(roles & END_KEYS) >= 2
        and bool(roles & {"total", "amount_due"})
        and len(starts) >= len(row.line.segments) - 1
    )


def _under_headers(rows: Sequence[Row], headers: Sequence[Header]) -> Table | None:
    items: list[Item] = []
    places: set[int] = set()
    gross = False
    ended = False
    for number, header in enumerate(headers):
        if ended and not _same_columns(header, headers[0]):
            continue
        stop = headers[number + 1].first if number + 1 < len(headers) else rows[-1].place + 1
        region = _region(rows, header.last + 1, stop, _amount_edge(header))
        body, done = region
        found, roles, columns = _items_of(body, header)
        if not found:
            continue
        if items and not _same_columns(header, headers[0]):
            continue
        items += found
        places |= set(range(header.first, header.last + 1)) | {p for item in found for p in item.places}
        gross = gross or columns[roles.amount].keys[:1] == ("gross_amount",) if roles else gross
        ended = done
    return Table(tuple(items), "header", frozenset(places), gross) if items else None


def _same_columns(header: Header, first: Header) -> bool:
    """Whether the header is the first one again, as it is printed on the next page."""
    shared = sum(
        any(h.keys == o.keys and abs(h.x0 - o.x0) < 12 for o in first.headings) for h in header.headings
    )
    return shared >= 0.7 * len(first.headings)


def _amount_edge(header: Header) -> float:
    """Left of this no amount of the table stands, so none of its sums either: "(net 60.00)" ends no table."""
    edges = [h.x0 for h in header.headings if AMOUNT_KEYS & set(h.keys[:1])]
    return max(edges) - 60 if edges else 0.0


def _region(rows: Sequence[Row], first: int, stop: int, edge: float) -> tuple[list[Row], bool]:
    """The lines from `first` up to the first sum, and whether there was one."""
    body: list[Row] = []
    base = rows[0].place
    carried = load_words("invoice_words")["carried"]
    for row in rows[first - base : stop - base]:
        if any(c in row.folded for c in carried) and row.amounts:
            continue
        if body and heads_tax_summary(row):
            return body, True
        right = [a.words[-1].x1 for a in row.amounts if not a.percent]
        if is_sum(row) and not _multiplies(row) and (not right or right[-1] > edge):
            return body, True
        if body and row.line.page != body[-1].line.page and not _in_line(row, body):
            continue
        body.append(row)
    return body, False


def _in_line(row: Row, body: Sequence[Row]) -> bool:
    """Whether a line of the next page has amounts where the table has its."""
    edges = [a.words[-1].x1 for r in body for a in r.amounts if a.is_money_like]
    return any(abs(a.words[-1].x1 - e) < 5 for a in row.amounts for e in edges)


def _multiplies(row: Row) -> bool:
    return _triple(row) is not None


def _triple(row: Row) -> tuple[AmountSpan, AmountSpan, AmountSpan] | None:
    """Quantity, unit price and amount of one line, where they close; a quantity of one counts too."""
    numbers = [a for a in row.amounts if not a.percent]
    for amount in reversed(numbers):
        if not amount.is_money_like or not amount.value:
            continue
        before = [n for n in numbers if n.start < amount.start]
        for one, two in combinations(before, 2):
            if closes(one.value, two.value, amount.value):
                by_money = one.is_money_like and not two.is_money_like
                return (two, one, amount) if by_money else (one, two, amount)
    return None


def _items_of(
    body: Sequence[Row], header: Header | None
) -> tuple[list[Item], Roles | None, list[NumberColumn]]:
    columns = number_columns(body, header)
    roles = name_columns(columns) if columns else None
    if roles is None:
        return [], None, columns
    anchors = _anchors(body, columns[roles.amount])
    homes = _continuations(body, anchors)
    items = []
    for anchor in anchors:
        cells = {name: _cell(columns, index, anchor, homes) for name, index in _named(roles)}
        amount = columns[roles.amount].cells[anchor.place]
        lines = [anchor, *homes.get(anchor.place, [])]
        used: set[tuple[object, int]] = {
            (s.line, i) for s in (amount, *cells.values()) if s for i in range(s.start, s.end)
        }
        described, code = _texts(lines, used, header)
        items.append(
            Item(
                anchor.line.page,
                tuple(r.place for r in lines),
                amount,
                cells["quantity"],
                cells["unit_price"],
                cells["tax_rate"],
                cells["tax_amount"],
                cells["discount"],
                code,
                described,
            )
        )
    return items, roles, columns


def _named(roles: Roles) -> list[tuple[str, int | None]]:
    return [
        ("quantity", roles.quantity),
        ("unit_price", roles.unit_price),
        ("tax_rate", roles.tax_rate),
        ("tax_amount", roles.tax_amount),
        ("discount", roles.discount),
    ]


def _anchors(body: Sequence[Row], amounts: NumberColumn) -> list[Row]:
    """The lines that hold an amount, without those that state a rebate or a charge on the whole."""
    money = amounts.money_share >= 0.5
    found = []
    for row in body:
        cell = amounts.cells.get(row.place)
        if cell is None or cell.percent or (money and not cell.is_money_like):
            continue
        if is_sum(row, ADJUSTMENT_KEYS) and not _multiplies(row) and _only_terms(row):
            continue
        found.append(row)
    return found


def _only_terms(row: Row) -> bool:
    """Whether the words of the line are terms of sums for the most part, and not the name of goods."""
    named = {i for label in row.sums if label.score > 0.9 for i in range(label.start, label.end)}
    taken = {i for a in row.amounts for i in range(a.start, a.end)}
    words = [
        i for i, w in enumerate(row.line.words) if i not in taken and sum(c.isalpha() for c in w.text) >= 2
    ]
    return 2 * sum(i in named for i in words) > len(words)


def _continuations(body: Sequence[Row], anchors: Sequence[Row]) -> dict[int, list[Row]]:
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


def _texts(
    lines: Sequence[Row], used: set[tuple[object, int]], header: Header | None
) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
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
                key not in {"position", "unit"} and not word.text[0].isdigit()
            ):
                described.append(word)
    return tuple(described), tuple(code)


def _by_arithmetic(rows: Sequence[Row]) -> Table | None:
    """Lines on which quantity x unit price = amount, without a header; at least two, or one that counts."""
    found = [(row, triple) for row in rows if (triple := _triple(row)) and not is_sum(row)]
    if not found:
        return None
    edges = [t[2].words[-1].x1 for _, t in found]
    usual = sorted(edges)[len(edges) // 2]
    found = [(r, t) for r, t in found if abs(t[2].words[-1].x1 - usual) < 14]
    first, last = found[0][0], found[-1][0]
    body = [r for r in rows if first.place - 1 <= r.place <= last.place and not is_sum(r)]
    homes = _continuations(body, [r for r, _ in found])
    items = []
    for row, (quantity, unit_price, amount) in found:
        lines = [row, *homes.get(row.place, [])]
        used: set[tuple[object, int]] = {
            (row.line, i) for s in (quantity, unit_price, amount) for i in range(s.start, s.end)
        }
        rate = next((a for a in row.amounts if a.percent), None)
        described, _ = _texts(lines, used, None)
        items.append(
            Item(
                row.line.page, tuple(r.place for r in lines), amount, quantity, unit_price, rate, None, None,
                (), described,
            )
        )  # fmt: skip
    return Table(tuple(items), "arithmetic", frozenset(p for i in items for p in i.places))


def _bare_amounts(rows: Sequence[Row]) -> Table | None:
    """The amounts at the right edge above the first sum, as a till prints them."""
    stop = next((r.place for r in rows if is_sum(r)), None)
    if stop is None:
        return None
    above = [r for r in rows if r.place < stop and r.amounts and r.amounts[-1].is_money_like]
    above = [r for r in above if r.line.page == rows[stop - rows[0].place].line.page]
    if not above:
        return None
    edge = sorted(r.amounts[-1].words[-1].x1 for r in above)[len(above) // 2]
    above = [r for r in above if abs(r.amounts[-1].words[-1].x1 - edge) < 14 and not r.labels]
    above = [r for r in above if not is_sum(r, ADJUSTMENT_KEYS)]
    items = []
    for row in above:
        amount = row.amounts[-1]
        used: set[tuple[object, int]] = {(row.line, i) for i in range(amount.start, amount.end)}
        described, _ = _texts([row], used, None)
        items.append(Item(row.line.page, (row.place,), amount, None, None, None, None, None, (), described))
    return Table(tuple(items), "amounts", frozenset(r.place for r in above)) if items else None


__all__ = ["ADJUSTMENT_KEYS", "AMOUNT_KEYS", "END_KEYS", "Item", "Table", "is_sum", "read_tables"]
