"""The Flask routes: documents in, one row each out, as JSON.

One blueprint, whose error handlers, limits and headers hold for its own paths alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask, Response, g, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, default_exceptions
from werkzeug.routing import MapAdapter, Rule

from python_ocr_reconcile.api.answers import columns, json_answer, reconciled, uploaded
from python_ocr_reconcile.api.audit import add_audit
from python_ocr_reconcile.api.docs import docs_page, stylesheet
from python_ocr_reconcile.api.edits import add_edits, conditional, row_answer
from python_ocr_reconcile.api.exchange import begin, finish
from python_ocr_reconcile.api.export import add_export
from python_ocr_reconcile.api.guard import Guard, GuardedBlueprint
from python_ocr_reconcile.api.idempotency import HEADER, first_time, keep
from python_ocr_reconcile.api.judgements import add_judgements
from python_ocr_reconcile.api.matching import add_matching
from python_ocr_reconcile.api.matching_bodies import reconcile_request
from python_ocr_reconcile.api.multipart import MAX_HEAD_BYTES, uploaded_file
from python_ocr_reconcile.api.openapi import openapi_document
from python_ocr_reconcile.api.parameters import (
    list_parameters,
    list_query,
    preference,
    row_id,
)
from python_ocr_reconcile.api.problems import broke, refused, refused_by_http
from python_ocr_reconcile.api.work import add_work
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import OcrReconcileError
from python_ocr_reconcile.models.production_json_models import RowKind, UploadKind
from python_ocr_reconcile.services.metrics import MEDIA_TYPE, Requests
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI

URL_PREFIX = "/api/production"
NAME = "production_json_api"


def production_json_blueprint(api: ProductionJSONAPI) -> GuardedBlueprint:
    """The routes over one `ProductionJSONAPI`."""
    routes = GuardedBlueprint(NAME, __name__, url_prefix=URL_PREFIX)
    guard, settings, requests = Guard(api, routes.needs), api.settings, api.metrics.requests
    api = guard.acting()
    _add_uploads(routes, api)
    _add_rows(routes, api)
    add_work(routes, api)
    add_edits(routes, api)
    add_audit(routes, api)
    add_export(routes, api)
    add_judgements(routes, api)
    add_matching(routes, api)
    _add_service(routes, api)

    @routes.post("/reconcile", needs="reconcile")
    def reconcile() -> Response:
        asked = reconcile_request(request)
        row = api.reconcile(asked.invoice_upload_ids, asked.bank_upload_ids, profile=asked.profile)
        answer = json_answer(reconciled(row), 201)
        answer.headers["Location"] = url_for(".get_reconciliation", text=row.reconciliation_id)
        return answer

    routes.before_request(begin)
    routes.before_request(lambda: _limit_body(settings))
    routes.before_request(guard.admit)
    routes.after_request(finish)
    routes.after_request(lambda answer: _count(requests, answer))
    routes.after_request(keep)  # the last one is called first: what is kept has no header of this exchange
    routes.register_error_handler(OcrReconcileError, refused)
    # By status too: a host application's own page for a status goes before a blueprint's for all of them.
    for status in default_exceptions:
        routes.register_error_handler(status, refused_by_http)
    routes.register_error_handler(HTTPException, refused_by_http)
    routes.register_error_handler(Exception, broke)
    routes.record(_answer_for_every_path)
    return routes


def _add_uploads(routes: GuardedBlueprint, api: ProductionJSONAPI) -> None:
    def upload(kind: UploadKind, location: str) -> Response:
        stream, file_name = uploaded_file(request)
        prefer = preference(request, api.settings.limits.wait_seconds)
        wait = prefer.wait_seconds
        if HEADER in request.headers:
            got = api.upload(kind, stream, file_name, wait_seconds=wait, before_claim=first_time)
        else:
            got = api.upload(kind, stream, file_name, wait_seconds=wait)
        status = 202 if not got.finished else 200 if got.duplicate else 201
        answer = json_answer(uploaded(got.row, duplicate=got.duplicate), status)
        answer.headers["Location"] = url_for(location, text=got.row.upload_id)
        if not got.finished:
            status_url = url_for(".upload_status", text=got.row.upload_id)
            answer.headers["Link"] = f'<{status_url}>; rel="monitor"'
        if prefer.applied:
            answer.headers["Preference-Applied"] = prefer.applied
        return answer

    @routes.post("/invoices/upload", needs="upload")
    def upload_invoices() -> Response:
        return upload("invoice", ".get_invoices")

    @routes.post("/bank/upload", needs="upload")
    def upload_bank() -> Response:
        return upload("bank", ".get_bank")


def _add_rows(routes: GuardedBlueprint, api: ProductionJSONAPI) -> None:
    def one(kind: RowKind) -> Callable[[str], Response]:
        def answer(text: str) -> Response:
            return conditional(row_answer(api.fetch(kind, row_id(text)), kind))

        return answer

    def many(kind: RowKind) -> Callable[[], Response]:
        known = list_parameters(kind, api.settings.limits.list_rows)

        def answer() -> Response:
            query = list_query(request, known)
            rows, following = api.list(kind, query.filters, query.cursor, query.limit)
            items = [columns(row, kind, with_document=False) for row in rows]
            return json_answer({"items": items, "next_cursor": following})

        return answer

    routes.get("/invoices", endpoint="list_invoices", needs="read")(many("invoice"))
    routes.get("/invoices/<text>", endpoint="get_invoices", needs="read")(one("invoice"))
    routes.get("/bank", endpoint="list_bank", needs="read")(many("bank"))
    routes.get("/bank/<text>", endpoint="get_bank", needs="read")(one("bank"))
    routes.get("/reconciliations", endpoint="list_reconciliations", needs="read")(many("reconciliation"))
    routes.get("/reconciliations/<text>", endpoint="get_reconciliation", needs="read")(one("reconciliation"))


def _add_service(routes: GuardedBlueprint, api: ProductionJSONAPI) -> None:
    def description() -> dict[str, object]:
        return openapi_document(api.settings.limits, server=f"{request.script_root}{URL_PREFIX}")

    @routes.get("/health", needs="read")
    def health() -> Response:
        found = api.health()
        return json_answer(found, 200 if found["production_json_api"] == "available" else 503)

    @routes.get("/metrics", needs="admin")
    def metrics() -> Response:
        return Response(api.metrics.text(), content_type=MEDIA_TYPE)

    @routes.get("/openapi.json", needs="nothing")
    def openapi() -> Response:
        return json_answer(description())

    @routes.get("/docs", needs="nothing")
    def docs() -> Response:
        return docs_page(description(), url_for(".docs_style"), url_for(".openapi"))

    @routes.get("/docs.css", needs="nothing")
    def docs_style() -> Response:
        return stylesheet()


def _count(requests: Requests, answer: Response) -> Response:
    operation = (request.endpoint or "").rpartition(".")[2]
    requests.note(operation, answer.status_code, time.perf_counter() - g.ocr_reconcile_started)
    return answer


def _limit_body(settings: Settings) -> None:
    """Bound the body of this request alone; the host application keeps its own limit."""
    limits = settings.limits
    g.ocr_reconcile_request_seconds = limits.request_seconds
    most = limits.request_json_bytes
    if request.path.endswith("/upload"):
        # A multipart body is its file and a head for each part; the file is measured while it is stored.
        most = limits.upload_bytes + MAX_HEAD_BYTES
    elif request.path.endswith("/rates"):
        most = limits.upload_bytes
    request.max_content_length = most


def _answer_for_every_path(state: BlueprintSetupState) -> None:
    """Let unknown paths and wrong methods below the prefix end in this blueprint and its error handlers.

    Flask refuses them before it has chosen a blueprint, so they would get the host application's page.
    """
    app, endpoint = state.app, f"{state.name}.unknown_path"
    assert isinstance(app, Flask)  # noqa: S101 - for the type checker: Flask types it as one of two

    def unknown_path(unknown: str = "") -> Response:  # noqa: ARG001 - the rule names it
        adapter = app.create_url_adapter(request)
        allowed = [] if adapter is None else _methods_of_others(adapter, endpoint)
        raise MethodNotAllowed(allowed) if allowed else NotFound()

    prefix = state.url_prefix or ""
    # Fixed paths once more, lest GET /invoices/upload be taken for the invoice upload "upload".
    ours = (rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(f"{state.name}."))
    fixed = sorted({rule.rule for rule in ours if "<" not in rule.rule})
    for path in (*fixed, prefix, f"{prefix}/", f"{prefix}/<path:unknown>"):
        # Without methods a rule takes every method, those of tomorrow too; Flask's own decorator cannot.
        app.url_map.add(Rule(path, endpoint=endpoint, strict_slashes=False))
    app.view_functions[endpoint] = unknown_path


def _methods_of_others(adapter: MapAdapter, endpoint: str) -> list[str]:
    found = []
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        matched, _ = adapter.match(method=method)
        if matched != endpoint:
            found.append(method)
    return found
