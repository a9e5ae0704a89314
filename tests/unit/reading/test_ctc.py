"""From the columns of the recogniser to words: where they part, where they stand, how sure they are."""

import numpy as np
import pytest

from python_ocr_reconcile.reading.ctc import BLANK, TEXT_HEIGHT, alphabet, words_of_line

CLASSES = ["", *"0123456789.,:*ABCaé€", "：", "家", " "]
LETTERS = alphabet(CLASSES, "eng+deu")


def scores(columns, letters=LETTERS):
    """A line: one character a column; ``_`` is the blank; a pair gives the score as well."""
    rows = []
    for column in columns:
        text, sure = column if isinstance(column, tuple) else (column, 1.0)
        row = np.full(len(letters.characters), (1 - sure) / len(letters.characters), dtype=np.float32)
        row[BLANK if text == "_" else letters.characters.index(text)] = sure
        rows.append(row)
    return np.array(rows)


def quad(x0, y0, x1, y1, drop=0.0):
    """A line that goes down by `drop` pixels from left to right."""
    return np.array([[x0, y0], [x1, y0 + drop], [x1, y1 + drop], [x0, y1]], dtype=np.float32)


def read(columns, box=None, **arguments):
    return words_of_line(
        scores(columns, **arguments), LETTERS, len(columns), quad(0, 0, 100, 20) if box is None else box
    )


def test_words_part_at_spaces():
    assert [word.text for word in read("A_B_ _1_2_._0_0")] == ["AB", "12.00"]


def test_a_character_seen_in_several_columns_is_one_and_after_a_blank_it_is_another():
    assert [word.text for word in read("AAA__A1111_11")] == ["AA11"]


def test_a_gap_that_was_not_read_as_a_space_parts_words_too():
    assert [word.text for word in read("1_2_._5_______________3_._0_0")] == ["12.5", "3.00"]


def test_boxes_follow_the_characters():
    first, second = read("A_B_ _ _ _ _C_a", quad(100, 50, 300, 70))
    assert first.x0 == pytest.approx(100, abs=10)
    assert first.x1 == pytest.approx(100 + 200 * 4 / 15, abs=10)
    assert second.x0 == pytest.approx(100 + 200 * 12 / 15, abs=10)
    assert second.x1 == pytest.approx(300, abs=10)
    for word in (first, second):
        assert (word.y0 + word.y1) / 2 == pytest.approx(60)
        assert word.y1 - word.y0 == pytest.approx(20 * TEXT_HEIGHT)


def test_columns_of_padding_do_not_stretch_the_boxes():
    line = "1_2_3_4_" + "_" * 24
    (word,) = words_of_line(scores(line), LETTERS, 8, quad(0, 0, 100, 20))
    assert word.x0 == pytest.approx(0, abs=13)
    assert word.x1 == pytest.approx(100, abs=13)


def test_a_line_that_slopes_gives_each_word_its_own_height():
    first, last = read("A_ _ _ _ _ _ _ _ _C", quad(0, 0, 200, 20, drop=40))
    assert last.y0 - first.y0 == pytest.approx(40, abs=8)


def test_the_confidence_is_that_of_the_words_own_characters():
    unsure, sure = read([("A", 0.6), "_", ("B", 0.8), " ", ("C", 0.9)])
    assert unsure.confidence == pytest.approx(0.7, abs=0.02)
    assert sure.confidence == pytest.approx(0.9, abs=0.02)


def test_a_line_of_nothing_has_no_words():
    assert read("____") == []
    assert read("_ _ _") == []


def test_stars_are_no_chinese_characters():
    assert "家" not in LETTERS.characters
    assert "家" in alphabet(CLASSES, "chi_sim+eng").characters


def test_a_wide_colon_is_a_colon():
    assert LETTERS.characters.count(":") == 2
    wide = [place for place, text in enumerate(LETTERS.characters) if text == ":"][-1]
    row = np.zeros((1, len(LETTERS.characters)), dtype=np.float32)
    row[0, wide] = 1.0
    (word,) = words_of_line(row, LETTERS, 1, quad(0, 0, 5, 5))
    assert word.text == ":"


def test_accents_and_currency_signs_are_of_the_alphabet():
    assert {"é", "€", " ", "0", "."} <= set(LETTERS.characters)
