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
from python_ocr_reconcile.models.encoding import canonical_hash, decode, plain
from python_ocr_reconcile.models.file import (
    READ_STATUSES,
    Change,
    HistoryAction,
    HistoryEntry,
    ProcessingInfo,
    Start,
)
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN, Upload, UploadKind
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.reading.page_layer import unpack
from python_ocr_reconcile.reading.read import Progress
from python_ocr_reconcile.services.correct import correct
from python_ocr_reconcile.services.correct_statement import correct_bank, with_bank_values
from python_ocr_reconcile.services.documents import Document, completed, rebooked, restated
from python_ocr_reconcile.services.extract import Extracted, SourceFile, checked_json, read_document
from python_ocr_reconcile.services.history import (
    bank_corrections_made,
    bank_made_again,
    corrections_made,
    differences,
    made_again,
)
from python_ocr_reconcile.services.overlaps import with_overlaps
from python_ocr_reconcile.storage.store import LOCAL, Store

STARTS = "/processing_info/starts"
STATUS = "/processing_info/status"

_OF_NO_INVOICE = frozenset({"page_without_invoice", "page_without_text"})
"""Notices of pages that belong to no invoice."""


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
        self, upload_id: int, starts: Sequence[Start] | None, author: Author, seen: Upload | None = None
    ) -> Upload:
        """Extract the invoices anew, each beginning at one of `starts`; no page is read again.

        ``None`` gives way to the reader's own cuts. Corrections are made again. Raises `CutsError`.
        """
        stored = self._open("invoice", upload_id, seen)
        chosen = None if starts is None else checked_starts(starts, _pages(stored.row), stored.info)
        action: HistoryAction = "cuts_reset" if chosen is None else "cuts_moved"
        return self._extract_anew(stored, chosen, action, author)

    def correct(
        self,
        upload_id: int,
        corrections: Mapping[str, Any],
        author: Author,
        seen: Upload | None = None,
    ) -> Upload:
        """Set values of an upload of either kind as a person says they are; all of them, or none.

        Raises `NotCorrectableError` or `CorrectionError`.
        """
        stored = self._open(self._store.find_upload(upload_id).kind, upload_id, seen)
        document = stored.document
        if isinstance(document, InvoiceDocument):
            invoices, corrected = correct(document.invoices, corrections)
            changes = corrections_made(corrected, document.invoices, stored.info.history)
            return self._store_revised(stored, restated(document, invoices), "corrected", changes, author)
        statements, transactions, corrected = correct_bank(
            document.statements, document.transactions, corrections
        )
        changes = bank_corrections_made(corrected, document.transactions)
        revised = rebooked(document, statements, transactions)
        return self._store_revised(stored, revised, "corrected", changes, author)

    def accept(self, upload_id: int, author: Author, seen: Upload | None = None) -> Upload:
        """Take the document as it is: its status is ``completed``, whatever is doubtful in it.

        It stays so until a value of it changes.
        """
        kind = self._store.find_upload(upload_id).kind
        stored = self._open(kind, upload_id, seen)
        document = _with_info(stored.document, status="completed")
        change = Change(pointer=STATUS, before=stored.info.status, after="completed")
        return self._store_revised(stored, document, "accepted", [change], author)

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
        starts: list[Start] | None,
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
        elif isinstance(document, BankDocument) and isinstance(stored.document, BankDocument):
            document = _booked_again(document, stored.document, stored.info.history)
        document = with_overlaps(_with_info(document, starts=starts), self._store, stored.row)
        moved = Change(pointer=STARTS, before=plain(stored.info.starts), after=plain(starts))
        changes = [moved] if moved.before != moved.after else []
        changes += differences(stored.document, document)
        if not changes and _is_accepted(stored.info):
            document = _with_info(document, status=stored.info.status)
        return self._store_revised(stored, document, action, changes, author, read.page_layer)

    def _read(
        self, row: Upload, starts: list[Start] | None, *, ocr: bool, progress: Progress | None
    ) -> Extracted:
        source = SourceFile.of_upload(row, self._settings)
        pages = None if ocr or row.page_layer is None else _pages(row)
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
        written = self._store.revise(row, seen=stored.json, action=action, actor=author.actor)
        if written is None:
            raise changed(stored.row.upload_id)
        return written


