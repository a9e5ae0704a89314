"""The head of an invoice: its number, its dates, the order it answers, its terms.

Every label looks to its right and below; every value goes to the label that is nearest to it, so that a
customer number or a delivery date is taken by its own label and not by ours.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.rows import Row, segment_start
from python_ocr_reconcile.extraction.layout import Line
from python_ocr_reconcile.extraction.lexicon import Label, fold, load_words
from python_ocr_reconcile.extraction.locale import Locale

_NUMBER_KEYS = {"invoice_number", "po_number", "other_number", "tax_id", "page"}
_DATE_KEYS = {"invoice_date", "due_date", "other_date"}
# Short words that are labels only for want of a better one: "du", "vom", "date", "no".
WEAK_LETTERS = 5


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    key: str
    label: tuple[int, int]
    target: tuple[int, int]
    found: Found


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
    pairs = _settle([*_number_pairs(rows), *_date_pairs(rows, locale)])
    number = _best(pairs, "invoice_number") or _number_after_title(rows) or _number_by_shape(rows)
    issued = _cheaper(_best(pairs, "invoice_date"), _date_after(rows, number, locale))
    issued = issued or _first_free_date(rows, locale, pairs)
    due = _best(pairs, "due_date")
    if due and issued and due.value < issued.value and due.cost >= issued.cost:
        due = None
    terms = _terms(rows)
    derived = False
    if due is None and issued is not None:
        due = _due_by_terms(rows, issued.value)
        derived = due is not None
    return Head(number, issued, due, _best(pairs, "po_number"), terms, derived)


def _cheaper(one: Found | None, other: Found | None) -> Found | None:
    return min((f for f in (one, other) if f), key=lambda f: f.cost, default=None)


def _date_after(rows: Sequence[Row], number: Found | None, locale: Locale) -> Found | None:
    """The date that goes on from the number: "Invoice 471113 of 13 June 2018", the date may be on the next line."""
    if number is None or not number.words:
        return None
    place = next((i for i, r in enumerate(rows) if number.words[-1] in r.line.words), None)
    if place is None:
        return None
    row = rows[place]
    after = row.line.words.index(number.words[-1]) + 1
    for span in row.dates:
        joint = row.line.words[after : span.start]
        if span.start >= after and len(joint) <= 3 and not any(c.isdigit() for w in joint for c in w.text):
            between = [label for label in row.labels if after <= label.start < span.start]
            own = not between or "invoice_date" in between[0].keys or len(between[0].keys) > 1 or _weak(row, between[0])
            value = span.on(locale.date_order)
            if value and own:
                return found_in(row.line, span.start, span.end, value, "after_number", 0.15)
    if len(row.line.words) - after == 1 and place + 1 < len(rows) and rows[place + 1].dates:
        span = rows[place + 1].dates[0]
        value = span.on(locale.date_order)
        if value and span.start == 0 and row.line.words[-1].text.isalpha():
            return found_in(rows[place + 1].line, span.start, span.end, value, "after_number", 0.25)
    return None


def _weak(row: Row, label: Label) -> bool:
    return weakness(row, label) >= 0.5


def strong_number(rows: Sequence[Row]) -> Found | None:
    """The invoice number, where a plain label gives it."""
    found = _best(_settle(_number_pairs(rows)), "invoice_number") if rows else None
    return found if found and found.cost < 0.7 else None


def _settle(pairs: Iterable[_Pair]) -> list[_Pair]:
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


def _best(pairs: Sequence[_Pair], key: str) -> Found | None:
    ours = [p for p in pairs if p.key == key]
    # Of equally plain ones the first on the page.
    best = min(ours, key=lambda p: (round(p.found.cost, 1), p.target), default=None)
    return best.found if best else None


def weakness(row: Row, label: Label) -> float:
    """What a label costs for being short or misread."""
    letters = sum(c.isalnum() for w in row.line.words[label.start : label.end] for c in w.text)
    return (0.5 if letters <= WEAK_LETTERS else 0.0) + 2.0 * (1.0 - label.score)


def next_label(row: Row, after: int) -> int:
    """The place of the first label at or behind word `after`, or the end of the line."""
    return min((label.start for label in row.labels if label.start >= after), default=len(row.line.words))


def lines_below(rows: Sequence[Row], row: Row, *, reach: float = 48.0, most: int = 4) -> list[Row]:
    """The next lines of the same page that stand within `reach` points below `row`."""
    found = []
    for below in rows[row.place - rows[0].place + 1 :]:
        if below.line.page != row.line.page or below.line.y0 - row.line.y1 > reach or len(found) == most:
            break
        found.append(below)
    return found


def words_under(below: Line, x0: float, x1: float, next_x: float | None = None) -> tuple[int, int] | None:
    """The words of `below` that stand under ``x0..x1``, as (start, end).

    `next_x` is where the next label of the same row begins: in a grid of labels over values, whatever stands
    between the two belongs to the first, however it is aligned.
    """
    if next_x is not None:
        inside = [i for i, w in enumerate(below.words) if x0 - 4 <= (w.x0 + w.x1) / 2 < next_x - 2 and w.x0 >= x0 - 40]
        if inside:
            end = inside[0] + 1
            while end in inside and below.words[end].x0 - below.words[end - 1].x1 < 1.0 * below.em:
                end += 1
            begins = inside[0] == 0 or below.words[inside[0]].x0 - below.words[inside[0] - 1].x1 > 0.7 * below.em
            if begins:
                return inside[0], end
    start = 0
    for segment in below.segments:
        end = start + len(segment.words)
        overlap = min(segment.x1, x1) - max(segment.x0, x0)
        if overlap > 0.3 * min(segment.x1 - segment.x0, x1 - x0) or abs(segment.x0 - x0) < 6:
            return start, end
        start = end
    return None


def next_cell(row: Row, end: int) -> float | None:
    """Where the cell behind word ``end - 1`` begins; ``None`` where there is none within reach of a grid."""
    right = row.line.words[end - 1].x1
    after = [s.x0 for s in row.line.segments if s.x0 > right]
    return after[0] if after and after[0] - right < 160 else None


def _number_pairs(rows: Sequence[Row]) -> list[_Pair]:
    pairs = []
    for row in rows:
        for label in row.labels:
            if label.key not in _NUMBER_KEYS:
                continue
            base = weakness(row, label)
            stop = next_label(row, label.end)
            number = _number_at(row, label.end, stop)
            if number:
                start, end, text = number
                gap = (row.line.words[start].x0 - row.line.words[label.end - 1].x1) / row.line.em
                cost = base + min(gap, 60) * 0.01
                pairs.append(_pair(label, row, row, start, end, text, "label_right", cost))
            x0, x1 = row.line.words[label.start].x0, row.line.words[label.end - 1].x1
            for depth, below in enumerate(lines_below(rows, row)):
                under = words_under(below.line, x0, x1, next_cell(row, label.end))
                if not under:
                    continue
                if not any(under[0] <= other.start < under[1] for other in below.labels):
                    number = _number_at(below, under[0], under[1])
                    if number and not (number[0] > under[0] + 1):
                        start, end, text = number
                        cost = base + 0.32 + 0.1 * depth
                        pairs.append(_pair(label, row, below, start, end, text, "label_above", cost))
                break
    return pairs


def _pair(
    label: Label, row: Row, at: Row, start: int, end: int, value: object, method: str, cost: float
) -> _Pair:
    found = found_in(at.line, start, end, value, method, cost)
    return _Pair(label.key, (row.place, label.start), (at.place, start), found)


_NUMBER_TOKEN = re.compile(r"^[#(]?[A-Za-z0-9][A-Za-z0-9/._\-–&+]*\)?[,.;]?$")
_SKIP = re.compile(r"^(?:[:#.\-–|=/*©]+|n|no|nr|num|n[°ºo]|nº|№|number|nummer|numero)[.:]*$", re.IGNORECASE)
_CODE = re.compile(r"^\(\d{1,4}\)$")  # "(380)", the code of the kind of document
_CAPITALS = re.compile(r"^[A-Z]{1,5}[-/.]?$")


def _number_at(row: Row, start: int, stop: int) -> tuple[int, int, str] | None:
    """A document number at word `start` or right behind it: (start, end, text)."""
    words = row.line.words
    i = start
    while i < stop and (_SKIP.match(words[i].text) or _CODE.match(words[i].text)):
        i += 1
    if i >= stop:
        return None
    end = i
    parts: list[str] = []
    in_date = {
        k for d in row.dates for k in range(d.start, d.end) if d.end - d.start > 1 or _plain_date(d.text)
    }
    while end < stop and end - i < 6:
        text = words[end].text
        if end in in_date or not _NUMBER_TOKEN.match(text):
            break
        if parts and not _continues(row, end, parts):
            break
        if not parts and not any(c.isdigit() for c in text) and not _CAPITALS.match(text):
            break
        parts.append(text)
        end += 1
        if text[-1:] in ",;":
            break
    text = " ".join(parts).strip("#()., ;:-")
    if row.noisy:
        text = unconfused(text)
    digits = sum(c.isdigit() for c in text)
    if not digits or not parts:
        return None
    return i, end, text


def _plain_date(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}", text))


def _continues(row: Row, place: int, parts: Sequence[str]) -> bool:
    """Whether the word at `place` goes on with the number that `parts` began ("RE 2024 0017")."""
    words = row.line.words
    gap = words[place].x0 - words[place - 1].x1
    if gap > 0.7 * row.line.em:
        return False
    text = words[place].text
    if parts[-1][-1:] in "-/" or text[0] in "-/":
        return True
    if not any(c.isdigit() for p in parts for c in p):
        return any(c.isdigit() for c in text)
    # A space inside a number: only where what follows is digits again, and nothing else is in the cell.
    segment = segment_start(row.line, place)
    cell_end = segment + 1
    while cell_end < len(words) and segment_start(row.line, cell_end) == segment:
        cell_end += 1
    return text.isdigit() and all(w.text.isdigit() for w in words[place:cell_end])


def _date_pairs(rows: Sequence[Row], locale: Locale) -> list[_Pair]:
    pairs = []
    for row in rows:
        for label in row.labels:
            kind = _DATE_KEYS & set(label.keys)
            if not kind or (label.key not in _DATE_KEYS and label.key not in {"payment_terms", "vendor"}):
                continue
            key = label.key if label.key in _DATE_KEYS else next(iter(kind))
            base = weakness(row, label)
            stop = min(
                (o.start for o in row.labels if o.start >= label.end and _DATE_KEYS & set(o.keys)),
                default=len(row.line.words),
            )
            for span in row.dates:
                if label.end <= span.start < stop and span.on(locale.date_order):
                    if key == "due_date" and _of_cash_discount(row, span.start):
                        key = "other_date"
                    gap = (row.line.words[span.start].x0 - row.line.words[label.end - 1].x1) / row.line.em
                    cost = base + min(max(gap, 0), 60) * 0.01
                    pairs.append(_date_pair(key, label, row, row, span.start, span.end, cost, locale))
                    break
            x0, x1 = row.line.words[label.start].x0, row.line.words[label.end - 1].x1
            for depth, below in enumerate(lines_below(rows, row)):
                under = words_under(below.line, x0, x1, next_cell(row, label.end))
                if not under:
                    continue
                if not any(under[0] <= other.start < under[1] for other in below.labels):
                    for span in below.dates:
                        if under[0] <= span.start < under[1]:
                            cost = base + 0.32 + 0.1 * depth
                            pairs.append(
                                _date_pair(key, label, row, below, span.start, span.end, cost, locale)
                            )
                            break
                break
    return pairs


def _of_cash_discount(row: Row, place: int) -> bool:
    """Whether the date at word `place` ends the time for a cash discount, and not the time to pay."""
    before = max((d.end for d in row.dates if d.end <= place), default=0)
    after = min((d.start for d in row.dates if d.start > place), default=len(row.line.words))
    clause = " ".join(w.text for w in row.line.words[before:place])
    rest = re.split(r"[,;]", " ".join(w.text for w in row.line.words[place:after]))[0]
    clause = fold(f"{clause} {rest}")
    return any(word in clause for word in _term_patterns()[2])


def _date_pair(
    key: str, label: Label, row: Row, at: Row, start: int, end: int, cost: float, locale: Locale
) -> _Pair:
    span = next(d for d in at.dates if d.start == start)
    method = "label_right" if at is row else "label_above"
    found = found_in(at.line, start, end, span.on(locale.date_order), method, cost)
    return _Pair(key, (row.place, label.start), (at.place, start), found)


def _number_after_title(rows: Sequence[Row]) -> Found | None:
    """ "Invoice 103767": the number that follows the document's title."""
    words = load_words("invoice_words")
    titles = words["title_invoice"] | words["title_credit"] | words["title_receipt"]
    for row in rows[:60]:
        texts = [fold(w.text) for w in row.line.words]
        for i in range(len(texts)):
            for end in range(min(i + 3, len(texts)), i, -1):
                titled = " ".join(texts[i:end]) in titles
                compound = not titled and texts[end - 1].endswith(_COMPOUND_TITLES)
                if not titled and not compound:
                    continue
                # "Invoice of the insurer No. 17-1": the number may wait for its "No."
                marks = [k for k in range(end, min(end + 5, len(texts))) if texts[k] in _MARKS]
                if compound and not marks:
                    continue
                start = marks[0] if marks else end
                number = _number_at(row, start, len(row.line.words))
                if number and number[0] <= start + 2 and re.search(r"\d\D*\d\D*\d", number[2]) and not _YEAR.search(number[2]):
                    return found_in(row.line, number[0], number[1], number[2], "after_title", 0.5)
    return None


