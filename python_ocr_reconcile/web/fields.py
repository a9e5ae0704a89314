"""What a page shows of an invoice or a statement: each value, its state, its place, and its doubts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args

import msgspec

from python_ocr_reconcile.models.evidence import Check, Evidence
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.statement import BankDocument, StatementInfo, StatementType, Transaction
from python_ocr_reconcile.services.correctable import Correctable, correctable
from python_ocr_reconcile.web.rendering import money, number, value

SURE = 0.95
"""A value less sure than this is shown as doubtful, unless arithmetic proves it."""
NEEDED = ("invoice_number", "invoice_date", "vendor_name", "total_amount", "currency")
"""What every invoice has: where one was not found, that is a doubt."""

INVOICE_GROUPS: Mapping[str, Sequence[str]] = {
    "invoice": ("document_type", "invoice_number", "invoice_date", "due_date", "po_number", "payment_terms"),
    "seller": ("vendor_name", "vendor_tax_id", "vendor_address", "iban"),
    "customer": ("customer_name", "customer_tax_id"),
    "amounts": (
        "subtotal", "discount", "shipping", "charges", "tax_total", "total_amount", "prepaid", "rounding",
        "amount_due", "currency",
    ),
}  # fmt: skip
STATEMENT_GROUPS: Mapping[str, Sequence[str]] = {
    "account": ("bank_name", "account_name", "account_number", "iban", "statement_type", "currency"),
    "period": (
        "statement_period_start", "statement_period_end", "opening_balance", "total_credits", "total_debits",
        "closing_balance",
    ),
}  # fmt: skip
LINE_FIELDS = ("item_code", "description", "quantity", "unit_price", "amount", "tax_rate", "tax_amount")
TAX_FIELDS = ("category", "rate", "base", "amount")
_NUMBERS = frozenset({"quantity", "rate", "tax_rate"})
"""Decimals that are no money."""
_CHOICES = {
    "document_type": ("invoice", "credit_note", "receipt"),
    "statement_type": get_args(StatementType),
}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One value."""

    field: str
    """Such as ``total_amount`` or ``line_items/0/amount``."""
    name: str
    """The last part of `field`: the key of its label."""
    text: str
    plain: str
    """As it is typed: no thousands marks."""
    raw: str | None
    """What was read, where it is another text than what is shown."""
    state: str
    """``proved``, ``repaired``, ``read``, ``derived``, ``conflict``, ``human``, ``missing``, ``unknown``."""
    confidence: float | None
    page: int | None
    box: str | None
    """x0, y0, x1, y1 in points, joined by commas."""
    source: str | None
    method: str | None
    reason: str | None
    is_doubtful: bool
    is_money: bool
    pointer: str | None = None
    """Where it can be corrected."""
    may_be: Correctable | None = None
    choices: Sequence[str] = ()

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return "f-" + self.field.replace("/", "-")


