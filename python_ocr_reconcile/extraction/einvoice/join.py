"""What the XML states and what the pages print become one invoice; where they contradict, it says so."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from python_ocr_reconcile.extraction.einvoice.assemble import StatedInvoice
from python_ocr_reconcile.extraction.einvoice.compare import Contradiction, contradictions
from python_ocr_reconcile.extraction.einvoice.printed import Place, Printed, index
from python_ocr_reconcile.extraction.invoice import InvoiceReading
from python_ocr_reconcile.extraction.lexicon import compact
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.page import Page

_FROM_THE_PAGE = (
    "due_date", "vendor_tax_id", "vendor_address", "customer_name", "customer_tax_id", "po_number",
    "payment_terms", "currency", "iban",
)  # fmt: skip
"""Head fields that an extract (the profile MINIMUM) leaves out; no amount is among them."""


def join(stated: Sequence[StatedInvoice], paper: InvoiceReading, pages: Sequence[Page]) -> InvoiceReading:
    """The invoices of the XML with the places where the pages print them; then those of the pages alone."""
    printed = index(pages)
    pairs, rest = _pairs([s.invoice for s in stated], paper.invoices)
    invoices: list[Invoice] = []
    notices = [notice for notice in paper.notices if notice.code != "sums_do_not_close"]
    for source, own in zip(stated, pairs, strict=True):
        found = contradictions(source.invoice, own, printed) if own else []
        invoice = _located(source.invoice, own, printed)
        invoice = _filled(invoice, own) if own else invoice
        if found:
            invoice = _contradicted(invoice, found)
        invoices.append(invoice)
        notices += _notices(source, found)
    if len(stated) == 1 and not rest:
        # All pages are the one invoice: an e-invoice has one, with its enclosures behind it.
        invoices = [structs.replace(invoices[0], page_numbers=[page.number for page in pages])]
    for number, invoice in enumerate(rest, len(invoices) + 1):
        invoices.append(structs.replace(invoice, invoice_id=f"inv-{number}"))
    if rest:
        message = "The pages show invoices that no attached XML states; they were read from the pages."
        notices.append(Notice(code="invoice_without_xml", message=message, page=rest[0].page_numbers[0]))
    return InvoiceReading(invoices, notices, paper.cuts)


def _pairs(stated: Sequence[Invoice], read: Sequence[Invoice]) -> tuple[list[Invoice | None], list[Invoice]]:
    """The invoice of the pages for each of the XML, and those of the pages that stand for themselves."""
    left = list(read)
    pairs: list[Invoice | None] = []
    for invoice in stated:
        own = max(left, key=lambda other: _likeness(invoice, other), default=None)
        if own is not None and (_likeness(invoice, own) or len(stated) == 1):
            left.remove(own)
            pairs.append(own)
        else:
            pairs.append(None)
    return pairs, [other for other in left if _stands_alone(other, stated)]


def _likeness(stated: Invoice, read: Invoice) -> int:
    """How many of the key fields are the same, the number counting double."""
    same = 2 * (compact(stated.invoice_number or "") == compact(read.invoice_number or "-"))
    for field in ("invoice_date", "total_amount", "subtotal", "amount_due"):
        value = getattr(stated, field)
        same += value is not None and value == getattr(read, field)
    return same


def _stands_alone(read: Invoice, stated: Sequence[Invoice]) -> bool:
    """Whether pages that the XML does not state are an invoice, and not an enclosure or a part of its own."""
    numbers = {compact(invoice.invoice_number or "") for invoice in stated}
    return (
        read.invoice_number is not None
        and compact(read.invoice_number) not in numbers
        and read.proof == "proved"
    )


def _located(invoice: Invoice, own: Invoice | None, printed: Printed) -> Invoice:
    """`invoice` with page and box at every value that the pages print."""
    evidence = {
        pointer: _placed(entry, _place(pointer, entry, own, printed))
        for pointer, entry in invoice.evidence.items()
    }
    return structs.replace(invoice, evidence=evidence, page_numbers=own.page_numbers if own else [])


def _placed(entry: Evidence, place: Place | None) -> Evidence:
    return structs.replace(entry, page=place.page, bbox=place.bbox) if place else entry


def _place(pointer: str, entry: Evidence, own: Invoice | None, printed: Printed) -> Place | None:
    """Where the page reader found the same value; else where it is printed, if that is only once."""
    if entry.value is None:
        return None
    read = own.evidence.get(pointer) if own else None
    if read and read.value == entry.value and read.page is not None and read.bbox is not None:
        return Place(read.page, read.bbox)
    places = printed.find(entry.value)
    return places[0] if len(places) == 1 else None


def _filled(invoice: Invoice, own: Invoice) -> Invoice:
    """`invoice` with what the XML leaves out and the pages print, as it was read there."""
    fields = [
        field
        for field in _FROM_THE_PAGE
        if getattr(invoice, field) is None and getattr(own, field) is not None and field in own.evidence
    ]
    values = {field: getattr(own, field) for field in fields}
    evidence = {**invoice.evidence, **{field: own.evidence[field] for field in fields}}
    return structs.replace(invoice, evidence=evidence, **values)


def _contradicted(invoice: Invoice, found: Sequence[Contradiction]) -> Invoice:
    evidence = dict(invoice.evidence)
    for contradiction in found:
        entry = evidence[contradiction.field]
        reason = contradiction.reason(entry.value)
        evidence[contradiction.field] = structs.replace(entry, status="conflict", reason=reason)
    # What the equations prove of the XML is no proof of the invoice any more.
    unproved = {
        pointer: structs.replace(entry, status="read") if entry.status == "proved" else entry
        for pointer, entry in evidence.items()
    }
    return structs.replace(invoice, evidence=unproved, proof="conflict")


def _notices(source: StatedInvoice, found: Sequence[Contradiction]) -> list[Notice]:
    invoice = source.invoice
    notices = []
    if invoice.proof == "conflict":
        rules = f" ({', '.join(source.broken)})" if source.broken else ""
        message = f"{invoice.invoice_id}: what the XML states does not add up{rules}."
        notices.append(Notice(code="sums_do_not_close", message=message))
    if found:
        fields = ", ".join(contradiction.field for contradiction in found)
        message = f"{invoice.invoice_id}: the page and the XML state another {fields}."
        notices.append(Notice(code="page_contradicts_xml", message=message, page=found[0].page))
    return notices
