"""Lines of a statement with what stands in them: figures, dates, labels; watermarks left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median

import msgspec

from python_ocr_reconcile.dates import date_readings
from python_ocr_reconcile.extraction.layout import Line, lines_of
from python_ocr_reconcile.extraction.lexicon import Label, load_lexicon
from python_ocr_reconcile.extraction.spans import DateSpan, date_spans
from python_ocr_reconcile.extraction.statement.decimals import decimal_mark
from python_ocr_reconcile.extraction.statement.figures import Figure, figures_of
from python_ocr_reconcile.models.page import Page, Word


@dataclass(frozen=True, slots=True, eq=False)
class PrintedLine:
    """One line, read."""

    index: int
    """0-based place in the document."""
    line: Line
    figures: list[Figure]
    dates: list[DateSpan]
    labels: list[Label]
    """Labels of balances and totals."""
    noisy: bool

    @property
    def page(self) -> int:
        """1-based."""
        return self.line.page

    @property
    def words(self) -> tuple[Word, ...]:
        """Left to right."""
        return self.line.words


@dataclass(frozen=True, slots=True)
class PrintedText:
    """The whole document as lines, and how its money is printed."""

    lines: list[PrintedLine]
    mark: str
    decimals: int


def printed_text(pages: list[Page]) -> PrintedText:
    """The lines of `pages` in order, under the decimal mark that the document votes for."""
    kept = [msgspec.structs.replace(page, words=_upright_text(page.words)) for page in pages]
    mark, decimals = decimal_mark([word for page in kept for word in page.words])
    labels = load_lexicon("statement_labels")
    lines: list[PrintedLine] = []
    for page in kept:
        for line in lines_of(page):
            noisy = any(w.confidence is not None for w in line.words)
            figures, dates = _told_apart(figures_of(line, mark, decimals), _dates(line))
            lines.append(
                PrintedLine(
                    index=len(lines),
                    line=line,
                    figures=figures,
                    dates=dates,
                    labels=labels.find(line.words, noisy=noisy),
                    noisy=noisy,
                )
            )
    return PrintedText(lines, mark, decimals)


def _dates(line: Line) -> list[DateSpan]:
    """The dates of `line`; a running number before a date ("10 26.04.") is none of its numbers."""
    found: list[DateSpan] = []
    for span in date_spans(line, need_year=False):
        first, *rest = span.text.split()
        tail = " ".join(rest)
        if (
            first.isdigit()
            and len(rest) == 1
            and re.search(r"\d[./-]\d", tail)
            and (alone := date_readings(tail))
        ):
            found.append(DateSpan(line, span.start + 1, span.end, tail, tuple(alone)))
        else:
            found.append(span)
    return found


def _told_apart(figures: list[Figure], dates: list[DateSpan]) -> tuple[list[Figure], list[DateSpan]]:
    """What reads as an amount and as a date ("12.05") is a date where dates stand, else an amount."""
    kept: list[DateSpan] = []
    for date in dates:
        same = [f for f in figures if f.start < date.end and date.start < f.end]
        if not same:
            kept.append(date)
            continue
        beyond = any(f.start >= date.end for f in figures)
        first = date.start == 0 or bool(kept and kept[-1].end == date.start)
        has_year = any(r.year is not None for r in date.readings)
        if has_year or date.text.endswith(".") or (first and beyond) or any(f.doubtful for f in same):
            figures = [f for f in figures if f not in same]
            kept.append(date)
    return figures, kept


def _upright_text(words: list[Word]) -> list[Word]:
    """Words without watermarks (over twice the usual height) and text set on its side."""
    if not words:
        return words
    usual = median(w.y1 - w.y0 for w in words) or 1.0
    return [w for w in words if not _is_watermark(w, usual) and not _is_turned(w)]


def _is_watermark(word: Word, usual: float) -> bool:
    # A heading is up to about three times the text; watermarks are set larger and across the page.
    return word.y1 - word.y0 > 3.2 * usual and word.confidence is None


def _is_turned(word: Word) -> bool:
    return len(word.text) >= 3 and (word.y1 - word.y0) > 1.3 * (word.x1 - word.x0)
