"""What it costs to read a figure otherwise than it was read: slips of OCR, weighed digit by digit."""

from __future__ import annotations

import re
from functools import lru_cache

from python_ocr_reconcile.extraction.statement.figures import LETTER_DIGITS, Figure

MISREAD_LIMIT = 3.0
"""Above this many slips a figure is another figure."""

# How readily OCR takes one digit for another, 0.6 (often) to 1.0; pairs that are not named cost 1.6.
# Source: confusions counted on Tesseract 5 readings of synthetic statements at 100 to 200 dpi.
_CONFUSED = {
    frozenset(pair): cost
    for pairs, cost in (
        (("08", "38", "56", "68", "17", "06"), 0.8),
        (("09", "35", "58", "49", "89", "27", "14", "39", "69", "23", "47"), 1.0),
        (("28", "26", "12", "57", "37", "79", "59", "46", "48", "03", "02", "15"), 1.2),
    )
    for pair in pairs
}
FAR_HEAD = 0.4
"""Cost of taking a number at some distance for the thousands of a figure."""
BEHEADED = 0.6
"""Cost of any thousands before a figure that begins with their mark."""
_LOST, _ADDED, _OTHER = 1.3, 1.3, 1.6


def misread_cost(figure: Figure, units: int) -> float | None:
    """Slips it takes to read `figure` where `units` is printed, ``None`` where that is not believable.

    A text layer has no slips: there only the very figure costs 0.
    """
    units = abs(units)
    if figure.units == units and not figure.doubtful:
        return 0.0
    if figure.head and units == int(figure.head + figure.digits):
        return FAR_HEAD
    if figure.beheaded and figure.noisy and not figure.doubtful:
        head, tail = divmod(units, 10 ** len(figure.digits))
        if tail == int(figure.digits) and head < 1000:
            return BEHEADED
    if not figure.noisy or _drops_thousands(figure, units):
        return None
    cost = _slips(figure.digits, units)
    if cost is None:
        return None
    if not figure.marked:
        cost += 0.5
    if figure.confidence is not None and figure.confidence < 0.5:
        cost *= 0.8
    return cost if cost <= MISREAD_LIMIT else None


def _drops_thousands(figure: Figure, units: int) -> bool:
    """Whether `units` is the figure without its first group: OCR loses such a digit and invents none."""
    head = _FIRST_GROUP.match(figure.text)
    return head is not None and str(units).zfill(3) == figure.digits[len(head[1]) :].lstrip("0").zfill(3)


_FIRST_GROUP = re.compile(r"^\D*(\d{1,3})[ .,'’]\d{3}\b")


@lru_cache(maxsize=65536)
def _slips(read: str, units: int) -> float | None:
    """Weighted edit distance from the digits printed for `units` to those that were read."""
    best: float | None = None
    for printed in {str(units), str(units).zfill(3)}:
        if abs(len(printed) - len(read)) > 1:
            continue
        row = [_ADDED * j for j in range(len(read) + 1)]
        for i, want in enumerate(printed, 1):
            above, row = row, [_LOST * i]
            for j, got in enumerate(read, 1):
                row.append(min(above[j - 1] + _swap(want, got), above[j] + _LOST, row[j - 1] + _ADDED))
        if best is None or row[-1] < best:
            best = row[-1]
    return best if best is not None and best <= MISREAD_LIMIT else None


def _swap(want: str, got: str) -> float:
    if want == got:
        return 0.0
    if not got.isdigit():
        return 0.25 if got.translate(LETTER_DIGITS) == want else 0.8
    return _CONFUSED.get(frozenset((want, got)), _OTHER)