_PREFIXED = re.compile(r"^((?:INV|INVOICE|RE|RG|FA|FAC|CN|PO|BILL|REF)[-/ ]?)([0-9OolIS]{3,})$")


def unconfused(number: str) -> str:
    """A number whose digits OCR took for letters ("INVO4096"): behind a usual prefix there are only digits."""
    found = _PREFIXED.match(number)
    if not found or sum(c.isdigit() for c in found[2]) < 2:
        return number
    return found[1] + found[2].translate(str.maketrans("OolIS", "00115"))


_YEAR = re.compile(r"^(?:\D* )?(?:19|20)\d{2}$")  # "Visualisation (c) ABC 2025"
_COMPOUND_TITLES = ("rechnung", "faktura", "gutschrift")  # "Monatsrechnung": German compounds end in the title
_MARKS = {"no", "nr", "n", "num", "number", "nummer", "numero", "#"}
_SHAPE = re.compile(r"^#?(?:INV|RE|RG|FA|FAC|FT|CN|GS|AV|R|F|BILL)[-_/]?\d[\dA-Z/\-]{3,}$")


def _number_by_shape(rows: Sequence[Row]) -> Found | None:
    for row in rows[:60]:
        for i, word in enumerate(row.line.words):
            if _SHAPE.match(word.text):
                return found_in(row.line, i, i + 1, word.text.strip("#"), "shape", 0.9)
    return None


