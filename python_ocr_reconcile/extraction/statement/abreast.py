"""Lists beside the main table, as of cheques, made into lines that read like its own.

Two or three abreast become one, each part a line of its own, moved under the first. Where the number of the
cheque stands before its date, the date is moved to where dates stand, and the number behind it.
`PrintedLine.shift` says by how much, and the evidence keeps the place on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from python_ocr_reconcile.extraction.layout import line_of
from python_ocr_reconcile.extraction.statement.columns import FIGURE_ROLES, TableHead, table_heads
from python_ocr_reconcile.extraction.statement.date_columns import date_column, has_date_at
from python_ocr_reconcile.extraction.statement.lines import PrintedLine, PrintedText, printed_line
from python_ocr_reconcile.models.page import Word

_NEAR = 9.0
"""Points by which a date may stand off its head."""
_LATE = 30.0
"""The same of one within a line, which its head may be centred over."""
_BEFORE_DATE = frozenset({"reference", "description"})
"""What a list may name first."""
_SPACE = 4.0
"""Points between a date and the number that was moved behind it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the lists below a head, by the places of its cells, points."""

    left: float
    date: float
    number_first: bool
    """The date is not what it begins with."""


def unfolded(text: PrintedText) -> PrintedText:
    """`text` with the lines below a head that repeats itself, or names the date late, cut into its parts."""
    lists = _lists(text.lines)
    if not lists:
        return text
    lines: list[PrintedLine] = []
    parts: Sequence[_Part] = ()
    base: float | None = None
    page, missed = 0, 0
    for line in text.lines:
        if line.index in lists:
            (parts, base), page, missed = lists[line.index], line.page, 0
            lines.append(_cut(text, line, parts, 0, None, len(lines)) or line)
            continue
        if parts and line.page == page and missed < 2:
            found = _cut_all(text, line, parts, base, len(lines))
            missed = 0 if found else missed + 1
            if found:
                lines += found
                continue
        lines.append(msgspec.structs.replace(line, index=len(lines)))
    return replace(text, lines=lines)


def _lists(lines: Sequence[PrintedLine]) -> dict[int, tuple[list[_Part], float | None]]:
    """The parts below each head that has such, and where their dates are to stand; by the head's line."""
    heads = table_heads(lines)
    parts_of = {head.lines[0]: found for head in heads if (found := _parts_of(head))}
    late = [parts[0].date for parts in parts_of.values() if parts[0].number_first]
    if not late:
        return {at: (parts, None) for at, parts in parts_of.items()}
    elsewhere = [line for line in lines if not any(has_date_at(line, x, _LATE) for x in late)]
    # Dates without figures are of no table: "Value date 02.05.2024" below each entry.
    base = date_column([line for line in elsewhere if line.figures])
    return {
        at: (parts, base if parts[0].number_first else None)
        for at, parts in parts_of.items()
        # A table with running numbers is the main one where no other has dates.
        if len(parts) > 1 or base is not None
    }


def _parts_of(head: TableHead) -> list[_Part] | None:
    """The parts of a head that names date and figure several times, or a number before the date."""
    keys = [cell.key for cell in head.cells]
    for size in range(2, len(keys) + 1):
        part = keys[:size]
        if len(keys) % size or keys != part * (len(keys) // size):
            continue
        late = part.index("date") if "date" in part else 0
        named_first = late > 0 and _BEFORE_DATE.issuperset(part[:late]) and _figures(part) == 1
        if part[-1] in FIGURE_ROLES and (named_first or (part[0] == "date" and size < len(keys))):
            starts = range(0, len(keys), size)
            return [_Part(head.cells[at].x0, head.cells[at + late].x0, named_first) for at in starts]
        return None
    return None


def _figures(keys: Sequence[str]) -> int:
    return sum(key in FIGURE_ROLES for key in keys)


def _cut_all(
    text: PrintedText, line: PrintedLine, parts: Sequence[_Part], base: float | None, index: int
) -> list[PrintedLine]:
    """The parts of a line in which a date stands where the first part has it; none otherwise."""
    if not has_date_at(line, parts[0].date, _LATE if parts[0].number_first else _NEAR):
        return []
    found: list[PrintedLine] = []
    for place in range(len(parts)):
        part = _cut(text, line, parts, place, base, index + len(found))
        if part is not None:
            found.append(part)
    return found


def _cut(
    text: PrintedText,
    line: PrintedLine,
    parts: Sequence[_Part],
    place: int,
    base: float | None,
    index: int,
) -> PrintedLine | None:
    """One part of `line`, its date moved to `base`, or to where the first part has it."""
    part = parts[place]
    left = part.left - _NEAR if place else -1.0
    right = parts[place + 1].left - _NEAR if place + 1 < len(parts) else float("inf")
    words = [word for word in line.words if left <= word.x0 < right]
    if not words:
        return None
    shift = part.left - parts[0].left
    dates = [date for date in line.dates if left <= date.words[0].x0 < right]
    if part.number_first and dates:
        day = dates[0].words
        shift = day[0].x0 - (parts[0].date if base is None else base)
        before = [word for word in words if word.x1 <= day[0].x0]
        behind = before[0].x0 - day[-1].x1 - _SPACE if before else 0.0
        words = [_moved(word, behind if word in before else 0.0) for word in words]
        words.sort(key=lambda word: word.x0)
    words = [_moved(word, shift) for word in words]
    return printed_line(line_of(line.page, line.line.index, words), index, text.mark, text.decimals, shift)


def _moved(word: Word, shift: float) -> Word:
    return msgspec.structs.replace(word, x0=word.x0 - shift, x1=word.x1 - shift) if shift else word
