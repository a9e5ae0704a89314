"""The day of the sale: receipts print it in any form, often glued to the time, often half misread.

Every run of characters that may be a date is read, letters turned back to the digits that OCR takes for
them; a reading costs what had to be turned back. A clock time or the word "date" on the line, and the same
day printed again, speak for it; a word such as "valid until" against it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product

from rapidfuzz.distance import OSA

from python_ocr_reconcile.dates import DateOrder, fold_month, month_names
from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.receipt.till import TillLine
from python_ocr_reconcile.extraction.lexicon import fold, load_words
from python_ocr_reconcile.extraction.locale import Locale

FIRST_YEAR, LAST_YEAR = 1995, 2049
# Dearer readings are guesses.
MOST_COST = 1.0
# What a letter may be when it stands in a date, the likelier digit first.
_DIGITS_OF = {
    **dict.fromkeys("OoQDUC", "0"), **dict.fromkeys("lIi|!][t", "1"), **dict.fromkeys("Zz", "2"),
    "A": "4", **dict.fromkeys("Ss", "5"), **dict.fromkeys("bé", "6"), **dict.fromkeys("B&", "8"),
    **dict.fromkeys("gq", "9"), "?": "27", "G": "60", "T": "71",
}  # fmt: skip
_D = r"[0-9OoQDUClIi|!\]\[tZz?ASsGbTBgqé&]"
_SEP = r"\s?[./\-–—_'’,:·~*]{1,2}\s?"
_NUMERIC = re.compile(
    rf"(?<![\w.,/:\-])(?P<a>{_D}{{4}}|{_D}{{1,2}})(?P<s1>{_SEP}|\s)(?P<b>{_D}{{1,2}})(?P<s2>{_SEP}|\s)(?P<c>{_D}{{4}}(?=[0-2]?\d[:.;]\d\d)|(?:{_D}{{4}}|{_D}{{2,3}})(?!{_D}|[./-]\d))"
)
_LOST_SEP = re.compile(
    r"(?<![\w.,/:\-])(?:(?P<a>\d\d)(?P<b>\d\d)[./\-](?P<c>(?:20)?\d\d)|(?P<d>\d\d)[./\-](?P<e>\d\d)(?P<f>20\d\d)|(?P<g>\d\d)[1lI|7](?P<h>\d\d)[./\-1lI|7](?P<i>20\d\d))(?!\d)"
)
_SOLID = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)|(?P<d2>[0-3]\d)(?P<m2>[01]\d)(?P<y2>20\d\d))(?!\d{3,})"
)
_NAMED = re.compile(
    rf"(?<![^\W_])(?P<d>{_D}{{1,2}})(?:st|nd|rd|th|er|\.|º|°)?[\s./\-–,'’|]{{0,3}}(?:de\s|of\s|del\s)?(?P<m>[^\W\d_]{{3,10}})\.?[\s./\-–,'’|]{{0,3}}(?:de\s|del\s)?(?P<y>20\d\d(?=[0-2]?\d[:.;]\d\d)|(?:{_D}{{4}}|{_D}{{2,3}})(?!\d))"
)
_MONTH_FIRST = re.compile(
    rf"(?<![^\W_])(?P<m>[^\W\d_]{{3,10}})\.?[\s./\-–|]{{0,3}}(?P<d>{_D}{{1,2}})(?:st|nd|rd|th)?[\s./\-–,'’]{{1,3}}(?P<y>{_D}{{4}}|\d{{2}})(?!\d)"
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<y>20\d\d)[\s./\-–]{1,2}(?P<m>[^\W\d_]{3,10})[\s./\-–]{1,2}(?P<d>\d{1,2})(?!\d)"
)
_TIME = re.compile(
    r"(?<!\d)[0-2OoIl]?[\dOoIl]\s?[:.;°h]\s?[0-5OoIlS][\dOoIlS](?:\s?[:.;]\s?[0-5OoIl][\dOoIl])?(?!\d)\s?(?:[AaPp]\.?[Mm]\.?)?"
)


@dataclass(frozen=True, slots=True, eq=False)
class _Day:
    value: date
    order: DateOrder | None
    """Of a date whose order is open; ``None`` where it is settled."""
    cost: float
    line: TillLine
    start: int
    end: int
    shows: DateOrder | None = None
    """The order of figures that a date with a day above 12 settles."""


def sale_day(lines: Sequence[TillLine], locale: Locale) -> Found | None:
    """The day of the sale, ``None`` where no date can be read."""
    days = [day for line in lines for day in _days_on(line)]
    if not days:
        return None
    order = _order(days, locale)
    days = [d for d in days if d.order is None or d.order == order]
    printed = Counter(d.value for d in days if d.cost < 0.6)
    scored = [(_score(d, lines, printed), -n, d) for n, d in enumerate(days)]
    if not scored:
        return None
    score, _, best = max(scored, key=lambda s: s[:2])
    if score <= 0:
        return None
    cost = min(1.0, 0.1 + best.cost)
    method = "till_date" if best.cost < 0.05 else "repaired"
    return found_in(best.line.line, best.start, best.end, best.value, method, cost)


def _score(day: _Day, lines: Sequence[TillLine], printed: Counter[date]) -> float:
    text = day.line.text
    words = load_words("receipt_words")
    before = fold(" ".join(w.text for w in day.line.line.words[: day.start]))
    after = " ".join(w.text for w in day.line.line.words[max(day.start, day.end - 1) :])
    score = 1.0 - day.cost
    score += 0.6 if _ends_with(before, words["sale_date"]) else 0.0
    score += 0.7 if _TIME.search(_without(text, day)) or _TIME.search(after) else 0.0
    score += 0.25 * min(printed[day.value] - 1, 3)
    score -= 1.6 if _ends_with(before, words["other_date"]) else 0.0
    # Half of the weight of a word for another date remains for the line above: "Valid until" over its date.
    if day.line.place and not before and _ends_with(lines[day.line.place - 1].folded, words["other_date"]):
        score -= 0.6
    return score


def _without(text: str, day: _Day) -> str:
    raw = " ".join(w.text for w in day.line.line.words[day.start : day.end])
    return (
        text.replace(raw, " ", 1)
        if day.end - day.start < len(day.line.line.words)
        else re.sub(r"^\S+", " ", text)
    )


def _ends_with(before: str, words: frozenset[str]) -> bool:
    tokens = before.split()
    return any(
        " ".join(tokens[i:j]) in words
        for i in range(max(0, len(tokens) - 4), len(tokens))
        for j in range(i + 1, len(tokens) + 1)
    )


_DOTTED = re.compile(r"\d\.\d\d?\.\d\d")
# Where the month is printed first, by the currency of the place.
_MONTH_FIRST_AT = frozenset(("USD", "PHP"))


def _order(days: Sequence[_Day], locale: Locale) -> DateOrder:
    """Day or month first: what a settled date on the receipt shows, else dots, else the place."""
    settled = Counter(d.shows for d in days if d.shows and d.cost < 0.3)
    if settled["dmy"] != settled["mdy"]:
        return "dmy" if settled["dmy"] > settled["mdy"] else "mdy"
    if any(d.order and d.cost < 0.3 and _DOTTED.search(_raw(d)) for d in days):
        return "dmy"
    return "mdy" if locale.currency in _MONTH_FIRST_AT else "dmy"


def _raw(day: _Day) -> str:
    return " ".join(w.text for w in day.line.line.words[day.start : day.end])


def _days_on(line: TillLine) -> Iterator[_Day]:
    if not any(c.isdigit() for c in line.text):
        return
    text, homes = _spread(line)
    for pattern, read in (
        (_NUMERIC, _numeric),
        (_NAMED, _named),
        (_MONTH_FIRST, _named),
        (_YEAR_FIRST, _named),
        (_LOST_SEP, _lost),
        (_SOLID, _solid),
    ):
        for match in _overlapping(pattern, text):
            for value, order, cost in read(match):
                start, end = homes[match.start()], homes[match.end() - 1] + 1
                if (
                    not FIRST_YEAR <= value.year <= LAST_YEAR
                    or cost > MOST_COST
                    or _is_money(line, start, end)
                ):
                    continue
                shows: DateOrder | None = None
                if read is _numeric and order is None and len(match["a"]) < 3:
                    shows = "dmy" if match["a"].isdigit() and int(match["a"]) == value.day else "mdy"
                yield _Day(value, order, cost, line, start, end, shows)


def _is_money(line: TillLine, start: int, end: int) -> bool:
    """Whether the last figures are an amount: "SET 21.09" is a meal, not a day of September."""
    return any(a.end == end and a.start > start and a.cost < 0.1 for a in line.amounts)


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Every match, those that begin inside another too: a misread word before a date must not eat it."""
    place = 0
    while match := pattern.search(text, place):
        yield match
        place = match.start() + 1


