"""Whether a text is a table of separated values, and by what it is separated."""

from __future__ import annotations

import csv
import re
from collections import Counter

DELIMITERS = (";", "\t", ",", "|")
FEWEST_COLUMNS = 3
LINES = 200
LONGEST_HEADING = 40
"""Characters of a column's name."""
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
    return best[1] if best else _block(lines[:LINES])


def _block(lines: list[str]) -> str | None:
    """The delimiter of a block of lines with one number of columns, below a preamble as long as itself."""

    def headed(place: int) -> bool:
        """Whether a line of words, none of them long, stands above one with figures."""
        if not 0 < place < len(lines):
            return False
        words = all(len(name) < LONGEST_HEADING for name in lines[place - 1].split(","))
        return words and not re.search(r"\d", lines[place - 1]) and len(re.findall(r"\d+", lines[place])) > 2

    found: list[tuple[int, int, str]] = []
    for delimiter in DELIMITERS:
        run = longest = width = 0
        for place, columns in enumerate(_widths(lines, delimiter)):
            run = run + 1 if columns == width else 1
            width = columns
            # A sentence has commas too, and two that follow one another may have the same number.
            prose = delimiter == "," and (columns <= FEWEST_COLUMNS or (run == 2 and not headed(place)))
            if columns >= FEWEST_COLUMNS and run >= 2 and not prose:
                longest = max(longest, run * columns)
        found.append((longest, len(found), delimiter))
    best = max(found, key=lambda block: (block[0], -block[1]))
    return best[2] if best[0] else None


def _widths(lines: list[str], delimiter: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return []
