"""A published set of invoices and payments with known pairs, as documents of ours.

invoices.json   [{invoice_id, invoice_number, client_id, invoice_date, title, customer, amount, currency}]
payments.json   [{payment_id, date, account, title, payer, amount, currency}]
truth.json      {"matches": [{invoice_id, payment_id, changes}]}
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.statement import BankDocument, Transaction


def read_corpus(folder: Path) -> tuple[InvoiceDocument, BankDocument, list[tuple[str, str, str]]]:
    """(invoices, bank, [(invoice_id, transaction_id, what was altered)]); the invoices are the user's own."""
    invoices = [
        Invoice(
            invoice_id=row["invoice_id"],
            invoice_number=row["title"],
            po_number=row["invoice_number"],
            invoice_date=date.fromisoformat(row["invoice_date"]),
            customer_name=row["customer"],
            total_amount=Decimal(row["amount"]),
            currency=row["currency"],
        )
        for row in json.loads((folder / "invoices.json").read_text("utf-8"))
    ]
    transactions = [
        Transaction(
            transaction_id=row["payment_id"],
            transaction_date=date.fromisoformat(row["date"]),
            description=row["title"],
            counterparty_name=row["payer"],
            counterparty_account=row["account"],
            credit_amount=Decimal(row["amount"]),
            currency=row["currency"],
        )
        for row in json.loads((folder / "payments.json").read_text("utf-8"))
    ]
    truth = [
        (row["invoice_id"], row["payment_id"], ", ".join(row["changes"]))
        for row in json.loads((folder / "truth.json").read_text("utf-8"))["matches"]
    ]
    return InvoiceDocument(invoices=invoices), BankDocument(transactions=transactions), truth
