"""A file becomes pages of words: the text layer where it is sane, OCR where it is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import TooManyPagesError, UnsupportedFormatError
from python_ocr_reconcile.intake.identify import FileKind
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.reading import ocr_page, page_image, text_layer
from python_ocr_reconcile.reading.page_layer import from_msgpack
from python_ocr_reconcile.reading.sandbox import shared_pool

Progress = Callable[[int, int], None]
READABLE = frozenset({"pdf", "png", "jpeg", "tiff", "webp"})
CHUNK_PAGES = 50


def read_pages(
    path: Path, kind: FileKind, settings: Settings, *, file_hash: str, progress: Progress | None = None
) -> list[Page]:
    """The pages of the file at `path`, in order, each with its words.

    `progress` is called with (pages done, pages in all).
    """
    if kind.format not in READABLE:
        raise UnsupportedFormatError(f"This is {kind.description}.", format=kind.format)
    limits = settings.limits
    pool = shared_pool(settings)
    is_pdf = kind.format == "pdf"
    count = text_layer.count_pages if is_pdf else page_image.count_frames
    total = pool.run(count, path, seconds=limits.page_seconds)
    if total > limits.pages:
        raise TooManyPagesError(f"The document has {total:,} pages.", limit=limits.pages)
    pages: dict[int, Page] = {}
    if is_pdf:
        chunks = [
            pool.submit(
                text_layer.read_text_layer,
                path,
                first,
                min(first + CHUNK_PAGES - 1, total),
                seconds=limits.page_seconds,
            )
            for first in range(1, total + 1, CHUNK_PAGES)
        ]
        for chunk in chunks:
            layer = msgspec.msgpack.decode(chunk.result(), type=list[text_layer.TextLayerPage])
            pages.update({part.page.number: part.page for part in layer if not part.needs_ocr})
            if progress:
                progress(len(pages), total)
    missing = [number for number in range(1, total + 1) if number not in pages]
    readings = [
        pool.submit(
            ocr_page.ocr_page,
            path,
            number,
            is_pdf,
            settings.ocr_languages,
            limits.page_seconds,
            seconds=limits.page_seconds + 10,
        )
        for number in missing
    ]
    for reading in readings:
        pages.update({page.number: page for page in from_msgpack(reading.result())})
        if progress:
            progress(len(pages), total)
    return [pages[number] for number in range(1, total + 1)]
