"""The XML of an e-invoice to a tree without namespaces; nothing is fetched and no entity is expanded.

A document type declaration is refused before its first entity is read. No e-invoice has one, and without one
there is nothing to expand (a file of 1 kB with ten nested entities comes to 3 GB) and nothing to fetch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from lxml import etree

from python_ocr_reconcile.errors import DamagedFileError, DoctypeError, UnsupportedFormatError
from python_ocr_reconcile.extraction.einvoice.table import Syntax, terms_table

_PROLOG_CHUNK = 4096
_DEEPEST_ENVELOPE = 2
"""A business document may stand in an envelope (SBDH): header and payload below the root."""


@dataclass(frozen=True, slots=True)
class InvoiceTree:
    """An e-invoice, parsed."""

    root: etree._Element
    """The element that is the invoice; every name in it is a local name."""
    syntax: Syntax
    credit_note: bool
    """By its element (UBL); in CII the type code says it."""


class _Prolog:
    """Stops at the root element, or at a document type declaration, whichever comes first."""

    def doctype(self, *_: object) -> None:
        raise DoctypeError("The XML has a document type declaration.")

    def start(self, *_: object) -> None:
        raise _RootReachedError

    def close(self) -> None:
        return None


class _RootReachedError(Exception):
    """The prolog is over."""


def parse_invoice(data: bytes) -> InvoiceTree:
    """The invoice in `data`.

    Raises `DoctypeError`, `DamagedFileError`, or `UnsupportedFormatError` where the XML is no invoice.
    """
    if b"\0" not in data[:4]:  # of UTF-16 every other byte is zero
        data = data.strip(b"\0 \t\r\n")  # some generators pad the attachment
    root = _parsed(data)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    found = _invoice_in(root, _DEEPEST_ENVELOPE)
    if found is None:
        raise UnsupportedFormatError(
            f"This is an XML file with the root element {root.tag}, and no invoice.", format="xml"
        )
    return found


def _parsed(data: bytes) -> etree._Element:
    # A declaration may name an encoding that the bytes are not in: UTF-8, where they are that, is tried next.
    error: Exception | None = None
    for encoding in (None, "utf-8"):
        try:
            _refuse_doctype(data, encoding)
            return etree.fromstring(data, _parser(encoding))
        except (etree.LxmlError, LookupError, ValueError) as problem:
            error = problem
    raise DamagedFileError("The XML is not well-formed.") from error


def _parser(encoding: str | None) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,  # a supporting document in base64 may be one text of more than 10 MB
    )


def _refuse_doctype(data: bytes, encoding: str | None) -> None:
    parser = etree.XMLParser(
        target=cast("Any", _Prolog()),  # a target may leave out what it does not listen to
        encoding=encoding,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
    )
    try:
        for start in range(0, len(data), _PROLOG_CHUNK):
            parser.feed(data[start : start + _PROLOG_CHUNK])
    except _RootReachedError:
        return


def _invoice_in(element: etree._Element, depth: int) -> InvoiceTree | None:
    """`element` as an invoice, or the one in the envelope that it is."""
    known = terms_table().syntaxes.get(str(element.tag))
    if known and element.find(known[1]) is not None:
        return InvoiceTree(element, known[0], str(element.tag) == "CreditNote")
    if depth == 0:
        return None
    for child in element:
        found = _invoice_in(child, depth - 1)
        if found:
            return found
    return None
