"""One engine reads one page: which way up it stands, in what language it is, its words in points.

Runs in the sandbox.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from python_ocr_reconcile.errors import ReadingTimeoutError
from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.reading.choose import confidence
from python_ocr_reconcile.reading.languages import decide, likeliest, sampled_with, vote
from python_ocr_reconcile.reading.large_print import as_small_print, unread_head, with_head
from python_ocr_reconcile.reading.ocr import OcrEngine
from python_ocr_reconcile.reading.prepare import busiest_strip, is_narrow, smooth, upright

if TYPE_CHECKING:
    from PIL import Image


class Stand(NamedTuple):
    """What is to be done to a page for it to stand upright."""

    turn: int
    """Degrees clockwise: 0, 90, 180 or 270."""
    skew: float
    """Degrees clockwise, after the turn."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A strip of the page, read to learn how the page stands and in what language it is."""

    stand: Stand
    words: list[Word]
    """Boxes in pixels of the page as it was read."""
    confidence: float
    width: int = 0
    """Of that page, in pixels."""


@dataclass(frozen=True, slots=True)
class UprightReading:
    """The words of the upright page and its size, in points."""

    words: list[Word]
    width: float
    height: float
    stand: Stand
    languages: str


class UprightReader:
    """The reading of one page by one engine."""

    def __init__(
        self, engine: OcrEngine, image: Image.Image, dpi: int, likely: Stand, allowed: str, deadline: float
    ) -> None:
        self._engine = engine
        self._image = image
        self._dpi = dpi
        self._likely = likely
        self._allowed = allowed
        self._deadline = deadline

    def read(self, stand: Stand, languages: str) -> UprightReading:
        """The words of the page, which stands as `stand` says."""
        image, dpi = self._upright(stand)
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
            for word in self._words(image, dpi, languages)
        ]
        size = round(image.width * scale, 2), round(image.height * scale, 2)
        return UprightReading(words, *size, stand, languages)

    def _words(self, image: Image.Image, dpi: int, languages: str) -> list[Word]:
        """The words of the upright page, boxes in pixels."""
        narrow = is_narrow(image.width, dpi)
        words = self._recognise(image, dpi, languages, block=narrow)
        strip = unread_head(image, words) if narrow and self._engine.wants_print_of_one_size else None
        if strip is None:
            return words
        smaller, factor = as_small_print(image, strip)
        head = self._recognise(smaller, round(dpi / factor), languages, block=True)
        return with_head(words, head, strip, factor)

    def read_as_it_stands(self, decided: str | None) -> UprightReading:
        """The words of the page, the way up in which they read best, in its language."""
        if self._likely.turn or (decided is None and self._engine.needs_language):
            sample = self.sample()
            voted = decided or decide(vote(word.text for word in sample.words), self._allowed)
            return self._in_its_language(sample.stand, voted)
        reading = self._in_its_language(self._likely, decided)
        if confidence(reading.words) < self._engine.upright_confidence:
            stand = self.sample().stand
            if stand != self._likely:
                return self._in_its_language(stand, decided)
        return reading

    def _in_its_language(self, stand: Stand, languages: str | None) -> UprightReading:
        """Where the sample did not tell the language, the whole page does; it is read again if need be."""
        if languages is not None:
            return self.read(stand, languages)
        tried = sampled_with(self._allowed) if self._engine.needs_language else self._allowed
        reading = self.read(stand, tried)
        likely = likeliest(vote(word.text for word in reading.words), self._allowed)
        if likely == tried or not self._engine.needs_language:
            return UprightReading(reading.words, reading.width, reading.height, stand, likely)
        return self.read(stand, likely)

    def sample(self) -> Sample:
        """A strip of the page, the way up in which it reads best."""
        turn, skew = self._likely
        samples: list[Sample] = []
        # The likely way, its opposite, and then the others, for a page whose stance was misjudged.
        for quarter in (0, 180, 90, 270):
            stand = Stand((turn + quarter) % 360, skew if quarter % 180 == 0 else -skew)
            samples.append(self._sample(stand))
            if samples[-1].confidence >= self._engine.upright_confidence or (
                turn == 0 and self._settles(samples)
            ):
                break
        # A poor page is not turned on a mere guess: another way up must read well, and clearly better.
        return max(
            (
                sample
                for sample in samples
                if not sample.stand.turn or sample.confidence >= self._engine.least_confidence
            ),
            key=lambda sample: sample.confidence * (1 if sample.stand.turn else self._engine.clearly_better),
            default=Sample(Stand(0, 0.0), [], 0.0),
        )

    def _sample(self, stand: Stand) -> Sample:
        image, dpi = self._upright(stand)
        words = self._recognise(busiest_strip(image), dpi, sampled_with(self._allowed), block=True)
        return Sample(stand, words, confidence(words), image.width)

    def _upright(self, stand: Stand) -> tuple[Image.Image, int]:
        """The page as it is read, and its resolution."""
        image, dpi = upright(self._image, self._dpi, *stand, scaled=self._engine.wants_print_of_one_size)
        if self._engine.smoothing_pixels and is_narrow(image.width, dpi):
            image = smooth(image, dpi, self._engine.smoothing_pixels)
        return image, dpi

    def _settles(self, samples: list[Sample]) -> bool:
        """Whether a page that does not seem to lie on its side reads clearly better one way up."""
        if len(samples) != 2:
            return False
        worse, best = sorted(sample.confidence for sample in samples)
        return best >= self._engine.least_confidence and best > self._engine.clearly_better * worse

    def _recognise(self, image: Image.Image, dpi: int, languages: str, *, block: bool = False) -> list[Word]:
        seconds = self._deadline - time.monotonic()
        if seconds <= 0:
            raise ReadingTimeoutError("OCR of the page took too long.")
        return self._engine.read(image, dpi=dpi, languages=languages, seconds=seconds, block=block)
