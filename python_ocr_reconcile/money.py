"""Money: `Decimal` and nothing else, how it is printed on paper, and how it is written to JSON.

No float ever holds money. Amounts inside a reconciliation are integer minor units (cents).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import msgspec

DecimalMark = Literal[".", ","]

CENT = Decimal("0.01")

# ISO 4217, list one: the currencies whose minor unit is not 1/100.
_MINOR_DIGITS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}

# What is printed beside an amount, to the ISO 4217 code it stands for. "$" and "kr" are shared by many
# currencies: they are resolved by the document, not here.
CURRENCY_SYMBOLS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY", "₩": "KRW", "₺": "TRY", "₽": "RUB", "₫": "VND",
    "₪": "ILS", "₦": "NGN", "₱": "PHP", "฿": "THB", "₴": "UAH", "zł": "PLN", "Kč": "CZK", "R$": "BRL",
    "US$": "USD", "A$": "AUD", "C$": "CAD", "CA$": "CAD", "S$": "SGD", "HK$": "HKD", "NZ$": "NZD",
    "RM": "MYR", "TL": "TRY", "Fr.": "CHF", "Rs.": "INR", "Rs": "INR",
}  # fmt: skip


def minor_digits(currency: str | None) -> int:
    """Digits after the decimal mark in `currency` (ISO 4217); 2 where the currency is not known."""
    return _MINOR_DIGITS.get(currency or "", 2)


def to_minor(amount: Decimal, currency: str | None) -> int:
    """`amount` in minor units (cents), half a unit rounded away from zero."""
    return int(amount.scaleb(minor_digits(currency)).to_integral_value(ROUND_HALF_UP))


def from_minor(units: int, currency: str | None) -> Decimal:
    """The amount of that many minor units."""
    return Decimal(units).scaleb(-minor_digits(currency))


def rounded(amount: Decimal, currency: str | None = None) -> Decimal:
    """`amount` to the minor unit of `currency`, half rounded away from zero, as invoices do."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_UP)


class PrintedAmount(msgspec.Struct, frozen=True, gc=False):
    """An amount as it stands on paper, read under one decimal mark."""

    value: Decimal
    """Signed by what is printed: a minus on either side, or brackets, make it negative."""
    decimals: int
    """Digits printed after the decimal mark; 0 where there is none."""
    marker: Literal["CR", "DR", "S", "H", "-", "+", "()"] | None
    """The mark beside it. CR/DR and S/H do not change `value`'s sign: the document's convention does."""
    symbol: str | None
    """The currency symbol or three-letter code printed with it."""


_MINUS = (
    r"\-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"  # the dashes that printers and OCR use for a minus
)
_SPACES = r" \u00a0\u2009\u202f"  # space, no-break, thin, narrow no-break
CURRENCY_BEFORE = r"(?:[A-Za-z]{0,3}[€£₹¥₩₺₽₫₪₦₱฿₴$]|zł|Kč|RM|TL|Rs\.?|R|Fr\.|kr\.?|[A-Z]{3})"
"""A symbol or a code as it stands before an amount."""
_AMOUNT = re.compile(
    rf"""^\s*
    (?P<open>\()?\s*
    (?P<sign1>[+{_MINUS}])?\s*
    (?P<pre>{CURRENCY_BEFORE})?\s*
    (?P<sign2>[+{_MINUS}])?\s*
    (?P<inner>\()?\s*
    (?P<digits>\d(?:[\d.,'’{_SPACES}]*\d)?)
    (?P<dash>[.,][{_MINUS}]{{1,2}})?
    \s*(?P<sign3>[+{_MINUS}])?
    \s*(?P<post>(?:[A-Za-z]{{0,3}}[€£₹¥₩₺₽₫₪₦₱฿₴$]|zł|Kč|RM|TL|kr\.?|[A-Z]{{3}}))?
    \s*(?P<close>\))?
    \s*(?P<marker>CR|DR|Cr|Dr|cr|dr|C|D|S|H|{{}})?\.?\s*$""".replace("{}", ""),
    re.VERBOSE,
)
_GROUPS = {
    # Thousands of three digits, or Indian lakh grouping (12,34,567); spaces and apostrophes always group.
    mark: re.compile(
        rf"^(?:\d+|\d{{1,3}}(?:[{re.escape(group)}'’{_SPACES}]\d{{3}})+|\d{{1,2}}(?:,\d{{2}})+,\d{{3}})$"
        if mark == "."
        else rf"^(?:\d+|\d{{1,3}}(?:[{re.escape(group)}'’{_SPACES}]\d{{3}})+)$"
    )
    for mark, group in ((".", ","), (",", "."))
}

_PLAIN = {
    ".": re.compile(r"^([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]+)$"),
    ",": re.compile(r"^([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)$"),
}


def parse_amount(text: str, mark: DecimalMark) -> PrintedAmount | None:
    """The amount that `text` prints under decimal mark `mark`; ``None`` where it is not an amount.

    >>> parse_amount("1.234,56-", ",").value
    Decimal('-1234.56')
    >>> parse_amount("(1,234.56)", ".").value
    Decimal('-1234.56')
    >>> parse_amount("1,234", ",").value
    Decimal('1.234')
    >>> parse_amount("12,34", ".") is None
    True
    """
    if plain := _PLAIN[mark].match(text):
        # Most figures of a table have no sign and no currency; the pattern for all of print takes five times
        # as long.
        whole, fraction = plain[1].replace("," if mark == "." else ".", ""), plain[2]
        return PrintedAmount(Decimal(f"{whole}.{fraction}"), len(fraction), None, None)
    found = _AMOUNT.match(text)
    if not found or [found["open"], found["inner"]].count("(") != bool(found["close"]):
        return None
    whole, _, fraction = found["digits"].partition(mark)
    if mark in fraction or (fraction and not fraction.isdigit()) or not _GROUPS[mark].match(whole):
        return None
    if found["pre"] == "R" and len(fraction) != 2:
        return None  # a rand is a sign of one letter, as many numbers of documents have one before them
    digits = re.sub(r"\D", "", whole)
    value = Decimal(f"{digits}.{fraction}" if fraction else digits)
    signs = [s for s in (found["sign1"], found["sign2"], found["sign3"]) if s]
    negative = bool(found["close"]) or any(s != "+" for s in signs)
    marker = found["marker"]
    mark_seen: str | None = {"C": "CR", "D": "DR"}.get(marker.upper(), marker.upper()) if marker else None
    if mark_seen is None:
        mark_seen = "()" if found["close"] else ("-" if negative else "+") if signs else None
    return PrintedAmount(
        value=-value if negative else value,
        decimals=len(fraction) or (2 if found["dash"] else 0),
        marker=mark_seen,  # type: ignore[arg-type]
        symbol=found["pre"] or found["post"],
    )
