"""One reconciliation run, the straight line: load, candidates, score, assign, judge, explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import msgspec
import numpy as np

import python_ocr_reconcile
from python_ocr_reconcile.collector import give_back, resting_collector
from python_ocr_reconcile.dates import now
from python_ocr_reconcile.models.encoding import document_hash
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.memory import Memory
from python_ocr_reconcile.models.profile import MatchingProfile
from python_ocr_reconcile.models.rates import ExchangeRates
from python_ocr_reconcile.models.reconciliation import (
    CutShort,
    CutShortStep,
    Match,
    RatesUsed,
    ReconciliationDocument,
    ReconciliationInfo,
    SourceDocument,
    SourceDocuments,
)
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.reconciliation.candidates import (
    PER_PAYMENT,
    Blocking,
    Candidates,
    Direction,
    Window,
    find_candidates,
)
from python_ocr_reconcile.reconciliation.confidence import (
    Calibration,
    judge,
    shipped_calibration,
)
from python_ocr_reconcile.reconciliation.crossed import crossed_sets
from python_ocr_reconcile.reconciliation.exchange import Converter, cross_pairs
from python_ocr_reconcile.reconciliation.explain import match_of
from python_ocr_reconcile.reconciliation.hopeless import without_hopeless
from python_ocr_reconcile.reconciliation.hypotheses import Hypotheses, hypotheses_of
from python_ocr_reconcile.reconciliation.leftovers import with_leftovers, without_doubtful
from python_ocr_reconcile.reconciliation.load import Bills, Payments, load
from python_ocr_reconcile.reconciliation.margins import Links, link
from python_ocr_reconcile.reconciliation.own_bookings import refunds
from python_ocr_reconcile.reconciliation.pack import pack
from python_ocr_reconcile.reconciliation.parties import find_parties
from python_ocr_reconcile.reconciliation.recall import Recalled, recall
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.score import score
from python_ocr_reconcile.reconciliation.set_weights import SetHypothesis
from python_ocr_reconcile.reconciliation.sets import SetFinder
from python_ocr_reconcile.reconciliation.subsets import MOST_OPEN
from python_ocr_reconcile.reconciliation.summary import summary_of
from python_ocr_reconcile.reconciliation.tolerances import Tolerances, tolerances_of
from python_ocr_reconcile.reconciliation.unmatched import unmatched
from python_ocr_reconcile.reconciliation.weights import shipped_weights

LARGE_RUN = 100_000
"""Transactions; of fewer too little is freed to be worth giving back."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A run up to its links, before any of them is judged."""

    bills: Bills
    payments: Payments
    tolerances: Tolerances
    recalled: Recalled
    direction: Direction
    given: Hypotheses
    links: Links
    cut_short: list[CutShort]


def run_to_links(
    invoices: Sequence[InvoiceDocument],
    bank: Sequence[BankDocument],
    profile: MatchingProfile,
    rates: ExchangeRates | None,
    memory: Memory | None,
    calibration: Calibration | None,
) -> Run:
    """Load, find candidates and sets, score them, and choose which stand together.

    By `calibration` what is not worth a look gives up its rows to others; without, it is kept, to be fitted.
    """
    recalled = recall(*load(invoices, bank), memory)
    bills, payments, tolerances = recalled.bills, recalled.payments, tolerances_of(profile, recalled.bills)
    references = ReferenceIndex(bills)
    named = references.find(payments)
    parties = find_parties(bills, payments, named, memory.aliases if memory else None)
    converter = Converter(bills, payments, rates, profile.exchange.rate_days)
    crossing = cross_pairs(bills, payments, parties, named, converter, tolerances.exchange_share)
    blocking = Blocking(
        direction=None if profile.direction == "auto" else profile.direction,
        window=Window(tolerances.days_before, tolerances.days_after),
        allows=recalled.allows,
    )
    candidates = find_candidates(bills, payments, parties, named, crossing, blocking)
    weights = shipped_weights().moved(memory.levels if memory else {})
    scored = without_hopeless(score(bills, payments, parties, candidates, references, tolerances, weights))
    candidates = scored.candidates
    sets: list[SetHypothesis] = []
    searches_capped = 0
    if profile.groups.enabled:
        finder = SetFinder(bills, payments, parties, named, references, scored, tolerances, recalled)
        sets = [*finder.find(profile.groups.largest), *crossed_sets(bills, payments, named, weights)]
        searches_capped = finder.searches_capped
        # What it remembers of its searches takes a third of what a large run holds.
        del finder
    given = hypotheses_of(bills, payments, scored, sets)
    given, packing = with_leftovers(given, pack(given))
    links = (
        without_doubtful(bills, payments, given, packing, calibration)
        if calibration
        else link(bills, payments, given, packing)
    )
    return Run(
        bills=bills,
        payments=payments,
        tolerances=tolerances,
        recalled=recalled,
        direction=candidates.direction,
        given=given,
        links=links,
        cut_short=_cut_short(candidates, named.dropped_keys, searches_capped, links.cut_short),
    )


