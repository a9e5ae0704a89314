"""Pages read by OCR, kept on disk, so that the same bytes are never read twice.

An entry is named by all that its words depend on: the file's content, the page, the engine with its
version and languages, and `READER`. It can be deleted at any time; one that is damaged is not believed.
"""

from __future__ import annotations

from pathlib import Path

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import DamagedFileError
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.reading.file_cache import FileCache
from python_ocr_reconcile.reading.page_layer import pack, unpack

READER = "8"
"""To be changed whenever this package would read other words from the same page."""


class PageCache:
    """The pages of one file, as one engine reads them."""

    def __init__(self, settings: Settings, file_hash: str, engine: str) -> None:
        self._files = FileCache(settings.cache_folder / "pages", settings.limits.page_cache_bytes)
        self._file_hash = file_hash
        self._file = f"{file_hash}|{engine}|{settings.ocr_languages}|{READER}"

    def get(self, number: int) -> Page | None:
        """Page `number` (1-based), if it is there and whole."""
        data = self._files.get(self._key(number), self._file_hash)
        try:
            pages = unpack(data) if data else []
        except DamagedFileError:
            return None
        return pages[0] if len(pages) == 1 and pages[0].number == number else None

    def put(self, page: Page) -> None:
        """Keep `page`. A cache that cannot be written is no reason to fail."""
        self._files.put(self._key(page.number), pack([page]), self._file_hash)

    def trim(self) -> None:
        """Remove the least recently used entries where all together are larger than the limit."""
        self._files.trim()

    @staticmethod
    def forget(settings: Settings, file_hash: str) -> None:
        """Remove the pages of a file, by whichever engine: its words are stored elsewhere now."""
        folder = settings.cache_folder / "pages"
        FileCache(folder, settings.limits.page_cache_bytes).forget(file_hash)

    def _key(self, number: int) -> str:
        return f"{self._file}|{number}"

    def _path(self, number: int) -> Path:
        return self._files.path(self._key(number), self._file_hash)
