"""Rows on their way from one database to another: values as text that loses nothing, and back."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Connection, Date, LargeBinary, RowMapping, Table, text

from python_ocr_reconcile.models.encoding import decode_plain, encode
from python_ocr_reconcile.models.production_json_models import PAGE_LAYER
from python_ocr_reconcile.storage.digest import LARGE, document_hash, layer_hash, row_hash
from python_ocr_reconcile.storage.types import JSONDocument, JSONSummary, Moment, Money, respelled


def said(column: Column[Any], value: Any) -> Any:
    """A value as JSON that loses nothing of it."""
    if value is None:
        return None
    kind = column.type
    if isinstance(kind, JSONDocument):
        return respelled(value).decode()
    if isinstance(kind, JSONSummary):
        return encode(value).decode()
    if isinstance(kind, LargeBinary):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, Decimal) else value


def meant(column: Column[Any], given: Any) -> Any:
    """The value of what `said` gave."""
    for kind, read in _READERS:
        if given is not None and isinstance(column.type, kind):
            return read(given)
    return float(given) if isinstance(given, Decimal) else given


_READERS: tuple[tuple[type, Callable[[str], Any]], ...] = (
    (JSONDocument, str.encode),
    (JSONSummary, decode_plain),
    (LargeBinary, base64.b64decode),
    (Money, Decimal),
    (Moment, datetime.fromisoformat),
    (Date, date.fromisoformat),
)


def whole_row_hash(row: Mapping[str, Any] | RowMapping) -> str:
    """Over everything that a row says, its document and page layer included: the same in either database."""
    small = {name: value for name, value in row.items() if name not in LARGE}
    document = next((row[name] for name in LARGE - {PAGE_LAYER} if name in row), None)
    return row_hash(small, document_hash(document), layer_hash(row.get(PAGE_LAYER)))


def count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL go on counting behind the rows that were put into `table` with their keys."""
    if connection.dialect.name != "sqlite" and "id" in table.c:
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 - our names
                f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name}), false)"
            )
        )
