"""Log in with a token: the browser keeps it where no script can read it, and sends it to nobody else."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug import Response as BaseResponse

from python_ocr_reconcile.api.guard import Guard
from python_ocr_reconcile.errors import RateLimitedError, UnauthenticatedError
from python_ocr_reconcile.web.rendering import LOG_IN_COOKIE, page, url

LOG_IN, LOG_OUT = "log_in", "log_out"
_LONGEST = 500
_SECONDS = 12 * 3_600
"""A working day; the token itself may end sooner, and is looked at with every request."""


def add_log_in(pages: Blueprint, guard: Guard) -> None:
    """The routes by which a browser gets its token and forgets it."""

    @pages.get("/log-in", endpoint=LOG_IN)
    def log_in() -> Response:
        return log_in_page(_to(request.args.get("to", "")))

    @pages.post("/log-in", endpoint=f"{LOG_IN}_now")
    def log_in_now() -> BaseResponse:
        token, to = request.form.get("token", "").strip()[:_LONGEST], _to(request.form.get("to", ""))
        try:
            guard.identify(token)
        except (UnauthenticatedError, RateLimitedError) as problem:
            return log_in_page(to, problem)
        answer = redirect(to, 303)
        answer.set_cookie(
            LOG_IN_COOKIE, token, max_age=_SECONDS, httponly=True, samesite="Strict",
            secure=request.is_secure, path=url("start"),
        )  # fmt: skip
        return answer

    @pages.post("/log-out", endpoint=LOG_OUT)
    def log_out() -> BaseResponse:
        answer = redirect(url(LOG_IN), 303)
        answer.delete_cookie(LOG_IN_COOKIE, path=url("start"), httponly=True, samesite="Strict")
        return answer


def log_in_page(to: str, problem: UnauthenticatedError | RateLimitedError | None = None) -> Response:
    """The form; it leads on to the page that was asked for."""
    return page("log_in.html", status=401 if problem else 200, tab=None, to=to, problem=problem)


def _to(text: str) -> str:
    """`text` as the address of a page here; the inbox where it is none."""
    is_here = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if is_here and len(text) <= _LONGEST else url("start")
