"""The folder for temporary files of one reading process, and what is left of those whose owners were killed.

Whoever uses a folder holds a lock on a file in it, which the kernel lets go of with him however he ends, and
which tells of owners in other containers on the same folder as well; a number of a process would not.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

PREFIX = "ocr-reconcile-reading-"
LOCK = "in-use"


class Scratch:
    """A folder of its own, until it is removed or this process and those it passed `lock` to have ended."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self.lock = lock
        """The descriptor that holds it."""

    @classmethod
    def make(cls) -> Self:
        """A new one, below the system's folder for temporary files. Raises `OSError`."""
        path = Path(tempfile.mkdtemp(prefix=PREFIX))
        made = path / f"{LOCK}-soon"
        lock = os.open(made, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        made.rename(path / LOCK)  # only now may anybody ask whether it is in use
        return cls(path, lock)

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.let_go()

    def let_go(self) -> None:
        """It is another process's: in this one nothing holds it any more."""
        os.close(self.lock)


def remove_left() -> int:
    """Remove the folders that nobody uses any more; gives how many."""
    removed = 0
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # it is in use, of another user, not one of these, or another removes it
            lock = os.open(path / LOCK, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path)
                removed += 1
            finally:
                os.close(lock)
    return removed
