"""The rows of reconciliation runs: each run is a new one, and none is ever changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import insert, select

from python_ocr_reconcile.errors import NotFoundError
from python_ocr_reconcile.models.production_json_models import ReconciliationMatch
from python_ocr_reconcile.storage.engine import Database
from python_ocr_reconcile.storage.filters import conditions
from python_ocr_reconcile.storage.paging import check_limit, read_cursor, write_cursor
from python_ocr_reconcile.storage.rows import columns, next_number, numbered, to_struct, values_of
from python_ocr_reconcile.storage.tables import bank_uploads, invoice_uploads, reconciliation_matches

_KIND = "reconciliation"


class ReconciliationStore:
    """Runs by their number."""

    database: Database
    most_rows: int

    def add_reconciliation(self, build: Callable[[int], ReconciliationMatch]) -> ReconciliationMatch:
        """Store the run that `build` makes for the number it is given; both happen, or neither.

        `build` runs while every other writer waits, so it should only fill in the number. What it raises
        goes through. Raises `NotFoundError` where one of the two uploads does not exist.
        """
        table = reconciliation_matches
        with self.database.write() as connection:
            row = build(next_number(connection, _KIND))
            for uploads, kind, upload_id in (
                (invoice_uploads, "invoice", row.invoice_upload_id),
                (bank_uploads, "bank", row.bank_upload_id),
            ):
                known = select(uploads.c.id).where(numbered(uploads.c.upload_id, upload_id))
                if connection.execute(known).first() is None:
                    raise NotFoundError(
                        f"there is no {kind} upload {upload_id}", upload_id=upload_id, kind=kind
                    )
            made = (
                insert(table)
                .values(**values_of(row, without=["id"]))
                .returning(*columns(ReconciliationMatch))
            )
            stored = connection.execute(made).one()
            return to_struct(
                ReconciliationMatch, stored, reconciliation_match_json=row.reconciliation_match_json
            )

    def get_reconciliation(self, reconciliation_id: int) -> ReconciliationMatch:
        """One run with its document. Raises `NotFoundError`."""
        number = reconciliation_matches.c.reconciliation_id
        every = columns(ReconciliationMatch, document=True)
        wanted = select(*every).where(numbered(number, reconciliation_id))
        with self.database.read() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            raise NotFoundError(
                f"there is no reconciliation {reconciliation_id}",
                reconciliation_id=reconciliation_id,
                kind=_KIND,
            )
        return to_struct(ReconciliationMatch, row)

    def list_reconciliations(
        self, filters: Mapping[str, Any] | None = None, cursor: str | None = None, limit: int = 50
    ) -> tuple[list[ReconciliationMatch], str | None]:
        """Runs newest first, their documents left empty (``b""``), and the cursor of the next page if any.

        Raises `InputError` on a filter, a value, a cursor or a limit that is not understood.
        """
        number = reconciliation_matches.c.reconciliation_id
        wanted = select(*columns(ReconciliationMatch)).where(*conditions(_KIND, filters or {}))
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
