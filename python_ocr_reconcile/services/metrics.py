"""Measures for Prometheus, in its text format: counts, times and sizes, never a name or a content.

What stands in the database is said for all processes and machines at once; what one process knows of itself
(memory, requests) carries its number, since a scrape reaches one process of several.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from python_ocr_reconcile import __version__
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.models.file import FINAL_STATUSES
from python_ocr_reconcile.reading.ocr_page import language_votes, ocr_page
from python_ocr_reconcile.spent import (
    DATABASE_SECONDS,
    DOCUMENT,
    LAYER,
    PACKED_LAYER,
    STAGE_SECONDS,
    STAGES,
    STORED_BYTES,
    TASK_SECONDS,
    TRANSACTIONS,
    Spent,
)
from python_ocr_reconcile.storage.measures import Measures, UploadMeasures
from python_ocr_reconcile.storage.store import Store

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
KEPT_SECONDS = 5.0
"""For which what was counted in the database is said again: a scrape in a loop must cost nothing."""
PREFIX = "ocr_reconcile_"

OCR_TASKS = (ocr_page.__name__, language_votes.__name__)

Labels = dict[str, str]


@dataclass(slots=True)
class Requests:
    """The requests that this process has answered."""

    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, operation: str, status: int, seconds: float) -> None:
        """One more."""
        with self.lock:
            self.answered[operation, status] += 1
            self.seconds[operation] += seconds

    def now(self) -> tuple[dict[tuple[str, int], int], dict[str, float]]:
        """By operation and status how many, by operation how many seconds."""
        with self.lock:
            return dict(self.answered), dict(self.seconds)


class Metrics:
    """The page that Prometheus scrapes."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store.acting(tenant=None, actor=store.actor)
        self._settings = settings
        self._lock = threading.Lock()
        self._kept: tuple[float, Measures] | None = None
        self.requests = Requests()

    def text(self) -> str:
        """All measures. Raises `StorageError` where the database cannot be asked."""
        lines: list[str] = []
        for name, kind, said, values in self._families(self._measures()):
            lines += [f"# HELP {PREFIX}{name} {said}", f"# TYPE {PREFIX}{name} {kind}"]
            lines += [f"{PREFIX}{name}{_labels(labels)} {value:.10g}" for labels, value in values]
        return "\n".join(lines) + "\n"

    def _measures(self) -> Measures:
        with self._lock:
            if self._kept is None or time.monotonic() - self._kept[0] > KEPT_SECONDS:
                self._kept = time.monotonic(), self._store.measures()
            return self._kept[1]

    def _families(self, found: Measures) -> Iterator[tuple[str, str, str, Iterable[tuple[Labels, float]]]]:
        ended = [one for one in found.uploads if one.status in FINAL_STATUSES]
        waiting = [one for one in found.uploads if one.status == "pending"]
        being_read = [one for one in found.uploads if one.status == "processing"]
        yield (
            "uploads",
            "gauge",
            "Uploads by kind, status and error code, of all tenants.",
            [
                ({"kind": one.kind, "status": one.status, "code": one.error_code}, one.uploads)
                for one in found.uploads
            ],
        )
        yield "queue_depth", "gauge", "Uploads that wait to be read.", _one(_sum(waiting, "uploads"))
        yield (
            "queue_oldest_seconds",
            "gauge",
            "Since the upload came that waits for longest.",
            _one(_most(waiting, "oldest_seconds")),
        )
        yield (
            "reader_silence_seconds",
            "gauge",
            "Since the last sign of life of the reader that is silent for longest.",
            _one(_most(being_read, "silent_seconds")),
        )
        yield "pages_read", "gauge", "Pages of the uploads that were read.", _one(_sum(ended, "pages"))
        yield (
            "processing_seconds",
            "gauge",
            "That reading the uploads took which are read.",
            _one(_sum(ended, "seconds")),
        )
        yield "reconciliations", "gauge", "Runs.", _one(found.reconciliations)
        yield "reconciliation_seconds", "gauge", "That the runs took.", _one(found.reconciliation_seconds)
        yield "audit_entries", "counter", "Number of the last entry.", _one(found.audit_entries)
        yield "volume_free_bytes", "gauge", "Free where originals and database are.", self._volumes()
        yield from self._process()

    def _volumes(self) -> list[tuple[Labels, float]]:
        places = {"uploads": self._settings.upload_folder}
        if self._store.database.is_sqlite:
            places["database"] = Path(self._store.location).parent
        return [({"of": name}, shutil.disk_usage(place).free) for name, place in places.items()]

    def _process(self) -> Iterator[tuple[str, str, str, Iterable[tuple[Labels, float]]]]:
        process = {"process": str(os.getpid())}
        answered, seconds = self.requests.now()
        yield "info", "gauge", "The version of the program.", [({"version": __version__}, 1)]
        yield (
            "requests_total",
            "counter",
            "Requests that this process has answered, by operation and status.",
            [
                ({**process, "operation": operation, "status": str(status)}, count)
                for (operation, status), count in sorted(answered.items())
            ],
        )
        yield (
            "request_seconds_total",
            "counter",
            "That this process took for them, waiting included.",
            [({**process, "operation": operation}, spent) for operation, spent in sorted(seconds.items())],
        )
        yield (
            "memory_bytes",
            "gauge",
            "Memory of this process that is resident.",
            [(process, _resident_bytes())],
        )
        yield "open_files", "gauge", "Descriptors that this process has open.", [(process, _open_files())]
        yield from _spent(process)


