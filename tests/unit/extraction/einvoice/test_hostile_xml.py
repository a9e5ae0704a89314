"""XML that wants to unfold, to fetch, or is not what it says: refused by code, at no cost."""

from __future__ import annotations

import base64
import socket
import threading

import pytest
from einvoice_writer import Bill, cii, ubl

from python_ocr_reconcile.errors import DamagedFileError, DoctypeError, UnsupportedFormatError
from python_ocr_reconcile.extraction.einvoice.parse import parse_invoice
from python_ocr_reconcile.extraction.einvoice.stated import read_stated

DECLARATION, BODY = b'<?xml version="1.0" encoding="UTF-8"?>', ubl(Bill()).split(b"\n", 1)[1]
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
BOMB = b'<!DOCTYPE Invoice [<!ENTITY l0 "ha">' + LAUGHS + b"]>"


def number(xml: bytes) -> str:
    return str(read_stated(parse_invoice(xml)).value("invoice_number"))


def test_an_invoice_without_tricks():
    assert number(DECLARATION + BODY) == "2024-117"


@pytest.mark.parametrize("place", [b"<cbc:Note>&l9;</cbc:Note>", b'<cbc:Note a="&l9;"/>', b""])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_billion_laughs(place, encoding):
    body = BODY.replace(b"<cbc:ID>", place + b"<cbc:ID>", 1)
    xml = (BOMB + body).decode()
    if encoding != "utf-8":
        xml = f'<?xml version="1.0" encoding="{encoding}"?>{xml}'
    with pytest.raises(DoctypeError) as caught:
        parse_invoice(xml.encode(encoding))
    assert caught.value.code == "xml_doctype"


@pytest.mark.parametrize("comment", [b"", b"<!-- " + b"x" * 9_000 + b" -->", b"<?pi?>\n"])
def test_no_file_is_opened_and_nothing_is_fetched(tmp_path, comment):
    secret = tmp_path / "secret"
    secret.write_text("top secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        calls = []
        server.settimeout(0.5)
        thread = threading.Thread(target=lambda: calls.append(accepted(server)))
        thread.start()
        port = server.getsockname()[1]
        for doctype in (
            f'<!DOCTYPE Invoice SYSTEM "http://127.0.0.1:{port}/x.dtd">',
            f'<!DOCTYPE Invoice [<!ENTITY e SYSTEM "file://{secret}">]>',
            f'<!DOCTYPE Invoice [<!ENTITY % e SYSTEM "http://127.0.0.1:{port}/e"> %e;]>',
        ):
            with pytest.raises(DoctypeError):
                parse_invoice(DECLARATION + comment + doctype.encode() + BODY.replace(b"2024-117", b"&e;"))
        hint = b' xsi:schemaLocation="urn:x http://127.0.0.1:%d/x.xsd" ' % port
        schema = BODY.replace(
            b"<Invoice ", b'<Invoice xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' + hint
        )
        include = (
            b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="http://127.0.0.1:%d/i"/>' % port
        )
        assert number(schema.replace(b"<cbc:ID>", include + b"<cbc:ID>", 1)) == "2024-117"
        thread.join()
    assert calls == [False]


def accepted(server: socket.socket) -> bool:
    try:
        server.accept()
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize(
    "xml",
    [
        b"", b"   ", b"\0\0\0", BODY[:-20], BODY + b"<more/>", b"<a>" * 100_000, b"%PDF-1.7", b"<Invoice",
        b"\xff\xfe<",
    ],
)  # fmt: skip
def test_what_is_not_well_formed_is_damaged(xml):
    with pytest.raises(DamagedFileError):
        parse_invoice(xml)


@pytest.mark.parametrize(
    "xml",
    [
        b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>',
        b'<DespatchAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2"/>',
        b'<r:SCRDMCCBDACIOMessageStructure xmlns:r="urn:un:unece:uncefact:data:100"/>',
        b"<Invoice><Line/></Invoice>",
        b"<html><body>Invoice</body></html>",
    ],
)
def test_other_xml_is_no_invoice(xml):
    with pytest.raises(UnsupportedFormatError) as caught:
        parse_invoice(xml)
    assert caught.value.details["format"] == "xml"


@pytest.mark.parametrize(
    "xml",
    [
        b"\xef\xbb\xbf" + ubl(Bill()),
        ubl(Bill()) + b"\0" * 64,
        b"\n\n  " + BODY,
        ubl(Bill()).replace(b"UTF-8", b"UTF-16"),
        ubl(Bill()).replace(b"UTF-8", b"ISO-8859-1"),
        ubl(Bill()).decode().replace("UTF-8", "utf-16").encode("utf-16"),
        b"<!-- " + b"terms of use " * 4_000 + b"-->" + BODY,
    ],
)
def test_sloppy_writers_are_read(xml):
    assert number(xml) == "2024-117"


def test_letters_are_read_by_the_encoding_that_is_declared():
    xml = (
        ubl(Bill(seller="Bäckerei Müller & Söhne")).decode().replace("UTF-8", "ISO-8859-1").encode("latin-1")
    )
    assert read_stated(parse_invoice(xml)).value("vendor_name") == "Bäckerei Müller & Söhne"


def test_an_envelope_is_opened():
    header = (
        b"<StandardBusinessDocumentHeader><HeaderVersion>1.0</HeaderVersion></StandardBusinessDocumentHeader>"
    )
    spaces = b'xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"'
    xml = b"<StandardBusinessDocument " + spaces + b">" + header + BODY + b"</StandardBusinessDocument>"
    assert number(xml) == "2024-117"


def test_a_supporting_document_of_many_megabytes_is_no_obstacle():
    inside = base64.b64encode(b"\x7f" * 12_000_000)
    part = (
        b"<cac:AdditionalDocumentReference><cbc:EmbeddedDocumentBinaryObject>"
        + inside
        + b"</cbc:EmbeddedDocumentBinaryObject></cac:AdditionalDocumentReference>"
    )
    assert number(BODY.replace(b"<cac:OrderReference>", part + b"<cac:OrderReference>", 1)) == "2024-117"


def test_comments_and_cdata_inside_values():
    xml = (
        cii(Bill())
        .replace(b">2024-117<", b"><!-- new -->2024-<![CDATA[117]]><")
        .replace(b">59.50<", b"> 59.50\n<")
    )
    stated = read_stated(parse_invoice(xml))
    assert (stated.value("invoice_number"), str(stated.value("total_amount"))) == ("2024-117", "59.50")
