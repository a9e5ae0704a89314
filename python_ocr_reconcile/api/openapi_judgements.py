"""The description of what people say of the links of a run."""

from __future__ import annotations

from typing import Any

from python_ocr_reconcile.api.openapi_edits import IF_MATCH, OF_EDIT, OF_RESET
from python_ocr_reconcile.api.openapi_operation import Operation, id_parameter, json_body, operation
from python_ocr_reconcile.api.openapi_parts import header, json_response
from python_ocr_reconcile.models.production_json_models import ReconciliationMatch

LONGEST_ENTRY = 500
"""Characters of the name of an entry in a path; of any script, 12 bytes each, they fit a URL of 8 kB."""
_KEPT = (
    " `reconciliation_info.history` says who judged what and why, with the entries before and after, and any "
    "judgement can be taken back."
)


def confirm(example: str) -> Operation:
    """Saying that a link is right."""
    return operation(
        "confirm_match",
        "Feedback",
        "Confirm a link",
        "The entry is matched, whatever the run made of it, and later runs do not offer its rows again. Who "
        "paid for whom, and which evidence held, is learnt." + _KEPT,
        _answer(),
        OF_EDIT,
        example,
        parameters=_of_entry("match_id", "match-1"),
        requestBody=json_body("ConfirmRequest", {"reason": "Seen on the remittance slip."}),
    )


def reject(example: str) -> Operation:
    """Saying that a link is wrong."""
    return operation(
        "reject_match",
        "Feedback",
        "Reject a link",
        "Its invoices and transactions are open again, and no later run proposes any pair of them." + _KEPT,
        _answer(),
        OF_EDIT,
        example,
        parameters=_of_entry("match_id", "match-1"),
        requestBody=json_body("RejectRequest", {"reason": "Another order of the same amount."}),
    )


def link(example: str) -> Operation:
    """Linking by hand."""
    body = {
        "invoices": [{"invoice_id": "inv-8"}],
        "bank_transactions": [{"transaction_id": "txn-40"}],
        "reason": "Paid by the parent company.",
    }
    return operation(
        "link_by_hand",
        "Feedback",
        "Link invoices and transactions by hand",
        "Several of each are one link; `discrepancy` shows what is left between them. Proposals that held "
        "one of them end. It is matched and locked as a confirmed link is." + _KEPT,
        _answer(),
        OF_EDIT,
        example,
        parameters=[id_parameter("reconciliation_id", 1), IF_MATCH],
        requestBody=json_body("LinkRequest", body),
    )


def undo(example: str) -> Operation:
    """Taking a judgement back."""
    return operation(
        "undo_judgement",
        "Feedback",
        "Take a judgement back",
        "The run is as it was before it, and what it taught is unlearnt. One that a later judgement builds "
        "on is taken back after that." + _KEPT,
        _answer(),
        OF_RESET,
        example,
        parameters=_of_entry("judgement_id", "judgement-1"),
    )


def _answer() -> dict[str, Any]:
    row = json_response("The row with the judged document.", f"{ReconciliationMatch.__name__}Row")
    return {"200": {**row, "headers": {"ETag": header("Of these bytes.")}}}


def _of_entry(name: str, example: str) -> list[dict[str, Any]]:
    entry = {
        "name": name,
        "in": "path",
        "required": True,
        "description": f"As the document has it, such as {example}.",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_ENTRY},
        "example": example,
    }
    return [id_parameter("reconciliation_id", 1), entry, IF_MATCH]
