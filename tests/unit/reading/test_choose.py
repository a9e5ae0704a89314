"""Which reading of a page is worth more, by its words alone."""

import pytest

from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.reading.choose import (
    FEW_WORDS,
    LEGIBLE_CONFIDENCE,
    POOR_CONFIDENCE,
    confidence,
    is_poor,
    is_till_print,
    reads_better,
)


def words(count, sure, text="word1"):
    return [Word(text, 0, 10 * n, 30, 10 * n + 8, sure) for n in range(count)]


def test_confidence_counts_letters_not_words():
    assert confidence([Word("abcdefghi", 0, 0, 1, 1, 1.0), Word("1", 0, 0, 1, 1, 0.0)]) == 0.9
    assert confidence([Word("---", 0, 0, 1, 1, 0.9)]) == 0
    assert confidence([]) == 0


@pytest.mark.parametrize(
    ("read", "poor"),
    [
        (words(60, POOR_CONFIDENCE), False),
        (words(60, POOR_CONFIDENCE - 0.01), True),
        (words(FEW_WORDS, 0.95), False),
        (words(FEW_WORDS - 1, 0.95), True),
        ([], True),
    ],
)
def test_what_is_worth_a_second_reading(read, poor):
    assert is_poor(read) is poor


@pytest.mark.parametrize(
    ("photo", "tesseract", "better"),
    [
        (words(50, 0.98), words(50, 0.7), True),
        (words(50, LEGIBLE_CONFIDENCE - 0.01), words(50, 0.7), False),
        (words(30, 0.98), words(50, 0.7), True),
        (words(29, 0.98), words(50, 0.7), False),
        ([], words(3, 0.2), False),
        (words(3, 0.98), [], True),
    ],
)
def test_the_photo_reader_is_preferred_where_it_is_sure_and_lost_nothing(photo, tesseract, better):
    assert reads_better(photo, tesseract) is better


@pytest.mark.parametrize(
    ("what", "columns", "page", "narrow"),
    [
        ("a roll of 80 mm", 48, 56, True),
        ("the same on a wide desk", 48, 80, False),
        ("a typed letter", 66, 82, False),
    ],
)
def test_a_short_receipt_is_known_by_the_size_of_its_print(what, columns, page, narrow):
    line = "TOTAL"
    read = [Word(line, x, 20 * n, x + 50, 20 * n + 14, 0.9) for n in range(4) for x in (0, 10 * columns - 50)]
    assert is_till_print(read, 10 * page) is narrow, what
    assert not is_till_print(read[:2], 10 * page)
