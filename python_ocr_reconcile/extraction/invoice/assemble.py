"""Everything that was found becomes one invoice: fields, evidence, checks and the proof they make."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from python_ocr_reconcile.extraction.checks import Term
from python_ocr_reconcile.extraction.invoice.draft import ZERO, Draft
from python_ocr_reconcile.extraction.invoice.fields import Head
from python_ocr_reconcile.extraction.invoice.found import Found
from python_ocr_reconcile.extraction.invoice.kind import DocumentType
from python_ocr_reconcile.extraction.invoice.nets import LESS_TAX, RECKONED, SUM_OF_BASES, SUM_OF_LINES
from python_ocr_reconcile.extraction.invoice.parties import Parties
from python_ocr_reconcile.extraction.invoice.positions import line_items
from python_ocr_reconcile.extraction.invoice.proof import prove, statuses
from python_ocr_reconcile.extraction.invoice.solution import Solution
from python_ocr_reconcile.extraction.invoice.sums import UNNAMED, SumTerm
from python_ocr_reconcile.extraction.invoice.tax_lines import tax_lines
from python_ocr_reconcile.extraction.locale import Locale
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.invoice import Invoice, LineItem


def assemble(
    invoice_id: str,
    pages: Sequence[int],
    kind: DocumentType,
    locale: Locale,
    head: Head,
    parties: Parties,
    solution: Solution,
) -> Invoice:
    """The invoice with evidence for every value."""
    positive = solution.total is not None and solution.total.value > 0
    draft = Draft(-1 if kind == "credit_note" and positive else 1)
    _head(draft, head, parties, locale)
    items = line_items(draft, solution)
    _sums(draft, solution)
    lines = tax_lines(draft, solution, items)
    conflict = _total_check(draft, solution)
    _line_sum_check(draft, solution, items)
    _due_check(draft, solution)
    proof = prove(draft, solution, items, lines, conflict=conflict)
    evidence = statuses(draft, proof)
    return Invoice(
        invoice_id=invoice_id,
        document_type=kind,
        page_numbers=list(pages),
        line_items=items,
        tax_lines=lines,
        evidence=evidence,
        checks=draft.checks,
        proof=proof,
        **draft.values,
    )


def _head(draft: Draft, head: Head, parties: Parties, locale: Locale) -> None:
    draft.put("invoice_number", head.invoice_number)
    draft.put("invoice_date", head.invoice_date)
    draft.put("due_date", head.due_date, status="derived" if head.due_is_derived else "read")
    for field, found in (
        ("vendor_name", parties.vendor_name),
        ("vendor_tax_id", parties.vendor_tax_id),
        ("vendor_address", parties.vendor_address),
        ("customer_name", parties.customer_name),
        ("customer_tax_id", parties.customer_tax_id),
        ("iban", parties.iban),
        ("po_number", head.po_number),
        ("payment_terms", head.payment_terms),
    ):
        draft.put(field, found)
    if locale.currency:
        draft.values["currency"] = locale.currency
        draft.evidence["currency"] = (
            Evidence(value=locale.currency, method="vote", status="read")
            if locale.currency_votes
            else Evidence(value=locale.currency, method="country", status="derived")
        )
    else:
        draft.put("currency", None)


def _sums(draft: Draft, solution: Solution) -> None:
    made = solution.total is not None and solution.total.found.method == "computed"
    draft.money(
        "total_amount", solution.total.found if solution.total else None, "derived" if made else "read"
    )
    tax = solution.tax
    summed = tax is not None and tax.found.method == "sum_of_tax_rows"
    draft.money("tax_total", tax.found if tax else None, "derived" if summed else "read")
    if solution.subtotal:
        reckoned = solution.subtotal.found.method in RECKONED
        draft.money("subtotal", solution.subtotal.found, "derived" if reckoned else "read")
    else:
        draft.money("subtotal", _sum_of_bases(solution), "derived")
    for term in (*solution.adjustments, *solution.line_adjustments):
        if term.role in {"discount", "shipping", "rounding"} and term.role not in draft.values:
            below_zero = solution.total is not None and solution.total.value < 0
            value = (
                (-abs(term.value) if below_zero else abs(term.value))
                if term.role == "discount"
                else term.value
            )
            draft.put(term.role, term.found, value * draft.sign)
    if solution.amount_due:
        draft.money("amount_due", solution.amount_due.found)
    if solution.prepaid:
        draft.put("prepaid", solution.prepaid.found, _paid(solution.prepaid, solution) * draft.sign)
    if solution.due_rounding:
        draft.money("rounding", solution.due_rounding.found)


def _paid(prepaid: SumTerm, solution: Solution) -> Decimal:
    """What was paid, with the sign of the total: some print it with the minus of what is taken off."""
    below_zero = solution.total is not None and solution.total.value < 0
    return -abs(prepaid.value) if below_zero else abs(prepaid.value)


def _sum_of_bases(solution: Solution) -> Found | None:
    """The net amount as the sum of the tax summary's bases, where that is what is missing from the total."""
    rows, total, tax = solution.tax_rows, solution.total, solution.tax
    if not rows or not total or not tax or any(r.base is None for r in rows):
        return None
    bases = [r.base for r in rows if r.base]
    amount = sum((b.value for b in bases), ZERO)
    if amount + tax.value != total.value:
        return None
    raw = " + ".join(b.raw for b in bases)
    return Found(amount, tuple(w for b in bases for w in b.words), bases[0].page, raw, SUM_OF_BASES, 0.3)


