"""References: what an invoice is called, looked for in what the payer wrote.

A number is compared compact (``INV-2023/0042`` -> ``INV20230042``), with the characters that OCR and
people confuse folded (O 0, I L 1, S 5, B 8, Z 2, G 6), by its digits alone, by its end or its beginning,
and with one edit (`slips`). A remittance offers every run of up to
six adjacent words, joined, so a reference broken by a space or a hyphen is still one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from python_ocr_reconcile.reconciliation.load import Bills, Ints, Payments
from python_ocr_reconcile.reconciliation.reference_hits import (
    COMMON_BILLS,
    DIGITS,
    EXACT,
    FOLDED,
    LEVELS,
    ONE_EDIT,
    ORDER_NUMBER,
    PART,
    STRONG,
    TRANSPOSED,
    Found,
    ReferenceHits,
    hits_of,
)
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

LEAST_END = 5
"""Characters of the end or the beginning of a number that name it."""
_MOST_ALIKE = 4 * COMMON_BILLS
"""A key of more invoices is not looked at: it says too little about any one of them."""
_CHUNK = 50_000
"""Remittances whose windows are looked up at once."""
_WHOLE, _DIGITS, _ORDER, _ORDER_DIGITS, _PART = (1 << role for role in range(5))
"""What a key is of its invoice: its number folded, the digits of it, its order number, the digits of that, a
part of its number."""
_ROLE_BITS = 5


class ReferenceIndex:
    """What the invoices are called, by every key under which a remittance may name them.

    Keys are kept as hashes of their folded form in sorted columns: a million of them take 16 MB, where a
    dictionary of sets took 300. A hash of 64 bits decides: a text that is no key has that of one in some
    80,000 runs over a million rows.
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
            roles = self._roles(row)
            keys += map(hash, roles)
            rows += [row << _ROLE_BITS | role for role in roles.values()]
        self._keys = _sorted(keys, rows)
        self._slips = SlipIndex(self._folded)
        self.longest = min(
            WINDOW_LENGTH, 1 + max((len(name) for name in (*self.numbers, *self._orders)), default=0)
        )

    def by_number(self, bills: Ints) -> Ints:
        """Places of those of `bills` that have a serial number, by it."""
        known = np.flatnonzero(self._counts[bills])
        return np.asarray(known[np.argsort(self._counts[bills][known], kind="stable")])

    def _roles(self, row: int) -> dict[str, int]:
        """The folded keys of one invoice, and what each is of it."""
        number, folded, core = self.numbers[row], self._folded[row], self.cores[row]
        roles: dict[str, int] = defaultdict(int)
        if core or DIGIT_RUNS.search(number):
            if len(number) >= 3:
                roles[folded] |= _WHOLE
                # Behind a zero that stands before it, it is its own end.
                roles[folded] |= _PART if len(folded) >= self._least_end[row] else 0
            if len(core) >= 4:
                roles[core] |= _DIGITS
            if len(self.serials[row]) >= 3:
                roles[self.serials[row]] |= _PART
            for length in range(LEAST_END, len(folded)):
                if length >= self._least_end[row]:
                    roles[folded[-length:]] |= _PART
                # A whole series begins alike (INV-2024-...), so a beginning must be most of the number.
                if 4 * length >= 3 * len(folded):
                    roles[folded[:length]] |= _PART
        order = self._orders[row]
        if len(order) >= 4 and DIGIT_RUNS.search(order) and order != folded:
            roles[order] |= _ORDER
            if len(digits := digit_core(order)) >= 5:
                roles[digits] |= _ORDER_DIGITS
        return roles

    def find(self, payments: Payments) -> ReferenceHits:
        """Every pair in which the remittance names the invoice, over-common keys left out."""
        found: list[Found] = []
        for start in range(0, len(payments), _CHUNK):
            found += self._find_in(payments.text[start : start + _CHUNK], start)
        return hits_of(found)

    def _find_in(self, texts: list[str], first: int) -> Iterator[Found]:
        offered: list[str] = []
        count: list[int] = []
        for found_words in words_of_each(texts):
            seen = windows(found_words, self.longest)
            offered += seen
            count.append(len(seen))
        owner = np.repeat(np.arange(first, first + len(count)), count)
        folded = fold("\n".join(offered)).split("\n") if offered else []
        place, row, level = self._by_key(offered, folded)
        key = _hashes([offered[at] for at in place.tolist()])
        yield Found(level, key, row, owner[place], _lengths(offered)[place], text=key)
        strong = np.flatnonzero(level <= STRONG)
        named: dict[int, set[str | None]] = defaultdict(set)
        for payment, bill in zip(owner[place[strong]].tolist(), row[strong].tolist(), strict=True):
            named[payment].add(self._series[bill])
        is_known = np.zeros(len(offered), dtype=np.bool_)
        is_known[place] = True
        yield self._by_slip(np.flatnonzero(~is_known), offered, folded, owner, named)

    def _by_key(self, offered: list[str], folded: list[str]) -> tuple[Ints, Ints, Ints]:
        """(window, invoice, level) of those that share a key, at the strongest level of each window."""
        zeros = [zero for zero, window in enumerate(offered) if window[0] == "0" and window.isdigit()]
        at = np.concatenate([np.arange(len(offered)), np.array(zeros, dtype=np.int64)])
        hashes = np.concatenate([_hashes(folded), _hashes([offered[zero].lstrip("0") for zero in zeros])])
        hit, found = looked_up(*self._keys, hashes, _MOST_ALIKE)
        place, row, role = at[hit], found >> _ROLE_BITS, found & ((1 << _ROLE_BITS) - 1)
        is_digits = np.fromiter(map(str.isdigit, offered), dtype=np.bool_, count=len(offered))[place]
        as_it_stands = hit < len(offered)
        level = np.select(
            [
                (role & _WHOLE != 0) & as_it_stands,
                (role & _DIGITS != 0) & is_digits,
                (role & _ORDER != 0) & as_it_stands,
                (role & _ORDER_DIGITS != 0) & is_digits,
                role & _PART != 0,
            ],
            [FOLDED, DIGITS, ORDER_NUMBER, ORDER_NUMBER, PART],
            len(LEVELS),
        )
        whole = np.flatnonzero(level == FOLDED)
        exact = [
            self.numbers[bill] == offered[window]
            for bill, window in zip(row[whole].tolist(), place[whole].tolist(), strict=True)
        ]
        level[whole[np.array(exact, dtype=np.bool_)]] = EXACT
        best = np.full(len(offered), len(LEVELS))
        np.minimum.at(best, place, level)
        kept = np.flatnonzero((level == best[place]) & (level < len(LEVELS)))
        # With and without its zeros a window may name one invoice twice.
        _, first = np.unique(place[kept] * (len(self.numbers) + 1) + row[kept], return_index=True)
        kept = kept[first]
        return place[kept], row[kept], level[kept]

    def _by_slip(
        self, unknown: Ints, offered: list[str], folded: list[str], owner: Ints,
        named: dict[int, set[str | None]],
    ) -> Found:  # fmt: skip
        """Invoices one edit from windows that no key fits."""
        places = unknown.tolist()
        slips = self._slips.find([folded[at] for at in places], [offered[at] for at in places], _MOST_ALIKE)
        found = [
            (folded[unknown[at]], row, int(owner[unknown[at]]))
            for at, row in zip(*(column.tolist() for column in slips), strict=True)
        ]
        # Beside an invoice that is named, of the same series only.
        found = [
            (window, row, payment)
            for window, row, payment in found
            if payment not in named or self._series[row] in named[payment]
        ]
        numbers = [self._folded[row] for _, row, _ in found]
        swapped = [is_swapped(window, number) for (window, _, _), number in zip(found, numbers, strict=True)]
        return Found(
            np.where(np.array(swapped, dtype=np.bool_), TRANSPOSED, ONE_EDIT),
            _hashes(numbers),
            np.array([row for _, row, _ in found], dtype=np.int64),
            np.array([payment for _, _, payment in found], dtype=np.int64),
            _lengths(numbers),
            text=_hashes([window for window, _, _ in found]),
        )


def _hashes(texts: list[str]) -> Ints:
    return np.fromiter(map(hash, texts), dtype=np.int64, count=len(texts))


def _lengths(texts: list[str]) -> Ints:
    return np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))


def _sorted(keys: list[int], rows: list[int]) -> tuple[Ints, Ints]:
    hashes, row = np.array(keys, dtype=np.int64), np.array(rows, dtype=np.int64)
    order = np.lexsort((row, hashes))
    return hashes[order], row[order]
