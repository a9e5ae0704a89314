"""Which values a person may correct, and what each may be: read off the structs themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

import msgspec

from python_ocr_reconcile.errors import CorrectionError, NotCorrectableError
from python_ocr_reconcile.models.invoice import Invoice, LineItem, TaxLine
from python_ocr_reconcile.models.production_json_models import UploadKind
from python_ocr_reconcile.models.schema import document_schema
from python_ocr_reconcile.models.statement import StatementInfo, Transaction
from python_ocr_reconcile.models.violations import Checker

LISTS: Mapping[str, type[msgspec.Struct]] = MappingProxyType({"line_items": LineItem, "tax_lines": TaxLine})

_GIVEN = frozenset({"invoice_id", "transaction_id", "fingerprint", "proof"})
"""Set by the program: the identity of an entry and what its equations prove."""
_POINTER = re.compile(r"/invoices/(0|[1-9]\d{0,8})/(?:(\w+)/(0|[1-9]\d{0,8})/)?(\w+)", re.ASCII)
_BANK_POINTER = re.compile(r"/(statements|transactions)/(0|[1-9]\d{0,8})/(\w+)", re.ASCII)
BANK_LISTS: Mapping[str, type[msgspec.Struct]] = MappingProxyType(
    {"statements": StatementInfo, "transactions": Transaction}
)
# Money up to 10^15 with six decimals; the schema holds the bound.
_NUMBER = re.compile(r"-?\d{1,16}(\.\d{1,6})?", re.ASCII)
_MOST_DIGITS = 30  # written out; 1e999999999 would be a gigabyte of zeros

ValueKind = Literal["text", "number", "date", "choice"]


@dataclass(frozen=True, slots=True)
class Correctable:
    """What a field may hold."""

    kind: ValueKind
    nullable: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One correctable value of a file's invoices."""

    pointer: str
    invoice: int
    """0-based."""
    field: str
    """From the invoice, such as ``total_amount`` or ``line_items/0/amount``."""
    may_be: Correctable

    @property
    def published(self) -> Checker:
        """The published schema of the field."""
        part, *rest = self.field.split("/")
        return _checker("invoice", LISTS[part].__name__ if rest else Invoice.__name__, (rest or [part])[-1])


@dataclass(frozen=True, slots=True)
class BankPlace:
    """One correctable value of a bank document."""

    pointer: str
    part: str
    """``statements`` or ``transactions``."""
    index: int
    """0-based."""
    field: str
    may_be: Correctable

    @property
    def published(self) -> Checker:
        """The published schema of the field."""
        return _checker("bank", BANK_LISTS[self.part].__name__, self.field)


@cache
def correctable(struct: type[msgspec.Struct]) -> Mapping[str, Correctable]:
    """By name, the fields of `struct` that a person may correct: its texts, dates, amounts and choices."""
    info = msgspec.inspect.type_info(struct)
    assert isinstance(info, msgspec.inspect.StructType)  # noqa: S101 - tells the type checker
    found = {field.name: _may_be(field.type) for field in info.fields if field.name not in _GIVEN}
    return MappingProxyType({name: may_be for name, may_be in found.items() if may_be is not None})


def _may_be(kind: msgspec.inspect.Type) -> Correctable | None:
    inner = [kind]
    if isinstance(kind, msgspec.inspect.UnionType):
        inner = [part for part in kind.types if not isinstance(part, msgspec.inspect.NoneType)]
    nullable = inner != [kind]
    match inner:
        case [msgspec.inspect.StrType()]:
            return Correctable("text", nullable)
        case [msgspec.inspect.DecimalType()]:
            return Correctable("number", nullable)
        case [msgspec.inspect.DateType()]:
            return Correctable("date", nullable)
        case [msgspec.inspect.LiteralType()]:
            return Correctable("choice", nullable)
    return None


