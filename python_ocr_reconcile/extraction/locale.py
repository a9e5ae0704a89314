"""One locale per document, found by vote over all its words: decimal mark, date order, currency, language.

A single "1,234" or "03/04/2024" cannot be read; a document can. Where the votes are close, `rivals` gives
the other readings and whoever has arithmetic to check (totals, running balances) lets it decide.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from python_ocr_reconcile.dates import DateOrder
from python_ocr_reconcile.extraction.layout import Line
from python_ocr_reconcile.extraction.lexicon import fold, has_digit, load_words
from python_ocr_reconcile.extraction.spans import date_spans
from python_ocr_reconcile.money import CURRENCY_SYMBOLS, DecimalMark


@dataclass(frozen=True, slots=True)
class Locale:
    """How a document prints numbers and dates."""

    decimal_mark: DecimalMark
    date_order: DateOrder
    """For dates whose order is open."""
    currency: str | None
    """ISO 4217; ``None`` where nothing on the pages tells."""
    language: str | None
    """ISO 639-1 of the words, of those that the lexicon knows."""
    mark_votes: tuple[float, float] = (0.0, 0.0)
    """For "." and for ","."""
    currency_votes: tuple[tuple[str, float], ...] = ()
    """All currencies printed, the most frequent first; none where `currency` is only that of the country."""

    @property
    def rivals(self) -> list[Locale]:
        """The locale itself, and after it the other decimal mark where the vote does not settle it."""
        low, high = sorted(self.mark_votes)
        if high >= 3 and low <= 0.2 * high:
            return [self]
        other: DecimalMark = "," if self.decimal_mark == "." else "."
        return [self, replace(self, decimal_mark=other)]


_NUMBER = re.compile(r"^[^\d]{0,5}(\d[\d.,'’]*\d)[^\d]{0,5}$")
_BOTH = re.compile(r"^\d{1,3}(?:([.,'’])\d{3})+([.,])\d{1,3}$")
_ONE = re.compile(r"^\d+([.,])(\d+)$")
_MANY_GROUPS = re.compile(r"^\d{1,3}(?:([.,])\d{2,3}){2,}$")
CURRENCY_CODES = frozenset(CURRENCY_SYMBOLS.values()) | frozenset(
    [
        "CHF",
        "SEK",
        "DKK",
        "NOK",
        "HUF",
        "RON",
        "BGN",
        "ZAR",
        "MXN",
        "AED",
        "SAR",
        "ARS",
        "CLP",
        "COP",
        "IDR",
        "KES",
        "TND",
        "MAD",
        "QAR",
        "KWD",
        "BHD",
        "ISK",
        "HRK",
        "RSD",
    ]
)
# Codes that are taken at their word; of the others ("BHD" in "Sdn Bhd", "ALL", "TRY") only beside a number.
_COMMON_CODES = frozenset(
    ["EUR", "USD", "GBP", "CHF", "CAD", "AUD", "INR", "SEK", "DKK", "NOK", "PLN", "CZK", "JPY", "MYR", "SGD"]
)
# ISO 4217: a thousandth is their minor unit, so "1,250" is one and a quarter.
_OF_THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
# A rate, a dialling code and a domain are looked for where their sign stands only: of all lines few have one.
_NEEDLES = {"%": "%", "+": r"\+", "@": r"(?<=[\w-])\.", "": ""}
_SHORT_SIGNS = frozenset(s for s in CURRENCY_SYMBOLS if s.isascii() and s.isalpha())
_CENTS = re.compile(r"\d[.,]\d{2}(?!\d)")
_EXCHANGE = re.compile(r"\b1(?:[.,]0+)? ?(?:[A-Z]{3}|[€$£]) ?= ?")
# "Fr" of "Fr.", which is a sign only with its full stop.
_LOST_ITS_STOP = frozenset(s[:-1] for s in CURRENCY_SYMBOLS if s.endswith(".")) - frozenset(CURRENCY_SYMBOLS)
_DOLLARS = frozenset(["USD", "CAD", "AUD", "SGD", "HKD", "NZD", "MXN", "ARS", "CLP", "COP"])
_COMMA_LANGUAGES = frozenset(["de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "no", "cs"])
_CROWNS = frozenset(["SEK", "DKK", "NOK"])


def vote(lines: Iterable[Line]) -> Locale:
    """The locale of the document that `lines` (all its pages) are."""
    lines = list(lines)
    language = _language(lines)
    heard = _currencies(lines)
    currencies = tuple(sorted(heard.codes.items(), key=lambda item: (-item[1], item[0])))
    of_country = heard.countries.most_common(1)
    currency = currencies[0][0] if currencies else of_country[0][0] if of_country else None
    point, comma = _mark_votes(lines, 3 if currency in _OF_THREE_DECIMALS else 2)
    if point == comma:  # nothing printed tells: the habit of the language does
        lean: DecimalMark = "," if language in _COMMA_LANGUAGES else "."
    else:
        lean = "." if point > comma else ","
    return Locale(
        decimal_mark=lean,
        date_order=_date_order(lines, language, currency),
        currency=currency,
        language=language,
        mark_votes=(point, comma),
        currency_votes=currencies,
    )


def _mark_votes(lines: Sequence[Line], decimals: int) -> tuple[float, float]:
    votes = {".": 0.0, ",": 0.0}
    for line in lines:
        for word in line.words:
            found = _NUMBER.match(word.text)
            if not found:
                continue
            digits = found[1]
            if (both := _BOTH.match(digits)) and both[1] != both[2]:
                votes[both[2]] += 3.0
            elif (many := _MANY_GROUPS.match(digits)) and many[1] in votes:
                # 1.234.567: a group mark; but 31.03.24 and 1.2.3 are dates and versions.
                if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
                    votes["," if many[1] == "." else "."] += 1.0
            elif one := _ONE.match(digits):
                places = len(one[2])
                if places == 3 == decimals:
                    votes[one[1]] += 1.0
                elif places == 2:
                    # 31.03 is a day and a month in many languages; 31,03 is not.
                    votes[one[1]] += 1.0
                elif places == 3:
                    votes["," if one[1] == "." else "."] += 0.25
                elif places in (1, 4):
                    votes[one[1]] += 0.5
    return votes["."], votes[","]


def _language(lines: Sequence[Line]) -> str | None:
    known = load_words("languages")
    counts: Counter[str] = Counter()
    seen: Counter[str] = Counter(fold(w.text) for line in lines for w in line.words)
    for language, words in known.items():
        counts[language] = sum(min(seen[w], 5) for w in words if w in seen)
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] > 0 else None


@dataclass(slots=True)
class _CurrencyVotes:
    """Votes for currencies while the words go by."""

    codes: dict[str, float] = field(default_factory=dict)
    shared: Counter[str] = field(default_factory=Counter)
    """"$" and "kr", which several currencies share."""
    countries: Counter[str] = field(default_factory=Counter)
    """Currencies of the countries that are named, or in which an address is."""

    def add(self, code: str, weight: float) -> None:
        self.codes[code] = self.codes.get(code, 0.0) + weight

    def hear(self, text: str, *, beside: bool) -> None:
        """One word; `beside` says that it has digits or stands next to some."""
        bare = text.strip("()[]:;,-−–+.*0123456789 '’")
        if bare in _SHORT_SIGNS and has_digit(text) and not _CENTS.search(text):
            return  # "RM22031", "TL55" are codes
        heard = _heard(bare, beside=beside) if bare else None
        if heard is None:
            return
        for code, weight in heard.codes:
            self.add(code, weight)
        self.shared.update(heard.shared)
        self.countries.update(heard.countries)

    def settle(self) -> None:
        """Give the shared signs to one of the currencies that use them."""
        for sign, users in (("$", _DOLLARS), ("kr", _CROWNS)):
            if not self.shared[sign]:
                continue
            named = [c for c in self.codes if c in users] or [
                c for c, _ in self.countries.most_common() if c in users
            ]
            if named or sign == "$":
                self.add(max(named, key=lambda c: self.codes.get(c, 0.0), default="USD"), self.shared[sign])


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one word votes for."""

    codes: tuple[tuple[str, float], ...] = ()
    """Currencies, each with its weight."""
    shared: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def _heard(bare: str, *, beside: bool) -> _Heard | None:
    """What a word without its figures votes for; ``None`` for nearly all words."""
    names, countries = _currency_words()
    bare = f"{bare}." if bare in _LOST_ITS_STOP else bare
    weight = 1.0 if beside else 0.4
    if bare in {"$", "kr"}:
        return _Heard(shared=(bare,))
    if bare in CURRENCY_SYMBOLS:
        # "Fr." and "RM" are words of their own where no number is near.
        stands = beside or len(bare) > 2 or not bare.isalpha()
        return _Heard(codes=((CURRENCY_SYMBOLS[bare], weight),)) if stands else None
    if bare in CURRENCY_CODES and (beside or bare in _COMMON_CODES):
        return _Heard(codes=((bare, weight),))
    codes = []
    for part in re.split(r"[\s/()\[\]]+", bare):
        code = part if part in _COMMON_CODES else CURRENCY_SYMBOLS.get(part, "")
        code = code or names.get(fold(part), "")
        if code and not (part.isalpha() and len(part) < 3):
            codes.append((code, 0.4))
    country = countries.get(fold(bare))
    if not codes and country is None:
        return None
    return _Heard(codes=tuple(codes), countries=() if country is None else (country,))


