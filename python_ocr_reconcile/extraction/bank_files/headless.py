"""Tables without headings: a column is named only where it can be nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from python_ocr_reconcile.extraction.bank_files.calendar import day_of
from python_ocr_reconcile.extraction.bank_files.columns import Columns
from python_ocr_reconcile.extraction.bank_files.currencies import is_currency
from python_ocr_reconcile.extraction.bank_files.directions import number
from python_ocr_reconcile.extraction.bank_files.figures import decimal_mark
from python_ocr_reconcile.extraction.bank_files.grid import Cell, Row, text_of

_MOST_FIGURES = 3


def columns_by_content(rows: Sequence[Row]) -> Columns | None:
    """The columns of `rows`, ``None`` where it is not certain which is the amount.

    With two columns of figures one must be the running balance of the other; with three, one the balance
    before and one the balance after.
    """
    if len(rows) < 2:
        return None
    width = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    table = [row for row in rows if len(row.cells) == width]
    if len(table) < max(2, len(rows) - 2):
        return None
    found = Columns()
    figures: list[int] = []
    for column in range(width):
        cells = [row.cells[column] for row in table]
        if all(_is_day(cell) for cell in cells):
            role = "date" if "date" not in found.by_role else "value_date"
            found.by_role.setdefault(role, []).append(column)
        elif all(isinstance(c, Decimal) or _is_money(c) for c in cells):
            figures.append(column)
        elif all(is_currency(text_of(c).strip()) for c in cells):
            found.by_role.setdefault("currency", []).append(column)
        elif any(len(text_of(c)) > 2 and any(x.isalpha() for x in text_of(c)) for c in cells):
            found.by_role.setdefault("description", []).append(column)
    if "date" not in found.by_role or not figures or len(figures) > _MOST_FIGURES:
        return None
    roles = _figures(table, figures)
    if roles is None:
        return None
    found.by_role.update({role: [column] for role, column in roles.items()})
    return found


def _is_day(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return not isinstance(cell, Decimal)
    return bool(cell) and any(day_of(cell, order) for order in ("dmy", "mdy", "ymd"))


def _is_money(cell: Cell) -> bool:
    text = text_of(cell).strip()
    marked = (len(text) > 3 and text[-3] in ".,") or text[:1] in "+-"
    return marked and (number(text, ".") is not None or number(text, ",") is not None)


def _figures(table: Sequence[Row], columns: Sequence[int]) -> dict[str, int] | None:
    mark = decimal_mark(text_of(row.cells[c]) for row in table for c in columns).mark
    values = {c: [number(row.cells[c], mark) or Decimal(0) for row in table] for c in columns}
    if len(columns) == 1:
        return {"amount": columns[0]}
    for amount in columns:
        for balance in columns:
            if amount == balance:
                continue
            a, b = values[amount], values[balance]
            forward = all(y == x + m for (x, y), m in zip(pairwise(b), a[1:], strict=True))
            backward = all(x == y + m for (x, y), m in zip(pairwise(b), a, strict=False))
            third = [c for c in columns if c not in (amount, balance)]
            before = all(x + m == y for c in third for x, m, y in zip(values[c], a, b, strict=True))
            if (not third and (forward or backward)) or (third and before):
                return {"amount": amount, "balance": balance}
    return None
