"""The reason of a match as a waterfall: each piece of evidence moves the odds on from the last one."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from python_ocr_reconcile.models.reconciliation import MatchingCriterion

WIDTH = 240
"""Units of the drawing, whatever its size on the page."""
LEAST = 0.05
"""Of a weight, to be drawn at all: what says nothing is not shown."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One bar."""

    feature: str
    level: str
    weight: float
    """log2 of the Bayes factor."""
    left: float
    width: float

    @property
    def is_for(self) -> bool:
        """Whether it speaks for the match."""
        return self.weight >= 0


class Waterfall(msgspec.Struct, frozen=True, kw_only=True):
    """All bars, where zero (even odds) lies, and what they come to."""

    steps: list[Step]
    even: float
    total: float
    score: float


def waterfall(criteria: Sequence[MatchingCriterion], score: float) -> Waterfall:
    """The bars of one match, in the order in which its evidence was weighed."""
    edges = [0.0]
    for one in criteria:
        edges.append(edges[-1] + one.weight)
    low, high = min(edges), max(edges)
    scale = WIDTH / (high - low) if high > low else 1.0
    steps = [
        Step(
            feature=one.feature,
            level=one.level,
            weight=one.weight,
            left=round((min(before, after) - low) * scale, 1),
            width=round(max(abs(one.weight) * scale, 1.0), 1),
        )
        for one, before, after in zip(criteria, edges, edges[1:], strict=False)
        if abs(one.weight) >= LEAST
    ]
    return Waterfall(steps=steps, even=round(-low * scale, 1), total=round(edges[-1], 1), score=score)
