"""Files that are no statement are read as one without rows, never as an error."""

from python_ocr_reconcile.extraction.statement import extract_statements
from python_ocr_reconcile.models.page import Page, Word


def page(*lines):
    words = [
        Word(text, x, 60 + 16 * number, x + 6 * len(text), 70 + 16 * number)
        for number, line in enumerate(lines)
        for x, text in line
    ]
    return Page(number=1, width=595, height=842, source="text_layer", words=words)


def test_dates_with_no_figure_beside_them_are_no_rows():
    dates = [[(60, f"{day:02}.03.2024"), (140, "delivered")] for day in range(1, 9)]
    reading = extract_statements([page([(60, "Delivery"), (120, "note")], *dates)])
    assert reading.transactions == []
    assert all(statement.proof == "unproved" for statement in reading.statements)


def test_a_page_of_prose():
    assert extract_statements([page([(60, "Dear"), (100, "customer")])]).transactions == []


def test_no_pages_at_all():
    assert extract_statements([]).transactions == []
