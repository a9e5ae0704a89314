"""The rows of reconciliation runs: each is a new one; what people say of its links changes its document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, and_, insert, select, update

from python_ocr_reconcile.errors import NotFoundError
from python_ocr_reconcile.models.production_json_models import ReconciliationMatch
from python_ocr_reconcile.storage.digest import document_hash, small_columns
from python_ocr_reconcile.storage.engine import moment
from python_ocr_reconcile.storage.filters import conditions
from python_ocr_reconcile.storage.paging import check_limit, read_cursor, write_cursor
from python_ocr_reconcile.storage.rows import columns, next_number, numbered, to_struct, values_of
from python_ocr_reconcile.storage.tables import (
    bank_uploads,
    invoice_uploads,
    reconciliation_matches,
    reconciliation_uploads,
)
from python_ocr_reconcile.storage.tenant_documents import THE_ONE, TenantDocumentStore

_KIND = "reconciliation"
_SETTLED = (
    "id",
    "tenant",
    "reconciliation_id",
    "invoice_upload_id",
    "bank_upload_id",
    "created_at",
    "updated_at",
)
"""Columns that no judgement changes."""


class ReconciliationStore(TenantDocumentStore):
    """Runs by their number."""

    most_rows: int

    def add_reconciliation(
        self,
        build: Callable[[int], ReconciliationMatch],
        *,
        invoice_upload_ids: Sequence[int] = (),
        bank_upload_ids: Sequence[int] = (),
    ) -> ReconciliationMatch:
        """Store the run that `build` makes for the number it is given; both happen, or neither.

        `build` runs while every other writer waits, so it should only fill in the number. What it raises
        goes through. The ids are those of all uploads of the run; not given, it has the two that its row
        names. Raises `NotFoundError` where one of them does not exist.
        """
        table = reconciliation_matches
        with self.database.write() as connection:
            row = msgspec.structs.replace(build(next_number(connection, _KIND)), tenant=self._tenant())
            of_run = [
                *(("invoice", upload_id) for upload_id in invoice_upload_ids or [row.invoice_upload_id]),
                *(("bank", upload_id) for upload_id in bank_upload_ids or [row.bank_upload_id]),
            ]
            for kind, upload_id in of_run:
                uploads = invoice_uploads if kind == "invoice" else bank_uploads
                known = select(uploads.c.id).where(
                    uploads.c.tenant == self._tenant(), numbered(uploads.c.upload_id, upload_id)
                )
                if connection.execute(known).first() is None:
                    raise NotFoundError(
                        f"there is no {kind} upload {upload_id}", upload_id=upload_id, kind=kind
                    )
            made = insert(table).values(**values_of(row, without=["id"])).returning(*small_columns(table))
            stored = connection.execute(made).one()
            links = [
                {"upload_id": upload_id, "reconciliation_id": row.reconciliation_id, "kind": kind}
                for kind, upload_id in of_run
            ]
            connection.execute(insert(reconciliation_uploads), links)
            self._record_run(connection, "reconciled", stored, document_hash(row.reconciliation_match_json))
            return to_struct(
                ReconciliationMatch, stored, reconciliation_match_json=row.reconciliation_match_json
            )

    def revise_reconciliation(
        self,
        row: ReconciliationMatch,
        *,
        seen: bytes,
        memory: bytes,
        memory_seen: bytes | None,
        actor: str | None = None,
    ) -> ReconciliationMatch | Literal["run", "memory"]:
        """Write a judged run and what was learnt from it, both or neither; the run as it is stored, whole.

        Instead says which of the two is not the one that was seen by now (`memory_seen` ``None``: there was
        none), and nothing is changed. `actor` is who judged, for the audit. Raises `NotFoundError`.
        """
        table = reconciliation_matches
        here = and_(*self._own_runs(), numbered(table.c.reconciliation_id, row.reconciliation_id))
        document = document_hash(row.reconciliation_match_json)
        with self.database.write() as connection:
            # Locked until it is written: on PostgreSQL another writer waits here and then sees what we wrote.
            wanted = select(table.c.reconciliation_match_json).where(here).with_for_update()
            there = connection.execute(wanted).first()
            if there is None:
                raise _missing(row.reconciliation_id)
            if there[0] != seen:
                return "run"
            learnt = self._put(connection, "memory", THE_ONE, memory, memory_seen)
            if learnt is None:
                return "memory"
            written = connection.execute(
                update(table)
                .where(here)
                .values(updated_at=moment(connection), **values_of(row, without=_SETTLED))
                .returning(*small_columns(table), table.c.reconciliation_match_json)
            ).one()
            self._record_put(connection, learnt, memory, actor)
            self._record_run(connection, "judged", written, document, actor)
            return to_struct(ReconciliationMatch, written)

    def get_reconciliation(self, reconciliation_id: int) -> ReconciliationMatch:
        """One run with its document. Raises `NotFoundError`."""
        number = reconciliation_matches.c.reconciliation_id
        every = columns(ReconciliationMatch, document=True)
        wanted = select(*every).where(*self._own_runs(), numbered(number, reconciliation_id))
        with self.database.read() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            raise _missing(reconciliation_id)
        return to_struct(ReconciliationMatch, row)

    def list_reconciliations(
        self, filters: Mapping[str, Any] | None = None, cursor: str | None = None, limit: int = 50
    ) -> tuple[list[ReconciliationMatch], str | None]:
        """Runs newest first, their documents left empty (``b""``), and the cursor of the next page if any.

        Raises `InputError` on a filter, a value, a cursor or a limit that is not understood.
        """
        number = reconciliation_matches.c.reconciliation_id
        wanted = select(*columns(ReconciliationMatch)).where(
            *self._own_runs(), *conditions(_KIND, filters or {})
        )
        if cursor is not None:
            wanted = wanted.where(number < read_cursor(cursor))
        wanted = wanted.order_by(number.desc()).limit(check_limit(limit, self.most_rows) + 1)
        with self.database.read() as connection:
            rows = [
                to_struct(ReconciliationMatch, row, reconciliation_match_json=b"")
                for row in connection.execute(wanted)
            ]
        more = len(rows) > limit
        return rows[:limit], write_cursor(rows[limit - 1].reconciliation_id) if more else None

    def _own_runs(self) -> list[ColumnElement[bool]]:
        return [] if self.tenant is None else [reconciliation_matches.c.tenant == self.tenant]

    def _record_run(
        self,
        connection: Connection,
        action: str,
        row: Row[Any],
        document: str | None,
        actor: str | None = None,
    ) -> None:
        """The last thing in a transaction: see `Audit.record`."""
        known = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
        self.audit.record(
            connection,
            action,
            _KIND,
            {column.name: known[column.name] for column in small_columns(reconciliation_matches)},
            at=moment(connection),
            actor=actor or self.actor,
            document=document,
            layer=None,
        )


def _missing(reconciliation_id: int) -> NotFoundError:
    return NotFoundError(
        f"there is no reconciliation {reconciliation_id}", reconciliation_id=reconciliation_id, kind=_KIND
    )
