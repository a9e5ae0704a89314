"""Where a value comes from, and the equations that prove it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, get_args

import msgspec

Source = Literal["text_layer", "ocr", "xml", "bank_file", "human"]
ValueStatus = Literal["proved", "repaired", "read", "derived", "conflict", "human"]
Proof = Literal["proved", "unproved", "conflict"]
PROOFS: tuple[Proof, ...] = get_args(Proof)
BBox = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points (1/72 inch), origin at the top left of the upright page."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A value that is written to JSON; every key is always present, `None` where nothing is known."""


class Evidence(Record, frozen=True, kw_only=True, gc=False):
    """What one value rests on."""

    value: Any = None
    """`Decimal`, `date`, `str` or `None`."""
    raw: str | None = None
    """The text exactly as read, before any repair."""
    page: int | None = None
    """1-based page of the file."""
    bbox: BBox | None = None
    source: Source | None = None
    ocr_confidence: float | None = None
    """0..1, the least of the words it was read from; ``None`` where no OCR was involved."""
    confidence: float | None = None
    """0..1, the calibrated probability that the value is right; ``None`` where it was not estimated."""
    method: str | None = None
    """How it was found, such as ``label_right``, ``table_column``, ``arithmetic``."""
    status: ValueStatus | None = None
    checks: list[str] = []
    """Ids of the checks that cover it."""
    reason: str | None = None
    """Why the value is ``None``, or what a conflict is about."""


class Operand(Record, frozen=True, kw_only=True, gc=False):
    """One term of a check."""

    pointer: str
    """JSON pointer (RFC 6901) to the value, from the object that holds the check's `checks` list (an
    invoice) or, for bank documents, from the document root."""
    factor: Decimal = Decimal(1)
    """Multiplies the value; -1 subtracts it."""


class Check(Record, frozen=True, kw_only=True, gc=False):
    """An equation over values of the document that anyone can recompute."""

    check_id: str
    name: str
    """Such as ``line_amount``, ``sum_of_lines``, ``tax_of_base``, ``total``, ``running_balance``."""
    operation: Literal["sum", "product", "percent"]
    """sum: the operands added. product: multiplied. percent: the first times the second / 100."""
    operands: list[Operand]
    result: str
    """JSON pointer to the value that the operation should give."""
    expected: Decimal
    """What the operation gives."""
    actual: Decimal
    """What is printed at `result`."""
    tolerance: Decimal = Decimal(0)
    """Largest difference that rounding explains; never used to hide a wrong digit."""
    closes: bool
    equation: str
    """For people: ``1,000.00 + 190.00 = 1,190.00``."""
