"""Candidates: the pairs worth scoring, found by keys and never by the full cross product.

The union of reference keys, exact cents within a date window, and the nearest amounts within one payer
(IBAN, or how a word of the name begins). Currency and sign always block; what was blocked although the
remittance names the invoice is kept aside, because it explains why an invoice stays open.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from python_ocr_reconcile.reconciliation.columns import distinct, place_in_group
from python_ocr_reconcile.reconciliation.comparisons import EVEN_PARTS
from python_ocr_reconcile.reconciliation.exchange import CrossPairs
from python_ocr_reconcile.reconciliation.load import (
    AMOUNT_BITS,
    UNKNOWN_DAY,
    Bills,
    Bools,
    Floats,
    Ints,
    Payments,
    Smalls,
    expected_day,
    same_currency,
)
from python_ocr_reconcile.reconciliation.parties import Parties
from python_ocr_reconcile.reconciliation.reference_hits import LEVELS, PART, STRONG, ReferenceHits

logger = logging.getLogger(__name__)

Direction = Literal["payables", "receivables", "both"]

PER_PAYMENT = 20
"""Most candidates of one transaction; the cut is counted and logged."""
EXACT_NEIGHBOURS = 20
"""Of invoices with the very same amount, so many are taken, by closeness of the date."""
EXACT_PER_PAYMENT, EXACT_AT_LEAST = 2, 200_000
"""So many such pairs for each transaction, in the mean, or so many in all; of more the nearest in time.

Their number grows with both sides of a run: among 100,000 invoices each transaction finds several of its
amount by chance, and an amount that several have names none. Whoever is named, or has a payer in common, is
a candidate by that.
"""
PAYER_NEIGHBOURS = 12
PAYER_RATIO = (0.85, 1.06)
"""Paid / billed that a payer key alone makes plausible: discounts, fees, short pay, small overpayments."""
NO_REFERENCE = len(LEVELS)


class Window(NamedTuple):
    """Days before the invoice date (prepayments) and after the due date within which a payment is sought."""

    before: int
    after: int


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs to score, sorted by (bill, payment); one row a pair."""

    bill: Ints
    payment: Ints
    reference: Smalls
    """Index into `references.LEVELS`, `NO_REFERENCE` where the remittance does not name the invoice."""
    reference_length: Smalls
    reference_shared_by: Floats
    converted: Ints
    """Of a pair in two currencies: the invoice in the payment's, by `exchange.CrossPairs`; 0 for others."""
    implied: Ints
    direction: Direction
    cut: int
    """Pairs beyond `PER_PAYMENT` that were left out."""
    equal_cut: int
    """Pairs of equal amount beyond `EXACT_PER_PAYMENT` that were left out."""
    other_direction: Bools
    """By payment: money that went the other way than the run looks for."""
    wrong_currency: tuple[Ints, Ints]
    """(bill, payment) named by the remittance, or equal in amount, but in another currency."""
    wrong_sign: tuple[Ints, Ints]
    """(bill, payment) named by the remittance, but of money that went the other way."""

    def __len__(self) -> int:
        return len(self.bill)


@dataclass(frozen=True, slots=True, eq=False)
class Blocking:
    """What keeps pairs from being candidates at all."""

    direction: Direction | None
    """`None`: found from the data."""
    window: Window
    allows: Callable[[Ints, Ints], Bools]
    """Whether each (bill, payment) was not rejected before."""


