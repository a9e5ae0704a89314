"""Payers: which party of the invoices each transaction is from or to, whatever its amount.

A party is a supplier or a customer as the invoices name it. Sets of invoices paid at once, instalments and
candidates by payer are looked for inside one party, so this relation is made once: blocked by how the words
of the names begin (banks cut names at the end) and by account, then held against the whole name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from python_ocr_reconcile.models.memory import PayerAlias
from python_ocr_reconcile.reconciliation.columns import first_of_each, ranges
from python_ocr_reconcile.reconciliation.learnt_payers import account_key, learnt_payers
from python_ocr_reconcile.reconciliation.load import Bills, Bools, Ints, Payments
from python_ocr_reconcile.reconciliation.names import (
    FROM_SIMILAR,
    FROM_STRONG,
    KEY_LENGTH,
    cut_off,
    cut_off_within,
    normalised,
    payer_keys,
    similarity,
)
from python_ocr_reconcile.reconciliation.reference_hits import DIGITS, ReferenceHits
from python_ocr_reconcile.reconciliation.silent import silent_payments

RARE_PARTIES = 30
"""A word that begins more names than this (a trade, a place) blocks only with its neighbour."""
LEVELS = ("known", "exact", "cut_off", "strong", "similar")
KNOWN, EXACT, CUT_OFF, STRONG, SIMILAR = range(len(LEVELS))
DIFFERENT, UNKNOWN = len(LEVELS), len(LEVELS) + 1
_NO_KEYS = np.zeros(0, dtype=np.int64)
_NUMBER = re.compile(r"\b[0-9]+\b")
_AT_ONCE = 200_000
"""Pairs of names and texts that are laid out as text at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Parties:
    """The parties of a run, and who of them stands behind each transaction."""

    names: list[str]
    """Normalised names; a party is an index into them, 0 is the party without a name."""
    vendor: Ints
    """By bill."""
    customer: Ints
    counterparty: Ints
    """By payment: the normalised counterparty, a text of `likeness`; 0 is the empty one."""
    remittance: Ints
    """By payment: the normalised remittance, with ``0`` for each number that is no part of anybody's name."""
    likeness: Likeness
    party: Ints
    """With `payment` and `level` one row a relation, sorted by (payment, level, party)."""
    payment: Ints
    level: Ints
    """Index into `LEVELS`."""
    silent: Bools
    """By payment: it says nothing of who stands behind it."""


class Likeness:
    """How names and texts compare; each pair is compared once a run."""

    def __init__(self, names: list[str], texts: list[str]) -> None:
        self.names, self.texts = names, texts
        self._known = dict.fromkeys((True, False), (_NO_KEYS, _NO_KEYS))

    def levels(self, party: Ints, text: Ints, *, whole: bool) -> Ints:
        """Index into `LEVELS` of each pair of a name and a text; `whole` where the text is a name, no more.

        Beyond the end of `LEVELS`: the first where the names differ, the second where one is not known.
        """
        key = party * len(self.texts) + text
        unique, inverse = np.unique(key, return_inverse=True)
        known, level = self._known[whole]
        new = np.setdiff1d(unique, known, assume_unique=True)
        if len(new):
            known = np.concatenate([known, new])
            level = np.concatenate([level, self._compared(new, whole=whole)])
            order = np.argsort(known, kind="stable")
            known, level = known[order], level[order]
            self._known[whole] = known, level
        return np.asarray(level[np.searchsorted(known, unique)][inverse])

    def _compared(self, keys: Ints, *, whole: bool) -> Ints:
        pieces = [keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE)]
        return np.concatenate([_NO_KEYS, *(self._compared_piece(piece, whole=whole) for piece in pieces)])

    def _compared_piece(self, keys: Ints, *, whole: bool) -> Ints:
        party, text = keys // len(self.texts), keys % len(self.texts)
        ours = [self.names[at] for at in party.tolist()]
        theirs = [self.texts[at] for at in text.tolist()]
        ratio = similarity(ours, theirs)
        is_cut_off = cut_off if whole else cut_off_within
        levels = np.full(len(keys), DIFFERENT, dtype=np.int64)
        for at in np.flatnonzero(ratio < FROM_SIMILAR).tolist():
            if is_cut_off(ours[at], theirs[at]):
                levels[at] = CUT_OFF
        for at in np.flatnonzero(ratio >= FROM_SIMILAR).tolist():
            name, other = ours[at], theirs[at]
            if name == other or (not whole and f" {name} " in f" {other} "):
                levels[at] = EXACT
            elif is_cut_off(name, other):
                levels[at] = CUT_OFF
            else:
                levels[at] = STRONG if ratio[at] >= FROM_STRONG else SIMILAR
        levels[[not name or not other for name, other in zip(ours, theirs, strict=True)]] = UNKNOWN
        return levels


