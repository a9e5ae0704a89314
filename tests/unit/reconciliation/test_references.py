"""References and names as payers write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.statement import BankDocument, Transaction
from python_ocr_reconcile.reconciliation.load import load, natural_key
from python_ocr_reconcile.reconciliation.names import cut_off, normalised, similarity
from python_ocr_reconcile.reconciliation.reference_hits import COMMON_PAYMENTS, LEVELS
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.remittance import compact, fold, serial, words, words_of_each

NUMBERS = st.from_regex(r"[A-Z]{0,3}-?20[12]\d[-/][0-9]{4,6}", fullmatch=True)


def hits(numbers: list[str], remittances: list[str]) -> dict[tuple[int, int], str]:
    """(invoice, transaction) to the level found, rows counted in the order given."""
    invoices = [
        Invoice(invoice_id=f"{row}", invoice_number=number, total_amount=Decimal(1))
        for row, number in enumerate(numbers)
    ]
    transactions = [
        Transaction(transaction_id=f"{row}", description=text, debit_amount=Decimal(1))
        for row, text in enumerate(remittances)
    ]
    bills, payments = load([InvoiceDocument(invoices=invoices)], [BankDocument(transactions=transactions)])
    found = ReferenceIndex(bills).find(payments)
    rows = zip(found.bill.tolist(), found.payment.tolist(), found.level.tolist(), strict=True)
    return {(bill, payment): LEVELS[level] for bill, payment, level in rows}


@settings(deadline=None)
@given(NUMBERS, st.sampled_from(["substitute", "insert", "delete", "swap"]), st.data())
def test_every_single_edit_of_a_number_is_found(number: str, edit: str, data: st.DataObject) -> None:
    text = compact(number)
    at = data.draw(st.integers(0, len(text) - 2))
    digit = data.draw(st.sampled_from("0123456789"))
    edited = {
        "substitute": text[:at] + digit + text[at + 1 :],
        "insert": text[:at] + digit + text[at:],
        "delete": text[:at] + text[at + 1 :],
        "swap": text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    }[edit]
    assert (0, 0) in hits([number], [f"payment {edited} thanks"])


@settings(deadline=None)
@given(NUMBERS)
def test_a_number_is_found_however_it_is_broken_up(number: str) -> None:
    for written in (number.replace("-", " ").replace("/", " "), number.lower(), compact(number)):
        assert hits([number], [f"Rechnung {written} vom Mai"])[0, 0] == "exact"


def test_the_named_invoice_wins_over_its_neighbours_in_the_series() -> None:
    found = hits(["INV-2024-0041", "INV-2024-0042", "INV-2024-0043"], ["INV-2024-0042"])
    assert found == {(1, 0): "exact"}


def test_over_common_keys_are_dropped() -> None:
    assert hits(["8812"], ["account 8812"] * (COMMON_PAYMENTS + 1)) == {}
    assert len(hits(["8812"], ["account 8812"] * COMMON_PAYMENTS)) == COMMON_PAYMENTS


def test_a_long_remittance_is_read_to_a_bound() -> None:
    assert hits(["INV-2024-0042"], ["1 " * 100_000 + "INV-2024-0042"]) == {}


@given(st.lists(st.from_regex(r"(inv-|b|\x00|)[0-9]{1,4}", fullmatch=True), min_size=1, unique=True))
def test_rows_come_in_the_order_of_their_ids(ids: list[str]) -> None:
    rows = [Transaction(transaction_id=each) for each in ids]
    _, payments = load([InvoiceDocument()], [BankDocument(transactions=rows)])
    assert [row.transaction_id for row in payments.records] == sorted(ids, key=natural_key)


@given(st.lists(st.text() | st.text(alphabet="aB9 -_/\n\r\xe9", max_size=12), max_size=5))
def test_many_texts_are_taken_apart_as_each_is(texts: list[str]) -> None:
    assert list(words_of_each(texts)) == [words(text) for text in texts]


def test_two_edits_that_leave_the_same_are_no_slip() -> None:
    assert hits(["K738291"], ["K378291", "K782391"]) == {(0, 0): "transposed"}


def test_keys() -> None:
    assert fold(compact("ISO-B20")) == "15082O".replace("O", "0")
    assert (serial("INV-2024/0042"), serial("42/2024"), serial("A"), serial(None)) == ("42", "42", "", "")
    assert words("Fé 12·x") == ["FE", "12", "X"]
    assert sorted(["inv-10", "inv-2", "inv-02", "b"], key=natural_key) == ["b", "inv-02", "inv-2", "inv-10"]


@pytest.mark.parametrize("number", ["2024004217", "20240042", "A20240042", "00420042"])
def test_a_number_is_found_by_any_one_slip(number: str) -> None:
    """Digits are looked up as numbers, and what has a letter by its text: both in the same index."""
    slips = {
        *(number[:at] + other + number[at + 1 :] for at in range(len(number)) for other in "37A"),
        *(number[:at] + other + number[at:] for at in range(len(number)) for other in "37"),
        *(number[:at] + number[at + 1 :] for at in range(len(number))),
    } - {number}
    for slip in sorted(slips):
        assert hits([number], [f"Invoice {slip}"]), slip


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Müller & Söhne GmbH & Co. KG", "MUELLER SOEHNE"),
        ("S.A.R.L. Dupré", "Dupre"),
        ("Østergård A/S", "OSTERGARD AS"),
    ],
)
def test_names_are_compared_without_their_trimmings(name: str, text: str) -> None:
    assert normalised(name) == normalised(text)


def test_cut_names() -> None:
    assert cut_off("muller maschinenbau", "muller masch")
    assert not cut_off("muller maschinenbau", "mull")
    assert not cut_off("muller maschinenbau", "maschinenbau")
    likeness = similarity(["muller maschinenbau", "bolt"], ["zahlung an muller maschi 12", "acme tools"])
    assert likeness[0] >= 88
    assert likeness[1] < 50
