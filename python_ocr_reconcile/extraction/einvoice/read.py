"""XML files and what was read from the pages become the invoices of the document: the straight line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec import structs

from python_ocr_reconcile.errors import DamagedFileError, DocumentError, UnsupportedFormatError
from python_ocr_reconcile.extraction.einvoice.assemble import StatedInvoice, assemble
from python_ocr_reconcile.extraction.einvoice.compare import Contradiction
from python_ocr_reconcile.extraction.einvoice.join import join
from python_ocr_reconcile.extraction.einvoice.parse import parse_invoice
from python_ocr_reconcile.extraction.einvoice.stated import EInvoice, read_stated
from python_ocr_reconcile.extraction.invoice import InvoiceReading
from python_ocr_reconcile.intake.identify import HEAD_BYTES, identify_head
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.reading.invoice_xml import InvoiceXML

_KEY_FIELDS = ("invoice_date", "currency", "subtotal", "tax_total", "total_amount", "amount_due", "iban")


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
    joined = join(_one_each(sources), paper, pages)
    return structs.replace(joined, notices=[*joined.notices, *notices])


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


def _one_each(sources: Sequence[_Source]) -> list[StatedInvoice]:
    """One invoice for each number: of several XML files for it, the one that states most."""
    by_number: dict[str, list[_Source]] = {}
    for source in sources:
        by_number.setdefault(str(source.einvoice.value("invoice_number")), []).append(source)
    stated: list[StatedInvoice] = []
    for number, same in enumerate(by_number.values(), 1):
        best, *others = sorted(same, key=_richness, reverse=True)
        doubles = {c.field: c for other in others for c in _differences(best, other)}
        stated.append(assemble(best.einvoice, f"inv-{number}", list(doubles.values())))
    return stated


def _richness(source: _Source) -> tuple[int, bool]:
    einvoice = source.einvoice
    parts = (einvoice.document, *einvoice.lines, *einvoice.tax_lines)
    return sum(map(len, parts)), einvoice.syntax != "zugferd_1"


def _differences(best: _Source, other: _Source) -> Iterator[Contradiction]:
    for field in _KEY_FIELDS:
        ours, theirs = best.einvoice.value(field), other.einvoice.value(field)
        if ours is not None and theirs is not None and ours != theirs:
            reason = f"{other.name} states {theirs}, {best.name} states {ours}"
            yield Contradiction(field, reason)
