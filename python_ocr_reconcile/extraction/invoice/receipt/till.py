"""The lines of a till receipt, read as a till prints them.

Thermal paper is curved, creased and faint: one printed line comes in two halves, "TOTAL" as "Tota!", a
decimal mark as a space or not at all, a tax code glued to the amount ("7.50SR"). Here each line is given
the words that name its amount, and its amounts in the one style that the whole receipt keeps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from msgspec import structs

from python_ocr_reconcile.dates import fold_month
from python_ocr_reconcile.extraction.invoice.rows import undone
from python_ocr_reconcile.extraction.layout import Line, joined
from python_ocr_reconcile.extraction.lexicon import Label, fold, load_lexicon
from python_ocr_reconcile.models.page import Word


@dataclass(frozen=True, slots=True, eq=False)
class TillAmount:
    """An amount of money on a line of a receipt."""

    line: Line
    start: int
    end: int
    """Its words are ``line.words[start:end]``."""
    text: str
    value: Decimal
    cost: float = 0.0
    """0 as printed; more where a mark was lost or a digit came out as a letter."""

    @property
    def x1(self) -> float:
        """Its right edge."""
        return self.line.words[self.end - 1].x1


@dataclass(frozen=True, slots=True, eq=False)
class TillLine:
    """One printed line of a receipt."""

    place: int
    line: Line
    labels: tuple[Label, ...]
    """The words of the lexicon, in order."""
    amounts: tuple[TillAmount, ...]
    percents: tuple[Decimal, ...]
    claim: float
    """The share of its letters, up to its last amount, that the lexicon's words make up."""
    folded: str

    @property
    def keys(self) -> tuple[str, ...]:
        """What its labels stand for, in order."""
        return tuple(label.key for label in self.labels)

    @property
    def text(self) -> str:
        """As read."""
        return self.line.text


Decimals = Literal[0, 2]

_DIGIT = r"[\dOoQDlI|ZSsBG]"
# A wide gap is a tab and parts two columns; only a plain space may stand inside an amount.
_MONEY_2 = re.compile(
    rf"""(?<![\w.,/\-])
    (?P<sign>[-−–(][ ]?)?
    (?P<cur>(?:[A-Za-z]{{0,3}}[€£$₹¥₩₱฿]|RM|R[HMN]|EURO?|USD|GBP|SGD|Rs\.?|CHF|S?Fr[.,]?|kr\.?|S/\.?)[ ]?)?
    (?P<sign2>[-−–][ ]?)?
    (?P<whole>{_DIGIT}{{1,3}}(?:(?P<group>[.,'’ ]){_DIGIT}{{3}})(?:(?P=group){_DIGIT}{{3}})*|{_DIGIT}{{1,6}})
    (?P<mark>[ ]?[.,:·][ ]?|[ ][.,][ ])
    (?P<cents>{_DIGIT}{{2}})
    (?P<tail>[ ]?[-−–](?=\s|$)|[ ]?€|[ ]?[A-Za-z*\#]{{1,3}}|[258][A-Z]|[258](?=\s*$))?
    (?=[\s)\]}}.,:;_\\/~'\"’“”|*=»«&-]|$)""",
    re.VERBOSE,
)
_MONEY_0 = re.compile(
    r"""(?<![\w.,/\-:])
    (?P<sign>[-−–(][ ]?)?
    (?P<cur>(?:[A-Za-z]{0,3}[€£$₹¥₩₱฿₫￥]|Rp\.?|IDR|JPY|KRW|VND|TWD|NT\$?|CLP)[ ]?)?
    (?P<whole>\d{1,3}(?:(?P<group>[.,' ])\d{3})(?:(?P=group)\d{3})*|\d{2,9})
    (?P<tail>[ ]?[-−–](?=\s|$))?
    (?=[\s)\]*;|円원đ₫-]|$)""",
    re.VERBOSE,
)
_LOST_MARK = re.compile(r"^[-−–]?(?:RM|[€£$])?(\d{3,6})$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_PERCENT = re.compile(
    r"(?<![\d.,])(\d{1,2}(?:[.,]\s?\d{1,2})?)\s?%|[@©]\s?(\d{1,2})(?:[.,]\d{1,2})?(?=\s|%|$)|\b(?:[Cc]\s?)?(\d{1,2}[.,]\d{1,2})\s?[%X]"
)
_CLOCK = re.compile(r"\b[0-2]?\d\s?[:.]\s?[0-5]\d(?:\s?[:.]\s?[0-5]\d)?\s?(?:[AaPp]\.?[Mm]\b|[Uu]hr\b|h\b)?")
_DATE_LIKE = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b")
_ZERO_DECIMALS = re.compile(r"[¥₩₫￥]|\bRp\.?\b|\b(?:IDR|JPY|KRW|VND|CLP)\b")
_CURRENCY_WORD = re.compile(
    r"^(?:[€£$₹¥₩₱฿]|rm|eur|euro|usd|gbp|sgd|myr|chf|sr|zrl|rs|rp|idr|kr|s\$|nok|sek|dkk|pln|czk|huf|hkd|aud|cad|nzd|php|thb|inr|jpy|krw)$",
    re.IGNORECASE,
)


