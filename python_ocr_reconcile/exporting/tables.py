"""What the documents hold, as rows of five tables: the columns of each, and the rows of one document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.reconciliation import Match, ReconciliationDocument
from python_ocr_reconcile.models.statement import BankDocument, Transaction

CellType = Literal["text", "whole", "money", "number", "date"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table by its name, with its columns in order."""

    name: str
    columns: tuple[tuple[str, CellType], ...]


INVOICES = Table(
    "invoices",
    (
        ("upload_id", "whole"), ("file_name", "text"), ("invoice_id", "text"), ("document_type", "text"),
        ("invoice_number", "text"), ("invoice_date", "date"), ("due_date", "date"), ("vendor_name", "text"),
        ("vendor_tax_id", "text"), ("customer_name", "text"), ("customer_tax_id", "text"),
        ("po_number", "text"), ("currency", "text"), ("subtotal", "money"), ("discount", "money"),
        ("shipping", "money"), ("charges", "money"), ("tax_total", "money"), ("total_amount", "money"),
        ("prepaid", "money"), ("rounding", "money"), ("amount_due", "money"), ("iban", "text"),
        ("payment_terms", "text"), ("pages", "text"), ("confidence_score", "number"), ("proof", "text"),
    ),
)  # fmt: skip
LINES = Table(
    "lines",
    (
        ("upload_id", "whole"), ("invoice_id", "text"), ("invoice_number", "text"), ("line_number", "whole"),
        ("item_code", "text"), ("description", "text"), ("quantity", "number"), ("unit_price", "money"),
        ("amount", "money"), ("tax_rate", "number"), ("tax_amount", "money"), ("currency", "text"),
    ),
)  # fmt: skip
TRANSACTIONS = Table(
    "transactions",
    (
        ("upload_id", "whole"), ("file_name", "text"), ("transaction_id", "text"), ("bank_name", "text"),
        ("account", "text"), ("transaction_date", "date"), ("value_date", "date"), ("description", "text"),
        ("debit_amount", "money"), ("credit_amount", "money"), ("balance", "money"), ("currency", "text"),
        ("transaction_type", "text"), ("reference_number", "text"), ("counterparty_name", "text"),
        ("counterparty_account", "text"), ("page_number", "whole"), ("confidence_score", "number"),
        ("fingerprint", "text"),
    ),
)  # fmt: skip
MATCHES = Table(
    "matches",
    (
        ("reconciliation_id", "whole"), ("match_id", "text"), ("list", "text"), ("decision", "text"),
        ("match_score", "number"), ("match_type", "text"), ("invoice_upload_id", "whole"),
        ("invoice_id", "text"), ("invoice_number", "text"), ("invoice_date", "date"), ("vendor_name", "text"),
        ("invoice_total", "money"), ("invoice_currency", "text"), ("bank_upload_id", "whole"),
        ("transaction_id", "text"), ("transaction_date", "date"), ("description", "text"),
        ("paid", "money"), ("transaction_currency", "text"), ("allocated", "money"),
        ("difference", "money"), ("difference_kind", "text"), ("explanation", "text"),
    ),
)  # fmt: skip
UNMATCHED = Table(
    "unmatched",
    (
        ("reconciliation_id", "whole"), ("side", "text"), ("upload_id", "whole"), ("id", "text"),
        ("number_or_text", "text"), ("party", "text"), ("date", "date"), ("amount", "money"),
        ("currency", "text"), ("reason", "text"), ("explanation", "text"),
    ),
)  # fmt: skip
TABLES = (INVOICES, LINES, TRANSACTIONS, MATCHES, UNMATCHED)

Rows = Iterator[tuple[Table, tuple[Any, ...]]]


def invoice_rows(upload_id: int, file_name: str, document: InvoiceDocument) -> Rows:
    """A row for each invoice and for each of its lines."""
    for invoice in document.invoices:
        pages = ", ".join(map(str, invoice.page_numbers))
        told = {"upload_id": upload_id, "file_name": file_name, "pages": pages}
        own = [told[name] if name in told else getattr(invoice, name) for name, _ in INVOICES.columns]
        yield INVOICES, tuple(own)
        of = (upload_id, invoice.invoice_id, invoice.invoice_number)
        for line in invoice.line_items:
            values = (getattr(line, name) for name, _ in LINES.columns[3:-1])
            yield LINES, (*of, *values, invoice.currency)


