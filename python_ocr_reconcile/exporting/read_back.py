"""An export is read back into an empty system: checked to the last byte first, then all of it, or nothing.

No file of the archive is ever unpacked by its name. An original goes where its own hash says, once its bytes
have that hash; everything else is read through, never beyond the size that the manifest states.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from python_ocr_reconcile.config import MIB, Settings
from python_ocr_reconcile.errors import ExportUnusableError, MalformedJSONError, OcrReconcileError
from python_ocr_reconcile.exporting.archive import FORMAT
from python_ocr_reconcile.exporting.check_export import MANIFEST, Broken, fingerprint_of
from python_ocr_reconcile.exporting.export import ROWS
from python_ocr_reconcile.models.encoding import canonical, decode, decode_plain
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.production_json_models import ReconciliationMatch, Row, RowKind
from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.reading.page_layer import unpack
from python_ocr_reconcile.services.documents import completed, judged_row
from python_ocr_reconcile.services.verify import Verification, verify
from python_ocr_reconcile.storage.exported import CarriedRow, put_rows, require_empty, to_row
from python_ocr_reconcile.storage.migrations import HEAD
from python_ocr_reconcile.storage.store import Store
from python_ocr_reconcile.storage.verify import Tip, entry_stands

_MOST_MANIFEST_BYTES = 512 * MIB
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NOT_COMPARED = frozenset({"updated_at"})
"""What a document does not settle: a later change of its row moves it."""


class _FileFacts(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    sha256: str
    size: int
    content: str


class ExportManifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an export says of itself."""

    format: str
    as_of: str
    software_version: str
    schema_revision: str
    audit_tip: Tip | None
    files: list[_FileFacts]
    key_id: str
    seal: str


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    kind: RowKind
    columns: dict[str, Any]
    document: str | None
    layer: str | None
    original: str | None
    uploads: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of an export has found."""

    fingerprint: str
    manifest: ExportManifest
    made_here: bool
    """Whether the seal is that of this installation's key."""
    tip_stands: bool | None
    """Whether the audit still has the entry that was its last then; ``None`` where it was made elsewhere."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read back."""

    rows: int
    originals: int
    fingerprint: str
    verification: Verification


def check(path: Path, store: Store, settings: Settings) -> Checked:
    """Hold every byte of the export (a ZIP file) against its manifest, and its seal against this store's key.

    Raises `ExportUnusableError` where anything is not as it was.
    """
    with _opened(path, settings) as (archive, fingerprint):
        written = _bytes(archive, MANIFEST, _MOST_MANIFEST_BYTES)
        manifest = _manifest(written)
    facts = decode_plain(written)
    key = store.audit.key
    seal = facts.pop("seal")
    facts.pop("key_id")
    made_here = manifest.key_id == key.id and key.seal(canonical(facts)) == seal
    stands = entry_stands(store.database, manifest.audit_tip) if made_here and manifest.audit_tip else None
    return Checked(fingerprint, manifest, made_here, stands)


def import_export(path: Path, store: Store, settings: Settings) -> Imported:
    """Read an export (a ZIP file) into the empty database of `store` and the upload folder of `settings`.

    Every byte is checked and every row looked at before anything is written; then the originals come to disk,
    and all rows in one transaction, each with its entry in the audit; then the whole is verified. A store of
    one tenant makes the rows that tenant's. Raises `ExportUnusableError`, and `InputError` where the database
    is not empty.
    """
    require_empty(store)
    with _opened(path, settings) as (archive, fingerprint):
        manifest = _manifest(_bytes(archive, MANIFEST, _MOST_MANIFEST_BYTES))
        if manifest.schema_revision != HEAD:
            raise ExportUnusableError(
                f"its rows have the schema {manifest.schema_revision}, and this program's is {HEAD}: import "
                f"it with version {manifest.software_version}, then upgrade"
            )
        reader = _Reader(archive, manifest, settings)
        for carried in reader.rows():
            _look_at(carried)
        originals = reader.put_originals()
        rows = put_rows(store, reader.rows())
    return Imported(rows, originals, fingerprint, verify(store, settings))


@contextmanager
def _opened(path: Path, settings: Settings) -> Iterator[tuple[zipfile.ZipFile, str]]:
    """The archive, checked to the last byte, and its fingerprint. Raises `ExportUnusableError`."""
    limits = settings.limits
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as problem:
        raise ExportUnusableError(f"{path} is no export: {problem}") from None
    with archive:
        # What it unpacks to is stated in its directory, and nothing is read beyond that.
        members = archive.infolist()
        if len(members) > limits.export_files:
            raise ExportUnusableError(f"it has more than {limits.export_files:,} files")
        if sum(member.file_size for member in members) > limits.export_bytes:
            raise ExportUnusableError(f"it unpacks to more than {limits.export_bytes:,} bytes")
        try:
            fingerprint = fingerprint_of(path)
        except Broken as problem:
            raise ExportUnusableError(str(problem)) from None
        yield archive, fingerprint