def find_candidates(
    bills: Bills,
    payments: Payments,
    parties: Parties,
    named: ReferenceHits,
    crossing: CrossPairs,
    blocking: Blocking,
) -> Candidates:
    """Every pair worth scoring, and the direction of the run."""
    window = blocking.window
    exact_bill, exact_payment, equal_cut = _exact_cents(bills, payments, window)
    bill = np.concatenate([named.bill, exact_bill])
    payment = np.concatenate([named.payment, exact_payment])
    money = _has_money(bills, payments, bill, payment)
    one_currency = same_currency(bills, payments, bill, payment)
    # An equal amount in another currency says nothing unless the remittance names the invoice too.
    is_named = np.arange(len(bill)) < len(named.bill)
    weak = is_named & (np.concatenate([named.level, np.zeros_like(exact_bill)]) > STRONG)
    direction = blocking.direction or find_direction(
        bills, payments, bill[money & one_currency], payment[money & one_currency],
        is_named[money & one_currency],
    )  # fmt: skip
    right_way = _right_way(direction, bills, payments, bill, payment)
    fits = money & one_currency & right_way
    across = _right_way(direction, bills, payments, crossing.bill, crossing.payment)
    kept = _union(
        (bill[fits], payment[fits]),
        _same_payer(bills, payments, parties, direction, window),
        (crossing.bill[across], crossing.payment[across]),
        n_payments=len(payments),
    )
    allowed = blocking.allows(*kept)
    pairs = with_references((kept[0][allowed], kept[1][allowed]), named, bills, payments)
    converted, implied = (
        _looked_up(crossing, each, pairs) for each in (crossing.converted, crossing.implied)
    )
    within, cut = _cap(pairs, bills, payments, np.maximum(converted, implied))
    capped = pairs[:, within]
    if cut or equal_cut or named.dropped_keys:
        logger.info(
            "%d candidates; %d beyond %d a transaction and %d of equal amounts were cut; "
            "%d reference keys were too common",
            capped.shape[1], cut, PER_PAYMENT, equal_cut, named.dropped_keys,
        )  # fmt: skip
    blocked = is_named & ~weak & money
    return Candidates(
        bill=capped[0],
        payment=capped[1],
        reference=capped[2].astype(np.int8),
        reference_length=capped[3].astype(np.int16),
        reference_shared_by=capped[4].astype(np.float64),
        converted=converted[within],
        implied=implied[within],
        direction=direction,
        cut=cut,
        equal_cut=equal_cut,
        other_direction=_other_direction(direction, bills, payments),
        wrong_currency=(bill[blocked & ~one_currency], payment[blocked & ~one_currency]),
        wrong_sign=(bill[blocked & one_currency & ~right_way], payment[blocked & one_currency & ~right_way]),
    )


def _looked_up(crossing: CrossPairs, column: Ints, pairs: Ints) -> Ints:
    """`column` of the pairs in two currencies, 0 for all others."""
    result = np.zeros(pairs.shape[1], dtype=np.int64)
    if len(column):
        width = max(int(crossing.payment.max()), int(pairs[1].max(initial=0))) + 1
        key, wanted = crossing.bill * width + crossing.payment, pairs[0] * width + pairs[1]
        at = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        result = np.where(key[at] == wanted, column[at], 0)
    return result


def find_direction(bills: Bills, payments: Payments, bill: Ints, payment: Ints, is_named: Bools) -> Direction:
    """Which side of the bank file pays these invoices: the side with clearly more hits.

    A transaction that names an invoice counts three times one that only has the amount of an invoice.
    Clear is four to one and two more, so that one coincidence does not close a side of a small file.
    Credit notes are asked last: a payment that names one mostly takes it off its invoices.
    """
    one_way = np.sign(payments.outflow[payments.outflow != 0])
    billed = bills.amount[bill] > 0
    if billed.any() or (len(one_way) and (one_way == one_way[0]).all()):
        bill, payment, is_named = bill[billed], payment[billed], is_named[billed]
    as_payable = np.sign(bills.amount[bill]) == np.sign(payments.outflow[payment])
    votes = {
        way: 3 * len(distinct(payment[is_named & mask])) + len(distinct(payment[~is_named & mask]))
        for way, mask in ((True, as_payable), (False, ~as_payable))
    }
    if votes[True] == votes[False] == 0:
        if len(one_way) and (one_way == one_way[0]).all():
            return "payables" if one_way[0] > 0 else "receivables"
        return "both"
    if votes[True] >= (4 * votes[False] + 2 if votes[False] else 1):
        return "payables"
    return "receivables" if votes[False] >= (4 * votes[True] + 2 if votes[True] else 1) else "both"


def _has_money(bills: Bills, payments: Payments, bill: Ints, payment: Ints) -> Bools:
    return np.asarray((bills.amount[bill] != 0) & (payments.outflow[payment] != 0))


