"""What stands beside a table: account, holder, period, and the balances that the table does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from python_ocr_reconcile.dates import DateOrder
from python_ocr_reconcile.extraction.bank_files.accounts import set_account
from python_ocr_reconcile.extraction.bank_files.calendar import day_of
from python_ocr_reconcile.extraction.bank_files.columns import labels, plain, roles_of
from python_ocr_reconcile.extraction.bank_files.currencies import is_currency
from python_ocr_reconcile.extraction.bank_files.directions import number
from python_ocr_reconcile.extraction.bank_files.entries import BankStatement, Fact
from python_ocr_reconcile.extraction.bank_files.grid import Cell, Row, text_of
from python_ocr_reconcile.extraction.statement.describe import find_iban
from python_ocr_reconcile.money import DecimalMark

_LAST_FIGURE = re.compile(
    r"([-+(]?\s?[\d.,'’ \u00a0]*\d[.,]\d{2,3}\)?-?(?:\s?(?:CR|DR|[SHCD])\b)?)\s*(?:[A-Z]{3}|[€£$])?\s*$"
)
_DAY = re.compile(r"\d{1,4}[./\-]\d{1,2}[./\-]\d{2,4}|\d{1,2}\.? [^\W\d_]{3,12}\.? \d{4}")
_HIDDEN = re.compile(r"[\dX*x•]{2,}[\dX*x• .\-/]*\d{3,}")


def balance_label(row: Row) -> str | None:
    """``opening``, ``closing`` or ``total`` where `row` begins with such a word."""
    for cell in row.cells:
        text = plain(text_of(cell)) if isinstance(cell, str) else ""
        for kind in ("opening", "closing", "total"):
            if text and _begins(text, kind):
                return kind
    return None


def _begins(text: str, kind: str) -> str | None:
    return next((word for word in labels(kind) if text == word or text.startswith(word + " ")), None)


def figure_of(cells: Sequence[Cell], mark: DecimalMark) -> tuple[Decimal, str] | None:
    """The last figure in `cells`, alone in its cell or at the end of one, as read and as written."""
    for cell in reversed(cells):
        if isinstance(cell, Decimal):
            return cell, text_of(cell)
        if not isinstance(cell, str) or not cell.strip() or _DAY.fullmatch(cell.strip()):
            continue
        value = number(cell, mark) if any(c.isdigit() for c in cell) else None
        if value is not None:
            return value, cell
        found = _LAST_FIGURE.search(cell)
        value = number(found[1].strip(), mark) if found else None
        if value is not None:
            return value, cell
    return None


def _labelled(rows: Sequence[Row]) -> Iterator[tuple[Row, str, str, list[Cell]]]:
    """Rows that begin with a label: its kind, what follows in its cell, and the cells after it."""
    kinds = ("opening", "closing", "account_name", "account", "currency", "period", "card")
    for row in rows:
        for place, cell in enumerate(row.cells):
            if not isinstance(cell, str) or not cell:
                continue
            head, _, rest = cell.partition(":")
            text = plain(head)
            kind = next((kind for kind in kinds if _begins(text, kind)), None)
            if kind is None and any(role == "balance" for role, _ in roles_of(_without_day(head))):
                kind = "balance"
            if kind:
                yield row, kind, rest.strip(), list(row.cells[place + 1 :])


def _without_day(text: str) -> str:
    """A label without the day it speaks of: ``Kontostand vom 31.12.2024``."""
    bare = _DAY.sub("", text)
    return re.sub(
        r"\b(?:vom|am|per|zum|as of|at|on|au|le|al|a|del|op|per)\b\s*$", "", bare.strip(), flags=re.IGNORECASE
    )


def take_labels(statement: BankStatement, rows: Sequence[Row], mark: DecimalMark, order: DateOrder) -> None:
    """Put what the `rows` beside the table say into `statement`."""
    for row, kind, rest, after in _labelled(rows):
        place = f"{kind} {row.place}"
        following = next((text_of(cell).strip() for cell in after if text_of(cell).strip()), "")
        if kind in ("opening", "closing", "balance"):
            _balance(statement, "opening" if kind == "opening" else "closing", row, mark, place)
        elif kind == "card":
            statement.kind = "credit_card"
        elif kind == "period":
            _period(statement, [rest, *map(text_of, after)], place, order)
        else:
            _of_account(statement, kind, rest or following, place)
    for row in rows:
        iban = find_iban(" ".join(map(text_of, row.cells))) if statement.iban is None else None
        if iban:
            set_account(statement, iban, f"IBAN {row.place}")


def _balance(statement: BankStatement, name: str, row: Row, mark: DecimalMark, place: str) -> None:
    if getattr(statement, name) is None and (figure := figure_of(row.cells, mark)):
        setattr(statement, name, Fact(figure[0], figure[1], place))


def _of_account(statement: BankStatement, kind: str, value: str, place: str) -> None:
    if kind == "account_name":
        if statement.account_name is None and value:
            statement.account_name = Fact(value, value, place)
    elif kind == "account":
        if statement.account_number is None and _HIDDEN.search(value):
            set_account(statement, value, place)
    elif statement.currency is None and is_currency(value.upper()):
        statement.currency = Fact(value.upper(), value, place)


def _period(statement: BankStatement, texts: Sequence[str], place: str, order: DateOrder) -> None:
    days: list[Fact[date]] = []
    for text in texts:
        for found in _DAY.findall(text):
            day = day_of(found, order)
            if day:
                days.append(Fact(day, found, place))
    if days and statement.period_start is None:
        statement.period_start = days[0]
    if len(days) > 1 and statement.period_end is None:
        statement.period_end = days[1]
