"""Rows of a transaction table: figures, dates and description of each, and the balances between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from python_ocr_reconcile.extraction.lexicon import load_lexicon
from python_ocr_reconcile.extraction.statement.balances import BALANCES, Fact
from python_ocr_reconcile.extraction.statement.columns import (
    FigureColumn,
    TableHead,
    column_of,
)
from python_ocr_reconcile.extraction.statement.date_columns import (
    DateColumn,
    PrintedDate,
    date_at,
    has_date_at,
    mended_date,
    value_date_first,
)
from python_ocr_reconcile.extraction.statement.day_lines import DayLine, Days, days_of
from python_ocr_reconcile.extraction.statement.figures import CURRENCY_CODES, Figure
from python_ocr_reconcile.extraction.statement.lines import PrintedLine
from python_ocr_reconcile.extraction.statement.row_text import RowText


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


class RowReader:
    """Walks down the lines and gathers rows."""

    def __init__(
        self,
        columns: list[FigureColumn],
        tolerance: float,
        dates: DateColumn,
        value_x: float | None,
        heads: Sequence[TableHead],
        facts: Sequence[Fact],
    ) -> None:
        self.columns, self.tolerance = columns, tolerance
        self.date_x, self.value_x, self.swapped = dates.x, value_x, value_date_first(heads)
        self.figures_from = dates.figures_from
        self.text = RowText(dates.x, value_x, heads)
        self.head_lines = {i for h in heads for i in h.lines}
        self.head_keys = {key for h in heads for key in h.keys()}  # noqa: SIM118  a method of the head, no dict
        self.facts: dict[int, list[Fact]] = {}
        for fact in facts:
            self.facts.setdefault(fact.label_line, []).append(fact)
        self.boxed = {
            fact.value_line for fact in facts if fact.figures and fact.value_line != fact.label_line
        }
        self.rows: list[Row] = []
        self.anchors: list[tuple[int, Fact]] = []
        self.totals: list[tuple[int, Fact]] = []
        self.taken: set[int] = set()
        self.current: PrintedDate | None = None
        self.current_value: PrintedDate | None = None
        self.heading: str | None = None
        self.pending: list[tuple[PrintedLine, str]] = []
        """Lines of description that wait for the figures of their row, where those come last."""
        self.days = Days.BESIDE
        self.in_table = False
        self.last_y = 0.0
        """Where the last line of the table ends, points."""

    def read(self, lines: Sequence[PrintedLine]) -> None:
        """Gather what `lines` hold, in order."""
        looked_at = [(line, self._cells(line)) for line in lines]
        self.days = days_of(self._day_lines(looked_at))
        self.text.learn(looked_at)
        last_page = 0
        headed = {line.page for line in lines if line.index in self.head_lines}
        for line, cells in looked_at:
            if line.page != last_page:
                # A table may go on at the top of the next page without its head.
                self.in_table &= line.page == last_page + 1 and line.page not in headed
                self.last_y, last_page = line.line.y0, line.page
            if line.index in self.head_lines:
                self.in_table, self.last_y = True, line.line.y1
                self.pending = []
            else:
                self._take(line, cells, is_headed=line.page in headed)

    def _take(self, line: PrintedLine, cells: dict[int, Figure], *, is_headed: bool) -> None:
        """Make of `line` a row, a part of one, or a balance; `is_headed`: its page has a table head."""
        dated, lost = self._date(line)
        if self.days in (Days.BELOW, Days.TWICE) and self._take_day_below(line, dated, cells):
            return
        if not line.figures and not dated and self._is_heading(line):
            return
        if self._is_labelled(line, dated, cells):
            self.pending = []
            self.last_y = line.line.y1
            return
        if line.index in self.boxed and not dated:
            return  # the second line of a box of balances and totals
        if dated and self.days is Days.ABOVE and not line.figures and not is_headed:
            self.in_table, self.last_y = True, line.line.y0
        near = self._is_near(line)
        if dated and (cells or near or not self.rows):
            if cells or not any(f.marked for f in line.figures):
                self.current = dated
                self.current_value = self._value_date(line)
            self.in_table |= bool(cells)
        if cells and (dated or (near and self.current)):
            self._add(line, cells, dated, lost=lost)
            self.last_y = line.line.y1
        elif near and not cells:
            self._describe(line, self.last_y, dated=bool(dated))
            if line.index in self.taken:
                self.last_y = line.line.y1

    def _is_near(self, line: PrintedLine) -> bool:
        """Whether `line` stands not far below the last one of the table."""
        return self.in_table and line.line.y0 - self.last_y < 4.5 * line.line.em

    def _take_day_below(self, line: PrintedLine, dated: PrintedDate | None, cells: dict[int, Figure]) -> bool:
        """Make of `line` a row without its day, or the day of the row above; whether it was either."""
        if cells and not dated and self.days is Days.BELOW and self.in_table and line.index not in self.facts:
            self._add(line, cells, None, lost=False)
            self.rows[-1].date = None
        elif dated and not cells and self.rows and self._is_near(line):
            row = self.rows[-1]
            if self.days is Days.TWICE:
                row.value_date = row.value_date or dated
            elif not row.own_date:
                row.date, row.own_date = dated, True
            row.texts += filter(None, [self.text.of(line, {})])
            self.taken.add(line.index)
        else:
            return False
        self.last_y = line.line.y1
        return True

    def _day_lines(self, lines: Sequence[tuple[PrintedLine, dict[int, Figure]]]) -> list[DayLine]:
        found: list[DayLine] = []
        below_head = False
        for line, cells in lines:
            below_head |= line.index in self.head_lines
            dated = has_date_at(line, self.date_x)
            # "06/11 INTEREST EARNED" with its amount on the line below is an entry, and no figure of a box.
            named = [f for f in self.facts.get(line.index, ()) if not dated or f.kind != "other_figure"]
            if not named and line.index not in self.head_lines:
                bare = dated and not line.figures and len(line.words) > 1
                found.append(DayLine(dated, bool(cells), bare, below_head))
        return found

    def _date(self, line: PrintedLine) -> tuple[PrintedDate | None, bool]:
        """The date in the date column, and whether something stands there that could not be read."""
        dated = date_at(line, self.date_x)
        if dated is not None:
            return dated, False
        mended, something = mended_date(line, self.date_x)
        if not line.noisy:
            return None, something  # a text layer has no slips: what stands there is no date, or one unknown
        return mended, something and mended is None

    def _is_heading(self, line: PrintedLine) -> bool:
        """Keep a heading such as "Deposits": it says the direction of what stands below."""
        found = load_lexicon("statement_terms").meaning(line.line.text, noisy=line.noisy)
        section = [k for k in found[0].keys if k.startswith("section_")] if found else []
        if not section or section[0] == "section_other":
            return False
        self.heading = section[0]
        self.pending = []
        return True

    def _cells(self, line: PrintedLine) -> dict[int, Figure]:
        cells: dict[int, Figure] = {}
        for figure in line.figures:
            if figure.x0 <= self.figures_from:
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
            if dated and fact.kind == "other_figure":
                self.boxed.discard(fact.value_line)  # an entry, and its amount on the line below
            if not fact.leads or (dated and fact.kind not in BALANCES):
                continue
            if cells and fact.kind == "other_figure":
                continue  # "interest earned" in the table is an entry
            if dated and fact.side and len([f for f in line.figures if f.marked]) > 1:
                continue  # "Credit balance ... 12.00 1,012.00": a description that begins like a label
            if fact.kind in BALANCES:
                if not fact.side:
                    fact.side = self._side(fact)
                self.anchors.append((len(self.rows), fact))
            elif fact.kind in ("total", "total_debits", "total_credits"):
                if (fact.kind == "total" and not cells) or (
                    cells and fact.kind != "total" and fact.is_one_word
                ):
                    continue  # "Gutschrift" in the table is an entry of that kind, "Total credits" is a total
                self.totals.append((len(self.rows), fact))
            self.taken.add(line.index)
            return True
        return not dated and (self._is_line_of_totals(line, cells) or self._is_total(line, cells))

    def _is_total(self, line: PrintedLine, cells: dict[int, Figure]) -> bool:
        """Whether an undated line begins with a word for a total, where every row has a date."""
        if not cells or not self.rows or not all(row.own_date for row in self.rows):
            return False
        found = load_lexicon("statement_labels").meaning(line.words[0].text)
        return found is not None and bool({"total", "total_debits"} & set(found[0].keys[:1]))

    def _is_line_of_totals(self, line: PrintedLine, cells: dict[int, Figure]) -> bool:
        """Whether every figure of an undated line has a label: "Deposits: 6  Total deposits: 21.50"."""
        labelled = [
            figure
            for fact in self.facts.get(line.index, ())
            if fact.kind != "other_figure" and not fact.is_one_word
            for figure in fact.figures
        ]
        return bool(cells) and all(any(f is g for g in labelled) for f in cells.values())

    def _side(self, fact: Fact) -> int:
        """Where there is no column for balances, they stand under debit or credit, and that is their sign."""
        roles = self.head_keys | {column.role or "" for column in self.columns}
        place = column_of(fact.figure, self.columns, self.tolerance)
        if place is None or "balance" in roles or not {"debit", "credit"} <= roles or fact.figure.marker:
            return 0
        return {"debit": -1, "credit": 1}.get(self.columns[place].role or "", 0)

    def _value_date(self, line: PrintedLine) -> PrintedDate | None:
        return date_at(line, self.value_x, 6.0) if self.value_x is not None else None

    def _add(
        self, line: PrintedLine, cells: dict[int, Figure], dated: PrintedDate | None, *, lost: bool
    ) -> None:
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
        text = self.text.of(line, cells)
        row.texts = [t for _, t in self.pending] + ([text] if text else [])
        self.taken |= {p.index for p, _ in self.pending}
        self.pending = []
        self.rows.append(row)
        self.taken.add(line.index)

    def _describe(self, line: PrintedLine, last_y: float, *, dated: bool) -> None:
        """Take `line` as description of the row above or, where figures come last, of the one below."""
        text = self.text.of(line, {})
        far = not text or line.line.y0 - last_y > 1.6 * line.line.em
        if far and not (self.days is Days.ABOVE and (dated or self.pending)):
            return
        left = next((w.x0 for w in line.words if w.x0 >= self.text.left), None)
        if left is None or not text or all(w.text in CURRENCY_CODES for w in line.words):
            return
        if (
            not dated
            and self.text.edge is not None
            and (left < self.text.edge - 6 or left > self.text.edge + 90)
        ):
            return
        if line.line.x1 > self.columns[-1].x1 + 40:
            return
        if self.days is Days.ABOVE or dated:
            self.pending.append((line, text))
            self.taken.add(line.index)
        elif self.rows:
            self.rows[-1].texts.append(text)
            self.taken.add(line.index)