def _cut_short(candidates: Candidates, keys: int, searches: int, packing: int) -> list[CutShort]:
    """What the bounds of the run left out, as far as they left out anything."""
    said: list[tuple[CutShortStep, int, str]] = [
        ("references", keys, "keys of references stand for too many rows to say anything, and were not used"),
        ("candidates", candidates.cut, f"pairs beyond the best {PER_PAYMENT} of a transaction were left out"),
        (
            "candidates",
            candidates.equal_cut,
            "pairs of the same amount were left out for others nearer in time",
        ),
        ("sets", searches, f"searches looked at the nearest {MOST_OPEN} open rows of a payer only"),
        ("packing", packing, "hypotheses compete in parts too large to be settled as a whole: best first"),
    ]
    return [
        CutShort(step=step, count=count, explanation=f"{count} {text}.")
        for step, count, text in said
        if count
    ]


def reconcile(
    invoices: InvoiceDocument | Sequence[InvoiceDocument],
    bank: BankDocument | Sequence[BankDocument],
    *,
    profile: MatchingProfile | None = None,
    rates: ExchangeRates | None = None,
    memory: Memory | None = None,
) -> ReconciliationDocument:
    """Which transactions of `bank` pay which of `invoices`, and why; what stays open, and why.

    Pure: nothing is read or written, and `matched`, `partial` and `unmatched` are the same bytes for the same
    rows in any order. A link is `matched` where its calibrated probability is at or above the threshold of
    `profile`, nothing else fits nearly as well, and more than the amount speaks for it. Amounts in another
    currency are converted by `rates` alone. What `memory` has as settled is not offered again, and what it
    has as rejected is not proposed.
    """
    with resting_collector():
        return _reconciled(
            [invoices] if isinstance(invoices, InvoiceDocument) else list(invoices),
            [bank] if isinstance(bank, BankDocument) else list(bank),
            profile or MatchingProfile(),
            rates,
            memory,
        )


def _reconciled(
    invoices: list[InvoiceDocument],
    bank: list[BankDocument],
    profile: MatchingProfile,
    rates: ExchangeRates | None,
    memory: Memory | None,
) -> ReconciliationDocument:
    started = perf_counter()
    calibration = shipped_calibration()
    run = run_to_links(invoices, bank, profile, rates, memory, calibration)
    if len(run.payments) >= LARGE_RUN:
        give_back()
    bills, payments, given, links = run.bills, run.payments, run.given, run.links
    refunded = refunds(payments)
    judged = judge(
        bills, payments, given, links, run.tolerances, calibration, profile.confidence_threshold, refunded
    )
    matched, partial = (
        [match_of(bills, payments, given, links, judged, at) for at in np.flatnonzero(kind).tolist()]
        for kind in (judged.matched, judged.proposed)
    )
    left = unmatched(bills, payments, given, links, judged, run.recalled, refunded)
    return ReconciliationDocument(
        reconciliation_info=ReconciliationInfo(
            reconciliation_timestamp=now(),
            reconciliation_duration_seconds=round(perf_counter() - started, 3),
            model_version=f"weights {shipped_weights().version}, calibration {calibration.version}",
            confidence_threshold=profile.confidence_threshold,
            profile=profile,
            rates=RatesUsed(name=rates.name, table_hash=rates.table_hash) if rates else None,
            memory_version=memory.version if memory else None,
            cut_short=run.cut_short,
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
