"""Accounts: the one that is paid against the IBAN that the invoice prints."""

from decimal import Decimal

import pytest

from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.statement import BankDocument, Transaction
from python_ocr_reconcile.reconciliation import reconcile


@pytest.mark.parametrize(
    ("account", "level"),
    [
        ("GB29 NWBK 6016 1331 9268 19", "equal"),
        ("NWBK60161331926819", "equal"),
        ("GB94BARC10201530093459", "different"),
        ("BARC10201530093459", "different"),
        (None, "unknown"),
    ],
)
@pytest.mark.parametrize("printed", ["GB29NWBK60161331926819", "IBAN GB29 NWBK 6016 1331 9268 19"])
def test_an_account_is_compared_whole_and_by_its_end(printed, account, level):
    invoice = Invoice(
        invoice_id="inv-1", invoice_number="A-1", vendor_name="Northwind", iban=printed,
        total_amount=Decimal("120.30"), currency="GBP",
    )  # fmt: skip
    entry = Transaction(
        transaction_id="txn-1", description="NORTHWIND A-1", counterparty_account=account,
        debit_amount=Decimal("120.30"), currency="GBP",
    )  # fmt: skip
    result = reconcile(InvoiceDocument(invoices=[invoice]), BankDocument(transactions=[entry]))
    (match,) = (*result.matched, *result.partial)
    levels = {one.feature: one.level for one in match.matching_criteria}
    assert levels.get("iban", "unknown") == level
