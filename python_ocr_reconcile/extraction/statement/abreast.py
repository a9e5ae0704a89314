"""Tables set two or three abreast, as lists of cheques are, made into one: each part a line of its own.

The parts are moved under the first one, so that dates and figures stand in one column for what reads them;
`PrintedLine.shift` says by how much, and the evidence keeps the place on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from python_ocr_reconcile.extraction.layout import line_of
from python_ocr_reconcile.extraction.statement.columns import FIGURE_ROLES, TableHead, table_heads
from python_ocr_reconcile.extraction.statement.lines import PrintedLine, PrintedText, printed_line
from python_ocr_reconcile.models.page import Word

_NEAR = 9.0
"""Points by which a date may stand off its head."""


def unfolded(text: PrintedText) -> PrintedText:
    """`text` with the lines below a head that repeats itself cut into its parts."""
    starts = {head.lines[0]: found for head in table_heads(text.lines) if (found := _starts(head))}
    if not starts:
        return text
    lines: list[PrintedLine] = []
    edges: Sequence[float] | None = None
    page, missed = 0, 0
    for line in text.lines:
        if line.index in starts:
            edges, page, missed = starts[line.index], line.page, 0
            lines.append(_part(text, line, edges, 0, len(lines)) or line)
            continue
        if edges is not None and line.page == page and missed < 2:
            parts = _parts(text, line, edges, len(lines))
            missed = 0 if parts else missed + 1
            if parts:
                lines += parts
                continue
        lines.append(msgspec.structs.replace(line, index=len(lines)))
    return replace(text, lines=lines)


def _starts(head: TableHead) -> list[float] | None:
    """Where each part of a head begins that names date and figure several times, in the same order."""
    keys = [cell.key for cell in head.cells]
    for size in range(2, len(keys) // 2 + 1):
        part = keys[:size]
        if len(keys) % size == 0 and keys == part * (len(keys) // size):
            if part[0] == "date" and part[-1] in FIGURE_ROLES:
                return [cell.x0 for cell in head.cells[::size]]
            return None
    return None


def _parts(text: PrintedText, line: PrintedLine, edges: Sequence[float], index: int) -> list[PrintedLine]:
    """The parts of a line in which a date stands at the beginning of the first part; none otherwise."""
    begins = [date.words[0].x0 for date in line.dates]
    if not any(abs(x - edges[0]) <= _NEAR for x in begins):
        return []
    found: list[PrintedLine] = []
    for place in range(len(edges)):
        part = _part(text, line, edges, place, index + len(found))
        if part is not None:
            found.append(part)
    return found


def _part(
    text: PrintedText, line: PrintedLine, edges: Sequence[float], place: int, index: int
) -> PrintedLine | None:
    left = edges[place] - _NEAR if place else -1.0
    right = edges[place + 1] - _NEAR if place + 1 < len(edges) else float("inf")
    shift = edges[place] - edges[0]
    words = [_moved(word, shift) for word in line.words if left <= word.x0 < right]
    if not words:
        return None
    return printed_line(line_of(line.page, line.line.index, words), index, text.mark, text.decimals, shift)


def _moved(word: Word, shift: float) -> Word:
    return msgspec.structs.replace(word, x0=word.x0 - shift, x1=word.x1 - shift) if shift else word
