"""Reference hits: which invoices each remittance names, by which key, and how many others that key fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from python_ocr_reconcile.reconciliation.columns import distinct, first_of_each
from python_ocr_reconcile.reconciliation.load import Floats, Ints

LEVELS = ("exact", "folded", "digits", "transposed", "order_number", "part", "one_edit")
"""From the strongest to the weakest; a pair keeps the first that holds."""
EXACT, FOLDED, DIGITS, TRANSPOSED, ORDER_NUMBER, PART, ONE_EDIT = range(len(LEVELS))
STRONG = DIGITS
"""Up to this level the remittance names the invoice, and so does not name another."""
COMMON_BILLS = 40
COMMON_PAYMENTS = 60
"""A key held by more rows than this says too little about any one of them: it is dropped."""


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceHits:
    """Pairs whose remittance names the invoice in some way; one row a pair."""

    bill: Ints
    payment: Ints
    level: Ints
    """Index into `LEVELS`."""
    length: Ints
    """Characters that agree: the longer, the less by chance."""
    shared_by: Floats
    """Invoices that the same key fits."""
    text: Ints
    """Hash of what the remittance says, which may name several invoices."""
    dropped_keys: int
    """Keys that were too common to use."""


class Found(NamedTuple):
    """Hits as they come, a column per attribute."""

    level: Ints
    key: Ints
    """Hash of the text that agrees."""
    bill: Ints
    payment: Ints
    length: Ints
    text: Ints
    """Hash of what the remittance says: of a slip not the number that is meant."""


def hits_of(found: list[Found]) -> ReferenceHits:
    """What was found, each pair once at its strongest, less the keys that say too little."""
    none = Found(*[np.zeros(0, dtype=np.int64)] * len(Found._fields))
    level, key, bill, payment, length, text = (
        np.concatenate(each) for each in zip(none, *found, strict=True)
    )
    _, keys = np.unique(key << 3 | level, return_inverse=True)
    number = int(keys.max(initial=-1)) + 1
    bills, payments = _distinct(keys, bill, number), _distinct(keys, payment, number)
    shared = np.where(level == ONE_EDIT, np.maximum(bills[keys], _rivals(level, keys, payment)), bills[keys])
    kept = (bills[keys] <= COMMON_BILLS) & (payments[keys] <= COMMON_PAYMENTS)
    dropped = int(((bills > COMMON_BILLS) | (payments > COMMON_PAYMENTS)).sum())
    return _best_per_pair(np.stack([bill, payment, level, length, shared, text])[:, kept], dropped)


def _distinct(group: Ints, member: Ints, groups: int) -> Ints:
    """How many different members each group has."""
    width = int(member.max(initial=0)) + 1
    return np.bincount(distinct(group * width + member) // width, minlength=groups)


def _rivals(level: Ints, key: Ints, payment: Ints) -> Ints:
    """How many numbers each remittance is one edit from: INV-42 misread fits INV-41, INV-43, ... as well."""
    edit = np.flatnonzero(level == ONE_EDIT)
    size = int(payment.max(initial=-1)) + 1
    return np.asarray(_distinct(payment[edit], key[edit], size)[payment])


def _best_per_pair(columns: Ints, dropped: int) -> ReferenceHits:
    # By pair, then the strongest level, the longest key, the least shared one: the first row is kept.
    columns = columns[:, np.lexsort((columns[4], -columns[3], columns[2], columns[1], columns[0]))]
    columns = columns[:, first_of_each(*columns[:2])]
    return ReferenceHits(
        bill=columns[0],
        payment=columns[1],
        level=columns[2],
        length=columns[3],
        shared_by=columns[4].astype(np.float64),
        text=columns[5],
        dropped_keys=dropped,
    )
