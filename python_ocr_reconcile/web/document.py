"""One document: the page with a box for each value that was read, and the values beside it."""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

import msgspec
from flask import Blueprint, Response, redirect, request, send_file
from werkzeug import Response as BaseResponse

from python_ocr_reconcile.errors import InputError, NotFoundError, OcrReconcileError, error_for
from python_ocr_reconcile.models.encoding import decode
from python_ocr_reconcile.models.file import READ_STATUSES, PageInfo, ProcessingInfo, Start
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN, Upload
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.reading.page_layer import page_sizes
from python_ocr_reconcile.reading.page_picture import WIDTHS, page_picture
from python_ocr_reconcile.services.extract import SourceFile
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.web.fields import (
    LINE_FIELDS,
    TAX_FIELDS,
    equations,
    invoice_doubts,
    invoice_groups,
    invoice_value,
    is_of_line,
    statement_doubts,
    statement_groups,
    transaction_value,
)
from python_ocr_reconcile.web.rendering import page, url

ROWS = 200
"""Lines or transactions of one document that one page shows."""
NEIGHBOURS = 25
"""Invoices of the file, on either side of the one that is shown, that are listed beside it."""
MOST_DOUBTS = 100
MOST_NUMBER = 10**8
_PAGE_HOURS = "private, max-age=3600"
_TRANSACTION_FIELDS = ("transaction_date", "description", "debit_amount", "credit_amount", "balance")

T = TypeVar("T")


class _Read(msgspec.Struct):
    """The part of a document that says how its pages were read; nothing else of it is decoded."""

    processing_info: ProcessingInfo | None = None


def add_document(pages: Blueprint, api: ProductionJSONAPI) -> None:
    """The routes of one document."""

    @pages.get("/documents/<int:upload_id>")
    def document(upload_id: int) -> Response:
        row = api.store.find_upload(upload_id, with_document=True, with_page_layer=True)
        if row.status not in READ_STATUSES:
            problem = error_for(row.error_code, row.error_message or "") if row.status == "failed" else None
            return page(
                "unread.html", tab="documents", row=row, problem=problem, work=api.work_state(upload_id)
            )
        return document_page(row)

    @pages.get("/documents/<int:upload_id>/pages/<int:number>.webp")
    def picture(upload_id: int, number: int) -> Response:
        row = api.store.find_upload(upload_id, with_document=True)
        source = SourceFile.of_upload(row, api.settings)
        info = _page_info(row, number)
        drawn = page_picture(
            source.path, source.file_hash, info, _number("w", WIDTHS[1], WIDTHS[-1]), api.settings
        )
        answer = Response(drawn, mimetype="image/webp")
        answer.headers["Cache-Control"] = _PAGE_HOURS
        return answer

    @pages.get("/documents/<int:upload_id>/original")
    def original(upload_id: int) -> Response:
        row = api.store.find_upload(upload_id)
        source = SourceFile.of_upload(row, api.settings)
        answer = send_file(
            source.path.absolute(), row.mime_type, as_attachment=True, download_name=row.file_name
        )
        # What was sent to us is never shown as a page of ours.
        answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @pages.get("/documents/<int:upload_id>/document.json")
    def stored(upload_id: int) -> Response:
        row = api.store.find_upload(upload_id, with_document=True)
        answer = Response(document_json(row), mimetype="application/json")
        answer.headers["Content-Disposition"] = f'attachment; filename="document-{upload_id}.json"'
        return answer

    @pages.post("/documents/<int:upload_id>/read-as")
    def read_as(upload_id: int) -> BaseResponse:
        """Read the same file as the other kind; what was read before stays as it is."""
        row = api.store.find_upload(upload_id)
        source = SourceFile.of_upload(row, api.settings)
        other = "bank" if row.kind == "invoice" else "invoice"
        with source.path.open("rb") as file:
            got = api.upload(other, file, row.file_name, wait_seconds=0)  # type: ignore[arg-type]
        return redirect(url("document", upload_id=got.row.upload_id), 303)


def document_page(row: Upload, *, problem: OcrReconcileError | None = None, given: str = "") -> Response:
    """The page of a document; with the `problem` of a change that was refused, and the value it had."""
    json = document_json(row)
    shared: dict[str, Any] = {
        "tab": "documents",
        "row": row,
        "seen": version_of(row),
        "sizes": page_sizes(row.page_layer) if row.page_layer else [],
        "widths": WIDTHS,
        "edited": request.args.get("edit"),
        "done": request.args.get("done"),
        "problem": problem,
        "given": given,
        "status": 200 if problem is None else problem.http_status,
    }
    if row.kind == "invoice":
        return page("invoices.html", **shared, **_invoice_view(decode(json, InvoiceDocument)))
    return page("statement.html", **shared, **_statement_view(decode(json, BankDocument)))


def version_of(row: Upload) -> str:
    """What a form sends back to say which version of the document it changes."""
    return hashlib.sha256(document_json(row)).hexdigest()


