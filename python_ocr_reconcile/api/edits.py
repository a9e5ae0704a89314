"""Routes by which a person changes a document that is stored: where its invoices begin, and what they say.

Each names the version that it changes by its ETag, so that nobody overwrites what he has not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request

from python_ocr_reconcile.api.answers import columns, json_answer
from python_ocr_reconcile.api.bodies import accept_request, corrections_request, cuts_request
from python_ocr_reconcile.api.guard import GuardedBlueprint
from python_ocr_reconcile.api.parameters import row_id
from python_ocr_reconcile.errors import DocumentChangedError, VersionNotNamedError
from python_ocr_reconcile.models.file import READ_STATUSES
from python_ocr_reconcile.models.production_json_models import Row, RowKind, UploadKind
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI

_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE")


def add_edits(routes: GuardedBlueprint, api: ProductionJSONAPI) -> None:
    """The routes that change an upload; each answers with the row as GET does."""

    @routes.put("/invoices/<text>/cuts", needs="upload")
    def move_cuts(text: str) -> Response:
        upload_id = row_id(text)
        starts, reason = cuts_request(request)
        seen = seen_row(api, "invoice", upload_id)
        return row_answer(api.move_cuts(upload_id, starts, reason=reason, seen=seen), "invoice")

    @routes.delete("/invoices/<text>/cuts", needs="upload")
    def reset_cuts(text: str) -> Response:
        upload_id = row_id(text)
        return row_answer(api.move_cuts(upload_id, None, seen=seen_row(api, "invoice", upload_id)), "invoice")

    def correct(kind: UploadKind) -> Callable[[str], Response]:
        def answer(text: str) -> Response:
            upload_id = row_id(text)
            corrections, reason = corrections_request(request)
            seen = seen_row(api, kind, upload_id)
            return row_answer(api.correct(upload_id, corrections, reason=reason, seen=seen), kind)

        return answer

    def accept(kind: UploadKind) -> Callable[[str], Response]:
        def answer(text: str) -> Response:
            upload_id = row_id(text)
            reason = accept_request(request)
            return row_answer(api.accept(upload_id, reason=reason, seen=seen_row(api, kind, upload_id)), kind)

        return answer

    routes.patch("/invoices/<text>", endpoint="correct_invoices", needs="upload")(correct("invoice"))
    routes.patch("/bank/<text>", endpoint="correct_bank", needs="upload")(correct("bank"))
    routes.post("/invoices/<text>/accept", endpoint="accept_invoices", needs="upload")(accept("invoice"))
    routes.post("/bank/<text>/accept", endpoint="accept_bank", needs="upload")(accept("bank"))


def row_answer(row: Row, kind: RowKind) -> Response:
    """`row` with its document, and the ETag of these bytes."""
    answer = json_answer(columns(row, kind, with_document=True))
    answer.add_etag()
    return answer


def conditional(answer: Response) -> Response:
    """`answer`, or 304 where the sender has it. Raises `DocumentChangedError` where If-Match fails."""
    if not _matches(answer):
        raise DocumentChangedError("The ETag of If-Match is not that of the row as it is now.")
    if not any(name in request.environ for name in _CONDITIONS):
        return answer
    # Werkzeug takes `If-Match: *` for an ETag that nothing has, and answers 412 without saying why.
    rest = {name: value for name, value in request.environ.items() if name != "HTTP_IF_MATCH"}
    answer.make_conditional(rest)
    return answer


def _matches(answer: Response) -> bool:
    """Whether If-Match, where it is sent, names the version that `answer` holds."""
    tag, _ = answer.get_etag()
    return "If-Match" not in request.headers or request.if_match.contains(tag or "")


def seen_row(api: ProductionJSONAPI, kind: RowKind, row_id: int) -> Any:
    """The row as the sender of the request has seen it. Raises `DocumentChangedError` if he has not."""
    row: Any = api.fetch(kind, row_id)
    if row.status in READ_STATUSES:  # of one without a document, the service says so
        _check_version(row, kind, row_id)
    return row


def _check_version(row: Row, kind: RowKind, row_id: int) -> None:
    named: dict[str, Any] = {"reconciliation_id" if kind == "reconciliation" else "upload_id": row_id}
    if "If-Match" not in request.headers:
        raise VersionNotNamedError(**named)
    if not _matches(row_answer(row, kind)):
        what = "Reconciliation" if kind == "reconciliation" else "Upload"
        raise DocumentChangedError(f"{what} {row_id} is not as it was when this ETag was given.", **named)
