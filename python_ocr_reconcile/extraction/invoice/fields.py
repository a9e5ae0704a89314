"""The head of an invoice: its number, its dates, the order it answers, its terms.

Every label looks to its right and below; every value goes to the label that is nearest to it, so that a
customer number or a delivery date is taken by its own label and not by ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.headers import find_headers
from python_ocr_reconcile.extraction.invoice.near import weakness
from python_ocr_reconcile.extraction.invoice.numbers import (
    number_after_title,
    number_behind_mark,
    number_beside,
    number_by_shape,
    number_under_title,
    settled_number,
)
from python_ocr_reconcile.extraction.invoice.pairs import Pair, best, date_pairs, number_pairs, settle
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.terms import (
    due_by_terms,
    due_in_cell,
    due_in_sentence,
    payment_terms,
)
from python_ocr_reconcile.extraction.lexicon import Label
from python_ocr_reconcile.extraction.locale import Locale

SHORT_WORD = 3
"""Letters of a word that may lead a date: "of", "du", "vom"."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of an invoice says; ``None`` for what it does not."""

    invoice_number: Found | None = None
    invoice_date: Found | None = None
    due_date: Found | None = None
    po_number: Found | None = None
    payment_terms: Found | None = None
    due_is_derived: bool = False


def read_head(rows: Sequence[Row], locale: Locale) -> Head:
    """The head of the invoice whose lines are `rows`."""
    pairs = settle([*number_pairs(rows), *date_pairs(rows, locale)])
    number = best(pairs, "invoice_number") or number_after_title(rows)
    number = number or best(pairs, "number") or number_behind_mark(rows)
    number = number or number_under_title(rows) or number_by_shape(rows)
    issued = _cheaper(best(pairs, "invoice_date"), _date_after(rows, number, locale, pairs))
    if issued is not None and issued.method == "label_above" and _in_table(rows, issued):
        issued = _lone_date(rows, issued, locale, pairs) or issued
    if issued is None or issued.cost >= 0.9:
        issued = _cheaper(issued, _first_free_date(rows, locale, pairs))
    number = number or (number_beside(rows, issued, {p.target for p in pairs}) if issued else None)
    number = settled_number(rows, number) if number else None
    due = best(pairs, "due_date")
    if due and issued and due.value < issued.value and due.cost >= issued.cost:
        due = None
    due = _last_instalment(rows, due, locale) if due else None
    terms = payment_terms(rows)
    derived = False
    if issued is not None and (due is None or due.cost >= 0.5):
        due = due_in_sentence(rows, issued.value, locale.date_order) or due
    if due is None and issued is not None:
        due = due_by_terms(rows, issued.value)
        derived = due is not None
    if due is None and issued is not None:
        due = due_in_cell(rows, issued.value, locale.date_order)
    return Head(number, issued, due, best(pairs, "po_number"), terms, derived)


def _last_instalment(rows: Sequence[Row], due: Found, locale: Locale) -> Found:
    """The last of several dates that each have a sum of their own: by then the whole must be paid.

    They stand on one line ("30/06/2024 500,00  31/07/2024 500,00") or below one another.
    """
    at = next((i for i, r in enumerate(rows) if due.words and due.words[0] in r.line.words), None)
    if at is None:
        return due
    last = due
    for place in range(at, min(at + 12, len(rows))):
        row = rows[place]
        spans = [d for d in row.dates if place > at or row.line.words[d.start].x0 >= due.words[0].x0]
        dated = []
        for nth, span in enumerate(spans):
            end = spans[nth + 1].start if nth + 1 < len(spans) else len(row.line.words)
            value = span.on(locale.date_order)
            if value and any(span.end <= a.start < end and a.is_money_like for a in row.amounts):
                dated.append((span, value))
        aligned = bool(dated) and abs(row.line.words[dated[0][0].start].x0 - due.words[0].x0) < row.line.em
        if not dated or not aligned or (place > at and row.labels):
            break
        for span, value in dated:
            if value > last.value:
                last = found_in(row.line, span.start, span.end, value, due.method, due.cost + 0.1)
    return last


def _cheaper(one: Found | None, other: Found | None) -> Found | None:
    return min((f for f in (one, other) if f), key=lambda f: f.cost, default=None)


