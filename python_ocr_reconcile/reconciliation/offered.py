"""Offered numbers: what a remittance may be of, beside the invoices that it names.

One that holds a number of the same make as the invoice's is of another invoice; one that holds its serial
number, too short to name anything by itself, is somewhat more likely to be of it.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from python_ocr_reconcile.reconciliation.load import Bools, Ints, Payments
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.remittance import shape, windows, words_of_each

T = TypeVar("T", str, bytes)

LEAST_LENGTH = 4
"""Characters of a number whose make says something."""
_NO_DIGITS = bytes(set(range(256)) - set(b"0123456789\n"))
_PAIRS_AT_ONCE = 200_000


def offered(payments: Payments, references: ReferenceIndex, bill: Ints, payment: Ints) -> tuple[Bools, Bools]:
    """By pair, whether the remittance holds the invoice's serial number, and a number of the same make."""
    serials: dict[bytes, int] = {b"": 0}
    of_serial = _numbered([serial.encode() for serial in references.serials], serials)
    shapes: dict[str, int] = {"": 0}
    of_shape = _numbered(
        [shape(number) if len(number) >= LEAST_LENGTH else "" for number in references.numbers], shapes
    )
    has_serial, has_shape = np.zeros(len(bill), dtype=np.bool_), np.zeros(len(bill), dtype=np.bool_)
    order = np.argsort(payment, kind="stable")
    for start in range(0, len(order), _PAIRS_AT_ONCE):
        at = order[start : start + _PAIRS_AT_ONCE]
        rows, place = np.unique(payment[at], return_inverse=True)
        found, count = [], []
        for parts in words_of_each([payments.text[row] for row in rows.tolist()]):
            run = windows(parts)
            found += run
            count.append(len(run))
        # All of them at once: a call for each would take longer than what it does.
        joined = "\n".join(found)
        owner = np.repeat(np.arange(len(rows)), count)
        cores = [core.lstrip(b"0") for core in joined.encode().translate(None, _NO_DIGITS).split(b"\n")]
        has_serial[at] = _holds(owner, _known(cores, serials, len(found)), place, of_serial[bill[at]])
        makes = shape(joined).split("\n")
        has_shape[at] = _holds(owner, _known(makes, shapes, len(found)), place, of_shape[bill[at]])
    return has_serial, has_shape


def _numbered(texts: list[T], number_of: dict[T, int]) -> Ints:
    return np.array([number_of.setdefault(text, len(number_of)) for text in texts], dtype=np.int64)


def _known(texts: list[T], number_of: dict[T, int], count: int) -> Ints:
    """The number of each of `count` texts, 0 for what no invoice has."""
    return np.fromiter((number_of.get(text, 0) for text in texts[:count]), dtype=np.int64, count=count)


def _holds(owner: Ints, number: Ints, place: Ints, wanted: Ints) -> Bools:
    """Whether the owner at `place` has the number `wanted`, which is not 0."""
    width = int(max(number.max(initial=0), wanted.max(initial=0))) + 1
    return np.isin(place * width + wanted, owner * width + number) & (wanted > 0)
