"""Draws bank and card statements after how banks of different countries print them, with exact truth.

    statement = draw(seed=7)                       # layout, language and length drawn by the seed
    statement = draw(seed=7, layout="de_soll_haben_marks", rows=40)
    scan = rasterised(statement.pdf, dpi=200, noise=0.5, seed=7)   # the same pages as images only

`statement.truth` has the shape of a labelled record: transactions with signed amounts in printed order, or
`statements` where the file holds several accounts. The same seed gives the same bytes of text.
"""

from __future__ import annotations

# ruff: noqa: E501  a layout reads best as one line
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pymupdf
from statement_words import (
    BANKS,
    BOOKINGS,
    CARD_TITLE,
    CITIES,
    FIRMS,
    FOOT,
    HOLDERS,
    MONTHS,
    PERSONS,
    SHOPS,
    TITLE,
    WORDS,
)  # fmt: skip

from python_ocr_reconcile.models.page import Page, Word


@dataclass(frozen=True)
class Layout:
    """How a bank prints."""

    name: str
    languages: tuple[str, ...]
    amounts: str
    """two | signed | trailing | brackets | crdr | sh | afbij | plain"""
    balance: str = "row"
    """row | day | none"""
    newest_first: bool = False
    date_once: bool = False
    value_date: bool = False
    lines: int = 2
    """Most lines of a description."""
    figures_last: bool = False
    carried: bool = False
    page_totals: bool = False
    summary: str = "lines"
    """lines | box | rows | none: where opening and closing balance stand (rows: in the table)."""
    totals: bool = True
    card: bool = False
    accounts: int = 1
    full_dates: bool = True
    sections: bool = False


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("en_two_columns", ("en", "nl"), "two", summary="box", carried=True),
        Layout("en_date_once_day_balance", ("en",), "two", balance="day", date_once=True, figures_last=True, lines=3, summary="rows"),
        Layout("en_signed", ("en", "es", "it"), "signed"),
        Layout("en_crdr", ("en",), "crdr", summary="lines"),
        Layout("en_brackets", ("en",), "brackets", newest_first=True),
        Layout("en_sections", ("en",), "plain", balance="none", sections=True, summary="lines"),
        Layout("de_soll_haben_marks", ("de",), "sh", balance="none", value_date=True, lines=4, full_dates=False, summary="rows", totals=False),
        Layout("de_trailing_minus", ("de", "it"), "trailing", value_date=True, lines=3, full_dates=False, carried=True, summary="rows"),
        Layout("de_two_columns", ("de",), "two", value_date=True, summary="rows"),
        Layout("fr_two_no_balance", ("fr",), "two", balance="none", value_date=True, full_dates=False, summary="rows"),
        Layout("fr_running", ("fr",), "two", summary="lines", totals=True),
        Layout("es_signed_newest", ("es", "it"), "signed", newest_first=True, value_date=True, summary="none"),
        Layout("it_dare_avere", ("it", "fr"), "two", balance="none", value_date=True, summary="rows", page_totals=True),
        Layout("nl_af_bij", ("nl",), "afbij", balance="none", summary="box"),
        Layout("nl_day_balance", ("nl", "de"), "signed", balance="day", date_once=True, summary="lines"),
        Layout("card_plain", ("en", "de", "fr", "es", "it", "nl"), "signed", balance="none", card=True, lines=1, summary="box"),
        Layout("card_credit_mark", ("en",), "crdr", balance="none", card=True, value_date=True, lines=1, full_dates=False),
        Layout("two_accounts", ("en", "de", "fr"), "two", accounts=2, summary="rows"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Booking:
    """One entry of the truth."""

    day: date
    value_day: date
    lines: tuple[str, ...]
    amount: Decimal
    balance: Decimal
    number: int = 0
    shown_amount: Decimal | None = None
    """What is printed, where one digit has been spoiled."""
    shown_balance: Decimal | None = None


@dataclass
class Drawn:
    """A statement and what is true of it."""

    pdf: bytes
    truth: dict[str, Any]
    layout: str
    language: str
    seed: int


@dataclass(frozen=True)
class Style:
    """What one bank always does the same: drawn once for a statement."""

    mark: str
    group: str
    date_format: str
    font: str
    size: float
    leading: float
    words: dict[str, str]
    language: str
    currency: str
    ruled: bool
    code_with_balance: bool
    left: float
    right: float
    quirks: frozenset[str] = frozenset()


def draw(
    seed: int,
    layout: str | None = None,
    *,
    rows: int | None = None,
    language: str | None = None,
    spoil: bool = False,
) -> Drawn:
    """A statement drawn by `seed`; `spoil` prints one digit of one amount or balance otherwise than is true."""
    rng = random.Random(seed)
    chosen = LAYOUTS[layout] if layout else rng.choice(list(LAYOUTS.values()))
    language = language or rng.choice(chosen.languages)
    chosen = _varied(chosen, rng)
    style = _style(chosen, language, rng)
    count = rows if rows is not None else rng.choice([3, 5, 8, 12, 18, 25, 40, 60])
    accounts = [_account(rng, chosen, style, count) for _ in range(chosen.accounts)]
    spoiled = _spoil(accounts[0], chosen, style, rng) if spoil else None
    sheet = _Sheet(chosen, style, rng)
    for account in accounts:
        sheet.account(account)
    truth = [_truth(account, chosen) for account in accounts]
    record = truth[0] if len(truth) == 1 else {"statements": truth}
    if spoiled is not None:
        record["spoiled"] = spoiled
        record["internally_consistent"] = False
    return Drawn(sheet.bytes(), record, chosen.name, language, seed)


# What single banks do otherwise, and how often it is drawn.
_QUIRKS = {
    "numbered": 0.08,  # a running number before the date
    "no_head": 0.06,  # the table has no head
    "symbol": 0.08,  # a currency symbol at every amount
    "foreign": 0.15,  # foreign amounts and rates in the description
    "credit_first": 0.1,  # the column of credits before that of debits
    "minus_debits": 0.08,  # debits carry a minus in their own column
    "summary_again": 0.08,  # opening and closing balance at the top of every page
    "daily": 0.08,  # a table of balances by day behind the transactions
    "no_decimals": 0.04,
    "lakh": 0.04,
    "aligned_left": 0.05,
    "advert": 0.1,  # sums of money in small print below the table
}


def _spoil(account: Account, layout: Layout, style: Style, rng: random.Random) -> dict[str, Any]:
    """Print one digit of one amount or running balance otherwise; the place is in printed order."""
    at = rng.randrange(len(account.bookings))
    booking = account.bookings[at]
    what = "balance" if layout.balance == "row" and rng.random() < 0.4 else "amount"
    value = booking.balance if what == "balance" else booking.amount
    text = list(f"{abs(value):.{0 if 'no_decimals' in style.quirks else 2}f}")
    place = rng.choice([i for i, c in enumerate(text) if c.isdigit() and (i or len(text) < 5)])
    text[place] = rng.choice([d for d in "123456789" if d != text[place]])
    shown = Decimal("".join(text)).copy_sign(value)
    account.bookings[at] = replace(
        booking, **({"shown_balance": shown} if what == "balance" else {"shown_amount": shown})
    )
    return {"row": len(account.bookings) - 1 - at if layout.newest_first else at, "what": what}


def _varied(layout: Layout, rng: random.Random) -> Layout:
    if layout.amounts == "two" and layout.balance == "row" and rng.random() < 0.2:
        layout = replace(layout, newest_first=True, carried=False)
    return replace(layout, lines=rng.randint(1, layout.lines), totals=layout.totals and rng.random() < 0.7)


def _style(layout: Layout, language: str, rng: random.Random) -> Style:
    words = {key: rng.choice(some) for key, some in WORDS[language].items()}
    mark, group = {"en": (".", ","), "fr": (",", " ")}.get(language, (",", rng.choice([".", ".", ""])))
    if language == "de" and rng.random() < 0.15:
        mark, group = ".", "'"
    currency = {"en": rng.choice(["GBP", "USD", "SGD"])}.get(language, "CHF" if group == "'" else "EUR")
    quirks = frozenset(q for q, share in _QUIRKS.items() if rng.random() < share)
    if language == "en" and "no_decimals" in quirks:
        currency = "JPY"
    elif language != "en":
        quirks -= {"no_decimals", "lakh"}
    if layout.balance == "none" or layout.amounts == "two":
        quirks -= {"no_head"}
    numeric = {
        "en": "%d/%m/%Y",
        "de": "%d.%m.%Y",
        "fr": "%d/%m/%Y",
        "es": "%d/%m/%Y",
        "it": "%d/%m/%Y",
        "nl": "%d-%m-%Y",
    }
    date_format = numeric[language]
    if language == "en":
        date_format = (
            "%m/%d/%Y" if currency == "USD" else rng.choice(["%d/%m/%Y", "%d %b %Y", "%d %b %y", "%Y-%m-%d"])
        )
    elif rng.random() < 0.2:
        date_format = rng.choice(["%d %b %Y", date_format.replace("%Y", "%y")])
    if not layout.full_dates:
        date_format = {"%Y-%m-%d": "%d/%m/%Y"}.get(date_format, date_format)
        date_format = date_format.replace("/%Y", "").replace(" %Y", "").replace(" %y", "").replace("/%y", "")
        date_format = (
            date_format.replace(".%Y", ".").replace(".%y", ".").replace("-%Y", "").replace("-%y", "")
        )
    size = rng.choice([7.5, 8.0, 8.5, 9.0])
    return Style(
        mark=mark, group=group, date_format=date_format, font=rng.choice(["helv", "helv", "tiro", "cour"]), size=size,
        leading=size * rng.uniform(1.25, 1.6), words=words, language=language, currency=currency,
        ruled=rng.random() < 0.4, code_with_balance=rng.random() < 0.15,
        left=rng.uniform(36, 60), right=rng.uniform(535, 560), quirks=quirks,
    )  # fmt: skip


@dataclass
class Account:
    """One account over one period, as it is."""

    number: str
    bookings: list[Booking]
    opening: Decimal
    closing: Decimal
    start: date
    end: date


def _account(rng: random.Random, layout: Layout, style: Style, count: int) -> Account:
    start = date(rng.randint(2019, 2025), rng.randint(1, 12), 1)
    if rng.random() < 0.15:
        start = date(start.year, 12, 12)  # across the end of the year
    span = rng.choice([27, 29, 30]) if count < 120 else 89
    end = start + timedelta(days=span)
    opening = Decimal(rng.randint(10_000, 900_000)) / 100
    if layout.card:
        opening = -opening / 4
        opening = opening.quantize(Decimal("0.01"))
    if "no_decimals" in style.quirks:
        opening = (opening * 100).quantize(Decimal(1))
    if "lakh" in style.quirks:
        opening *= 100
    days = sorted(start + timedelta(days=rng.randint(0, span)) for _ in range(count))
    balance, bookings = opening, []
    for day in days:
        text, income = rng.choice(BOOKINGS[style.language])
        if layout.card:
            income = rng.random() < 0.12
            text = (
                "{shop}  {city}"
                if not income
                else {"en": "PAYMENT RECEIVED - THANK YOU"}.get(style.language, "{firm} {n}")
            )
        amount = (
            Decimal(
                rng.choice([rng.randint(99, 9_999), rng.randint(500, 50_000), rng.randint(10_000, 350_000)])
            )
            / 100
        )
        if "no_decimals" in style.quirks:
            amount = (amount * 100).quantize(Decimal(1))
        amount = amount if income else -amount
        balance += amount
        filled = text.format(
            n=rng.randint(10_000, 99_999_999), shop=rng.choice(SHOPS), firm=rng.choice(FIRMS), person=rng.choice(PERSONS),
            city=rng.choice(CITIES), d=day.strftime("%d.%m."),
        )  # fmt: skip
        lines = tuple(filled.split("|")[: layout.lines])
        if "foreign" in style.quirks and rng.random() < 0.2:
            lines += (
                f"USD {rng.randint(10, 900)}{style.mark}{rng.randint(10, 99)} 1{style.mark}{rng.randint(1000, 9999)}",
            )
        value_day = day + timedelta(days=rng.choice([0, 0, 0, 1, 2]))
        bookings.append(Booking(day, value_day, lines, amount, balance, len(bookings) + 1))
    number = "".join(rng.choice("0123456789") for _ in range(10))
    return Account(number, bookings, opening, balance, start, end)


def _truth(account: Account, layout: Layout) -> dict[str, Any]:
    bookings = account.bookings[::-1] if layout.newest_first else account.bookings
    return {
        "opening_balance": str(account.opening) if layout.summary != "none" else None,
        "closing_balance": str(account.closing) if layout.summary != "none" else None,
        "transactions": [
            {
                "date": b.day.isoformat(),
                "amount": str(b.shown_amount if b.shown_amount is not None else b.amount),
                "description": " ".join(b.lines),
            }
            for b in bookings
        ],
        "internally_consistent": True,
    }


class _Sheet:
    """Pages being drawn from top to bottom."""

    top, bottom = 60.0, 790.0

    def __init__(self, layout: Layout, style: Style, rng: random.Random) -> None:
        self.layout, self.style, self.rng = layout, style, rng
        self.doc = pymupdf.open()
        self.fonts = {name: pymupdf.Font(name) for name in ("helv", "tiro", "cour", "hebo")}
        self.page: Any = None
        self.writer: Any = None
        self.y = 0.0
        self.bank = rng.choice(BANKS[style.language])
        self.holder = rng.choice(HOLDERS[style.language])
        self.columns = self._columns()
        self.carry: Decimal | None = None
        self.current: Account | None = None
        self.page_sums = [Decimal(0), Decimal(0)]
        self.in_table = False

    # -- drawing ---------------------------------------------------------------------------------
    def _columns(self) -> dict[str, float]:
        style, layout = self.style, self.layout
        wide = 62 if style.size < 8.4 else 68
        if style.font == "cour":
            wide += 10
        right, columns = style.right, {}
        if layout.balance != "none":
            columns["balance"] = right
            right -= wide + 8
        if layout.amounts == "two":
            first, second = ("credit", "debit") if "credit_first" in style.quirks else ("debit", "credit")
            columns[second] = right
            columns[first] = right - wide
        else:
            columns["amount"] = right
        columns["date"] = style.left + (22 if "numbered" in style.quirks else 0)
        width = self._width("28 sept. 2024" if "%b" in style.date_format else "28.12.2024") + 8
        columns["value"] = columns["date"] + width
        columns["text"] = columns["date"] + width * (2 if layout.value_date else 1) + 2
        return columns

    def _width(self, text: str, font: str | None = None) -> float:
        return float(self.fonts[font or self.style.font].text_length(text, self.style.size))

    def write(
        self,
        x: float,
        text: str,
        *,
        right: bool = False,
        bold: bool = False,
        y: float | None = None,
        size: float | None = None,
    ) -> None:
        font = "hebo" if bold else self.style.font
        size = size or self.style.size
        if right:
            x -= float(self.fonts[font].text_length(text, size))
        self.writer.append((x, y if y is not None else self.y), text, font=self.fonts[font], fontsize=size)

    def _finish_page(self) -> None:
        if self.page is not None:
            self.writer.write_text(self.page)

    def new_page(self) -> None:
        self._finish_page()
        self.page = self.doc.new_page(width=595, height=842)
        self.writer = pymupdf.TextWriter(self.page.rect)
        style = self.style
        number = self.doc.page_count
        self.write(style.left, self.bank, bold=True, y=40, size=style.size + 5)
        self.write(style.right, f"{style.words['page']} {number}", right=True, y=40)
        self.write(style.left, FOOT[style.language], y=820, size=6.5)
        self.y = self.top + 10
        if (
            "summary_again" in style.quirks
            and number > 1
            and self.current is not None
            and self.layout.summary == "lines"
        ):
            self._summary_lines(self.current)
            self.y += style.leading

    def need(self, height: float) -> None:
        if self.y + height > self.bottom - (30 if self.layout.carried or self.layout.page_totals else 0):
            if self.in_table:
                self._end_of_page()
            self.new_page()
            if self.in_table:
                self._head()
                if self.layout.carried and self.carry is not None:
                    self._balance_row("bf", self.carry)

    def _end_of_page(self) -> None:
        if self.layout.page_totals and self.layout.amounts == "two":
            self.write(self.columns["text"], self.style.words["total"])
            for key, total in zip(("debit", "credit"), self.page_sums, strict=True):
                self.write(self.columns[key], self.number(total), right=True)
            self.y += self.style.leading
        self.page_sums = [Decimal(0), Decimal(0)]
        if self.layout.carried and self.carry is not None:
            self._balance_row("cf", self.carry)

    def number(self, value: Decimal) -> str:
        whole, part = f"{abs(value):.2f}".split(".")
        groups: list[str] = []
        while len(whole) > (2 if groups and "lakh" in self.style.quirks else 3):
            size = 2 if groups and "lakh" in self.style.quirks else 3
            whole, groups = whole[:-size], [whole[-size:], *groups]
        text = self.style.group.join([whole, *groups])
        text += "" if "no_decimals" in self.style.quirks else self.style.mark + part
        if "symbol" in self.style.quirks:
            symbol = {"GBP": "£", "USD": "$", "SGD": "S$", "EUR": "€", "JPY": "¥"}.get(
                self.style.currency, "Fr."
            )
            text = symbol + text if self.style.language == "en" else f"{text} {symbol}"
        return text

    def signed(self, value: Decimal, *, balance: bool = False) -> str:  # noqa: PLR0911  a convention each
        """An amount as this bank prints its direction."""
        kind, text = self.layout.amounts, self.number(value)
        owed = self.layout.card
        if kind in ("two", "plain"):
            return ("-" + text) if value < 0 and balance else text
        if kind == "crdr":
            if owed:
                return text + " CR" if value > 0 else text
            return text + (" DR" if value < 0 else " CR") if not balance or value < 0 else text
        if kind == "sh":
            return text + (" S" if value < 0 else " H")
        if kind == "afbij":
            return ("-" + text if value < 0 else text) if balance else text + (" Af" if value < 0 else " Bij")
        if owed:
            value = -value
        if value >= 0:
            return (
                ("+" + text) if kind == "signed" and self.style.ruled and not balance and not owed else text
            )
        return {"signed": "-" + text, "trailing": text + "-", "brackets": f"({text})"}[kind]

    def day(self, value: date, form: str | None = None) -> str:
        form = form or self.style.date_format
        return value.strftime(form.replace("%b", MONTHS[self.style.language][value.month - 1]))

    # -- parts -----------------------------------------------------------------------------------
    def account(self, account: Account) -> None:
        layout, style, words = self.layout, self.style, self.style.words
        if self.page is None or (layout.accounts > 1 and (self.y > 420 or self.rng.random() < 0.5)):
            self.new_page()
        else:
            self.y += 3 * style.leading
        title = CARD_TITLE if layout.card else TITLE
        self.write(style.left, title[style.language], bold=True, size=style.size + 2)
        self.y += 2 * style.leading
        if self.doc.page_count == 1 and self.y < 140:
            for text in (self.holder, "12 Rue Haute", "10115 Town"):
                self.write(style.left, text)
                self.y += style.leading
            self.y += style.leading
        long_form = (
            "%d %b %Y"
            if "%b" in style.date_format
            else {"en": "%d %b %Y", "de": "%d.%m.%Y", "nl": "%d-%m-%Y"}.get(style.language, "%d/%m/%Y")
        )
        if style.date_format.startswith("%m"):
            long_form = "%m/%d/%Y"
        self.write(style.left, f"{words['account']}: {account.number}")
        self.y += style.leading
        self.write(
            style.left,
            f"{words['period']}: {self.day(account.start, long_form)} {words['to']} {self.day(account.end, long_form)}",
        )
        self.y += style.leading
        if self.rng.random() < 0.4 or layout.card:
            key = "limit" if layout.card else "available"
            self.write(style.left, f"{words[key]}: {self.number(Decimal(5000))} {style.currency}")
            self.y += style.leading
        if layout.summary == "lines":
            self._summary_lines(account)
        elif layout.summary == "box":
            self._summary_box(account)
        self.current = account
        self.y += 1.5 * style.leading
        if layout.sections:
            self._sections(account)
        else:
            self._table(account)
        self.in_table = False
        self.current = None
        if "daily" in style.quirks and style.language == "en":
            self._daily(account)
        if "advert" in style.quirks:
            self.need(4 * style.leading)
            self.y += 2 * style.leading
            self.write(
                style.left,
                f"Save {self.number(Decimal(1250))} a year: ask us before 01/02/2030.",
                size=style.size - 1,
            )
            self.y += style.leading

    def _daily(self, account: Account) -> None:
        self.need(8 * self.style.leading)
        self.y += 2 * self.style.leading
        self.write(self.style.left, "Daily balance summary", bold=True)
        self.y += 1.4 * self.style.leading
        by_day = {b.day: b.balance for b in account.bookings}
        for place, (day, balance) in enumerate(list(by_day.items())[:12]):
            x = self.style.left + (place % 3) * 170
            self.write(x, self.day(day))
            self.write(x + 130, self.signed(balance, balance=True), right=True)
            self.y += self.style.leading if place % 3 == 2 else 0
        self.y += self.style.leading

    def _sums(self, account: Account) -> tuple[Decimal, Decimal]:
        out = -sum((b.amount for b in account.bookings if b.amount < 0), Decimal(0))
        return out, sum((b.amount for b in account.bookings if b.amount > 0), Decimal(0))

    def _summary_lines(self, account: Account) -> None:
        words, out_in = self.style.words, self._sums(account)
        pairs = [(words["opening"], self.signed(account.opening, balance=True))]
        if self.layout.totals:
            pairs += [(words["out"], self.number(out_in[0])), (words["in"], self.number(out_in[1]))]
        pairs.append((words["closing"], self.signed(account.closing, balance=True)))
        place = self.style.left + 190
        for label, text in pairs:
            self.write(self.style.left, label)
            self.write(
                place, f"{self.style.currency} {text}" if self.style.code_with_balance else text, right=True
            )
            self.y += self.style.leading

    def _summary_box(self, account: Account) -> None:
        words, out_in = self.style.words, self._sums(account)
        cells = [(words["opening"], self.signed(account.opening, balance=True))]
        if self.layout.totals:
            cells += [(words["out"], self.number(out_in[0])), (words["in"], self.number(out_in[1]))]
        cells.append((words["closing"], self.signed(account.closing, balance=True)))
        for place, (label, text) in enumerate(cells):
            x = self.style.left + place * 128
            self.write(x, label)
            self.write(x, text, y=self.y + self.style.leading)
        self.y += 2 * self.style.leading

    def _head(self) -> None:
        words = self.style.words
        if "no_head" in self.style.quirks:
            return
        self.write(
            self.columns["date"],
            words["date"].split()[0] if self.layout.value_date else words["date"][:11],
            bold=True,
        )
        if self.layout.value_date:
            self.write(self.columns["value"], words["value"][:11], bold=True)
        self.write(
            self.columns["text"] + (20 if not self.layout.value_date and len(words["date"]) > 9 else 0),
            words["text"],
            bold=True,
        )
        for key in ("debit", "credit", "amount", "balance"):
            if key in self.columns:
                self.write(self.columns[key], words[key], right=True, bold=True)
        if self.style.ruled:
            self.page.draw_line((self.style.left, self.y + 3), (self.style.right, self.y + 3), width=0.5)
        self.y += 1.4 * self.style.leading

    def _balance_row(self, key: str, value: Decimal, day: date | None = None) -> None:
        if day is not None and self.rng.random() < 0.4:
            self.write(self.columns["date"], self.day(day))
        self.write(self.columns["text"], self.style.words[key])
        column = self.columns.get("balance") or (
            self.columns.get("amount") or self.columns["credit" if value >= 0 else "debit"]
        )
        # Where debits and credits have columns, the side of the column says the sign.
        text = (
            self.number(value)
            if "amount" not in self.columns and "balance" not in self.columns
            else self.signed(value, balance=True)
        )
        self.write(column, text, right=True)
        self.y += 1.3 * self.style.leading

    def _table(self, account: Account) -> None:
        layout = self.layout
        self.need(6 * self.style.leading)
        self._head()
        self.in_table = True
        self.carry = account.opening
        first, last = ("closing", "opening") if layout.newest_first else ("opening", "closing")
        values = {"opening": (account.opening, account.start), "closing": (account.closing, account.end)}
        if layout.summary == "rows":
            self._balance_row(first, *values[first])
        shown: date | None = None
        bookings = account.bookings[::-1] if layout.newest_first else account.bookings
        for place, booking in enumerate(bookings):
            self.need((len(booking.lines) + 1) * self.style.leading)
            following = bookings[place + 1].day if place + 1 < len(bookings) else None
            self._booking(
                booking,
                dated=not layout.date_once or booking.day != shown or self.y < self.top + 40,
                last_of_day=following != booking.day,
            )
            shown = booking.day
            self.carry = booking.balance
        if layout.totals and layout.summary == "rows" and layout.amounts == "two":
            out, into = self._sums(account)
            self.write(self.columns["text"], self.style.words["total"])
            self.write(self.columns["debit"], self.number(out), right=True)
            self.write(self.columns["credit"], self.number(into), right=True)
            self.y += 1.2 * self.style.leading
        if layout.summary == "rows":
            self.in_table = False
            self.need(2 * self.style.leading)
            self._balance_row(last, *values[last])

    def _booking(self, booking: Booking, *, dated: bool, last_of_day: bool) -> None:
        layout = self.layout
        if dated:
            self.write(self.columns["date"], self.day(booking.day))
        if "numbered" in self.style.quirks:
            self.write(self.style.left, str(booking.number))
        if layout.value_date:
            self.write(self.columns["value"], self.day(booking.value_day))
        lines = list(booking.lines)
        at = len(lines) - 1 if layout.figures_last else 0
        for place, text in enumerate(lines):
            self.write(self.columns["text"], text[: self._most_letters()])
            if place == at:
                self._figures(booking, last_of_day=last_of_day)
            self.y += self.style.leading
        self.y += 0.35 * self.style.leading
        self.page_sums[0 if booking.amount < 0 else 1] += abs(booking.amount)

    def _most_letters(self) -> int:
        first = min(self.columns[k] for k in ("debit", "credit", "amount", "balance") if k in self.columns)
        room = first - self.columns["text"] - self._width("99.999,99 CR") - 4
        return max(8, int(room / self._width("M") * (1.0 if self.style.font == "cour" else 1.25)))

    def _figures(self, booking: Booking, *, last_of_day: bool) -> None:
        amount = booking.shown_amount if booking.shown_amount is not None else booking.amount
        balance = booking.shown_balance if booking.shown_balance is not None else booking.balance
        if self.layout.amounts == "two":
            text = ("-" if amount < 0 and "minus_debits" in self.style.quirks else "") + self.number(amount)
            self.write(self.columns["debit" if amount < 0 else "credit"], text, right=True)
        elif "aligned_left" in self.style.quirks:
            self.write(self.columns["amount"] - 55, self.signed(amount))
        else:
            self.write(self.columns["amount"], self.signed(amount), right=True)
        if self.layout.balance == "row" or (self.layout.balance == "day" and last_of_day):
            self.write(self.columns["balance"], self.signed(balance, balance=True), right=True)

    def _sections(self, account: Account) -> None:
        for title, total, some in (
            ("Deposits and other credits", "Total deposits", [b for b in account.bookings if b.amount > 0]),
            (
                "Withdrawals and other debits",
                "Total withdrawals",
                [b for b in account.bookings if b.amount < 0],
            ),
        ):
            if not some:
                continue
            self.need(6 * self.style.leading)
            self.in_table = False
            self.write(self.style.left, title, bold=True)
            self.y += 1.4 * self.style.leading
            self._head()
            self.in_table = True
            for booking in some:
                self.need((len(booking.lines) + 1) * self.style.leading)
                self._booking(booking, dated=True, last_of_day=False)
            self.write(self.columns["text"], total)
            self.write(
                self.columns["amount"],
                self.number(sum((abs(b.amount) for b in some), Decimal(0))),
                right=True,
            )
            self.y += 2 * self.style.leading

    def bytes(self) -> bytes:
        self._finish_page()
        self.doc.set_metadata({})
        return bytes(self.doc.tobytes(no_new_id=True))


def pages_of(pdf: bytes) -> list[Page]:
    """The pages of a born-digital PDF with PyMuPDF's own words: what reading gives, without its processes."""
    return [
        Page(
            number=page.number + 1,
            width=page.rect.width,
            height=page.rect.height,
            source="text_layer",
            words=[Word(w[4], w[0], w[1], w[2], w[3]) for w in page.get_text("words")],
        )
        for page in pymupdf.open(stream=pdf, filetype="pdf")
    ]


def rasterised(pdf: bytes, *, dpi: int = 200, noise: float = 0.3, seed: int = 0) -> bytes:
    """The same pages as grey images only, a little askew and grainy: `noise` 0 (clean) to 1 (poor)."""
    import io

    import numpy as np
    from PIL import Image, ImageFilter

    grain = np.random.default_rng(seed)
    source, target = pymupdf.open(stream=pdf, filetype="pdf"), pymupdf.open()
    for page in source:
        pixels = page.get_pixmap(dpi=dpi, colorspace="gray")
        image = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
        image = image.rotate(float(grain.uniform(-0.8, 0.8)) * noise, expand=False, fillcolor=255)
        image = image.filter(ImageFilter.GaussianBlur(0.7 * noise * dpi / 200))
        array = np.asarray(image, dtype=np.int16) + grain.normal(
            0, 22 * noise, (pixels.height, pixels.width)
        ).astype(np.int16)
        out = io.BytesIO()
        Image.fromarray(np.clip(array, 0, 255).astype(np.uint8)).save(
            out, "JPEG", quality=int(92 - 40 * noise)
        )
        sheet = target.new_page(width=page.rect.width, height=page.rect.height)
        sheet.insert_image(sheet.rect, stream=out.getvalue())
    return bytes(target.tobytes())
