"""The figures of a run: of the engine's result, and again whenever a person has judged a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from python_ocr_reconcile.models.reconciliation import Match, ReconciliationSummary, Unmatched
from python_ocr_reconcile.money import CENT


def summary_of(
    matched: Sequence[Match], partial: Sequence[Match], left: Unmatched, *, invoices: int, transactions: int
) -> ReconciliationSummary:
    """The summary of a run over so many invoices and transactions."""
    return ReconciliationSummary(
        total_invoices_processed=invoices,
        total_transactions_processed=transactions,
        total_matches_found=len(matched),
        partial_matches=len(partial),
        unmatched_invoices=len(left.invoices),
        unmatched_transactions=len(left.bank_transactions),
        total_amount_matched=_moved(matched),
        match_rate_percentage=_percentage(matched, invoices),
    )


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Money of one currency that matches have moved."""

    currency: str | None
    paid: Decimal
    """For invoices; a credit note that was settled with them counts against them."""
    refunded: Decimal
    """For credit notes that were settled alone: it came back."""


def matched_by_currency(matches: Sequence[Match]) -> list[Moved]:
    """What was matched in each currency: a sum of euros and dollars is not an amount."""
    moved: dict[str | None, list[Decimal]] = {}
    for match in matches:
        amount = allocated(match)
        sums = moved.setdefault(match.invoices[0].currency, [Decimal("0.00"), Decimal("0.00")])
        sums[amount < 0] += abs(amount)
    return [
        Moved(currency=currency, paid=paid, refunded=refunded)
        for currency, (paid, refunded) in sorted(moved.items(), key=lambda item: item[0] or "")
    ]


def allocated(match: Match) -> Decimal:
    """What a match moved, below zero where it came back; a credit note in it counts against its invoices."""
    return sum((part.amount for part in match.allocations), Decimal(0))


def _moved(matches: Sequence[Match]) -> Decimal:
    """All that moved, either way; people are shown it by currency and by direction."""
    return sum((abs(allocated(match)) for match in matches), Decimal("0.00"))


def _percentage(matched: Sequence[Match], invoices: int) -> Decimal:
    """Matched invoices out of all invoices, 0..100 with two digits."""
    share = Decimal(100 * sum(len(match.invoices) for match in matched)) / max(invoices, 1)
    return share.quantize(CENT, ROUND_HALF_UP)
