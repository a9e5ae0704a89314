"""Money in or out: the sign conventions of tables, never guessed in silence.

One signed column; a column for each direction; amounts with a mark in a column of their own, or beside the
figure. Where none of these tells, the running balances do; where they do not either, it is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from python_ocr_reconcile.errors import DamagedFileError
from python_ocr_reconcile.extraction.bank_files.columns import Columns, mark_of, marks
from python_ocr_reconcile.extraction.bank_files.entries import BankEntry, BankStatement, Fact
from python_ocr_reconcile.extraction.bank_files.figures import amount
from python_ocr_reconcile.extraction.bank_files.grid import Cell, Row, text_of
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.money import DecimalMark, parse_amount

_OUT, _IN = frozenset({"DR", "S"}), frozenset({"CR", "H"})


@dataclass(frozen=True, slots=True)
class Convention:
    """How the amounts of one table say their direction."""

    unsigned: bool = False
    """Nothing tells the direction: every amount is above zero."""
    debits_negative: bool = False
    """The debit column has a minus of its own."""
    unmarked_is_out: bool = False
    """Credits are marked beside the figure, as on card statements; what has no mark is money out."""
    mixed: bool = False
    """Marks and signs contradict one another somewhere."""


def cell_of(row: Row, column: int | None) -> Cell:
    """The cell, empty where the row is shorter."""
    return row.cells[column] if column is not None and column < len(row.cells) else ""


def number(cell: Cell, mark: DecimalMark) -> Decimal | None:
    """The figure in `cell` with the sign that stands there."""
    if isinstance(cell, Decimal):
        return cell
    value = amount(text_of(cell), mark)
    if value is not None and marker(cell, mark) in _OUT and not value.is_signed():
        return value.copy_negate()
    return value


def marker(cell: Cell, mark: DecimalMark) -> str | None:
    """``CR``, ``DR``, ``S`` or ``H`` beside the figure."""
    read = parse_amount(" ".join(cell.split()), mark) if isinstance(cell, str) else None
    return read.marker if read else None


def convention_of(columns: Columns, rows: Sequence[Row], mark: DecimalMark) -> Convention:
    """The convention of the table's entries."""
    if "debit" in columns.by_role or "credit" in columns.by_role:
        debits = [number(cell_of(row, columns.one("debit")), mark) for row in rows]
        known = [value for value in debits if value]
        return Convention(debits_negative=sum(v < 0 for v in known) * 2 > len(known))
    cells = [cell_of(row, columns.one("amount")) for row in rows]
    values = [value for value in (number(cell, mark) for cell in cells) if value]
    negative = sum(v < 0 for v in values)
    beside = [marker(cell, mark) for cell in cells]
    if flag := columns.one("flag"):
        out = [mark_of(text_of(cell_of(row, flag))) in marks("debit") for row in rows]
        signed = [number(cell, mark) or Decimal(0) for cell in cells]
        agree = all((value < 0) == outgoing for value, outgoing in zip(signed, out, strict=True) if value)
        return Convention(mixed=negative > 0 and not agree)
    if any(m in _IN for m in beside):
        return Convention(unmarked_is_out=not any(m in _OUT or m == "-" for m in beside))
    return Convention(unsigned=not negative and len(values) > 1)


def signed(row: Row, columns: Columns, how: Convention, mark: DecimalMark) -> tuple[Decimal, int]:
    """The amount of `row`, money in positive, and the column it stands in.

    Raises `DamagedFileError` where there is no figure, or no direction where a mark should give it.
    """
    debit, credit = columns.one("debit"), columns.one("credit")
    if debit is not None or credit is not None:
        return _of_two(row, (debit, credit), how, mark)
    column = columns.one("amount")
    cell = cell_of(row, column)
    value = number(cell, mark)
    if column is None or value is None:
        raise DamagedFileError(f"{row.place}: {text_of(cell)[:40]!r} is no amount.")
    flag = columns.one("flag")
    if flag is not None:
        said = mark_of(text_of(cell_of(row, flag)))
        if said not in marks("debit") | marks("credit"):
            raise DamagedFileError(f"{row.place}: nothing says whether the amount is debit or credit.")
        if value.is_signed() and not how.mixed:
            return value, column
        return (value.copy_negate() if said in marks("debit") else value), column
    if how.unmarked_is_out and marker(cell, mark) not in _IN:
        value = value.copy_negate()
    return value, column


def _of_two(
    row: Row, pair: tuple[int | None, int | None], how: Convention, mark: DecimalMark
) -> tuple[Decimal, int]:
    """The amount of a row with a column for each direction; a zero in the other one counts as nothing."""
    found: list[tuple[Decimal, int]] = []
    for is_debit, column in zip((True, False), pair, strict=True):
        cell = cell_of(row, column)
        if column is None or not text_of(cell).strip(" -"):
            continue
        value = number(cell, mark)
        if value is None:
            raise DamagedFileError(f"{row.place}: {text_of(cell)[:40]!r} is no amount.")
        if is_debit and not how.debits_negative:
            value = value.copy_negate()
        found.append((value, column))
    moved = [part for part in found if part[0]] or found[:1]
    if len(moved) != 1:
        raise DamagedFileError(
            f"{row.place}: an entry is either debit or credit, and this one is both or none."
        )
    return moved[0]


def is_newest_first(entries: Sequence[BankEntry]) -> bool:
    """By the running balances, or by the dates where these do not tell."""
    follows: Counter[bool] = Counter()
    for above, below in pairwise(entries):
        if above.balance and below.balance and above.balance.value != below.balance.value:
            follows[False] += _follows(above, below)
            follows[True] += _follows(below, above)
    if follows[True] != follows[False]:
        return follows[True] > follows[False]
    days = [e.transaction_date.value for e in entries if e.transaction_date]
    return sum(b < a for a, b in pairwise(days)) > sum(b > a for a, b in pairwise(days))


def _follows(before: BankEntry, after: BankEntry) -> bool:
    """Whether the balance of `after` is that of `before` and its own amount, in either direction."""
    if before.balance is None or after.balance is None:
        return False
    return abs(after.balance.value - before.balance.value) == abs(after.amount.value)


def take_directions(statement: BankStatement, how: Convention, notices: list[Notice]) -> None:
    """Signs by the running balances where the amounts have none; what stays open is said."""
    if how.unmarked_is_out:
        message = "Amounts without a mark are money out: those that are money in are marked as credit."
        notices.append(Notice(code="direction_by_mark", message=message))
    if not how.unsigned:
        return
    entries = statement.entries[::-1] if statement.newest_first else statement.entries
    known: Decimal | None = statement.opening.value if statement.opening else None
    told = 0
    for entry in entries:
        after = entry.balance.value if entry.balance else None
        moved = after - known if after is not None and known is not None else None
        if moved is not None and abs(moved) == abs(entry.amount.value):
            told += 1
            if moved < 0:
                entry.amount = Fact(-entry.amount.value, entry.amount.raw, entry.amount.place)
        known = after
    if told < len(entries):
        statement.doubts.append("nothing tells money in from money out for some amounts")
        open_ = len(entries) - told
        message = f"{open_} amounts have no sign and no mark of debit or credit; they are given as money in."
        notices.append(Notice(code="direction_unknown", message=message))
    elif told:
        notices.append(
            Notice(code="direction_by_balance", message="The balances tell money in from money out.")
        )