@lru_cache(maxsize=8192)
def currencies_of_places(text: str) -> tuple[str, ...]:
    """The currency of each address and account that tells its country: "Ames, IA 50010"."""
    kinds = {needle for needle in _NEEDLES if needle in text}
    kinds |= {"@"} if "www." in text else set()
    return tuple(
        currency
        for needle, currency, pattern in _telling_places()
        if needle in kinds
        for _ in pattern.finditer(text)
    )


@cache
def _telling_places() -> list[tuple[str, str, re.Pattern[str]]]:
    """What must stand in a line for a pattern to be tried on it, the currency, and its patterns in one."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for currency, patterns in _currency_table()["places"].items():
        for pattern in patterns:
            needle = next((n for n, mark in _NEEDLES.items() if mark and mark in pattern), "")
            kinds.setdefault((needle, currency), []).append(pattern)
    return [
        (needle, currency, re.compile("|".join(rf"(?:\b|(?=\W)){p}(?:\b|(?<=\W))" for p in patterns)))
        for (needle, currency), patterns in kinds.items()
    ]


def _currencies(lines: Sequence[Line]) -> _CurrencyVotes:
    votes, elsewhere = _CurrencyVotes(), _CurrencyVotes()
    for line in lines:
        texts = [w.text for w in line.words]
        # What a sum comes to in another currency says nothing of the one that it is in.
        hears = elsewhere if _is_conversion(" ".join(texts)) else votes
        digits = [has_digit(t) for t in texts]
        for i, text in enumerate(texts):
            beside = digits[i] or any(digits[k] for k in (i - 1, i + 1) if 0 <= k < len(texts))
            beside = beside and not (text.endswith(".") and _is_before_name(line, i))
            hears.hear(text, beside=beside)
        if any(digits):
            votes.countries.update(currencies_of_places(" ".join(texts)))
    votes.settle()
    if not votes.codes and not votes.countries:
        elsewhere.settle()
        return elsewhere
    return votes


def _is_before_name(line: Line, i: int) -> bool:
    """Whether a word with a capital stands close behind word `i`: "Fr. Hahn" is nobody's currency."""
    if i + 1 >= len(line.words):
        return False
    behind = line.words[i + 1]
    return behind.text.istitle() and behind.text.isalpha() and behind.x0 - line.words[i].x1 < line.em


