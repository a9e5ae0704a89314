"""The front half of the line: a file becomes one validated document. No database is involved.

``identify -> read -> extract -> verify -> validate``, and where the sums do not close, a second opinion: the
pages in doubt are read by the other OCR engine and extracted anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from python_ocr_reconcile.collector import resting_collector
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.dates import now
from python_ocr_reconcile.errors import (
    EmptyFileError,
    FileTooLargeError,
    LimitExceededError,
    StorageError,
)
from python_ocr_reconcile.extraction.bank_files import can_be_halved
from python_ocr_reconcile.extraction.extract import ReadAs, extract, extract_bank_file
from python_ocr_reconcile.extraction.invoice import InvoiceReading
from python_ocr_reconcile.extraction.statement import PackedReading, StatementReading
from python_ocr_reconcile.intake.identify import BANK_FILE_FORMATS, FileKind, identify
from python_ocr_reconcile.models.encoding import decode, encode
from python_ocr_reconcile.models.file import FileInfo, Start
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.models.production_json_models import Upload
from python_ocr_reconcile.models.statement import BankDocument, PackedBankDocument
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.reading.invoice_xml import InvoiceXML, read_invoice_xml
from python_ocr_reconcile.reading.page_layer import from_msgpack, pack, to_msgpack
from python_ocr_reconcile.reading.read import Progress, read_pages, read_pages_again
from python_ocr_reconcile.reading.sandbox import shared_pool
from python_ocr_reconcile.reading.worker import uncopied
from python_ocr_reconcile.services.documents import Document, Written, assemble
from python_ocr_reconcile.services.hand_over import HandedOver, TakenOver, emptying, handed_over
from python_ocr_reconcile.services.second_opinion import Opinion, second_opinion
from python_ocr_reconcile.services.side_by_side import (
    FROM_PAGES,
    bank_file_side_by_side,
    extract_side_by_side,
    statement_side_by_side,
)
from python_ocr_reconcile.spent import STAGE_SECONDS


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read, and what is known of it before it is opened."""

    path: Path
    file_name: str
    """As the sender named it."""
    file_hash: str
    file_size: int
    received: datetime
    upload_id: int | None = None

    @classmethod
    def of_upload(cls, row: Upload, settings: Settings) -> SourceFile:
        """The kept original of a stored upload. Raises `StorageError` where it is not there."""
        path = settings.upload_folder / row.file_path
        if not path.is_file():
            raise StorageError(
                f"the original of upload {row.upload_id} is not in {settings.upload_folder}: "
                "mount the upload folder, or restore it from a backup",
                upload_id=row.upload_id,
            )
        return cls(
            path=path,
            file_name=row.file_name,
            file_hash=row.file_hash,
            file_size=row.file_size,
            received=row.upload_timestamp,
            upload_id=row.upload_id,
        )


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a file came to."""

    written: InvoiceDocument | PackedBankDocument
    """The document; the transactions of a statement as JSON."""
    json: bytes
    """The document as it is stored: valid, and within the size limit."""
    page_layer: bytes
    """The pages it was read from, packed."""

    @property
    def document(self) -> Document:
        """The document with everything in it; that of a statement is taken from `json` each time."""
        if isinstance(self.written, InvoiceDocument):
            return self.written
        return decode(self.json, BankDocument)


def extract_document(
    path: Path,
    kind: ReadAs,
    settings: Settings,
    *,
    file_name: str | None = None,
    progress: Progress | None = None,
) -> Document:
    """The document that is read from the file at `path`, validated, with ``upload_id`` ``None``.

    Raises a `DocumentError` where the file cannot be read, `InputError` where it is empty or too large.
    """
    return extract_file(path, kind, settings, file_name=file_name, progress=progress).document


def extract_file(
    path: Path,
    kind: ReadAs,
    settings: Settings,
    *,
    file_name: str | None = None,
    progress: Progress | None = None,
) -> Extracted:
    """As `extract_document`, with the JSON and the page layer that would be stored."""
    size = path.stat().st_size
    if size == 0:
        raise EmptyFileError(f"{path.name} has no bytes")
    if size > settings.limits.upload_bytes:
        raise FileTooLargeError(
            f"{path.name} has {size:,} bytes, the limit is {settings.limits.upload_bytes:,}"
        )
    with path.open("rb") as file:
        file_hash = hashlib.file_digest(file, "sha256").hexdigest()
    source = SourceFile(path, file_name or path.name, file_hash, size, now())
    return read_document(source, kind, settings, progress=progress)


def read_document(
    source: SourceFile,
    kind: ReadAs,
    settings: Settings,
    *,
    pages: list[Page] | None = None,
    starts: Sequence[Start] | None = None,
    use_cache: bool = True,
    progress: Progress | None = None,
) -> Extracted:
    """The straight line from a file to its document; `pages` that were read before are not read again.

    `starts` are the places where invoices begin, where a person has said so. Without `use_cache` OCR reads
    every page that needs it, also those that it read before. The XML of an e-invoice is read every time: it
    takes milliseconds, and the original is always there.
    Reading and extraction run in child processes with limits (`reading.sandbox`).
    """
    started = now()
    file_kind = identify(source.path)
    with STAGE_SECONDS.during("read"):
        xml = read_invoice_xml(source.path, file_kind, settings)
        read_now = pages is None
        if pages is None:
            pages = read_pages(
                source.path,
                file_kind,
                settings,
                file_hash=source.file_hash,
                use_cache=use_cache,
                progress=progress,
            )
    with STAGE_SECONDS.during("extract"):
        if file_kind.format in BANK_FILE_FORMATS:
            opinion = Opinion(pages, _bank_file_confined(source.path, file_kind, kind, settings))
        else:
            opinion = Opinion(pages, _extract_confined(pages, xml, kind, starts, settings))
    if read_now and pages:
        with STAGE_SECONDS.during("second_opinion"):
            opinion = second_opinion(
                opinion,
                lambda doubtful: read_pages_again(
                    source.path,
                    file_kind,
                    settings,
                    doubtful,
                    file_hash=source.file_hash,
                    seconds=settings.limits.document_seconds - (now() - started).total_seconds(),
                    use_cache=use_cache,
                ),
                lambda other: _extract_confined(other, xml, kind, starts, settings),
            )
    file = FileInfo(
        file_name=source.file_name,
        file_size=source.file_size,
        file_hash=source.file_hash,
        mime_type=file_kind.mime_type,
        pages_total=len(pages),
        upload_timestamp=source.received,
    )
    with STAGE_SECONDS.during("validate"):
        document = assemble(opinion.reading, file, opinion.pages, started, upload_id=source.upload_id)
        held = isinstance(opinion.reading, PackedReading) and opinion.reading.are_valid
        json = checked_json(document, settings, accepted="transactions" if held else "")
        return Extracted(document, json, pack(opinion.pages))


def _extract_confined(
    pages: list[Page], xml: list[InvoiceXML], kind: ReadAs, starts: Sequence[Start] | None, settings: Settings
) -> InvoiceReading | PackedReading:
    """`extract` in a child process: a hostile page can cost no more than the limits of that process."""
    if kind == "invoice" and not xml and len(pages) >= FROM_PAGES:
        return extract_side_by_side(pages, starts, settings)
    if kind == "bank" and not xml and starts is None and len(pages) >= FROM_PAGES:
        return statement_side_by_side(pages, settings)
    taken = TakenOver(settings)
    streaming = shared_pool(settings).stream(
        _extract_packed,
        to_msgpack(pages),
        xml,
        kind,
        starts,
        seconds=settings.limits.document_seconds,
        each=taken.transactions,
    )
    is_statement, reading = streaming.result()
    return taken.reading(reading) if is_statement else decode(reading, InvoiceReading)


def _bank_file_confined(path: Path, found: FileKind, kind: ReadAs, settings: Settings) -> PackedReading:
    """`extract_bank_file` in child processes, under the same limits."""
    if kind != "invoice" and settings.processes > 1 and can_be_halved(path, found.format):
        return bank_file_side_by_side(path, found, settings)
    taken = TakenOver(settings)
    streaming = shared_pool(settings).stream(
        _bank_file_packed,
        path,
        found,
        kind,
        seconds=settings.limits.document_seconds,
        each=taken.transactions,
    )
    return taken.reading(streaming.result())


def _extract_packed(
    layer: bytes, xml: list[InvoiceXML], kind: ReadAs, starts: Sequence[Start] | None
) -> Generator[bytes, None, tuple[bool, bytes]]:
    """In the child: whether it is a statement, and the reading, as JSON, which cannot carry code back."""
    with resting_collector():
        reading = extract(from_msgpack(layer), kind, starts, xml)
        if isinstance(reading, StatementReading):
            return True, (yield from handed_over(emptying(reading)))
        return False, uncopied(encode(reading))


def _bank_file_packed(path: Path, found: FileKind, kind: ReadAs) -> HandedOver:
    """In the child: the reading of a bank file."""
    with resting_collector():
        return (yield from handed_over(extract_bank_file(path, found, kind)))


def checked_json(document: Written, settings: Settings, *, accepted: str = "") -> bytes:
    """The JSON of `document`, valid and within the size limit; `accepted` is for `validate`.

    Raises `SchemaViolationError` with each violation, or `LimitExceededError`.
    """
    data = encode(document)
    if len(data) > settings.limits.json_bytes:
        raise LimitExceededError(
            f"the document has {len(data):,} bytes of JSON, the limit is {settings.limits.json_bytes:,} "
            "(OCR_RECONCILE_MAX_JSON_BYTES)"
        )
    validate(data, "invoice" if isinstance(document, InvoiceDocument) else "bank", accepted=accepted)
    return data
