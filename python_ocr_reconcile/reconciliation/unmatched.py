"""Why a row stays open: a stable code, and one sentence that names the runner-up where there is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import numpy as np

from python_ocr_reconcile.models.reconciliation import Unmatched, UnmatchedInvoice, UnmatchedTransaction
from python_ocr_reconcile.reconciliation.confidence import Judgement
from python_ocr_reconcile.reconciliation.explain import invoice_fields, transaction_fields
from python_ocr_reconcile.reconciliation.hypotheses import FLOOR_BITS, Hypotheses, members_of
from python_ocr_reconcile.reconciliation.load import Bills, Bools, Ints, Payments, Smalls
from python_ocr_reconcile.reconciliation.margins import Links
from python_ocr_reconcile.reconciliation.own_bookings import own_transfers
from python_ocr_reconcile.reconciliation.recall import Recalled
from python_ocr_reconcile.reconciliation.score import Scored
from python_ocr_reconcile.reconciliation.sentences import called
from python_ocr_reconcile.reconciliation.set_weights import SetHypothesis

_OWN_BOOKING = {"fee": "a bank fee", "interest": "interest", "cash": "cash", "salary": "a salary"}
TIE_BITS = 3.0
"""Two candidates closer than this, with nothing to choose between them, are ambiguous."""

WORTH_A_WORD_BITS = -10.0
"""A candidate less likely than one in a thousand is no candidate to a person."""
MOST_CALLED = 6
"""Members of a set that a sentence calls by name."""
_NO_CANDIDATE = "No invoice has its reference, its amount, or its party near its amount."
_Sums = dict[int, list[SetHypothesis]]


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One side of the file: its candidates, best first, and what became of them."""

    scored: Scored
    partner: Ints
    """Row of the other side, by pair."""
    order: Smalls
    """Pairs by (row of this side, log-odds descending)."""
    start: Ints
    end: Ints
    linked: Ints
    """Row of the other side that each row stands with, -1 where it is open."""
    partner_linked: Ints
    """The same, seen from the other side."""
    contested: Bools
    """By pair: one of its rows had a link that was dropped because another would have done as well."""

    def candidates(self, row: int) -> list[int]:
        """The two best pairs that are worth a word."""
        if self.start[row] == self.end[row]:
            return []
        best: list[int] = self.order[self.start[row] : self.end[row]][:2].tolist()
        return [pair for pair in best if self.scored.log_odds[pair] >= WORTH_A_WORD_BITS]

    def open_rows(self) -> Iterable[int]:
        # As they are asked for: a list of a million takes 36 MB beside what is made of them.
        return np.flatnonzero(self.linked < 0).data


def unmatched(
    bills: Bills,
    payments: Payments,
    given: Hypotheses,
    links: Links,
    judged: Judgement,
    recalled: Recalled,
    refunded: dict[int, int],
) -> Unmatched:
    """Every row that is neither matched nor proposed, in the order of the columns.

    `refunded`: transactions to the earlier one that each gives back.
    """
    kept = judged.matched | judged.proposed
    linked_bill = np.full(len(bills), -1, dtype=np.int64)
    linked_payment = np.full(len(payments), -1, dtype=np.int64)
    tied_bill, tied_payment = np.zeros(len(bills), dtype=np.bool_), np.zeros(len(payments), dtype=np.bool_)
    for link, at in enumerate(links.hypothesis.tolist()):
        bill_rows, payment_rows = members_of(given, at)
        if kept[link]:
            linked_bill[bill_rows], linked_payment[payment_rows] = payment_rows[0], bill_rows[0]
        elif not judged.unique[link]:
            tied_bill[bill_rows] = tied_payment[payment_rows] = True
    second = {int(judged.twin[link]): link for link in np.flatnonzero(kept & (judged.twin >= 0)).tolist()}
    scored, pairs = given.scored, given.scored.candidates
    contested = tied_bill[pairs.bill] | tied_payment[pairs.payment]
    by_bill = _side(scored, pairs.bill, pairs.payment, linked_bill, linked_payment, contested)
    by_payment = _side(scored, pairs.payment, pairs.bill, linked_payment, linked_bill, contested)
    bundles, instalments = _sums(given, kept, links)
    repeats = {payment: members_of(given, int(links.hypothesis[link])) for payment, link in second.items()}
    return Unmatched(
        invoices=_open_invoices(bills, payments, scored, by_bill, instalments, recalled),
        bank_transactions=_open_transactions(
            bills, payments, scored, by_payment, repeats, bundles, recalled, refunded
        ),
    )


