"""The description of what a person may change in a document that is stored."""

from __future__ import annotations

from typing import Any

from python_ocr_reconcile.api.openapi_operation import (
    OF_ID,
    OF_JSON,
    Operation,
    id_parameter,
    json_body,
    operation,
)
from python_ocr_reconcile.api.openapi_parts import header, json_response
from python_ocr_reconcile.models.production_json_models import (
    BankTransactionUpload,
    InvoiceUpload,
    UploadKind,
)

IF_MATCH: dict[str, Any] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag that GET answered, or `*` to change whatever is there.",
    "schema": {"type": "string"},
    "example": "*",
}
OF_EDIT = (*OF_JSON, "412", "428")
OF_RESET = (*OF_ID, "409", "412", "422", "428", "507")
_KEPT = (
    " Nothing is lost: `processing_info.history` says who changed what and why, with the values before and "
    "after."
)


def move_cuts(example: str) -> Operation:
    """Saying where invoices begin."""
    return operation(
        "move_cuts",
        "Edits",
        "Say where the invoices of a file begin",
        "The file is extracted anew from the pages that are stored, without OCR, an invoice beginning at "
        "each of `starts` and nowhere else; `null` gives way to the reader's own cuts. Corrections are made "
        "again where their invoice is found again by its number and page; one that is not found is named in "
        "`warnings`, and the upload then needs a review." + _KEPT,
        _answer("The row with the new document."),
        OF_EDIT,
        example,
        parameters=_parameters(),
        requestBody=json_body("CutsRequest", {"starts": [1], "reason": "One letter with its enclosure."}),
    )


def reset_cuts(example: str) -> Operation:
    """Taking back what was said of where invoices begin."""
    return operation(
        "reset_cuts",
        "Edits",
        "Return to the reader's own cuts",
        "As PUT with `null` for `starts`." + _KEPT,
        _answer("The row with the new document."),
        OF_RESET,
        example,
        parameters=_parameters(),
    )


def correct(example: str) -> Operation:
    """Correcting values."""
    correction = {"pointer": "/invoices/0/total_amount", "value": "192.00"}
    return operation(
        "correct_invoices",
        "Edits",
        "Correct values of invoices",
        "Any text, date, amount or choice of an invoice, of its `line_items` and of its `tax_lines`, but not "
        "`invoice_id` and `proof`. The value's evidence becomes `human` and keeps what was read; equations, "
        "proof, summary and status follow at once, and the correction is kept when the file is extracted "
        "anew. Where `document_type` becomes `credit_note`, or the other way round, every amount changes its "
        "sign." + _KEPT,
        _answer("The row with the corrected document."),
        OF_EDIT,
        example,
        parameters=_parameters(),
        requestBody=json_body(
            "CorrectionsRequest", {"corrections": [correction], "reason": "A smudge on the paper."}
        ),
    )


def correct_bank(example: str) -> Operation:
    """Correcting values of a bank statement."""
    correction = {"pointer": "/transactions/0/debit_amount", "value": "192.00"}
    return operation(
        "correct_bank",
        "Edits",
        "Correct values of a bank statement",
        "Any text, date, amount or choice of a statement or a transaction, but not its id, its fingerprint "
        "and `proof`. A transaction has one amount: one set on the other side takes the place of what was "
        "there. Equations, proof, summary, fingerprints and status follow at once, and the correction is "
        "kept when the file is extracted anew." + _KEPT,
        _answer("The row with the corrected document.", BankTransactionUpload),
        OF_EDIT,
        example,
        parameters=_parameters(),
        requestBody=json_body("CorrectionsRequest", {"corrections": [correction], "reason": "A smudge."}),
    )


def accept(kind: UploadKind, example: str) -> Operation:
    """Taking a document as it is."""
    struct, name = (InvoiceUpload, "invoices") if kind == "invoice" else (BankTransactionUpload, "bank")
    return operation(
        f"accept_{name}",
        "Edits",
        "Take a document as it is",
        "Its status is then `completed`, whatever is doubtful in it, until a value of it changes." + _KEPT,
        _answer("The row.", struct),
        OF_EDIT,
        example,
        parameters=_parameters(),
        requestBody=json_body("AcceptRequest", {"reason": "Seen on paper."}),
    )


def _answer(description: str, struct: type = InvoiceUpload) -> dict[str, Any]:
    row = json_response(description, f"{struct.__name__}Row")
    return {"200": {**row, "headers": {"ETag": header("Of these bytes.")}}}


def _parameters() -> list[dict[str, Any]]:
    return [id_parameter("upload_id", 1), IF_MATCH]
