"""The description of the API (OpenAPI 3.1), made from the structs that the routes really answer with."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from python_ocr_reconcile import __version__
from python_ocr_reconcile.api.openapi_parts import (
    component_schemas,
    header,
    json_response,
    problem_responses,
    ref,
)
from python_ocr_reconcile.api.parameters import CURSOR_SCHEMA, ID_SCHEMA, list_parameters
from python_ocr_reconcile.config import MIB, Limits
from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN, ROWS

Operation = dict[str, Any]

_READABLE = "application/pdf, image/png, image/jpeg, image/tiff, image/webp"

# Statuses that any operation may answer, and those that come with a body or an id.
_ALWAYS = ("500", "503")
_OF_ID = ("400", "404", *_ALWAYS)
_OF_LIST = ("400", *_ALWAYS)
_OF_UPLOAD = ("400", "413", "415", "422", *_ALWAYS, "507")
_OF_RECONCILE = ("400", "404", "409", "413", "415", "422", *_ALWAYS, "507")

_INTRODUCTION = """\
Every file becomes one row: one JSON document that holds everything read from it, beside a few summary \
columns. A run of one invoice file against one bank file becomes one row too.

Money is a JSON number with its digits kept: read it as a decimal, never as a float. Times are UTC. Every \
answer carries `X-Request-Id`; send your own (letters, digits, `.`, `_`, `-`, at most 64) to find a request \
in the log. Refusals are `application/problem+json` (RFC 9457) with a stable `code` and an `advice`."""


_UPLOADED = {
    "success": True,
    "upload_id": 1,
    "db_record_id": 1,
    "file_name": "document.pdf",
    "processing_time_seconds": 2.31,
    "status": "completed",
}
_INVOICE_SUMS = {"total_invoices": 3, "total_amount": Decimal("4861.20")}
_BANK_SUMS = {
    "total_transactions": 87,
    "total_debits": Decimal("12480.90"),
    "total_credits": Decimal("15310.00"),
}
_RECONCILED = {
    "success": True,
    "reconciliation_id": 1,
    "db_record_id": 1,
    "total_matches": 3,
    "match_rate_percentage": Decimal("100.00"),
    "processing_time_seconds": 0.04,
    "status": "completed",
}
_HEALTH = {
    "status": "healthy",
    "production_json_api": "available",
    "database": {"path": "ocr_reconcile.db", "invoice_uploads": 1, "bank_uploads": 1, "reconciliations": 1},
    "upload_folder": "uploads",
    "storage_mode": "single_row_json",
}


@cache
def openapi_document(limits: Limits, server: str) -> dict[str, Any]:
    """The description as plain data. `server` is the path that the routes stand under; do not change it."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Invoices, bank statements and their reconciliation",
            "version": __version__,
            "summary": "Documents in, one proved JSON row each out.",
            "description": _INTRODUCTION,
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": server}],
        "tags": [
            {"name": "Uploads", "description": "Send a document; it is kept, read, proved and stored."},
            {
                "name": "Reconciliation",
                "description": "Match the invoices of one upload with the bank lines.",
            },
            {"name": "Rows", "description": "What is stored: each row with its document, and lists of rows."},
            {"name": "Service", "description": "How the service is, and what it offers."},
        ],
        "paths": _paths(limits, server),
        "components": {"schemas": component_schemas(), "responses": problem_responses()},
    }


