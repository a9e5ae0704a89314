"""Sets as hypotheses: several invoices paid at once, and one invoice paid in instalments.

What is sure is taken away first, pairs and sets that remittances name, and sums are looked for in the rest. A
sum that then stands alone is sure as well and makes the next search smaller, as in a crossword.
"""

from __future__ import annotations

import numpy as np

from python_ocr_reconcile.reconciliation.choices import Choices
from python_ocr_reconcile.reconciliation.equal_parts import EqualParts
from python_ocr_reconcile.reconciliation.hopeless import worth_taking
from python_ocr_reconcile.reconciliation.hypotheses import Hypotheses, hypotheses_of
from python_ocr_reconcile.reconciliation.load import Bills, Bools, Payments
from python_ocr_reconcile.reconciliation.named_sets import MOST_NAMED, NamedSets
from python_ocr_reconcile.reconciliation.nameless_sets import NamelessSets
from python_ocr_reconcile.reconciliation.open_rows import OpenRows
from python_ocr_reconcile.reconciliation.open_shares import OpenShares
from python_ocr_reconcile.reconciliation.pack import clear_hypotheses
from python_ocr_reconcile.reconciliation.part_weights import PartWeights
from python_ocr_reconcile.reconciliation.parties import Parties
from python_ocr_reconcile.reconciliation.recall import Recalled
from python_ocr_reconcile.reconciliation.reference_hits import STRONG, ReferenceHits
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.remittance import shape, windows, words
from python_ocr_reconcile.reconciliation.score import Scored
from python_ocr_reconcile.reconciliation.set_weights import FoundSet, SetHypothesis, weigh
from python_ocr_reconcile.reconciliation.summed_sets import SummedSets
from python_ocr_reconcile.reconciliation.tolerances import Tolerances

ROUNDS = 4
"""Searches for sums, each among what the one before left open."""
FEW_NEW = 1 / 300
"""Of the open invoices; where a round settles fewer, the next would hardly find more."""
WHOLE = ("exact", "rounding", "discount", "fee", "short_pay", "exchange_close", "exchange_near")
"""Levels of the amount at which a payment is for the whole of an invoice, and for no other."""
SURE_BITS = 3.0
"""Log-odds, and margin over all rivals together, of what is taken away before sums are looked for."""


