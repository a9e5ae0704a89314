"""Labels and their values.

Every label looks to its right and below; every value goes to the label that is nearest to it, so that a
customer number or a delivery date is taken by its own label and not by ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.names import is_address
from python_ocr_reconcile.extraction.invoice.near import (
    is_dirt,
    leads_cell,
    level_cells,
    lines_below,
    next_cell,
    next_label,
    weakness,
    words_under,
)
from python_ocr_reconcile.extraction.invoice.numbers import number_at
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.terms import of_cash_discount, of_days, of_deadline
from python_ocr_reconcile.extraction.lexicon import Label, compact, fold, load_lexicon, load_words
from python_ocr_reconcile.extraction.locale import Locale
from python_ocr_reconcile.extraction.spans import DateSpan

_NUMBER_KEYS = {"invoice_number", "po_number", "other_number", "tax_id", "page", "number"}


_OURS = {"invoice_date", "due_date"}


_DATE_KEYS = {"invoice_date", "due_date", "other_date"}


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A label, and a value that may be its own."""

    key: str
    label: tuple[int, int]
    target: tuple[int, int]
    found: Found


def settle(pairs: Iterable[Pair]) -> list[Pair]:
    """Each label takes one value, each value goes to one label, the cheapest pairs first."""
    labels: set[tuple[int, int]] = set()
    targets: set[tuple[int, int]] = set()
    kept = []
    for pair in sorted(pairs, key=lambda p: p.found.cost):
        if pair.label not in labels and pair.target not in targets:
            labels.add(pair.label)
            targets.add(pair.target)
            kept.append(pair)
    return kept


def best(pairs: Sequence[Pair], key: str) -> Found | None:
    """The cheapest pair of `key`, the first on the page where several are as plain."""
    ours = [p for p in pairs if p.key == key]
    # Of equally plain ones the first on the page.
    best = min(ours, key=lambda p: (round(p.found.cost, 1), p.target), default=None)
    return best.found if best else None


def number_pairs(rows: Sequence[Row]) -> list[Pair]:
    """Every number label with what may be its value."""
    pairs = []
    for row in rows:
        for label in row.labels:
            if label.key not in _NUMBER_KEYS:
                continue
            if label.key == "number" and not leads_cell(row, label.start):
                continue
            base = 0.6 if label.key == "number" else weakness(row, label)
            stop = next_label(row, label.end)
            number = (
                number_at(row, label.end, stop) or _behind_both(row, label) or _like_a_day(row, label, stop)
            )
            if number:
                start, end, text = number
                gap = (row.line.words[start].x0 - row.line.words[label.end - 1].x1) / row.line.em
                cost = base + min(gap, 60) * 0.01
                pairs.append(_pair(label, row, row, start, end, text, "label_right", cost))
            else:
                pairs += _level_numbers(rows, row, label, base)
            x0, x1 = row.line.words[label.start].x0, row.line.words[label.end - 1].x1
            for depth, below in enumerate(lines_below(rows, row)):
                under = words_under(below.line, x0, x1, next_cell(row, label.end))
                if not under or is_dirt(below, *under):
                    continue
                if not any(under[0] <= other.start < under[1] for other in below.labels):
                    number = number_at(below, under[0], under[1])
                    if number and not (number[0] > under[0] + 1):
                        start, end, text = number
                        cost = base + 0.32 + 0.1 * depth
                        pairs.append(_pair(label, row, below, start, end, text, "label_above", cost))
                break
    return pairs


def _behind_both(row: Row, label: Label) -> tuple[int, int, str] | None:
    """The number behind two labels in one ("Invoice No. / Date: 4711 / 05.03.2024")."""
    other = next((x for x in row.labels if x.start >= label.end), None)
    if other is None or not _DATE_KEYS & set(other.keys):
        return None
    between = row.line.words[label.end : other.start]
    if not between or any(c.isalnum() for w in between for c in w.text):
        return None
    return number_at(row, other.end, next_label(row, other.end))


def _like_a_day(row: Row, label: Label, stop: int) -> tuple[int, int, str] | None:
    """The number that is written as a day is, and is all that stands behind its label: "No. 2025-10-14"."""
    if label.key != "invoice_number" or weakness(row, label) >= 0.5:
        return None
    rest = [i for i in range(label.end, stop) if any(c.isalnum() for c in row.line.words[i].text)]
    dated = [d for d in row.dates if rest and d.start == rest[0] and d.end == rest[0] + 1]
    if len(rest) != 1 or not dated or "-" not in dated[0].text or any(c.isalpha() for c in dated[0].text):
        return None
    return rest[0], rest[0] + 1, dated[0].text


def _level_numbers(rows: Sequence[Row], row: Row, label: Label, base: float) -> list[Pair]:
    """The number beside a label that OCR has put on a line of its own."""
    for other, first, last in level_cells(rows, row, label):
        cell = " ".join(w.text for w in other.line.words[first:last])
        number = None if is_address(cell) else number_at(other, first, last)
        if number and not any(first <= x.start < last for x in other.labels):
            start, end, text = number
            return [_pair(label, row, other, start, end, text, "label_right", base + 0.25)]
        if len(cell) > 3 and not is_dirt(other, first, last):
            break
    return []


