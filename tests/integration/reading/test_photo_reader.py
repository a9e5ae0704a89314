"""The photo reader on what Tesseract reads badly, and everything without it."""

import hashlib
import io
import os
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from reading_documents import KEY_WORDS, page_image, scanned_pdf, words_of

from python_ocr_reconcile.config import PhotoReader
from python_ocr_reconcile.errors import ReadingTimeoutError
from python_ocr_reconcile.intake.identify import identify
from python_ocr_reconcile.reading import read as read_module
from python_ocr_reconcile.reading.engines import Engines, engine_identities
from python_ocr_reconcile.reading.ocr_page import OcrRequest, ocr_page
from python_ocr_reconcile.reading.page_layer import from_msgpack
from python_ocr_reconcile.reading.photo_engine import PhotoEngine, PhotoReaderError
from python_ocr_reconcile.reading.read import read_pages_again
from python_ocr_reconcile.reading.sandbox import Pool, close_pools
from python_ocr_reconcile.samples.photo import photographed, till_receipt

pytestmark = pytest.mark.slow
needs_photo_reader = pytest.mark.skipif(
    engine_identities("eng", photo=True)[1] is None, reason="the extra photo is not installed"
)

RECEIPT = till_receipt(5, "de")


def photo(turn=None, **how):
    """The receipt as the camera of a telephone has it, and perhaps held the wrong way round."""
    image = Image.open(io.BytesIO(photographed(RECEIPT.image, seed=5, **how)))
    return image.transpose(turn) if turn is not None else image


def read_share(page):
    """The share of the printed amounts that are among the words."""
    printed = Counter(RECEIPT.amounts)
    return sum((printed & Counter(word.text for word in page.words)).values()) / printed.total()


@needs_photo_reader
def test_a_photographed_receipt_is_read_whole(read):
    (page,) = read(photo())
    assert page.ocr_engine.startswith("rapidocr ")
    assert read_share(page) == 1
    assert {RECEIPT.date_printed, *RECEIPT.seller.split()} <= words_of(page)
    assert all(0 <= word.confidence <= 1 for word in page.words)
    assert all(0 <= w.x0 < w.x1 <= page.width and 0 <= w.y0 < w.y1 <= page.height for w in page.words)
    rows = {word.text: (word.y0 + word.y1) / 2 for word in page.words}
    assert rows["SUMME"] == pytest.approx(rows[RECEIPT.amounts[-3]], abs=5)


@needs_photo_reader
@pytest.mark.parametrize(
    ("turn", "back"),
    [(Image.Transpose.ROTATE_180, 180), (Image.Transpose.ROTATE_270, 270), (Image.Transpose.ROTATE_90, 90)],
)
def test_held_the_wrong_way_round(read, turn, back):
    (page,) = read(photo(turn, tilt=2))
    assert page.rotation == back
    assert read_share(page) >= 0.9


@needs_photo_reader
def test_a_good_scan_is_left_to_tesseract(read):
    (page,) = read(scanned_pdf(page_image()))
    assert page.ocr_engine.startswith("tesseract ")


@needs_photo_reader
def test_switched_off_it_does_not_read_and_its_pages_are_not_taken_from_the_cache(read, settings):
    (page,) = read(photo())
    assert page.ocr_engine.startswith("rapidocr ")
    (page,) = read(photo(), settings=replace(settings, photo_reader=PhotoReader.OFF))
    assert page.ocr_engine.startswith("tesseract ")


@needs_photo_reader
def test_the_same_photo_is_read_once(read, monkeypatch):
    first = read(photo())
    monkeypatch.setattr(read_module, "ocr_page", lambda *_: pytest.fail("read again"))
    assert read(photo()) == first


@needs_photo_reader
def test_each_engine_gives_the_second_opinion_on_the_other(read, settings, tmp_path):
    scan = scanned_pdf(page_image())
    (first,) = read(scan)
    again = again_of(tmp_path, settings)
    (second,) = again([first])
    assert (first.ocr_engine[:9], second.ocr_engine[:8]) == ("tesseract", "rapidocr")
    assert (second.width, second.height) == pytest.approx((first.width, first.height), abs=1)
    assert words_of(second) >= KEY_WORDS
    boxes = {word.text: word for word in second.words}
    for word in first.words:
        if word.text in KEY_WORDS:
            other = boxes[word.text]
            assert (other.x0, other.x1) == pytest.approx((word.x0, word.x1), abs=6)
            assert (other.y0 + other.y1) / 2 == pytest.approx((word.y0 + word.y1) / 2, abs=3)
    (third,) = again([second])
    assert third.ocr_engine == first.ocr_engine


