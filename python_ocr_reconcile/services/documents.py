"""From what was read to the document that is stored, and from the document to its summary columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from statistics import fmean
from typing import Any

import msgspec

from python_ocr_reconcile import __version__
from python_ocr_reconcile.dates import now
from python_ocr_reconcile.extraction.invoice import InvoiceReading, conflict_notices
from python_ocr_reconcile.extraction.statement import PackedReading
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.evidence import Proof
from python_ocr_reconcile.models.file import (
    Cut,
    DateRange,
    FileInfo,
    Notice,
    PageInfo,
    ProcessingInfo,
    Subtotal,
    UploadStatus,
)
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument, InvoiceSummary
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.models.production_json_models import (
    BankTransactionUpload,
    InvoiceUpload,
    ReconciliationMatch,
    Upload,
)
from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
from python_ocr_reconcile.models.statement import (
    BankDocument,
    BankSummary,
    Booked,
    PackedBankDocument,
    StatementInfo,
    Transaction,
)

REVIEW_BELOW = 0.5
"""An invoice or a statement less sure than this is shown to a person; a coin toss is not a reading."""

CORRECTION_NOT_KEPT = "correction_not_kept"
"""Notice of a person's correction whose invoice or line was not found again when the file was read anew."""

Document = InvoiceDocument | BankDocument
Written = Document | PackedBankDocument
"""A document as it is stored, its transactions perhaps JSON already."""


def assemble(
    reading: InvoiceReading | PackedReading,
    file: FileInfo,
    pages: list[Page],
    started: datetime,
    *,
    upload_id: int | None = None,
) -> InvoiceDocument | PackedBankDocument:
    """The document of `file`: what was extracted, how it was read, and its summary."""
    if isinstance(reading, InvoiceReading):
        scores = [invoice.confidence_score for invoice in reading.invoices]
        status = _invoice_status(reading.invoices, reading.notices)
        processing = _processing(pages, started, scores, status, reading.notices, reading.cuts)
        return InvoiceDocument(
            upload_id=upload_id,
            file_info=file,
            processing_info=processing,
            extraction_summary=_invoice_summary(reading.invoices),
            invoices=reading.invoices,
        )
    scores = [transaction.confidence_score for transaction in reading.booked]
    status = _statement_status(reading.statements, reading.booked)
    processing = _processing(pages, started, scores, status, reading.notices)
    return PackedBankDocument(
        upload_id=upload_id,
        file_info=file,
        processing_info=processing,
        statement_info=_summarised(reading.statements),
        statements=reading.statements,
        extraction_summary=_bank_summary(reading.booked),
        transactions=reading.transactions,
    )


def restated(
    document: InvoiceDocument, invoices: list[Invoice], notices: Sequence[Notice] = ()
) -> InvoiceDocument:
    """`document` with other `invoices`: its summary, its warnings and its status as they say; and `notices`.

    How and when the file was read stays.
    """
    processing = document.processing_info
    if processing is None:
        raise ValueError("a stored document says how it was read")
    renewed = {"sums_do_not_close", *(notice.code for notice in notices)}
    kept = [notice for notice in processing.warnings if notice.code not in renewed]
    warnings = [*kept, *conflict_notices(invoices), *notices]
    scores = [invoice.confidence_score for invoice in invoices]
    processing = msgspec.structs.replace(
        processing,
        warnings=warnings,
        status=_invoice_status(invoices, warnings),
        confidence_score=round(fmean(scores), 4) if scores else 0.0,
    )
    return msgspec.structs.replace(
        document,
        processing_info=processing,
        extraction_summary=_invoice_summary(invoices),
        invoices=invoices,
    )


def rebooked(
    document: BankDocument,
    statements: list[StatementInfo],
    transactions: list[Transaction],
    notices: Sequence[Notice] = (),
) -> BankDocument:
    """`document` with other `statements` and `transactions`: summary, warnings and status as they say."""
    processing = document.processing_info
    if processing is None:
        raise ValueError("a stored document says how it was read")
    gone = {notice.code for notice in notices}
    if not any(statement.proof == "conflict" for statement in statements):
        gone.add("balance_conflict")
    warnings = [*(notice for notice in processing.warnings if notice.code not in gone), *notices]
    status = _statement_status(statements, transactions)
    scores = [transaction.confidence_score for transaction in transactions]
    processing = msgspec.structs.replace(
        processing,
        warnings=warnings,
        status="needs_review" if CORRECTION_NOT_KEPT in gone else status,
        confidence_score=round(fmean(scores), 4) if scores else 0.0,
    )
    return msgspec.structs.replace(
        document,
        processing_info=processing,
        statement_info=_summarised(statements),
        statements=statements,
        extraction_summary=_bank_summary(transactions),
        transactions=transactions,
    )