def _level_dates(rows: Sequence[Row], row: Row, label: Label) -> Iterator[tuple[Row, DateSpan]]:
    """The date beside a label that OCR has put on a line of its own."""
    for other, first, last in level_cells(rows, row, label):
        spans = [d for d in other.dates if first <= d.start < last]
        if spans and not any(first <= x.start < last for x in other.labels):
            yield other, spans[0]
            return
        if not is_dirt(other, first, last):
            return


def _pair(
    label: Label, row: Row, at: Row, start: int, end: int, value: object, method: str, cost: float
) -> Pair:
    found = found_in(at.line, start, end, value, method, cost)
    return Pair(label.key, (row.place, label.start), (at.place, start), found)


def date_pairs(rows: Sequence[Row], locale: Locale) -> list[Pair]:
    """Every date label with what may be its value."""
    pairs = []
    for row in rows:
        for label in row.labels:
            kind = _DATE_KEYS & set(label.keys)
            if not kind or (label.key not in _DATE_KEYS and label.key not in {"payment_terms", "vendor"}):
                continue
            key = label.key if label.key in _DATE_KEYS else next(iter(kind))
            base = weakness(row, label) + _in_prose(row, label, key)
            stop = min(
                (o.start for o in row.labels if o.start >= label.end and _DATE_KEYS & set(o.keys)),
                default=len(row.line.words),
            )
            for span in row.dates:
                if label.end <= span.start < stop and span.on(locale.date_order):
                    if key == "due_date" and of_cash_discount(row, span.start):
                        key = "other_date"
                    gap = (row.line.words[span.start].x0 - row.line.words[label.end - 1].x1) / row.line.em
                    cost = base + min(max(gap, 0), 60) * 0.01
                    pairs.append(_date_pair(key, label, row, row, span.start, span.end, cost, locale))
                    break
            else:
                for at, span in _level_dates(rows, row, label):
                    if span.on(locale.date_order):
                        pairs.append(
                            _date_pair(key, label, row, at, span.start, span.end, base + 0.25, locale)
                        )
            below = _date_below(rows, row, label)
            if below:
                at, span, depth = below
                cost = base + 0.32 + 0.1 * depth
                pairs.append(_date_pair(key, label, row, at, span.start, span.end, cost, locale))
        for label, span in _misread_short(row) if row.noisy else ():
            pairs.append(_date_pair(label.key, label, row, row, span.start, span.end, 0.7, locale))
    return pairs


@cache
def _short_date_labels() -> list[tuple[str, str]]:
    phrases = load_lexicon("invoice").phrases.items()
    return [(text, m.keys[0]) for text, m in phrases if len(text) in {3, 4} and m.keys[0] in _OURS]


def _misread_short(row: Row) -> Iterator[tuple[Label, DateSpan]]:
    """A word one letter off a label too short to be searched for ("Dote", "Duc"), just before a date."""
    for span in row.dates:
        place = span.start - 1
        while place >= 0 and not any(c.isalnum() for c in row.line.words[place].text):
            place -= 1
        if place < 0 or not leads_cell(row, place) or any(x.start <= place < x.end for x in row.labels):
            continue
        text = compact(row.line.words[place].text)
        keys = {key for known, key in _short_date_labels() if OSA.distance(text, known, score_cutoff=1) == 1}
        if len(text) >= 3 and len(keys) == 1:
            yield Label((keys.pop(),), place, place + 1, 0.75, ()), span


def _in_prose(row: Row, label: Label, key: str) -> float:
    """What a short word for the date ("del", "vom") costs that neither leads its cell nor follows a title."""
    letters = sum(c.isalnum() for w in row.line.words[label.start : label.end] for c in w.text)
    if key != "invoice_date" or leads_cell(row, label.start):
        return 0.0
    if letters > 3:
        return 1.0 if of_days(" ".join(w.text for w in row.line.words[: label.end])) else 0.0
    if of_deadline(" ".join(w.text for w in row.line.words[: label.end])):
        return 1.0
    words = load_words("invoice_words")
    before = {fold(w.text) for w in row.line.words[: label.start]}
    titled = before & (words["title_invoice"] | words["title_credit"])
    numbered = any(x.key == "invoice_number" and x.start < label.start for x in row.labels)
    return 0.0 if titled or numbered else 0.5


def _date_below(rows: Sequence[Row], row: Row, label: Label) -> tuple[Row, DateSpan, int] | None:
    """The date in the first cell under `label`, with its line and how many lines further down it stands."""
    x0, x1 = row.line.words[label.start].x0, row.line.words[label.end - 1].x1
    for depth, below in enumerate(lines_below(rows, row)):
        under = words_under(below.line, x0, x1, next_cell(row, label.end))
        if not under or is_dirt(below, *under):
            continue
        if not any(under[0] <= other.start < under[1] for other in below.labels):
            for span in below.dates:
                if under[0] <= span.start < under[1]:
                    return below, span, depth
        if below.line.words[under[0]].x0 >= x0 - 3 * row.line.em:
            return None
        # Prose that runs below the label from far left is no value of its own.
    return None


def _date_pair(
    key: str, label: Label, row: Row, at: Row, start: int, end: int, cost: float, locale: Locale
) -> Pair:
    span = next(d for d in at.dates if d.start == start)
    method = "label_right" if at is row else "label_above"
    found = found_in(at.line, start, end, span.on(locale.date_order), method, cost)
    return Pair(key, (row.place, label.start), (at.place, start), found)
