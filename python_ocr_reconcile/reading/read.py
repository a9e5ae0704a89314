"""A file becomes pages of words: the text layer where it is sane, OCR where it is not."""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from python_ocr_reconcile.config import PhotoReader, Settings
from python_ocr_reconcile.errors import (
    NoPagesError,
    ReadingTimeoutError,
    TooManyPagesError,
    UnsupportedFormatError,
)
from python_ocr_reconcile.intake.identify import BANK_FILE_FORMATS, FileKind
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.reading.engines import By, Engines, engine_identities
from python_ocr_reconcile.reading.languages import decide, vote
from python_ocr_reconcile.reading.ocr_page import OcrRequest, language_votes, ocr_page
from python_ocr_reconcile.reading.page_cache import PageCache
from python_ocr_reconcile.reading.page_image import PIL_FORMATS, count_frames
from python_ocr_reconcile.reading.page_layer import from_msgpack
from python_ocr_reconcile.reading.prepare import is_narrow
from python_ocr_reconcile.reading.sandbox import Pool, shared_pool
from python_ocr_reconcile.reading.text_layer import TextLayerPage, count_pages, read_text_layer

Progress = Callable[[int, int], None]
"""Called with (pages done, pages in all)."""
T = TypeVar("T")

POINTS = 72
"""In an inch."""
CHUNK_PAGES = 50
"""Pages of text read by one task, at most: 0.1 to 0.5 s."""
SHARED_PAGES = 8
"""A file of more is shared out to several processes, which are then all there when OCR begins."""
LARGE_FILE_BYTES = 1 << 20
"""A file of more has many pages, or scanned ones: while they are counted, another process starts for them."""
SAMPLED_PAGES = 3
"""A file with so many pages to OCR is sampled once; with fewer, each page is, while it is read."""
GRACE_SECONDS = 10
"""The OCR program's own limit is meant to strike before that of the process that waits for it."""
# Made at import, by one thread: threads that made it at once would see a struct half looked into.
_TEXT_LAYERS = msgspec.msgpack.Decoder(list[TextLayerPage])


def read_pages(
    path: Path,
    kind: FileKind,
    settings: Settings,
    *,
    file_hash: str,
    use_cache: bool = True,
    progress: Progress | None = None,
) -> list[Page]:
    """The pages of the file at `path`, in order, each with its words; none where it is XML or a bank file.

    Pages that were read by OCR before, in a file with the same `file_hash` (SHA-256), come from the cache,
    unless it is not to be used; what is read goes there in any case.
    Raises `UnsupportedFormatError`, another `DocumentError`, or `MissingToolError`.
    """
    if kind.format == "einvoice_xml" or kind.format in BANK_FILE_FORMATS:
        return []
    if kind.format != "pdf" and kind.format not in PIL_FORMATS:
        raise UnsupportedFormatError(f"This is {kind.description}.", format=kind.format)
    reading = _Reading(path, kind.format, settings, progress)
    reading.count()
    reading.read_text_layers()
    reading.read_by_ocr(file_hash, use_cache=use_cache)
    return reading.result()


def read_some_pages(path: Path, kind: FileKind, settings: Settings, *, file_hash: str) -> list[Page]:
    """A few pages, enough to see what the file is: those with text among the first, else the first and last.

    None where it has no pages or is of a kind that has none. What is read by OCR goes to the cache. Raises a
    `DocumentError` as `read_pages` does.
    """
    if kind.format != "pdf" and kind.format not in PIL_FORMATS:
        return []
    reading = _Reading(path, kind.format, settings, None)
    reading.count()
    reading.read_text_layers(CHUNK_PAGES)
    if not any(page.words for page in reading.result()):
        reading.read_by_ocr(file_hash, use_cache=True, only=(1, reading.total))
    return reading.result()


def read_pages_again(
    path: Path,
    kind: FileKind,
    settings: Settings,
    pages: Sequence[Page],
    *,
    file_hash: str,
    seconds: float,
    use_cache: bool = True,
) -> list[Page]:
    """`pages`, which one OCR engine read, as the other one reads them.

    Where there is no other, narrow ones are read by Tesseract in another way, and those of full width not.
    Takes at most `seconds`. Raises as `read_pages` does.
    """
    reading = _Reading(path, kind.format, settings, None, seconds)
    engines = reading.look_for_engines()
    by: dict[By, list[Page]] = {"photo": [], "tesseract": [], "column": []}
    for page in pages:
        if engines.photo is not None:
            by["tesseract" if page.ocr_engine == engines.photo else "photo"].append(page)
        elif is_narrow(page.width, POINTS):
            by["column"].append(page)
    for engine, theirs in by.items():
        reading.read_again(engine, theirs, file_hash, engines, use_cache=use_cache)
    return reading.result()


