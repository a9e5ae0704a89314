"""ISO 20022 CAMT.052, 053 and 054, of any version and any namespace: one transaction for each entry.

Entries are read one by one and let go, so that a file of 100,000 needs the memory of one. No document type
declaration is accepted: without it there is no entity to expand and nothing to fetch.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from lxml import etree

from python_ocr_reconcile.errors import (
    DamagedFileError,
    DoctypeError,
    NoStatementError,
    UnsupportedFormatError,
)
from python_ocr_reconcile.extraction.bank_files.accounts import set_account
from python_ocr_reconcile.extraction.bank_files.camt_details import add_details, entry_and_details
from python_ocr_reconcile.extraction.bank_files.codes import kind_of
from python_ocr_reconcile.extraction.bank_files.currencies import is_currency
from python_ocr_reconcile.extraction.bank_files.elements import Below, Elements
from python_ocr_reconcile.extraction.bank_files.entries import BankEntry, BankFile, BankStatement, Fact
from python_ocr_reconcile.extraction.bank_files.text import squeezed
from python_ocr_reconcile.extraction.statement.describe import transaction_type
from python_ocr_reconcile.models.statement import TransactionType

_STATEMENTS = ("Stmt", "Rpt", "Ntfctn")
_MESSAGE = re.compile(r"^BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn|DtldStmt)")
_DECIMAL = re.compile(r"^[+-]?\d{1,18}(?:\.\d{0,17})?$")
_DATE = re.compile(r"^(\d{4})-?(\d\d)-?(\d\d)(?:[T Z+-]|$)")
_OF_ENTRIES = "Ntry/Amt/@Ccy"
_OPENINGS, _CLOSINGS = ("OPBD", "PRCD"), ("CLBD",)


def read_camt(data: bytes) -> BankFile:
    """The statements, reports or notifications of a CAMT message.

    Raises `DoctypeError`, `DamagedFileError` where the XML is broken or an amount, a direction or a balance
    is not what the format says, `UnsupportedFormatError` where it is another message, `NoStatementError`.
    """
    found = BankFile()
    entries: list[BankEntry] = []
    for name, element, names in _parts(data):
        if name == "Ntry":
            entries.append(_entry(element, names))
            element.clear()
            continue
        found.statements.append(_statement(element, names, entries))
        entries = []
        element.clear()
    if not found.statements:
        raise NoStatementError("The message has no statement (Stmt), report (Rpt) or notification (Ntfctn).")
    return found


def _parts(data: bytes) -> Iterator[tuple[str, etree._Element, Elements]]:
    """Each entry and each statement as it ends, with its name."""
    names: Elements | None = None
    try:
        steps = etree.iterparse(
            io.BytesIO(_trimmed(data)),
            events=("start", "end"),
            tag=["{*}Document", "{*}Ntry", *(f"{{*}}{name}" for name in _STATEMENTS)],
            resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True,
            huge_tree=False,
        )  # fmt: skip
        for event, element in steps:
            if names is None:
                names = Elements(element)
                _accept(element)
            if event == "start":
                continue
            name = names.local(element)
            if name == "Ntry":
                parent = element.getparent()
                if parent is not None and names.local(parent) in _STATEMENTS:
                    yield name, element, names
            elif name in _STATEMENTS:
                yield name, element, names
    except etree.XMLSyntaxError as problem:
        line = problem.position[0] if problem.position else None
        raise DamagedFileError(f"The XML breaks off or is not well-formed (line {line}).") from None
    if names is None:
        raise UnsupportedFormatError("This is an XML file, and no CAMT message.", format="xml")


def _trimmed(data: bytes) -> bytes:
    """`data` without what some senders pad a message with; in UTF-16 a zero is half a letter."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"))
    return data if wide else data.strip(b"\0 \t\r\n")


def _accept(element: etree._Element) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise DoctypeError("The XML has a document type declaration.")


