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
from python_ocr_reconcile.extraction.statement.decimals import MarkVotes, mark_votes
from python_ocr_reconcile.extraction.statement.figures import Figure, figures_of
from python_ocr_reconcile.models.evidence import BBox
from python_ocr_reconcile.models.page import Page, Word
from python_ocr_reconcile.money import DecimalMark


class PrintedLine(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One line, read."""

    index: int
    """0-based place in the document."""
    line: Line
    figures: list[Figure]
    dates: list[DateSpan]
    labels: list[Label]
    """Labels of balances and totals."""
    noisy: bool
    shift: float = 0.0
    """Points by which it was moved to the left, under a table that stood beside it."""

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
    mark: DecimalMark
    decimals: int


def printed_text(pages: list[Page]) -> PrintedText:
    """The lines of `pages` in order, under the decimal mark that the document votes for."""
    kept = kept_words(pages)
    return text_under(kept, mark_votes(word for page in kept for word in page.words))


def kept_words(pages: list[Page]) -> list[Page]:
    """`pages` with the words that are text of the statement."""
    return [
        msgspec.structs.replace(page, words=_unwrapped_dates(_upright_text(page.words))) for page in pages
    ]


def text_under(kept: list[Page], votes: MarkVotes) -> PrintedText:
    """The lines of the pages that `kept_words` gave, under the decimal mark that `votes` decide for."""
    mark, decimals = votes.mark
    lines: list[PrintedLine] = []
    for page in kept:
        for line in lines_of(page):
            lines.append(printed_line(line, len(lines), mark, decimals))
    return PrintedText(lines, mark, decimals)


def printed_line(line: Line, index: int, mark: DecimalMark, decimals: int, shift: float = 0.0) -> PrintedLine:
    """What stands in `line`, which was moved to the left by `shift` points."""
    noisy = any(w.confidence is not None for w in line.words)
    figures, dates = _told_apart(figures_of(line, mark, decimals), _dates(line))
    if shift:
        figures = [msgspec.structs.replace(f, box=moved(f.box, shift)) for f in figures]
    return PrintedLine(
        index=index,
        line=line,
        figures=figures,
        dates=dates,
        labels=load_lexicon("statement_labels").find(line.words, noisy=noisy),
        noisy=noisy,
        shift=shift,
    )


def moved(box: BBox, shift: float) -> BBox:
    """`box` so many points to the right."""
    return box[0] + shift, box[1], box[2] + shift, box[3]


def _dates(line: Line) -> list[DateSpan]:
    """The dates of `line`; a running number before a date ("10 26.04.") is none of its numbers."""
    found: list[DateSpan] = []
    for span in map(_without_amount, date_spans(line, need_year=False)):
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


_AMOUNT = re.compile(r"^\d{1,2}[.,]\d{2}$")


def _without_amount(span: DateSpan) -> DateSpan:
    """`span` without the figure behind it that could be a time of day: "1 June 2024 0.00"."""
    *words, last = span.text.split()
    if len(words) == span.end - span.start - 1 and words and _AMOUNT.match(last):
        readings = date_readings(" ".join(words))
        if any(r.value for r in readings):
            return DateSpan(span.line, span.start, span.end - 1, " ".join(words), tuple(readings))
    return span


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
        # Dates of one row are printed alike, and there are two at most: "17.03.2024 17.03.2024 10.05".
        full_before = bool(kept) and any(r.year is not None for r in kept[-1].readings)
        if not has_year and (full_before or len(kept) >= 2) and not any(f.doubtful for f in same):
            continue
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


_WRAPPED = re.compile(r"^\d{1,4}[-/.](?:\d{1,2}[-/.])?$")
_YEAR = re.compile(r"^(?:19|20)\d{2}$")
_MOST_BROKEN = 0.6
"""Share of the days of a column with a year below, from which on the column is too narrow for it."""


def _unwrapped_dates(words: list[Word]) -> list[Word]:
    """Words with the dates put together that a narrow column broke: "02-09-" or "2 Sep" above "2024"."""
    by_edge: dict[int, list[Word]] = {}
    ends: list[Word] = []
    for word in words:
        if word.confidence is None and word.text[:1].isdigit() and len(word.text) <= 6:
            by_edge.setdefault(round(word.x0), []).append(word)
            if len(word.text) in (2, 4) and word.text.isdigit():
                ends.append(word)
    changed: dict[int, list[Word]] = {}
    years: dict[int, list[tuple[Word, Word]]] = {}
    for end in ends:
        height = end.y1 - end.y0
        above = [
            w
            for x in (-1, 0, 1)
            for w in by_edge.get(round(end.x0) + x, ())
            if 0.5 * height < end.y0 - w.y0 < 1.6 * height and abs(w.x0 - end.x0) < 1.0
        ]
        if len(above) != 1:
            continue
        head = above[0]
        if _WRAPPED.match(head.text) and len(head.text) >= 3 and date_readings(head.text + end.text):
            changed[id(head)] = [msgspec.structs.replace(head, text=head.text + end.text)]
            changed[id(end)] = []
        elif _YEAR.match(end.text) and (last := _last_of_day(head, words)) is not None:
            years.setdefault(round(end.x0), []).append((last, end))
    for edge, broken in years.items():
        # A year that stands below some of the days only is a heading over those that follow.
        days = sum(_last_of_day(w, words) is not None for w in by_edge[edge])
        for last, end in broken if len(broken) >= _MOST_BROKEN * days else ():
            after = msgspec.structs.replace(end, x0=last.x1 + 0.1, x1=last.x1 + 0.2, y0=last.y0, y1=last.y1)
            changed[id(last)] = [last, after]
            changed[id(end)] = []
    if not changed:
        return words
    return [part for word in words for part in changed.get(id(word), [word])]


def _last_of_day(head: Word, words: list[Word]) -> Word | None:
    """The month behind the day `head` that has a line of a narrow column to itself: "2 Sep"."""
    near = [w for w in words if w is not head and abs(w.y0 - head.y0) < 1.0 and 0 < w.x0 - head.x1 < 6.0]
    if (
        len(near) != 1
        or _has_year(near[0], words)
        or not any(r.year is None for r in date_readings(f"{head.text} {near[0].text}"))
    ):
        return None
    return near[0]


def _has_year(month: Word, words: list[Word]) -> bool:
    return any(
        _YEAR.match(w.text) and abs(w.y0 - month.y0) < 1.0 and 0 < w.x0 - month.x1 < 6.0 for w in words
    )


def _is_watermark(word: Word, usual: float) -> bool:
    # A heading is up to about three times the text; watermarks are set larger and across the page.
    return word.y1 - word.y0 > 3.2 * usual and word.confidence is None


_NARROW = frozenset("fijlrtI1.,:;'|!()-/")
_LINE_EMS = 1.3
"""Height of a line, in the size of its letters."""


def _is_turned(word: Word) -> bool:
    """Whether it is much higher than wide, and its letters set upright would not be: "jul" is no wider."""
    if len(word.text) < 3 or word.y1 - word.y0 <= 1.3 * (word.x1 - word.x0):
        return False
    return sum(0.28 if letter in _NARROW else 0.55 for letter in word.text) > _LINE_EMS