def _total_check(draft: Draft, solution: Solution) -> bool:
    """The equation of the total: subtotal (- discount + shipping) + tax; whether it is in conflict."""
    values = draft.values
    if "subtotal" not in values or "total_amount" not in values:
        return False
    terms = [draft.term("subtotal")]
    terms += _adjusted(draft, solution.adjustments)
    if "tax_total" in values:
        terms.append(draft.term("tax_total"))
    made_of = sum((t.value * t.factor for t in terms), ZERO)
    closes = made_of == values["total_amount"]
    # What is kept back between tax and total contradicts nothing; it has no place in the equation either.
    plain = (
        solution.tax is not None
        and not solution.withheld
        and all(
            t is not None and t.role != UNNAMED and t.cost < 0.4
            for t in (solution.total, solution.subtotal, solution.tax)
        )
    )
    if closes or plain:
        less_tax = draft.evidence["subtotal"].method == LESS_TAX
        defines = "/subtotal" if less_tax else None
        draft.check("total", "sum", terms, draft.term("total_amount"), defines=defines)
    return plain and not closes


def _adjusted(draft: Draft, adjustments: Sequence[SumTerm]) -> list[Term]:
    """Rebates taken off, charges and rounding added."""
    return [draft.term(term.role, -1 if term.role == "discount" else 1) for term in adjustments]


def _line_sum_check(draft: Draft, solution: Solution, items: Sequence[LineItem]) -> None:
    if not items or solution.lines_meet is None:
        return
    field = "subtotal" if solution.lines_meet == "subtotal" else "total_amount"
    terms = [Term(f"/line_items/{i}/amount", t.amount) for i, t in enumerate(items) if t.amount is not None]
    if {t.role for t in solution.line_adjustments} & {t.role for t in solution.adjustments}:
        return
    terms += _adjusted(draft, solution.line_adjustments)
    summed = field in draft.evidence and draft.evidence[field].method == SUM_OF_LINES
    draft.check("sum_of_lines", "sum", terms, draft.term(field), defines=f"/{field}" if summed else None)


def _due_check(draft: Draft, solution: Solution) -> None:
    """The amount due: total - prepaid (+ rounding)."""
    values = draft.values
    if "amount_due" not in values or "total_amount" not in values:
        return
    terms = [draft.term("total_amount")]
    if solution.prepaid:
        terms.append(draft.term("prepaid", -1))
    if solution.due_rounding:
        terms.append(draft.term("rounding"))
    if sum((t.value * t.factor for t in terms), ZERO) == values["amount_due"]:
        draft.check("amount_due", "sum", terms, draft.term("amount_due"))