def _statement(element: etree._Element, names: Elements, entries: list[BankEntry]) -> BankStatement:
    message = element.getparent()
    if message is None or not _MESSAGE.match(names.local(message)):
        raise UnsupportedFormatError("This is an XML message, and no bank statement.", format="xml")
    statement = BankStatement(place=names.place(element), entries=entries)
    inside = names.below(element)
    _account(statement, inside)
    _period(statement, inside)
    _balances(statement, inside, names)
    _summary(statement, inside)
    statement.currency = agreed_currency(statement)
    return statement


def agreed_currency(statement: BankStatement) -> Fact[str] | None:
    """The currency of the account; where none is stated, that of all its entries."""
    if statement.currency is not None and statement.currency.place != _OF_ENTRIES:
        return statement.currency
    named = {entry.currency for entry in statement.entries if entry.currency}
    return Fact(named.pop(), "", _OF_ENTRIES) if len(named) == 1 else None


def _account(statement: BankStatement, inside: Below) -> None:
    for path in ("Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id", "Acct/Id/BBAN", "Acct/Id/UPIC"):
        if number := inside.text(path):
            set_account(statement, number.value.replace(" ", ""), number.place)
            break
    statement.account_name = inside.text("Acct/Ownr/Nm", "Acct/Ownr/Pty/Nm", "Acct/Nm")
    servicer = "Acct/Svcr/FinInstnId"
    bank = inside.text(f"{servicer}/Nm", f"{servicer}/NmAndAdr/Nm", f"{servicer}/CmbndId/Nm")
    statement.bank_name = bank or statement.bank_name
    currency = inside.text("Acct/Ccy")
    if currency and is_currency(currency.value):
        statement.currency = currency


def _period(statement: BankStatement, inside: Below) -> None:
    for path, name in (
        ("FrToDt/FrDtTm", "period_start"), ("FrToDt/FrDt", "period_start"),
        ("FrToDt/ToDtTm", "period_end"), ("FrToDt/ToDt", "period_end"),
    ):  # fmt: skip
        if day := _day(inside.text(path)):
            setattr(statement, name, day)


def _day(text: Fact[str] | None) -> Fact[date] | None:
    """The day of a date or a moment, as it is written: what is booked at 00:30+01:00 is booked that day."""
    day = _day_of(text.value) if text else None
    return Fact(day, text.raw, text.place) if text and day else None


