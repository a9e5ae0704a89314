"""Amounts, percentages and dates that stand in a line, over one or several adjacent words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

import msgspec

from python_ocr_reconcile.dates import DateOrder, DateReading, date_readings, fold_month
from python_ocr_reconcile.extraction.layout import Line, box_of, least_confidence
from python_ocr_reconcile.extraction.lexicon import load_words
from python_ocr_reconcile.models.evidence import BBox
from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.money import CURRENCY_BEFORE, DecimalMark, PrintedAmount, parse_amount


class AmountSpan(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A number in a line."""

    line: Line
    start: int
    end: int
    """Its words are ``line.words[start:end]``."""
    text: str
    amount: PrintedAmount
    percent: bool = False
    """A percent sign stands behind it."""

    @property
    def value(self) -> Decimal:
        """Signed as printed."""
        return self.amount.value

    @property
    def words(self) -> Sequence[Word]:
        """The words it was read from."""
        return self.line.words[self.start : self.end]

    @property
    def box(self) -> BBox:
        """Around its words."""
        return box_of(self.words)

    @property
    def confidence(self) -> float | None:
        """OCR confidence of its worst word."""
        return least_confidence(self.words)

    @property
    def figures(self) -> int:
        """The place of its first word with a digit; a currency may stand before it."""
        return next(
            (i for i in range(self.start, self.end) if _HAS_DIGIT.search(self.line.words[i].text)), self.start
        )

    @property
    def is_money_like(self) -> bool:
        """Printed as money is: with two decimals (three for some currencies) or beside a currency."""
        return not self.percent and (self.amount.decimals in (2, 3) or self.amount.symbol is not None)


_HAS_DIGIT = re.compile(r"\d")
_PERCENT = re.compile(r"^[(\[@]?[+\-]?(\d{1,3}(?:[.,]\d{1,3})?)\s*%[)\]]?$")
_CURRENCY_WORD = re.compile(rf"^\(?[+\-−–]?{CURRENCY_BEFORE}\)?$")
_CODE = re.compile(r"[A-Z]{3}")
_SIGN_WORD = re.compile(r"^[+\-−–—()]$")
_DASHES = "–—"
_GROUP_HEAD = re.compile(r"^\D{0,4}\d{1,3}$")
_GROUP_TAIL = re.compile(r"^\d{3}(?:[.,]\d{1,3})?(?:[€$£)\-]|[A-Z]{3})?$")
_GROUP_BODY = re.compile(r"^\d{3}$")
_MARKER_WORD = re.compile(r"^(?:CR|DR|Cr|Dr|cr|dr|C|D|S|H|\))\.?$")
_BEFORE = (_CURRENCY_WORD, _SIGN_WORD, _CURRENCY_WORD)
_BEHIND = (_SIGN_WORD, _CURRENCY_WORD, _MARKER_WORD)
_BARE_TRIM = "|;:*_"
_OTHER_MARK = re.compile(r"^\D{0,4}\d{1,3}[.,]\d{2}\D{0,4}$")


def amount_spans(line: Line, mark: DecimalMark) -> list[AmountSpan]:
    """Every number of `line` that reads as an amount under decimal mark `mark`, left to right.

    Thousands groups over several words ("1 234,56") are joined where the gap is a space's width; a sign,
    a currency or a CR/DR marker beside the digits belongs to the amount.
    """
    found: list[AmountSpan] = []
    words, i = line.words, 0
    while i < len(words):
        if not _HAS_DIGIT.search(words[i].text):
            i += 1
            continue
        span = _amount_at(line, i, mark, floor=found[-1].end if found else 0)
        if span:
            found.append(span)
            i = span.end
        else:
            i += 1
    return found


def _amount_at(line: Line, i: int, mark: DecimalMark, floor: int) -> AmountSpan | None:
    words = line.words
    text = words[i].text.strip(_BARE_TRIM)
    for end in (i + 1, i + 2) if "(" in text else (i + 1,):  # "(8.25%)" and "(8,25 %)"
        if percent := _PERCENT.match(_joined(words, i, min(end, len(words))).strip(_BARE_TRIM)):
            value = Decimal(percent[1].replace(",", "."))
            amount = PrintedAmount(value, _decimals(percent[1]), None, None)
            return AmountSpan(line, i, end, _joined(words, i, end), amount, percent=True)
    start, end = i, i + 1
    if _GROUP_HEAD.match(text):
        while end < len(words) and _close(line, end - 1) and _GROUP_TAIL.match(words[end].text):
            end += 1
            if not _GROUP_BODY.match(words[end - 1].text):
                break
    best = _parsed(words, start, end, mark)
    if best is None and end > i + 1:
        end = i + 1
        best = _parsed(words, start, end, mark)
    if best is None:
        return _in_remark(line, i, mark, floor)
    best, start, end = _grown(line, best, (start, end), mark, floor)
    if end < len(words) and words[end].text.startswith("%") and _near(line, end - 1):
        return AmountSpan(line, start, end + 1, _joined(words, start, end + 1), best, percent=True)
    return AmountSpan(line, start, end, _joined(words, start, end), best)


