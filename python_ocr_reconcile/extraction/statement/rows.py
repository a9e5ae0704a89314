"""Rows of a transaction table: the figures and dates of each, its lines of description, the balances between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from python_ocr_reconcile.dates import DateReading, date_readings
from python_ocr_reconcile.extraction.lexicon import fold, load_lexicon
from python_ocr_reconcile.extraction.statement.balances import BALANCES, Fact
from python_ocr_reconcile.extraction.statement.columns import (
    FigureColumn,
    TableHead,
    column_of,
    date_column,
    figure_columns,
    with_roles,
)
from python_ocr_reconcile.extraction.statement.figures import Figure
from python_ocr_reconcile.extraction.statement.lines import PrintedLine
from python_ocr_reconcile.models.evidence import BBox
from python_ocr_reconcile.models.page import Word


@dataclass(frozen=True, slots=True, eq=False)
class PrintedDate:
    """A date as it stands in a date column."""

    text: str
    readings: tuple[DateReading, ...]
    page: int
    box: BBox
    confidence: float | None
    repaired: bool = False
    """Letters were taken for digits."""


@dataclass(slots=True, eq=False)
class Row:
    """A line with figures in the columns, and what belongs to it."""

    line: PrintedLine
    cells: dict[int, Figure]
    """By column."""
    date: PrintedDate | None
    """Its own, or the last one printed above it."""
    own_date: bool
    date_lost: bool
    """Something stands in the date column that could not be read."""
    value_date: PrintedDate | None
    heading: str | None
    """section_credit or section_debit, where it stands under such a heading."""
    optional: bool
    """It may be a figure of the page rather than an entry: it has no date where rows have one."""
    texts: list[str] = field(default_factory=list)
    """Its description, a line each."""


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


def table_of(lines: Sequence[PrintedLine], facts: Sequence[Fact], heads: Sequence[TableHead]) -> Table | None:
    """The table in `lines`, ``None`` where no dated figures stand in columns."""
    if not lines:
        return None
    first, last = lines[0].index, lines[-1].index
    heads = [h for h in heads if first <= h.lines[0] <= last]
    leading = {f.label_line for f in facts if f.leads and f.kind != "other_figure"}
    hidden = _other_tables(lines, heads)
    usable = [line for line in lines if line.index not in hidden]
    date_x = date_column([line for line in usable if line.index not in leading])
    if date_x is None:
        return None
    noisy = any(line.noisy for line in lines)
    tolerance = SCAN_TOLERANCE if noisy else TEXT_TOLERANCE
    dated = [
        [f for f in line.figures if f.x0 > date_x + 10]
        for line in usable
        if line.index not in leading and _date_at(line, date_x)
    ]
    figured = [row for row in dated if row]
    undated = _undated_figures(usable, leading, date_x)
    if len(undated) > 0.15 * len(figured):  # the date stands only at the first row of a day
        figured += _clear_of_text(undated, [line for line in usable if line.index not in leading], figured, tolerance)
    columns = with_roles(figure_columns(figured, tolerance), heads)
    if not columns:
        return None
    value_x = _second_date_column(usable, date_x, leading)
    swapped = _value_date_first(heads)
    reader = _Reader(columns, tolerance, date_x, value_x, swapped, heads, facts)
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


def _undated_figures(lines: Sequence[PrintedLine], leading: set[int], date_x: float) -> list[list[Figure]]:
    """Figures of the lines without a date that stand among dated ones, on the pages that have such."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for line in lines:
        if line.index not in leading and _date_at(line, date_x):
            first.setdefault(line.page, line.index)
            last[line.page] = line.index
    return [
        figures
        for line in lines
        if line.page in first
        and first[line.page] < line.index <= last[line.page] + 6
        and line.index not in leading
        and not _date_at(line, date_x)
        and (figures := [f for f in line.figures if f.x0 > date_x + 10])
    ]


