"""Documents and rows as tables for people: what was read and what was proved.

They fit 80 columns and use what a wider terminal has. Colours only repeat what the words say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.production_json_models import InvoiceUpload
from python_ocr_reconcile.models.statement import BankDocument, StatementInfo, Transaction

WIDE = 96
"""From this many columns on, tables show what is only nice to have."""
_PROOF = {"proved": "green", "unproved": "yellow", "conflict": "bold red"}
_STATUS = {"completed": "green", "needs_review": "yellow", "failed": "bold red"}


def money(amount: Decimal | None, currency: str | None = None) -> str:
    """``1,234.50 EUR``; nothing where there is no amount."""
    if amount is None:
        return ""
    return f"{amount:,.2f} {currency}" if currency else f"{amount:,.2f}"


def day(value: date | None) -> str:
    """ISO 8601; nothing where there is no date."""
    return value.isoformat() if value else ""


def table(*columns: str, right: Sequence[str] = (), fixed: Sequence[str] = ()) -> Table:
    """An empty table with a ruled head; columns in `right` hold figures, those in `fixed` never shrink."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1), header_style="bold")
    for title in columns:
        figures = title in right
        made.add_column(
            title,
            justify="right" if figures else "left",
            no_wrap=figures or title in fixed,
            overflow="fold" if figures or title in fixed else "ellipsis",
        )
    return made


def indented(content: RenderableType) -> Padding:
    """`content`, three columns in."""
    return Padding(content, (0, 0, 0, 3))


def shorten(text: str, width: int) -> str:
    """`text` in at most `width` characters; what is cut off leaves a mark."""
    return text if len(text) <= width else text[: width - 1].rstrip() + "\u2026"


def coloured(word: str, colours: dict[str, str]) -> Text:
    """`word` in its colour."""
    return Text(word.replace("_", " "), style=colours.get(word, ""))


def invoices(document: InvoiceDocument, *, wide: bool) -> RenderableType:
    """One row an invoice."""
    titles = ["Invoice", "Supplier", "Date", *(["Due"] if wide else []), "Page", "Lines", "Total", "Proof"]
    made = table(*titles, right=("Lines", "Total"), fixed=("Invoice", "Date", "Due", "Page", "Proof"))
    made.columns[1].no_wrap = True
    for invoice in document.invoices:
        made.add_row(
            _number(invoice),
            invoice.vendor_name or "",
            day(invoice.invoice_date),
            *([day(invoice.due_date)] if wide else []),
            _pages(invoice.page_numbers),
            str(len(invoice.line_items)),
            money(invoice.total_amount, invoice.currency),
            coloured(invoice.proof, _PROOF),
        )
    return indented(made)


def _number(invoice: Invoice) -> str:
    return invoice.invoice_number or f"({invoice.invoice_id})"


def _pages(pages: Sequence[int]) -> str:
    return "" if not pages else str(pages[0]) if len(pages) == 1 else f"{pages[0]}-{pages[-1]}"


def statements(document: BankDocument) -> RenderableType:
    """Each account and period: whose, when, and the sum that proves it."""
    return indented(
        Group(*(_statement(info, document) for info in document.statements or [document.statement_info]))
    )


def _statement(info: StatementInfo, document: BankDocument) -> RenderableType:
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="bold", no_wrap=True)
    facts.add_column()
    period = f"{day(info.statement_period_start)} to {day(info.statement_period_end)}"
    account = " ".join(filter(None, (info.iban or info.account_number, info.currency)))
    for label, value in (
        ("Bank", info.bank_name),
        ("Account", account),
        ("Holder", info.account_name),
        ("Period", period),
    ):
        facts.add_row(label, value or "")
    count = len(document.transactions)
    facts.add_row("Read", f"{count} transaction{'' if count == 1 else 's'}")
    if info.opening_balance is not None and info.closing_balance is not None:
        into, out = info.total_credits, info.total_debits
        moved = f" + {money(into)} in - {money(out)} out" if into is not None and out is not None else " ..."
        facts.add_row("Balance", f"{money(info.opening_balance)}{moved} = {money(info.closing_balance)}")
    facts.add_row("Proof", coloured(info.proof, _PROOF))
    return facts


def transactions(rows: Sequence[Transaction]) -> RenderableType:
    """One row a transaction."""
    made = table(
        "Date", "Description", "Out", "In", "Balance", right=("Out", "In", "Balance"), fixed=("Date",)
    )
    made.columns[1].no_wrap = True
    for row in rows:
        made.add_row(
            day(row.transaction_date),
            " ".join((row.description or "").split()),
            money(row.debit_amount),
            money(row.credit_amount),
            money(row.balance),
        )
    return indented(made)


def rows_table(kind: str, rows: Sequence[Any]) -> RenderableType:
    """The stored rows of a list."""
    if kind == "reconciliation":
        made = table("Id", "Invoices", "Bank", "When", "Matched", "Proposed", "Open", "Status",
                     right=("Id", "Matched", "Proposed", "Open"), fixed=("When", "Status"))  # fmt: skip
        for row in rows:
            made.add_row(
                str(row.reconciliation_id),
                f"{row.invoice_upload_id} {row.invoice_file_name}",
                f"{row.bank_upload_id} {row.bank_file_name}",
                f"{row.reconciliation_timestamp:%Y-%m-%d %H:%M}",
                str(row.total_matches_found),
                str(row.partial_matches),
                str(row.unmatched_invoices),
                coloured(row.status, _STATUS),
            )
        return made
    found, amount = ("Invoices", "Total") if kind == "invoice" else ("Transactions", "Closing balance")
    made = table("Id", "File", "Received", "Pages", found, amount, "Status",
                 right=("Id", "Pages", found, amount), fixed=("Received", "Status"))  # fmt: skip
    for row in rows:
        if isinstance(row, InvoiceUpload):
            figures = (str(row.total_invoices_found), money(row.total_amount))
        else:
            figures = (str(row.total_transactions_found), money(row.closing_balance, row.currency))
        made.add_row(
            str(row.upload_id),
            row.file_name,
            f"{row.upload_timestamp:%Y-%m-%d %H:%M}",
            str(row.pages_total),
            *figures,
            coloured(row.status, _STATUS),
        )
    return made
