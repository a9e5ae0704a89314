"""Whether a card or loan prints what is owed without a sign."""

from __future__ import annotations

from typing import NamedTuple

from python_ocr_reconcile.extraction.statement.interpretation import Interpretation, Owes
from python_ocr_reconcile.extraction.statement.signs import amount_of, class_of
from python_ocr_reconcile.extraction.statement.table import Table


class Side(NamedTuple):
    """What a balance without a sign means, and whether that is certain."""

    owed: bool
    """A balance without a sign is owed."""
    is_sure: bool


_CLEAR_MAJORITY = 3
"""Rows by which purchases outnumber payments for their number to tell."""


def owing(table: Table, found: Interpretation, owes: Owes) -> Side:
    """Whether a card or loan prints what is owed without a sign.

    A mark or a head that says credit, on amounts that then lower the balance, tells for certain. Otherwise
    most rows of a card are purchases, and raise what is owed; a loan is never in favour.
    """
    raised = lowered = told = 0
    for row in table.rows:
        amount = amount_of(row, found.amounts)
        if not amount:
            continue
        place, figure = amount
        direction = found.directions.get(class_of(row, *amount), 1)
        raised += direction > 0
        lowered += direction < 0
        role = table.columns[place].role
        is_credit = figure.marker == "CR" or (role == "credit" and figure.marker != "-")
        is_debit = figure.marker == "DR" or (role == "debit" and figure.marker != "-")
        told += direction * (1 if is_credit else -1 if is_debit else 0)
    facts = [f for f in (found.opening, found.closing) if f]
    signed = any(f.figure.marker in ("-", "DR") for f in facts)
    if found.closed and told:
        return Side(told < 0, is_sure=True)
    if owes == "loan":
        return Side(not signed, is_sure=True)
    if found.closed:
        plus = any(marker == "+" for _, marker, _ in found.directions)  # both signs are printed, and meant
        return Side(
            raised >= lowered and not (plus and signed),
            is_sure=(plus and signed) or abs(raised - lowered) >= _CLEAR_MAJORITY,
        )
    return Side(not signed, is_sure=False)
