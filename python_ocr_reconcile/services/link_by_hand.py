"""A link that a person makes: which invoices, which transactions, how much of which pays which, what is left.

Amounts are signed by what they do: an invoice by its sign (a credit note is below zero), a transaction above
zero where it pays such an invoice and below where it brings the money back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from python_ocr_reconcile.errors import JudgementError
from python_ocr_reconcile.models.reconciliation import (
    Allocation,
    Discrepancy,
    DiscrepancyKind,
    Match,
    MatchedInvoice,
    MatchedTransaction,
    MatchType,
)
from python_ocr_reconcile.models.wanted_link import WantedLink
from python_ocr_reconcile.money import minor_digits

ROUNDING = 5
"""Minor units that are taken for rounding."""
Place = tuple[int | None, str]


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice of the link, and what is to be paid of it."""

    row: MatchedInvoice
    payable: Decimal | None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.row.upload_id, self.row.invoice_id


@dataclass(slots=True)
class _Books:
    """What is left on both sides while it is being allocated; amounts as the module says."""

    due: dict[Place, Decimal]
    paid: dict[Place, Decimal]
    parts: list[tuple[Place, Place, Decimal]] = field(default_factory=list)

    def allocate(self, invoice: Place, transaction: Place, amount: Decimal) -> None:
        self.parts.append((invoice, transaction, amount))
        self.due[invoice] -= amount
        self.paid[transaction] -= amount


def link_by_hand(
    match_id: str,
    bills: Sequence[Bill],
    transactions: Sequence[MatchedTransaction],
    wanted: WantedLink,
    direction: Literal["payables", "receivables", "both"],
) -> Match:
    """The entry of the link. Raises `JudgementError` where its amounts cannot be allocated."""
    books = _books(bills, transactions, direction)
    crossed = len({bill.row.currency for bill in bills} | {t.currency for t in transactions} - {None}) > 1
    invoiced = sum(books.due.values(), Decimal(0))
    if wanted.allocations:
        _as_wanted(books, wanted.allocations, crossed=crossed)
    elif not crossed:
        _in_order(books)
    elif len(bills) == len(transactions) == 1:
        books.allocate(bills[0].place, _place(transactions[0]), books.due[bills[0].place])
    else:
        raise JudgementError("The currencies differ: say in `allocations` how much pays which invoice.")
    if crossed:
        over = sum((amount for _, _, amount in books.parts), Decimal(0)) - invoiced
    else:
        over = sum((_flow(t, direction, invoiced) for t in transactions), Decimal(0)) - invoiced
    return Match(
        match_id=match_id,
        match_score=1.0,
        match_type=_match_type(len(bills), len(transactions)),
        invoices=[bill.row for bill in bills],
        bank_transactions=list(transactions),
        allocations=[
            Allocation(
                invoice_upload_id=invoice[0],
                invoice_id=invoice[1],
                bank_upload_id=transaction[0],
                transaction_id=transaction[1],
                amount=amount,
            )
            for invoice, transaction, amount in books.parts
            if amount
        ],
        discrepancy=Discrepancy(
            amount=over, kind=_kind(over, bills[0].row.currency, wanted, crossed=crossed)
        ),
        explanation=["A person linked them by hand."],
        decision="linked",
    )


def _books(
    bills: Sequence[Bill],
    transactions: Sequence[MatchedTransaction],
    direction: Literal["payables", "receivables", "both"],
) -> _Books:
    due: dict[Place, Decimal] = {}
    for bill in bills:
        if bill.payable is None:
            raise JudgementError(f"Invoice {bill.row.invoice_id} has no total: correct it first.")
        due[bill.place] = bill.payable
    invoiced = sum(due.values(), Decimal(0))
    paid = {_place(one): _flow(one, direction, invoiced) for one in transactions}
    if len(due) < len(bills) or len(paid) < len(transactions):
        raise JudgementError("An invoice or a transaction is named twice.")
    total = sum(paid.values(), Decimal(0))
    if invoiced * total < 0:
        raise JudgementError("The money went the other way than these invoices are paid.")
    return _Books(due=due, paid=paid)


def _flow(
    transaction: MatchedTransaction,
    direction: Literal["payables", "receivables", "both"],
    invoiced: Decimal,
) -> Decimal:
    """The amount, above zero where it pays an invoice of that direction (where it is open: such ones)."""
    outflow = (transaction.debit_amount or Decimal(0)) - (transaction.credit_amount or Decimal(0))
    if direction == "both":
        return abs(outflow) if invoiced >= 0 else -abs(outflow)
    return outflow if direction == "payables" else -outflow


def _as_wanted(books: _Books, allocations: Sequence[Allocation], *, crossed: bool) -> None:
    whole = dict(books.paid)
    for part in allocations:
        invoice = _named(books.due, part.invoice_upload_id, part.invoice_id, "invoice")
        transaction = _named(books.paid, part.bank_upload_id, part.transaction_id, "transaction")
        due = books.due[invoice]
        if not 0 < part.amount * _sign(due) <= abs(due):
            raise JudgementError(f"Invoice {invoice[1]} has {due} left, not {part.amount}.")
        books.allocate(invoice, transaction, part.amount)
    for transaction, left in books.paid.items():
        if not crossed and left * _sign(whole[transaction]) < 0:
            raise JudgementError(f"Transaction {transaction[1]} pays {-left} more than its amount.")


def _in_order(books: _Books) -> None:
    """What runs against the sum first, onto the largest on the other side; then in the order given.

    What took such a burden comes before the others, so that it is paid for what it gave.
    """
    sense = _sign(sum(books.due.values(), Decimal(0))) or 1
    burdened: set[Place] = set()
    for invoice, due in list(books.due.items()):
        largest = max(books.paid, key=lambda place: books.paid[place] * sense)
        if due * sense < 0 < books.paid[largest] * sense:
            books.allocate(invoice, largest, due)
            burdened.add(largest)
    for transaction, paid in list(books.paid.items()):
        largest = max(books.due, key=lambda place: books.due[place] * sense)
        if paid * sense < 0:
            books.allocate(largest, transaction, paid)
            burdened.add(largest)
    for invoice in sorted(books.due, key=lambda place: place not in burdened):
        for transaction in sorted(books.paid, key=lambda place: place not in burdened):
            part = min(books.due[invoice] * sense, books.paid[transaction] * sense)
            if part > 0:
                books.allocate(invoice, transaction, part * sense)


def _kind(over: Decimal, currency: str | None, wanted: WantedLink, *, crossed: bool) -> DiscrepancyKind:
    if wanted.difference is not None:
        return wanted.difference
    if not over:
        return "exchange_rate" if crossed else "none"
    if abs(over) <= ROUNDING * Decimal(1).scaleb(-minor_digits(currency)):
        return "rounding"
    return "short_pay" if over < 0 else "overpayment"


def _match_type(invoices: int, transactions: int) -> MatchType:
    match invoices > 1, transactions > 1:
        case False, False:
            return "one_to_one"
        case False, True:
            return "one_to_many"
        case True, False:
            return "many_to_one"
    return "many_to_many"


def _named(known: dict[Place, Decimal], upload_id: int | None, row_id: str, kind: str) -> Place:
    found = [place for place in known if place[1] == row_id and upload_id in (None, place[0])]
    if len(found) != 1:
        raise JudgementError(f"The allocation to {kind} {row_id} is to none of the link, or to several.")
    return found[0]


def _sign(amount: Decimal) -> int:
    return (amount > 0) - (amount < 0)


def _place(row: MatchedTransaction) -> Place:
    return row.upload_id, row.transaction_id
