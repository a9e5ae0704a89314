"""The measures of a process that answers no requests, for Prometheus on the same machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from python_ocr_reconcile.errors import InputError, OcrReconcileError
from python_ocr_reconcile.services.metrics import MEDIA_TYPE, Metrics

SILENCE_SECONDS = 10
"""A client may pause for so long in the middle of a request."""


@contextmanager
def served(metrics: Metrics, port: int) -> Iterator[None]:
    """Serve ``/metrics`` on 127.0.0.1 meanwhile. Raises `InputError` where the port cannot be had."""

    class Handler(BaseHTTPRequestHandler):
        timeout = SILENCE_SECONDS

        def do_GET(self) -> None:
            """The measures; nothing else is here."""
            if self.path != "/metrics":
                self.send_error(404)
                return
            try:
                text = metrics.text().encode()
            except OcrReconcileError as problem:
                self.send_error(503, problem.code)
                return
            self.send_response(200)
            self.send_header("Content-Type", MEDIA_TYPE)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            """Nothing: the log is of JSON lines, and this is asked every few seconds."""

    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError as problem:
        raise InputError(f"cannot listen on 127.0.0.1:{port}: {problem.strerror}.") from None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="measures", daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
