"""How far the reading of each upload has come, for those who wait for it.

Kept in files, because the process that is asked is seldom the one that reads. They are told on the machine
that reads; elsewhere an upload is only known to be read, which its row says.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from pathlib import Path

import msgspec

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.reading.read import Progress

LEAST_SECONDS = 0.2
"""Between two notes of one upload; a text layer has hundreds of pages a second."""


class PagesDone(msgspec.Struct, frozen=True):
    """Pages read, and pages in all; when both are the same, the values are being found and proved."""

    done: int
    total: int


class ProgressNotes:
    """Notes on the uploads that are being read from one database."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.cache_folder / "progress"
        self._database = settings.database_url

    def noting(self, upload_id: int, also: Progress | None = None) -> Progress:
        """What a reader is to call; `also` is called with the same."""
        noted = -1.0

        def progress(done: int, total: int) -> None:
            nonlocal noted
            if also is not None:
                also(done, total)
            if done < total and time.monotonic() - noted < LEAST_SECONDS:
                return
            noted = time.monotonic()
            self._write(upload_id, PagesDone(done, total))

        return progress

    def of(self, upload_id: int) -> PagesDone | None:
        """The last note on this upload, if there is one."""
        try:
            return msgspec.json.decode(self._path(upload_id).read_bytes(), type=PagesDone)
        except (OSError, msgspec.DecodeError):
            return None

    def clear(self, upload_id: int) -> None:
        """Forget an upload that is no longer read."""
        with contextlib.suppress(OSError):
            self._path(upload_id).unlink(missing_ok=True)

    def _write(self, upload_id: int, note: PagesDone) -> None:
        path = self._path(upload_id)
        beside = path.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):  # that nobody can watch is no reason not to read
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.write_bytes(msgspec.json.encode(note))
            beside.replace(path)

    def _path(self, upload_id: int) -> Path:
        return self._folder / hashlib.sha256(f"{self._database}|{upload_id}".encode()).hexdigest()
