"""What a person changes in a document: a value, where invoices begin, that it is accepted as it is."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Blueprint, redirect, request
from werkzeug import Response as BaseResponse

from python_ocr_reconcile.errors import CutsError, DocumentChangedError, InputError, OcrReconcileError
from python_ocr_reconcile.models.encoding import decode
from python_ocr_reconcile.models.file import Start
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.production_json_models import Upload
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.web.document import document_json, document_page, starts_of, version_of
from python_ocr_reconcile.web.rendering import url

_POINTER = re.compile(r"/(invoices|statements|transactions)/(\d{1,9})/(.+)", re.ASCII)
_START = re.compile(r"(\d{1,6})(?:@(\d{1,6}(?:\.\d{1,4})?))?", re.ASCII)
_PLACE = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_LONGEST_REASON = 500


def add_changes(pages: Blueprint, api: ProductionJSONAPI) -> None:
    """The forms of one document. Each sends the version that it was made on, and is refused on another."""

    def changed(upload_id: int, change: Callable[[Upload], BaseResponse]) -> BaseResponse:
        row = api.store.find_upload(upload_id, with_document=True, with_page_layer=True)
        try:
            if request.form.get("seen") != version_of(row):
                raise DocumentChangedError(f"The document of upload {upload_id} is another by now.")
            return change(row)
        except OcrReconcileError as problem:
            if problem.http_status >= 500:
                raise
            return document_page(row, problem=problem, given=request.form.get("value", ""))

    @pages.post("/documents/<int:upload_id>/correct")
    def correct(upload_id: int) -> BaseResponse:
        def change(row: Upload) -> BaseResponse:
            pointer = request.form.get("pointer", "")
            found = _POINTER.fullmatch(pointer)
            if found is None:
                raise InputError("The form names no value of a document.")
            value = None if "nothing" in request.form else request.form.get("value", "").strip()
            api.correct(upload_id, {pointer: value}, reason=_reason(), seen=row)
            part, place, field = found[1], int(found[2]), found[3]
            anchor = "f-" + (field if part != "transactions" else pointer[1:]).replace("/", "-")
            return redirect(
                url(
                    "document", upload_id=upload_id, invoice=place + 1 if part == "invoices" else None,
                    rows=_rows(), done="corrected", _anchor=anchor,
                ),
                303,
            )  # fmt: skip

        return changed(upload_id, change)

    @pages.post("/documents/<int:upload_id>/cuts")
    def cuts(upload_id: int) -> BaseResponse:
        def change(row: Upload) -> BaseResponse:
            invoice = _invoice()
            starts = _starts(starts_of(decode(document_json(row), InvoiceDocument)), invoice)
            api.move_cuts(upload_id, starts, reason=_reason(), seen=row)
            at = max(1, invoice - 1) if request.form.get("do") == "join" else invoice
            return redirect(url("document", upload_id=upload_id, invoice=at, done="cut"), 303)

        return changed(upload_id, change)

    @pages.post("/documents/<int:upload_id>/accept")
    def accept(upload_id: int) -> BaseResponse:
        def change(row: Upload) -> BaseResponse:
            api.accept(upload_id, reason=_reason(), seen=row)
            place = request.args.get("invoice")
            return redirect(url("document", upload_id=upload_id, invoice=place, done="accepted"), 303)

        return changed(upload_id, change)


def _reason() -> str | None:
    reason = " ".join(request.form.get("reason", "").split())
    if len(reason) > _LONGEST_REASON:
        raise InputError(f"A reason has at most {_LONGEST_REASON} characters.")
    return reason or None


def _invoice() -> int:
    """Which invoice of the file the form is about, from 1."""
    text = request.form.get("invoice", "1")
    if _PLACE.fullmatch(text) is None:
        raise InputError("The form names no invoice of the file.")
    return int(text)


def _rows() -> str | None:
    return request.args.get("rows")


def _starts(now: list[Start], invoice: int) -> list[Start] | None:
    """Where invoices are to begin, as the form says; ``None``: as the reader finds. Raises `CutsError`."""
    match request.form.get("do"):
        case "reset":
            return None
        case "join":
            if not 2 <= invoice <= len(now):
                raise CutsError("There is no invoice before this one.")
            return [start for place, start in enumerate(now, 1) if place != invoice]
        case "split":
            new = _start(request.form.get("page", ""))
            return sorted({*now, new}, key=lambda start: (start.page, start.y or 0.0))
        case "set":
            texts = request.form.get("starts", "").replace(",", " ").split()
            return [_start(text) for text in texts]
    raise InputError("The form does not say what to do with the cuts.")


def _start(text: str) -> Start:
    found = _START.fullmatch(text.strip())
    if found is None:
        raise CutsError(f"{text[:40]!r} is no page; write 3 for its top, or 3@310.5 for a place on it.")
    return Start(page=int(found[1]), y=float(found[2]) if found[2] else None)
