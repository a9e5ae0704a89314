"""Uploads are read beside the requests that brought them: a thread each, the pages in child processes.

The row's status is the truth. A thread takes an upload by compare-and-set on its row, so that two processes
on one database never read the same upload twice; whoever comes second waits for the row to change. While
it reads, a process says so every few seconds, whatever it is at; one that fell silent is dead, and whoever
notices takes its uploads over: at the start, later, or while waiting for one of them.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from python_ocr_reconcile.errors import OcrReconcileError, error_for
from python_ocr_reconcile.models.file import FINAL_STATUSES
from python_ocr_reconcile.models.production_json_models import Upload, UploadKind
from python_ocr_reconcile.services.progress import ProgressNotes
from python_ocr_reconcile.storage.uploads import STALE_AFTER_SECONDS

if TYPE_CHECKING:
    from python_ocr_reconcile.reading.read import Progress
    from python_ocr_reconcile.services.production_json_workflows import ProductionJSONWorkflows

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2
"""How often a row that another process reads is looked at."""
BEAT_SECONDS = 5.0
"""Between two heartbeats: each is a synchronous write."""
LOOK_SECONDS = 20.0
"""Between two looks for what another process left unfinished."""


class Background:
    """Reads uploads in threads of this process, each once."""

    def __init__(self, workflows: ProductionJSONWorkflows) -> None:
        self._workflows = workflows
        self._notes = ProgressNotes(workflows.settings)
        self._worker = f"{socket.gethostname()}:{os.getpid()}"
        # Two documents at a time for each core: while one is extracted, the other's pages are read.
        self._threads = ThreadPoolExecutor(2 * workflows.settings.processes, "upload")
        self._running: dict[int, Future[Upload]] = {}
        self._mine: dict[int, UploadKind] = {}
        """What this process reads at the moment, as its row says."""
        self._lock = threading.Lock()
        self._tender: threading.Thread | None = None
        self._takes_over = False
        self._closed = threading.Event()

    def process(
        self,
        kind: UploadKind,
        upload_id: int,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
    ) -> Upload:
        """Read the upload; its row after at most `wait_seconds`, finished or not.

        Raises what `ProductionJSONWorkflows.process_upload` raises.
        """
        future = self._submit(kind, upload_id, progress)
        try:
            return future.result(wait_seconds)
        except TimeoutError:
            return self._workflows.store.get(kind, upload_id, with_document=False)

    def resume(self) -> int:
        """Start on every upload that is pending, or whose worker has died; how many there are.

        From now on those of workers that die later are taken over too.
        """
        self._takes_over = True
        self._tend()
        return self._take_over()

    def close(self) -> None:
        """Wait for what is being read; what has not begun stays pending and is resumed at the next start."""
        self._closed.set()
        self._threads.shutdown(cancel_futures=True)

    def _take_over(self) -> int:
        left = self._workflows.store.unfinished(STALE_AFTER_SECONDS)
        for kind, upload_id in left:
            self._submit(kind, upload_id, None)
        return len(left)

    def _tend(self) -> None:
        """See to it that the heart beats."""
        with self._lock:
            if self._tender is None or not self._tender.is_alive():  # a fork leaves threads behind
                self._tender = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
                self._tender.start()

    def _beat(self) -> None:
        looked = time.monotonic()
        # Also while closing: what is being read then is read to its end.
        while self._mine or not self._closed.is_set():
            pause = time.sleep if self._closed.is_set() else self._closed.wait
            pause(BEAT_SECONDS)
            try:
                for upload_id, kind in list(self._mine.items()):
                    self._workflows.store.heartbeat(kind, upload_id, self._worker)
                if self._takes_over and time.monotonic() - looked >= LOOK_SECONDS:
                    looked = time.monotonic()
                    if not self._closed.is_set() and (count := self._take_over()):
                        log.info("taken over", extra={"uploads": count})
            except Exception:  # a database that cannot be had for a while must not stop the heart
                log.warning("heartbeat missed", exc_info=True)

    def _submit(self, kind: UploadKind, upload_id: int, progress: Progress | None) -> Future[Upload]:
        self._tend()
        with self._lock:
            future = self._running.get(upload_id)
            if future is None:
                future = self._threads.submit(self._read, kind, upload_id, progress)
                self._running[upload_id] = future
                future.add_done_callback(lambda _: self._running.pop(upload_id, None))
        return future

    def _read(self, kind: UploadKind, upload_id: int, progress: Progress | None) -> Upload:
        store, started = self._workflows.store, time.monotonic()
        stale = STALE_AFTER_SECONDS
        while (row := store.begin(kind, upload_id, self._worker, stale_after_seconds=stale)) is None:
            if (read := self._await_other(kind, upload_id)) is not None:
                return read
        self._mine[upload_id] = kind
        log.info("reading began", extra={"upload_id": upload_id})
        try:
            row = self._workflows.process_upload(row, progress=self._notes.noting(upload_id, progress))
        except OcrReconcileError as problem:
            log.warning("reading failed", extra={"upload_id": upload_id, "code": problem.code})
            raise
        except Exception as problem:
            log.exception("reading broke", extra={"upload_id": upload_id})
            message = "An error that was not foreseen; the log has it under this upload's id."
            store.fail(kind, upload_id, OcrReconcileError.code, message)
            raise OcrReconcileError(message, upload_id=upload_id) from problem
        finally:
            del self._mine[upload_id]
            self._notes.clear(upload_id)
        seconds = round(time.monotonic() - started, 3)
        log.info("reading ended", extra={"upload_id": upload_id, "status": row.status, "seconds": seconds})
        return row

    def _await_other(self, kind: UploadKind, upload_id: int) -> Upload | None:
        """The row once another process has read the upload; ``None`` where it may have died over it."""
        store, until = self._workflows.store, time.monotonic() + STALE_AFTER_SECONDS
        while (row := store.get(kind, upload_id, with_document=False)).status not in FINAL_STATUSES:
            if self._closed.is_set():
                return row
            if time.monotonic() > until:
                return None
            time.sleep(POLL_SECONDS)
        if row.status == "failed":
            raise error_for(row.error_code, row.error_message or "", upload_id=upload_id)
        return store.get(kind, upload_id)
