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
    UnmatchedInvoice,
)
from python_ocr_reconcile.reconciliation.named import in_words, transaction_names
from python_ocr_reconcile.reconciliation.summary import matched_by_currency

_REASONS_SHOWN = 2
_REASONS = {
    "no_candidate": "with no reference or amount of an open invoice, and no party near its amount",
    "not_an_invoice_payment": "for fees, interest, cash or salaries",
    "other_direction": "in the other direction than these invoices are paid",
    "amount_differs": "like an invoice but for the amount",
    "below_threshold": "with too little evidence beside the amount",
    "taken_by_better_match": "with a candidate that another transaction fits better",
    "ambiguous": "for several invoices equally",
    "currency_differs": "in another currency",
    "missing_amount": "without an amount",
    "duplicate_payment": "like a second payment of an invoice",
    "refund": "giving back what was paid",
    "own_transfer": "between own accounts",
    "settled_before": "in links that a person has confirmed before",
    "rejected": "of links that a person rejected",
    "released": "of links that a person replaced",
}
_DIRECTIONS = {
    "payables": "Supplier invoices against money out (payables).",
    "receivables": "Own invoices against money in (receivables).",
    "both": "Invoices against money of either direction; --direction says which to look at.",
}
_SAID = {"confirmed": "confirmed", "linked": "by hand"}

Cells = tuple[str, ...]
"""Invoice, supplier and amount; for a match also when it was paid, how much, and how sure that is."""
Entry = tuple[list[Cells], str]
"""The lines of one entry, and why."""


def print_reconciliation(console: Console, document: ReconciliationDocument) -> None:
    """Print the whole result."""
    named = transaction_names(document)
    is_customer = document.reconciliation_info.direction == "receivables"
    for title, style, matches in (
        ("Matched: may be accepted unread", "bold green", document.matched),
        ("Proposed: a person should look", "bold yellow", document.partial),
    ):
        if matches:
            console.print(_indented(Text(f"{title}{_in_currency(matches)}", style=style)))
            entries = [_match(match, named, is_customer=is_customer) for match in matches]
            _print_entries(console, ("Paid", "Payment", "Sure"), entries, is_customer=is_customer)
    if open_ones := [each for each in document.unmatched.invoices if not _settled(each)]:
        console.print(_indented(Text("Open: no payment found", style="bold")))
        entries = [
            (
                [_cells(each, is_customer=is_customer)],
                f"{each.invoice_id}: {_why(each.explanation, named)}",
            )
            for each in open_ones
        ]
        _print_entries(console, (), entries, is_customer=is_customer)
    if document.unmatched.bank_transactions:
        _print_others(console, document.unmatched.bank_transactions)
    console.print(_indented(_summary(document)))
    console.print(_indented(Text(_DIRECTIONS[document.reconciliation_info.direction], style="dim")))
    if document.reconciliation_id is not None:
        run = document.reconciliation_id
        stored = f"Stored as run {run}: `ocr-reconcile show reconciliation {run}`"
        console.print(_indented(Text(stored, style="dim")))


def _why(sentences: Sequence[str], named: Mapping[str, str]) -> str:
    """The doubt where there is one, and the strongest sentences; transactions by their names."""
    shown = _REASONS_SHOWN + any(doubt.startswith("A proposal") for doubt in sentences[:1])
    return in_words(" ".join(sentences[:shown]), named)


def _match(match: Match, named: Mapping[str, str], *, is_customer: bool) -> Entry:
    """A line for each invoice with a payment beside it; its ids, and the strongest reasons."""
    lines: list[Cells] = []
    for invoice, row in zip_longest(match.invoices, match.bank_transactions):
        sure = "" if lines else _SAID.get(match.decision) or _sure(match.match_score)
        cells = _cells(invoice, is_customer=is_customer)
        lines.append((*cells, *_payment(row, is_customer=is_customer), sure))
    ids = [each.invoice_id for each in match.invoices]
    ids += [each.transaction_id for each in match.bank_transactions]
    return lines, f"{match.match_id} ({', '.join(ids)}): {_why(match.explanation, named)}"


def _cells(invoice: MatchedInvoice | None, *, is_customer: bool) -> Cells:
    if invoice is None:
        return "", "", ""
    number = invoice.invoice_number or invoice.invoice_id
    party, other = invoice.vendor_name, invoice.customer_name
    name = (other or party if is_customer else party or other) or ""
    return number, name, money(invoice.total_amount)


def _settled(invoice: UnmatchedInvoice) -> bool:
    """Whether a person has confirmed its payment in an earlier run."""
    return invoice.unmatched_reason == "settled_before"


def _currencies(matches: Sequence[Match]) -> list[str]:
    return sorted({invoice.currency or "" for match in matches for invoice in match.invoices})


def _in_currency(matches: Sequence[Match]) -> str:
    return f" ({', '.join(filter(None, _currencies(matches)))})" if any(_currencies(matches)) else ""


def _payment(row: MatchedTransaction | None, *, is_customer: bool) -> Cells:
    """When, and how much in the sign of an invoice: what goes the other way than it is paid is negative."""
    if row is None:
        return "", ""
    amount = row.debit_amount if row.debit_amount is not None else row.credit_amount
    if amount is not None and (row.debit_amount is None) != is_customer:
        amount = -amount
    return day(row.transaction_date), money(amount)


def _sure(probability: float) -> str:
    """In percent, never rounded up to certainty."""
    return ">99.9%" if probability >= 0.9995 else f"{100 * probability:.1f}%"


def _print_entries(console: Console, more: Cells, entries: Sequence[Entry], *, is_customer: bool) -> None:
    party = "Customer" if is_customer else "Supplier"
    made = columns(
        ("Invoice", party, "Amount", *more),
        [cells for lines, _ in entries for cells in lines],
        width=console.width,
        gives_way=party,
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
    matched = sum(len(match.invoices) for match in document.matched)
    settled = sum(map(_settled, document.unmatched.invoices))
    before = f", {settled} settled before" if settled else ""
    return Text(
        f"{matched} of {summary.total_invoices_processed} invoices matched "
        f"({summary.match_rate_percentage:.0f}%), {_matched_money(document)}; "
        f"{summary.partial_matches} proposed, {summary.unmatched_invoices - settled} open{before}",
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
