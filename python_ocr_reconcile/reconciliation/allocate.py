"""Allocations: how much of each transaction pays how much of each invoice, to the minor unit.

Nothing is allocated beyond an amount. A credit note counts below zero, so that the allocations of a payment
add up to it. What is short is short on what is due last; a discount is taken off each invoice in proportion.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from python_ocr_reconcile.money import minor_digits
from python_ocr_reconcile.reconciliation.load import Bills, Payments, expected_day

Allocated = tuple[int, int, int]
"""(bill, payment, minor units in the sign of the invoice)."""


def allocate(
    bills: Bills, payments: Payments, bill_rows: list[int], payment_rows: list[int], *, in_proportion: bool
) -> list[Allocated]:
    """The allocations of one entry. `in_proportion`: a discount, which every invoice shares."""
    if len(bill_rows) == len(payment_rows) == 1:
        bill, payment = bill_rows[0], payment_rows[0]
        # One payment may settle the whole invoice although part of it is said to be paid before: it is held
        # against what is left or against the whole, whichever is nearer, as its difference was.
        paid, due, gross = (
            abs(int(x)) for x in (payments.outflow[payment], bills.amount[bill], bills.gross[bill])
        )
        against = _whole(bills, bill) if abs(paid - gross) < abs(paid - due) else _worth(bills, bill)
        units = min(against, _moved(payments, payment))
        return [(bill, payment, -units if bills.amount[bill] < 0 else units)]
    if len(bill_rows) == 1:
        return _instalments(bills, payments, bill_rows[0], payment_rows)
    if len(payment_rows) == 1:
        return _bundle(bills, payments, bill_rows, payment_rows[0], in_proportion=in_proportion)
    return _crossed(bills, payments, bill_rows, payment_rows)


def across(bills: Bills, bill: int, payment: int, short: int) -> list[Allocated]:
    """A payment in another currency pays its invoice, in that of the invoice, but for what it is `short`."""
    units = max(_worth(bills, bill) - short, 0)
    return [(bill, payment, -units if bills.amount[bill] < 0 else units)]


def _instalments(bills: Bills, payments: Payments, bill: int, payment_rows: list[int]) -> list[Allocated]:
    left = _worth(bills, bill)
    sign = -1 if bills.amount[bill] < 0 else 1
    parts: list[Allocated] = []
    for payment in sorted(payment_rows, key=lambda row: (int(payments.day[row]), row)):
        part = min(left, _moved(payments, payment))
        left -= part
        if part:
            parts.append((bill, payment, sign * part))
    return parts


def _crossed(
    bills: Bills, payments: Payments, bill_rows: list[int], payment_rows: list[int]
) -> list[Allocated]:
    """Each payment in turn pays what is due first; a credit note counts with the largest of them."""
    sense = 1 if sum(int(bills.amount[row]) for row in bill_rows) >= 0 else -1
    left = {row: _moved(payments, row) for row in payment_rows}
    parts: list[Allocated] = []
    largest = max(payment_rows, key=lambda row: (left[row], -row))
    for row in bill_rows:
        if sense * int(bills.amount[row]) < 0:
            left[largest] += _worth(bills, row)
            parts.append((row, largest, -sense * _worth(bills, row)))
    for row in _by_due_day(bills, [row for row in bill_rows if sense * int(bills.amount[row]) > 0]):
        wanted = _worth(bills, row)
        for payment in sorted(payment_rows, key=lambda row: (int(payments.day[row]), row)):
            part = min(wanted, left[payment])
            if part:
                wanted -= part
                left[payment] -= part
                parts.append((row, payment, sense * part))
    return parts


def _bundle(
    bills: Bills, payments: Payments, bill_rows: list[int], payment: int, *, in_proportion: bool
) -> list[Allocated]:
    sense = 1 if sum(int(bills.amount[row]) for row in bill_rows) >= 0 else -1
    against = [row for row in bill_rows if sense * int(bills.amount[row]) < 0]
    towards = _by_due_day(bills, [row for row in bill_rows if row not in against])
    worth = {row: _worth(bills, row) for row in bill_rows}
    total = sum(worth[row] for row in towards)
    available = min(_moved(payments, payment) + sum(worth[row] for row in against), total)
    share = dict(worth)
    if in_proportion and total:
        share = {row: worth[row] * available // total for row in towards}
    parts: list[Allocated] = []
    given = {}
    for row in towards:
        given[row] = min(share[row], available)
        available -= given[row]
    for row in towards:  # cents that the proportion left over
        more = min(worth[row] - given[row], available)
        given[row] += more
        available -= more
    for row in bill_rows:
        part = given.get(row, -worth[row])
        if part:
            parts.append((row, payment, sense * part))
    return parts


def _by_due_day(bills: Bills, rows: list[int]) -> list[int]:
    return [row for _, row in sorted(zip(expected_day(bills, rows).tolist(), rows, strict=True))]


def _worth(bills: Bills, bill: int) -> int:
    """Minor units that are left to pay of an invoice; amounts with more digits are not rounded up."""
    return min(abs(int(bills.amount[bill])), _whole(bills, bill))


def _whole(bills: Bills, bill: int) -> int:
    invoice = bills.records[bill]
    most = max(
        (abs(amount) for amount in (invoice.total_amount, invoice.amount_due) if amount is not None),
        default=Decimal(0),
    )
    return _floor(most, bills.currency[bill])


def _moved(payments: Payments, payment: int) -> int:
    transaction = payments.records[payment]
    flow = (transaction.debit_amount or Decimal(0)) - (transaction.credit_amount or Decimal(0))
    return _floor(abs(flow), payments.currency[payment])


def _floor(amount: Decimal, currency: str | None) -> int:
    return int(amount.scaleb(minor_digits(currency)).to_integral_value(ROUND_DOWN))
