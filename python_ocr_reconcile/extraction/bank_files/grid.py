"""Tables as rows of cells: separated values, and the sheets of a workbook."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from python_ocr_reconcile.errors import DamagedFileError
from python_ocr_reconcile.extraction.bank_files.text import clean, decoded
from python_ocr_reconcile.intake.tables import looks_like_table

Cell = str | Decimal | date
"""Text as written; a number or a date where the file types them."""
_HEAD_CHARACTERS = 64 * 1024
_EXACT_DIGITS = 15
"""Decimal digits that a spreadsheet keeps; what follows is the noise of binary fractions."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    number: int
    """1-based line of the file, or row of the sheet."""
    cells: list[Cell]
    sheet: str = ""

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.sheet} row {self.number}" if self.sheet else f"line {self.number}"


def text_of(cell: Cell) -> str:
    """A cell as text."""
    if isinstance(cell, str):
        return cell
    return cell.isoformat() if isinstance(cell, date) else f"{cell:f}"


def separated_rows(data: bytes) -> list[Row]:
    """The rows of a file of separated values.

    Raises `DamagedFileError` where it is not text or a quoted value is not closed.
    """
    text = clean(decoded(data))
    delimiter = looks_like_table(text[:_HEAD_CHARACTERS]) or ";"
    if text.startswith("sep=") and len(text) > 4:  # a line for Excel alone
        delimiter = text[4]
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter)
        rows = [Row(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(cells)]
    except csv.Error as problem:
        raise DamagedFileError(f"The table cannot be taken apart: {problem}.") from None
    return rows


def sheet_rows(data: bytes) -> list[list[Row]]:
    """The rows of each sheet of a workbook. Raises `DamagedFileError`."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
        return [
            [
                Row(number, [_typed(value) for value in values], name)
                for number, values in enumerate(sheet.to_python(skip_empty_area=False), 1)
                if any(value not in ("", None) for value in values)
            ]
            for name, sheet in sheets
        ]
    except (CalamineError, ValueError, OSError) as problem:
        raise DamagedFileError("The workbook is damaged, protected or no workbook.") from problem


def _typed(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return _exact(value)
    return clean(str(value)).strip()


def _exact(value: float) -> Decimal:
    """The number that was typed into the cell: the file holds a binary fraction, shown with 15 digits."""
    number = Decimal(repr(value))
    if not number.is_finite():
        return Decimal(0)
    digits = _EXACT_DIGITS - 1 - number.adjusted()
    rounded = round(number, digits) if digits > 0 else number
    rounded = rounded.normalize() if rounded else Decimal(0)
    exponent = rounded.as_tuple().exponent
    return rounded.quantize(Decimal("0.01")) if isinstance(exponent, int) and exponent > -2 else rounded
