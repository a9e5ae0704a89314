"""The three stored rows: one uploaded invoice file, one uploaded bank file, one reconciliation run.

Each row holds one whole JSON document and summary columns that are read off it, so that lists and
filters never open a document. Column names and meanings are the public contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar, Literal

import msgspec

from python_ocr_reconcile.models.evidence import Proof
from python_ocr_reconcile.models.file import UploadStatus
from python_ocr_reconcile.models.profile import CONFIDENCE_THRESHOLD
from python_ocr_reconcile.models.reconciliation import MATCHING_ALGORITHM

DEFAULT_TENANT = "default"
"""Whose rows are where nobody has been told apart."""

UploadKind = Literal["invoice", "bank"]
RowKind = Literal["invoice", "bank", "reconciliation"]


class UploadRow(msgspec.Struct, frozen=True, kw_only=True):
    """The columns that both kinds of upload share."""

    id: int | None = None
    """Database key; ``None`` until it is stored."""
    upload_id: int
    """One sequence over invoice and bank uploads."""
    tenant: str = DEFAULT_TENANT
    """Whose it is; nobody else ever sees it."""
    file_name: str
    """As the sender named it; never used as a path."""
    file_path: str
    """Of the kept original, relative to the upload folder."""
    file_hash: str
    """SHA-256 of the original; unique within its kind and tenant."""
    file_size: int
    mime_type: str
    pages_total: int = 0
    upload_timestamp: datetime
    processing_start: datetime | None = None
    processing_end: datetime | None = None
    processing_duration_seconds: float | None = None
    ocr_engine: str | None = None
    confidence_score: float | None = None
    proof: Proof | None = None
    """What the equations of the whole file prove: the weakest of its invoices, or of its statements; ``None``
    where none was found, or where an earlier version read it."""
    status: UploadStatus = "pending"
    error_code: str | None = None
    error_message: str | None = None
    page_layer: bytes | None = None
    """Every word with its box, msgpack in zstd: re-extraction needs no second OCR."""
    created_at: datetime
    updated_at: datetime


class InvoiceUpload(UploadRow, frozen=True, kw_only=True):
    """One invoice or receipt file: table ``production_invoice_uploads``."""

    kind: ClassVar[UploadKind] = "invoice"

    invoice_json: bytes | None = None
    """The `InvoiceDocument`, as JSON text."""
    total_invoices_found: int = 0
    total_invoices_processed: int = 0
    total_amount: Decimal | None = None
    currency_summary: dict[str, Any] | None = None
    vendor_summary: dict[str, Any] | None = None
    date_range_start: date | None = None
    date_range_end: date | None = None


class BankTransactionUpload(UploadRow, frozen=True, kw_only=True):
    """One bank statement or bank file: table ``production_bank_uploads``."""

    kind: ClassVar[UploadKind] = "bank"

    bank_transaction_json: bytes | None = None
    """The `BankDocument`, as JSON text."""
    account_number: str | None = None
    account_name: str | None = None
    bank_name: str | None = None
    statement_period_start: date | None = None
    statement_period_end: date | None = None
    opening_balance: Decimal | None = None
    closing_balance: Decimal | None = None
    total_debits: Decimal | None = None
    total_credits: Decimal | None = None
    currency: str | None = None
    statement_type: str | None = None
    total_transactions_found: int = 0
    total_transactions_processed: int = 0
    transaction_type_summary: dict[str, Any] | None = None


class ReconciliationMatch(msgspec.Struct, frozen=True, kw_only=True):
    """One reconciliation run: table ``production_reconciliation_matches``."""

    id: int | None = None
    reconciliation_id: int
    tenant: str = DEFAULT_TENANT
    invoice_upload_id: int
    bank_upload_id: int
    invoice_file_name: str
    bank_file_name: str
    reconciliation_timestamp: datetime
    reconciliation_duration_seconds: float
    matching_algorithm: str = MATCHING_ALGORITHM
    confidence_threshold: Decimal = CONFIDENCE_THRESHOLD
    status: UploadStatus
    reconciliation_match_json: bytes
    """The `ReconciliationDocument`, as JSON text."""
    total_invoices_processed: int = 0
    total_transactions_processed: int = 0
    total_matches_found: int = 0
    partial_matches: int = 0
    unmatched_invoices: int = 0
    unmatched_transactions: int = 0
    total_amount_matched: Decimal = Decimal("0.00")
    match_rate_percentage: Decimal = Decimal("0.00")
    error_message: str | None = None
    created_at: datetime
    updated_at: datetime


Upload = InvoiceUpload | BankTransactionUpload
Row = Upload | ReconciliationMatch

ROWS: Mapping[str, type[Row]] = MappingProxyType(
    {"invoice": InvoiceUpload, "bank": BankTransactionUpload, "reconciliation": ReconciliationMatch}
)
"""Kind of row to its struct."""
DOCUMENT_COLUMN: Mapping[str, str] = MappingProxyType(
    {
        "invoice": "invoice_json",
        "bank": "bank_transaction_json",
        "reconciliation": "reconciliation_match_json",
    }
)
"""Kind of row to the column that holds its document."""
PAGE_LAYER = "page_layer"
"""The column of how pages were read, packed; of no use outside."""
PRIVATE_COLUMNS = frozenset({PAGE_LAYER, "tenant"})
"""What is never shown: the one is of no use outside, the other is the reader's own."""


def summary_columns(row: Row) -> dict[str, Any]:
    """What a list shows of `row`: every public column but its document."""
    left_out = {*DOCUMENT_COLUMN.values(), *PRIVATE_COLUMNS}
    return {name: getattr(row, name) for name in row.__struct_fields__ if name not in left_out}


__all__ = [
    "DEFAULT_TENANT",
    "DOCUMENT_COLUMN",
    "PAGE_LAYER",
    "PRIVATE_COLUMNS",
    "ROWS",
    "BankTransactionUpload",
    "InvoiceUpload",
    "ReconciliationMatch",
    "Row",
    "RowKind",
    "Upload",
    "UploadKind",
    "UploadRow",
    "summary_columns",
]
