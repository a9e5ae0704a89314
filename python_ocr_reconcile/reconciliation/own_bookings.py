"""Transactions that pay no invoice by their nature: between own accounts, and money given back."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from python_ocr_reconcile.models.memory import account_key
from python_ocr_reconcile.reconciliation.load import UNKNOWN_DAY, Payments
from python_ocr_reconcile.reconciliation.names import normalised

LEGS_DAYS = 3
"""The two legs of a transfer are booked within so many days."""
REFUND_DAYS = 120


def own_transfers(payments: Payments) -> dict[int, str]:
    """Row to the reason: its counterpart, or its other leg, is an account of this very run."""
    found: dict[int, str] = {}
    holders = {normalised(name) for name in payments.holders} - {""}
    legs: dict[tuple[int, str | None], list[int]] = defaultdict(list)
    for row, transaction in enumerate(payments.records):
        other = account_key(transaction.counterparty_account)
        if other is not None and other in payments.own_accounts:
            found[row] = f"Its counterpart, {transaction.counterparty_account}, is an account of this run."
        elif (
            holders and transaction.counterparty_name and normalised(transaction.counterparty_name) in holders
        ):
            found[row] = "Its counterpart is the holder of the account."
        if len(payments.own_accounts) > 1 and payments.outflow[row]:
            legs[abs(int(payments.outflow[row])), payments.currency[row]].append(row)
    for rows in legs.values():
        for row in rows if len(rows) == 2 else ():  # two of one amount in the run: no chance to mistake them
            other_row = rows[0] if rows[1] == row else rows[1]
            days = abs(int(payments.day[row]) - int(payments.day[other_row]))
            opposite = payments.outflow[row] == -payments.outflow[other_row]
            if opposite and payments.account[row] != payments.account[other_row] and days <= LEGS_DAYS:
                leg = payments.records[other_row].transaction_id
                found.setdefault(row, f"Transaction {leg} is its other leg, on another account of this run.")
    return found


def refunds(payments: Payments) -> dict[int, int]:
    """Row to the earlier row that it gives back: the same amount, account or name, the other way."""
    found: dict[int, int] = {}
    earlier: dict[tuple[str, int], list[int]] = defaultdict(list)
    name_of: dict[str | None, str] = {}
    # Money is given back only where the same amount went the other way.
    both_ways = np.isin(-payments.outflow, payments.outflow) & (payments.outflow != 0)
    for row in np.flatnonzero(both_ways).tolist():
        transaction = payments.records[row]
        who = account_key(transaction.counterparty_account)
        if who is None:
            name = transaction.counterparty_name
            if name not in name_of:
                name_of[name] = normalised(name)
            who = name_of[name]
        if who and payments.day[row] != UNKNOWN_DAY:
            earlier[who, abs(int(payments.outflow[row]))].append(row)
    for rows in earlier.values():
        if len(rows) < 2:
            continue
        rows.sort(key=lambda row: (int(payments.day[row]), row))
        for at, row in enumerate(rows):
            for before in reversed(rows[:at]):
                days = int(payments.day[row]) - int(payments.day[before])
                if payments.outflow[row] == -payments.outflow[before] and days <= REFUND_DAYS:
                    found[row] = before
                    break
    return found
