"""Equations over the values of a document: built here, recomputed by anyone.

An equation is written with the values as they stand in the document; whether it closes is computed, never
claimed. `verify` recomputes them from the stored document with code of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod
from typing import Literal

from python_ocr_reconcile.models.evidence import Check, Operand

Operation = Literal["sum", "product", "percent"]
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Term:
    """A value with the place it has in the document."""

    pointer: str
    value: Decimal
    factor: Decimal = ONE


def make_check(
    check_id: str,
    name: str,
    operation: Operation,
    terms: Sequence[Term],
    result: Term,
    tolerance: Decimal = Decimal(0),
) -> Check:
    """The equation ``operation(terms) = result``; `tolerance` is the largest difference by rounding."""
    weighted = [t.value * t.factor for t in terms]
    expected = {
        "sum": lambda: sum(weighted, Decimal(0)),
        "product": lambda: prod(weighted, start=ONE),
        "percent": lambda: prod(weighted, start=ONE) / 100,
    }[operation]()
    return Check(
        check_id=check_id,
        name=name,
        operation=operation,
        operands=[Operand(pointer=t.pointer, factor=t.factor) for t in terms],
        result=result.pointer,
        expected=expected,
        actual=result.value,
        tolerance=tolerance,
        closes=abs(expected - result.value) <= tolerance,
        equation=_equation(operation, terms, result),
    )


def _equation(operation: Operation, terms: Sequence[Term], result: Term) -> str:
    if operation == "sum":
        parts = []
        for term in terms:
            value = term.value * term.factor
            sign = "-" if value < 0 else "+"
            parts.append(f"{sign} {abs(value):,f}")
        left = " ".join(parts).removeprefix("+ ")
    elif operation == "product":
        left = " x ".join(f"{t.value * t.factor:,f}" for t in terms)
    else:
        left = " x ".join(f"{t.value * t.factor:,f}" for t in terms) + "%"
    return f"{left} = {result.value:,f}"
