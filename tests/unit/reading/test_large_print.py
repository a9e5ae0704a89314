"""Large print above what was read is found, and put where it stands."""

import pytest
from PIL import Image, ImageDraw

from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.reading.large_print import Strip, as_small_print, unread_head, with_head

READ = [Word("Gartenweg", 300, 400, 700, 430, 0.9), Word("Lueneburg", 300, 450, 700, 480, 0.9)]


def page(*boxes):
    image = Image.new("L", (1000, 800), 255)
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, fill=0)
    return image


@pytest.mark.parametrize(
    ("what", "boxes", "found"),
    [
        ("a name in large letters", [(200, 240, 800, 340)], True),
        ("nothing", [], False),
        ("a line as small as the rest", [(200, 300, 800, 330)], False),
        ("a picture", [(200, 10, 800, 380)], False),
        ("a stamp at the side", [(200, 240, 300, 340)], False),
        ("the rim of the paper", [(0, 240, 999, 340)], False),
        ("a name under a speck", [(900, 40, 906, 46), (200, 240, 800, 340)], True),
    ],
)
def test_what_is_large_print(what, boxes, found):
    strip = unread_head(page(*boxes), READ)
    assert (strip is not None) is found, what
    if strip:
        assert (strip.x0, strip.x1) == pytest.approx((185, 815), abs=6)
        assert (strip.y0, strip.y1) == pytest.approx((225, 355), abs=6)


def test_without_words_there_is_nothing_to_compare_with():
    assert unread_head(page((200, 240, 800, 340)), []) is None


def test_the_name_is_put_back_where_it_stands():
    strip = Strip(200, 200, 840, 376)
    smaller, factor = as_small_print(page(), strip)
    assert factor == 2
    assert smaller.size == (320, 88)
    head = [Word("Nordkorn", 20, 10, 300, 60, 0.9), Word("|", 0, 0, 2, 80, 0.1)]
    scrap = Word("RDK", 300, 240, 400, 330, 0.2)
    name, *rest = with_head([scrap, *READ], head, strip, factor)
    assert (name.text, name.x0, name.y0, name.x1, name.y1) == ("Nordkorn", 240, 220, 800, 320)
    assert rest == READ
    assert with_head([scrap, *READ], [Word("~", 0, 0, 9, 9, 0.9)], strip, factor) == [scrap, *READ]
