"""One reconciliation run, the straight line: load, candidates, score, assign, judge, explain."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from time import perf_counter

import msgspec
import numpy as np

import python_ocr_reconcile
from python_ocr_reconcile.dates import now
from python_ocr_reconcile.models.encoding import canonical_hash
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.profile import CONFIDENCE_THRESHOLD
from python_ocr_reconcile.models.reconciliation import (
    Match,
    ReconciliationDocument,
    ReconciliationInfo,
    ReconciliationSummary,
    SourceDocument,
    SourceDocuments,
)
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.money import CENT
from python_ocr_reconcile.reconciliation.assign import assign
from python_ocr_reconcile.reconciliation.candidates import find_candidates
from python_ocr_reconcile.reconciliation.confidence import judge, shipped_calibration
from python_ocr_reconcile.reconciliation.explain import match_of
from python_ocr_reconcile.reconciliation.load import load
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.score import score
from python_ocr_reconcile.reconciliation.unmatched import unmatched
from python_ocr_reconcile.reconciliation.weights import shipped_weights


def reconcile(
    invoices: InvoiceDocument, bank: BankDocument, *, confidence_threshold: Decimal = CONFIDENCE_THRESHOLD
) -> ReconciliationDocument:
    """Which transaction of `bank` pays which of `invoices`, and why; what stays open, and why.

    Pure: nothing is read or written, and `matched`, `partial` and `unmatched` are the same bytes for the same
    rows in any order. A link is `matched` where its calibrated probability is at or above
    `confidence_threshold`, nothing else fits nearly as well, and more than the amount speaks for it.
    """
    started = perf_counter()
    weights, calibration = shipped_weights(), shipped_calibration()
    bills, payments = load(invoices, bank)
    references = ReferenceIndex(bills)
    candidates = find_candidates(bills, payments, references.find(payments))
    scored = score(bills, payments, candidates, references, weights)
    links = assign(bills, payments, scored)
    judged = judge(scored, links, calibration, confidence_threshold)
    matched, partial = (
        [match_of(bills, payments, scored, links, judged, link) for link in np.flatnonzero(kind).tolist()]
        for kind in (judged.matched, judged.proposed)
    )
    left = unmatched(bills, payments, scored, links, judged)
    return ReconciliationDocument(
        reconciliation_info=ReconciliationInfo(
            reconciliation_timestamp=now(),
            reconciliation_duration_seconds=round(perf_counter() - started, 3),
            model_version=f"weights {weights.version}, calibration {calibration.version}",
            confidence_threshold=confidence_threshold,
            direction=candidates.direction,
            status="completed",
            software_version=python_ocr_reconcile.__version__,
        ),
        source_documents=SourceDocuments(invoices=[_source(invoices)], bank=[_source(bank)]),
        reconciliation_summary=ReconciliationSummary(
            total_invoices_processed=len(bills),
            total_transactions_processed=len(payments),
            total_matches_found=len(matched),
            partial_matches=len(partial),
            unmatched_invoices=len(left.invoices),
            unmatched_transactions=len(left.bank_transactions),
            total_amount_matched=_paid(matched),
            match_rate_percentage=_percentage(matched, len(bills)),
        ),
        matched=_numbered(matched, 1),
        partial=_numbered(partial, len(matched) + 1),
        unmatched=left,
    )


def _paid(matches: list[Match]) -> Decimal:
    """Money that moved: within one match a credit note counts against the invoices paid with it."""
    total = Decimal("0.00")
    for match in matches:
        total += abs(sum((part.amount for part in match.allocations), Decimal(0)))
    return total


def _numbered(matches: list[Match], first: int) -> list[Match]:
    return [
        msgspec.structs.replace(match, match_id=f"match-{number}")
        for number, match in enumerate(matches, first)
    ]


def _percentage(matched: list[Match], invoices: int) -> Decimal:
    """Matched invoices out of all invoices, 0..100 with two digits."""
    share = Decimal(100 * sum(len(match.invoices) for match in matched)) / max(invoices, 1)
    return share.quantize(CENT, ROUND_HALF_UP)


def _source(document: InvoiceDocument | BankDocument) -> SourceDocument:
    return SourceDocument(
        upload_id=document.upload_id,
        file_name=document.file_info.file_name if document.file_info else None,
        document_hash=canonical_hash(document),
    )
