"""What the routes answer: the keys of each answer, in one place for the routes and for their description."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec
from flask import Response

from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.evidence import Record
from python_ocr_reconcile.models.file import UploadStatus
from python_ocr_reconcile.models.production_json_models import (
    DOCUMENT_COLUMN,
    InvoiceUpload,
    ReconciliationMatch,
    Row,
    Upload,
    summary_columns,
)
from python_ocr_reconcile.models.rates import ExchangeRates


class InvoiceUploaded(Record, frozen=True, kw_only=True):
    """An invoice file was received. Sums are null and counts 0 until it has been read."""

    success: bool
    upload_id: int
    db_record_id: int
    file_name: str
    total_invoices: int
    total_amount: Decimal | None
    """Sum over the invoices; null where they are in several currencies."""
    processing_time_seconds: float
    status: UploadStatus


class InvoiceDuplicate(InvoiceUploaded, frozen=True, kw_only=True):
    """The same bytes were received before; nothing was read again."""

    duplicate: Literal[True] = True


class BankUploaded(Record, frozen=True, kw_only=True):
    """A bank file was received. Sums are null and counts 0 until it has been read."""

    success: bool
    upload_id: int
    db_record_id: int
    file_name: str
    total_transactions: int
    total_debits: Decimal | None
    total_credits: Decimal | None
    processing_time_seconds: float
    status: UploadStatus


class BankDuplicate(BankUploaded, frozen=True, kw_only=True):
    """The same bytes were received before; nothing was read again."""

    duplicate: Literal[True] = True


class Reconciled(Record, frozen=True, kw_only=True):
    """A reconciliation run was made and stored."""

    success: bool
    reconciliation_id: int
    db_record_id: int
    total_matches: int
    match_rate_percentage: Decimal
    """Matched invoices out of all invoices, 0..100."""
    processing_time_seconds: float
    status: UploadStatus


class StoredRates(Record, frozen=True, kw_only=True):
    """The table of exchange rates that runs use."""

    name: str
    table_hash: str
    """SHA-256 of the file it was read from, lower-case hexadecimal."""
    pivot: str | None
    """The currency that all rates are against, where there is one: cross rates are taken through it."""
    pairs: int
    rates: int
    first_day: date
    last_day: date


class DatabaseHealth(Record, frozen=True, kw_only=True):
    """The database and what it holds; counts are null where it cannot be asked."""

    path: str
    invoice_uploads: int | None
    bank_uploads: int | None
    reconciliations: int | None


class Health(Record, frozen=True, kw_only=True):
    """How the service is."""

    status: Literal["healthy", "unhealthy"]
    production_json_api: Literal["available", "unavailable"]
    database: DatabaseHealth
    upload_folder: str
    storage_mode: Literal["single_row_json"]


class Violation(Record, frozen=True, kw_only=True):
    """One place where the request does not have the required shape."""

    pointer: str
    """JSON pointer (RFC 6901)."""
    message: str
    expected: str


def uploaded(row: Upload, *, duplicate: bool) -> Record:
    """The answer to an upload whose row is `row`."""
    common: dict[str, Any] = {
        "success": row.status != "failed",
        "upload_id": row.upload_id,
        "db_record_id": row.id,
        "file_name": row.file_name,
        "processing_time_seconds": row.processing_duration_seconds or 0.0,
        "status": row.status,
    }
    if isinstance(row, InvoiceUpload):
        invoice = InvoiceDuplicate if duplicate else InvoiceUploaded
        return invoice(total_invoices=row.total_invoices_processed, total_amount=row.total_amount, **common)
    bank = BankDuplicate if duplicate else BankUploaded
    return bank(
        total_transactions=row.total_transactions_processed,
        total_debits=row.total_debits,
        total_credits=row.total_credits,
        **common,
    )


def reconciled(row: ReconciliationMatch) -> Reconciled:
    """The answer to a run that was stored as `row`."""
    return Reconciled(
        success=row.status != "failed",
        reconciliation_id=row.reconciliation_id,
        db_record_id=row.id or 0,
        total_matches=row.total_matches_found,
        match_rate_percentage=row.match_rate_percentage,
        processing_time_seconds=row.reconciliation_duration_seconds,
        status=row.status,
    )


def stored_rates(table: ExchangeRates) -> StoredRates:
    """What a table of rates holds, in a few words."""
    return StoredRates(
        name=table.name,
        table_hash=table.table_hash,
        pivot=table.pivot,
        pairs=len(table.series),
        rates=sum(len(one.rates) for one in table.series),
        first_day=min(one.days[0] for one in table.series),
        last_day=max(one.days[-1] for one in table.series),
    )


def columns(row: Row, kind: str, *, with_document: bool) -> dict[str, Any]:
    """The public columns of `row`; the document is nested as it is stored, to the byte."""
    known = summary_columns(row)
    if with_document:
        document = DOCUMENT_COLUMN[kind]
        stored: bytes | None = getattr(row, document)
        known[document] = None if stored is None else msgspec.Raw(stored)
    return known


def json_answer(body: Any, status: int = 200) -> Response:
    """`body` as JSON; money keeps its digits."""
    return Response(encode(body), status, mimetype="application/json")
