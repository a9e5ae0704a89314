"""XML attached to a PDF: found for what it is, wherever it hangs, and never unpacked beyond the limit."""

import zlib
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from einvoice_writer import Bill, cii, in_pdf, ubl
from reading_documents import text_pdf

from python_ocr_reconcile.config import Limits
from python_ocr_reconcile.errors import LimitExceededError
from python_ocr_reconcile.intake.identify import identify
from python_ocr_reconcile.reading.invoice_xml import read_invoice_xml

PAGE = [("Invoice", "2024-117")]
XML = cii(Bill())


@pytest.fixture
def attached(tmp_path, settings):
    """The XML files of a document, name to bytes or the problem."""

    def attached(document, *, settings=settings):
        path = Path(tmp_path) / "document"
        path.write_bytes(document if isinstance(document, bytes) else document.tobytes())
        return [
            (xml.name, xml.problem or xml.data) for xml in read_invoice_xml(path, identify(path), settings)
        ]

    return attached


def hung(
    document: pymupdf.Document, place: str, data: bytes = XML, name: str = "factur-x.xml"
) -> pymupdf.Document:
    """`data` as an embedded file that only `place` refers to: a key of the catalog or of the first page."""
    stream, specification = document.get_new_xref(), document.get_new_xref()
    document.update_object(stream, "<</Type/EmbeddedFile>>")
    document.update_stream(stream, data, new=True)
    document.update_object(specification, f"<</Type/Filespec/UF({name})/EF<</UF {stream} 0 R>>>>")
    owner, key = place.split(":")
    xref = document.pdf_catalog() if owner == "catalog" else document.page_xref(0)
    value = {"AF": f"[{specification} 0 R]", "AF1": f"{specification} 0 R"}.get(key)
    if key == "Kids":
        leaf = document.get_new_xref()
        document.update_object(leaf, f"<</Limits[({name})({name})]/Names[({name}) {specification} 0 R]>>")
        document.xref_set_key(xref, "Names", f"<</EmbeddedFiles<</Kids[{leaf} 0 R]>>>>")
    elif key == "inline":
        inline = f"<</Type/Filespec/F({name})/EF<</F {stream} 0 R>>>>"
        document.xref_set_key(xref, "Names", f"<</EmbeddedFiles<</Names[({name}) {inline}]>>>>")
    elif key == "Annots":
        note = document.get_new_xref()
        document.update_object(
            note, f"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS {specification} 0 R>>"
        )
        document.xref_set_key(xref, "Annots", f"[{note} 0 R]")
    else:
        document.xref_set_key(xref, key.rstrip("1"), value)
    return document


@pytest.mark.parametrize(
    "place",
    ["catalog:AF", "catalog:AF1", "catalog:Kids", "catalog:inline", "page:AF", "page:Annots"],
)
def test_wherever_it_hangs(attached, place):
    assert attached(hung(text_pdf(), place)) == [("factur-x.xml", XML)]


def test_listed_and_associated_is_one_file(attached):
    both = pymupdf.open(stream=in_pdf(PAGE, [("factur-x.xml", XML)]))
    listed = both.xref_get_key(both.pdf_catalog(), "Names/EmbeddedFiles/Names")[1]
    specification = listed.split(")")[1].split("0 R")[0].split()[-1]
    both.xref_set_key(both.pdf_catalog(), "AF", f"[{specification} 0 R]")
    assert attached(both) == [("factur-x.xml", XML)]


def test_what_it_is_counts_and_not_its_name(attached):
    files = [
        ("data.bin", XML),
        ("notes.txt", ubl(Bill())),
        ("invoice.xml", b"%PDF-1.7 not XML at all"),
    ]
    assert {name for name, _ in attached(in_pdf(PAGE, files))} == {"data.bin", "notes.txt"}


def test_other_xml_is_handed_on_to_be_named(attached):
    order = b'<?xml version="1.0"?><Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>'
    assert attached(in_pdf(PAGE, [("order-x.xml", order)])) == [("order-x.xml", order)]


def test_a_pdf_without_attachments(attached):
    assert attached(text_pdf()) == []


def test_a_protected_pdf_that_anyone_may_open(attached):
    document = pymupdf.open(stream=in_pdf(PAGE, [("factur-x.xml", XML)]))
    locked = document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner", user_pw="")
    assert attached(locked) == [("factur-x.xml", XML)]


def test_the_limit_from_both_sides(attached, settings):
    pdf = in_pdf(PAGE, [("factur-x.xml", XML)])
    assert attached(pdf, settings=limited(settings, len(XML))) == [("factur-x.xml", XML)]
    ((name, problem),) = attached(pdf, settings=limited(settings, len(XML) - 1))
    assert name == "factur-x.xml"
    assert "OCR_RECONCILE_MAX_XML_BYTES" in problem
    assert attached(XML, settings=limited(settings, len(XML))) == [("", XML)]
    with pytest.raises(LimitExceededError):
        attached(XML, settings=limited(settings, len(XML) - 1))


def limited(settings, xml_bytes):
    return replace(settings, limits=Limits(xml_bytes=xml_bytes))


def packed(filters: str, data: bytes) -> pymupdf.Document:
    document = hung(text_pdf(), "catalog:AF", b"x")
    (stream,) = [x for x in range(1, document.xref_length()) if "EmbeddedFile" in document.xref_object(x)]
    document.update_stream(stream, data, new=True, compress=False)
    document.xref_set_key(stream, "Filter", filters)
    return document


@pytest.mark.slow
def test_what_unpacks_without_end_is_not_unpacked(attached, settings):
    """1.3 MB that unpack to 1.3 GB, once and twice packed: the reading process has 1 GB."""
    small = replace(settings, limits=Limits(worker_memory_bytes=1_000_000_000))
    packer = zlib.compressobj(9)
    bomb = packer.compress(XML[:200]) + b"".join(packer.compress(b" " * 10_000_000) for _ in range(130))
    bomb += packer.flush()
    ((name, problem),) = attached(packed("/FlateDecode", bomb), settings=small)
    assert (name, problem) == (
        "factur-x.xml",
        "The XML has more than 67,108,864 bytes (OCR_RECONCILE_MAX_XML_BYTES).",
    )
    twice = packed("[/FlateDecode/FlateDecode]", zlib.compress(bomb, 9))
    assert attached(twice, settings=small) == [("factur-x.xml", "The attachment cannot be unpacked.")]


def test_a_damaged_stream_is_no_reason_to_refuse_the_pdf(attached):
    damaged = packed("/FlateDecode", b"this is not packed at all")
    assert attached(damaged) == [("factur-x.xml", "The attachment cannot be unpacked.")]
