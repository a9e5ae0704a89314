"""The sentences of a result as people read them: a transaction by its day and its text, not by its id."""

from __future__ import annotations

import re
from collections.abc import Mapping

from python_ocr_reconcile.models.reconciliation import ReconciliationDocument

_MOST_CHARACTERS = 32
_TRANSACTION = re.compile(r"transaction ([^\s,;]+?)(?=[,.;]?(?:\s|$))")


def transaction_names(document: ReconciliationDocument) -> dict[str, str]:
    """What to call each transaction, by its id: ``"RENT UNIT 7" of 2025-10-01``.

    Those of several uploads may have one id; such a one stays what it is.
    """
    linked = [row for match in (*document.matched, *document.partial) for row in match.bank_transactions]
    named: dict[str, str] = {}
    places: dict[str, set[int | None]] = {}
    for row in (*linked, *document.unmatched.bank_transactions):
        places.setdefault(row.transaction_id, set()).add(row.upload_id)
        if row.description:
            text = " ".join(row.description.split())
            short = text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 1]}…"
            named[row.transaction_id] = f'"{short}"' + (
                f" of {row.transaction_date}" if row.transaction_date else ""
            )
    return {row_id: name for row_id, name in named.items() if len(places[row_id]) == 1}


def in_words(sentence: str, names: Mapping[str, str]) -> str:
    """The sentence with each transaction that has a name called by it."""
    return _TRANSACTION.sub(lambda found: names.get(found[1], found[0]), sentence)