def _in_remark(line: Line, i: int, mark: DecimalMark, floor: int) -> AmountSpan | None:
    """The money that ends a remark in brackets, which make no minus: "VAT 8.1% (CHF 27.32)"."""
    words = line.words
    text = words[i].text.rstrip(_BARE_TRIM + ",.")
    opened = next((j for j in range(i - 1, max(floor, i - 8) - 1, -1) if "(" in words[j].text), None)
    # What fills a cell of its own is an amount in brackets, and negative.
    if not text.endswith(")") or "(" in text or not opened or not _near(line, opened - 1):
        return None
    coded = i > floor and _belongs(words[i - 1].text.lstrip("("), _CURRENCY_WORD)
    start = i - 1 if coded else i
    amount = parse_amount(_joined(words, start, i + 1).strip("()" + _BARE_TRIM + ",."), mark)
    span = AmountSpan(line, start, i + 1, _joined(words, start, i + 1), amount) if amount else None
    return span if span and span.is_money_like else None


def _grown(
    line: Line, best: PrintedAmount, place: tuple[int, int], mark: DecimalMark, floor: int
) -> tuple[PrintedAmount, int, int]:
    """The amount with the currency or the sign on either side, as long as the whole still reads as one."""
    words, (start, end) = line.words, place
    # In a table nothing is near, and no pattern need be asked.
    for pattern in _BEFORE if start > floor and _near(line, start - 1) else ():
        if start > floor and _near(line, start - 1) and _belongs(words[start - 1].text, pattern):
            if words[start - 1].text in _DASHES and not _close(line, start - 1):
                break  # the dash that fills an empty cell before
            grown = _parsed(words, start - 1, end, mark)
            if grown:
                best, start = grown, start - 1
    for pattern in _BEHIND if end < len(words) and _near(line, end - 1) else ():
        if end < len(words) and _near(line, end - 1) and _belongs(words[end].text, pattern):
            grown = _parsed(words, start, end + 1, mark)
            if grown:
                best, end = grown, end + 1
    return best, start, end


