"""From the columns of a text recogniser to words with boxes.

A recogniser of the CTC kind looks at a line of text in narrow columns and says for each which character it
sees, or none ("blank"); a character that covers several columns is seen in each. So every character has a
place, and its word a box, which is more than the mere text of the line.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.reading.sane_text import clean_word

if TYPE_CHECKING:
    import numpy as np

    Scores = np.ndarray[Any, np.dtype[np.float32]]
    Quad = np.ndarray[Any, np.dtype[np.float32]]
    """Corners of a line in pixels, shape (4, 2): top left, top right, bottom right, bottom left."""

BLANK = 0
"""The first class of the model: no character."""
WIDE_GAP = 3.0
"""Of the line's pitch: between two characters so far apart there is a gap, whether it was read or not."""
TEXT_HEIGHT = 0.7
"""Of a line's box, which is drawn generously: what a capital with its descender takes."""
_LATIN = range(0x20, 0x180)
_SIGNS = frozenset("–—‘’‚“”„•…‰′″€₤₦₩₪₫₱₲₴₵₸₹₺₽№™")
_FULL_WIDTH = range(0xFF01, 0xFF5F)
"""ASCII as wide as a Chinese character, which the model takes for the same."""
_OTHER_SCRIPTS = ("chi", "jpn", "kor", "ell", "rus", "ukr", "bul", "ara", "heb", "tha", "hin", "vie")


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Those of a model's classes that may stand on the page."""

    classes: list[int]
    characters: list[str]
    """The same, as text; the first is the blank."""


def alphabet(characters: list[str], languages: str) -> Alphabet:
    """The part of the model's `characters` (by class, the blank first) in which `languages` are written.

    Without it the stars of a till receipt are read as Chinese characters, which some of them resemble.
    """
    latin_only = not any(code.startswith(_OTHER_SCRIPTS) for code in languages.split("+"))
    kept = [
        (number, _plain(character))
        for number, character in enumerate(characters)
        if number == BLANK or not latin_only or _is_latin(character)
    ]
    return Alphabet([number for number, _ in kept], [text for _, text in kept])


def _is_latin(character: str) -> bool:
    return len(character) == 1 and (
        ord(character) in _LATIN or character in _SIGNS or ord(character) in _FULL_WIDTH
    )


def _plain(character: str) -> str:
    if len(character) == 1 and ord(character) in _FULL_WIDTH:
        return unicodedata.normalize("NFKC", character)
    return character


@dataclass(frozen=True, slots=True)
class _Seen:
    """A character in its line."""

    text: str
    place: float
    """Column of its middle."""
    sure: float


def words_of_line(scores: Scores, letters: Alphabet, columns: float, quad: Quad) -> list[Word]:
    """The words of one line, with boxes in pixels.

    `scores` has a row a column of the line and a field a character of `letters`, 0..1; `columns` of its rows
    (the others are padding) span the line's `quad`.
    """
    seen = _characters(scores, letters)
    groups = _words(seen)
    pitch = _pitch(groups, columns / max(1, len(seen)))
    words = []
    for group in (part for whole in groups for part in _at_wide_gaps(whole, pitch)):
        text = clean_word("".join(character.text for character in group).strip())
        if text:
            left = max(0.0, group[0].place - pitch / 2) / columns
            right = min(columns, group[-1].place + pitch / 2) / columns
            sure = sum(character.sure for character in group) / len(group)
            words.append(Word(text, *_box(quad, left, max(left, right)), round(sure, 3)))
    return words


def _characters(scores: Scores, letters: Alphabet) -> list[_Seen]:
    best = scores.argmax(axis=1).tolist()
    seen = []
    start = 0
    for end in range(1, len(best) + 1):
        if end < len(best) and best[end] == best[start]:
            continue
        if best[start] != BLANK:
            sure = float(scores[start:end, best[start]].max())
            seen.append(_Seen(letters.characters[best[start]], (start + end) / 2, sure))
        start = end
    return seen


def _words(seen: list[_Seen]) -> list[list[_Seen]]:
    groups: list[list[_Seen]] = [[]]
    for character in seen:
        if character.text.isspace():
            groups.append([])
        else:
            groups[-1].append(character)
    return [group for group in groups if group]


def _pitch(groups: list[list[_Seen]], otherwise: float) -> float:
    """From the middle of one character to that of the next, as is usual in this line."""
    steps = sorted(b.place - a.place for group in groups for a, b in pairwise(group))
    return steps[len(steps) // 2] if steps else otherwise


def _at_wide_gaps(group: list[_Seen], pitch: float) -> list[list[_Seen]]:
    parts = [[group[0]]]
    for before, character in pairwise(group):
        if character.place - before.place > WIDE_GAP * pitch:
            parts.append([])
        parts[-1].append(character)
    return parts


def _box(quad: Quad, left: float, right: float) -> tuple[float, float, float, float]:
    """The upright box of the text between the shares `left` and `right` of the line, 0..1."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad.tolist()
    xs = [ax + (bx - ax) * left, dx + (cx - dx) * left, ax + (bx - ax) * right, dx + (cx - dx) * right]
    middle = (left + right) / 2
    top, bottom = ay + (by - ay) * middle, dy + (cy - dy) * middle
    centre, half = (top + bottom) / 2, abs(bottom - top) * TEXT_HEIGHT / 2
    return min(xs), centre - half, max(xs), centre + half
