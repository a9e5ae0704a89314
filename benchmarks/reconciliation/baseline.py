"""What others do, re-expressed: each method on the same files, each transaction used once.

None of their code is here; what is re-expressed is the method, as its documentation and source describe it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

from rapidfuzz import fuzz

from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.statement import BankDocument, Transaction

Scored = dict[tuple[str, str], float]
"""(invoice_id, transaction_id) to score."""


def amount_date_name(
    invoices: InvoiceDocument, bank: BankDocument, *, days: int = 60, name_at_least: float = 50
) -> Scored:
    """What most tools do: the same amount, a window of days, then the most similar name."""

    def like(invoice: Invoice, transaction: Transaction) -> float:
        if _days(invoice, transaction) > days:
            return 0.0
        ratio = fuzz.token_set_ratio(_party(invoice, transaction).lower(), _text(transaction).lower())
        ratio = max(ratio, 100.0 if _names(invoice, transaction) else 0.0)
        return ratio / 100 if ratio >= name_at_least else 0.0

    return _each_takes_the_best(invoices, _same_amount(bank), like)


def weighted_sum(invoices: InvoiceDocument, bank: BankDocument) -> Scored:
    """Midday: 0.50 x name (an embedding there, token similarity here) + 0.35 x amount + 0.10 x currency
    + 0.05 x date, proposed from 0.60 on; as its matching engine documents the weights."""

    def like(invoice: Invoice, transaction: Transaction) -> float:
        name = fuzz.token_set_ratio(_party(invoice, transaction).lower(), _text(transaction).lower()) / 100
        billed, paid = abs(invoice.total_amount or Decimal(0)), _paid(transaction)
        off = float(abs(billed - paid) / max(billed, paid, Decimal("0.01")))
        amount = 1.0 if off == 0 else max(0.0, 0.9 - 5 * off)
        currency = 1.0 if (invoice.currency or "EUR") == transaction.currency else 0.5
        date = max(0.0, 1 - _days(invoice, transaction) / 90)
        total = 0.50 * name + 0.35 * amount + 0.10 * currency + 0.05 * date
        return total if total >= 0.60 else 0.0

    return _each_takes_the_best(invoices, _near_amount(bank), like)


def digit_tokens(invoices: InvoiceDocument, bank: BankDocument) -> Scored:
    """Odoo and OCA (account_reconcile_model): a number in the label, or the digits of one, names the invoice;
    one that names several pays them when their sum is the amount."""
    by_token: dict[str, set[int]] = defaultdict(set)
    for row, invoice in enumerate(invoices.invoices):
        number = invoice.invoice_number or ""
        for token in {number.lower(), *re.findall(r"[0-9]{4,}", number), re.sub(r"[^0-9]", "", number)}:
            if len(token) >= 4:
                by_token[token].add(row)
    used: set[int] = set()
    found: Scored = {}
    for transaction in bank.transactions:
        label = f"{transaction.description or ''} {transaction.reference_number or ''}".lower()
        tokens = {*label.split(), *re.findall(r"[0-9]{4,}", label)}
        named = sorted({row for token in tokens for row in by_token.get(token, ())} - used)
        exact = [row for row in named if abs(invoices.invoices[row].total_amount or 0) == _paid(transaction)]
        total = sum((invoices.invoices[row].total_amount or Decimal(0) for row in named), Decimal(0))
        chosen = exact[:1] or (named if abs(total) == _paid(transaction) else named[:1])
        for row in chosen:
            used.add(row)
            score = 1.0 if exact or abs(total) == _paid(transaction) else 0.7
            found[invoices.invoices[row].invoice_id, transaction.transaction_id] = score
    return found


PEERS: dict[str, Callable[[InvoiceDocument, BankDocument], Scored]] = {
    "amount + date + name": amount_date_name,
    "weighted sum (Midday)": weighted_sum,
    "digit tokens (OCA)": digit_tokens,
}

_Offer = Callable[[Invoice], Iterator[Transaction]]


def _each_takes_the_best(
    invoices: InvoiceDocument, offer: _Offer, like: Callable[[Invoice, Transaction], float]
) -> Scored:
    """Each invoice in turn takes the unused transaction that is most like it."""
    used: set[str] = set()
    found: Scored = {}
    for invoice in invoices.invoices:
        best = (0.0, "")
        for transaction in offer(invoice):
            if transaction.transaction_id not in used:
                best = max(best, (like(invoice, transaction), transaction.transaction_id))
        if best[0]:
            used.add(best[1])
            found[invoice.invoice_id, best[1]] = best[0]
    return found


def _same_amount(bank: BankDocument) -> _Offer:
    by_amount: dict[Decimal, list[Transaction]] = defaultdict(list)
    for transaction in bank.transactions:
        by_amount[_paid(transaction)].append(transaction)
    return lambda invoice: iter(by_amount.get(abs(invoice.total_amount or Decimal(-1)), ()))


def _near_amount(bank: BankDocument) -> _Offer:
    """Within a tenth: what the weights could still lift to the threshold."""
    ordered = sorted(bank.transactions, key=_paid)
    amounts = [_paid(transaction) for transaction in ordered]

    def near(invoice: Invoice) -> Iterator[Transaction]:
        from bisect import bisect_left, bisect_right

        billed = abs(invoice.total_amount or Decimal(0))
        yield from ordered[
            bisect_left(amounts, billed * Decimal("0.9")) : bisect_right(amounts, billed * Decimal("1.1"))
        ]

    return near


def _paid(transaction: Transaction) -> Decimal:
    return abs((transaction.debit_amount or Decimal(0)) - (transaction.credit_amount or Decimal(0)))


def _days(invoice: Invoice, transaction: Transaction) -> int:
    if invoice.invoice_date is None or transaction.transaction_date is None:
        return 0
    return abs((transaction.transaction_date - invoice.invoice_date).days)


def _text(transaction: Transaction) -> str:
    return f"{transaction.counterparty_name or ''} {transaction.description or ''}"


def _names(invoice: Invoice, transaction: Transaction) -> bool:
    return (
        bool(invoice.invoice_number) and (invoice.invoice_number or "").lower() in _text(transaction).lower()
    )


def _party(invoice: Invoice, transaction: Transaction) -> str:
    return (invoice.vendor_name if transaction.debit_amount else invoice.customer_name) or ""