class Equation(msgspec.Struct, frozen=True, kw_only=True):
    """One check, as people read it."""

    name: str
    equation: str
    closes: bool
    printed: str
    """What stands where the result should."""
    difference: str
    """What is printed less what was computed."""
    field: str
    """The value that it should give."""

    @property
    def anchor(self) -> str:
        """The id of that value on the page."""
        return "f-" + self.field.replace("/", "-")


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person should look at."""

    kind: str
    """``conflict``, ``unsure``, ``missing``, ``check``, ``notice``."""
    field: str | None = None
    name: str | None = None
    text: str = ""
    page: int | None = None

    @property
    def anchor(self) -> str | None:
        """The id of the value on the page."""
        return None if self.field is None else "f-" + self.field.replace("/", "-")


def invoice_groups(invoice: Invoice, index: int) -> dict[str, list[Shown]]:
    """The fields of an invoice by group, those that hold nothing too."""
    return {
        group: [invoice_value(invoice, index, name) for name in names]
        for group, names in INVOICE_GROUPS.items()
    }


def invoice_value(invoice: Invoice, index: int, field: str) -> Shown:
    """One field of `invoice`, which is number `index` (0-based) of its file."""
    part, *rest = field.split("/")
    holder: msgspec.Struct = getattr(invoice, part)[int(rest[0])] if rest else invoice
    name = rest[1] if rest else part
    return _shown(
        field,
        getattr(holder, name),
        invoice.evidence.get(field),
        pointer=f"/invoices/{index}/{field}",
        may_be=correctable(type(holder)).get(name),
        needed=not rest and name in NEEDED,
    )


def statement_groups(statement: StatementInfo, index: int = 0) -> dict[str, list[Shown]]:
    """The fields of a statement, which is number `index` (0-based) of its file, by group."""
    return {
        group: [
            _shown(
                name,
                getattr(statement, name),
                statement.evidence.get(name),
                pointer=f"/statements/{index}/{name}",
                may_be=correctable(StatementInfo).get(name),
            )
            for name in names
        ]
        for group, names in STATEMENT_GROUPS.items()
    }


def transaction_value(transaction: Transaction, index: int, name: str) -> Shown:
    """One field of transaction number `index` (0-based) of its file."""
    return _shown(
        f"transactions/{index}/{name}",
        getattr(transaction, name),
        transaction.evidence.get(name),
        pointer=f"/transactions/{index}/{name}",
        may_be=correctable(Transaction).get(name),
    )


def _shown(
    field: str,
    held: Any,
    evidence: Evidence | None,
    *,
    pointer: str | None = None,
    may_be: Correctable | None = None,
    needed: bool = False,
) -> Shown:
    evidence = evidence or Evidence()
    name = field.rpartition("/")[2]
    text = number(held) if name in _NUMBERS and isinstance(held, Decimal) else value(held)
    state = evidence.status or ("unknown" if held is not None else "missing")
    unsure = state == "read" and evidence.confidence is not None and evidence.confidence < SURE
    raw = " ".join(evidence.raw.split()) if evidence.raw else None
    return Shown(
        field=field,
        name=name,
        text=text,
        plain=f"{held:f}" if isinstance(held, Decimal) else text,
        raw=raw if raw and state in ("repaired", "conflict", "human") and _differs(raw, text) else None,
        state="missing" if held is None and state != "human" else state,
        confidence=evidence.confidence if unsure else None,
        page=evidence.page,
        box=",".join(f"{side:.1f}" for side in evidence.bbox) if evidence.bbox else None,
        source=evidence.source,
        method=evidence.method,
        reason=evidence.reason,
        is_doubtful=state == "conflict" or unsure or (needed and held is None and state != "human"),
        is_money=isinstance(held, Decimal) and name not in _NUMBERS,
        pointer=pointer if may_be else None,
        may_be=may_be,
        choices=_CHOICES.get(name, ()),
    )


def _differs(raw: str, text: str) -> bool:
    """Whether what was read is another text, marks and signs aside."""
    return [c for c in raw.casefold() if c.isalnum()] != [c for c in text.casefold() if c.isalnum()]


def equations(checks: Iterable[Check], root: str = "") -> list[Equation]:
    """The checks, those that do not close first; `root` is what pointers begin with before the field."""
    made = [
        Equation(
            name=check.name,
            equation=check.equation,
            closes=check.closes,
            printed=money(check.actual),
            difference=money(check.actual - check.expected),
            field=check.result.removeprefix(root).lstrip("/"),
        )
        for check in checks
    ]
    return sorted(made, key=lambda one: one.closes)


def is_of_line(equation: Equation) -> bool:
    """Whether an equation is about a single position rather than the invoice."""
    return equation.field.startswith("line_items/")


def invoice_doubts(invoice: Invoice, index: int, notices: Sequence[Notice]) -> list[Doubt]:
    """What to look at in an invoice, the plainest first."""
    shown = [one for group in invoice_groups(invoice, index).values() for one in group]
    shown += [
        invoice_value(invoice, index, field)
        for field, evidence in invoice.evidence.items()
        if evidence.status == "conflict" and "/" in field and _is_there(invoice, field)
    ]
    doubts = [_doubt(one) for one in shown if one.is_doubtful]
    doubts += _failed(equations(invoice.checks))
    pages = set(invoice.page_numbers)
    doubts += [
        Doubt(kind="notice", text=notice.message, page=notice.page)
        for notice in notices
        if notice.page is None or notice.page in pages
    ]
    return sorted(doubts, key=lambda doubt: _ORDER[doubt.kind])


def statement_doubts(document: BankDocument) -> list[Doubt]:
    """What to look at in a bank file."""
    doubts = []
    for statement in document.statements or [document.statement_info]:
        doubts += [
            _doubt(one) for group in statement_groups(statement).values() for one in group if one.is_doubtful
        ]
        doubts += _failed(equations(statement.checks))
    for transaction in document.transactions:
        if any(not check.closes for check in transaction.checks):
            doubts += _failed(equations(transaction.checks))
    notices = document.processing_info.warnings if document.processing_info else []
    doubts += [Doubt(kind="notice", text=notice.message, page=notice.page) for notice in notices]
    return sorted(doubts, key=lambda doubt: _ORDER[doubt.kind])


_ORDER = {"conflict": 0, "check": 1, "missing": 2, "unsure": 3, "notice": 4}


def _is_there(invoice: Invoice, field: str) -> bool:
    part, place, name = field.split("/")
    entries = getattr(invoice, part, ())
    return int(place) < len(entries) and hasattr(entries[int(place)], name)


def _doubt(one: Shown) -> Doubt:
    kind = one.state if one.state in ("conflict", "missing") else "unsure"
    return Doubt(kind=kind, field=one.field, name=one.name, text=one.reason or one.text, page=one.page)


def _failed(made: Iterable[Equation]) -> list[Doubt]:
    return [Doubt(kind="check", field=one.field, text=one.equation) for one in made if not one.closes]