def till_lines(lines: Sequence[Line]) -> list[TillLine]:
    """The printed lines of the receipt on `lines`, halves of one line joined, with labels and amounts."""
    whole = _joined_halves(lines)
    decimals = decimals_of(whole)
    return [_read(place, line, decimals) for place, line in enumerate(whole)]


def decimals_of(lines: Sequence[Line]) -> Decimals:
    """How many decimals the receipt prints: none in yen, rupiah or won, else two."""
    two = zero = 0
    for line in lines:
        for word in line.words:
            two += bool(re.search(r"\d[.,]\d{2}(?!\d)", word.text)) and not _DATE_LIKE.search(word.text)
            zero += bool(re.fullmatch(r"\D{0,3}\d{1,3}(?:[.,]\d{3})+\D{0,2}", word.text))
    signed = any(_ZERO_DECIMALS.search(line.text) for line in lines)
    return 0 if (zero >= 2 and two <= 0.3 * zero) or (signed and zero > two) or (signed and two == 0) else 2


def _joined_halves(lines: Sequence[Line]) -> list[Line]:
    """Neighbouring lines that are level for half of their height and stand beside one another, as one."""
    whole: list[Line] = []
    for line in lines:
        last = whole[-1] if whole else None
        if last is not None and last.page == line.page and _halves(last, line):
            whole[-1] = joined(last, line)
        else:
            whole.append(line)
    return [structs.replace(line, index=index) for index, line in enumerate(whole)]


