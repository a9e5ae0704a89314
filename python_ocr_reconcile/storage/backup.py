"""One archive of everything: rows, audit and originals, taken while others write, for either database.

    manifest.json            what the archive holds, with the hash of each part; the last entry of the audit
    tables/NAME.jsonl.zst    every row, a JSON object a line, the same whichever database it came from
    originals/ab/ab12...     every file that a row names

The rows are those of one moment: a snapshot. An original never changes once a row names it. The key of the
audit is left out: a backup that holds it proves nothing to whoever finds it altered.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import zstandard
from sqlalchemy import Connection, Table, delete, func, insert, select

from python_ocr_reconcile import __version__
from python_ocr_reconcile.config import MIB, Settings
from python_ocr_reconcile.dates import now, timestamp
from python_ocr_reconcile.errors import (
    AuditKeyError,
    BackupError,
    InputError,
    MalformedJSONError,
    StorageError,
)
from python_ocr_reconcile.models.encoding import decode, decode_plain, encode
from python_ocr_reconcile.storage.audit import Audit
from python_ocr_reconcile.storage.audit_key import key_path, read_key
from python_ocr_reconcile.storage.carried import count_on, meant, said, whole_row_hash
from python_ocr_reconcile.storage.engine import Database, open_database
from python_ocr_reconcile.storage.migrate import ensure_current
from python_ocr_reconcile.storage.migrations import HEAD
from python_ocr_reconcile.storage.tables import (
    audit,
    bank_uploads,
    invoice_uploads,
    numbers,
    reconciliation_matches,
    reconciliation_uploads,
    tenant_documents,
    tokens,
)
from python_ocr_reconcile.storage.verify import Finding, Tip, Verifier

FORMAT = "ocr-reconcile-backup"
MANIFEST = "manifest.json"
_TABLES = (
    *(invoice_uploads, bank_uploads, reconciliation_matches, reconciliation_uploads),
    *(tenant_documents, tokens, audit, numbers),
)
"""In the order in which their rows can be put back: none refers to one that comes later."""
_BATCH = 100
_ORIGINAL = re.compile(r"originals/([0-9a-f]{2}/[0-9a-f]{64})", re.ASCII)


class TablePart(msgspec.Struct, frozen=True, kw_only=True):
    """What the archive holds of one table."""

    rows: int
    sha256: str
    """Of its lines."""
    digest: str
    """Over what its rows say: the same for the same rows in either database."""


class FilePart(msgspec.Struct, frozen=True, kw_only=True):
    """One original."""

    path: str
    sha256: str
    size: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive holds."""

    format: str
    created_at: str
    software_version: str
    schema_revision: str
    audit_key_id: str
    tip: Tip | None
    tables: dict[str, TablePart]
    files: list[FilePart]
    missing_files: list[str]
    """Originals that were gone already."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    manifest: Manifest
    findings: list[Finding]
    """What is not as the audit says: it was so in the backup."""


def backup(database: Database, audit_: Audit, folder: Path, target: Path) -> Manifest:
    """Write an archive of `database` and of the originals in `folder` to `target`, which must be new.

    It is written beside and renamed when it is complete and on disk. Raises `InputError`, `StorageError`.
    """
    if target.exists():
        raise InputError(f"{target} is there already; name another file for the backup.")
    unfinished = target.with_name(f".{target.name}.unfinished-{os.getpid()}")
    try:
        with unfinished.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            with tarfile.open(fileobj=file, mode="w") as archive:
                manifest = _write(archive, database, audit_, folder, unfinished.parent)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(target)
        _sync(target.parent)
    except OSError as problem:
        raise StorageError(f"the backup cannot be written to {target}: {problem.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _write(
    archive: tarfile.TarFile, database: Database, audit_: Audit, folder: Path, scratch: Path
) -> Manifest:
    parts: dict[str, TablePart] = {}
    with database.snapshot() as connection:
        for table in _TABLES:
            with tempfile.TemporaryFile(dir=scratch) as lines:
                parts[table.name] = _write_table(connection, table, lines)
                info = tarfile.TarInfo(_member(table))
                info.size = lines.tell()
                lines.seek(0)
                archive.addfile(info, lines)
        last = connection.execute(
            select(audit.c.sequence, audit.c.seal).order_by(audit.c.sequence.desc()).limit(1)
        ).first()
        named = {
            path
            for table in (invoice_uploads, bank_uploads)
            for (path,) in connection.execute(select(table.c.file_path))
        }
    files, missing = [], []
    for path in sorted(named):
        part = _write_original(archive, folder, path)
        missing.extend([] if part else [path])
        files.extend([part] if part else [])
    manifest = Manifest(
        format=FORMAT,
        created_at=timestamp(now()),
        software_version=__version__,
        schema_revision=HEAD,
        audit_key_id=audit_.key.id,
        tip=None if last is None else Tip(sequence=last[0], seal=last[1]),
        tables=parts,
        files=files,
        missing_files=missing,
    )
    written = msgspec.json.format(encode(manifest), indent=2)
    info = tarfile.TarInfo(MANIFEST)
    info.size = len(written)
    archive.addfile(info, io.BytesIO(written))
    return manifest


def _member(table: Table) -> str:
    return f"tables/{table.name}.jsonl.zst"


def _write_table(connection: Connection, table: Table, target: Any) -> TablePart:
    lines, digest, rows = hashlib.sha256(), hashlib.sha256(), 0
    found = connection.execution_options(yield_per=_BATCH).execute(
        select(table).order_by(*table.primary_key.columns)
    )
    with zstandard.ZstdCompressor(level=3).stream_writer(target, closefd=False) as packed:
        for row in found.mappings():
            line = encode({column.name: said(column, row[column.name]) for column in table.columns}) + b"\n"
            packed.write(line)
            lines.update(line)
            digest.update(whole_row_hash(row).encode())
            rows += 1
    return TablePart(rows=rows, sha256=lines.hexdigest(), digest=digest.hexdigest())


def _write_original(archive: tarfile.TarFile, folder: Path, path: str) -> FilePart | None:
    if not _ORIGINAL.fullmatch(f"originals/{path}"):
        return None  # no path of ours: the row was altered, which `verify` tells
    try:
        with (folder / path).open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            info = tarfile.TarInfo(f"originals/{path}")
            info.size = file.tell()
            file.seek(0)
            archive.addfile(info, file)
            return FilePart(path=path, sha256=sha256, size=info.size)
    except FileNotFoundError:
        return None


# ---------------------------------------------------------------- and back


def restore(settings: Settings, source: Path) -> Restored:
    """Put an archive back into the empty database and the upload folder of `settings`, and verify it.

    Rows are put back in one transaction, after the originals are on disk: it is all there, or nothing.
    Raises `BackupError` where the archive is not whole, `AuditKeyError` where the key of its audit is not
    there, and `InputError` where the database is not empty.
    """
    try:
        with tarfile.open(source, mode="r:") as archive:
            manifest = _manifest(archive)
            key = _key(settings, manifest)
            database = open_database(settings)
            try:
                ensure_current(database)
                _require_empty(database)
                _restore_files(archive, manifest, settings.upload_folder)
                with database.write() as connection:
                    _restore_rows(connection, archive, manifest)
                return Restored(manifest, _verified(database, key, settings, manifest))
            finally:
                database.close()
    except (tarfile.TarError, zstandard.ZstdError, EOFError) as problem:
        raise BackupError(f"{source} is not a whole backup: {problem}") from None
    except OSError as problem:
        raise StorageError(f"{source} cannot be restored: {problem.strerror}") from None


def _manifest(archive: tarfile.TarFile) -> Manifest:
    try:
        found = decode(_bytes_of(archive, MANIFEST), Manifest)
    except MalformedJSONError:
        raise BackupError("its manifest cannot be understood") from None
    if found.format != FORMAT or set(found.tables) != {table.name for table in _TABLES}:
        raise BackupError("it is not a backup of this program")
    if found.schema_revision != HEAD:
        raise BackupError(
            f"its schema is {found.schema_revision} and this program's is {HEAD}: restore it with version "
            f"{found.software_version}, then upgrade"
        )
    return found


def _key(settings: Settings, manifest: Manifest) -> Audit:
    path = key_path(settings)
    if not path.exists():
        raise AuditKeyError(f"the backup is sealed with the key {manifest.audit_key_id}; there is no {path}")
    key = read_key(path)
    if key.id != manifest.audit_key_id:
        raise AuditKeyError(f"the backup is sealed with the key {manifest.audit_key_id}; {path} is {key.id}")
    return Audit(key)


def _require_empty(database: Database) -> None:
    """Raise unless there is nothing but, at most, the beginning of an audit."""
    with database.read() as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in _TABLES
            if table is not numbers
        }
    begun = counts.pop(audit.name)
    if begun > 1 or any(counts.values()):
        raise InputError("the database is not empty: a backup is restored into a new one.")


def _restore_files(archive: tarfile.TarFile, manifest: Manifest, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for part in manifest.files:
        name = f"originals/{part.path}"
        if not _ORIGINAL.fullmatch(name):
            raise BackupError(f"{part.path!r} is no path of an original")
        target = folder / part.path
        target.parent.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".restore-", delete=False) as file:
            try:
                _copy_original(archive, name, part.sha256, file)
                Path(file.name).replace(target)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    for place in (*folder.glob("??"), folder):
        _sync(place)


def _copy_original(archive: tarfile.TarFile, name: str, sha256: str, file: Any) -> None:
    digest = hashlib.sha256()
    with _member_of(archive, name) as stream:
        while chunk := stream.read(MIB):
            digest.update(chunk)
            file.write(chunk)
    if digest.hexdigest() != sha256:
        raise BackupError(f"{name} is not what the manifest says")
    file.flush()
    os.fsync(file.fileno())


def _restore_rows(connection: Connection, archive: tarfile.TarFile, manifest: Manifest) -> None:
    connection.execute(delete(audit))
    connection.execute(delete(numbers))
    for table in _TABLES:
        part, lines, rows = manifest.tables[table.name], hashlib.sha256(), 0
        batch: list[dict[str, Any]] = []
        for line in _lines_of(archive, _member(table)):
            lines.update(line)
            line_said = decode_plain(line)
            batch.append({column.name: meant(column, line_said[column.name]) for column in table.columns})
            rows += 1
            if len(batch) == _BATCH:
                connection.execute(insert(table), batch)
                batch = []
        if batch:
            connection.execute(insert(table), batch)
        if (lines.hexdigest(), rows) != (part.sha256, part.rows):
            raise BackupError(f"{table.name} is not what the manifest says")
        count_on(connection, table)


def _verified(database: Database, key: Audit, settings: Settings, manifest: Manifest) -> list[Finding]:
    verifier = Verifier(database, key, settings.upload_folder)
    return [finding for step in verifier.steps(manifest.tip) for finding in step.findings]


def _lines_of(archive: tarfile.TarFile, name: str) -> Iterator[bytes]:
    with _member_of(archive, name) as packed:
        unpacked = zstandard.ZstdDecompressor().stream_reader(packed)
        yield from io.BufferedReader(unpacked)


def _member_of(archive: tarfile.TarFile, name: str) -> Any:
    try:
        stream = archive.extractfile(name)
    except KeyError:
        stream = None
    if stream is None:
        raise BackupError(f"it has no {name}")
    return stream


def _bytes_of(archive: tarfile.TarFile, name: str) -> bytes:
    with _member_of(archive, name) as stream:
        found: bytes = stream.read()
        return found


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