def find_parties(
    bills: Bills, payments: Payments, named: ReferenceHits, aliases: list[PayerAlias] | None = None
) -> Parties:
    """Every (party, transaction) whose name or account agrees, or that a person has confirmed before."""
    stated_names = {name for each in bills.records for name in (each.vendor_name, each.customer_name)}
    name_of = {name: normalised(name) for name in stated_names}
    names = sorted({"", *name_of.values()})
    number = {name: at for at, name in enumerate(names)}
    vendor = np.array([number[name_of[each.vendor_name]] for each in bills.records], dtype=np.int64)
    customer = np.array([number[name_of[each.customer_name]] for each in bills.records], dtype=np.int64)
    number_of: dict[str, int] = {"": 0}
    counterparty = _numbered([t.counterparty_name for t in payments.records], number_of)
    # Nearly every remittance is another by its number, and few are others by what is left of them.
    in_names = {word for name in names for word in name.split() if word.isdigit()}
    remittance = _numbered(_unnumbered(payments.text, in_names), number_of)
    texts = list(number_of)
    keys = _party_keys(names)
    heads = {key[: key.index(" ")] for key in keys if " " in key}
    accounts: dict[str, set[int]] = defaultdict(set)
    for row, invoice in enumerate(bills.records):
        if invoice.iban:
            accounts[account_key(invoice.iban)].add(int(vendor[row]))
    for alias in _trusted(aliases, "account"):
        if alias.party in number:
            accounts[account_key(alias.payer)].add(number[alias.party])
    known_as: dict[str, set[int]] = defaultdict(set)
    for alias in _trusted(aliases, "name"):
        if alias.party in number:
            known_as[alias.payer].add(number[alias.party])
    parties, rows = _named_alike([_asked(text, keys, heads) for text in texts], (counterparty, remittance))
    stated, free = counterparty.tolist(), remittance.tolist()
    certain: list[tuple[int, int]] = []
    for row, transaction in enumerate(payments.records) if accounts or known_as else ():
        for_sure = known_as.get(texts[stated[row]], set())
        if transaction.counterparty_account:
            for_sure = for_sure | accounts.get(account_key(transaction.counterparty_account), set())
        certain += [(party, row) for party in for_sure]
    by_account = np.repeat([False, True], [len(rows), len(certain)])
    more = np.array(certain, dtype=np.int64).reshape(-1, 2)
    parties, rows = np.concatenate([parties, more[:, 0]]), np.concatenate([rows, more[:, 1]])
    likeness = Likeness(names, texts)
    level = np.minimum(
        likeness.levels(parties, counterparty[rows], whole=True),
        likeness.levels(parties, remittance[rows], whole=False),
    )
    level = np.where(by_account, KNOWN, level)
    sure = level <= STRONG
    more_parties, more_rows = learnt_payers(
        payments,
        [texts[text] for text in free],
        (rows[sure], parties[sure]),
        _by_number(bills, payments, named, vendor, customer),
    )
    parties, rows = np.concatenate([parties, more_parties]), np.concatenate([rows, more_rows])
    level = np.concatenate([level, np.full(len(more_rows), KNOWN)])
    kept = _surest(parties, rows, level)
    known = kept[level[kept] < SIMILAR]
    return Parties(
        names=names, vendor=vendor, customer=customer, counterparty=counterparty, remittance=remittance,
        likeness=likeness, party=parties[kept], payment=rows[kept], level=level[kept],
        silent=silent_payments(payments, rows[known], parties[known]),
    )  # fmt: skip


