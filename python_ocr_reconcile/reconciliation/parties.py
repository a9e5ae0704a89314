"""Payers: which party of the invoices each transaction is from or to, whatever its amount.

A party is a supplier or a customer as the invoices name it. Sets of invoices paid at once, instalments and
candidates by payer are looked for inside one party, so this relation is made once: blocked by how the words
of the names begin (banks cut names at the end) and by account, then held against the whole name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from python_ocr_reconcile.reconciliation.load import Bills, Ints, Payments
from python_ocr_reconcile.reconciliation.names import cut_off, normalised, payer_keys, similarity

RARE_PARTIES = 30
"""A word that begins more names than this (a trade, a place) blocks only with its neighbour."""
LEVELS = ("account", "exact", "cut_off", "strong", "similar")
ACCOUNT, EXACT, CUT_OFF, STRONG, SIMILAR = range(len(LEVELS))


@dataclass(frozen=True, slots=True, eq=False)
class Parties:
    """The parties of a run, and who of them stands behind each transaction."""

    names: list[str]
    """Normalised names; a party is an index into them, 0 is the party without a name."""
    vendor: Ints
    """By bill."""
    customer: Ints
    counterparty: list[str]
    """By payment: the normalised counterparty."""
    remittance: list[str]
    """By payment: the normalised remittance."""
    party: Ints
    """With `payment` and `level` one row a relation, sorted by (payment, level, party)."""
    payment: Ints
    level: Ints
    """Index into `LEVELS`."""

    def by_payment(self, payment: int) -> list[tuple[int, int]]:
        """(party, level) of one payment, the surest first."""
        start, end = np.searchsorted(self.payment, (payment, payment + 1))
        return list(zip(self.party[start:end].tolist(), self.level[start:end].tolist(), strict=True))


def account_key(account: str) -> str:
    """An account as a key: upper case, no spaces. Accounts start with a slash, so no name is equal to one."""
    return "/" + "".join(account.split()).upper()


def find_parties(bills: Bills, payments: Payments) -> Parties:
    """Every (party, transaction) whose name or account agrees."""
    vendors = [normalised(invoice.vendor_name) for invoice in bills.records]
    customers = [normalised(invoice.customer_name) for invoice in bills.records]
    names = sorted({"", *vendors, *customers})
    number = {name: at for at, name in enumerate(names)}
    vendor = np.array([number[name] for name in vendors], dtype=np.int64)
    customer = np.array([number[name] for name in customers], dtype=np.int64)
    cache: dict[str | None, str] = {}

    def clean(text: str | None) -> str:
        if text not in cache:
            cache[text] = normalised(text)
        return cache[text]

    counterparty = [clean(transaction.counterparty_name) for transaction in payments.records]
    remittance = [normalised(text) for text in payments.text]
    keys = _party_keys(names)
    accounts: dict[str, set[int]] = defaultdict(set)
    for row, invoice in enumerate(bills.records):
        if invoice.iban:
            accounts[account_key(invoice.iban)].add(int(vendor[row]))
    found_party: list[int] = []
    found_payment: list[int] = []
    found_account: list[bool] = []
    asked: dict[str, list[int]] = {}
    for row, transaction in enumerate(payments.records):
        for text in {counterparty[row], remittance[row]}:
            if text not in asked:
                asked[text] = sorted({p for key in _text_keys(text) for p in keys.get(key, ())})
            found_party += asked[text]
            found_payment += [row] * len(asked[text])
            found_account += [False] * len(asked[text])
        if transaction.counterparty_account:
            for party in accounts.get(account_key(transaction.counterparty_account), ()):
                found_party.append(party)
                found_payment.append(row)
                found_account.append(True)
    parties, rows = np.array(found_party, dtype=np.int64), np.array(found_payment, dtype=np.int64)
    by_account = np.array(found_account, dtype=np.bool_)
    level = _levels(parties, rows, by_account, names, counterparty, remittance)
    kept = np.flatnonzero(level < len(LEVELS))
    kept = kept[np.lexsort((level[kept], parties[kept], rows[kept]))]
    first = np.ones(len(kept), dtype=np.bool_)
    first[1:] = (np.diff(parties[kept]) != 0) | (np.diff(rows[kept]) != 0)
    kept = kept[first]
    kept = kept[np.lexsort((parties[kept], level[kept], rows[kept]))]
    return Parties(
        names=names, vendor=vendor, customer=customer, counterparty=counterparty, remittance=remittance,
        party=parties[kept], payment=rows[kept], level=level[kept],
    )  # fmt: skip


def _party_keys(names: list[str]) -> dict[str, list[int]]:
    """Blocking key to parties: a word's beginning, and where that is common, two neighbours' beginnings."""
    single: dict[str, list[int]] = defaultdict(list)
    double: dict[str, list[int]] = defaultdict(list)
    for party, name in enumerate(names):
        for key in payer_keys(name):
            single[key].append(party)
        for key in _neighbours(name):
            double[key].append(party)
    kept = {key: parties for key, parties in single.items() if len(parties) <= RARE_PARTIES}
    kept.update({key: parties for key, parties in double.items() if len(parties) <= RARE_PARTIES})
    # A one-word name has no neighbour: it is found by the whole of itself.
    for party, name in enumerate(names):
        if name and " " not in name:
            kept.setdefault(f"={name}", []).append(party)
    return kept


def _text_keys(text: str) -> set[str]:
    return payer_keys(text) | _neighbours(text) | {f"={word}" for word in text.split()}


def _neighbours(name: str) -> set[str]:
    words = name.split()
    return {f"{one[:4]} {two[:4]}" for one, two in pairwise(words)}


def _levels(
    party: Ints, payment: Ints, by_account: np.ndarray, names: list[str], counterparty: list[str],
    remittance: list[str],
) -> Ints:  # fmt: skip
    """Index into `LEVELS` of each relation, beyond its end where the whole names do not agree."""
    texts = sorted({*counterparty, *remittance})
    number = {text: at for at, text in enumerate(texts)}
    stated = np.array([number[text] for text in counterparty], dtype=np.int64)
    free = np.array([number[text] for text in remittance], dtype=np.int64)
    level = np.full(len(party), len(LEVELS), dtype=np.int64)
    if not len(party):
        return level
    for column, whole in ((stated, True), (free, False)):
        level = np.minimum(level, name_levels(party, column[payment], names, texts, whole=whole))
    return np.where(by_account, ACCOUNT, level)


def name_levels(party: Ints, text: Ints, names: list[str], texts: list[str], *, whole: bool) -> Ints:
    """Index into `LEVELS` of each pair of a name and a text; `whole` where the text is a name and no more.

    Beyond the end of `LEVELS`: one more where the names differ, two more where one is not known.
    """
    width = max(len(texts), 1)
    unique, inverse = np.unique(party * width + text, return_inverse=True)
    ours = [names[key // width] for key in unique.tolist()]
    theirs = [texts[key % width] for key in unique.tolist()]
    levels = np.full(len(unique), len(LEVELS), dtype=np.int64)
    for at, (name, other, ratio) in enumerate(
        zip(ours, theirs, similarity(ours, theirs).tolist(), strict=True)
    ):
        if not name or not other:
            levels[at] = len(LEVELS) + 1
        elif name == other or (not whole and f" {name} " in f" {other} "):
            levels[at] = EXACT
        elif whole and cut_off(name, other):
            levels[at] = CUT_OFF
        elif ratio >= 88:
            levels[at] = STRONG
        elif ratio >= 70:
            levels[at] = SIMILAR
    return levels[inverse]
