"""Payment terms, and the due date that they give where no label does.

Terms are prose: "30 days net", "zahlbar bis zum 15.03.2024 ohne Abzug", "sera prélevé le 5 mai". They are
read clause by clause, so that the days of a cash discount or of a complaint never pass for the time to pay.
"""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from python_ocr_reconcile.dates import DateOrder
from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.near import lines_below, next_label, words_under
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.lexicon import fold
from python_ocr_reconcile.models.page import Word

LONGEST_TERM_DAYS = 180


@dataclass(frozen=True, slots=True)
class _Lexicon:
    net_days: tuple[re.Pattern[str], ...]
    bare_days: re.Pattern[str]
    words: dict[str, tuple[str, ...]]

    def has(self, kind: str, folded: str) -> bool:
        """Whether a phrase of `kind` stands in `folded`, from the beginning of a word on."""
        return _phrases(kind, "").search(f" {folded} ") is not None

    def stands(self, kind: str, folded: str) -> bool:
        """Whether a phrase of `kind` stands in `folded`, as whole words."""
        return _phrases(kind, " ").search(f" {folded} ") is not None


@cache
def _lexicon() -> _Lexicon:
    table = tomllib.loads(files("python_ocr_reconcile").joinpath("lexicon/terms.toml").read_text("utf-8"))
    return _Lexicon(
        tuple(re.compile(p) for p in table["net_days"]),
        re.compile(table["bare_days"]),
        {k: tuple(v) for k, v in table.items() if isinstance(v, list) and k != "net_days"},
    )


@cache
def _phrases(kind: str, behind: str) -> re.Pattern[str]:
    """Any phrase of `kind` from the beginning of a word on, with `behind` behind it."""
    return re.compile("|".join(re.escape(f" {phrase}{behind}") for phrase in _lexicon().words[kind]))


# The comma of "2,5 %" parts nothing.
_CLAUSE = re.compile(r"[;]|,(?!\d)|(?<=[a-zäöüß\d])\. (?=[A-ZÄÖÜ])|\s[-–•·]\s|\s/\s")
_SENTENCE = re.compile(r"(?<=[a-zäöüß)])[.!] (?=[A-ZÄÖÜÉ])|(?<=\d)\. (?=[A-ZÄÖÜÉ][a-zäöü]+ [a-zäöü])|;")
_PERCENT = re.compile(r"\d ?%")
# Of "Net 154.00", 154 is no number of days.
_MONEY = re.compile(r"\d[\d.,]*[.,]\d{2}(?![\d.,]| ?%)")


def of_cash_discount(row: Row, place: int) -> bool:
    """Whether the date at word `place` ends the time for a cash discount, and not the time to pay."""
    before = max((d.end for d in row.dates if d.end <= place), default=0)
    after = min((d.start for d in row.dates if d.start > place), default=len(row.line.words))
    clause = _CLAUSE.split(" ".join(w.text for w in row.line.words[before:place]))[-1]
    rest = _CLAUSE.split(" ".join(w.text for w in row.line.words[place:after]))[0]
    folded = fold(f"{clause} {rest}")
    if _lexicon().has("cash_discount", folded):
        return not re.search(r"\b(?:ohne|sans|sin|senza|zonder|without|no) ", folded)
    return False


def of_deadline(text: str) -> bool:
    """Whether `text` ends in words that make the date behind it a last day ("avant le", "entro il")."""
    folded = f" {fold(text)}"
    return any(folded.endswith(f" {words}") for words in _lexicon().words["deadline"])


def of_days(text: str) -> bool:
    """Whether `text` counts days to pay: "within 30 days of the invoice date"."""
    folded = fold(text)
    return any(pattern.search(folded) for pattern in _lexicon().net_days)


def due_by_terms(rows: Sequence[Row], issued: date) -> Found | None:
    """The due date that explicit terms give ("30 days net"); what a label calls terms comes first."""
    for row, words in _labelled_terms(rows):
        due = _due_of(" ".join(w.text for w in words), issued, labelled=True)
        if due:
            return found_in(row.line, 0, len(row.line.words), due, "payment_terms", 0.25)
    for row, text in _passages(rows):
        due = _due_of(text, issued, labelled=False)
        if due:
            return found_in(row.line, 0, len(row.line.words), due, "payment_terms", 0.3)
    return None


