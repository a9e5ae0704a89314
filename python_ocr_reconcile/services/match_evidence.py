"""The evidence of a match, cut out of the pages of both documents, to be held against each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec

from python_ocr_reconcile.errors import NotFoundError
from python_ocr_reconcile.models.encoding import decode
from python_ocr_reconcile.models.evidence import BBox
from python_ocr_reconcile.models.evidence import Evidence as ValueEvidence
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN, Upload
from python_ocr_reconcile.models.reconciliation import Match, ReconciliationDocument
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.reading.page_layer import page_sizes

T = TypeVar("T", InvoiceDocument, BankDocument)

_OF_INVOICE = ("invoice_number", "vendor_name", "invoice_date", "total_amount", "amount_due", "iban")
_OF_TRANSACTION = ("transaction_date", "description", "debit_amount", "credit_amount")
_AROUND = 6.0
"""Points of the page that are shown above and below what is cut out."""
_LEAST_WIDTH = 220.0


class Crop(msgspec.Struct, frozen=True, kw_only=True):
    """A strip of a page with boxes on it; all in points."""

    label: str
    """The field, or ``row``."""
    value: Any
    """`Decimal`, `date` or text."""
    page: int
    width: float
    height: float
    """Of the page."""
    view: BBox
    """x, y, width, height of the strip."""
    boxes: list[BBox]
    """x, y, width, height of what was read."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What one document shows of its side of the match."""

    kind: str
    upload_id: int
    file_name: str
    title: str
    place: int
    """0-based, among the invoices or the transactions of its document."""
    crops: list[Crop]
    facts: list[tuple[str, Any]]
    """Of a file without pages: field and value."""


def evidence_of(match: Match, document: ReconciliationDocument, uploads: EvidenceUploads) -> list[Evidence]:
    """Of each invoice and each transaction of `match`; what is not stored any more is left out."""
    sources = document.source_documents
    shown = []
    for one in match.invoices:
        row, held = uploads.opened(one.upload_id or sources.invoices[0].upload_id, InvoiceDocument)
        for index, invoice in enumerate(held.invoices if held else ()):
            if row and invoice.invoice_id == one.invoice_id:
                shown.append(_of_invoice(row, invoice, index))
    for paid in match.bank_transactions:
        row, booked = uploads.opened(paid.upload_id or sources.bank[0].upload_id, BankDocument)
        for index, transaction in enumerate(booked.transactions if booked else ()):
            if row and transaction.transaction_id == paid.transaction_id:
                shown.append(_of_transaction(row, transaction, index))
    return shown


class EvidenceUploads:
    """The uploads of matches, each opened once as long as it is among the last few."""

    def __init__(self, find: Callable[[int], Upload], kept: int = 8) -> None:
        """`find` gives an upload with its document and page layer, and raises `NotFoundError`."""
        self._find = find
        self._kept = kept
        self._known: dict[int, tuple[Upload | None, Any]] = {}

    def opened(self, upload_id: int | None, shape: type[T]) -> tuple[Upload | None, T | None]:
        """The row and its document; neither where it is not stored, or has not been read."""
        if upload_id is None:
            return None, None
        known = self._known.pop(upload_id, None) or self._read(upload_id, shape)
        if len(self._known) >= self._kept:
            del self._known[next(iter(self._known))]  # the one that was not asked for the longest
        self._known[upload_id] = known
        return known

    def row(self, upload_id: int) -> Upload | None:
        """The row of an upload that was opened."""
        return self._known.get(upload_id, (None, None))[0]

    def _read(self, upload_id: int, shape: type[T]) -> tuple[Upload | None, T | None]:
        try:
            row = self._find(upload_id)
        except NotFoundError:
            return None, None
        json: bytes | None = getattr(row, DOCUMENT_COLUMN[row.kind])
        return (None, None) if json is None else (row, decode(json, shape))


def _of_invoice(row: Upload, invoice: Any, index: int) -> Evidence:
    sizes = _sizes(row)
    crops = [
        _crop(name, getattr(invoice, name), evidence.page, [evidence.bbox], sizes)
        for name in _OF_INVOICE
        if (evidence := invoice.evidence.get(name)) and evidence.bbox and evidence.page in sizes
    ]
    return Evidence(
        kind="invoice",
        upload_id=row.upload_id,
        file_name=row.file_name,
        title=invoice.invoice_number or invoice.invoice_id,
        place=index,
        crops=crops,
        facts=_facts(invoice, _OF_INVOICE) if not crops else [],
    )


def _of_transaction(row: Upload, transaction: Any, index: int) -> Evidence:
    sizes = _sizes(row)
    read: Mapping[str, ValueEvidence] = transaction.evidence
    found = [one for name in _OF_TRANSACTION if (one := read.get(name)) and one.bbox and one.page in sizes]
    crops = []
    if found:
        number = found[0].page or 1
        boxes = [one.bbox for one in found if one.page == number and one.bbox]
        crops = [_crop("row", transaction.description or "", number, boxes, sizes, whole_width=True)]
    return Evidence(
        kind="bank",
        upload_id=row.upload_id,
        file_name=row.file_name,
        title=" ".join(filter(None, (_day(transaction.transaction_date), transaction.description))),
        place=index,
        crops=crops,
        facts=_facts(transaction, _OF_TRANSACTION) if not crops else [],
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _sizes(row: Upload) -> dict[int | None, tuple[float, float]]:
    sizes = page_sizes(row.page_layer) if row.page_layer else []
    return {size.number: (size.width, size.height) for size in sizes}


def _facts(holder: Any, names: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(name, getattr(holder, name)) for name in names if getattr(holder, name) is not None]


def _crop(
    label: str,
    value: Any,
    number: int | None,
    boxes: list[BBox],
    sizes: Mapping[int | None, tuple[float, float]],
    *,
    whole_width: bool = False,
) -> Crop:
    width, height = sizes[number]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    # A row may go on below what its boxes hold.
    top, bottom = max(0.0, top - _AROUND), min(height, bottom + (3 * _AROUND if whole_width else _AROUND))
    if whole_width:
        left, right = max(0.0, left - 10), min(width, right + 10)
    else:
        spare = max(0.0, _LEAST_WIDTH - (right - left)) / 2
        left = max(0.0, min(left - spare, width - _LEAST_WIDTH))
        right = min(width, max(right + spare, left + _LEAST_WIDTH))
    return Crop(
        label=label,
        value=value,
        page=number or 1,
        width=width,
        height=height,
        view=(round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1)),
        boxes=[
            (round(x0 - 1, 1), round(y0 - 1, 1), round(x1 - x0 + 2, 1), round(y1 - y0 + 2, 1))
            for x0, y0, x1, y1 in boxes
        ],
    )
