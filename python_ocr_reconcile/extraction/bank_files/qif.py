"""QIF, Quicken's interchange format: a letter before each value, ``^`` after each entry.

It states neither balances nor in which order day and month stand: the order is voted on over all dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from python_ocr_reconcile.errors import DamagedFileError, NoStatementError
from python_ocr_reconcile.extraction.bank_files.accounts import set_account
from python_ocr_reconcile.extraction.bank_files.calendar import OrderVote, date_order, day_of
from python_ocr_reconcile.extraction.bank_files.entries import BankEntry, BankFile, BankStatement, Fact
from python_ocr_reconcile.extraction.bank_files.figures import MarkVote, amount, decimal_mark
from python_ocr_reconcile.extraction.bank_files.text import decoded, squeezed
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.statement import StatementType, TransactionType

_NOT_ENTRIES = frozenset(
    {"cat", "class", "memorized", "security", "prices", "tag", "budget", "invoice", "tax", "bill"}
)
_KINDS: dict[str, StatementType] = {
    "bank": "checking",
    "ccard": "credit_card",
    "oth l": "loan",
    "oth a": "other",
    "cash": "other",
}
_INVESTMENTS = frozenset({"invst", "port", "401(k)/403(b)"})


@dataclass(slots=True)
class _Record:
    """The values of one entry by letter, up to ``^``."""

    line: int
    section: str
    account: str | None
    values: dict[str, tuple[str, int]] = field(default_factory=dict)
    splits: list[tuple[str, str]] = field(default_factory=list)
    """Category and amount of each part."""

    def text(self, letter: str) -> str:
        return self.values.get(letter, ("", 0))[0]

    def fact(self, letter: str) -> Fact[str] | None:
        text, line = self.values.get(letter, ("", 0))
        plain = squeezed(text)
        return Fact(plain, text, f"{letter} line {line}") if plain else None


def read_qif(data: bytes) -> BankFile:
    """The accounts of a QIF file, each a statement.

    Raises `DamagedFileError` where an entry has no amount or breaks off, `NoStatementError`.
    """
    found = BankFile()
    records = list(_records(decoded(data)))
    entries = [r for r in records if r.section not in _INVESTMENTS]
    if len(entries) < len(records):
        left_out = len(records) - len(entries)
        message = f"{left_out} entries of investment accounts are no bank entries, and are left out."
        found.notices.append(Notice(code="investments_left_out", message=message))
    if not entries:
        raise NoStatementError("The QIF file has no entries of a bank, cash or card account.")
    order = date_order([r.text("D") for r in entries if r.text("D")], likely="mdy")
    mark = decimal_mark(r.text("T") or r.text("U") for r in entries)
    by_account: dict[tuple[str | None, str], BankStatement] = {}
    for record in entries:
        statement = by_account.setdefault((record.account, record.section), _statement(record, order, mark))
        statement.entries.append(_entry(record, order, mark))
    found.statements = list(by_account.values())
    return found


def _records(text: str) -> Iterator[_Record]:
    section, account, is_account = "", None, False
    current: _Record | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("!"):
            name = line[1:].strip().lower()
            is_account = name == "account"
            if name.startswith("type:"):
                section = name[5:].strip()
            elif not is_account and not name.startswith(("option:", "clear:")):
                section = name
            current = None
        elif line.strip() == "^":
            if current is not None and is_account:
                account = current.text("N") or account
            elif current is not None and current.values and section not in _NOT_ENTRIES:
                yield current
            current = None
        elif line.strip():
            current = current or _Record(number, section, account)
            _take(current, line.strip("\n"), number)
    # The last "^" may be missing, and with it the end of the file.
    if current is not None and section not in _NOT_ENTRIES and not is_account and current.values:
        raise DamagedFileError(
            f"Line {current.line}: the last entry is not closed by ^; the file breaks off."
        )


def _take(record: _Record, line: str, number: int) -> None:
    letter, value = line[0], line[1:]
    if letter == "S":
        record.splits.append((value, ""))
    elif letter == "$" and record.splits:
        record.splits[-1] = (record.splits[-1][0], value)
    elif letter == "A" and "A" in record.values:
        record.values["A"] = (f"{record.values['A'][0]} {value}", number)
    elif letter not in ("E", "%", "$"):
        record.values.setdefault(letter, (value, number))


def _statement(record: _Record, order: OrderVote, mark: MarkVote) -> BankStatement:
    statement = BankStatement(place=f"line {record.line}", kind=_KINDS.get(record.section))
    if record.account:
        set_account(statement, record.account, "!Account")
        statement.account_name = Fact(record.account, record.account, "!Account")
    if not order.sure:
        statement.doubts.append("no date tells whether the day or the month comes first")
    if not mark.sure:
        statement.doubts.append("no amount tells the decimal mark from the thousands mark")
    return statement


def _entry(record: _Record, order: OrderVote, mark: MarkVote) -> BankEntry:
    stated = record.fact("T") or record.fact("U")
    value = amount(stated.value, mark.mark) if stated else None
    if stated is None or value is None:
        raise DamagedFileError(f"Line {record.line}: this entry has no amount (T) that is a number.")
    day = record.fact("D")
    on = day_of(day.value, order.order) if day else None
    if day and on is None:
        raise DamagedFileError(f"{day.place}: this is no date.")
    entry = BankEntry(
        amount=Fact(value, stated.raw, stated.place),
        transaction_date=Fact(on, day.raw, day.place) if day and on else None,
        counterparty_name=record.fact("P"),
        reference=record.fact("N"),
        kind=_kind(record),
    )
    texts = [fact for fact in (record.fact("P"), record.fact("M")) if fact]
    if texts:
        words = " ".join(dict.fromkeys(fact.value for fact in texts))
        entry.description = Fact(words, "\n".join(f.raw for f in texts), texts[0].place)
    if category := record.fact("L"):
        entry.also["category"] = category
    if record.splits:
        parts = "; ".join(f"{squeezed(name)}: {share.strip()}" for name, share in record.splits)
        entry.also["splits"] = Fact(parts, parts, f"S line {record.line}")
    return entry


def _kind(record: _Record) -> TransactionType | None:
    number = record.text("N").strip().upper()
    if number.isdigit():
        return "cheque"
    if number in ("ATM", "CASH"):
        return "cash"
    return "transfer" if number in ("EFT", "XFER", "TXFR") or record.text("L").startswith("[") else None
