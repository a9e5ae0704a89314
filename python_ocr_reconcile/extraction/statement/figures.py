"""Figures of a statement: amounts as printed, with their marks, and where their digits end."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import msgspec

from python_ocr_reconcile.extraction.layout import Line, box_of, least_confidence
from python_ocr_reconcile.extraction.lexicon import fold, load_words
from python_ocr_reconcile.extraction.spans import AmountSpan, amount_spans
from python_ocr_reconcile.models.evidence import BBox
from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.money import CURRENCY_SYMBOLS, DecimalMark, parse_amount

Marker = Literal["", "-", "+", "CR", "DR"]
"""What is printed beside the digits: nothing, a sign (brackets count as a minus), or a direction."""

# ISO 4217 codes that accounts are held in; three capitals that are none of them are a word.
CURRENCY_CODES = frozenset(code.upper() for code in load_words("statement_signs")["currencies"])


class Figure(msgspec.Struct, frozen=True, eq=False, array_like=True, gc=False):
    """One amount on one line."""

    page: int
    start: int
    end: int
    """Its words are ``line.words[start:end]``."""
    text: str
    units: int
    """Minor units (cents) as read, never negative."""
    marker: Marker
    digits: str
    """What stands for digits, without marks and signs; letters that OCR put there are kept."""
    marked: bool
    """A decimal mark is printed."""
    x0: float
    x1: float
    """Right edge of the digits, without sign and marker."""
    edge: float
    """Right edge of everything that belongs to it."""
    box: BBox
    confidence: float | None
    """Of the worst word; ``None`` from a text layer, where a digit is what it is."""
    symbol: str | None
    beheaded: bool = False
    """It begins with a thousands mark: OCR dropped the digits before it."""
    head: str = ""
    """One to three digits that stand close before it and may be its thousands."""
    doubtful: bool = False
    """It is a figure only if it stands in a column of figures."""

    @property
    def signed(self) -> int:
        """Minor units, negative where a minus is printed."""
        return -self.units if self.marker == "-" else self.units

    @property
    def noisy(self) -> bool:
        """Read by OCR."""
        return self.confidence is not None


def figures_of(line: Line, mark: DecimalMark, decimals: int) -> list[Figure]:
    """The amounts of `line`, left to right; on a line read by OCR also what may be one, as doubtful."""
    spans = [span for span in amount_spans(line, mark) if _is_amount(span, decimals)]
    found = [_figure(line, _with_thousands(line, span, mark), decimals) for span in spans]
    if any(w.confidence is not None for w in line.words):
        taken = {i for f in found for i in range(f.start, f.end)}
        found += _doubtful(line, decimals, taken)
    else:
        found += _pointed(line, mark, decimals)
    return sorted(found, key=lambda f: f.x0)


def _is_amount(span: AmountSpan, decimals: int) -> bool:
    if span.percent:
        return False
    if span.amount.decimals == decimals:
        # Without decimals a cheque number is a figure too: eight digits in one run are none.
        return decimals > 0 or (
            not re.search(r"\d{8}", span.text) and _is_currency(span.amount.symbol or "$")
        )
    return decimals == 2 and span.amount.decimals == 0 and _is_currency(span.amount.symbol)


def _is_unit(text: str) -> bool:
    return text in CURRENCY_CODES or text in CURRENCY_SYMBOLS


def _is_currency(symbol: str | None) -> bool:
    return symbol is not None and (symbol in CURRENCY_CODES or not symbol.isalpha())


_DIGIT = re.compile(r"\d")
_NO_DIGIT = re.compile(r"\D")
_THOUSANDS = re.compile(r"^[(+\-−–]?[€£$]?\d{1,3}$")
_GROUPED = re.compile(r"^\d{3}(?: \d{3})*(?:[.,]\d{2})?(?!\d)")


def _with_thousands(line: Line, span: AmountSpan, mark: DecimalMark) -> AmountSpan:
    """`span` with the thousands before it where the space between groups is as wide as between words."""
    if not (span.start and _GROUPED.match(span.text)):
        return span
    space = _usual_space(line)
    while span.start and _GROUPED.match(span.text):
        head, gap = line.words[span.start - 1], line.words[span.start].x0 - line.words[span.start - 1].x1
        near = gap <= space or (gap <= 1.2 * line.em and _stands_alone(line, span.start - 1, gap))
        if not _THOUSANDS.match(head.text) or not near or any(c in span.text for c in "'’"):
            break
        start = span.start - 1
        if start and re.fullmatch(r"[+\-−–(]", line.words[start - 1].text):
            start -= 1
        text = " ".join(w.text for w in line.words[start : span.end])
        amount = parse_amount(text, mark)
        if amount is None:
            break
        span = AmountSpan(line, start, span.end, text, amount)
    return span


def _stands_alone(line: Line, place: int, gap: float) -> bool:
    """Whether a word on a line read by OCR is far from what is before it, and near what follows.

    OCR sees ink, so the space behind a 1 is wide; what stands alone before a figure is its thousands.
    """
    word = line.words[place]
    if word.confidence is None:
        return False
    before = word.x0 - line.words[place - 1].x1 if place else float("inf")
    return before >= 1.5 * line.em and before >= 3 * gap


# A figure begins with a thousands mark, or with a nought that only stands inside one: "051,89" of "4 051,89".
_BEHEADED = re.compile(r"^(?:[.,„‚]\d{3}\b|0\d{2}[.,]\d{2}\b|0\d{2}[.,]$)")


def _head(line: Line, span: AmountSpan) -> str:
    """Digits before `span` that are too far for a space and too near for a column."""
    if not span.start or not _GROUPED.match(span.text):
        return ""
    head, gap = line.words[span.start - 1], line.words[span.start].x0 - line.words[span.start - 1].x1
    return head.text.rstrip(".,") if re.fullmatch(r"\d{1,3}[.,]?", head.text) and gap <= 1.2 * line.em else ""


def _usual_space(line: Line) -> float:
    """Widest gap that is still a space: a third over the narrowest of the line, below a column's (0.8 em)."""
    gaps = sorted(b.x0 - a.x1 for a, b in pairwise(line.words) if 0 < b.x0 - a.x1 < 0.8 * line.em)
    if not gaps:
        return 0.0
    # OCR sees the ink, so its gaps vary with the letters; a text layer's do not.
    usual = gaps[0] if line.words[0].confidence is None else gaps[len(gaps) // 2]
    return min(0.8 * line.em, 1.35 * usual)


def _figure(line: Line, span: AmountSpan, decimals: int) -> Figure:
    words = line.words[span.start : span.end]
    end, marker = span.end, span.amount.marker
    if marker not in ("CR", "DR", "S", "H"):
        # "12.00 Fr. S": the direction may stand behind a currency.
        after = end + 1 if end < len(line.words) and _is_unit(line.words[end].text) else end
        beside = direction_of(line.words[after].text) if after < len(line.words) else None
        if beside and line.words[after].x0 - line.words[after - 1].x1 < _marker_reach(line, after):
            marker, end = beside, after + 1
            words = line.words[span.start : end]
    start = span.start
    if marker is None and end == span.end and (before := _direction_before(line, start)):
        marker, start = before, start - 1
    if marker is None and end < len(line.words) and _SIGNED_CURRENCY.match(line.words[end].text):
        marker, end = "-", end + 1
        words = line.words[span.start : end]
    core = [w for w in words if _DIGIT.search(w.text)]
    units = int(abs(span.value).scaleb(decimals))
    return Figure(
        page=line.page,
        start=start,
        end=end,
        text=" ".join([w.text for w in words]),
        units=units,
        marker=_MARKERS.get(marker or "", ""),
        digits=_NO_DIGIT.sub("", span.text),
        marked=span.amount.decimals > 0,
        x0=core[0].x0,
        x1=_digits_edge(core[-1]),
        edge=words[-1].x1,
        box=box_of(words),
        confidence=least_confidence(core),
        symbol=span.amount.symbol,
        head=_head(line, span),
        beheaded=_BEHEADED.match(words[0].text) is not None,
    )


def _direction_before(line: Line, start: int) -> Literal["CR", "DR"] | None:
    """The direction that stands before the figure at `start`, in a column of its own: "Af      12,50"."""
    if start < 2 or len(line.words[start - 1].text) < 2:
        return None  # a single letter may be a code of anything
    apart = line.words[start - 1].x0 - line.words[start - 2].x1
    return direction_of(line.words[start - 1].text) if apart >= line.em else None


def _marker_reach(line: Line, place: int) -> float:
    """How far before it a direction may have its figure, points; as the last word it has its own column."""
    alone = place == len(line.words) - 1 and len(line.words[place].text) >= 2
    return (8.0 if alone else 2.5) * line.em


_MARKERS: dict[str, Marker] = {"-": "-", "()": "-", "+": "+", "CR": "CR", "DR": "DR", "S": "DR", "H": "CR"}
_SIGNED_CURRENCY = re.compile(r"^(?:[€£$]|[A-Z]{3}|Fr\.)[-−–]$")  # "12,50 €-"
_TAIL = re.compile(r"[^\d]+$")


def _digits_edge(word: Word) -> float:
    tail = _TAIL.search(word.text)
    return word.x1 - (word.x1 - word.x0) * len(tail[0]) / len(word.text) if tail else word.x1


@lru_cache(maxsize=4096)
def direction_of(text: str) -> Literal["CR", "DR"] | None:
    """What a word beside an amount says of its direction: ``CR``, ``H``, ``Bij`` or ``DR``, ``S``, ``Af``."""
    if len(text) > 7:
        return None
    signs, bare = load_words("statement_signs"), fold(text)
    return "CR" if bare in signs["credit"] else "DR" if bare in signs["debit"] else None


_LONGEST_POINTED = len("-.50-")
_POINT_FIRST = re.compile(r"^([+\-−–]?)[.,](\d{2})([\-−–]?)$")


def _pointed(line: Line, mark: DecimalMark, decimals: int) -> list[Figure]:
    """Amounts below one that are printed without their zero: ``.50``."""
    found: list[Figure] = []
    if decimals != 2:
        return found
    for i, word in enumerate(line.words):
        bare = (
            _POINT_FIRST.match(word.text)
            if len(word.text) <= _LONGEST_POINTED and mark in word.text
            else None
        )
        if bare:
            marker: Marker = "-" if bare[1] in ("-", "−", "–") or bare[3] else ""
            found.append(
                Figure(
                    page=line.page, start=i, end=i + 1, text=word.text, units=int(bare[2]), marker=marker,
                    digits=bare[2], marked=True, x0=word.x0, x1=_digits_edge(word), edge=word.x1,
                    box=box_of([word]), confidence=None, symbol=None,
                )
            )  # fmt: skip
    return found


# What OCR prints for a digit, to the digit it most often was.
LETTER_DIGITS = str.maketrans("OoDQlI|!iSsBZzGbgqTA", "00001111155822669974")
# A decimal mark comes out of OCR as any small sign: 12:58, 39;27, 24 «07.
_MAYBE = re.compile(r"^[(+\-−–—~]?(?:S?[€£$]){0,2}[\dOoDQlI|!SsBZzGgq.,:;«»%'’ ]{3,}[)\-−–—]?$")
_MARK = re.compile(r"[.,:;«»%]")
_OPEN = re.compile(r"[.,:;«»%]$")


def _doubtful(line: Line, decimals: int, taken: set[int]) -> list[Figure]:
    """Words that may be amounts in which OCR lost a mark or put a letter for a digit."""
    found: list[Figure] = []
    words, i = line.words, 0
    while i < len(words):
        best: tuple[int, str] | None = None
        for end in (i + 3, i + 2, i + 1):
            if end > len(words) or any(k in taken for k in range(i, end)):
                continue
            if not all(_is_one_figure(line, k) for k in range(i, end - 1)):
                continue
            text = "".join(w.text for w in words[i:end]).strip("|;:*_'\"`“”‘’„‚")
            if _MAYBE.match(text) and sum(c.isdigit() for c in text) * 2 >= len(text) - 1:
                best = (end, text)
                break
        if best is None:
            i += 1
            continue
        end, text = best
        figure = _maybe(line, i, end, text, decimals)
        if figure:
            found.append(figure)
        i = end
    return found


def _is_one_figure(line: Line, k: int) -> bool:
    """Whether word `k` and the next may be parts of one figure: a narrow gap, or a decimal mark at it."""
    word, following = line.words[k], line.words[k + 1]
    at_mark = word.text[:1].isdigit() and (_OPEN.search(word.text) or _OPEN.search(following.text[:1]))
    return following.x0 - word.x1 <= (1.0 if at_mark else 0.5) * line.em


def _maybe(line: Line, start: int, end: int, text: str, decimals: int) -> Figure | None:
    negative = text[0] in "(-−–—~" or text[-1] in "-−–—"
    body = re.sub(r"^[^\dOoDQlI|!SsBZzGgq]*(?:S(?=[€£$]))?[€£$]*S?[€£$]+", "", text).strip("()+-−–—~€£$ ")
    digits = re.sub(r"[.,:;«»%'’ ]", "", body)
    if not 3 <= len(digits) <= 13:
        return None
    plain = digits.translate(LETTER_DIGITS)
    if not plain.isdigit():
        return None
    marks = list(_MARK.finditer(body))
    after = len(body) - marks[-1].end() if marks else 0
    marked = after == decimals and bool(marks)
    struck = False
    if marks and decimals and after == decimals + 1 and body[-1] in "5S8$" and not negative:
        # "67,255" where "67,25 S" is printed: the mark of a debit taken for a digit.
        struck, digits, plain, marked = True, digits[:-1], plain[:-1], True
    if not marks and body.isdigit() and len(digits) < 4:
        return None
    words = line.words[start:end]
    marker: Marker = "-" if negative else "DR" if struck else ""
    beside = direction_of(line.words[end].text) if end < len(line.words) else None
    if beside and line.words[end].x0 - words[-1].x1 < 2.5 * line.em:
        marker, end = beside, end + 1
    return Figure(
        page=line.page, start=start, end=end, text=" ".join(w.text for w in line.words[start:end]),
        units=int(plain), marker=marker, digits=digits, marked=marked, x0=words[0].x0,
        x1=_digits_edge(words[-1]) if words[-1].text[-1:] in "-−–—)" else words[-1].x1,
        edge=line.words[end - 1].x1, box=box_of(line.words[start:end]),
        confidence=least_confidence(words), symbol=None,
        beheaded=_BEHEADED.match(words[0].text) is not None,
        doubtful=struck or not (marked and digits == plain),
    )  # fmt: skip


def money(units: int, decimals: int) -> Decimal:
    """Minor units as an amount with its decimals."""
    return Decimal(units).scaleb(-decimals)
