"""What one seller always does the same: the words it chose, its numbers and dates, its fonts."""

from __future__ import annotations

# ruff: noqa: E501  a table of terms reads best as one line
import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from invoice_generator.companies import COUNTRIES, Company, company
from invoice_generator.layouts import Layout
from invoice_generator.words import COUNTRY_WORDS, MONTHS, PERSONS, WORDS

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "AUD": "A$", "SGD": "S$", "CHF": "Fr."}


@dataclass(frozen=True)
class Style:
    """A seller with its paper."""

    seller: Company
    layout: Layout
    words: dict[str, Any]
    """One term a key, as this seller prints it; lists stay where one is drawn each time."""
    date_format: str
    colon: str
    font: str
    bold: str
    size: float
    leading: float
    money_mark: str
    """none | symbol_first | symbol_last | code_first | code_last: at the sums."""
    mark_lines: bool
    """The currency stands at every amount, not at the sums alone."""
    page_number: str | None
    page_number_at: str
    name_in_full: bool
    conditions: bool
    distractors: tuple[str, ...]
    net_printed: bool
    prose: tuple[str, ...]
    wordy_dates: bool
    contact: str
    minus_last: bool

    # -- how values are printed ------------------------------------------------------------------
    def number(self, value: Decimal, digits: int) -> str:
        """`value` with this country's decimal mark and thousands."""
        country = self.seller.country
        whole, _, cents = f"{abs(value):.{digits}f}".partition(".")
        groups = [whole[-3:]]
        rest = whole[:-3]
        while rest:
            groups.insert(0, rest[-country.step :])
            rest = rest[: -country.step]
        text = country.group.join(groups) + (country.mark + cents if cents else "")
        if value >= 0:
            return text
        return f"{text}-" if self.minus_last else f"-{text}"

    def money(self, value: Decimal, currency: str, digits: int, *, line: bool = False) -> str:
        """An amount, with its currency where this seller puts it."""
        text = self.number(value, digits)
        if self.money_mark == "none" or (line and not self.mark_lines):
            return text
        symbol = _SYMBOLS.get(currency, currency)
        if currency != self.seller.country.currency and symbol in {"$", "¥", "Fr."}:
            symbol = currency
        mark = currency if self.money_mark.startswith("code") else symbol
        if self.money_mark.endswith("first"):
            sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
            return f"{sign}{mark}{' ' if len(mark) > 2 else ''}{text}"
        return f"{text} {mark}"

    def quantity(self, value: Decimal) -> str:
        """A quantity without needless zeros, or with two decimals where it is broken."""
        return self.number(value, 0 if value == value.to_integral() else 2)

    def percent(self, value: Decimal) -> str:
        """A rate, as ``19`` or ``8.1``."""
        return f"{value.normalize():f}".replace(".", self.seller.country.mark)

    def day(self, day: date) -> str:
        """A date in this seller's way."""
        names = MONTHS[self.seller.country.language]
        pattern = self.date_format
        text = pattern.replace("%B", names[day.month - 1]).replace("%b", names[day.month - 1][:3])
        return day.strftime(text)


def style_of(rng: random.Random, layout: Layout, language: str | None = None) -> Style:
    """A seller that uses `layout`."""
    language = language or rng.choice(layout.languages)
    country = rng.choice([c for c in COUNTRIES.values() if c.language == language])
    seller = company(rng, country)
    words = {**WORDS[language], **COUNTRY_WORDS.get(country.code, {})}
    several = {
        "reverse",
        "exempt",
        "intro",
        "pay_days",
        "pay_by",
        "skonto",
        "thanks",
        "letter",
        "conditions",
        "separator",
        "charges",
    }
    chosen = {key: some if key in several else rng.choice(some) for key, some in words.items()}
    if country.code in {"US", "CA", "SG", "AU", "IN"} and chosen["total"] == chosen["net"]:
        chosen["total"] = "Total"
    size = rng.choice([7.5, 8.0, 8.5, 9.0, 9.5]) if layout.name != "landscape" else 8.0
    if len(layout.columns) >= 7:
        size = min(size, 8.0)
    font = layout.font or rng.choice(["helv", "helv", "helv", "tiro"])
    marks = [
        "none",
        "symbol_first" if language == "en" else "symbol_last",
        "code_last",
        "code_first",
        "symbol_last",
    ]
    asked = [
        "customer_no",
        "order",
        "delivery",
        "delivery_date",
        "contact",
        "terms_label",
        "phone_meta",
        "vat_buyer",
    ]
    many = 8 if layout.name == "many_numbers" else rng.randint(0, 5)
    date_format = rng.choice(country.dates)
    return Style(
        seller=seller,
        layout=layout,
        words=chosen,
        date_format=date_format,
        colon=rng.choice(["", ":", ":"]),
        font=font,
        bold={"helv": "hebo", "tiro": "tibo", "cour": "cobo"}[font],
        size=size,
        leading=size * rng.uniform(1.3, 1.6),
        money_mark=rng.choice(marks),
        mark_lines=rng.random() < 0.35 and len(layout.columns) < 6,
        page_number=chosen["page"] if rng.random() < 0.65 else None,
        page_number_at=rng.choice(["foot_right", "foot_centre", "head_right"]),
        name_in_full=rng.random() < 0.75,
        conditions=rng.random() < layout.conditions,
        distractors=tuple(rng.sample(asked, min(many, len(asked)))),
        net_printed=rng.random() < 0.92,
        prose=tuple(key for key, share in (("intro", 0.4), ("pay_by", 0.3), ("pay_days", 0.4), ("skonto", 0.15), ("thanks", 0.3), ("charges", 0.15)) if rng.random() < share),
        wordy_dates="%B" in date_format,
        contact=rng.choice(PERSONS),
        minus_last=language in {"de", "nl"} and rng.random() < 0.15,
    )  # fmt: skip
