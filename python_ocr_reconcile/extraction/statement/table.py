"""The transaction table of a statement: its columns found, its rows read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from python_ocr_reconcile.extraction.lexicon import load_lexicon
from python_ocr_reconcile.extraction.statement.balances import Fact
from python_ocr_reconcile.extraction.statement.columns import (
    FigureColumn,
    TableHead,
    figure_columns,
    with_roles,
)
from python_ocr_reconcile.extraction.statement.date_columns import (
    DateColumn,
    has_date_at,
    second_date_column,
    table_dates,
)
from python_ocr_reconcile.extraction.statement.figures import Figure
from python_ocr_reconcile.extraction.statement.lines import PrintedLine
from python_ocr_reconcile.extraction.statement.rows import Row, RowReader


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one statement."""

    columns: list[FigureColumn]
    rows: list[Row]
    anchors: list[tuple[int, Fact]]
    """Balances printed between rows: after how many rows, and what."""
    totals: list[tuple[int, Fact]]
    """Totals printed in the table, the same way."""
    heads: list[TableHead]
    two_dates: bool
    date_once: bool
    """A date stands only at the first of several rows."""
    head_rows: frozenset[int]
    """Lines that belong to the table: heads, rows and their descriptions."""


TEXT_TOLERANCE = 3.5
SCAN_TOLERANCE = 6.0
_SPACE = 0.5
"""Of the height of the letters: a wider gap is one between columns."""


def table_of(lines: Sequence[PrintedLine], facts: Sequence[Fact], heads: Sequence[TableHead]) -> Table | None:
    """The table in `lines`, ``None`` where no dated figures stand in columns."""
    if not lines:
        return None
    first, last = lines[0].index, lines[-1].index
    heads = [h for h in heads if first <= h.lines[0] <= last]
    leading = {f.label_line for f in facts if f.leads and f.kind != "other_figure"}
    hidden = _other_tables(lines, heads)
    usable = [line for line in lines if line.index not in hidden]
    dates = table_dates([line for line in usable if line.index not in leading], heads)
    if dates is None:
        return None
    noisy = any(line.noisy for line in lines)
    tolerance = SCAN_TOLERANCE if noisy else TEXT_TOLERANCE
    dated = [
        [f for f in line.figures if f.x0 > dates.figures_from]
        for line in usable
        if line.index not in leading and has_date_at(line, dates.x)
    ]
    figured = [row for row in dated if row]
    undated = _undated_figures(usable, leading, dates, {lines[h.lines[0] - first].page for h in heads})
    if len(undated) > 0.15 * len(figured):  # the date stands only at the first row of a day
        figured += _clear_of_text(
            undated, [line for line in usable if line.index not in leading], figured, tolerance
        )
    shown = [h for h in heads if h.lines[0] not in hidden]
    columns = with_roles(figure_columns(figured, tolerance, shown), shown)
    if not columns:
        return None
    value_x = second_date_column(usable, dates.x, leading)
    reader = RowReader(columns, tolerance, dates, value_x, heads, facts)
    reader.read(usable)
    dated_share = sum(r.own_date for r in reader.rows) / max(1, len(reader.rows))
    for row in reader.rows:
        row.optional = not row.own_date and dated_share >= 0.85
    return Table(
        columns=columns,
        rows=reader.rows,
        anchors=reader.anchors,
        totals=reader.totals,
        heads=list(heads),
        two_dates=value_x is not None,
        date_once=dated_share < 0.85,
        head_rows=frozenset(reader.taken | {i for h in heads for i in h.lines}),
    )


def _undated_figures(
    lines: Sequence[PrintedLine], leading: set[int], dates: DateColumn, headed: set[int]
) -> list[list[Figure]]:
    """Figures of the lines without a date that stand among dated ones, on the pages that have such.

    Of a page without a head, which is none of `headed`, the first lines may go on a day of the page before.
    """
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for line in lines:
        if line.index not in leading and has_date_at(line, dates.x):
            first.setdefault(line.page, line.index)
            last[line.page] = line.index
    for line in lines:
        if line.page in first and line.page - 1 in first and line.page not in headed:
            first[line.page] = min(first[line.page], line.index - 1)
    return [
        figures
        for line in lines
        if line.page in first
        and first[line.page] < line.index <= last[line.page] + 6
        and line.index not in leading
        and not has_date_at(line, dates.x)
        and (
            figures := [f for f in line.figures if f.x0 > dates.figures_from and not _in_a_sentence(line, f)]
        )
    ]


def _in_a_sentence(line: PrintedLine, figure: Figure) -> bool:
    """Whether text goes on into `figure`: "abzgl. Skonto 2,00 EUR" is no amount booked."""
    words, at = line.words, figure.start
    return at > 0 and words[at].x0 - words[at - 1].x1 < _SPACE * line.line.em


def _clear_of_text(
    rows: Sequence[list[Figure]],
    lines: Sequence[PrintedLine],
    dated: Sequence[Sequence[Figure]],
    tolerance: float,
) -> list[list[Figure]]:
    """The figures of `rows` that stand where dated rows have figures too, or where no text ever stands.

    An amount of foreign money stands within the descriptions.
    """
    edges = sorted({round(f.x1) for row in dated for f in row})
    text = [
        (w.x0, w.x1)
        for line in lines
        if line.figures and line.dates
        for i, w in enumerate(line.words)
        if not any(f.start <= i < f.end for f in line.figures)
    ]
    kept: list[list[Figure]] = []
    clear: dict[int, bool] = {}
    for row in rows:
        some: list[Figure] = []
        for figure in row:
            key = round(figure.x1 / 3)
            if key not in clear:
                crossing = sum(1 for a, b in text if a < figure.x1 and b > figure.x0)
                clear[key] = any(abs(figure.x1 - e) <= tolerance for e in edges) or crossing <= 0.05 * len(
                    lines
                )
            if clear[key]:
                some.append(figure)
        if some:
            kept.append(some)
    return kept


def _other_tables(lines: Sequence[PrintedLine], heads: Sequence[TableHead]) -> set[int]:
    """Lines under a heading of a table that holds no transactions, up to the next heading or table head."""
    lexicon = load_lexicon("statement_terms")
    starts = {h.lines[0] for h in heads}
    hidden: set[int] = set()
    hiding = False
    for line in lines:
        heading = None if line.figures else lexicon.meaning(line.line.text, noisy=line.noisy)
        if heading and "section_other" in heading[0].keys:
            hiding = True
        elif (heading and {"section_credit", "section_debit"} & set(heading[0].keys)) or (
            line.index in starts
            and hiding
            and {"debit", "credit", "description"} & _keys_at(heads, line.index)
        ):
            hiding = False
        if hiding:
            hidden.add(line.index)
    return hidden


def _keys_at(heads: Sequence[TableHead], index: int) -> set[str]:
    return next((h.keys() for h in heads if index in h.lines), set())
