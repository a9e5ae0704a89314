"""What this process has spent, and on what: sums that only grow, for operators (`services.metrics`)."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Spent:
    """Amounts of one unit by what they were spent on, and how often; any thread may add to them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: defaultdict[str, float] = defaultdict(float)
        self._times: defaultdict[str, int] = defaultdict(int)

    def note(self, name: str, amount: float) -> None:
        """Once more."""
        with self._lock:
            self._sums[name] += amount
            self._times[name] += 1

    @contextmanager
    def during(self, name: str) -> Iterator[None]:
        """The seconds that the block takes, also where it raises."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.note(name, time.perf_counter() - began)

    def sum(self, name: str) -> float:
        """All that was spent on `name`."""
        with self._lock:
            return self._sums.get(name, 0.0)

    def times(self, name: str) -> int:
        """How often."""
        with self._lock:
            return self._times.get(name, 0)


STAGES = ("receive", "read", "extract", "second_opinion", "validate", "store")
"""Of the line from a file to its row."""
STAGE_SECONDS = Spent()
TASK_SECONDS = Spent()
"""Of tasks in child processes, by the name of their function."""
TRANSACTIONS = ("read", "write")
DATABASE_SECONDS = Spent()
"""From when a transaction asked for its connection until it had ended."""
DOCUMENT, LAYER, PACKED_LAYER = "document", "page_layer", "packed_page_layer"
STORED_BYTES = Spent()
"""Of what was written to rows: the JSON, the page layer, and that as it is compressed."""
