"""The invoice while it is put together: values, evidence, equations."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from python_ocr_reconcile.extraction.checks import Term, make_check
from python_ocr_reconcile.extraction.invoice.found import Found
from python_ocr_reconcile.models.evidence import Check, Evidence

ZERO = Decimal(0)
HALF_CENT = Decimal("0.005")
CENT = Decimal("0.01")
MONEY_FIELDS = (
    "subtotal", "discount", "shipping", "charges", "tax_total", "total_amount", "prepaid", "rounding",
    "amount_due",
)  # fmt: skip
"""The sums of an invoice, as its document names them."""


_MISSING = {
    "invoice_number": "no label and no title with a number",
    "invoice_date": "no date found",
    "due_date": "no date labelled as due, and no term in days",
    "total_amount": "no amount labelled as a total",
    "subtotal": "no net amount printed that fits the total",
    "tax_total": "no tax printed that fits the total",
    "vendor_name": "no letterhead that stands out",
    "vendor_tax_id": "no tax id, or none whose check digits hold",
    "iban": "no account number whose check digits hold",
    "currency": "no currency printed",
}


class Draft:
    """The invoice while it is put together."""

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.values: dict[str, Any] = {}
        self.evidence: dict[str, Evidence] = {}
        self.checks: list[Check] = []
        self.derived: dict[str, Check | str] = {}
        """What values that are not printed were made of: the check that defines them, or the pointer that
        they are a copy of."""

    def put(self, field: str, found: Found | None, value: Any = None, status: Any = "read") -> None:
        """Set a field with its evidence; a field without a value keeps the reason."""
        if found is None:
            reason = _MISSING.get(field)
            if reason:
                self.evidence[field] = Evidence(reason=reason)
            return
        kept = found.value if value is None else value
        self.values[field] = kept
        self.evidence[field] = found.evidence(status, kept)

    def money(self, field: str, found: Found | None, status: Any = "read") -> None:
        """Set a money field: positive as printed on an invoice, negative on a credit note."""
        self.put(field, found, found.value * self.sign if found else None, status)

    def check(
        self,
        name: str,
        operation: Any,
        terms: Sequence[Term],
        result: Term,
        tolerance: Decimal = ZERO,
        *,
        defines: str | None = None,
    ) -> Check:
        """Add an equation; `defines` points to the value that was reckoned by it."""
        made = make_check(f"check-{len(self.checks) + 1}", name, operation, terms, result, tolerance)
        self.checks.append(made)
        if defines:
            self.derived[defines] = made
        return made

    def percent(
        self, base: Term, rate: Term, amount: Term, *, slack: Decimal = ZERO, defines: str | None = None
    ) -> bool:
        """Add base x rate = amount, if it closes: to half a cent, or to one where lines were rounded.

        `slack` is by how much more it may be off, where the base was itself reckoned from the amount.
        """
        off = abs(base.value * rate.value / 100 - amount.value)
        if off > CENT:
            return False
        slack = HALF_CENT + slack if off <= HALF_CENT + slack else CENT
        self.check("tax_of_base", "percent", [base, rate], amount, slack, defines=defines)
        return True

    def term(self, field: str, factor: int = 1) -> Term:
        """A field as an operand."""
        return Term(f"/{field}", self.values[field], Decimal(factor))
