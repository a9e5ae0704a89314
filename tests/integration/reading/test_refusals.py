"""Files that cannot be read are refused for what they are, before they cost anything."""

import io
import struct
import zlib
from dataclasses import replace

import pymupdf
import pytest
from PIL import Image
from reading_documents import page_image, scanned_pdf, text_pdf

from python_ocr_reconcile.config import Limits
from python_ocr_reconcile.errors import (
    DamagedFileError,
    DocumentError,
    EncryptedPDFError,
    MissingToolError,
    NoPagesError,
    TooManyPagesError,
    TooManyPixelsError,
    UnsupportedFormatError,
    WorkerCrashError,
)


def test_a_pdf_with_a_password(read):
    locked = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "owner_pw": "owner", "user_pw": "secret"}
    with pytest.raises(EncryptedPDFError):
        read(text_pdf(), save=locked)


def test_a_pdf_that_anyone_may_open_is_read(read):
    protected = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "owner_pw": "owner", "user_pw": ""}
    (page,) = read(text_pdf(), save=protected)
    assert page.source == "text_layer"


def test_a_pdf_cut_in_half(read):
    data = text_pdf(20).tobytes()
    with pytest.raises(DocumentError) as caught:
        read(data[:200])
    assert caught.value.code == "file_damaged"


def test_junk_that_says_it_is_a_pdf(read):
    with pytest.raises(DamagedFileError):
        read(b"%PDF-1.7\n" + b"\xde\xad\xbe\xef" * 1_000)


def test_a_pdf_without_pages(read):
    objects = [
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for part in objects:
        offsets.append(len(data))
        data += part
    table = b"xref\n0 3\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in offsets)
    end = b"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    with pytest.raises(NoPagesError):
        read(data + table + end)


@pytest.mark.parametrize(("pages", "accepted"), [(3, True), (4, False)])
def test_the_limit_of_pages_from_both_sides(read, settings, pages, accepted):
    limited = replace(settings, limits=Limits(pages=3))
    if accepted:
        assert len(read(text_pdf(pages), settings=limited)) == 3
    else:
        with pytest.raises(TooManyPagesError) as caught:
            read(text_pdf(pages), settings=limited)
        assert caught.value.details["limit"] == 3


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims this size and has next to no pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def test_a_flood_of_pixels_is_refused_by_its_header(read):
    with pytest.raises(TooManyPixelsError) as caught:
        read(png_header(60_000, 60_000))
    assert caught.value.details["limit"] == Limits().page_pixels


def test_a_flood_of_pixels_inside_a_pdf(read, settings):
    document = pymupdf.open()
    page = document.new_page()
    target = io.BytesIO()
    Image.new("1", (9_000, 9_000), 0).save(target, "PNG")
    page.insert_image(page.rect, stream=target.getvalue())
    with pytest.raises(TooManyPixelsError):
        read(document, settings=replace(settings, limits=Limits(page_pixels=80_000_000)))


def test_a_flood_in_a_later_page_of_a_tiff(read, settings):
    small, large = Image.new("1", (100, 100), 1), Image.new("1", (3_000, 3_000), 0)
    with pytest.raises(TooManyPixelsError):
        read(
            small,
            save={"format": "TIFF", "save_all": True, "append_images": [large]},
            settings=replace(settings, limits=Limits(page_pixels=1_000_000)),
        )


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_an_image_cut_in_half(read, image_format):
    target = io.BytesIO()
    page_image(dpi=100).save(target, image_format)
    data = target.getvalue()
    with pytest.raises(DamagedFileError):
        read(data[: len(data) // 2])


def test_what_cannot_be_read_is_named(read):
    with pytest.raises(UnsupportedFormatError, match="program"):
        read(b"\x7fELF\x02\x01\x01")


def test_a_language_that_is_not_installed(read, settings):
    with pytest.raises(MissingToolError, match="tesseract-ocr-xyz"):
        read(page_image(dpi=100), settings=replace(settings, ocr_languages="eng+xyz"))


def test_tesseract_not_installed(read, settings, monkeypatch, tmp_path):
    from python_ocr_reconcile.reading.sandbox import close_pools

    close_pools()  # children that are running already know the old PATH
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match="tesseract-ocr"):
        read(page_image(dpi=100), settings=settings)
    # A large file asks for it ahead, and needs it only where pages have no text.
    monkeypatch.setattr("python_ocr_reconcile.reading.read.LARGE_FILE_BYTES", 0)
    assert len(read(text_pdf(3), settings=settings)) == 3
    with pytest.raises(MissingToolError, match="tesseract-ocr"):
        read(scanned_pdf(page_image(dpi=100)), settings=settings)
    close_pools()


@pytest.mark.parametrize("asked", ["--list-langs", "--version"])
def test_tesseract_killed_while_it_is_asked_what_it_is(read, settings, monkeypatch, tmp_path, asked):
    from python_ocr_reconcile.reading.sandbox import close_pools

    program = tmp_path / "tesseract"
    program.write_text(f'#!/bin/sh\n[ "$1" = {asked} ] && kill -9 $$\necho eng\n')
    program.chmod(0o755)
    close_pools()
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(WorkerCrashError):
        read(page_image(dpi=100), settings=replace(settings, ocr_languages="eng"))
    close_pools()


def test_a_pdf_whose_pages_go_in_a_circle(read):
    circle = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    with pytest.raises(DamagedFileError):
        read(circle)


def test_a_tiff_without_its_directory(read):
    whole = io.BytesIO()
    page_image(["Total 12.00"]).save(whole, format="TIFF")
    with pytest.raises(DamagedFileError):
        read(whole.getvalue()[:8] + struct.pack("<H", 0) + b"\0\0\0\0")
