"""SWIFT MT940 statements and MT942 interim reports: tags at the start of a line, pages within statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from python_ocr_reconcile.errors import DamagedFileError, NoStatementError
from python_ocr_reconcile.extraction.bank_files.accounts import is_iban_shaped, set_account
from python_ocr_reconcile.extraction.bank_files.codes import kind_of
from python_ocr_reconcile.extraction.bank_files.currencies import is_currency
from python_ocr_reconcile.extraction.bank_files.entries import BankEntry, BankFile, BankStatement, Fact
from python_ocr_reconcile.extraction.bank_files.field86 import Details, read_details
from python_ocr_reconcile.extraction.bank_files.text import decoded, squeezed

_TAG = re.compile(r"^[ \t]*:(\d{2}[A-Z]?|NS):(.*)$")
ENVELOPE = re.compile(r"^[ \t]*(?:\{[1-5]:|-\}|-(?:XXX)?[ \t]*$|\}$)")
_BALANCE = re.compile(
    r"^(?P<mark>C|D)R?(?P<day>\d{6}|\d{8})(?P<currency>[A-Z]{3})(?P<minus>-?)(?P<amount>\d[\d.]*(?:,\d*)?)\D*$"
)
_ENTRY = re.compile(
    r"^(?P<day>\d{6})(?P<entry>\d{4})?[ ]?(?P<mark>RC|RD|EC|ED|C|D)(?P<funds>[A-Z])?[ ]?"
    r"(?P<amount>\d{1,15}(?:[.,]\d*)?)[ ]?(?P<type>[NFS][A-Z0-9]{3})?(?P<rest>.*)$"
)
_SUM = re.compile(r"^(?P<count>\d{1,5})(?P<currency>[A-Z]{3})(?P<amount>\d[\d.]*(?:,\d*)?)$")
_NO_REFERENCE = frozenset({"NONREF", "NOTPROVIDED", "NOREF", "KEINE", ""})
_OPENINGS = ("60F", "60M")
_CLOSINGS = ("62F", "62M")
INNER = ("61", "86", "62F", "62M", "64", "65", "90D", "90C")
"""Tags that no message begins with."""


class Part(NamedTuple):
    """The text of a file, or of one of its halves."""

    text: str
    left_at: int = 0
    """The number of lines before those that the other half has."""
    left: int = 0
    """How many these are."""


@dataclass(slots=True)
class _Field:
    """One tag with its lines."""

    tag: str
    lines: list[str]
    number: int
    """1-based line of the file."""

    @property
    def place(self) -> str:
        return f":{self.tag}: line {self.number}"

    @property
    def raw(self) -> str:
        return "\n".join(self.lines).rstrip()


@dataclass(slots=True)
class _Page:
    """One message: from a reference to the next."""

    fields: list[_Field] = field(default_factory=list)

    def first(self, *tags: str) -> _Field | None:
        return next((f for f in self.fields if f.tag in tags), None)

    def last(self, *tags: str) -> _Field | None:
        return next((f for f in reversed(self.fields) if f.tag in tags), None)


def read_mt940(data: bytes) -> BankFile:
    """The statements of an MT940 or MT942 file.

    Raises `DamagedFileError` where a balance or an entry is not what the format says, `NoStatementError`
    where there are neither balances nor entries.
    """
    return read_part(Part(decoded(data)))


def read_part(part: Part) -> BankFile:
    """What `part` says, each place with its line in the whole file. Raises as `read_mt940` does."""
    pages = list(_pages(_fields(part)))
    statements = [_statement(page) for page in pages if page.first("61", *_OPENINGS, *_CLOSINGS)]
    if not statements:
        raise NoStatementError("The file has neither balances (:60F:, :62F:) nor entries (:61:).")
    return BankFile(statements=_joined(pages, statements))


def _fields(part: Part) -> Iterator[_Field | None]:
    """The tags of the file; ``None`` where one message ends and the next begins."""
    current: _Field | None = None
    for at, line in enumerate(part.text.split("\n")):
        number = at + 1 if at < part.left_at else at + 1 + part.left
        # Block 4 may begin on the line of its header, and its first tag with it.
        bare = line.split("{4:", 1)[1] if "{4:" in line else line
        found = _TAG.match(bare.lstrip("\x01\x03\ufeff"))
        if found:
            if current:
                yield current
            if bare is not line:
                yield None
            current = _Field(found[1], [found[2]], number)
        elif ENVELOPE.match(line):
            if current:
                yield current
            current = None
            yield None
        elif current is not None:
            current.lines.append(line)
    if current:
        yield current


def _pages(fields: Iterator[_Field | None]) -> Iterator[_Page]:
    page = _Page()
    ended = False
    for item in fields:
        if item is None:
            ended = True
            continue
        # A line with nothing but a dash may also stand in the text of a payment, where an entry goes on.
        if _begins(page, item) or (ended and item.tag not in INNER):
            if page.fields:
                yield page
            page = _Page()
        page.fields.append(item)
        ended = False
    if page.fields:
        yield page


def _begins(page: _Page, item: _Field) -> bool:
    """Whether `item` is the first of another message."""
    if item.tag == "20":
        return bool(page.first("20", "25", "61", *_OPENINGS))
    if item.tag in _OPENINGS:
        return page.first(*_OPENINGS) is not None
    return item.tag in ("25", "28C") and page.first(*_CLOSINGS) is not None


def _statement(page: _Page) -> BankStatement:
    statement = BankStatement(place=page.fields[0].place)
    if account := page.first("25", "25P"):
        set_account(statement, account.lines[0], account.place)
    if opening := page.first(*_OPENINGS):
        statement.opening, statement.period_start = _balance(statement, opening)
    if closing := page.last(*_CLOSINGS):
        statement.closing, statement.period_end = _balance(statement, closing)
    for tag, name, kind in (("90D", "debits", "total_debits"), ("90C", "credits", "total_credits")):
        if stated := page.first(tag):
            _totals(statement, stated, name, kind)
    _currency_of_floor(statement, page.first("34F"))
    _entries(statement, page)
    return statement


def _entries(statement: BankStatement, page: _Page) -> None:
    entry: _Field | None = None
    for item in page.fields:
        if item.tag == "61":
            if entry:
                statement.entries.append(_entry(statement, entry, None))
            entry = item
        elif entry is not None:
            statement.entries.append(_entry(statement, entry, item if item.tag == "86" else None))
            entry = None
    if entry:
        statement.entries.append(_entry(statement, entry, None))


def _money(text: str) -> Decimal:
    """``1.234,5`` and ``1234,5``; a full stop is the mark where there is no comma."""
    whole, comma, cents = text.partition(",")
    if not comma and text.count(".") == 1:
        whole, _, cents = text.partition(".")
    value = Decimal(f"{whole.replace('.', '')}.{cents or '0'}")
    # "C100," and "C100,5": at least two digits, as the other formats write them.
    return value if len(cents) > 2 else value.quantize(Decimal("0.01"))


def _day(text: str) -> date | None:
    """YYMMDD; years as in the other formats, 1970 to 2069."""
    year = int(text[:2])
    try:
        return date(2000 + year if year < 70 else 1900 + year, int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


def _balance(statement: BankStatement, item: _Field) -> tuple[Fact[Decimal] | None, Fact[date] | None]:
    text = item.lines[0].replace(" ", "").strip()
    found = _BALANCE.match(text)
    if not found:
        statement.doubts.append(f"{item.place} is not a balance as this field states it")
        return None, None
    amount = _money(found["amount"])
    value = -amount if (found["mark"] == "D") != bool(found["minus"]) else amount
    if not is_currency(found["currency"]):
        statement.doubts.append(f"{item.place} states no currency that there is")
    elif statement.currency is None:
        statement.currency = Fact(found["currency"], found["currency"], item.place)
    elif statement.currency.value != found["currency"]:
        statement.doubts.append("its balances are in two currencies")
    day = _day(found["day"][-6:])
    return Fact(value, text, item.place), (Fact(day, found["day"], item.place) if day else None)


def _totals(statement: BankStatement, item: _Field, name: str, kind: str) -> None:
    found = _SUM.match(item.lines[0].replace(" ", "").strip())
    if not found:
        raise DamagedFileError(f"Line {item.number}: this is not a total as field {item.tag} states it.")
    statement.entry_counts[name] = Fact(int(found["count"]), found["count"], item.place)
    setattr(statement, kind, Fact(_money(found["amount"]), item.raw, item.place))
    if statement.currency is None and is_currency(found["currency"]):
        statement.currency = Fact(found["currency"], found["currency"], item.place)


def _currency_of_floor(statement: BankStatement, item: _Field | None) -> None:
    if item and statement.currency is None and is_currency(item.lines[0][:3]):
        statement.currency = Fact(item.lines[0][:3], item.lines[0][:3], item.place)


def _entry(statement: BankStatement, item: _Field, told: _Field | None) -> BankEntry:
    line = item.lines[0].strip()
    found = _ENTRY.match(line)
    day = _day(found["day"]) if found else None
    if not found or day is None:
        raise DamagedFileError(f"Line {item.number}: this is not an entry as field 61 states it.")
    amount = _money(found["amount"])
    # RC takes a credit back and is money out; RD takes a debit back and is money in.
    outgoing = found["mark"] in ("D", "ED", "RC")
    details = read_details(told.lines) if told else Details()
    customer, _, bank = found["rest"].partition("//")
    if is_iban_shaped(customer):  # where no reference is given, some banks put the other account there
        details.account, customer = details.account or customer.strip(), ""
    extra = " ".join(item.lines[1:])
    entry = BankEntry(
        amount=Fact(amount.copy_negate() if outgoing else amount, line, item.place),
        # The first date is the one that every bank gives; the second has no year and is often left out.
        transaction_date=Fact(day, found["day"], item.place),
        value_date=Fact(day, found["day"], item.place),
        currency=statement.currency.value if statement.currency else None,
        is_reversal=found["mark"] in ("RC", "RD"),
        is_booked=found["mark"] not in ("EC", "ED"),
        kind=kind_of("gvc", details.code) or kind_of("swift", (found["type"] or "")[1:]),
    )
    _describe(entry, item, told, details, extra)
    _refer(entry, item, told, details, customer.strip(), bank.strip())
    if found["entry"] and (booked := _entry_date(found["entry"], day)):
        entry.also["entry_date"] = Fact(booked.isoformat(), found["entry"], item.place)
    return entry


_HALF_A_YEAR = 183
"""Days."""


def _entry_date(text: str, near: date) -> date | None:
    """MMDD in the year closest to the value date: what is booked on 2 January may count from 30 December."""
    found = []
    for year in (near.year, near.year - 1, near.year + 1):
        try:
            day = date(year, int(text[:2]), int(text[2:]))
        except ValueError:
            continue
        if abs((day - near).days) < _HALF_A_YEAR:
            return day  # no other year is closer
        found.append(day)
    return min(found, key=lambda day: abs((day - near).days), default=None)


def _describe(entry: BankEntry, item: _Field, told: _Field | None, details: Details, extra: str) -> None:
    source = told or item
    text = squeezed(" ".join(part for part in (details.booking_text, details.remittance) if part))
    text = text or squeezed(extra)
    if text:
        raw = told.raw if told else item.raw
        entry.description = Fact(text, raw, source.place)
    if told is None:
        return
    for name, value in (("counterparty_name", details.name), ("counterparty_account", details.account)):
        if value and squeezed(value):
            setattr(entry, name, Fact(squeezed(value), value, told.place))


def _refer(
    entry: BankEntry, item: _Field, told: _Field | None, details: Details, customer: str, bank: str
) -> None:
    place = told.place if told else item.place
    named = (
        ("end_to_end_id", details.end_to_end),
        ("mandate_id", details.mandate),
        ("creditor_id", details.creditor),
    )
    for name, value in named:
        if value and squeezed(value).upper() not in _NO_REFERENCE:
            entry.also[name] = Fact(squeezed(value), value, place)
    if customer.upper() not in _NO_REFERENCE:
        entry.also["customer_reference"] = Fact(squeezed(customer), customer, item.place)
    if bank and bank.upper() not in _NO_REFERENCE:
        entry.also["bank_reference"] = Fact(squeezed(bank), bank, item.place)
    entry.reference = next(
        (entry.also[n] for n in ("end_to_end_id", "customer_reference", "bank_reference") if n in entry.also),
        None,
    )


def _joined(pages: list[_Page], statements: list[BankStatement]) -> list[BankStatement]:
    """Statements whole: a page that closes with an intermediate balance goes on with the next one.

    Only where the next page begins with that same balance, on the same account.
    """
    whole: list[tuple[BankStatement, _Page, _Page]] = []
    read = [page for page in pages if page.first("61", *_OPENINGS, *_CLOSINGS)]
    for page, statement in zip(read, statements, strict=True):
        before, first, last = whole[-1] if whole else (None, page, page)
        goes_on = last.last(*_CLOSINGS) is not None and last.last(*_CLOSINGS) is last.last("62M")
        if before and goes_on and page.first("60M") and _continues(before, statement):
            before.entries += statement.entries
            before.doubts += statement.doubts
            before.closing, before.period_end = statement.closing, statement.period_end
            whole[-1] = (before, first, page)
        else:
            whole.append((statement, page, page))
    for statement, first, last in whole:
        if (first.first("60M") and not first.first("60F")) or (last.last("62M") and not last.last("62F")):
            statement.doubts.append(
                "it begins or ends with an intermediate balance: a page is not in the file"
            )
    return [statement for statement, _, _ in whole]


def _continues(before: BankStatement, after: BankStatement) -> bool:
    account = [s.account_number.value if s.account_number else None for s in (before, after)]
    balances = before.closing is not None and after.opening is not None
    return account[0] == account[1] and balances and before.closing.value == after.opening.value  # type: ignore[union-attr]
