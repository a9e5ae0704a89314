"""Uploads are read beside the requests that brought them, by threads of this process or by other machines.

Ids go through a queue (`services.queue`); the row's status and heartbeat are the truth (`storage.work`). Who
is given an id takes the upload by compare-and-set on its row, says every few seconds that it still reads it,
and writes the document only where the row is still its own. So a job that comes twice does nothing the second
time; one that was lost, or whose worker died, is found by its row and put into the queue again.
"""

from __future__ import annotations

import atexit
import logging
import os
import secrets
import socket
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_ocr_reconcile.config import ReadHere
from python_ocr_reconcile.errors import OcrReconcileError, error_for
from python_ocr_reconcile.models.file import FINAL_STATUSES
from python_ocr_reconcile.models.production_json_models import Upload, UploadKind
from python_ocr_reconcile.services.queue import Job, Queue, private_queue, shared_queue
from python_ocr_reconcile.services.traffic import Traffic
from python_ocr_reconcile.storage.work import TakenOverError

if TYPE_CHECKING:
    from python_ocr_reconcile.reading.read import Progress
    from python_ocr_reconcile.services.production_json_workflows import ProductionJSONWorkflows

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2
"""How often a row that another process reads is looked at."""
BEATS_BEFORE_DEATH = 12
"""A worker that has missed so many heartbeats is dead."""
NOTE_SECONDS = 1.0
"""Between two notes of how many pages are read: each is a synchronous write."""
CLOSE_SECONDS = 15.0
"""What a service is at may take so long once it is told to end; then it stops at its next page."""
STOP_SECONDS = 5.0


class _StoppedError(Exception):
    """Reading was told to stop."""


@dataclass(slots=True)
class _Turn:
    """One upload that this process reads."""

    kind: UploadKind
    also: list[Progress]
    stop: threading.Event = field(default_factory=threading.Event)
    pages: tuple[int, int] | None = None
    noted: tuple[int, int] | None = None
    beat: float = field(default_factory=time.monotonic)

    def progress(self, done: int, total: int) -> None:
        """What the reader calls after each page."""
        if self.stop.is_set():
            raise _StoppedError
        self.pages = (done, total)
        for progress in self.also:
            progress(done, total)


@dataclass(slots=True, eq=False)
class _Waiter:
    """Somebody in this process who waits for an upload."""

    progress: Progress | None
    future: Future[Upload] = field(default_factory=Future)