class _Reading:
    """One file on its way to pages."""

    def __init__(
        self,
        path: Path,
        file_format: str,
        settings: Settings,
        progress: Progress | None,
        seconds: float | None = None,
    ) -> None:
        self._path = path
        self._format = file_format
        self._settings = settings
        self._limits = settings.limits
        self._pool: Pool = shared_pool(settings)
        self._progress = progress
        self._seconds = settings.limits.document_seconds if seconds is None else seconds
        self._deadline = time.monotonic() + self._seconds
        self._total = 0
        self._done: dict[int, Page] = {}
        self._layers: dict[int, Page] = {}
        """What the text layer has of pages that need OCR."""
        self._asked: Future[tuple[str, str | None]] | None = None
        """Who can read here."""

    def count(self) -> None:
        if self._format == "pdf":
            counting = self._submit(count_pages, self._path)
        else:
            counting = self._submit(count_frames, self._path, self._format, self._limits.page_pixels)
        if self._path.stat().st_size > LARGE_FILE_BYTES:
            self._asked = self._ask_for_engines()
        self._total = self._wait(counting)
        if self._total < 1:
            raise NoPagesError("The file has no pages.")
        if self._total > self._limits.pages:
            raise TooManyPagesError(
                f"The document has {self._total:,} pages; {self._limits.pages:,} are accepted.",
                limit=self._limits.pages,
            )

    @property
    def total(self) -> int:
        return self._total

    def read_text_layers(self, most: int | None = None) -> None:
        if self._format != "pdf":
            return
        last = self._total if most is None else min(most, self._total)
        size = min(CHUNK_PAGES, max(SHARED_PAGES, math.ceil(last / self._settings.processes)))
        chunks = [
            (read_text_layer, (self._path, first, min(first + size - 1, last)))
            for first in range(1, last + 1, size)
        ]
        for answer in self._in_turn(chunks, self._limits.page_seconds):
            for part in _TEXT_LAYERS.decode(answer):
                if part.needs_ocr:
                    self._layers[part.page.number] = part.page
                else:
                    self._done[part.page.number] = part.page
            self._report()

    def read_by_ocr(self, file_hash: str, *, use_cache: bool, only: Sequence[int] | None = None) -> None:
        every = range(1, self._total + 1) if only is None else sorted(set(only))
        wanted = [number for number in every if number not in self._done]
        if not wanted:
            return
        engines = self.look_for_engines()
        cache = PageCache(self._settings, file_hash, engines.identity("fitting"))
        if use_cache:
            self._take_from(cache, wanted)
        requests = [self._request(number, engines) for number in wanted if number not in self._done]
        decided = self._languages(requests)
        self._read([replace(request, decided=decided) for request in requests], cache)

    def read_again(
        self, by: By, pages: Sequence[Page], file_hash: str, engines: Engines, *, use_cache: bool
    ) -> None:
        """Read `pages` by the engine named."""
        cache = PageCache(self._settings, file_hash, engines.identity(by))
        if use_cache:
            self._take_from(cache, [page.number for page in pages])
        requests = [
            replace(self._request(page.number, engines, by), decided=page.languages)
            for page in pages
            if page.number not in self._done
        ]
        self._read(requests, cache)

    def _take_from(self, cache: PageCache, numbers: Iterable[int]) -> None:
        for number in numbers:
            if page := cache.get(number):
                self._done[number] = page
        self._report()

    def _read(self, requests: list[OcrRequest], cache: PageCache) -> None:
        pages = [(ocr_page, (request,)) for request in requests]
        for answer in self._in_turn(pages, self._limits.page_seconds + GRACE_SECONDS):
            (page,) = from_msgpack(answer)
            cache.put(page)
            self._done[page.number] = page
            self._report()
        if requests:
            cache.trim()

    def result(self) -> list[Page]:
        return [self._done[number] for number in sorted(self._done)]

    def look_for_engines(self) -> Engines:
        self._asked = self._asked or self._ask_for_engines()
        return Engines(*self._wait(self._asked))

    def _ask_for_engines(self) -> Future[tuple[str, str | None]]:
        wanted = self._settings.photo_reader is PhotoReader.AUTO
        return self._submit(partial(engine_identities, photo=wanted), self._settings.ocr_languages)

    def _request(self, number: int, engines: Engines, by: By = "fitting") -> OcrRequest:
        layer = self._layers.get(number)
        return OcrRequest(
            path=self._path,
            format=self._format,
            number=number,
            languages=self._settings.ocr_languages,
            seconds=self._limits.page_seconds,
            most_pixels=self._limits.page_pixels,
            layer=layer if layer and layer.words else None,
            engines=engines,
            by=by,
        )

    def _languages(self, requests: list[OcrRequest]) -> str | None:
        """One decision for the whole file, from what is read already and from two of its pages."""
        votes = vote(word.text for page in self._done.values() for word in page.words[:1_000])
        decided = decide(votes, self._settings.ocr_languages)
        if decided or len(requests) < SAMPLED_PAGES:
            return decided
        sampled = {0, len(requests) // 2}
        samples = [(language_votes, (requests[place],)) for place in sorted(sampled)]
        for answer in self._in_turn(samples, self._limits.page_seconds + GRACE_SECONDS):
            votes = votes + Counter(answer)
        return decide(votes, self._settings.ocr_languages)

    def _submit(self, function: Callable[..., T], *arguments: Any, seconds: float | None = None) -> Future[T]:
        return self._pool.submit(function, *arguments, seconds=seconds or self._limits.page_seconds)

    def _wait(self, future: Future[T]) -> T:
        try:
            return future.result(max(0.0, self._deadline - time.monotonic()))
        except TimeoutError:
            future.cancel()
            raise ReadingTimeoutError(
                f"Reading the document took longer than {self._seconds:,.0f} seconds.", limit=self._seconds
            ) from None

    def _in_turn(self, tasks: list[tuple[Callable[..., T], tuple[Any, ...]]], seconds: float) -> Iterator[T]:
        """The results in order, with few tasks under way at once: another document gets its turn between."""
        waiting = deque(tasks)
        running: deque[Future[T]] = deque()
        try:
            while waiting or running:
                while waiting and len(running) < 2 * self._settings.processes:
                    function, arguments = waiting.popleft()
                    running.append(self._submit(function, *arguments, seconds=seconds))
                yield self._wait(running.popleft())
        finally:
            for future in running:
                future.cancel()

    def _report(self) -> None:
        if self._progress:
            self._progress(len(self._done), self._total)
