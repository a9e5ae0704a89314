"""What a file is, by its content; its name is never asked.

Only the first kilobytes are looked at, and nothing is parsed: no XML entity is expanded, no archive is
unpacked. What cannot be read is still named, so that the refusal can say what it was.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from python_ocr_reconcile.intake.encodings import encoding_of
from python_ocr_reconcile.intake.tables import looks_like_table

HEAD_BYTES = 64 * 1024
PDF_HEADER_WITHIN = 1024
"""Bytes of junk before ``%PDF-`` that readers accept (PDF 1.7, appendix H)."""
ZIP_MEMBERS = 2_000

Format = Literal[
    "pdf", "png", "jpeg", "tiff", "webp",
    "camt", "mt940", "mt942", "ofx", "qif", "csv", "xlsx", "einvoice_xml",
    "heic", "gif", "bmp", "docx", "xls", "zip", "gzip", "html", "xml", "json", "eml", "text",
    "executable", "unknown",
]  # fmt: skip

BANK_FILE_FORMATS: frozenset[Format] = frozenset(
    {"camt", "mt940", "mt942", "ofx", "qif", "csv", "xlsx", "xls"}
)
"""These have entries and balances, and no pages."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is."""

    mime_type: str
    format: Format
    description: str
    """For a person, to follow "this is": ``a PNG image``."""


