"""OFX 1 (SGML, where tags need not be closed), OFX 2 (XML) and QFX: one statement for each account."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from python_ocr_reconcile.errors import DamagedFileError, NoStatementError
from python_ocr_reconcile.extraction.bank_files.accounts import set_account
from python_ocr_reconcile.extraction.bank_files.codes import kind_of
from python_ocr_reconcile.extraction.bank_files.currencies import is_currency
from python_ocr_reconcile.extraction.bank_files.entries import BankEntry, BankFile, BankStatement, Fact
from python_ocr_reconcile.extraction.bank_files.figures import amount, decimal_mark
from python_ocr_reconcile.extraction.bank_files.text import decoded, squeezed
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.statement import StatementType
from python_ocr_reconcile.money import DecimalMark

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]*)(?:\s[^<>]*)?(/?)>([^<]*)")
_STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
_AGGREGATES = frozenset({
    "OFX", *_STATEMENTS, "BANKACCTFROM", "CCACCTFROM", "INVACCTFROM", "BANKTRANLIST", "INVTRANLIST",
    "STMTTRN", "BANKACCTTO", "CCACCTTO", "PAYEE", "CURRENCY", "ORIGCURRENCY", "LEDGERBAL", "AVAILBAL",
    "SONRS", "FI", "BALLIST", "BAL", "STATUS", "BANKTRANLISTP", "INVBAL", "INVPOSLIST",
})  # fmt: skip
"""Elements that hold others and matter here; in OFX 1 nothing but their name tells them from a value."""
_DATE = re.compile(r"^(\d{4})-?(\d\d)-?(\d\d)")
_KINDS: dict[str, StatementType] = {
    "CHECKING": "checking", "SAVINGS": "savings", "MONEYMRKT": "savings", "CD": "savings",
    "CREDITLINE": "loan",
}  # fmt: skip
_MONEY_OUT = frozenset({"DEBIT", "FEE", "SRVCHG", "CHECK", "PAYMENT", "DIRECTDEBIT", "POS"})


@dataclass(slots=True)
class _Element:
    """One aggregate: its values by tag, and the aggregates in it."""

    name: str
    line: int
    values: dict[str, Fact[str]] = field(default_factory=dict)
    parts: list[_Element] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[_Element]:
        """Every aggregate of one of `names` in it, at any depth."""
        for part in self.parts:
            if part.name in names:
                yield part
            else:
                yield from part.all(*names)

    def one(self, *names: str) -> _Element | None:
        return next(self.all(*names), None)

    def value(self, name: str) -> str:
        fact = self.values.get(name)
        return fact.value if fact else ""


def read_ofx(data: bytes) -> BankFile:
    """The statements of an OFX file.

    Raises `DamagedFileError` where it breaks off or an entry has no amount, `NoStatementError`.
    """
    text = decoded(data)
    root = _parsed(text)
    found = BankFile()
    likely = _likely_mark(root)
    for element in root.all(*_STATEMENTS):
        found.statements.append(_statement(element, root, likely, found.notices))
    if not found.statements:
        said = next(
            (status.value("MESSAGE") for status in root.all("STATUS") if status.value("SEVERITY") == "ERROR"),
            "",
        )
        raise NoStatementError(f"The OFX file has no statement. {said}".strip())
    return found


def _parsed(text: str) -> _Element:
    """The tree of aggregates. A value ends at the next tag, whether it is closed or not."""
    root = _Element("", 1)
    path = [root]
    line, at, ended = 1, 0, False
    for tag in _TAG.finditer(text):
        line += text.count("\n", at, tag.start())
        at = tag.start()
        closing, name, empty, value = tag[1], tag[2].upper(), tag[3], tag[4]
        if closing:
            ended = ended or name == "OFX"
            _close(path, name)
            continue
        if empty:
            continue
        if name in _AGGREGATES:
            if name == "STMTTRN":
                _close(path, "STMTTRN")
            element = _Element(name, line)
            path[-1].parts.append(element)
            path.append(element)
        elif plain := squeezed(html.unescape(value)):
            path[-1].values.setdefault(
                name, Fact(plain, value.strip(), f"{path[-1].name}/{name} line {line}")
            )
    if not ended:
        raise DamagedFileError("The OFX file breaks off: its end (</OFX>) is missing.")
    return root


def _close(path: list[_Element], name: str) -> None:
    """Leave the innermost aggregate of that name, and all that was left open in it."""
    for depth in range(len(path) - 1, 0, -1):
        if path[depth].name == name:
            del path[depth:]
            return


def _likely_mark(root: _Element) -> DecimalMark:
    texts = [e.value("TRNAMT") for e in root.all("STMTTRN")]
    return decimal_mark(texts).mark


def _statement(element: _Element, root: _Element, mark: DecimalMark, notices: list[Notice]) -> BankStatement:
    statement = BankStatement(place=f"{element.name} line {element.line}")
    if (account := element.one("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")) and "ACCTID" in account.values:
        number = account.values["ACCTID"]
        set_account(statement, number.value, number.place)
        statement.kind = _KINDS.get(account.value("ACCTTYPE").upper())
    if element.name == "CCSTMTRS":
        statement.kind = "credit_card"
    if (institution := root.one("FI")) and "ORG" in institution.values:
        statement.bank_name = statement.bank_name or institution.values["ORG"]
    currency = element.values.get("CURDEF")
    if currency and is_currency(currency.value.upper()):
        statement.currency = Fact(currency.value.upper(), currency.raw, currency.place)
    if period := element.one("BANKTRANLIST", "INVTRANLIST"):
        statement.period_start = _day(period.values.get("DTSTART"))
        statement.period_end = _day(period.values.get("DTEND"))
    if (balance := element.one("LEDGERBAL")) and "BALAMT" in balance.values:
        statement.closing = _money(balance.values["BALAMT"], mark)
    statement.entries = [_entry(item, mark) for item in element.all("STMTTRN")]
    unlike = sum(
        _is_unlike(item, entry) for item, entry in zip(element.all("STMTTRN"), statement.entries, strict=True)
    )
    if unlike:
        message = (
            f"{unlike} amounts have a sign that their TRNTYPE does not suit; the sign of TRNAMT is kept."
        )
        notices.append(Notice(code="sign_and_type_differ", message=message))
    return statement


def _is_unlike(item: _Element, entry: BankEntry) -> bool:
    kind = item.value("TRNTYPE").upper()
    return (kind in _MONEY_OUT and entry.amount.value > 0) or (
        kind in ("CREDIT", "DEP", "DIRECTDEP") and entry.amount.value < 0
    )


def _day(fact: Fact[str] | None) -> Fact[date] | None:
    """The day as written, in the bank's own time zone."""
    found = _DATE.match(fact.value) if fact else None
    if fact is None or not found:
        return None
    try:
        return Fact(date(int(found[1]), int(found[2]), int(found[3])), fact.raw, fact.place)
    except ValueError:
        return None


