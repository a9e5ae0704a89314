"""Words become lines whatever the baselines, and segments where the gaps are wide."""

from __future__ import annotations

import math

import pytest
from paper import Sheet

from python_ocr_reconcile.extraction.layout import edge_columns, lines_of
from python_ocr_reconcile.models.page import Page, Word


def texts(page):
    return [line.text for line in lines_of(page)]


def table_sheet(rows=12):
    sheet = Sheet()
    for i in range(rows):
        sheet.put(50, 100 + 14 * i, f"Article {i}")
        sheet.put(330, 100 + 14 * i, f"{i}", right=True)
        sheet.put(545, 100 + 14 * i, f"{i * 10}.00", right=True)
    return sheet


def test_cells_of_a_row_are_one_line_and_three_segments():
    lines = lines_of(table_sheet().page())
    assert len(lines) == 12
    assert [s.text for s in lines[3].segments] == ["Article 3", "3", "30.00"]


@pytest.mark.parametrize("degrees", [-1.5, -0.7, 0.4, 1.2])
def test_a_skewed_page_keeps_its_rows(degrees):
    # At 1.2 degrees the right edge of an A4 page is 10 points off: most of a line.
    slope = math.tan(math.radians(degrees))
    words = [
        Word(w.text, w.x0, w.y0 + slope * w.x0, w.x1, w.y1 + slope * w.x0, 0.9) for w in table_sheet().words
    ]
    page = Page(1, 595, 842, "ocr", words)
    assert texts(page) == texts(table_sheet().page())


def test_boxes_keep_their_place_on_a_skewed_page():
    words = [
        Word(w.text, w.x0, w.y0 + 0.02 * w.x0, w.x1, w.y1 + 0.02 * w.x0, 0.9) for w in table_sheet().words
    ]
    read = [w for line in lines_of(Page(1, 595, 842, "ocr", words)) for w in line.words]
    assert sorted(read, key=repr) == sorted(words, key=repr)


def test_a_tall_heading_does_not_tie_the_lines_beside_it():
    sheet = Sheet(size=8)
    for i in range(6):
        sheet.put(50, 50 + 10 * i, f"small line {i}")
    sheet.put(300, 72, "INVOICE", size=24)
    assert sum("small line" in text for text in texts(sheet.page())) == 6


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("Total:12,50", ["Total:", "12,50"]),
        ("n°562081734", ["n°", "562081734"]),
        ("12:30", ["12:30"]),
        ("https://example.com", ["https://example.com"]),
        ("Nr.4711", ["Nr.", "4711"]),
    ],
)
def test_a_label_printed_without_a_space_is_parted_from_its_value(printed, words):
    sheet = Sheet()
    sheet.put(50, 100, printed)
    assert [w.text for w in lines_of(sheet.page())[0].words] == words


def test_right_edges_gather_into_columns():
    columns = edge_columns([545.0, 330.2, 544.1, 330.0, 546.0])
    assert [(round(c.x), c.members) for c in columns] == [(330, (1, 3)), (545, (0, 2, 4))]


def test_a_word_set_letter_by_letter_is_one_word():
    sheet = Sheet()
    for place, letter in enumerate("SALDO"):
        sheet.put(50 + 1.1 * sheet.size * place, 100, letter)
    sheet.put(300, 100, "12,00 C")
    for place, letter in enumerate("SZS"):
        sheet.put(50 + 1.1 * sheet.size * place, 130, letter)
    for place, letter in enumerate("SZSZ"):
        sheet.put(50 + 4 * sheet.size * place, 160, letter)
    texts = [[word.text for word in line.words] for line in lines_of(sheet.page())]
    assert texts == [["SALDO", "12,00", "C"], ["S", "Z", "S"], ["S", "Z", "S", "Z"]]