def document_json(row: Upload) -> bytes:
    """The document of `row` as it is stored. Raises `NotFoundError` where it has none yet."""
    json: bytes | None = getattr(row, DOCUMENT_COLUMN[row.kind])
    if json is None:
        raise NotFoundError(f"upload {row.upload_id} has no document: it is {row.status}")
    return json


def _page_info(row: Upload, number: int) -> PageInfo:
    info = decode(document_json(row), _Read).processing_info
    for read in info.pages if info else ():
        if read.page == number:
            return read
    raise NotFoundError(f"upload {row.upload_id} has no page {number}")


def _number(name: str, otherwise: int, most: int) -> int:
    """A number of the query, from 1 to `most`. Raises `InputError`."""
    text = request.args.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= max(most, 1)):
        raise InputError(f"{name} is a number from 1 to {most}.")
    return int(text)


def _invoice_view(document: InvoiceDocument) -> dict[str, Any]:
    invoices = document.invoices
    info = document.processing_info
    starts = starts_of(document)
    common = {"document": document, "info": info, "invoices": invoices, "starts": starts}
    if not invoices:
        return {**common, "invoice": None, "page_number": 1}
    # One that is not there any more, since two were joined, is the last.
    place = min(_number("invoice", _first_doubtful(invoices) + 1, MOST_NUMBER), len(invoices))
    index, invoice = place - 1, invoices[place - 1]
    first, last = max(0, index - NEIGHBOURS), min(len(invoices), index + NEIGHBOURS + 1)
    made = equations(invoice.checks)
    sheet, lines = _sheet(invoice.line_items)
    of_lines = {f"line_items/{number}" for number, _ in lines}
    return {
        **common,
        "invoice": invoice,
        "place": place,
        "neighbours": list(enumerate(invoices[first:last], first + 1)),
        "groups": invoice_groups(invoice, index),
        "doubts": invoice_doubts(invoice, index, info.warnings if info else [])[:MOST_DOUBTS],
        "equations": [one for one in made if not is_of_line(one) or not one.closes][:MOST_DOUBTS],
        "line_equations": [
            one for one in made if is_of_line(one) and one.closes and one.field.rpartition("/")[0] in of_lines
        ],
        "tax_lines": [
            [invoice_value(invoice, index, f"tax_lines/{number}/{name}") for name in TAX_FIELDS]
            for number in range(len(invoice.tax_lines))
        ],
        "lines": [
            [invoice_value(invoice, index, f"line_items/{number}/{name}") for name in LINE_FIELDS]
            for number, _ in lines
        ],
        "used": [
            name
            for name in LINE_FIELDS
            if any(getattr(line, name) is not None for line in invoice.line_items)
        ],
        "sheet": sheet,
        "page_number": invoice.page_numbers[0] if invoice.page_numbers else 1,
    }


def starts_of(document: InvoiceDocument) -> list[Start]:
    """Where the invoices of the file begin, as a person said or as the reader found."""
    info = document.processing_info
    if info is None or not document.invoices:
        return []
    if info.starts is not None:
        return info.starts
    first = document.invoices[0].page_numbers
    found = [Start(page=cut.page, y=cut.y) for cut in info.cuts if cut.is_cut]
    return [Start(page=first[0] if first else 1), *found]


def _first_doubtful(invoices: list[Invoice]) -> int:
    """The invoice to open a file with: the first that does not add up, or else the first."""
    return next((index for index, invoice in enumerate(invoices) if invoice.proof == "conflict"), 0)


def _statement_view(document: BankDocument) -> dict[str, Any]:
    transactions = document.transactions
    breaks = [
        index
        for index, transaction in enumerate(transactions)
        if any(not check.closes for check in transaction.checks)
    ]
    sheet, rows = _sheet(transactions)
    shown = [
        {
            "number": index + 1,
            "transaction": transaction,
            "cells": {name: transaction_value(transaction, index, name) for name in _TRANSACTION_FIELDS},
            "equations": equations(transaction.checks),
        }
        for index, transaction in rows
    ]
    statements = document.statements or [document.statement_info]
    return {
        "document": document,
        "info": document.processing_info,
        "statements": [
            (statement, statement_groups(statement, index), equations(statement.checks))
            for index, statement in enumerate(statements)
        ],
        "doubts": statement_doubts(document)[:MOST_DOUBTS],
        "rows": shown,
        "sheet": sheet,
        "breaks": [{"number": index + 1, "sheet": index // ROWS + 1} for index in breaks[:MOST_DOUBTS]],
        "page_number": next((one.page_number for _, one in rows if one.page_number), 1),
    }


def _sheet(entries: list[T]) -> tuple[dict[str, int], list[tuple[int, T]]]:
    """Which rows are shown, and those rows with their place (0-based)."""
    sheets = max(1, -(-len(entries) // ROWS))
    sheet = _number("rows", 1, sheets)
    first = (sheet - 1) * ROWS
    shown = list(enumerate(entries[first : first + ROWS], first))
    about = {
        "number": sheet,
        "of": sheets,
        "first": first + 1,
        "last": first + len(shown),
        "all": len(entries),
    }
    return about, shown
