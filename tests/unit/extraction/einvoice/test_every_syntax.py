"""The same invoice, whatever the syntax: every field, every check, the same proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from einvoice_writer import Adjustment, Bill, Line, cii, ubl, zugferd_1

from python_ocr_reconcile.extraction.extract import extract
from python_ocr_reconcile.reading.invoice_xml import InvoiceXML

WRITERS = [ubl, cii, zugferd_1]
SEVERAL_RATES = (
    Line("Paper, A4", Decimal(20), Decimal("3.49"), Decimal(19), code="P-4"),
    Line("Field guide", Decimal(3), Decimal("24.90"), Decimal(7)),
    Line("Screws", Decimal(1500), Decimal("8.20"), Decimal(19), per=Decimal(100)),
)


def read(xml: bytes):
    reading = extract([], "invoice", xml=[InvoiceXML("", xml)])
    (invoice,) = reading.invoices
    return invoice


@pytest.fixture(params=WRITERS, ids=lambda writer: writer.__name__)
def write(request):
    return request.param


def test_the_head(write):
    invoice = read(write(Bill()))
    assert (invoice.invoice_number, invoice.invoice_date, invoice.due_date, invoice.po_number) == (
        "2024-117", date(2024, 3, 5), date(2024, 4, 4), "PO-7731",
    )  # fmt: skip
    assert (invoice.vendor_name, invoice.vendor_tax_id) == ("Hollin & Sons Ltd", "GB123456789")
    assert invoice.vendor_address == "4 Mill Lane, LS1 4AP Leeds, GB"
    assert (invoice.customer_name, invoice.customer_tax_id) == ("Ferro Baltic SIA", "LV40003521600")
    assert (invoice.currency, invoice.iban) == ("EUR", "DE89370400440532013000")
    assert invoice.payment_terms == "Payable within 30 days"
    assert (invoice.document_type, invoice.page_numbers) == ("invoice", [])


def test_each_value_names_its_business_term(write):
    evidence = read(write(Bill())).evidence
    assert {e.source for e in evidence.values()} == {"xml"}
    assert (evidence["invoice_number"].method, evidence["invoice_number"].raw) == ("BT-1", "2024-117")
    assert evidence["iban"].raw == "DE89 3704 0044 0532 0130 00"
    assert evidence["line_items/0/amount"].method == "BT-131"
    assert evidence["tax_lines/0/base"].method == "BT-116"
    assert evidence["total_amount"].status == "proved"
    assert evidence["total_amount"].confidence > 0.99


def test_the_local_tax_number_stands_in_for_the_vat_number(write):
    both = read(write(Bill(seller_tax_number="201/113/40209")))
    assert both.vendor_tax_id == "GB123456789"
    local = read(write(Bill(seller_vat=None, seller_tax_number="201/113/40209")))
    assert (local.vendor_tax_id, local.evidence["vendor_tax_id"].method) == ("201/113/40209", "BT-32")


def test_lines_of_several_rates(write):
    invoice = read(write(Bill(lines=SEVERAL_RATES)))
    paper, guide, screws = invoice.line_items
    assert (paper.line_number, paper.item_code, paper.description) == (1, "P-4", "Paper, A4")
    assert (paper.quantity, paper.unit_price, paper.amount, paper.tax_rate) == (
        20,
        Decimal("3.49"),
        Decimal("69.80"),
        19,
    )
    assert (guide.item_code, guide.tax_rate, guide.amount) == (None, 7, Decimal("74.70"))
    assert (screws.unit_price, screws.amount) == (Decimal("0.082"), Decimal("123.00"))
    assert [(t.category, t.rate, t.base, t.amount) for t in invoice.tax_lines] == [
        ("S", 19, Decimal("192.80"), Decimal("36.63")),
        ("S", 7, Decimal("74.70"), Decimal("5.23")),
    ]
    assert (invoice.subtotal, invoice.tax_total, invoice.total_amount) == (
        Decimal("267.50"),
        Decimal("41.86"),
        Decimal("309.36"),
    )
    assert invoice.amount_due == Decimal("309.36")
    assert invoice.proof == "proved"
    assert all(check.closes for check in invoice.checks)


def test_allowances_shipping_and_other_charges(write):
    adjustments = (
        Adjustment(Decimal("12.00"), charge=False, reason="Loyalty discount"),
        Adjustment(Decimal("3.50"), charge=False, reason="Sample returned", rate=Decimal(7)),
        Adjustment(Decimal("8.90"), charge=True, reason="Freight"),
        Adjustment(Decimal("6.00"), charge=True, reason="Engraving of plates"),
    )
    invoice = read(write(Bill(lines=SEVERAL_RATES, adjustments=adjustments)))
    assert (invoice.discount, invoice.shipping, invoice.charges) == (
        Decimal("15.50"),
        Decimal("8.90"),
        Decimal("6.00"),
    )
    assert invoice.evidence["discount"].raw == "Loyalty discount 12.00; Sample returned 3.50"
    assert invoice.subtotal == Decimal("266.90")
    assert invoice.proof == "proved"


def test_freight_is_told_by_its_code_where_the_words_do_not_say_it(write):
    coded = Bill(adjustments=(Adjustment(Decimal("8.90"), charge=True, reason="As agreed", code="FC"),))
    invoice = read(write(coded))
    assert (invoice.shipping, invoice.charges) == (Decimal("8.90"), None)


def test_what_was_prepaid_and_rounded(write):
    invoice = read(write(Bill(prepaid=Decimal("20.00"), rounding=Decimal("0.01"))))
    assert (invoice.total_amount, invoice.prepaid, invoice.amount_due) == (
        Decimal("59.50"),
        Decimal("20.00"),
        Decimal("39.51"),
    )
    assert invoice.rounding == Decimal("0.01")
    assert invoice.proof == "proved"
    assert "59.50 - 20.00 + 0.01 = 39.51" in {check.equation for check in invoice.checks}


def test_a_credit_note_is_negative(write):
    invoice = read(write(Bill(type_code="381", prepaid=Decimal("10.00"))))
    assert invoice.document_type == "credit_note"
    (line,) = invoice.line_items
    assert (line.quantity, line.unit_price, line.amount) == (-4, Decimal("12.50"), Decimal("-50.00"))
    assert (invoice.subtotal, invoice.tax_total, invoice.total_amount) == (
        Decimal("-50.00"),
        Decimal("-9.50"),
        Decimal("-59.50"),
    )
    assert (invoice.prepaid, invoice.amount_due) == (Decimal("-10.00"), Decimal("-49.50"))
    assert (invoice.tax_lines[0].base, invoice.tax_lines[0].rate) == (Decimal("-50.00"), 19)
    assert (invoice.due_date, invoice.proof) == (date(2024, 4, 4), "proved")


@pytest.mark.parametrize("code", ["380", "384", "389", "326"])
def test_other_types_keep_their_sign(write, code):
    invoice = read(write(Bill(type_code=code)))
    assert (invoice.document_type, invoice.total_amount) == ("invoice", Decimal("59.50"))


def test_a_correction_states_its_own_minus(write):
    back = (Line("Returned", Decimal(-2), Decimal("10.00")),)
    invoice = read(write(Bill(type_code="384", lines=back)))
    assert (invoice.document_type, invoice.total_amount, invoice.proof) == (
        "invoice",
        Decimal("-23.80"),
        "proved",
    )


def test_reverse_charge(write):
    lines = (Line("Steel plate", Decimal(2), Decimal("900.00"), Decimal(0), "AE"),)
    invoice = read(write(Bill(lines=lines)))
    assert [(t.category, t.rate, t.amount) for t in invoice.tax_lines] == [("AE", 0, 0)]
    assert (invoice.tax_total, invoice.total_amount, invoice.proof) == (0, Decimal("1800.00"), "proved")


@pytest.mark.parametrize("write", [ubl, cii])
def test_tax_is_in_the_currency_of_the_invoice(write):
    invoice = read(write(Bill(currency="USD", accounting=("EUR", Decimal("8.71")))))
    assert (invoice.currency, invoice.tax_total, len(invoice.tax_lines)) == ("USD", Decimal("9.50"), 1)
    assert invoice.proof == "proved"


def test_a_line_with_a_rebate_of_its_own(write):
    invoice = read(write(Bill(lines=(Line("Bolts", Decimal(4), Decimal("12.50"), rebate=Decimal("5.00")),))))
    assert invoice.line_items[0].amount == Decimal("45.00")
    assert "line_amount" not in {check.name for check in invoice.checks}
    assert invoice.proof == "proved"


def test_a_price_for_many_pieces_that_has_no_end(write):
    invoice = read(write(Bill(lines=(Line("Washers", Decimal(700), Decimal("10.00"), per=Decimal(3)),))))
    assert invoice.line_items[0].unit_price == Decimal("3.3333333333")
    assert invoice.proof == "proved"


def test_groups_of_lines_are_not_counted_twice():
    lines = (
        Line("Hardware in all", Decimal(1), Decimal("1050.00"), role="GROUP"),
        Line("Printer", Decimal(2), Decimal("300.00"), role="DETAIL"),
        Line("Scanner", Decimal(3), Decimal("150.00"), role="DETAIL"),
        Line("Colour: grey", Decimal(1), Decimal("0.00"), role="INFORMATION"),
    )
    invoice = read(cii(Bill(lines=lines)))
    assert [item.description for item in invoice.line_items] == ["Printer", "Scanner"]
    assert (invoice.subtotal, invoice.proof) == (Decimal("1050.00"), "proved")


@pytest.mark.parametrize("name", ["lines", "net", "tax", "total", "due"])
def test_sums_that_do_not_close_are_a_conflict(write, name):
    right = Bill(lines=SEVERAL_RATES)
    invoice = read(write(replace(right, wrong={name: right.sum(name) + Decimal("0.10")})))
    assert invoice.proof == "conflict"


def test_a_line_whose_product_is_another_amount_is_no_conflict_and_no_proof():
    gross = cii(Bill()).replace(b"<ram:ChargeAmount>12.50", b"<ram:ChargeAmount>14.00")
    invoice = read(gross)
    assert (invoice.line_items[0].unit_price, invoice.proof) == (Decimal("14.00"), "unproved")


def test_prefixes_and_namespaces_are_not_asked(write):
    plain = read(write(Bill()))
    other = write(Bill()).replace(b"ram:", b"a:").replace(b"cbc:", b"x:").replace(b":ram=", b":a=")
    other = other.replace(b":cbc=", b":x=").replace(b"D16B", b"D99Z").replace(b":100", b":200")
    assert replace_ids(read(other)) == replace_ids(plain)


def replace_ids(invoice):
    return (invoice.invoice_number, invoice.total_amount, invoice.line_items, invoice.vendor_name)


def test_a_value_that_is_no_number_is_left_out_with_the_reason(write):
    damaged = write(Bill()).replace(b">59.50<", b">59,50 EUR<")
    invoice = read(damaged)
    assert invoice.total_amount is None
    assert "cannot be read" in invoice.evidence["total_amount"].reason
    assert invoice.proof == "unproved"


def test_an_amount_beyond_every_limit_is_left_out(write):
    invoice = read(write(Bill(wrong={"total": Decimal(10) ** 20})))
    assert invoice.total_amount is None


@pytest.mark.parametrize("text", ["20240305", "2024-03-05", "2024-03-05T00:00:00", "2024-03-05+01:00"])
def test_dates_as_writers_put_them(text):
    xml = zugferd_1(Bill()).replace(
        b'<udt:DateTimeString format="102">20240305</udt:DateTimeString>', text.encode(), 1
    )
    assert read(xml).invoice_date == date(2024, 3, 5)


def test_a_month_is_no_date():
    xml = cii(Bill(due=None)).replace(b'format="102">20240305', b'format="610">202403')
    invoice = read(xml)
    assert invoice.invoice_date is None
    assert invoice.evidence["invoice_date"].raw == "202403"


def test_of_several_terms_the_first_due_date_is_taken_and_the_words_of_all_are_kept():
    terms = b"<ram:SpecifiedTradePaymentTerms>"
    early = (
        terms + b"<ram:Description>2% until 15 March</ram:Description>"
        b'<ram:DueDateDateTime><udt:DateTimeString format="102">20240315</udt:DateTimeString>'
        b"</ram:DueDateDateTime><ram:ApplicableTradePaymentDiscountTerms>"
        b"<ram:CalculationPercent>2</ram:CalculationPercent></ram:ApplicableTradePaymentDiscountTerms>"
        b"</ram:SpecifiedTradePaymentTerms>"
    )
    invoice = read(cii(Bill()).replace(terms, early + terms, 1))
    assert invoice.due_date == date(2024, 3, 15)
    assert "2% until 15 March" in invoice.payment_terms
