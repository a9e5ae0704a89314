"""On which line a row's day stands, seen from its figures."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

LEAST_TURNS = 4
"""Lines with figures and with days that take turns; fewer may do so by chance."""
LEAST_BARE, BARE_SHARE = 2, 0.15
"""Lines with a day and no figures, and their share of those with a day, for the days to stand above."""


class Days(StrEnum):
    """Where days stand."""

    BESIDE = "beside"
    """On the line of the figures."""
    ABOVE = "above"
    """On a line of their own, and the figures come last."""
    BELOW = "below"
    """On the line below the figures."""
    TWICE = "twice"
    """Beside the figures and, the value date, on the line below."""


class DayLine(NamedTuple):
    """What stands in one line."""

    dated: bool
    """A day, in their column."""
    figured: bool
    """Figures, in their columns."""
    bare: bool
    """A day, some words, and no figure anywhere."""
    below_head: bool
    """Of a table."""


def days_of(lines: Sequence[DayLine]) -> Days:
    """Where the days stand in the rows that `lines` make up, in order; labelled lines are left out."""
    lines = [line for line in lines if line.dated or line.figured]
    if _take_turns([line for line in lines if line.below_head]):
        return Days.BELOW
    dated, bare = sum(line.dated for line in lines), sum(line.bare for line in lines)
    if _are_seconds(lines):
        return Days.TWICE
    return Days.ABOVE if bare >= LEAST_BARE and bare > BARE_SHARE * dated else Days.BESIDE


def _take_turns(lines: Sequence[DayLine]) -> bool:
    """Whether lines with figures and lines with days take turns, the figures first."""
    return len(lines) >= LEAST_TURNS and all(
        line.figured is (place % 2 == 0) and line.dated is not line.figured
        for place, line in enumerate(lines)
    )


def _are_seconds(lines: Sequence[DayLine]) -> bool:
    """Whether most rows with day and figures have a day on the line below as well."""
    rows = seconds = 0
    for place, line in enumerate(lines):
        if not (line.dated and line.figured):
            continue
        rows += 1
        below, after = [*lines[place + 1 : place + 3], None, None][:2]
        seconds += below is not None and below.bare and (after is None or after.dated)
    return seconds >= LEAST_BARE and 2 * seconds > rows
