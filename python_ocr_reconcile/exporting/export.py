"""The straight line of an export: rows of one moment become files, and a manifest that proves them.

    manifest.json                       SHA-256, size and meaning of every other file; the tip of the audit
    manifest.sha256                     the fingerprint of the manifest
    VERIFY.txt, verify.py               how to check all of it with Python alone
    rows.jsonl                          every column of every row, to be read back
    invoices/upload-1.json              the stored document, byte for byte
    bank/upload-2.json
    reconciliations/reconciliation-1.json
    originals/upload-1/invoices.pdf     the file as it was received
    words/upload-1.zst                  what was read from its pages, as it is stored
    tables/                             five CSV files, and one workbook of them
    books/                              a beancount ledger, and payments as spreadsheets expect them
    reports/reconciliation-1.pdf        each match with its reasons and the evidence of both documents

The same rows make the same bytes. Memory holds one document at a time.
"""

from __future__ import annotations

import dataclasses
import io
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

import msgspec

from python_ocr_reconcile import __version__
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.dates import timestamp
from python_ocr_reconcile.errors import StorageError
from python_ocr_reconcile.exporting.archive import FORMAT, Target, ZipTarget, new_file, new_folder
from python_ocr_reconcile.exporting.check_export import FINGERPRINT, MANIFEST
from python_ocr_reconcile.exporting.ledger import Ledger
from python_ocr_reconcile.exporting.run_report import RunReport
from python_ocr_reconcile.exporting.sheets import Sheets
from python_ocr_reconcile.exporting.tables import Rows, invoice_rows, run_rows, transaction_rows
from python_ocr_reconcile.models.encoding import canonical, decode, encode
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.production_json_models import RowKind
from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.services.match_evidence import EvidenceUploads
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.storage.exported import CarriedRow, Chosen, Scope, StoredState, stored_state
from python_ocr_reconcile.storage.migrations import HEAD

ROWS = "rows.jsonl"
FOLDERS: dict[RowKind, str] = {"invoice": "invoices", "bank": "bank", "reconciliation": "reconciliations"}
_CHECK = "check_export.py"
_MAIN = """\
import sys

sys.dont_write_bytecode = True
import verify

sys.exit(verify.main(sys.argv[1:] or [sys.path[0]]))
"""
"""Python runs it where a ZIP file or a folder is named in place of a program."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds."""

    documents: int
    originals: int
    runs: int
    left_out: int
    """Uploads that have not been read to the end."""
    fingerprint: str
    """SHA-256 of the manifest: give it to the auditor by another way than the export."""

    def facts(self) -> dict[str, Any]:
        """The same for a program."""
        return dataclasses.asdict(self)


def export_folder(
    api: ProductionJSONAPI, folder: Path, scope: Scope | None = None, *, replace: bool = False
) -> Exported:
    """Write what `scope` names (``None``: everything) to `folder`, which is new or empty.

    It is written beside and renamed when complete. With `replace` an earlier export there gives way. Raises
    `InputError` where something else is in the way, `NotFoundError`, `ExportTooLargeError`, and
    `StorageError` where an original is not what was received.
    """
    with new_folder(folder, api.settings.limits.export_bytes, replace=replace) as target:
        return _export(api, target, scope or Scope())


def export_zip(
    api: ProductionJSONAPI, path: Path, scope: Scope | None = None, *, replace: bool = False
) -> Exported:
    """The same as one ZIP file, whose last bytes are the digest of all others."""
    with new_file(path, api.settings.limits.export_bytes, replace=replace) as target:
        return _export(api, target, scope or Scope())


def export_stream(api: ProductionJSONAPI, file: IO[bytes], scope: Scope | None = None) -> Exported:
    """The same into an empty file that is open for reading and writing."""
    target = ZipTarget(file, api.settings.limits.export_bytes)
    try:
        done = _export(api, target, scope or Scope())
        target.finish()
    finally:
        target.abandon()
    return done