class SetFinder:
    """Finds the set hypotheses of a run."""

    def __init__(
        self,
        bills: Bills,
        payments: Payments,
        parties: Parties,
        named: ReferenceHits,
        references: ReferenceIndex,
        scored: Scored,
        tolerances: Tolerances,
        recalled: Recalled,
    ) -> None:
        self._bills, self._payments, self._references = bills, payments, references
        self._scored, self._tolerances, self._recalled = scored, tolerances, recalled
        self._likely = worth_taking(scored)
        direction, days = scored.candidates.direction, tolerances.days_after
        self._rows = OpenRows(bills, payments, parties, named, direction, days)
        self._named = NamedSets(bills, payments, self._rows, named, references, scored.weights)
        choices = Choices(bills, payments, scored, references)
        self._summed = SummedSets(bills, payments, self._rows, choices, tolerances)
        self._nameless = NamelessSets(bills, payments, self._rows, choices)
        weights = PartWeights(bills, payments, scored)
        self._equal = EqualParts(bills, payments, parties, self._rows, named, choices, weights)
        self._open_shares = OpenShares(bills, payments, self._rows, choices, weights)
        self._offered: dict[int, frozenset[str]] = {}

    @property
    def searches_capped(self) -> int:
        """Searches that looked at the nearest open rows of a payer only."""
        return self._named.capped + self._summed.capped

    def find(self, largest: int) -> list[SetHypothesis]:
        """Every set worth weighing; `largest`: most members of one that the remittance names."""
        self._named.largest = min(largest, MOST_NAMED)
        self._rows.settle(*settled(self._bills, self._payments, self._scored))
        found = {_key(each): each for each in self._weighed(self._named.find(filled=False))}
        self._settle(found)
        for _ in range(ROUNDS):
            again = self._named.find(filled=True)
            explained = {
                (each.target.shape, each.target.row) for each in again if each.total == each.target.amount
            }
            spelled_out = {
                (each.target.shape, each.target.row)
                for each in again
                if each.total == each.target.amount and each.basis == "named"
            }
            again += self._summed.find(explained)
            again += self._nameless.find(explained)
            again += self._equal.find(spelled_out)
            for each in self._weighed(again):
                before = found.get(_key(each))
                # What is found among fewer rows is weighed better; what is named says more than its sum.
                if before is None or each.basis != "summed" or before.basis == "summed" or each.named:
                    found[_key(each)] = each
            if not self._settle(found):
                break
        self._named.forget()
        self._summed.forget()
        for each in self._weighed(list(self._open_shares.find())):
            found.setdefault(_key(each), each)
        return [found[key] for key in sorted(found)]

    def _weighed(self, found: list[FoundSet]) -> list[SetHypothesis]:
        allowed = [each for each in found if self._allowed(each)]
        return weigh(
            self._bills, self._payments, allowed, self._tolerances, self._scored.weights, self._names_other
        )

    def _settle(self, found: dict[tuple[object, ...], SetHypothesis]) -> bool:
        """Take away the rows of what is sure by now; whether there were more than a few."""
        scored = self._likely
        given = hypotheses_of(self._bills, self._payments, scored, [found[key] for key in sorted(found)])
        # What is paid in part may be the visible end of a set.
        exact = np.concatenate(
            [
                np.isin(scored.levels["amount"], [scored.weights.level("amount", level) for level in WHOLE]),
                np.array([each.paid == each.billed for each in given.sets], dtype=np.bool_),
            ]
        )
        clear = clear_hypotheses(given, SURE_BITS)
        bills, payments = _rows_of(given, clear[exact[clear]], len(self._payments))
        was_open = ~self._rows.settled_bill
        new, before = int((bills & was_open).sum()), int(was_open.sum())
        self._rows.settle(bills, payments)
        return new > FEW_NEW * before

    def _allowed(self, found: FoundSet) -> bool:
        """Whether none of its pairs was rejected."""
        if not len(self._recalled.barred):
            return True
        rows, alone = np.array(found.members), np.full(len(found.members), found.target.row)
        bundle = found.target.shape == "bundle"
        return bool(self._recalled.allows(*((rows, alone) if bundle else (alone, rows))).all())

    def _names_other(self, found: FoundSet) -> float:
        """Bits for a remittance that names, or may name, something else than this bundle."""
        payment, weights = found.target.row, self._scored.weights
        if found.basis != "summed" or found.target.shape != "bundle":
            return 0.0
        bits = weights.bits["reference"]
        named = {bill for bill, level, _ in self._named.hits.of_payment(payment) if level <= STRONG}
        if named.difference(found.members):
            return float(bits[weights.level("reference", "other_invoice")])
        if named:
            return 0.0
        if payment not in self._offered:
            text = self._payments.text[payment]
            self._offered[payment] = frozenset(shape(window) for window in windows(words(text)))
        numbers = (self._references.numbers[row] for row in found.members)
        if any(len(number) >= 4 and shape(number) in self._offered[payment] for number in numbers):
            return float(bits[weights.level("reference", "other_number")])
        return 0.0


def _key(found: SetHypothesis) -> tuple[object, ...]:
    return found.payments, found.bills


def _rows_of(given: Hypotheses, chosen: np.ndarray, payments: int) -> tuple[Bools, Bools]:
    """The invoices and the transactions of some hypotheses."""
    used = np.zeros(given.bills + payments, dtype=np.bool_)
    used[given.row[np.isin(given.hypothesis, chosen)]] = True
    return used[: given.bills], used[given.bills :]


def settled(bills: Bills, payments: Payments, scored: Scored) -> tuple[Bools, Bools]:
    """Rows that one pair settles alone: named in full, the same to the cent, and no other pair is both."""
    pairs, weights = scored.candidates, scored.weights
    sure = (pairs.reference <= STRONG) & (scored.levels["amount"] == weights.level("amount", "exact"))
    bill_count = np.bincount(pairs.bill[sure], minlength=len(bills))
    payment_count = np.bincount(pairs.payment[sure], minlength=len(payments))
    alone = sure & (bill_count[pairs.bill] == 1) & (payment_count[pairs.payment] == 1)
    by_bill, by_payment = np.zeros(len(bills), dtype=np.bool_), np.zeros(len(payments), dtype=np.bool_)
    by_bill[pairs.bill[alone]] = True
    by_payment[pairs.payment[alone]] = True
    return by_bill, by_payment