def _money(fact: Fact[str], mark: DecimalMark) -> Fact[Decimal]:
    value = amount(fact.value, mark)
    if value is None:
        raise DamagedFileError(f"{fact.place}: this is no amount.")
    return Fact(value, fact.raw, fact.place)


def _entry(item: _Element, mark: DecimalMark) -> BankEntry:
    stated = item.values.get("TRNAMT")
    if stated is None:
        raise DamagedFileError(f"Line {item.line}: this entry (STMTTRN) has no amount (TRNAMT).")
    payee = item.one("PAYEE")
    name = item.values.get("NAME") or (payee.values.get("NAME") if payee else None)
    memo = item.values.get("MEMO")
    entry = BankEntry(
        amount=_money(stated, mark),
        transaction_date=_day(item.values.get("DTPOSTED")) or _day(item.values.get("DTUSER")),
        value_date=_day(item.values.get("DTAVAIL")),
        counterparty_name=name,
        kind=kind_of("ofx", item.value("TRNTYPE")),
    )
    texts = [fact for fact in (name, item.values.get("EXTDNAME"), memo) if fact]
    if texts:
        parts = list(dict.fromkeys(fact.value for fact in texts))
        entry.description = Fact(" ".join(parts), "\n".join(fact.raw for fact in texts), texts[0].place)
    if (other := item.one("CURRENCY")) and is_currency(other.value("CURSYM").upper()):
        entry.currency = other.value("CURSYM").upper()
    if (target := item.one("BANKACCTTO", "CCACCTTO")) and "ACCTID" in target.values:
        entry.counterparty_account = target.values["ACCTID"]
    for tag, key in (("CHECKNUM", "cheque_number"), ("REFNUM", "reference"), ("FITID", "transaction_id")):
        if (fact := item.values.get(tag)) and fact.value.strip("0"):
            entry.also[key] = fact
            entry.reference = entry.reference or fact
    return entry