class Background:
    """Puts uploads into the queue, and reads those that come out of it."""

    def __init__(self, workflows: ProductionJSONWorkflows) -> None:
        self._workflows = workflows
        self._store = workflows.store
        self._settings = workflows.settings
        self._stale = BEATS_BEFORE_DEATH * self._settings.heartbeat_seconds
        self._lock = threading.Lock()
        self._queue: Queue | None = None
        self._process = 0
        self._worker = ""
        self._turns: dict[int, _Turn] = {}
        self._waiters: dict[int, list[_Waiter]] = {}
        self._serves = False
        self._closed = threading.Event()
        self.traffic = Traffic()
        """The requests of this process, where a server tells of them."""
        self.ending = False
        """Whether who waits is to be answered at once: the process is ending. Set in a signal handler."""

    def process(
        self,
        kind: UploadKind,
        upload_id: int,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
    ) -> Upload:
        """Have the upload read; its row after at most `wait_seconds`, finished or not.

        Raises what `ProductionJSONWorkflows.process_upload` raises.
        """
        waiter = _Waiter(progress)
        with self._lock:
            self._waiters.setdefault(upload_id, []).append(waiter)
        try:
            self.put(kind, upload_id)
            with self.traffic.waiting():
                return self._await(kind, upload_id, waiter, wait_seconds)
        finally:
            with self._lock:
                self._waiters[upload_id].remove(waiter)
                if not self._waiters[upload_id]:
                    del self._waiters[upload_id]

    def put(self, kind: UploadKind, upload_id: int) -> None:
        """Have the upload read some time."""
        try:
            self._here().put(Job(kind, upload_id))
        except Exception:  # the row is there: it is found when the queue can be had again
            log.warning("the queue cannot be had", extra={"upload_id": upload_id}, exc_info=True)

    def resume(self) -> int:
        """Serve the queue that all processes on this database share; how many uploads wait for a reader.

        From now on what was lost, and what dead workers left, is found as well.
        """
        self._serves = True
        with self._lock:
            private, self._queue = self._queue, None
        if private is not None:
            private.stop()
        try:
            waiting = len(self._store.unfinished(self._stale))  # before a reader of this process takes any
            self._here()
            self._look()
        except Exception:
            log.warning("the queue cannot be had", exc_info=True)
            return 0
        return waiting

    def stop(self, upload_id: int) -> None:
        """Stop reading an upload at its next page, where this process reads it."""
        turn = self._turns.get(upload_id)
        if turn is not None:
            turn.stop.set()

    def close(self) -> None:
        """Wait for what is being read; what has not begun stays pending and is read later.

        A service does not wait for ever: what takes longer goes back into the queue, its pages kept.
        """
        self._closed.set()
        atexit.unregister(self.close)
        queue = self._queue
        if queue is None or self._process != os.getpid():
            return
        queue.stop()
        if not queue.join(CLOSE_SECONDS if self._serves else None):
            for turn in list(self._turns.values()):
                turn.stop.set()
            queue.join(STOP_SECONDS)
        queue.close()

    # ---------------------------------------------------------------- the queue of this process

    def _here(self) -> Queue:
        """The queue, with the threads of this process at work; after a fork the child has its own."""
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._worker = f"{socket.gethostname()}:{self._process}:{secrets.token_hex(4)}"
                self._queue = None
                self._turns.clear()
                threading.Thread(target=self._tend, name="heartbeat", daemon=True).start()
                atexit.unregister(self.close)
                atexit.register(self.close)
            if self._queue is None:
                make = shared_queue if self._serves else private_queue
                queue = make(self._store, self._read)
                if not self._serves or self._settings.read_here is ReadHere.YES:
                    # Two documents for each core: while one is extracted, the other's pages are read.
                    queue.start(2 * self._settings.processes)
                self._queue = queue
            return self._queue

    def _tend(self) -> None:
        """Let the heart beat, and look after the queue."""
        beat = self._settings.heartbeat_seconds
        looked = time.monotonic()
        # Also while closing: what is being read then is read to its end.
        while self._turns or not self._closed.is_set():
            pause = time.sleep if self._closed.is_set() else self._closed.wait
            pause(min(beat, NOTE_SECONDS))
            try:
                for upload_id, turn in list(self._turns.items()):
                    self._beat(upload_id, turn)
                due = time.monotonic() - looked >= beat
                if due and self._serves and not self._closed.is_set():
                    looked = time.monotonic()
                    self._here().mend()
                    self._look()
            except Exception:  # a database that cannot be had for a while must not stop the heart
                log.warning("heartbeat missed", exc_info=True)

    def _beat(self, upload_id: int, turn: _Turn) -> None:
        pages = turn.pages
        if pages == turn.noted and time.monotonic() - turn.beat < self._settings.heartbeat_seconds:
            return
        turn.beat, turn.noted = time.monotonic(), pages
        if not self._store.heartbeat(turn.kind, upload_id, self._worker, pages):
            turn.stop.set()

    def _look(self) -> None:
        """Put into the queue what is due and is not in it."""
        due = self._store.unfinished(self._stale)
        if due:
            queue = self._here()
            waiting = queue.waiting()
            for kind, upload_id in due:
                if upload_id not in waiting and upload_id not in self._turns:
                    queue.put(Job(kind, upload_id))

    # ---------------------------------------------------------------- one upload

    def _read(self, kind: UploadKind, upload_id: int) -> None:
        """Do a job."""
        if upload_id not in self._waiters:
            self.traffic.give_way()
        if self._closed.is_set() or upload_id in self._turns:
            return
        try:
            row = self._store.begin(kind, upload_id, self._worker, stale_after_seconds=self._stale)
        except Exception:  # it is found again by its row
            log.warning("reading did not begin", extra={"upload_id": upload_id}, exc_info=True)
            return
        if row is None:
            return
        with self._lock:
            waiters = list(self._waiters.get(upload_id, ()))
        turn = _Turn(kind, [waiter.progress for waiter in waiters if waiter.progress])
        self._turns[upload_id] = turn
        try:
            self._read_taken(row, turn)
        except Exception:  # nobody waits for this: the row stays behind and is taken over when it is stale
            log.exception("reading was left", extra={"upload_id": upload_id})
        finally:
            del self._turns[upload_id]

    def _read_taken(self, row: Upload, turn: _Turn) -> None:
        kind, upload_id, started = row.kind, row.upload_id, time.monotonic()
        log.info("reading began", extra={"upload_id": upload_id})
        try:
            done = self._workflows.process_upload(row, progress=turn.progress, worker=self._worker)
        except (_StoppedError, TakenOverError):
            released = self._closed.is_set() and self._store.release(kind, upload_id, self._worker)
            log.info("reading stopped", extra={"upload_id": upload_id, "released": released})
        except OcrReconcileError as problem:
            log.warning("reading failed", extra={"upload_id": upload_id, "code": problem.code})
            if self._store.get(kind, upload_id, with_document=False).status == "failed":
                self._tell(upload_id, problem)
        except Exception as problem:
            log.exception("reading broke", extra={"upload_id": upload_id})
            message = "An error that was not foreseen; the log has it under this upload's id."
            self._store.fail(kind, upload_id, OcrReconcileError.code, message, worker=self._worker)
            told = OcrReconcileError(message, upload_id=upload_id)
            told.__cause__ = problem
            self._tell(upload_id, told)
        else:
            seconds = round(time.monotonic() - started, 3)
            log.info(
                "reading ended", extra={"upload_id": upload_id, "status": done.status, "seconds": seconds}
            )
            self._tell(upload_id, done)

    # ---------------------------------------------------------------- those who wait

    def _tell(self, upload_id: int, end: Upload | OcrReconcileError) -> None:
        with self._lock:
            waiters = list(self._waiters.get(upload_id, ()))
        for waiter in waiters:
            if isinstance(end, OcrReconcileError):
                waiter.future.set_exception(end)
            else:
                waiter.future.set_result(end)

    def _await(self, kind: UploadKind, upload_id: int, waiter: _Waiter, wait_seconds: float | None) -> Upload:
        """The row when it has been read, here or elsewhere, or as it is after `wait_seconds`."""
        until = None if wait_seconds is None else time.monotonic() + wait_seconds
        put = time.monotonic()
        while True:
            left = POLL_SECONDS if until is None else min(POLL_SECONDS, until - time.monotonic())
            try:
                return waiter.future.result(max(left, 0))
            except TimeoutError:
                row = self._store.get(kind, upload_id, with_document=False)
            if row.status == "failed":
                raise error_for(row.error_code, row.error_message or "", upload_id=upload_id)
            if row.status in FINAL_STATUSES:
                return self._store.get(kind, upload_id)
            if self.ending or self._closed.is_set() or (until is not None and time.monotonic() >= until):
                return row
            if not self._serves and time.monotonic() - put >= self._settings.heartbeat_seconds:
                # Nobody looks after a queue of our own; what another reads may have been left by it.
                put = time.monotonic()
                self.put(kind, upload_id)
