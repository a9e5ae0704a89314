"""Bodies of requests to match uploads, to judge links and to set profiles, each with its published shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Request

from python_ocr_reconcile.api.bodies import REASON, json_object
from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.models.encoding import decode, encode
from python_ocr_reconcile.models.given_profile import profile_of
from python_ocr_reconcile.models.profile import MatchingProfile
from python_ocr_reconcile.models.schema import MAX_ID, Schema, components, document_schema
from python_ocr_reconcile.models.wanted_link import WantedLink

PROFILE_NAME_SCHEMA: Schema = {
    "type": "string",
    "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
    "maxLength": 64,
}


def _given(schema: Schema, parts: dict[str, Schema]) -> Schema:
    """`schema` with nothing required and nothing elsewhere: what a person writes who changes a few values."""
    if "$ref" in schema:
        schema = {
            **parts[schema["$ref"].rpartition("/")[2]],
            **{k: v for k, v in schema.items() if k != "$ref"},
        }
    if "properties" not in schema:
        return schema
    properties = {name: _given(one, parts) for name, one in schema["properties"].items()}
    return {**{k: v for k, v in schema.items() if k != "required"}, "properties": properties}


def _profile_given() -> Schema:
    whole = document_schema("profile")
    given = _given({k: v for k, v in whole.items() if k not in ("$schema", "$id", "$defs")}, whole["$defs"])
    return {**given, "title": "GivenProfile"}


PROFILE_REQUEST = _profile_given()


def _side(name: str, kind: str) -> dict[str, Schema]:
    one: Schema = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
    return {
        f"{name}_id": {**one, "description": f"upload_id of {kind} upload that has been read."},
        f"{name}_ids": {
            "type": "array",
            "items": one,
            "minItems": 1,
            "maxItems": DOCUMENT_LIMITS.uploads,
            "uniqueItems": True,
            "description": "Several of them, in place of the one.",
        },
    }


def _one_of(name: str) -> Schema:
    return {
        "oneOf": [{"required": [f"{name}_id"]}, {"required": [f"{name}_ids"]}],
        "$comment": f"either {name}_id or {name}_ids",
    }


RECONCILE_REQUEST: Schema = {
    "title": "ReconcileRequest",
    "description": "Which uploads to match, and how.",
    "type": "object",
    "properties": {
        **_side("invoice_upload", "an invoice"),
        **_side("bank_upload", "a bank"),
        "profile": {
            **{key: value for key, value in PROFILE_REQUEST.items() if key != "title"},
            **{key: value for key, value in PROFILE_NAME_SCHEMA.items() if key != "type"},
            "type": ["string", "object"],
            "description": "The name of a stored profile, or a profile of which only what differs from the "
            "defaults need be given. Without it: the stored profile `default`, or the defaults.",
        },
    },
    "allOf": [_one_of("invoice_upload"), _one_of("bank_upload")],
    "additionalProperties": False,
}

_SETTLED: Schema = {
    "type": ["boolean", "null"],
    "description": "Whether what is left over is not expected any more; null: as the kind of the difference "
    "suggests.",
}


def _judgement(title: str, description: str, **more: Schema) -> Schema:
    return {
        "title": title,
        "description": description,
        "type": "object",
        "properties": {**more, "reason": REASON},
        "additionalProperties": False,
    }


CONFIRM_REQUEST = _judgement("ConfirmRequest", "The link is right.", settled=_SETTLED)
REJECT_REQUEST = _judgement("RejectRequest", "The link is wrong.")


def _link_request() -> Schema:
    parts = components([WantedLink], "#/$defs/{name}")
    wanted = _given(parts["WantedLink"], parts)
    invoice, transaction = (_given(parts[name], parts) for name in ("InvoiceRef", "TransactionRef"))
    allocation = _given(parts["Allocation"], parts)
    rows = {"minItems": 1, "maxItems": DOCUMENT_LIMITS.linked}
    properties = {
        **wanted["properties"],
        "invoices": {"type": "array", "items": {**invoice, "required": ["invoice_id"]}, **rows},
        "bank_transactions": {
            "type": "array",
            "items": {**transaction, "required": ["transaction_id"]},
            **rows,
        },
        "allocations": {
            **wanted["properties"]["allocations"],
            "items": {**allocation, "required": ["invoice_id", "transaction_id", "amount"]},
            "maxItems": DOCUMENT_LIMITS.linked**2,
        },
        "settled": _SETTLED,
        "reason": REASON,
    }
    return {
        **wanted,
        "title": "LinkRequest",
        "properties": properties,
        "required": ["invoices", "bank_transactions"],
    }


LINK_REQUEST = _link_request()


@dataclass(frozen=True, slots=True)
class ReconcileRequest:
    """Which uploads to match, and how."""

    invoice_upload_ids: list[int]
    bank_upload_ids: list[int]
    profile: MatchingProfile | str | None


def reconcile_request(request: Request) -> ReconcileRequest:
    """The body of a reconcile request. Raises what `json_object` raises, and `ProfileError`."""
    body = json_object(request, RECONCILE_REQUEST)

    def ids(name: str) -> list[int]:
        return [int(one) for one in body.get(f"{name}_ids") or [body[f"{name}_id"]]]

    profile = body.get("profile")
    return ReconcileRequest(
        ids("invoice_upload"),
        ids("bank_upload"),
        profile_of(profile) if isinstance(profile, dict) else profile,
    )


def confirm_request(request: Request) -> tuple[bool | None, str | None]:
    """Whether the rest is settled, and the reason. Raises what `json_object` raises."""
    body = json_object(request, CONFIRM_REQUEST)
    return body.get("settled"), body.get("reason")


def reject_request(request: Request) -> str | None:
    """The reason. Raises what `json_object` raises."""
    reason: str | None = json_object(request, REJECT_REQUEST).get("reason")
    return reason


def link_request(request: Request) -> tuple[WantedLink, str | None]:
    """What is to be linked, and the reason. Raises what `json_object` raises."""
    body = json_object(request, LINK_REQUEST)
    return decode(encode(_with_whole_ids(body)), WantedLink), body.get("reason")


def _with_whole_ids(value: Any) -> Any:
    """``7.0`` as ``7`` where it is an id: to JSON Schema both are integers."""
    if isinstance(value, list):
        return [_with_whole_ids(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        key: int(inner) if key.endswith("upload_id") and inner is not None else _with_whole_ids(inner)
        for key, inner in value.items()
    }


def profile_request(request: Request) -> dict[str, Any]:
    """What a profile says. Raises what `json_object` raises."""
    return json_object(request, PROFILE_REQUEST)
