"""Scans and photos: upright, straight, in their language, and never read twice."""

import io
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from PIL import Image, ImageFilter
from reading_documents import KEY_WORDS, LINES, page_image, scanned_pdf, text_pdf, words_of

from python_ocr_reconcile.config import Limits
from python_ocr_reconcile.errors import ReadingTimeoutError, WorkerCrashError
from python_ocr_reconcile.reading import read as read_module
from python_ocr_reconcile.reading.sandbox import close_pools
from python_ocr_reconcile.spent import TASK_SECONDS

pytestmark = pytest.mark.slow

TURN = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def assert_upright(page):
    """The words stand where they stood on the page that was scanned."""
    (original,) = [word for word in text_pdf()[0].get_text("words") if word[4] == "1,626.15"]
    (found,) = [word for word in page.words if word.text == "1,626.15"]
    assert (found.x0, found.y1) == pytest.approx((original[0], original[3]), abs=6)
    assert found.x1 - found.x0 > 2 * (found.y1 - found.y0)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_scan_in_any_of_the_four_ways_up(read, degrees):
    image = page_image()
    before = TASK_SECONDS.sum("ocr_page"), TASK_SECONDS.times("ocr_page")
    (page,) = read(scanned_pdf(image.transpose(TURN[degrees]) if degrees else image))
    assert TASK_SECONDS.sum("ocr_page") > before[0] + 0.1  # what operators see of it
    assert TASK_SECONDS.times("ocr_page") == before[1] + 1
    assert page.source == "ocr"
    assert page.rotation == -degrees % 360
    assert (page.width, page.height) == pytest.approx((595, 842), abs=2)
    assert words_of(page) >= KEY_WORDS
    assert_upright(page)
    assert all(0 <= word.confidence <= 1 for word in page.words)
    assert page.ocr_engine.startswith("tesseract ")


@pytest.mark.parametrize("skew", [-3, 2, 7])
def test_a_scan_that_lies_askew(read, skew):
    image = page_image().rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)  # anticlockwise
    (page,) = read(scanned_pdf(image))
    assert page.skew == pytest.approx(skew, abs=0.2)  # turned back clockwise
    assert words_of(page) >= KEY_WORDS
    assert_upright(page)


def test_upside_down_pages_inside_a_document(read):
    image = page_image()
    pages = read(scanned_pdf(image, image.transpose(TURN[180]), image.transpose(TURN[90]), image))
    assert [page.rotation for page in pages] == [0, 180, 270, 0]
    for page in pages:
        assert words_of(page) >= KEY_WORDS
        assert_upright(page)


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_image_files(read, image_format):
    (page,) = read(page_image(), save={"format": image_format, "dpi": (200, 200), "quality": 90})
    assert words_of(page) >= KEY_WORDS
    assert (page.width, page.height) == pytest.approx((595, 842), abs=6)


def test_a_tiff_with_several_pages(read):
    images = [page_image([f"Page {name} of the document", *LINES]) for name in ("one", "two", "three")]
    pages = read(images[0], save={"format": "TIFF", "save_all": True, "append_images": images[1:]})
    assert [page.words[1].text for page in pages] == ["one", "two", "three"]


