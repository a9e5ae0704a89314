"""Whether a text is a table of separated values, and by what it is separated."""

from __future__ import annotations

import csv
from collections import Counter

DELIMITERS = (";", "\t", ",", "|")
FEWEST_COLUMNS = 3
LINES = 200
STEADY_SHARE = 0.6
"""Bank exports put an address, a period and a balance above the table; prose has no steady count at all."""


def looks_like_table(text: str) -> str | None:
    """The delimiter under which most lines of `text` have the same number of columns, or ``None``.

    A table has at least two lines of at least three columns.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if len(text) >= 4096:
        lines = lines[:-1]  # the last one may be cut
    best: tuple[float, str] | None = None
    for delimiter in DELIMITERS:
        widths = Counter(_widths(lines[:LINES], delimiter))
        steady = [(count, width) for width, count in widths.items() if width >= FEWEST_COLUMNS]
        if not steady:
            continue
        count, width = max(steady)
        share = count / sum(widths.values())
        if count >= 2 and share >= STEADY_SHARE and (best is None or share * width > best[0]):
            best = (share * width, delimiter)
    return best[1] if best else None


def _widths(lines: list[str], delimiter: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return []
