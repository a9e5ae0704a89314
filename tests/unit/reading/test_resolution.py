"""What resolution an image has: what it claims, or what its shape makes likely."""

import pytest

from python_ocr_reconcile.reading.page_image import claimed_dpi, guessed_dpi


@pytest.mark.parametrize(
    ("what", "written", "size", "dpi"),
    [
        ("a scan", 300, (2480, 3508), 300),
        ("a scanned receipt", 200, (640, 1900), 200),
        ("nothing", None, (2480, 3508), None),
        ("a camera's 72", 72, (3024, 4032), None),
        ("no number", "x", (2480, 3508), None),
        ("a sheet as wide as a stamp", 1200, (700, 900), None),
        ("a strip that would be ten inches wide", 96, (930, 2350), None),
        ("a wide roll", 96, (420, 1200), 96),
    ],
)
def test_which_claims_are_believed(what, written, size, dpi):
    assert claimed_dpi(written, *size) == dpi, what


def test_what_is_guessed():
    assert guessed_dpi(2480, 3508) == 300
    assert guessed_dpi(930, 2350) == 295
    assert guessed_dpi(2350, 930) == 295  # the same on its side
    assert guessed_dpi(900, 1200) == 150
    assert guessed_dpi(900, 1200, narrow=True) == 286
