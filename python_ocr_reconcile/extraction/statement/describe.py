"""What a description tells: kind of transaction, the other party, its account, a reference."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast

from stdnum import iban as iban_number

from python_ocr_reconcile.extraction.lexicon import fold
from python_ocr_reconcile.models.statement import TransactionType

_NOT_TYPES = ("counterparty", "reference", "before_name", "after_name")


@dataclass(frozen=True, slots=True)
class Told:
    """What was found in one description."""

    kind: TransactionType
    counterparty_name: str | None
    counterparty_account: str | None
    reference: str | None


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(
        files("python_ocr_reconcile").joinpath("lexicon/transaction_types.toml").read_text("utf-8")
    )
    return {
        kind: tuple(sorted({fold(p) for some in by.values() for p in some}, key=len, reverse=True))
        for kind, by in table.items()
    }


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile(r"\b(?:" + "|".join(re.escape(_NUMBER.sub("0", p)) for p in phrases) + r")\b")
        for kind, phrases in _phrases().items()
        if kind not in _NOT_TYPES
    }


def transaction_type(description: str, *, is_card: bool = False) -> TransactionType:
    """The kind that the words of `description` name first in the order of the lexicon.

    The earliest word decides between card, transfer and direct debit, which name one another further on.
    """
    return _named_kind(_NUMBER.sub("0", description)) or ("card" if is_card else "other")


_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[a-z0-9]+")


@cache
def _first_words() -> dict[str, frozenset[tuple[int, str]]]:
    named: dict[str, set[tuple[int, str]]] = {}
    for place, kind in enumerate(_kinds()):
        for phrase in _phrases()[kind]:
            first = _WORD.search(_NUMBER.sub("0", phrase))
            if first:
                named.setdefault(first[0], set()).add((place, kind))
    return {word: frozenset(kinds) for word, kinds in named.items()}


@lru_cache(maxsize=8192)
def _named_kind(description: str) -> TransactionType | None:
    """The kind that `description`, each number a nought, names: many rows differ in numbers alone."""
    text = _NUMBER.sub("0", fold(description))
    first_words = _first_words()
    # A search is needed only for the kinds of which a phrase begins with one of these words: few.
    begun = first_words.keys() & _WORD.findall(text)
    found = [
        (
            match.start() if kind in ("card", "transfer", "direct_debit", "cash", "standing_order") else -1,
            place,
            kind,
        )
        for place, kind in sorted({named for word in begun for named in first_words[word]})
        if (match := _kinds()[kind].search(text))
    ]
    return cast("TransactionType", min(found)[2]) if found else None


_IBAN = re.compile(r"\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8})\b")
_REFERENCE_WORDS = r"[A-Z0-9][A-Z0-9/\-_.]{3,34}"


def find_iban(text: str) -> str | None:
    """The first valid IBAN in `text`, without its spaces."""
    for match in _IBAN.finditer(text):
        bare = match[1].replace(" ", "")
        # A space may tie the next word to it: the length that the country has is the one that is valid.
        for end in range(len(bare), 14, -1):
            if iban_number.is_valid(bare[:end]):
                return bare[:end]
    return None


@cache
def _reference_pattern() -> re.Pattern[str]:
    table = tomllib.loads(
        files("python_ocr_reconcile").joinpath("lexicon/transaction_types.toml").read_text("utf-8")
    )
    phrases = sorted({p.lower() for some in table["reference"].values() for p in some}, key=len, reverse=True)
    names = "|".join(re.escape(p) for p in phrases)
    return re.compile(
        rf"(?<!\w)(?:{names})(?![^\W\d_])[.:+#°]*\s*(?:n[or°º]?\.?\s*)?[:#]?\s*({_REFERENCE_WORDS})",
        re.IGNORECASE,
    )


@cache
def _party_pattern() -> re.Pattern[str]:
    table = tomllib.loads(
        files("python_ocr_reconcile").joinpath("lexicon/transaction_types.toml").read_text("utf-8")
    )
    phrases = sorted(
        {p.lower() for some in table["counterparty"].values() for p in some}, key=len, reverse=True
    )
    names = "|".join(re.escape(p) for p in phrases)
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)\s*[:.]?\s+(\S.*)$", re.IGNORECASE)


_LEADING_KIND = re.compile(r"^[\W\d_]+")
_CODES = re.compile(r"\b(?:\d[\d./\-]{3,}|[A-Z]*\d[A-Z0-9/\-]{3,})\b.*$")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def told_by(texts: Sequence[str], *, is_card: bool = False) -> Told:
    """What the lines of a description tell."""
    description = " ".join(texts)
    account = find_iban(description)
    reference = _reference(description)
    return Told(
        kind=transaction_type(description, is_card=is_card),
        counterparty_name=_party(texts, reference),
        counterparty_account=account,
        reference=reference,
    )


def _reference(description: str) -> str | None:
    for match in _reference_pattern().finditer(description):
        value = match[1].rstrip(".-_/")
        if any(c.isdigit() for c in value) and len(value) >= 4:
            return value
    return None


def _party(texts: Sequence[str], reference: str | None) -> str | None:
    """The name of the other party.

    What follows "to", "from", "Empfänger"; else what is left of the first line without the kind of
    transaction; else of the second.
    """
    for text in texts:
        found = _party_pattern().search(text)
        if found and (name := _name(found[1], reference)):
            return name
    for text in texts:
        rest = _without_kind(text)
        if rest and (name := _name(rest, reference)):
            return name
    return None


@cache
def _kind_phrases() -> frozenset[str]:
    return frozenset(p for kind, phrases in _phrases().items() if kind not in _NOT_TYPES for p in phrases)


def _without_kind(text: str) -> str:
    """`text` without the words that name the kind of transaction at its start."""
    words = text.split()
    folded = [fold(word) for word in words]
    kinds = _kind_phrases()
    start, changed = 0, True
    while start < len(words) and changed:
        changed = False
        for size in (4, 3, 2, 1):
            end = start + size
            if len(words) >= end and " ".join(filter(None, folded[start:end])) in kinds:
                start, changed = end, True
                break
    return " ".join(words[start:])


_PLACE = re.compile(r"\s*(?://|>|\+|\b(?:DES|INDN):).*$")
"""Where the name ends and its town, or a field of the clearing house, begins."""
_LEADING_CODE = re.compile(r"^(?:[A-Z]*\d[A-Z0-9./\-:]*\s+)+(?=[^\W\d_])")
_INITIALS = re.compile(r"\b\w\.\s?\w\.$")


def _name(text: str, reference: str | None) -> str | None:
    """The name in `text`, without what stands before and behind it; ``None`` where there is none."""
    if reference:
        text = text.split(reference, maxsplit=1)[0]
    text = _reference_pattern().sub("", text)
    text = _IBAN.split(text)[0]
    text = _PLACE.sub("", text)
    text = _without_lead(text)
    text = _CODES.sub("", text)
    text = _without_tail(_LEADING_KIND.sub("", text))
    text = text.strip(" ,;:-/*") if _INITIALS.search(text) else text.strip(" ,;:-/*.")
    return text[:140] if _LETTERS.search(text) else None


def _without_lead(text: str) -> str:
    """`text` without numbers, days and small words before the name."""
    before = _phrases()["before_name"]
    while True:
        bare = _LEADING_CODE.sub("", text.lstrip(" ,;:-/*."))
        words = bare.split()
        for size in (3, 2, 1):
            if len(words) > size and fold(" ".join(words[:size])) in before:
                bare = " ".join(words[size:])
                break
        if bare == text:
            return text
        text = bare


def _without_tail(text: str) -> str:
    """`text` up to the word that says what the number behind it is."""
    words = text.split()
    after = _phrases()["after_name"]
    while len(words) > 1 and fold(words[-1]) in after:
        words.pop()
    return " ".join(words)