def _paths(limits: Limits, server: str) -> dict[str, Any]:
    def curl(before: str, path: str) -> str:
        return f"curl -s {before}http://127.0.0.1:8000{server}{path}"

    def service(name: str, summary: str, description: str, answers: dict[str, Any], path: str) -> Operation:
        return _operation(name, "Service", summary, description, answers, ("500",), curl("", path))

    page = {"description": "The page.", "content": {"text/html": {"schema": {"type": "string"}}}}
    this = {
        "description": "The description.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    healths = {
        "200": json_response("It can be asked.", "Health", _HEALTH),
        "503": json_response("The database cannot be reached.", "Health"),
    }
    health = "Counts of the rows, where they are, and whether every check holds."
    invoices = ("upload_invoices", "Upload an invoice or receipt file", "Invoice", "invoices")
    bank = ("upload_bank", "Upload a bank statement", "Bank", "bank")
    return {
        "/invoices/upload": {
            "post": _upload(*invoices, limits, curl("-F file=@invoices.pdf ", "/invoices/upload"))
        },
        "/bank/upload": {"post": _upload(*bank, limits, curl("-F file=@statement.pdf ", "/bank/upload"))},
        "/reconcile": {
            "post": _reconcile(
                curl('--json \'{"invoice_upload_id": 1, "bank_upload_id": 2}\' ', "/reconcile")
            )
        },
        "/invoices": {
            "get": _list("invoice", "Invoice uploads", limits, curl("-G -d status=completed ", "/invoices"))
        },
        "/invoices/{id}": {"get": _get("invoice", "One invoice upload", curl("", "/invoices/1"))},
        "/bank": {"get": _list("bank", "Bank uploads", limits, curl("-G -d currency=EUR ", "/bank"))},
        "/bank/{id}": {"get": _get("bank", "One bank upload", curl("", "/bank/2"))},
        "/reconciliations": {
            "get": _list(
                "reconciliation",
                "Reconciliation runs",
                limits,
                curl("-G -d invoice_upload_id=1 ", "/reconciliations"),
            )
        },
        "/reconciliations/{id}": {
            "get": _get("reconciliation", "One reconciliation run", curl("", "/reconciliations/1"))
        },
        "/health": {"get": service("health", "How the service is", health, healths, "/health")},
        "/openapi.json": {
            "get": service(
                "openapi",
                "This description",
                "OpenAPI 3.1, with all schemas.",
                {"200": this},
                "/openapi.json",
            )
        },
        "/docs": {
            "get": service(
                "docs", "This description, for people", "One page, without scripts.", {"200": page}, "/docs"
            )
        },
    }


def _operation(
    operation_id: str,
    tag: str,
    summary: str,
    description: str,
    answers: dict[str, Any],
    refusals: tuple[str, ...],
    example: str,
    **rest: Any,
) -> Operation:
    responses = {
        **answers,
        **{status: ref("responses", f"Problem{status}") for status in refusals if status not in answers},
    }
    return {
        "operationId": operation_id,
        "tags": [tag],
        "summary": summary,
        "description": description,
        **rest,
        "responses": dict(sorted(responses.items())),
        "x-codeSamples": [{"lang": "Shell", "label": "curl", "source": example}],
    }


def _upload(operation_id: str, summary: str, kind: str, path: str, limits: Limits, example: str) -> Operation:
    read = {"operationId": f"get_{path}", "parameters": {"id": "$response.body#/upload_id"}}
    example_body = _UPLOADED | (_INVOICE_SUMS if kind == "Invoice" else _BANK_SUMS)
    links = {"read": {**read, "description": "The row of this upload."}}
    location = {"Location": header("Path of the row.")}
    return _operation(
        operation_id,
        "Uploads",
        summary,
        f"The file is kept, then read; the answer waits up to {limits.wait_seconds} s for the result, or "
        "`Prefer: wait=N`. What takes longer, or is sent with `Prefer: respond-async`, is answered with 202 "
        "and read on in the background. The same bytes again answer with the same upload_id and are not "
        "read twice. "
        "A file that cannot be read is refused, yet kept: the problem names its `upload_id`.",
        {
            "200": {
                **json_response(
                    "The same bytes were here before.",
                    f"{kind}Duplicate",
                    {**example_body, "duplicate": True},
                ),
                "headers": location,
                "links": links,
            },
            "201": {
                **json_response("Read and stored.", f"{kind}Uploaded", example_body),
                "headers": location,
                "links": links,
            },
            "202": {
                "description": "Kept, and being read.",
                "content": {
                    "application/json": {
                        "schema": {
                            "anyOf": [ref("schemas", f"{kind}Uploaded"), ref("schemas", f"{kind}Duplicate")]
                        }
                    }
                },
                "headers": location,
                "links": links,
            },
        },
        _OF_UPLOAD,
        example,
        parameters=[
            {
                "name": "Prefer",
                "in": "header",
                "description": "`respond-async`, or `wait=N` seconds (RFC 7240).",
                "schema": {"type": "string"},
                "example": "respond-async",
            }
        ],
        requestBody={"required": True, "content": {"multipart/form-data": _file_form(limits)}},
    )


