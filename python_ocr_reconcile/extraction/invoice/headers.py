"""The heading of a table of positions: which labels stand over its columns, on one to three lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.layout import Segment
from python_ocr_reconcile.extraction.lexicon import has_digit, load_lexicon

AMOUNT_KEYS = {"amount", "gross_amount"}
_HEAD_KEYS = {"invoice_number", "invoice_date", "due_date", "tax_id", "po_number"}
LEAST_COLUMNS = 3
LEAST_LETTERS = 3
"""Of the first position, which has a name."""
_TEXT_KEYS = {"description", "item_code", "position", "unit", "date"}


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


def find_headers(rows: Sequence[Row]) -> list[Header]:
    """The header rows, from the first page to the last."""
    headers: list[Header] = []
    for row in rows:
        if headers and row.place <= headers[-1].last:
            continue
        if any(a.is_money_like for a in row.amounts):
            continue
        found = column_headings(row)
        if _is_header(found) or _is_short_header(row, found):
            headers.append(_with_neighbours(rows, row, found))
        elif not headers and (columns := _over_columns(rows, row, found)):
            headers.append(Header(row.place, row.place, row.line.page, columns))
    return headers


def _is_header(headings: Sequence[Heading]) -> bool:
    keys = {h.keys[0] for h in headings}
    every = {k for h in headings for k in h.keys}
    money = bool(every & (AMOUNT_KEYS | {"unit_price"}))
    goods = bool(every & {"description", "quantity", "item_code"})
    return len(headings) >= 3 and len(keys) >= 3 and money and goods


def _is_short_header(row: Row, headings: Sequence[Heading]) -> bool:
    """Whether the line is "Description" on the left, "Amount" on the right, and nothing else but a date."""
    dated = [h for h in headings if h.keys[0] == "date"]
    if len(headings) - len(dated) != 2 or len(row.line.segments) != len(headings):
        return False
    left, right = (h for h in headings if h not in dated)
    apart = right.x0 - left.x1 > 12 * row.line.em
    return apart and left.keys[0] == "description" and bool(AMOUNT_KEYS & set(right.keys[:1]))


def _over_columns(rows: Sequence[Row], row: Row, headings: Sequence[Heading]) -> tuple[Heading, ...]:
    """The headings of a line that ends in one of amounts, whatever the others are; empty where it is none.

    No two trades name their columns alike: "Docket | Loaded at | Tipped at | Tonnes | Amount". That it heads
    positions is known from the lines below, with words on the left and money under its last cell.
    """
    segments = row.line.segments
    last = max(headings, key=lambda h: h.x0, default=None)
    if len(segments) < LEAST_COLUMNS or last is None or last.x1 < segments[-1].x0:
        return ()
    plain = not any(has_digit(w.text) for w in row.line.words)
    if not plain or not AMOUNT_KEYS & set(last.keys) or _heads_facts(row, last.x0):
        return ()
    below = [r for r in rows if row.place < r.place <= row.place + 2 and r.line.page == row.line.page]
    under = next((r for r in below if r.amounts and r.amounts[-1].is_money_like), None)
    if under is None or not _is_first_position(row, under, last.x1):
        return ()
    named = {h.x0: h for h in headings}
    return tuple(named.get(s.x0) or Heading(_guessed(under, s), s.x0, s.x1, s.text) for s in segments)


def _heads_facts(row: Row, last: float) -> bool:
    """Whether it is a line of labels of the head or of the sums: "Invoice no | Customer | Amount"."""
    cells = {id(s.words[0]) for s in row.line.segments}
    starts = {id(row.line.words[x.start]) for x in (*row.labels, *row.sums)}
    return len({w for w in row.line.words if id(w) in starts & cells and w.x0 < last}) > 1


def _is_first_position(row: Row, under: Row, edge: float) -> bool:
    """Whether `under`, the next line with money, is a position whose amount ends at `edge`."""
    if under.sums or under.line.y0 - row.line.y1 > 4 * row.line.height:
        return False
    if abs(under.amounts[-1].words[-1].x1 - edge) > 2 * row.line.em:
        return False
    over = [
        s for s in under.line.segments if any(min(s.x1, h.x1) > max(s.x0, h.x0) for h in row.line.segments)
    ]
    named = any(sum(c.isalpha() for c in s.text) >= LEAST_LETTERS for s in over)
    head = load_lexicon("invoice").meaning(under.line.segments[0].text)
    return named and len(under.line.segments) >= LEAST_COLUMNS and head is None


def _guessed(under: Row, segment: Segment) -> tuple[str, ...]:
    """What a heading that nobody knows stands over: words, or something else that is counted or coded."""
    over = [s for s in under.line.segments if min(s.x1, segment.x1) > max(s.x0, segment.x0)]
    return ("unit",) if over and any(has_digit(w.text) for w in over[0].words) else ("description",)


def heads_tax_summary(row: Row) -> bool:
    """Whether the line heads the summary of taxes: rates, bases and taxes, and no goods."""
    if any(not a.percent for a in row.amounts) or len(row.line.segments) < 2:
        return False
    keys = [set(h.keys) for h in column_headings(row)]
    every = {k for ks in keys for k in ks}
    goods = {"quantity", "unit_price", "description"} & {h for ks in keys for h in ks if len(ks) == 1}
    of_tax = sum(bool({"tax_base", "tax_amount", "tax_rate"} & ks) for ks in keys)
    return len(keys) >= 2 and bool({"tax_base", "tax_amount"} & every) and not goods and of_tax >= 2


@lru_cache(maxsize=1024)
def column_headings(row: Row) -> tuple[Heading, ...]:
    """The labels of columns on a line; asked for by whoever cuts, reads the table or reads the taxes."""
    lexicon = load_lexicon("invoice_columns")
    found: list[Heading] = []
    for segment in row.line.segments:
        heads = load_lexicon("invoice").meaning(segment.text, noisy=row.noisy)
        whole = lexicon.meaning(segment.text, noisy=row.noisy)
        if heads and not whole and _HEAD_KEYS & set(heads[0].keys):
            if segment is row.line.segments[0] and heads[0].keys[0] == "invoice_date":
                found.append(Heading(("date",), segment.x0, segment.x1, segment.text))
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
    return tuple(found)


def _with_neighbours(rows: Sequence[Row], row: Row, headings: Sequence[Heading]) -> Header:
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
            if any(has_digit(w.text) for w in other.line.words):
                break
            more = column_headings(other)
            merged = _merge(headings, other.line.segments, more, above=step < 0)
            if merged is None:
                break
            headings = merged
            first, last = min(first, place), max(last, place)
    return Header(first, last, row.line.page, tuple(sorted(headings, key=lambda h: h.x0)))


def _merge(
    headings: Sequence[Heading], segments: Sequence[Segment], more: Sequence[Heading], *, above: bool
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


def keys_above(x0: float, x1: float, header: Header | None) -> tuple[str, ...]:
    """What the heading above the column ``x0..x1`` may mean."""
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


def text_key(header: Header | None, x0: float) -> str | None:
    """The text column that a word starting at `x0` stands in."""
    if header is None:
        return None
    left = [h for h in header.headings if h.x0 <= x0 + 4]
    home = max(left, key=lambda h: h.x0, default=None)
    if home is None:
        home = min(header.headings, key=lambda h: h.x0, default=None)
    return next((k for k in home.keys if k in _TEXT_KEYS), home.keys[0]) if home else None
