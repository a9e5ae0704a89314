"""What the XML states is held against what the page prints: agreement, contradiction, and neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from einvoice_writer import Bill, Line, cii, in_pdf, ubl, zugferd_1

from python_ocr_reconcile.errors import UnsupportedFormatError
from python_ocr_reconcile.extraction.extract import extract
from python_ocr_reconcile.models.file import Start
from python_ocr_reconcile.reading.invoice_xml import InvoiceXML
from python_ocr_reconcile.reading.text_layer import TextLayerPage, count_pages, read_text_layer

LINES = (
    Line("Garden chair", Decimal(4), Decimal("61.25")),
    Line("Parasol base", Decimal(2), Decimal("38.90")),
)
ENCLOSURE = [("Delivery note", ""), ("Delivered on", "01.03.2024"), ("Garden chair", "4"), ("Stand", "2")]
BILL = Bill(lines=LINES, number="RG-88213", order=None, terms=None)


def printed(bill: Bill) -> list[tuple[str, str]]:
    """What a page of `bill` says: label and value, line by line."""
    return [
        (bill.seller, ""),
        (f"{bill.street}, {bill.town[0]} {bill.town[1]}", ""),
        ("Invoice", ""),
        ("Invoice number:", bill.number),
        ("Invoice date:", f"{bill.issued:%d.%m.%Y}"),
        ("Due date:", f"{bill.due:%d.%m.%Y}" if bill.due else ""),
        ("VAT number:", bill.seller_vat or ""),
        *((f"{line.name}  {line.quantity} x {line.price}", f"{line.amount}") for line in bill.lines),
        ("Subtotal", f"{bill.sum('net'):,}"),
        ("VAT 19%", f"{bill.sum('tax'):,}"),
        ("Total EUR", f"{bill.sum('total'):,}"),
        ("IBAN", bill.iban or ""),
    ]


@pytest.fixture
def read(tmp_path):
    """The reading of a PDF that prints `page`, and `more` pages, and carries `xml`."""

    def pages_of(page):
        path = tmp_path / "invoice.pdf"
        path.write_bytes(in_pdf(page, []))
        answer = read_text_layer(path, 1, count_pages(path))
        return [part.page for part in msgspec.msgpack.decode(answer, type=list[TextLayerPage])]

    def read(page, *xml, kind="invoice", more=(), starts=None):
        pages = [printed for sheet in (page, *more) for printed in pages_of(sheet)]
        pages = [msgspec.structs.replace(sheet, number=number) for number, sheet in enumerate(pages, 1)]
        return extract(pages, kind, starts, [InvoiceXML(name, data) for name, data in xml])

    return read


def conflicts(invoice):
    return {field: e.reason for field, e in invoice.evidence.items() if e.status == "conflict"}


def test_a_page_that_prints_the_same(read):
    reading = read(printed(BILL), ("factur-x.xml", cii(BILL)))
    (invoice,) = reading.invoices
    assert (invoice.proof, reading.notices, conflicts(invoice)) == ("proved", [], {})
    assert invoice.page_numbers == [1]
    assert {invoice.evidence[f].source for f in ("total_amount", "line_items/1/amount", "iban")} == {"xml"}
    total, line = invoice.evidence["total_amount"], invoice.evidence["line_items/1/amount"]
    assert total.page == line.page == 1
    assert total.bbox[1] > line.bbox[1] > invoice.evidence["invoice_number"].bbox[1]


def test_every_syntax_may_hide_in_a_pdf(read):
    for write in (ubl, cii, zugferd_1):
        (invoice,) = read(printed(BILL), ("data.xml", write(BILL))).invoices
        assert (invoice.invoice_number, invoice.proof) == ("RG-88213", "proved")


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("invoice_number", replace(BILL, number="RG-88231")),
        ("invoice_number", replace(BILL, number="RG-882137")),
        ("invoice_date", replace(BILL, issued=date(2024, 3, 8))),
        ("due_date", replace(BILL, due=date(2024, 4, 14))),
        ("iban", replace(BILL, iban="FR14 2004 1010 0505 0001 3M02 606")),
        ("vendor_tax_id", replace(BILL, seller_vat="GB980780684")),
        ("vendor_name", replace(BILL, seller="Quarrybank Trading Ltd")),
    ],
)
def test_a_page_that_prints_another(read, field, other):
    reading = read(printed(other), ("factur-x.xml", cii(BILL)))
    (invoice,) = reading.invoices
    assert set(conflicts(invoice)) == {field}
    (reason,) = conflicts(invoice).values()
    on_page, stated = getattr_of(other, field), getattr_of(BILL, field)
    assert f"states {on_page}, the XML states {stated}" in reason
    assert reason.startswith("page 1 at (")
    assert str(getattr(invoice, field)) == stated
    assert invoice.proof == "conflict"
    assert not any(e.status == "proved" for e in invoice.evidence.values())
    assert [notice.code for notice in reading.notices] == ["page_contradicts_xml"]


def getattr_of(bill: Bill, field: str) -> str:
    value = {
        "invoice_number": bill.number, "invoice_date": bill.issued, "due_date": bill.due,
        "iban": (bill.iban or "").replace(" ", ""), "vendor_tax_id": bill.seller_vat,
        "vendor_name": bill.seller,
    }[field]  # fmt: skip
    return str(value)


def test_a_page_with_other_sums(read):
    other = replace(BILL, lines=(Line("Garden chair", Decimal(5), Decimal("61.25")), LINES[1]))
    (invoice,) = read(printed(other), ("factur-x.xml", cii(BILL))).invoices
    assert set(conflicts(invoice)) == {"subtotal", "tax_total", "total_amount"}
    assert "states 457.02, the XML states 384.13" in conflicts(invoice)["total_amount"]
    assert (invoice.total_amount, invoice.proof) == (Decimal("384.13"), "conflict")


def test_a_page_that_is_another_invoice(read):
    lines = (Line("Repair of a roof", Decimal(1), Decimal("2150.00")),)
    other = Bill(lines=lines, number="44/2023", issued=date(2023, 11, 2), seller="Abel Roofing", order=None)
    (invoice,) = read(printed(other), ("factur-x.xml", cii(BILL))).invoices
    assert {"invoice_number", "invoice_date", "total_amount"} <= set(conflicts(invoice))
    assert (invoice.invoice_number, invoice.proof) == ("RG-88213", "conflict")


def test_what_the_page_reader_misses_is_no_contradiction(read):
    bare = [(label, value) for label, value in printed(BILL) if "date" not in label and "Total" not in label]
    reading = read(bare, ("factur-x.xml", cii(BILL)))
    assert (conflicts(reading.invoices[0]), reading.invoices[0].proof) == ({}, "proved")


def test_one_amount_under_two_names_is_no_contradiction(read):
    paid = replace(BILL, prepaid=Decimal("100.00"))
    page = [*printed(BILL)[:-2], ("Total EUR", f"{paid.sum('due')}")]
    (invoice,) = read(page, ("factur-x.xml", cii(paid))).invoices
    assert (conflicts(invoice), invoice.total_amount) == ({}, Decimal("384.13"))


def test_another_currency(read):
    page = [(label.replace("EUR", "USD"), value) for label, value in printed(BILL)]
    (invoice,) = read(page, ("factur-x.xml", cii(BILL))).invoices
    assert set(conflicts(invoice)) == {"currency"}
    assert invoice.currency == "EUR"


def test_what_the_xml_leaves_out_is_read_from_the_page(read):
    extract_only = replace(BILL, iban=None, due=None)
    (invoice,) = read(printed(BILL), ("factur-x.xml", cii(extract_only))).invoices
    assert (invoice.iban, invoice.due_date) == ("DE89370400440532013000", date(2024, 4, 4))
    assert invoice.evidence["iban"].source == "text_layer"
    assert invoice.proof == "proved"


def test_a_damaged_xml_leaves_the_page(read):
    whole = read(printed(BILL))
    reading = read(printed(BILL), ("factur-x.xml", cii(BILL)[:-40]))
    assert reading.invoices == whole.invoices
    (notice,) = [n for n in reading.notices if n not in whole.notices]
    assert notice.code == "einvoice_unreadable"
    assert notice.message.startswith("factur-x.xml was not used, the pages were read instead")


def test_an_order_is_no_invoice(read):
    order = b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"><ID>7</ID></Order>'
    reading = read(printed(BILL), ("order-x.xml", order))
    assert reading.invoices[0].evidence["invoice_number"].source == "text_layer"
    (message,) = [notice.message for notice in reading.notices if notice.code == "xml_is_no_invoice"]
    assert message == "order-x.xml: This is an XML file with the root element Order, and no invoice."


def test_two_xml_files_of_one_invoice(read):
    reading = read(printed(BILL), ("ZUGFeRD-invoice.xml", zugferd_1(BILL)), ("factur-x.xml", cii(BILL)))
    assert [invoice.proof for invoice in reading.invoices] == ["proved"]
    assert reading.notices == []


def test_two_xml_files_of_one_invoice_that_differ(read):
    other = zugferd_1(replace(BILL, issued=date(2024, 3, 1)))
    reading = read(printed(BILL), ("old.xml", other), ("factur-x.xml", cii(BILL)))
    (invoice,) = reading.invoices
    assert invoice.invoice_date == date(2024, 3, 5)
    assert set(conflicts(invoice)) == {"invoice_date"}
    assert "old.xml states 2024-03-01" in conflicts(invoice)["invoice_date"]
    assert (invoice.proof, [n.code for n in reading.notices]) == ("conflict", ["einvoices_differ"])


def test_two_xml_files_of_two_invoices(read):
    second = replace(BILL, number="RG-88214", lines=LINES[:1])
    reading = read(printed(BILL), ("a.xml", cii(BILL)), ("b.xml", ubl(second)))
    assert [(i.invoice_id, i.invoice_number, i.page_numbers) for i in reading.invoices] == [
        ("inv-1", "RG-88213", [1]),
        ("inv-2", "RG-88214", []),
    ]


def test_pages_that_are_another_invoice_stay_what_they_are(read):
    second = replace(BILL, number="RG-88214", lines=LINES[:1])
    reading = read(printed(BILL), ("factur-x.xml", cii(BILL)), more=[printed(second)])
    assert [(i.invoice_id, i.invoice_number, i.page_numbers) for i in reading.invoices] == [
        ("inv-1", "RG-88213", [1]),
        ("inv-2", "RG-88214", [2]),
    ]
    assert [i.evidence["total_amount"].source for i in reading.invoices] == ["xml", "text_layer"]
    assert [(n.code, n.page) for n in reading.notices] == [("invoice_without_xml", 2)]


def test_enclosures_are_pages_of_the_invoice(read):
    (invoice,) = read(printed(BILL), ("factur-x.xml", cii(BILL)), more=[ENCLOSURE]).invoices
    assert (invoice.page_numbers, invoice.proof) == ([1, 2], "proved")


def test_a_person_says_where_invoices_begin(read):
    starts = [Start(page=1), Start(page=2)]
    reading = read(printed(BILL), ("factur-x.xml", cii(BILL)), more=[ENCLOSURE], starts=starts)
    assert [(i.invoice_number, i.page_numbers) for i in reading.invoices] == [("RG-88213", [1]), (None, [2])]


def test_a_bank_reading_leaves_the_xml_alone(read):
    reading = read(printed(BILL), ("factur-x.xml", cii(BILL)), kind="bank")
    assert not hasattr(reading, "invoices")
    with pytest.raises(UnsupportedFormatError):
        extract([], "bank", xml=[InvoiceXML("", cii(BILL))])


def test_auto_takes_an_einvoice_for_an_invoice(read):
    assert read(printed(BILL), ("x.bin", ubl(BILL)), kind="auto").invoices[0].proof == "proved"
    assert extract([], "auto", xml=[InvoiceXML("", ubl(BILL))]).invoices[0].proof == "proved"
