"""The reading of uploads as their rows tell it: by whom, since when, how far, how often, and how it ended.

The row is the truth. A worker takes an upload by compare-and-set on its status, says every few seconds that
it still reads it, and writes what it read only where the upload is still its own: of two who read one upload,
because a job came twice or a worker was taken for dead, one is written. What no worker has is found here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    insert,
    or_,
    select,
    update,
)

from python_ocr_reconcile.errors import ReadingCancelledError, WrongStatusError
from python_ocr_reconcile.models.file import UploadStatus
from python_ocr_reconcile.models.production_json_models import PAGE_LAYER, Upload, UploadKind
from python_ocr_reconcile.storage.digest import small_columns
from python_ocr_reconcile.storage.engine import Look, moment
from python_ocr_reconcile.storage.prepared import Found
from python_ocr_reconcile.storage.rows import DOCUMENTS, TABLES, UploadT, to_struct
from python_ocr_reconcile.storage.tables import work
from python_ocr_reconcile.storage.upload_rows import STRUCTS, UploadRows, hashes_of, read_values
from python_ocr_reconcile.storage.work_statements import (
    FORGET,
    NOBODY,
    due,
    finish,
    give_up,
    stale,
    state_of,
    take,
    waiting_before,
)

STALE_AFTER_SECONDS = 60.0
"""A worker that has not been heard of for this long is taken for dead: it has missed a dozen heartbeats."""
LONGEST_DELAY_SECONDS = 600

Stage = Literal["waiting", "beginning", "reading", "proving", "done"]


class TakenOverError(Exception):
    """The upload is no longer this worker's to write: it was cancelled, or another has taken it over."""


class WorkState(msgspec.Struct, frozen=True, kw_only=True):
    """How far an upload has come."""

    upload_id: int
    kind: UploadKind
    status: UploadStatus
    stage: Stage
    pages_done: int | None = None
    pages_total: int | None = None
    """Both null until the pages were counted, and while it waits."""
    ahead: int | None = None
    """Of one that waits: uploads that came before it and wait as well."""
    attempts: int = 0
    """How often reading was begun."""
    retry_at: datetime | None = None
    """Of one that waits because of a cause that may pass: when it is tried again."""
    error_code: str | None = None
    error_message: str | None = None


