"""What the XML states and what the pages print become one invoice; where they contradict, it says so."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from python_ocr_reconcile.extraction.einvoice.assemble import StatedInvoice
from python_ocr_reconcile.extraction.einvoice.compare import LEAST_PLAIN, Contradiction, contradictions
from python_ocr_reconcile.extraction.einvoice.locate import located
from python_ocr_reconcile.extraction.einvoice.printed import index
from python_ocr_reconcile.extraction.invoice import InvoiceReading
from python_ocr_reconcile.extraction.lexicon import compact
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
    by_hand = any(cut.by == "human" for cut in paper.cuts)
    pairs, left = _pairs([s.invoice for s in stated], paper.invoices)
    rest = left if by_hand else [other for other in left if _stands_alone(other, stated)]
    invoices: list[Invoice] = []
    notices = [notice for notice in paper.notices if notice.code != "sums_do_not_close"]
    for source, own in zip(stated, pairs, strict=True):
        on_paper = contradictions(source.invoice, own, printed, source.amounts) if own else []
        found = [*source.doubles, *on_paper]
        invoice = located(source.invoice, own, printed)
        if own:
            invoice = structs.replace(invoice, page_numbers=own.page_numbers)
            invoice = _with_lines(_filled(invoice, own), own)
        if found:
            invoice = _contradicted(invoice, found)
        invoices.append(invoice)
        notices += _notices(source, on_paper)
    if len(stated) == 1 and not rest and not by_hand:
        # All pages are the one invoice: an e-invoice has one, with its enclosures behind it.
        invoices = [structs.replace(invoices[0], page_numbers=[page.number for page in pages])]
    for number, invoice in enumerate(rest, len(invoices) + 1):
        invoices.append(structs.replace(invoice, invoice_id=f"inv-{number}"))
    if rest:
        message = "The pages show invoices that no attached XML states; they were read from the pages."
        notices.append(Notice(code="invoice_without_xml", message=message, page=rest[0].page_numbers[0]))
    return InvoiceReading(invoices, notices, paper.cuts)


def _pairs(stated: Sequence[Invoice], read: Sequence[Invoice]) -> tuple[list[Invoice | None], list[Invoice]]:
    """The invoice of the pages for each of the XML, and those of the pages that are left."""
    left = list(read)
    pairs: list[Invoice | None] = []
    for invoice in stated:
        own = max(left, key=lambda other: _likeness(invoice, other), default=None)
        if own is not None and (_likeness(invoice, own) or len(stated) == 1):
            left.remove(own)
            pairs.append(own)
        else:
            pairs.append(None)
    return pairs, left


def _likeness(stated: Invoice, read: Invoice) -> int:
    """How many of the key fields are the same, the number counting double."""
    same = 2 * (compact(stated.invoice_number or "") == compact(read.invoice_number or "-"))
    for field in ("invoice_date", "total_amount", "subtotal", "amount_due"):
        value = getattr(stated, field)
        same += value is not None and value == getattr(read, field)
    return same


def _stands_alone(read: Invoice, stated: Sequence[StatedInvoice]) -> bool:
    """Whether pages that the XML does not state are an invoice, and not an enclosure or a part of its own."""
    numbers = {compact(source.invoice.invoice_number or "") for source in stated}
    numbered = read.invoice_number is not None and compact(read.invoice_number) not in numbers
    return numbered and read.total_amount is not None


def _filled(invoice: Invoice, own: Invoice) -> Invoice:
    """`invoice` with what the XML leaves out and the pages print, as it was read there."""
    fields = [
        field
        for field in _FROM_THE_PAGE
        if getattr(invoice, field) is None and getattr(own, field) is not None and _is_plain(own, field)
    ]
    values = {field: getattr(own, field) for field in fields}
    evidence = {**invoice.evidence, **{field: own.evidence[field] for field in fields}}
    return structs.replace(invoice, evidence=evidence, **values)


def _is_plain(own: Invoice, field: str) -> bool:
    entry = own.evidence.get(field)
    return entry is not None and (entry.confidence is None or entry.confidence >= LEAST_PLAIN)


def _with_lines(invoice: Invoice, own: Invoice) -> Invoice:
    """An extract without lines with those of the pages, where these prove the same net amount."""
    same = own.subtotal is not None and own.subtotal == invoice.subtotal
    if invoice.line_items or not own.line_items or own.proof != "proved" or not same:
        return invoice
    checks = [check for check in own.checks if check.name in {"line_amount", "sum_of_lines"}]
    fields = {pointer[1:] for c in checks for pointer in (c.result, *(o.pointer for o in c.operands))}
    known = {field for field in fields if field.startswith("line_items/") or getattr(invoice, field, None)}
    if fields != known:  # the pages take a discount off that the extract leaves out
        return invoice
    moved = {
        check.check_id: f"check-{number}" for number, check in enumerate(checks, len(invoice.checks) + 1)
    }
    checks = [structs.replace(check, check_id=moved[check.check_id]) for check in checks]
    lines = {
        pointer: structs.replace(entry, checks=[moved[c] for c in entry.checks if c in moved])
        for pointer, entry in own.evidence.items()
        if pointer.startswith("line_items/")
    }
    return structs.replace(
        invoice,
        line_items=own.line_items,
        evidence={**invoice.evidence, **lines},
        checks=[*invoice.checks, *checks],
    )


def _contradicted(invoice: Invoice, found: Sequence[Contradiction]) -> Invoice:
    evidence = dict(invoice.evidence)
    for contradiction in found:
        entry = evidence[contradiction.field]
        evidence[contradiction.field] = structs.replace(entry, status="conflict", reason=contradiction.reason)
    # What the equations prove of the XML is no proof of the invoice any more.
    unproved = {
        pointer: structs.replace(entry, status="read") if entry.status == "proved" else entry
        for pointer, entry in evidence.items()
    }
    return structs.replace(invoice, evidence=unproved, proof="conflict")


def _notices(source: StatedInvoice, on_paper: Sequence[Contradiction]) -> list[Notice]:
    invoice = source.invoice
    notices = []
    if invoice.proof == "conflict":
        rules = f" ({', '.join(source.broken)})" if source.broken else ""
        message = f"{invoice.invoice_id}: what the XML states does not add up{rules}."
        notices.append(Notice(code="sums_do_not_close", message=message))
    for found, what, code in (
        (source.doubles, "two XML files", "einvoices_differ"),
        (on_paper, "the page and the XML", "page_contradicts_xml"),
    ):
        if found:
            fields = ", ".join(contradiction.field for contradiction in found)
            message = f"{invoice.invoice_id}: {what} state another {fields}."
            notices.append(Notice(code=code, message=message, page=found[0].page))
    return notices
