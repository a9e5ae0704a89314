"""Uploads and runs as the service would have stored them, without a file being read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import count
from typing import Any

import msgspec

from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.file import FileInfo, ProcessingInfo
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.statement import BankDocument, StatementInfo, Transaction
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.services.documents import completed
from python_ocr_reconcile.storage.store import Store

AT = datetime(2024, 6, 1, 12, tzinfo=UTC)
_FILES = count(1)


def invoice(number: str, amount: str, vendor: str, day: int = 2, **values: Any) -> Invoice:
    """An invoice of May 2024 to Calder Ltd; its id is ``inv-1`` unless it is given."""
    return Invoice(
        **{
            "invoice_id": "inv-1",
            "invoice_number": number,
            "invoice_date": date(2024, 5, day),
            "due_date": date(2024, 5, day + 14),
            "vendor_name": vendor,
            "customer_name": "Calder Ltd",
            "total_amount": Decimal(amount),
            "currency": "EUR",
            **values,
        }
    )


def payment(amount: str, text: str, name: str | None = None, day: int = 15, **values: Any) -> Transaction:
    """Money out in May 2024, in for an `amount` below zero; its id is ``txn-1`` unless it is given."""
    money = Decimal(amount)
    return Transaction(
        **{
            "transaction_id": "txn-1",
            "transaction_date": date(2024, 5, day),
            "description": text,
            "counterparty_name": name,
            "debit_amount": money if money > 0 else None,
            "credit_amount": -money if money < 0 else None,
            "currency": "EUR",
            "fingerprint": sha256(f"{amount}{text}{day}".encode()).hexdigest()[:32],
            **values,
        }
    )


def numbered(rows: list[Any]) -> list[Any]:
    """`rows` with the ids that the service gives: ``inv-1``, ``inv-2``; ``txn-1``, ``txn-2``."""
    return [
        msgspec.structs.replace(row, invoice_id=f"inv-{n}")
        if isinstance(row, Invoice)
        else msgspec.structs.replace(row, transaction_id=f"txn-{n}")
        for n, row in enumerate(rows, 1)
    ]


def store_invoices(store: Store, *invoices: Invoice) -> int:
    """An invoice upload with these invoices; its id."""
    return _stored(
        store, "invoice", lambda **head: InvoiceDocument(invoices=numbered(list(invoices)), **head)
    )


def store_bank(store: Store, *transactions: Transaction, currency: str = "EUR") -> int:
    """A bank upload with these transactions; its id."""
    account = StatementInfo(account_number="4711", currency=currency)
    return _stored(
        store,
        "bank",
        lambda **head: BankDocument(
            statement_info=account, statements=[account], transactions=numbered(list(transactions)), **head
        ),
    )


def _stored(store: Store, kind: Any, build: Any) -> int:
    number = next(_FILES)
    digest = sha256(f"{kind} {number}".encode()).hexdigest()
    row, _ = store.claim_upload(
        kind,
        file_name=f"{kind}-{number}.pdf",
        file_path=digest,
        file_hash=digest,
        file_size=number,
        mime_type="application/pdf",
    )
    document = build(
        upload_id=row.upload_id,
        file_info=FileInfo(
            file_name=row.file_name,
            file_size=number,
            file_hash=digest,
            mime_type="application/pdf",
            pages_total=1,
            upload_timestamp=AT,
        ),
        processing_info=ProcessingInfo(
            processing_start=AT,
            processing_end=AT,
            processing_duration_seconds=0.0,
            ocr_engine=None,
            confidence_score=1.0,
            status="completed",
            software_version="0",
        ),
    )
    json = encode(document)
    validate(json, kind)
    store.finish(completed(row, document, json, None))
    return row.upload_id
