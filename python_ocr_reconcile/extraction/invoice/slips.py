"""What OCR misread in dates and document numbers, turned back where one reading is left.

A letter between digits, a month one letter off, a comma for a point: the shape of a date settles these. A
digit for a digit nothing on the word settles; a second print of the same number does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import structs
from rapidfuzz.distance import OSA

from python_ocr_reconcile.dates import fold_month, month_names
from python_ocr_reconcile.extraction.layout import Line
from python_ocr_reconcile.extraction.lexicon import fold
from python_ocr_reconcile.models.page import Word

_LETTERS, _DIGITS = "OoQDlIi|ZzSsBbG", "000011112255886"
LETTERS_AS_DIGITS = str.maketrans(_LETTERS, _DIGITS)
_DIGIT = rf"[0-9{re.escape(_LETTERS)}]"
_NUMERIC_DATE = re.compile(
    rf"^({_DIGIT}{{1,2}})([./,\-])({_DIGIT}{{1,2}})([./,\-])({_DIGIT}{{4}}|{_DIGIT}{{2}})([.,;:]?)$"
)
_ISO_DATE = re.compile(rf"^({_DIGIT}{{4}})([./,\-])({_DIGIT}{{2}})([./,\-])({_DIGIT}{{2}})([.,;:]?)$")
# Specks in front of a date: "—7 agosto 2019", "‘05/03/2024".
_SPECK = re.compile(r"^[—–_~=‘’'`´«»*.:;,|]+(?=\d)")
# A separator that OCR left out, took for a stroke ("05112/2019") or for a comma twice.
_LOST_MARK = re.compile(r"^(\d\d)(?:([./\-])(\d\d)|(\d\d)([./\-]))((?:19|20)\d\d)([.,;:]?)$")
_STROKES = re.compile(r"^(\d\d)([./\-,1lI|])(\d\d)([./\-,1lI|])((?:19|20)\d\d)([.,;:]?)$")
_DAY = re.compile(rf"^{_DIGIT}{{1,2}}(?:\.|,|st|nd|rd|th|er|º)?$")
_YEAR = re.compile(rf"^[1Il2Z][9068OoQ]{_DIGIT}{{2}}[.,;]?$")
# "de" of "5 de abril de 2024" with what OCR makes of it.
_JOINTS = {"de": "de", "del": "del", "of": "of", "dc": "de", "do": "de", "dei": "del", "dcl": "del"}
# Years of invoices are 19.. and 20..: what stands in for the nought of the second place can be told.
_CENTURY_SLIP = re.compile(r"^2[689](?=\d\d$)")


def redated(line: Line) -> Line:
    """The line with dates that OCR spoilt turned back ("21/04/202O", "14 febbraoi 2023")."""
    texts = [w.text for w in line.words]
    mended = [_numeric(_SPECK.sub("", text)) for text in texts]
    for i in range(len(texts)):
        _mend_named(mended, i)
    if mended == texts:
        return line
    words = tuple(
        w if w.text == text else Word(text, w.x0, w.y0, w.x1, w.y1, w.confidence)
        for w, text in zip(line.words, mended, strict=True)
    )
    return structs.replace(line, words=words)


def _numeric(text: str) -> str:
    """A date of three numbers with its digits and its separators put right; other text as it is."""
    found = _NUMERIC_DATE.match(text) or _ISO_DATE.match(text)
    if not found or text.count(",") > 1:
        return _with_marks(text)
    if sum(c.isdigit() for c in text) < 4:
        return text
    parts = [found[i].translate(LETTERS_AS_DIGITS) for i in (1, 3, 5)]
    marks = [m for m in (found[2], found[4]) if m != ","]
    if not marks or (found[2] != found[4] and len(found[5]) == len(found[1]) == 2):
        return text
    parts = [_year(part) if len(part) == 4 else _day(part) for part in parts]
    numbers = sorted(parts, key=len)[:2] if max(map(len, parts)) == 4 else parts[:2]
    if any(not 1 <= int(n) <= 31 for n in numbers):
        return text
    return f"{marks[0].join(parts)}{found[6]}"


def _with_marks(text: str) -> str:
    """A date of day, month and a year of four digits, one of whose separators was misread or lost."""
    lost, strokes = _LOST_MARK.match(text), _STROKES.match(text)
    if lost:
        one, mark, other = lost[1], lost[2] or lost[5], lost[3] or lost[4]
        year, rest = lost[6], lost[7]
    elif strokes and (strokes[2] in "./-" or strokes[4] in "./-" or strokes[2] == strokes[4] == ","):
        one, other, year, rest = strokes[1], strokes[3], strokes[5], strokes[6]
        mark = next((m for m in (strokes[2], strokes[4]) if m in "./-"), ".")
    else:
        return text
    small, large = sorted((int(one), int(other)))
    return f"{one}{mark}{other}{mark}{year}{rest}" if 1 <= small <= 12 and large <= 31 else text


def _year(text: str) -> str:
    return _CENTURY_SLIP.sub("20", text)


def _day(text: str) -> str:
    """A day or a month with the tens that it can have: "67" was 07, "71" was 11."""
    if len(text) == 2 and int(text) > 31:
        return {"6": "0", "8": "0", "9": "0", "7": "1"}.get(text[0], text[0]) + text[1]
    return text


def _mend_named(texts: list[str], i: int) -> None:
    """Put right the day, the month and the year of a date whose month may be ``texts[i]``."""
    if not texts[i][:1].isalpha() or len(texts[i]) < 3:
        return
    before = next((k for k in range(i - 1, max(i - 3, -1), -1) if fold(texts[k]) not in _JOINTS), None)
    after = next((k for k in range(i + 1, min(i + 3, len(texts))) if fold(texts[k]) not in _JOINTS), None)
    if after is None:
        return
    if before is not None and _DAY.match(texts[before]) and _YEAR.match(texts[after]):
        day, year = before, after
    elif _DAY.match(texts[after]) and after + 1 < len(texts) and _YEAR.match(texts[after + 1]):
        day, year = after, after + 1
    else:
        return
    month = texts[i] if fold_month(texts[i].strip(",.")) else nearest_month(fold(texts[i]))
    if month is None or not any(c.isdigit() for c in texts[year]):
        return
    texts[i] = month
    bare = re.match(r"^\w*", texts[year])[0]  # type: ignore[index]
    texts[year] = _year(bare.translate(LETTERS_AS_DIGITS)) + texts[year][len(bare) :]
    for k in range(min(day, i, year) + 1, max(day, i, year)):
        texts[k] = _JOINTS.get(fold(texts[k]), texts[k])
    digits = re.match(rf"^{_DIGIT}{{1,2}}", texts[day])
    if digits and (any(c.isdigit() for c in digits[0]) or len(digits[0]) == 1):
        texts[day] = _day(digits[0].translate(LETTERS_AS_DIGITS)) + texts[day][digits.end() :]


@lru_cache(maxsize=4096)
def nearest_month(folded: str) -> str | None:
    """The month name that is one slip from `folded`, two from 7 letters on; none where two months are."""
    allowed = 1 if len(folded) < 7 else 2
    near: dict[int, tuple[int, str]] = {}
    for name, number in month_names().items():
        if len(name) < 4 or abs(len(name) - len(folded)) > allowed:
            continue
        distance = OSA.distance(folded, name, score_cutoff=allowed)
        if distance <= allowed:
            near[number] = min(near.get(number, (9, "")), (distance, name))
    least = min((d for d, _ in near.values()), default=0)
    best = [name for d, name in near.values() if d == least]
    return best[0] if len(best) == 1 else None


_INNER = re.compile(r"(?<=\d)[OoQDlIi|ZzSsBbG](?=\d)")
_FIRST = re.compile(r"(?<=[-/.])[OoQ](?=\d)")
_YEAR_GROUP = re.compile(r"(?<![A-Za-z0-9])[2Z][0OoQ][0-9OoQlIZSB]{2}(?![A-Za-z0-9])")


def plain_number(text: str) -> str:
    """A document number with the letters that stand between digits turned back ("X-611l2", "736/Z024").

    >>> plain_number("X-611l2"), plain_number("736/Z024"), plain_number("AB-12C")
    ('X-61112', '736/2024', 'AB-12C')
    """
    text = _FIRST.sub("0", text)
    text = _YEAR_GROUP.sub(lambda m: m[0].translate(LETTERS_AS_DIGITS), text)
    return _INNER.sub(lambda m: m[0].translate(LETTERS_AS_DIGITS), text)


# Characters that OCR takes for one another.
_SAME = {
    frozenset(pair)
    for pair in ("0O", "0o", "0Q", "0D", "06", "08", "1l", "1I", "1i", "17", "1T", "2Z", "27", "3B", "38")
} | {
    frozenset(pair)
    for pair in ("4A", "49", "5S", "5s", "56", "58", "6G", "6b", "68", "7T", "8B", "89", "90", "94", "95")
}


def digits_like(digit: str) -> list[str]:
    """The digits that OCR takes for `digit`."""
    return [d for d in "0123456789" if d != digit and frozenset((d, digit)) in _SAME]


def alike(one: str, other: str) -> bool:
    """Whether two numbers differ in at most two characters, all of which OCR takes for one another."""
    if len(one) != len(other) or one == other:
        return False
    slips = [frozenset((a, b)) for a, b in zip(one, other, strict=True) if a != b]
    return len(slips) <= 2 and all(s in _SAME for s in slips)


_PLAINLY_SURER = 0.15


def settled(number: str, confidence: float, prints: Iterable[tuple[str, float]]) -> str:
    """`number`, or the reading of it that its other prints in the document agree on.

    `prints` are the words of the document with their OCR confidences. A reading that is printed more often
    wins; between two single prints the surer one does.
    """
    votes: Counter[str] = Counter([number])
    surest = {number: confidence}
    own = True
    for text, sure in prints:
        bare = text.strip("#()., ;:-")
        if bare == number and own:
            own = False  # the print that `number` was read from
            continue
        if bare == number or alike(number, bare):
            votes[bare] += 1
            surest[bare] = max(surest.get(bare, 0.0), sure)
    best = max(votes, key=lambda text: (votes[text], surest[text]))
    # Of two single prints the other may be the number of another invoice: it has to be plainly the surer one.
    if votes[best] == 1 and surest[best] - confidence < _PLAINLY_SURER:
        return number
    return best


def prints_of(words: Sequence[Word]) -> list[tuple[str, float]]:
    """The words with digits, each with its confidence."""
    return [(w.text, w.confidence or 0.0) for w in words if any(c.isdigit() for c in w.text)]
