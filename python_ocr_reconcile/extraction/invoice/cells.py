"""What is told by two lines of one cell: a label or a date that is wrapped, and a title among headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from python_ocr_reconcile.dates import date_readings
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.layout import Segment
from python_ocr_reconcile.extraction.lexicon import Label, fold, has_digit, load_lexicon, load_words
from python_ocr_reconcile.extraction.spans import DateSpan

LONGEST_HEADING = 16
"""Words of a line of headings."""
LEAST_HEADINGS = 3
_YEAR = re.compile(r"^(?:19|20)\d\d[.,]?$")
_HEAD_KEYS = {"invoice_date", "due_date", "other_date", "other_number", "po_number", "payment_terms"}


def joined_cells(rows: list[Row]) -> list[Row]:
    """The lines with the labels and dates that two make in one cell, and with titles that are labels."""
    rows = [_with_title(row) for row in rows]
    for place in range(len(rows) - 1):
        upper, lower = rows[place : place + 2]
        near = lower.line.y0 - upper.line.y1 <= 0.5 * lower.line.height
        if near and upper.line.page == lower.line.page and len(lower.line.words) <= LONGEST_HEADING:
            rows[place : place + 2] = _stacked(_dated(upper, lower), lower)
    return rows


def _with_title(row: Row) -> Row:
    """The line where "Invoice" among headings is the label of the number: "Account | Invoice | Due"."""
    if len(row.line.segments) < LEAST_HEADINGS or not _is_plain(row):
        return row
    if sum(label.key in _HEAD_KEYS for label in row.labels) + 1 < LEAST_HEADINGS:
        return row
    words = load_words("invoice_words")
    titles = words["title_invoice"] | words["title_credit"]
    taken = {i for label in row.labels for i in range(label.start, label.end)}
    named = [
        Label(("invoice_number",), start, end, 1.0, ())
        for start, end, segment in _cells(row)
        if fold(segment.text) in titles and start not in taken
    ]
    if len(named) != 1 or any(label.key == "invoice_number" for label in row.labels):
        return row
    return replace(row, labels=tuple(sorted((*row.labels, *named), key=lambda x: x.start)))


def _stacked(upper: Row, lower: Row) -> tuple[Row, Row]:
    """Both lines with the labels that they make together: "Delivery" over "date"."""
    lexicon = load_lexicon("invoice")
    grid = len(lower.line.segments) > 1 and _is_plain(upper) and _is_plain(lower)
    if not grid and not (upper.dates or lower.dates or any(map(_YEAR.match, _texts(lower)))):
        return upper, lower
    above, below = list(upper.labels), list(lower.labels)
    for start, end, segment in _cells(lower):
        over = [cell for cell in _cells(upper) if _is_over(cell[2], segment)]
        if len(over) != 1 or _has_figures(segment) or _has_figures(over[0][2]):
            continue
        first, last, top = over[0]
        meaning = lexicon.meaning(f"{top.text} {segment.text}")
        # "Date  5 May" over "Due  4 June" are two labels, each with its own value.
        whole = bool(lexicon.meaning(top.text) and lexicon.meaning(segment.text))
        if meaning is None or (whole and not grid):
            continue
        above = [x for x in above if not first <= x.start < last]
        below = [x for x in below if not start <= x.start < end]
        beside = not grid and bool(upper.dates)
        at = (first, last) if beside else (start, end)
        (above if beside else below).append(Label(meaning[0].keys, *at, 1.0, meaning[0].languages))
    return (
        replace(upper, labels=tuple(sorted(above, key=lambda x: x.start))),
        replace(lower, labels=tuple(sorted(below, key=lambda x: x.start))),
    )


def _dated(upper: Row, lower: Row) -> Row:
    """The upper line with the dates whose year alone is wrapped: "26 de julio de" over "2024"."""
    below = [segment for segment in lower.line.segments if _YEAR.match(segment.text)]
    if not below:
        return upper
    found: list[DateSpan] = []
    for start, end, segment in _cells(upper):
        years = [year for year in below if _is_over(segment, year)]
        if len(years) != 1 or any(start <= d.start < end for d in upper.dates):
            continue
        for begin in range(max(start, end - 4), end):
            text = " ".join(w.text for w in upper.line.words[begin:end]) + f" {years[0].text.rstrip('.,')}"
            readings = tuple(r for r in date_readings(text) if r.value and r.certain)
            if readings and upper.line.words[begin].text[:1].isdigit():
                found.append(DateSpan(upper.line, begin, end, text, readings))
                break
    if not found:
        return upper
    taken = {i for d in found for i in range(d.start, d.end)}
    amounts = tuple(a for a in upper.amounts if a.start not in taken)
    return replace(upper, dates=tuple(sorted((*upper.dates, *found), key=lambda d: d.start)), amounts=amounts)


def _cells(row: Row) -> Iterator[tuple[int, int, Segment]]:
    start = 0
    for segment in row.line.segments:
        yield start, start + len(segment.words), segment
        start += len(segment.words)


def _texts(row: Row) -> list[str]:
    return [segment.text for segment in row.line.segments]


def _is_over(upper: Segment, lower: Segment) -> bool:
    return min(upper.x1, lower.x1) > max(upper.x0, lower.x0)


def _has_figures(segment: Segment) -> bool:
    return any(has_digit(w.text) for w in segment.words)


def _is_plain(row: Row) -> bool:
    """Whether the line is short, and words without any figure."""
    return len(row.line.words) <= LONGEST_HEADING and not any(has_digit(w.text) for w in row.line.words)
