"""Routes about the reading of an upload: how far it is, once or as it goes on; once more; not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import cast

from flask import Response, request
from werkzeug.local import LocalProxy

from python_ocr_reconcile.api.answers import json_answer
from python_ocr_reconcile.api.guard import GuardedBlueprint
from python_ocr_reconcile.api.idempotency import first_time
from python_ocr_reconcile.api.parameters import row_id
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.file import FINAL_STATUSES
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI

EVENT_STREAM = "text/event-stream"
LOOK_SECONDS = 0.5
SILENCE_SECONDS = 10.0
"""After so long without news a comment is sent, so that nobody on the way takes the stream for dead."""
MOST_STREAMS = 4
"""Of one process: each holds a thread. Who comes when there are so many gets one event, and asks again."""
_streams = threading.BoundedSemaphore(MOST_STREAMS)


def add_work(routes: GuardedBlueprint, api: ProductionJSONAPI) -> None:
    """The routes under ``/uploads/{id}``, of uploads of either kind."""

    @routes.get("/uploads/<text>/status", needs="read")
    def upload_status(text: str) -> Response:
        upload_id = row_id(text)
        state = api.work_state(upload_id)
        if request.accept_mimetypes.best_match([EVENT_STREAM, "application/json"][::-1]) != EVENT_STREAM:
            return json_answer(state)
        mine = cast("LocalProxy[ProductionJSONAPI]", api)._get_current_object()  # noqa: SLF001 - Werkzeug's own
        most = api.settings.limits.wait_seconds
        return Response(_events(mine, upload_id, most), mimetype=EVENT_STREAM)

    @routes.post("/uploads/<text>/retry", needs="upload")
    def retry(text: str) -> Response:
        upload_id = row_id(text)
        first_time(b"")
        return json_answer(api.retry(upload_id), 202)

    @routes.post("/uploads/<text>/cancel", needs="upload")
    def cancel(text: str) -> Response:
        upload_id = row_id(text)
        first_time(b"")
        return json_answer(api.cancel(upload_id))


def _events(api: ProductionJSONAPI, upload_id: int, most_seconds: float) -> Iterator[bytes]:
    """Server-sent events: the state, and each that follows it, until the upload is read or time is up."""
    began = said_at = time.monotonic()
    said = None
    has_thread = _streams.acquire(blocking=False)
    try:
        yield b"retry: 2000\n\n"
        while True:
            state = api.work_state(upload_id)
            if state != said:
                yield b"data: " + encode(state) + b"\n\n"
                said, said_at = state, time.monotonic()
            elif time.monotonic() - said_at > SILENCE_SECONDS:
                yield b": still the same\n\n"
                said_at = time.monotonic()
            over = state.status in FINAL_STATUSES or time.monotonic() - began > most_seconds
            if over or not has_thread or api.background.ending:
                return
            with api.background.traffic.waiting():
                time.sleep(LOOK_SECONDS)
    finally:
        if has_thread:
            _streams.release()
