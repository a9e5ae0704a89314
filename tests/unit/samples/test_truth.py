"""The sample documents are only worth something if what they print is right: sums, ids, accounts."""

from decimal import Decimal

import pymupdf
import pytest
from schwifty import IBAN
from stdnum.de import vat as german_vat
from stdnum.fr import tva as french_vat
from stdnum.ie import vat as irish_vat

from python_ocr_reconcile.samples import account, make_samples
from python_ocr_reconcile.samples.company import BILLS, HOLDER_VAT
from python_ocr_reconcile.samples.truth import truth


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    return make_samples(tmp_path_factory.mktemp("samples"))


def test_every_account_passes_its_checksum():
    for text in {account.IBAN, *(bill.supplier.iban for bill in BILLS)}:
        IBAN(text)  # raises if it does not


def test_every_vat_id_passes_its_check():
    checks = {"IE": irish_vat, "DE": german_vat, "FR": french_vat}
    for text in {HOLDER_VAT, *(bill.supplier.vat_id for bill in BILLS)}:
        assert checks[text[:2]].is_valid(text), text


def test_sums_of_every_invoice_add_up():
    for invoice in truth()["invoices"]:
        lines = [Decimal(line["amount"]) for line in invoice["line_items"]]
        assert sum(lines) == Decimal(invoice["subtotal"])
        assert sum(Decimal(tax["base"]) for tax in invoice["tax_lines"]) == Decimal(invoice["subtotal"])
        assert Decimal(invoice["subtotal"]) + Decimal(invoice["tax_total"]) == Decimal(
            invoice["total_amount"]
        )
        for line in invoice["line_items"]:
            product = Decimal(line["quantity"]) * Decimal(line["unit_price"])
            assert abs(product - Decimal(line["amount"])) <= Decimal("0.005")


def test_balance_runs_from_opening_to_closing():
    statement = truth()["statement"]
    info, balance = statement["statement_info"], Decimal(statement["statement_info"]["opening_balance"])
    for row in statement["transactions"]:
        balance += Decimal(row["credit_amount"] or 0) - Decimal(row["debit_amount"] or 0)
        assert balance == Decimal(row["balance"])
    assert balance == Decimal(info["closing_balance"])


def test_links_name_an_entry_of_that_amount():
    facts = truth()
    invoices = {i["invoice_number"]: i for i in facts["invoices"]}
    assert {link["invoice_number"] for link in facts["links"]} | set(facts["unpaid"]) == set(invoices)
    assert facts["unpaid"], "the demo should show an invoice that is still open"
    for link in facts["links"]:
        row = facts["statement"]["transactions"][link["transaction"]]
        paid = Decimal(row["debit_amount"] or 0) - Decimal(row["credit_amount"] or 0)
        left = Decimal(invoices[link["invoice_number"]]["total_amount"]) - paid
        assert paid == Decimal(link["paid"])
        assert left == Decimal(link["left_open"])
        assert (left == 0) == link["surely"]


def test_invoices_print_what_the_truth_says(samples):
    with pymupdf.open(samples.invoices) as document:
        assert document.page_count == 9
        for invoice in samples.truth["invoices"]:
            text = "".join(document[page - 1].get_text() for page in invoice["page_numbers"])
            if not text:
                assert invoice["invoice_number"] == "K10B-50815"  # the scanned one
                continue
            assert invoice["invoice_number"] in text
            assert invoice["vendor_name"].casefold() in text.casefold()
            for line in invoice["line_items"]:
                assert line["description"] in text


def test_statement_is_images_only(samples):
    with pymupdf.open(samples.statement) as document:
        assert document.page_count == 3
        assert [page.get_text() for page in document] == ["", "", ""]
        assert all(len(page.get_images()) == 1 for page in document)
        assert max(row["page_number"] for row in samples.truth["statement"]["transactions"]) == 3


@pytest.mark.slow
def test_same_bytes_every_time(samples, tmp_path):
    again = make_samples(tmp_path)
    assert again.invoices.read_bytes() == samples.invoices.read_bytes()
    assert again.statement.read_bytes() == samples.statement.read_bytes()