def _file_form(limits: Limits) -> dict[str, Any]:
    description = (
        f"PDF, PNG, JPEG, TIFF or WebP, not empty and at most {limits.upload_bytes / MIB:g} MiB. "
        "Its content says what it is, not its name."
    )
    file = {"type": "string", "format": "binary", "description": description}
    return {
        "schema": {"type": "object", "properties": {"file": file}, "required": ["file"]},
        "encoding": {"file": {"contentType": _READABLE}},
    }


def _reconcile(example: str) -> Operation:
    link = {"operationId": "get_reconciliation", "parameters": {"id": "$response.body#/reconciliation_id"}}
    answer = {
        **json_response("Matched and stored.", "Reconciled", _RECONCILED),
        "headers": {"Location": header("Path of the run.")},
        "links": {"read": {**link, "description": "The row of this run."}},
    }
    return _operation(
        "reconcile",
        "Reconciliation",
        "Match two uploads",
        "Both uploads must have been read. Every run is stored as a row of its own.",
        {"201": answer},
        _OF_RECONCILE,
        example,
        requestBody={
            "required": True,
            "content": {
                "application/json": {
                    "schema": ref("schemas", "ReconcileRequest"),
                    "example": {"invoice_upload_id": 1, "bank_upload_id": 2},
                }
            },
        },
    )


def _get(kind: str, summary: str, example: str) -> Operation:
    id_name, note = "reconciliation_id", ""
    if kind != "reconciliation":
        id_name = "upload_id"
        note = (
            " It is null until the file has been read; a failed row says why in error_code and error_message."
        )
    found = {
        **json_response("The row.", f"{ROWS[kind].__name__}Row"),
        "headers": {"ETag": header("Of these bytes.")},
    }
    return _operation(
        {"invoice": "get_invoices", "bank": "get_bank"}.get(kind, "get_reconciliation"),
        "Rows",
        summary,
        f"All columns, and the document as `{DOCUMENT_COLUMN[kind]}`.{note}",
        {"200": found, "304": {"description": "Not changed since the ETag that was sent."}},
        _OF_ID,
        example,
        parameters=[
            {
                "name": "id",
                "in": "path",
                "required": True,
                "description": f"Its {id_name}.",
                "schema": ID_SCHEMA,
                "example": 2 if kind == "bank" else 1,
            },
            {
                "name": "If-None-Match",
                "in": "header",
                "description": "An ETag that was received before.",
                "schema": {"type": "string"},
            },
        ],
    )


def _list(kind: str, summary: str, limits: Limits, example: str) -> Operation:
    page = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": ref("schemas", f"{ROWS[kind].__name__}Summary")},
            "next_cursor": {
                **CURSOR_SCHEMA,
                "type": ["string", "null"],
                "description": "Null on the last page.",
            },
        },
        "required": ["items", "next_cursor"],
        "additionalProperties": False,
    }
    return _operation(
        {"invoice": "list_invoices", "bank": "list_bank"}.get(kind, "list_reconciliations"),
        "Rows",
        summary,
        "Newest first, without their documents. All filters that are given must hold.",
        {
            "200": {"description": "One page.", "content": {"application/json": {"schema": page}}},
            "414": {
                "description": "The URL is longer than the HTTP server takes; it says so itself.",
                "content": {"text/html": {"schema": {"type": "string"}}},
            },
        },
        _OF_LIST,
        example,
        parameters=[
            {"name": one.name, "in": "query", "description": one.description, "schema": one.schema}
            for one in list_parameters(kind, limits.list_rows).values()
        ],
    )