@pytest.mark.parametrize("mode", ["1", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"])
def test_every_way_to_store_a_pixel(read, mode):
    image = page_image()
    if mode == "I;16":
        image = image.convert("I").point(lambda value: value * 256).convert("I;16")
    elif mode in {"RGBA", "LA"}:  # black on nothing
        alpha = image.point(lambda value: 255 - value)
        image = Image.new("L", image.size, 0).convert(mode)
        image.putalpha(alpha)
    else:
        image = image.convert(mode)
    (page,) = read(image, save={"format": "TIFF", "dpi": (200, 200)})
    assert words_of(page) >= KEY_WORDS


def test_the_camera_says_which_way_is_up(read):
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by 90 degrees clockwise
    photo = page_image().transpose(TURN[270])
    (page,) = read(photo, save={"format": "JPEG", "exif": exif, "quality": 95, "dpi": (200, 200)})
    assert page.rotation == 90
    assert words_of(page) >= KEY_WORDS


def test_a_shadow_across_the_page(read):
    image = page_image()
    shade = Image.linear_gradient("L").resize(image.size).point(lambda value: 70 + value * 180 // 255)
    dark = Image.composite(image, Image.new("L", image.size, 0), shade).filter(ImageFilter.GaussianBlur(0.5))
    (page,) = read(dark, save={"format": "PNG", "dpi": (200, 200)})
    assert words_of(page) >= KEY_WORDS


@pytest.mark.parametrize(
    ("languages", "lines"),
    [
        (
            "deu+eng",
            [
                "Rechnung für die Übernachtung",
                "Bitte überweisen Sie den Betrag auf unser Konto",
                "Größe und Menge der Lieferung",
            ],
        ),
        (
            "eng",
            [
                "Invoice for your order",
                "Please pay the amount to our account",
                "Quantity and price of the goods",
            ],
        ),
    ],
)
def test_the_language_is_found(read, languages, lines):
    (page,) = read(page_image([*lines, *LINES[4:7]]))
    assert page.languages == languages
    assert words_of(page) >= {word for line in lines for word in line.split()}


def test_a_header_printed_on_a_scan_keeps_both(read):
    document = scanned_pdf(page_image())
    document[0].insert_text((72, 40), "Received-by-fax 2024-03-18")
    (page,) = read(document)
    assert page.source == "mixed"
    assert words_of(page) >= KEY_WORDS | {"Received-by-fax"}
    (stamp,) = [word for word in page.words if "fax" in word.text]
    assert stamp.confidence is None
    assert_upright(page)


def test_a_scan_with_a_sane_layer_of_its_own_is_not_read_again(read):
    document = scanned_pdf(page_image())
    write_lines_invisibly(document[0])
    (page,) = read(document)
    assert page.source == "text_layer"
    assert words_of(page) >= KEY_WORDS


def write_lines_invisibly(page):
    for number, line in enumerate(LINES):
        page.insert_text((72, 90 + 26 * number), line, fontname="cour", fontsize=11, render_mode=3)


def test_a_text_layer_gone_wrong_is_replaced(read):
    document = pymupdf.open()
    page = document.new_page()
    page.insert_image(page.rect, stream=png(page_image()))
    # As a font without a table of its letters gives: every letter moved by 29 places.
    for number, line in enumerate(LINES):
        moved = "".join(chr(ord(c) - 29) if c.isalpha() else c for c in line)
        page.insert_text((72, 90 + 26 * number), moved, fontname="cour", fontsize=11, render_mode=3)
    (found,) = read(document)
    assert found.source == "ocr"
    assert words_of(found) >= KEY_WORDS


def png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def test_letters_drawn_as_lines_are_read(read):
    text = text_pdf()
    drawn = pymupdf.open(
        "pdf", pymupdf.open("svg", text[0].get_svg_image(text_as_path=True).encode()).convert_to_pdf()
    )
    assert not drawn[0].get_text("words")
    (page,) = read(drawn)
    assert page.source == "ocr"
    assert words_of(page) >= KEY_WORDS


def test_a_blank_scan_is_blank(read):
    (page,) = read(Image.new("L", (1654, 2339), 250))
    assert (page.source, page.words) == ("blank", [])


def test_the_same_bytes_are_read_once(read, settings, monkeypatch):
    document = scanned_pdf(page_image(), page_image(LINES[::-1])).tobytes()
    first = read(document)
    asked = []
    monkeypatch.setattr(read_module, "ocr_page", lambda *_: asked.append(1))
    assert read(document) == first
    assert not asked
    assert [p.stat().st_mode & 0o777 for p in settings.cache_folder.rglob("*") if p.is_file()] == [0o600] * 2


def test_a_damaged_entry_of_the_cache_is_read_anew(read, settings):
    document = scanned_pdf(page_image()).tobytes()
    (first,) = read(document)
    (entry,) = [path for path in settings.cache_folder.rglob("*") if path.is_file()]
    for damage in (b"", b"junk", entry.read_bytes()[:-5]):
        entry.write_bytes(damage)
        (again,) = read(document)
        assert again.words == first.words
        assert entry.read_bytes() != damage


def test_other_languages_are_another_reading(read, settings):
    document = scanned_pdf(page_image()).tobytes()
    read(document)
    (page,) = read(document, settings=replace(settings, ocr_languages="eng"))
    assert page.languages == "eng"
    assert len([path for path in settings.cache_folder.rglob("*") if path.is_file()]) == 2


def test_a_page_that_takes_too_long_ends_with_its_ocr_program(read, settings):
    hurried = replace(settings, limits=Limits(page_seconds=1))
    dense = page_image(["the quick brown fox jumps over the lazy dog " * 3] * 28, dpi=400)
    with pytest.raises(ReadingTimeoutError):
        read(
            scanned_pdf(*[dense] * 2, dpi=100),
            settings=replace(hurried, ocr_languages="eng+deu+fra+spa+ita+nld"),
        )
    deadline = time.monotonic() + 5
    while tesseracts_of_this_process() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not tesseracts_of_this_process()


def tesseracts_of_this_process() -> list[int]:
    """Tesseract processes whose environment has a temporary folder of ours."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "comm").read_text().strip() == "tesseract" and session_parent(folder) == os.getpid():
                found.append(int(folder.name))
        except (OSError, IndexError, ValueError):
            continue
    return found


def session_parent(folder: Path) -> int:
    """The parent of the child process that leads this process's session."""
    leader = (folder / "stat").read_text().rpartition(")")[2].split()[3]
    return int(Path(f"/proc/{leader}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.fixture
def tesseract_that(monkeypatch, tmp_path):
    """Put a program before Tesseract that does `body` when it is to read a page."""
    real = shutil.which("tesseract")

    def install(body: str) -> None:
        program = tmp_path / "bin" / "tesseract"
        program.parent.mkdir()
        asked = 'case "$*" in *--version*|*--list-langs*) ;; *)'
        program.write_text(f'#!/bin/sh\n{asked} {body} ;; esac\nexec {real} "$@"\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
        close_pools()  # running children know the old PATH

    yield install
    close_pools()


def test_the_ocr_program_dying_is_contained(read, tesseract_that, monkeypatch):
    with monkeypatch.context():
        tesseract_that("kill -SEGV $$")
        with pytest.raises(WorkerCrashError):
            read(page_image())
    monkeypatch.undo()
    close_pools()
    (page,) = read(page_image())
    assert words_of(page) >= KEY_WORDS


def test_ocr_runs_with_one_thread_a_page(read, tesseract_that, tmp_path):
    tesseract_that(f"echo $OMP_THREAD_LIMIT >> {tmp_path}/threads")
    read(page_image())
    assert set((tmp_path / "threads").read_text().split()) == {"1"}


def test_a_cached_page_starts_no_ocr_program(read, tesseract_that, tmp_path):
    tesseract_that(f"echo read >> {tmp_path}/reads")
    document = scanned_pdf(page_image()).tobytes()
    first = read(document)
    reads = (tmp_path / "reads").read_text()
    assert read(document) == first
    assert (tmp_path / "reads").read_text() == reads
