"""Documents: every upload of either kind in one list, the doubtful ones first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, Response, request

from python_ocr_reconcile.errors import InputError, error_for
from python_ocr_reconcile.models.evidence import PROOFS
from python_ocr_reconcile.models.file import STATUSES
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.storage.documents import DOCUMENT_ORDERS, DocumentQuery
from python_ocr_reconcile.web.rendering import page, part

ROWS = 50
TO_CHECK = ("failed", "needs_review")
FIELDS = (
    "search", "kind", "status", "proof", "vendor", "currency", "date_from", "date_to", "amount_min",
    "amount_max", "order",
)  # fmt: skip
_LONGEST = 100


def add_documents(pages: Blueprint, api: ProductionJSONAPI) -> None:
    """The routes of the list."""

    @pages.get("/documents")
    def documents() -> Response:
        given = _given()
        order = given.get("order", "doubtful")
        if order not in DOCUMENT_ORDERS:
            raise InputError(f"The order is one of {', '.join(DOCUMENT_ORDERS)}.")
        limit = min(ROWS, api.store.most_rows)
        cursor = request.args.get("after") or None
        rows, following = api.store.list_documents(_query(given), order, cursor, limit)
        return page(
            "documents.html",
            tab="documents",
            rows=rows,
            following=following,
            is_first=cursor is None,
            given=given,
            order=order,
            orders=DOCUMENT_ORDERS,
            statuses=STATUSES,
            proofs=PROOFS,
            counts=api.store.count_documents(),
            is_narrowed=any(name in given for name in FIELDS if name not in ("search", "status", "order")),
            problem_of=lambda row: error_for(row.error_code, row.error_message or ""),
        )

    @pages.get("/documents/totals")
    def totals() -> Response:
        found = api.store.document_totals(_query(_given()))
        return Response(part("totals.html", totals=found), mimetype="text/html")


def _given() -> dict[str, str]:
    """What the form was sent with; empty fields are not given."""
    given = {name: request.args.get(name, "").strip() for name in FIELDS}
    too_long = next((name for name, text in given.items() if len(text) > _LONGEST or "\0" in text), None)
    if too_long:
        raise InputError(f"{too_long} has at most {_LONGEST} characters.")
    return {name: text for name, text in given.items() if text}


def _query(given: dict[str, str]) -> DocumentQuery:
    """The query of the form. Raises `InputError` that names the field."""
    kind, status = given.get("kind"), given.get("status")
    if kind not in (None, "invoice", "bank"):
        raise InputError("The kind is invoice or bank.")
    if status not in (None, "to_check", *STATUSES):
        raise InputError(f"The status is to_check or one of {', '.join(STATUSES)}.")
    proof = given.get("proof")
    if proof not in (None, *PROOFS):
        raise InputError(f"The proof is one of {', '.join(PROOFS)}.")
    statuses: Any = TO_CHECK if status == "to_check" else None if status is None else (status,)
    return DocumentQuery(
        kind=kind,  # type: ignore[arg-type]  # one of the two
        statuses=statuses,
        proof=proof,
        search=given.get("search"),
        vendor=given.get("vendor"),
        currency=given.get("currency"),
        date_from=_day(given, "date_from"),
        date_to=_day(given, "date_to"),
        amount_min=_amount(given, "amount_min"),
        amount_max=_amount(given, "amount_max"),
    )


def _day(given: dict[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(given[name]) if name in given else None
    except ValueError:
        raise InputError(f"{given[name]} is no day; write it as 2024-05-31.") from None


def _amount(given: dict[str, str], name: str) -> Decimal | None:
    if name not in given:
        return None
    try:
        amount = Decimal(given[name].replace(",", ""))
    except InvalidOperation:
        raise InputError(f"{given[name]} is no amount; write it as 1250.00.") from None
    if not amount.is_finite() or abs(amount) > 10**15 or amount != round(amount, 4):
        raise InputError(f"{given[name]} is no amount that can be looked for.")
    return amount