def _spread(line: TillLine) -> tuple[str, list[int]]:
    parts: list[str] = []
    homes: list[int] = []
    for i, word in enumerate(line.line.words):
        if i:
            parts.append(" ")
            homes.append(i)
        parts.append(word.text)
        homes += [i] * len(word.text)
    return "".join(parts), homes


_Read = tuple[date, DateOrder | None, float]


def _digits(text: str) -> list[tuple[str, float]]:
    """The digit strings that `text` may be, with what each costs."""
    if text.isdigit():
        return [(text, 0.0)]
    if not any(c.isdigit() for c in text):
        return [] if len(text) > 2 else _spelt(text, 0.5)
    return _spelt(text, 0.25)


def _spelt(text: str, each: float) -> list[tuple[str, float]]:
    options = [
        [(c, 0.0)] if c.isdigit() else [(d, each + 0.1 * n) for n, d in enumerate(_DIGITS_OF.get(c, ""))]
        for c in text
    ]
    if not all(options):
        return []
    return [("".join(d for d, _ in choice), sum(c for _, c in choice)) for choice in product(*options)]


def _year(text: str) -> int | None:
    if len(text) == 4:
        return int(text)
    if len(text) == 3 and (text[0] == "0" or (text[0] == "2" and text[1] != "0")):
        # "2017" with a digit lost in front or in the middle.
        return 2000 + int(text[1:])
    return 2000 + int(text) if len(text) == 2 and int(text) < 50 else None