def _halves(upper: Line, lower: Line) -> bool:
    real = [[w for w in line.words if any(c.isalnum() for c in w.text)] for line in (upper, lower)]
    if not all(real):
        return False
    top, bottom = (sorted((w.y0 + w.y1) / 2 for w in words) for words in real)
    heights = sorted(w.y1 - w.y0 for words in real for w in words)
    height = heights[len(heights) // 2]
    if abs(top[len(top) // 2] - bottom[len(bottom) // 2]) > 0.55 * height:
        return False
    return all(min(a.x1, b.x1) - max(a.x0, b.x0) < 0.3 * height for a in real[0] for b in real[1])


def _read(place: int, line: Line, decimals: Decimals) -> TillLine:
    pieces, homes = _pieces(line)
    found = load_lexicon("receipt").find(pieces)
    labels = tuple(structs.replace(f, start=homes[f.start], end=homes[f.end - 1] + 1) for f in found)
    amounts = amounts_of(line, decimals)
    if not amounts and decimals == 2 and labels:
        amounts = _without_mark(line, labels)
    percents = tuple(
        Decimal(next(g for g in m.groups() if g).replace(",", ".").replace(" ", ""))
        for m in _PERCENT.finditer(line.text)
    )
    return TillLine(
        place, line, labels, amounts, percents, _claim(pieces, found, line, amounts), fold(line.text)
    )


@cache
def _letters(text: str) -> str:
    """`text` with the signs that OCR takes letters for turned back: "Tota!" is "Total".

    >>> _letters("Tota!"), _letters("CHANG#"), _letters("(incl)")
    ('Total', 'CHANGE', '(incl)')
    """
    text = re.sub(r"(?<=[^\W\d_])[!|](?=[^\W\d_]|$)|^[!|](?=[^\W\d_]{2})", "l", text)
    text = re.sub(r"(?<=[A-Z])#", "E", text)
    if "(" not in text:
        text = re.sub(r"(?<=[^\W\d_]{3})[)\]}](?=$|:)", "l", text)
    return text


_CUT = re.compile(
    r"(?<=[a-zà-ÿ]{2})(?=[A-Z])|(?<=[A-Za-z]{3})(?=\d+%)|[@:()/=%*\[\]{}~_]+|(?<=[^\W\d_]{3})[.,](?=[^\W\d_]{2})"
)


def _pieces(line: Line) -> tuple[list[Word], list[int]]:
    """The words cut where print glues them ("TotalExcl", "GST@6%"), and the word that each comes from."""
    pieces: list[Word] = []
    homes: list[int] = []
    for i, word in enumerate(line.words):
        text = _letters(word.text)
        parts = [p for p in _CUT.split(text) if p and any(c.isalnum() for c in p)] or [text]
        for part in parts:
            pieces.append(Word(part, word.x0, word.y0, word.x1, word.y1, word.confidence))
            homes.append(i)
    return pieces, homes


def _claim(
    pieces: Sequence[Word], found: Sequence[Label], line: Line, amounts: Sequence[TillAmount]
) -> float:
    """The share of the letters before the last amount that labels and currencies make up."""
    stop = line.words[amounts[-1].start].x0 if amounts else float("inf")
    named = {i for label in found for i in range(label.start, label.end)}
    known = every = 0
    for i, piece in enumerate(pieces):
        letters = sum(c.isalpha() for c in piece.text)
        if piece.x0 >= stop or letters == 0 or (letters < 3 and i not in named):
            continue
        every += letters
        known += letters if i in named or _CURRENCY_WORD.match(piece.text) else 0
    return known / every if every else 0.0


def amounts_of(line: Line, decimals: Decimals) -> tuple[TillAmount, ...]:
    """The amounts of money on `line`, left to right; no dates, no clock times, no percentages."""
    text, homes = _spread(line)
    text = _DATE_LIKE.sub(lambda m: "_" * len(m[0]), text)
    if decimals == 2:
        text = _CLOCK.sub(lambda m: "_" * len(m[0]) if ":" in m[0] or "m" in m[0].lower() else m[0], text)
    found = []
    for match in (_MONEY_2 if decimals == 2 else _MONEY_0).finditer(text):
        amount = _amount(line, match, homes, decimals)
        if amount is not None:
            found.append(amount)
    return tuple(found)


def _spread(line: Line) -> tuple[str, list[int]]:
    """The line's text, one space between words, and the word that each character is of."""
    parts: list[str] = []
    homes: list[int] = []
    for i, word in enumerate(line.words):
        if i:
            wide = word.x0 - line.words[i - 1].x1 > 0.9 * max(line.em, 1.0)
            # Numbers of two columns never join over a wide gap.
            parts.append("\t" if wide else " ")
            homes.append(i)
        text = undone(word.text)
        parts.append(text)
        homes += [i] * len(text)
    return "".join(parts), homes


_BACK = str.maketrans("OoQDlI|ZSsBG", "000011125586")


def _amount(line: Line, match: re.Match[str], homes: Sequence[int], decimals: Decimals) -> TillAmount | None:
    groups = match.groupdict()
    printed = groups["whole"] + (groups.get("cents") or "")
    real = sum(c.isdigit() for c in printed)
    if real < 2 or real < 0.6 * sum(c.isalnum() for c in printed):
        return None
    whole = re.sub(r"\D", "", groups["whole"].translate(_BACK))
    if decimals == 0:
        if not groups["group"] and not groups["cur"] and len(whole) > 6:
            return None
        value = Decimal(whole)
        cost = 0.0 if groups["group"] or groups["cur"] else 0.3
    else:
        value = Decimal(f"{whole}.{groups['cents'].translate(_BACK)}")
        after = match.string[match.end() :].lstrip()
        if after.startswith("%"):
            return None
        tail = (groups["tail"] or "").strip()
        mark = groups["mark"]
        cost = (
            0.1 * (mark != mark.strip()) + 0.3 * (mark.strip() in {":", "·"}) + 0.15 * (real < len(printed))
        )
        cost += 0.2 * bool(re.match(r"[258]", tail))
    tail = (groups["tail"] or "").strip()
    negative = any(groups.get(s) for s in ("sign", "sign2")) or tail[:1] in {"-", "−", "–"}
    start, last = match.start() + len(match[0]) - len(match[0].lstrip()), match.end() - 1
    begin, end = homes[start], homes[last] + 1
    raw = " ".join(w.text for w in line.words[begin:end])
    return TillAmount(line, begin, end, raw, -value if negative else value, cost)


def _after_month(line: Line, place: int) -> bool:
    """Whether the word before `place` names a month."""
    return place > 0 and fold_month(line.words[place - 1].text.strip(".,-/'")) is not None


def _without_mark(line: Line, labels: Sequence[Label]) -> tuple[TillAmount, ...]:
    """The last number of a labelled line as cents, where its decimal mark was lost.

    "Paid 28 Jul 2013 13:33" has a year and no amount, "VISA 6887 APPROVED" the number of a card.
    """
    timed = bool(_CLOCK.search(line.text) or _DATE_LIKE.search(line.text))
    for i in range(len(line.words) - 1, max(label.end for label in labels) - 1, -1):
        text = line.words[i].text.strip(".,;:|")
        found = _LOST_MARK.match(text)
        if not found and sum(c.isalnum() for c in text) > 3:
            return ()
        if found and (timed or _after_month(line, i)) and _YEAR.match(text):
            return ()
        if found:
            value = Decimal(found[1]) / 100
            return (TillAmount(line, i, i + 1, line.words[i].text, value.quantize(Decimal("0.01")), 0.6),)
    return ()
