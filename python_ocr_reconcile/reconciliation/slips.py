"""Slips: numbers one edit from a text, found by what is left of each when one of its characters goes.

Texts one substitution, insertion, deletion or swap of neighbours apart are equal once each loses at most one
character. Keys of what is left are computed for all texts of one length together: a file of a million has
half a million numbers to ask for.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from python_ocr_reconcile.reconciliation.columns import distinct, first_of_each, ranges
from python_ocr_reconcile.reconciliation.load import Ints
from python_ocr_reconcile.reconciliation.remittance import DIGIT_RUNS, WINDOW_LENGTH

LEAST_LENGTH, LEAST_DIGITS = 6, 3
"""Characters of a number, and digits of a text, of which one may be a slip."""
_BASE = np.uint64(0x9E3779B97F4A7C15)
"""Any large odd number: keys are polynomials of it, modulo 2**64."""
_Keys = NDArray[np.uint64]


class SlipIndex:
    """Numbers by what they are when one character is left out."""

    def __init__(self, numbers: list[str]) -> None:
        self._numbers = numbers
        keys, rows = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int64)]
        heads: dict[int, list[_Keys]] = defaultdict(list)
        tails: dict[int, list[_Keys]] = defaultdict(list)
        for length, alike in _by_length(numbers):
            at = alike[[DIGIT_RUNS.search(numbers[row]) is not None for row in alike.tolist()]]
            if not LEAST_LENGTH <= length <= WINDOW_LENGTH or not len(at):
                continue
            codes = _codes([numbers[row] for row in at.tolist()], length)
            near = _near_keys(codes)
            keys.append(near.ravel())
            rows.append(np.repeat(at, near.shape[1]))
            # One edit leaves the first or the last half as it was: most texts need no more keys than two.
            for other in (length - 1, length, length + 1):
                heads[other].append(_key(codes[:, : _half(other)]))
                tails[other].append(_key(codes[:, -_half(other) :]))
        self._keys, self._rows = _once_each(np.concatenate(keys), np.concatenate(rows))
        self._heads = {length: np.unique(np.concatenate(each)) for length, each in heads.items()}
        self._tails = {length: np.unique(np.concatenate(each)) for length, each in tails.items()}

    def find(self, texts: list[str], unfolded: list[str], most: int) -> tuple[Ints, Ints]:
        """(index into `texts`, row of the number) of each pair that is one edit apart.

        `unfolded`: the texts as they were written, whose digits count. Keys of more than `most` numbers say
        nothing.
        """
        at, row = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for length, alike in _by_length(texts):
            if length not in self._heads:
                continue
            written = _codes([unfolded[place] for place in alike.tolist()], length)
            places = alike[((written >= ord("0")) & (written <= ord("9"))).sum(axis=1) >= LEAST_DIGITS]
            codes, half = _codes([texts[place] for place in places.tolist()], length), _half(length)
            near = _among(_key(codes[:, :half]), self._heads[length])
            near |= _among(_key(codes[:, -half:]), self._tails[length])
            keys = _near_keys(codes[near])
            hit, rows = looked_up(self._keys, self._rows, keys.ravel(), most)
            at.append(places[near][hit // keys.shape[1]])
            row.append(rows)
        width = max(len(self._numbers), 1)
        pairs = distinct(np.concatenate(at) * width + np.concatenate(row))
        place, number = pairs // width, pairs % width
        # Two that each lost another character may be two edits apart.
        ours = [self._numbers[each] for each in number.tolist()]
        theirs = [texts[each] for each in place.tolist()]
        apart = process.cpdist(ours, theirs, scorer=OSA.distance, score_cutoff=1, dtype=np.int32, workers=1)
        kept = np.flatnonzero(apart == 1) if len(pairs) else np.zeros(0, dtype=np.int64)
        return place[kept], number[kept]


def looked_up(keys: Ints | _Keys, rows: Ints, wanted: Ints | _Keys, most: int) -> tuple[Ints, Ints]:
    """(place in `wanted`, row) of every hit in sorted `keys`; one that more than `most` rows have is none."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    low = keys.searchsorted(wanted)
    # Most are none of the keys: the end is asked for of the others only.
    there = np.flatnonzero(keys[np.minimum(low, len(keys) - 1)] == wanted)
    low = low[there]
    counts = keys.searchsorted(wanted[there], "right") - low
    there, low, counts = (column[counts <= most] for column in (there, low, counts))
    return np.repeat(there, counts), rows[ranges(low, counts)]


def _half(length: int) -> int:
    # Two that are swapped leave so many as they were before or behind them; any other slip leaves more.
    return (length - 1) // 2


def _by_length(texts: list[str]) -> list[tuple[int, Ints]]:
    """(characters, places of the texts that have so many)."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    order = np.argsort(lengths, kind="stable")
    each, start = np.unique(lengths[order], return_index=True)
    return list(zip(each.tolist(), np.split(order, start[1:]), strict=True)) if len(texts) else []


def _codes(texts: list[str], length: int) -> _Keys:
    """Texts of one length as code points, one row each."""
    points = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    return points.reshape(len(texts), length).astype(np.uint64)


def _key(codes: _Keys) -> _Keys:
    """The key of each whole row."""
    key = np.zeros(len(codes), dtype=np.uint64)
    for column in codes.T:
        key = key * _BASE + column
    return key


def _near_keys(codes: _Keys) -> _Keys:
    """The key of each row, and of what is left of it without each of its characters."""
    length = codes.shape[1]
    keys = np.empty((len(codes), length + 1), dtype=np.uint64)
    keys[:, length] = _key(codes)
    behind, power = np.zeros(len(codes), dtype=np.uint64), np.uint64(1)
    before = [np.zeros(len(codes), dtype=np.uint64)]
    for at in range(length - 1):
        before.append(before[-1] * _BASE + codes[:, at])
    with np.errstate(over="ignore"):
        for at in range(length - 1, -1, -1):
            keys[:, at] = before[at] * power + behind
            behind += codes[:, at] * power
            power *= _BASE
    return keys


def _among(wanted: _Keys, known: _Keys) -> NDArray[np.bool_]:
    """Which of `wanted` are in sorted `known`, which is not empty."""
    at = np.minimum(known.searchsorted(wanted), len(known) - 1)
    return np.asarray(known[at] == wanted)


def _once_each(keys: _Keys, rows: Ints) -> tuple[_Keys, Ints]:
    """Sorted by key and row, each pair once: of two equal neighbours it is one which goes."""
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order]
    first = first_of_each(keys, rows)
    return keys[first], rows[first]
