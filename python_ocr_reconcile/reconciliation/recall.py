"""What people said of earlier runs: settled rows are not offered again, rejected pairs stay apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np

from python_ocr_reconcile.models.memory import (
    InvoiceKey,
    Memory,
    TransactionKey,
    invoice_key,
    transaction_key,
)
from python_ocr_reconcile.reconciliation.load import Bills, Bools, Ints, Payments, minor_units


@dataclass(frozen=True, slots=True, eq=False)
class Recalled:
    """A run's rows as earlier judgements leave them."""

    bills: Bills
    payments: Payments
    settled_bill: Bools
    settled_payment: Bools
    barred: Ints
    """Rejected pairs as bill * number of payments + payment, sorted."""

    def allows(self, bill: Ints, payment: Ints) -> Bools:
        """Whether each pair was not rejected."""
        return ~np.isin(bill * len(self.payments) + payment, self.barred)


def recall(bills: Bills, payments: Payments, memory: Memory | None) -> Recalled:
    """`bills` and `payments` less what confirmed links took of them, and the pairs that were rejected."""
    settled_bill = np.zeros(len(bills), dtype=np.bool_)
    settled_payment = np.zeros(len(payments), dtype=np.bool_)
    if memory is None or not (memory.links or memory.rejected):
        return Recalled(bills, payments, settled_bill, settled_payment, np.zeros(0, dtype=np.int64))
    known_bills, known_payments = _Bills(bills), _Payments(payments)
    amount, gross, outflow = bills.amount.copy(), bills.gross.copy(), payments.outflow.copy()
    for link in memory.links:
        for locked in link.invoices:
            for row in known_bills.rows(locked.invoice):
                taken = minor_units(locked.amount, bills.currency[row])
                amount[row] = 0 if locked.settled else _less(int(amount[row]), abs(taken))
                gross[row] = amount[row]
                settled_bill[row] |= amount[row] == 0
        for moved in link.transactions:
            for row in known_payments.rows(moved.transaction):
                taken = minor_units(moved.amount, payments.currency[row])
                outflow[row] = 0 if moved.settled else _less(int(outflow[row]), taken)
                settled_payment[row] |= outflow[row] == 0
    barred = {
        bill * len(payments) + payment
        for pair in memory.rejected
        for bill in known_bills.rows(pair.invoice)
        for payment in known_payments.rows(pair.transaction)
    }
    return Recalled(
        bills=replace(bills, amount=amount, gross=gross),
        payments=replace(payments, outflow=outflow),
        settled_bill=settled_bill,
        settled_payment=settled_payment,
        barred=np.array(sorted(barred), dtype=np.int64),
    )


def _less(amount: int, taken: int) -> int:
    """What is left of `amount`, in its sign, after `taken` of it (above zero)."""
    left = max(abs(amount) - taken, 0)
    return left if amount >= 0 else -left


class _Bills:
    """Invoices by what they are found again by."""

    def __init__(self, bills: Bills) -> None:
        self._keys = [
            invoice_key(invoice, upload)
            for invoice, upload in zip(bills.records, bills.upload_id, strict=True)
        ]
        self._rows: dict[object, list[int]] = defaultdict(list)
        for row, key in enumerate(self._keys):
            self._rows[key.upload_id, key.invoice_id].append(row)
            if key.content_id:
                self._rows[key.content_id].append(row)

    def rows(self, key: InvoiceKey) -> list[int]:
        near = {*self._rows.get((key.upload_id, key.invoice_id), ()), *self._rows.get(key.content_id, ())}
        return [row for row in sorted(near) if key.names(self._keys[row])]


class _Payments:
    """Transactions by what they are found again by."""

    def __init__(self, payments: Payments) -> None:
        self._keys = [
            transaction_key(transaction, upload)
            for transaction, upload in zip(payments.records, payments.upload_id, strict=True)
        ]
        self._rows: dict[object, list[int]] = defaultdict(list)
        for row, key in enumerate(self._keys):
            self._rows[key.upload_id, key.transaction_id].append(row)
            if key.fingerprint:
                self._rows[key.fingerprint].append(row)

    def rows(self, key: TransactionKey) -> list[int]:
        near = {
            *self._rows.get((key.upload_id, key.transaction_id), ()),
            *self._rows.get(key.fingerprint, ()),
        }
        return [row for row in sorted(near) if key.names(self._keys[row])]
