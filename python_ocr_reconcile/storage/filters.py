"""What a list can be filtered by: one table of names, with what each value means and how it is read.

Values come as text from a query string, or already as dates and `Decimal`. All filters given must hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, select

from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.errors import InputError
from python_ocr_reconcile.models.evidence import PROOFS
from python_ocr_reconcile.models.file import STATUSES
from python_ocr_reconcile.models.production_json_models import ROWS
from python_ocr_reconcile.models.schema import MAX_ID
from python_ocr_reconcile.storage.rows import TABLES
from python_ocr_reconcile.storage.tables import reconciliation_uploads
from python_ocr_reconcile.storage.types import MONEY_UNIT, MOST_MONEY

FilterType = Literal["string", "status", "proof", "currency", "date", "date-time", "money", "id"]
Condition = Callable[[Table, Any], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing a list can be filtered by."""

    type: FilterType
    description: str
    condition: Condition


def _equals(column: str) -> Condition:
    return lambda table, value: table.c[column] == value


def _contains(column: str) -> Condition:
    """Case aside; ``%`` and ``_`` stand for themselves."""
    return lambda table, value: table.c[column].icontains(value, autoescape=True)


def _has_line(column: str) -> Condition:
    return lambda table, value: table.c[column].contains(f"\n{value}\n", autoescape=True)


def _is_of(kind: str) -> Condition:
    """Runs that one upload of `kind` is of."""

    def condition(table: Table, value: int) -> ColumnElement[bool]:
        links = reconciliation_uploads.c
        runs = select(links.reconciliation_id).where(links.upload_id == value, links.kind == kind)
        return table.c.reconciliation_id.in_(runs)

    return condition


def _from(column: str) -> Condition:
    return lambda table, value: table.c[column] >= value


def _to(column: str) -> Condition:
    return lambda table, value: table.c[column] <= value


def _at_least(column: str) -> Condition:
    return lambda table, value: table.c[column] >= _comparable(value, ROUND_CEILING)


def _at_most(column: str) -> Condition:
    return lambda table, value: table.c[column] <= _comparable(value, ROUND_FLOOR)


def _comparable(amount: Decimal, rounding: str) -> Decimal:
    """`amount` within what the column compares as a number on SQLite, rounded so that no row is let in."""
    return max(-MOST_MONEY, min(MOST_MONEY, amount.quantize(MONEY_UNIT, rounding)))


def _since(column: str) -> Condition:
    return lambda table, value: table.c[column] >= _instant(value)


def _until(column: str) -> Condition:
    """A day is included to its end."""

    def condition(table: Table, value: date | datetime) -> ColumnElement[bool]:
        if isinstance(value, datetime):
            return table.c[column] <= value
        return table.c[column] < _instant(value) + timedelta(days=1)

    return condition


def _instant(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time(), UTC)


_UPLOAD_FILTERS = {
    "status": Filter("status", "Status of the upload", _equals("status")),
    "proof": Filter("proof", "What the equations of the whole file prove", _equals("proof")),
    "file_name": Filter("string", "Part of the file name, case aside", _contains("file_name")),
    "uploaded_from": Filter("date-time", "Uploaded at or after this day or time", _since("upload_timestamp")),
    "uploaded_to": Filter(
        "date-time", "Uploaded up to this day (included) or time", _until("upload_timestamp")
    ),
}

