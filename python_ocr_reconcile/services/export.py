"""The export folder: JSON documents exactly as stored, originals, and a manifest that proves both.

manifest.json                       SHA-256, size and meaning of every other file
invoices/upload-1.json              the stored document, byte for byte
bank/upload-2.json
reconciliations/reconciliation-1.json
originals/upload-1/invoices.pdf     the file as it was received
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from python_ocr_reconcile import __version__
from python_ocr_reconcile.dates import now, timestamp
from python_ocr_reconcile.errors import InputError, MalformedJSONError, StorageError
from python_ocr_reconcile.models.encoding import decode_plain, encode
from python_ocr_reconcile.models.production_json_models import (
    DOCUMENT_COLUMN,
    ReconciliationMatch,
    Row,
    RowKind,
)
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI

MANIFEST = "manifest.json"
MANIFEST_FORMAT = "ocr-reconcile-export"
_FOLDERS: dict[RowKind, str] = {"invoice": "invoices", "bank": "bank", "reconciliation": "reconciliations"}


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds."""

    folder: Path
    documents: int
    originals: int


def export(api: ProductionJSONAPI, folder: Path, *, replace: bool = False) -> Exported:
    """Write everything that is stored to `folder`, which is new or empty.

    It is written beside and renamed when complete, so that `folder` is never half an export. With `replace`
    an earlier export there gives way. Raises `InputError` where something else is in the way, `StorageError`
    where an original is not what was received.
    """
    _check_free(folder, replace=replace)
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f".{folder.name}.unfinished-{os.getpid()}")
    try:
        files = [
            entry
            for kind in _FOLDERS
            for row in _rows(api, kind)
            for entry in _write(api, kind, row, unfinished)
        ]
        manifest = {
            "format": MANIFEST_FORMAT,
            "exported_at": timestamp(now()),
            "software_version": __version__,
            "files": files,
        }
        unfinished.mkdir(exist_ok=True)
        (unfinished / MANIFEST).write_bytes(_readable(manifest))
        if folder.exists():
            shutil.rmtree(folder)
        unfinished.rename(folder)
    except OSError as problem:
        raise StorageError(f"the export cannot be written to {folder}: {problem.strerror}") from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    originals = sum(entry["content"] == "original" for entry in files)
    return Exported(folder, len(files) - originals, originals)


def _check_free(folder: Path, *, replace: bool) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file; name a folder for the export.")
    if any(folder.iterdir()):
        if not replace:
            raise InputError(f"{folder} is not empty; name another folder, or replace an earlier export.")
        if not _is_export(folder / MANIFEST):
            raise InputError(f"{folder} holds something that is not an export; name another folder.")


def _is_export(manifest: Path) -> bool:
    try:
        facts = decode_plain(manifest.read_bytes())
    except (FileNotFoundError, IsADirectoryError, MalformedJSONError):
        return False
    return isinstance(facts, dict) and facts.get("format") == MANIFEST_FORMAT


def _rows(api: ProductionJSONAPI, kind: RowKind) -> Iterator[Row]:
    """Every row with its document, oldest first; one at a time in memory."""
    ids, cursor = [], None
    while True:
        rows, cursor = api.list(kind, cursor=cursor, limit=api.settings.limits.list_rows)
        ids += [row.reconciliation_id if kind == "reconciliation" else row.upload_id for row in rows]
        if cursor is None:
            break
    for row_id in sorted(ids):
        yield api.fetch(kind, row_id)


def _write(api: ProductionJSONAPI, kind: RowKind, row: Row, folder: Path) -> Iterator[dict[str, Any]]:
    """Write the files of one row; the manifest's entry of each."""
    if isinstance(row, ReconciliationMatch):
        facts: dict[str, Any] = {
            "reconciliation_id": row.reconciliation_id,
            "invoice_upload_id": row.invoice_upload_id,
            "bank_upload_id": row.bank_upload_id,
            "status": row.status,
        }
        path = f"{_FOLDERS[kind]}/reconciliation-{row.reconciliation_id}.json"
        yield _document(folder, path, row.reconciliation_match_json, facts)
        return
    facts = {"upload_id": row.upload_id, "file_name": row.file_name, "status": row.status}
    data: bytes | None = getattr(row, DOCUMENT_COLUMN[kind])
    if data is not None:
        yield _document(folder, f"{_FOLDERS[kind]}/upload-{row.upload_id}.json", data, facts)
    source = api.settings.upload_folder / row.file_path
    target = folder / "originals" / f"upload-{row.upload_id}" / _safe_name(row.file_name)
    target.parent.mkdir(parents=True)
    shutil.copyfile(source, target)
    entry = _entry(folder, target, "original", facts)
    if entry["sha256"] != row.file_hash:
        raise StorageError(f"the original of upload {row.upload_id} is not the file that was received")
    yield entry


def _document(folder: Path, path: str, data: bytes, facts: dict[str, Any]) -> dict[str, Any]:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return _entry(folder, target, "document", facts)


def _entry(folder: Path, target: Path, content: str, facts: dict[str, Any]) -> dict[str, Any]:
    with target.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    path = target.relative_to(folder).as_posix()
    return {"path": path, "sha256": sha256, "size": target.stat().st_size, "content": content, **facts}


def _safe_name(name: str) -> str:
    """The sender's file name, fit for any file system: it never leaves its folder."""
    return (
        re.sub(r"[^\w. ()+-]", "_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")[-120:]
        or "original"
    )


def _readable(value: Any) -> bytes:
    return msgspec.json.format(encode(value), indent=2) + b"\n"
