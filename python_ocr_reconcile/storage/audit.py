"""The audit: what was done to which row, by whom, and what the row then was; entries are only ever added.

An entry is written in the transaction of the change that it speaks of, as the last thing before the commit.
Its number is taken from the row of `numbers` that is locked until then, so that entries follow each other
without a gap and, since nobody waits for anything else behind that lock, without a deadlock. Its seal is an
HMAC over the entry and the seal before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, RowMapping, Table, bindparam, insert, select

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import AuditKeyError
from python_ocr_reconcile.models.encoding import canonical
from python_ocr_reconcile.models.production_json_models import DEFAULT_TENANT, DOCUMENT_COLUMN, PAGE_LAYER
from python_ocr_reconcile.storage.audit_key import AuditKey, key_path, make_key, read_key
from python_ocr_reconcile.storage.digest import (
    LARGE,
    TENANT_DOCUMENT,
    document_hash,
    layer_hash,
    row_hash,
    small_columns,
)
from python_ocr_reconcile.storage.engine import Database, moment
from python_ocr_reconcile.storage.paging import check_limit, read_cursor, write_cursor
from python_ocr_reconcile.storage.prepared import Found, Prepared
from python_ocr_reconcile.storage.rows import next_number
from python_ocr_reconcile.storage.tables import (
    audit,
    bank_uploads,
    invoice_uploads,
    reconciliation_matches,
    reconciliation_uploads,
    tenant_documents,
)

SEQUENCE = "audit"
BEFORE_THE_FIRST = "0" * 64
"""What stands for the seal before the first entry."""
SYSTEM = "system"
"""Who does what nobody asked for at that moment: reading in the background, sealing."""
UNCHANGED: Final = "unchanged"
"""In place of a hash: the one that the entry before gave the row."""

COVERED: Mapping[str, tuple[Table, str]] = {
    "invoice": (invoice_uploads, "upload_id"),
    "bank": (bank_uploads, "upload_id"),
    "reconciliation": (reconciliation_matches, "reconciliation_id"),
}
"""Kind of row to its table and the column of its number: what `storage.verify` holds against the audit."""


_ADD = Prepared(insert(audit), columns=[column.name for column in audit.columns])
_SEAL = Prepared(select(audit.c.seal).where(audit.c.sequence == bindparam("number")))
_BEFORE = Prepared(
    select(audit.c.document_hash, audit.c.layer_hash)
    .where(audit.c.kind == bindparam("of"), audit.c.row_id == bindparam("number"))
    .order_by(audit.c.sequence.desc())
    .limit(1)
)
_DOCUMENT_BEFORE = (
    select(audit.c.document_hash)
    .where(audit.c.tenant == bindparam("whose"), audit.c.kind == bindparam("of"))
    .where(audit.c.name == bindparam("called"))
    .order_by(audit.c.sequence.desc())
    .limit(1)
)
_UPLOADS = (
    select(reconciliation_uploads.c.kind, reconciliation_uploads.c.upload_id)
    .where(reconciliation_uploads.c.reconciliation_id == bindparam("run"))
    .order_by(reconciliation_uploads.c.upload_id)
)
_NOTHING: Found = {"document_hash": None, "layer_hash": None}
_EMPTY = {column.name: None for column in audit.columns if column.nullable}
_LAST_KEY = select(audit.c.key_id).order_by(audit.c.sequence.desc()).limit(1)


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened."""

    sequence: int
    """1, 2, 3 and so on over all tenants."""
    at: datetime
    tenant: str
    actor: str
    action: str
    """Of an upload claimed, begun, finished, failed, postponed, released, retried, cancelled, cuts_moved,
    cuts_reset, corrected, accepted, reprocessed; of a run reconciled, judged; of a tenant's document put,
    deleted; of a token token_created, token_revoked; sealed: what was there before the audit."""
    kind: str | None = None
    """invoice, bank, reconciliation; profile, rates, memory; token."""
    row_id: int | None = None
    """The upload_id, or the reconciliation_id."""
    name: str | None = None
    """Of a tenant's document, or the id of a token."""
    file_hash: str | None = None
    """SHA-256 of the original."""
    document_hash_before: str | None = None
    document_hash: str | None = None
    """SHA-256 over the canonical JSON of the document: before this, and now."""
    layer_hash: str | None = None
    row_hash: str | None = None
    """Over every column of the row."""
    key_id: str
    previous: str
    """The seal of the entry before."""
    seal: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Adds entries, sealed with one key."""

    key: AuditKey

    def record(
        self,
        connection: Connection,
        action: str,
        kind: str,
        row: Mapping[str, Any] | RowMapping,
        *,
        at: datetime,
        actor: str,
        document: str | None = UNCHANGED,
        layer: str | None = UNCHANGED,
    ) -> None:
        """Say that `action` has just made the row of `kind` what it is, and do nothing after it.

        `row` has every small column as it is stored now; `document` and `layer` are the hashes of the large
        ones, `UNCHANGED` where this step did not touch them.
        """
        row_id = row[COVERED[kind][1]]
        if kind == "reconciliation":
            row = {**row, "uploads": uploads_of_run(connection, row_id)}
        sequence = next_number(connection, SEQUENCE)  # from here on nobody else adds an entry
        before = _BEFORE.first(connection, {"of": kind, "number": row_id}) or _NOTHING
        was, layer_was = before["document_hash"], before["layer_hash"]
        document = was if document == UNCHANGED else document
        layer = layer_was if layer == UNCHANGED else layer
        self._add(
            connection,
            sequence,
            at=at,
            tenant=row["tenant"],
            actor=actor,
            action=action,
            kind=kind,
            row_id=row_id,
            file_hash=row.get("file_hash"),
            document_hash_before=was if was != document else None,
            document_hash=document,
            layer_hash=layer,
            row_hash=row_hash(row, document, layer),
        )

    def record_named(
        self,
        connection: Connection,
        action: str,
        kind: str,
        name: str,
        row: Mapping[str, Any] | RowMapping,
        *,
        at: datetime,
        actor: str,
        document: str | None = None,
    ) -> None:
        """The same of a row that has a name and no number: a tenant's document, a token.

        Of what was ``deleted``, `row` is what it was.
        """
        sequence = next_number(connection, SEQUENCE)
        which = {"whose": row["tenant"], "of": kind, "called": name}
        was = connection.execute(_DOCUMENT_BEFORE, which).scalar()
        self._add(
            connection,
            sequence,
            at=at,
            tenant=row["tenant"],
            actor=actor,
            action=action,
            kind=kind,
            name=name,
            document_hash_before=was if was != document else None,
            document_hash=document,
            row_hash=None if action == "deleted" else row_hash(row, document, None),
        )

    def seal_existing(self, database: Database) -> None:
        """Begin the audit where there is none, with an entry for each row that is there already.

        Raises `AuditKeyError` where it was begun with another key.
        """
        with database.write() as connection:
            if (last := connection.execute(_LAST_KEY).scalar()) is not None:
                self._require_key(last)
                return
            sequence = next_number(connection, SEQUENCE)
            if sequence > 1:  # another process began it while this one waited for the number
                connection.rollback()
                self.check_key(database)
                return
            at = moment(connection)
            self._add(connection, sequence, at=at, tenant=DEFAULT_TENANT, actor=SYSTEM, action="audit_begun")
            for kind, row, document, layer in _existing(connection):
                self.record(
                    connection, "sealed", kind, row, at=at, actor=SYSTEM, document=document, layer=layer
                )
            for one in connection.execute(select(tenant_documents)).mappings().all():
                small = {name: value for name, value in one.items() if name not in LARGE}
                document = document_hash(one[TENANT_DOCUMENT])
                self.record_named(
                    connection,
                    "sealed",
                    one["kind"],
                    one["name"],
                    small,
                    at=at,
                    actor=SYSTEM,
                    document=document,
                )

    def check_key(self, database: Database) -> bool:
        """Whether the audit has begun. Raises `AuditKeyError` where it was sealed with another key."""
        with database.read() as connection:
            last = connection.execute(_LAST_KEY).scalar()
        if last is not None:
            self._require_key(last)
        return last is not None

    def _require_key(self, key_id: str) -> None:
        if key_id != self.key.id:
            raise AuditKeyError(
                f"the audit of this database is sealed with the key {key_id}, and this is {self.key.id}",
                key_id=key_id,
            )

    def _add(self, connection: Connection, sequence: int, **values: Any) -> None:
        last = _SEAL.first(connection, {"number": sequence - 1})
        previous = BEFORE_THE_FIRST if last is None else last["seal"]
        entry = {**_EMPTY, "sequence": sequence, **values, "key_id": self.key.id, "previous": previous}
        _ADD.rows(connection, {**entry, "seal": self.seal_of(entry)})

    def seal_of(self, entry: Mapping[str, Any]) -> str:
        """The seal of an entry, by its columns; empty ones are left out."""
        said = {name: value for name, value in entry.items() if value is not None and name != "seal"}
        return self.key.seal(canonical(said))


class AuditStore:
    """What was done, for those who ask."""

    database: Database
    audit: Audit
    tenant: str | None
    most_rows: int

    def list_audit(
        self,
        kind: str | None = None,
        row_id: int | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> tuple[list[AuditEntry], str | None]:
        """Entries newest first, of one row where it is named, and the cursor of the next page if any.

        Raises `InputError` on a cursor or a limit that is not understood.
        """
        wanted = select(audit).order_by(audit.c.sequence.desc()).limit(check_limit(limit, self.most_rows) + 1)
        for column, value in ((audit.c.tenant, self.tenant), (audit.c.kind, kind), (audit.c.row_id, row_id)):
            if value is not None:
                wanted = wanted.where(column == value)
        if cursor is not None:
            wanted = wanted.where(audit.c.sequence < read_cursor(cursor))
        with self.database.read() as connection:
            rows = [AuditEntry(**row._mapping) for row in connection.execute(wanted)]  # noqa: SLF001
        more = len(rows) > limit
        return rows[:limit], write_cursor(rows[limit - 1].sequence) if more else None


def open_audit(database: Database, settings: Settings) -> Audit:
    """The audit of `database`, begun if it has none. Its key is made at first use.

    Raises `AuditKeyError` where there are entries and not the key that sealed them: a new one would look as
    if all of them were forged.
    """
    path = key_path(settings)
    if path.exists():
        opened = Audit(read_key(path))
        begun = opened.check_key(database)
    else:
        with database.read() as connection:
            begun = connection.execute(select(audit.c.sequence).limit(1)).first() is not None
        if begun:
            raise AuditKeyError(
                f"there is no file {path}, and the audit of this database is sealed with a key"
            )
        opened = Audit(make_key(path))
    if not begun:
        opened.seal_existing(database)
    return opened


def uploads_of_run(connection: Connection, reconciliation_id: int) -> list[list[Any]]:
    """Kind and number of every upload of a run, which are a part of what its row says."""
    return [list(row) for row in connection.execute(_UPLOADS, {"run": reconciliation_id})]


def _existing(connection: Connection) -> Iterator[tuple[str, RowMapping, str | None, str | None]]:
    """Every row there is, by its kind, with the hashes of its document and its page layer."""
    for kind, (table, number) in COVERED.items():
        large = [table.c[name] for name in (DOCUMENT_COLUMN[kind], PAGE_LAYER) if name in table.c]
        for (row_id,) in connection.execute(select(table.c[number]).order_by(table.c[number])).all():
            here = table.c[number] == row_id
            row = connection.execute(select(*small_columns(table)).where(here)).one()._mapping  # noqa: SLF001
            heavy = connection.execute(select(*large).where(here)).one()
            yield kind, row, document_hash(heavy[0]), layer_hash(heavy[1]) if len(heavy) > 1 else None
