"""XML files and what was read from the pages become the invoices of the document: the straight line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import structs

from python_ocr_reconcile.errors import DamagedFileError, DocumentError, UnsupportedFormatError
from python_ocr_reconcile.extraction.einvoice.assemble import StatedInvoice, assemble
from python_ocr_reconcile.extraction.einvoice.join import join
from python_ocr_reconcile.extraction.einvoice.parse import parse_invoice
from python_ocr_reconcile.extraction.einvoice.stated import EInvoice, read_stated
from python_ocr_reconcile.extraction.invoice import InvoiceReading
from python_ocr_reconcile.intake.identify import HEAD_BYTES, identify_head
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.reading.invoice_xml import InvoiceXML


@dataclass(frozen=True, slots=True)
class _Source:
    """One XML file that is an invoice."""

    name: str
    einvoice: EInvoice


def with_einvoices(
    paper: InvoiceReading, pages: Sequence[Page], files: Sequence[InvoiceXML]
) -> InvoiceReading:
    """The invoices that `files` state, each held against the one that was read from the pages.

    What is on the pages alone stays as it was read. Raises a `DocumentError` where there are no pages to
    fall back on.
    """
    if not files:
        return paper
    sources, notices = _read(files, alone=not pages)
    if not sources:
        return structs.replace(paper, notices=[*paper.notices, *notices])
    stated, doubles = _one_each(sources)
    joined = join(stated, paper, pages)
    return structs.replace(joined, notices=[*joined.notices, *notices, *doubles])


def has_einvoice(files: Sequence[InvoiceXML]) -> bool:
    """Whether one of `files` says that it is an invoice."""
    return any(identify_head(file.data[:HEAD_BYTES]).format == "einvoice_xml" for file in files)


def _read(files: Sequence[InvoiceXML], *, alone: bool) -> tuple[list[_Source], list[Notice]]:
    sources: list[_Source] = []
    notices: list[Notice] = []
    for file in files:
        name = file.name or "the attachment"
        try:
            if file.problem:
                raise DamagedFileError(file.problem)
            sources.append(_Source(name, read_stated(parse_invoice(file.data))))
        except UnsupportedFormatError as problem:
            if alone:
                raise
            notices.append(Notice(code="xml_is_no_invoice", message=f"{name}: {problem}"))
        except DocumentError as problem:
            if alone:
                raise
            message = f"{name} was not used, the pages were read instead: {problem}"
            notices.append(Notice(code="einvoice_unreadable", message=message))
    return sources, notices


def _one_each(sources: Sequence[_Source]) -> tuple[list[StatedInvoice], list[Notice]]:
    """One invoice for each number: of several XML files for it, the one that states most."""
    by_number: dict[str, list[_Source]] = {}
    for source in sources:
        by_number.setdefault(str(source.einvoice.value("invoice_number")), []).append(source)
    stated: list[StatedInvoice] = []
    notices: list[Notice] = []
    for number, doubles in enumerate(by_number.values(), 1):
        best, *others = sorted(doubles, key=_richness, reverse=True)
        stated.append(assemble(best.einvoice, f"inv-{number}"))
        for other in others:
            differ = _differences(best.einvoice, other.einvoice)
            if differ:
                message = (
                    f"{best.name} and {other.name} state another {', '.join(differ)}; the former was used."
                )
                notices.append(Notice(code="einvoices_differ", message=message))
    return stated, notices


def _richness(source: _Source) -> tuple[int, bool]:
    einvoice = source.einvoice
    parts = (einvoice.document, *einvoice.lines, *einvoice.tax_lines)
    return sum(map(len, parts)), einvoice.syntax != "zugferd_1"


def _differences(one: EInvoice, other: EInvoice) -> list[str]:
    fields = ("invoice_date", "currency", "subtotal", "tax_total", "total_amount", "amount_due", "iban")
    values = ((field, one.value(field), other.value(field)) for field in fields)
    return [field for field, a, b in values if a is not None and b is not None and a != b]
