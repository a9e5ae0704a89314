"""Draws the sample bank statement: a month on several pages, then scanned."""

from __future__ import annotations

from decimal import Decimal

import pymupdf

from python_ocr_reconcile.samples import account
from python_ocr_reconcile.samples.company import DUBLIN
from python_ocr_reconcile.samples.paper import GREY, PALE, Column, Sheet, saved, scan
from python_ocr_reconcile.samples.printed import long_date, money

_COLUMNS = (
    Column("Date", 52), Column("Details", 112), Column("Payments out", 370, "right"),
    Column("Payments in", 456, "right"), Column("Balance EUR", 546, "right"),
)  # fmt: skip
_BLUE = (0.09, 0.22, 0.42)
_FLOOR = 742.0
"""Lowest baseline that an entry may use."""
_ENTRY_LEADING, _SECOND_LINE = 17.0, 11.5


def draw_statement() -> bytes:
    """The PDF: page images only, each page a little crooked in its own way."""
    with pymupdf.open() as paper, pymupdf.open() as document:
        pages = _draw(paper)
        for number, page in enumerate(paper, 1):
            scan(page, document, dpi=200, skew=(0.5, -0.4, 0.3)[(number - 1) % 3], seed=100 + number)
        return saved(document, f"Bank statement, {pages} pages, scanned")


def page_of_entries() -> list[int]:
    """The 1-based page of each of `account.ENTRIES`."""
    found: list[int] = []
    for number, chunk in enumerate(_chunks(), 1):
        found += [number] * len(chunk)
    return found


def _height(entry: account.Entry) -> float:
    return _ENTRY_LEADING + _SECOND_LINE * (len(entry.lines) - 1)


def _top(number: int) -> float:
    return 330.0 if number == 1 else 160.0


def _chunks() -> list[list[account.Entry]]:
    """The entries of each page."""
    chunks: list[list[account.Entry]] = [[]]
    y = _top(1)
    for entry in account.ENTRIES:
        if y + _height(entry) > _FLOOR:
            chunks.append([])
            y = _top(len(chunks))
        chunks[-1].append(entry)
        y += _height(entry)
    return chunks


def _draw(paper: pymupdf.Document) -> int:
    chunks, running = _chunks(), iter(account.balances())
    balance = account.OPENING
    for number, chunk in enumerate(chunks, 1):
        sheet = Sheet(paper)
        _letterhead(sheet, number, len(chunks))
        if number == 1:
            _summary(sheet)
        y = _top(number)
        sheet.block(46, y - 44, 551, y - 24, fill=PALE)
        sheet.heading(_COLUMNS, y - 30, size=9)
        _mark(sheet, y - 6, "Opening balance" if number == 1 else "Brought forward", balance)
        y += 12
        for entry in chunk:
            balance = next(running)
            _entry(sheet, y, entry, balance)
            y += _height(entry)
        sheet.rule(46, y - 9, 551, weight=0.5)
        _mark(sheet, y + 6, "Closing balance" if number == len(chunks) else "Carried forward", balance)
    return len(chunks)


def _mark(sheet: Sheet, y: float, label: str, balance: Decimal) -> None:
    sheet.text(112, y, label, face="hebo")
    sheet.text(546, y, money(balance, "en"), face="hebo", align="right")


def _entry(sheet: Sheet, y: float, entry: account.Entry, balance: Decimal) -> None:
    out, into = (money(-entry.amount, "en"), "") if entry.amount < 0 else ("", money(entry.amount, "en"))
    sheet.row(
        _COLUMNS, y, (f"{entry.booked:%d %b %Y}", entry.lines[0], out, into, money(balance, "en")), size=9.5
    )
    for i, line in enumerate(entry.lines[1:], 1):
        sheet.text(112, y + _SECOND_LINE * i, line, size=9)


def _letterhead(sheet: Sheet, number: int, pages: int) -> None:
    sheet.block(46, 46, 52, 78, fill=_BLUE)
    sheet.block(55, 54, 61, 78, fill=_BLUE)
    sheet.block(64, 62, 70, 78, fill=_BLUE)
    sheet.text(80, 64, account.BANK, size=16, face="tibo", colour=_BLUE)
    sheet.text(80, 77, "Business Banking · 1 Custom House Steps, Dublin", size=8.5, colour=GREY)
    sheet.text(546, 64, "Statement of account", size=12, face="hebo", align="right")
    sheet.text(546, 77, f"Page {number} of {pages}", size=8.5, colour=GREY, align="right")
    if number > 1:
        period = f"{long_date(account.FIRST_DAY, 'en')} to {long_date(account.LAST_DAY, 'en')}"
        sheet.text(46, 100, f"Account number {account.ACCOUNT_NUMBER}   {period}", size=8.5, colour=GREY)
    sheet.rule(46, 786, 551, weight=0.4)
    sheet.text(
        46,
        798,
        f"{account.BANK} plc is an invented bank. Please check this statement "
        "and tell us of any error within 30 days.",
        size=7.5,
        colour=GREY,
    )


def _summary(sheet: Sheet) -> None:
    sheet.lines(46, 124, DUBLIN, leading=13, size=10)
    out, into = account.totals()
    facts = (
        ("Account name", DUBLIN[0]),
        ("Account number", account.ACCOUNT_NUMBER),
        ("IBAN", account.IBAN),
        ("BIC", account.BIC),
        ("Statement period", f"{account.FIRST_DAY:%d %b %Y} to {account.LAST_DAY:%d %b %Y}"),
        ("Currency", "EUR"),
    )
    for i, (label, value) in enumerate(facts):
        sheet.text(300, 124 + 14 * i, label, colour=GREY)
        sheet.text(546, 124 + 14 * i, value, align="right")
    cards = (
        ("Opening balance", account.OPENING), ("Total payments in", into), ("Total payments out", out),
        ("Closing balance", account.balances()[-1]),
    )  # fmt: skip
    for i, (label, amount) in enumerate(cards):
        x = 46 + 127 * i
        sheet.block(x, 222, x + 122, 262, edge=GREY)
        sheet.text(x + 8, 236, label, size=8, colour=GREY)
        sheet.text(x + 8, 254, money(amount, "en"), size=11, face="hebo")
