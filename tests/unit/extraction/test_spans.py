"""Amounts and dates over one or several words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec import structs
from paper import Sheet

from python_ocr_reconcile.extraction.invoice.rows import undone
from python_ocr_reconcile.extraction.layout import lines_of
from python_ocr_reconcile.extraction.spans import amount_spans, date_spans


def line_of(text):
    sheet = Sheet()
    sheet.put(50, 100, text)
    return lines_of(sheet.page())[0]


@pytest.mark.parametrize(
    ("text", "mark", "values"),
    [
        ("Total 1 234,56 €", ",", ["1234.56"]),
        ("Total € 1.234,56", ",", ["1234.56"]),
        ("Saldo 1.234,56 -", ",", ["-1234.56"]),
        ("VAT 19% 198.00 37.62", ".", ["19", "198.00", "37.62"]),
        ("USD 12.00", ".", ["12.00"]),
        ("(1,234.50)", ".", ["-1234.50"]),
        ("BRC19844 XYZ12,50", ",", ["12.50"]),  # the number of a document, and a currency misread
    ],
)
def test_amounts_of_a_line(text, mark, values):
    assert [a.value for a in amount_spans(line_of(text), mark)] == [Decimal(v) for v in values]


def test_a_percent_sign_makes_a_rate():
    spans = amount_spans(line_of("MwSt. 19 % 37,62"), ",")
    assert [(s.value, s.percent) for s in spans] == [(Decimal(19), True), (Decimal("37.62"), False)]
    spans = amount_spans(line_of("TVQ (9,975 %) 295,26"), ",")
    assert [(s.value, s.percent) for s in spans] == [(Decimal("9.975"), True), (Decimal("295.26"), False)]


def test_a_quantity_is_not_joined_to_the_amount_of_the_next_column():
    sheet = Sheet()
    sheet.put(300, 100, "12")
    sheet.put(330, 100, "250,00")
    assert [a.value for a in amount_spans(lines_of(sheet.page())[0], ",")] == [Decimal(12), Decimal("250.00")]


@pytest.mark.parametrize(("confidence", "values"), [(None, ["3", "2"]), (0.96, ["3002"])])
def test_thousands_stand_further_apart_where_ocr_measured_the_ink(confidence, values):
    sheet = Sheet()
    for x, text in ((500, "3"), (500 + sheet.size * 1.1, "002,00")):
        sheet.put(x, 100, text)
    words = [structs.replace(word, confidence=confidence) for word in sheet.words]
    (line,) = lines_of(structs.replace(sheet.page(), words=words))
    assert [a.value for a in amount_spans(line, ",")] == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("text", "order", "value"),
    [
        ("vom 31. März 2024", "dmy", date(2024, 3, 31)),
        ("du 02 Juillet 2015", "dmy", date(2015, 7, 2)),
        ("March 4, 2024", "mdy", date(2024, 3, 4)),
        ("on 03/04/2024.", "mdy", date(2024, 3, 4)),
        ("on 03/04/2024.", "dmy", date(2024, 4, 3)),
        ("19 april 2014", "dmy", date(2014, 4, 19)),
        ("2024-04-03", "dmy", date(2024, 4, 3)),
    ],
)
def test_dates_of_a_line(text, order, value):
    assert [d.on(order) for d in date_spans(line_of(text))] == [value]


def test_plain_numbers_in_columns_are_no_date():
    assert date_spans(line_of("2 10 24")) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1Z87.66", "1287.66"),
        ("1B,55", "18,55"),
        ("SOLD", "SOLD"),
        ("B12", "B12"),
        ("A4.50", "A4.50"),
        ("l,00O", "l,00O"),
    ],
)
def test_letters_for_digits_are_undone_in_amounts_only(text, read):
    assert undone(text) == read


@pytest.mark.parametrize(
    ("text", "first"), [("Montant TTC 120,00 €", 2), ("Total EUR 120,00", 1), ("BTW 120,00", 1)]
)
def test_the_code_of_a_currency_is_part_of_the_amount_and_a_word_is_not(text, first):
    (span,) = amount_spans(line_of(text), ",")
    assert (span.start, span.figures) == (first, text.split().index("120,00"))
