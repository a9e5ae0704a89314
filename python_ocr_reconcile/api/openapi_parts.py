"""The reusable parts of the API description: schemas of what is sent and answered, and every refusal."""

from __future__ import annotations

from typing import Any

import msgspec

from python_ocr_reconcile.api.answers import (
    BankDuplicate,
    BankUploaded,
    Health,
    InvoiceDuplicate,
    InvoiceUploaded,
    Reconciled,
    StoredRates,
    Violation,
)
from python_ocr_reconcile.api.bodies import ACCEPT_REQUEST, CORRECTIONS_REQUEST, CUTS_REQUEST
from python_ocr_reconcile.api.matching_bodies import (
    CONFIRM_REQUEST,
    LINK_REQUEST,
    PROFILE_REQUEST,
    RECONCILE_REQUEST,
    REJECT_REQUEST,
)
from python_ocr_reconcile.api.parameters import ID_SCHEMA
from python_ocr_reconcile.api.problems import MEDIA_TYPE, TYPE_BASE
from python_ocr_reconcile.errors import OcrReconcileError
from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN, PRIVATE_COLUMNS, ROWS
from python_ocr_reconcile.models.schema import DOCUMENTS, Schema, components
from python_ocr_reconcile.models.violations import MAX_VIOLATIONS
from python_ocr_reconcile.services.verify import TipFile, Verification
from python_ocr_reconcile.storage.audit import AuditEntry
from python_ocr_reconcile.storage.work import WorkState

_REF = "#/components/schemas/{name}"
_ANSWERS: tuple[type[msgspec.Struct], ...] = (
    InvoiceUploaded,
    InvoiceDuplicate,
    BankUploaded,
    BankDuplicate,
    Reconciled,
    Health,
    StoredRates,
    Violation,
    WorkState,
    AuditEntry,
    TipFile,
    Verification,
)

_REQUESTS: tuple[Schema, ...] = (
    CUTS_REQUEST,
    CORRECTIONS_REQUEST,
    ACCEPT_REQUEST,
    RECONCILE_REQUEST,
    CONFIRM_REQUEST,
    REJECT_REQUEST,
    LINK_REQUEST,
    PROFILE_REQUEST,
)


def problem_kinds() -> list[type[OcrReconcileError]]:
    """Every kind of refusal, by status and code."""
    kinds: list[type[OcrReconcileError]] = [OcrReconcileError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    return sorted(
        {kind.code: kind for kind in reversed(kinds)}.values(), key=lambda k: (k.http_status, k.code)
    )


def component_schemas() -> dict[str, Schema]:
    """By name, the schema of everything that is sent or answered."""
    made = components((*DOCUMENTS.values(), *_ANSWERS, *ROWS.values()), _REF)
    for kind, struct in ROWS.items():
        row = made.pop(struct.__name__)
        document = DOCUMENT_COLUMN[kind]
        kept = {name: one for name, one in row["properties"].items() if name not in PRIVATE_COLUMNS}
        summary = {name: one for name, one in kept.items() if name != document}
        nested = {"anyOf": [ref("schemas", DOCUMENTS[kind].__name__), {"type": "null"}]}
        for suffix, properties in (("Row", {**summary, document: nested}), ("Summary", summary)):
            name = struct.__name__ + suffix
            made[name] = {**row, "title": name, "properties": properties, "required": list(properties)}
    made |= {schema["title"]: schema for schema in _REQUESTS}
    made["Problem"] = _problem_schema()
    return dict(sorted(made.items()))


def _problem_schema() -> Schema:
    codes = sorted(kind.code for kind in problem_kinds())
    return {
        "title": "Problem",
        "description": "Why a request was refused (RFC 9457), with further members that depend on the code.",
        "type": "object",
        "properties": {
            "type": {"type": "string", "format": "uri", "description": f"{TYPE_BASE} and the code."},
            "title": {"type": "string", "description": "The same for every problem of this code."},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": "What happened this time."},
            "instance": {"type": "string", "description": "The path that was asked for."},
            "code": {
                "type": "string",
                "enum": codes,
                "description": "Stable: may be added to, never renamed.",
            },
            "advice": {"type": "string", "description": "What to do."},
            "request_id": {"type": "string"},
            "upload_id": {**ID_SCHEMA, "description": "The row that keeps the original of a refused file."},
            "violations": {
                "type": "array",
                "maxItems": MAX_VIOLATIONS + 1,
                "items": ref("schemas", "Violation"),
            },
        },
        "required": ["type", "title", "status", "detail", "instance", "code", "advice", "request_id"],
    }


def problem_responses() -> dict[str, Any]:
    """``Problem<status>`` for every status that a refusal has, with its codes."""
    by_status: dict[int, list[type[OcrReconcileError]]] = {}
    for kind in problem_kinds():
        by_status.setdefault(kind.http_status, []).append(kind)
    return {
        f"Problem{status}": {
            "description": " ".join(f"`{kind.code}`: {kind.title()}" for kind in kinds),
            "content": {MEDIA_TYPE: {"schema": ref("schemas", "Problem")}},
        }
        for status, kinds in by_status.items()
    }


def json_response(description: str, schema: str, example: dict[str, Any] | None = None) -> dict[str, Any]:
    """A response whose body is the component `schema`, its keys in that order in the example."""
    content: dict[str, Any] = {"schema": ref("schemas", schema)}
    if example is not None:
        content["example"] = example
    return {"description": description, "content": {"application/json": content}}


def ref(where: str, name: str) -> Schema:
    """A reference to the component `name` among ``schemas`` or ``responses``."""
    return {"$ref": f"#/components/{where}/{name}"}


def header(description: str) -> dict[str, Any]:
    """A response header."""
    return {"description": description, "schema": {"type": "string"}}