def _clear_of_text(
    rows: Sequence[list[Figure]],
    lines: Sequence[PrintedLine],
    dated: Sequence[Sequence[Figure]],
    tolerance: float,
) -> list[list[Figure]]:
    """The figures of `rows` that stand where dated rows have figures too, or where no text ever stands: an
    amount of foreign money stands within the descriptions."""
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
                clear[key] = any(abs(figure.x1 - e) <= tolerance for e in edges) or crossing <= 0.05 * len(lines)
            if clear[key]:
                some.append(figure)
        if some:
            kept.append(some)
    return kept


def _date_at(line: PrintedLine, x: float, tolerance: float = 9.0) -> PrintedDate | None:
    for date in line.dates:
        if abs(date.words[0].x0 - x) <= tolerance:
            return PrintedDate(date.text, date.readings, line.page, date.box, date.confidence)
    return None


_DIGITS_FOR_LETTERS = str.maketrans("OoDQlI|!SsBZzG", "00001111558226")


def _mended_date(line: PrintedLine, x: float) -> tuple[PrintedDate | None, bool]:
    """A date that OCR garbled, and whether anything stands where the date should be."""
    here = [i for i, w in enumerate(line.words) if abs(w.x0 - x) <= 9.0]
    if not here:
        return None, False
    start = here[0]
    for end in range(min(start + 3, len(line.words)), start, -1):
        words: Sequence[Word] = line.words[start:end]
        raw = " ".join(w.text for w in words)
        if sum(c.isdigit() for c in raw) < 2:
            continue
        text = re.sub(r"[,;:·']", ".", raw.translate(_DIGITS_FOR_LETTERS)).strip(". ")
        text = re.sub(r"\.{2,}", ".", text)
        readings = date_readings(text)
        if readings and re.search(r"\D", text):
            box = (
                min(w.x0 for w in words), min(w.y0 for w in words), max(w.x1 for w in words), max(w.y1 for w in words)
            )  # fmt: skip
            confidence = min((w.confidence for w in words if w.confidence is not None), default=None)
            return PrintedDate(raw, tuple(readings), line.page, box, confidence, repaired=True), True
    return None, any(c.isdigit() for c in line.words[start].text)


def _second_date_column(lines: Sequence[PrintedLine], date_x: float, leading: set[int]) -> float | None:
    """Left edge of a second column of dates, where most dated rows have one."""
    edges: list[float] = []
    dated = 0
    for line in lines:
        if line.index in leading or not line.figures or not _date_at(line, date_x):
            continue
        dated += 1
        edges += [
            d.words[0].x0
            for d in line.dates
            if d.words[0].x0 > date_x + 15
            and not any(f.start < d.end and d.start < f.end and f.marked for f in line.figures)
        ]
    for x in sorted(set(edges)):
        if dated and sum(abs(e - x) <= 6.0 for e in edges) >= max(1, 0.7 * dated):
            return x
    return None


def _value_date_first(heads: Sequence[TableHead]) -> bool:
    for head in heads:
        dates = [c.key for c in head.cells if c.key in ("date", "value_date")]
        if dates[:2] == ["value_date", "date"]:
            return True
    return False


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
        elif heading and {"section_credit", "section_debit"} & set(heading[0].keys):
            hiding = False
        elif line.index in starts and hiding and {"debit", "credit", "description"} & _keys_at(heads, line.index):
            hiding = False
        if hiding:
            hidden.add(line.index)
    return hidden


def _keys_at(heads: Sequence[TableHead], index: int) -> set[str]:
    return next((h.keys() for h in heads if index in h.lines), set())


