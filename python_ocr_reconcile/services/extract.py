"""The front half of the line: a file becomes one validated document. No database is involved.

    identify -> read -> extract -> verify -> validate
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.dates import now
from python_ocr_reconcile.errors import EmptyFileError, FileTooLargeError, LimitExceededError
from python_ocr_reconcile.extraction.invoice import InvoiceReading, extract_invoices
from python_ocr_reconcile.extraction.statement import StatementReading, extract_statements
from python_ocr_reconcile.extraction.verify import verify_invoices, verify_statements
from python_ocr_reconcile.intake.identify import identify
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.file import FileInfo
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.reading.read import read_pages
from python_ocr_reconcile.services.documents import Document, Reading, assemble

ReadAs = Literal["invoice", "bank", "auto"]
Progress = Callable[[int, int], None]
"""Called with (pages done, pages in all)."""


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


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a file came to."""

    document: Document
    json: bytes
    """The document as it is stored: valid, and within the size limit."""
    pages: list[Page]


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
    return read_document(source, kind, settings, progress=progress).document


def read_document(
    source: SourceFile,
    kind: ReadAs,
    settings: Settings,
    *,
    pages: list[Page] | None = None,
    progress: Progress | None = None,
) -> Extracted:
    """The straight line from a file to its document; `pages` that were read before are not read again."""
    started = now()
    file_kind = identify(source.path)
    if pages is None:
        pages = read_pages(
            source.path, file_kind, settings, file_hash=source.file_hash, progress=progress
        )
    reading = verify(extract(pages, kind))
    file = FileInfo(
        file_name=source.file_name,
        file_size=source.file_size,
        file_hash=source.file_hash,
        mime_type=file_kind.mime_type,
        pages_total=len(pages),
        upload_timestamp=source.received,
    )
    document = assemble(reading, file, pages, started, upload_id=source.upload_id)
    return Extracted(document, checked_json(document, settings), pages)


def extract(pages: list[Page], kind: ReadAs) -> Reading:
    """What the pages say, read as `kind`; ``auto`` takes the kind whose arithmetic the pages bear out."""
    if kind == "invoice":
        return extract_invoices(pages)
    statement = extract_statements(pages)
    if kind == "bank" or any(part.proof == "proved" for part in statement.statements):
        return statement
    invoices = extract_invoices(pages)
    if any(invoice.proof == "proved" for invoice in invoices.invoices):
        return invoices
    # Neither is proved: a statement shows balances and a list of dated amounts, an invoice does not.
    balanced = any(part.closing_balance is not None for part in statement.statements)
    return statement if balanced and len(statement.transactions) >= 2 else invoices


def verify(reading: Reading) -> Reading:
    """`reading` with every check computed anew from the values as they will be stored."""
    if isinstance(reading, InvoiceReading):
        return InvoiceReading(invoices=verify_invoices(reading.invoices), notices=reading.notices)
    statements = verify_statements(reading.statements, reading.transactions)
    return StatementReading(
        statements=statements, transactions=reading.transactions, notices=reading.notices
    )


def checked_json(document: Document, settings: Settings) -> bytes:
    """The JSON of `document`, valid and within the size limit.

    Raises `SchemaViolationError` with each violation, or `LimitExceededError`.
    """
    data = encode(document)
    if len(data) > settings.limits.json_bytes:
        raise LimitExceededError(
            f"the document has {len(data):,} bytes of JSON, the limit is {settings.limits.json_bytes:,} "
            "(OCR_RECONCILE_MAX_JSON_BYTES)"
        )
    validate(data, "bank" if isinstance(document, BankDocument) else "invoice")
    return data
