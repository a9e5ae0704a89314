"""Assignment: which of the scored pairs stand together, best for the file as a whole.

Each invoice and each transaction is used once; the sum of the weights above `FLOOR_BITS` is the largest
there is. A pair worth at least as much as the best other pair of its invoice and the best other pair of its
transaction together is in an optimal assignment, so it is taken at once; what is left falls into components
that are solved one by one. Weights are integers, so equal inputs tie equally on every machine.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from python_ocr_reconcile.reconciliation.candidates import expected_day
from python_ocr_reconcile.reconciliation.load import Bills, Bools, Floats, Ints, Payments
from python_ocr_reconcile.reconciliation.score import Scored

logger = logging.getLogger(__name__)

FLOOR_BITS = -4.0
"""A pair below these log-odds (one in seventeen) is worth less than leaving both sides open."""
UNITS = 1_000_000
"""Integer weight of one bit; the last three digits break ties towards the expected date."""
DENSE_CELLS = 2_000_000
"""Largest component solved optimally: 1,400 x 1,400 takes about a second. Greedy beyond, and logged."""
UNCONTESTED_BITS = 30.0
"""Margin where there is no runner-up at all."""


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """The pairs chosen, sorted by invoice, one row each."""

    pair: Ints
    """Row in `Scored`."""
    bill: Ints
    payment: Ints
    exchange_margin: Floats
    """Bits that the file as a whole loses by the best other use of this link's invoice or transaction."""
    bill_margin: Floats
    """Bits to the next transaction for this invoice, wherever that one went."""
    payment_margin: Floats
    """Bits to the next invoice for this transaction, wherever that one went."""
    bill_rival: Ints
    """Row in `Scored` of that next transaction's pair, -1 where there is none."""
    payment_rival: Ints
    cut_short: int
    """Pairs of components that were too large to be solved optimally."""


