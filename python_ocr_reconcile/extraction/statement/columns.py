"""Columns of a transaction table: where dates stand, where figures end, and what the heads call them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from python_ocr_reconcile.extraction.layout import edge_columns
from python_ocr_reconcile.extraction.lexicon import Label, load_lexicon
from python_ocr_reconcile.extraction.statement.figures import CURRENCY_CODES, Figure
from python_ocr_reconcile.extraction.statement.lines import PrintedLine

FIGURE_ROLES = frozenset({"debit", "credit", "amount", "balance", "other_figure"})
MOST_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """Figures that end at one edge."""

    x1: float
    """Right edge of the digits, points."""
    x0: float
    """Left edge of the widest figure."""
    x2: float
    """Right edge of the last sign or marker."""
    support: int
    """How many rows have a figure here."""
    role: str | None = None
    """What its head says: debit, credit, amount, balance, other_figure."""


@dataclass(frozen=True, slots=True)
class HeadLabel:
    """One cell of a table head."""

    key: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class TableHead:
    """The head of a table, over one or more lines."""

    lines: tuple[int, ...]
    cells: tuple[HeadLabel, ...]

    def keys(self) -> set[str]:
        """What its cells name."""
        return {cell.key for cell in self.cells}


def table_heads(lines: Sequence[PrintedLine]) -> list[TableHead]:
    """Every line that heads a table of transactions; a second line of the same head is joined to it."""
    lexicon = load_lexicon("statement_columns")
    heads: list[TableHead] = []
    cells_of: dict[int, list[HeadLabel]] = {}
    for line in lines:
        if line.dates or any(not f.doubtful for f in line.figures) or len(line.words) > 30:
            continue
        cells = _cells(line, lexicon.find(line.words, noisy=line.noisy))
        named = {label.key for label in line.labels} & {"opening", "closing"}
        if named and not any(c.key in ("date", "value_date") for c in cells):
            continue  # the first line of a box of balances
        if cells and len(line.line.segments) == 1 and _is_heading(line):
            continue
        if cells and _covered(line, cells) >= 0.4:
            cells_of[line.index] = cells
    for index, cells in cells_of.items():
        if any(index in head.lines for head in heads):
            continue
        line = lines[index - lines[0].index]
        near = [i for i in (index + 1, index + 2, index - 1) if i in cells_of and _near(lines, index, i)]
        joined = _joined(cells, [c for i in near for c in cells_of[i]])
        keys = {c.key for c in joined}
        is_head = (bool(keys & FIGURE_ROLES) and bool(keys & {"date", "value_date", "description"})) or len(
            keys & FIGURE_ROLES
        ) >= 3
        if is_head and _covered(line, cells) >= 0.6:
            heads.append(TableHead((index, *near), tuple(joined)))
    return heads


def _covered(line: PrintedLine, cells: Sequence[HeadLabel]) -> float:
    """Share of the line's words that its labels are, by width: prose has a label here and there."""
    return sum(c.x1 - c.x0 for c in cells) / max(1.0, line.words[-1].x1 - line.words[0].x0 - _gaps(line))


def _gaps(line: PrintedLine) -> float:
    return sum(max(0.0, b.x0 - a.x1) for a, b in pairwise(line.words) if b.x0 - a.x1 > line.line.em)


def _is_heading(line: PrintedLine) -> bool:
    """A heading over a table, "Deposits and other credits", rather than the wrapped head of one column."""
    found = load_lexicon("statement_terms").meaning(line.line.text, noisy=line.noisy)
    return (
        found is not None
        and found[0].keys[0].startswith("section_")
        and line.line.index > 0
        and line.line.x0 < 150
    )


def _near(lines: Sequence[PrintedLine], a: int, b: int) -> bool:
    first, second = lines[a - lines[0].index].line, lines[b - lines[0].index].line
    return first.page == second.page and abs(first.y0 - second.y0) < 2.2 * max(first.em, second.em)


