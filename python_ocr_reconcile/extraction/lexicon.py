"""Labels in many languages, found in print in spite of accents, case, spacing and OCR noise.

The words are data (`python_ocr_reconcile/lexicon/*.toml`): one table per label, one list of phrases per
language. A phrase is compared without its spaces and punctuation, since "Rechnungs-Nr.", "Rechnungs Nr"
and "RechnungsNr:" are one label in print.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import msgspec
from rapidfuzz.distance import OSA

from python_ocr_reconcile.models.page import Word

LONGEST_LABEL_WORDS = 6
_NOT_WORD = re.compile(r"[^a-z0-9%#]+")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "№": "no"})
# Greek and Cyrillic letters as Latin ones, each always the same: what is compared is only ever folded.
_SCRIPTS = str.maketrans(
    dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", "abgdeziuiklmnxoprsstyfhco", strict=True))
    | dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ", "abvgdejziiklmnoprstufhccssxyxeuaiieg", strict=True))
)
# What OCR takes for one another, folded to one of them on both sides: such a slip costs nothing.
_CONFUSED = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "j": "l"})


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """`text` in lower case ASCII letters, digits, ``%`` and ``#``, single spaces between words.

    >>> fold("Fälligkeits-Datum:")
    'falligkeits datum'
    """
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    # Word by word: a text is new more often than its words are.
    words = [word.lower() if word.isascii() else _bare(word) for word in text.split()]
    return _NOT_WORD.sub(" ", " ".join(words)).strip()


@lru_cache(maxsize=16_384)
def _bare(word: str) -> str:
    """`word` in lower case without what stands above and below its letters."""
    parts = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(c for c in parts if not unicodedata.combining(c)).translate(_SCRIPTS)


@lru_cache(maxsize=16_384)
def compact(text: str) -> str:
    """`fold` without the spaces: what labels are compared by."""
    return fold(text).replace(" ", "")


@lru_cache(maxsize=16_384)
def has_digit(text: str) -> bool:
    """Whether any of its characters is a digit, a raised one too."""
    return any(c.isdigit() for c in text)


class Label(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A label found in a run of words."""

    keys: tuple[str, ...]
    """What it may stand for, the most usual first."""
    start: int
    end: int
    """Its words are ``words[start:end]``."""
    score: float
    """1.0 exact; less for every letter that differs."""
    languages: tuple[str, ...]

    @property
    def key(self) -> str:
        """What it most usually stands for."""
        return self.keys[0]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one compact phrase stands for."""

    keys: tuple[str, ...]
    languages: tuple[str, ...]


class Lexicon:
    """The labels of one kind of document."""

    def __init__(self, phrases: dict[str, Meaning]) -> None:
        self.phrases = phrases
        """Compact phrase to its meaning."""
        self.longest = max(map(len, phrases), default=0)
        self._begun = {phrase[:length] for phrase in phrases for length in range(1, len(phrase) + 1)}
        """What a phrase may begin with: clean print that begins so with no phrase ends the search."""
        self._confused = {phrase.translate(_CONFUSED): meaning for phrase, meaning in phrases.items()}
        self._as_known: dict[str, list[str]] = {}
        for phrase in phrases:
            self._as_known.setdefault(phrase.translate(_CONFUSED), []).append(phrase)
        self._by_length: dict[int, list[str]] = {}
        for phrase in self._confused:
            self._by_length.setdefault(len(phrase), []).append(phrase)
        self._fuzzy = lru_cache(maxsize=32768)(self._nearest)

    def meaning(self, text: str, *, noisy: bool = False) -> tuple[Meaning, float] | None:
        """What the whole of `text` stands for, with a score; `noisy` allows for OCR slips."""
        return self._meaning(compact(text), noisy=noisy)

    def _meaning(self, phrase: str, *, noisy: bool) -> tuple[Meaning, float] | None:
        found = self.phrases.get(phrase)
        if found:
            return found, 1.0
        return self._fuzzy(phrase) if noisy and 4 <= len(phrase) <= self.longest + 3 else None

    def _nearest(self, printed: str) -> tuple[Meaning, float] | None:
        phrase = printed.translate(_CONFUSED)
        if phrase in self._confused:
            return self._confused[phrase], 0.97
        # One slip in 5 letters or more, two from 9, three from 15: fewer letters name too many labels.
        allowed = 0 if len(phrase) < 5 else 1 if len(phrase) < 9 else 2 if len(phrase) < 15 else 3
        # A short word with a slip beside a confusion is another word: "Miete" (rent) for "flete" (freight).
        plain = len(phrase) < 7
        best: list[tuple[int, str]] = []
        for length in range(len(phrase) - allowed, len(phrase) + allowed + 1):
            for known in self._by_length.get(length, ()):
                distance = OSA.distance(phrase, known, score_cutoff=allowed)
                if distance <= allowed and not (plain and self._differs_more(printed, known, allowed)):
                    best.append((distance, known))
        if not best:
            return None
        least = min(best)[0]
        meanings = {self._confused[known].keys[0]: self._confused[known] for d, known in best if d == least}
        if len(meanings) > 1:  # "Invoice Xo": number or to? A slip that names two labels names none.
            return None
        return next(iter(meanings.values())), 1.0 - least / max(len(phrase), 1)

    def _differs_more(self, printed: str, known: str, allowed: int) -> bool:
        """Whether every phrase that may pass for `known` differs by more than `allowed` letters."""
        return all(
            OSA.distance(printed, phrase, score_cutoff=allowed) > allowed for phrase in self._as_known[known]
        )

    def find(self, words: Sequence[Word], *, noisy: bool | None = None) -> list[Label]:
        """The labels in `words` (a line or a segment), the longest first where they overlap, in order.

        `noisy` defaults to whether the words come from OCR. A label may be followed by its value in the same
        run; one word is never part of two labels.
        """
        if noisy is None:
            noisy = any(w.confidence is not None for w in words)
        parts = [compact(w.text) for w in words]
        found: list[Label] = []
        start = 0
        while start < len(parts):
            may_begin = parts[start] and (noisy or parts[start] in self._begun)
            label = self._longest_at(words, parts, start, noisy=noisy) if may_begin else None
            if label:
                found.append(label)
                start = label.end
            else:
                start += 1
        return found

    def _longest_at(
        self, words: Sequence[Word], parts: Sequence[str], start: int, *, noisy: bool
    ) -> Label | None:
        best: Label | None = None
        phrase = ""
        for end in range(start + 1, min(start + LONGEST_LABEL_WORDS, len(parts)) + 1):
            if end > start + 1 and words[end - 1].x0 - words[end - 2].x1 > 1.5 * (
                words[start].y1 - words[start].y0
            ):
                break  # the next cell: "Date | Due" is not "Date due"
            if not parts[end - 1] and end > start + 1:
                continue  # punctuation of its own, as in "Invoice #  :"
            phrase += parts[end - 1]
            if len(phrase) > self.longest + 3:
                break
            if not noisy and phrase not in self._begun:
                break
            found = self._meaning(phrase, noisy=noisy)
            # A fuzzy phrase must not swallow the value behind it ("due on 05").
            swallows = (
                end > start + 1 and not any(c.isalpha() for c in parts[end - 1]) and parts[end - 1] != "#"
            )
            if found and found[1] < 1.0 and swallows:
                continue
            if found and (best is None or found[1] >= best.score - 0.15):
                best = Label(found[0].keys, start, end, found[1], found[0].languages)
        return best


@cache
def load_lexicon(name: str) -> Lexicon:
    """The lexicon of the file ``lexicon/<name>.toml``."""
    table = tomllib.loads(files("python_ocr_reconcile").joinpath(f"lexicon/{name}.toml").read_text("utf-8"))
    keys: dict[str, list[str]] = {}
    languages: dict[str, list[str]] = {}
    for key, by_language in table.items():
        if not isinstance(by_language, dict):
            continue
        for language, phrases in by_language.items():
            for phrase in phrases:
                bare = compact(phrase)
                if key not in keys.setdefault(bare, []):
                    keys[bare].append(key)
                if language not in languages.setdefault(bare, []):
                    languages[bare].append(language)
    return Lexicon({bare: Meaning(tuple(keys[bare]), tuple(languages[bare])) for bare in keys})


@cache
def load_words(name: str) -> dict[str, frozenset[str]]:
    """Plain word lists of the file ``lexicon/<name>.toml``: key to folded words."""
    table = tomllib.loads(files("python_ocr_reconcile").joinpath(f"lexicon/{name}.toml").read_text("utf-8"))
    return {key: frozenset(map(fold, words)) for key, words in table.items() if isinstance(words, list)}