class _Reader:
    """Walks down the lines and gathers rows."""

    def __init__(
        self,
        columns: list[FigureColumn],
        tolerance: float,
        date_x: float,
        value_x: float | None,
        swapped: bool,
        heads: Sequence[TableHead],
        facts: Sequence[Fact],
    ) -> None:
        self.columns, self.tolerance = columns, tolerance
        self.date_x, self.value_x, self.swapped = date_x, value_x, swapped
        self.head_lines = {i for h in heads for i in h.lines}
        self.head_keys = {key for h in heads for key in h.keys()}
        self.facts: dict[int, list[Fact]] = {}
        for fact in facts:
            self.facts.setdefault(fact.label_line, []).append(fact)
        self.rows: list[Row] = []
        self.anchors: list[tuple[int, Fact]] = []
        self.totals: list[tuple[int, Fact]] = []
        self.taken: set[int] = set()
        self.current: PrintedDate | None = None
        self.current_value: PrintedDate | None = None
        self.heading: str | None = None
        self.pending: list[tuple[PrintedLine, str]] = []
        """Lines of description that wait for the figures of their row, where those come last."""
        self.bottom = False
        self.text_x: float | None = None

    def read(self, lines: Sequence[PrintedLine]) -> None:
        self.bottom = self._figures_come_last(lines)
        self.text_x = self._text_edge(lines)
        in_table, last_y, last_page = False, 0.0, 0
        terms = load_lexicon("statement_terms")
        for line in lines:
            if line.page != last_page:
                in_table, last_page = False, line.page
            if line.index in self.head_lines:
                in_table, last_y = True, line.line.y1
                self.pending = []
                continue
            dated = _date_at(line, self.date_x)
            lost = False
            if dated is None and line.noisy:
                dated, lost = _mended_date(line, self.date_x)
                lost = lost and dated is None
            cells = self._cells(line)
            if not line.figures and not dated:
                heading = terms.meaning(line.line.text, noisy=line.noisy)
                section = [k for k in heading[0].keys if k.startswith("section_")] if heading else []
                if section and section[0] != "section_other":
                    self.heading = section[0]
                    self.pending = []
                    continue
            if self._is_labelled(line, dated, cells):
                self.pending = []
                last_y = line.line.y1
                continue
            near = in_table and line.line.y0 - last_y < 4.5 * line.line.em
            if dated and (cells or near or not self.rows):
                if cells or not any(f.marked for f in line.figures):
                    self.current = dated
                    self.current_value = self._value_date(line)
                if cells:
                    in_table = True
            if cells and (dated or (near and self.current)):
                self._add(line, cells, dated, lost=lost)
                last_y = line.line.y1
            elif near and not cells:
                self._describe(line, last_y, dated=bool(dated))
                if line.index in self.taken:
                    last_y = line.line.y1

    def _cells(self, line: PrintedLine) -> dict[int, Figure]:
        cells: dict[int, Figure] = {}
        for figure in line.figures:
            if figure.x0 <= self.date_x + 10:
                continue
            place = column_of(figure, self.columns, self.tolerance)
            if place is None:
                continue
            if place not in cells or (cells[place].doubtful and not figure.doubtful):
                cells[place] = figure
        return cells

    def _is_labelled(self, line: PrintedLine, dated: PrintedDate | None, cells: dict[int, Figure]) -> bool:
        """Keep a balance or a total that has this line to itself."""
        for fact in self.facts.get(line.index, ()):
            if not fact.leads or (dated and fact.kind not in BALANCES):
                continue
            if cells and fact.kind == "other_figure":
                continue  # "interest earned" in the table is an entry
            if dated and fact.kind not in ("balance_at",) and len([f for f in line.figures if f.marked]) > 1:
                # "Credit balance ... 12.00 1,012.00": a description that begins like a label.
                if fact.kind in ("balance_at_credit", "balance_at_debit"):
                    continue
            if fact.kind in BALANCES:
                if not fact.side:
                    fact.side = self._side(fact)
                self.anchors.append((len(self.rows), fact))
            elif fact.kind in ("total", "total_debits", "total_credits"):
                if fact.kind == "total" and not cells:
                    continue
                self.totals.append((len(self.rows), fact))
            self.taken.add(line.index)
            return True
        return False

    def _side(self, fact: Fact) -> int:
        """Where there is no column for balances, they stand under debit or credit, and that is their sign."""
        roles = self.head_keys | {column.role or "" for column in self.columns}
        place = column_of(fact.figure, self.columns, self.tolerance)
        if place is None or "balance" in roles or not {"debit", "credit"} <= roles or fact.figure.marker:
            return 0
        return {"debit": -1, "credit": 1}.get(self.columns[place].role or "", 0)

    def _value_date(self, line: PrintedLine) -> PrintedDate | None:
        return _date_at(line, self.value_x, 6.0) if self.value_x is not None else None

    def _add(self, line: PrintedLine, cells: dict[int, Figure], dated: PrintedDate | None, *, lost: bool) -> None:
        date, value = dated or self.current, self._value_date(line) or (None if dated else self.current_value)
        if self.swapped and value is not None:
            date, value = value, date
        row = Row(
            line=line,
            cells=cells,
            date=date,
            own_date=dated is not None,
            date_lost=lost,
            value_date=value,
            heading=self.heading,
            optional=False,
        )
        text = self._text(line, cells)
        row.texts = [t for _, t in self.pending] + ([text] if text else [])
        self.taken |= {p.index for p, _ in self.pending}
        self.pending = []
        self.rows.append(row)
        self.taken.add(line.index)

    def _text(self, line: PrintedLine, cells: dict[int, Figure]) -> str:
        skip = {i for f in cells.values() for i in range(f.start, f.end)}
        for date in line.dates:
            x = date.words[0].x0
            if abs(x - self.date_x) <= 9 or (self.value_x is not None and abs(x - self.value_x) <= 6):
                skip |= set(range(date.start, date.end))
        first = min((f.start for f in cells.values()), default=len(line.words))
        words = [w for i, w in enumerate(line.words) if i not in skip and i < first and w.x0 >= self.date_x - 3]
        if not words:
            words = [w for i, w in enumerate(line.words) if i not in skip and w.x0 >= self.date_x - 3]
        while words and re.fullmatch(r"[€$£+\-−–|]|[A-Z]{3}", words[-1].text) and self._is_unit(words[-1], cells):
            words = words[:-1]
        return " ".join(w.text for w in words)

    def _is_unit(self, word: Word, cells: dict[int, Figure]) -> bool:
        """A currency or a rule printed right before the figure, rather than the last word of the text."""
        nearest = min((f.x0 for f in cells.values()), default=None)
        return nearest is not None and 0 <= nearest - word.x1 < 6

    def _describe(self, line: PrintedLine, last_y: float, *, dated: bool) -> None:
        """Take `line` as description of the row above or, where figures come last, of the one below."""
        text = self._text(line, {})
        if not text or line.line.y0 - last_y > 1.6 * line.line.em:
            if not (self.bottom and (dated or self.pending)):
                return
        left = next((w.x0 for w in line.words if w.x0 >= self.date_x - 3), None)
        if left is None or not text:
            return
        if not dated and self.text_x is not None and (left < self.text_x - 6 or left > self.text_x + 90):
            return
        if line.line.x1 > self.columns[-1].x1 + 40:
            return
        if self.bottom or dated:
            self.pending.append((line, text))
            self.taken.add(line.index)
        elif self.rows:
            self.rows[-1].texts.append(text)
            self.taken.add(line.index)

    def _figures_come_last(self, lines: Sequence[PrintedLine]) -> bool:
        """Whether dates stand on lines of their own, above the line with the figures."""
        dated = [line for line in lines if _date_at(line, self.date_x) and line.index not in self.facts]
        bare = sum(1 for line in dated if not self._cells(line) and not line.figures and len(line.words) > 1)
        return bare >= 2 and bare > 0.15 * len(dated)

    def _text_edge(self, lines: Sequence[PrintedLine]) -> float | None:
        edges: list[float] = []
        for line in lines:
            cells = self._cells(line)
            if cells and _date_at(line, self.date_x):
                spans = {i for d in line.dates for i in range(d.start, d.end)}
                words = [w for i, w in enumerate(line.words) if i not in spans and w.x0 > self.date_x]
                if words and len(fold(words[0].text)) > 0:
                    edges.append(words[0].x0)
        return median(edges) if edges else None
