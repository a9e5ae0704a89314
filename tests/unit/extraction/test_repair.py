"""One misread digit is put right where two equations agree on it, and the reading as it was is kept."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from paper import Sheet

from python_ocr_reconcile.extraction.invoice import extract_invoices
from python_ocr_reconcile.extraction.invoice.repair import one_slip


def scan(amount="250.00", net="280.00", tax="56.00", total="336.00", *, ocr=True):
    sheet = Sheet()
    sheet.put(50, 50, "Bluestone Ltd", size=16)
    sheet.put(400, 80, "Invoice No. 4711")
    rows = [
        ("Description", "Qty", "Unit Price", "Amount"),
        ("Consulting", "5", "50.00", amount),
        ("Paper", "3", "10.00", "30.00"),
    ]
    for i, row in enumerate(rows):
        for x, text in zip((50, 330, 420, 545), row, strict=True):
            sheet.put(x, 150 + 14 * i, text, right=x > 50)
    for i, (text, value) in enumerate([("Subtotal", net), ("VAT 20%", tax), ("Total", f"${total}")]):
        sheet.put(380, 220 + 14 * i, text)
        sheet.put(545, 220 + 14 * i, value, right=True)
    page = sheet.scanned(0.0, random.Random(1)) if ocr else sheet.page()
    (invoice,) = extract_invoices([page]).invoices
    return invoice


@pytest.mark.parametrize(
    ("misread", "field", "meant"),
    [
        ({"amount": "260.00"}, "line_items/0/amount", "250.00"),
        ({"total": "386.00"}, "total_amount", "336.00"),
        ({"tax": "66.00"}, "tax_total", "56.00"),
        ({"net": "230.00"}, "subtotal", "280.00"),
    ],
)
def test_a_digit_that_two_equations_agree_on_is_repaired(misread, field, meant):
    invoice = scan(**misread)
    entry = invoice.evidence[field]
    assert entry.value == Decimal(meant)
    assert entry.status == "repaired"
    assert next(iter(misread.values())) in entry.raw
    assert invoice.proof == "proved"
    assert all(check.closes for check in invoice.checks)


@pytest.mark.parametrize(
    "misread", [{"amount": "260.00"}, {"total": "386.00"}, {"tax": "66.00"}, {"net": "230.00"}]
)
def test_what_a_text_layer_prints_is_never_changed(misread):
    invoice = scan(**misread, ocr=False)
    assert invoice.proof != "proved"
    assert all(entry.status != "repaired" for entry in invoice.evidence.values())


def test_two_misread_digits_are_not_repaired():
    invoice = scan(total="886.00", tax="66.00")
    assert invoice.proof != "proved"
    assert all(entry.status != "repaired" for entry in invoice.evidence.values())


def test_a_slip_is_one_digit_that_looks_like_another():
    assert one_slip(Decimal("13.00"), Decimal("18.00"))
    assert not one_slip(Decimal("13.00"), Decimal("14.00"))  # 3 is not taken for 4
    assert not one_slip(Decimal("13.00"), Decimal("88.00"))
    assert not one_slip(Decimal("13.00"), Decimal("13.00"))
    assert not one_slip(Decimal("-13.00"), Decimal("18.00"))
