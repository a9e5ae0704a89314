"""The currency of a receipt: the sign printed with its amounts, else what its head says of a country."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from python_ocr_reconcile.extraction.invoice.receipt.till import TillLine
from python_ocr_reconcile.extraction.lexicon import fold
from python_ocr_reconcile.extraction.locale import CURRENCY_CODES, Locale
from python_ocr_reconcile.money import CURRENCY_SYMBOLS

_SIGN = re.compile(
    r"(US\$|S\$|CA\$|A\$|C\$|HK\$|NZ\$|NT\$|R\$|[€£$₹¥₩₱฿₫]|zł|Kč"
    r"|(?<![^\W\d_])(?:RM|Rp|Rs|CHF|Fr\.|kr|[A-Z]{3})(?![^\W\d_]))"
)
_LOCAL = {"Rp": "IDR", "NT$": "TWD", "kr": "SEK"}
_UK_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b")
_UK_TAX_ID = re.compile(r"\bGB\s?\d{3}\s?\d{4}\s?\d{2}\b")
_US_PLACE = re.compile(r"\b[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?\b")
_DIALLED = {
    "+60": "MYR", "+65": "SGD", "+62": "IDR", "+44": "GBP", "+41": "CHF", "+61": "AUD", "+91": "INR",
    "+81": "JPY", "+63": "PHP", "+66": "THB",
    **dict.fromkeys(["+49", "+33", "+34", "+39", "+31", "+32", "+43", "+353"], "EUR"),
}  # fmt: skip


def with_currency(lines: Sequence[TillLine], locale: Locale) -> Locale:
    """`locale` with the receipt's currency; without votes where it is only that of the country."""
    signs, dollars = _signs(lines)
    country, certain = _country(lines)
    top = signs.most_common(1)
    if top and (top[0][1] >= 2 or certain < 2 or country in (None, top[0][0])):
        votes = tuple((code, float(n)) for code, n in signs.most_common())
        return replace(locale, currency=top[0][0], currency_votes=votes)
    if dollars and (country is None or certain < 2):
        return replace(
            locale, currency=country or "USD", currency_votes=((country or "USD", float(dollars)),)
        )
    if country is not None:
        return replace(locale, currency=country, currency_votes=())
    if top:
        return replace(locale, currency=top[0][0], currency_votes=((top[0][0], 1.0),))
    home = "EUR" if locale.language in {"de", "fr", "es", "it", "nl"} else None
    return replace(locale, currency=home, currency_votes=())


def _signs(lines: Sequence[TillLine]) -> tuple[Counter[str], int]:
    """How often each currency stands with an amount or in a heading; a "$" by itself is counted apart."""
    votes: Counter[str] = Counter()
    dollars = 0
    for line in lines:
        text = line.text
        beside = bool(line.amounts) or bool(line.labels)
        for match in _SIGN.finditer(text):
            sign = match[1]
            code = (
                _LOCAL.get(sign)
                or CURRENCY_SYMBOLS.get(sign)
                or (sign if sign in CURRENCY_CODES or sign in _CODES else None)
            )
            near = re.match(r"\s?[-(]?\d+[.,]\d", text[match.end() :]) or re.search(
                r"\d[.,]\d+\s?$", text[: match.start()]
            )
            if sign == "$":
                dollars += bool(near)
            elif code is None or (code == "BHD" and re.search(r"sdn\.?\s?$", text[: match.start()].lower())):
                continue
            elif near or (beside and len(sign) > 1 and (sign != "ALL") and sign in _PLAIN):
                votes[code] += 1
    return votes, dollars


_CODES = frozenset(["IDR", "THB", "PHP", "VND", "TWD", "HKD", "KRW", "JPY"])
# Codes that are words of no language here, so that they count in a heading: "Amount (RM)".
_PLAIN = frozenset(
    [
        "RM",
        "EUR",
        "USD",
        "GBP",
        "CHF",
        "SGD",
        "MYR",
        "AUD",
        "CAD",
        "NZD",
        "INR",
        "Rp",
        "IDR",
        "THB",
        "PHP",
        "HKD",
        "S$",
        "US$",
        "A$",
    ]
)


def _country(lines: Sequence[TillLine]) -> tuple[str | None, int]:
    """The currency of the country that most signs speak for, and how many different ones do."""
    known = _country_signs()
    heard: dict[str, set[str]] = {}
    for line in lines:
        for token in line.folded.split():
            if token in known:
                heard.setdefault(known[token], set()).add(token)
        for prefix, code in _DIALLED.items():
            if re.search(rf"(?<!\d){re.escape(prefix)}(?=[\s\d(])", line.text):
                heard.setdefault(code, set()).add(prefix)
        if _UK_POSTCODE.search(line.text):
            heard.setdefault("GBP", set()).add("postcode")
        if _UK_TAX_ID.search(line.text):
            heard.setdefault("GBP", set()).add("tax id")
        if _US_PLACE.search(line.text):
            heard.setdefault("USD", set()).add("zip")
    if not heard:
        return None, 0
    ranked = sorted(heard.items(), key=lambda item: (-len(item[1]), item[0]))
    if len(ranked) > 1 and len(ranked[0][1]) == len(ranked[1][1]):
        return None, 0
    return ranked[0][0], len(ranked[0][1])


@cache
def _country_signs() -> dict[str, str]:
    table = tomllib.loads(
        files("python_ocr_reconcile").joinpath("lexicon/currencies.toml").read_text("utf-8")
    )
    return {fold(word): code for word, code in table["signs"].items()}
