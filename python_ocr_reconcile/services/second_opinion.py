"""A second opinion on pages whose sums do not close: the other OCR engine reads them, arithmetic chooses.

The engines fail in different ways, so where one lost a digit the other mostly has it; so do two ways of
Tesseract to part a narrow page into lines. Which of them is right the words cannot tell; the sums can. The
second reading is taken only where more is proved by it, or where it found what was missing, never because it
looks better.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeAlias

import msgspec

from python_ocr_reconcile.errors import DocumentError, LimitExceededError
from python_ocr_reconcile.extraction.invoice import InvoiceReading
from python_ocr_reconcile.extraction.statement import PackedReading
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.models.statement import StatementInfo

_log = logging.getLogger(__name__)

Reading: TypeAlias = InvoiceReading | PackedReading

MOST_PAGES = 20
"""That are read again: with 6 s a dense page, two minutes of one core."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """Pages, and what they were found to say."""

    pages: list[Page]
    reading: Reading


def second_opinion(
    first: Opinion, read_again: Callable[[list[Page]], list[Page]], extract: Callable[[list[Page]], Reading]
) -> Opinion:
    """The better of `first` and a reading of its doubtful pages by the other engine, and a notice of it.

    `read_again` gives the pages that it could read by an engine other than the one they were read by. A
    second reading that fails leaves the first as it is: it never costs a document that was read.
    """
    doubtful = doubtful_pages(first)
    if not doubtful or len(doubtful) > MOST_PAGES:
        return first
    try:
        again = read_again(doubtful)
        if not again:
            return first
        second = _with(first, again, extract)
    except (DocumentError, LimitExceededError) as problem:
        _log.warning("second opinion failed", extra={"code": problem.code})
        return first
    better = standing(second.reading) > standing(first.reading) and not _splits(first.reading, second.reading)
    chosen = second if better else first
    return Opinion(chosen.pages, _noted(chosen.reading, again, better=better))


def doubtful_pages(opinion: Opinion) -> list[Page]:
    """The pages read by OCR that belong to what is not proved although it should be."""
    reading = opinion.reading
    if isinstance(reading, InvoiceReading):
        numbers = {
            number for invoice in reading.invoices if is_doubtful(invoice) for number in invoice.page_numbers
        }
        everything = not reading.invoices
    else:
        everything = not reading.booked or any(s.proof != "proved" for s in reading.statements)
        numbers = set()
    return [page for page in opinion.pages if page.source == "ocr" and (everything or page.number in numbers)]


def is_doubtful(invoice: Invoice) -> bool:
    """Whether its sums do not close, or it has none, or it is a receipt without a day.

    What is unproved only because little is printed that could prove it would be read again in vain: of 35
    scanned invoices 17 are unproved, and 5 doubtful.
    """
    if invoice.proof == "conflict" or invoice.total_amount is None:
        return True
    if invoice.document_type == "receipt" and invoice.invoice_date is None:
        return True
    return invoice.proof == "unproved" and not _adds_up(invoice)


def _adds_up(invoice: Invoice) -> bool:
    """Whether the sums that were read agree, as far as there are any."""
    total, subtotal = invoice.total_amount, invoice.subtotal
    extras = (invoice.shipping or Decimal(0)) - abs(invoice.discount or Decimal(0))
    if subtotal is not None and invoice.tax_total is not None and total is not None:
        before_tax = total - invoice.tax_total
        if before_tax not in {subtotal, subtotal + extras}:
            return False
    lines = sum((line.amount for line in invoice.line_items if line.amount is not None), Decimal(0))
    sums = {value for value in (total, subtotal) if value is not None}
    return not invoice.line_items or bool(sums & {lines, lines + extras})


class Standing(NamedTuple):
    """How well the arithmetic bears a reading out; the larger the better."""

    proved: int
    conflicts: int
    """Negative."""
    totals: int
    """Of invoices; of statements the closing balances."""
    days: int = 0
    """Of invoices that have one."""


def standing(reading: Reading) -> Standing:
    """Where `reading` stands against another reading of the same pages."""
    parts: Sequence[Invoice | StatementInfo]
    days = 0
    if isinstance(reading, PackedReading):
        parts = reading.statements
        totals = sum(part.closing_balance is not None for part in reading.statements)
    else:
        parts = reading.invoices
        totals = sum(part.total_amount is not None for part in reading.invoices)
        days = sum(part.invoice_date is not None for part in reading.invoices)
    proofs = [part.proof for part in parts]
    return Standing(proofs.count("proved"), -proofs.count("conflict"), totals, days)


def _splits(first: Reading, second: Reading) -> bool:
    """Whether `second` has more invoices, and so more totals, where `first` lacked nothing.

    A receipt is cut in two where the rest of it, with the slip of a card, is read as one of its own.
    """
    if not (isinstance(first, InvoiceReading) and isinstance(second, InvoiceReading)):
        return False
    whole = all(one.total_amount is not None and one.invoice_date is not None for one in first.invoices)
    return whole and 0 < len(first.invoices) < len(second.invoices)


def _with(first: Opinion, again: list[Page], extract: Callable[[list[Page]], Reading]) -> Opinion:
    other = {page.number: page for page in again}
    pages = [other.get(page.number, page) for page in first.pages]
    return Opinion(pages, extract(pages))


def _noted(reading: Reading, again: list[Page], *, better: bool) -> Reading:
    engines = " and ".join(sorted({page.ocr_engine or "" for page in again}))
    what = (
        "this reading is shown, since its sums bear it out or it has more"
        if better
        else "which changed nothing"
    )
    first, last = again[0].number, again[-1].number
    pages = f"Page {first} was" if first == last else f"{len(again)} pages from {first} to {last} were"
    notice = Notice(
        code="second_opinion",
        message=f"{pages} read again by {engines}, because the sums did not close or the date was missing: "
        f"{what}.",
        page=first,
    )
    return msgspec.structs.replace(reading, notices=[*reading.notices, notice])
