"""A folder of results that can be made again: read by key, bounded in size, never relied on.

Any entry can be deleted at any time, and several processes may use one folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

KEPT_SHARE = 0.9
"""Of the limit, after the oldest entries were removed."""


class FileCache:
    """Bytes by key, at most `most_bytes` of them after a `trim`."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def get(self, key: str, group: str = "") -> bytes | None:
        """What was put under `key`, if it is still there."""
        path = self.path(key, group)
        try:
            data = path.read_bytes()
            os.utime(path)  # the least recently used is removed first
        except OSError:
            return None
        return data

    def put(self, key: str, data: bytes, group: str = "") -> None:
        """Keep `data`. A cache that cannot be written is no reason to fail.

        What is of one `group`, whose name is hexadecimal, can be forgotten at once.
        """
        path = self.path(key, group)
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent)  # created 0600
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
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

    def forget(self, group: str) -> None:
        """Remove all entries of `group`."""
        for path in (self._folder / group[:2]).glob(f"{group}-*"):
            with contextlib.suppress(OSError):
                path.unlink()

    def path(self, key: str, group: str = "") -> Path:
        """Where the entry of `key` lies, if there is one."""
        name = hashlib.sha256(key.encode()).hexdigest()
        if group:
            name = f"{group}-{name}"
        return self._folder / name[:2] / name
