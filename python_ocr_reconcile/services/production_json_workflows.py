"""The two straight lines of the product, and the Python interface that programs and the routes call.

    receive -> identify -> read -> extract -> verify -> validate -> store
    load    -> candidates -> score -> assign -> explain -> validate -> store

`ProductionJSONWorkflows` is the lines; `ProductionJSONAPI` is the interface: it waits, finds and answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, Self

import msgspec

from python_ocr_reconcile.config import DOCUMENT_LIMITS, Settings
from python_ocr_reconcile.disk import disk_errors
from python_ocr_reconcile.errors import (
    InputError,
    NotReadyError,
    OcrReconcileError,
    StorageError,
    WrongKindError,
)
from python_ocr_reconcile.intake.identify import identify
from python_ocr_reconcile.intake.receive import PLACE, receive, remove_abandoned
from python_ocr_reconcile.models.encoding import decode, encode
from python_ocr_reconcile.models.file import FINAL_STATUSES, READ_STATUSES, Start
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.memory import Memory
from python_ocr_reconcile.models.production_json_models import (
    ReconciliationMatch,
    Row,
    RowKind,
    Upload,
    UploadKind,
)
from python_ocr_reconcile.models.profile import MatchingProfile
from python_ocr_reconcile.models.rates import ExchangeRates
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.reading.page_cache import PageCache
from python_ocr_reconcile.reading.page_layer import unpack
from python_ocr_reconcile.reading.read import Progress
from python_ocr_reconcile.reconciliation import reconcile
from python_ocr_reconcile.services.access import Access
from python_ocr_reconcile.services.background import Background
from python_ocr_reconcile.services.documents import completed, reconciliation_row
from python_ocr_reconcile.services.extract import SourceFile, checked_json, read_document
from python_ocr_reconcile.services.feedback import Feedback
from python_ocr_reconcile.services.health import health, readiness
from python_ocr_reconcile.services.kind_of_file import kind_of_file
from python_ocr_reconcile.services.matching import Matching
from python_ocr_reconcile.services.metrics import Metrics
from python_ocr_reconcile.services.overlaps import with_overlaps
from python_ocr_reconcile.services.revise import Author, Revisions, as_start
from python_ocr_reconcile.services.verify import TipFile, Verification, export_tip, verify, verify_step
from python_ocr_reconcile.spent import DOCUMENT, STAGE_SECONDS, STORED_BYTES
from python_ocr_reconcile.storage.audit import SYSTEM, AuditEntry
from python_ocr_reconcile.storage.backup import Manifest, backup
from python_ocr_reconcile.storage.store import Store
from python_ocr_reconcile.storage.verify import Tip
from python_ocr_reconcile.storage.work import WorkState

AskedKind = UploadKind | Literal["auto"]
"""What a file is to be read as; ``auto``: find out."""


class ProductionJSONWorkflows:
    """A file becomes one row; rows of both kinds become one run."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings

    def receive_upload(
        self,
        kind: AskedKind,
        stream: BinaryIO,
        file_name: str,
        before_claim: Callable[[str], None] | None = None,
    ) -> tuple[Upload, bool]:
        """Keep the original, then claim its row: once this returns, the upload survives a power cut.

        Gives the row and whether it is new; the same bytes of the same kind have one row for ever. Of kind
        ``auto``, bytes that have a row keep its kind, and else a few pages are looked at to find it.
        `before_claim` is told the SHA-256; what it raises goes through, and neither file nor row is kept.
        """
        folder, limits = self.settings.upload_folder, self.settings.limits
        with STAGE_SECONDS.during("receive"):
            received = receive(
                stream, file_name=file_name, folder=folder, limits=limits, before_keeping=before_claim
            )
        if kind == "auto":
            kind = self.store.kind_of_hash(received.file_hash) or kind_of_file(
                folder / received.file_path, received.file_hash, self.settings
            )
        with disk_errors(PLACE):
            mime_type = identify(folder / received.file_path).mime_type
        return self.store.claim_upload(
            kind,
            file_name=received.file_name,
            file_path=received.file_path,
            file_hash=received.file_hash,
            file_size=received.file_size,
            mime_type=mime_type,
        )

    def process_upload(
        self, row: Upload, *, progress: Progress | None = None, worker: str | None = None
    ) -> Upload:
        """Read the original of `row` and store its document in that row.

        Raises a `DocumentError` where it cannot be read; the row is then ``failed`` and says why, and the
        original stays where it is. With `worker`, the row is ``pending`` instead where the cause may pass,
        until that was met too often; and `TakenOverError` is raised unless it is still the one that reads.
        """
        pages = unpack(row.page_layer) if row.page_layer else None
        try:
            with disk_errors(PLACE):
                source = SourceFile.of_upload(row, self.settings)
                read = read_document(source, row.kind, self.settings, pages=pages, progress=progress)
            document = with_overlaps(read.written, self.store, row)
            json = read.json if document is read.written else checked_json(document, self.settings)
            done = completed(row, document, json, read.page_layer)
        except OcrReconcileError as problem:
            # Only a worker has a queue in which the upload may wait for its next attempt.
            retries = 0 if worker is None else problem.retries
            self.store.fail(
                row.kind, row.upload_id, problem.code, str(problem), worker=worker, retries=retries
            )
            problem.details["upload_id"] = row.upload_id
            raise
        with STAGE_SECONDS.during("store"):
            stored = self.store.finish(done, worker=worker)
        STORED_BYTES.note(DOCUMENT, len(json))
        if done.ocr_engine is not None:
            PageCache.forget(self.settings, row.file_hash)  # the row has them now
        return stored

    def reconcile_uploads(
        self,
        invoice_upload_ids: Sequence[int],
        bank_upload_ids: Sequence[int],
        *,
        profile: MatchingProfile | None = None,
        rates: ExchangeRates | None = None,
        memory: Memory | None = None,
    ) -> ReconciliationMatch:
        """Match the invoices of some uploads with the transactions of others, and store the run.

        Raises `InputError` where a side is empty or names an upload twice, `NotFoundError`, `WrongKindError`,
        or `NotReadyError` where an upload has no document yet.
        """
        invoice_rows = [self._read_upload("invoice", one) for one in _each_once(invoice_upload_ids)]
        bank_rows = [self._read_upload("bank", one) for one in _each_once(bank_upload_ids)]
        result = reconcile(
            [decode(row.invoice_json or b"", InvoiceDocument) for row in invoice_rows],
            [decode(row.bank_transaction_json or b"", BankDocument) for row in bank_rows],
            profile=profile,
            rates=rates,
            memory=memory,
        )
        # Validated before its id is known: other writers wait while the id is given and the row is written.
        validate(encode(result), "reconciliation")

        def row(reconciliation_id: int) -> ReconciliationMatch:
            document = msgspec.structs.replace(result, reconciliation_id=reconciliation_id)
            return reconciliation_row(document, invoice_rows[0], bank_rows[0])

        return self.store.add_reconciliation(
            row, invoice_upload_ids=invoice_upload_ids, bank_upload_ids=bank_upload_ids
        )

    def _read_upload(self, kind: UploadKind, upload_id: int) -> Any:
        row = self.store.get(kind, upload_id)
        if row.status not in READ_STATUSES:
            raise NotReadyError(
                f"{kind} upload {upload_id} is {row.status}", upload_id=upload_id, status=row.status
            )
        return row


