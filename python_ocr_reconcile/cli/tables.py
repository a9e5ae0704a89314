"""Documents and rows as tables for people: what was read and what was proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.text import Text

from python_ocr_reconcile.cli.columns import MARGIN, columns
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.production_json_models import InvoiceUpload
from python_ocr_reconcile.models.statement import BankDocument, StatementInfo, Transaction

_REPAIRS_SHOWN = 4
_NOTICES_SHOWN = 10
_STYLES = {
    "proved": "green", "unproved": "yellow", "conflict": "bold red",
    "completed": "green", "needs review": "yellow", "failed": "bold red",
}  # fmt: skip


def money(amount: Decimal | None, currency: str | None = None) -> str:
    """``1,234.50 EUR``, with all the decimals that it has; nothing where there is no amount."""
    if amount is None:
        return ""
    # Never rounded: dinars have three decimals, and a reader would take 1.23 for what was read as 1.234.
    decimals = max(2, -int(amount.as_tuple().exponent))
    return f"{amount:,.{decimals}f} {currency or ''}".rstrip()


def day(value: date | None) -> str:
    """ISO 8601; nothing where there is no date."""
    return value.isoformat() if value else ""


def print_lines(console: Console, lines: Iterable[Text]) -> None:
    """Print each as it is: not wrapped, not cut."""
    for line in lines:
        console.print(line, no_wrap=True, overflow="ignore", crop=False)


def print_invoices(console: Console, document: InvoiceDocument) -> None:
    """One line an invoice."""
    rows = [
        (
            invoice.invoice_number or f"({invoice.invoice_id})",
            invoice.vendor_name or "",
            day(invoice.invoice_date),
            day(invoice.due_date),
            _pages(invoice.page_numbers),
            str(len(invoice.line_items)),
            money(invoice.total_amount, invoice.currency),
            invoice.proof,
        )
        for invoice in document.invoices
    ]
    made = columns(
        ("Invoice", "Supplier", "Date", "Due", "Page", "Lines", "Total", "Proof"),
        rows,
        width=console.width,
        gives_way="Supplier",
        right=("Lines", "Total"),
        may_go=("Due", "Lines", "Page"),
        styles=_STYLES,
    )
    print_lines(console, made)
    evidence = [(invoice.invoice_number or "", invoice.evidence) for invoice in document.invoices]
    _print_repairs(console, evidence)
    _print_notices(console, document)


def _print_notices(console: Console, document: InvoiceDocument) -> None:
    """What a person should look at: cuts that are not sure, sums that do not close."""
    notices = document.processing_info.warnings if document.processing_info else []
    shown = [
        f"page {one.page}: {one.message}" if one.page else one.message for one in notices[:_NOTICES_SHOWN]
    ]
    if len(notices) > len(shown):
        shown.append(f"and {len(notices) - len(shown)} more")
    for number, notice in enumerate(shown):
        label = "" if number else "Look at"
        print_lines(console, [Text(" " * MARGIN).append(f"{label:<9}", "bold").append(notice)])


def _pages(pages: Sequence[int]) -> str:
    return "" if not pages else str(pages[0]) if len(pages) == 1 else f"{pages[0]}-{pages[-1]}"


def print_statements(console: Console, document: BankDocument) -> None:
    """Each account and period: whose, when, and the sum that proves it."""
    for index, info in enumerate(document.statements or [document.statement_info]):
        count = sum(row.statement_index == index for row in document.transactions)
        for label, value in _statement(info, count):
            line = Text(" " * MARGIN).append(f"{label:<9}", "bold").append(value, _STYLES.get(value))
            print_lines(console, [line])
    _print_repairs(console, ((day(row.transaction_date), row.evidence) for row in document.transactions))


def _print_repairs(console: Console, records: Iterable[tuple[str, dict[str, Evidence]]]) -> None:
    """Figures that were misread and that the sums around them put right."""
    repairs = [
        f"{name} {field.split('/')[-1].replace('_', ' ')}: read as '{found.raw}', is {_value(found)}"
        for name, evidence in records
        for field, found in evidence.items()
        if found.status == "repaired"
    ]
    shown = repairs[:_REPAIRS_SHOWN]
    if len(repairs) > len(shown):
        shown.append(f"and {len(repairs) - len(shown)} more")
    for number, repair in enumerate(shown):
        label = "" if number else "Repaired"
        print_lines(console, [Text(" " * MARGIN).append(f"{label:<9}", "bold").append(repair)])


def _value(found: Evidence) -> str:
    return money(found.value) if isinstance(found.value, Decimal) else str(found.value)


def _statement(info: StatementInfo, count: int) -> Iterator[tuple[str, str]]:
    yield "Bank", info.bank_name or "not found"
    account = info.iban or info.account_number or "not found"
    yield "Account", " ".join(filter(None, (account, info.currency)))
    if info.account_name:
        yield "Holder", info.account_name
    if info.statement_period_start or info.statement_period_end:
        yield "Period", f"{day(info.statement_period_start)} to {day(info.statement_period_end)}"
    yield "Entries", f"{count} transaction{'' if count == 1 else 's'}"
    if info.opening_balance is not None and info.closing_balance is not None:
        into, out = info.total_credits, info.total_debits
        moved = "... " if into is None or out is None else f"+ {money(into)} in - {money(out)} out "
        yield "Balance", f"{money(info.opening_balance)} {moved}= {money(info.closing_balance)}"
    yield "Proof", info.proof


def print_transactions(console: Console, transactions: Sequence[Transaction]) -> None:
    """One line a transaction."""
    rows = [
        (
            day(row.transaction_date),
            " ".join((row.description or "").split()),
            money(row.debit_amount),
            money(row.credit_amount),
            money(row.balance),
        )
        for row in transactions
    ]
    made = columns(
        ("Date", "Description", "Out", "In", "Balance"),
        rows,
        width=console.width,
        gives_way="Description",
        right=("Out", "In", "Balance"),
        may_go=("Balance",),
    )
    print_lines(console, made)


def print_rows(console: Console, kind: str, rows: Sequence[Any]) -> None:
    """The stored rows of a list."""
    if kind == "reconciliation":
        made = columns(
            ("Id", "Invoices", "Bank", "When", "Matched", "Proposed", "Open", "Status"),
            [
                (
                    str(row.reconciliation_id),
                    f"{row.invoice_upload_id} {row.invoice_file_name}",
                    f"{row.bank_upload_id} {row.bank_file_name}",
                    f"{row.reconciliation_timestamp:%Y-%m-%d %H:%M}",
                    str(row.total_matches_found),
                    str(row.partial_matches),
                    str(row.unmatched_invoices),
                    row.status.replace("_", " "),
                )
                for row in rows
            ],
            width=console.width,
            gives_way="Invoices",
            right=("Id", "Matched", "Proposed", "Open"),
            may_go=("Bank", "When"),
            styles=_STYLES,
        )
    else:
        found, amount = ("Invoices", "Total") if kind == "invoice" else ("Entries", "Closing balance")
        made = columns(
            ("Id", "File", "Received", "Pages", found, amount, "Status"),
            [
                (
                    str(row.upload_id),
                    row.file_name,
                    f"{row.upload_timestamp:%Y-%m-%d %H:%M}",
                    str(row.pages_total),
                    *_figures(row),
                    row.status.replace("_", " "),
                )
                for row in rows
            ],
            width=console.width,
            gives_way="File",
            right=("Id", "Pages", found, amount),
            may_go=("Received", "Pages"),
            styles=_STYLES,
        )
    print_lines(console, made)


def _figures(row: Any) -> tuple[str, str]:
    if isinstance(row, InvoiceUpload):
        # Left blank where the invoices are in several currencies: there is no one total.
        currencies = list(row.currency_summary or {})
        return str(row.total_invoices_found), money(row.total_amount, *currencies[:1])
    return str(row.total_transactions_found), money(row.closing_balance, row.currency)
