"""The method most open tools use, as a baseline: exact amount, a date window, then the most similar name."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from rapidfuzz import fuzz

from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.statement import BankDocument, Transaction


def amount_date_name(
    invoices: InvoiceDocument, bank: BankDocument, *, days: int = 60, name_at_least: float = 50
) -> dict[tuple[str, str], float]:
    """Pairs with their score: each invoice in turn takes the unused transaction that is most like it."""
    by_amount: dict[Decimal, list[Transaction]] = defaultdict(list)
    for transaction in bank.transactions:
        by_amount[abs((transaction.debit_amount or 0) - (transaction.credit_amount or 0))].append(transaction)
    used: set[str] = set()
    found: dict[tuple[str, str], float] = {}
    for invoice in invoices.invoices:
        best: tuple[float, str] | None = None
        for transaction in by_amount.get(abs(invoice.total_amount or Decimal(-1)), ()):
            if transaction.transaction_id in used or not transaction.transaction_date:
                continue
            if (
                invoice.invoice_date
                and abs((transaction.transaction_date - invoice.invoice_date).days) > days
            ):
                continue
            text = f"{transaction.counterparty_name or ''} {transaction.description or ''}".lower()
            party = invoice.vendor_name if transaction.debit_amount else invoice.customer_name
            like = max(
                fuzz.token_set_ratio((party or "").lower(), text),
                100.0 if invoice.invoice_number and invoice.invoice_number.lower() in text else 0.0,
            )
            if like >= name_at_least and (best is None or like > best[0]):
                best = like, transaction.transaction_id
        if best:
            used.add(best[1])
            found[invoice.invoice_id, best[1]] = best[0] / 100
    return found
