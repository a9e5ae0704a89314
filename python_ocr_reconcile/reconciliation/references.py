"""References: what an invoice is called, looked for in what the payer wrote.

A number is compared compact (``INV-2023/0042`` -> ``INV20230042``), with the characters that OCR and
people confuse folded (O 0, I L 1, S 5, B 8, Z 2, G 6), by its digits alone, by its end or its beginning,
and with one edit (by deletion keys: texts one substitution, insertion, deletion or swap of neighbours
apart are equal once each loses at most one character). A remittance offers every run of up to
six adjacent words, joined, so a reference broken by a space or a hyphen is still one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from python_ocr_reconcile.reconciliation.load import Bills, Floats, Ints, Payments

LEVELS = ("exact", "folded", "digits", "transposed", "order_number", "part", "one_edit")
"""From the strongest to the weakest; a pair keeps the first that holds."""
EXACT, FOLDED, DIGITS, TRANSPOSED, ORDER_NUMBER, PART, ONE_EDIT = range(len(LEVELS))
STRONG = DIGITS
"""Up to this level the remittance names the invoice, and so does not name another."""

COMMON_BILLS = 40
COMMON_PAYMENTS = 60
"""A key held by more rows than this says too little about any one of them: it is dropped."""
WINDOW_WORDS = 6
WINDOW_LENGTH = 24
REMITTANCE_WORDS = 64

_FOLD = str.maketrans("OILSBZG", "0115826")
_SHAPE = str.maketrans("0123456789", "9999999999")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"[0-9]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


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


def words(text: str) -> list[str]:
    """`text` in upper case without accents, as runs of letters and digits."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(text.upper())[:REMITTANCE_WORDS]


def compact(text: str | None) -> str:
    """`text` as one run of letters and digits."""
    return "".join(words(text)) if text else ""


def fold(text: str) -> str:
    """`text` (upper case) with easily confused characters made one."""
    return text.translate(_FOLD)


def digit_core(text: str) -> str:
    """All digits of `text` without leading zeros."""
    return "".join(_DIGITS.findall(text)).lstrip("0")


def serial(number: str | None) -> str:
    """The last run of digits that is not a year, without leading zeros: the part that counts up.

    >>> serial("INV-2024/0042"), serial("42/2024")
    ('42', '42')
    """
    runs = [run for word in words(number or "") for run in _DIGITS.findall(word) if not _YEAR.fullmatch(run)]
    return runs[-1].lstrip("0") if runs else ""


def shape(text: str) -> str:
    """Digits to 9: ``INV20230042`` -> ``INV99999999``; numbers of one series share it."""
    return text.translate(_SHAPE)


def windows(parts: list[str]) -> Iterator[str]:
    """Every run of up to six adjacent words, joined, that holds a digit; and digits glued to letters."""
    with_digit = [any(map(str.isdigit, part)) for part in parts]
    for start, part in enumerate(parts):
        joined, has_digit = "", False
        for end in range(start, min(start + WINDOW_WORDS, len(parts))):
            joined += parts[end]
            if len(joined) > WINDOW_LENGTH:
                break
            has_digit = has_digit or with_digit[end]
            if has_digit:
                yield joined
        if with_digit[start] and not part.isdigit():
            yield from (run for run in _DIGITS.findall(part) if len(run) >= 4)


def deletions(text: str) -> set[str]:
    """`text` and every text that lacks one of its characters."""
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