def _is_conversion(text: str) -> bool:
    """Whether a line gives an amount in another currency, or the rate for it: "USD 108.00 (rate 1.08)"."""
    return has_digit(text) and bool(_conversion().search(f" {fold(text)} ") or _EXCHANGE.search(text))


@cache
def _conversion() -> re.Pattern[str]:
    return re.compile(f" (?:{'|'.join(map(re.escape, sorted(load_words('currencies')['conversion'])))}) ")


@cache
def _currency_words() -> tuple[dict[str, str], dict[str, str]]:
    table = _currency_table()
    return table["names"], table["countries"]


@cache
def _currency_table() -> dict[str, Any]:
    return tomllib.loads(files("python_ocr_reconcile").joinpath("lexicon/currencies.toml").read_text("utf-8"))


def _date_order(lines: Sequence[Line], language: str | None, currency: str | None) -> DateOrder:
    votes: Counter[DateOrder] = Counter()
    yearless: Counter[DateOrder] = Counter()
    dotted = 0
    for line in lines:
        if not any(has_digit(w.text) for w in line.words):
            continue
        for span in date_spans(line, need_year=False):
            certain = [r for r in span.readings if r.certain]
            if "." in span.text and all(r.year is None for r in span.readings):
                continue  # "08.30 - 12.30" are hours
            numeric = bool(re.fullmatch(r"[\d\s./\-–]+", span.text))
            if certain and numeric and certain[0].year is None:
                yearless[certain[0].order] += 4  # "10/25" may be a month of a year as well
            elif certain and numeric:
                votes[certain[0].order] += 4
            elif certain and certain[0].year is not None and language in {"en", None}:
                # "March 4, 2024" beside "03/04/2024": the same habit most of the time. Without a year it may
                # be any word before a number, which is a month in some language.
                votes[certain[0].order] += 1
            elif "." in span.text:
                dotted += 1
    if votes["dmy"] == votes["mdy"]:
        votes = votes + yearless
    if votes["dmy"] != votes["mdy"]:
        return "dmy" if votes["dmy"] > votes["mdy"] else "mdy"
    if dotted or language not in {"en", None}:
        return "dmy"  # 03.04.2024 is day first wherever dots are used
    return "mdy" if currency == "USD" else "dmy"