def _labelled_terms(rows: Sequence[Row]) -> Iterator[tuple[Row, Sequence[Word]]]:
    """What stands beside or below a label of terms or of the due date."""
    for row in rows:
        for label in row.labels:
            if label.key not in {"payment_terms", "due_date"}:
                continue
            words = row.line.words
            yield row, words[label.start :]
            for below in lines_below(rows, row, reach=20, most=1):
                under = words_under(below.line, words[label.start].x0, words[label.end - 1].x1)
                if under:
                    yield below, below.line.words[under[0] : under[1]]


def _passages(rows: Sequence[Row], most: int = 8) -> Iterator[tuple[Row, str]]:
    """Each line, with the first `most` words of the next where the paragraph goes on."""
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        text = row.text
        wraps = (
            below is not None
            and below.line.page == row.line.page
            and abs(below.line.x0 - row.line.x0) < 6
            and -2 <= below.line.y0 - row.line.y1 < 0.9 * row.line.em
            and len(row.line.segments) == 1
            and len(row.line.words) > 3
        )
        yield row, f"{text} {' '.join(w.text for w in below.line.words[:most])}" if wraps and below else text


def _due_of(text: str, issued: date, *, labelled: bool) -> date | None:
    lexicon = _lexicon()
    for clause in _CLAUSE.split(_MONEY.sub(" ", text)):
        folded = fold(clause)
        if not folded or lexicon.has("no_payment", folded):
            continue
        for part in _without_discounts(folded):
            days = _days(part, labelled=labelled)
            if days is not None:
                return _counted(issued, days, part)
            if lexicon.stands("on_receipt", part):
                return issued
    return None


def _without_discounts(folded: str) -> list[str]:
    """The clause in parts, one for each number of days, but those of a cash discount.

    "10 Tage 2% 30 Tage netto": a percentage goes with the days that it follows, else with those behind it.
    """
    lexicon = _lexicon()
    if not _PERCENT.search(folded) and not lexicon.has("cash_discount", folded):
        return [folded]
    american = re.sub(r"^\D*\d{1,2}(?: \d)?%? ?(?:10|15|14|7|8|5) (?=n|net)", "", folded)
    if american != folded:
        return [american]
    marks = list(lexicon.bare_days.finditer(folded))
    parts, spent = [], 0
    for place, mark in enumerate(marks):
        before = folded[max(spent, marks[place - 1].end() if place else 0) : mark.start()]
        end = marks[place + 1].start() if place + 1 < len(marks) else len(folded)
        after = folded[mark.end() : end]
        if _PERCENT.search(before) or lexicon.has("cash_discount", before):
            continue
        reduced = _PERCENT.search(after) or lexicon.has("cash_discount", after)
        if reduced and not re.match(r" (?:rein )?net", after):
            spent = end
            continue
        parts.append(before + mark[0] + after)
    return parts


def _days(folded: str, *, labelled: bool) -> int | None:
    lexicon = _lexicon()
    patterns = (*lexicon.net_days, lexicon.bare_days) if labelled else lexicon.net_days
    for pattern in patterns:
        found = pattern.search(folded)
        if found and 0 < int(found[1]) <= LONGEST_TERM_DAYS:
            return int(found[1])
    return None


