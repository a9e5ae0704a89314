"""Why a row stays open: a stable code, and one sentence that names the runner-up where there is one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from python_ocr_reconcile.models.reconciliation import Unmatched, UnmatchedInvoice, UnmatchedTransaction
from python_ocr_reconcile.reconciliation.assign import FLOOR_BITS, Links
from python_ocr_reconcile.reconciliation.explain import called, invoice_fields, money, transaction_fields
from python_ocr_reconcile.reconciliation.load import Bills, Bools, Ints, Payments
from python_ocr_reconcile.reconciliation.score import Scored

_OWN_BOOKING = {"fee": "a bank fee", "interest": "interest", "cash": "cash", "salary": "a salary"}
TIE_BITS = 3.0
"""Two candidates closer than this, with nothing to choose between them, are ambiguous."""


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """The candidates of one side of the file, best first."""

    group: Ints
    """Row of this side, by pair."""
    partner: Ints
    """Row of the other side, by pair."""
    order: Ints
    """Pairs by (group, log-odds descending)."""
    start: Ints
    end: Ints

    def best(self, row: int) -> list[int]:
        return list(self.order[self.start[row] : self.end[row]][:2].tolist())


def unmatched(bills: Bills, payments: Payments, scored: Scored, links: Links, kept: Bools) -> Unmatched:
    """Every row that no kept link uses, in the order of the columns."""
    linked_bill = np.full(len(bills), -1, dtype=np.int64)
    linked_payment = np.full(len(payments), -1, dtype=np.int64)
    linked_bill[links.bill[kept]] = links.payment[kept]
    linked_payment[links.payment[kept]] = links.bill[kept]
    return Unmatched(
        invoices=_open_invoices(bills, payments, scored, linked_bill, linked_payment),
        bank_transactions=_open_transactions(bills, payments, scored, linked_bill, linked_payment),
    )


def _open_invoices(
    bills: Bills, payments: Payments, scored: Scored, linked_bill: Ints, linked_payment: Ints
) -> list[UnmatchedInvoice]:
    pairs = scored.candidates
    side = _side(pairs.bill, pairs.payment, scored, len(bills))
    elsewhere = _first_partner(*pairs.wrong_currency)
    other_way = _first_partner(*pairs.wrong_sign)

    def why(row: int) -> tuple[str, str]:
        if not bills.amount[row]:
            return "missing_amount", "The invoice has no total that a payment could be compared with."
        if best := side.best(row):
            partner = int(side.partner[best[0]])
            holder = int(linked_payment[partner])
            taken_by = called(bills.records[holder]) if holder >= 0 else None
            return _reason(scored, best, _transaction(payments, partner), taken_by)
        if row in elsewhere:
            other = _transaction(payments, elsewhere[row])
            return "currency_differs", f"The remittance of {other} names it, in another currency."
        if row in other_way:
            other = _transaction(payments, other_way[row])
            return "other_direction", f"The remittance of {other} names it, but the money went the other way."
        return "no_candidate", "No transaction has its reference, its amount or its party."

    reasons = {row: why(row) for row in np.flatnonzero(linked_bill < 0).tolist()}
    return [
        UnmatchedInvoice(
            **invoice_fields(bills.records[row], bills.currency[row]),
            unmatched_reason=code,
            explanation=[sentence],
        )
        for row, (code, sentence) in reasons.items()
    ]


def _open_transactions(
    bills: Bills, payments: Payments, scored: Scored, linked_bill: Ints, linked_payment: Ints
) -> list[UnmatchedTransaction]:
    pairs = scored.candidates
    side = _side(pairs.payment, pairs.bill, scored, len(payments))
    elsewhere = _first_partner(*reversed(pairs.wrong_currency))
    other_way = _first_partner(*reversed(pairs.wrong_sign))

    def why(row: int) -> tuple[str, str]:
        if not payments.outflow[row]:
            return "missing_amount", "The transaction moves no money."
        best = side.best(row)
        booked_as = _OWN_BOOKING.get(payments.records[row].transaction_type)
        if booked_as and (not best or scored.log_odds[best[0]] < FLOOR_BITS):
            return "not_an_invoice_payment", f"The statement books it as {booked_as}."
        if best:
            partner = int(side.partner[best[0]])
            holder = int(linked_bill[partner])
            taken_by = _transaction(payments, holder) if holder >= 0 else None
            return _reason(scored, best, called(bills.records[partner]), taken_by)
        if row in elsewhere:
            return (
                "currency_differs",
                f"It names {called(bills.records[elsewhere[row]])}, in another currency.",
            )
        if row in other_way or pairs.other_direction[row]:
            moved = "went out" if payments.outflow[row] > 0 else "came in"
            return "other_direction", f"The money {moved}; the invoices of this file are paid the other way."
        amount = money(abs(int(payments.outflow[row])), payments.currency[row])
        return "no_candidate", f"No invoice of the file has its reference, its party or {amount}."

    reasons = {row: why(row) for row in np.flatnonzero(linked_payment < 0).tolist()}
    return [
        UnmatchedTransaction(
            **transaction_fields(payments.records[row], payments.currency[row]),
            unmatched_reason=code,
            explanation=[sentence],
        )
        for row, (code, sentence) in reasons.items()
    ]


def _first_partner(row: Ints, partner: Ints) -> dict[int, int]:
    """For each row its partner in the first pair that holds it."""
    return dict(zip(row[::-1].tolist(), partner[::-1].tolist(), strict=True))


def _transaction(payments: Payments, row: int) -> str:
    return f"transaction {payments.records[row].transaction_id}"


def _reason(scored: Scored, best: list[int], other: str, taken_by: str | None) -> tuple[str, str]:
    """Code and sentence from the two best candidates of a row."""
    pair = best[0]
    amount, reference = scored.level_name("amount", pair), scored.level_name("reference", pair)
    if taken_by and scored.log_odds[pair] > FLOOR_BITS:
        second = (
            " It may be a second payment of the same invoice." if _named_exactly(amount, reference) else ""
        )
        return "taken_by_better_match", f"Its best candidate, {other}, goes better with {taken_by}.{second}"
    if len(best) > 1 and scored.log_odds[pair] - scored.log_odds[best[1]] < TIE_BITS and amount == "exact":
        return "ambiguous", f"Several candidates fit equally, {other} among them."
    if amount not in ("exact", "rounding"):
        return "amount_differs", f"The best candidate, {other}, has another amount."
    return "below_threshold", f"The best candidate, {other}, has too little evidence beside its amount."


def _named_exactly(amount: str, reference: str) -> bool:
    return amount == "exact" and reference in ("exact", "folded", "digits")


def _side(group: Ints, partner: Ints, scored: Scored, size: int) -> _Side:
    order = np.lexsort((partner, -scored.log_odds, group))
    sorted_group = group[order]
    rows = np.arange(size)
    return _Side(
        group=group,
        partner=partner,
        order=order,
        start=np.searchsorted(sorted_group, rows, "left"),
        end=np.searchsorted(sorted_group, rows, "right"),
    )