def place_of(pointer: str, invoices: Sequence[Invoice]) -> Place:
    """The value at `pointer` of a document with `invoices`; `NotCorrectableError` says why there is none."""
    found = _POINTER.fullmatch(pointer)
    if not found:
        raise NotCorrectableError(
            f"{pointer[:200]!r} is not /invoices/N/FIELD, /invoices/N/line_items/M/FIELD or "
            "/invoices/N/tax_lines/M/FIELD, counted from 0.",
            pointer=pointer[:200],
        )
    index, part, entry, name = int(found[1]), found[2], found[3], found[4]
    if index >= len(invoices):
        raise NotCorrectableError(f"{pointer}: the file has {len(invoices)} invoices.", pointer=pointer)
    if part is None:
        struct: type[msgspec.Struct] = Invoice
    elif part in LISTS:
        struct = LISTS[part]
        count = len(getattr(invoices[index], part))
        if int(entry) >= count:
            raise NotCorrectableError(f"{pointer}: that invoice has {count} {part}.", pointer=pointer)
    else:
        raise NotCorrectableError(f"{pointer}: lists are {' and '.join(LISTS)}.", pointer=pointer)
    if name not in correctable(struct):
        known = ", ".join(correctable(struct))
        raise NotCorrectableError(f"{pointer}: {name} cannot be corrected; {known} can.", pointer=pointer)
    field = name if part is None else f"{part}/{entry}/{name}"
    return Place(pointer, index, field, correctable(struct)[name])


def bank_place_of(pointer: str, entries: Mapping[str, Sequence[Any]]) -> BankPlace:
    """The value at `pointer` of a bank document with `entries`, by list. Raises `NotCorrectableError`."""
    found = _BANK_POINTER.fullmatch(pointer)
    if not found:
        raise NotCorrectableError(
            f"{pointer[:200]!r} is not /statements/N/FIELD or /transactions/N/FIELD, counted from 0.",
            pointer=pointer[:200],
        )
    part, index, name = found[1], int(found[2]), found[3]
    if index >= len(entries[part]):
        raise NotCorrectableError(f"{pointer}: the file has {len(entries[part])} {part}.", pointer=pointer)
    known = correctable(BANK_LISTS[part])
    if name not in known:
        raise NotCorrectableError(
            f"{pointer}: {name} cannot be corrected; {', '.join(known)} can.", pointer=pointer
        )
    return BankPlace(pointer, part, index, name, known[name])


def typed(place: Place | BankPlace, value: Any) -> Any:
    """`value` as the field at `place` holds it. Raises `CorrectionError` that says what it may be."""
    if value is None:
        if not place.may_be.nullable:
            raise _refusal(place, "it cannot be null")
        return None
    read = {"number": _number, "date": _date, "text": _text, "choice": _text}[place.may_be.kind]
    held = read(place, value)
    violations = place.published.violations(held.isoformat() if isinstance(held, date) else held)
    if violations:
        raise _refusal(place, f"it {violations[0]['message']}; expected {violations[0]['expected']}")
    return held


@cache
def _checker(kind: UploadKind, record: str, field: str) -> Checker:
    return Checker.of(document_schema(kind)["$defs"][record]["properties"][field])


def _number(place: Place | BankPlace, value: Any) -> Decimal:
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= _MOST_DIGITS:
        value = f"{value:f}"
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**_MOST_DIGITS:
        value = str(value)
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise _refusal(
            place, "it is a number with a point and at most six decimals, such as 119.00, without a currency"
        )
    return Decimal(value)


def _date(place: Place | BankPlace, value: Any) -> date:
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _refusal(place, "it is a day such as 2024-05-31")


def _text(place: Place | BankPlace, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _refusal(place, "it is text, or null where nothing is printed")
    if "\0" in value or not _is_unicode(value):
        raise _refusal(place, "it holds a character that cannot be stored")
    return value.strip()


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refusal(place: Place | BankPlace, reason: str) -> CorrectionError:
    return CorrectionError(f"{place.pointer}: {reason}.", pointer=place.pointer)
