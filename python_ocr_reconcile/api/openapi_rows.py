"""The description of what is stored: one row, and lists of rows."""

from __future__ import annotations

from python_ocr_reconcile.api.openapi_operation import ALWAYS, OF_ID, Operation, id_parameter, operation
from python_ocr_reconcile.api.openapi_parts import header, json_response, ref
from python_ocr_reconcile.api.parameters import CURSOR_SCHEMA, list_parameters
from python_ocr_reconcile.config import Limits
from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN, ROWS

_OF_LIST = ("400", *ALWAYS)


def get(kind: str, summary: str, example: str) -> Operation:
    """One row of `kind`."""
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
    return operation(
        {"invoice": "get_invoices", "bank": "get_bank"}.get(kind, "get_reconciliation"),
        "Rows",
        summary,
        f"All columns, and the document as `{DOCUMENT_COLUMN[kind]}`.{note}",
        {"200": found, "304": {"description": "Not changed since the ETag that was sent."}},
        (*OF_ID, "412"),
        example,
        parameters=[
            id_parameter(id_name, 2 if kind == "bank" else 1),
            {
                "name": "If-None-Match",
                "in": "header",
                "description": "An ETag that was received before: 304 where it still holds.",
                "schema": {"type": "string"},
            },
            {
                "name": "If-Match",
                "in": "header",
                "description": "An ETag that was received before: 412 where it no longer holds.",
                "schema": {"type": "string"},
            },
        ],
    )


def list_rows(kind: str, summary: str, limits: Limits, example: str) -> Operation:
    """The list of rows of `kind`."""
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
    return operation(
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
