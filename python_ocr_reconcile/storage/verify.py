"""Hold every row and every original against the audit, and the audit against its own seals.

The audit is walked from its first entry to its last, a few at a time, each step in a snapshot of its own, so
that a large store holds up nobody and a client can take the steps one by one. An entry is looked at by its
seal, by the seal before it and by its number; where it is the last one of its row, that row is read to the
bit, and its original hashed. What the walk cannot see, such as a row without an entry, is counted at its end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, LargeBinary, Table, and_, exists, func, select, text, type_coerce
from sqlalchemy.types import NullType

from python_ocr_reconcile.errors import InputError, OcrReconcileError, StorageError
from python_ocr_reconcile.models.encoding import UNDECODABLE
from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN, PAGE_LAYER
from python_ocr_reconcile.storage.audit import (
    BEFORE_THE_FIRST,
    COVERED,
    SEQUENCE,
    Audit,
    AuditEntry,
    uploads_of_run,
)
from python_ocr_reconcile.storage.digest import LARGE, TENANT_DOCUMENT, document_hash, layer_hash, row_hash
from python_ocr_reconcile.storage.engine import Database, storage_errors
from python_ocr_reconcile.storage.tables import (
    audit,
    numbers,
    reconciliation_matches,
    reconciliation_uploads,
    tenant_documents,
    tokens,
)
from python_ocr_reconcile.storage.types import JSONDocument, respelled

STEP = 200
"""Entries of one step."""
MOST_FINDINGS = 1_000
"""Of one step; what has been altered in more places than that is altered."""

Code = Literal[
    "database_damaged", "entry_altered", "entry_missing", "chain_broken", "audit_missing", "audit_truncated",
    "row_altered", "row_missing", "row_unsealed", "number_altered", "file_altered", "file_missing",
]  # fmt: skip


_DOCUMENTS_BESIDE = (
    select(tenant_documents.c.name)
    .where(
        ~exists().where(
            audit.c.tenant == tenant_documents.c.tenant,
            audit.c.kind == tenant_documents.c.kind,
            audit.c.name == tenant_documents.c.name,
        )
    )
    .limit(1)
)
_TOKENS_BESIDE = (
    select(tokens.c.token_id)
    .where(~exists().where(audit.c.kind == "token", audit.c.name == tokens.c.token_id))
    .limit(1)
)
_LINKS_BESIDE = (
    select(reconciliation_uploads.c.upload_id)
    .where(
        ~exists().where(
            reconciliation_matches.c.reconciliation_id == reconciliation_uploads.c.reconciliation_id
        )
    )
    .limit(1)
)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as the audit says."""

    code: Code
    message: str
    sequence: int | None = None
    """Of the audit's entry."""
    kind: str | None = None
    row_id: int | None = None


class Tip(msgspec.Struct, frozen=True, kw_only=True):
    """The last entry of the audit at some time; kept elsewhere, it shows if the audit was cut off."""

    sequence: int
    seal: str


