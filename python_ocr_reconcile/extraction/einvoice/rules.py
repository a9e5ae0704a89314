"""The arithmetic of an e-invoice: the equations of EN 16931 over the values of the document, and their proof.

The rules BR-CO-10 to BR-CO-16 say what the sums are made of. Those over values that the document keeps
become checks, which anyone can recompute; those over totals that only the XML has are named when they break.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from python_ocr_reconcile.extraction.checks import Term
from python_ocr_reconcile.extraction.einvoice.stated import EInvoice
from python_ocr_reconcile.extraction.einvoice.sums import is_charge, is_line
from python_ocr_reconcile.extraction.invoice.draft import CENT, HALF_CENT, MONEY_FIELDS, ZERO, Draft
from python_ocr_reconcile.models.evidence import Proof
from python_ocr_reconcile.models.invoice import LineItem, TaxLine


def add_checks(
    draft: Draft, items: Sequence[LineItem], taxes: Sequence[TaxLine], adjusted: Collection[int]
) -> None:
    """Every equation that the values allow; a line with a rebate of its own (`adjusted`) is no product."""
    for place, item in enumerate(items):
        if place not in adjusted and not is_odd(item):
            _line_amount(draft, f"/line_items/{place}", item)
    _sum_of_lines(draft, items)
    _tax(draft, taxes)
    _totals(draft, whole=bool(items or taxes))


def is_odd(item: LineItem) -> bool:
    """Whether quantity x price is not the amount.

    No rule of EN 16931 forbids it; invoices with gross prices or taxes of their own have such lines.
    """
    if item.quantity is None or item.unit_price is None or item.amount is None:
        return False
    return abs(item.quantity * item.unit_price - item.amount) > _rounding(item.quantity, item.unit_price)


def _line_amount(draft: Draft, pointer: str, item: LineItem) -> None:
    if item.quantity is None or item.unit_price is None or item.amount is None:
        return
    draft.check(
        "line_amount",
        "product",
        [Term(f"{pointer}/quantity", item.quantity), Term(f"{pointer}/unit_price", item.unit_price)],
        Term(f"{pointer}/amount", item.amount),
        _rounding(item.quantity, item.unit_price),
    )


def _rounding(quantity: Decimal, price: Decimal) -> Decimal:
    """Half a cent, and half a unit of the last digit of the price for each piece, a cent at most."""
    exponent = price.as_tuple().exponent
    unit = min(Decimal(1).scaleb(exponent), CENT) if isinstance(exponent, int) else ZERO
    return HALF_CENT + abs(quantity) * unit / 2


def _sum_of_lines(draft: Draft, items: Sequence[LineItem]) -> None:
    """BR-CO-10 to BR-CO-13: the lines, less allowances, with charges, are the net amount."""
    if not items or "subtotal" not in draft.values or any(item.amount is None for item in items):
        return
    terms = [
        Term(f"/line_items/{place}/amount", item.amount)
        for place, item in enumerate(items)
        if item.amount is not None
    ]
    signs = {"discount": -1, "shipping": 1, "charges": 1}
    terms += [draft.term(field, sign) for field, sign in signs.items() if field in draft.values]
    draft.check("sum_of_lines", "sum", terms, draft.term("subtotal"))


def _tax(draft: Draft, taxes: Sequence[TaxLine]) -> None:
    """BR-CO-17: base x rate = tax; BR-CO-14: the taxes are the tax total; the bases are the net amount."""
    for place, tax in enumerate(taxes):
        if tax.base is not None and tax.rate is not None and tax.amount is not None:
            draft.check(
                "tax_of_base",
                "percent",
                [Term(f"/tax_lines/{place}/base", tax.base), Term(f"/tax_lines/{place}/rate", tax.rate)],
                Term(f"/tax_lines/{place}/amount", tax.amount),
                CENT,
            )
    amounts = [Term(f"/tax_lines/{i}/amount", t.amount) for i, t in enumerate(taxes) if t.amount is not None]
    if amounts and "tax_total" in draft.values:
        draft.check("tax_total", "sum", amounts, draft.term("tax_total"))
    bases = [Term(f"/tax_lines/{i}/base", t.base) for i, t in enumerate(taxes) if t.base is not None]
    if bases and len(bases) == len(taxes) and "subtotal" in draft.values:
        draft.check("sum_of_bases", "sum", bases, draft.term("subtotal"))


def _totals(draft: Draft, *, whole: bool) -> None:
    """BR-CO-15: net + tax = total; BR-CO-16: total - prepaid + rounding = amount due.

    An extract without lines and tax (the profile MINIMUM) cannot say what was prepaid.
    """
    values = draft.values
    if "subtotal" in values and "total_amount" in values:
        terms = [draft.term(field) for field in ("subtotal", "tax_total") if field in values]
        draft.check("total", "sum", terms, draft.term("total_amount"))
    if "amount_due" in values and "total_amount" in values:
        terms = [draft.term("total_amount")]
        terms += [draft.term(f, s) for f, s in (("prepaid", -1), ("rounding", 1)) if f in values]
        if whole or len(terms) > 1 or values["amount_due"] == values["total_amount"]:
            draft.check("amount_due", "sum", terms, draft.term("amount_due"))


def broken_rules(einvoice: EInvoice) -> list[str]:
    """The rules over totals that only the XML has, such as ``BR-CO-10``, that its sums break."""
    lines = [e["amount"].value for e in einvoice.lines if is_line(e) and "amount" in e]
    allowances = [e["amount"].value for e in einvoice.adjustments if "amount" in e and not is_charge(e)]
    charges = [e["amount"].value for e in einvoice.adjustments if "amount" in e and is_charge(e)]
    broken = []
    for rule, parts, field in (
        ("BR-CO-10", lines, "line_total"),
        ("BR-CO-11", allowances, "allowance_total"),
        ("BR-CO-12", charges, "charge_total"),
    ):
        stated = einvoice.value(field)
        known = [part for part in parts if part is not None]
        if known and stated is not None and sum(known, ZERO) != stated:
            broken.append(rule)
    return broken


def prove(
    draft: Draft,
    items: Sequence[LineItem],
    taxes: Sequence[TaxLine],
    adjusted: Collection[int],
    *,
    broken: bool,
) -> Proof:
    """``proved`` where every equation closes and every money value stands in one."""
    if broken or not all(check.closes for check in draft.checks):
        return "conflict"
    if any(is_odd(item) for place, item in enumerate(items) if place not in adjusted):
        return "unproved"
    covered = {p for c in draft.checks for p in (c.result, *(o.pointer for o in c.operands))}
    money = {f"/{field}" for field in MONEY_FIELDS if field in draft.values}
    money |= {f"/line_items/{i}/amount" for i, item in enumerate(items) if item.amount is not None}
    for name in ("base", "amount"):
        money |= {f"/tax_lines/{i}/{name}" for i, tax in enumerate(taxes) if getattr(tax, name) is not None}
    return "proved" if "total_amount" in draft.values and money <= covered else "unproved"
