"""Documents that people of a tenant have set or taught: profiles by name, the rates, the memory.

They are written by compare and set: of two who change one version, one is told.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

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

    def _tenant(self) -> str:
        return "default"

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
            return self._put(connection, kind, name, document, seen)

    def delete_tenant_document(self, kind: TenantDocumentKind, name: str = THE_ONE) -> bool:
        """Whether there was one to delete."""
        with self.database.write() as connection:
            return connection.execute(delete(_TABLE).where(*self._here(kind, name))).rowcount == 1

    def _put(
        self,
        connection: Connection,
        kind: TenantDocumentKind,
        name: str,
        document: bytes,
        seen: bytes | None,
    ) -> bool:
        """`put_tenant_document` as a part of the transaction of `connection`."""
        here = self._here(kind, name)
        # All who write here pass one by one, so that nobody can insert between looking and inserting.
        connection.execute(select(numbers.c.last).where(numbers.c.name == "reconciliation").with_for_update())
        there = connection.execute(select(_TABLE.c.document_json).where(*here)).first()
        if seen is not ANY and (None if there is None else there[0]) != seen:
            return False
        at = moment(connection)
        if there is None:
            connection.execute(
                insert(_TABLE).values(
                    tenant=self._tenant(),
                    kind=kind,
                    name=name,
                    created_at=at,
                    updated_at=at,
                    document_json=document,
                )
            )
        else:
            connection.execute(update(_TABLE).where(*here).values(updated_at=at, document_json=document))
        return True

    def _here(self, kind: TenantDocumentKind, name: str) -> list[ColumnElement[bool]]:
        return [_TABLE.c.tenant == self._tenant(), _TABLE.c.kind == kind, _TABLE.c.name == name]
