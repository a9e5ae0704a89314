"""What the arithmetic lets a statement claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from python_ocr_reconcile.extraction.statement.balances import Fact
from python_ocr_reconcile.extraction.statement.row_dates import RowDate
from python_ocr_reconcile.extraction.statement.solve import Entry, SolvedStatement
from python_ocr_reconcile.models.evidence import Proof

LEAST_MARGIN = 0.7
"""Least cost of reading a scanned row otherwise: about one likely slip."""
MOST_REPAIRS = 0.2
"""Share of rows with a slip above which a chain could be bent to anything."""
SHORT_STRETCH = 5
"""Rows between two balances among which one usual slip is found for certain."""
LONGEST_SCANNED_STRETCH = 15
"""Rows between two balances up to which two slips that cancel out are too rare to count."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Printed totals that the entries meet, and whether some that should be met are not."""

    debits: Fact | None
    credits: Fact | None
    contradicted: bool


def prove(solved: SolvedStatement, days: Sequence[RowDate], totals: Totals) -> tuple[Proof, list[str]]:
    """What the arithmetic lets the statement claim, and what stood in the way."""
    entries = solved.entries
    if any(e.broken for e in entries):
        return "conflict", []
    if solved.opening is not None and not solved.opening_agrees and solved.closing is not None:
        return "conflict", ["the opening balance is not what the rows start from"]
    if solved.closing is not None and not solved.closing_agrees and entries:
        return "conflict", ["the closing balance is not what the rows lead to"]
    reasons = [reason for stands, reason in _doubts(solved, days, totals) if stands]
    return ("unproved" if reasons else "proved"), reasons


def _doubts(solved: SolvedStatement, days: Sequence[RowDate], totals: Totals) -> list[tuple[bool, str]]:
    """What keeps a chain that closes from being a proof."""
    entries = solved.entries
    scanned = any(e.figure.noisy for e in entries)
    slips = [e for e in entries if e.cost > 0]
    totalled = totals.debits is not None and totals.credits is not None
    return [
        (solved.opening is None or solved.closing is None, "no opening or no closing balance is printed"),
        (not entries, "there are no transactions"),
        (solved.unused_column, "a column of figures could not be understood"),
        (totals.contradicted, "printed totals are not the sums of the rows"),
        (not all(days[e.place].sure for e in entries), "a date is not certain"),
        (
            not solved.interpretation.is_side_sure,
            "it is not certain which amounts go out and which come in",
        ),
        (not scanned and bool(slips), "a row needs another sign than its column has"),
        (
            scanned and len(slips) > max(1, MOST_REPAIRS * len(entries)),
            "too many figures had to be repaired",
        ),
        (
            scanned and any(e.cost > 0 and not _is_safe_repair(e) for e in entries),
            "a repaired amount is borne out by no balance of its own",
        ),
        (
            scanned and any(e.margin < LEAST_MARGIN for e in entries),
            "a row could be read otherwise at little cost",
        ),
        (
            scanned and solved.longest_stretch > LONGEST_SCANNED_STRETCH and not totalled,
            "too many rows lie between two balances of a scan",
        ),
    ]


def _is_safe_repair(entry: Entry) -> bool:
    """Whether the balances around a repaired row leave no other row to blame."""
    return entry.stretch == 1 or (entry.stretch <= SHORT_STRETCH and entry.cost <= 1.0)
