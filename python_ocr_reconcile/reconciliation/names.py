"""Names: who is billed or paid, against the name or the text on the statement."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from itertools import takewhile

import numpy as np
from rapidfuzz import fuzz, process

from python_ocr_reconcile.reconciliation.load import Floats

KEY_LENGTH = 5
"""Letters of a name that a payer key keeps: banks cut names at the end, never at the start."""

FROM_SIMILAR, FROM_STRONG = 70, 88
"""Similarity from which a name may be meant, and from which it is."""
_UNCLEAR = 35

# Letters that do not decompose, and the two ways in which German umlauts are written.
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "œ": "oe"})
_UMLAUTS = re.compile("(?<=[aou])e(?=[^aeiou ])")
_SLASHED_FORM = re.compile(r"(?<=\b[a-z])/(?=[a-z]\b)")  # A/S, S/A
_WORD = re.compile(r"[a-z0-9]+")


@cache
def _table() -> dict[str, list[str]]:
    path = files("python_ocr_reconcile").joinpath("reconciliation/names.toml")
    return tomllib.loads(path.read_text("utf-8"))


@cache
def _no_names() -> frozenset[str]:
    return frozenset(_table()["legal_forms"]) | frozenset(_table()["titles"])


@cache
def empty_words() -> frozenset[str]:
    """Words of remittances that name nobody, in lower case."""
    return frozenset(_table()["empty"])


def normalised(name: str | None) -> str:
    """Lower-case words without accents, full stops, legal forms and titles; ``ue`` and ``ü`` are one.

    >>> normalised("Müller & Söhne GmbH & Co. KG"), normalised("MUELLER SOEHNE")
    ('muller sohne', 'muller sohne')
    """
    if not name:
        return ""
    text = name.casefold().replace(".", "")
    if "/" in text:
        text = _SLASHED_FORM.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_LETTERS)
        text = "".join(c for c in text if not unicodedata.combining(c))
    found = _WORD.findall(text)
    empty = _no_names()
    kept = " ".join([word for word in found if word not in empty] or found)
    return _UMLAUTS.sub("", kept) if "ae" in kept or "oe" in kept or "ue" in kept else kept


def leading_name(remittance: str) -> str:
    """The words with which a normalised remittance begins, up to a number, less those that name nobody.

    >>> leading_name("acme transports invoice 2024 17"), leading_name("invoice 17")
    ('acme transports', '')
    """
    found = list(takewhile(str.isalpha, remittance.split()))
    empty = empty_words()
    while found and found[-1] in empty:
        found.pop()
    while found and found[0] in empty:
        found.pop(0)
    name = " ".join(found)
    return name if len(name) >= KEY_LENGTH else ""


def payer_keys(name: str) -> set[str]:
    """Blocking keys of a normalised name: how each of its words of four letters or more begins."""
    return {word[:KEY_LENGTH] for word in name.split() if len(word) >= 4 and not word.isdigit()}


def similarity(names: list[str], texts: list[str]) -> Floats:
    """0..100 for each pair of a normalised name and a normalised text; below `FROM_SIMILAR`, any below it.

    The better of rapidfuzz's token set ratio and the share of the name's letters whose words begin alike,
    which is what is left of a name that the bank cut off.
    """
    if not names:
        return np.zeros(0)
    ratio = process.cpdist(
        names, texts, scorer=fuzz.token_set_ratio, score_cutoff=_UNCLEAR, dtype=np.float64, workers=1
    )
    # Each text once: it stands beside several names.
    words_of: dict[str, _Words] = {}
    for at in np.flatnonzero((ratio > _UNCLEAR) & (ratio < FROM_STRONG)).tolist():
        text = texts[at]
        if text not in words_of:
            words_of[text] = _Words(text)
        ratio[at] = max(ratio[at], 100 * words_of[text].covered(names[at], FROM_SIMILAR))
    return np.asarray(ratio, dtype=np.float64)


def cut_off(name: str, text: str) -> bool:
    """Whether `text`, a normalised name of its own, is `name` cut at the end (or the other way round)."""
    if name[:1] != text[:1]:
        return False
    short, long = sorted((name.replace(" ", ""), text.replace(" ", "")), key=len)
    return len(short) >= 5 and long.startswith(short)


def cut_off_within(name: str, text: str) -> bool:
    """Whether `text`, a remittance, holds `name` cut at its end (``acme transp``, of acme transports)."""
    first = name.partition(" ")[0]
    if first not in text or (at := f" {text}".find(f" {first}")) < 0:
        return False
    same = 0
    for one, other in zip(name, text[at:], strict=False):
        if one != other:
            break
        same += 1
    ends = at + same == len(text) or text[at + same] == " "
    return ends and same >= max(6, 0.6 * len(name)) and name[same - 1] != " "


@lru_cache(maxsize=10_000)
def _longest_first(name: str) -> tuple[list[str], int]:
    """(words of a name, of which the longest say soonest that they are not there, their letters)."""
    words = sorted(name.split(), key=len, reverse=True)
    return words, sum(map(len, words))


class _Words:
    """The words of a normalised text, by how they begin and by their length."""

    def __init__(self, text: str) -> None:
        self._whole = set(text.split())
        self._by_head: dict[str, list[str]] = defaultdict(list)
        for word in self._whole:
            if len(word) >= 4:
                self._by_head[word[:4]].append(word)

    def covered(self, name: str, least: int) -> float:
        """Share of the letters of `name` whose words begin a word of the text, or are begun by one.

        0 where it is below `least` in a hundred.
        """
        words, letters = _longest_first(name)
        missing = 0
        for word in words:
            if word in self._whole or (len(word) >= 4 and self._begins(word)):
                continue
            if len(word) >= 6 and any(
                _one_letter_apart(word, other) for other in self._whole if len(other) == len(word)
            ):
                missing += 1
            else:
                missing += len(word)
            if 100 * (letters - missing) < least * letters:
                return 0.0
        return (letters - missing) / letters if letters else 0.0

    def _begins(self, word: str) -> bool:
        return any(
            other.startswith(word) or word.startswith(other) for other in self._by_head.get(word[:4], ())
        )


def _one_letter_apart(word: str, other: str) -> bool:
    """Of two words of one length; another letter leaves one half as it was."""
    half = len(word) // 2
    if word[:half] != other[:half] and word[half:] != other[half:]:
        return False
    return sum(map(str.__ne__, word, other)) == 1