def _export(api: ProductionJSONAPI, target: Target, scope: Scope) -> Exported:
    folder = working_folder(api.settings)
    with tempfile.TemporaryDirectory(dir=folder) as scratch, stored_state(api.store) as state:
        return _Export(api, target, state, Path(scratch)).write(scope)


def working_folder(settings: Settings) -> Path:
    """Where files lie while an export is made: with the caches, since elsewhere memory may be the disk."""
    folder = settings.cache_folder / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class _Export:
    """One export while it is being written."""

    def __init__(self, api: ProductionJSONAPI, target: Target, state: StoredState, scratch: Path) -> None:
        self._api = api
        self._target = target
        self._state = state
        self._scratch = scratch
        self._files: list[dict[str, Any]] = []

    def write(self, scope: Scope) -> Exported:
        chosen, tip = self._state.choose(scope), self._state.tip()
        as_of = datetime(1980, 1, 1, tzinfo=UTC) if tip is None else tip[1]
        self._documents(chosen, as_of)
        for path, text in (
            ("verify.py", _check_program()),
            ("__main__.py", _MAIN),
            ("VERIFY.txt", _about(as_of)),
        ):
            self._add(path, text.encode(), "check")
        facts: dict[str, Any] = {
            "format": FORMAT,
            "as_of": timestamp(as_of),
            "software_version": __version__,
            "schema_revision": HEAD,
            "scope": scope,
            "audit_tip": None if tip is None else tip[0],
            "left_out": chosen.left_out,
            "files": self._files,
        }
        key = self._api.store.audit.key
        manifest = {**facts, "key_id": key.id, "seal": key.seal(canonical(facts))}
        written = msgspec.json.format(encode(manifest), indent=2) + b"\n"
        _, fingerprint = self._target.add(MANIFEST, io.BytesIO(written))
        self._target.add(FINGERPRINT, io.BytesIO(f"{fingerprint}  {MANIFEST}\n".encode()))
        contents = [entry["content"] for entry in self._files]
        return Exported(
            documents=contents.count("document"),
            originals=contents.count("original"),
            runs=len(chosen.runs),
            left_out=len(chosen.left_out),
            fingerprint=fingerprint,
        )

    def _documents(self, chosen: Chosen, as_of: datetime) -> None:
        """Every row, and what is made of the documents on the way."""
        with (
            Sheets(self._folder("tables"), as_of) as sheets,
            Ledger(self._folder("books")) as ledger,
            (self._scratch / ROWS).open("x+b") as rows,
        ):
            self._runs(chosen, rows, sheets, ledger)  # first: they say what a transaction pays
            for kind, number in chosen.uploads:
                carried = self._state.row(kind, number)
                self._row(carried, rows)
                self._original(carried)
                self._upload(carried, sheets, ledger)
            rows.seek(0)
            self._add(ROWS, rows, "rows")
            made = {"tables": ("table", sheets.close()), "books": ("books", ledger.close())}
        for folder, (content, paths) in made.items():
            for path in paths:
                with path.open("rb") as file:
                    self._add(f"{folder}/{path.name}", file, content)

    def _runs(self, chosen: Chosen, rows: IO[bytes], sheets: Sheets, ledger: Ledger) -> None:
        report = RunReport(EvidenceUploads(self._state.upload), self._api.settings)
        for number in chosen.runs:
            carried = self._state.row("reconciliation", number)
            self._row(carried, rows)
            document = decode(carried.document or b"", ReconciliationDocument)
            self._tabulate(sheets, run_rows(document))
            ledger.add_run(document)
            self._reports(report, document, carried)

    def _row(self, carried: CarriedRow, rows: IO[bytes]) -> None:
        """The files of one row, and its line among the rows."""
        name = "reconciliation" if carried.kind == "reconciliation" else "upload"
        document = layer = None
        if carried.document is not None:
            document = f"{FOLDERS[carried.kind]}/{name}-{carried.number}.json"
            self._add(document, carried.document, "document", **_facts(carried))
        if carried.layer is not None:
            layer = f"words/upload-{carried.number}.zst"
            self._add(layer, carried.layer, "words", **_facts(carried))
        line = {
            "kind": carried.kind,
            "columns": carried.columns,
            "document": document,
            "layer": layer,
            "original": _original_path(carried),
            "uploads": carried.uploads,
        }
        rows.write(encode(line) + b"\n")

    def _original(self, carried: CarriedRow) -> None:
        source = self._api.settings.upload_folder / carried.columns["file_path"]
        try:
            with source.open("rb") as file:
                entry = self._add(str(_original_path(carried)), file, "original", **_facts(carried))
        except OSError as problem:
            raise StorageError(
                f"the original of upload {carried.number} cannot be read: {problem.strerror}"
            ) from None
        if entry["sha256"] != carried.columns["file_hash"]:
            raise StorageError(f"the original of upload {carried.number} is not the file that was received")

    def _upload(self, carried: CarriedRow, sheets: Sheets, ledger: Ledger) -> None:
        if carried.document is None:
            return
        number, name = carried.number, carried.columns["file_name"]
        if carried.kind == "invoice":
            bills = decode(carried.document, InvoiceDocument)
            self._tabulate(sheets, invoice_rows(number, name, bills))
            ledger.add_invoices(number, bills)
        else:
            bank = decode(carried.document, BankDocument)
            self._tabulate(sheets, transaction_rows(number, name, bank))
            ledger.add_statements(number, name, bank)

    def _reports(self, report: RunReport, document: ReconciliationDocument, carried: CarriedRow) -> None:
        for part, drawn in enumerate(report.parts(document, carried.document or b""), 1):
            rest = f"-part-{part}" if part > 1 else ""
            path = f"reports/reconciliation-{carried.number}{rest}.pdf"
            self._add(path, drawn, "report", reconciliation_id=carried.number)

    def _tabulate(self, sheets: Sheets, rows: Rows) -> None:
        for table, row in rows:
            sheets.add(table, row)

    def _add(self, path: str, source: bytes | IO[bytes], content: str, **facts: Any) -> dict[str, Any]:
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        size, sha256 = self._target.add(path, stream)
        entry = {"path": path, "sha256": sha256, "size": size, "content": content, **facts}
        self._files.append(entry)
        return entry

    def _folder(self, name: str) -> Path:
        folder = self._scratch / name
        folder.mkdir()
        return folder


