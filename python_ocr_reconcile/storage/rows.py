"""Between a table's row and the struct that stands for it: what is selected, and what it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, Row, Table, bindparam, false, update

from python_ocr_reconcile.models.production_json_models import (
    DOCUMENT_COLUMN,
    PAGE_LAYER,
    BankTransactionUpload,
    InvoiceUpload,
    ReconciliationMatch,
)
from python_ocr_reconcile.models.schema import MAX_ID
from python_ocr_reconcile.storage.prepared import Found, Prepared
from python_ocr_reconcile.storage.tables import (
    bank_uploads,
    invoice_uploads,
    numbers,
    reconciliation_matches,
)

UploadT = TypeVar("UploadT", bound=InvoiceUpload | BankTransactionUpload)
StructT = TypeVar("StructT", bound=InvoiceUpload | BankTransactionUpload | ReconciliationMatch)

_TAKE = Prepared(
    update(numbers)
    .where(numbers.c.name == bindparam("sequence"))
    .values(last=numbers.c.last + 1)
    .returning(numbers.c.last)
)

TABLES: dict[type[msgspec.Struct], Table] = {
    InvoiceUpload: invoice_uploads,
    BankTransactionUpload: bank_uploads,
    ReconciliationMatch: reconciliation_matches,
}
DOCUMENTS = frozenset(DOCUMENT_COLUMN.values())


def columns(
    struct: type[msgspec.Struct], *, document: bool = False, page_layer: bool = False
) -> list[Column[Any]]:
    """The columns that `struct` is made of; the large ones only where they are asked for."""
    left_out = (frozenset() if document else DOCUMENTS) | (set() if page_layer else {PAGE_LAYER})
    table = TABLES[struct]
    return [table.c[name] for name in struct.__struct_fields__ if name not in left_out]


def to_struct(struct: type[StructT], row: Row[Any] | Found, **others: Any) -> StructT:
    """The struct of one selected row; `others` are the fields that were not selected.

    Columns that are no field of the struct are passed over.
    """
    known = mapping_of(row)
    return struct(**{name: known[name] for name in struct.__struct_fields__ if name in known}, **others)


def mapping_of(row: Row[Any] | Found) -> Found:
    """`row` by the names of its columns."""
    return row if isinstance(row, Mapping) else dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name


def values_of(row: msgspec.Struct, *, without: Iterable[str]) -> dict[str, Any]:
    """The columns of `row` to write, by name."""
    return {name: value for name, value in msgspec.structs.asdict(row).items() if name not in set(without)}


def numbered(column: Column[Any], number: int) -> ColumnElement[bool]:
    """The row whose `column` is `number`; none where no key is as large: drivers would refuse the number."""
    return column == number if 0 < number <= MAX_ID else false()


def next_number(connection: Connection, sequence: str) -> int:
    """The next number of `sequence`; who asks waits until the transaction that got the last one has ended.

    So numbers are committed in their order and none is missing, unlike those of a database's own sequence.
    """
    (taken,) = _TAKE.rows(connection, {"sequence": sequence})
    number: int = taken["last"]
    return number
