"""The queue of uploads to read: Huey, which carries kinds and ids and nothing else.

It may lose a job or give it twice: the row says what is to be done (`storage.work`). Beside an SQLite
database it is a file of its own, ``<database>-queue``; a PostgreSQL database holds it in four tables of its
own, and wakes the workers of every machine; a process that only reads what it was handed has it in memory.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey
from huey.consumer import Consumer, Worker
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import SqliteStorage

from python_ocr_reconcile.models.production_json_models import UploadKind
from python_ocr_reconcile.storage.engine import CONNECT_TIMEOUT_S
from python_ocr_reconcile.storage.store import Store

_NAME = "uploads"
_TASK = "read"
_POSTGRESQL_PREFIX = "production_queue"
IDLE_SECONDS = 0.5
"""Between two looks into a file that other processes write to; what this process puts in is seen at once."""


class Job(NamedTuple):
    """An upload to read."""

    kind: UploadKind
    upload_id: int


class Queue:
    """Jobs, and the threads of this process that do them."""

    def __init__(self, huey: Huey, read: Callable[[UploadKind, int], None]) -> None:
        def job(kind: UploadKind, upload_id: int) -> None:
            read(kind, upload_id)

        self._huey = huey
        self._task = huey.task(name=_TASK)(job)
        self._put = threading.Event()
        self._consumer: _Consumer | None = None

    def put(self, job: Job) -> None:
        """Add a job. Raises whatever the database of the queue raises."""
        self._task(*job)
        self._put.set()

    def waiting(self) -> set[int]:
        """The uploads whose jobs nobody has taken yet."""
        # Not by `pending`, which makes a task of each: of ten thousand that takes a second.
        return {upload_id for _, _, upload_id in map(_job, self._huey.storage.enqueued_items())}

    def start(self, threads: int) -> None:
        """Do jobs in `threads` threads of this process."""
        self._consumer = _Consumer(self._huey, self._put, threads)
        self._consumer.start()

    def mend(self) -> None:
        """Replace a thread that has died."""
        if self._consumer is not None:
            self._consumer.check_worker_health()

    def stop(self) -> None:
        """Take no further job."""
        if self._consumer is not None:
            self._consumer.stop_flag.set()
            self._put.set()

    def join(self, seconds: float | None) -> bool:
        """Wait for the jobs that are being done; gives whether all are."""
        if self._consumer is None:
            return True
        self._consumer.shutdown_timeout = seconds
        return bool(self._consumer.join())

    def close(self) -> None:
        """Let go of the database of the queue."""
        self._huey.storage.close()


def shared_queue(store: Store, read: Callable[[UploadKind, int], None]) -> Queue:
    """The queue that every process on this database shares."""
    if store.database.is_sqlite:
        return Queue(_SqliteHuey(filename=f"{store.location}-queue", **_OPTIONS), read)
    # As a driver wants it: SQLAlchemy's URL names the driver, too.
    url = store.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    huey = PostgresHuey(
        dsn=url, table_prefix=_POSTGRESQL_PREFIX, connect_timeout=CONNECT_TIMEOUT_S, **_OPTIONS
    )
    return Queue(huey, read)


def private_queue(_: Store, read: Callable[[UploadKind, int], None]) -> Queue:
    """A queue of this process alone."""
    return Queue(MemoryHuey(**_OPTIONS), read)


def _job(data: bytes | memoryview) -> tuple[str, UploadKind, int]:
    """Huey's name of a job, and the upload to read."""
    return msgspec.json.decode(bytes(data), type=tuple[str, UploadKind, int])


class _Jobs(Serializer):  # type: ignore[misc]  # huey ships no types
    """A job as JSON. Huey's own are pickles: who could write to the queue could run code in every worker."""

    def _serialize(self, data: Message) -> bytes:
        return msgspec.json.encode([data.id, *data.args])

    def _deserialize(self, data: Any) -> Message:
        task_id, *args = _job(data)
        return Message(task_id, f"{__name__}.{_TASK}", args=tuple(args), kwargs={})


_OPTIONS: dict[str, Any] = {"name": _NAME, "results": False, "serializer": _Jobs()}


class _SqliteStorage(SqliteStorage):  # type: ignore[misc]
    def _create_connection(self) -> Any:
        connection = super()._create_connection()
        # Commits are not waited for until they are on disk: a job that a power cut takes is found by its row.
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection


class _SqliteHuey(SqliteHuey):  # type: ignore[misc]
    def get_storage(self, **options: Any) -> Any:
        return _SqliteStorage(self.name, **options)


class _Consumer(Consumer):  # type: ignore[misc]
    """Huey's threads inside a process that has signals of its own; its schedule is not used."""

    def __init__(self, huey: Huey, put: threading.Event, threads: int) -> None:
        self._put = put
        super().__init__(huey, workers=threads, periodic=False, max_delay=IDLE_SECONDS, scheduler_interval=60)

    def join(self) -> bool:
        """Wait for the workers; gives whether all have ended."""
        return bool(self._join_workers())

    def _create_worker(self) -> Worker:
        worker = _Worker(self.huey, self.stop_flag, self.default_delay, self.max_delay, self.backoff)
        worker.put = self._put
        return worker

    def _set_signal_handlers(self) -> None:
        """None: signals are for the process that this runs in."""


class _Worker(Worker):  # type: ignore[misc]
    put: threading.Event
    delay: float

    def shutdown(self) -> None:
        """Close the connection on which this thread listened to PostgreSQL, which huey leaves open."""
        listening = getattr(getattr(self.huey.storage, "_listen_local", None), "conn", None)
        if listening is not None:
            listening.close()

    def sleep(self) -> None:
        """Until something is put into the queue here, or might have been elsewhere."""
        self.delay = min(self.delay, self.max_delay)
        if self.put.wait(self.delay):
            self.put.clear()
            self.delay = self.default_delay
        else:
            self.delay *= self.backoff