def _counted(issued: date, days: int, folded: str) -> date:
    """`days` after the date of the invoice, moved to the end of the month where the terms say so."""
    lexicon = _lexicon()
    if not lexicon.stands("end_of_month", folded):
        return issued + timedelta(days=days)
    behind = re.search(rf"\b{days}\b", folded)
    words = lexicon.words["end_of_month"]
    first = behind is not None and any(re.search(rf"\b{w}\b", folded[: behind.start()]) for w in words)
    if first or lexicon.stands("from_end_of_month", folded):
        return _month_end(issued) + timedelta(days=days)
    due = _month_end(issued + timedelta(days=days))
    on = re.search(r"\b(?:le|el|il|op|al) (\d{1,2})\b(?! ?(?:jours?|dias?|giorni|gg|dagen))", folded)
    if on and 0 < int(on[1]) <= 28:  # "30 jours fin de mois le 10": the tenth of the month after
        return (due + timedelta(days=1)).replace(day=int(on[1]))
    return due


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def due_in_sentence(rows: Sequence[Row], issued: date, order: DateOrder) -> Found | None:
    """The date that a sentence makes the day of payment: "... wird am 20.03.2014 eingezogen"."""
    lexicon = _lexicon()
    for (row, text), row_before in zip(_passages(rows, 40), [None, *rows], strict=False):
        for span in row.dates:
            value = span.on(order)
            if value is None or not issued <= value <= issued + timedelta(days=400):
                continue
            words = row.line.words
            at = sum(len(w.text) + 1 for w in words[: span.start])
            before = _SENTENCE.split(text[:at])[-1]
            if before == text[:at] and row_before is not None and _goes_on(row_before, row):
                before = f"{_SENTENCE.split(row_before.text)[-1]} {before}"
            after = _SENTENCE.split(text[at + len(span.text) :])[0]
            sentence = fold(f"{before} {after}")
            lead = fold(before)
            led = any(f" {lead}".endswith(f" {w}") for w in lexicon.words["before_date"])
            said = lexicon.has("collected", sentence) or lexicon.has("pay_by", lead)
            due = of_deadline(lead) and lexicon.has("pay_by", sentence)
            said = said or due or lexicon.has("in_full", sentence)
            other = lexicon.has("no_payment", sentence) or lexicon.has("cash_discount", fold(after))
            if led and said and not other and not of_cash_discount(row, span.start):
                return found_in(row.line, span.start, span.end, value, "sentence", 0.35)
    return None


def due_in_cell(rows: Sequence[Row], issued: date, order: DateOrder) -> Found | None:
    """The date that a cell gives as the last day and nothing else: "by 19 July 2025" below what to pay."""
    for row in rows:
        start = 0
        for segment in row.line.segments:
            end = start + len(segment.words)
            for span in row.dates:
                lead = " ".join(w.text for w in row.line.words[start : span.start])
                value = span.on(order)
                whole = start < span.start and span.end == end and fold(lead) in _lexicon().words["deadline"]
                if whole and value and issued <= value <= issued + timedelta(days=LONGEST_TERM_DAYS):
                    return found_in(row.line, span.start, span.end, value, "deadline", 0.5)
            start = end
    return None


def _goes_on(above: Row, row: Row) -> bool:
    """Whether `row` is the next line of the same paragraph."""
    near = -2 <= row.line.y0 - above.line.y1 < 0.9 * row.line.em
    return near and above.line.page == row.line.page and abs(above.line.x0 - row.line.x0) < 6


def payment_terms(rows: Sequence[Row]) -> Found | None:
    """The terms of payment, as printed."""
    for row in rows:
        for label in row.labels:
            if label.key != "payment_terms":
                continue
            words = row.line.words
            end = next_label(row, label.end)
            text = " ".join(w.text for w in words[label.end : end]).strip(" :")
            if text:
                start = label.start if label.end - label.start == 1 and text[0].islower() else label.end
                return found_in(row.line, start, end, _text(words[start:end]), "label_right", 0.1)
            x0, x1 = words[label.start].x0, words[label.end - 1].x1
            for below in lines_below(rows, row, reach=20, most=1):
                under = words_under(below.line, x0, x1)
                if under:
                    text = _text(below.line.words[under[0] : under[1]])
                    return found_in(below.line, under[0], under[1], text, "label_above", 0.3)
    lexicon = _lexicon()
    for row in rows:
        if lexicon.has("no_payment", row.folded):
            continue
        if _days(row.folded, labelled=False) or lexicon.stands("on_receipt", row.folded):
            return found_in(row.line, 0, len(row.line.words), row.text, "phrase", 0.4)
    return None


def _text(words: Sequence[Word]) -> str:
    return " ".join(w.text for w in words).strip(" :")