def identify(path: Path) -> FileKind:
    """The kind of the file at `path`; ``unknown`` where nothing is recognised."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if head.startswith(b"PK\x03\x04"):
        return _archive(path)
    return identify_head(head)


def identify_head(head: bytes) -> FileKind:
    """The kind of a file that begins with `head`."""
    return _by_signature(head) or _by_text(head) or _UNKNOWN


_UNKNOWN = FileKind("application/octet-stream", "unknown", "a file of an unknown kind")
_ZIP = FileKind("application/zip", "zip", "a ZIP archive")

_SIGNATURES: list[tuple[bytes, FileKind]] = [
    (b"\x89PNG\r\n\x1a\n", FileKind("image/png", "png", "a PNG image")),
    (b"\xff\xd8\xff", FileKind("image/jpeg", "jpeg", "a JPEG image")),
    *(
        (magic, FileKind("image/tiff", "tiff", "a TIFF image"))
        for magic in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
    ),
    (b"GIF8", FileKind("image/gif", "gif", "a GIF image")),
    (b"\x1f\x8b", FileKind("application/gzip", "gzip", "a gzip archive")),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        FileKind("application/vnd.ms-office", "xls", "an old Office file (such as .xls or .doc)"),
    ),
    (b"\x7fELF", FileKind("application/x-executable", "executable", "a program (ELF)")),
    (b"#!", FileKind("text/x-script", "executable", "a script")),
    *(
        (magic, FileKind("application/x-mach-binary", "executable", "a program (Mach-O)"))
        for magic in (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
    ),
]


def _by_signature(head: bytes) -> FileKind | None:
    for matches, kind in (
        *((head.startswith(magic), kind) for magic, kind in _SIGNATURES),
        (head[:4] == b"RIFF" and head[8:12] == b"WEBP", FileKind("image/webp", "webp", "a WebP image")),
        (
            head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"},
            FileKind("image/heic", "heic", "a HEIC or AVIF image"),
        ),
        (
            head.startswith(b"MZ") and b"\0" in head[:512],
            FileKind("application/x-msdownload", "executable", "a program (Windows)"),
        ),
        (
            head.startswith(b"BM") and head[6:10] == b"\0\0\0\0",
            FileKind("image/bmp", "bmp", "a BMP image"),
        ),
        (b"%PDF-" in head[:PDF_HEADER_WITHIN], FileKind("application/pdf", "pdf", "a PDF document")),
    ):
        if matches:
            return kind
    return None


_XML_START = re.compile(r"\s*(?:<\?xml\b|<!--|<!DOCTYPE\b|<[A-Za-z_][\w.:-]*[\s>/])", re.IGNORECASE)
_CAMT = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(camt\.05[234])\.", re.IGNORECASE)
_BANK_TO_CUSTOMER = re.compile(r"<(?:\w+:)?(BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn))\b")
_EINVOICE = re.compile(
    r"urn:oasis:names:specification:ubl:schema:xsd:(?:Invoice|CreditNote)-2"
    r"|urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:"
    r"|urn:(?:ferd|factur-x):[\w:.]*CrossIndustryDocument"
    r"|<(?:\w+:)?CrossIndustry(?:Invoice|Document)\b",
    re.IGNORECASE,
)
_UBL_INVOICES = frozenset({"Invoice", "CreditNote"})
_UBL_PART = re.compile(r"<(?:[\w.-]+:)?(?:LegalMonetaryTotal|AccountingSupplierParty)\b")
"""Of an invoice whose writer left out the namespaces."""
_FIRST_ELEMENT = re.compile(
    # Atomic: a comment ends at its first "-->", or the ways to cut up a row of comments grow without bound.
    r"\s*(?>(?><\?.*?\?>|<!--.*?-->)\s*)*+<(?:[\w.-]+:)?([A-Za-z_][\w.-]{0,80})",
    re.DOTALL,
)
_MT_TAG = re.compile(r"\n:(\d{2}[A-Z]?):")
_QIF = re.compile(
    r"^!(?:Type:(?:Bank|Cash|CCard|Oth A|Oth L|Invst|Cat|Class|Memorized)|Account|Option:)",
    re.IGNORECASE | re.MULTILINE,
)
_HTML = re.compile(
    r"\s*(?>(?><!--.*?-->)\s*)*+<(?:!DOCTYPE\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_EML = re.compile(r"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}", re.MULTILINE)
_EML_FIELD = re.compile(
    r"^(?:From|Received|Return-Path|MIME-Version|Delivered-To):", re.MULTILINE | re.IGNORECASE
)


_CONTROLS = bytes(sorted({*range(32)} - {*b"\t\n\r\f\x1a\x01\x03\x04"}))
"""What text has next to none of; the rest frame what banks send."""


def _by_text(head: bytes) -> FileKind | None:
    text = _decoded(head)
    if text is None or not text.strip():
        return None
    for recognise in (_ofx, _html, _xml, _mt94x, _qif, _json, _eml, _table):
        kind = recognise(text)
        if kind is not None:
            return kind
    return FileKind("text/plain", "text", "a plain text file")


def _decoded(head: bytes) -> str | None:
    """`head` as text, or ``None`` where it is not text."""
    encoding = encoding_of(head)
    if encoding is not None and encoding.startswith("utf-16"):
        text = head[: len(head) // 2 * 2].decode(encoding, errors="replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")
    if b"\0" in head:
        return None
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 100:
        return None
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        # A character cut at the end of what was read is no sign of another encoding.
        cut = problem.start >= len(head) - 4
        text = head[: problem.start].decode("utf-8-sig") if cut else head.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _ofx(text: str) -> FileKind | None:
    if re.match(r"\s*OFXHEADER\s*:", text) or re.search(r"<OFX>", text[:4096], re.IGNORECASE):
        version = "2" if re.match(r"\s*<\?", text) else "1"
        name = "Quicken (QFX)" if "INTU.BID" in text else f"OFX {version}"
        return FileKind("application/x-ofx", "ofx", f"a bank file in {name} format")
    return None


def _html(text: str) -> FileKind | None:
    return FileKind("text/html", "html", "an HTML page") if _HTML.match(text) else None


def _xml(text: str) -> FileKind | None:
    if not _XML_START.match(text):
        return None
    if camt := _CAMT.search(text):
        return FileKind("application/xml", "camt", f"a bank file in {camt[1].upper()} format")
    if message := _BANK_TO_CUSTOMER.search(text):
        number = {"Stmt": "053", "AcctRpt": "052"}.get(message[1].removeprefix("BkToCstmr"), "054")
        return FileKind("application/xml", "camt", f"a bank file in CAMT.{number} format")
    root = _root_of(text)
    if _EINVOICE.search(text) or (root in _UBL_INVOICES and _UBL_PART.search(text)):
        syntax = "CII" if "crossindustry" in text.lower() else "UBL"
        return FileKind("application/xml", "einvoice_xml", f"an e-invoice in XML ({syntax})")
    if re.match(r"\s*(?:<\?xml|<!DOCTYPE)", text) or "xmlns" in text[:4096]:
        what = f" with the root element {root}" if root else ""
        return FileKind("application/xml", "xml", f"an XML file{what}")
    return None


def _root_of(text: str) -> str | None:
    """The name of the first element, without its prefix."""
    found = _FIRST_ELEMENT.match(text)
    return found[1] if found else None


def _mt94x(text: str) -> FileKind | None:
    tags = set(_MT_TAG.findall("\n" + text))
    # 20 reference, 25 account; 60 and 62 are the balances of a statement, 34F the floor of an interim one.
    if "61" not in tags and not tags & {"60F", "60M", "62F", "62M", "34F"}:
        return None
    if not tags & {"20", "25", "28", "28C", "86"} and not text.startswith(":61:"):
        return None
    if "34F" in tags and not tags & {"60F", "60M"}:
        return FileKind("text/x-mt942", "mt942", "a bank file in MT942 format")
    return FileKind("text/x-mt940", "mt940", "a bank file in MT940 format")


def _qif(text: str) -> FileKind | None:
    return (
        FileKind("application/x-qif", "qif", "a bank file in QIF format")
        if _QIF.search(text[:4096])
        else None
    )


def _json(text: str) -> FileKind | None:
    if re.match(r'\s*(?:\{\s*(?:"|\})|\[\s*[\[{"\d\]])', text):
        return FileKind("application/json", "json", "a JSON file")
    return None


def _eml(text: str) -> FileKind | None:
    header = _EML.match(text)
    if header and _EML_FIELD.search(header[0]):
        return FileKind("message/rfc822", "eml", "an e-mail message")
    return None


def _table(text: str) -> FileKind | None:
    delimiter = looks_like_table(text)
    if delimiter is None:
        return None
    name = "tab-separated values (TSV)" if delimiter == "\t" else "separated values (CSV)"
    return FileKind("text/csv", "csv", f"a table of {name}")


def _archive(path: Path) -> FileKind:
    """A ZIP file by the names of its members; none is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:ZIP_MEMBERS]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return _ZIP
    office = "application/vnd.openxmlformats-officedocument"
    if any(name.startswith("xl/") for name in names):
        return FileKind(f"{office}.spreadsheetml.sheet", "xlsx", "an Excel workbook")
    if any(name.startswith("word/") for name in names):
        return FileKind(f"{office}.wordprocessingml.document", "docx", "a Word document")
    return _ZIP