class WorkStore(UploadRows):
    """Who reads what."""

    def begin(
        self,
        kind: UploadKind,
        upload_id: int,
        worker: str,
        *,
        stale_after_seconds: float = STALE_AFTER_SECONDS,
    ) -> Upload | None:
        """Take an upload to read it: its row, now ``processing``, with the page layer if it has one.

        ``None`` where there is nothing to take: it has been read or has failed, its next attempt is not due,
        or another worker reads it that was heard of within `stale_after_seconds`. One whose workers keep
        dying over it fails instead. Raises `NotFoundError`.
        """
        struct = STRUCTS[kind]
        own = self.tenant is not None
        with self.database.write() as connection:
            at = moment(connection)
            told = {
                **self._key(upload_id),
                "now": at,
                "silent_since": at - timedelta(seconds=stale_after_seconds),
            }
            given_up = give_up(struct, own=own).first(connection, told)
            if given_up is not None:
                self._record(connection, "failed", kind, given_up, at)
                return None
            taken = take(struct, own=own).first(connection, {**told, "by": worker})
            if taken is None:
                self._require(connection, kind, upload_id)
                return None
            _live(connection, upload_id)
            self._record(connection, "begun", kind, taken, at, actor=worker)
            return to_struct(struct, taken)

    def heartbeat(
        self, kind: UploadKind, upload_id: int, worker: str, pages: tuple[int, int] | None = None
    ) -> bool:
        """Say that `worker` still reads the upload, and how many of its `pages` (done, in all) are read.

        False where it is no longer its to read.
        """
        table = TABLES[STRUCTS[kind]]
        with self.database.write() as connection:
            beat = connection.execute(
                update(table)
                .where(*_of_worker(table, upload_id, worker))
                .values(heartbeat_at=moment(connection))
            )
            if beat.rowcount == 1 and pages is not None:
                _live(connection, upload_id, pages_done=pages[0], pages_total=pages[1])
            return beat.rowcount == 1

    def finish(self, row: UploadT, *, worker: str | None = None) -> UploadT:
        """Write what was read: document, page layer, status and summary columns; the row as it is stored.

        What the file is (name, path, hash, size, when it came) stays as it was claimed. A document or a page
        layer of ``None`` leaves the one that is there. With `worker`, raises `TakenOverError`, and nothing is
        changed, unless it is still the one that reads. Raises `NotFoundError`, `WrongKindError`, and
        `SchemaViolationError` where a text holds a character that the database cannot.
        """
        struct = type(row)
        large = {name: getattr(row, name) for name in (*DOCUMENTS, PAGE_LAYER) if hasattr(row, name)}
        values, hashes = {**NOBODY, **read_values(row)}, hashes_of(row)
        finished = finish(
            STRUCTS[row.kind],
            own=self.tenant is not None,
            by_worker=worker is not None,
            columns=("updated_at", *values),
        )
        told = {**self._key(row.upload_id), **values}
        if worker is not None:
            told["by"] = worker
        with self.database.write() as connection:
            at = moment(connection)
            stored = finished.first(connection, {**told, "updated_at": at})
            if stored is None:
                self._require(connection, row.kind, row.upload_id)
                raise TakenOverError
            _live(connection, row.upload_id)
            self._record(connection, "finished", row.kind, stored, at, **hashes)
            # What was just written need not be read back: megabytes, on the way that acknowledges.
            return to_struct(struct, stored, **large)

    def fail(
        self,
        kind: UploadKind,
        upload_id: int,
        code: str,
        message: str,
        *,
        processing_end: datetime | None = None,
        worker: str | None = None,
        retries: int = 0,
    ) -> UploadStatus | None:
        """Say why the upload could not be read. A document that is there stays, and its status with it.

        `processing_end` is now unless it is given. With `worker`, nothing is changed unless it is still the
        one that reads. Where reading was begun at most `retries` times, it is ``pending`` again and due
        after a while, four times as long after each attempt. Gives the status that it now has, ``None``
        where nothing was changed. Raises `NotFoundError`.
        """
        table = TABLES[STRUCTS[kind]]
        with self.database.write() as connection:
            at = moment(connection)
            unread = [
                *self._upload_here(table, upload_id),
                table.c.status.in_(("pending", "processing", "failed")),
            ]
            if worker is not None:
                unread += _of_worker(table, upload_id, worker)
            known = select(table.c.processing_start, table.c.attempts).where(*unread)
            started = connection.execute(known).first()
            if started is None:
                self._require(connection, kind, upload_id)
                return None
            end = processing_end or at
            seconds = None if started[0] is None else round(max((end - started[0]).total_seconds(), 0), 3)
            status: UploadStatus = "pending" if 0 < started[1] <= retries else "failed"
            delay = min(4 ** (max(started[1], 1) - 1), LONGEST_DELAY_SECONDS)
            changed = connection.execute(
                update(table)
                .where(*unread)
                .values(
                    status=status,
                    error_code=code,
                    error_message=message,
                    processing_end=end,
                    processing_duration_seconds=seconds,
                    updated_at=at,
                    **NOBODY,
                )
                .returning(*small_columns(table))
            ).first()
            if changed is None:
                return None
            _live(
                connection, upload_id, retry_at=at + timedelta(seconds=delay) if status == "pending" else None
            )
            self._record(connection, "failed" if status == "failed" else "postponed", kind, changed, at)
            return status

    def release(self, kind: UploadKind, upload_id: int, worker: str) -> bool:
        """Put back an upload that `worker` was told to stop reading; gives whether it was still its own."""
        table = TABLES[STRUCTS[kind]]
        values = {"status": "pending", "processing_start": None, "attempts": table.c.attempts - 1}
        return self._set(kind, upload_id, "released", _of_worker(table, upload_id, worker), values)

    def retry(self, kind: UploadKind, upload_id: int) -> None:
        """Have an upload read that has failed, or at once where it waits for its next attempt.

        Raises `WrongStatusError` for any other, `NotFoundError`, `WrongKindError`.
        """
        table = TABLES[STRUCTS[kind]]
        postponed = and_(table.c.status == "pending", table.c.error_code.is_not(None))
        values = {
            "status": "pending",
            "attempts": 0,
            "error_code": None,
            "error_message": None,
            "processing_start": None,
            "processing_end": None,
            "processing_duration_seconds": None,
        }
        if not self._set(kind, upload_id, "retried", [or_(table.c.status == "failed", postponed)], values):
            raise self._wrong_status(kind, upload_id, "only what has failed is read once more")

    def cancel(self, kind: UploadKind, upload_id: int) -> None:
        """Have an upload not read: it has ``failed``, with the code ``cancelled``; who reads it will stop.

        Raises `WrongStatusError` where it is not pending or processing, `NotFoundError`, `WrongKindError`.
        """
        table = TABLES[STRUCTS[kind]]
        values = {
            "status": "failed",
            "error_code": ReadingCancelledError.code,
            "error_message": "It was cancelled before it had been read.",
        }
        unread = [table.c.status.in_(("pending", "processing"))]
        if not self._set(kind, upload_id, "cancelled", unread, values):
            raise self._wrong_status(kind, upload_id, "only what has not been read can be cancelled")

    def unfinished(self, stale_after_seconds: float = STALE_AFTER_SECONDS) -> list[tuple[UploadKind, int]]:
        """Kind and id, oldest first, of uploads that are due, or whose worker fell silent so long ago."""
        found: list[tuple[UploadKind, int]] = []
        with self.database.read() as connection:
            at = moment(connection)
            silent_since = at - timedelta(seconds=stale_after_seconds)
            for struct in STRUCTS.values():
                table = TABLES[struct]
                open_ = or_(due(table, at), stale(table, silent_since))
                found += [
                    (struct.kind, number)
                    for (number,) in connection.execute(
                        select(table.c.upload_id).where(*self._own(table), open_)
                    )
                ]
        return sorted(found, key=lambda one: one[1])

    def work_state(self, upload_id: int) -> WorkState:
        """How far an upload has come. Raises `NotFoundError`."""
        with self.database.look() as look:
            for struct in STRUCTS.values():
                row = look.first(state_of(struct, own=self.tenant is not None), self._key(upload_id))
                if row is not None:
                    ahead = _ahead(look, upload_id) if row["status"] == "pending" else None
                    return _state(struct.kind, upload_id, row, ahead)
        with self.database.read() as connection:
            raise self._missing(connection, "invoice", upload_id)

    def _set(
        self,
        kind: UploadKind,
        upload_id: int,
        action: str,
        only: Sequence[ColumnElement[bool]],
        values: dict[str, Any],
    ) -> bool:
        """Set `values`, and nobody reading, where `only` holds. Raises `NotFoundError`, `WrongKindError`."""
        table = TABLES[STRUCTS[kind]]
        with self.database.write() as connection:
            at = moment(connection)
            changed = connection.execute(
                update(table)
                .where(*self._upload_here(table, upload_id), *only)
                .values(updated_at=at, **NOBODY, **values)
                .returning(*small_columns(table))
            ).first()
            if changed is None:
                self._require(connection, kind, upload_id)
                return False
            _live(connection, upload_id)
            self._record(connection, action, kind, changed, at)
            return True

    def _wrong_status(self, kind: UploadKind, upload_id: int, why: str) -> WrongStatusError:
        table = TABLES[STRUCTS[kind]]
        with self.database.read() as connection:
            wanted = select(table.c.status).where(*self._upload_here(table, upload_id))
            status = connection.execute(wanted).scalar()
        return WrongStatusError(f"upload {upload_id} is {status}: {why}", upload_id=upload_id)


