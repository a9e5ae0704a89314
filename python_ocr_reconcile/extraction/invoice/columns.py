"""The heading of a table of positions, and which column holds what.

The heading says what a column should be, arithmetic says what it is: of all ways to name the number
columns, the one under which quantity x unit price = amount closes on most rows wins, and the heading
breaks ties. "Amount" heads a quantity on one invoice and a sum on the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from python_ocr_reconcile.extraction.invoice.rows import Row
from python_ocr_reconcile.extraction.layout import Segment
from python_ocr_reconcile.extraction.lexicon import load_lexicon
from python_ocr_reconcile.extraction.spans import AmountSpan

AMOUNT_KEYS = {"amount", "gross_amount"}
_HEAD_KEYS = {"invoice_number", "invoice_date", "due_date", "tax_id", "po_number"}
_TEXT_KEYS = {"description", "item_code", "position", "unit", "date"}
CENT = Decimal("0.01")
HALF_CENT = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Heading:
    """One label of a header row."""

    keys: tuple[str, ...]
    x0: float
    x1: float
    text: str


@dataclass(frozen=True, slots=True)
class Header:
    """A header row, over one to three lines."""

    first: int
    last: int
    """Places of its first and last line."""
    page: int
    headings: tuple[Heading, ...]

    @property
    def keys(self) -> frozenset[str]:
        """Everything that its headings may mean."""
        return frozenset(k for h in self.headings for k in h.keys)


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


def find_headers(rows: Sequence[Row]) -> list[Header]:
    """The header rows, from the first page to the last."""
    headers: list[Header] = []
    for row in rows:
        if headers and row.place <= headers[-1].last:
            continue
        found = _headings(row)
        if _is_header(found) and not any(a.is_money_like for a in row.amounts):
            headers.append(_with_neighbours(rows, row, found))
    return headers


def _is_header(headings: Sequence[Heading]) -> bool:
    keys = {h.keys[0] for h in headings}
    every = {k for h in headings for k in h.keys}
    money = bool(every & (AMOUNT_KEYS | {"unit_price"}))
    goods = bool(every & {"description", "quantity", "item_code"})
    return len(headings) >= 3 and len(keys) >= 3 and money and goods


def heads_tax_summary(row: Row) -> bool:
    """Whether the line heads the summary of taxes: rates, bases and taxes, and no goods."""
    if row.amounts or len(row.line.segments) < 2:
        return False
    keys = [set(h.keys) for h in _headings(row)]
    every = {k for ks in keys for k in ks}
    goods = {"quantity", "unit_price", "description"} & {h for ks in keys for h in ks if len(ks) == 1}
    of_tax = sum(bool({"tax_base", "tax_amount", "tax_rate"} & ks) for ks in keys)
    return len(keys) >= 2 and bool({"tax_base", "tax_amount"} & every) and not goods and of_tax >= 2


def _headings(row: Row) -> list[Heading]:
    lexicon = load_lexicon("invoice_columns")
    found: list[Heading] = []
    for segment in row.line.segments:
        heads = load_lexicon("invoice").meaning(segment.text, noisy=row.noisy)
        whole = lexicon.meaning(segment.text, noisy=row.noisy)
        if heads and not whole and _HEAD_KEYS & set(heads[0].keys):
            continue  # "Invoice Number | Invoice Date | Charges" heads no table of positions
        if whole:
            found.append(Heading(whole[0].keys, segment.x0, segment.x1, segment.text))
            continue
        labels = lexicon.find(segment.words, noisy=row.noisy)
        covered = sum(label.end - label.start for label in labels)
        if labels and covered > 0.5 * len(segment.words):
            for label in labels:
                words = segment.words[label.start : label.end]
                text = " ".join(w.text for w in words)
                found.append(Heading(label.keys, words[0].x0, words[-1].x1, text))
    return found


def _with_neighbours(rows: Sequence[Row], row: Row, headings: list[Heading]) -> Header:
    """The header with the lines right above and below that belong to it ("Unit" over "price")."""
    first = last = row.place
    base = rows[0].place
    for step in (-1, 1):
        place = row.place
        for _ in range(2):
            place += step
            if not 0 <= place - base < len(rows):
                break
            other, near = rows[place - base], rows[place - step - base]
            gap = abs((other.line.y0 + other.line.y1) - (near.line.y0 + near.line.y1)) / 2
            if other.line.page != row.line.page or gap > 1.35 * max(row.line.em, row.line.height):
                break
            if any(c.isdigit() for w in other.line.words for c in w.text):
                break
            more = _headings(other)
            merged = _merge(headings, other.line.segments, more, above=step < 0)
            if merged is None:
                break
            headings = merged
            first, last = min(first, place), max(last, place)
    return Header(first, last, row.line.page, tuple(sorted(headings, key=lambda h: h.x0)))


def _merge(
    headings: list[Heading], segments: Sequence[Segment], more: Sequence[Heading], *, above: bool
) -> list[Heading] | None:
    lexicon = load_lexicon("invoice_columns")
    merged, fits = list(headings), 0
    for segment in segments:
        over = next((h for h in merged if min(h.x1, segment.x1) - max(h.x0, segment.x0) > 0), None)
        if over:
            text = f"{segment.text} {over.text}" if above else f"{over.text} {segment.text}"
            both = lexicon.meaning(text) or lexicon.meaning(text.replace("- ", ""))
            keys = both[0].keys if both else over.keys
            merged[merged.index(over)] = Heading(
                keys, min(over.x0, segment.x0), max(over.x1, segment.x1), text
            )
            fits += 1
    for heading in more:
        if all(min(h.x1, heading.x1) - max(h.x0, heading.x0) <= 0 for h in merged):
            merged.append(heading)
            fits += 1
    return merged if fits else None


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
        keys = _keys_above(extent[0], extent[1], header)
        share = sum(s.percent for s in by_place.values()) / len(by_place)
        columns.append(NumberColumn(extent[0], extent[1], by_place, keys, share > 0.5))
    return columns


def _keys_above(x0: float, x1: float, header: Header | None) -> tuple[str, ...]:
    if header is None:
        return ()

    def distance(h: Heading) -> float:
        overlap = min(h.x1, x1) - max(h.x0, x0)
        edges = min(abs(h.x1 - x1), abs(h.x0 - x0), abs(h.x0 + h.x1 - x0 - x1) / 2)
        return edges - min(overlap, 20) if overlap > 0 else -overlap + min(edges, 20)

    best = min(header.headings, key=distance)
    if distance(best) < 22:
        return best.keys
    # Else the heading in whose cell, up to the next heading, the column's middle lies.
    left = [h for h in header.headings if h.x0 <= (x0 + x1) / 2]
    home = max(left, key=lambda h: h.x0, default=None)
    return home.keys if home and (x0 + x1) / 2 - home.x1 < 60 and home.keys[0] not in _TEXT_KEYS else ()


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


def closes(quantity: Decimal, unit_price: Decimal, amount: Decimal, discount: Decimal | None = None) -> bool:
    """Whether quantity x unit price (less `discount` percent) is `amount`, to the rounding of a cent."""
    product = quantity * unit_price
    if abs(abs(product) - abs(amount)) <= HALF_CENT:  # credit notes print the minus on one side only
        return True
    if discount is None or not 0 < abs(discount) < 100:
        return False
    return abs(abs(product) * (100 - abs(discount)) / 100 - abs(amount)) <= CENT


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
        for q, u in permutations([i for i in usable if i != a], 2):
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


def text_key(header: Header | None, x0: float) -> str | None:
    """The text column that a word starting at `x0` stands in."""
    if header is None:
        return None
    left = [h for h in header.headings if h.x0 <= x0 + 4]
    home = max(left, key=lambda h: h.x0, default=None)
    if home is None:
        home = min(header.headings, key=lambda h: h.x0, default=None)
    return next((k for k in home.keys if k in _TEXT_KEYS), home.keys[0]) if home else None
