"""Set packing: which pairs and sets stand together, best for the file as a whole.

Each invoice and each transaction is used once, by a pair or by a set; the sum of the weights above
`FLOOR_BITS` is the largest there is. A hypothesis worth at least as much as the best rivals for all of its
rows together is in an optimal packing, so it is taken at once; what is left falls into components that are
solved one by one: small ones by trying, others as an assignment where there are pairs only, as a set packing
where sets compete. Weights are integers, so equal inputs tie equally on every machine.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np

from python_ocr_reconcile.reconciliation.hypotheses import UNITS, Hypotheses
from python_ocr_reconcile.reconciliation.load import Bools, Ints
from python_ocr_reconcile.reconciliation.small_packing import MOST_HYPOTHESES, heaviest

logger = logging.getLogger(__name__)

DENSE_CELLS = 2_000_000
"""Largest component of pairs solved optimally: 1,400 x 1,400 takes a second. Greedy beyond, and said."""
PACKED_HYPOTHESES = 4_000
"""Largest component with sets solved optimally."""
PACKING_NODES = 2_000
"""Branches that one set packing may try: a bound that is the same on every machine, unlike seconds."""
PACKING_SECONDS = 5.0
"""The time box behind it."""


@dataclass(frozen=True, slots=True, eq=False)
class Packing:
    """What was chosen."""

    chosen: Ints
    """Hypotheses, sorted."""
    cut_short: int
    """Hypotheses of components that were too large to be settled optimally."""
    components_cut: int


def pack(given: Hypotheses) -> Packing:
    """The best set of hypotheses that share no row."""
    taken, open_entries = _take_clear(given, np.flatnonzero(given.weight[given.hypothesis] > 0), 0)
    cut_short = components_cut = 0
    for members in _components(given, open_entries):
        chosen, whole = _solve(given, members)
        taken[chosen] = True
        if not whole:
            cut_short += len(members)
            components_cut += 1
    if cut_short:
        logger.warning("%d hypotheses stood in components too large for an optimal packing", cut_short)
    return Packing(chosen=np.flatnonzero(taken), cut_short=cut_short, components_cut=components_cut)


def clear_hypotheses(given: Hypotheses, bits: float) -> Ints:
    """Hypotheses whose log-odds are at least `bits`, and as much above all of their rivals together."""
    margin = round(bits * UNITS)
    entries = np.flatnonzero(given.weight[given.hypothesis] > 0)
    sets = _clear_sets(given, entries, bits, margin)
    used = np.zeros(int(given.row.max(initial=-1)) + 1, dtype=np.bool_)
    used[given.row[np.isin(given.hypothesis, sets)]] = True
    gone = np.unique(given.hypothesis[entries][used[given.row[entries]]])
    taken, _ = _take_clear(given, entries[~np.isin(given.hypothesis[entries], gone)], margin)
    taken[sets] = True
    return np.flatnonzero(taken & (given.log_odds >= bits))


def _clear_sets(given: Hypotheses, entries: Ints, bits: float, margin: int) -> Ints:
    """Sets that are clear, the heaviest first.

    What shares the row that stands alone can only be chosen once, however many of the set's rows it has.
    """
    order = entries[np.argsort(given.row[entries], kind="stable")]
    # Columns, not lists: a large file has millions of entries, and few of them are looked at.
    start = np.searchsorted(given.row[order], np.arange(int(given.row.max(initial=-1)) + 2))
    at_row, weight = given.hypothesis[order], given.weight
    rows_of = {at: frozenset(given.rows_of(at)) for at in range(given.pairs, len(given))}
    pair_bill, pair_payment = given.scored.candidates.bill, given.scored.candidates.payment

    def holds(at: int, row: int) -> bool:
        if at >= given.pairs:
            return row in rows_of[at]
        return row in (int(pair_bill[at]), int(pair_payment[at]) + given.bills)

    def best_other(at: int, row: int, without: int) -> int:
        others = at_row[start[row] : start[row + 1]]
        each = zip(others.tolist(), weight[others].tolist(), strict=True)
        return max((worth for o, worth in each if o != at and not holds(o, without)), default=0)

    likely = [at for at in range(given.pairs, len(given)) if given.log_odds[at] >= bits]
    used: set[int] = set()
    chosen: list[int] = []
    for at in sorted(likely, key=lambda at: (-weight[at], at)):
        found = given.sets[at - given.pairs]
        rows = rows_of[at]
        alone = found.payments[0] + given.bills if len(found.payments) == 1 else found.bills[0]
        if not used.isdisjoint(rows):
            continue
        rivals = best_other(at, alone, -1)
        for row in rows - {alone}:
            rivals += best_other(at, row, alone)
            if rivals + margin > weight[at]:
                break
        if rivals + margin <= weight[at]:
            used |= rows
            chosen.append(at)
    return np.array(sorted(chosen), dtype=np.int64)


def _take_clear(given: Hypotheses, entries: Ints, margin: int) -> tuple[Bools, Ints]:
    """(hypotheses that are dominant once the dominant ones are taken, the entries of the others)."""
    taken = np.zeros(len(given), dtype=np.bool_)
    n_rows = int(given.row.max(initial=-1)) + 1
    while len(entries):
        hypothesis, row = given.hypothesis[entries], given.row[entries]
        clear = _dominant(hypothesis, row, given.weight, margin)
        if not len(clear):
            break
        taken[clear] = True
        used = np.zeros(n_rows, dtype=np.bool_)
        used[row[np.isin(hypothesis, clear)]] = True
        touched = np.zeros(len(given), dtype=np.bool_)
        touched[hypothesis[used[row]]] = True
        entries = entries[~touched[hypothesis]]
    return taken, entries


def _dominant(hypothesis: Ints, row: Ints, weight: Ints, margin: int) -> Ints:
    """Hypotheses worth `margin` more than the best rivals for each of their rows; no two share a row."""
    other = _best_other(row, weight[hypothesis])
    unique, inverse = np.unique(hypothesis, return_inverse=True)
    rivals = np.zeros(len(unique), dtype=np.int64)
    np.add.at(rivals, inverse, other)
    clear = weight[unique] - margin >= rivals
    # Of equals that are dominant and share a row the first is taken: it must be first at each of its rows.
    entries = np.flatnonzero(clear[inverse])
    first = np.full(int(row.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, row[entries], hypothesis[entries])
    beaten = np.zeros(len(unique), dtype=np.bool_)
    beaten[inverse[entries[first[row[entries]] != hypothesis[entries]]]] = True
    return np.asarray(unique[clear & ~beaten])


def _best_other(row: Ints, weight: Ints) -> Ints:
    """For each entry, the largest weight among the other entries of its row, 0 where it is alone."""
    order = np.lexsort((-weight, row))
    sorted_row, sorted_weight = row[order], weight[order]
    first = np.searchsorted(sorted_row, sorted_row)
    here = np.arange(len(order))
    following = np.minimum(first + 1, len(order) - 1)
    has_second = (first + 1 < len(order)) & (sorted_row[following] == sorted_row)
    second = np.where(has_second, sorted_weight[following], 0)
    other = np.empty_like(weight)
    other[order] = np.where(here == first, second, sorted_weight[first])
    return other


def _components(given: Hypotheses, entries: Ints) -> list[Ints]:
    """The hypotheses of each connected component."""
    if not len(entries):
        return []
    hypotheses, left = np.unique(given.hypothesis[entries], return_inverse=True)
    _, right = np.unique(given.row[entries], return_inverse=True)
    # Each takes the least label beside it, and then that of whom it is called by, until nothing moves.
    label, before = np.arange(len(hypotheses)), np.empty(0, dtype=np.int64)
    while not np.array_equal(label, before):
        before, least = label.copy(), np.full(int(right.max()) + 1, len(hypotheses))
        np.minimum.at(least, right, label[left])
        np.minimum.at(label, left, least[right])
        label = label[label]
    order = np.argsort(label, kind="stable")
    return np.split(hypotheses[order], np.flatnonzero(np.diff(label[order])) + 1)


def _solve(given: Hypotheses, members: Ints) -> tuple[Ints, bool]:
    """(chosen, whether that is optimal) for one component."""
    few = members.tolist()[: MOST_HYPOTHESES + 1]
    if (found := heaviest(given.weight[few].tolist(), [given.rows_of(at) for at in few])) is not None:
        return members[found], True
    if members[-1] < given.pairs:
        bill, payment = given.row[given.start[members]], given.row[given.start[members] + 1]
        rows, columns = np.unique(bill), np.unique(payment)
        if len(rows) * len(columns) <= DENSE_CELLS:
            return _assigned(given, members, bill, payment, rows, columns), True
    elif len(members) <= PACKED_HYPOTHESES:
        packed = _packed(given, members)
        if packed is not None:
            return packed, True
    return _greedy(given, members), False


def _assigned(given: Hypotheses, members: Ints, bill: Ints, payment: Ints, rows: Ints, columns: Ints) -> Ints:
    """Pairs of the heaviest assignment; a cell of 0 stands for leaving both sides open."""
    from scipy.optimize import linear_sum_assignment

    row, column = np.searchsorted(rows, bill), np.searchsorted(columns, payment)
    # Weights stay below 2**53, so the solver's doubles hold them exactly.
    worth = np.zeros((len(rows), len(columns)))
    worth[row, column] = given.weight[members]
    place = np.full((len(rows), len(columns)), -1, dtype=np.int64)
    place[row, column] = members
    chosen = place[linear_sum_assignment(worth, maximize=True)]
    return np.asarray(chosen[chosen >= 0])


def _packed(given: Hypotheses, members: Ints) -> Ints | None:
    """The heaviest packing by branch and bound; `None` where it was not settled within its box."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    counts = given.start[members + 1] - given.start[members]
    column = np.repeat(np.arange(len(members)), counts)
    entries = np.concatenate([np.arange(given.start[at], given.start[at + 1]) for at in members.tolist()])
    rows, row = np.unique(given.row[entries], return_inverse=True)
    incidence = csr_array((np.ones(len(row)), (row, column)), shape=(len(rows), len(members)))
    answer = milp(
        -given.weight[members] / UNITS,
        constraints=LinearConstraint(incidence, -np.inf, 1),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(members)),
        options={"mip_rel_gap": 0.0, "node_limit": PACKING_NODES, "time_limit": PACKING_SECONDS},
    )
    if answer.status != 0 or answer.x is None:
        return None
    return np.asarray(members[answer.x > 0.5])


def _greedy(given: Hypotheses, members: Ints) -> Ints:
    used: set[int] = set()
    chosen: list[int] = []
    for at in members[np.argsort(-given.weight[members], kind="stable")].tolist():
        rows = given.rows_of(at)
        if used.isdisjoint(rows):
            used.update(rows)
            chosen.append(at)
    return np.array(sorted(chosen), dtype=np.int64)