def _state(kind: UploadKind, upload_id: int, row: Found, ahead: int | None) -> WorkState:
    done, total = row["pages_done"], row["pages_total"]
    stage: Stage = "done"
    if row["status"] == "pending":
        stage = "waiting"
    elif row["status"] == "processing":
        stage = "beginning" if not total else "reading" if done < total else "proving"
    return WorkState(
        upload_id=upload_id,
        kind=kind,
        status=row["status"],
        stage=stage,
        pages_done=done,
        pages_total=total,
        ahead=ahead,
        attempts=row["attempts"],
        retry_at=row["retry_at"],
        error_code=row["error_code"],
        error_message=row["error_message"],
    )


def _ahead(look: Look, upload_id: int) -> int:
    """How many uploads that wait to be read came before this one; of whichever tenant, they share a queue."""
    counted = (look.rows(waiting_before(struct), {"which": upload_id}) for struct in STRUCTS.values())
    return sum(row["waiting"] for (row,) in counted)


def _of_worker(table: Table, upload_id: int, worker: str) -> list[ColumnElement[bool]]:
    return [table.c.upload_id == upload_id, table.c.status == "processing", table.c.worker == worker]


def _live(connection: Connection, upload_id: int, **values: Any) -> None:
    """Keep `values` of an upload that is not read yet, in place of what was kept; those that are there."""
    FORGET.rows(connection, {"which": upload_id})
    if any(value is not None for value in values.values()):
        connection.execute(insert(work).values(upload_id=upload_id, **values))
