"""A file is what its content says, whatever its name says."""

import io
import zipfile

import pymupdf
import pytest
from PIL import Image

from python_ocr_reconcile.intake.identify import HEAD_BYTES, identify, identify_head


def image_bytes(name: str, **options) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(target, name, **options)
    return target.getvalue()


def pdf_bytes() -> bytes:
    document = pymupdf.open()
    document.new_page()
    return document.tobytes()


def archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return target.getvalue()


CAMT = '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{}.001.08"><x/></Document>'
MT940 = (
    "{1:F01BANK}{2:I940}{4:\n:20:START\n:25:123/456\n:28C:1/1\n:60F:C240101EUR0,00\n"
    ":61:2401020102C10,00NTRF\n:62F:C240102EUR10,00\n-}"
)
MT942 = ":20:REF\n:25:123/456\n:28C:1/1\n:34F:EURD0,00\n:13:2401021200\n:61:2401020102C10,00NTRF\n:86:Miete\n"
OFX1 = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><SIGNONMSGSRSV1></OFX>"
OFX2 = '<?xml version="1.0"?><?OFX OFXHEADER="200" VERSION="211"?><OFX></OFX>'
QFX = "OFXHEADER:100\n\n<OFX><SIGNONMSGSRSV1><SONRS><INTU.BID>3000</SONRS></OFX>"
UBL = '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>1</ID></Invoice>'
CII = (
    '<?xml version="1.0"?><rsm:CrossIndustryInvoice '
    'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>'
)
CREDIT_NOTE = (
    "<!-- by hand -->\n<ubl:CreditNote "
    'xmlns:ubl="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"/>'
)
ZUGFERD_1 = '<a:CrossIndustryDocument xmlns:a="urn:ferd:CrossIndustryDocument:invoice:1p0"/>'

CASES = [
    (pdf_bytes(), "pdf", "application/pdf"),
    (b"\r\njunk of a mail gateway" * 40 + pdf_bytes(), "pdf", "application/pdf"),
    (image_bytes("PNG"), "png", "image/png"),
    (image_bytes("JPEG"), "jpeg", "image/jpeg"),
    (image_bytes("TIFF"), "tiff", "image/tiff"),
    (image_bytes("WEBP"), "webp", "image/webp"),
    (image_bytes("GIF"), "gif", "image/gif"),
    (image_bytes("BMP"), "bmp", "image/bmp"),
    (b"\0\0\0\x18ftypheic\0\0\0\0", "heic", "image/heic"),
    (CAMT.format("053").encode(), "camt", "application/xml"),
    (CAMT.format("052").encode("utf-16"), "camt", "application/xml"),
    (b"\xef\xbb\xbf" + CAMT.format("054").encode(), "camt", "application/xml"),
    (b"<Document><BkToCstmrStmt/></Document>", "camt", "application/xml"),
    (MT940.encode(), "mt940", "text/x-mt940"),
    (MT940.replace("\n", "\r\n").encode(), "mt940", "text/x-mt940"),
    (MT942.encode(), "mt942", "text/x-mt942"),
    (OFX1.encode(), "ofx", "application/x-ofx"),
    (OFX2.encode(), "ofx", "application/x-ofx"),
    (QFX.encode(), "ofx", "application/x-ofx"),
    (b"!Type:Bank\nD01/02/2024\nT-10.00\n^\n", "qif", "application/x-qif"),
    (b"Date,Text,Amount\n2024-01-01,Rent,-500.00\n2024-01-02,Pay,900.00\n", "csv", "text/csv"),
    (
        "Buchung;Text;Betrag\n01.01.2024;Miete;-500,00\n02.01.2024;Löhne;900,00\n".encode("cp1252"),
        "csv",
        "text/csv",
    ),
    (b"Date\tText\tAmount\n1\ta\t2\n3\tb\t4\n", "csv", "text/csv"),
    (
        archive("[Content_Types].xml", "xl/workbook.xml"),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        archive("word/document.xml"),
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (archive("invoice.pdf"), "zip", "application/zip"),
    (b"PK\x03\x04 cut off", "zip", "application/zip"),
    (UBL.encode(), "einvoice_xml", "application/xml"),
    (CII.encode(), "einvoice_xml", "application/xml"),
    (CREDIT_NOTE.encode(), "einvoice_xml", "application/xml"),
    (ZUGFERD_1.encode("utf-16"), "einvoice_xml", "application/xml"),
    (b"<Invoice><ID>1</ID><AccountingSupplierParty/></Invoice>", "einvoice_xml", "application/xml"),
    (b'<?xml version="1.0"?><note/>', "xml", "application/xml"),
    (b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>', "xml", "application/xml"),
    (b"<!DOCTYPE html><html><body>%PDF</body></html>", "html", "text/html"),
    (b'{"invoices": []}', "json", "application/json"),
    (b"From: a@b\nTo: c@d\nSubject: Invoice\n\nHello\n", "eml", "message/rfc822"),
    (b"Dear customer, thank you for your order, we hope you like it.\n", "text", "text/plain"),
    (b"\x7fELF\x02\x01\x01", "executable", "application/x-executable"),
    (b"MZ\x90\0\x03" + b"\0" * 64, "executable", "application/x-msdownload"),
    (b"#!/bin/sh\necho hi\n", "executable", "text/x-script"),
    (bytes(range(256)), "unknown", "application/octet-stream"),
    (b"", "unknown", "application/octet-stream"),
]


@pytest.mark.parametrize(("content", "file_format", "mime_type"), CASES)
def test_recognised_by_content(tmp_path, content, file_format, mime_type):
    path = tmp_path / "misleading.docx"
    path.write_bytes(content)
    kind = identify(path)
    assert (kind.format, kind.mime_type) == (file_format, mime_type)
    assert kind.description.startswith(("a ", "an "))


def test_the_description_names_the_bank_format():
    assert identify_head(CAMT.format("052").encode()).description == "a bank file in CAMT.052 format"
    assert identify_head(QFX.encode()).description == "a bank file in Quicken (QFX) format"


@pytest.mark.parametrize(("junk", "found"), [(1_019, True), (1_020, False)])
def test_how_much_junk_a_pdf_may_begin_with(junk, found):
    assert (identify_head(b"\0" * junk + b"%PDF-1.4").format == "pdf") is found


def test_a_flood_of_entities_is_only_looked_at():
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">' + "".join(
        f'<!ENTITY a{n} "{"&a;" * 1000}">' for n in range(10)
    )
    assert identify_head(bomb.encode()).format == "xml"


def test_a_character_cut_by_the_end_of_the_head_is_no_other_encoding():
    assert identify_head("Überweisung; Müller; ü".encode()[:-1]).format == "text"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'<?xml version="1.0"?><Order/>', "Order"),
        (b'<?xml version="1.0"?>\n<!-- a --><!-- b -->\n<p:FatturaElettronica/>', "FatturaElettronica"),
    ],
)
def test_other_xml_is_named_by_its_root(content, name):
    assert identify_head(content).description == f"an XML file with the root element {name}"


@pytest.mark.timeout(20)
@pytest.mark.parametrize("flood", [b"<!-- a -->", b"<!--", b"<?a?>", b"<?", b" ", b"<!-- a --> "])
def test_a_flood_of_comments_takes_no_time(flood):
    """The ways to cut up a row of comments are 2 to the power of their number, had all to be tried."""
    assert identify_head(flood * (HEAD_BYTES // len(flood)) + b"!").format in {"text", "unknown"}