def assign(bills: Bills, payments: Payments, scored: Scored) -> Links:
    """The best one-to-one assignment."""
    bill, payment = scored.candidates.bill, scored.candidates.payment
    days_off = np.minimum(np.abs(payments.day[payment] - expected_day(bills)[bill]), 400)
    weight = np.round((scored.log_odds - FLOOR_BITS) * 1_000).astype(np.int64) * (UNITS // 1_000) - days_off
    useful = weight > 0
    taken, cut_short = _choose(bill, payment, weight, useful)
    chosen = np.flatnonzero(taken)
    bill_margin, bill_rival = _runner_up(bill, scored.log_odds, chosen, len(bills))
    payment_margin, payment_rival = _runner_up(payment, scored.log_odds, chosen, len(payments))
    return Links(
        pair=chosen,
        bill=bill[chosen],
        payment=payment[chosen],
        exchange_margin=_exchange_margin(bill, payment, np.where(useful, weight, 0), chosen),
        bill_margin=bill_margin,
        payment_margin=payment_margin,
        bill_rival=bill_rival,
        payment_rival=payment_rival,
        cut_short=cut_short,
    )


def _choose(bill: Ints, payment: Ints, weight: Ints, useful: Bools) -> tuple[Bools, int]:
    taken = np.zeros(len(bill), dtype=np.bool_)
    open_pairs = np.flatnonzero(useful)
    while len(open_pairs):
        clear = _dominant(bill[open_pairs], payment[open_pairs], weight[open_pairs])
        if not clear.any():
            break
        taken[open_pairs[clear]] = True
        used_bill, used_payment = bill[open_pairs[clear]], payment[open_pairs[clear]]
        open_pairs = open_pairs[
            ~np.isin(bill[open_pairs], used_bill) & ~np.isin(payment[open_pairs], used_payment)
        ]
    cut_short = 0
    for component in _components(bill[open_pairs], payment[open_pairs]):
        pairs = open_pairs[component]
        rows, columns = np.unique(bill[pairs]), np.unique(payment[pairs])
        if len(rows) * len(columns) <= DENSE_CELLS:
            taken[_optimal(pairs, bill, payment, weight, rows, columns)] = True
        else:
            taken[_greedy(pairs, bill, payment, weight)] = True
            cut_short += len(pairs)
    if cut_short:
        logger.warning("%d candidates stood in components too large for optimal assignment", cut_short)
    return taken, cut_short


def _dominant(bill: Ints, payment: Ints, weight: Ints) -> Bools:
    """Pairs worth at least the best other pair of their invoice plus that of their transaction."""
    other = _best_other(bill, weight) + _best_other(payment, weight)
    clear = weight >= other
    # Two pairs of equal weight may both be dominant and share a side: the first of them is taken.
    index = np.flatnonzero(clear)
    _, first_bill = np.unique(bill[index], return_index=True)
    index = index[np.sort(first_bill)]
    _, first_payment = np.unique(payment[index], return_index=True)
    result = np.zeros(len(bill), dtype=np.bool_)
    result[index[first_payment]] = True
    return result


def _best_other(group: Ints, weight: Ints) -> Ints:
    """For each pair, the largest weight among the other pairs of its group, 0 where it is alone."""
    order = np.lexsort((-weight, group))
    sorted_group, sorted_weight = group[order], weight[order]
    first = np.searchsorted(sorted_group, sorted_group)
    here = np.arange(len(order))
    following = np.minimum(first + 1, len(order) - 1)
    has_second = (first + 1 < len(order)) & (sorted_group[following] == sorted_group)
    second = np.where(has_second, sorted_weight[following], 0)
    other = np.empty_like(weight)
    other[order] = np.where(here == first, second, sorted_weight[first])
    return other


def _components(bill: Ints, payment: Ints) -> list[Ints]:
    """Indices of the pairs of each connected component."""
    if not len(bill):
        return []
    _, rows = np.unique(bill, return_inverse=True)
    _, columns = np.unique(payment, return_inverse=True)
    size = int(rows.max()) + int(columns.max()) + 2
    graph = coo_array((np.ones(len(rows)), (rows, columns + int(rows.max()) + 1)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    component = label[rows]
    order = np.argsort(component, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(component[order])) + 1)


def _optimal(pairs: Ints, bill: Ints, payment: Ints, weight: Ints, rows: Ints, columns: Ints) -> Ints:
    """Pairs of the heaviest assignment; a cell of 0 stands for leaving both sides open."""
    row, column = np.searchsorted(rows, bill[pairs]), np.searchsorted(columns, payment[pairs])
    # Weights stay below 2**53, so the solver's doubles hold them exactly.
    worth = np.zeros((len(rows), len(columns)))
    worth[row, column] = weight[pairs]
    place = np.full((len(rows), len(columns)), -1, dtype=np.int64)
    place[row, column] = pairs
    chosen = place[linear_sum_assignment(worth, maximize=True)]
    return np.asarray(chosen[chosen >= 0])


def _greedy(pairs: Ints, bill: Ints, payment: Ints, weight: Ints) -> Ints:
    used_bill: set[int] = set()
    used_payment: set[int] = set()
    chosen: list[int] = []
    for pair in pairs[np.argsort(-weight[pairs], kind="stable")].tolist():
        if bill[pair] not in used_bill and payment[pair] not in used_payment:
            used_bill.add(int(bill[pair]))
            used_payment.add(int(payment[pair]))
            chosen.append(pair)
    return np.array(chosen, dtype=np.int64)


def _runner_up(group: Ints, log_odds: Floats, chosen: Ints, size: int) -> tuple[Floats, Ints]:
    """(bits to the best other pair of the same group, its row) for each chosen pair."""
    best = np.full(size, -np.inf)
    is_other = np.ones(len(group), dtype=np.bool_)
    is_other[chosen] = False
    others = np.flatnonzero(is_other)
    order = others[np.lexsort((others, -log_odds[others], group[others]))]
    names, first = np.unique(group[order], return_index=True)
    best[names] = log_odds[order[first]]
    rival = np.full(size, -1, dtype=np.int64)
    rival[names] = order[first]
    margin = log_odds[chosen] - np.maximum(best[group[chosen]], log_odds[chosen] - UNCONTESTED_BITS)
    return np.asarray(margin), rival[group[chosen]]


def _exchange_margin(bill: Ints, payment: Ints, weight: Ints, chosen: Ints) -> Floats:
    """What the whole loses, in bits, when another pair takes over one side of each chosen pair.

    The other pair's own partner becomes free, and takes the side that the chosen pair gave up where those two
    are candidates as well. Zero is a tie: two invoices and two payments that can be told apart in no way.
    """
    if not len(bill):
        return np.zeros(0)
    link_of_bill = np.full(int(bill.max()) + 1, -1, dtype=np.int64)
    link_of_payment = np.full(int(payment.max()) + 1, -1, dtype=np.int64)
    link_of_bill[bill[chosen]] = np.arange(len(chosen))
    link_of_payment[payment[chosen]] = np.arange(len(chosen))
    width = int(payment.max()) + 1
    key = bill * width + payment  # sorted, since candidates are
    loss = np.full(len(chosen), UNCONTESTED_BITS * UNITS)
    own_weight = np.append(weight[chosen], 0)
    own_bill, own_payment = np.append(bill[chosen], 0), np.append(payment[chosen], 0)
    is_link = np.zeros(len(bill), dtype=np.bool_)
    is_link[chosen] = True
    rivals = np.flatnonzero(~is_link & (weight > 0))
    by_bill, by_payment = link_of_bill[bill[rivals]], link_of_payment[payment[rivals]]
    # The pair that the two freed sides would form: this link's other side with the rival's old partner.
    freed = own_bill[by_payment] * width + own_payment[by_bill]
    at = np.minimum(np.searchsorted(key, freed), len(key) - 1)
    regained = np.where((key[at] == freed) & (by_bill >= 0) & (by_payment >= 0), weight[at], 0)
    cost = own_weight[by_bill] + own_weight[by_payment] - weight[rivals] - regained
    for side in (by_bill, by_payment):
        linked = side >= 0
        np.minimum.at(loss, side[linked], cost[linked].astype(np.float64))
    return np.asarray(np.maximum(loss, 0.0) / UNITS)
