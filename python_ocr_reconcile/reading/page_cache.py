"""Pages read by OCR, kept on disk, so that the same bytes are never read twice.

An entry is named by all that its words depend on: the file's content, the page, the engine with its
version and languages, and `READER`. It can be deleted at any time; one that is damaged is not believed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import DamagedFileError
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.reading.page_layer import pack, unpack

READER = "4"
"""To be changed whenever this package would read other words from the same page."""
KEPT_SHARE = 0.9
"""Of the limit, after the oldest entries were removed."""


class PageCache:
    """The pages of one file, as one engine reads them."""

    def __init__(self, settings: Settings, file_hash: str, engine: str) -> None:
        self._folder = settings.cache_folder / "pages"
        self._most_bytes = settings.limits.page_cache_bytes
        self._file = f"{file_hash}|{engine}|{settings.ocr_languages}|{READER}"

    def get(self, number: int) -> Page | None:
        """Page `number` (1-based), if it is there and whole."""
        path = self._path(number)
        try:
            pages = unpack(path.read_bytes())
            os.utime(path)  # the least recently used is removed first
        except (OSError, DamagedFileError):
            return None
        return pages[0] if len(pages) == 1 and pages[0].number == number else None

    def put(self, page: Page) -> None:
        """Keep `page`. A cache that cannot be written is no reason to fail."""
        path = self._path(page.number)
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent)  # created 0600
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(pack([page]))
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)

    def trim(self) -> None:
        """Remove the least recently used entries where all together are larger than the limit."""
        entries = []
        for path in self._folder.glob("??/*"):
            with contextlib.suppress(OSError):
                about = path.stat()
                entries.append((about.st_mtime_ns, about.st_size, path))
        size = sum(entry[1] for entry in entries)
        if size <= self._most_bytes:
            return
        for _, entry_size, path in sorted(entries):
            if size <= KEPT_SHARE * self._most_bytes:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                size -= entry_size

    def _path(self, number: int) -> Path:
        key = hashlib.sha256(f"{self._file}|{number}".encode()).hexdigest()
        return self._folder / key[:2] / key
