"""From a run's document to the parts of its report, drawn one after another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import msgspec

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import OcrReconcileError
from python_ocr_reconcile.exporting.report import (
    CropImage,
    Part,
    Shown,
    Side,
    TableRow,
    amount,
    draw_part,
    told,
)
from python_ocr_reconcile.exporting.tables import moved
from python_ocr_reconcile.models.encoding import decode
from python_ocr_reconcile.models.file import PageInfo, ProcessingInfo
from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN, Upload
from python_ocr_reconcile.models.reconciliation import Match, ReconciliationDocument
from python_ocr_reconcile.reading.page_picture import WIDTHS, page_picture
from python_ocr_reconcile.reading.sandbox import shared_pool
from python_ocr_reconcile.reconciliation.named import in_words, transaction_names
from python_ocr_reconcile.reconciliation.summary import matched_by_currency
from python_ocr_reconcile.services.extract import SourceFile
from python_ocr_reconcile.services.match_evidence import Crop, Evidence, EvidenceUploads, evidence_of

_WIDTH = WIDTHS[2]
_MOST_BLOCKS = 2_000
_MOST_PICTURES = 40
"""Of one part; with them it takes some 20 MB."""
_MOST_REASONS = 6


class _Read(msgspec.Struct):
    """The part of a document that says how its pages were read."""

    processing_info: ProcessingInfo | None = None


class RunReport:
    """Draws the reports of runs over the uploads of one state."""

    def __init__(self, uploads: EvidenceUploads, settings: Settings) -> None:
        self._uploads = uploads
        self._settings = settings
        self._pages_left = settings.limits.report_pages
        """How many more pages may be drawn; then reports go on with the values alone."""

    def parts(self, document: ReconciliationDocument, stored: bytes) -> Iterator[bytes]:
        """Each part as a PDF; `stored` is the document as it is stored, whose hash the report names."""
        at = document.reconciliation_info.reconciliation_timestamp
        part = Part(
            title=f"Reconciliation {document.reconciliation_id}",
            made=at.strftime("D:%Y%m%d%H%M%SZ"),
            head=_head(document, stored),
        )
        known: dict[tuple[int, int], int] = {}
        for block in _blocks(document):
            if len(part.blocks) >= _MOST_BLOCKS or len(part.pictures) >= _MOST_PICTURES:
                drawn, pages = self._draw(part)
                yield drawn
                part = replace(part, head=(), blocks=[], pictures=[], first_page=part.first_page + pages)
                known = {}
            shown = self._shown(block, document, part, known) if isinstance(block, Match) else block
            part.blocks.append(shown)
        yield self._draw(part)[0]

    def _draw(self, part: Part) -> tuple[bytes, int]:
        pool, seconds = shared_pool(self._settings), self._settings.limits.document_seconds
        return pool.run(draw_part, part, seconds=seconds)

    def _shown(
        self, match: Match, document: ReconciliationDocument, part: Part, known: dict[tuple[int, int], int]
    ) -> Shown:
        decision = {"confirmed": "confirmed by a person", "linked": "linked by a person"}
        left = match.discrepancy.amount
        reasons = list(match.explanation[:_MOST_REASONS])
        if left:
            reasons.append(f"Difference: {amount(left, None)} ({match.discrepancy.kind.replace('_', ' ')}).")
        return Shown(
            title=", ".join(one.invoice_number or one.invoice_id for one in match.invoices[:5]),
            invoices=tuple(
                (
                    " ".join(filter(None, (one.invoice_number, one.vendor_name, told(one.invoice_date)))),
                    amount(one.total_amount, one.currency),
                )
                for one in match.invoices
            ),
            transactions=tuple(
                (
                    " ".join(filter(None, (told(one.transaction_date), one.description))),
                    amount(moved(one), one.currency),
                )
                for one in match.bank_transactions
            ),
            judged=decision.get(match.decision) or f"{_percent(match.match_score)} sure",
            reasons=tuple(reasons),
            sides=tuple(self._side(one, part, known) for one in evidence_of(match, document, self._uploads)),
        )

    def _side(self, evidence: Evidence, part: Part, known: dict[tuple[int, int], int]) -> Side:
        title = f"{evidence.file_name}: {evidence.title}"
        crops, facts = [], [f"{_words(name)}: {told(value)}" for name, value in evidence.facts]
        for crop in evidence.crops:
            picture = self._picture(evidence.upload_id, crop.page, part, known)
            if picture is None:
                facts.append(f"{_words(crop.label)}, page {crop.page}: {told(crop.value)}")
            else:
                crops.append(_image(crop, picture))
        return Side(title, tuple(crops), tuple(facts))

    def _picture(
        self, upload_id: int, number: int, part: Part, known: dict[tuple[int, int], int]
    ) -> int | None:
        """Where the picture of a page is among those of `part`; ``None`` where it cannot be drawn."""
        if (upload_id, number) in known:
            return known[upload_id, number]
        row = self._uploads.row(upload_id)
        page = None if row is None else _page(row, number)
        if row is None or page is None or self._pages_left <= 0:
            return None
        try:
            source = SourceFile.of_upload(row, self._settings)
            drawn = page_picture(source.path, source.file_hash, page, _WIDTH, self._settings)
        except OcrReconcileError:
            return None
        self._pages_left -= 1
        part.pictures.append(drawn)
        known[upload_id, number] = len(part.pictures) - 1
        return known[upload_id, number]


def _page(row: Upload, number: int) -> PageInfo | None:
    document: bytes = getattr(row, DOCUMENT_COLUMN[row.kind])
    info = decode(document, _Read).processing_info
    return next((page for page in (info.pages if info else ()) if page.page == number), None)


def _image(crop: Crop, picture: int) -> CropImage:
    value = told(crop.value)
    label = f"{_words(crop.label)}{f' {value}' if crop.label != 'row' else ''}, page {crop.page}"
    return CropImage(label, picture, crop.width, crop.view, tuple(crop.boxes))


def _head(document: ReconciliationDocument, stored: bytes) -> tuple[str, ...]:
    info, summary = document.reconciliation_info, document.reconciliation_summary
    sources = document.source_documents
    open_ = f"{summary.unmatched_invoices:,} invoices, {summary.unmatched_transactions:,} transactions"
    all_ = (
        f"In all: {summary.total_invoices_processed:,} invoices, "
        f"{summary.total_transactions_processed:,} transactions"
    )
    made = info.reconciliation_timestamp
    sums = ", ".join(
        f"{amount(value, moved.currency)} {what}"
        for moved in matched_by_currency(document.matched)
        for value, what in ((moved.paid, "paid"), (moved.refunded, "refunded"))
        if value
    )
    return (
        f"Made {made:%Y-%m-%d %H:%M} UTC, version {info.software_version}, model {info.model_version}",
        "Invoices: " + ", ".join(str(one.file_name or one.upload_id) for one in sources.invoices[:20]),
        "Statements: " + ", ".join(str(one.file_name or one.upload_id) for one in sources.bank[:20]),
        all_,
        f"Matched: {summary.total_matches_found:,}, {summary.match_rate_percentage:f}% of the invoices"
        + (f", {sums}" if sums else ""),
        f"To look at: {summary.partial_matches:,}",
        f"Open: {open_}",
        f"Decisions of people: {len(info.history):,}",
        f"SHA-256 of the stored document: {hashlib.sha256(stored).hexdigest()}",
    )


def _blocks(document: ReconciliationDocument) -> Iterator[str | Match | TableRow]:
    for heading, matches in (
        ("Matched", document.matched),
        ("To look at: proposals that a person has not accepted", document.partial),
    ):
        yield f"{heading} ({len(matches):,})" if matches else f"{heading}: none"
        yield from matches
    open_ = document.unmatched
    names = transaction_names(document)
    yield f"Invoices without a payment ({len(open_.invoices):,})" if open_.invoices else "No invoice is open"
    for bill in open_.invoices:
        text = " ".join(filter(None, (bill.invoice_number or bill.invoice_id, bill.vendor_name)))
        reason = in_words(bill.explanation[0], names) if bill.explanation else _words(bill.unmatched_reason)
        yield told(bill.invoice_date), text, amount(bill.total_amount, bill.currency), reason
    rows = open_.bank_transactions
    yield f"Transactions that pay no invoice here ({len(rows):,})" if rows else "No transaction is open"
    for one in rows:
        text = one.description or one.counterparty_name or one.transaction_id
        reason = _words(one.unmatched_reason)
        yield told(one.transaction_date), text, amount(moved(one), one.currency), reason


def _words(name: str) -> str:
    return "IBAN" if name == "iban" else name.replace("_", " ").capitalize()


def _percent(share: float) -> str:
    return ">99.9%" if 0.9995 <= share < 1 else f"{share:.1%}"
