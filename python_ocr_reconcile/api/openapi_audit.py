"""The description of the audit and of verification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from python_ocr_reconcile.api.audit import audit_parameters, verify_parameters
from python_ocr_reconcile.api.export import PARAMETERS
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


def export(example: str) -> Operation:
    """The export."""
    zip_file = {
        "description": "The ZIP file; it checks itself: `python3 FILE.zip`.",
        "headers": {
            "Export-Fingerprint": {
                "description": "SHA-256 of its manifest: for the auditor, by another way than the file.",
                "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            }
        },
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
    return operation(
        "export",
        "Audit",
        "Documents for auditors and bookkeepers",
        "One ZIP file of one upload, one run, a period, or everything: JSON documents exactly as stored, "
        "originals, tables (CSV and XLSX), a beancount ledger, a PDF report of each run with the evidence of "
        "every match, and a manifest with the SHA-256 of each file and the tip of the audit.",
        {"200": zip_file},
        ("400", "404", "413", *ALWAYS),
        example,
        parameters=_described(PARAMETERS),
    )


def _described(parameters: Mapping[str, Parameter]) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "in": "query", "description": one.description, "schema": one.schema}
        for one in parameters.values()
    ]
