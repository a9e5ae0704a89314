"""Shares: parts of an invoice that stand to one another, and to the whole, as small whole numbers.

Who pays in parts that are not equal agrees on a deposit of 30%, on a half and two quarters, on one part and
two: seldom on any sums. The rest of the division stands with one of the parts.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np

from python_ocr_reconcile.reconciliation.load import Bools, Ints

MOST_SHARES = 16
"""A whole is seldom divided in more."""
MOST_OF_ONE = 9
"""Nine parts of ten are paid at once, and a tenth kept."""
MOST_PARTS = 4
"""Payments for one invoice, as far as it is not known how many there are."""
CENTS_OFF = MOST_PARTS
"""Minor units: the rest of a division, at most one for each part."""
EVERY_SHARE = len(
    {Fraction(one, of) for of in range(2, MOST_SHARES + 1) for one in range(1, of) if one <= MOST_OF_ONE}
)
"""Different shares that one part may be."""
_ROUND = (10_000, 1_000, 100, 1)
"""Minor units: sums of round parts stand to one another as whole numbers sooner than others."""


def shares_of(amount: int, whole: int) -> list[int]:
    """Every number of shares, up to `MOST_SHARES`, of which `amount` is a whole number of `whole`."""
    found = []
    for shares in range(2, MOST_SHARES + 1):
        taken = round(amount * shares / whole)
        if 0 < taken < shares and taken <= MOST_OF_ONE and _is(amount, taken, shares, whole, CENTS_OFF):
            found.append(shares)
    return found


def may_be_shares(amounts: Ints, whole: int) -> Bools:
    """By amount, whether `shares_of` has any."""
    shares = np.arange(2, MOST_SHARES + 1)[:, None]
    taken = np.round(amounts * shares / whole).astype(np.int64)
    fits = np.abs(amounts * shares - taken * whole) <= CENTS_OFF * shares
    return np.asarray((fits & (taken > 0) & (taken < shares) & (taken <= MOST_OF_ONE)).any(axis=0))


def whole_shares(amounts: Ints, whole: int) -> float:
    """How likely any sums that make up `whole` are whole shares as `amounts` are; 1 where these are not."""
    parts = amounts.tolist()
    least = next((each for each in range(2, MOST_SHARES + 1) if _fit(parts, each, whole)), 0)
    if not least:
        return 1.0
    step = next(step for step in _ROUND if all(part % step == 0 for part in parts))
    choices = sum(comb(shares - 1, len(parts) - 1) for shares in range(len(parts), least + 1))
    # Of round sums fewer lie within the rest of a division, and there are fewer of them.
    fits = 2 * (len(parts) // step) + 1
    return float(min(choices * (fits * step / whole) ** (len(parts) - 1), 1.0))


def _fit(parts: list[int], shares: int, whole: int) -> bool:
    """Whether `parts`, which make up `whole`, are so many whole shares of it together."""
    taken = [round(part * shares / whole) for part in parts]
    return sum(taken) == shares and all(
        0 < each <= MOST_OF_ONE and _is(part, each, shares, whole, len(parts))
        for part, each in zip(parts, taken, strict=True)
    )


def _is(amount: int, taken: int, shares: int, whole: int, off: int) -> bool:
    """Whether so many shares of the whole are `amount`, but for `off` minor units."""
    return abs(amount * shares - taken * whole) <= off * shares