def _facts(carried: CarriedRow) -> dict[str, Any]:
    """What the manifest says of the files of a row."""
    names = (
        ("reconciliation_id", "invoice_upload_id", "bank_upload_id", "status")
        if carried.kind == "reconciliation"
        else ("upload_id", "file_name", "status")
    )
    return {name: carried.columns[name] for name in names}


def _original_path(carried: CarriedRow) -> str | None:
    if carried.kind == "reconciliation":
        return None
    return f"originals/upload-{carried.number}/{safe_name(carried.columns['file_name'])}"


def safe_name(name: str) -> str:
    """The sender's file name, fit for any file system: it never leaves its folder."""
    plain = re.sub(r"[^\w. ()+-]", "_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    return plain.encode()[-120:].decode(errors="ignore").strip(". ") or "original"


def _check_program() -> str:
    return files("python_ocr_reconcile.exporting").joinpath(_CHECK).read_text("utf-8")


def _about(as_of: datetime) -> str:
    return (
        files("python_ocr_reconcile.exporting")
        .joinpath("VERIFY.txt")
        .read_text("utf-8")
        .format(as_of=f"{as_of:%Y-%m-%d %H:%M}", version=__version__)
    )


def scopes_text(scope: Scope) -> Iterator[str]:
    """Words of a file name that tell what an export is of."""
    if scope.upload_id is not None:
        yield f"document-{scope.upload_id}"
    if scope.reconciliation_id is not None:
        yield f"run-{scope.reconciliation_id}"
    if scope.first_day is not None:
        yield f"from-{scope.first_day}"
    if scope.last_day is not None:
        yield f"to-{scope.last_day}"


def file_name(scope: Scope) -> str:
    """What the ZIP file of an export is called."""
    return "-".join(("export", *scopes_text(scope))) + ".zip"
