"""Whether the words of a text layer are what stands on the page, or an encoding gone wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from python_ocr_reconcile.models.page import Word

WORST_SHARE = 0.05
"""Of characters without a meaning; a page with more of them has lost digits as well."""
FEWEST_VOWELS = 0.17
"""Of Latin letters. Running text has 0.35 to 0.45, lists of abbreviations 0.25; letters shifted by a broken
font table come below 0.15."""
ENOUGH_LETTERS = 80
_VOWELS = frozenset("aeiouy")
_CID = re.compile(r"\(cid:\d+\)")
# UTF-8 read as Latin-1: the lead byte of a two- or three-byte character, then a continuation byte.
_TWICE_ENCODED = re.compile(r"[ÂÃ][\u0080-\u00bf]|â[\u0080-\u00bf€]{1,2}")
_NO_MEANING = frozenset({"Cc", "Co", "Cn", "Cs"})


def clean_word(text: str) -> str:
    """`text` composed (NFC), without characters that have no width: soft hyphens, joiners, order marks."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if unicodedata.category(c) != "Cf").strip()


def is_sane(words: Iterable[Word]) -> bool:
    """Whether `words` read as text. No words are sane."""
    text = " ".join(word.text for word in words)
    if not text:
        return True
    if _CID.search(text):
        return False
    if text.isascii():
        wrong = sum(not c.isprintable() for c in text)
    else:
        wrong = sum(c == "\ufffd" or unicodedata.category(c) in _NO_MEANING for c in text)
        wrong += len(_TWICE_ENCODED.findall(text))
    return wrong <= WORST_SHARE * len(text) and not _is_shifted(text)


def _is_shifted(text: str) -> bool:
    """Whether the letters are not those of any language written in Latin letters."""
    plain = unicodedata.normalize("NFD", text.lower())
    latin = sum("a" <= c <= "z" for c in plain)
    letters = sum(c.isalpha() for c in plain)
    if latin < ENOUGH_LETTERS or latin < 0.9 * letters:
        return False
    return sum(c in _VOWELS for c in plain) < FEWEST_VOWELS * latin
