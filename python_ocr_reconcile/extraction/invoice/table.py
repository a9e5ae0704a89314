"""The positions of an invoice: rows of its table, with their descriptions over several lines.

Several readings are offered, from the surest to the boldest: the rows under a recognised header; rows on
which quantity x unit price = amount without one; a bare list of amounts, as till receipts print. Whoever
solves the sums decides which of them adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Literal

from python_ocr_reconcile.extraction.invoice.headers import (
    AMOUNT_KEYS,
    Header,
    find_headers,
    heads_tax_summary,
)
from python_ocr_reconcile.extraction.invoice.items import (
    ADJUSTMENT_KEYS,
    Item,
    continuations,
    is_led,
    is_only_terms,
    is_sum,
    items_of,
    multiplies,
    texts,
    triple,
)
from python_ocr_reconcile.extraction.invoice.near import leads_cell
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.tax_rows import heads_taxes
from python_ocr_reconcile.extraction.lexicon import load_words


@dataclass(frozen=True, eq=False)
class Table:
    """The positions under one reading."""

    items: tuple[Item, ...]
    kind: Literal["header", "arithmetic", "amounts"]
    places: frozenset[int]
    """Lines that belong to it, its header too."""
    gross: bool = False
    """The header says that amounts include tax."""

    @cached_property
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
    found = [table for table in tables if table and table.items]
    return found + [shorter for table in found if (shorter := _without_sum(table))]


def _without_sum(table: Table) -> Table | None:
    """The table without its last row where that is the sum of the others, under a word that nobody knows."""
    *items, last = table.items
    bare = last.quantity is None and last.unit_price is None
    if not items or not bare or last.amount.value != sum((i.amount.value for i in items), Decimal(0)):
        return None
    return replace(table, items=tuple(items), places=table.places - set(last.places))


def _under_headers(rows: Sequence[Row], headers: Sequence[Header]) -> Table | None:
    items: list[Item] = []
    places: set[int] = set()
    gross = False
    ended = False
    for number, header in enumerate(headers):
        if ended and not _same_columns(header, headers[0]):
            continue
        stop = headers[number + 1].first if number + 1 < len(headers) else rows[-1].place + 1
        region = _region(rows, header, stop)
        body, done = region
        found, roles, columns = items_of(body, header)
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


def _inner_edge(header: Header) -> float:
    """Right of this no description begins: a line that does is of sums, wherever its amount stands."""
    return max((h.x1 for h in header.headings if "description" in h.keys[:1]), default=1e6) + 30


def _region(rows: Sequence[Row], header: Header, stop: int) -> tuple[list[Row], bool]:
    """The lines from `header` up to the first sum, and whether there was one."""
    body: list[Row] = []
    base, edge, inner = rows[0].place, _amount_edge(header), _inner_edge(header)
    region = rows[header.last + 1 - base : stop - base]
    for row, below in zip(region, [*region[1:], None], strict=True):
        if row.amounts and _is_carried(row) and not is_led(row, header):
            continue
        if body and (heads_tax_summary(row) or (below is not None and heads_taxes(row, below))):
            return body, True
        right = [a.words[-1].x1 for a in row.amounts if not a.percent]
        counted = multiplies(row) or is_led(row, header)
        # Nothing has been summed above the first position: "Tax stamp 4.00" is one.
        opens = not body and right and below is not None and _goes_on(row, below)
        placed = not right or right[-1] > edge or row.line.x0 > inner
        if is_sum(row) and not counted and not opens and placed:
            return body, True
        if body and row.line.page != body[-1].line.page and not _in_line(row, body):
            continue
        body.append(row)
    return body, False


def _goes_on(row: Row, below: Row) -> bool:
    """Whether an amount that is no sum stands below the last of `row`, among other numbers."""
    numbers = [a for a in below.amounts if not a.percent]
    aligned = bool(numbers) and abs(numbers[-1].words[-1].x1 - row.amounts[-1].words[-1].x1) < row.line.em
    return aligned and len(numbers) > 1 and not is_sum(below) and multiplies(below)


def _is_carried(row: Row) -> bool:
    """Whether the line repeats a sum at the foot or the head of a page; "Transport 2 x 24.31" is sold."""
    carried = load_words("invoice_words")["carried"]
    said = f" {row.folded} "
    numbers = [a for a in row.amounts if not a.percent]
    priced = multiplies(row) or len([a for a in numbers if a.is_money_like]) > 1 or len(numbers) > 2
    return any(f" {phrase} " in said for phrase in carried) and not priced


def _in_line(row: Row, body: Sequence[Row]) -> bool:
    """Whether a line of the next page has amounts where the table has its."""
    edges = [a.words[-1].x1 for r in body for a in r.amounts if a.is_money_like]
    return any(abs(a.words[-1].x1 - e) < 5 for a in row.amounts for e in edges)


def _by_arithmetic(rows: Sequence[Row]) -> Table | None:
    """Lines on which quantity x unit price = amount, without a header; at least two, or one that counts."""
    found = [(row, priced) for row in rows if (priced := triple(row)) and not is_sum(row)]
    if not found:
        return None
    edges = [t[2].words[-1].x1 for _, t in found]
    usual = sorted(edges)[len(edges) // 2]
    found = [(r, t) for r, t in found if abs(t[2].words[-1].x1 - usual) < 14]
    first, last = found[0][0], found[-1][0]
    body = [r for r in rows if first.place - 1 <= r.place <= last.place and not is_sum(r)]
    homes = continuations(body, [r for r, _ in found])
    items = []
    for row, (quantity, unit_price, amount) in found:
        lines = [row, *homes.get(row.place, [])]
        used: set[tuple[object, int]] = {
            (row.line, i) for s in (quantity, unit_price, amount) for i in range(s.start, s.end)
        }
        rate = next((a for a in row.amounts if a.percent), None)
        described, _ = texts(lines, used, None)
        items.append(
            Item(
                row.line.page, tuple(r.place for r in lines), amount, quantity, unit_price, rate, None, None,
                (), described,
            )
        )  # fmt: skip
    return Table(tuple(items), "arithmetic", frozenset(p for i in items for p in i.places))


def _is_labelled(row: Row) -> bool:
    """Whether a label of the head begins one of its cells; "du" within the name of a position is none."""
    return any(leads_cell(row, label.start) for label in row.labels)


def _bare_amounts(rows: Sequence[Row]) -> Table | None:
    """The amounts at the right edge above the first sum, as a till prints them."""
    stops = [r for r in rows if is_sum(r)]
    above: list[Row] = []
    begin = rows[0].place
    for stop in stops:  # what is due may stand in a box above all of them
        between = [r for r in rows if begin <= r.place < stop.place and r.line.page == stop.line.page]
        above = [r for r in between if r.amounts and r.amounts[-1].is_money_like]
        if above:
            break
        begin = stop.place + 1
    if not above:
        return None
    edge = sorted(r.amounts[-1].words[-1].x1 for r in above)[len(above) // 2]
    above = [r for r in above if abs(r.amounts[-1].words[-1].x1 - edge) < 14 and not _is_labelled(r)]
    above = [r for r in above if not (is_sum(r, ADJUSTMENT_KEYS) and is_only_terms(r))]
    items = []
    for row in above:
        amount = row.amounts[-1]
        used: set[tuple[object, int]] = {(row.line, i) for i in range(amount.start, amount.end)}
        described, _ = texts([row], used, None)
        items.append(Item(row.line.page, (row.place,), amount, None, None, None, None, None, (), described))
    return Table(tuple(items), "amounts", frozenset(r.place for r in above)) if items else None
