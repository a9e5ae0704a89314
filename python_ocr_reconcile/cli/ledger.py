"""A reconciliation for people: what matched and why, what needs a look, what stays open.

Lines of cells with the reasons below each, in full width: a table's last column is too narrow for
sentences on 80 columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice, zip_longest

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from python_ocr_reconcile.cli.columns import MARGIN, columns
from python_ocr_reconcile.cli.tables import day, money, print_lines
from python_ocr_reconcile.models.reconciliation import (
    Match,
    MatchedInvoice,
    MatchedTransaction,
    ReconciliationDocument,
)
from python_ocr_reconcile.reconciliation.named import in_words, transaction_names
from python_ocr_reconcile.reconciliation.summary import matched_by_currency

_REASONS_SHOWN = 2
_REASONS = {
    "no_candidate": "share no reference, party or amount with an open invoice",
    "not_an_invoice_payment": "are fees, interest, cash or salaries",
    "other_direction": "went the other way than these invoices are paid",
    "amount_differs": "look like an invoice but for the amount",
    "below_threshold": "have too little evidence beside the amount",
    "taken_by_better_match": "had a candidate that another transaction fits better",
    "ambiguous": "fit several invoices equally",
    "currency_differs": "are in another currency",
    "missing_amount": "move no money",
    "duplicate_payment": "look like a second payment of an invoice",
    "settled_before": "belong to links that a person has confirmed before",
    "rejected": "were linked to an invoice, which a person rejected",
    "released": "were proposed for an invoice that a person linked elsewhere",
}
_SAID = {"confirmed": "confirmed", "linked": "by hand"}

Cells = tuple[str, ...]
"""Invoice, supplier and amount; for a match also when it was paid, how much, and how sure that is."""
Entry = tuple[list[Cells], str]
"""The lines of one entry, and why."""


def print_reconciliation(console: Console, document: ReconciliationDocument) -> None:
    """Print the whole result."""
    named = transaction_names(document)
    for title, style, matches in (
        ("Matched: may be accepted unread", "bold green", document.matched),
        ("Proposed: a person should look", "bold yellow", document.partial),
    ):
        if matches:
            console.print(_indented(Text(f"{title}{_in_currency(matches)}", style=style)))
            _print_entries(console, ("Paid", "Payment", "Sure"), [_match(match, named) for match in matches])
    if document.unmatched.invoices:
        console.print(_indented(Text("Open: no payment found", style="bold")))
        entries = [([_cells(i)], _why(i.explanation, named)) for i in document.unmatched.invoices]
        _print_entries(console, (), entries)
    if document.unmatched.bank_transactions:
        _print_others(console, document.unmatched.bank_transactions)
    console.print(_indented(_summary(document)))


def _why(sentences: Sequence[str], named: Mapping[str, str]) -> str:
    """The strongest sentences, transactions by their names."""
    return in_words(" ".join(sentences[:_REASONS_SHOWN]), named)


def _match(match: Match, named: Mapping[str, str]) -> Entry:
    """A line for each invoice with a payment beside it, and the two strongest reasons."""
    lines: list[Cells] = []
    for invoice, row in zip_longest(match.invoices, match.bank_transactions):
        sure = "" if lines else _SAID.get(match.decision) or _sure(match.match_score)
        lines.append((*_cells(invoice), *_payment(row), sure))
    return lines, _why(match.explanation, named)


def _cells(invoice: MatchedInvoice | None) -> Cells:
    if invoice is None:
        return "", "", ""
    number = invoice.invoice_number or invoice.invoice_id
    return number, invoice.vendor_name or invoice.customer_name or "", money(invoice.total_amount)


def _currencies(matches: Sequence[Match]) -> list[str]:
    return sorted({invoice.currency or "" for match in matches for invoice in match.invoices})


def _in_currency(matches: Sequence[Match]) -> str:
    return f" ({', '.join(filter(None, _currencies(matches)))})" if any(_currencies(matches)) else ""


def _payment(row: MatchedTransaction | None) -> Cells:
    """When, and how much in the sign of an invoice: money in is negative."""
    if row is None:
        return "", ""
    amount = row.debit_amount if row.debit_amount is not None else row.credit_amount
    if amount is not None and row.debit_amount is None:
        amount = -amount
    return day(row.transaction_date), money(amount)


def _sure(probability: float) -> str:
    """In percent, never rounded up to certainty."""
    return ">99.9%" if probability >= 0.9995 else f"{100 * probability:.1f}%"


def _print_entries(console: Console, more: Cells, entries: Sequence[Entry]) -> None:
    made = columns(
        ("Invoice", "Supplier", "Amount", *more),
        [cells for lines, _ in entries for cells in lines],
        width=console.width,
        gives_way="Supplier",
        right=("Amount", "Payment", "Sure"),
        may_go=("Payment",),
    )
    print_lines(console, made.head)
    rows = iter(made.rows)
    for lines, why in entries:
        print_lines(console, islice(rows, len(lines)))
        console.print(Padding(Text(why, style="dim"), (0, 1, 0, made.second_column)))
    console.print()


def _print_others(console: Console, rows: Sequence[MatchedTransaction]) -> None:
    """Transactions that pay none of the invoices, counted by reason: most have nothing to do with them."""
    count = len(rows)
    title = f"{count} other transaction{'' if count == 1 else 's'}"
    console.print(_indented(Text(title, style="bold")))
    for code, number in Counter(getattr(row, "unmatched_reason", "") for row in rows).most_common():
        console.print(_indented(Text(f"{number:>4}  {_REASONS.get(code, code.replace('_', ' '))}")))
    console.print()


def _summary(document: ReconciliationDocument) -> Text:
    summary = document.reconciliation_summary
    return Text(
        f"{summary.total_matches_found} of {summary.total_invoices_processed} invoices matched "
        f"({summary.match_rate_percentage:.0f}%), {_matched_money(document)}; "
        f"{summary.partial_matches} proposed, {summary.unmatched_invoices} open",
        style="bold",
    )


def _matched_money(document: ReconciliationDocument) -> str:
    """What was matched in each currency."""
    moved = matched_by_currency(document.matched)
    paid = " + ".join(money(each.paid, each.currency) for each in moved if each.paid)
    refunded = " + ".join(money(each.refunded, each.currency) for each in moved if each.refunded)
    told = [f"{amounts} {what}" for amounts, what in ((paid, "paid"), (refunded, "refunded")) if amounts]
    return ", ".join(told) or "nothing paid"


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, MARGIN))