def _spent(process: Labels) -> Iterator[tuple[str, str, str, Iterable[tuple[Labels, float]]]]:
    """What this process has spent on reading and on the database since it began."""

    def of(spent: Spent, label: str, names: Iterable[str]) -> tuple[list[tuple[Labels, float]], ...]:
        labelled = [({**process, label: name}, name) for name in names]
        sums = [(labels, spent.sum(name)) for labels, name in labelled]
        return sums, [(labels, spent.times(name)) for labels, name in labelled]

    seconds, times = of(STAGE_SECONDS, "stage", STAGES)
    yield "stage_seconds_total", "counter", "That the stages of reading an upload took here.", seconds
    yield "stages_total", "counter", "How often this process went through them.", times
    ocr = [(process, sum(TASK_SECONDS.sum(name) for name in OCR_TASKS))]
    yield "ocr_seconds_total", "counter", "That child processes of this one took for OCR, summed.", ocr
    pages = [(process, TASK_SECONDS.times(OCR_TASKS[0]))]
    yield "ocr_pages_total", "counter", "Pages that they read by OCR, each time it was tried.", pages
    seconds, times = of(DATABASE_SECONDS, "transaction", TRANSACTIONS)
    yield "database_seconds_total", "counter", "That transactions of this process took, waits too.", seconds
    yield "database_transactions_total", "counter", "How many there were.", times
    stored, rows = of(STORED_BYTES, "of", (DOCUMENT, LAYER, PACKED_LAYER))
    yield (
        "stored_bytes_total",
        "counter",
        "Of documents, and of page layers before and after packing.",
        stored,
    )
    yield (
        "documents_stored_total",
        "counter",
        "Documents that this process has read and stored.",
        [(process, value) for labels, value in rows if labels["of"] == DOCUMENT],
    )


def _one(value: float) -> list[tuple[Labels, float]]:
    return [({}, value)]


def _sum(found: Iterable[UploadMeasures], name: str) -> float:
    return float(sum(getattr(one, name) for one in found))


def _most(found: Iterable[UploadMeasures], name: str) -> float:
    return float(max((getattr(one, name) for one in found), default=0.0))


def _labels(labels: Labels) -> str:
    # No value comes from outside: kinds, statuses, codes, names of operations.
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels.items()) + "}" if labels else ""


def _resident_bytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # not Linux
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _open_files() -> int:
    try:
        return sum(1 for _ in Path("/proc/self/fd").iterdir())
    except OSError:
        return 0