def _named_alike(asked: list[Sequence[int]], columns: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """(party, payment) of the parties that are `asked` of a text, for either text of each payment."""
    counts = np.array([len(parties) for parties in asked], dtype=np.int64)
    start, every = np.cumsum(counts) - counts, np.array([*chain.from_iterable(asked)], dtype=np.int64)
    found = [(every[ranges(start[text], counts[text])], counts[text]) for text in columns]
    rows = [np.repeat(np.arange(len(count)), count) for _, count in found]
    return np.concatenate([parties for parties, _ in found]), np.concatenate(rows)


def _unnumbered(texts: list[str], kept: set[str]) -> list[str]:
    """`texts` with ``0`` for each number that is none of `kept`; all together where nothing is kept."""
    if not kept and not any("\0" in text for text in texts):
        return _NUMBER.sub("0", "\0".join(texts)).split("\0") if texts else []
    return [_NUMBER.sub(lambda run: run[0] if run[0] in kept else "0", text) for text in texts]


def _surest(parties: Ints, rows: Ints, level: Ints) -> Ints:
    """Places of the relations that hold, each once at its surest, by payment, level and party."""
    kept = np.flatnonzero(level < len(LEVELS))
    kept = kept[np.lexsort((level[kept], parties[kept], rows[kept]))]
    kept = kept[first_of_each(parties[kept], rows[kept])]
    return np.asarray(kept[np.lexsort((parties[kept], level[kept], rows[kept]))])


def _by_number(
    bills: Bills, payments: Payments, named: ReferenceHits, vendor: Ints, customer: Ints
) -> tuple[Ints, Ints]:
    """(payment, party) where the remittance names an invoice of the party."""
    strong = named.level <= DIGITS
    bill, payment = named.bill[strong], named.payment[strong]
    payable = (bills.amount[bill] > 0) == (payments.outflow[payment] > 0)
    return payment, np.where(payable, vendor[bill], customer[bill])


def _trusted(aliases: list[PayerAlias] | None, kind: str) -> list[PayerAlias]:
    """Those that people confirmed more often than they spoke against them."""
    return [alias for alias in aliases or () if alias.kind == kind and alias.confirmed > alias.rejected]


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


def _asked(text: str, keys: dict[str, list[int]], heads: set[str]) -> Sequence[int]:
    """Parties of which a text holds a blocking key; `heads`: how keys of two words begin."""
    found: set[int] = set()
    before = ""
    for word in text.split():
        if len(word) >= 4 and word[:KEY_LENGTH] in keys:
            found.update(keys[word[:KEY_LENGTH]])
        if before in heads and (key := f"{before} {word[:4]}") in keys:
            found.update(keys[key])
        if (key := f"={word}") in keys:
            found.update(keys[key])
        before = word[:4]
    return sorted(found) if found else ()


def _neighbours(name: str) -> set[str]:
    words = name.split()
    return {f"{one[:4]} {two[:4]}" for one, two in pairwise(words)}


def _numbered(texts: list[str | None] | list[str], number_of: dict[str, int]) -> Ints:
    """The number of each text in normalised form; new ones are added to `number_of`."""
    known: dict[str | None, int] = {}
    found = []
    for text in texts:
        if text not in known:
            known[text] = number_of.setdefault(normalised(text), len(number_of))
        found.append(known[text])
    return np.array(found, dtype=np.int64)
