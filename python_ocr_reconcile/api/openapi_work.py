"""The description of what makes rows: sending a file, and matching several."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from python_ocr_reconcile.api.openapi_operation import ALWAYS, OF_JSON, Operation, json_body, operation
from python_ocr_reconcile.api.openapi_parts import header, json_response, ref
from python_ocr_reconcile.config import MIB, Limits

_READABLE = "application/pdf, image/png, image/jpeg, image/tiff, image/webp"

_OF_UPLOAD = ("400", "408", "413", "415", "422", *ALWAYS, "507")

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


def upload(operation_id: str, summary: str, kind: str, path: str, limits: Limits, example: str) -> Operation:
    """Sending a file of `kind`, ``Invoice`` or ``Bank``; its rows stand under `path`."""
    read = {"operationId": f"get_{path}", "parameters": {"id": "$response.body#/upload_id"}}
    example_body = _UPLOADED | (_INVOICE_SUMS if kind == "Invoice" else _BANK_SUMS)
    links = {"read": {**read, "description": "The row of this upload."}}
    location = {"Location": header("Path of the row.")}
    return operation(
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
                "headers": location | {"Link": header('Of `rel="monitor"`: where to ask how far it is.')},
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


def reconcile(example: str) -> Operation:
    """Matching uploads."""
    link = {"operationId": "get_reconciliation", "parameters": {"id": "$response.body#/reconciliation_id"}}
    answer = {
        **json_response("Matched and stored.", "Reconciled", _RECONCILED),
        "headers": {"Location": header("Path of the run.")},
        "links": {"read": {**link, "description": "The row of this run."}},
    }
    return operation(
        "reconcile",
        "Reconciliation",
        "Match uploads",
        "Invoices of one or more uploads with the transactions of one or more others; each must have been "
        "read. The stored exchange rates and what people have taught are used, and named in the result. "
        "Every run is stored as a row of its own.",
        {"201": answer},
        OF_JSON,
        example,
        requestBody=json_body("ReconcileRequest", {"invoice_upload_id": 1, "bank_upload_id": 2}),
    )
