"""Routes for auditors: what was done, whether everything still is what it was, and the tip."""

from __future__ import annotations

from flask import Response, request

from python_ocr_reconcile.api.answers import json_answer
from python_ocr_reconcile.api.guard import GuardedBlueprint
from python_ocr_reconcile.api.parameters import CURSOR_SCHEMA, ID_SCHEMA, Parameter, list_query
from python_ocr_reconcile.errors import InputError
from python_ocr_reconcile.models.schema import Schema
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.storage.verify import Tip

_SEAL: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_KINDS = ["invoice", "bank", "reconciliation"]


def audit_parameters(most_rows: int) -> dict[str, Parameter]:
    """By name, what the list of entries can be asked with."""
    return _named(
        Parameter("kind", "Of this kind of row", {"type": "string", "enum": _KINDS}),
        Parameter("id", "Of the row with this upload_id or reconciliation_id", ID_SCHEMA),
        Parameter("cursor", "Where the next page begins: next_cursor of the page before", CURSOR_SCHEMA),
        Parameter("limit", "Most entries in the answer", _limit(most_rows)),
    )


def verify_parameters(most_rows: int) -> dict[str, Parameter]:
    """By name, what a verification can be asked with."""
    return _named(
        Parameter("cursor", "Where to go on: next_cursor of the answer before", CURSOR_SCHEMA),
        Parameter("limit", "Most entries to look at in this request", _limit(most_rows)),
        Parameter("files", "Whether to hash the originals", {"type": "string", "enum": ["true", "false"]}),
        Parameter("tip_sequence", "sequence of a tip that was kept elsewhere", ID_SCHEMA),
        Parameter("tip_seal", "seal of that tip", _SEAL),
    )


def add_audit(routes: GuardedBlueprint, api: ProductionJSONAPI) -> None:
    """The routes of the audit; nothing is changed by any of them."""
    most = api.settings.limits.list_rows

    @routes.get("/audit", needs="admin")
    def list_audit() -> Response:
        query = list_query(request, audit_parameters(most))
        row_id = query.filters.get("id")
        entries, following = api.audit_entries(
            query.filters.get("kind"), int(row_id) if row_id else None, query.cursor, query.limit
        )
        return json_answer({"items": entries, "next_cursor": following})

    @routes.get("/audit/tip", needs="admin")
    def audit_tip() -> Response:
        return json_answer(api.audit_tip())

    @routes.get("/verify", needs="admin")
    def verify() -> Response:
        query = list_query(request, verify_parameters(most))
        sequence, seal = query.filters.get("tip_sequence"), query.filters.get("tip_seal")
        if (sequence is None) != (seal is None):
            raise InputError("A tip has both: tip_sequence and tip_seal.")
        tip = Tip(sequence=int(sequence), seal=seal) if sequence and seal else None
        files = query.filters.get("files") != "false"
        return json_answer(api.verify_step(int(query.cursor or 0), query.limit, tip, files=files))


def _limit(most_rows: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": most_rows, "default": min(50, most_rows)}


def _named(*parameters: Parameter) -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in parameters}
