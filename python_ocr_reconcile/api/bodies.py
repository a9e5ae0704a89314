"""Small JSON bodies: what may be sent, each held to its published shape before anything is done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Request

from python_ocr_reconcile.api.exchange import read_body
from python_ocr_reconcile.api.idempotency import first_time
from python_ocr_reconcile.config import DOCUMENT_LIMITS, KIB
from python_ocr_reconcile.errors import (
    InputError,
    MalformedJSONError,
    NotCorrectableError,
    UnsupportedMediaTypeError,
)
from python_ocr_reconcile.models.encoding import decode_plain
from python_ocr_reconcile.models.schema import MAX_ID, Schema
from python_ocr_reconcile.models.violations import Checker

CHUNK_BYTES = 64 * KIB
MOST_CORRECTIONS = 200
"""In one request."""

REASON: Schema = {
    "type": ["string", "null"],
    "maxLength": DOCUMENT_LIMITS.name,
    "pattern": "^[^\\u0000]*$",
    "description": "Why, in the words of whoever does it; kept in the history.",
}


CUTS_REQUEST: Schema = {
    "title": "CutsRequest",
    "description": "Where the invoices of a file begin.",
    "type": "object",
    "properties": {
        "starts": {
            "type": ["array", "null"],
            "items": {
                "type": ["integer", "object"],
                "minimum": 0,
                "maximum": MAX_ID,
                "properties": {
                    "page": {"type": "integer", "minimum": 0, "maximum": MAX_ID},
                    "y": {"type": ["number", "null"], "minimum": 0, "maximum": 1_000_000},
                },
                "required": ["page"],
                "additionalProperties": False,
            },
            "maxItems": DOCUMENT_LIMITS.pages + DOCUMENT_LIMITS.invoices,
            "description": "Every place where an invoice begins: page 1 first, each once, in rising order. A "
            "number is the top of that page; a page with y, points from its top, is a place on it, as "
            "`processing_info.cuts` names them. Null: where the reader finds that they begin.",
        },
        "reason": REASON,
    },
    "required": ["starts"],
    "additionalProperties": False,
}
CORRECTIONS_REQUEST: Schema = {
    "title": "CorrectionsRequest",
    "description": "Values of a document as a person says they are printed; all are set, or none.",
    "type": "object",
    "properties": {
        "corrections": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_CORRECTIONS,
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {
                        "type": "string",
                        "maxLength": DOCUMENT_LIMITS.name,
                        "description": "JSON pointer (RFC 6901) from the document root.",
                    },
                    "value": {
                        "type": ["string", "number", "null"],
                        "maxLength": DOCUMENT_LIMITS.text,
                        "description": "Money as text or as a number, dates as ISO 8601; null where nothing "
                        "is printed.",
                    },
                },
                "required": ["pointer", "value"],
                "additionalProperties": False,
            },
        },
        "reason": REASON,
    },
    "required": ["corrections"],
    "additionalProperties": False,
}


ACCEPT_REQUEST: Schema = {
    "title": "AcceptRequest",
    "description": "The document is taken as it is.",
    "type": "object",
    "properties": {"reason": REASON},
    "additionalProperties": False,
}


def accept_request(request: Request) -> str | None:
    """The reason. Raises what `json_object` raises."""
    reason: str | None = json_object(request, ACCEPT_REQUEST).get("reason")
    return reason


def cuts_request(request: Request) -> tuple[list[Any] | None, str | None]:
    """Starts and reason of a request to move the cuts. Raises what `json_object` raises."""
    body = json_object(request, CUTS_REQUEST)
    return body["starts"], body.get("reason")


def corrections_request(request: Request) -> tuple[dict[str, Any], str | None]:
    """Values by pointer, and the reason.

    Raises what `json_object` raises, and `NotCorrectableError` for a pointer that stands twice.
    """
    body = json_object(request, CORRECTIONS_REQUEST)
    values: dict[str, Any] = {}
    for one in body["corrections"]:
        if one["pointer"] in values:
            raise NotCorrectableError(f"{one['pointer']!r} is corrected twice.", pointer=one["pointer"])
        values[one["pointer"]] = one["value"]
    return values, body.get("reason")


def json_object(request: Request, schema: Schema) -> dict[str, Any]:
    """The JSON object that is the body.

    Raises `UnsupportedMediaTypeError`, `MalformedJSONError`, `InputError` with ``violations``, and what
    `first_time` raises.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaTypeError(
            f"The content type is {request.mimetype or 'missing'!r}, not 'application/json'."
        )
    text = _whole_body(request)
    body: dict[str, Any] = decode_plain(text)
    _refuse_duplicate_keys(text)
    violations = Checker.of(schema).violations(body)
    if violations:
        first = violations[0]
        raise InputError(
            f"{first['pointer'] or 'The body'} {first['message']}; expected {first['expected']}.",
            violations=violations,
        )
    first_time(text)
    return body


def _refuse_duplicate_keys(text: bytes) -> None:
    """Of two values for one key one would be dropped, and nobody knows which one was meant."""

    def look(pairs: Sequence[tuple[str, Any]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise MalformedJSONError(f"The key {key[:60]!r} stands twice in one object.")
            seen.add(key)

    try:
        json.loads(text, object_pairs_hook=look, parse_float=str, parse_int=str)
    except RecursionError:
        raise MalformedJSONError("the JSON is nested too deeply") from None


def _whole_body(request: Request) -> bytes:
    """The body, which is small. Raises `InputError`, or `RequestEntityTooLarge` past the limit."""
    # Asked for all of a body without a length, Werkzeug would give its beginning and not say so.
    return b"".join(iter(lambda: read_body(request.stream, CHUNK_BYTES), b""))
