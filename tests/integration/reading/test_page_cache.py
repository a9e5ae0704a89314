"""The cache of pages keeps to its size, and the least recently used go first."""

import os
from dataclasses import replace

from python_ocr_reconcile.config import Limits
from python_ocr_reconcile.models.page import Page, Word
from python_ocr_reconcile.reading.page_cache import PageCache


def page(number: int) -> Page:
    return Page(number, 595, 842, "ocr", [Word(os.urandom(500).hex(), 1, 2, 3, 4, 0.9)])


def test_the_least_recently_used_pages_are_removed(settings):
    cache = PageCache(settings, "a" * 64, "tesseract 5")
    for number in range(1, 11):
        cache.put(page(number))
    paths = [path for path in settings.cache_folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in paths)
    for number in range(1, 11):  # a clock too coarse to tell them apart would make the test a coin toss
        path = cache._path(number)
        os.utime(path, (number, number))
    assert cache.get(1).number == 1  # used again: now the youngest
    PageCache(replace(settings, limits=Limits(page_cache_bytes=size)), "a" * 64, "tesseract 5").trim()
    assert len([path for path in settings.cache_folder.rglob("*") if path.is_file()]) == 10
    PageCache(replace(settings, limits=Limits(page_cache_bytes=size // 2)), "a" * 64, "tesseract 5").trim()
    left = [number for number in range(1, 11) if cache.get(number)]
    assert left == [1, 8, 9, 10]


def test_a_cache_that_cannot_be_written_is_no_error(settings, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    cache = PageCache(replace(settings, cache_folder=tmp_path / "file"), "a" * 64, "tesseract 5")
    cache.put(page(1))
    cache.trim()
    assert cache.get(1) is None


def test_an_entry_of_another_page_is_not_believed(settings):
    cache = PageCache(settings, "a" * 64, "tesseract 5")
    cache.put(page(1))
    cache._path(2).parent.mkdir(exist_ok=True)
    cache._path(1).rename(cache._path(2))
    assert cache.get(2) is None
