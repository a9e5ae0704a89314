"""Payers that the run itself shows: who pays by an account, or under another name than the invoice bears."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from python_ocr_reconcile.reconciliation.load import Ints, Payments
from python_ocr_reconcile.reconciliation.names import leading_name, normalised

AGREE_SHARE = 0.8
"""Of the remittances of a payer that name invoices, those of one party: a number names another by chance."""
NAMED_SHARE = 0.25
"""Of the remittances that begin with a name, those that name an invoice, for it to be a payer's."""
_Rows = dict[str, list[int]]


def account_key(account: str) -> str:
    """An account as a key: upper case, no spaces. Accounts start with a slash, so no name is equal to one."""
    bare = account if account.isalnum() else "".join(filter(str.isalnum, account))
    return "/" + bare.upper()


def learnt_payers(
    payments: Payments, remittances: list[str], by_name: tuple[Ints, Ints], by_number: tuple[Ints, Ints]
) -> tuple[Ints, Ints]:
    """(party, payment): an account that is a party's, a payer that pays for one.

    An account whose payments bear the name of one party, and hardly ever of another, is that party's. A
    payer, by account or name, whose remittances name invoices of one party, at least twice and hardly ever
    of another, pays for it. `remittances` are normalised; `by_name` and `by_number` are
    (payment, party) by what is printed of each.
    """
    named, numbered = _parties_of(*by_name), _parties_of(*by_number)
    payers, written = _stated(payments), _written(payments, remittances, named)
    for name, rows in list(payers.items()):
        if not name.startswith("/") and (normal := normalised(name)) in written:
            payers[name] = rows + written.pop(normal)
    found: set[tuple[int, int]] = set()
    for payer, rows in (*payers.items(), *written.items()):
        votes = [numbered[row] for row in rows if row in numbered]
        # What a remittance begins with is often no name: it has to be a good part of all that begin so.
        if payer in written and len(votes) < NAMED_SHARE * len(rows):
            continue
        if payer.startswith("/"):
            votes += [named[row] for row in rows if row in named and row not in numbered] * 2
        if len(rows) > 1 and (party := _agreed(votes)):
            found.update((party, row) for row in rows)
    pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _agreed(votes: list[set[int]]) -> int:
    """The one party that nearly all of `votes`, two or more, are for; 0 where there is none."""
    count = Counter(party for vote in votes for party in vote if party)
    most = [party for party in count if count[party] >= max(AGREE_SHARE * len(votes), 2)]
    return most[0] if len(most) == 1 else 0


def _stated(payments: Payments) -> _Rows:
    """Rows by the account or the name that the bank states."""
    payers: _Rows = defaultdict(list)
    for row, transaction in enumerate(payments.records):
        if transaction.counterparty_account:
            payers[account_key(transaction.counterparty_account)].append(row)
        if transaction.counterparty_name:
            payers[transaction.counterparty_name].append(row)
    return payers


def _written(payments: Payments, remittances: list[str], named: dict[int, set[int]]) -> _Rows:
    """Rows by what a remittance begins with, where nothing is stated and nobody is known by name."""
    written: _Rows = defaultdict(list)
    for row, (transaction, text) in enumerate(zip(payments.records, remittances, strict=True)):
        if not transaction.counterparty_name and row not in named and (name := leading_name(text)):
            written[name].append(row)
    return written


def _parties_of(payment: Ints, party: Ints) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for row, each in zip(payment.tolist(), party.tolist(), strict=True):
        found[row].add(each)
    return found