FILTERS: Mapping[str, Mapping[str, Filter]] = {
    "invoice": {
        **_UPLOAD_FILTERS,
        "vendor": Filter("string", "Part of a vendor's name, case aside", _contains("vendors")),
        "currency": Filter(
            "currency", "ISO 4217 code that one of its invoices is in", _has_line("currencies")
        ),
        "total_min": Filter("money", "Total amount at least this", _at_least("total_amount")),
        "total_max": Filter("money", "Total amount at most this", _at_most("total_amount")),
        # The invoices of one file span a range: it is listed where any part of the range is asked for.
        "invoice_date_from": Filter("date", "An invoice dated this day or later", _from("date_range_end")),
        "invoice_date_to": Filter("date", "An invoice dated this day or earlier", _to("date_range_start")),
    },
    "bank": {
        **_UPLOAD_FILTERS,
        "account_number": Filter("string", "The account number, exactly", _equals("account_number")),
        "bank_name": Filter("string", "Part of the bank's name, case aside", _contains("bank_name")),
        "currency": Filter("currency", "ISO 4217 code of the account", _equals("currency")),
        "period_from": Filter(
            "date", "Statement period ends on this day or later", _from("statement_period_end")
        ),
        "period_to": Filter(
            "date", "Statement period begins on this day or earlier", _to("statement_period_start")
        ),
    },
    "reconciliation": {
        "status": Filter("status", "Status of the run", _equals("status")),
        "invoice_upload_id": Filter("id", "An invoice upload of the run", _is_of("invoice")),
        "bank_upload_id": Filter("id", "A bank upload of the run", _is_of("bank")),
        "reconciled_from": Filter(
            "date-time", "Run at or after this day or time", _since("reconciliation_timestamp")
        ),
        "reconciled_to": Filter(
            "date-time", "Run up to this day (included) or time", _until("reconciliation_timestamp")
        ),
    },
}
"""Kind of row, filter name, filter."""


def conditions(kind: str, given: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """The WHERE of the filters `given` for rows of `kind`; ``None`` as a value means "not given".

    Raises `InputError` that names the filter that is unknown, or whose value cannot be understood.
    """
    known = FILTERS[kind]
    unknown = sorted(name for name in given if name not in known)
    if unknown:
        raise InputError(
            f"there is no filter {unknown[0]!r}; there are {', '.join(known)}",
            filter=unknown[0],
            known=list(known),
        )
    table = TABLES[ROWS[kind]]
    return [
        known[name].condition(table, _parsed(name, known[name].type, value))
        for name, value in given.items()
        if value is not None
    ]


def _parsed(name: str, type_: FilterType, value: Any) -> Any:
    try:
        return _PARSERS[type_](value)
    except (ValueError, TypeError, InvalidOperation, OverflowError):
        raise InputError(f"the filter {name!r} takes {_EXPECTED[type_]}", filter=name) from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value or not 0 < len(value) <= 1_000:
        raise ValueError
    value.encode()
    return value


def _status(value: Any) -> str:
    if value not in STATUSES:
        raise ValueError
    return str(value)


def _proof(value: Any) -> str:
    if value not in PROOFS:
        raise ValueError
    return str(value)


def _currency(value: Any) -> str:
    if not (len(value) == 3 and value.isascii() and value.isalpha()):
        raise ValueError
    return str(value).upper()


def _date(value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, str | date):
        raise TypeError
    return value if isinstance(value, date) else date.fromisoformat(value)


def _date_time(value: Any) -> date | datetime:
    if isinstance(value, str):
        value = date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ValueError
        value = value.astimezone(UTC)
    # A day after the last one that can be written has no end.
    if not isinstance(value, date) or not 1 < value.year < 9999:
        raise ValueError
    return value


def _money(value: Any) -> Decimal:
    if isinstance(value, float):
        raise TypeError
    amount = Decimal(value)
    if not amount.is_finite() or abs(amount) > DOCUMENT_LIMITS.money:
        raise ValueError
    return amount


def _id(value: Any) -> int:
    number = int(value)
    if isinstance(value, float) or not 0 < number <= MAX_ID:
        raise ValueError
    return number


_PARSERS: Mapping[FilterType, Callable[[Any], Any]] = {
    "string": _text,
    "status": _status,
    "proof": _proof,
    "currency": _currency,
    "date": _date,
    "date-time": _date_time,
    "money": _money,
    "id": _id,
}
_EXPECTED: Mapping[FilterType, str] = {
    "string": "text of at most 1,000 characters",
    "status": f"one of {', '.join(STATUSES)}",
    "proof": f"one of {', '.join(PROOFS)}",
    "currency": "an ISO 4217 code of three letters",
    "date": "a date such as 2024-05-31",
    "date-time": "a date such as 2024-05-31, or a time with its zone such as 2024-05-31T08:15:00Z",
    "money": "an amount such as 1250.00",
    "id": "a positive whole number",
}