def _summarised(statements: list[StatementInfo]) -> StatementInfo:
    """The first statement, with the proof of them all: who reads only this is told of every conflict."""
    proofs = {statement.proof for statement in statements}
    if len(proofs) < 2:
        return statements[0] if statements else StatementInfo()
    return msgspec.structs.replace(statements[0], proof="conflict" if "conflict" in proofs else "unproved")


def _processing(
    pages: list[Page],
    started: datetime,
    scores: list[float],
    status: UploadStatus,
    notices: list[Notice],
    cuts: Sequence[Cut] = (),
) -> ProcessingInfo:
    ended = now()
    return ProcessingInfo(
        processing_start=started,
        processing_end=ended,
        processing_duration_seconds=round((ended - started).total_seconds(), 3),
        ocr_engine=" + ".join(sorted({page.ocr_engine for page in pages if page.ocr_engine})) or None,
        confidence_score=round(fmean(scores), 4) if scores else 0.0,
        status=status,
        software_version=__version__,
        pages=[_page_info(page) for page in pages],
        warnings=notices,
        cuts=list(cuts),
    )


def _page_info(page: Page) -> PageInfo:
    sure = [word.confidence for word in page.words if word.confidence is not None]
    return PageInfo(
        page=page.number,
        source=page.source,
        words=len(page.words),
        ocr_confidence=round(fmean(sure), 4) if sure else None,
        rotation=page.rotation,
        skew=round(page.skew, 2),
        ocr_engine=page.ocr_engine,
    )


def _invoice_status(invoices: list[Invoice], notices: Sequence[Notice]) -> UploadStatus:
    doubtful = [
        i
        for i in invoices
        if i.proof == "conflict" or i.total_amount is None or i.confidence_score < REVIEW_BELOW
    ]
    review = any(notice.code in {CORRECTION_NOT_KEPT, "unsure_cut"} for notice in notices)
    return "needs_review" if doubtful or review or not invoices else "completed"


def _statement_status(
    statements: list[StatementInfo], transactions: Sequence[Booked | Transaction]
) -> UploadStatus:
    broken = [s for s in statements if s.proof == "conflict"]
    unread = not transactions and not any(s.proof == "proved" for s in statements)
    unsure = any(t.confidence_score < REVIEW_BELOW for t in transactions)
    return "needs_review" if broken or unread or unsure else "completed"


def _invoice_summary(invoices: list[Invoice]) -> InvoiceSummary:
    read = [i for i in invoices if i.total_amount is not None]
    return InvoiceSummary(
        total_invoices_found=len(invoices),
        total_invoices_processed=len(read),
        # Where no total was read there is no sum: 0.00 would be an amount that nobody printed.
        total_amount=_sum_of_one_currency((i.currency, i.total_amount) for i in read) if read else None,
        currency_summary=_subtotals((i.currency, i.currency, i.total_amount) for i in invoices),
        vendor_summary=_subtotals((i.vendor_name, i.currency, i.total_amount) for i in invoices),
        date_range=_date_range(i.invoice_date for i in invoices),
    )


def _bank_summary(transactions: Sequence[Booked | Transaction]) -> BankSummary:
    return BankSummary(
        total_transactions_found=len(transactions),
        total_transactions_processed=sum(t.transaction_date is not None for t in transactions),
        total_debits=_sum_of_one_currency((t.currency, t.debit_amount) for t in transactions),
        total_credits=_sum_of_one_currency((t.currency, t.credit_amount) for t in transactions),
        currency_summary=_subtotals((t.currency, t.currency, _signed(t)) for t in transactions),
        transaction_type_summary=_subtotals(
            (t.transaction_type, t.currency, _signed(t)) for t in transactions
        ),
        date_range=_date_range(t.transaction_date for t in transactions),
    )


def _signed(transaction: Booked | Transaction) -> Decimal | None:
    if transaction.credit_amount is not None:
        return transaction.credit_amount
    return None if transaction.debit_amount is None else -transaction.debit_amount


def _sum_of_one_currency(amounts: Iterable[tuple[str | None, Decimal | None]]) -> Decimal | None:
    """The sum, or ``None`` where it would add up several currencies. Absent amounts count as nothing."""
    known = [(currency, amount) for currency, amount in amounts if amount is not None]
    if len({currency for currency, _ in known}) > 1:
        return None
    return sum((amount for _, amount in known), Decimal("0.00"))


def _subtotals(rows: Iterable[tuple[str | None, str | None, Decimal | None]]) -> dict[str, Subtotal]:
    """Count and sum by key, in order of the key; what has no key is not counted."""
    by_key: dict[str, list[tuple[str | None, Decimal | None]]] = {}
    for key, currency, amount in rows:
        if key is not None:
            by_key.setdefault(key, []).append((currency, amount))
    return {
        key: Subtotal(count=len(parts), total_amount=_sum_of_one_currency(parts))
        for key, parts in sorted(by_key.items())
    }


def _date_range(dates: Iterable[date | None]) -> DateRange:
    known = sorted(day for day in dates if day)
    return DateRange(start=known[0], end=known[-1]) if known else DateRange()


