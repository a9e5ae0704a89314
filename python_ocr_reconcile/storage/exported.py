"""The rows of an export, all of one moment, and the same rows put into an empty database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, and_, func, insert, or_, select, update

from python_ocr_reconcile.errors import InputError, NotFoundError
from python_ocr_reconcile.models.file import FINAL_STATUSES
from python_ocr_reconcile.models.production_json_models import (
    DOCUMENT_COLUMN,
    PAGE_LAYER,
    ROWS,
    ReconciliationMatch,
    Row,
    RowKind,
    Upload,
    UploadKind,
)
from python_ocr_reconcile.storage.audit import COVERED, uploads_of_run
from python_ocr_reconcile.storage.carried import count_on, meant, said
from python_ocr_reconcile.storage.digest import document_hash, layer_hash, small_columns
from python_ocr_reconcile.storage.engine import moment
from python_ocr_reconcile.storage.filters import conditions
from python_ocr_reconcile.storage.rows import numbered, to_struct
from python_ocr_reconcile.storage.store import Store
from python_ocr_reconcile.storage.tables import (
    audit,
    bank_uploads,
    invoice_uploads,
    numbers,
    reconciliation_matches,
    reconciliation_uploads,
)
from python_ocr_reconcile.storage.types import respelled
from python_ocr_reconcile.storage.verify import Tip

UPLOAD_TABLES: dict[UploadKind, Table] = {"invoice": invoice_uploads, "bank": bank_uploads}
_PERIOD = {
    "invoice": ("invoice_date_from", "invoice_date_to", "date_range_start"),
    "bank": ("period_from", "period_to", "statement_period_start"),
}


class Scope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wanted: one upload, one run with its uploads, a period, or everything."""

    upload_id: int | None = None
    reconciliation_id: int | None = None
    first_day: date | None = None
    """Uploads of which any document falls into the period, runs over any of these, and their other uploads.
    What has no date counts by the day it was uploaded."""
    last_day: date | None = None

    def __post_init__(self) -> None:
        """Raise `InputError` where it is more than one of them, or a period that ends before it begins."""
        has_period = self.first_day is not None or self.last_day is not None
        if (self.upload_id is not None) + (self.reconciliation_id is not None) + has_period > 1:
            raise InputError("An export is of one upload, one run, or a period: name one of them.")
        if self.first_day and self.last_day and self.first_day > self.last_day:
            raise InputError("The period ends before it begins.")


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """An upload that has not been read to the end."""

    upload_id: int
    status: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows of an export by number."""

    uploads: list[tuple[UploadKind, int]]
    """In the order of their numbers."""
    runs: list[int]
    left_out: list[LeftOut]


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """One row as it travels."""

    kind: RowKind
    columns: dict[str, Any]
    """Every small column, as `carried.said` writes it."""
    document: bytes | None
    layer: bytes | None
    uploads: list[list[Any]] = field(default_factory=list)
    """Of a run: kind and number of each of its uploads."""

    @property
    def number(self) -> int:
        """The upload_id, or the reconciliation_id."""
        return cast("int", self.columns[COVERED[self.kind][1]])


class StoredState:
    """Everything that one tenant has (``None``: all of them), as it is at one moment."""

    def __init__(self, connection: Connection, tenant: str | None) -> None:
        self._connection = connection
        self._tenant = tenant

    def choose(self, scope: Scope) -> Chosen:
        """The rows that `scope` names. Raises `NotFoundError`."""
        if scope.upload_id is not None:
            found = self._uploads(scope, lambda table: numbered(table.c.upload_id, scope.upload_id or 0))
            if not found:
                raise NotFoundError(f"there is no upload {scope.upload_id}", upload_id=scope.upload_id)
            return _chosen(found, [])
        runs = self._runs(scope)
        if scope.reconciliation_id is not None and not runs:
            number = scope.reconciliation_id
            raise NotFoundError(f"there is no reconciliation {number}", reconciliation_id=number)
        of_runs = select(reconciliation_uploads.c.upload_id).where(
            reconciliation_uploads.c.reconciliation_id.in_(self._run_numbers(scope))
        )

        def wanted(table: Table) -> ColumnElement[bool]:
            return or_(table.c.upload_id.in_(of_runs), *self._dated(table, scope))

        return _chosen(self._uploads(scope, wanted), runs)

    def row(self, kind: RowKind, number: int) -> CarriedRow:
        """One row with its document and its page layer."""
        table, key = COVERED[kind]
        here = table.c[key] == number
        known = self._connection.execute(select(*small_columns(table)).where(here)).one()._mapping  # noqa: SLF001
        large = [table.c[name] for name in (DOCUMENT_COLUMN[kind], PAGE_LAYER) if name in table.c]
        heavy = self._connection.execute(select(*large).where(here)).one()
        return CarriedRow(
            kind=kind,
            columns={column.name: said(column, known[column.name]) for column in small_columns(table)},
            document=heavy[0],
            layer=heavy[1] if len(heavy) > 1 else None,
            uploads=uploads_of_run(self._connection, number) if kind == "reconciliation" else [],
        )

    def upload(self, upload_id: int) -> Upload:
        """One upload with its document and its page layer. Raises `NotFoundError`."""
        for kind, table in UPLOAD_TABLES.items():
            here = numbered(table.c.upload_id, upload_id)
            wanted = select(table).where(here, *self._own(table))
            if (row := self._connection.execute(wanted).first()) is not None:
                return to_struct(cast("type[Upload]", ROWS[kind]), row)
        raise NotFoundError(f"there is no upload {upload_id}", upload_id=upload_id)

    def tip(self) -> tuple[Tip, datetime] | None:
        """The last entry of the audit, and when it was made."""
        last = select(audit.c.sequence, audit.c.seal, audit.c.at).order_by(audit.c.sequence.desc()).limit(1)
        row = self._connection.execute(last).first()
        return None if row is None else (Tip(sequence=row[0], seal=row[1]), row[2])

    def _own(self, table: Table) -> list[ColumnElement[bool]]:
        return [] if self._tenant is None else [table.c.tenant == self._tenant]

    def _uploads(
        self, scope: Scope, wanted: Callable[[Table], ColumnElement[bool]]
    ) -> list[tuple[UploadKind, int, str]]:
        found: list[tuple[UploadKind, int, str]] = []
        for kind, table in UPLOAD_TABLES.items():
            where = [] if scope == Scope() else [wanted(table)]
            numbers_ = select(table.c.upload_id, table.c.status).where(*self._own(table), *where)
            found += [(kind, number, status) for number, status in self._connection.execute(numbers_)]
        return sorted(found, key=lambda one: one[1])

    def _dated(self, table: Table, scope: Scope) -> list[ColumnElement[bool]]:
        """Uploads of the period; those without a date by the day on which they came."""
        if scope.first_day is None and scope.last_day is None:
            return []
        kind = "invoice" if table is invoice_uploads else "bank"
        since, until, start = _PERIOD[kind]
        dated = conditions(kind, {since: scope.first_day, until: scope.last_day})
        came = conditions(kind, {"uploaded_from": scope.first_day, "uploaded_to": scope.last_day})
        return [or_(and_(*dated), and_(table.c[start].is_(None), *came))]

    def _run_numbers(self, scope: Scope) -> Any:
        table = reconciliation_matches
        numbers_ = select(table.c.reconciliation_id).where(*self._own(table))
        if scope.reconciliation_id is not None:
            return numbers_.where(numbered(table.c.reconciliation_id, scope.reconciliation_id))
        if scope == Scope():
            return numbers_
        of_period = [
            reconciliation_uploads.c.upload_id.in_(
                select(uploads.c.upload_id).where(*self._own(uploads), *self._dated(uploads, scope))
            )
            for uploads in UPLOAD_TABLES.values()
        ]
        over = select(reconciliation_uploads.c.reconciliation_id).where(or_(*of_period))
        return numbers_.where(table.c.reconciliation_id.in_(over))

    def _runs(self, scope: Scope) -> list[int]:
        wanted = self._run_numbers(scope).order_by(reconciliation_matches.c.reconciliation_id)
        return list(self._connection.execute(wanted).scalars())


def _chosen(found: list[tuple[UploadKind, int, str]], runs: list[int]) -> Chosen:
    return Chosen(
        uploads=[(kind, number) for kind, number, status in found if status in FINAL_STATUSES],
        runs=runs,
        left_out=[
            LeftOut(upload_id=number, status=status)
            for _, number, status in found
            if status not in FINAL_STATUSES
        ],
    )


@contextmanager
def stored_state(store: Store) -> Iterator[StoredState]:
    """What `store` sees, at one moment, whoever writes meanwhile."""
    with store.database.snapshot() as connection:
        yield StoredState(connection, store.tenant)


# ---------------------------------------------------------------- and into an empty database


def require_empty(store: Store) -> None:
    """Raise `InputError` where there is any upload or run, of any tenant."""
    with store.database.read() as connection:
        _require_empty(connection)


def to_row(carried: CarriedRow) -> Row:
    """The struct of a carried row."""
    table, _ = COVERED[carried.kind]
    values = {column.name: meant(column, carried.columns[column.name]) for column in small_columns(table)}
    struct = ROWS[carried.kind]
    known: dict[str, Any] = {name: values[name] for name in struct.__struct_fields__ if name in values}
    known[DOCUMENT_COLUMN[carried.kind]] = carried.document
    if struct is not ReconciliationMatch:
        known[PAGE_LAYER] = carried.layer
    return struct(**known)


def put_rows(store: Store, rows: Iterable[CarriedRow]) -> int:
    """Put `rows` into the empty database of `store`, each with an entry ``imported`` of the audit; how many.

    All of them or none: what the iteration raises goes through and undoes it. A store of one tenant makes
    them that tenant's.
    """
    count = 0
    with store.database.write() as connection:
        _require_empty(connection)
        at = moment(connection)
        for carried in rows:
            _put(connection, store, carried, at)
            count += 1
        for table in (*UPLOAD_TABLES.values(), reconciliation_matches):
            count_on(connection, table)
        uploads = max(_largest(connection, table, "upload_id") for table in UPLOAD_TABLES.values())
        runs = _largest(connection, reconciliation_matches, "reconciliation_id")
        for name, last in (("upload", uploads), ("reconciliation", runs)):
            connection.execute(update(numbers).where(numbers.c.name == name).values(last=last))
    return count


def _put(connection: Connection, store: Store, carried: CarriedRow, at: datetime) -> None:
    table, key = COVERED[carried.kind]
    small = {column.name: meant(column, carried.columns[column.name]) for column in small_columns(table)}
    if store.tenant is not None:
        small["tenant"] = store.tenant
    document = None if carried.document is None else respelled(carried.document)
    values = {**small, DOCUMENT_COLUMN[carried.kind]: document}
    if PAGE_LAYER in table.c:
        values[PAGE_LAYER] = carried.layer
    connection.execute(insert(table).values(values))
    links = [
        {"upload_id": number, "reconciliation_id": small[key], "kind": kind}
        for kind, number in carried.uploads
    ]
    if links:
        connection.execute(insert(reconciliation_uploads), links)
    store.audit.record(
        connection,
        "imported",
        carried.kind,
        small,
        at=at,
        actor=store.actor,
        document=document_hash(document),
        layer=layer_hash(carried.layer),
    )


def _require_empty(connection: Connection) -> None:
    for table in (*UPLOAD_TABLES.values(), reconciliation_matches):
        if connection.execute(select(table.c.id).limit(1)).first() is not None:
            raise InputError("the database is not empty: an export is imported into a new one.")


def _largest(connection: Connection, table: Table, key: str) -> int:
    return int(connection.execute(select(func.max(table.c[key]))).scalar() or 0)
