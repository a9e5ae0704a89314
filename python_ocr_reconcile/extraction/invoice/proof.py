"""What the equations of an invoice prove."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from python_ocr_reconcile.extraction.invoice.draft import MONEY_FIELDS, Draft
from python_ocr_reconcile.extraction.invoice.misreadings import Printed, forgives_one, forgives_two
from python_ocr_reconcile.extraction.invoice.solution import Solution
from python_ocr_reconcile.extraction.invoice.sums import UNNAMED, SumTerm
from python_ocr_reconcile.models.evidence import Check, Evidence, Proof
from python_ocr_reconcile.models.invoice import LineItem, TaxLine

# A runner-up that costs less than this more is a rival: nothing is proved then. One labelled reading
# against another differs by at least 0.25, one equation by 0.4 to 1.6.
LEAST_MARGIN = 0.4


def prove(
    draft: Draft,
    solution: Solution,
    items: Sequence[LineItem],
    tax_lines: Sequence[TaxLine],
    *,
    conflict: bool,
) -> Proof:
    """What the checks prove of the whole invoice: strict, since a wrong proof is worse than none."""
    if conflict:
        return "conflict"
    closed = bool(draft.checks) and all(c.closes for c in draft.checks)
    if not closed or not _is_sure(solution) or not _says_enough(draft, solution, items):
        return "unproved"
    money = _money(draft, items, tax_lines)
    if not set(money) <= {p for c in draft.checks for p in (c.result, *(o.pointer for o in c.operands))}:
        return "unproved"
    printed = _printed(draft, money, items, tax_lines)
    scanned = any(e.source == "ocr" for e in draft.evidence.values())
    # What a text layer prints is read as it stands. On a scan two digits may be misread at once, and a
    # position whose price no longer fits is not left out of the table for that.
    doubtful = scanned and (solution.left_out or forgives_two(draft.checks, printed))
    if doubtful or forgives_one(draft.checks, printed):
        return "unproved"
    return "proved"


def _is_sure(solution: Solution) -> bool:
    """Whether the assignment has no rival, and nothing in it was guessed."""
    if solution.total is None or solution.total.role == UNNAMED or solution.margin < LEAST_MARGIN:
        return False
    # A guess among rebates and charges can make any sum close; a table that was not read may hold anything.
    guessed = any(t.cost > 0.35 for t in (*solution.adjustments, *solution.line_adjustments))
    hidden = solution.unread_table or solution.unexplained or solution.unnamed
    return not guessed and not hidden and not _against_the_order(solution)


def _against_the_order(solution: Solution) -> bool:
    """Whether a rebate or a charge is printed above the subtotal and not yet counted in it.

    Sums run down the page. A net amount after a rebate, misread in one digit, may be just the sum of the
    positions, and everything closes with the rebate taken off below it.
    """
    if solution.subtotal is None or not solution.subtotal.found.words:
        return False
    place = _place(solution.subtotal)
    return any(_place(t) < place for t in solution.adjustments if t.role != "rounding" and t.found.words)


def _place(term: SumTerm) -> tuple[int, float]:
    """Page, and the lower edge of the last row of a sum on it."""
    return term.found.page, max(word.y1 for word in term.found.words)


def _says_enough(draft: Draft, solution: Solution, items: Sequence[LineItem]) -> bool:
    """Whether there are equations enough to tell what is what, beside those that are true of anything."""
    if items and (solution.lines_meet is None or _has_odd_line(solution)):
        return False
    if solution.tax is None or solution.tax.value == 0:
        # Without a tax amount, nothing on the page may say that there is one.
        return _lines_count(solution, items) and not solution.taxed
    by_rate = any(c.name in {"tax_of_base", "net_of_rates"} for c in draft.checks)
    # Where a rebate or a charge stands between subtotal and total, only the rate tells whether the
    # subtotal is the net amount or one printed before the rebate; a rate that is printed must hold.
    by_lines = _lines_count(solution, items) and not solution.adjustments and not solution.taxed
    return solution.sum_closes and (by_rate or by_lines)


def _has_odd_line(solution: Solution) -> bool:
    """Whether a position contradicts itself, or on a scan stands out as no position at all.

    Two slips can cancel in a sum (6,623.18 for 6,623.16 in a line and in the total); they do not cancel in
    quantity x unit price as well. On a scan, an amount alone among rows with quantity and price is a rebate
    or a charge whose label was lost.
    """
    items = solution.table.items if solution.table else ()
    counted = any(item.closes for item in items)
    for item in items:
        if item.quantity is not None and item.unit_price is not None:
            if not item.closes:
                return True
        elif counted and item.amount.confidence is not None:
            return True
    return False


def _lines_count(solution: Solution, items: Sequence[LineItem]) -> bool:
    """Whether the positions say more than the total does: two of them, or one that is multiplied."""
    if solution.lines_meet is None or solution.table is None:
        return False
    multiplied = any(
        i.closes and i.quantity is not None and abs(i.quantity.value) != 1 for i in solution.table.items
    )
    return multiplied or len([i for i in items if i.amount]) >= 2


def _money(draft: Draft, items: Sequence[LineItem], tax_lines: Sequence[TaxLine]) -> dict[str, Decimal]:
    """Every money value that the invoice states, by its pointer."""
    money = {f"/{f}": draft.values[f] for f in MONEY_FIELDS if f in draft.values}
    money |= {
        f"/line_items/{i}/amount": item.amount for i, item in enumerate(items) if item.amount is not None
    }
    for i, tax in enumerate(tax_lines):
        for field in ("base", "amount"):
            if (value := getattr(tax, field)) is not None:
                money[f"/tax_lines/{i}/{field}"] = value
    return money


def _printed(
    draft: Draft, money: dict[str, Decimal], items: Sequence[LineItem], tax_lines: Sequence[TaxLine]
) -> Printed:
    """The money that can be misread, each amount once where two fields share its place on the page."""
    derived = dict(draft.derived)
    others = {p: v for p, v in money.items() if p in derived}
    read: dict[str, Decimal] = {}
    places: dict[object, str] = {}
    for pointer, value in money.items():
        if pointer in derived:
            continue
        entry = draft.evidence[pointer[1:]]
        place = (entry.page, entry.bbox)
        if entry.bbox is not None and place in places:
            derived[pointer], others[pointer] = places[place], value
            continue
        places[place] = pointer
        read[pointer] = value
    for i, item in enumerate(items):
        for field in ("quantity", "unit_price", "tax_rate"):
            if (number := getattr(item, field)) is not None:
                others[f"/line_items/{i}/{field}"] = number
    others |= {f"/tax_lines/{i}/rate": t.rate for i, t in enumerate(tax_lines) if t.rate is not None}
    return Printed(read, others, derived)


def statuses(draft: Draft, proof: Proof) -> dict[str, Evidence]:
    """The evidence with the checks that cover each value, and what they make of it."""
    by_field: dict[str, list[Check]] = {}
    for check in draft.checks:
        for pointer in {check.result, *(o.pointer for o in check.operands)}:
            by_field.setdefault(pointer[1:], []).append(check)
    evidence: dict[str, Evidence] = {}
    for field, entry in draft.evidence.items():
        checks = by_field.get(field, [])
        status = entry.status
        if any(not c.closes for c in checks):
            status = "conflict"
        elif checks and proof == "proved" and status == "read":
            status = "proved"
        evidence[field] = msgspec.structs.replace(entry, checks=[c.check_id for c in checks], status=status)
    return evidence