def _sums(given: Hypotheses, kept: Bools, links: Links) -> tuple[_Sums, _Sums]:
    """(sets of invoices by payment, of payments by invoice) open, that add up to it, likeliest first."""
    held = np.append(kept, False)[links.holder]
    bundles: _Sums = defaultdict(list)
    instalments: _Sums = defaultdict(list)
    for at in sorted(range(len(given.sets)), key=lambda at: (-given.sets[at].bits, at)):
        found = given.sets[at]
        if found.paid == found.billed and not held[given.rows_of(given.pairs + at)].any():
            if found.shape == "bundle":
                bundles[found.payments[0]].append(found)
            elif found.shape == "instalments":
                instalments[found.bills[0]].append(found)
    return bundles, instalments


def _of_sums(sets: list[SetHypothesis], called_by: list[str], what: str) -> tuple[str, str]:
    """Code and sentence where sums are all that there is; `called_by`: the members of the likeliest."""
    members = ", ".join(called_by[:MOST_CALLED]) + (", ..." if len(called_by) > MOST_CALLED else "")
    count = max(len(sets), sets[0].alternatives)
    if count > 1:
        others = f"{count} sets of {what} add up to it, {members} among them"
        return "ambiguous", f"{others}: nothing says which is meant."
    return "below_threshold", f"{members} add up to it, with too little evidence beside the sum."


def _open_invoices(
    bills: Bills, payments: Payments, scored: Scored, side: _Side, sums: _Sums, recalled: Recalled
) -> list[UnmatchedInvoice]:
    pairs = scored.candidates
    elsewhere = _first_partner(*pairs.wrong_currency)
    other_way = _first_partner(*pairs.wrong_sign)

    def why(row: int) -> tuple[str, str]:  # noqa: PLR0911 - one return a reason
        if recalled.settled_bill[row]:
            return "settled_before", "A person confirmed its payment in an earlier run."
        if bills.records[row].total_amount == 0:
            return "nothing_to_pay", "Its total is zero."
        if not bills.amount[row]:
            return "missing_amount", "The invoice has no total that a payment could be compared with."
        best = side.candidates(row)
        if row in sums and not (best and scored.level_name("amount", best[0]) == "exact"):
            parts = [_transaction(payments, at) for at in sums[row][0].payments]
            return _of_sums(sums[row], parts, "payments")
        if best:
            return _reason(
                side, best, lambda at: _transaction(payments, at), lambda at: called(bills.records[at])
            )
        if row in elsewhere:
            other = _transaction(payments, elsewhere[row])
            return "currency_differs", f"The remittance of {other} names it, in another currency."
        if row in other_way:
            other = _transaction(payments, other_way[row])
            return "other_direction", f"The remittance of {other} names it, but the money went the other way."
        return "no_candidate", "No transaction has its reference, its amount, or its party near its amount."

    reasons = {row: why(row) for row in side.open_rows()}
    return [
        UnmatchedInvoice(
            **invoice_fields(bills, row),
            unmatched_reason=code,
            explanation=[sentence],
        )
        for row, (code, sentence) in reasons.items()
    ]


