"""Where an export is written to: a folder, or one ZIP file. Each file is hashed as it is written.

The same contents make the same bytes: times within the archive are fixed, and so is the order.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from python_ocr_reconcile.config import MIB
from python_ocr_reconcile.errors import ExportTooLargeError, InputError, MalformedJSONError, StorageError
from python_ocr_reconcile.exporting.check_export import COMMENT, MANIFEST
from python_ocr_reconcile.models.encoding import decode_plain

FORMAT = "ocr-reconcile-export"
_COMPRESSED_ALREADY = frozenset({"pdf", "png", "jpg", "jpeg", "webp", "xlsx", "zst", "zip"})
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""Of a ZIP; no time of day is among what is hashed."""
_LEVEL = 6


class Entry(dict[str, Any]):
    """What the manifest says of one file: path, size, sha256, content, and facts."""


class Target(Protocol):
    """What takes the files of an export."""

    def add(self, path: str, source: IO[bytes]) -> tuple[int, str]:
        """Write a file; gives its size and its SHA-256."""


class FolderTarget:
    """A new folder."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._left = most_bytes
        self._most = most_bytes

    def add(self, path: str, source: IO[bytes]) -> tuple[int, str]:
        """Write a file; gives its size and its SHA-256."""
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            size, sha256 = _copied(source, file, self._left, self._most)
        self._left -= size
        return size, sha256


class ZipTarget:
    """A new ZIP file; `finish` makes it whole."""

    def __init__(self, file: IO[bytes], most_bytes: int) -> None:
        self._file = file
        self._archive = zipfile.ZipFile(file, "w", allowZip64=True)
        self._left = most_bytes
        self._most = most_bytes

    def add(self, path: str, source: IO[bytes]) -> tuple[int, str]:
        """Write a file; gives its size and its SHA-256."""
        info = zipfile.ZipInfo(path, _FIRST_DAY)
        info.create_system = 3  # Unix, wherever it is made
        info.external_attr = 0o100644 << 16
        known = path.rpartition(".")[2].lower() in _COMPRESSED_ALREADY
        info.compress_type = zipfile.ZIP_STORED if known else zipfile.ZIP_DEFLATED
        with self._archive.open(info, "w", force_zip64=True) as member:
            size, sha256 = _copied(source, member, self._left, self._most)
        self._left -= size
        return size, sha256

    def abandon(self) -> None:
        """Let go of what was begun; nobody will read it."""
        self._archive.fp = None

    def finish(self) -> None:
        """Write the directory, and at the very end the digest of every byte before it."""
        self._archive.comment = COMMENT + b"0" * 64
        self._archive.close()
        digest = hashlib.sha256()
        left = self._file.seek(0, os.SEEK_END) - len(COMMENT) - 64
        self._file.seek(0)
        while left:
            part = self._file.read(min(MIB, left))
            digest.update(part)
            left -= len(part)
        self._file.write(COMMENT + digest.hexdigest().encode())
        self._file.flush()


def _copied(source: IO[bytes], target: IO[bytes], left: int, most: int) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    while part := source.read(MIB):
        size += len(part)
        if size > left:
            raise ExportTooLargeError(
                f"The export is larger than {most:,} bytes.",
                limit=most,
                setting="OCR_RECONCILE_MAX_EXPORT_BYTES",
            )
        digest.update(part)
        target.write(part)
    return size, digest.hexdigest()


@contextmanager
def new_folder(folder: Path, most_bytes: int, *, replace: bool) -> Iterator[Target]:
    """A target that becomes `folder`, which is new or empty, once all has been written.

    With `replace` an earlier export there gives way. Raises `InputError` where something else is in the way.
    """
    _check_free(folder, replace=replace)
    unfinished = folder.with_name(f".{folder.name}.unfinished-{os.getpid()}")
    try:
        unfinished.mkdir(parents=True)
        yield FolderTarget(unfinished, most_bytes)
        if folder.exists():
            shutil.rmtree(folder)
        unfinished.rename(folder)
    except OSError as problem:
        raise StorageError(f"the export cannot be written to {folder}: {problem.strerror}") from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


@contextmanager
def new_file(path: Path, most_bytes: int, *, replace: bool) -> Iterator[Target]:
    """A target that becomes the ZIP file `path` once all has been written. Raises `InputError`."""
    if path.exists() and not (replace and path.is_file()):
        raise InputError(f"{path} is there already; name another file, or replace it.")
    unfinished = path.with_name(f".{path.name}.unfinished-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("x+b") as file:
            target = ZipTarget(file, most_bytes)
            try:
                yield target
                target.finish()
            finally:
                target.abandon()
        unfinished.rename(path)
    except OSError as problem:
        raise StorageError(f"the export cannot be written to {path}: {problem.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _check_free(folder: Path, *, replace: bool) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file; name a folder for the export.")
    if any(folder.iterdir()):
        if not replace:
            raise InputError(f"{folder} is not empty; name another folder, or replace an earlier export.")
        if not _is_export(folder / MANIFEST):
            raise InputError(f"{folder} holds something that is not an export; name another folder.")


def _is_export(manifest: Path) -> bool:
    try:
        facts = decode_plain(manifest.read_bytes())
    except (FileNotFoundError, IsADirectoryError, MalformedJSONError):
        return False
    return isinstance(facts, dict) and facts.get("format") == FORMAT