def _right_way(direction: Direction, bills: Bills, payments: Payments, bill: Ints, payment: Ints) -> Bools:
    if direction == "both":
        return np.ones(len(bill), dtype=np.bool_)
    side = 1 if direction == "payables" else -1
    return np.asarray(np.sign(bills.amount[bill]) == side * np.sign(payments.outflow[payment]))


def _other_direction(direction: Direction, bills: Bills, payments: Payments) -> Bools:
    """Transactions that no invoice of the file can be paid by, because of their sign alone."""
    if direction == "both" or not len(bills):
        return np.zeros(len(payments), dtype=np.bool_)
    side = 1 if direction == "payables" else -1
    signs = np.unique(np.sign(bills.amount))
    return np.asarray((payments.outflow != 0) & ~np.isin(side * np.sign(payments.outflow), signs))


def _exact_cents(bills: Bills, payments: Payments, window: Window) -> tuple[Ints, Ints, int]:
    """(bill, payment) of equal amount whatever their sign and currency, nearest in time; how many are cut."""
    row = np.arange(len(bills), dtype=np.int64)
    partly_paid = bills.gross != bills.amount
    amount = np.abs(np.concatenate([bills.amount, bills.gross[partly_paid]]))
    row = np.concatenate([row, row[partly_paid]])
    row, amount = row[amount > 0], amount[amount > 0]
    key = (amount << 22) | expected_day(bills)[row]
    order = np.argsort(key, kind="stable")
    key, row, amount = key[order], row[order], amount[order]
    wanted = np.abs(payments.outflow)
    place = np.searchsorted(key, (wanted << 22) | payments.day)
    found: list[tuple[Ints, Ints]] = []
    for step in range(EXACT_NEIGHBOURS // 2 if len(key) else 0):
        ring = []
        for near in (place + step, place - step - 1):
            inside = (near >= 0) & (near < len(key))
            at = np.where(inside, near, 0)
            hit = np.flatnonzero(inside & (wanted > 0) & (amount[at] == wanted))
            ring.append((row[at[hit]], hit))
        # Equal amounts stand side by side: where none is so near, none is further off.
        if not any(len(bill) for bill, _ in ring):
            break
        found.append(_within_dates(bills, payments, *_joined(ring), window))
    sizes = np.cumsum([len(bill) for bill, _ in found])
    most = max(EXACT_PER_PAYMENT * len(payments), EXACT_AT_LEAST)
    kept = max(int(sizes.searchsorted(most, "right")), 1)
    return *_joined(found[:kept]), sum(len(bill) for bill, _ in found[kept:])


def _within_dates(
    bills: Bills, payments: Payments, bill: Ints, payment: Ints, window: Window
) -> tuple[Ints, Ints]:
    paid, issued, due = payments.day[payment], bills.issued[bill], bills.due[bill]
    start = np.where(issued != UNKNOWN_DAY, issued, due)
    end = np.where(due != UNKNOWN_DAY, due, issued)
    known = (paid != UNKNOWN_DAY) & (start != UNKNOWN_DAY)
    kept = ~known | ((paid >= start - window.before) & (paid <= end + window.after))
    return bill[kept], payment[kept]


def _same_payer(
    bills: Bills, payments: Payments, parties: Parties, direction: Direction, window: Window
) -> tuple[Ints, Ints]:
    """Pairs of one party, nearest in amount, at a plausible ratio."""
    row = np.arange(len(bills), dtype=np.int64)
    sides = {
        "payables": [parties.vendor],
        "receivables": [parties.customer],
        "both": [parties.vendor, parties.customer],
    }[direction]
    party = np.concatenate(sides)
    bill_row = np.tile(row, len(sides))
    bill_row, party = bill_row[party > 0], party[party > 0]
    sorted_key = (party << AMOUNT_BITS) | np.abs(bills.amount[bill_row])
    order = np.lexsort((bill_row, sorted_key))
    sorted_key, number, bill_row = sorted_key[order], party[order], bill_row[order]
    moves = payments.outflow[parties.payment] != 0
    key_of, payment = parties.party[moves], parties.payment[moves]
    paid = np.abs(payments.outflow[payment])
    place = np.searchsorted(sorted_key, (key_of << AMOUNT_BITS) | paid)
    found: list[tuple[Ints, Ints]] = []
    for step in range(-PAYER_NEIGHBOURS // 2, PAYER_NEIGHBOURS // 2):
        at = place + step
        inside = (at >= 0) & (at < len(sorted_key))
        at = np.where(inside, at, 0)
        if not len(sorted_key):
            break
        hit = inside & (number[at] == key_of)
        found.append((bill_row[at[hit]], payment[hit]))
    nearest = sum(len(rows) for rows, _ in found)
    # An invoice of which one of several equal parts was paid.
    for parts in EVEN_PARTS if len(sorted_key) else ():
        least = (key_of << AMOUNT_BITS) | (parts * paid - parts * (parts - 1))
        start = np.searchsorted(sorted_key, least)
        for step in range(PAYER_NEIGHBOURS // 2):
            at = np.minimum(start + step, len(sorted_key) - 1)
            hit = (paid > parts) & (start + step < len(sorted_key))
            hit &= sorted_key[at] <= least + 2 * parts * (parts - 1)
            found.append((bill_row[at[hit]], payment[hit]))
    bill, payment = _joined(found)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.abs(payments.outflow[payment]) / np.abs(bills.amount[bill])
    plausible = (
        _has_money(bills, payments, bill, payment)
        & same_currency(bills, payments, bill, payment)
        & _right_way(direction, bills, payments, bill, payment)
        & (((ratio >= PAYER_RATIO[0]) & (ratio <= PAYER_RATIO[1])) | (np.arange(len(bill)) >= nearest))
    )
    return _within_dates(bills, payments, bill[plausible], payment[plausible], window)


def _joined(found: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate([bill for bill, _ in found]), np.concatenate([payment for _, payment in found])


def _union(*sources: tuple[Ints, Ints], n_payments: int) -> tuple[Ints, Ints]:
    """Each pair once, sorted by (bill, payment)."""
    bill, payment = _joined(list(sources))
    key = distinct(bill * n_payments + payment) if n_payments else np.zeros(0, dtype=np.int64)
    return key // max(n_payments, 1), key % max(n_payments, 1)


def with_references(pairs: tuple[Ints, Ints], named: ReferenceHits, bills: Bills, payments: Payments) -> Ints:
    """Rows: bill, payment, reference level, length, shared by. `named` is sorted by (bill, payment)."""
    bill, payment = pairs
    width = max(len(payments), 1)
    named_key, key = named.bill * width + named.payment, bill * width + payment
    at = np.searchsorted(named_key, key)
    at = np.where(at < len(named_key), at, 0)
    hit = named_key[at] == key if len(named_key) else np.zeros(len(key), dtype=np.bool_)
    take = at[hit]
    level = np.full(len(key), NO_REFERENCE, dtype=np.int64)
    length = np.zeros(len(key), dtype=np.int64)
    shared = np.ones(len(key), dtype=np.int64)
    level[hit], length[hit], shared[hit] = named.level[take], named.length[take], named.shared_by[take]
    # A weak reference alone, at an amount that nothing explains, is a coincidence of digits.
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.abs(payments.outflow[payment]) / np.abs(bills.amount[bill])
    coincidence = (
        same_currency(bills, payments, bill, payment)
        & (level >= PART)
        & (level < NO_REFERENCE)
        & ((ratio < 0.2) | (ratio > PAYER_RATIO[1]))
    )
    return np.stack([bill, payment, level, length, shared])[:, ~coincidence]


def _cap(pairs: Ints, bills: Bills, payments: Payments, across: Ints) -> tuple[Ints, int]:
    """(places of the `PER_PAYMENT` most promising pairs of each transaction, how many others there are).

    By reference, equal amount and nearness. `across`: of pairs in two currencies the invoice in that of the
    payment, as far as there is a rate.
    """
    bill, payment, level = pairs[:3]
    paid = np.abs(payments.outflow[payment])
    asked, gross = (np.where(across > 0, across, np.abs(each[bill])) for each in (bills.amount, bills.gross))
    gap = np.minimum(np.abs(paid - asked), np.abs(paid - gross))
    days = np.abs(payments.day[payment] - expected_day(bills)[bill])
    order = np.lexsort((bill, days, gap, level, payment))
    kept = np.sort(order[place_in_group(payment[order]) < PER_PAYMENT])
    return kept, len(order) - len(kept)
