"""Where the pages print a value: the same amount, date or words, in whatever form."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from python_ocr_reconcile.extraction.layout import Line, box_of, lines_of
from python_ocr_reconcile.extraction.lexicon import compact
from python_ocr_reconcile.extraction.spans import amount_spans, date_spans
from python_ocr_reconcile.models.evidence import BBox
from python_ocr_reconcile.models.page import Page, Word
from python_ocr_reconcile.money import DecimalMark

_MARKS: tuple[DecimalMark, ...] = (".", ",")
_LEAST_TEXT = 3
"""Fewer letters are found everywhere."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words on a page."""

    page: int
    bbox: BBox


@dataclass(slots=True)
class Printed:
    """Everything that the pages print, by value."""

    amounts: dict[Decimal, list[Place]] = field(default_factory=dict)
    """By size: a minus may be printed in many ways, or not at all."""
    dates: dict[date, list[Place]] = field(default_factory=dict)
    """Under every reading of a date that has several."""
    texts: list[_PageText] = field(default_factory=list)
    ibans: set[str] = field(default_factory=set)

    def find(self, value: object) -> list[Place]:
        """Every place that prints `value`, in the order of the pages."""
        if isinstance(value, Decimal):
            return self.amounts.get(abs(value), [])
        if isinstance(value, date):
            return self.dates.get(value, [])
        return [place for text in self.texts for place in text.find(compact(str(value)))]

    def has(self, value: object) -> bool:
        """Whether the pages print `value` anywhere, be it inside other words."""
        if isinstance(value, str):
            phrase = compact(value)
            return any(phrase in text.letters for text in self.texts)
        return bool(self.find(value))


class _PageText:
    """The words of one page as one run of letters and digits."""

    def __init__(self, page: int, lines: Sequence[Line]) -> None:
        self._page = page
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

    def find(self, phrase: str) -> Iterator[Place]:
        """The places where whole words make up `phrase`."""
        if len(phrase) < _LEAST_TEXT:
            return
        ends = {*self._starts[1:], len(self.letters)}
        starts = set(self._starts)
        for hit in re.finditer(re.escape(phrase), self.letters):
            if hit.start() in starts and hit.end() in ends:
                first = bisect_right(self._starts, hit.start()) - 1
                last = bisect_right(self._starts, hit.end() - 1)
                yield Place(self._page, box_of(self._words[first:last]))


_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Z0-9])")


def index(pages: Sequence[Page]) -> Printed:
    """What `pages` print."""
    printed = Printed()
    for page in pages:
        lines = lines_of(page)
        printed.texts.append(_PageText(page.number, lines))
        for line in lines:
            _index_line(printed, line)
    return printed


def _index_line(printed: Printed, line: Line) -> None:
    if not any(character.isdigit() for word in line.words for character in word.text):
        return
    for mark in _MARKS:
        for span in amount_spans(line, mark):
            places = printed.amounts.setdefault(abs(span.value), [])
            place = Place(line.page, span.box)
            if place not in places[-2:]:
                places.append(place)
    for found in date_spans(line):
        for value in {reading.value for reading in found.readings}:
            if value is not None:
                printed.dates.setdefault(value, []).append(Place(line.page, found.box))
    for hit in _IBAN.finditer(line.text.upper()):
        printed.ibans.add(hit[0].replace(" ", ""))