def transaction_rows(upload_id: int, file_name: str, document: BankDocument) -> Rows:
    """A row for each transaction."""
    statements = document.statements or [document.statement_info]
    for one in document.transactions:
        statement = statements[min(one.statement_index, len(statements) - 1)]
        told = {
            "upload_id": upload_id,
            "file_name": file_name,
            "bank_name": statement.bank_name,
            "account": statement.iban or statement.account_number,
            "currency": one.currency or statement.currency,
        }
        yield (
            TRANSACTIONS,
            tuple(told[name] if name in told else getattr(one, name) for name, _ in TRANSACTIONS.columns),
        )


def run_rows(document: ReconciliationDocument) -> Rows:
    """A row for each invoice with each transaction that pays it, and for each of what stays open."""
    number = document.reconciliation_id
    for kept, matches in (("matched", document.matched), ("to look at", document.partial)):
        for match in matches:
            yield from _match_rows(number, kept, match)
    for bill in document.unmatched.invoices:
        yield UNMATCHED, (
            number, "invoice", bill.upload_id, bill.invoice_id, bill.invoice_number, bill.vendor_name,
            bill.invoice_date, bill.total_amount, bill.currency, bill.unmatched_reason,
            " ".join(bill.explanation),
        )  # fmt: skip
    for one in document.unmatched.bank_transactions:
        yield UNMATCHED, (
            number, "transaction", one.upload_id, one.transaction_id, one.description, one.counterparty_name,
            one.transaction_date, moved(one), one.currency, one.unmatched_reason, " ".join(one.explanation),
        )  # fmt: skip


def _match_rows(number: int | None, kept: str, match: Match) -> Rows:
    bills = {(one.upload_id, one.invoice_id): one for one in match.invoices}
    payments = {(one.upload_id, one.transaction_id): one for one in match.bank_transactions}
    pairs = [
        ((part.invoice_upload_id, part.invoice_id), (part.bank_upload_id, part.transaction_id), part.amount)
        for part in match.allocations
    ]
    allocated = {pair[:2] for pair in pairs}
    for place, (bill_key, payment_key, amount) in enumerate(pairs):
        bill, payment = bills.get(bill_key), payments.get(payment_key)
        first = place == 0  # the difference is that of the whole match: told once, so that sums hold
        yield MATCHES, (
            number, match.match_id, kept, match.decision, match.match_score, match.match_type,
            bill_key[0], bill_key[1], bill and bill.invoice_number, bill and bill.invoice_date,
            bill and bill.vendor_name, bill and bill.total_amount, bill and bill.currency,
            payment_key[0], payment_key[1], payment and payment.transaction_date,
            payment and payment.description, payment and moved(payment), payment and payment.currency,
            amount, match.discrepancy.amount if first else None, match.discrepancy.kind,
            " ".join(match.explanation) if first else None,
        )  # fmt: skip
    if not allocated:
        yield MATCHES, _bare(number, kept, match)


def _bare(number: int | None, kept: str, match: Match) -> tuple[Any, ...]:
    """A match without allocations, such as one between two currencies: its first invoice and transaction."""
    bill, payment = match.invoices[0], match.bank_transactions[0]
    return (
        number, match.match_id, kept, match.decision, match.match_score, match.match_type,
        bill.upload_id, bill.invoice_id, bill.invoice_number, bill.invoice_date, bill.vendor_name,
        bill.total_amount, bill.currency, payment.upload_id, payment.transaction_id,
        payment.transaction_date, payment.description, moved(payment), payment.currency, None,
        match.discrepancy.amount, match.discrepancy.kind, " ".join(match.explanation),
    )  # fmt: skip


def moved(one: Transaction | Any) -> Any:
    """What a transaction did to the account: money in above zero, money out below."""
    if one.credit_amount is not None:
        return one.credit_amount
    return None if one.debit_amount is None else -one.debit_amount
