"""The second pair of eyes: every check is computed anew from the values as they will be stored.

It shares no code with the solvers that built the checks. A document keeps its ``proved`` only where every
check closes and every money value stands in one; this can take a proof away and never gives one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import prod
from typing import Any

import msgspec

from python_ocr_reconcile.models.evidence import Check, Proof
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.statement import Posting, StatementInfo, Transaction

_INVOICE_MONEY = (
    "subtotal", "discount", "shipping", "charges", "tax_total", "total_amount", "prepaid", "rounding",
    "amount_due",
)  # fmt: skip
_TAX_LINE_MONEY = ("base", "amount")


class _Booked(msgspec.Struct):
    """The part of a bank document that checks point into."""

    statements: list[StatementInfo]
    transactions: Sequence[Transaction | Posting]


def verify_invoices(invoices: list[Invoice]) -> list[Invoice]:
    """The invoices with their checks recomputed and the proof that is left."""
    return [_verify_invoice(invoice) for invoice in invoices]


def verify_statements(
    statements: list[StatementInfo], transactions: Sequence[Transaction | Posting]
) -> list[StatementInfo]:
    """The statements with the proof that their own and their transactions' checks leave them."""
    root = _Booked(statements, transactions)
    of_statement: list[list[int]] = [[] for _ in statements]
    for place, transaction in enumerate(transactions):
        of_statement[transaction.statement_index].append(place)
    return [
        _verify_statement(root, index, statement, of_statement[index])
        for index, statement in enumerate(statements)
    ]


def _verify_invoice(invoice: Invoice) -> Invoice:
    checks = [_recomputed(check, invoice) for check in invoice.checks]
    proof = _left(invoice.proof, checks, _invoice_money(invoice))
    # An XML whose sums close proves nothing against a page that states otherwise.
    contradicted = any(e.status == "conflict" and e.reason is not None for e in invoice.evidence.values())
    proof = "conflict" if proof == "proved" and contradicted else proof
    return msgspec.structs.replace(invoice, checks=checks, proof=proof)


def _verify_statement(
    root: _Booked, index: int, statement: StatementInfo, places: list[int]
) -> StatementInfo:
    checks = [_recomputed(check, root) for check in statement.checks]
    of_rows = [_recomputed(check, root) for place in places for check in root.transactions[place].checks]
    money = [f"/statements/{index}/opening_balance", f"/statements/{index}/closing_balance"]
    for place in places:
        side = "debit" if root.transactions[place].debit_amount is not None else "credit"
        money.append(f"/transactions/{place}/{side}_amount")
    proof = _left(statement.proof, [*checks, *of_rows], money)
    return msgspec.structs.replace(statement, checks=checks, proof=proof)


def _left(claimed: Proof, checks: list[Check], money: Iterable[str]) -> Proof:
    """What is left of a claimed proof: the checks must close and cover every money value."""
    if claimed != "proved":
        return claimed
    if not all(check.closes for check in checks):
        return "conflict"
    return "proved" if set(money) <= _covered(checks) else "unproved"


def _covered(checks: Iterable[Check]) -> set[str]:
    return {
        pointer for check in checks for pointer in (check.result, *(term.pointer for term in check.operands))
    }


def _invoice_money(invoice: Invoice) -> Iterator[str]:
    """Pointers to every money value that the invoice states."""
    for field in _INVOICE_MONEY:
        if getattr(invoice, field) is not None:
            yield f"/{field}"
    for place, line in enumerate(invoice.line_items):
        if line.amount is not None:
            yield f"/line_items/{place}/amount"
    for place, tax in enumerate(invoice.tax_lines):
        for field in _TAX_LINE_MONEY:
            if getattr(tax, field) is not None:
                yield f"/tax_lines/{place}/{field}"


def _recomputed(check: Check, root: Any) -> Check:
    """`check` with what its equation gives now; one that points at nothing does not close."""
    terms = [_resolve(root, operand.pointer) for operand in check.operands]
    actual = _resolve(root, check.result)
    known = [value for value in (*terms, actual) if value is not None]
    if len(known) <= len(terms) or not terms:
        return msgspec.structs.replace(check, closes=False)
    weighted = [value * operand.factor for value, operand in zip(known, check.operands, strict=False)]
    expected = {
        "sum": lambda: sum(weighted, Decimal(0)),
        "product": lambda: prod(weighted, start=Decimal(1)),
        "percent": lambda: prod(weighted, start=Decimal(1)) / 100,
    }[check.operation]()
    closes = abs(expected - known[-1]) <= check.tolerance
    return msgspec.structs.replace(check, expected=expected, actual=known[-1], closes=closes)


def _resolve(root: Any, pointer: str) -> Decimal | None:
    """The money value at a JSON pointer, ``None`` where there is none."""
    value = root
    for part in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(part)] if part.isdigit() and int(part) < len(value) else None
        else:
            value = getattr(value, part, None)
    return value if isinstance(value, Decimal) else None