def _cells(line: PrintedLine, labels: list[Label]) -> list[HeadLabel]:
    cells: list[HeadLabel] = []
    for label in labels:
        words = line.words[label.start : label.end]
        if not _is_cell(line, label):
            continue
        cells.append(HeadLabel(_key(label, cells), words[0].x0, _end(line, label)))
    return cells


def _end(line: PrintedLine, label: Label) -> float:
    """Right edge of a cell with the currency behind its words: "Deposits ($)", "Saldo EUR"."""
    end = label.end
    while (
        end < len(line.words)
        and line.words[end].x0 - line.words[end - 1].x1 < line.line.em
        and (line.words[end].text[:1] in "(€$£¥" or line.words[end].text in CURRENCY_CODES)
    ):
        end += 1
    return line.words[end - 1].x1


_SHORT = 3


def _is_cell(line: PrintedLine, label: Label) -> bool:
    """Whether a short word ("in", "af", "no") is a head, rather than part of one: "Balance in HKD"."""
    words = line.words[label.start : label.end]
    if sum(len(w.text) for w in words) > _SHORT:
        return True
    gap = 1.0 * line.line.em
    before = words[0].x0 - line.words[label.start - 1].x1 if label.start else gap
    after = line.words[label.end].x0 - words[-1].x1 if label.end < len(line.words) else gap
    follows = label.end < len(line.words) and line.words[label.end].text[:1] in "(/€$£"
    return before >= 0.8 * gap and (after >= 0.8 * gap or follows)


def _key(label: Label, before: list[HeadLabel]) -> str:
    """The meaning of a label that has several, such as "valeur": a date before, an amount after the text."""
    if len(label.keys) == 1:
        return label.key
    text_seen = any(c.key == "description" for c in before)
    keys = [k for k in label.keys if (k in FIGURE_ROLES) == text_seen]
    return keys[0] if keys else label.key


def _joined(first: list[HeadLabel], others: list[HeadLabel]) -> list[HeadLabel]:
    cells = list(first)
    for cell in others:
        if all(cell.x1 < kept.x0 - 2 or cell.x0 > kept.x1 + 2 for kept in cells):
            cells.append(cell)
    return sorted(cells, key=lambda c: c.x0)


def figure_columns(
    rows: Sequence[Sequence[Figure]], tolerance: float, heads: Sequence[TableHead] = ()
) -> list[FigureColumn]:
    """Columns of the figures of dated rows, left to right; one that a head names needs one figure only."""
    figures = [(r, f) for r, row in enumerate(rows) for f in row if not f.doubtful]
    groups = [
        [figures[i] for i in column.members] for column in edge_columns([f.x1 for _, f in figures], tolerance)
    ]
    merged: list[list[tuple[int, Figure]]] = []
    for group in groups:
        if merged and _is_same_column(merged[-1], group, tolerance):
            merged[-1] += group
        else:
            merged.append(list(group))
    columns = [
        FigureColumn(
            median(f.x1 for _, f in group),
            min(f.x0 for _, f in group),
            max(f.edge for _, f in group),
            len({r for r, _ in group}),
        )
        for group in merged
    ]
    return _worth_keeping(columns, rows, tolerance, heads)


def _is_same_column(
    left: list[tuple[int, Figure]], right: list[tuple[int, Figure]], tolerance: float
) -> bool:
    """A marker or a trailing sign moves the digits of some figures to the left of the others' edge."""
    if {r for r, _ in left} & {r for r, _ in right}:
        return False
    edge, other = median(f.edge for _, f in left), median(f.edge for _, f in right)
    moved = any(f.edge - f.x1 > 1.0 for _, f in left) or any(f.edge - f.x1 > 1.0 for _, f in right)
    digits, more = median(f.x1 for _, f in left), median(f.x1 for _, f in right)
    start, begin = median(f.x0 for _, f in left), median(f.x0 for _, f in right)
    return (
        (moved and abs(edge - other) <= tolerance)
        or more - digits <= 1.5 * tolerance
        or (abs(start - begin) <= tolerance and more - digits < 40)  # a column that is aligned left
    )