def test_with_tesseract_alone_there_is_no_second_opinion(read, settings, tmp_path):
    off = replace(settings, photo_reader=PhotoReader.OFF)
    pages = read(scanned_pdf(page_image()), settings=off)
    assert again_of(tmp_path, off)(pages) == []


def test_with_tesseract_alone_a_narrow_page_is_read_in_another_way(read, settings, tmp_path):
    off = replace(settings, photo_reader=PhotoReader.OFF)
    slip = till_receipt(4, "en")
    picture = io.BytesIO()
    slip.image.save(picture, "PNG", dpi=(203, 203))
    (first,) = read(picture.getvalue(), settings=off)
    (second,) = again_of(tmp_path, off)([first])
    assert first.ocr_engine == second.ocr_engine
    assert str(slip.total) in words_of(first) & words_of(second)
    assert [word.confidence for word in first.words] != [word.confidence for word in second.words]


def again_of(folder, settings):
    path = folder / "document"  # where the fixture `read` left it
    file_hash = hashlib.sha256(path.read_bytes()).hexdigest()
    return lambda pages: read_pages_again(
        path, identify(path), settings, pages, file_hash=file_hash, seconds=300
    )


def test_without_the_extra_tesseract_reads(read, tmp_path, monkeypatch):
    """The children of the sandbox get a search path on which the packages of the extra are not."""
    installed = tmp_path / "installed"
    installed.mkdir()
    packages = [folder for folder in sys.path if Path(folder).name in {"site-packages", "dist-packages"}]
    for folder in packages:
        for entry in Path(folder).iterdir():
            if not entry.name.startswith(("rapidocr", "onnxruntime")):
                (installed / entry.name).symlink_to(entry)
    kept = [folder for folder in sys.path if folder not in packages]
    monkeypatch.setattr(sys, "path", [*kept, str(installed)])
    close_pools()
    try:
        (page,) = read(photo(tilt=0, shade=0.1, noise=2))
    finally:
        close_pools()
    assert page.ocr_engine.startswith("tesseract ")
    assert read_share(page) > 0.5


@needs_photo_reader
def test_a_page_that_takes_too_long_is_killed(tmp_path, settings):
    path = tmp_path / "dense.png"
    page_image(["the quick brown fox jumps over the lazy dog 1,234.56 " * 3] * 28, dpi=400).save(path)
    engines = Engines(*engine_identities("eng", photo=True))
    request = OcrRequest(path, "png", 1, "eng", 120, 10**8, engines=engines, by="photo")
    pool = Pool(1, settings.limits.worker_memory_bytes)
    try:
        with pytest.raises(ReadingTimeoutError):
            pool.submit(ocr_page, request, seconds=1).result(30)
        assert pool.submit(os.getpid, seconds=30).result(30)  # by a new child
    finally:
        pool.close()


@needs_photo_reader
def test_it_keeps_to_its_own_time_as_well():
    started = time.monotonic()
    with pytest.raises(ReadingTimeoutError):
        PhotoEngine().read(RECEIPT.image, dpi=200, languages="eng", seconds=-1)
    assert time.monotonic() - started < 30


@needs_photo_reader
def test_nothing_to_read_is_no_words():
    blank = Image.new("L", (600, 900), 250)
    assert PhotoEngine().read(blank, dpi=200, languages="eng", seconds=60) == []


@pytest.mark.parametrize("problem", [PhotoReaderError, ReadingTimeoutError])
def test_where_the_photo_reader_fails_the_first_reading_stands(tmp_path, monkeypatch, problem):
    def fails(self, image, **how):
        raise problem

    monkeypatch.setattr(PhotoEngine, "read", fails)
    path = tmp_path / "few.png"
    page_image(["Total amount 1,935.12"]).save(path, dpi=(200, 200))
    engines = Engines("tesseract 5", "rapidocr 3")
    (page,) = from_msgpack(ocr_page(OcrRequest(path, "png", 1, "eng", 120, 10**8, engines=engines)))
    assert page.ocr_engine == "tesseract 5"
    assert "1,935.12" in words_of(page)
