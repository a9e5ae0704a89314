"""Named rows: what each remittance names, and which remittances name each invoice, as sorted columns.

A file of a million has as many hits, nearly all of digits that agree by chance. Lists of them would take half
a gigabyte, and few of them are ever asked for.
"""

from __future__ import annotations

from math import log2

import numpy as np

from python_ocr_reconcile.reconciliation.load import Bills, Bools, Floats, Ints, Payments, same_currency
from python_ocr_reconcile.reconciliation.open_rows import OpenRows
from python_ocr_reconcile.reconciliation.reference_hits import ORDER_NUMBER, PART, ReferenceHits
from python_ocr_reconcile.reconciliation.set_weights import reference_bits
from python_ocr_reconcile.reconciliation.weights import Weights

Hit = tuple[int, int, float]
"""(row of the other side, reference level, bits)."""
_MOST_DOUBT = 3.0
"""Bits that a number may fall short of telling its invoice from all others where nobody knows who pays."""
_PARTS = 1_000
"""Of a bit."""


class NamedRows:
    """The hits of a run between rows that move money in one currency."""

    def __init__(
        self, bills: Bills, payments: Payments, rows: OpenRows, named: ReferenceHits, weights: Weights
    ) -> None:
        moves = (bills.amount[named.bill] != 0) & (payments.outflow[named.payment] != 0)
        fits = np.flatnonzero(moves & same_currency(bills, payments, named.bill, named.payment))
        self._bill, self._payment, self._level = named.bill[fits], named.payment[fits], named.level[fits]
        self._bits, self._text = reference_bits(named, weights)[fits], named.text[fits]
        self._is_part = np.abs(payments.outflow[self._payment]) < np.abs(bills.amount[self._bill])
        self._payments, self._bills = payments, bills
        self._kept = self._told(bills, rows)
        self._rows = rows
        # Hits are sorted by invoice; here by transaction.
        self._order = np.argsort(self._payment, kind="stable")
        self._payment_start = self._payment[self._order].searchsorted(np.arange(len(payments) + 1))
        self._bill_start = self._bill.searchsorted(np.arange(len(bills) + 1))

    def _told(self, bills: Bills, rows: OpenRows) -> Bools:
        """By hit, whether it is more than a coincidence.

        Where it is known who pays, a number named in part, with a slip, or too short to tell its invoice
        from all others of the run counts for an invoice of that party only. Where it is not known, all that
        is named of one party must together nearly tell its invoice.
        """
        tells, has_payer = log2(max(len(bills), 1)), rows.has_payer[self._payment]
        told = has_payer.copy()
        weak = np.flatnonzero(((self._level >= PART) | (self._bits < tells)) & has_payer)
        told[weak] = rows.is_payer(self._bill[weak], self._payment[weak])
        for vendor in rows.ways:
            said = self._said_of(rows.party_of(vendor=vendor)[self._bill])
            told |= ~has_payer & (said >= (tells - _MOST_DOUBT) * _PARTS)
        return told

    def _said_of(self, party: Ints) -> Ints:
        """By hit, parts of a bit of all that its remittance names of the same party: of none, of it alone.

        A text that fits several invoices of a party says no more than one of them. In whole parts, so that
        the sum is the same in any order.
        """
        parts: Ints = np.rint(np.maximum(self._bits, 0.0) * _PARTS).astype(np.int64)
        if not len(parts):
            return parts
        order = np.lexsort((-parts, self._text, party, self._payment))
        pair = np.stack([self._payment, party])[:, order]
        of_pair = np.append(True, (np.diff(pair) != 0).any(axis=0))
        of_text = of_pair | np.append(True, np.diff(self._text[order]) != 0)
        sums = np.add.reduceat(np.where(of_text, parts[order], 0), np.flatnonzero(of_pair))
        said: Ints = np.empty_like(parts)
        said[order] = sums[np.cumsum(of_pair) - 1]
        return np.asarray(np.where(party > 0, said, parts))

    def of_payment(self, payment: int) -> list[Hit]:
        """What its remittance names."""
        at = self._order[self._payment_start[payment] : self._payment_start[payment + 1]]
        return _hits(self._bill[at], self._level[at], self._bits[at])

    def open_of_payment(self, payment: int) -> list[Hit]:
        """The same, of open invoices, without coincidences."""
        at = self._order[self._payment_start[payment] : self._payment_start[payment + 1]]
        at = at[self._kept[at] & ~self._rows.settled_bill[self._bill[at]]]
        return _hits(self._bill[at], self._level[at], self._bits[at])

    def open_of_bill(self, bill: int, sense: int) -> list[Hit]:
        """Who names it and moved a part of it, `sense` times above zero, open and no coincidences."""
        at = slice(self._bill_start[bill], self._bill_start[bill + 1])
        moved = sense * self._payments.outflow[self._payment[at]]
        kept = self._kept[at] & ~self._rows.settled_payment[self._payment[at]]
        kept &= (moved > 0) & (moved < abs(self._bills.amount[bill]))
        return _hits(self._payment[at][kept], self._level[at][kept], self._bits[at][kept])

    def payments_to_fill(self, *, filled: bool) -> list[int]:
        """Open transactions that name several open invoices, or one that may stand for more."""
        is_open, payments = self._open(), len(self._payments)
        named = np.bincount(self._payment[is_open], minlength=payments)
        strong = np.bincount(self._payment[is_open & (self._level <= ORDER_NUMBER)], minlength=payments)
        alone = (named == 1) & self._rows.has_payer if filled else np.zeros(payments, dtype=np.bool_)
        found: list[int] = np.flatnonzero((named > 1) | (strong > 0) | alone).tolist()
        return found

    def bills_in_parts(self, least: int) -> list[int]:
        """Open invoices that `least` open transactions name, each of which is less than the invoice."""
        named = np.bincount(self._bill[self._open() & self._is_part], minlength=len(self._bills))
        found: list[int] = np.flatnonzero(named >= least).tolist()
        return found

    def _open(self) -> Bools:
        settled = self._rows.settled_bill[self._bill] | self._rows.settled_payment[self._payment]
        return np.asarray(self._kept & ~settled)


def _hits(row: Ints, level: Ints, bits: Floats) -> list[Hit]:
    return list(zip(row.tolist(), level.tolist(), bits.tolist(), strict=True)) if len(row) else []