class ReferenceIndex:
    """What the invoices are called, by every key under which a remittance may name them."""

    def __init__(self, bills: Bills) -> None:
        self.numbers = [compact(invoice.invoice_number) for invoice in bills.records]
        self.serials = [serial(invoice.invoice_number) for invoice in bills.records]
        self._keys: list[dict[str, set[int]]] = [defaultdict(set) for _ in LEVELS]
        self._deletions: dict[str, set[str]] = defaultdict(set)
        self._folded_lengths: set[int] = set()
        for row, (invoice, number) in enumerate(zip(bills.records, self.numbers, strict=True)):
            self._add_number(row, number, self.serials[row])
            order = compact(invoice.po_number)
            if len(order) >= 4 and _DIGITS.search(order) and order != number:
                self._keys[ORDER_NUMBER][fold(order)].add(row)
                if len(core := digit_core(order)) >= 5:
                    self._keys[ORDER_NUMBER][core].add(row)

    def _add_number(self, row: int, number: str, end: str) -> None:
        if not _DIGITS.search(number):
            return
        if len(number) >= 3:
            self._keys[EXACT][number].add(row)
            self._keys[FOLDED][fold(number)].add(row)
        core = digit_core(number)
        if len(core) >= 4:
            self._keys[DIGITS][core].add(row)
        if len(end) >= 3:
            self._keys[PART][end].add(row)
        for length in range(5, len(number)):
            self._keys[PART][number[-length:]].add(row)
            # A whole series begins alike (INV-2024-...), so a beginning must be most of the number.
            if 4 * length >= 3 * len(number):
                self._keys[PART][number[:length]].add(row)
        folded = fold(number)
        if 6 <= len(folded) <= WINDOW_LENGTH:
            self._folded_lengths.update((len(folded) - 1, len(folded), len(folded) + 1))
            for key in deletions(folded):
                self._deletions[key].add(folded)

    def named_in(self, parts: list[str]) -> list[tuple[int, str]]:
        """(level, key) of every key that the words of a remittance hold."""
        found: list[tuple[int, str]] = []
        unknown: list[str] = []
        for window in windows(parts):
            folded = fold(window)
            if hit := self._held(window, folded):
                found.append(hit)
            elif len(folded) in self._folded_lengths and sum(map(str.isdigit, window)) >= 3:
                unknown.append(folded)
        if not any(level <= STRONG for level, _ in found):
            for folded in unknown:
                found.extend(self._one_edit_from(folded))
        return found

    def _held(self, window: str, folded: str) -> tuple[int, str] | None:
        """The strongest level at which a window is a key."""
        core = window.lstrip("0") if window.isdigit() else ""
        for level, key in (
            (EXACT, window),
            (FOLDED, folded),
            (DIGITS, core),
            (ORDER_NUMBER, folded),
            (ORDER_NUMBER, core),
            (PART, window),
            (PART, core),
        ):
            if key in self._keys[level]:
                return level, key
        return None

    def _one_edit_from(self, folded: str) -> list[tuple[int, str]]:
        near = {number for key in deletions(folded) for number in self._deletions.get(key, ())}
        return [
            (TRANSPOSED if _swapped(folded, number) else ONE_EDIT, number)
            for number in sorted(near)
            if _one_edit_apart(folded, number)
        ]

    def bills_of(self, level: int, key: str) -> set[int]:
        """Rows of the invoices that `key` fits at `level`."""
        return self._keys[FOLDED if level in (TRANSPOSED, ONE_EDIT) else level][key]

    def find(self, payments: Payments) -> ReferenceHits:
        """Every pair in which the remittance names the invoice, over-common keys left out."""
        holders: dict[tuple[int, str], list[int]] = defaultdict(list)
        for row, text in enumerate(payments.text):
            if text:
                for level_key in set(self.named_in(words(text))):
                    holders[level_key].append(row)
        edits = _rival_readings(holders)
        bill: list[int] = []
        payment: list[int] = []
        levels: list[int] = []
        lengths: list[int] = []
        shared: list[int] = []
        dropped = 0
        for (level, key), rows in holders.items():
            fits = self.bills_of(level, key)
            if len(fits) > COMMON_BILLS or len(rows) > COMMON_PAYMENTS:
                dropped += 1
                continue
            for row in rows:
                for each in fits:
                    bill.append(each)
                    payment.append(row)
                    levels.append(level)
                    lengths.append(len(key))
                    shared.append(max(len(fits), edits[row] if level == ONE_EDIT else 0))
        return _best_per_pair(bill, payment, levels, lengths, shared, dropped)


def _best_per_pair(
    bill: list[int], payment: list[int], level: list[int], length: list[int], shared: list[int], dropped: int
) -> ReferenceHits:
    columns = np.array([bill, payment, level, length, shared], dtype=np.int64).reshape(5, -1)
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


def _rival_readings(holders: dict[tuple[int, str], list[int]]) -> dict[int, int]:
    """How many numbers each remittance is one edit from: INV-42 misread fits INV-41, INV-43, ... as well."""
    edits: dict[int, int] = defaultdict(int)
    for (level, _), rows in holders.items():
        if level == ONE_EDIT:
            for row in rows:
                edits[row] += 1
    return edits


def _swapped(one: str, other: str) -> bool:
    return len(one) == len(other) and one != other and sorted(one) == sorted(other)


def _one_edit_apart(one: str, other: str) -> bool:
    """One substitution, insertion, deletion or swap; equal deletion keys may be two edits apart."""
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    rest, other_rest = one[start:], other[start:]
    return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
