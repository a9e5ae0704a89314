"""Chance: how often a row that has nothing to do with an amount has it all the same, to the minor unit.

A sum of three invoices that hits a payment of 2,813.47 says much, one that hits 3,000.00 says little. What is
usual is read off the amounts of the run itself: how many lie near, and how many of all are as round.
"""

from __future__ import annotations

import numpy as np

from python_ocr_reconcile.reconciliation.load import Ints

_NEAR = 1.3
"""Amounts within this ratio of another lie near it."""
_STEPS = np.array([10_000, 1_000, 100, 1], dtype=np.int64)
"""Minor units: an amount is as round as the first of these that divides it."""
_SPACING = np.array([10_000.0, 1_000 / 0.9, 100 / 0.9, 1 / 0.99])
"""How far apart amounts are that are so round, and no rounder."""


class AmountChance:
    """The distribution of the amounts of one side of a run."""

    def __init__(self, amounts: Ints) -> None:
        self._sorted = np.sort(np.abs(amounts[amounts != 0]))
        counts = np.bincount(_roundness(self._sorted), minlength=len(_STEPS)) + 1.0
        self._share = counts / counts.sum()

    def of(self, amounts: Ints, own: int = 1) -> np.ndarray:
        """For each amount above zero the probability, 0..1, that a row has just this one.

        `own`: of the rows that have it, those it is asked for.
        """
        # Whole numbers, as the column has: for a fraction all of it would be made fractions.
        low = self._sorted.searchsorted(np.ceil(amounts / _NEAR).astype(np.int64), "left")
        high = self._sorted.searchsorted(np.floor(amounts * _NEAR).astype(np.int64), "right")
        count = len(self._sorted) + 2
        near = (high - low + 1) / count
        width = np.maximum(amounts * (_NEAR - 1 / _NEAR), 1)
        round_ = _roundness(amounts)
        by_size = near / width * self._share[round_] * _SPACING[round_]
        # An amount that comes again and again is usual whatever its size.
        same = self._sorted.searchsorted(amounts, "right") - self._sorted.searchsorted(amounts, "left")
        return np.asarray(np.minimum(np.maximum(by_size, (same - own) / count), 1.0))


def _roundness(amounts: Ints) -> Ints:
    return np.asarray(np.argmax(amounts[:, None] % _STEPS == 0, axis=1))
