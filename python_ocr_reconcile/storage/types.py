"""Column types that hold the same value, exactly, on SQLite and on PostgreSQL.

No driver ever decodes a document or an amount: JSON travels as text and money as integers or NUMERIC,
because `sqlite3` has no decimal type and every driver's own JSON decoder makes floats.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Dialect, Double, Integer, Numeric, Text, cast, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from python_ocr_reconcile.errors import SchemaViolationError
from python_ocr_reconcile.models.encoding import UNDECODABLE, decode_plain, encode

# SQLite makes only a column of type INTEGER the row's own key; a key of 64 bits is the same thing there.
Key = BigInteger().with_variant(Integer(), "sqlite")

MONEY_SCALE = 4
"""On SQLite money is an INTEGER of 1/10,000: no currency of ISO 4217 has more than four decimals, and
64 bits then reach 922 trillion."""
MONEY_UNIT = Decimal(1).scaleb(-MONEY_SCALE)
_CENT = Decimal("0.01")
_LARGE_E = re.compile(r"[0-9]E[+-]?[0-9]", re.ASCII)
_MOST_UNITS = 2**63 - 1
MOST_MONEY = _MOST_UNITS * MONEY_UNIT
_WIDE = Context(prec=1_000)  # `Decimal` rounds to 28 digits unless it is told otherwise


class Money(TypeDecorator[Decimal]):
    """An exact amount: NUMERIC on PostgreSQL, INTEGER of 1/10,000 on SQLite, so that `<` and ORDER BY hold.

    What 1/10,000 cannot hold (a misread amount with six decimals) is kept exactly as well, as text behind
    an ``=`` sign; SQLite sorts it after every number. An amount comes back with at least two decimals.
    """

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the column in this database."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric())

    def bind_processor(self, dialect: Dialect) -> Callable[[Decimal | None], Any]:
        """From Python to the driver."""
        convert = _to_units if dialect.name == "sqlite" else _exact

        def process(value: Decimal | None) -> Any:
            return None if value is None else convert(value)

        return process

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Decimal | None]:  # noqa: ARG002
        """From the driver to Python."""
        convert = _from_units if dialect.name == "sqlite" else _at_least_cents

        def process(value: Any) -> Decimal | None:
            return None if value is None else convert(value)

        return process


def _exact(value: Decimal) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError(f"money is a Decimal, not a {type(value).__name__}")
    if not value.is_finite():
        raise ValueError("money is a finite number")
    return value


def _to_units(value: Decimal) -> int | str:
    _, digits, exponent = _exact(value).as_tuple()
    if len(digits) <= 28 and -28 <= int(exponent) <= 28:
        units = value.scaleb(MONEY_SCALE, _WIDE)
        whole = int(units)
        if whole == units and abs(whole) <= _MOST_UNITS:
            return whole
    return f"={_at_least_cents(value)}"  # in the one spelling in which it comes back


def _from_units(value: int | str) -> Decimal:
    return _at_least_cents(Decimal(value[1:]) if isinstance(value, str) else Decimal(value) * MONEY_UNIT)


def _at_least_cents(value: Decimal) -> Decimal:
    """`value` with its trailing zeros dropped down to two decimals: the same on both databases."""
    cents = value.quantize(_CENT, context=_WIDE)
    return cents if cents == value else value.normalize(_WIDE)


class Real(TypeDecorator[float]):
    """A number that need not be exact, and is a float whichever way it comes back.

    What SQLite has just written it returns as an integer where it is whole: 1 for 1.0.
    """

    impl = Double
    cache_ok = True

    def process_result_value(self, value: float | None, dialect: Dialect) -> float | None:  # noqa: ARG002
        """From the driver to Python."""
        return None if value is None else float(value)


class Moment(TypeDecorator[datetime]):
    """A point in time, always timezone-aware UTC: timestamptz on PostgreSQL, ISO 8601 text on SQLite.

    The text has a fixed width (``2024-05-31T08:15:00.000000Z``), so that it sorts as time does.
    """

    impl = TIMESTAMP
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the column in this database."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else TIMESTAMP(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """From Python to the driver."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a time without a zone cannot be stored")
        moment = value.astimezone(UTC)
        if dialect.name != "sqlite":
            return moment
        return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the driver to Python."""
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text that both databases can hold: PostgreSQL has no room for U+0000, so SQLite refuses it as well."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """From Python to the driver."""
        return None if value is None else storable(value)


class _JSONText(TypeDecorator[Any]):
    """JSON as text, JSONB on PostgreSQL: digits of numbers stay, key order and white space may not."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the column in this database."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else JSONB())

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:  # noqa: ARG002
        """From Python to the driver."""

        def process(value: Any) -> str | None:
            return None if value is None else storable(self.write(value), json=True)

        return process

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002
        """From the driver to Python."""

        def process(value: Any) -> Any:
            return None if value is None else self.read(value)

        return process

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Selected as text, or else psycopg would hand it to a decoder that makes floats."""
        return type_coerce(cast(column, Text), self)

    def write(self, value: Any) -> str:
        """The value as JSON text."""
        raise NotImplementedError

    def read(self, text: str) -> Any:
        """The value of JSON text."""
        raise NotImplementedError


class JSONDocument(_JSONText):
    """A whole document: JSON text as bytes in, the same JSON as bytes out."""

    cache_ok = True

    def write(self, value: bytes) -> str:
        """The value as JSON text; exponents, which are rare, with a small ``e``."""
        try:
            text = value.decode()
            return respelled(value).decode() if _LARGE_E.search(text) else text
        except UNDECODABLE:
            raise SchemaViolationError("a document is JSON in UTF-8") from None

    def read(self, text: str) -> bytes:
        """The value of JSON text."""
        return text.encode()


def respelled(document: bytes) -> bytes:
    """`document` in the one spelling that is stored: no white space, no escapes without need, no ``E``."""
    decoder = msgspec.json.Decoder(float_hook=lambda number: msgspec.Raw(number.lower().encode()))
    return msgspec.json.encode(decoder.decode(document))


class JSONSummary(_JSONText):
    """A small object beside the document: dicts and lists in and out, `Decimal` kept."""

    cache_ok = True

    def write(self, value: Any) -> str:
        """The value as JSON text."""
        return encode(value).decode()

    def read(self, text: str) -> Any:
        """The value of JSON text."""
        return decode_plain(text)


def storable(text: str, *, json: bool = False) -> str:
    r"""`text`, or a `SchemaViolationError` if it holds U+0000 or half a surrogate pair.

    In JSON the former is written ``\u0000``, behind an even number of backslashes.
    """
    if "\0" in text or (json and _escaped_nul(text)):
        raise SchemaViolationError("text with the character U+0000 cannot be stored")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise SchemaViolationError("text with half a surrogate pair cannot be stored") from None
    return text


def _escaped_nul(text: str) -> bool:
    at = text.find(r"\u0000")
    while at >= 0:
        before = text[:at]
        if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
            return True
        at = text.find(r"\u0000", at + 1)
    return False
