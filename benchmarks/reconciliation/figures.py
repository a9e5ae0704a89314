"""What a result is worth against known links: precision, recall, what is accepted unread, calibration."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from python_ocr_reconcile.models.reconciliation import Match, ReconciliationDocument


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares are 0..1; counts are of links, that is of (invoice, transaction) pairs."""

    links: int
    proposed: int
    precision: float
    recall: float
    f1: float
    matched: int
    matched_precision: float
    matched_share: float
    """Of the true links, those that are in `matched`."""
    calibration_error: float
    """Expected calibration error over ten equal bins of match_score."""
    recall_by_kind: dict[str, tuple[int, int]]


def pairs_of(matches: list[Match]) -> dict[tuple[str, str], float]:
    """Every (invoice_id, transaction_id) inside each entry, with the entry's score."""
    return {
        (invoice.invoice_id, transaction.transaction_id): float(match.match_score)
        for match in matches
        for invoice in match.invoices
        for transaction in match.bank_transactions
    }


def figures(result: ReconciliationDocument, links: list[tuple[str, str, str]]) -> Figures:
    """The figures of one result."""
    return figures_of(pairs_of(result.matched), pairs_of(result.partial), links)


def figures_of(
    matched: dict[tuple[str, str], float],
    partial: dict[tuple[str, str], float],
    links: list[tuple[str, str, str]],
) -> Figures:
    """The figures of two sets of scored pairs."""
    truth = {(invoice, transaction): kind for invoice, transaction, kind in links}
    found = {**partial, **matched}
    hits = found.keys() & truth.keys()
    accepted = matched.keys() & truth.keys()
    precision = len(hits) / len(found) if found else 0.0
    recall = len(hits) / len(truth) if truth else 1.0
    kinds: dict[str, tuple[int, int]] = {}
    for pair, kind in sorted(truth.items(), key=lambda item: item[1]):
        got, of = kinds.get(kind, (0, 0))
        kinds[kind] = got + (pair in hits), of + 1
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for pair, score in found.items():
        bins[min(9, int(score * 10))].append((score, pair in truth))
    gap = sum(abs(sum(s for s, _ in b) - sum(right for _, right in b)) for b in bins.values())
    return Figures(
        links=len(truth),
        proposed=len(found),
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if hits else 0.0,
        matched=len(matched),
        matched_precision=len(accepted) / len(matched) if matched else 1.0,
        matched_share=len(accepted) / len(truth) if truth else 1.0,
        calibration_error=gap / len(found) if found else 0.0,
        recall_by_kind=kinds,
    )