def _first_free_date(rows: Sequence[Row], locale: Locale, pairs: Sequence[_Pair]) -> Found | None:
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


@cache
def _term_patterns() -> tuple[list[re.Pattern[str]], list[str], list[str]]:
    table = tomllib.loads(files("python_ocr_reconcile").joinpath("lexicon/terms.toml").read_text("utf-8"))
    return [re.compile(p) for p in table["net_days"]], table["on_receipt"], table["cash_discount"]


def _due_by_terms(rows: Sequence[Row], issued: date) -> Found | None:
    """The due date that explicit terms give ("30 days net"); cash-discount terms do not count."""
    patterns, on_receipt, discounts = _term_patterns()
    for row in rows:
        if not any(c.isdigit() for c in row.folded) and not any(p in row.folded for p in on_receipt):
            continue
        for clause in re.split(r"[,;]|(?<=[a-z])\. ", row.text):
            folded = fold(clause)
            if any(d in folded for d in discounts) or "%" in folded:
                continue
            for pattern in patterns:
                found = pattern.search(folded)
                if found and 0 < int(found[1]) <= 180:
                    due = issued + timedelta(days=int(found[1]))
                    return found_in(row.line, 0, len(row.line.words), due, "payment_terms", 0.3)
            if any(p in folded for p in on_receipt):
                return found_in(row.line, 0, len(row.line.words), issued, "payment_terms", 0.3)
    return None


def _terms(rows: Sequence[Row]) -> Found | None:
    patterns, on_receipt, _ = _term_patterns()
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
    for row in rows:
        if any(p.search(row.folded) for p in patterns) or any(p in row.folded for p in on_receipt):
            return found_in(row.line, 0, len(row.line.words), row.text, "phrase", 0.4)
    return None


def _text(words: Sequence[object]) -> str:
    return " ".join(getattr(w, "text", "") for w in words).strip(" :")
