"""The number columns of a table of positions, and which holds what.

The heading says what a column should be, arithmetic says what it is: of all ways to name the number
columns, the one under which quantity x unit price = amount closes on most rows wins, and the heading
breaks ties. "Amount" heads a quantity on one invoice and a sum on the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from python_ocr_reconcile.extraction.invoice.headers import AMOUNT_KEYS, Header, keys_above
from python_ocr_reconcile.extraction.invoice.pricing import closes
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.spans import AmountSpan


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """Numbers that stand above one another."""

    x0: float
    x1: float
    cells: Mapping[int, AmountSpan]
    """By the place of their row."""
    keys: tuple[str, ...]
    """What the heading above them may mean; empty without one."""
    percent: bool

    @property
    def money_share(self) -> float:
        """How many of its cells are printed as money is."""
        return sum(c.is_money_like for c in self.cells.values()) / len(self.cells)


def number_columns(rows: Sequence[Row], header: Header | None) -> list[NumberColumn]:
    """The number columns that the lines `rows` (of a table, without its header) form, left to right."""
    cells = sorted(
        ((a.words[0].x0, a.words[-1].x1, row.place, a) for row in rows for a in row.amounts),
        key=lambda c: c[0],
    )
    groups: list[tuple[list[float], list[tuple[int, AmountSpan]]]] = []
    for x0, x1, place, span in cells:
        home = None
        for extent, members in reversed(groups[-4:]):
            shared = min(extent[1], x1) - max(extent[0], x0)
            if shared > 0.3 * min(x1 - x0, extent[1] - extent[0]) and shared > 0.5:
                home = (extent, members)
                break
        if home is None:
            groups.append(([x0, x1], [(place, span)]))
        else:
            home[0][0], home[0][1] = min(home[0][0], x0), max(home[0][1], x1)
            home[1].append((place, span))
    columns = []
    for extent, members in groups:
        by_place: dict[int, AmountSpan] = {}
        for place, span in members:
            by_place.setdefault(place, span)
        keys = keys_above(extent[0], extent[1], header)
        share = sum(s.percent for s in by_place.values()) / len(by_place)
        columns.append(NumberColumn(extent[0], extent[1], by_place, keys, share > 0.5))
    return columns


@dataclass(frozen=True, slots=True)
class Roles:
    """Which number column is what; ``None`` where there is none."""

    amount: int
    quantity: int | None = None
    unit_price: int | None = None
    tax_rate: int | None = None
    tax_amount: int | None = None
    discount: int | None = None
    closings: int = 0
    """Rows on which quantity x unit price = amount."""


def name_columns(columns: Sequence[NumberColumn]) -> Roles | None:
    """The naming of `columns` under which most arithmetic closes; ``None`` where no column holds amounts."""
    usable = [i for i, c in enumerate(columns) if not c.percent]
    amounts = [i for i in usable if columns[i].money_share >= 0.5 or AMOUNT_KEYS & set(columns[i].keys)]
    if not amounts:
        return None
    discount = _by_key(columns, "discount", set())
    best: tuple[float, Roles] | None = None
    for a in amounts:
        score, roles = _amount_prior(columns, a), Roles(a)
        if best is None or score > best[0]:
            best = (score, roles)
        counted = [i for i in usable if i != a and not _holds_rates(columns[i])]
        for q, u in permutations(counted, 2):
            both = [p for p in columns[a].cells if p in columns[q].cells and p in columns[u].cells]
            if not both:
                continue
            off = columns[discount].cells if discount is not None else {}
            cells = [
                (columns[q].cells[p], columns[u].cells[p], columns[a].cells[p], off.get(p)) for p in both
            ]
            closing = sum(
                closes(one.value, two.value, amount.value, rebate.value if rebate else None)
                for one, two, amount, rebate in cells
            )
            score = _amount_prior(columns, a) + _pair_prior(columns, q, u, a)
            score += 4.0 * closing / len(both) + 0.3 * min(closing, 5)
            if score > best[0]:
                best = (score, Roles(a, q, u, closings=closing))
    if best is None:
        return None
    roles = best[1]
    taken = {roles.amount, roles.quantity, roles.unit_price}
    quantity, unit_price = roles.quantity, roles.unit_price
    if roles.closings == 0:
        quantity = _by_key(columns, "quantity", {roles.amount})
        unit_price = _by_key(columns, "unit_price", {roles.amount, quantity})
        taken = {roles.amount, quantity, unit_price}
    if discount is None:
        discount = _rebate_of(columns, roles.amount, quantity, unit_price)
    rate = _by_key(columns, "tax_rate", taken)
    if rate is None:
        rate = next(
            (i for i, c in enumerate(columns) if c.percent and i not in taken and i != discount), None
        )
    return Roles(
        roles.amount, quantity, unit_price, rate,
        _by_key(columns, "tax_amount", taken | {rate}),
        discount if discount not in taken and discount != rate else None,
        roles.closings,
    )  # fmt: skip


def _holds_rates(column: NumberColumn) -> bool:
    """Whether the heading makes it rates of tax: 20 of "VAT %" x 500.00 are no 100.00 of "VAT"."""
    return column.keys[:1] == ("tax_rate",) and not {"quantity", "unit_price"} & set(column.keys)


def _rebate_of(
    columns: Sequence[NumberColumn], amount: int, quantity: int | None, unit_price: int | None
) -> int | None:
    """The column of percentages that are a rebate, since quantity x unit price = amount with them only."""
    if quantity is None or unit_price is None:
        return None
    q, u, a = (columns[i].cells for i in (quantity, unit_price, amount))
    for i, column in enumerate(columns):
        if not column.percent or column.keys[:1] == ("tax_rate",):
            continue
        both = [p for p in column.cells if column.cells[p].value and p in q and p in u and p in a]
        rebated = [
            closes(q[p].value, u[p].value, a[p].value, column.cells[p].value)
            and not closes(q[p].value, u[p].value, a[p].value)
            for p in both
        ]
        if both and all(rebated):
            return i
    return None


def _by_key(columns: Sequence[NumberColumn], key: str, taken: set[int | None]) -> int | None:
    first = [i for i, c in enumerate(columns) if i not in taken and c.keys[:1] == (key,)]
    rest = [i for i, c in enumerate(columns) if i not in taken and key in c.keys]
    return next(iter(first or rest), None)


def _amount_prior(columns: Sequence[NumberColumn], a: int) -> float:
    keys = columns[a].keys
    named = (
        1.2
        if keys[:1] == ("amount",)
        else 0.8
        if "amount" in keys
        else 0.7
        if AMOUNT_KEYS & set(keys)
        else 0.0
    )
    # Amounts stand on the right, and in every row of the table.
    share = len(columns[a].cells) / max(len(c.cells) for c in columns)
    return named + 0.1 * a / len(columns) + 0.8 * columns[a].money_share + 0.8 * share


def _pair_prior(columns: Sequence[NumberColumn], q: int, u: int, a: int) -> float:
    prior = 0.0
    prior += 0.8 if "quantity" in columns[q].keys[:1] else 0.4 if "quantity" in columns[q].keys else 0.0
    prior += 0.8 if "unit_price" in columns[u].keys[:1] else 0.4 if "unit_price" in columns[u].keys else 0.0
    prior -= 0.6 if {"position", "item_code"} & set(columns[q].keys[:1]) else 0.0
    prior -= 0.4 if "tax_rate" in columns[q].keys[:1] or "tax_rate" in columns[u].keys[:1] else 0.0
    prior -= 0.2 * columns[q].money_share  # quantities are seldom printed with a currency
    prior += 0.2 if columns[u].x1 < columns[a].x1 else -0.2
    return prior
