"""Start: the inbox, which is the drop zone, and what becomes of what was dropped."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import msgspec
from flask import Blueprint, Response, redirect, request
from werkzeug import Response as BaseResponse

from python_ocr_reconcile.api.answers import json_answer, uploaded
from python_ocr_reconcile.api.multipart import uploaded_file
from python_ocr_reconcile.errors import DocumentError, InputError, OcrReconcileError, error_for
from python_ocr_reconcile.models.file import READ_STATUSES
from python_ocr_reconcile.models.production_json_models import Upload
from python_ocr_reconcile.samples import make_samples
from python_ocr_reconcile.services.production_json_workflows import AskedKind, ProductionJSONAPI
from python_ocr_reconcile.storage.documents import DocumentQuery, DocumentRow
from python_ocr_reconcile.storage.work import WorkState
from python_ocr_reconcile.web.rendering import page, part, url

INBOX = "inbox"
LATEST = 30
"""Uploads that Start shows."""
_KINDS: dict[str, AskedKind] = {"auto": "auto", "invoice": "invoice", "bank": "bank"}
UNFINISHED = frozenset({"pending", "processing"})


class Line(msgspec.Struct, frozen=True):
    """One upload of the inbox, as it is at this moment."""

    row: DocumentRow
    work: WorkState | None
    """Of one that waits, or is being read."""
    problem: OcrReconcileError | None
    """Of one that failed."""


def add_start(pages: Blueprint, api: ProductionJSONAPI) -> None:
    """The routes of Start."""

    @pages.get("/")
    def start() -> Response:
        return page("start.html", tab="start", limits=api.settings.limits, **_latest(api))

    @pages.get("/inbox/latest")
    def latest() -> Response:
        found = _latest(api)
        answer = Response(part("latest.html", **found), mimetype="text/html")
        answer.headers["X-Unfinished"] = str(sum(one.row.status in UNFINISHED for one in found["lines"]))
        return answer

    @pages.post("/inbox", endpoint=INBOX)
    def inbox() -> BaseResponse:
        """Take one file; a script gets JSON at once, a plain form is sent on to the document."""
        kind = _KINDS.get(request.args.get("kind", "auto"))
        if kind is None:
            raise InputError("The kind is auto, invoice or bank.")
        stream, file_name = uploaded_file(request)
        row, duplicate = _receive(api, kind, stream, file_name)
        if request.accept_mimetypes.best == "application/json":
            answer = json_answer(uploaded(row, duplicate=duplicate), 202)
            answer.headers["Location"] = url("document", upload_id=row.upload_id)
            return answer
        return redirect(url("document", upload_id=row.upload_id), 303)

    @pages.post("/samples")
    def samples() -> BaseResponse:
        with tempfile.TemporaryDirectory() as folder:
            made = make_samples(Path(folder))
            for kind, path in (("invoice", made.invoices), ("bank", made.statement)):
                with path.open("rb") as file:
                    _receive(api, _KINDS[kind], file, path.name)
        return redirect(url("start"), 303)


def _receive(api: ProductionJSONAPI, kind: AskedKind, stream: Any, file_name: str) -> tuple[Upload, bool]:
    """Keep the file and have it read; what is wrong with a file that was kept, its row will say."""
    try:
        got = api.upload(kind, stream, file_name, wait_seconds=0)
    except DocumentError as problem:  # read, and refused, within no time
        if "upload_id" not in problem.details:
            raise
        upload_id = problem.details["upload_id"]
        return api.store.find_upload(upload_id), False
    return got.row, got.duplicate


def _latest(api: ProductionJSONAPI) -> dict[str, Any]:
    rows, more = api.store.list_documents(DocumentQuery(), "newest", None, min(LATEST, api.store.most_rows))
    runs, _ = api.store.list_reconciliations({}, None, 1)
    ready = sorted(
        (row for row in rows if row.status in READ_STATUSES), key=lambda row: row.status != "completed"
    )
    invoices = next((row for row in ready if row.kind == "invoice"), None)
    bank = next((row for row in ready if row.kind == "bank"), None)
    return {
        "lines": [_line(api, row) for row in rows],
        "more": more is not None,
        "pair": (invoices, bank) if invoices and bank and not _has_run(api, invoices, bank) else None,
        "counts": api.store.count_documents(),
        "waiting_run": next((run for run in runs if run.partial_matches), None),
        "done_run": next((run for run in runs if not run.partial_matches), None),
    }


def _has_run(api: ProductionJSONAPI, invoices: DocumentRow, bank: DocumentRow) -> bool:
    """Whether both were reconciled already: then it is not what is to be done next."""
    of = {"invoice_upload_id": str(invoices.upload_id), "bank_upload_id": str(bank.upload_id)}
    return bool(api.store.list_reconciliations(of, None, 1)[0])


def _line(api: ProductionJSONAPI, row: DocumentRow) -> Line:
    return Line(
        row,
        api.work_state(row.upload_id) if row.status in UNFINISHED else None,
        error_for(row.error_code, row.error_message or "") if row.status == "failed" else None,
    )
