"""Where the pages print a value: the same amount, date or words, in whatever form."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from python_ocr_reconcile.extraction.layout import Line, box_of, lines_of
from python_ocr_reconcile.extraction.lexicon import compact, fold
from python_ocr_reconcile.extraction.spans import amount_spans, date_spans
from python_ocr_reconcile.models.evidence import BBox
from python_ocr_reconcile.models.page import Page, Word
from python_ocr_reconcile.money import CURRENCY_SYMBOLS, DecimalMark

_MARKS: tuple[DecimalMark, ...] = (".", ",")
_LEAST_TEXT = 3
"""Fewer letters are found everywhere."""
_LEAST_OF_NAME = 4
"""Letters of a word of a name: shorter ones are legal forms and articles."""
_LEAST_DIGITS = 4
"""Fewer stand in a row by chance."""
_SHARED_SIGNS = ("$", "kr", "Kr", "¥", "Fr.", "SFr", "Rs")
"""Of several currencies each."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words on a page."""

    page: int
    bbox: BBox


@dataclass(slots=True)
class Printed:
    """Everything that the pages print, by value."""

    amounts: dict[Decimal, dict[int, list[Place]]] = field(default_factory=dict)
    """By size, since a minus may be printed in many ways, or not at all; then by page."""
    dates: dict[date, list[Place]] = field(default_factory=dict)
    """Under every reading of a date that has several."""
    texts: list[_PageText] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    """As they are printed."""

    def find(self, value: object, page: int | None = None) -> list[Place]:
        """Every place that prints `value`, in the order of the pages; with `page`, those on it."""
        if isinstance(value, Decimal):
            by_page = self.amounts.get(abs(value), {})
            return by_page.get(page, []) if page else [place for on in by_page.values() for place in on]
        if isinstance(value, date):
            return [place for place in self.dates.get(value, []) if page in {None, place.page}]
        phrase = compact(str(value))
        return [place for text in self.texts if page in {None, text.page} for place in text.find(phrase)]

    def has(self, value: object) -> bool:
        """Whether the pages print `value` anywhere, be it inside other words; no part of a longer number."""
        if self.find(value):
            return True
        if isinstance(value, Decimal):  # thousands set apart further than words are: "2   846,76"
            digits = f"{abs(value):.2f}".replace(".", "")
            return len(digits) >= _LEAST_DIGITS and any(text.has(digits) for text in self.texts)
        return isinstance(value, str) and any(text.has(compact(value)) for text in self.texts)

    def may_mean(self, currency: str) -> bool:
        """Whether a word of the pages has the code of `currency`, or a sign that may stand for it."""
        signs = [currency, *(s for s, code in CURRENCY_SYMBOLS.items() if code == currency), *_SHARED_SIGNS]
        return any(sign in word for word in self.words for sign in signs)

    def has_any_word(self, name: str) -> bool:
        """Whether a word of `name` is printed that is long enough to mean something."""
        words = [word for word in fold(name).split() if len(word) >= _LEAST_OF_NAME]
        return any(word in text.letters for word in words or [compact(name)] for text in self.texts)


class _PageText:
    """The words of one page as one run of letters and digits."""

    def __init__(self, page: int, lines: Sequence[Line]) -> None:
        self.page = page
        self._words: list[Word] = []
        self._starts: list[int] = []
        parts: list[str] = []
        length = 0
        for word in (word for line in lines for word in line.words):
            letters = compact(word.text)
            if letters:
                self._words.append(word)
                self._starts.append(length)
                parts.append(letters)
                length += len(letters)
        self.letters = "".join(parts)
        self._start_set = {*self._starts, length}

    def has(self, phrase: str) -> bool:
        """Whether the letters of `phrase` follow one another, no digit going on where it begins or ends."""
        return any(self._on_words(hit) for hit in re.finditer(re.escape(phrase), self.letters))

    def _on_words(self, hit: re.Match[str]) -> bool:
        starts = self._start_set
        start = hit.start() in starts or not self._joins_digits(hit.start())
        end = hit.end() in starts or not self._joins_digits(hit.end())
        return start and end

    def _joins_digits(self, place: int) -> bool:
        """Whether a digit stands on both sides of `place`."""
        return self.letters[max(0, place - 1) : place].isdigit() and self.letters[place : place + 1].isdigit()

    def find(self, phrase: str) -> Iterator[Place]:
        """The places where whole words make up `phrase`."""
        if len(phrase) < _LEAST_TEXT:
            return
        for hit in re.finditer(re.escape(phrase), self.letters):
            if hit.start() in self._start_set and hit.end() in self._start_set:
                first = bisect_right(self._starts, hit.start()) - 1
                last = bisect_right(self._starts, hit.end() - 1)
                yield Place(self.page, box_of(self._words[first:last]))


def index(pages: Sequence[Page]) -> Printed:
    """What `pages` print."""
    printed = Printed()
    for page in pages:
        lines = lines_of(page)
        printed.texts.append(_PageText(page.number, lines))
        printed.words |= {word.text for word in page.words}
        for line in lines:
            _index_line(printed, line)
    return printed


def _index_line(printed: Printed, line: Line) -> None:
    if not any(character.isdigit() for word in line.words for character in word.text):
        return
    for mark in _MARKS:
        for span in amount_spans(line, mark):
            places = printed.amounts.setdefault(abs(span.value), {}).setdefault(line.page, [])
            place = Place(line.page, span.box)
            if place not in places[-2:]:
                places.append(place)
    for found in date_spans(line):
        for value in {reading.value for reading in found.readings}:
            if value is not None:
                printed.dates.setdefault(value, []).append(Place(line.page, found.box))
