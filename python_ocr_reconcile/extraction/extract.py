"""Pages to a verified reading: invoices, or statements with their transactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from msgspec import structs

from python_ocr_reconcile.errors import UnsupportedFormatError
from python_ocr_reconcile.extraction.bank_files import read_bank_file, read_from_halves
from python_ocr_reconcile.extraction.confidence import with_confidence
from python_ocr_reconcile.extraction.einvoice import has_einvoice, with_einvoices
from python_ocr_reconcile.extraction.fingerprint import with_fingerprints
from python_ocr_reconcile.extraction.invoice import (
    Ahead,
    InvoiceReading,
    Part,
    extract_invoices,
    read_ahead,
    read_invoices,
)
from python_ocr_reconcile.extraction.statement import (
    PrintedText,
    StatementReading,
    StatementStream,
    extract_statements,
    statements_of,
)
from python_ocr_reconcile.extraction.verify import verify_invoices, verify_statements
from python_ocr_reconcile.intake.identify import FileKind
from python_ocr_reconcile.models.file import Start
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.reading.invoice_xml import InvoiceXML

ReadAs = Literal["invoice", "bank", "auto"]
Reading = InvoiceReading | StatementReading


def extract(
    pages: list[Page], kind: ReadAs, starts: Sequence[Start] | None = None, xml: Sequence[InvoiceXML] = ()
) -> Reading:
    """What the pages say, read as `kind`; ``auto`` takes the kind whose arithmetic the pages bear out.

    `starts` are the places where invoices begin, where a person has said so: see `extract_invoices`. `xml`
    is what the file has for programs: what an e-invoice states comes first.
    """
    if kind == "bank" and xml and not pages:
        raise UnsupportedFormatError("This is an e-invoice in XML, and no bank statement.")
    if kind == "invoice" or starts is not None or (kind == "auto" and has_einvoice(xml)):
        return _invoices(pages, starts, xml)
    statement = _statements(pages)
    if kind == "bank" or any(part.proof == "proved" for part in statement.statements):
        return statement
    invoices = _invoices(pages, xml=xml)
    if any(invoice.proof == "proved" for invoice in invoices.invoices):
        return invoices
    # Neither is proved: a statement shows balances and a list of dated amounts, an invoice does not.
    balanced = any(part.closing_balance is not None for part in statement.statements)
    return statement if balanced and len(statement.transactions) >= 2 else invoices


def extract_bank_file(path: Path, found: FileKind, kind: ReadAs = "bank") -> StatementStream:
    """What the bank file at `path` says; it has no pages. `found` is what `intake.identify` says of it."""
    if kind == "invoice":
        raise UnsupportedFormatError(f"This is {found.description}, and no invoice.", format=found.format)
    return _verified_stream(read_bank_file(path, found.format))


def extract_from_halves(path: Path, found: FileKind, halves: Sequence[bytes]) -> StatementStream:
    """What `extract_bank_file` gives, from the halves that `read_half` read."""
    return _verified_stream(read_from_halves(path, found.format, halves))


def _invoices(
    pages: list[Page], starts: Sequence[Start] | None = None, xml: Sequence[InvoiceXML] = ()
) -> InvoiceReading:
    reading = with_einvoices(extract_invoices(pages, starts), pages, xml)
    return structs.replace(reading, invoices=_proved(reading.invoices))


def extract_groups(
    pages: Sequence[Page], groups: Sequence[Sequence[Part]], starts: Sequence[Start] | None = None
) -> list[Invoice]:
    """Some of the invoices of a file that was divided before: see `read_invoices`."""
    return _proved(read_invoices(pages, groups, starts))


def extract_ahead(pages: Sequence[Page], starts: Sequence[Start] | None = None) -> Ahead:
    """What a run of pages comes to, before the whole file is divided: see `read_ahead`."""
    ahead = read_ahead(pages, starts)
    return replace(ahead, invoices=_proved(ahead.invoices))


def _proved(invoices: list[Invoice]) -> list[Invoice]:
    return [with_confidence(invoice) for invoice in verify_invoices(invoices)]


def extract_from_lines(printed: PrintedText) -> StatementReading:
    """What `extract` gives for pages read as ``bank``, from their lines."""
    return _verified(statements_of(printed))


def _statements(pages: list[Page]) -> StatementReading:
    return _verified(extract_statements(pages))


def _verified(reading: StatementReading) -> StatementReading:
    made = reading.transactions
    return _verified_stream(StatementStream(reading.statements, made, iter(made), reading.notices)).whole()


def _verified_stream(stream: StatementStream) -> StatementStream:
    statements = verify_statements(stream.statements, stream.postings)
    transactions = with_fingerprints(statements, stream.transactions)
    return StatementStream(statements, (), transactions, stream.notices)
