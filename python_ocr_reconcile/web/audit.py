"""Audit: what was done to which row, by whom and what it changed, and whether all is still what it was."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, request

from python_ocr_reconcile.api.answers import json_answer
from python_ocr_reconcile.api.audit import verify_parameters
from python_ocr_reconcile.api.parameters import ID_SCHEMA, Parameter
from python_ocr_reconcile.errors import InputError, NotFoundError
from python_ocr_reconcile.models.encoding import decode, encode
from python_ocr_reconcile.models.file import Change
from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.storage.verify import STEP, Tip
from python_ocr_reconcile.web.rendering import page

AUDIT, VERIFY, TIP = "audit", "verify", "audit_tip"
KINDS = ("invoice", "bank", "reconciliation")
ENTRIES = 50
_NUMBER = Parameter("id", "The number of an upload or a run", ID_SCHEMA)


class Said(msgspec.Struct, frozen=True):
    """An entry of a document's own history, as far as the audit's entry needs it."""

    document_hash_before: str
    action: str
    reason: str | None = None
    changes: list[Change] = []
    match_id: str | None = None
    """Of what was said of a link of a run."""


class _Info(msgspec.Struct, frozen=True):
    history: list[Said] = []


class _Told(msgspec.Struct, frozen=True):
    """A stored document of any kind, as far as its history."""

    processing_info: _Info | None = None
    reconciliation_info: _Info | None = None


def add_audit(pages: Blueprint, api: ProductionJSONAPI) -> None:
    """The routes of the audit; nothing is changed by any of them."""

    @pages.get("/audit", endpoint=AUDIT)
    def audit() -> Response:
        kind, row_id = _row_asked()
        cursor = request.args.get("after") or None
        entries, following = api.audit_entries(kind, row_id, cursor, ENTRIES)
        said, name = ({}, None) if kind is None or row_id is None else _said_of(api, kind, row_id)
        return page(
            "audit.html",
            tab="audit",
            kinds=KINDS,
            kind=kind,
            row_id=row_id,
            name=name,
            entries=[(entry, said.get(entry.document_hash_before)) for entry in entries],
            following=following,
            is_first=cursor is None,
            tip=api.audit_tip(),
        )

    @pages.get("/audit/verify", endpoint=VERIFY)
    def verify() -> Response:
        """A step for a script, which shows how far it is; all of it for a form."""
        known = verify_parameters(api.store.most_rows)
        given = {name: known[name].checked(text) for name, text in request.args.items() if name in known}
        if ("tip_sequence" in given) != ("tip_seal" in given):
            raise InputError("A tip has both: its number and its seal.")
        tip = (
            Tip(sequence=int(given["tip_sequence"]), seal=given["tip_seal"]) if "tip_seal" in given else None
        )
        if request.accept_mimetypes.best == "application/json":
            most = min(STEP, api.store.most_rows)
            return json_answer(api.verify_step(int(given.get("cursor", 0)), most, tip))
        return page("verified.html", tab="audit", found=api.verify(tip))

    @pages.get("/audit/tip.json", endpoint=TIP)
    def audit_tip() -> Response:
        answer = Response(encode(api.audit_tip()) + b"\n", mimetype="application/json")
        answer.headers["Content-Disposition"] = 'attachment; filename="audit-tip.json"'
        return answer


def _row_asked() -> tuple[str | None, int | None]:
    """The kind and the number of the row whose history is asked for. Raises `InputError`."""
    kind, number = request.args.get("kind") or None, request.args.get("id", "").strip() or None
    if kind not in (None, *KINDS):
        raise InputError(f"The kind is one of {', '.join(KINDS)}.")
    return kind, None if number is None else int(_NUMBER.checked(number))


def _said_of(api: ProductionJSONAPI, kind: str, row_id: int) -> tuple[dict[str | None, Said], str | None]:
    """By the hash of the document before, what the row's own history says; and the name of its file."""
    try:
        row: Any = api.fetch(kind, row_id)  # type: ignore[arg-type]  # one of KINDS
    except NotFoundError:
        return {}, None
    document = decode(getattr(row, DOCUMENT_COLUMN[kind]) or b"{}", _Told)
    info = document.processing_info or document.reconciliation_info or _Info()
    name = None if kind == "reconciliation" else row.file_name
    return {one.document_hash_before: one for one in info.history}, name
