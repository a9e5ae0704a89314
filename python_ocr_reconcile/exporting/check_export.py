"""Check an export: every byte of it is what it was when the export was made, or it is told.

    python3 FILE.zip              an export as one file
    python3 FOLDER/verify.py      the same, unpacked
    python3 verify.py FILE.zip    with a copy of this program that you trust

It needs Python 3.8 or newer and nothing else, changes nothing, and ends with 0 where all is as it was. It
holds the export against its own manifest: who can write a new manifest can write a new export. So compare
the fingerprint that it prints with the one that you were given by another way, or have the service that made
the export check it (`ocr-reconcile import --check FILE.zip`), which also knows its own seal.
"""

import hashlib
import json
import os
import re
import sys
import zipfile
from pathlib import Path
from typing import IO, Any, Dict, Iterator, List, Optional, Tuple

MANIFEST = "manifest.json"
FINGERPRINT = "manifest.sha256"
COMMENT = b"sha256 of all bytes before: "
CHUNK = 1 << 20
MOST_MANIFEST_BYTES = 1 << 30
_LINE = re.compile(rb"([0-9a-f]{64})  manifest\.json\n")
_PATH = re.compile(r"[^\\/\x00]+(/[^\\/\x00]+)*")


class Broken(Exception):  # noqa: N818 - it is told, not raised at a programmer
    """The export is not what it was."""


def fingerprint_of(path: Path) -> str:
    """The SHA-256 of the manifest of the export at `path`, once every byte of it has been checked.

    Raises `Broken` that says what is not as it was.
    """
    try:
        return _folder(path) if path.is_dir() else _archive(path)
    except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as problem:
        raise Broken("it cannot be read: {}".format(problem)) from None
    except Exception as problem:
        if isinstance(problem, Broken):
            raise
        # What a changed byte makes of a compressed stream is an error of the decompressor's own kind.
        raise Broken("it cannot be read: {}".format(type(problem).__name__)) from None


def _folder(folder: Path) -> str:
    found = {}
    for place, names, files in os.walk(str(folder)):
        for name in names + files:
            if (Path(place) / name).is_symlink():
                raise Broken("{} is a link".format(Path(place) / name))
        for name in files:
            path = Path(place) / name
            found[path.relative_to(folder).as_posix()] = path
    return _held_against(found, lambda name: found[name].open("rb"))


def _archive(path: Path) -> str:
    with path.open("rb") as file:
        _whole(file, path.stat().st_size)
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if len(set(names)) != len(names):
                raise Broken("a name is there twice")
            return _held_against(dict.fromkeys(names), archive.open)


def _whole(file: IO[bytes], size: int) -> None:
    """Hold every byte of the archive against the digest in its comment, which is its end."""
    tail = len(COMMENT) + 64
    digest, left = hashlib.sha256(), size - tail
    if left < 0:
        raise Broken("it is no export")
    while left and (part := file.read(min(CHUNK, left))):
        digest.update(part)
        left -= len(part)
    if file.read() != COMMENT + digest.hexdigest().encode():
        raise Broken("the file is not what it was: a byte was changed, added or lost")


def _held_against(found: Dict[str, Any], opened: Any) -> str:
    """Hold what was `found` against the manifest, both ways; gives the manifest's fingerprint."""
    for name in (MANIFEST, FINGERPRINT):
        if name not in found:
            raise Broken("there is no {}".format(name))
    with opened(FINGERPRINT) as stream:
        line = _LINE.fullmatch(stream.read(100))
    with opened(MANIFEST) as stream:
        manifest = stream.read(MOST_MANIFEST_BYTES + 1)
    fingerprint = hashlib.sha256(manifest).hexdigest()
    if line is None or line.group(1).decode() != fingerprint:
        raise Broken("the manifest is not what it was")
    listed = {}
    for path, size, sha256 in _listed(manifest):
        if path in listed or not _PATH.fullmatch(path) or ".." in path.split("/"):
            raise Broken("the manifest lists {!r}".format(path))
        listed[path] = (size, sha256)
    for path in sorted(set(found) - set(listed) - {MANIFEST, FINGERPRINT}):
        raise Broken("{} is not in the manifest".format(path))
    for path, (size, sha256) in listed.items():
        if path not in found:
            raise Broken("{} is missing".format(path))
        with opened(path) as stream:
            if _digest(stream, size) != sha256:
                raise Broken("{} is not what it was".format(path))
    return fingerprint


def _listed(manifest: bytes) -> Iterator[Tuple[str, int, str]]:
    try:
        for entry in json.loads(manifest.decode("utf-8"))["files"]:
            yield str(entry["path"]), int(entry["size"]), str(entry["sha256"])
    except (ValueError, KeyError, TypeError):
        raise Broken("the manifest cannot be understood") from None


def _digest(stream: IO[bytes], size: int) -> Optional[str]:
    """The SHA-256 of a stream of exactly `size` bytes; nothing is read beyond that."""
    digest, left = hashlib.sha256(), size
    while left and (part := stream.read(min(CHUNK, left))):
        digest.update(part)
        left -= len(part)
    return None if left or stream.read(1) else digest.hexdigest()


def main(arguments: List[str]) -> int:
    """Check the export that is named, or the one that this program lies in."""
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        fingerprint = fingerprint_of(path)
    except Broken as problem:
        sys.stdout.write("CHANGED: {}\n".format(problem))
        return 1
    sys.stdout.write("Unchanged: every byte of {} is what its manifest says.\n".format(path))
    sys.stdout.write("Fingerprint: {}\n".format(fingerprint))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
