"""The XML that a file has for programs: attached to a PDF, or the file itself.

An attachment is taken for what it is, not for its name: `factur-x.xml`, `zugferd-invoice.xml` and
`xrechnung.xml` are what the standards say, and senders write others. No page is rendered here.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import DamagedFileError, DocumentError, LimitExceededError
from python_ocr_reconcile.intake.identify import HEAD_BYTES, FileKind, identify_head
from python_ocr_reconcile.reading.sandbox import shared_pool
from python_ocr_reconcile.reading.text_layer import open_pdf

if TYPE_CHECKING:
    import pymupdf

XML_FORMATS = frozenset({"einvoice_xml", "xml"})
MOST_ATTACHMENTS = 1_000
"""Looked at in one PDF; an invoice has one, with a few supporting documents beside it."""
LONGEST_NAME = 255


class InvoiceXML(msgspec.Struct, frozen=True):
    """One XML file, unpacked."""

    name: str
    """Of the attachment; empty where the file itself is XML."""
    data: bytes
    problem: str | None = None
    """Why there are no bytes; ``None`` where there are."""


_FOUND = msgspec.msgpack.Decoder(list[InvoiceXML])


def read_invoice_xml(path: Path, kind: FileKind, settings: Settings) -> list[InvoiceXML]:
    """The XML files attached to the PDF at `path`, or the file itself if it is an e-invoice in XML.

    Unpacking happens in a child process. An attachment that cannot be unpacked is no reason to refuse the
    PDF around it: it is named with its `problem`.
    """
    largest = settings.limits.xml_bytes
    if kind.format == "einvoice_xml":
        if path.stat().st_size > largest:
            raise LimitExceededError(_too_large(largest), limit=largest)
        return [InvoiceXML("", path.read_bytes())]
    if kind.format != "pdf":
        return []
    seconds = settings.limits.page_seconds
    try:
        found = shared_pool(settings).run(attached_xml, path, largest, seconds=seconds)
    except DocumentError as problem:
        # What makes the whole PDF unreadable is met again, and told, where its pages are read.
        return [InvoiceXML("", b"", str(problem))]
    return _FOUND.decode(found)


def attached_xml(path: Path, largest_bytes: int) -> bytes:
    """In the child: msgpack of ``list[InvoiceXML]``, the XML files attached to the PDF at `path`."""
    with open_pdf(path) as document:
        try:
            found = [_read(document, xref, name, largest_bytes) for xref, name in _embedded(document)]
        except MemoryError:
            raise
        except Exception as problem:
            raise DamagedFileError("The attachments of the PDF cannot be read.") from problem
    return msgspec.msgpack.encode([xml for xml in found if xml])


def _read(document: pymupdf.Document, xref: int, name: str, largest_bytes: int) -> InvoiceXML | None:
    """The attachment where it is XML; one that cannot be unpacked is XML if it is named so."""
    try:
        if identify_head(_unpacked(document, xref, HEAD_BYTES)).format not in XML_FORMATS:
            return None
        data = _unpacked(document, xref, largest_bytes + 1)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - MuPDF's own errors share no base class with Python's
        named_so = name.casefold().endswith(".xml")
        return InvoiceXML(name, b"", "The attachment cannot be unpacked.") if named_so else None
    if len(data) > largest_bytes:
        return InvoiceXML(name, b"", _too_large(largest_bytes))
    return InvoiceXML(name, data)


def _too_large(largest_bytes: int) -> str:
    return f"The XML has more than {largest_bytes:,} bytes (OCR_RECONCILE_MAX_XML_BYTES)."


def _embedded(document: pymupdf.Document) -> Iterator[tuple[int, str]]:
    """Every embedded file once: the number of its stream and its name.

    By the objects, since PyMuPDF lists the root of the name tree of embedded files alone. PDF/A-3 also has
    associated files (``AF``) of the document and of its pages, which some writers leave out of that list,
    and a file may hang on a page as an annotation.
    """
    from pymupdf import mupdf

    pdf = mupdf.pdf_document_from_fz_document(document.this)
    seen: set[int] = set()
    for specification in _specifications(mupdf, pdf):
        name = next(
            (
                str(mupdf.pdf_to_text_string(entry))[:LONGEST_NAME]
                for entry in (mupdf.pdf_dict_gets(specification, key) for key in ("UF", "F"))
                if mupdf.pdf_is_string(entry)
            ),
            "",
        )
        files = mupdf.pdf_dict_gets(specification, "EF")
        for key in ("UF", "F"):
            stream = mupdf.pdf_to_num(mupdf.pdf_dict_gets(files, key))
            if stream and stream not in seen and len(seen) < MOST_ATTACHMENTS:
                seen.add(stream)
                yield stream, name


def _specifications(mupdf: Any, pdf: Any) -> Iterator[Any]:
    """The file specification dictionaries of the document and its pages."""
    names = mupdf.pdf_load_name_tree(pdf, mupdf.pdf_new_name("EmbeddedFiles"))
    for place in range(mupdf.pdf_dict_len(names)):
        yield mupdf.pdf_dict_get_val(names, place)
    root = mupdf.pdf_dict_gets(mupdf.pdf_trailer(pdf), "Root")
    yield from _each(mupdf, mupdf.pdf_dict_gets(root, "AF"))
    for number in range(mupdf.pdf_count_pages(pdf)):
        page = mupdf.pdf_lookup_page_obj(pdf, number)
        yield from _each(mupdf, mupdf.pdf_dict_gets(page, "AF"))
        for annotation in _each(mupdf, mupdf.pdf_dict_gets(page, "Annots")):
            yield mupdf.pdf_dict_gets(annotation, "FS")


def _each(mupdf: Any, entries: Any) -> Iterator[Any]:
    """The members of an array, or the one object that stands where an array may."""
    if mupdf.pdf_is_array(entries):
        for place in range(mupdf.pdf_array_len(entries)):
            yield mupdf.pdf_array_get(entries, place)
    elif mupdf.pdf_is_dict(entries):
        yield entries


def _unpacked(document: pymupdf.Document, xref: int, most_bytes: int) -> bytes:
    """The first `most_bytes` of a stream: what packs 2 GiB into 2 MB is not unpacked.

    Streams with another filter than Flate are unpacked by MuPDF, which stops at 200 times their size.
    """
    packing = document.xref_get_key(xref, "Filter")[1].strip("[] ")
    parameters = document.xref_get_key(xref, "DecodeParms")[0]
    if packing != "/FlateDecode" or parameters != "null":
        return (document.xref_stream(xref) or b"")[:most_bytes]
    return zlib.decompressobj().decompress(document.xref_stream_raw(xref), most_bytes)
