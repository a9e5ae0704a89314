"""How numbers and dates are printed in the three languages of the sample documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
NO_BREAK_SPACE = "\u00a0"


def money(amount: Decimal, language: str) -> str:
    """1,234.56 in English, 1.234,56 in German, 1 234,56 (no-break space) in French."""
    english = f"{amount:,.2f}"
    if language == "en":
        return english
    group = "." if language == "de" else NO_BREAK_SPACE
    return english.replace(",", "\0").replace(".", ",").replace("\0", group)


def number(value: Decimal, language: str) -> str:
    """A quantity or a rate without idle zeros: 6.5 or 6,5."""
    text = f"{value.normalize():f}"
    return text if language == "en" else text.replace(".", ",")


def price(value: Decimal, language: str) -> str:
    """A unit price: at least two decimals, more where it has them."""
    return money(value, language) if value == round(value, 2) else number(value, language)


def short_date(day: date, language: str) -> str:
    """18/09/2025 in English and French, 18.09.2025 in German."""
    return f"{day:%d.%m.%Y}" if language == "de" else f"{day:%d/%m/%Y}"


def long_date(day: date, language: str) -> str:
    """18 September 2025, 18 septembre 2025."""
    return f"{day.day} {_MONTHS[language].split()[day.month - 1]} {day.year}"
