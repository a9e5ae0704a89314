"""Gunicorn as `serve` runs it: its log as JSON lines, its refusals as problems, no door but the port."""

from __future__ import annotations

import contextlib
import socket
import struct
import uuid
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http.errors import (
    ChunkMissingTerminator,
    InvalidChunkExtension,
    InvalidChunkSize,
    ParseException,
)
from gunicorn.workers.gthread import ThreadWorker

from python_ocr_reconcile.api.problems import MEDIA_TYPE, members
from python_ocr_reconcile.api.routes import NAME
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError
from python_ocr_reconcile.logs import JSONFormatter
from python_ocr_reconcile.models.encoding import encode

MOST_DETAIL = 200
"""Characters; gunicorn repeats what it did not understand."""
_OF_A_BODY = (ChunkMissingTerminator, InvalidChunkExtension, InvalidChunkSize)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """The service in `workers` processes of `threads` threads each."""

    def __init__(self, settings: Settings, workers: int, threads: int) -> None:
        self._settings = settings
        self._workers = workers
        self._threads = threads
        super().__init__()

    @property
    def silence_seconds(self) -> int:
        """How long a connection may be silent while a request is under way."""
        return self._settings.limits.silence_seconds

    def load_config(self) -> None:
        """What gunicorn asks for first."""
        settings = self._settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        chosen: dict[str, Any] = {
            "bind": f"{host}:{settings.port}",
            "worker_class": ProblemWorker,
            "workers": self._workers,
            "threads": self._threads,
            # A worker of threads beats while its requests wait; one that is silent for this long hangs.
            "timeout": 60,
            # An upload is answered within this time; what is being read is finished before the end.
            "graceful_timeout": settings.limits.wait_seconds,
            # A list query with every filter at its longest.
            "limit_request_line": 8190,
            "loglevel": settings.log_level,
            "logger_class": JSONLogger,
            "proc_name": "ocr-reconcile",
            # It would be one path for all servers of a user, and nobody asked for it.
            "control_socket_disable": True,
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:  # older ones have no control socket
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application; in each worker."""
        from python_ocr_reconcile.web.application import create_app

        return create_app(self._settings)


class JSONLogger(Logger):  # type: ignore[misc]
    """What gunicorn says of itself, in the form of our own log."""

    def setup(self, cfg: Any) -> None:
        """Called once, with gunicorn's settings."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JSONFormatter())


class ProblemWorker(ThreadWorker):  # type: ignore[misc]
    """Refuses what is not HTTP as the API refuses; gunicorn has a page of HTML for it."""

    wsgi: Any = None
    """The application, once it is loaded: gunicorn sets it then, and the worker may be told to end before."""

    def enqueue_req(self, conn: Any) -> None:
        """Take a connection, which must not be silent for too long: it would hold its thread for ever."""
        if not conn.initialized:  # its first request
            seconds = struct.pack("ll", self.app.silence_seconds, 0)
            for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                with contextlib.suppress(OSError):  # it has gone already
                    conn.sock.setsockopt(socket.SOL_SOCKET, option, seconds)
        super().enqueue_req(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request; reading gives way to it meanwhile."""
        with self.wsgi.extensions[NAME].background.traffic.request():
            return super().handle_request(req, conn)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Told to end: requests that wait for a document are answered with how far it is."""
        if self.wsgi is not None:
            self.wsgi.extensions[NAME].background.ending = True
        super().handle_exit(sig, frame)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer `exc`, which was met before the application was called, or after it."""
        if isinstance(exc, _OF_A_BODY):
            return  # met on the way to the next request; the application has answered this one
        if not isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
            return
        # Not its text: that may hold the query, and with it names.
        self.log.warning("request refused: %s", type(exc).__name__)
        detail = str(exc)[:MOST_DETAIL]
        body = encode(members(InputError(detail), instance="*", request_id=uuid.uuid4().hex))
        head = (
            f"HTTP/1.1 {InputError.http_status} Bad Request\r\n"
            f"Content-Type: {MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\n"
            "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
        )
        with contextlib.suppress(OSError):
            client.sendall(head.encode() + body)
