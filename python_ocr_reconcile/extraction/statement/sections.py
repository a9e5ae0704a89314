"""Where one statement of a file ends and the next begins: accounts, or periods of one account."""

from __future__ import annotations

from collections.abc import Sequence

from python_ocr_reconcile.extraction.statement.balances import Fact
from python_ocr_reconcile.extraction.statement.columns import TableHead
from python_ocr_reconcile.extraction.statement.lines import PrintedLine


def section_starts(
    lines: Sequence[PrintedLine], facts: Sequence[Fact], heads: Sequence[TableHead], marks: dict[int, str]
) -> list[int]:
    """Indices of the lines that begin a statement; the first is 0.

    `marks` are the account numbers and periods that are printed, by line. A statement begins anew where
    the balance it starts from (or, printed newest first, ends at) is named again after rows, with another
    value; or with the value reached, under another account or period. Where none is named in the whole
    file, it begins with the account that was not named before.
    """
    if any(fact.kind in ("opening", "closing") for fact in facts):
        return _starts_by_balance(lines, facts, heads, marks)
    return _starts_by_account(lines, heads, marks)


def _starts_by_balance(
    lines: Sequence[PrintedLine], facts: Sequence[Fact], heads: Sequence[TableHead], marks: dict[int, str]
) -> list[int]:
    starts = [0]
    lead: str | None = None
    value: int | None = None
    mark: str | None = None
    last_row = -1
    ended: int | None = None
    by_line: dict[int, list[Fact]] = {}
    for fact in facts:
        by_line.setdefault(fact.label_line, []).append(fact)
    reached: int | None = None
    new_mark_line: int | None = None
    heading_lines = {i for h in heads for i in h.lines}
    for line in lines:
        if line.index in marks and line.index not in heading_lines:
            if (
                mark is not None
                and marks[line.index] != mark
                and last_row > starts[-1]
                and new_mark_line is None
            ):
                new_mark_line = line.index
            if last_row <= starts[-1] or mark is None:
                mark = marks[line.index]
        here = [f for f in by_line.get(line.index, ()) if f.kind in ("opening", "closing")]
        for fact in here:
            if lead is None:
                lead, value = fact.kind, fact.figure.units
            elif fact.kind == lead and last_row > starts[-1]:
                same = fact.figure.units == value
                carried = fact.figure.units in (reached, ended)
                if (not same and not carried) or (new_mark_line is not None and (carried or not same)):
                    starts.append(_begin(lines, line.index, last_row, new_mark_line))
                    lead, value, ended, new_mark_line = fact.kind, fact.figure.units, None, None
                    mark = next((marks[i] for i in sorted(marks) if starts[-1] <= i <= line.index), mark)
            elif fact.kind != lead:
                ended = fact.figure.units
        if (
            not here
            and line.figures
            and line.dates
            and line.dates[0].start <= 2
            and line.index not in by_line
        ):
            last_row = line.index
            new_mark_line = (
                None if new_mark_line is None or _is_page_head(lines, new_mark_line) else new_mark_line
            )
            reached = line.figures[-1].units
    return starts


def _starts_by_account(
    lines: Sequence[PrintedLine], heads: Sequence[TableHead], marks: dict[int, str]
) -> list[int]:
    """Where rows end and another account is named above another head of a table."""
    starts = [0]
    head_starts = {h.lines[0] for h in heads}
    seen: set[str] = set()
    last_row, named = -1, None
    for line in lines:
        mark = marks.get(line.index)
        if mark is not None:
            if mark not in seen and last_row > starts[-1]:
                named = line.index
            seen.add(mark)
        elif line.index in head_starts and named is not None:
            starts.append(_begin(lines, named, last_row, named))
            named = None
        elif line.figures and line.dates and line.dates[0].start <= 2:
            last_row = line.index
    return starts


def _begin(lines: Sequence[PrintedLine], named: int, last_row: int, mark_line: int | None) -> int:
    """The first line of the statement whose balance is named on line `named`.

    The top of its page; or, where the statement before ends there, what follows its rows and closing figures.
    """
    page = lines[named].page
    top = next(line.index for line in lines if line.page == page)
    if top > last_row:
        return top
    first = mark_line if mark_line is not None and last_row < mark_line <= named else named
    return max(first, last_row + 1)


def _is_page_head(lines: Sequence[PrintedLine], index: int) -> bool:
    return lines[index].line.index < 12