def _each_once(upload_ids: Sequence[int]) -> Sequence[int]:
    """`upload_ids`, which are some and each once. Raises `InputError`."""
    if not 0 < len(upload_ids) <= DOCUMENT_LIMITS.uploads:
        raise InputError(f"A run has 1 to {DOCUMENT_LIMITS.uploads:,} uploads on each side.")
    twice = [upload_id for upload_id, times in Counter(upload_ids).items() if times > 1]
    if twice:
        raise InputError(f"Upload {twice[0]} is named twice.", upload_id=twice[0])
    return upload_ids


@dataclass(frozen=True, slots=True)
class UploadAnswer:
    """What became of an upload within the time that the caller waited."""

    row: Upload
    duplicate: bool
    """The same bytes were here before; nothing was read again."""
    finished: bool
    """False while it is still pending or processing."""


class ProductionJSONAPI:
    """The service as programs use it: upload, reconcile, fetch, list, health."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.settings = settings
        self.store = store
        self.workflows = ProductionJSONWorkflows(store, settings)
        self.revisions = Revisions(store, settings)
        self.feedback = Feedback(store)
        """What people say of the links of runs."""
        self.matching = Matching(store)
        """What a tenant has set for its runs, and what its people have taught."""
        self.metrics = Metrics(store, settings)
        """What operators measure."""
        self.access = Access(store)
        """Who may use the API."""
        reading = store.acting(tenant=None, actor=SYSTEM)
        self.background = Background(ProductionJSONWorkflows(reading, settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def acting(self, tenant: str, actor: str) -> Self:
        """The same service as `actor` of `tenant` sees it; only the whole is to be closed."""
        view = copy(self)
        view.store = self.store.acting(tenant=tenant, actor=actor)
        view.workflows = ProductionJSONWorkflows(view.store, self.settings)
        view.revisions = Revisions(view.store, self.settings)
        view.feedback = Feedback(view.store)
        view.matching = Matching(view.store)
        return view

    def upload(
        self,
        kind: AskedKind,
        stream: BinaryIO,
        file_name: str,
        *,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
        before_claim: Callable[[str], None] | None = None,
    ) -> UploadAnswer:
        """Keep and read one file, waiting at most `wait_seconds` for it (``None``: as long as it takes).

        Of kind ``auto`` it is found out first whether the file holds invoices or a bank statement.
        A file that failed before is read again under its old id, since what made it fail may have been
        mended. Raises a `DocumentError` where it cannot be read; ``details["upload_id"]`` names its row.
        """
        row, new = self.workflows.receive_upload(kind, stream, file_name, before_claim)
        if row.status in READ_STATUSES:
            return UploadAnswer(row, duplicate=True, finished=True)
        if row.status == "failed":
            self.store.retry(row.kind, row.upload_id)
        elif wait_seconds == 0 and progress is None:  # the row is as it was just written
            self.background.put(row.kind, row.upload_id)
            return UploadAnswer(row, duplicate=not new, finished=False)
        row = self.background.process(row.kind, row.upload_id, wait_seconds, progress)
        return UploadAnswer(row, duplicate=not new, finished=row.status in FINAL_STATUSES)

    def reconcile(
        self,
        invoice_upload_ids: int | Sequence[int],
        bank_upload_ids: int | Sequence[int],
        *,
        profile: MatchingProfile | str | None = None,
        rates: ExchangeRates | None = None,
    ) -> ReconciliationMatch:
        """Match one or more invoice uploads with one or more bank uploads; every run is a new row.

        `profile` is a profile or the name of a stored one; ``None``: the stored one called ``default``, or
        the defaults. `rates` are those of this run; ``None``: the stored ones, if there are any. What people
        have confirmed and rejected holds. Raises what `ProductionJSONWorkflows.reconcile_uploads` raises, and
        `NotFoundError` for the profile.
        """
        if not isinstance(profile, MatchingProfile):
            profile = self.matching.profile(profile)
        return self.workflows.reconcile_uploads(
            [invoice_upload_ids] if isinstance(invoice_upload_ids, int) else invoice_upload_ids,
            [bank_upload_ids] if isinstance(bank_upload_ids, int) else bank_upload_ids,
            profile=profile,
            rates=rates or self.matching.rates(),
            memory=self.matching.memory(),
        )

    def move_cuts(
        self,
        upload_id: int,
        starts: Sequence[int | Start | Mapping[str, Any]] | None,
        *,
        reason: str | None = None,
        actor: str | None = None,
        seen: Upload | None = None,
    ) -> Upload:
        """Say where the invoices of a file begin, all of them; ``None``: where the reader finds that they do.

        A start is the number of a page, for its top, or a `Start` with a place on its page, as
        `processing_info.cuts` has them; it may come as it stands in the JSON.
        The file is extracted anew from the pages that are stored, corrections are made again, and the new
        document takes the place of the old. `seen` is the row as the caller fetched it: where its document
        is another by now, nothing is changed and `DocumentChangedError` is raised. Raises `CutsError`,
        `NotReadyError` for an upload without a document, `NotFoundError` and `WrongKindError`.
        """
        chosen = None if starts is None else [as_start(one) for one in starts]
        return self.revisions.move_cuts(upload_id, chosen, Author(actor or self.store.actor, reason), seen)

    def correct(
        self,
        upload_id: int,
        corrections: Mapping[str, Any],
        *,
        reason: str | None = None,
        actor: str | None = None,
        seen: Upload | None = None,
    ) -> Upload:
        """Set values of a file of either kind: by JSON pointer, what is printed there (``None``: nothing).

        Checks, proof, summary and status follow at once. `seen` is as for `move_cuts`. Raises
        `NotCorrectableError`, `CorrectionError`, `SchemaViolationError`, and what `move_cuts` raises.
        """
        return self.revisions.correct(upload_id, corrections, Author(actor or self.store.actor, reason), seen)

    def accept(
        self,
        upload_id: int,
        *,
        reason: str | None = None,
        actor: str | None = None,
        seen: Upload | None = None,
    ) -> Upload:
        """Take the document of an upload of either kind as it is, also where it is doubtful: ``completed``.

        It stays so when the file is extracted anew, until a value changes. `seen` is as for `move_cuts`.
        """
        return self.revisions.accept(upload_id, Author(actor or self.store.actor, reason), seen)

    def reprocess(
        self,
        upload_id: int,
        *,
        ocr: bool = False,
        reason: str | None = None,
        actor: str | None = None,
        progress: Progress | None = None,
    ) -> Upload:
        """Extract an upload of either kind anew from its stored pages; with `ocr`, read the original anew.

        A person's cuts and corrections are kept. Raises `NotReadyError` for an upload without a document.
        """
        try:
            kind = self.store.get("invoice", upload_id, with_document=False).kind
        except WrongKindError:
            kind = "bank"
        return self.revisions.reprocess(
            kind, upload_id, Author(actor or self.store.actor, reason), ocr=ocr, progress=progress
        )

    def work_state(self, upload_id: int) -> WorkState:
        """How far an upload has come. Raises `NotFoundError`."""
        return self.store.work_state(upload_id)

    def retry(self, upload_id: int) -> WorkState:
        """Have an upload read once more that has failed; how far it is. Raises `WrongStatusError`."""
        kind = self.store.find_upload(upload_id).kind
        self.store.retry(kind, upload_id)
        self.background.put(kind, upload_id)
        return self.store.work_state(upload_id)

    def cancel(self, upload_id: int) -> WorkState:
        """Have an upload not read that has not been read yet. Raises `WrongStatusError`."""
        self.store.cancel(self.store.find_upload(upload_id).kind, upload_id)
        self.background.stop(upload_id)
        return self.store.work_state(upload_id)

    def fetch(self, kind: RowKind, row_id: int) -> Row:
        """One row with its document. Raises `NotFoundError` or `WrongKindError`."""
        if kind == "reconciliation":
            return self.store.get_reconciliation(row_id)
        return self.store.get(kind, row_id)

    def list(
        self,
        kind: RowKind,
        filters: Mapping[str, str] | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> tuple[list[Any], str | None]:
        """Rows without their documents, newest first, and the cursor of the next page.

        Raises `InputError` on a filter or cursor that is not understood.
        """
        limit = min(limit, self.settings.limits.list_rows)
        if kind == "reconciliation":
            return self.store.list_reconciliations(filters or {}, cursor, limit)
        return self.store.list_uploads(kind, filters or {}, cursor, limit)

    def health(self) -> dict[str, Any]:
        """How much is stored, where, and whether all is well."""
        return health(self.store, self.settings)

    def readiness(self) -> dict[str, dict[str, Any]]:
        """By check: whether it holds, and what was found."""
        return readiness(self.store, self.settings)

    def verify(self, tip: Tip | None = None, *, files: bool = True) -> Verification:
        """Whether every row, every original and the audit itself are what they were when they were written.

        `tip` is the last entry as it was once exported.
        """
        return verify(self.store, self.settings, tip, files=files)

    def verify_step(
        self, after: int = 0, limit: int = 50, tip: Tip | None = None, *, files: bool = True
    ) -> Verification:
        """The same a few entries at a time: those behind entry `after`, and their rows."""
        return verify_step(self.store, self.settings, after=after, most=limit, tip=tip, files=files)

    def backup(self, target: Path) -> Manifest:
        """Write everything to a new file, while others write; what it holds. See `storage.backup`."""
        return backup(self.store.database, self.store.audit, self.settings.upload_folder, target)

    def audit_tip(self) -> TipFile:
        """The last entry of the audit, to be kept elsewhere."""
        return export_tip(self.store)

    def audit_entries(
        self,
        kind: str | None = None,
        row_id: int | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> tuple[Sequence[AuditEntry], str | None]:
        """What was done, newest first, and the cursor of the next page; of one row where it is named."""
        return self.store.list_audit(kind, row_id, cursor, min(limit, self.settings.limits.list_rows))

    def resume(self) -> int:
        """Take up uploads that an earlier process left unfinished; gives how many."""
        remove_abandoned(self.settings.upload_folder, self.settings.limits)
        return self.background.resume()

    def close(self) -> None:
        """Finish what is being read, then let go of the database."""
        self.background.close()
        self.store.close()


def initialize_production_json_system(
    db_path: str | Path | None = None,
    upload_folder: str | Path | None = None,
    *,
    settings: Settings | None = None,
) -> ProductionJSONAPI:
    """A `ProductionJSONAPI`, ready: the database is migrated and the upload folder exists.

    `db_path` is an SQLite file or an SQLAlchemy URL; what is not given comes from `settings`, else from the
    environment. Raises `StorageError` where the database or the folder cannot be used.
    """
    settings = settings or Settings.from_environment()
    if db_path is not None:
        settings = replace(settings, database_url=str(db_path))
    if upload_folder is not None:
        settings = replace(settings, upload_folder=Path(upload_folder))
    store = Store.open(settings)
    try:
        settings.upload_folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        store.close()
        raise StorageError(f"{settings.upload_folder} cannot be made: {problem.strerror}") from None
    return ProductionJSONAPI(store, settings)


__all__ = [
    "ProductionJSONAPI",
    "ProductionJSONWorkflows",
    "UploadAnswer",
    "initialize_production_json_system",
]
