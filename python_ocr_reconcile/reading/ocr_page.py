"""OCR of one page, from the file to words in points (runs in the sandbox)."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from python_ocr_reconcile.errors import ReadingTimeoutError
from python_ocr_reconcile.models.file import PageSource
from python_ocr_reconcile.models.page import Page, Word
from python_ocr_reconcile.reading.boxes import overlap
from python_ocr_reconcile.reading.languages import decide, likeliest, sampled_with, vote
from python_ocr_reconcile.reading.ocr import OcrEngine, TesseractEngine
from python_ocr_reconcile.reading.page_image import PageImage, page_image
from python_ocr_reconcile.reading.page_layer import to_msgpack
from python_ocr_reconcile.reading.prepare import busiest_strip, even_ground, is_narrow, upright
from python_ocr_reconcile.reading.straighten import stance

if TYPE_CHECKING:
    from PIL import Image

UPRIGHT_CONFIDENCE = 0.6
"""Mean of a page, by letters. Upright scans come to 0.7 and more; below it we ask how the page stands."""
LEAST_CONFIDENCE = 0.4
CLEARLY_BETTER = 1.3
"""Of samples: strips of poor scans come to 0.43 and more, upside down to half of that, on their side to 0.2
to 0.38."""
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
    engine: str = "tesseract"
    """Its identity, for the record."""


def engine_identity(languages: str) -> str:
    """Name and version of the OCR engine. Raises `MissingToolError`."""
    return TesseractEngine().identity(languages)


def language_votes(request: OcrRequest) -> dict[str, float]:
    """How a sample of the page votes on its language."""
    return dict(vote(word.text for word in _Reader(request).sample().words))


def ocr_page(request: OcrRequest) -> bytes:
    """The page, as msgpack of ``[Page]``."""
    started = time.monotonic()
    page = _Reader(request).page(started)
    return to_msgpack([page])


class _Stand(NamedTuple):
    """What is to be done to a page for it to stand upright."""

    turn: int
    """Degrees clockwise: 0, 90, 180 or 270."""
    skew: float
    """Degrees clockwise, after the turn."""


@dataclass(frozen=True, slots=True)
class _Sample:
    """A strip of the page, read to learn how the page stands and in what language it is."""

    stand: _Stand
    words: list[Word]
    confidence: float


@dataclass(frozen=True, slots=True)
class _Reading:
    """The words of the upright page and its size, in points."""

    words: list[Word]
    width: float
    height: float


class _Reader:
    """The reading of one page."""

    def __init__(self, request: OcrRequest) -> None:
        self._request = request
        self._engine: OcrEngine = TesseractEngine()
        self._deadline = time.monotonic() + request.seconds
        self._sheet: PageImage = page_image(request.path, request.format, request.number, request.most_pixels)
        self._image = even_ground(self._sheet.image)
        lies = stance(self._image)
        self._likely = _Stand(90 if lies.sideways else 0, lies.skew)

    def page(self, started: float) -> Page:
        """The page, upright, with its words in points."""
        request = self._request
        languages = request.decided
        if request.layer is not None:
            stand = _Stand((request.layer.rotation - self._sheet.rotation) % 360, 0.0)
            languages = languages or request.languages
            reading = self._read(stand, languages)
        elif languages is None or self._likely.turn:
            sample = self.sample()
            stand = sample.stand
            languages = languages or decide(vote(word.text for word in sample.words), request.languages)
            languages, reading = self._read_in_its_language(stand, languages)
        else:
            stand = self._likely
            reading = self._read(stand, languages)
            if confidence(reading.words) < UPRIGHT_CONFIDENCE and (other := self.sample().stand) != stand:
                stand = other
                reading = self._read(stand, languages)
        return self._page(reading, stand, languages, time.monotonic() - started)

    def _read_in_its_language(self, stand: _Stand, languages: str | None) -> tuple[str, _Reading]:
        """Where the sample did not tell the language, the whole page does; it is read again if need be."""
        if languages is not None:
            return languages, self._read(stand, languages)
        tried = sampled_with(self._request.languages)
        reading = self._read(stand, tried)
        likely = likeliest(vote(word.text for word in reading.words), self._request.languages)
        return likely, reading if likely == tried else self._read(stand, likely)

    def sample(self) -> _Sample:
        """A strip of the page, the way up in which it reads best."""
        turn, skew = self._likely
        samples: list[_Sample] = []
        # The likely way, its opposite, and then the others, for a page whose stance was misjudged.
        for quarter in (0, 180, 90, 270):
            stand = _Stand((turn + quarter) % 360, skew if quarter % 180 == 0 else -skew)
            samples.append(self._sample(stand))
            if samples[-1].confidence >= UPRIGHT_CONFIDENCE or (turn == 0 and _settles(samples)):
                break
        # A poor page is not turned on a mere guess: another way up must read well, and clearly better.
        return max(
            (sample for sample in samples if not sample.stand.turn or sample.confidence >= LEAST_CONFIDENCE),
            key=lambda sample: sample.confidence * (1 if sample.stand.turn else CLEARLY_BETTER),
            default=_Sample(_Stand(0, 0.0), [], 0.0),
        )

    def _sample(self, stand: _Stand) -> _Sample:
        image, dpi = upright(self._image, self._sheet.dpi, *stand)
        languages = sampled_with(self._request.languages)
        words = self._recognise(busiest_strip(image), dpi, languages, block=True)
        return _Sample(stand, words, confidence(words))

    def _read(self, stand: _Stand, languages: str) -> _Reading:
        image, dpi = upright(self._image, self._sheet.dpi, *stand)
        scale = 72 / dpi
        words = [
            Word(
                word.text,
                round(word.x0 * scale, 2),
                round(word.y0 * scale, 2),
                round(word.x1 * scale, 2),
                round(word.y1 * scale, 2),
                word.confidence,
            )
            for word in self._recognise(image, dpi, languages, block=is_narrow(image, dpi))
        ]
        return _Reading(words, round(image.width * scale, 2), round(image.height * scale, 2))

    def _recognise(self, image: Image.Image, dpi: int, languages: str, *, block: bool = False) -> list[Word]:
        seconds = self._deadline - time.monotonic()
        if seconds <= 0:
            raise ReadingTimeoutError("OCR of the page took too long.", limit=self._request.seconds)
        with tempfile.NamedTemporaryFile(suffix=".tif") as file:
            # Uncompressed TIFF: Leptonica reads a PGM byte by byte, which takes 120 ms a page.
            image.save(file, format="TIFF")
            file.flush()
            return self._engine.read(
                Path(file.name), dpi=dpi, languages=languages, seconds=seconds, block=block
            )

    def _page(self, reading: _Reading, stand: _Stand, languages: str, seconds: float) -> Page:
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
            rotation=(self._sheet.rotation + stand.turn) % 360,
            skew=stand.skew,
            ocr_engine=self._request.engine,
            ocr_seconds=round(seconds, 3),
            languages=languages,
        )


def _settles(samples: list[_Sample]) -> bool:
    """Whether a page that does not seem to lie on its side reads clearly better one way up than the other."""
    if len(samples) != 2:
        return False
    worse, best = sorted(sample.confidence for sample in samples)
    return best >= LEAST_CONFIDENCE and best > CLEARLY_BETTER * worse


def confidence(words: list[Word]) -> float:
    """The mean confidence of `words`, 0..1, by their letters and digits; 0 without words."""
    letters: Counter[float] = Counter()
    for word in words:
        letters[word.confidence or 0.0] += sum(c.isalnum() for c in word.text)
    total = sum(letters.values())
    return sum(value * count for value, count in letters.items()) / total if total else 0.0


def _box(word: Word) -> tuple[float, float, float, float]:
    return word.x0, word.y0, word.x1, word.y1
