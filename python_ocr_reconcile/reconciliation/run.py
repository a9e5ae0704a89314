"""One reconciliation run, the straight line: load, candidates, score, assign, judge, explain."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import msgspec
import numpy as np

import python_ocr_reconcile
from python_ocr_reconcile.dates import now
from python_ocr_reconcile.models.encoding import document_hash
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.profile import MatchingProfile
from python_ocr_reconcile.models.reconciliation import (
    Match,
    ReconciliationDocument,
    ReconciliationInfo,
    SourceDocument,
    SourceDocuments,
)
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.reconciliation.candidates import Direction, find_candidates
from python_ocr_reconcile.reconciliation.confidence import judge, shipped_calibration
from python_ocr_reconcile.reconciliation.explain import match_of
from python_ocr_reconcile.reconciliation.load import Bills, Payments, load
from python_ocr_reconcile.reconciliation.margins import Links, link
from python_ocr_reconcile.reconciliation.pack import Hypotheses, hypotheses_of, pack
from python_ocr_reconcile.reconciliation.parties import find_parties
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.score import score
from python_ocr_reconcile.reconciliation.sets import SetFinder
from python_ocr_reconcile.reconciliation.summary import summary_of
from python_ocr_reconcile.reconciliation.unmatched import unmatched
from python_ocr_reconcile.reconciliation.weights import shipped_weights


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A run up to its links, before any of them is judged."""

    bills: Bills
    payments: Payments
    direction: Direction
    given: Hypotheses
    links: Links


def run_to_links(invoices: Sequence[InvoiceDocument], bank: Sequence[BankDocument]) -> Run:
    """Load, find candidates and sets, score them, and choose which stand together."""
    bills, payments = load(invoices, bank)
    parties = find_parties(bills, payments)
    references = ReferenceIndex(bills)
    named = references.find(payments)
    candidates = find_candidates(bills, payments, parties, named)
    scored = score(bills, payments, parties, candidates, references, shipped_weights())
    sets = SetFinder(bills, payments, parties, named, scored).find()
    given = hypotheses_of(bills, payments, scored, sets)
    links = link(bills, payments, given, pack(given))
    return Run(bills=bills, payments=payments, direction=candidates.direction, given=given, links=links)


def reconcile(
    invoices: InvoiceDocument | Sequence[InvoiceDocument],
    bank: BankDocument | Sequence[BankDocument],
    *,
    profile: MatchingProfile | None = None,
) -> ReconciliationDocument:
    """Which transactions of `bank` pay which of `invoices`, and why; what stays open, and why.

    Pure: nothing is read or written, and `matched`, `partial` and `unmatched` are the same bytes for the same
    rows in any order. A link is `matched` where its calibrated probability is at or above the threshold of
    `profile`, nothing else fits nearly as well, and more than the amount speaks for it.
    """
    # A million rows are made and none is garbage: the collector would look at all of them again and again.
    was_on = gc.isenabled()
    gc.disable()
    try:
        return _reconciled(
            [invoices] if isinstance(invoices, InvoiceDocument) else list(invoices),
            [bank] if isinstance(bank, BankDocument) else list(bank),
            profile or MatchingProfile(),
        )
    finally:
        if was_on:
            gc.enable()


def _reconciled(
    invoices: list[InvoiceDocument], bank: list[BankDocument], profile: MatchingProfile
) -> ReconciliationDocument:
    started = perf_counter()
    calibration = shipped_calibration()
    run = run_to_links(invoices, bank)
    bills, payments, given, links = run.bills, run.payments, run.given, run.links
    judged = judge(payments, given, links, calibration, profile.confidence_threshold)
    matched, partial = (
        [match_of(bills, payments, given, links, judged, at) for at in np.flatnonzero(kind).tolist()]
        for kind in (judged.matched, judged.proposed)
    )
    left = unmatched(bills, payments, given, links, judged)
    return ReconciliationDocument(
        reconciliation_info=ReconciliationInfo(
            reconciliation_timestamp=now(),
            reconciliation_duration_seconds=round(perf_counter() - started, 3),
            model_version=f"weights {shipped_weights().version}, calibration {calibration.version}",
            confidence_threshold=profile.confidence_threshold,
            profile=profile,
            direction=run.direction,
            status="completed",
            software_version=python_ocr_reconcile.__version__,
        ),
        source_documents=SourceDocuments(
            invoices=[_source(each) for each in invoices], bank=[_source(each) for each in bank]
        ),
        reconciliation_summary=summary_of(
            matched, partial, left, invoices=len(bills), transactions=len(payments)
        ),
        matched=_numbered(matched, 1),
        partial=_numbered(partial, len(matched) + 1),
        unmatched=left,
    )


def _numbered(matches: list[Match], first: int) -> list[Match]:
    return [
        msgspec.structs.replace(match, match_id=f"match-{number}")
        for number, match in enumerate(matches, first)
    ]


def _source(document: InvoiceDocument | BankDocument) -> SourceDocument:
    return SourceDocument(
        upload_id=document.upload_id,
        file_name=document.file_info.file_name if document.file_info else None,
        document_hash=document_hash(document),
    )
