"""The description of the audit and of verification."""

from __future__ import annotations

from typing import Any

from python_ocr_reconcile.api.audit import audit_parameters, verify_parameters
from python_ocr_reconcile.api.openapi_operation import ALWAYS, Operation, operation
from python_ocr_reconcile.api.openapi_parts import json_response, ref
from python_ocr_reconcile.api.parameters import CURSOR_SCHEMA, Parameter
from python_ocr_reconcile.config import Limits


def list_audit(limits: Limits, example: str) -> Operation:
    """The list of entries."""
    page = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": ref("schemas", "AuditEntry")},
            "next_cursor": {**CURSOR_SCHEMA, "type": ["string", "null"]},
        },
        "required": ["items", "next_cursor"],
        "additionalProperties": False,
    }
    return operation(
        "list_audit",
        "Audit",
        "What was done",
        "Who did what to which row, newest first. The values before and after a person's change stand in "
        "`processing_info.history` of the document whose hash an entry gives.",
        {"200": {"description": "One page.", "content": {"application/json": {"schema": page}}}},
        ("400", *ALWAYS),
        example,
        parameters=_described(audit_parameters(limits.list_rows)),
    )


def audit_tip(example: str) -> Operation:
    """The tip."""
    return operation(
        "audit_tip",
        "Audit",
        "The last entry, to be kept elsewhere",
        "Kept where nobody who can change the database can change it, it shows whether entries were cut off "
        "since.",
        {"200": json_response("The tip.", "TipFile")},
        ("400", *ALWAYS),
        example,
    )


def verify(limits: Limits, example: str) -> Operation:
    """Verification, a few entries at a time."""
    return operation(
        "verify",
        "Audit",
        "Whether everything is what it was",
        "Holds rows and originals against the audit, and the audit against its seals, `limit` entries at a "
        "time: go on with `next_cursor` until it is null. All is well where every answer says `ok`.",
        {"200": json_response("What was looked at, and what was found.", "Verification")},
        ("400", *ALWAYS),
        example,
        parameters=_described(verify_parameters(limits.list_rows)),
    )


def _described(parameters: dict[str, Parameter]) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "in": "query", "description": one.description, "schema": one.schema}
        for one in parameters.values()
    ]
