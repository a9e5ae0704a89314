"""A stored document is changed: load -> change -> verify -> validate -> compare and set.

The row keeps its document until the new one is committed in its place, and only if it is still the one that
was changed; a process that dies on the way leaves it as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import msgspec

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.dates import now
from python_ocr_reconcile.errors import CutsError, DocumentChangedError, NotReadyError
from python_ocr_reconcile.models.encoding import canonical_hash, decode
from python_ocr_reconcile.models.file import (
    READ_STATUSES,
    Change,
    HistoryAction,
    HistoryEntry,
    ProcessingInfo,
)
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN, Upload, UploadKind
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.reading.page_layer import unpack
from python_ocr_reconcile.reading.read import Progress
from python_ocr_reconcile.services.correct import correct
from python_ocr_reconcile.services.documents import Document, completed, restated
from python_ocr_reconcile.services.extract import Extracted, SourceFile, checked_json, read_document
from python_ocr_reconcile.services.history import corrections_made, differences, made_again
from python_ocr_reconcile.storage.store import Store

LOCAL = "local"
"""Who changes a document where nobody says."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes a document, and why."""

    actor: str = LOCAL
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Stored:
    """A document as it is stored, opened."""

    row: Upload
    json: bytes
    document: Document
    info: ProcessingInfo


class Revisions:
    """Changes to documents that are stored, each with an entry in its history."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def move_cuts(
        self, upload_id: int, starts: Sequence[int] | None, author: Author, seen: Upload | None = None
    ) -> Upload:
        """Extract the invoices anew, each beginning on one of the pages `starts`; no page is read again.

        ``None`` gives way to the reader's own cuts. Corrections are made again. Raises `CutsError`.
        """
        stored = self._open("invoice", upload_id, seen)
        chosen = None if starts is None else checked_starts(starts, stored.row.pages_total)
        action: HistoryAction = "cuts_reset" if chosen is None else "cuts_moved"
        return self._extract_anew(stored, chosen, action, author)

    def correct(
        self,
        upload_id: int,
        corrections: Mapping[str, Any],
        author: Author,
        seen: Upload | None = None,
    ) -> Upload:
        """Set values of the invoices of an upload as a person says they are; all of them, or none.

        Raises `NotCorrectableError` or `CorrectionError`.
        """
        stored = self._open("invoice", upload_id, seen)
        document = stored.document
        assert isinstance(document, InvoiceDocument)  # noqa: S101 - tells the type checker
        invoices, corrected = correct(document.invoices, corrections)
        changes = corrections_made(corrected, document.invoices, stored.info.history)
        return self._store_revised(stored, restated(document, invoices), "corrected", changes, author)

    def reprocess(
        self,
        kind: UploadKind,
        upload_id: int,
        author: Author,
        *,
        ocr: bool = False,
        progress: Progress | None = None,
    ) -> Upload:
        """Extract the upload anew from its stored pages; with `ocr`, read the original anew before that.

        A person's cuts and corrections are kept.
        """
        stored = self._open(kind, upload_id, None)
        starts = stored.info.starts
        return self._extract_anew(stored, starts, "reprocessed", author, ocr=ocr, progress=progress)

    def _open(self, kind: UploadKind, upload_id: int, seen: Upload | None) -> _Stored:
        """The upload as it stands, which must be as it was `seen`; `NotReadyError` without a document."""
        row = self._store.get(kind, upload_id, with_page_layer=True)
        json: bytes | None = getattr(row, DOCUMENT_COLUMN[kind])
        if row.status not in READ_STATUSES or json is None:
            raise NotReadyError(
                f"{kind} upload {upload_id} is {row.status}", upload_id=upload_id, status=row.status
            )
        if seen is not None and getattr(seen, DOCUMENT_COLUMN[kind]) != json:
            raise changed(upload_id)
        document: Document = (
            decode(json, InvoiceDocument) if kind == "invoice" else decode(json, BankDocument)
        )
        if document.processing_info is None:
            raise NotReadyError(f"the document of {kind} upload {upload_id} does not say how it was read")
        return _Stored(row, json, document, document.processing_info)

    def _extract_anew(
        self,
        stored: _Stored,
        starts: list[int] | None,
        action: HistoryAction,
        author: Author,
        *,
        ocr: bool = False,
        progress: Progress | None = None,
    ) -> Upload:
        read = self._read(stored.row, starts, ocr=ocr, progress=progress)
        document = read.document
        if isinstance(document, InvoiceDocument) and isinstance(stored.document, InvoiceDocument):
            history = stored.info.history
            invoices, lost = made_again(document.invoices, stored.document.invoices, history)
            document = restated(document, invoices, lost)
        document = _with_info(document, starts=starts)
        moved = Change(pointer="/processing_info/starts", before=stored.info.starts, after=starts)
        changes = [moved] if moved.before != moved.after else []
        changes += differences(stored.document, document)
        return self._store_revised(stored, document, action, changes, author, read.page_layer)

    def _read(
        self, row: Upload, starts: list[int] | None, *, ocr: bool, progress: Progress | None
    ) -> Extracted:
        source = SourceFile.of_upload(row, self._settings)
        pages = None if ocr or row.page_layer is None else unpack(row.page_layer)
        return read_document(
            source,
            row.kind,
            self._settings,
            pages=pages,
            starts=starts,
            use_cache=not ocr,
            progress=progress,
        )

    def _store_revised(
        self,
        stored: _Stored,
        document: Document,
        action: HistoryAction,
        changes: list[Change],
        author: Author,
        page_layer: bytes | None = None,
    ) -> Upload:
        entry = HistoryEntry(
            at=now(),
            actor=author.actor,
            action=action,
            reason=author.reason,
            changes=changes,
            document_hash_before=canonical_hash(msgspec.Raw(stored.json)),
        )
        document = _with_info(document, history=[*stored.info.history, entry])
        json = checked_json(document, self._settings)
        row = completed(stored.row, document, json, page_layer)
        written = self._store.revise(row, seen=stored.json)
        if written is None:
            raise changed(stored.row.upload_id)
        return written


def checked_starts(starts: Sequence[int], pages_total: int) -> list[int]:
    """`starts`, which name pages of a file with `pages_total`. Raises `CutsError` that says what is wrong."""
    facts = {"pages_total": pages_total}
    if not starts or starts[0] != 1:
        raise CutsError("The first invoice begins on page 1: starts must begin with 1.", **facts)
    for before, page in pairwise(starts):
        if page == before:
            raise CutsError(f"Page {page} is named twice.", **facts)
        if page < before:
            raise CutsError(f"Page {page} stands behind page {before}; starts must rise.", **facts)
    if starts[-1] > pages_total:
        raise CutsError(f"There is no page {starts[-1]}: the file has {pages_total}.", **facts)
    return list(starts)


def changed(upload_id: int) -> DocumentChangedError:
    """The refusal of a change to a document that is another by now."""
    return DocumentChangedError(
        f"The document of upload {upload_id} has been changed in the meantime.", upload_id=upload_id
    )


def _with_info(document: Document, **values: Any) -> Document:
    assert document.processing_info is not None  # noqa: S101 - it was just assembled with one
    info = msgspec.structs.replace(document.processing_info, **values)
    return msgspec.structs.replace(document, processing_info=info)
