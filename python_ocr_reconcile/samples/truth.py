"""What is printed on the sample documents, in the words of the documents that the product makes.

Money is decimal text, dates are ISO 8601. Places where two readings are fair (is a unit part of the
quantity?) are left out rather than settled.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from python_ocr_reconcile.samples import account
from python_ocr_reconcile.samples.company import BILLS, HOLDER, Bill
from python_ocr_reconcile.samples.invoices import page_numbers
from python_ocr_reconcile.samples.statement import page_of_entries


def _exact(value: Decimal) -> str:
    return f"{value:f}"


def _bill(bill: Bill, pages: list[int]) -> dict[str, Any]:
    return {
        "invoice_number": bill.number,
        "invoice_date": bill.issued.isoformat(),
        "due_date": bill.due.isoformat() if bill.due else None,
        "vendor_name": bill.supplier.name,
        "vendor_tax_id": bill.supplier.vat_id,
        "customer_name": HOLDER,
        "po_number": bill.order,
        "iban": bill.supplier.iban.replace(" ", ""),
        "currency": "EUR",
        "document_type": "credit_note" if bill.credit else "invoice",
        "page_numbers": pages,
        "subtotal": _exact(bill.subtotal),
        "tax_total": _exact(bill.tax),
        "total_amount": _exact(bill.total),
        "tax_lines": [
            {"rate": _exact(rate), "base": _exact(base), "amount": _exact(tax)}
            for rate, base, tax in bill.taxes
        ],
        "line_items": [
            {
                "item_code": line.code or None,
                "description": line.description,
                "quantity": _exact(line.quantity),
                "unit_price": _exact(line.price),
                "amount": _exact(line.amount),
            }
            for line in bill.lines
        ],
    }


def _statement() -> dict[str, Any]:
    out, into = account.totals()
    rows = zip(account.ENTRIES, account.balances(), page_of_entries(), strict=True)
    return {
        "statement_info": {
            "account_number": account.ACCOUNT_NUMBER,
            "account_name": HOLDER,
            "bank_name": account.BANK,
            "iban": account.IBAN.replace(" ", ""),
            "statement_period_start": account.FIRST_DAY.isoformat(),
            "statement_period_end": account.LAST_DAY.isoformat(),
            "opening_balance": _exact(account.OPENING),
            "closing_balance": _exact(account.balances()[-1]),
            "total_debits": _exact(out),
            "total_credits": _exact(into),
            "currency": "EUR",
            "statement_type": "checking",
        },
        "transactions": [
            {
                "transaction_date": entry.booked.isoformat(),
                "description": " ".join(entry.lines),
                "debit_amount": _exact(-entry.amount) if entry.amount < 0 else None,
                "credit_amount": _exact(entry.amount) if entry.amount > 0 else None,
                "balance": _exact(balance),
                "transaction_type": entry.kind,
                "page_number": page,
            }
            for entry, balance, page in rows
        ],
    }


def truth() -> dict[str, Any]:
    """``invoices``, ``statement``, and ``links``: which entry (0-based) settles which invoice.

    `surely` in a link says whether it must be accepted unread, or may stand among the proposals: a payment
    that differs from the invoice may fairly be put before a person. ``unpaid`` are the invoices without one.
    """
    entries = {entry.pays: (i, entry) for i, entry in enumerate(account.ENTRIES) if entry.pays}
    links = []
    for bill in BILLS:
        if bill.number in entries:
            index, entry = entries[bill.number]
            left = bill.total + entry.amount
            links.append({
                "invoice_number": bill.number,
                "transaction": index,
                "paid": _exact(-entry.amount),
                "left_open": _exact(left),
                "surely": left == 0,
            })  # fmt: skip
    return {
        "invoices": [_bill(bill, pages) for bill, pages in zip(BILLS, page_numbers(), strict=True)],
        "statement": _statement(),
        "links": links,
        "unpaid": [bill.number for bill in BILLS if bill.number not in entries],
    }
