"""What every exchange has: an id, headers that keep browsers from guessing, one line in the access log."""

from __future__ import annotations

import logging
import os
import random
import re
import time
from contextlib import suppress
from typing import IO

from flask import Response, g, request
from werkzeug.exceptions import ClientDisconnected, HTTPException

from python_ocr_reconcile.config import MIB, Limits
from python_ocr_reconcile.errors import InputError, RequestTimeoutError

log = logging.getLogger("python_ocr_reconcile.api")

_ids = random.Random()  # noqa: S311 - they are no secret
os.register_at_fork(after_in_child=_ids.seed)  # or two processes of a server would give the same

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DEFAULT_LIMITS = Limits()
_DRAIN_SECONDS = 10
_MOST_DRAINED_BYTES = 256 * MIB


def begin() -> None:
    """Note the time of the request."""
    g.ocr_reconcile_started = time.perf_counter()


def request_id() -> str:
    """The sender's ``X-Request-Id`` where it is usable, else one of our own; one for the whole request."""
    known: str | None = g.get("ocr_reconcile_request_id")
    if known is None:
        given = request.headers.get("X-Request-Id", "")
        known = given if _GIVEN_ID.fullmatch(given) else _new_id()
        g.ocr_reconcile_request_id = known
    return known


def _new_id() -> str:
    """Unlike any other."""
    return f"{_ids.getrandbits(128):032x}"


def finish(answer: Response) -> Response:
    """Complete the headers of `answer` and log the exchange: no query, no file name, no contents."""
    if "X-Request-Id" in answer.headers:  # of a blueprint inside an application of our own: once is enough
        return answer
    there = {name.lower() for name, _ in answer.headers}
    for name, value in _SECURITY_HEADERS.items():
        if name.lower() not in there:
            answer.headers.add(name, value)
    answer.headers.add("X-Request-Id", request_id())
    if answer.status_code >= 400 and request.method in ("POST", "PUT", "PATCH"):
        _drain()
    started = g.get("ocr_reconcile_started", time.perf_counter())
    log.info(
        "request",
        extra={
            "request_id": request_id(),
            "method": request.method,
            "path": request.path,
            "status": answer.status_code,
            "milliseconds": round((time.perf_counter() - started) * 1000, 1),
            "bytes_received": request.content_length,
            "bytes_sent": answer.content_length,
        },
    )
    return answer


def request_seconds() -> float:
    """How long the body of this request may take to arrive."""
    return float(g.get("ocr_reconcile_request_seconds", DEFAULT_LIMITS.request_seconds))


def read_body(stream: IO[bytes], size: int) -> bytes:
    """The next bytes of a body, at most `size`; none at its end. Raises `InputError` where it breaks off.

    WSGI names no error for a body whose framing is broken: each server raises one of its own.
    """
    if time.perf_counter() - g.get("ocr_reconcile_started", time.perf_counter()) > request_seconds():
        raise RequestTimeoutError(f"The body did not arrive within {request_seconds():g} s.")
    try:
        return stream.read(size)
    except ClientDisconnected as problem:
        # Werkzeug says so of every error of a connection; the second is how a socket's own limit shows.
        if isinstance(problem.__context__, TimeoutError | BlockingIOError):
            raise RequestTimeoutError("The sender paused for too long.") from None
        raise InputError("The connection was closed before the body ended.") from None
    except HTTPException:
        raise
    except Exception as problem:
        raise InputError("The body cannot be taken from the connection; its framing is broken.") from problem


def _drain() -> None:
    """Read what is left of a refused body, within bounds of bytes and time.

    A server that closes on unread bytes resets the connection; the sender, still writing, would never see why
    it was refused.
    """
    limit, until = request.max_content_length, time.monotonic() + _DRAIN_SECONDS
    left = min(request.content_length or _MOST_DRAINED_BYTES, _MOST_DRAINED_BYTES)
    with suppress(Exception):  # whatever the server says of a body that it cannot take: it is not wanted
        # Refused for its announced length, it has not been touched: the server's stream is at its start. A
        # server that ends the stream by itself (chunked) may be asked for more than the limit, too.
        announced = limit is not None and (request.content_length or 0) > limit
        ends_by_itself = request.environ.get("wsgi.input_terminated", False)
        stream = request.environ["wsgi.input"] if announced or ends_by_itself else request.stream
        while left > 0 and time.monotonic() < until and (chunk := stream.read(min(left, MIB))):
            left -= len(chunk)