def _is_headed(column: FigureColumn, others: Sequence[FigureColumn], heads: Sequence[TableHead]) -> bool:
    """Whether a head stands over `column`, and over none of the others."""
    return any(
        abs(cell.x1 - column.x1) <= _UNDER_HEAD
        and cell.key != "other_figure"
        and not any(abs(cell.x1 - other.x1) < abs(cell.x1 - column.x1) for other in others)
        for head in heads
        for cell in _figure_cells(head)
    )


_UNDER_HEAD = 6.0
"""Points by which figures may end off their head's end to be surely its own."""


def _worth_keeping(
    columns: list[FigureColumn],
    rows: Sequence[Sequence[Figure]],
    tolerance: float,
    heads: Sequence[TableHead],
) -> list[FigureColumn]:
    """Leave out edges of stray figures, such as foreign amounts within descriptions."""
    if len(columns) <= 1:
        return columns
    most = max(c.support for c in columns)
    strong = [c for c in columns if c.support >= max(2, 0.12 * most)] or columns
    usual = median(
        sum(1 for c in strong if any(abs(f.x1 - c.x1) <= 2 * tolerance for f in row)) for row in rows
    )
    kept = list(strong)
    for column in columns:
        if column in strong:
            continue
        if _is_headed(column, strong, heads):
            kept.append(column)
            continue
        # A rarely used column is real where it takes the place of a figure that other rows have.
        for row in rows:
            # "STATION 88" is no amount where money has no decimals.
            here = any(abs(f.x1 - column.x1) <= tolerance and (f.marked or f.units > 999) for f in row)
            others = sum(1 for c in strong if any(abs(f.x1 - c.x1) <= 2 * tolerance for f in row))
            if here and others < max(usual, 1):
                kept.append(column)
                break
    kept.sort(key=lambda c: -c.support)
    return sorted(kept[:MOST_COLUMNS], key=lambda c: c.x1)


def column_of(figure: Figure, columns: Sequence[FigureColumn], tolerance: float) -> int | None:
    """Index of the column that `figure` stands in."""
    best, best_distance = None, 2.0 * tolerance
    for index, column in enumerate(columns):
        distance = min(abs(figure.x1 - column.x1), abs(figure.edge - column.x1))
        if distance <= best_distance:
            best, best_distance = index, distance
    if best is None:
        inside = [i for i, c in enumerate(columns) if c.x0 - 1 <= figure.x0 and figure.edge <= c.x2 + 1]
        best = inside[0] if len(inside) == 1 else None
    return best


def with_roles(columns: list[FigureColumn], heads: Sequence[TableHead]) -> list[FigureColumn]:
    """The columns with what the heads call them; the one with most figure cells has the first word."""
    if not heads or not columns:
        return columns
    roles: dict[int, str] = {}
    for head in sorted(heads, key=lambda h: -len(_figure_cells(h))):
        cells = _figure_cells(head)
        if not roles and len(cells) == len(columns):
            roles = {i: cell.key for i, cell in enumerate(cells)}
            break
        pairs = sorted(
            (_distance(cell, column), i, place)
            for i, column in enumerate(columns)
            for place, cell in enumerate(cells)
        )
        used_columns: set[int] = set()
        used_cells: set[int] = set()
        for distance, i, place in pairs:
            if i not in used_columns and place not in used_cells and distance < 60:
                roles.setdefault(i, cells[place].key)
                used_columns.add(i)
                used_cells.add(place)
    return [FigureColumn(c.x1, c.x0, c.x2, c.support, roles.get(i)) for i, c in enumerate(columns)]


def _figure_cells(head: TableHead) -> list[HeadLabel]:
    return [c for c in head.cells if c.key in FIGURE_ROLES]


def _distance(cell: HeadLabel, column: FigureColumn) -> float:
    """How far a head stands from its figures, aligned with them left, right or centred."""
    if cell.x0 <= column.x1 and cell.x1 >= column.x0:
        return min(abs(cell.x1 - column.x1), abs(cell.x0 - column.x0)) / 4
    return min(abs(cell.x1 - column.x1), abs(cell.x0 - column.x0))
