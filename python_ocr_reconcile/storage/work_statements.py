"""The statements of `storage.work`, each made once: building costs more than running, while others wait.

Of what they are given when they are run, ``which`` is the upload, ``whose`` its tenant, ``by`` the worker.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from python_ocr_reconcile.errors import WorkerCrashError
from python_ocr_reconcile.models.production_json_models import PAGE_LAYER, Upload
from python_ocr_reconcile.storage.digest import small_columns
from python_ocr_reconcile.storage.prepared import Prepared
from python_ocr_reconcile.storage.rows import TABLES
from python_ocr_reconcile.storage.tables import work
from python_ocr_reconcile.storage.types import Moment

MOST_ATTEMPTS = 7
"""An upload whose worker has died so often is what they die of."""
NOBODY = {"worker": None, "heartbeat_at": None}

FORGET = Prepared(delete(work).where(work.c.upload_id == bindparam("which")))
LIVE = (work.c.retry_at, work.c.pages_done, work.c.pages_total)

_NOW = bindparam("now", type_=Moment())
_SILENT_SINCE = bindparam("silent_since", type_=Moment())


def stale(table: Table, before: datetime | BindParameter[Any]) -> ColumnElement[bool]:
    """Read by a worker that was last heard of before then."""
    return and_(table.c.status == "processing", table.c.heartbeat_at <= before)


def due(table: Table, at: datetime | BindParameter[Any]) -> ColumnElement[bool]:
    """Waits to be read, and not for a time that is still to come."""
    later = exists().where(work.c.upload_id == table.c.upload_id, work.c.retry_at > at)
    return and_(table.c.status == "pending", ~later)


def _here(table: Table, *, own: bool) -> list[ColumnElement[bool]]:
    """The upload that is ``which``, where `own` of the tenant that is ``whose``."""
    here = [table.c.upload_id == bindparam("which")]
    return [*here, table.c.tenant == bindparam("whose")] if own else here


@cache
def take(struct: type[Upload], *, own: bool) -> Prepared:
    """The upload is read ``by`` a worker from ``now`` on, if it is due or nobody reads it."""
    table = TABLES[struct]
    return Prepared(
        update(table)
        .where(*_here(table, own=own), or_(due(table, _NOW), stale(table, _SILENT_SINCE)))
        .values(
            status="processing",
            worker=bindparam("by"),
            heartbeat_at=_NOW,
            attempts=table.c.attempts + 1,
            processing_start=_NOW,
            processing_end=None,
            processing_duration_seconds=None,
            error_code=None,
            error_message=None,
            updated_at=_NOW,
        )
        .returning(*small_columns(table), table.c[PAGE_LAYER])
    )


@cache
def give_up(struct: type[Upload], *, own: bool) -> Prepared:
    """The upload has failed, if its workers keep dying."""
    table = TABLES[struct]
    hopeless = table.c.attempts >= MOST_ATTEMPTS
    return Prepared(
        update(table)
        .where(*_here(table, own=own), stale(table, _SILENT_SINCE), hopeless)
        .values(
            status="failed",
            error_code=WorkerCrashError.code,
            error_message=f"Reading it was begun {MOST_ATTEMPTS} times, and each time the process that read "
            "it died.",
            processing_end=_NOW,
            updated_at=_NOW,
            **NOBODY,
        )
        .returning(*small_columns(table))
    )


@cache
def finish(struct: type[Upload], *, own: bool, by_worker: bool, columns: tuple[str, ...]) -> Prepared:
    """What was read is written, if it is read ``by`` that worker; the `columns` are given when it is run."""
    table = TABLES[struct]
    here = _here(table, own=own)
    if by_worker:
        here += [table.c.status == "processing", table.c.worker == bindparam("by")]
    return Prepared(update(table).where(*here).returning(*small_columns(table)), columns=columns)


@cache
def state_of(struct: type[Upload], *, own: bool) -> Prepared:
    """How far the upload has come."""
    table = TABLES[struct]
    c = table.c
    wanted = select(c.status, c.attempts, c.error_code, c.error_message, *LIVE).select_from(
        table.outerjoin(work, work.c.upload_id == c.upload_id)
    )
    return Prepared(wanted.where(*_here(table, own=own)))


@cache
def waiting_before(struct: type[Upload]) -> Prepared:
    """How many uploads wait to be read that came before."""
    c = TABLES[struct].c
    waiting = c.status == "pending", c.upload_id < bindparam("which")
    return Prepared(select(func.count().label("waiting")).select_from(TABLES[struct]).where(*waiting))
