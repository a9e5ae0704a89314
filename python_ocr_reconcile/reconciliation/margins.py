"""Margins after assignment: what the file as a whole would lose by the best other use of each link's rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from python_ocr_reconcile.reconciliation.columns import distinct
from python_ocr_reconcile.reconciliation.hypotheses import UNITS, Hypotheses, holder_of, is_chosen
from python_ocr_reconcile.reconciliation.load import Bills, Floats, Ints, Payments
from python_ocr_reconcile.reconciliation.pack import Packing

MOST_MARGIN = 12.0
"""A margin of more bits (4,000 to 1) says nothing more."""
UNCONTESTED_BITS = 30.0
"""Margin where there is no runner-up at all."""


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """What was chosen, one row each: pairs by invoice, then sets."""

    hypothesis: Ints
    """Index into `Hypotheses`; a pair's is its row in `Scored`."""
    holder: Ints
    """By row of the file (invoices, then transactions): index into these links, -1 where it is open."""
    exchange_margin: Floats
    """Bits that the file as a whole loses by the best other use of this link's rows."""
    bill_margin: Floats
    """Bits to the next hypothesis for one of its invoices, wherever that one's rows went."""
    payment_margin: Floats
    """Bits to the next hypothesis for one of its transactions."""
    bill_rival: Ints
    """That next hypothesis, -1 where there is none."""
    payment_rival: Ints
    cut_short: int
    components_cut: int

    def __len__(self) -> int:
        return len(self.hypothesis)


def link(bills: Bills, payments: Payments, given: Hypotheses, packing: Packing) -> Links:
    """The chosen hypotheses with their margins."""
    chosen = packing.chosen
    holder = np.full(len(bills) + len(payments), -1, dtype=np.int64)
    used = holder_of(given, chosen)
    holder[: len(used)] = used
    bill_margin, bill_rival = _runner_up(given, chosen, holder, bill_side=True)
    payment_margin, payment_rival = _runner_up(given, chosen, holder, bill_side=False)
    return Links(
        hypothesis=chosen,
        holder=holder,
        exchange_margin=_exchange_margin(given, chosen, holder),
        bill_margin=bill_margin,
        payment_margin=payment_margin,
        bill_rival=bill_rival,
        payment_rival=payment_rival,
        cut_short=packing.cut_short,
        components_cut=packing.components_cut,
    )


def _runner_up(given: Hypotheses, chosen: Ints, holder: Ints, *, bill_side: bool) -> tuple[Floats, Ints]:
    """(bits to the best other hypothesis for a row of that side, that hypothesis) for each link."""
    on_side = (given.row < given.bills) == bill_side
    others = np.flatnonzero(on_side & ~is_chosen(given, chosen)[given.hypothesis] & (holder[given.row] >= 0))
    link_of = holder[given.row[others]]
    hypothesis = given.hypothesis[others]
    best, rival = np.full(len(chosen), -np.inf), np.full(len(chosen), len(given))
    np.maximum.at(best, link_of, given.log_odds[hypothesis])
    of_equals = given.log_odds[hypothesis] == best[link_of]
    np.minimum.at(rival, link_of[of_equals], hypothesis[of_equals])
    rival[rival == len(given)] = -1
    own = given.log_odds[chosen]
    return np.asarray(own - np.maximum(best, own - UNCONTESTED_BITS)), rival


def _exchange_margin(given: Hypotheses, chosen: Ints, holder: Ints) -> Floats:
    """What the whole loses, in bits, when a rival takes rows of each link.

    The other links that the rival breaks fall away too, and rows that are freed on both sides join again
    where they are a candidate pair. Zero is a tie: rows that can be told apart in no way.
    """
    loss = np.full(len(chosen), UNCONTESTED_BITS * UNITS)
    if not len(chosen):
        return loss / UNITS
    rival = ~is_chosen(given, chosen) & (given.weight > 0)
    entries = np.flatnonzero(rival[given.hypothesis] & (holder[given.row] >= 0))
    broken = distinct(
        given.hypothesis[entries].astype(np.int64) * len(chosen) + holder[given.row[entries]]
    )  # (rival, link), each once
    by_rival, by_link = broken // len(chosen), broken % len(chosen)
    rivals, at = np.unique(by_rival, return_inverse=True)
    cost = -given.weight[rivals]
    np.add.at(cost, at, given.weight[chosen[by_link]])
    cost -= _regained(given, chosen, rivals, by_rival, by_link)
    np.minimum.at(loss, by_link, cost[at].astype(np.float64))
    return np.asarray(np.maximum(loss, 0.0) / UNITS)


def _regained(given: Hypotheses, chosen: Ints, rivals: Ints, by_rival: Ints, by_link: Ints) -> Ints:
    """What rows that a rival frees are worth together: the pairs they form, the heaviest first."""
    gain = np.zeros(len(rivals), dtype=np.int64)
    pairs = given.pairs
    if not pairs:
        return gain
    candidates = given.scored.candidates
    width = int(given.row.max()) + 1
    key = candidates.bill * width + candidates.payment  # sorted, since candidates are
    # The common case at once: a pair that breaks two pairs frees one invoice and one transaction.
    start = np.searchsorted(by_rival, rivals)
    count = np.searchsorted(by_rival, rivals, "right") - start
    one, other = chosen[by_link[start]], chosen[by_link[np.minimum(start + 1, len(by_link) - 1)]]
    simple = (rivals < pairs) & (one < pairs) & ((count == 1) | (other < pairs))
    two = np.flatnonzero(simple & (count == 2))
    first, second, mine = one[two], other[two], rivals[two]
    first_gives_bill = candidates.payment[first] == candidates.payment[mine]
    bill = np.where(first_gives_bill, candidates.bill[first], candidates.bill[second])
    payment = np.where(first_gives_bill, candidates.payment[second], candidates.payment[first])
    place = np.minimum(np.searchsorted(key, bill * width + payment), len(key) - 1)
    hit = key[place] == bill * width + payment
    gain[two] = np.where(hit, np.maximum(given.weight[place], 0), 0)
    for at in np.flatnonzero(~simple).tolist():
        links = by_link[start[at] : start[at] + count[at]]
        freed = {row for link in links.tolist() for row in given.rows_of(int(chosen[link]))}
        freed.difference_update(given.rows_of(int(rivals[at])))
        gain[at] = _best_pairs(given, key, width, freed)
    return gain


def _best_pairs(given: Hypotheses, key: Ints, width: int, freed: set[int]) -> int:
    bills = sorted(row for row in freed if row < given.bills)
    payments = sorted(row - given.bills for row in freed if row >= given.bills)
    if not bills or not payments or len(bills) * len(payments) > 400:
        return 0
    wanted = np.array([bill * width + payment for bill in bills for payment in payments])
    place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    found = sorted(
        (
            (int(given.weight[at]), int(want))
            for at, want in zip(place, wanted, strict=True)
            if key[at] == want
        ),
        reverse=True,
    )
    total, used = 0, set()
    for weight, want in found:
        bill, payment = want // width, -1 - want % width
        if weight > 0 and bill not in used and payment not in used:
            used |= {bill, payment}
            total += weight
    return total