@dataclass(slots=True)
class Step:
    """What one step has looked at."""

    entries: int = 0
    rows: int = 0
    files: int = 0
    findings: list[Finding] = field(default_factory=list)
    tip: Tip | None = None
    """The last entry that was looked at; the next step begins behind it."""
    done: bool = False
    """Whether that is the last one there is."""

    def found(self, code: Code, message: str, **where: Any) -> None:
        """Add a finding."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(code=code, message=message, **where))


class Verifier:
    """Looks, and changes nothing."""

    def __init__(
        self, database: Database, audit: Audit, folder: Path, *, files: bool = True, tenant: str | None = None
    ) -> None:
        self._database = database
        self._tenant = tenant
        self._audit = audit
        self._folder = folder
        self._files = files

    def steps(self, tip: Tip | None = None) -> Iterator[Step]:
        """Every step from the first entry to the last; `tip` is what an earlier last entry was."""
        after = 0
        while True:
            step = self.step(after, tip)
            yield step
            if step.done or step.tip is None:
                return
            after = step.tip.sequence

    def step(self, after: int = 0, tip: Tip | None = None, most: int = STEP) -> Step:
        """Look at the `most` entries behind entry `after` and at their rows; at the end, at the whole."""
        step = Step()
        try:
            with self._database.snapshot() as connection:
                self._walk(connection, step, after, tip, most)
        except StorageError:
            # What the database itself cannot read is altered; that it cannot be reached is not.
            self._database.ping()
            step.found("database_damaged", "the database cannot read its own pages")
            step.done = True
        return step

    def _walk(self, connection: Connection, step: Step, after: int, tip: Tip | None, most: int) -> None:
        previous = BEFORE_THE_FIRST
        if after:
            before = connection.execute(select(audit.c.seal).where(audit.c.sequence == after)).scalar()
            if before is None:
                raise InputError(f"there is no entry {after} to go on from")
            previous = before
        chosen = audit.c.sequence > after
        entries = _read(connection, audit, chosen, order=audit.c.sequence, most=most)
        sound: list[AuditEntry] = []
        expected = after + 1
        for number, values in entries:
            if number > expected:
                step.found("entry_missing", f"entries {expected} to {number - 1} are gone", sequence=expected)
            entry = self._entry(step, number, values, previous)
            if entry is not None:
                sound.append(entry)
            if tip is not None and tip.sequence == number and (values or {}).get("seal") != tip.seal:
                step.found("audit_truncated", "another entry stands where the tip was", sequence=number)
            expected = number + 1
            previous = str((values or {}).get("seal"))
            step.entries += 1
            step.tip = Tip(sequence=number, seal=previous)
        for entry in _last_of_their_rows(connection, sound):
            if self._tenant in (None, entry.tenant):
                self._check_row(connection, step, entry)
        step.done = len(entries) < most
        if step.done:
            self._finish(connection, step, max(expected - 1, after), tip)

    def _entry(
        self, step: Step, number: int, values: dict[str, Any] | None, previous: str
    ) -> AuditEntry | None:
        """The entry, where it says what it said when it was sealed."""
        if values is None or not _sealed_by(self._audit, values):
            step.found("entry_altered", "the entry is not what was sealed", sequence=number)
            return None
        if values["previous"] != previous:
            step.found("chain_broken", "the entry does not follow the one before it", sequence=number)
        return AuditEntry(**values)

    def _check_row(self, connection: Connection, step: Step, entry: AuditEntry) -> None:
        where: dict[str, Any] = {"sequence": entry.sequence, "kind": entry.kind, "row_id": entry.row_id}
        called = f"{entry.kind} {entry.row_id or entry.name}"
        rows = _rows_of(connection, entry)
        step.rows += 1
        if entry.action == "deleted":
            if rows:
                step.found("row_unsealed", f"{called} was deleted, and is there", **where)
            return
        if not rows:
            step.found("row_missing", f"{called} is gone", **where)
            return
        values = rows[0]
        if values is not None and entry.kind == "reconciliation":
            values["uploads"] = uploads_of_run(connection, entry.row_id or 0)
        if values is None or not _is_as_sealed(values, entry):
            step.found("row_altered", f"{called} is not what was sealed", **where)
        elif self._files and entry.file_hash is not None:
            step.files += 1
            problem = _file_problem(self._folder / values["file_path"], entry.file_hash)
            if problem is not None:
                code, said = problem
                step.found(code, f"the original of {called} {said}", **where)

    def _finish(self, connection: Connection, step: Step, last: int, tip: Tip | None) -> None:
        """What only the whole can tell: rows beside the audit, numbers beside the rows, the tip."""
        if last == 0:
            step.found("audit_missing", "there is no audit")
        if connection.execute(select(audit.c.sequence).where(audit.c.sequence < 1)).first() is not None:
            step.found("entry_altered", "there is an entry before the first")
        if tip is not None and tip.sequence > last:
            step.found("audit_truncated", f"the audit ends at {last}, and once ended at {tip.sequence}")
        largest: dict[str, int] = {SEQUENCE: last}
        for kind, (table, key) in COVERED.items():
            entry_of = exists().where(audit.c.kind == kind, audit.c.row_id == table.c[key])
            own = [] if self._tenant is None else [table.c.tenant == self._tenant]
            beside = select(table.c[key]).where(~entry_of, *own).order_by(table.c[key]).limit(MOST_FINDINGS)
            for (row_id,) in connection.execute(beside):
                number = row_id if isinstance(row_id, int) else None  # SQLite holds anything anywhere
                step.found("row_unsealed", f"a row of {kind} has no entry", kind=kind, row_id=number)
            sequence = "reconciliation" if kind == "reconciliation" else "upload"
            of_kind = connection.execute(select(func.max(table.c[key]))).scalar() or 0
            if isinstance(of_kind, int):
                largest[sequence] = max(largest.get(sequence, 0), of_kind)
        for beside in (_DOCUMENTS_BESIDE, _LINKS_BESIDE, _TOKENS_BESIDE):
            if connection.execute(beside).first() is not None:
                step.found("row_unsealed", "there is a row that has no entry")
        given = dict(connection.execute(select(numbers.c.name, numbers.c.last)).all())
        for name, number in largest.items():
            if given.get(name) != number:
                step.found("number_altered", f"the last number of {name} is {number}, not {given.get(name)}")


def check_structure(database: Database) -> list[Finding]:
    """What SQLite says of its own pages and indexes; PostgreSQL has page checksums of its own."""
    if not database.is_sqlite:
        return []
    try:
        with database.read() as connection:
            said = connection.execute(text("PRAGMA integrity_check(20)")).scalars().all()
    except StorageError as problem:
        said = [str(problem)]
    return [Finding(code="database_damaged", message=str(line)) for line in said if line != "ok"]


def tip_of(database: Database) -> Tip | None:
    """The last entry there is."""
    last = select(audit.c.sequence, audit.c.seal).order_by(audit.c.sequence.desc()).limit(1)
    with database.read() as connection:
        row = connection.execute(last).first()
    return None if row is None else Tip(sequence=row[0], seal=row[1])


def entry_stands(database: Database, tip: Tip) -> bool:
    """Whether the audit has the entry that was its last when `tip` was exported."""
    with database.read() as connection:
        seal = connection.execute(select(audit.c.seal).where(audit.c.sequence == tip.sequence)).scalar()
    return bool(seal == tip.seal)


def _sealed_by(audit: Audit, values: Mapping[str, Any]) -> bool:
    try:
        return bool(audit.seal_of(values) == values["seal"])
    except OcrReconcileError:  # a value that no JSON can say was never sealed
        return False


def _rows_of(connection: Connection, entry: AuditEntry) -> list[dict[str, Any] | None]:
    """The row of an entry, in a list that is empty where it is gone."""
    if entry.kind is not None and entry.kind in COVERED:
        table, key = COVERED[entry.kind]
        return [row for _, row in _read(connection, table, table.c[key] == entry.row_id)]
    if entry.kind == "token":
        return [row for _, row in _read(connection, tokens, tokens.c.token_id == entry.name)]
    c = tenant_documents.c
    here = and_(c.tenant == entry.tenant, c.kind == entry.kind, c.name == entry.name)
    there = connection.execute(select(c.name).where(here)).first()
    return [] if there is None else [_one(connection, tenant_documents, here)]


def _is_as_sealed(values: Mapping[str, Any], entry: AuditEntry) -> bool:
    small = {name: value for name, value in values.items() if name not in LARGE}
    if values.get("heartbeat_at") is not None and values["status"] != "processing":
        return False
    try:
        document = document_hash(values.get(DOCUMENT_COLUMN.get(str(entry.kind), TENANT_DOCUMENT)))
        layer = layer_hash(values.get(PAGE_LAYER))
        now = (document, layer, row_hash(small, document, layer))
    except OcrReconcileError:
        return False
    sealed = (entry.document_hash, entry.layer_hash, entry.row_hash)
    return now == sealed


def _file_problem(path: Path, file_hash: str) -> tuple[Code, str] | None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        return "file_missing", f"cannot be read: {problem.strerror}"
    return None if found == file_hash else ("file_altered", "is not the file that was received")


def _last_of_their_rows(connection: Connection, entries: Sequence[AuditEntry]) -> list[AuditEntry]:
    """Those of `entries` that no later one of the same row follows."""
    last: dict[tuple[str, int], int] = {}
    for kind in COVERED:
        ids = {entry.row_id for entry in entries if entry.kind == kind}
        grouped = (
            select(audit.c.row_id, func.max(audit.c.sequence))
            .where(audit.c.kind == kind, audit.c.row_id.in_(ids))
            .group_by(audit.c.row_id)
        )
        last |= {(kind, row_id): sequence for row_id, sequence in connection.execute(grouped)} if ids else {}
    numbered = [e for e in entries if last.get((str(e.kind), e.row_id or 0)) == e.sequence]
    later = select(audit.c.sequence).limit(1)
    named = [
        e
        for e in entries
        if e.name is not None
        and connection.execute(
            later.where(audit.c.tenant == e.tenant, audit.c.kind == e.kind, audit.c.name == e.name).where(
                audit.c.sequence > e.sequence
            )
        ).first()
        is None
    ]
    return [*numbered, *named]


# ---------------------------------------------------------------- reading to the bit


def _read(
    connection: Connection, table: Table, condition: Any, *, order: Any = None, most: int | None = None
) -> list[tuple[Any, dict[str, Any] | None]]:
    """Rows by the first column, their key, with every value; ``None`` for values that were never written so.

    On SQLite a value has several spellings (a space in JSON, a ``t`` for a ``T`` in a time), which all read
    alike: only the one that this package writes is let pass.
    """
    key, *_ = table.columns
    keys = select(key).where(condition)
    keys = keys if order is None else keys.order_by(order)
    found = []
    for (number,) in connection.execute(keys if most is None else keys.limit(most)).all():
        found.append((number, _one(connection, table, key == number)))
    return found


def _one(connection: Connection, table: Table, here: Any) -> dict[str, Any] | None:
    if connection.dialect.name != "sqlite":
        return dict(connection.execute(select(table).where(here)).one()._mapping)  # noqa: SLF001
    raw = select(*(type_coerce(column, NullType()).label(column.name) for column in table.columns))
    try:
        with storage_errors():
            row = connection.execute(raw.where(here)).one()._mapping  # noqa: SLF001
    except StorageError:
        return None  # not UTF-8
    values: dict[str, Any] = {}
    for column in table.columns:
        try:
            values[column.name] = _understood(connection, column, row[column.name])
        except (*UNDECODABLE, OcrReconcileError, ValueError, TypeError, ArithmeticError):
            return None
    return values


def _understood(connection: Connection, column: Any, raw: Any) -> Any:
    """The value of what SQLite holds. Raises `ValueError` where it is not spelled as it is written."""
    if isinstance(column.type, LargeBinary):
        if not isinstance(raw, bytes | None):
            raise TypeError
        return raw
    kind = column.type.dialect_impl(connection.dialect)
    read, write = kind.result_processor(connection.dialect, None), kind.bind_processor(connection.dialect)
    value = raw if read is None else read(raw)
    again = value if write is None else write(value)
    if type(again) is not type(raw) or again != raw:
        raise ValueError
    if isinstance(column.type, JSONDocument) and raw is not None and respelled(value) != value:
        raise ValueError
    return value
