"""Hopeless pairs: candidates by an equal amount, and nothing else, that no link is ever weighed against.

They are most of a large file. What is left of them is their number: a row with many candidates says less.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from python_ocr_reconcile.reconciliation.hypotheses import FLOOR_BITS, TWIN_BITS
from python_ocr_reconcile.reconciliation.link_features import has_evidence
from python_ocr_reconcile.reconciliation.load import Bools, Ints
from python_ocr_reconcile.reconciliation.margins import MOST_MARGIN
from python_ocr_reconcile.reconciliation.score import Scored


def without_hopeless(scored: Scored) -> Scored:
    """`scored` less the pairs that are further from every link than a margin counts, and name nobody."""
    says = has_evidence(scored, np.arange(len(scored.candidates)))
    return _only(scored, says | (scored.log_odds >= FLOOR_BITS - MOST_MARGIN))


def worth_taking(scored: Scored) -> Scored:
    """`scored` less the pairs that no packing takes, whether or not they are the first of equal payments."""
    return _only(scored, scored.log_odds >= FLOOR_BITS - TWIN_BITS - 1)


def _only(scored: Scored, mask: Bools) -> Scored:
    pairs, kept = scored.candidates, np.flatnonzero(mask)
    return replace(
        scored,
        candidates=replace(
            pairs, bill=pairs.bill[kept], payment=pairs.payment[kept],
            reference=pairs.reference[kept], reference_length=pairs.reference_length[kept],
            reference_shared_by=pairs.reference_shared_by[kept],
            converted=_mostly_zero(pairs.converted, kept), implied=_mostly_zero(pairs.implied, kept),
        ),
        levels={feature: column[kept] for feature, column in scored.levels.items()},
        frequency={feature: column[kept] for feature, column in scored.frequency.items()},
        log_odds=scored.log_odds[kept],
        difference=scored.difference[kept],
    )  # fmt: skip


def _mostly_zero(column: Ints, kept: Ints) -> Ints:
    """The kept rows of a column that in most files is zero throughout: zeros made anew take no room."""
    return column[kept] if column.any() else np.zeros(len(kept), dtype=np.int64)