def completed(row: Upload, document: Written, json: bytes, page_layer: bytes | None) -> Upload:
    """`row` with its document, its page layer and its summary columns; a layer of ``None`` leaves the old."""
    if isinstance(row, InvoiceUpload) and isinstance(document, InvoiceDocument):
        return _with_invoices(row, document, json, page_layer)
    if isinstance(row, BankTransactionUpload) and not isinstance(document, InvoiceDocument):
        return _with_transactions(row, document, json, page_layer)
    raise TypeError(f"a {type(row).__name__} cannot hold a {type(document).__name__}")


def _with_invoices(
    row: InvoiceUpload, document: InvoiceDocument, json: bytes, page_layer: bytes | None
) -> InvoiceUpload:
    summary = document.extraction_summary
    return msgspec.structs.replace(
        row,
        **_shared_columns(document),
        invoice_json=json,
        page_layer=page_layer,
        total_invoices_found=summary.total_invoices_found,
        total_invoices_processed=summary.total_invoices_processed,
        total_amount=summary.total_amount,
        currency_summary=msgspec.to_builtins(summary.currency_summary, builtin_types=(Decimal,)),
        vendor_summary=msgspec.to_builtins(summary.vendor_summary, builtin_types=(Decimal,)),
        date_range_start=summary.date_range.start,
        date_range_end=summary.date_range.end,
    )


def _with_transactions(
    row: BankTransactionUpload,
    document: BankDocument | PackedBankDocument,
    json: bytes,
    page_layer: bytes | None,
) -> BankTransactionUpload:
    info, summary = document.statement_info, document.extraction_summary
    return msgspec.structs.replace(
        row,
        **_shared_columns(document),
        bank_transaction_json=json,
        page_layer=page_layer,
        account_number=info.account_number,
        account_name=info.account_name,
        bank_name=info.bank_name,
        statement_period_start=info.statement_period_start,
        statement_period_end=info.statement_period_end,
        opening_balance=info.opening_balance,
        closing_balance=info.closing_balance,
        total_debits=summary.total_debits,
        total_credits=summary.total_credits,
        currency=info.currency,
        statement_type=info.statement_type,
        total_transactions_found=summary.total_transactions_found,
        total_transactions_processed=summary.total_transactions_processed,
        transaction_type_summary=msgspec.to_builtins(
            summary.transaction_type_summary, builtin_types=(Decimal,)
        ),
    )


def _weakest(document: Written) -> Proof | None:
    """What is proved of the whole document."""
    if not isinstance(document, InvoiceDocument):
        return document.statement_info.proof
    proofs = {invoice.proof for invoice in document.invoices}
    weakest: tuple[Proof, ...] = ("conflict", "unproved", "proved")
    return next((proof for proof in weakest if proof in proofs), None)


def _shared_columns(document: Written) -> dict[str, Any]:
    file, processing = document.file_info, document.processing_info
    if file is None or processing is None:
        raise ValueError("a stored document says of which file it is and how it was read")
    return {
        "mime_type": file.mime_type,
        "pages_total": file.pages_total,
        "processing_start": processing.processing_start,
        "processing_end": processing.processing_end,
        "processing_duration_seconds": processing.processing_duration_seconds,
        "ocr_engine": processing.ocr_engine,
        "confidence_score": processing.confidence_score,
        "proof": _weakest(document),
        "status": processing.status,
        "error_code": None,
        "error_message": None,
        "updated_at": processing.processing_end,
    }


def reconciliation_row(
    document: ReconciliationDocument, invoices: InvoiceUpload, bank: BankTransactionUpload
) -> ReconciliationMatch:
    """The row of one run: its JSON and the summary columns that are read off it."""
    info, summary = document.reconciliation_info, document.reconciliation_summary
    if document.reconciliation_id is None:
        raise ValueError("a stored run has its id")
    return ReconciliationMatch(
        reconciliation_id=document.reconciliation_id,
        invoice_upload_id=invoices.upload_id,
        bank_upload_id=bank.upload_id,
        invoice_file_name=invoices.file_name,
        bank_file_name=bank.file_name,
        reconciliation_timestamp=info.reconciliation_timestamp,
        reconciliation_duration_seconds=info.reconciliation_duration_seconds,
        matching_algorithm=info.matching_algorithm,
        confidence_threshold=info.confidence_threshold,
        status="completed",
        reconciliation_match_json=encode(document),
        **msgspec.structs.asdict(summary),
        created_at=info.reconciliation_timestamp,
        updated_at=info.reconciliation_timestamp,
    )


def judged_row(row: ReconciliationMatch, document: ReconciliationDocument) -> ReconciliationMatch:
    """`row` with `document` in place of the one it had, and the summary columns that are read off it."""
    return msgspec.structs.replace(
        row,
        reconciliation_match_json=encode(document),
        **msgspec.structs.asdict(document.reconciliation_summary),
    )
