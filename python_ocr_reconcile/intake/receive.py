"""Receive a file: bounded, hashed on the way, durable before it is acknowledged.

The order is what makes it durable: temporary file -> fsync -> rename -> fsync of both folders. A file is
kept under its SHA-256, so that nothing a sender writes ever becomes part of a path, and so that the same
bytes are kept once.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
import unicodedata
from collections.abc import Callable, Container
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from python_ocr_reconcile.config import MIB, Limits
from python_ocr_reconcile.disk import disk_errors
from python_ocr_reconcile.errors import EmptyFileError, FileTooLargeError

CHUNK_BYTES = MIB
INCOMING = ".incoming"
"""Folder inside the upload folder: a rename must stay on one file system to be atomic."""
PLACE = "upload folder"
NAME_LENGTH = 255
UNNAMED = "unnamed"


_ENTERED: set[tuple[Path, int]] = set()
"""Folders of originals, each with its inode, whose entry in the upload folder is on disk, as we know."""


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that is on disk to stay."""

    file_name: str
    """As the sender named it, made safe to show; never used as a path."""
    file_path: str
    """Relative to the upload folder: ``ab/ab12...`` (the whole SHA-256)."""
    file_hash: str
    """SHA-256, lower-case hexadecimal."""
    file_size: int
    """Bytes."""


def receive(
    stream: BinaryIO,
    *,
    file_name: str,
    folder: Path,
    limits: Limits,
    before_keeping: Callable[[str], None] | None = None,
) -> ReceivedFile:
    """Keep the bytes of `stream` below `folder`; when this returns they survive a power loss.

    `before_keeping` is told the SHA-256 when all has come; what it raises goes through. Raises
    `FileTooLargeError` as soon as ``limits.upload_bytes`` is passed, `EmptyFileError`, `StorageFullError` and
    `StorageError`; in each case nothing is left behind.
    """
    with disk_errors(PLACE):
        incoming = folder / INCOMING
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=incoming)  # created 0600
    temporary = Path(name)
    try:
        with FileIO(handle, "wb") as target:
            file_hash, file_size = _copy(stream, target, limits)
            with disk_errors(PLACE):
                os.fsync(target.fileno())
        if before_keeping is not None:
            before_keeping(file_hash)
        file_path = stored_path(file_hash)
        with disk_errors(PLACE):
            _settle(temporary, folder / file_path)
    finally:
        with suppress(OSError):  # it has its name; or it stays, and `remove_abandoned` will find it
            temporary.unlink()
    return ReceivedFile(display_name(file_name), str(file_path), file_hash, file_size)


def remove_abandoned(folder: Path, limits: Limits) -> int:
    """Remove what processes that were killed left of files that never arrived whole; gives how many.

    Nothing younger than twice the time in which a body must arrive: somebody may still be sending it.
    """
    oldest, removed = _oldest_under_way(limits), 0
    for path in (folder / INCOMING).glob("*"):
        with suppress(OSError):  # another process removes it, or it has arrived
            if path.stat().st_mtime < oldest:
                path.unlink()
                removed += 1
    return removed


def strays(folder: Path, known: Container[str], limits: Limits) -> list[Path]:
    """Originals below `folder` whose hash is not among the `known` ones, which are those that a row names.

    None that is so young that its row may be on its way.
    """
    oldest, found = _oldest_under_way(limits), []
    for path in folder.glob(f"{'[0-9a-f]' * 2}/{'[0-9a-f]' * 64}"):
        with suppress(OSError):  # somebody has removed it
            if path.name not in known and path.stat().st_mtime < oldest:
                found.append(path)
    return found


def _oldest_under_way(limits: Limits) -> float:
    """The time of the oldest file that somebody may still be sending."""
    return time.time() - 2 * limits.request_seconds


def stored_path(file_hash: str) -> PurePosixPath:
    """Where the file with this SHA-256 is kept, relative to the upload folder."""
    return PurePosixPath(file_hash[:2]) / file_hash


def display_name(name: str) -> str:
    """`name` as it may be shown: its last part, no control or direction characters, at most 255 long."""
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    cleaned = " ".join(visible.split())
    if len(cleaned) > NAME_LENGTH:
        stem, dot, extension = cleaned.rpartition(".")
        keep = dot + extension if stem and len(extension) <= 16 else ""
        cleaned = cleaned[: NAME_LENGTH - len(keep)] + keep
    return cleaned if cleaned.strip(". ") else UNNAMED


def _copy(stream: BinaryIO, target: FileIO, limits: Limits) -> tuple[str, int]:
    """Copy all of `stream`; gives its SHA-256 and its size in bytes."""
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(CHUNK_BYTES):  # an error of the sender's connection is not one of storage
        size += len(chunk)
        if size > limits.upload_bytes:
            raise FileTooLargeError(
                f"The file is larger than {limits.upload_bytes:,} bytes.", limit=limits.upload_bytes
            )
        digest.update(chunk)
        with disk_errors(PLACE):
            rest = memoryview(chunk)
            while rest:  # an unbuffered write may take a part only
                rest = rest[target.write(rest) :]
    if not size:
        raise EmptyFileError("The file has 0 bytes.")
    return digest.hexdigest(), size


def _settle(temporary: Path, kept: Path) -> None:
    """Move `temporary` to its place for good. The same bytes there already: nothing to do."""
    folder = kept.parent
    folder.mkdir(mode=0o700, exist_ok=True)
    if not kept.exists():
        temporary.rename(kept)
    # Also when it was there: another process may have renamed it a moment ago and not yet synced.
    _sync_folder(folder)
    entry = folder, folder.stat().st_ino
    if entry not in _ENTERED:  # one of 256, which are never removed
        _sync_folder(folder.parent)
        _ENTERED.add(entry)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
