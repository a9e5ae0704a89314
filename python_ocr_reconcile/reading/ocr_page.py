"""OCR of one page, from the file to words in points (runs in the sandbox)."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from python_ocr_reconcile.errors import ReadingTimeoutError
from python_ocr_reconcile.models.file import PageSource
from python_ocr_reconcile.models.page import Page, Word
from python_ocr_reconcile.reading.boxes import overlap
from python_ocr_reconcile.reading.choose import is_poor, is_till_print, reads_better
from python_ocr_reconcile.reading.engines import By, Engines
from python_ocr_reconcile.reading.languages import vote
from python_ocr_reconcile.reading.ocr import ColumnTesseractEngine, OcrEngine, TesseractEngine
from python_ocr_reconcile.reading.outline import find_sheet, flattened
from python_ocr_reconcile.reading.page_image import PageImage, guessed_dpi, page_image
from python_ocr_reconcile.reading.page_layer import to_msgpack
from python_ocr_reconcile.reading.photo_engine import PhotoEngine, PhotoReaderError
from python_ocr_reconcile.reading.prepare import dark_print, even_ground, is_narrow
from python_ocr_reconcile.reading.straighten import stance
from python_ocr_reconcile.reading.upright import Stand, UprightReader, UprightReading

NO_PHOTO_READER = Engines("tesseract")
COVERED_SHARE = 0.3
"""A word of OCR that a word of the text layer covers by this much is that word."""


@dataclass(frozen=True, slots=True)
class OcrRequest:
    """One page to read."""

    path: Path
    format: str
    """pdf, png, jpeg, tiff or webp."""
    number: int
    """1-based."""
    languages: str
    """All that may be expected, joined by +."""
    seconds: float
    most_pixels: int
    decided: str | None = None
    """What an earlier vote found, ``deu+eng``; ``None``: take a sample of this page."""
    layer: Page | None = None
    """Words of the text layer, to be kept; the page then stands as they do."""
    engines: Engines = NO_PHOTO_READER
    by: By = "fitting"


def language_votes(request: OcrRequest) -> dict[str, float]:
    """How a sample of the page votes on its language."""
    return dict(vote(word.text for word in _Sheet(request).reader(TesseractEngine()).sample().words))


def ocr_page(request: OcrRequest) -> bytes:
    """The page, as msgpack of ``[Page]``."""
    return to_msgpack([_Sheet(request).page()])


class _Sheet:
    """The reading of one page."""

    def __init__(self, request: OcrRequest) -> None:
        self._request = request
        self._started = time.monotonic()
        self._scan: PageImage = page_image(request.path, request.format, request.number, request.most_pixels)
        picture, self._dpi, guessed = self._scan.image, self._scan.dpi, self._scan.guessed
        corners = find_sheet(picture) if request.layer is None else None
        if corners is not None:
            picture = flattened(picture, corners)
            self._dpi, guessed = guessed_dpi(*picture.size), True  # the camera saw more than the sheet
        self._image = even_ground(picture)
        lies = stance(self._image)
        self._likely = Stand(90 if lies.sideways else 0, lies.skew)
        self._has_ink = lies.has_ink
        if guessed and self._has_ink and not is_narrow(min(picture.size), self._dpi):
            self._dpi = self._measured_dpi()

    def _measured_dpi(self) -> int:
        """The resolution by the size of the print: a short till receipt has the shape of a sheet of A4."""
        sample = self.reader(TesseractEngine()).sample()
        size = self._image.size if sample.stand.turn % 180 == 0 else self._image.size[::-1]
        narrow = is_till_print(sample.words, sample.width)
        return guessed_dpi(*size, narrow=True) if narrow else self._dpi

    def reader(self, engine: OcrEngine) -> UprightReader:
        return UprightReader(
            engine,
            dark_print(self._image) if engine.wants_print_of_one_size else self._image,
            self._dpi,
            self._likely,
            self._request.languages,
            self._started + self._request.seconds,
        )

    def page(self) -> Page:
        """The page, upright, with its words in points."""
        try:
            engine, reading = self._reading()
        except ReadingTimeoutError as problem:
            problem.details.setdefault("limit", self._request.seconds)
            raise
        return self._page(reading, self._request.engines.named(engine))

    def _reading(self) -> tuple[OcrEngine, UprightReading]:
        """Who read the page, and what."""
        by = self._request.by
        if by == "column":
            return self._read(ColumnTesseractEngine())
        if self._request.engines.photo is None or by == "tesseract" or not self._has_ink:
            return self._read(TesseractEngine())
        if by == "photo":
            return self._read(PhotoEngine())
        try:
            return self._read_by_who_fits()
        except PhotoReaderError:  # an installation gone wrong must not cost a page that Tesseract can read
            return self._read(TesseractEngine())

    def _read_by_who_fits(self) -> tuple[OcrEngine, UprightReading]:
        if self._suits_photo_reader:
            return self._read(PhotoEngine())
        tesseract, first = self._read(TesseractEngine())
        if self._request.layer is None and is_poor(first.words):
            self._likely = first.stand  # it was tried, not only looked at
            with contextlib.suppress(PhotoReaderError, ReadingTimeoutError):
                photo, second = self._read(PhotoEngine())
                if reads_better(second.words, first.words):
                    return photo, second
        return tesseract, first

    @cached_property
    def _suits_photo_reader(self) -> bool:
        """Whether the page is a till receipt, or a photo: what Tesseract reads with many faults."""
        # By its shorter side: with few lines to see, how it lies is often misjudged.
        return self._request.layer is None and is_narrow(min(self._image.size), self._dpi)

    def _read(self, engine: OcrEngine) -> tuple[OcrEngine, UprightReading]:
        request, reader = self._request, self.reader(engine)
        if request.layer is not None:
            stand = Stand((request.layer.rotation - self._scan.rotation) % 360, 0.0)
            return engine, reader.read(stand, request.decided or request.languages)
        return engine, reader.read_as_it_stands(request.decided)

    def _page(self, reading: UprightReading, engine: str) -> Page:
        layer = self._request.layer.words if self._request.layer else []
        unread = [
            word
            for word in reading.words
            if not any(overlap(_box(word), _box(known)) >= COVERED_SHARE for known in layer)
        ]
        if layer:
            source: PageSource = "mixed" if unread else "text_layer"
        else:
            source = "ocr" if unread else "blank"
        return Page(
            self._request.number,
            reading.width,
            reading.height,
            source,
            [*layer, *unread],
            rotation=(self._scan.rotation + reading.stand.turn) % 360,
            skew=reading.stand.skew,
            ocr_engine=engine,
            ocr_seconds=round(time.monotonic() - self._started, 3),
            languages=reading.languages,
        )


def _box(word: Word) -> tuple[float, float, float, float]:
    return word.x0, word.y0, word.x1, word.y1