def _open_transactions(
    bills: Bills,
    payments: Payments,
    scored: Scored,
    side: _Side,
    repeats: dict[int, tuple[list[int], list[int]]],
    sums: _Sums,
    recalled: Recalled,
    refunded: dict[int, int],
) -> list[UnmatchedTransaction]:
    pairs = scored.candidates
    own = own_transfers(payments)
    elsewhere = _first_partner(*reversed(pairs.wrong_currency))
    other_way = _first_partner(*reversed(pairs.wrong_sign))

    def why(row: int) -> tuple[str, str]:  # noqa: PLR0911 - one return a reason
        if recalled.settled_payment[row]:
            return "settled_before", "A person confirmed in an earlier run what it pays."
        if not payments.outflow[row]:
            return "missing_amount", "The transaction moves no money."
        if row in repeats:
            paid, by = repeats[row]
            what = f"{_transaction(payments, by[0])}, which pays {called(bills.records[paid[0]])}"
            return "duplicate_payment", f"It repeats {what}: it looks like a second payment of the same."
        if row in own:
            return "own_transfer", own[row]
        if row in refunded:
            what = _transaction(payments, refunded[row])
            return "refund", f"It gives back what {what} paid: the same amount and party, the other way."
        best = side.candidates(row)
        booked_as = _OWN_BOOKING.get(payments.records[row].transaction_type)
        if booked_as and (not best or scored.log_odds[best[0]] < FLOOR_BITS):
            return "not_an_invoice_payment", f"The statement books it as {booked_as}."
        if row in sums and not (best and scored.level_name("amount", best[0]) == "exact"):
            return _of_sums(sums[row], [called(bills.records[at]) for at in sums[row][0].bills], "invoices")
        if best:
            return _reason(
                side, best, lambda at: called(bills.records[at]), lambda at: _transaction(payments, at)
            )
        if row in elsewhere:
            return (
                "currency_differs",
                f"It names {called(bills.records[elsewhere[row]])}, in another currency.",
            )
        if row in other_way or pairs.other_direction[row]:
            moved = "went out" if payments.outflow[row] > 0 else "came in"
            return "other_direction", f"The money {moved}; the invoices of this file are paid the other way."
        return "no_candidate", _NO_CANDIDATE

    # Nearly all of a large file are told the same, in one list.
    nothing = "no_candidate", [_NO_CANDIDATE]
    known = recalled.settled_payment | pairs.other_direction | (side.start < side.end)
    known |= _special(payments, repeats, own, refunded, sums, elsewhere, other_way)
    return [_open_transaction(payments, row, why(row) if known[row] else nothing) for row in side.open_rows()]


def _open_transaction(payments: Payments, row: int, why: tuple[str, str | list[str]]) -> UnmatchedTransaction:
    code, said = why
    return UnmatchedTransaction(
        **transaction_fields(payments, row),
        unmatched_reason=code,
        explanation=[said] if isinstance(said, str) else said,
    )


def _special(payments: Payments, *rows: Collection[int]) -> Bools:
    """By payment: it is one of `rows`, moved no money, or was booked by the bank itself."""
    own = np.array([each.transaction_type in _OWN_BOOKING for each in payments.records], dtype=np.bool_)
    own[[row for each in rows for row in each]] = True
    return np.asarray(own | (payments.outflow == 0))


def _first_partner(row: Ints, partner: Ints) -> dict[int, int]:
    """For each row its partner in the first pair that holds it."""
    return dict(zip(row[::-1].tolist(), partner[::-1].tolist(), strict=True))


def _transaction(payments: Payments, row: int) -> str:
    return f"transaction {payments.records[row].transaction_id}"


def _reason(
    side: _Side, best: list[int], partner_name: Callable[[int], str], own_name: Callable[[int], str]
) -> tuple[str, str]:
    """Code and sentence from the two best candidates of a row."""
    scored, pair = side.scored, best[0]
    partner = int(side.partner[pair])
    holder = int(side.partner_linked[partner])
    amount, reference = scored.level_name("amount", pair), scored.level_name("reference", pair)
    other = partner_name(partner)
    if holder >= 0 and scored.log_odds[pair] > FLOOR_BITS:
        paid_twice = amount == "exact" and reference in ("exact", "folded", "digits")
        second = " It may be a second payment of the same invoice." if paid_twice else ""
        return (
            "taken_by_better_match",
            f"Its best candidate, {other}, goes better with {own_name(holder)}.{second}",
        )
    if amount == "exact" and len(best) > 1 and scored.log_odds[pair] - scored.log_odds[best[1]] < TIE_BITS:
        runner_up = partner_name(int(side.partner[best[1]]))
        return "ambiguous", f"Both {other} and {runner_up} fit, with too little to choose between them."
    if amount == "exact" and side.contested[pair]:
        return "ambiguous", f"The best candidate, {other}, fits another one nearly as well."
    if amount not in ("exact", "rounding"):
        return "amount_differs", f"The best candidate, {other}, has another amount."
    return "below_threshold", f"The best candidate, {other}, has too little evidence beside its amount."


def _side(
    scored: Scored, group: Ints, partner: Ints, linked: Ints, partner_linked: Ints, contested: Bools
) -> _Side:
    order = np.lexsort((partner, -scored.log_odds, group))
    rows = np.arange(len(linked))
    return _Side(
        scored=scored,
        partner=partner,
        order=order.astype(np.int32),
        start=np.searchsorted(group[order], rows, "left"),
        end=np.searchsorted(group[order], rows, "right"),
        linked=linked,
        partner_linked=partner_linked,
        contested=contested,
    )
