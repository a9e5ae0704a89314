"""What every operation on the rows of uploads stands on: whose rows are seen, how a change is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from python_ocr_reconcile.errors import NotFoundError, WrongKindError
from python_ocr_reconcile.models.production_json_models import (
    DOCUMENT_COLUMN,
    PAGE_LAYER,
    BankTransactionUpload,
    InvoiceUpload,
    Upload,
    UploadKind,
)
from python_ocr_reconcile.models.schema import MAX_ID
from python_ocr_reconcile.storage.audit import UNCHANGED, Audit
from python_ocr_reconcile.storage.digest import document_hash, layer_hash, small_columns
from python_ocr_reconcile.storage.engine import Database
from python_ocr_reconcile.storage.prepared import Found
from python_ocr_reconcile.storage.rows import DOCUMENTS, TABLES, UploadT, mapping_of, numbered, values_of

STRUCTS: Mapping[str, type[Upload]] = {
    "invoice": InvoiceUpload,
    "bank": BankTransactionUpload,
}
# Settled when a file is claimed, and never written again.
_SETTLED = (
    "id",
    "upload_id",
    "tenant",
    "file_name",
    "file_path",
    "file_hash",
    "file_size",
    "upload_timestamp",
    "created_at",
)


class UploadRows:
    """Every operation is one transaction: it is done, durably, when it returns, or it has not happened.

    What changes a row adds its entry to the audit in the same transaction.
    """

    database: Database
    audit: Audit
    tenant: str | None
    actor: str

    def _own(self, table: Table) -> list[ColumnElement[bool]]:
        """The rows that may be seen: those of the tenant, all where none is named."""
        return [] if self.tenant is None else [table.c.tenant == self.tenant]

    def _upload_here(self, table: Table, upload_id: int) -> list[ColumnElement[bool]]:
        return [*self._own(table), numbered(table.c.upload_id, upload_id)]

    def _key(self, upload_id: int) -> dict[str, Any]:
        """The same for a statement made before: ``which`` upload and, unless all are seen, ``whose``."""
        which = {"which": upload_id if 0 < upload_id <= MAX_ID else 0}  # drivers would refuse a larger one
        return which if self.tenant is None else {**which, "whose": self.tenant}

    def _record(
        self,
        connection: Connection,
        action: str,
        kind: UploadKind,
        row: Row[Any] | Found,
        at: datetime,
        *,
        actor: str | None = None,
        document: str | None = UNCHANGED,
        layer: str | None = UNCHANGED,
    ) -> None:
        """The last thing in a transaction: see `Audit.record`."""
        values = mapping_of(row)
        said = {column.name: values[column.name] for column in small_columns(TABLES[STRUCTS[kind]])}
        self.audit.record(
            connection,
            action,
            kind,
            said,
            at=at,
            actor=actor or self.actor,
            document=document,
            layer=layer,
        )

    def _require(self, connection: Connection, kind: UploadKind, upload_id: int) -> None:
        """Raise unless there is such an upload of `kind`."""
        table = TABLES[STRUCTS[kind]]
        if connection.execute(select(table.c.id).where(*self._upload_here(table, upload_id))).first() is None:
            raise self._missing(connection, kind, upload_id)

    def _missing(self, connection: Connection, kind: UploadKind, upload_id: int) -> NotFoundError:
        """Why there is no upload `upload_id` of `kind`."""
        (other,) = (struct for struct in STRUCTS.values() if struct.kind != kind)
        table = TABLES[other]
        if connection.execute(select(table.c.id).where(*self._upload_here(table, upload_id))).first() is None:
            return NotFoundError(f"there is no {kind} upload {upload_id}", upload_id=upload_id, kind=kind)
        return WrongKindError(
            f"upload {upload_id} is of kind {other.kind}, not {kind}", upload_id=upload_id, kind=other.kind
        )


def hashes_of(row: Upload) -> dict[str, str | None]:
    """By name of a large column in the audit, the hash of what `row` brings; it leaves alone what it has not.

    Worked out before the transaction: other writers wait for it.
    """
    document: bytes | None = getattr(row, DOCUMENT_COLUMN[row.kind])
    return {
        "document": UNCHANGED if document is None else document_hash(document),
        "layer": UNCHANGED if row.page_layer is None else layer_hash(row.page_layer),
    }


def read_values(row: UploadT) -> dict[str, Any]:
    """The columns that reading gives; a document or a page layer that is not there is left out."""
    absent = [name for name in (*DOCUMENTS, PAGE_LAYER) if getattr(row, name, None) is None]
    values = values_of(row, without=[*_SETTLED, "updated_at", *absent])
    if isinstance(row, InvoiceUpload):
        values["currencies"] = _lines(row.currency_summary)
        values["vendors"] = _lines(row.vendor_summary)
    return values


def _lines(names: Iterable[str] | None) -> str | None:
    r"""Names one on a line, between line ends, so that ``\nEUR\n`` finds exactly that one."""
    return "\n" + "".join(" ".join(name.split()) + "\n" for name in names) if names else None