def _manifest(written: bytes) -> ExportManifest:
    try:
        found = decode(written, ExportManifest)
    except MalformedJSONError:
        raise ExportUnusableError("its manifest cannot be understood") from None
    if found.format != FORMAT:
        raise ExportUnusableError("it is not an export of this program")
    return found


class _Reader:
    """The rows and originals of an archive that has been checked."""

    def __init__(self, archive: zipfile.ZipFile, manifest: ExportManifest, settings: Settings) -> None:
        self._archive = archive
        self._listed = {one.path: one for one in manifest.files}
        self._settings = settings

    def rows(self) -> Iterator[CarriedRow]:
        """Every row, uploads before the runs that name them."""
        for runs in (False, True):
            for line in self._lines():
                if (line.kind == "reconciliation") is runs:
                    yield CarriedRow(
                        kind=line.kind,
                        columns=line.columns,
                        document=self._part(line.document, self._settings.limits.json_bytes),
                        layer=self._part(line.layer, self._settings.limits.json_bytes),
                        uploads=[list(one) for one in line.uploads],
                    )

    def put_originals(self) -> int:
        """Put each original where its hash says, on disk when this returns; how many."""
        folder, count = self._settings.upload_folder, 0
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for line in self._lines():
            if line.kind == "reconciliation":
                continue
            file_hash, file_path = line.columns.get("file_hash"), line.columns.get("file_path")
            if not isinstance(file_hash, str) or not _HASH.fullmatch(file_hash):
                raise ExportUnusableError("a row has no hash of its original")
            if file_path != f"{file_hash[:2]}/{file_hash}":
                raise ExportUnusableError("a row names its original by another path than its hash")
            listed = self._listed.get(line.original or "")
            if listed is None or listed.sha256 != file_hash:
                raise ExportUnusableError("a row and its original disagree")
            if listed.size > self._settings.limits.upload_bytes:
                raise ExportUnusableError(
                    f"an original has {listed.size:,} bytes, more than is accepted here"
                )
            self._put(listed.path, folder / file_path, file_hash)
            count += 1
        return count

    def _put(self, name: str, target: Path, file_hash: str) -> None:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".import-", delete=False) as file:
            try:
                self._copy(name, file, file_hash)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(target)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        _sync(target.parent)

    def _copy(self, name: str, file: Any, file_hash: str) -> None:
        digest = hashlib.sha256()
        with self._archive.open(name) as source:
            while part := source.read(MIB):
                digest.update(part)
                file.write(part)
        if digest.hexdigest() != file_hash:
            raise ExportUnusableError(f"{name} is not what it was a moment ago")

    def _lines(self) -> Iterator[_Line]:
        if ROWS not in self._listed:
            raise ExportUnusableError(f"it has no {ROWS}")
        with self._archive.open(ROWS) as lines:
            for line in lines:
                try:
                    yield decode(line, _Line)
                except MalformedJSONError:
                    raise ExportUnusableError(f"a line of {ROWS} cannot be understood") from None

    def _part(self, path: str | None, most: int) -> bytes | None:
        if path is None:
            return None
        if path not in self._listed:
            raise ExportUnusableError(f"{path[:200]!r} is not in it")
        return _bytes(self._archive, path, most)


def _look_at(carried: CarriedRow) -> None:
    """Raise `ExportUnusableError` unless the row is one that this program could have written."""
    called = (
        f"{carried.kind} row {carried.columns.get('upload_id') or carried.columns.get('reconciliation_id')}"
    )
    try:
        row = to_row(carried)
        if carried.layer is not None:
            unpack(carried.layer)
        told = row
        if carried.document is not None:
            validate(carried.document, carried.kind)
            told = _told(row, carried.document, carried.layer)
    except (OcrReconcileError, ValueError, TypeError, KeyError, ArithmeticError) as problem:
        raise ExportUnusableError(f"{called} cannot be taken: {problem}") from None
    if carried.document is None and row.status != "failed":
        raise ExportUnusableError(f"{called} has no document")
    names = [name for name in row.__struct_fields__ if name not in _NOT_COMPARED]
    other = [name for name in names if getattr(row, name) != getattr(told, name)]
    if other:
        raise ExportUnusableError(f"{called} disagrees with its document in {', '.join(other)}")


def _told(row: Row, document: bytes, layer: bytes | None) -> Row:
    """`row` with the summary columns that are read off its document."""
    if isinstance(row, ReconciliationMatch):
        judged = judged_row(row, decode(document, ReconciliationDocument))
        return msgspec.structs.replace(judged, reconciliation_match_json=document)
    if row.kind == "invoice":
        return completed(row, decode(document, InvoiceDocument), document, layer)
    return completed(row, decode(document, BankDocument), document, layer)


def _bytes(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as stream:
        found = stream.read(most + 1)
    if len(found) > most:
        raise ExportUnusableError(f"{name} has more than {most:,} bytes")
    return found


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
