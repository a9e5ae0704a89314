"""Leftovers: what is made of the rows that the best packing leaves open, or uses in vain.

A pair must be worth more than leaving its rows to others while there are others. Once all else is settled
nobody asks for its rows any more, and whether it is worth a look is for its calibrated probability to say.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from python_ocr_reconcile.reconciliation.confidence import Calibration, probabilities
from python_ocr_reconcile.reconciliation.hypotheses import FLOOR_BITS, UNITS, Hypotheses, holder_of
from python_ocr_reconcile.reconciliation.link_features import has_evidence
from python_ocr_reconcile.reconciliation.load import Bills, Bools, Ints, Payments
from python_ocr_reconcile.reconciliation.margins import Links, link
from python_ocr_reconcile.reconciliation.pack import Packing, pack

LEFT_BITS = -11.0
"""Log-odds below which a pair of open rows is not taken either."""


def with_leftovers(given: Hypotheses, packing: Packing) -> tuple[Hypotheses, Packing]:
    """`given` with the pairs of open rows raised to the lower floor, and `packing` with the best of them."""
    pairs, scored = given.pairs, given.scored
    left = np.flatnonzero(_is_free(given, packing.chosen)[:pairs] & (scored.log_odds >= LEFT_BITS))
    left = left[has_evidence(scored, left)]
    weight = given.weight.copy()
    weight[left] += round((FLOOR_BITS - LEFT_BITS) * UNITS)
    raised = replace(given, weight=weight)
    mask = np.zeros(len(given), dtype=np.bool_)
    mask[left] = True
    return raised, _packed_too(raised, packing, packing.chosen, mask)


def without_doubtful(
    bills: Bills, payments: Payments, given: Hypotheses, packing: Packing, calibration: Calibration
) -> Links:
    """The links of `packing`, but for those that are not worth a look where others can use their rows.

    They stay rivals of what takes their rows; where that is not worth a look either, nothing changes.
    """
    links = link(bills, payments, given, packing)
    doubtful = _in_vain(given, links, calibration)
    if not len(doubtful):
        return links
    kept = np.setdiff1d(packing.chosen, doubtful)
    free = _is_free(given, kept)
    free[doubtful] = False
    found = _packed_too(given, packing, kept, free)
    relinked = link(bills, payments, given, _with_open(given, found, doubtful))
    in_vain = np.setdiff1d(_in_vain(given, relinked, calibration), doubtful)
    worth = np.setdiff1d(found.chosen, np.union1d(in_vain, packing.chosen))
    if not len(worth):
        return links
    if not len(in_vain):
        return relinked
    found = replace(found, chosen=np.union1d(kept, worth))
    return link(bills, payments, given, _with_open(given, found, doubtful))


def _in_vain(given: Hypotheses, links: Links, calibration: Calibration) -> Ints:
    """The chosen hypotheses that are not worth a look."""
    unlikely = probabilities(given, links, calibration) < calibration.proposal_probability
    return links.hypothesis[unlikely]


def _with_open(given: Hypotheses, packing: Packing, others: Ints) -> Packing:
    """`packing`, and those of `others` of which it uses no row."""
    still = others[_is_free(given, packing.chosen)[others]]
    return replace(packing, chosen=np.union1d(packing.chosen, still))


def _is_free(given: Hypotheses, chosen: Ints) -> Bools:
    """By hypothesis, whether none of `chosen` uses a row of it."""
    free = np.ones(len(given), dtype=np.bool_)
    free[given.hypothesis[holder_of(given, chosen)[given.row] >= 0]] = False
    return free


def _packed_too(given: Hypotheses, packing: Packing, chosen: Ints, more: Bools) -> Packing:
    """`chosen`, and the best of `more`, which use no row of it."""
    if not (given.weight[more] > 0).any():
        return replace(packing, chosen=chosen)
    found = pack(replace(given, weight=np.where(more, given.weight, 0)))
    return Packing(
        chosen=np.union1d(chosen, found.chosen),
        cut_short=packing.cut_short + found.cut_short,
        components_cut=packing.components_cut + found.components_cut,
    )
