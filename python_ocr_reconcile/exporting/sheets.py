"""Tables as CSV files and as one workbook, a row at a time: memory does not grow with them.

Nothing that a document says is ever run by a spreadsheet. In a workbook every text is a cell of text. In a
CSV file, which has no types, a text that a spreadsheet would take for a formula stands behind an apostrophe.
"""

from __future__ import annotations

import csv
from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.worksheet import Worksheet

from python_ocr_reconcile.exporting.tables import TABLES, CellType, Table

WORKBOOK = "tables.xlsx"
_MOST_ROWS = 1_048_575
"""Of a sheet of Excel, below its head; what goes beyond stands on a second sheet of the table."""
_MOST_DIGITS = 15
"""A spreadsheet holds doubles: an amount with more digits is text there, to the last digit."""
_LONGEST_TEXT = 32_767
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FORMATS: dict[CellType, str] = {
    "money": "#,##0.00##;[Red]-#,##0.00##",
    "number": "0.####",
    "whole": "0",
    "date": "yyyy-mm-dd",
    "text": "@",
}
_WIDTHS: dict[CellType, int] = {"money": 13, "number": 10, "whole": 10, "date": 11, "text": 22}


class Sheets:
    """The tables of one export, written below a folder: ``NAME.csv`` for each, and one workbook of all."""

    def __init__(self, folder: Path, made: datetime) -> None:
        """`made` is the time that the workbook names; the same rows then make the same bytes."""
        self.folder = folder
        self._open = ExitStack()
        self._csv = {table: self._csv_file(table) for table in TABLES}
        self._book = xlsxwriter.Workbook(
            str(folder / WORKBOOK),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "tmpdir": str(folder),
            },
        )
        self._book.set_properties({"created": made.astimezone(UTC), "title": "Export"})
        self._formats = {kind: self._book.add_format({"num_format": told}) for kind, told in _FORMATS.items()}
        self._bold = self._book.add_format({"bold": True, "bottom": 1})
        self._sheets: dict[Table, tuple[Worksheet, int]] = {}
        self._parts = dict.fromkeys(TABLES, 0)
        for table in TABLES:
            self._new_sheet(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the files; where all went well they are closed already."""
        self._open.close()
        if not self._book.fileclosed:
            with suppress(OSError, XlsxWriterException):
                self._book.close()

    def add(self, table: Table, row: tuple[Any, ...]) -> None:
        """One row, with as many values as the table has columns."""
        self._csv[table].writerow([in_csv(value) for value in row])
        sheet, used = self._sheets[table]
        if used == _MOST_ROWS:
            sheet, used = self._new_sheet(table), 0
        for column, (value, (_, kind)) in enumerate(zip(row, table.columns, strict=True)):
            if value is not None:
                self._write(sheet, used + 1, column, value, kind)
        self._sheets[table] = sheet, used + 1

    def close(self) -> list[Path]:
        """Finish the files; gives them in order."""
        self._open.close()
        self._book.close()
        return [*(self.folder / f"{table.name}.csv" for table in TABLES), self.folder / WORKBOOK]

    def _csv_file(self, table: Table) -> Any:
        file = (self.folder / f"{table.name}.csv").open("x", encoding="utf-8", newline="")
        writer = csv.writer(self._open.enter_context(file), lineterminator="\r\n")
        writer.writerow([name for name, _ in table.columns])
        return writer

    def _new_sheet(self, table: Table) -> Worksheet:
        self._parts[table] += 1
        part = self._parts[table]
        sheet = self._book.add_worksheet(table.name.capitalize() + (f" {part}" if part > 1 else ""))
        sheet.freeze_panes(1, 0)
        for column, (name, kind) in enumerate(table.columns):
            sheet.set_column(column, column, max(_WIDTHS[kind], len(name) + 1))
            sheet.write_string(0, column, name, self._bold)
        self._sheets[table] = sheet, 0
        return sheet

    def _write(self, sheet: Worksheet, row: int, column: int, value: Any, kind: CellType) -> None:
        form = self._formats[kind]
        match value:
            case date() if value.year >= 1900:  # Excel knows none before
                sheet.write_datetime(row, column, value, form)
            case bool():
                sheet.write_boolean(row, column, value)
            case int() | float():
                sheet.write_number(row, column, value, form)
            case Decimal() if len(value.as_tuple().digits) <= _MOST_DIGITS and abs(value) < 10**_MOST_DIGITS:
                sheet.write_number(row, column, value, form)
            case Decimal():
                sheet.write_string(row, column, f"{value:f}", form)
            case _:
                sheet.write_string(row, column, str(value)[:_LONGEST_TEXT], self._formats["text"])


def in_csv(value: Any) -> str:
    """A value as a cell of a CSV file: dates as ISO 8601, amounts with a point, text that is no formula."""
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
    return str(value)
