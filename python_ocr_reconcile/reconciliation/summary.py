"""The figures of a run: of the engine's result, and again whenever a person has judged a link."""

from __future__ import annotations

from collections.abc import Sequence
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
        total_amount_matched=_paid(matched),
        match_rate_percentage=_percentage(matched, invoices),
    )


def matched_by_currency(matches: Sequence[Match]) -> list[tuple[str | None, Decimal]]:
    """What was matched in each currency: a sum of euros and dollars is not an amount."""
    paid: dict[str | None, Decimal] = {}
    for match in matches:
        currency = match.invoices[0].currency
        paid[currency] = paid.get(currency, Decimal(0)) + _paid([match])
    return sorted(paid.items(), key=lambda item: item[0] or "")


def _paid(matches: Sequence[Match]) -> Decimal:
    """Money that moved: within one match a credit note counts against the invoices paid with it."""
    total = Decimal("0.00")
    for match in matches:
        total += abs(sum((part.amount for part in match.allocations), Decimal(0)))
    return total


def _percentage(matched: Sequence[Match], invoices: int) -> Decimal:
    """Matched invoices out of all invoices, 0..100 with two digits."""
    share = Decimal(100 * sum(len(match.invoices) for match in matched)) / max(invoices, 1)
    return share.quantize(CENT, ROUND_HALF_UP)
