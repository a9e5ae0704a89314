"""Uploads are read beside the requests that brought them: a thread each, the pages in child processes.

The row's status is the truth. A thread takes an upload by compare-and-set on its row, so that two processes
on one database never read the same upload twice; whoever comes second waits for the row to change.
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

if TYPE_CHECKING:
    from python_ocr_reconcile.reading.read import Progress
    from python_ocr_reconcile.services.production_json_workflows import ProductionJSONWorkflows

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2
"""How often a row that another process reads is looked at."""
BEAT_SECONDS = 5.0
"""At most one heartbeat in this time: each is a synchronous write."""


class Background:
    """Reads uploads in threads of this process, each once."""

    def __init__(self, workflows: ProductionJSONWorkflows) -> None:
        self._workflows = workflows
        self._worker = f"{socket.gethostname()}:{os.getpid()}"
        # Two documents at a time for each core: while one is extracted, the other's pages are read.
        self._threads = ThreadPoolExecutor(2 * workflows.settings.processes, "upload")
        self._running: dict[int, Future[Upload]] = {}
        self._lock = threading.Lock()

    @property
    def stale_seconds(self) -> int:
        """A worker not heard of for this long is taken for dead: twice what one page may take."""
        return 2 * self._workflows.settings.limits.page_seconds

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
        """Start on every upload that is pending, or whose worker has died; how many there are."""
        left = self._workflows.store.unfinished(self.stale_seconds)
        for kind, upload_id in left:
            self._submit(kind, upload_id, None)
        return len(left)

    def close(self) -> None:
        """Wait for what is being read; what has not begun stays pending and is resumed at the next start."""
        self._threads.shutdown(cancel_futures=True)

    def _submit(self, kind: UploadKind, upload_id: int, progress: Progress | None) -> Future[Upload]:
        with self._lock:
            future = self._running.get(upload_id)
            if future is None:
                future = self._threads.submit(self._read, kind, upload_id, progress)
                self._running[upload_id] = future
                future.add_done_callback(lambda _: self._running.pop(upload_id, None))
        return future

    def _read(self, kind: UploadKind, upload_id: int, progress: Progress | None) -> Upload:
        store, started = self._workflows.store, time.monotonic()
        row = store.begin(kind, upload_id, self._worker, stale_after_seconds=self.stale_seconds)
        if row is None:
            return self._await_other(kind, upload_id)
        log.info("reading began", extra={"upload_id": upload_id})
        try:
            row = self._workflows.process_upload(row, progress=self._beating(kind, upload_id, progress))
        except OcrReconcileError as problem:
            log.warning("reading failed", extra={"upload_id": upload_id, "code": problem.code})
            raise
        except Exception:
            log.exception("reading broke", extra={"upload_id": upload_id})
            message = "An error that was not foreseen; the log has it under this upload's id."
            store.fail(kind, upload_id, OcrReconcileError.code, message)
            raise
        seconds = round(time.monotonic() - started, 3)
        log.info("reading ended", extra={"upload_id": upload_id, "status": row.status, "seconds": seconds})
        return row

    def _await_other(self, kind: UploadKind, upload_id: int) -> Upload:
        while True:
            row = self._workflows.store.get(kind, upload_id)
            if row.status == "failed":
                raise error_for(row.error_code, row.error_message or "", upload_id=upload_id)
            if row.status in FINAL_STATUSES:
                return row
            time.sleep(POLL_SECONDS)

    def _beating(self, kind: UploadKind, upload_id: int, progress: Progress | None) -> Progress:
        last = time.monotonic()

        def beat(done: int, total: int) -> None:
            nonlocal last
            if progress:
                progress(done, total)
            if time.monotonic() - last >= BEAT_SECONDS:
                last = time.monotonic()
                self._workflows.store.heartbeat(kind, upload_id, self._worker)

        return beat