def _day(year: int | None, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year is not None else None
    except ValueError:
        return None


def _numeric(match: re.Match[str]) -> Iterator[_Read]:
    """Three numbers: day, month and year in either order, or the year first."""
    separators = {match["s1"].strip(), match["s2"].strip()}
    # "12 03 2018" with spaces alone, or with two kinds of marks, is a date only if nothing better is.
    odd = 0.35 * (len(separators) > 1) + 0.45 * ("" in separators) + 0.3 * bool(separators & set(":,~*_'’·"))
    if separators <= {"", ":", ",", "'", "’", "·"} and len(match["c"]) < 4:
        return
    if len(match["a"]) == 4 and len(match["c"]) == 4:
        return
    # "20|": the rule of a table or a speck behind the year.
    last = match["c"][:2] if len(match["c"]) == 3 and not match["c"][2].isdigit() else match["c"]
    shorter = 0.3 * (len(last) == 3)
    for (a, ca), (b, cb), (c, cc) in product(_digits(match["a"]), _digits(match["b"]), _digits(last)):
        cost = ca + cb + cc + odd + shorter
        if cost > 1.2:
            continue
        if len(a) == 4:
            value = _day(int(a), int(b), int(c)) if len(c) == 2 else None
            if value:
                yield value, None, cost
            continue
        year = _year(c)
        day_first, month_first = _day(year, int(b), int(a)), _day(year, int(a), int(b))
        open_order = day_first is not None and month_first is not None and day_first != month_first
        if day_first:
            yield day_first, "dmy" if open_order else None, cost
        if month_first and open_order:
            yield month_first, "mdy", cost
        elif month_first and not day_first:
            yield month_first, None, cost
        if (
            len(c) == 2
            and len(a) == 2
            and 14 <= int(a) <= 49
            and int(c) <= 31
            and day_first is None
            and month_first is None
        ):
            value = _day(2000 + int(a), int(b), int(c))
            if value:
                yield value, None, cost + 0.1


def _named(match: re.Match[str]) -> Iterator[_Read]:
    month = _month(match["m"])
    glued = match.end("d") == match.start("m") and not match["d"].isdigit()
    if month is None or glued:  # "ogmay2018": of "09/04/2018" as well
        return
    for (d, cd), (y, cy) in product(_digits(match["d"]), _digits(match["y"])):
        value = _day(_year(y), month[0], int(d)) if cd + cy <= 1.2 else None
        if value:
            yield value, None, cd + cy + month[1] + 0.3 * (len(y) == 3)


@cache
def _month(text: str) -> tuple[int, float] | None:
    """The month that `text` names, one misread letter allowed where no other month is as near."""
    exact = fold_month(text)
    if exact:
        return exact, 0.0
    if len(text) < 3:
        return None
    bare = fold(text)
    near = {
        number
        for name, number in month_names().items()
        if len(name) >= 3 and OSA.distance(bare, name, score_cutoff=1) <= 1
    }
    return (near.pop(), 0.4) if len(near) == 1 else None


def _lost(match: re.Match[str]) -> Iterator[_Read]:
    """A date with a separator lost, or read as a one: "2703/2018", "27103/2018"."""
    for names in (("a", "b", "c"), ("d", "e", "f"), ("g", "h", "i")):
        a, b, c = (match[n] for n in names)
        if a is None:
            continue
        year = _year(c)
        day_first, month_first = _day(year, int(b), int(a)), _day(year, int(a), int(b))
        both = day_first is not None and month_first is not None and day_first != month_first
        if day_first:
            yield day_first, "dmy" if both else None, 0.5
        if month_first and (both or not day_first):
            yield month_first, "mdy" if both else None, 0.5


def _solid(match: re.Match[str]) -> Iterator[_Read]:
    """Eight digits in a row; numbers of receipts look like them, so they cost the most."""
    if match["y"]:
        value = _day(int(match["y"]), int(match["m"]), int(match["d"]))
    else:
        value = _day(int(match["y2"]), int(match["m2"]), int(match["d2"]))
    alone = match.end() == len(match.string) or not match.string[match.end()].isdigit()
    starts = match.start() == 0 or not match.string[match.start() - 1].isalnum()
    if value:
        yield value, None, 0.3 if alone and starts else 0.75
