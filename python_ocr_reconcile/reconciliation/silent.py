"""Silent payments: those that say nothing of who stands behind them.

A remittance that names somebody else speaks against an invoice; one that says ``Invoice`` and no more speaks
neither for nor against it. What words say nothing is read off the run, those that stand beside the names of
several parties, and off a list for runs that are too small to show it.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from python_ocr_reconcile.reconciliation.load import Bools, Ints, Payments
from python_ocr_reconcile.reconciliation.names import empty_words
from python_ocr_reconcile.reconciliation.remittance import words_of_each

COMMON_WORD = 3
"""Parties beside whose names a word stands that names nobody."""


def silent_payments(payments: Payments, payment: Ints, party: Ints) -> Bools:
    """By payment: it has no name, no account that is known, and no word but such as stand beside any name.

    `payment` and `party`: who is known to stand behind which, the surest first.
    """
    rows, first = np.unique(payment, return_index=True)
    named = np.zeros(len(payments), dtype=np.bool_)
    named[rows] = True
    parties_of: dict[str, set[int]] = defaultdict(set)
    texts = [payments.text[row] for row in rows.tolist()]
    for each, found in zip(party[first].tolist(), words_of_each(texts), strict=True):
        for word in found:
            if word.isalpha() and len(parties_of[word]) < COMMON_WORD:
                parties_of[word].add(each)
    common = {word.upper() for word in empty_words()}.union(
        word for word, of in parties_of.items() if len(of) >= COMMON_WORD
    )
    maybe = [
        row
        for row in np.flatnonzero(~named).tolist()
        if not payments.records[row].counterparty_name and not _begins_with_other(payments.text[row], common)
    ]
    silent = np.zeros(len(payments), dtype=np.bool_)
    silent[maybe] = [
        all(word in common or not word.isalpha() for word in found)
        for found in words_of_each([payments.text[row] for row in maybe])
    ]
    return silent


def _begins_with_other(text: str, common: set[str]) -> bool:
    """Whether the first word is none of `common`, which is known sooner than the others."""
    first = text.partition(" ")[0]
    return first.isascii() and first.isalpha() and first.upper() not in common
