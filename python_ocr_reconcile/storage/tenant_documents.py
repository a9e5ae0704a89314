"""Documents that people of a tenant have set or taught: profiles by name, the rates, the memory.

They are written by compare and set: of two who change one version, one is told.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    RowMapping,
    Update,
    delete,
    insert,
    select,
    update,
)

from python_ocr_reconcile.models.production_json_models import DEFAULT_TENANT
from python_ocr_reconcile.storage.audit import Audit
from python_ocr_reconcile.storage.digest import document_hash, small_columns
from python_ocr_reconcile.storage.engine import Database, moment
from python_ocr_reconcile.storage.tables import numbers, tenant_documents

TenantDocumentKind = Literal["profile", "rates", "memory"]
THE_ONE = "default"
"""The name of a document of which a tenant has one."""
ANY = b""
"""In place of the document that was seen: whatever is there, or nothing, is replaced."""

_TABLE = tenant_documents


class TenantDocumentStore:
    """Documents by tenant, kind and name."""

    database: Database
    audit: Audit
    tenant: str | None
    actor: str

    def _tenant(self) -> str:
        return self.tenant or DEFAULT_TENANT

    def tenant_document(self, kind: TenantDocumentKind, name: str = THE_ONE) -> bytes | None:
        """The document as JSON text, ``None`` where there is none."""
        with self.database.read() as connection:
            stored: bytes | None = connection.execute(
                select(_TABLE.c.document_json).where(*self._here(kind, name))
            ).scalar_one_or_none()
            return stored

    def tenant_document_names(self, kind: TenantDocumentKind) -> list[str]:
        """The names of the documents of `kind`, sorted."""
        wanted = select(_TABLE.c.name).where(_TABLE.c.tenant == self._tenant(), _TABLE.c.kind == kind)
        with self.database.read() as connection:
            return sorted(connection.execute(wanted).scalars())

    def put_tenant_document(
        self, kind: TenantDocumentKind, name: str, document: bytes, *, seen: bytes | None = ANY
    ) -> bool:
        """Write `document` in place of the one that was `seen`, ``None`` for none; False if another is there.

        `seen` as `ANY` replaces whatever there is.
        """
        with self.database.write() as connection:
            row = self._put(connection, kind, name, document, seen)
            if row is not None:
                self._record_put(connection, row, document)
            return row is not None

    def delete_tenant_document(self, kind: TenantDocumentKind, name: str = THE_ONE) -> bool:
        """Whether there was one to delete."""
        with self.database.write() as connection:
            gone = delete(_TABLE).where(*self._here(kind, name)).returning(*small_columns(_TABLE))
            row = connection.execute(gone).mappings().first()
            if row is not None:
                at = moment(connection)
                self.audit.record_named(connection, "deleted", kind, name, row, at=at, actor=self.actor)
            return row is not None

    def _put(
        self,
        connection: Connection,
        kind: TenantDocumentKind,
        name: str,
        document: bytes,
        seen: bytes | None,
    ) -> RowMapping | None:
        """`put_tenant_document` as a part of the transaction of `connection`; `_record_put` is to end it."""
        here = self._here(kind, name)
        # All who write here pass one by one, so that nobody can insert between looking and inserting.
        connection.execute(select(numbers.c.last).where(numbers.c.name == "reconciliation").with_for_update())
        there = connection.execute(select(_TABLE.c.document_json).where(*here)).first()
        if seen is not ANY and (None if there is None else there[0]) != seen:
            return None
        at = moment(connection)
        written: Insert | Update
        if there is None:
            written = insert(_TABLE).values(
                tenant=self._tenant(),
                kind=kind,
                name=name,
                created_at=at,
                updated_at=at,
                document_json=document,
            )
        else:
            written = update(_TABLE).where(*here).values(updated_at=at, document_json=document)
        return connection.execute(written.returning(*small_columns(_TABLE))).mappings().one()

    def _record_put(
        self, connection: Connection, row: RowMapping, document: bytes, actor: str | None = None
    ) -> None:
        """Say in the audit what `_put` has done; nothing may be done after it."""
        self.audit.record_named(
            connection,
            "put",
            row["kind"],
            row["name"],
            row,
            at=row["updated_at"],
            actor=actor or self.actor,
            document=document_hash(document),
        )

    def _here(self, kind: TenantDocumentKind, name: str) -> list[ColumnElement[bool]]:
        return [_TABLE.c.tenant == self._tenant(), _TABLE.c.kind == kind, _TABLE.c.name == name]
