"""What was read and matched, held against what the sample documents print."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from python_ocr_reconcile.models.encoding import plain
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
from python_ocr_reconcile.models.statement import BankDocument

INVOICE_FIELDS = (
    "invoice_number", "invoice_date", "due_date", "vendor_name", "vendor_tax_id", "currency", "document_type",
    "page_numbers", "subtotal", "tax_total", "total_amount",
)  # fmt: skip
LINE_FIELDS = ("quantity", "unit_price", "amount")
STATEMENT_FIELDS = (
    "iban", "statement_period_start", "statement_period_end", "opening_balance", "closing_balance",
    "currency",
)  # fmt: skip
TRANSACTION_FIELDS = ("transaction_date", "debit_amount", "credit_amount", "balance")
MONEY = {
    "subtotal", "tax_total", "total_amount", "quantity", "unit_price", "amount", "opening_balance",
    "closing_balance", "debit_amount", "credit_amount", "balance",
}  # fmt: skip


def check(
    truth: dict[str, Any], invoices: InvoiceDocument, bank: BankDocument, result: ReconciliationDocument
) -> list[str]:
    """What differs from `truth`, each in one sentence; empty where everything is right."""
    return [
        *_invoices(truth["invoices"], plain(invoices)["invoices"]),
        *_statement(truth["statement"], bank),
        *_links(truth, invoices, bank, result),
    ]


def _invoices(wanted: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    if len(wanted) != len(found):
        return [f"{len(wanted)} invoices are printed, {len(found)} were found"]
    problems = []
    for bill, read in zip(wanted, found, strict=True):
        name = f"invoice {bill['invoice_number']}"
        problems += _differences(name, INVOICE_FIELDS, bill, read)
        if len(bill["line_items"]) != len(read["line_items"]):
            problems.append(
                f"{name}: {len(bill['line_items'])} lines are printed, {len(read['line_items'])} were read"
            )
            continue
        for number, (line, got) in enumerate(zip(bill["line_items"], read["line_items"], strict=True), 1):
            problems += _differences(f"{name}, line {number}", LINE_FIELDS, line, got)
        if read["proof"] != "proved":
            problems.append(f"{name} is {read['proof']}")
    return problems


def _statement(wanted: dict[str, Any], bank: BankDocument) -> list[str]:
    read = plain(bank)
    problems = _differences("statement", STATEMENT_FIELDS, wanted["statement_info"], read["statement_info"])
    rows, found = wanted["transactions"], read["transactions"]
    if len(rows) != len(found):
        return [*problems, f"{len(rows)} transactions are printed, {len(found)} were read"]
    for number, (row, got) in enumerate(zip(rows, found, strict=True), 1):
        problems += _differences(f"transaction {number}", TRANSACTION_FIELDS, row, got)
    if bank.statement_info.proof != "proved":
        problems.append(f"the statement is {bank.statement_info.proof}")
    return problems


def _differences(
    name: str, fields: tuple[str, ...], wanted: dict[str, Any], found: dict[str, Any]
) -> list[str]:
    return [
        f"{name}: {field} is printed as {wanted[field]}, read as {found.get(field)}"
        for field in fields
        if not _same(field, wanted[field], found.get(field))
    ]


def _same(field: str, wanted: Any, found: Any) -> bool:
    if field in MONEY:
        return (wanted is None) == (found is None) and (wanted is None or Decimal(wanted) == Decimal(found))
    if isinstance(wanted, str) and isinstance(found, str):
        return wanted.casefold() == found.casefold()
    return bool(wanted == found)


def _links(
    truth: dict[str, Any], invoices: InvoiceDocument, bank: BankDocument, result: ReconciliationDocument
) -> list[str]:
    """Every payment is found, those without a doubt are matched, and nothing that is wrong is matched."""
    number_of = {invoice.invoice_id: invoice.invoice_number for invoice in invoices.invoices}
    place_of = {row.transaction_id: place for place, row in enumerate(bank.transactions)}

    def pairs(entries: Any) -> set[tuple[str | None, int]]:
        return {
            (number_of[invoice.invoice_id], place_of[row.transaction_id])
            for entry in entries
            for invoice in entry.invoices
            for row in entry.bank_transactions
        }

    matched, proposed = pairs(result.matched), pairs(result.partial)
    right = {(link["invoice_number"], link["transaction"]): link["surely"] for link in truth["links"]}
    problems = [
        f"the payment of {number} (transaction {place + 1}) was not found"
        for number, place in right
        if (number, place) not in matched | proposed
    ]
    problems += [
        f"the payment of {number} (transaction {place + 1}) is only a proposal"
        for (number, place), surely in right.items()
        if surely and (number, place) in proposed
    ]
    problems += [
        f"{number} was matched with transaction {place + 1}, which does not pay it"
        for number, place in sorted(matched - right.keys(), key=str)
    ]
    return problems
