"""The rows of uploads: claimed once for each file, found, listed, and written anew where they are revised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from python_ocr_reconcile.errors import WrongKindError
from python_ocr_reconcile.models.file import READ_STATUSES
from python_ocr_reconcile.models.production_json_models import (
    DEFAULT_TENANT,
    DOCUMENT_COLUMN,
    Upload,
    UploadKind,
)
from python_ocr_reconcile.storage.digest import small_columns
from python_ocr_reconcile.storage.engine import Database, moment
from python_ocr_reconcile.storage.filters import conditions
from python_ocr_reconcile.storage.paging import check_limit, read_cursor, write_cursor
from python_ocr_reconcile.storage.prepared import Found, Prepared
from python_ocr_reconcile.storage.rows import TABLES, UploadT, columns, next_number, to_struct, values_of
from python_ocr_reconcile.storage.tables import bank_uploads, numbers
from python_ocr_reconcile.storage.together import Together
from python_ocr_reconcile.storage.upload_rows import STRUCTS, UploadRows, hashes_of, read_values

# Each made once: to build a statement costs as much as to run it.

_PASS = Prepared(select(numbers.c.last).where(numbers.c.name == "upload").with_for_update())


@cache
def _one(struct: type[Upload], *, document: bool, page_layer: bool, own: bool) -> Prepared:
    """The row that is ``which``, where `own` of the tenant that is ``whose``."""
    c = TABLES[struct].c
    wanted = select(*columns(struct, document=document, page_layer=page_layer))
    wanted = wanted.where(c.upload_id == bindparam("which"))
    return Prepared(wanted.where(c.tenant == bindparam("whose")) if own else wanted)


@cache
def _known(struct: type[Upload]) -> Prepared:
    """The row of a ``tenant`` with a ``file_hash``."""
    c = TABLES[struct].c
    here = c.tenant == bindparam("tenant"), c.file_hash == bindparam("file_hash")
    return Prepared(select(*columns(struct)).where(*here))


@cache
def _claim(struct: type[Upload]) -> Prepared:
    """A new row; its values are given when it is run."""
    made = insert(TABLES[struct]).returning(*small_columns(TABLES[struct]))
    return Prepared(made, columns=["attempts", *(name for name in struct.__struct_fields__ if name != "id")])


@cache
def _newest(struct: type[Upload], *, own: bool) -> Prepared:
    """The newest rows, ``most`` of them, where `own` of the tenant that is ``whose``."""
    return Prepared(_newest_of(struct, own=own))


@cache
def _newest_of(struct: type[Upload], *, own: bool) -> Select[Any]:
    """The same, for further conditions."""
    c = TABLES[struct].c
    wanted = select(*columns(struct)).order_by(c.upload_id.desc()).limit(bindparam("most"))
    return wanted.where(c.tenant == bindparam("whose")) if own else wanted


@cache
def _statements(*, own: bool) -> Select[Any]:
    """Id and document of ``most`` bank uploads before ``which``, of one account and some days."""
    c = bank_uploads.c
    wanted = (
        select(c.upload_id, c.bank_transaction_json)
        .where(c.upload_id < bindparam("which"), c.account_number == bindparam("account"))
        .where(c.statement_period_end >= bindparam("first"), c.statement_period_start <= bindparam("last"))
        .where(c.bank_transaction_json.is_not(None))
        .order_by(c.upload_id.desc())
        .limit(bindparam("most"))
        .execution_options(yield_per=1)
    )
    return wanted.where(c.tenant == bindparam("whose")) if own else wanted


def hashes_with_row(database: Database) -> set[str]:
    """The SHA-256 of each file that an upload of any tenant has. Raises `StorageError`."""
    with database.read() as connection:
        asked = (select(TABLES[struct].c.file_hash) for struct in STRUCTS.values())
        return {file_hash for one in asked for file_hash in connection.execute(one).scalars()}


class UploadStore(UploadRows):
    """What uploads there are."""

    most_rows: int
    """The largest limit of a list."""
    together: Together

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
        struct = STRUCTS[kind]
        tenant = self.tenant or DEFAULT_TENANT
        known, these_bytes = _known(struct), {"tenant": tenant, "file_hash": file_hash}
        with self.database.look() as look:
            if (row := look.first(known, these_bytes)) is not None:
                return to_struct(struct, row), False

        def claim(connection: Connection) -> tuple[Upload, bool]:
            # All who claim pass here one by one, so nobody can come between looking and inserting.
            _PASS.rows(connection)
            if (row := known.first(connection, these_bytes)) is not None:
                return to_struct(struct, row), False
            upload_id, at = next_number(connection, "upload"), moment(connection)
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
            (row,) = _claim(struct).rows(connection, {"attempts": 0, **values})
            self._record(connection, "claimed", kind, row, at, document=None, layer=None)
            return to_struct(struct, row), True

        return self.together.write(claim)

    def kind_of_hash(self, file_hash: str) -> UploadKind | None:
        """Of which kind the file with this SHA-256 is here; where it is of both, as which it came last."""
        found: list[tuple[int, UploadKind]] = []
        with self.database.read() as connection:
            for struct in STRUCTS.values():
                table = TABLES[struct]
                known = select(table.c.upload_id).where(table.c.file_hash == file_hash, *self._own(table))
                found += [(number, struct.kind) for (number,) in connection.execute(known)]
        return max(found)[1] if found else None

    def get(
        self, kind: UploadKind, upload_id: int, *, with_document: bool = True, with_page_layer: bool = False
    ) -> Upload:
        """One upload. Raises `NotFoundError`, or `WrongKindError` where it is of the other kind."""
        struct = STRUCTS[kind]
        wanted = _one(struct, document=with_document, page_layer=with_page_layer, own=self.tenant is not None)
        with self.database.look() as look:
            row = look.first(wanted, self._key(upload_id))
        if row is None:
            with self.database.read() as connection:
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
        struct, own = STRUCTS[kind], self.tenant is not None
        asked = {"whose": self.tenant, "most": check_limit(limit, self.most_rows) + 1}
        found: Sequence[Row[Any] | Found]
        if filters or cursor is not None:
            wanted = _newest_of(struct, own=own).where(*conditions(kind, filters or {}))
            if cursor is not None:
                wanted = wanted.where(TABLES[struct].c.upload_id < read_cursor(cursor))
            with self.database.read() as connection:
                found = connection.execute(wanted, asked).all()
        else:
            with self.database.look() as look:
                found = look.rows(_newest(struct, own=own), asked)
        rows = [to_struct(struct, row) for row in found]
        more = len(rows) > limit
        return list(rows[:limit]), write_cursor(rows[limit - 1].upload_id) if more else None

    def statements_before(
        self, upload_id: int, account: str, period: tuple[date, date], *, most: int
    ) -> Iterator[tuple[int, bytes]]:
        """Bank uploads before `upload_id` of one account that share days with `period` (the first, the last).

        Each with its document, the newest first; one is held at a time.
        """
        asked = {"account": account, "first": period[0], "last": period[1], "most": most}
        wanted = _statements(own=self.tenant is not None)
        with self.database.read() as connection:
            yield from map(tuple, connection.execute(wanted, {**self._key(upload_id), **asked}))

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
        values, hashes = read_values(row), hashes_of(row)
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
