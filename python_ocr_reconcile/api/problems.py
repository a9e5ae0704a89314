"""Every refusal as problem+json (RFC 9457): what happened, its stable code, and what to do about it."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, request
from werkzeug import Response as BaseResponse
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from python_ocr_reconcile.api.exchange import request_id
from python_ocr_reconcile.errors import (
    InputError,
    MethodNotAllowedError,
    OcrReconcileError,
    RequestTooLargeError,
    UnauthenticatedError,
    UnknownPathError,
    UnsupportedMediaTypeError,
)
from python_ocr_reconcile.models.encoding import encode

log = logging.getLogger("python_ocr_reconcile.api")

MEDIA_TYPE = "application/problem+json"
TYPE_BASE = "urn:python-ocr-reconcile:problem:"
"""With the code behind it, the `type` of a problem: stable, and not a promise that a host answers."""

_MEMBERS = ("type", "title", "status", "detail", "instance", "code", "advice", "request_id")


def problem(error: OcrReconcileError) -> Response:
    """`error` as an answer. What `error.details` holds stands beside the standard members."""
    body = members(error, instance=request.path, request_id=request_id())
    answer = Response(encode(body), error.http_status, mimetype=MEDIA_TYPE)
    if error.http_status == UnauthenticatedError.http_status:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in error.details:
        answer.headers["Retry-After"] = str(error.details["retry_after"])
    return answer


def members(error: OcrReconcileError, *, instance: str, request_id: str) -> dict[str, Any]:
    """The members of the problem, in their order."""
    body: dict[str, Any] = {
        "type": TYPE_BASE + error.code,
        "title": error.title(),
        "status": error.http_status,
        "detail": str(error),
        "instance": instance,
        "code": error.code,
        "advice": error.advice,
        "request_id": request_id,
    }
    body.update((name, value) for name, value in error.details.items() if name not in _MEMBERS)
    return body


def refused(error: OcrReconcileError) -> Response:
    """Answer for an error of the tree."""
    if error.http_status == OcrReconcileError.http_status:
        log.error("unforeseen error", exc_info=error, extra={"request_id": request_id()})
    return problem(error)


def refused_by_http(error: HTTPException) -> BaseResponse:
    """Answer for what Flask or Werkzeug refuses; redirects pass as they are."""
    if error.code is None or error.code < 400:
        return error.get_response()
    answer = problem(of_http(error))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def broke(error: Exception) -> Response:
    """Answer for what nobody foresaw: the log has the trace, the sender has the request id."""
    log.error("unforeseen error", exc_info=error, extra={"request_id": request_id()})
    return problem(OcrReconcileError())


def of_http(error: HTTPException) -> OcrReconcileError:
    """`error`, which Flask or Werkzeug raised, as one of the tree."""
    match error:
        case NotFound():
            return UnknownPathError(f"There is nothing at {request.path[:200]}.")
        case MethodNotAllowed():
            return MethodNotAllowedError(f"{request.method[:20]} is not supported at {request.path[:200]}.")
        case RequestEntityTooLarge():
            limit = request.max_content_length
            return RequestTooLargeError(f"The body may have at most {limit:,} bytes.", limit=limit)
        case UnsupportedMediaType():
            return UnsupportedMediaTypeError()
    if (error.code or 500) < 500:
        return InputError(error.description or "")
    log.error("unforeseen error", exc_info=error, extra={"request_id": request_id()})
    return OcrReconcileError()


def answer_with_problems(app: Flask) -> None:
    """Let all of `app` answer its errors as problems; for an application of our own, not for a host's."""
    app.register_error_handler(OcrReconcileError, refused)
    app.register_error_handler(HTTPException, refused_by_http)
    app.register_error_handler(Exception, broke)
