"""The pages as a part of any Flask application: one blueprint with its own errors, headers and policy."""

from __future__ import annotations

import logging

from flask import Blueprint, Flask, Response, abort, request
from werkzeug.exceptions import HTTPException, NotFound, default_exceptions

from python_ocr_reconcile.api.exchange import begin, finish, request_id
from python_ocr_reconcile.api.guard import Guard, Needs
from python_ocr_reconcile.api.multipart import MAX_HEAD_BYTES
from python_ocr_reconcile.errors import OcrReconcileError, UnauthenticatedError, UnknownPathError
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.web.audit import AUDIT, TIP, VERIFY, add_audit
from python_ocr_reconcile.web.changes import add_changes
from python_ocr_reconcile.web.document import add_document
from python_ocr_reconcile.web.documents import add_documents
from python_ocr_reconcile.web.export import add_export
from python_ocr_reconcile.web.log_in import LOG_IN, LOG_OUT, add_log_in, log_in_page
from python_ocr_reconcile.web.overview import add_overview
from python_ocr_reconcile.web.reconcile import add_reconcile
from python_ocr_reconcile.web.rendering import LOG_IN_COOKIE, POLICY, asset, assets_version, page
from python_ocr_reconcile.web.start import INBOX, add_start

log = logging.getLogger("python_ocr_reconcile.web")

NAME = "ocr_reconcile_pages"
_OPEN = frozenset({"assets", LOG_IN, f"{LOG_IN}_now", LOG_OUT})
_RECONCILING = frozenset({"start_run", "judge"})
_AUDITING = frozenset({AUDIT, VERIFY, TIP})
_FOR_EVER = "public, max-age=31536000, immutable"


def register_pages(
    app: Flask, api: ProductionJSONAPI, url_prefix: str | None = None, *, unknown_paths: bool = False
) -> None:
    """Serve the pages over `api` at the root of `app`, or below `url_prefix`.

    Nothing else of `app` changes. `api` is what `register_production_json_api` returns. With `unknown_paths`
    whatever else is asked for there gets a page that says that it is not there.
    """
    app.register_blueprint(_pages(api, unknown_paths=unknown_paths), url_prefix=url_prefix)


def _pages(api: ProductionJSONAPI, *, unknown_paths: bool) -> Blueprint:
    pages = Blueprint(NAME, __name__)
    pages.before_request(begin)
    guard, service = Guard(api, _needs, cookie=LOG_IN_COOKIE), api
    api = guard.acting()
    pages.before_request(guard.admit)
    pages.before_request(lambda: _limit_body(service))
    pages.after_request(_finish)
    add_start(pages, api)
    add_documents(pages, api)
    add_document(pages, api)
    add_changes(pages, api)
    add_reconcile(pages, api)
    add_overview(pages, api)
    add_export(pages, api)
    add_audit(pages, api)
    add_log_in(pages, guard)

    @pages.get("/assets/<version>/<name>")
    def assets(version: str, name: str) -> Response:
        found = asset(name)
        if found is None:
            abort(404)
        answer = Response(found[0], mimetype=found[1])
        answer.headers["Cache-Control"] = _FOR_EVER if version == assets_version() else "no-store"
        return answer

    if unknown_paths:

        @pages.get("/<path:unknown>")
        def unknown_path(unknown: str) -> Response:
            raise UnknownPathError(f"There is nothing at /{unknown[:200]}.")

    pages.register_error_handler(OcrReconcileError, _refused)
    for status in default_exceptions:
        pages.register_error_handler(status, _refused_by_http)
    pages.register_error_handler(HTTPException, _refused_by_http)
    pages.register_error_handler(Exception, _broke)
    return pages


def _needs() -> Needs:
    """Looking needs ``read``, files and corrections ``upload``, runs ``reconcile``, the audit ``admin``.

    Decisions are a part of runs. What every page is made of, and the way in and out, need nothing.
    """
    endpoint = (request.endpoint or "").rpartition(".")[2]
    if endpoint in _OPEN:
        return "nothing"
    if endpoint in _AUDITING:
        return "admin"
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return "read"
    return "reconcile" if endpoint in _RECONCILING else "upload"


def _limit_body(api: ProductionJSONAPI) -> None:
    limits = api.settings.limits
    is_upload = request.endpoint == f"{NAME}.{INBOX}"
    request.max_content_length = (
        limits.upload_bytes + MAX_HEAD_BYTES if is_upload else limits.request_json_bytes
    )


def _finish(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", POLICY)
    # With "no-referrer" browsers would send forms with the origin "null", which could not be told apart.
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    return finish(answer)


def _refused(error: OcrReconcileError) -> Response:
    if error.http_status == OcrReconcileError.http_status:
        log.error("unforeseen error", exc_info=error, extra={"request_id": request_id()})
    if request.accept_mimetypes.best == "application/json":
        return told(error)
    if isinstance(error, UnauthenticatedError):
        to = request.full_path.rstrip("?") if request.method == "GET" else ""
        answer = log_in_page(to)
        answer.status_code = error.http_status
        return answer
    return page("refused.html", error.http_status, error=error, request_id=request_id(), tab=None)


def told(error: OcrReconcileError) -> Response:
    """`error` for a script of ours."""
    from python_ocr_reconcile.api.problems import problem

    return problem(error)


def _refused_by_http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(
            error.get_response().get_data(), error.code or 500, dict(error.get_response().headers)
        )
    if isinstance(error, NotFound):
        return _refused(UnknownPathError(f"There is nothing at {request.path[:200]}."))
    from python_ocr_reconcile.api.problems import of_http

    return _refused(of_http(error))


def _broke(error: Exception) -> Response:
    log.error("unforeseen error", exc_info=error, extra={"request_id": request_id()})
    return _refused(OcrReconcileError())
