"""What stands beside a label, and what stands under it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.layout import Line
from python_ocr_reconcile.extraction.lexicon import Label

# Short words that are labels only for want of a better one: "du", "vom", "date", "no".
WEAK_LETTERS = 5


def weakness(row: Row, label: Label) -> float:
    """What a label costs for being short or misread."""
    letters = sum(c.isalnum() for w in row.line.words[label.start : label.end] for c in w.text)
    return (0.5 if letters <= WEAK_LETTERS else 0.0) + 2.0 * (1.0 - label.score)


def leads_cell(row: Row, place: int) -> bool:
    """Whether word `place` is the first of its cell, and not one of a phrase."""
    return place == 0 or row.line.words[place].x0 - row.line.words[place - 1].x1 > 0.9 * row.line.em


def next_label(row: Row, after: int) -> int:
    """The place of the first label at or behind word `after`, or the end of the line."""
    return min((label.start for label in row.labels if label.start >= after), default=len(row.line.words))


def lines_below(rows: Sequence[Row], row: Row, *, reach: float = 48.0, most: int = 4) -> list[Row]:
    """The next lines of the same page that stand within `reach` points below `row`."""
    found: list[Row] = []
    for below in rows[row.place - rows[0].place + 1 :]:
        if below.line.page != row.line.page or below.line.y0 - row.line.y1 > reach or len(found) == most:
            break
        found.append(below)
    return found


def level_cells(rows: Sequence[Row], row: Row, label: Label) -> list[tuple[Row, int, int]]:
    """The cells of neighbouring lines that stand right of `label` at its height, the nearest first.

    OCR draws the box of a word twice as tall where dirt touches it; the word then makes a line of its own.
    """
    if not row.noisy:
        return []
    last = row.line.words[label.end - 1]
    centre, tall = (last.y0 + last.y1) / 2, last.y1 - last.y0
    at = row.place - rows[0].place
    found = []
    for other in [*rows[max(at - 5, 0) : at], *rows[at + 1 : at + 6]]:
        if other.line.page != row.line.page:
            continue
        start = 0
        for segment in other.line.segments:
            end = start + len(segment.words)
            off = abs((segment.words[0].y0 + segment.words[0].y1) / 2 - centre)
            if off < 0.4 * max(tall, segment.height) and 0 < segment.x0 - last.x1 < 30 * row.line.em:
                found.append((segment.x0, other, start, end))
            start = end
    return [(other, start, end) for _, other, start, end in sorted(found, key=lambda f: f[0])]


def is_dirt(row: Row, start: int, end: int) -> bool:
    """Whether the words are what OCR makes of a rule or a speck: no digit, and not two letters together."""
    text = " ".join(w.text for w in row.line.words[start:end])
    return (
        row.noisy
        and not any(c.isdigit() for c in text)
        and not any(a.isalpha() and b.isalpha() for a, b in pairwise(text))
    )


def words_under(below: Line, x0: float, x1: float, next_x: float | None = None) -> tuple[int, int] | None:
    """The words of `below` that stand under ``x0..x1``, as (start, end).

    `next_x` is where the next label of the same row begins: in a grid of labels over values, whatever stands
    between the two belongs to the first, however it is aligned.
    """
    if next_x is not None:
        inside = [
            i
            for i, w in enumerate(below.words)
            if x0 - 4 <= (w.x0 + w.x1) / 2 < next_x - 2 and w.x0 >= x0 - 40
        ]
        if inside:
            end = inside[0] + 1
            while end in inside and below.words[end].x0 - below.words[end - 1].x1 < 1.0 * below.em:
                end += 1
            begins = (
                inside[0] == 0 or below.words[inside[0]].x0 - below.words[inside[0] - 1].x1 > 0.7 * below.em
            )
            if begins:
                return inside[0], end
    start = 0
    for segment in below.segments:
        end = start + len(segment.words)
        overlap = min(segment.x1, x1) - max(segment.x0, x0)
        if overlap > 0.3 * min(segment.x1 - segment.x0, x1 - x0) or abs(segment.x0 - x0) < 6:
            return start, end
        start = end
    return None


def next_cell(row: Row, end: int) -> float | None:
    """Where the cell behind word ``end - 1`` begins; ``None`` where there is none within reach of a grid."""
    right = row.line.words[end - 1].x1
    after = [s.x0 for s in row.line.segments if s.x0 > right]
    return after[0] if after and after[0] - right < 160 else None
