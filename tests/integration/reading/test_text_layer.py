"""The text layer: what people see on the page, upright, and nothing else."""

import pymupdf
import pytest
from reading_documents import KEY_WORDS, LINES, text_pdf, words_of, write_lines


def word(page, text):
    (found,) = [word for word in page.words if word.text == text]
    return found


def test_words_with_their_boxes(read):
    (page,) = read(text_pdf())
    assert page.source == "text_layer"
    assert (page.width, page.height) == (595, 842)
    assert words_of(page) >= KEY_WORDS
    assert [w.text for w in page.words][:3] == ["Invoice", "number", "2024-0815"]
    number = word(page, "2024-0815")
    assert (number.x0, number.x1) == pytest.approx((72 + 15 * 6.6, 72 + 24 * 6.6), abs=0.5)
    assert number.y0 < 90 < number.y1
    assert number.confidence is None


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_with_a_rotation_stands_as_it_is_shown(read, degrees):
    document = pymupdf.open()
    page = document.new_page(width=842, height=595) if degrees % 180 else document.new_page()
    # Written so that it is upright when the viewer turns the page, as a scanner or a landscape export does.
    start = {90: (752, 72), 180: (523, 752), 270: (90, 523)}[degrees]
    page.insert_text(start, "Total 1,935.12", rotate=-degrees % 360)
    page.set_rotation((-degrees) % 360)
    (read_page,) = read(document)
    assert (read_page.width, read_page.height) == (595, 842)
    total, amount = read_page.words
    assert (total.text, amount.text) == ("Total", "1,935.12")
    assert total.x1 < amount.x0
    assert total.y0 == pytest.approx(amount.y0, abs=0.1)
    assert total.x1 - total.x0 > total.y1 - total.y0
    assert total.x0 == pytest.approx(72, abs=1)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_text_drawn_on_its_side_is_turned_upright(read, rotate):
    document = pymupdf.open()
    page = document.new_page()
    for number, line in enumerate(LINES[:6]):
        x, y = {90: (90 + 26 * number, 700), 180: (520, 700 - 26 * number), 270: (500 - 26 * number, 90)}[
            rotate
        ]
        page.insert_text((x, y), line, fontname="cour", fontsize=9, rotate=rotate)
    (read_page,) = read(document)
    assert (read_page.width, read_page.height) == ((842, 595) if rotate % 180 else (595, 842))
    assert read_page.rotation == rotate  # PyMuPDF counts anticlockwise, the turn back is clockwise
    invoice, number, value = read_page.words[:3]
    assert [invoice.text, number.text, value.text] == ["Invoice", "number", "2024-0815"]
    assert invoice.x1 < number.x0 < number.x1 < value.x0
    assert all(w.y1 - w.y0 < 20 for w in read_page.words)
    assert word(read_page, "Description").y0 > invoice.y1


def test_what_nobody_sees_is_not_read(read):
    document = text_pdf()
    page = document[0]
    page.insert_text((72, 500), "white-on-white", color=(1, 1, 1))
    page.insert_text((72, 520), "transparent", fill_opacity=0)
    page.insert_text((72, 540), "not-drawn", render_mode=3)
    page.insert_text((72, 560), "tiny", fontsize=0.7)
    page.insert_text((-300, 580), "beside-the-page")
    page.insert_text((72, 2000), "below-the-page")
    page.draw_rect((60, 600, 300, 625), fill=(0, 0, 0.4))
    page.insert_text((72, 617), "white-on-blue", color=(1, 1, 1))
    (read_page,) = read(document)
    assert words_of(read_page) >= KEY_WORDS | {"white-on-blue"}
    hidden = {"white-on-white", "transparent", "not-drawn", "tiny", "beside-the-page", "below-the-page"}
    assert not words_of(read_page) & hidden


def test_a_slanted_watermark_is_not_read(read):
    document = text_pdf()
    middle = pymupdf.Point(100, 700)
    document[0].insert_text(middle, "COPY", fontsize=90, morph=(middle, pymupdf.Matrix(45)))
    (page,) = read(document)
    assert "COPY" not in words_of(page)


def test_what_was_filled_into_a_form_is_read(read):
    document = text_pdf()
    field = pymupdf.Widget()
    field.field_name, field.field_type = "total", pymupdf.PDF_WIDGET_TYPE_TEXT
    field.rect, field.field_value = pymupdf.Rect(72, 600, 300, 620), "4711.00"
    document[0].add_widget(field)
    (page,) = read(document)
    assert "4711.00" in words_of(page)


def test_a_blank_page_is_blank_without_ocr(read):
    document = text_pdf()
    document.new_page()
    first, second = read(document)
    assert (first.source, second.source) == ("text_layer", "blank")
    assert second.words == []
    assert second.ocr_engine is None


@pytest.mark.slow
def test_pages_come_in_order_and_progress_is_told(read):
    document = pymupdf.open()
    for number in range(120):
        write_lines(document.new_page(), [f"This is page number {number + 1} of the document"])
    told = []
    pages = read(document, progress=lambda done, total: told.append((done, total)))
    assert [page.number for page in pages] == list(range(1, 121))
    assert [page.words[4].text for page in pages] == [str(number) for number in range(1, 121)]
    assert told[-1] == (120, 120)
    assert told == sorted(told)
