"""Invoices and transactions are found again by what they are, not only by where they stood."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from python_ocr_reconcile.errors import SchemaViolationError
from python_ocr_reconcile.models.encoding import decode, encode
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.memory import (
    LevelCount,
    Link,
    LockedInvoice,
    LockedTransaction,
    Memory,
    PayerAlias,
    RejectedPair,
    account_key,
    alias_id,
    invoice_key,
    transaction_key,
)
from python_ocr_reconcile.models.statement import Transaction
from python_ocr_reconcile.models.validation import validate

AT = datetime(2024, 5, 31, 8, 15, tzinfo=UTC)


def invoice(invoice_id="inv-1", number="R-2024/17", vendor="Müller GmbH", total="119.00"):
    return Invoice(
        invoice_id=invoice_id,
        invoice_number=number,
        vendor_name=vendor,
        total_amount=None if total is None else Decimal(total),
        currency="EUR",
    )


def transaction(transaction_id="txn-1", fingerprint=None):
    return Transaction(transaction_id=transaction_id, debit_amount=Decimal("119.00"), fingerprint=fingerprint)


def test_an_invoice_is_the_same_in_another_upload_if_number_vendor_and_total_are():
    key = invoice_key(invoice(), 1)
    assert key.names(invoice_key(invoice("inv-9", "R 2024-17", "MÜLLER GMBH", "119.0"), 4))
    assert not key.names(invoice_key(invoice("inv-9", "R-2024/18"), 4))
    assert not key.names(invoice_key(invoice("inv-9", vendor="Meier GmbH"), 4))
    assert not key.names(invoice_key(invoice("inv-9", total="120.00"), 4))


def test_in_its_own_upload_an_invoice_is_found_after_its_total_was_corrected():
    key = invoice_key(invoice(total="11.90"), 1)
    assert key.names(invoice_key(invoice(total="119.00"), 1))
    assert not key.names(invoice_key(invoice(total="119.00"), 2))


def test_after_cuts_were_moved_another_invoice_of_the_same_id_is_not_taken_for_it():
    assert not invoice_key(invoice("inv-2", "A-1"), 1).names(invoice_key(invoice("inv-2", "A-2"), 1))


def test_receipts_without_a_number_are_the_same_only_in_their_place():
    key = invoice_key(invoice("inv-1", None, "Café"), 1)
    assert key.content_id is None
    assert key.names(invoice_key(invoice("inv-1", None, "Café"), 1))
    assert not key.names(invoice_key(invoice("inv-2", None, "Café"), 1))
    assert not key.names(invoice_key(invoice("inv-1", None, "Café"), 2))


def test_without_an_upload_nothing_is_the_same_by_its_place():
    assert not invoice_key(invoice(number=None), None).names(invoice_key(invoice(number=None), None))
    assert not transaction_key(transaction(), None).names(transaction_key(transaction(), None))


def test_a_transaction_is_the_same_by_its_fingerprint_and_else_by_its_place():
    one, other = "1" * 32, "2" * 32
    key = transaction_key(transaction(fingerprint=one), 2)
    assert key.names(transaction_key(transaction("txn-40", one), 7))
    assert not key.names(transaction_key(transaction("txn-1", other), 2))
    assert key.names(transaction_key(transaction("txn-1"), 2)), "one side has no fingerprint"
    assert not key.names(transaction_key(transaction("txn-1"), 3))


def test_a_memory_is_a_valid_document_and_comes_back_as_it_was():
    bill, payment = invoice_key(invoice(), 1), transaction_key(transaction(), 2)
    link = Link(
        reconciliation_id=1,
        match_id="match-1",
        at=AT,
        actor="local",
        invoices=[LockedInvoice(invoice=bill, amount=Decimal("119.00"))],
        transactions=[LockedTransaction(transaction=payment, amount=Decimal("119.00"), settled=False)],
    )
    pair = RejectedPair(
        reconciliation_id=1, match_id="match-2", at=AT, actor="local", invoice=bill, transaction=payment
    )
    alias = PayerAlias(
        alias_id=alias_id("name", "paypal muller", "muller"),
        kind="name",
        payer="paypal muller",
        party="muller",
        confirmed=1,
        last_at=AT,
    )
    levels = {"name/none": LevelCount(confirmed=1)}
    memory = Memory(version=3, links=[link], rejected=[pair], aliases=[alias], levels=levels)
    validate(memory, "memory")
    assert decode(encode(memory), Memory) == memory
    with pytest.raises(SchemaViolationError):
        validate(encode(memory).replace(b'"version":3', b'"version":-3'), "memory")


def test_accounts_are_compared_without_spaces_and_case():
    assert account_key("de89 3704 0044") == "DE8937040044"
    assert account_key(" ") is None
    assert account_key(None) is None
