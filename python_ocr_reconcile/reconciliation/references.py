"""References: what an invoice is called, looked for in what the payer wrote.

A number is compared compact (``INV-2023/0042`` -> ``INV20230042``), with the characters that OCR and
people confuse folded (O 0, I L 1, S 5, B 8, Z 2, G 6), by its digits alone, by its end or its beginning,
and with one edit (`slips`). A remittance offers every run of up to
six adjacent words, joined, so a reference broken by a space or a hyphen is still one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from python_ocr_reconcile.reconciliation.load import Bills, Floats, Ints, Payments
from python_ocr_reconcile.reconciliation.remittance import (
    DIGIT_RUNS,
    WINDOW_LENGTH,
    compact,
    digit_core,
    fold,
    is_swapped,
    serial_run,
    windows,
    words_of_each,
)
from python_ocr_reconcile.reconciliation.slips import SlipIndex, looked_up

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
_MOST_ALIKE = 4 * COMMON_BILLS
"""A key of more invoices is not looked at: it says too little about any one of them."""
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
        for row in range(len(self._folded)):
            names = self._names(row)
            keys += map(hash, names)
            rows += [row] * len(names)
        self._keys = _sorted(keys, rows)
        self._slips = SlipIndex(self._folded)
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

    def level(self, row: int, window: str, folded: str) -> int | None:
        """The strongest level at which a window names an invoice by one of its keys."""
        number = self.numbers[row]
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
        for row, found_words in enumerate(words_of_each(texts), first):
            seen = windows(found_words, self.longest)
            offered += seen
            owner += [row] * len(seen)
        folded = fold("\n".join(offered)).split("\n") if offered else []
        hashes = np.fromiter(map(hash, folded), dtype=np.int64, count=len(offered))
        zeros = [at for at, window in enumerate(offered) if window[0] == "0" and window.isdigit()]
        cores = np.array([hash(offered[at].lstrip("0")) for at in zeros], dtype=np.int64)
        at = np.concatenate([np.arange(len(offered)), np.array(zeros, dtype=np.int64)])
        hit, rows = looked_up(*self._keys, np.concatenate([hashes, cores]), _MOST_ALIKE)
        best: dict[int, tuple[int, set[int]]] = {}
        for place, row in zip(at[hit].tolist(), rows.tolist(), strict=True):
            level = self.level(row, offered[place], folded[place])
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
        unknown = [place for place in range(len(offered)) if place not in best]
        slips = self._slips.find([folded[at] for at in unknown], [offered[at] for at in unknown], _MOST_ALIKE)
        for at, row in zip(*(column.tolist() for column in slips), strict=True):
            window, payment = folded[unknown[at]], owner[unknown[at]]
            # Beside an invoice that is named, of the same series only.
            if payment not in named or self._series[row] in named[payment]:
                number = self._folded[row]
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
    width = int(member.max(initial=0)) + 1
    return np.bincount(np.unique(group * width + member) // width, minlength=groups)


def _rivals(level: Ints, key: Ints, payment: Ints) -> Ints:
    """How many numbers each remittance is one edit from: INV-42 misread fits INV-41, INV-43, ... as well."""
    edit = np.flatnonzero(level == ONE_EDIT)
    size = int(payment.max(initial=-1)) + 1
    return np.asarray(_distinct(payment[edit], key[edit], size)[payment])


def _sorted(keys: list[int], rows: list[int]) -> tuple[Ints, Ints]:
    hashes, row = np.array(keys, dtype=np.int64), np.array(rows, dtype=np.int64)
    order = np.lexsort((row, hashes))
    return hashes[order], row[order]


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
