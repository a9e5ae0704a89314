"""Lines with everything that was recognised in them: labels, terms of sums, amounts, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from msgspec import structs

from python_ocr_reconcile.extraction.invoice.cells import joined_cells
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.slips import redated
from python_ocr_reconcile.extraction.layout import Line, Segment
from python_ocr_reconcile.extraction.lexicon import fold, has_digit, load_lexicon
from python_ocr_reconcile.extraction.locale import Locale
from python_ocr_reconcile.extraction.spans import AmountSpan, DateSpan, amount_spans, date_spans
from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.money import PrintedAmount

_SLIPS = "OoQDlIi|ZzSsBGb"
_DIGITS = "000011112255866"
# An amount with two decimals, some digits of which came out as letters.
_SLIPPED = re.compile(r"^[-(]?[€$£]?[\dOoQDlIi|ZzSsBbG.,']*[.,][\dOoQDlIi|ZzSsBbG]{2}[€$£]?[-)]?$")
_COUNT = re.compile(r"^[x×@]?(\d{1,4}(?:[.,]\d{1,3})?)[x×X@]$|^[xX×@](\d{1,4})$")


def read_rows(lines: Sequence[Line], locale: Locale) -> list[Row]:
    """Every line with its labels, amounts and dates under `locale`."""
    head, money = load_lexicon("invoice"), load_lexicon("invoice_money")
    rows = []
    for place, line in enumerate(lines):
        noisy = any(w.confidence is not None for w in line.words)
        figures = any(has_digit(w.text) for w in line.words)
        dates = _dates(line, noisy=noisy) if figures else ()
        amounts = _amounts(line, locale, dates, noisy=noisy) if figures else ()
        rows.append(
            Row(
                place,
                line,
                tuple(head.find(line.words, noisy=noisy)),
                tuple(money.find(line.words, noisy=noisy)),
                amounts,
                dates,
                noisy,
                fold(line.text),
            )
        )
    return joined_cells(rows)


def _dates(line: Line, *, noisy: bool) -> tuple[DateSpan, ...]:
    """The dates of a line; those that OCR spoilt carry the mended text beside the words as read."""
    mended = redated(line) if noisy else line
    return tuple(d if mended is line else structs.replace(d, line=line) for d in date_spans(mended))


def _amounts(line: Line, locale: Locale, dates: Sequence[DateSpan], *, noisy: bool) -> tuple[AmountSpan, ...]:
    in_dates = {i for d in dates for i in range(d.start, d.end)}
    read = amount_spans(_undone(line) if noisy else line, locale.decimal_mark)
    spans = [
        structs.replace(a, line=line) if a.line is not line else a for a in read if a.start not in in_dates
    ]
    taken = {i for a in spans for i in range(a.start, a.end)}
    for i, word in enumerate(line.words):
        found = _COUNT.match(word.text) if i not in taken and i not in in_dates else None
        if found:  # "2x", "3 @": a count in front of a unit price
            value = Decimal((found[1] or found[2]).replace(",", "."))
            spans.append(AmountSpan(line, i, i + 1, word.text, PrintedAmount(value, 0, None, None)))
    return tuple(sorted(spans, key=lambda a: a.start))


def _undone(line: Line) -> Line:
    """The line with letters that OCR put for digits inside an amount turned back ("1Z87.66")."""
    words = tuple(
        Word(undone(w.text), w.x0, w.y0, w.x1, w.y1, w.confidence) if undone(w.text) != w.text else w
        for w in line.words
    )
    return structs.replace(line, words=words)


def undone(text: str) -> str:
    """`text` with digits for the letters that OCR takes them for, if it is an amount then; else as it is.

    >>> undone("1Z87.66"), undone("B12"), undone("SOLD")
    ('1287.66', 'B12', 'SOLD')
    """
    if not _SLIPPED.match(text) or sum(c.isdigit() for c in text) < 2 or not any(c in _SLIPS for c in text):
        return text
    return text.translate(str.maketrans(_SLIPS, _DIGITS))


def segment_of(line: Line, place: int) -> Segment:
    """The segment that word `place` of `line` is in."""
    passed = 0
    for segment in line.segments:
        passed += len(segment.words)
        if place < passed:
            return segment
    return line.segments[-1]


def segment_start(line: Line, place: int) -> int:
    """The place, in `line`, of the first word of the segment that word `place` is in."""
    passed = 0
    for segment in line.segments:
        if place < passed + len(segment.words):
            return passed
        passed += len(segment.words)
    return passed
