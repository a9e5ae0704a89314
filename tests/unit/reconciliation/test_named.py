"""Sentences call a transaction by its text and day, where its id tells which one it is."""

from datetime import UTC, date, datetime

import pytest

from python_ocr_reconcile.models.reconciliation import (
    ReconciliationDocument,
    ReconciliationInfo,
    ReconciliationSummary,
    SourceDocuments,
    Unmatched,
    UnmatchedTransaction,
)
from python_ocr_reconcile.reconciliation.named import in_words, transaction_names


def names(*rows):
    """Names in a run whose open transactions are (upload, id, text, day)."""
    open_rows = [
        UnmatchedTransaction(
            upload_id=upload,
            transaction_id=name,
            description=text,
            transaction_date=day,
            unmatched_reason="-",
        )
        for upload, name, text, day in rows
    ]
    return transaction_names(
        ReconciliationDocument(
            reconciliation_info=ReconciliationInfo(
                reconciliation_timestamp=datetime(2024, 5, 31, tzinfo=UTC), reconciliation_duration_seconds=0,
                model_version="-", direction="both", status="completed", software_version="-",
            ),
            source_documents=SourceDocuments(invoices=[], bank=[]),
            reconciliation_summary=ReconciliationSummary(),
            unmatched=Unmatched(bank_transactions=open_rows),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ((2, "txn-1", "RENT  UNIT 7", date(2025, 10, 1)), '"RENT UNIT 7" of 2025-10-01'),
        ((2, "txn-1", "RENT", None), '"RENT"'),
        ((2, "txn-1", "X" * 33, None), f'"{"X" * 31}…"'),
        ((2, "txn-1", None, None), "transaction txn-1"),
        ((2, "txn-11", "RENT", None), "transaction txn-1"),
    ],
)
def test_a_transaction_is_called_by_its_text_and_day(row, told):
    assert in_words("The best, transaction txn-1, fits.", names(row)) == f"The best, {told}, fits."


def test_of_two_uploads_with_one_id_neither_is_named():
    assert names((2, "txn-1", "RENT", None), (3, "txn-1", "FEE", None)) == {}