def _booked_again(
    document: BankDocument, before: BankDocument, history: Sequence[HistoryEntry]
) -> BankDocument:
    """`document`, just read, with every correction that finds its value again."""
    wanted, lost = bank_made_again(document, before, history)
    if not wanted and not lost:
        return document
    statements, transactions = with_bank_values(document.statements, document.transactions, wanted)
    return rebooked(document, statements, transactions, lost)


def _is_accepted(info: ProcessingInfo) -> bool:
    """Whether a person has accepted the document, and nothing in it has changed since."""
    for entry in reversed(info.history):
        if entry.action == "accepted":
            return True
        if entry.changes:
            return False
    return False


def as_start(given: int | Start | Mapping[str, Any]) -> Start:
    """A start as the number of a page, as the struct, or as it stands in the JSON. Raises `CutsError`."""
    if isinstance(given, Start):
        return given
    try:
        if isinstance(given, Mapping):
            y = given.get("y")
            return Start(page=int(given["page"]), y=None if y is None else float(y))
        return Start(page=int(given))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise CutsError("A start is the number of a page, or a page and y on it.") from None


def checked_starts(starts: Sequence[Start], pages: Sequence[Page], info: ProcessingInfo) -> list[Start]:
    """`starts`, which are places of a file with `pages`. Raises `CutsError` that says what is wrong."""
    facts = {"pages_total": len(pages)}
    firsts = _first_pages(pages, info)
    if not starts or starts[0].y is not None or starts[0].page not in firsts:
        known = " or ".join(map(str, sorted(firsts)))
        raise CutsError(f"Starts must begin with the top of page {known}.", **facts)
    for before, start in pairwise(starts):
        if start == before:
            raise CutsError(f"{_place(start)} is named twice.", **facts)
        if (start.page, start.y or 0.0) <= (before.page, before.y or 0.0):
            raise CutsError(f"{_place(start)} stands behind {_place(before)}; starts must rise.", **facts)
    if starts[-1].page > len(pages):
        raise CutsError(f"There is no page {starts[-1].page}: the file has {len(pages)}.", **facts)
    for start in starts[1:]:
        words = pages[start.page - 1].words
        if not any(word.y0 + word.y1 >= 2 * (start.y or 0.0) for word in words):
            raise CutsError(f"{_place(start)}: nothing is printed there.", **facts)
    return list(starts)


def _first_pages(pages: Sequence[Page], info: ProcessingInfo) -> set[int]:
    """Where the first invoice may begin: on page 1, or behind the sheets that were read as being of none.

    So nobody has to call a covering sheet an invoice; and where it began once, it may begin again.
    """
    of_none = {notice.page for notice in info.warnings if notice.code in _OF_NO_INVOICE}
    behind = next((page.number for page in pages if page.number not in of_none), 1)
    changes = (change for entry in info.history for change in entry.changes)
    said = (
        starts for change in changes if change.pointer == STARTS for starts in (change.before, change.after)
    )
    return {1, behind, *(starts[0]["page"] for starts in said if starts)}


def _place(start: Start) -> str:
    return f"Page {start.page}" + ("" if start.y is None else f" at {start.y:g} points")


def _pages(row: Upload) -> list[Page]:
    return unpack(row.page_layer) if row.page_layer else []


def changed(upload_id: int) -> DocumentChangedError:
    """The refusal of a change to a document that is another by now."""
    return DocumentChangedError(
        f"The document of upload {upload_id} has been changed in the meantime.", upload_id=upload_id
    )


def _with_info(document: Document, **values: Any) -> Document:
    assert document.processing_info is not None  # noqa: S101 - it was just assembled with one
    info = msgspec.structs.replace(document.processing_info, **values)
    return msgspec.structs.replace(document, processing_info=info)