@lru_cache(maxsize=4096)
def _day_of(text: str) -> date | None:
    found = _DATE.match(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _amount(inside: Below) -> tuple[Fact[Decimal], str | None]:
    element = inside.find("Amt")
    text = squeezed(element.text or "") if element is not None else ""
    if element is None or not _DECIMAL.match(text):
        raise DamagedFileError(
            f"Line {inside.element.sourceline}: {inside.name} has no amount that is a number."
        )
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise DamagedFileError(f"Line {inside.element.sourceline}: this amount is no number.") from None
    # "12.5" is 12.50; "100" stays as written, since a currency may have no cents.
    if text[-2:-1] == ".":
        value = value.quantize(Decimal("0.01"))
    code = element.get("Ccy")
    place = f"{inside.name}/Amt line {element.sourceline}"
    return Fact(value, text, place), code if code and is_currency(code) else None


def _signed(inside: Below) -> tuple[Fact[Decimal], str | None]:
    amount, currency = _amount(inside)
    side = inside.text("CdtDbtInd")
    direction = side.value.upper() if side else ""
    if direction not in ("CRDT", "DBIT"):
        raise DamagedFileError(
            f"Line {inside.element.sourceline}: {inside.name} does not say whether it is credit or debit."
        )
    value = amount.value.copy_negate() if direction == "DBIT" else amount.value
    return Fact(value, f"{amount.raw} {direction}", amount.place), currency


def _balances(statement: BankStatement, inside: Below, names: Elements) -> None:
    """Opening and closing booked balance; an interim one where there is no other.

    Of several, as statements over many days have them, the first opening and the last closing one.
    """
    by_code: dict[str, list[tuple[date, Fact[Decimal], str | None, Fact[date] | None]]] = {}
    for element in inside.all("Bal"):
        balance = names.below(element)
        code = balance.text("Tp/CdOrPrtry/Cd", "Tp/Cd")
        if code is None or code.value not in (*_OPENINGS, *_CLOSINGS, "ITBD"):
            continue
        if balance.find("CdtDbtInd") is None and not (balance.text("Amt") or Fact("", "", "")).value.strip(
            "0."
        ):
            continue  # a zero needs no direction
        value, currency = _signed(balance)
        day = _day(balance.text("Dt/Dt", "Dt/DtTm"))
        by_code.setdefault(code.value, []).append((day.value if day else date.min, value, currency, day))
    interim = by_code.get("ITBD", [])
    opening = next((min(by_code[c], key=lambda b: b[0]) for c in _OPENINGS if c in by_code), None)
    closing = next((max(by_code[c], key=lambda b: b[0]) for c in _CLOSINGS if c in by_code), None)
    if interim and opening is None:
        opening = interim[0]
        interim = interim[1:]
    if interim and closing is None:
        closing = interim[-1]
    for name, found in (("opening", opening), ("closing", closing)):
        if found is None:
            continue
        setattr(statement, name, found[1])
        if statement.currency is None and found[2]:
            statement.currency = Fact(found[2], found[2], found[1].place)
        elif statement.currency and found[2] and statement.currency.value != found[2]:
            statement.doubts.append("a balance is in another currency than the account")
    if opening and statement.period_start is None:
        statement.period_start = opening[3]
    if closing and statement.period_end is None:
        statement.period_end = closing[3]


def _summary(statement: BankStatement, inside: Below) -> None:
    for path, count, total in (
        ("TtlNtries", "all", None),
        ("TtlCdtNtries", "credits", "total_credits"),
        ("TtlDbtNtries", "debits", "total_debits"),
    ):
        number = inside.text(f"TxsSummry/{path}/NbOfNtries")
        if number and re.fullmatch(r"[0-9]{1,9}", number.value):
            statement.entry_counts[count] = Fact(int(number.value), number.raw, number.place)
        stated = inside.text(f"TxsSummry/{path}/Sum")
        if total and stated and _DECIMAL.match(stated.value):
            setattr(statement, total, Fact(abs(Decimal(stated.value)), stated.raw, stated.place))


def _entry(element: etree._Element, names: Elements) -> BankEntry:
    inside, details = entry_and_details(element, names)
    amount, currency = _signed(inside)
    status = inside.text("Sts/Cd", "Sts/Prtry", "Sts")
    reversal = inside.text("RvslInd")
    entry = BankEntry(
        amount=amount,
        transaction_date=_day(inside.text("BookgDt/Dt", "BookgDt/DtTm")),
        value_date=_day(inside.text("ValDt/Dt", "ValDt/DtTm")),
        currency=currency,
        is_reversal=reversal is not None and reversal.value.lower() in ("true", "1"),
        is_booked=status is None or status.value.upper() not in ("PDNG", "INFO", "FUTR"),
        kind=_kind(inside, details),
    )
    if entry.transaction_date is None:
        entry.transaction_date = entry.value_date
    add_details(entry, inside, details)
    if entry.kind is None and entry.description is not None:
        # Told here because two processes read a large file, and one puts together what they read.
        entry.kind = transaction_type(entry.description.value)
    return entry


def _kind(inside: Below, details: list[Below]) -> TransactionType | None:
    """By the code of the entry, else by that of its first detail that has one."""
    coded = next((detail for detail in details if detail.find("BkTxCd") is not None), None)
    for place in (inside, coded):
        if place is None:
            continue
        if family := place.text("BkTxCd/Domn/Fmly/Cd"):
            part = place.text("BkTxCd/Domn/Fmly/SubFmlyCd")
            codes = [f"{family.value}-{part.value}", part.value] if part else []
            for code in (*codes, family.value):
                if found := kind_of("iso20022", code):
                    return found
        if private := place.text("BkTxCd/Prtry/Cd"):
            # NTRF+166+9310: type code of MT940, business transaction code, serial number
            swift, _, rest = private.value.partition("+")
            if found := kind_of("gvc", rest.partition("+")[0]) or kind_of("swift", swift[1:4]):
                return found
    return None
