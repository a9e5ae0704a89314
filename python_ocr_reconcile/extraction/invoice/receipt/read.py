"""A till receipt: its lines, its head, its sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from python_ocr_reconcile.extraction.invoice.fields import Head, strong_number
from python_ocr_reconcile.extraction.invoice.names import has_legal_form
from python_ocr_reconcile.extraction.invoice.parties import Parties, read_parties
from python_ocr_reconcile.extraction.invoice.receipt.currency import with_currency
from python_ocr_reconcile.extraction.invoice.receipt.day import sale_day
from python_ocr_reconcile.extraction.invoice.receipt.number import receipt_number
from python_ocr_reconcile.extraction.invoice.receipt.seller import seller
from python_ocr_reconcile.extraction.invoice.receipt.solution import solve_receipt
from python_ocr_reconcile.extraction.invoice.receipt.till import till_lines
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.solution import Solution
from python_ocr_reconcile.extraction.locale import Locale


@dataclass(frozen=True, slots=True)
class ReceiptReading:
    """What a receipt says, in the parts that an invoice is put together from."""

    head: Head
    parties: Parties
    solution: Solution
    locale: Locale
    """With the currency that the receipt is in."""


def read_receipt(rows: Sequence[Row], locale: Locale) -> ReceiptReading:
    """The receipt on `rows`. Nobody is billed and nothing falls due: it was paid at the till."""
    lines = till_lines([row.line for row in rows])
    locale = with_currency(lines, locale)
    read = read_parties(rows)
    head = Head(receipt_number(lines) or strong_number(rows), sale_day(lines, locale))
    named = seller(lines)
    if named is None and read.vendor_name and has_legal_form(str(read.vendor_name.value)):
        named = read.vendor_name
    parties = Parties(
        vendor_name=named,
        vendor_address=read.vendor_address,
        vendor_tax_id=read.vendor_tax_id,
    )
    return ReceiptReading(head, parties, solve_receipt(lines), locale)
