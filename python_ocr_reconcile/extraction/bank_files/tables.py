"""Bank exports as tables to statements: headings, preamble, entries, trailer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TypeVar

from python_ocr_reconcile.dates import DateOrder
from python_ocr_reconcile.errors import DamagedFileError, NoStatementError
from python_ocr_reconcile.extraction.bank_files.accounts import set_account
from python_ocr_reconcile.extraction.bank_files.calendar import OrderVote, date_order, day_of
from python_ocr_reconcile.extraction.bank_files.columns import (
    Columns,
    columns_of,
    is_heading,
    labels,
    mark_of,
    marks,
    plain,
)
from python_ocr_reconcile.extraction.bank_files.currencies import is_currency
from python_ocr_reconcile.extraction.bank_files.directions import (
    Convention,
    cell_of,
    convention_of,
    is_newest_first,
    number,
    signed,
    take_directions,
)
from python_ocr_reconcile.extraction.bank_files.entries import BankEntry, BankFile, BankStatement, Fact
from python_ocr_reconcile.extraction.bank_files.figures import MarkVote, decimal_mark
from python_ocr_reconcile.extraction.bank_files.grid import Cell, Row, separated_rows, sheet_rows, text_of
from python_ocr_reconcile.extraction.bank_files.headless import columns_by_content
from python_ocr_reconcile.extraction.bank_files.labels import balance_label, figure_of, take_labels
from python_ocr_reconcile.extraction.bank_files.text import squeezed
from python_ocr_reconcile.models.file import Notice

_MONEY = ("amount", "debit", "credit")
_DATES = ("date", "made", "value_date")
T = TypeVar("T")


@dataclass(slots=True)
class _Section:
    """One table with what stands before and behind it."""

    columns: Columns
    preamble: list[Row]
    rows: list[Row]
    order: OrderVote
    mark: MarkVote
    entries: list[tuple[Row, date | None]] = field(default_factory=list)
    beside: list[Row] = field(default_factory=list)
    """Rows below the headings that are no entries: a trailer, balances."""
    continued: dict[int, list[str]] = field(default_factory=dict)
    """By place of the entry: lines of description below it."""


def read_table(data: bytes) -> BankFile:
    """The statements of a file of separated values. Raises `DamagedFileError`, `NoStatementError`."""
    return _read([separated_rows(data)])


def read_workbook(data: bytes) -> BankFile:
    """The statements of an Excel workbook, from every sheet that has a table of entries."""
    return _read(sheet_rows(data))


def _read(sheets: Sequence[list[Row]]) -> BankFile:
    found = BankFile()
    for rows in sheets:
        for section in _sections(rows):
            _sort_rows(section)
            found.statements += _statements(section, found.notices)
    if not found.statements:
        raise NoStatementError(
            "The table has no headings for a date and an amount, and no columns that can be nothing else."
        )
    return found


def _sections(rows: list[Row]) -> list[_Section]:
    heads = [i for i, row in enumerate(rows) if is_heading(row)]
    # A heading that is repeated, as exports of several pages do, begins no other table.
    heads = [
        i for n, i in enumerate(heads) if n == 0 or rows[i].cells != rows[heads[0]].cells or _told(rows, i)
    ]
    if not heads:
        columns = columns_by_content(rows)
        return [_section(columns, [], rows)] if columns else []
    found = []
    for start, end in pairwise([*heads, len(rows)]):
        first = rows[start].cells
        body = [row for row in rows[start + 1 : end] if row.cells != first]
        before = rows[:start] if start == heads[0] else _told_rows(rows, start)
        columns = columns_of(rows[start], body)
        if any(r in columns.by_role for r in _MONEY) and any(r in columns.by_role for r in _DATES):
            found.append(_section(columns, before, body))
    return found


def _told_rows(rows: list[Row], head: int) -> list[Row]:
    """The rows before a later heading that are no entries: they hold fewer cells than half the heading."""
    start = head
    wide = sum(bool(text_of(c).strip()) for c in rows[head].cells)
    while start > 0 and sum(bool(text_of(c).strip()) for c in rows[start - 1].cells) * 2 < wide + 1:
        start -= 1
    return rows[start:head]


def _told(rows: list[Row], head: int) -> bool:
    return any(
        any(isinstance(c, str) and any(d.isdigit() for d in c) for c in row.cells)
        for row in _told_rows(rows, head)
    )


def _section(columns: Columns, preamble: list[Row], rows: list[Row]) -> _Section:
    language = columns.languages.most_common(1)[0][0] if columns.languages else "en"
    money = [c for role in (*_MONEY, "balance") for c in columns.by_role.get(role, [])]
    texts = (t for row in rows for c in money if isinstance(t := cell_of(row, c), str) and t)
    mark = decimal_mark(texts, likely="." if language == "en" else ",")
    dates = [c for role in _DATES for c in columns.by_role.get(role, [])][:1]
    days = [t for row in rows for c in dates if isinstance(t := cell_of(row, c), str) and _any_day(t)]
    likely: DateOrder = "mdy" if language == "en" and _dollars(columns, rows) else "dmy"
    return _Section(columns, preamble, rows, date_order(days, likely, settled=language != "en"), mark)


def _any_day(text: str) -> bool:
    return any(day_of(text, order) for order in ("dmy", "mdy", "ymd"))


def _dollars(columns: Columns, rows: Sequence[Row]) -> bool:
    column = columns.one("currency")
    if column is not None:
        return any(text_of(cell_of(row, column)).strip().upper() == "USD" for row in rows[:50])
    return any("$" in text_of(cell) for row in rows[:50] for cell in row.cells)


def _day(cell: Cell, order: DateOrder) -> date | None:
    if isinstance(cell, date):
        return cell
    return day_of(cell, order) if isinstance(cell, str) and cell else None


def _sort_rows(section: _Section) -> None:
    """Entries, what continues them, and what stands beside the table.

    Raises `DamagedFileError` where a row is neither: with an amount and no date that can be read, or cut off.
    """
    columns = section.columns
    when = next(columns.one(role) for role in _DATES if columns.one(role) is not None)
    money = [c for role in _MONEY for c in columns.by_role.get(role, [])]
    for row in section.rows:
        stated = text_of(cell_of(row, when)).strip()
        day = _day(cell_of(row, when), section.order.order)
        if mark_of(stated) in marks("pending"):  # in place of a date that is not there yet
            stated = ""
        if not stated and day is None:
            day = _day(cell_of(row, columns.one("made")), section.order.order)
        figures = [text_of(cell_of(row, c)).strip() for c in money]
        filled = sum(bool(text_of(cell).strip()) for cell in row.cells)
        if day and any(figures) and not _is_balance(row, columns):
            section.entries.append((row, day))
        elif day and len(row.cells) <= max(money):
            raise DamagedFileError(f"{row.place}: the row breaks off before its amount.")
        elif day or balance_label(row):
            section.beside.append(row)
        elif (
            any(figures)
            and stated
            and filled >= 3
            and figure_of([cell_of(row, c) for c in money], section.mark.mark)
        ):
            raise DamagedFileError(f"{row.place}: {stated[:40]!r} is no date.")
        elif any(figures) and not stated and filled >= 3 and not section.beside:
            section.entries.append((row, None))
        elif section.entries and not section.beside and _is_continuation(row, columns, filled):
            words = [squeezed(text_of(cell)) for cell in row.cells if text_of(cell).strip()]
            section.continued.setdefault(len(section.entries) - 1, []).extend(words)
        else:
            section.beside.append(row)


def _is_balance(row: Row, columns: Columns) -> bool:
    """A dated row whose whole text is a word for a balance, as some banks put them below the entries."""
    texts = [
        plain(text_of(cell)) for cell in row.cells if isinstance(cell, str) and any(map(str.isalpha, cell))
    ]
    words = frozenset(labels("opening") + labels("closing"))
    return "balance" not in columns.by_role and any(text in words for text in texts)


def _is_continuation(row: Row, columns: Columns, filled: int) -> bool:
    texts = columns.by_role.get("description", [])
    return filled > 0 and sum(bool(text_of(cell_of(row, c)).strip()) for c in texts) == filled


def _statements(section: _Section, notices: list[Notice]) -> list[BankStatement]:
    """The entries of one table by account and currency, in the order in which these first appear."""
    rows = [row for row, _ in section.entries]
    how = convention_of(section.columns, rows, section.mark.mark)
    groups: dict[tuple[str, str], BankStatement] = {}
    for place, (row, day) in enumerate(section.entries):
        account = _cell_text(row, section.columns.one("account"))
        currency = _currency(row, section.columns)
        statement = groups.get((account, currency))
        if statement is None:
            statement = groups[account, currency] = _begun(section, row, account, currency)
        statement.entries.append(_entry(section, row, day, how, section.continued.get(place, [])))
    if not groups:
        groups["", ""] = _begun(section, None, "", "")
    found = list(groups.values())
    if len(found) == 1:
        _balances_beside(found[0], section)
    for statement in found:
        statement.newest_first = is_newest_first(statement.entries)
        take_directions(statement, how, notices)
        if not section.order.sure:
            statement.doubts.append("no date tells whether the day or the month comes first")
        if not section.mark.sure:
            statement.doubts.append("the amounts do not settle which is the decimal mark")
        if how.mixed:
            statement.doubts.append("signs and debit or credit marks contradict one another")
    return found


def _cell_text(row: Row, column: int | None) -> str:
    return squeezed(text_of(cell_of(row, column)))


def _currency(row: Row, columns: Columns) -> str:
    code = _cell_text(row, columns.one("currency")).upper()
    return code if is_currency(code) else ""


def _begun(section: _Section, row: Row | None, account: str, currency: str) -> BankStatement:
    statement = BankStatement(place=row.place if row else "")
    columns = section.columns
    if row and account:
        set_account(statement, account, f"{columns.name(columns.one('account') or 0)} {row.place}")
    if row and currency:
        name = columns.name(columns.one("currency") or 0)
        statement.currency = Fact(currency, currency, f"{name} {row.place}")
    take_labels(statement, section.preamble, section.mark.mark, section.order.order)
    if statement.currency is None:
        for role in (*_MONEY, "balance"):
            for column in columns.by_role.get(role, []):
                codes = [
                    w
                    for w in columns.name(column).upper().replace("(", " ").replace(")", " ").split()
                    if is_currency(w)
                ]
                if codes and statement.currency is None:
                    statement.currency = Fact(codes[0], columns.name(column), "heading")
    return statement


def _balances_beside(statement: BankStatement, section: _Section) -> None:
    """Opening, closing and totals that stand in rows of their own."""
    columns, mark = section.columns, section.mark.mark
    running = any(entry.balance for entry in statement.entries)
    if running and statement.closing is not None and statement.closing.place.startswith("balance "):
        statement.closing = None  # "balance" alone is that of the day of the export; the column says more
    free = []
    for row in section.beside:
        kind = balance_label(row)
        column = columns.one("balance")
        figure = figure_of([cell_of(row, column)], mark) or figure_of(row.cells, mark)
        if kind in ("opening", "closing") and figure:
            value = figure[0]
            if mark_of(_cell_text(row, columns.one("flag"))) in marks("debit") and value > 0:
                value = -value
            if getattr(statement, kind) is None:
                setattr(statement, kind, Fact(value, figure[1], f"{kind} {row.place}"))
        elif kind == "total":
            for role, name in (("debit", "total_debits"), ("credit", "total_credits")):
                cell = cell_of(row, columns.one(role))
                if (total := number(cell, mark)) is not None:
                    setattr(statement, name, Fact(abs(total), text_of(cell), f"total {row.place}"))
        else:
            free.append(row)
    closing = statement.closing
    take_labels(statement, free, mark, section.order.order)
    if running and closing is None and statement.closing and statement.closing.place.startswith("balance "):
        statement.closing = None


def _entry(section: _Section, row: Row, day: date | None, how: Convention, more: list[str]) -> BankEntry:
    columns, mark = section.columns, section.mark.mark
    value, column = signed(row, columns, how, mark)
    entry = BankEntry(
        amount=_fact(row, columns, column, value),
        currency=_currency(row, columns) or None,
        is_booked=not any(mark_of(_cell_text(row, c)) in marks("pending") for c in _announcing(columns)),
    )
    dated = [c for role in _DATES if (c := columns.one(role)) is not None]
    when = next((c for c in dated if _day(cell_of(row, c), section.order.order) == day), None)
    if day and when is not None:
        entry.transaction_date = _fact(row, columns, when, day)
    valued = columns.one("value_date")
    if valued is not None and (value_day := _day(cell_of(row, valued), section.order.order)):
        entry.value_date = _fact(row, columns, valued, value_day)
    balance = columns.one("balance")
    if balance is not None and (left := number(cell_of(row, balance), mark)) is not None:
        entry.balance = _fact(row, columns, balance, left)
    elif balance is not None and _cell_text(row, balance):
        raise DamagedFileError(f"{row.place}: {_cell_text(row, balance)[:40]!r} is no balance.")
    _texts(entry, row, columns, more)
    return entry


def _announcing(columns: Columns) -> list[int]:
    """The columns in which an entry may be called pending: a state, or in place of the date."""
    return [column for role in ("state", "date") for column in columns.by_role.get(role, [])]


def _fact(row: Row, columns: Columns, column: int, value: T) -> Fact[T]:
    return Fact(value, text_of(row.cells[column]), f"{columns.name(column)} {row.place}")


def _texts(entry: BankEntry, row: Row, columns: Columns, more: list[str]) -> None:
    named = columns.by_role.get("counterparty_name", [])
    side = columns.one("payee") if entry.amount.value.is_signed() else columns.one("payer")
    for column in [*([side] if side is not None else []), *named]:
        if (text := _cell_text(row, column)) and entry.counterparty_name is None:
            entry.counterparty_name = _fact(row, columns, column, text)
    other = columns.one("counterparty_account")
    if other is not None and (text := _cell_text(row, other)):
        entry.counterparty_account = _fact(row, columns, other, text.replace(" ", ""))
    for column in columns.by_role.get("reference", []):
        text = _cell_text(row, column)
        if text.strip("0-") and text.upper() not in ("NOTPROVIDED", "NONREF"):
            entry.reference = entry.reference or _fact(row, columns, column, text)
    texts = [(c, t) for c in columns.by_role.get("description", []) if (t := _cell_text(row, c))]
    words = list(dict.fromkeys([t for _, t in texts] + more))
    if not words and entry.counterparty_name:
        words = [entry.counterparty_name.value]
    if words:
        first = texts[0][0] if texts else 0
        raw = "\n".join([text_of(row.cells[c]) for c, _ in texts] + more) or words[0]
        entry.description = Fact(" ".join(words), raw, f"{columns.name(first)} {row.place}")
