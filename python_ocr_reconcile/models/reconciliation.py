"""The reconciliation document: which transaction paid which invoice, and why."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from python_ocr_reconcile.models.evidence import Record
from python_ocr_reconcile.models.profile import CONFIDENCE_THRESHOLD, MatchingProfile

MATCHING_ALGORITHM = "hybrid_ml_rule_based"

MatchType = Literal["one_to_one", "one_to_many", "many_to_one", "many_to_many"]
DiscrepancyKind = Literal["none", "rounding", "short_pay", "overpayment", "discount", "fee", "exchange_rate"]


class MatchedInvoice(Record, frozen=True, kw_only=True, gc=False):
    """As much of an invoice as a person needs to judge a match."""

    upload_id: int | None = None
    """Its upload; ids of invoices are unique within one. ``None`` where it came from no upload."""
    invoice_id: str
    invoice_number: str | None = None
    invoice_date: date | None = None
    vendor_name: str | None = None
    customer_name: str | None = None
    total_amount: Decimal | None = None
    currency: str | None = None


class MatchedTransaction(Record, frozen=True, kw_only=True, gc=False):
    """As much of a transaction as a person needs to judge a match."""

    upload_id: int | None = None
    """Its upload; ids of transactions are unique within one. ``None`` where it came from no upload."""
    transaction_id: str
    transaction_date: date | None = None
    description: str | None = None
    counterparty_name: str | None = None
    debit_amount: Decimal | None = None
    credit_amount: Decimal | None = None
    currency: str | None = None


class Allocation(Record, frozen=True, kw_only=True, gc=False):
    """How much of a transaction pays how much of an invoice."""

    invoice_upload_id: int | None = None
    invoice_id: str
    bank_upload_id: int | None = None
    transaction_id: str
    amount: Decimal


class MatchingCriterion(Record, frozen=True, kw_only=True, gc=False):
    """One feature and its match weight; the weights of an entry add up to its log-odds."""

    feature: str
    """reference, amount, date, name, iban, ..., and ``prior``."""
    level: str
    """The comparison level that held: ``exact``, ``folded``, ``within_3_days``."""
    weight: float
    """log2 of the Bayes factor: +1 doubles the odds."""


class Discrepancy(Record, frozen=True, kw_only=True):
    """What is left between the invoices and the payments."""

    amount: Decimal
    """Paid minus invoiced."""
    kind: DiscrepancyKind


class Match(Record, frozen=True, kw_only=True):
    """One entry of `matched` or `partial`."""

    match_id: str
    match_score: float
    """Calibrated probability that this entry is right."""
    match_type: MatchType = "one_to_one"
    invoices: list[MatchedInvoice]
    bank_transactions: list[MatchedTransaction]
    allocations: list[Allocation] = []
    matching_criteria: list[MatchingCriterion] = []
    discrepancy: Discrepancy
    explanation: list[str] = []
    """Sentences for people, strongest first."""
    decision: Literal["none", "confirmed", "linked"] = "none"
    """What a person said of it: confirmed what the run found, or linked it by hand."""


class UnmatchedInvoice(MatchedInvoice, frozen=True, kw_only=True, gc=False):
    """An invoice that nothing in the bank file pays."""

    unmatched_reason: str
    """A stable code: ``no_candidate``, ``below_threshold``, ``taken_by_better_match``, ..."""
    explanation: list[str] = []


class UnmatchedTransaction(MatchedTransaction, frozen=True, kw_only=True, gc=False):
    """A transaction that pays no invoice of the file."""

    unmatched_reason: str
    explanation: list[str] = []


class Unmatched(Record, frozen=True, kw_only=True):
    """What stays open on both sides."""

    invoices: list[UnmatchedInvoice] = []
    bank_transactions: list[UnmatchedTransaction] = []


class Entries(Record, frozen=True, kw_only=True):
    """Entries of the document that a person's judgement took out of it, or put into it."""

    matched: list[Match] = []
    partial: list[Match] = []
    unmatched: Unmatched = Unmatched()


class Judgement(Record, frozen=True, kw_only=True):
    """What a person said of a link, and what it changed: enough to undo it."""

    judgement_id: str
    """``judgement-1``, in the order of the history."""
    at: datetime
    actor: str
    """Who said it; ``local`` where nobody said."""
    action: Literal["confirmed", "rejected", "linked", "undone"]
    """undone: an earlier judgement was taken back."""
    reason: str | None = None
    """As the person gave it."""
    match_id: str
    """The entry that it is about."""
    undoes: str | None = None
    """Of ``undone``: the judgement that was taken back."""
    before: Entries
    after: Entries
    document_hash_before: str
    """SHA-256 of the document before this change, in canonical form: the versions are a chain."""


class RatesUsed(Record, frozen=True, kw_only=True):
    """Which table of exchange rates a run was given."""

    name: str
    table_hash: str
    """SHA-256 of the file that the table was read from."""


CutShortStep = Literal["references", "candidates", "sets", "packing"]


class CutShort(Record, frozen=True, kw_only=True):
    """What a bound of the run left out: the result may miss links there."""

    step: CutShortStep
    count: int
    explanation: str


class ReconciliationInfo(Record, frozen=True, kw_only=True):
    """How and when the run was made."""

    reconciliation_timestamp: datetime
    reconciliation_duration_seconds: float
    matching_algorithm: str = MATCHING_ALGORITHM
    model_version: str
    confidence_threshold: Decimal = CONFIDENCE_THRESHOLD
    direction: Literal["payables", "receivables", "both"]
    """payables: supplier invoices against debits. receivables: own invoices against credits."""
    status: str
    software_version: str
    profile: MatchingProfile = MatchingProfile()
    """The settings of the run."""
    rates: RatesUsed | None = None
    """The exchange rates that the run was given."""
    memory_version: int | None = None
    """Of what the tenant's people had taught until then (`Memory.version`)."""
    cut_short: list[CutShort] = []
    """What was left out so that the run ends in time; empty where nothing was."""
    history: list[Judgement] = []
    """What people said of its links since, oldest first."""


class SourceDocument(Record, frozen=True, kw_only=True):
    """One side of the run, by content."""

    upload_id: int | None = None
    file_name: str | None = None
    document_hash: str
    """SHA-256 of the canonical JSON that was reconciled."""


class SourceDocuments(Record, frozen=True, kw_only=True):
    """Both sides of the run, every document of each in the order of the request."""

    invoices: list[SourceDocument]
    bank: list[SourceDocument]


class ReconciliationSummary(Record, frozen=True, kw_only=True):
    """What the row's summary columns are taken from."""

    total_invoices_processed: int = 0
    total_transactions_processed: int = 0
    total_matches_found: int = 0
    partial_matches: int = 0
    unmatched_invoices: int = 0
    unmatched_transactions: int = 0
    total_amount_matched: Decimal = Decimal("0.00")
    """Money that moved, paid and refunded, as one number whatever the currencies. Of a run over several, add
    up the allocations by currency instead, as pages and command line do."""
    match_rate_percentage: Decimal = Decimal("0.00")
    """Matched invoices out of all invoices, 0..100."""


class ReconciliationDocument(Record, frozen=True, kw_only=True):
    """The stored reconciliation document (``reconciliation_match_json``)."""

    reconciliation_id: int | None = None
    reconciliation_info: ReconciliationInfo
    source_documents: SourceDocuments
    reconciliation_summary: ReconciliationSummary
    matched: list[Match] = []
    partial: list[Match] = []
    unmatched: Unmatched = Unmatched()
