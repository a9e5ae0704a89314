"""Short numbers in large files: what any five digits name there is named by chance."""

from decimal import Decimal

import pytest

from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.statement import BankDocument, Transaction
from python_ocr_reconcile.reconciliation.load import load
from python_ocr_reconcile.reconciliation.named_rows import NamedRows
from python_ocr_reconcile.reconciliation.open_rows import OpenRows
from python_ocr_reconcile.reconciliation.parties import find_parties
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.weights import shipped_weights

SUPPLIERS = (
    "Northwind",
    "Bluepeak",
    "Harrowgate",
    "Silverdale",
    "Ostermann",
    "Kingsbridge",
    "Valmont",
    "Torres",
)


def suppliers_named(text, *, invoices, twins=()):
    """Suppliers of the invoices that the remittance `text` is taken to name in a set."""
    numbers = [f"INV-{10_000 + at}" for at in range(invoices)]
    supplier_of = {number: SUPPLIERS[at % len(SUPPLIERS)] for at, number in enumerate(numbers)}
    supplier_of.update(dict.fromkeys(twins, "Ostermann"))
    bills, payments = load(
        [
            InvoiceDocument(
                invoices=[
                    Invoice(
                        invoice_id=f"inv-{at}", invoice_number=number, currency="EUR", vendor_name=supplier,
                        total_amount=Decimal(100_000 + 7 * at),
                    )
                    for at, (number, supplier) in enumerate(supplier_of.items())
                ]
            )
        ],
        [
            BankDocument(
                transactions=[
                    Transaction(
                        transaction_id="txn-1", description=text, debit_amount=Decimal(5), currency="EUR"
                    )
                ]
            )
        ],
    )  # fmt: skip
    named = ReferenceIndex(bills).find(payments)
    rows = OpenRows(bills, payments, find_parties(bills, payments, named), named, "payables", 90)
    hits = NamedRows(bills, payments, rows, named, shipped_weights()).open_of_payment(0)
    return [bills.records[bill].vendor_name for bill, _, _ in hits]


def test_a_number_of_two_invoices_says_no_more_than_one_of_them():
    assert suppliers_named("10012", invoices=8_192, twins=("RE-10012", "CN-10012")) == []


def test_in_a_small_file_a_number_names_an_invoice_of_another_supplier():
    assert suppliers_named("NORTHWIND INV-10012", invoices=64) == ["Ostermann"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("NORTHWIND 10012", []),
        ("NORTHWIND 10016", ["Northwind"]),
        ("10012", []),
        ("10012 10021", []),
        ("10012 10020", ["Ostermann", "Ostermann"]),
    ],
    ids=["of another", "of who pays", "of anybody", "two of two", "two of one"],
)
def test_in_a_large_file_digits_name_an_invoice_with_who_pays_or_with_one_another(text, named):
    assert suppliers_named(text, invoices=8_192) == named