def _belongs(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether `text` beside an amount is part of it; "TTC" and "VAT" look like the code of a currency."""
    if pattern.match(text) is None:
        return False
    code = _CODE.search(text) if pattern is _CURRENCY_WORD else None
    return code is None or code[0].casefold() in _currency_codes()


@cache
def _currency_codes() -> frozenset[str]:
    return load_words("statement_signs")["currencies"]


def _decimals(text: str) -> int:
    return len(re.split(r"[.,]", text)[1]) if re.search(r"[.,]", text) else 0


def _joined(words: Sequence[Word], start: int, end: int) -> str:
    if end - start == 1:
        return words[start].text
    return " ".join([w.text for w in words[start:end]])


def _parsed(words: Sequence[Word], start: int, end: int, mark: DecimalMark) -> PrintedAmount | None:
    text = _joined(words, start, end).strip(_BARE_TRIM + " ")
    found = parse_amount(text, mark)
    if found is None and text[-1:] in ".,":
        found = parse_amount(text[:-1], mark)
    if found is None and words[start].confidence is not None and _OTHER_MARK.match(text):
        # OCR takes a point for a comma and back; two decimals at the end leave no other reading.
        found = parse_amount(text, "," if mark == "." else ".")
    return None if found is not None and _is_code(found) else found


def _is_code(amount: PrintedAmount) -> bool:
    """Whether what stands before or behind a whole number is no currency: "BRC19844"."""
    symbol = amount.symbol
    return (
        symbol is not None
        and not amount.decimals
        and _CODE.fullmatch(symbol) is not None
        and symbol.casefold() not in _currency_codes()
    )


def _close(line: Line, i: int) -> bool:
    """Whether a space, and not a column's gap, stands behind word `i`."""
    one, two = line.words[i], line.words[i + 1]
    gap = two.x0 - one.x1
    if gap < 0.45 * line.em:
        return True
    # The boxes of OCR end at the ink, which leaves more between them.
    if gap < 0.65 * line.em and one.confidence is not None:
        return True
    # Where every letter is as wide as the next, so is the space: 0.6 of the height.
    widths = [(w.x1 - w.x0) / len(w.text) for w in (one, two)]
    return abs(widths[0] - widths[1]) < 0.03 * widths[0] and abs(gap - widths[0]) < 0.1 * widths[0]


def _near(line: Line, i: int) -> bool:
    """Whether word `i` and the next belong together: closer than two letters."""
    return line.words[i + 1].x0 - line.words[i].x1 < 1.6 * line.em


class DateSpan(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A date in a line, with every way to read it."""

    line: Line
    start: int
    end: int
    text: str
    readings: tuple[DateReading, ...]

    @property
    def words(self) -> Sequence[Word]:
        """The words it was read from."""
        return self.line.words[self.start : self.end]

    @property
    def box(self) -> BBox:
        """Around its words."""
        return box_of(self.words)

    @property
    def confidence(self) -> float | None:
        """OCR confidence of its worst word."""
        return least_confidence(self.words)

    def on(self, order: DateOrder, year: int | None = None) -> date | None:
        """The date under `order`; `year` stands in where none is printed."""
        best = min(self.readings, key=lambda r: (not r.certain, r.order != order), default=None)
        if best is None:
            return None
        return best.value or (best.on(year) if year is not None else None)


_DATE_WORD = re.compile(r"\d")
_SHORTEST = re.compile(r"^\d/\d$")
_FULL_YEAR_LEFT_OUT = re.compile(r"^\d{1,2}(?:[./\-]\d{1,2})?\.?$")
_TRIM = "()[],;:|*"
_TRIM_ALL = _TRIM + " "
_PLAIN_NUMBERS = re.compile(r"[\d ]+")
_YEAR_STOP = re.compile(r"(?<=\d{4})\.$")


def date_spans(line: Line, *, need_year: bool = True) -> list[DateSpan]:
    """The dates of `line`, the longest run of words first where several would do.

    With `need_year` false, day and month without a year ("31.03.") count too: statements print them so.
    """
    found: list[DateSpan] = []
    words, i = line.words, 0
    if not any(_DATE_WORD.search(word.text) for word in words):
        return []
    while i < len(words):
        span = _date_at(line, i, need_year=need_year) if _may_begin_date(words[i].text) else None
        if span:
            found.append(span)
            i = span.end
        else:
            i += 1
    return found


_TWO_PARTS = re.compile(r"^(\d+)\.(\d\d)$")
_LEADING_DIGITS = re.compile(r"\d+")
_GROUPED_BY_COMMA = re.compile(r"^\d+,\d")


def _is_plainly_money(text: str) -> bool:
    """Whether a number can begin no date: "1,250", "50.00"; most words of a table are spared the search."""
    parts = _TWO_PARTS.match(text)
    if parts:
        one, two = int(parts[1]), int(parts[2])
        return one > 31 or two == 0 or (one > 12 and two > 12) or two > 31
    return _GROUPED_BY_COMMA.match(text) is not None


def _is_no_day(text: str) -> bool:
    """Whether the digits it begins with are neither a day, a month nor a year, nor all three in one."""
    digits = _LEADING_DIGITS.match(text)
    if not digits:
        return not text[:1].isalpha()
    number = digits[0]
    return len(number) not in (1, 2, 4, 8) or (len(number) == 4 and not 1900 <= int(number) <= 2199)


@lru_cache(maxsize=16_384)
def _may_begin_date(text: str) -> bool:
    """Whether a word is a number that is not plainly money, or begins with the name of a month."""
    head = text.strip(_TRIM)
    if _DATE_WORD.search(head):
        return not (_is_plainly_money(head) or _is_no_day(head))
    if not (fold_month(head) or text.rstrip(",.").isalpha()):
        return False
    return fold_month(head.split("-")[0].split(".")[0]) is not None


def _date_at(line: Line, i: int, *, need_year: bool) -> DateSpan | None:
    words = line.words
    reach, most = i + 1, min(i + 5, len(words))
    while reach < most and words[reach].x0 - words[reach - 1].x1 <= 1.2 * line.em:
        reach += 1
    for end in range(reach, i, -1):
        # The full stop behind a year ends the sentence; the one of "31.03." is part of the date.
        text = _joined(words, i, end).strip(_TRIM_ALL)
        short = len(text) < 4 and (need_year or not _SHORTEST.match(text))
        if short or len(text) > 35 or not _DATE_WORD.search(text):
            continue
        if text[-1] == ".":
            text = _YEAR_STOP.sub("", text)
        if len(text) > 34:
            continue
        readings = [r for r in date_readings(text) if r.value or not need_year]
        # Separate plain numbers ("2 10 24") are cells of a table far more often than a date.
        if readings and not (end - i > 1 and _PLAIN_NUMBERS.fullmatch(text)):
            return DateSpan(line, i, end, text, tuple(readings))
    return None