def _date_after(
    rows: Sequence[Row], number: Found | None, locale: Locale, pairs: Sequence[Pair]
) -> Found | None:
    """The date that goes on from the number, on its line or the next: "Invoice 20818 of 13 June 2019"."""
    if number is None or not number.words:
        return None
    place = next((i for i, r in enumerate(rows) if number.words[-1] in r.line.words), None)
    if place is None:
        return None
    row = rows[place]
    after = row.line.words.index(number.words[-1]) + 1
    # In a row of values under a row of labels, the next date may well be that of the next label.
    taken = {p.target for p in pairs if p.key != "invoice_date" and p.found.method == "label_above"}
    for span in row.dates:
        if (row.place, span.start) in taken:
            continue
        joint = row.line.words[after : span.start]
        if span.start >= after and len(joint) <= 3 and not any(c.isdigit() for w in joint for c in w.text):
            between = [label for label in row.labels if after <= label.start < span.start]
            own = (
                not between
                or "invoice_date" in between[0].keys
                or len(between[0].keys) > 1
                or _weak(row, between[0])
            )
            value = span.on(locale.date_order)
            if value and own:
                return found_in(row.line, span.start, span.end, value, "after_number", 0.15)
    if len(row.line.words) - after == 1 and place + 1 < len(rows) and rows[place + 1].dates:
        span = rows[place + 1].dates[0]
        value = span.on(locale.date_order)
        if value and span.start == 0 and row.line.words[-1].text.isalpha():
            return found_in(rows[place + 1].line, span.start, span.end, value, "after_number", 0.25)
    return _date_under(rows, place, number, locale)


def _date_under(rows: Sequence[Row], place: int, number: Found, locale: Locale) -> Found | None:
    """The date that is all of the line below the number's, but for a short word: "of 13 June 2019"."""
    cell = next((s for s in rows[place].line.segments if number.words[-1] in s.words), None)
    if cell is None or cell.words[-1] is not number.words[-1]:
        return None
    for below in rows[place + 1 : place + 3]:
        start = 0
        for segment in below.line.segments:
            end = start + len(segment.words)
            near = abs(segment.x0 - cell.x0) < below.line.em and segment.y0 - cell.y1 < below.line.em
            for span in below.dates if near else ():
                lead = below.line.words[start : span.start]
                short = len(lead) == 1 and lead[0].text.isalpha() and len(lead[0].text) <= SHORT_WORD
                value = span.on(locale.date_order)
                if value and short and start <= span.start and span.end == end:
                    return found_in(below.line, span.start, span.end, value, "after_number", 0.3)
            start = end
    return None


def _weak(row: Row, label: Label) -> bool:
    return weakness(row, label) >= 0.5


def strong_number(rows: Sequence[Row]) -> Found | None:
    """The invoice number, where a plain label gives it."""
    found = best(settle(number_pairs(rows)), "invoice_number") if rows else None
    return found if found and found.cost < 0.7 else None


def _in_table(rows: Sequence[Row], issued: Found) -> bool:
    """Whether the date stands under the header of the positions: that of a service, as a rule."""
    headers = find_headers(rows)
    if not headers or not issued.words or issued.page != rows[headers[0].first - rows[0].place].line.page:
        return False
    return issued.words[0].y0 > rows[headers[0].last - rows[0].place].line.y0


def _lone_date(rows: Sequence[Row], issued: Found, locale: Locale, pairs: Sequence[Pair]) -> Found | None:
    """The date that is all of a cell above the positions, but for the place before it, as letters have it."""
    taken = {p.target for p in pairs}
    for row in rows:
        if row.line.page != issued.page or row.line.y0 >= issued.words[0].y0:
            return None
        start = 0
        for segment in row.line.segments:
            end = start + len(segment.words)
            for span in row.dates:
                value = span.on(locale.date_order)
                alone = span.end == end and start <= span.start <= start + 2
                led = all(w.text.strip(",.").isalpha() for w in row.line.words[start : span.start])
                if value and alone and led and (row.place, span.start) not in taken and _plausible(value):
                    return found_in(row.line, span.start, span.end, value, "lone_date", 0.75)
            start = end
    return None


def _first_free_date(rows: Sequence[Row], locale: Locale, pairs: Sequence[Pair]) -> Found | None:
    """The first date that no label has taken: letters and receipts print theirs bare."""
    taken = {p.target for p in pairs if p.key != "invoice_date"}
    for row in rows:
        for span in row.dates:
            value = span.on(locale.date_order)
            if value and (row.place, span.start) not in taken and _plausible(value):
                return found_in(row.line, span.start, span.end, value, "first_date", 0.8)
    return None


def _plausible(value: date) -> bool:
    return 1990 <= value.year <= 2099
