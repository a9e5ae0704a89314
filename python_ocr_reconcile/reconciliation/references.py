"""References: what an invoice is called, looked for in what the payer wrote.

A number is compared compact (``INV-2023/0042`` -> ``INV20230042``), with the characters that OCR and
people confuse folded (O 0, I L 1, S 5, B 8, Z 2, G 6), by its digits alone, by its end or its beginning,
and with one edit (by deletion keys: texts one substitution, insertion, deletion or swap of neighbours
apart are equal once each loses at most one character). A remittance offers every run of up to
six adjacent words, joined, so a reference broken by a space or a hyphen is still one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np

from python_ocr_reconcile.reconciliation.load import Bills, Floats, Ints, Payments
from python_ocr_reconcile.reconciliation.remittance import (
    DIGIT_RUNS,
    WINDOW_LENGTH,
    compact,
    deletions,
    digit_core,
    fold,
    is_swapped,
    one_edit_apart,
    serial_run,
    windows,
    words,
)

LEVELS = ("exact", "folded", "digits", "transposed", "order_number", "part", "one_edit")
"""From the strongest to the weakest; a pair keeps the first that holds."""
EXACT, FOLDED, DIGITS, TRANSPOSED, ORDER_NUMBER, PART, ONE_EDIT = range(len(LEVELS))
STRONG = DIGITS
"""Up to this level the remittance names the invoice, and so does not name another."""
LEAST_END = 5
"""Characters of the end or the beginning of a number that name it."""
COMMON_BILLS = 40
COMMON_PAYMENTS = 60
"""A key held by more rows than this says too little about any one of them: it is dropped."""
_MOST_DIGITS = 17
"""So many digits and one more make a number of 64 bits."""
_CHUNK = 50_000
"""Remittances whose windows are looked up at once."""


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
    dropped_keys: int
    """Keys that were too common to use."""


class ReferenceIndex:
    """What the invoices are called, by every key under which a remittance may name them.

    Keys are kept as hashes of their folded form in sorted columns: a million of them take 16 MB, where a
    dictionary of sets took 300. A hash only says where to look; what is found is compared as text.
    """

    def __init__(self, bills: Bills) -> None:
        self.numbers = [compact(invoice.invoice_number) for invoice in bills.records]
        runs = [serial_run(invoice.invoice_number) for invoice in bills.records]
        self.serials = [run.lstrip("0") for run, _ in runs]
        # A number of eighteen digits or more counts nothing.
        self._counts = np.array(
            [int(each) if 0 < len(each) < 18 else 0 for each in self.serials], dtype=np.int64
        )
        # What ends two numbers alike, a year or a month, names neither: an end reaches into the serial.
        self._least_end = [max(LEAST_END, after + min(len(run), 3)) for run, after in runs]
        self._folded = [fold(number) for number in self.numbers]
        self.cores = [digit_core(number) for number in self.numbers]
        self._series = [
            f"{invoice.vendor_name}|{invoice.customer_name}" if invoice.vendor_name else None
            for invoice in bills.records
        ]
        self._orders = [fold(compact(invoice.po_number)) for invoice in bills.records]
        keys: list[int] = []
        rows: list[int] = []
        edits: list[int] = []
        edit_rows: list[int] = []
        self._ends: dict[int, tuple[set[str], set[str]]] = {}
        """By length of a window, how the numbers begin and end that may be one edit from it.

        One edit leaves the first or the last half as it was, so that most windows need no deletion keys.
        """
        for row, folded in enumerate(self._folded):
            names = self._names(row)
            keys += map(hash, names)
            rows += [row] * len(names)
            if 6 <= len(folded) <= WINDOW_LENGTH and DIGIT_RUNS.search(folded):
                near = _deletion_keys(folded)
                for length in (len(folded) - 1, len(folded), len(folded) + 1):
                    half = (length - 1) // 2
                    heads, tails = self._ends.setdefault(length, (set(), set()))
                    heads.add(folded[:half])
                    tails.add(folded[-half:])
                edits += near
                edit_rows += [row] * len(near)
        self._keys = _sorted(keys, rows)
        self._edits = _sorted(edits, edit_rows)
        self.longest = min(
            WINDOW_LENGTH, 1 + max((len(name) for name in (*self.numbers, *self._orders)), default=0)
        )

    def by_number(self, bills: Ints) -> Ints:
        """Places of those of `bills` that have a serial number, by it."""
        known = np.flatnonzero(self._counts[bills])
        return np.asarray(known[np.argsort(self._counts[bills][known], kind="stable")])

    def _names(self, row: int) -> set[str]:
        """The folded keys of one invoice."""
        number, folded, core = self.numbers[row], self._folded[row], self.cores[row]
        names: set[str] = set()
        if core or DIGIT_RUNS.search(number):
            if len(number) >= 3:
                names.add(folded)
            if len(core) >= 4:
                names.add(core)
            if len(self.serials[row]) >= 3:
                names.add(self.serials[row])
            for length in range(LEAST_END, len(folded)):
                if length >= self._least_end[row]:
                    names.add(folded[-length:])
                # A whole series begins alike (INV-2024-...), so a beginning must be most of the number.
                if 4 * length >= 3 * len(folded):
                    names.add(folded[:length])
        order = self._orders[row]
        if len(order) >= 4 and DIGIT_RUNS.search(order) and order != folded:
            names.add(order)
            if len(digits := digit_core(order)) >= 5:
                names.add(digits)
        return names

    def level(self, row: int, window: str) -> int | None:
        """The strongest level at which a window names an invoice by one of its keys."""
        number, folded = self.numbers[row], fold(window)
        core = window.lstrip("0") if window.isdigit() else ""
        order = self._orders[row]
        if number == window:
            return EXACT
        if self._folded[row] == folded:
            return FOLDED
        if len(core) >= 4 and self.cores[row] == core:
            return DIGITS
        if len(order) >= 4 and (order == folded or (len(core) >= 5 and digit_core(order) == core)):
            return ORDER_NUMBER
        return PART if any(self._is_part(row, part) for part in (folded, core)) else None

    def _is_part(self, row: int, part: str) -> bool:
        folded = self._folded[row]
        if len(part) >= 3 and self.serials[row] == part:
            return True
        most = 4 * len(part) >= 3 * len(folded)
        ends = len(part) >= self._least_end[row] and folded.endswith(part)
        return ends or (len(part) >= LEAST_END and most and folded.startswith(part))

    def find(self, payments: Payments) -> ReferenceHits:
        """Every pair in which the remittance names the invoice, over-common keys left out."""
        found = _Found([], [], [], [], [])
        for start in range(0, len(payments), _CHUNK):
            self._find_in(payments.text[start : start + _CHUNK], start, found)
        return found.hits()

    def _find_in(self, texts: list[str], first: int, found: _Found) -> None:
        offered: list[str] = []
        owner: list[int] = []
        for row, text in enumerate(texts, first):
            if text and DIGIT_RUNS.search(text):
                seen = set(windows(words(text), self.longest))
                offered += seen
                owner += [row] * len(seen)
        folded = fold("\n".join(offered)).split("\n") if offered else []
        hashes = np.fromiter(map(hash, folded), dtype=np.int64, count=len(offered))
        zeros = [at for at, window in enumerate(offered) if window[0] == "0" and window.isdigit()]
        cores = np.array([hash(offered[at].lstrip("0")) for at in zeros], dtype=np.int64)
        at = np.concatenate([np.arange(len(offered)), np.array(zeros, dtype=np.int64)])
        hit, rows = _looked_up(self._keys, np.concatenate([hashes, cores]))
        best: dict[int, tuple[int, set[int]]] = {}
        for place, row in zip(at[hit].tolist(), rows.tolist(), strict=True):
            level = self.level(row, offered[place])
            if level is None:
                continue
            if place not in best or level < best[place][0]:
                best[place] = level, {row}
            elif level == best[place][0]:
                best[place][1].add(row)
        named: dict[int, set[str | None]] = defaultdict(set)
        for place, (level, bills) in best.items():
            found.add(level, offered[place], bills, owner[place])
            if level <= STRONG:
                named[owner[place]].update(self._series[bill] for bill in bills)
        self._find_edits(
            [
                (owner[place], window)
                for place, window in enumerate(folded)
                if place not in best and self._may_be_slip(window, offered[place])
            ],
            named,
            found,
        )

    def _may_be_slip(self, window: str, unfolded: str) -> bool:
        """Whether a folded window may be one edit from a number, by one of its ends."""
        length = len(window)
        if length not in self._ends:
            return False
        heads, tails = self._ends[length]
        # Two that are swapped leave so many as they were before or behind them; any other slip leaves more.
        half = (length - 1) // 2
        return (window[:half] in heads or window[-half:] in tails) and sum(map(str.isdigit, unfolded)) >= 3

    def _find_edits(
        self, unknown: list[tuple[int, str]], named: Mapping[int, set[str | None]], found: _Found
    ) -> None:
        """Windows one edit from a number; beside an invoice that is named, of the same series only."""
        at, keys = _edit_keys([window for _, window in unknown])
        hit, rows = _looked_up(self._edits, keys)
        width = max(len(self.numbers), 1)
        pairs = np.unique(at[hit] * width + rows)
        for place, row in zip((pairs // width).tolist(), (pairs % width).tolist(), strict=True):
            payment, window = unknown[place]
            number = self._folded[row]
            if payment in named and self._series[row] not in named[payment]:
                continue
            if window != number and one_edit_apart(window, number):
                found.add(TRANSPOSED if is_swapped(window, number) else ONE_EDIT, number, {row}, payment)


@dataclass(frozen=True, slots=True)
class _Found:
    """Hits as they come, a column per attribute."""

    level: list[int]
    key: list[str]
    bill: list[int]
    payment: list[int]
    length: list[int]

    def add(self, level: int, key: str, bills: set[int], payment: int) -> None:
        for bill in sorted(bills):
            self.level.append(level)
            self.key.append(key)
            self.bill.append(bill)
            self.payment.append(payment)
            self.length.append(len(key))

    def hits(self) -> ReferenceHits:
        number: dict[tuple[int, str], int] = {}
        each = zip(self.level, self.key, strict=True)
        keys = np.array([number.setdefault(key, len(number)) for key in each], dtype=np.int64)
        bill, payment = np.array(self.bill, dtype=np.int64), np.array(self.payment, dtype=np.int64)
        bills, payments = _distinct(keys, bill, len(number)), _distinct(keys, payment, len(number))
        level = np.array(self.level, dtype=np.int64)
        shared = np.where(
            level == ONE_EDIT, np.maximum(bills[keys], _rivals(level, keys, payment)), bills[keys]
        )
        kept = (bills[keys] <= COMMON_BILLS) & (payments[keys] <= COMMON_PAYMENTS)
        dropped = int(((bills > COMMON_BILLS) | (payments > COMMON_PAYMENTS)).sum())
        columns = np.stack([bill, payment, level, np.array(self.length, dtype=np.int64), shared])
        return _best_per_pair(columns[:, kept], dropped)


def _distinct(group: Ints, member: Ints, groups: int) -> Ints:
    """How many different members each group has."""
    pairs = np.unique(np.stack([group, member]), axis=1)
    return np.bincount(pairs[0], minlength=groups)


def _rivals(level: Ints, key: Ints, payment: Ints) -> Ints:
    """How many numbers each remittance is one edit from: INV-42 misread fits INV-41, INV-43, ... as well."""
    edit = np.flatnonzero(level == ONE_EDIT)
    size = int(payment.max(initial=-1)) + 1
    return np.asarray(_distinct(payment[edit], key[edit], size)[payment])


def _sorted(keys: list[int], rows: list[int]) -> tuple[Ints, Ints]:
    hashes, row = np.array(keys, dtype=np.int64), np.array(rows, dtype=np.int64)
    order = np.lexsort((row, hashes))
    return hashes[order], row[order]


def _edit_key(text: str) -> int:
    """Digits as the number that they make behind a 1, anything else by its hash."""
    return int(f"1{text}") if len(text) <= _MOST_DIGITS and text.isdecimal() else hash(text)


def _deletion_keys(text: str) -> list[int]:
    """Keys of `text` and of every text that lacks one of its characters."""
    # Of two letters one is left in each of them.
    return [*map(hash if text[:2].isalpha() else _edit_key, deletions(text))]


def _edit_keys(texts: list[str]) -> tuple[Ints, Ints]:
    """(index into `texts`, key) of each text and of every text that lacks one of its characters.

    Nearly all windows that may be a slip are numbers, whose deletions are divisions of whole columns.
    """
    digits: dict[int, list[int]] = defaultdict(list)
    near: list[tuple[int, list[int]]] = []
    for at, text in enumerate(texts):
        if len(text) <= _MOST_DIGITS and text.isdecimal():
            digits[len(text)].append(at)
        else:
            near.append((at, _deletion_keys(text)))
    places = [np.repeat(np.array([at for at, _ in near], dtype=np.int64), [len(keys) for _, keys in near])]
    found = [np.fromiter(chain.from_iterable(keys for _, keys in near), dtype=np.int64)]
    for length, rows in digits.items():
        value = np.array([int(texts[at]) for at in rows], dtype=np.int64)
        powers = [10**k for k in range(length + 1)]
        found.append(value + powers[length])
        found += [value // (10 * one) * one + value % one + powers[length - 1] for one in powers[:-1]]
        places += [np.array(rows, dtype=np.int64)] * (length + 1)
    return np.concatenate(places), np.concatenate(found)


def _looked_up(index: tuple[Ints, Ints], wanted: Ints) -> tuple[Ints, Ints]:
    """(place in `wanted`, row) of every hit."""
    keys, rows = index
    low, high = np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right")
    # A key of very many invoices says too little about any one of them.
    counts = np.where(high - low > 4 * COMMON_BILLS, 0, high - low)
    at = np.repeat(np.arange(len(wanted)), counts)
    offset = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    return at, rows[low[at] + offset]


def _best_per_pair(columns: Ints, dropped: int) -> ReferenceHits:
    # By pair, then the strongest level, the longest key, the least shared one: the first row is kept.
    columns = columns[:, np.lexsort((columns[4], -columns[3], columns[2], columns[1], columns[0]))]
    first = np.ones(columns.shape[1], dtype=np.bool_)
    first[1:] = (np.diff(columns[0]) != 0) | (np.diff(columns[1]) != 0)
    columns = columns[:, first]
    return ReferenceHits(
        bill=columns[0],
        payment=columns[1],
        level=columns[2],
        length=columns[3],
        shared_by=columns[4].astype(np.float64),
        dropped_keys=dropped,
    )
