"""One way to read a table: which columns and signs mean what, and in which order the rows stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from python_ocr_reconcile.extraction.statement.balances import Fact
from python_ocr_reconcile.extraction.statement.figures import Figure
from python_ocr_reconcile.extraction.statement.signs import AmountClass
from python_ocr_reconcile.extraction.statement.time_order import Printed

Owes = Literal["card", "loan"] | None
"""Whether the account is one on which money is owed."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One way to read the table."""

    balance: int | None
    """The column of running balances."""
    amounts: tuple[int, ...]
    """The columns of amounts booked."""
    printed: Printed
    order: tuple[int, ...]
    """Places of the rows in time order."""
    newest_first: bool
    owed: int
    """-1 where a balance without a mark is owed, as on cards; else 1."""
    directions: dict[AmountClass, int] = field(default_factory=dict)
    """1 money in, -1 money out, 0 where only the balances tell."""
    opening: Fact | None = None
    closing: Fact | None = None
    closed: int = 0
    """Rows in segments of the chain that close as read."""
    score: float = 0.0
    is_side_sure: bool = True
    """What is owed and what is in favour is told by signs, marks or heads, or by many rows."""


def balance_units(figure: Figure, owed: int, side: int = 0) -> int:
    """The balance as the account holder has it: what is owed is negative."""
    if side:
        return side * figure.units
    if figure.marker == "CR":
        return figure.units
    if figure.marker == "DR":
        return -figure.units
    return owed * figure.signed
