"""E-invoices through the service: stored, read again from what is kept, corrected, refused."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from einvoice_writer import Bill, cii, in_pdf, ubl

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import DocumentError
from python_ocr_reconcile.models.encoding import decode
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

BILL = Bill(number="RG-88213")
PAGE = [
    (BILL.seller, ""),
    ("Invoice number:", "RG-88213"),
    ("Invoice date:", "05.03.2024"),
    ("Subtotal", "50.00"),
    ("VAT 19%", "9.50"),
    ("Total EUR", "59.50"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("einvoices")
    settings = Settings(
        database_url=str(folder / "rows.db"),
        upload_folder=folder / "uploads",
        cache_folder=folder / "cache",
        processes=1,
    )
    with initialize_production_json_system(settings=settings) as service:
        yield service


def upload(service, data: bytes, kind="invoice"):
    return service.upload(kind, io.BytesIO(data), "e-invoice").row


def document(service, upload_id: int) -> InvoiceDocument:
    return decode(service.fetch("invoice", upload_id).invoice_json, InvoiceDocument)


@pytest.mark.parametrize("write", [ubl, cii])
def test_xml_alone_is_one_row(service, write):
    row = upload(service, write(BILL))
    assert (row.mime_type, row.pages_total, row.status) == ("application/xml", 0, "completed")
    assert (row.total_amount, row.total_invoices_found, row.ocr_engine) == (Decimal("59.50"), 1, None)
    (invoice,) = document(service, row.upload_id).invoices
    assert (invoice.proof, invoice.page_numbers, invoice.vendor_name) == ("proved", [], BILL.seller)
    service.reprocess(row.upload_id)  # without a page, too
    assert document(service, row.upload_id).invoices == [invoice]


def test_what_the_xml_states_survives_a_reading_from_the_stored_pages(service):
    row = upload(service, in_pdf(PAGE, [("factur-x.xml", cii(BILL))]))
    first = document(service, row.upload_id)
    assert first.invoices[0].evidence["total_amount"].source == "xml"
    service.reprocess(row.upload_id)
    again = document(service, row.upload_id)
    assert again.invoices == first.invoices
    assert again.processing_info.pages == first.processing_info.pages


def test_a_contradiction_waits_for_a_person_and_for_no_other_correction(service):
    page = [(label, value.replace("59.50", "69.50")) for label, value in PAGE]
    row = upload(service, in_pdf(page, [("factur-x.xml", cii(BILL))]))
    assert row.status == "needs_review"
    (invoice,) = document(service, row.upload_id).invoices
    assert "states 69.50, the XML states 59.50" in invoice.evidence["total_amount"].reason
    service.correct(row.upload_id, {"/invoices/0/po_number": "PO-1"})
    (invoice,) = document(service, row.upload_id).invoices
    assert (invoice.proof, invoice.evidence["total_amount"].status) == ("conflict", "conflict")
    service.correct(row.upload_id, {"/invoices/0/total_amount": "59.50"})
    (invoice,) = document(service, row.upload_id).invoices
    assert invoice.evidence["total_amount"].status == "human"
    assert invoice.proof in {"proved", "unproved"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ubl(BILL)[:-30], "file_damaged"),
        (b'<!DOCTYPE Invoice [<!ENTITY a "b">]>' + ubl(BILL).split(b"\n", 1)[1], "xml_doctype"),
        (b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>', "unsupported_format"),
    ],
)
def test_xml_that_cannot_be_read_is_kept_with_the_reason(service, data, code):
    with pytest.raises(DocumentError) as caught:
        upload(service, data)
    assert caught.value.code == code
    row = service.fetch("invoice", caught.value.details["upload_id"])
    assert (row.status, row.error_code) == ("failed", code)
    assert (service.settings.upload_folder / row.file_path).read_bytes() == data


def test_an_einvoice_is_no_bank_statement(service):
    with pytest.raises(DocumentError) as caught:
        upload(service, cii(replace(BILL, number="bank")), kind="bank")
    assert caught.value.code == "unsupported_format"
