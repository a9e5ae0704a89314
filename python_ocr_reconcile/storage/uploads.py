"""The rows of uploads: claimed once for each file, read by one worker at a time, kept with their document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, insert, or_, select, update

from python_ocr_reconcile.errors import NotFoundError, WrongKindError
from python_ocr_reconcile.models.file import READ_STATUSES
from python_ocr_reconcile.models.production_json_models import (
    DEFAULT_TENANT,
    DOCUMENT_COLUMN,
    PAGE_LAYER,
    BankTransactionUpload,
    InvoiceUpload,
    Upload,
    UploadKind,
)
from python_ocr_reconcile.storage.audit import UNCHANGED, Audit
from python_ocr_reconcile.storage.digest import document_hash, layer_hash, small_columns
from python_ocr_reconcile.storage.engine import Database, moment
from python_ocr_reconcile.storage.filters import conditions
from python_ocr_reconcile.storage.paging import check_limit, read_cursor, write_cursor
from python_ocr_reconcile.storage.rows import (
    DOCUMENTS,
    TABLES,
    UploadT,
    columns,
    next_number,
    numbered,
    to_struct,
    values_of,
)

STALE_AFTER_SECONDS = 60.0
"""A worker that has not been heard of for this long is taken for dead: it has missed a dozen heartbeats."""

_STRUCTS: Mapping[str, type[Upload]] = {
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


class UploadStore:
    """Every operation is one transaction: it is done, durably, when it returns, or it has not happened.

    What changes a row adds its entry to the audit in the same transaction.
    """

    database: Database
    audit: Audit
    tenant: str | None
    actor: str
    most_rows: int
    """The largest limit of a list."""

    def claim_upload(
        self,
        kind: UploadKind,
        *,
        file_name: str,
        file_path: str,
        file_hash: str,
        file_size: int,
        mime_type: str,
    ) -> tuple[Upload, bool]:
        """The row of the file with `file_hash`, without its document, and whether it is new.

        One hash has one row of its kind and tenant for ever, however many come with it at once; the first
        one's name stays.
        """
        struct = _STRUCTS[kind]
        table = TABLES[struct]
        tenant = self.tenant or DEFAULT_TENANT
        known = select(*columns(struct)).where(table.c.tenant == tenant, table.c.file_hash == file_hash)
        with self.database.read() as connection:
            if (row := connection.execute(known).first()) is not None:
                return to_struct(struct, row), False
        with self.database.write() as connection:
            # All who claim pass here one by one, so nobody can come between looking and inserting.
            upload_id = next_number(connection, "upload")
            if (row := connection.execute(known).first()) is not None:
                connection.rollback()  # the number is not needed
                return to_struct(struct, row), False
            at = moment(connection)
            new = struct(
                upload_id=upload_id,
                tenant=tenant,
                file_name=file_name,
                file_path=file_path,
                file_hash=file_hash,
                file_size=file_size,
                mime_type=mime_type,
                upload_timestamp=at,
                created_at=at,
                updated_at=at,
            )
            values = values_of(new, without=["id"])
            made = insert(table).values(attempts=0, **values).returning(*small_columns(table))
            row = connection.execute(made).one()
            self._record(connection, "claimed", kind, row, at, document=None, layer=None)
            return to_struct(struct, row), True

    def kind_of_hash(self, file_hash: str) -> UploadKind | None:
        """Of which kind the file with this SHA-256 is here; where it is of both, as which it came last."""
        found: list[tuple[int, UploadKind]] = []
        with self.database.read() as connection:
            for struct in _STRUCTS.values():
                table = TABLES[struct]
                known = select(table.c.upload_id).where(table.c.file_hash == file_hash, *self._own(table))
                found += [(number, struct.kind) for (number,) in connection.execute(known)]
        return max(found)[1] if found else None

    def begin(
        self,
        kind: UploadKind,
        upload_id: int,
        worker: str,
        *,
        stale_after_seconds: float = STALE_AFTER_SECONDS,
    ) -> Upload | None:
        """Take an upload to read it: its row, now ``processing``, with the page layer if it has one.

        ``None`` where there is nothing to take: it has been read, or another worker reads it that was heard
        of within `stale_after_seconds`. A failed upload is taken again. Raises `NotFoundError`.
        """
        struct = _STRUCTS[kind]
        table = TABLES[struct]
        with self.database.write() as connection:
            at = moment(connection)
            free = or_(table.c.status.in_(("pending", "failed")), _stale(table, at, stale_after_seconds))
            taken = connection.execute(
                update(table)
                .where(*self._upload_here(table, upload_id), free)
                .values(
                    status="processing",
                    worker=worker,
                    heartbeat_at=at,
                    attempts=table.c.attempts + 1,
                    processing_start=at,
                    processing_end=None,
                    processing_duration_seconds=None,
                    error_code=None,
                    error_message=None,
                    updated_at=at,
                )
                .returning(*small_columns(table), table.c[PAGE_LAYER])
            ).first()
            if taken is None:
                self._require(connection, kind, upload_id)
                return None
            self._record(connection, "begun", kind, taken, at, actor=worker)
            return to_struct(struct, taken)

    def heartbeat(self, kind: UploadKind, upload_id: int, worker: str) -> bool:
        """Say that `worker` still reads the upload; False where it is no longer its to read."""
        table = TABLES[_STRUCTS[kind]]
        with self.database.write() as connection:
            beat = connection.execute(
                update(table)
                .where(
                    table.c.upload_id == upload_id, table.c.status == "processing", table.c.worker == worker
                )
                .values(heartbeat_at=moment(connection))
            )
            return beat.rowcount == 1

    def finish(self, row: UploadT) -> UploadT:
        """Write what was read: document, page layer, status and summary columns; the row as it is stored.

        What the file is (name, path, hash, size, when it came) stays as it was claimed. A document or a page
        layer of ``None`` leaves the one that is there. Raises `NotFoundError`, `WrongKindError`, and
        `SchemaViolationError` where a text holds a character that the database cannot.
        """
        struct = type(row)
        table = TABLES[struct]
        large = {name: getattr(row, name) for name in (*DOCUMENTS, PAGE_LAYER) if hasattr(row, name)}
        values, hashes = _read_values(row), _hashes(row)
        with self.database.write() as connection:
            at = moment(connection)
            stored = connection.execute(
                update(table)
                .where(*self._upload_here(table, row.upload_id))
                .values(worker=None, heartbeat_at=None, updated_at=at, **values)
                .returning(*small_columns(table))
            ).first()
            if stored is None:
                raise self._missing(connection, row.kind, row.upload_id)
            self._record(connection, "finished", row.kind, stored, at, **hashes)
            # What was just written need not be read back: megabytes, on the way that acknowledges.
            return to_struct(struct, stored, **large)

    def revise(
        self, row: UploadT, *, seen: bytes, action: str = "revised", actor: str | None = None
    ) -> UploadT | None:
        """Write `row` in place of the one whose document is `seen`; the row as it is stored, whole.

        `action` and `actor` are what the audit says of it. ``None``, and nothing is changed, where another
        document stands there by now, or where it is being read. Raises what `finish` raises.
        """
        struct = type(row)
        table = TABLES[struct]
        document = table.c[DOCUMENT_COLUMN[row.kind]]
        here = self._upload_here(table, row.upload_id)
        values, hashes = _read_values(row), _hashes(row)
        with self.database.write() as connection:
            # Locked until it is written: on PostgreSQL another writer waits here and then sees what we wrote.
            there = connection.execute(
                select(document, table.c.status).where(*here).with_for_update()
            ).first()
            if there is None:
                raise self._missing(connection, row.kind, row.upload_id)
            if there[0] != seen or there[1] not in READ_STATUSES:
                return None
            at = moment(connection)
            written = connection.execute(
                update(table)
                .where(*here)
                .values(updated_at=at, **values)
                .returning(*small_columns(table), document)
            ).one()
            self._record(connection, action, row.kind, written, at, actor=actor, **hashes)
            return to_struct(struct, written)

    def fail(
        self,
        kind: UploadKind,
        upload_id: int,
        code: str,
        message: str,
        *,
        processing_end: datetime | None = None,
        worker: str | None = None,
    ) -> bool:
        """Say why the upload could not be read. A document that is there stays, and its status with it.

        `processing_end` is now unless it is given. With `worker`, nothing is changed unless it is still the
        one that reads. Gives whether the row was changed. Raises `NotFoundError`.
        """
        table = TABLES[_STRUCTS[kind]]
        with self.database.write() as connection:
            at = moment(connection)
            unread = [
                *self._upload_here(table, upload_id),
                table.c.status.in_(("pending", "processing", "failed")),
            ]
            if worker is not None:
                unread.append(table.c.worker == worker)
            started = connection.execute(select(table.c.processing_start).where(*unread)).first()
            if started is None:
                self._require(connection, kind, upload_id)
                return False
            end = processing_end or at
            seconds = None if started[0] is None else round(max((end - started[0]).total_seconds(), 0), 3)
            changed = connection.execute(
                update(table)
                .where(*unread)
                .values(
                    status="failed",
                    error_code=code,
                    error_message=message,
                    processing_end=end,
                    processing_duration_seconds=seconds,
                    worker=None,
                    heartbeat_at=None,
                    updated_at=at,
                )
                .returning(*small_columns(table))
            ).first()
            if changed is not None:
                self._record(connection, "failed", kind, changed, at)
            return changed is not None

    def get(
        self, kind: UploadKind, upload_id: int, *, with_document: bool = True, with_page_layer: bool = False
    ) -> Upload:
        """One upload. Raises `NotFoundError`, or `WrongKindError` where it is of the other kind."""
        struct = _STRUCTS[kind]
        chosen = columns(struct, document=with_document, page_layer=with_page_layer)
        wanted = select(*chosen).where(*self._upload_here(TABLES[struct], upload_id))
        with self.database.read() as connection:
            row = connection.execute(wanted).first()
            if row is None:
                raise self._missing(connection, kind, upload_id)
            return to_struct(struct, row)

    def find_upload(
        self, upload_id: int, *, with_document: bool = False, with_page_layer: bool = False
    ) -> Upload:
        """One upload, of whichever kind. Raises `NotFoundError`."""
        try:
            return self.get(
                "invoice", upload_id, with_document=with_document, with_page_layer=with_page_layer
            )
        except WrongKindError:
            return self.get("bank", upload_id, with_document=with_document, with_page_layer=with_page_layer)

    def list_uploads(
        self,
        kind: UploadKind,
        filters: Mapping[str, Any] | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> tuple[list[Upload], str | None]:
        """Uploads without their documents, newest first, and the cursor of the next page if there is one.

        `filters` are those of `filters.FILTERS`. Raises `InputError` on a filter, a value, a cursor or a
        limit that is not understood.
        """
        struct = _STRUCTS[kind]
        number = TABLES[struct].c.upload_id
        wanted = select(*columns(struct)).where(*self._own(TABLES[struct]), *conditions(kind, filters or {}))
        if cursor is not None:
            wanted = wanted.where(number < read_cursor(cursor))
        wanted = wanted.order_by(number.desc()).limit(check_limit(limit, self.most_rows) + 1)
        with self.database.read() as connection:
            rows = [to_struct(struct, row) for row in connection.execute(wanted)]
        more = len(rows) > limit
        return list(rows[:limit]), write_cursor(rows[limit - 1].upload_id) if more else None

    def unfinished(self, stale_after_seconds: float = STALE_AFTER_SECONDS) -> list[tuple[UploadKind, int]]:
        """Kind and id, oldest first, of uploads that are pending, or whose worker fell silent so long ago."""
        found: list[tuple[UploadKind, int]] = []
        with self.database.read() as connection:
            at = moment(connection)
            for struct in _STRUCTS.values():
                table = TABLES[struct]
                open_ = or_(table.c.status == "pending", _stale(table, at, stale_after_seconds))
                found += [
                    (struct.kind, number)
                    for (number,) in connection.execute(
                        select(table.c.upload_id).where(*self._own(table), open_)
                    )
                ]
        return sorted(found, key=lambda one: one[1])

    def _own(self, table: Table) -> list[ColumnElement[bool]]:
        """The rows that may be seen: those of the tenant, all where none is named."""
        return [] if self.tenant is None else [table.c.tenant == self.tenant]

    def _upload_here(self, table: Table, upload_id: int) -> list[ColumnElement[bool]]:
        return [*self._own(table), numbered(table.c.upload_id, upload_id)]

    def _record(
        self,
        connection: Connection,
        action: str,
        kind: UploadKind,
        row: Row[Any],
        at: datetime,
        *,
        actor: str | None = None,
        document: str | None = UNCHANGED,
        layer: str | None = UNCHANGED,
    ) -> None:
        """The last thing in a transaction: see `Audit.record`."""
        values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
        said = {column.name: values[column.name] for column in small_columns(TABLES[_STRUCTS[kind]])}
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
        table = TABLES[_STRUCTS[kind]]
        if connection.execute(select(table.c.id).where(*self._upload_here(table, upload_id))).first() is None:
            raise self._missing(connection, kind, upload_id)

    def _missing(self, connection: Connection, kind: UploadKind, upload_id: int) -> NotFoundError:
        """Why there is no upload `upload_id` of `kind`."""
        (other,) = (struct for struct in _STRUCTS.values() if struct.kind != kind)
        table = TABLES[other]
        if connection.execute(select(table.c.id).where(*self._upload_here(table, upload_id))).first() is None:
            return NotFoundError(f"there is no {kind} upload {upload_id}", upload_id=upload_id, kind=kind)
        return WrongKindError(
            f"upload {upload_id} is of kind {other.kind}, not {kind}", upload_id=upload_id, kind=other.kind
        )


def _hashes(row: Upload) -> dict[str, str | None]:
    """By name of a large column in the audit, the hash of what `row` brings; it leaves alone what it has not.

    Worked out before the transaction: other writers wait for it.
    """
    document: bytes | None = getattr(row, DOCUMENT_COLUMN[row.kind])
    return {
        "document": UNCHANGED if document is None else document_hash(document),
        "layer": UNCHANGED if row.page_layer is None else layer_hash(row.page_layer),
    }


def _read_values(row: UploadT) -> dict[str, Any]:
    """The columns that reading gives; a document or a page layer that is not there is left out."""
    absent = [name for name in (*DOCUMENTS, PAGE_LAYER) if getattr(row, name, None) is None]
    values = values_of(row, without=[*_SETTLED, "updated_at", *absent])
    if isinstance(row, InvoiceUpload):
        values["currencies"] = _lines(row.currency_summary)
        values["vendors"] = _lines(row.vendor_summary)
    return values


def _stale(table: Table, at: datetime, seconds: float) -> ColumnElement[bool]:
    return and_(table.c.status == "processing", table.c.heartbeat_at <= at - timedelta(seconds=seconds))


def _lines(names: Iterable[str] | None) -> str | None:
    r"""Names one on a line, between line ends, so that ``\nEUR\n`` finds exactly that one."""
    return "\n" + "".join(" ".join(name.split()) + "\n" for name in names) if names else None
