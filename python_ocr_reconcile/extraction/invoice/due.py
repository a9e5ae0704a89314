"""What was paid before and what is left to pay, and the printed sums that nothing explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from python_ocr_reconcile.extraction.invoice.adjustments import all_rows, candidates
from python_ocr_reconcile.extraction.invoice.found import Found
from python_ocr_reconcile.extraction.invoice.nets import RECKONED
from python_ocr_reconcile.extraction.invoice.repair import REPAIRED
from python_ocr_reconcile.extraction.invoice.solution import Solution
from python_ocr_reconcile.extraction.invoice.sums import UNNAMED, SumTerm

ZERO = Decimal(0)
MOST_CANDIDATES = 12
PLAIN = 0.3


def with_due(best: Solution, terms: Sequence[SumTerm], margin: float) -> Solution:
    """The solution with what was paid before and what is left to pay."""
    assert best.total is not None  # noqa: S101 - every assessed assignment has a total
    due = candidates(terms, {"amount_due": 0.0})[:MOST_CANDIDATES]
    paid = [t for t in candidates(terms, {"prepaid": 0.0}) if t.value and t.cost < 1.2]
    payments = [None, *paid[:6], *all_rows(terms, "prepaid"), *_payments_in_sums(best, due, terms)]
    taken = {t.role for t in (*best.adjustments, *best.line_adjustments)}
    roundings = [t for t in candidates(terms, {"rounding": 0.0})[:3] if t.value and "rounding" not in taken]
    sign = -1 if best.total.value < 0 else 1
    closing = [
        (one, two, three)
        for one, two, three in product(due, payments, [None, *roundings])
        if best.total.value - sign * (abs(two.value) if two else ZERO) + (three.value if three else ZERO)
        == one.value
    ]
    # Of several that close, the one that says most: that nothing is left to pay is no news.
    told = min(closing, key=_due_cost, default=(due[0] if due else None, None, None))
    solved = replace(best, amount_due=told[0], prepaid=told[1], due_rounding=told[2], margin=margin)
    return replace(solved, withheld=_is_withheld(best, paid), unexplained=_unexplained(solved, terms))


def _is_withheld(best: Solution, paid: Sequence[SumTerm]) -> bool:
    """Whether an amount that counts as paid is just what is missing between net, tax and total."""
    if best.sum_closes or best.total is None or best.subtotal is None or best.tax is None:
        return False
    gap = best.subtotal.value + best.tax.value - best.total.value
    # A stay's tax among positions that have their tax in them bears none, and stands in no sum below.
    untaxed = best.table.items if best.table and best.lines_meet == "total" else ()
    return any(abs(t.value) == abs(gap) for t in paid) or any(i.amount.value == -gap for i in untaxed)


def _payments_in_sums(best: Solution, due: Sequence[SumTerm], terms: Sequence[SumTerm]) -> list[SumTerm]:
    """Amounts under another name, or none, that are just what is missing between the total and what is due.

    A card that took the whole sum, or what is printed with the minus of what is taken off, alone or together.
    """
    assert best.total is not None  # noqa: S101 - every assessed assignment has a total
    total = best.total.value
    gaps = {abs(total - term.value) for term in due} - {ZERO}
    taken = {t.found.words for t in (*best.adjustments, *best.line_adjustments)}
    off = {
        t.found.words: t
        for t in terms
        if t.role in {UNNAMED, "discount", "prepaid"} and t.value * total < 0 and t.found.words not in taken
    }
    single = [t for t in terms if t.role == "not_owed" or t.found.words in off]
    found = [SumTerm("prepaid", t.found, 0.6, t.rates) for t in single if abs(t.value) in gaps]
    together = sum((t.value for t in off.values()), ZERO)
    if len(off) > 1 and abs(together) in gaps:
        words = tuple(w for t in off.values() for w in t.found.words)
        raw = " + ".join(t.found.raw for t in off.values())
        page = next(iter(off.values())).found.page
        found.append(SumTerm("prepaid", Found(together, words, page, raw, "sum_of_rows", 0.3), 0.7))
    return found


def _unexplained(solved: Solution, terms: Sequence[SumTerm]) -> tuple[SumTerm, ...]:
    """The plain totals, and taxes or nets where it has none, that the solution has no place for."""
    sums = (
        solved.total, solved.tax, solved.subtotal, solved.amount_due, solved.prepaid, solved.due_rounding,
        *solved.adjustments, *solved.line_adjustments,
    )  # fmt: skip
    known = {ZERO, *(abs(t.value) for t in sums if t)}
    for row in solved.tax_rows:
        base = row.base.value if row.base else ZERO
        known |= {abs(base), abs(row.amount.value), abs(base + row.amount.value)}
    if solved.table:
        known |= {abs(solved.table.total), *(abs(i.amount.value) for i in solved.table.items)}
    repaired = {t.found.words for t in sums if t and t.found.method == REPAIRED}
    reckoned = solved.subtotal is not None and solved.subtotal.found.method in RECKONED
    untaxed = solved.tax is None or not solved.tax.value
    # Taxed after a rebate or a charge, the net amount is reckoned too: one that is printed must be it.
    reckoned = reckoned or any(term.role != "rounding" for term in solved.adjustments)
    roles = {"total", *(["subtotal"] if reckoned else []), *(["tax"] if untaxed else [])}
    return tuple(
        t
        for t in terms
        if t.role in roles and t.cost < PLAIN and abs(t.value) not in known and t.found.words not in repaired
    )


def _due_cost(told: tuple[SumTerm, SumTerm | None, SumTerm | None]) -> float:
    """What an explanation of the amount due costs; a payment that is explained makes it cheaper."""
    due, paid, rounding = told
    return due.cost + (paid.cost - 0.5 if paid else 0.0) + (rounding.cost + 0.1 if rounding else 0.0)
