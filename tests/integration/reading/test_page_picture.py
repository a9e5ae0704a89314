"""Pictures of pages: as wide as asked for, within the limits, kept once, turned as their words are."""

import io
from dataclasses import replace

import pymupdf
import pytest
from PIL import Image

from python_ocr_reconcile.config import Limits
from python_ocr_reconcile.errors import InputError, TooManyPixelsError
from python_ocr_reconcile.models.file import PageInfo
from python_ocr_reconcile.reading.page_picture import page_picture

AS_IT_IS = PageInfo(page=1, source="text_layer", words=1)


@pytest.fixture
def sheet(tmp_path):
    """A sheet with a black bar along its upper edge."""
    with pymupdf.open() as document:
        page = document.new_page(width=600, height=800)
        page.draw_rect((0, 0, 600, 80), color=None, fill=(0, 0, 0))
        document.save(tmp_path / "sheet.pdf")
    return tmp_path / "sheet.pdf"


def drawn(sheet, settings, page=AS_IT_IS, width=900):
    return Image.open(io.BytesIO(page_picture(sheet, "a" * 64, page, width, settings)))


@pytest.mark.parametrize("width", [240, 900, 1400, 2200])
def test_a_page_is_as_wide_as_asked_for(sheet, settings, width):
    picture = drawn(sheet, settings, width=width)
    assert abs(picture.width - width) <= 1
    assert abs(picture.height - width * 4 / 3) <= 2


@pytest.mark.parametrize("width", [0, 1, 901, 100_000])
def test_another_width_is_refused(sheet, settings, width):
    with pytest.raises(InputError, match="pixels wide"):
        drawn(sheet, settings, width=width)


def test_a_page_is_turned_as_its_words_are(sheet, settings):
    turned = drawn(sheet, settings, PageInfo(page=1, source="text_layer", words=1, rotation=90))
    assert turned.width > turned.height
    assert turned.convert("L").getpixel((turned.width - 5, turned.height // 2)) < 50
    read = drawn(sheet, settings, PageInfo(page=1, source="ocr", words=1, rotation=180))
    assert read.convert("L").getpixel((read.width // 2, read.height - 5)) < 50


def test_a_picture_stays_within_its_limit(sheet, settings):
    few = replace(settings, limits=Limits(picture_pixels=300_000))
    picture = drawn(sheet, few, width=1400)
    assert 250_000 < picture.width * picture.height <= 302_000
    other = PageInfo(page=1, source="text_layer", words=2, skew=0.01)  # another entry of the cache
    assert drawn(sheet, settings, other, width=1400).width >= 1399


def test_an_image_is_measured_before_it_is_decoded(tmp_path, settings):
    Image.new("L", (1_000, 1_000)).save(tmp_path / "large.png")
    page = PageInfo(page=1, source="ocr", words=0)
    few = replace(settings, limits=Limits(page_pixels=999_999))
    with pytest.raises(TooManyPixelsError):
        page_picture(tmp_path / "large.png", "b" * 64, page, 240, few)
    assert page_picture(tmp_path / "large.png", "b" * 64, page, 240, settings)


def test_a_picture_is_drawn_once_and_the_cache_keeps_to_its_size(sheet, settings):
    first = page_picture(sheet, "a" * 64, AS_IT_IS, 900, settings)
    assert page_picture(sheet, "a" * 64, AS_IT_IS, 900, settings) == first
    folder = settings.cache_folder / "pictures"
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1
    small = replace(settings, limits=Limits(picture_cache_bytes=len(first)))
    page_picture(sheet, "a" * 64, AS_IT_IS, 1400, small)
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= len(first)
