"""Requests that this process is answering, and how the reading in its other threads gives way to them.

Reading a small file is ten milliseconds of this process beside what its children do; without this two hundred
uploads a second would be answered at the pace at which they are read.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

QUIET_SECONDS = 0.02
"""With no request for so long, nobody is kept waiting."""
MOST_SECONDS = 1.0
"""Reading gives way for so long before each file, and no longer: it must get on, however much is asked."""


class Traffic:
    """Counts the requests under way in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way = 0
        self._last = -QUIET_SECONDS

    @contextmanager
    def request(self) -> Iterator[None]:
        """A request is being answered."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Inside of `request`: it waits for a document, and needs no processor."""
        self._count(-1)
        try:
            yield
        finally:
            self._count(1)

    def give_way(self) -> None:
        """Wait until it is quiet, or `MOST_SECONDS`."""
        until = time.monotonic() + MOST_SECONDS
        while self._is_busy() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, QUIET_SECONDS))

    def _is_busy(self) -> bool:
        return self._under_way > 0 or time.monotonic() - self._last < QUIET_SECONDS

    def _count(self, more: int) -> None:
        with self._lock:
            self._under_way += more
            self._last = time.monotonic()
