"""Uploads with their originals on disk and documents that hold to the schema, without a file being read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pymupdf

from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.file import DateRange, FileInfo, PageInfo, ProcessingInfo, Subtotal
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument, InvoiceSummary, LineItem
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.models.statement import BankDocument, BankSummary, StatementInfo, Transaction
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.reading.page_layer import pack
from python_ocr_reconcile.services.documents import completed
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI

AT = datetime(2024, 6, 1, 12, tzinfo=UTC)


def keep(api: ProductionJSONAPI, kind: str, name: str, build: Any, status: str = "completed") -> int:
    """Store an upload whose document `build` makes of its head; its id."""
    content = _pdf(f"{kind} {name} of {api.store.tenant}")
    digest = sha256(content).hexdigest()
    target = api.settings.upload_folder / digest[:2] / digest
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    row, _ = api.store.claim_upload(
        kind,
        file_name=name,
        file_path=f"{digest[:2]}/{digest}",
        file_hash=digest,
        file_size=len(content),
        mime_type="application/pdf",
    )
    file = FileInfo(
        file_name=name, file_size=len(content), file_hash=digest, mime_type="application/pdf",
        pages_total=1, upload_timestamp=row.upload_timestamp,
    )  # fmt: skip
    processing = ProcessingInfo(
        processing_start=AT, processing_end=AT, processing_duration_seconds=0.25, ocr_engine=None,
        confidence_score=0.875, status=status, software_version="0",
        pages=[PageInfo(page=1, source="text_layer", words=0)],
    )  # fmt: skip
    document = build(upload_id=row.upload_id, file_info=file, processing_info=processing)
    json = encode(document)
    validate(json, kind)
    layer = pack([Page(number=1, width=595.0, height=842.0, source="text_layer", words=[])])
    api.store.finish(completed(row, document, json, layer))
    return row.upload_id


def _pdf(text: str) -> bytes:
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        page.insert_text((380, 310), text, fontsize=10)
        made: bytes = document.tobytes(no_new_id=True)
        return made


def keep_invoice(api: ProductionJSONAPI, number: str, amount: str, day: date, **values: Any) -> int:
    """An upload of one invoice of two lines."""
    total = Decimal(amount)
    bill = Invoice(**{
        "invoice_id": "inv-1", "invoice_number": number, "invoice_date": day,
        "vendor_name": f"Łódź Paper {number[-1]} Ltd", "currency": "EUR", "subtotal": total - 20,
        "tax_total": Decimal("20.00"), "total_amount": total, "page_numbers": [1], "confidence_score": 0.875,
        "line_items": [
            LineItem(line_number=1, description='=HYPERLINK("http://x")', quantity=Decimal("2.5"),
                     unit_price=Decimal("4.00"), amount=Decimal("10.00")),
            LineItem(line_number=2, description="- 3 boards", amount=total - 30),
        ],
        "evidence": {"total_amount": Evidence(value=total, page=1, bbox=(380.0, 300.0, 450.0, 312.0))},
    } | values)  # fmt: skip
    summary = InvoiceSummary(
        total_invoices_found=1, total_invoices_processed=1, total_amount=bill.total_amount,
        currency_summary={bill.currency or "EUR": Subtotal(count=1, total_amount=bill.total_amount)},
        vendor_summary={bill.vendor_name or "": Subtotal(count=1, total_amount=bill.total_amount)},
        date_range=DateRange(start=day, end=day),
    )  # fmt: skip
    return keep(
        api, "invoice", f"bill-{number}.pdf",
        lambda **head: InvoiceDocument(invoices=[bill], extraction_summary=summary, **head),
    )  # fmt: skip


def keep_statement(
    api: ProductionJSONAPI, name: str, first: date, last: date, payments: list[tuple[str, str, date]],
    *, opening: str = "1000.00",
) -> int:  # fmt: skip
    """A proved upload of one statement; each payment is an amount (out, or below zero in), text and day."""
    balance, rows = Decimal(opening), []
    for number, (amount, text, day) in enumerate(payments, 1):
        money = Decimal(amount)
        balance -= money
        rows.append(Transaction(
            transaction_id=f"txn-{number}", transaction_date=day, description=text,
            debit_amount=money if money > 0 else None, credit_amount=-money if money < 0 else None,
            balance=balance, currency="EUR", confidence_score=0.875,
            fingerprint=sha256(f"{name[:4]}{number}{amount}{text}{day}".encode()).hexdigest()[:32],
        ))  # fmt: skip
    info = StatementInfo(
        account_number="4711", bank_name="Some Bank", currency="EUR", statement_period_start=first,
        statement_period_end=last, opening_balance=Decimal(opening), closing_balance=balance, proof="proved",
    )  # fmt: skip
    summary = BankSummary(
        total_transactions_found=len(rows), total_transactions_processed=len(rows),
        total_debits=sum((one.debit_amount or Decimal(0) for one in rows), Decimal("0.00")),
        total_credits=sum((one.credit_amount or Decimal(0) for one in rows), Decimal("0.00")),
        date_range=DateRange(start=first, end=last),
    )  # fmt: skip
    return keep(
        api, "bank", name,
        lambda **head: BankDocument(
            statement_info=info, statements=[info], transactions=rows, extraction_summary=summary, **head
        ),
    )  # fmt: skip


def fill(api: ProductionJSONAPI, documents: int) -> None:
    """So many uploads: of five, four invoices and the statement that pays three; a run over each five.

    One more waits, and one has failed.
    """
    for group in range(documents // 5):
        first = date(2024, 1, 1) + timedelta(days=31 * (group % 12))
        bills, payments = [], []
        for number in range(4):
            amount = f"{100 + 7 * group + 13 * number}.{number}5"
            name = f"R-{group:04}{number}"
            bills.append(keep_invoice(api, name, amount, first + timedelta(days=number)))
            payments.append((amount, f"TRANSFER {name}", first + timedelta(days=10 + number)))
        last = first + timedelta(days=30)
        rows = [*payments[:3], ("-55.10", "+1 REFUND", last)]
        bank = keep_statement(api, f"{group:04}.pdf", first, last, rows)
        api.reconcile(bills, [bank])
    for name in ("waits", "failed"):
        content = name.encode()
        digest = sha256(content).hexdigest()
        target = api.settings.upload_folder / digest[:2] / digest
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        row, _ = api.store.claim_upload(
            "invoice", file_name=f"../../{name}.pdf", file_path=f"{digest[:2]}/{digest}", file_hash=digest,
            file_size=len(content), mime_type="application/pdf",
        )  # fmt: skip
        if name == "failed":
            api.store.begin("invoice", row.upload_id, "worker")
            api.store.fail("invoice", row.upload_id, "file_damaged", "The file is damaged.")
