"""What may stand between the sums of an invoice: rebates, charges, rounding, one of each or all together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import product

from python_ocr_reconcile.extraction.invoice.found import Found
from python_ocr_reconcile.extraction.invoice.sums import SumTerm

ZERO = Decimal(0)
Adjustments = dict[Decimal, tuple[tuple[SumTerm, ...], float]]
_NOTHING: Adjustments = {ZERO: ((), 0.0)}


def adjustment_sets(terms: Sequence[SumTerm], sign: int) -> Adjustments:
    """What at most one rebate, one charge and one rounding add up to, with the cheapest choice that does."""
    kinds: list[list[SumTerm | None]] = []
    for role in ("discount", "shipping", "rounding"):
        of_role = [t for t in candidates(terms, {role: 0.0}) if t.value != 0 and t.cost < 1.2]
        kinds.append([None, *of_role[:6], *all_rows(terms, role)])
    choices: Adjustments = {}
    for choice in product(*kinds):
        chosen = tuple(t for t in choice if t)
        effect = sum((_effect(t, sign) for t in chosen), ZERO)
        cost = 0.15 * len(chosen) + sum(t.cost for t in chosen)
        if effect not in choices or cost < choices[effect][1]:
            choices[effect] = (chosen, cost)
    return choices


def all_rows(terms: Sequence[SumTerm], role: str) -> list[SumTerm]:
    """All amounts of a role together, where several lines state one each."""
    plain = [t for t in terms if t.role == role and t.cost < 0.1 and t.value]
    rows = {(t.found.page, t.found.words[0].y0): t for t in plain if t.found.words}
    if len(rows) < 2:
        return []
    each = list(rows.values())
    amount = sum((abs(t.value) if role in {"discount", "prepaid"} else t.value for t in each), ZERO)
    words = tuple(w for t in each for w in t.found.words)
    found = Found(
        amount, words, each[0].found.page, " + ".join(t.found.raw for t in each), "sum_of_rows", 0.3
    )
    return [SumTerm(role, found, 0.3)]


def _effect(term: SumTerm, sign: int) -> Decimal:
    """What an adjustment adds to the sum before it."""
    return -sign * abs(term.value) if term.role == "discount" else term.value


def candidates(terms: Iterable[SumTerm], roles: dict[str, float]) -> list[SumTerm]:
    """The terms of `roles`, the cheapest for each value, cheapest first."""
    best: dict[Decimal, SumTerm] = {}
    for term in terms:
        if term.role not in roles:
            continue
        cost = term.cost + roles[term.role]
        if term.value not in best or cost < best[term.value].cost:
            best[term.value] = SumTerm(term.role, term.found, cost, term.rates)
    return sorted(best.values(), key=lambda t: t.cost)
