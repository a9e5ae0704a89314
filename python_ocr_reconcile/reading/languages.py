"""Which languages OCR should expect: a vote of the small words and the words of business.

To read with six languages costs twice as much as with one, and with two a tenth more; the accuracy of the
right pair is that of all six. So a sample is read first, with English, and decides.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

SAMPLED_WITH = "eng"
CODES = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld"}
"""ISO 639-1, as in the lexicon, to Tesseract's."""
FEWEST_VOTES = 2.0
CLEAR = 1.5
"""How many times the votes of the runner-up decide."""
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def vote(words: Iterable[str]) -> Counter[str]:
    """Votes for each language (Tesseract's code); a word that several languages know is shared out."""
    known = _words()
    votes: Counter[str] = Counter()
    for word in words:
        for part in _LETTERS.findall(_folded(word)):
            languages = known.get(part, ())
            for language in languages:
                votes[language] += 1 / len(languages)  # type: ignore[assignment]  # shares of a vote
    return votes


def decide(votes: Counter[str], allowed: str) -> str | None:
    """The languages to read with, out of `allowed` (``eng+deu+fra``), or ``None`` where no vote is clear.

    English is always among them: product names and units are English everywhere.
    """
    languages = allowed.split("+")
    if len(languages) == 1:
        return allowed
    ranked = Counter({language: votes[language] for language in languages if votes[language]}).most_common(2)
    if not ranked or ranked[0][1] < FEWEST_VOTES:
        return None
    if len(ranked) > 1 and ranked[0][1] < CLEAR * ranked[1][1]:
        return None
    return _with_english(ranked[0][0], languages)


def likeliest(votes: Counter[str], allowed: str) -> str:
    """As `decide`, but the best guess where no vote is clear."""
    languages = allowed.split("+")
    ranked = Counter({language: votes[language] for language in languages if votes[language]}).most_common(1)
    return _with_english(ranked[0][0] if ranked else sampled_with(allowed), languages)


def sampled_with(allowed: str) -> str:
    """The one language to read a sample with."""
    languages = allowed.split("+")
    return SAMPLED_WITH if SAMPLED_WITH in languages else languages[0]


def _with_english(language: str, allowed: list[str]) -> str:
    if language == SAMPLED_WITH or SAMPLED_WITH not in allowed:
        return language
    return f"{language}+{SAMPLED_WITH}"


@cache
def _words() -> dict[str, tuple[str, ...]]:
    text = files("python_ocr_reconcile").joinpath("lexicon/languages.toml").read_text("utf-8")
    known: dict[str, tuple[str, ...]] = {}
    for language, words in tomllib.loads(text).items():
        code = CODES.get(language)
        for word in words if code else ():
            known[_folded(word)] = (*known.get(_folded(word), ()), code or "")
    return known


def _folded(text: str) -> str:
    """`text` in lower case without accents, since the sample is read without them."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
