"""How well a page was read, and which of two readings is the better one, by the words alone.

What the words cannot tell (two sure readings that differ), the sums of the document do: see
`services.second_opinion`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import median

from python_ocr_reconcile.models.page import Word

POOR_CONFIDENCE = 0.8
"""Of Tesseract, by letters. Of 37 pages of scans 4 are below it, of 50 till receipts 26."""
FEW_WORDS = 12
"""A page with ink and fewer words was not read, or has next to nothing to read."""
LEGIBLE_CONFIDENCE = 0.9
"""Of the photo reader, by letters: upright text comes to 0.95 and more, text on its head to 0.7."""
LEAST_SHARE = 0.6
"""Of the letters that Tesseract is sure of; fewer of them would be a loss."""
SURE_WORD = 0.6
"""Of Tesseract: it makes letters out of stains, folds and the grain of a desk, but not with confidence."""

MOST_TILL_COLUMNS = 56
"""Characters in the widest print of a till: rolls of 80 mm have 42 or 48, receipts measured came to 52."""
MOST_SHEET_COLUMNS = 75
"""Characters that a till receipt is wide with its margins; a sheet of A4 typewritten is 82."""
LEAST_MEASURED = 6
"""Words of four letters or more."""


def confidence(words: Iterable[Word]) -> float:
    """The mean confidence of `words`, 0..1, by their letters and digits; 0 without words."""
    letters: Counter[float] = Counter()
    for word in words:
        letters[word.confidence or 0.0] += _letters(word)
    total = sum(letters.values())
    return sum(value * count for value, count in letters.items()) / total if total else 0.0


def is_poor(words: list[Word]) -> bool:
    """Whether Tesseract's `words` of a page that has ink are worth a second reading."""
    return len(words) < FEW_WORDS or confidence(words) < POOR_CONFIDENCE


def reads_better(photo: list[Word], tesseract: list[Word]) -> bool:
    """Whether the photo reader's words are to be preferred to Tesseract's poor ones."""
    found = sum(_letters(word) for word in photo)
    other = sum(_letters(word) for word in tesseract if (word.confidence or 0) >= SURE_WORD)
    return confidence(photo) >= LEGIBLE_CONFIDENCE and found >= LEAST_SHARE * other


def is_till_print(words: Iterable[Word], width: float) -> bool:
    """Whether so few letters of the size of `words` fit on a line, and on a page so wide, as tills print."""
    sure = [word for word in words if len(word.text) > 3 and (word.confidence or 0) >= SURE_WORD]
    if len(sure) < LEAST_MEASURED:
        return False
    letter = median((word.x1 - word.x0) / len(word.text) for word in sure)
    print_width = max(word.x1 for word in sure) - min(word.x0 for word in sure)
    return print_width <= MOST_TILL_COLUMNS * letter and width <= MOST_SHEET_COLUMNS * letter


def _letters(word: Word) -> int:
    return sum(character.isalnum() for character in word.text)
