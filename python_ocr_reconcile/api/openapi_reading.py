"""The description of the routes about the reading of an upload."""

from __future__ import annotations

from typing import Any

from python_ocr_reconcile.api.openapi_operation import OF_ID, Operation, id_parameter, operation
from python_ocr_reconcile.api.openapi_parts import json_response

_STATE: dict[str, Any] = {
    "upload_id": 1,
    "kind": "invoice",
    "status": "processing",
    "stage": "reading",
    "pages_done": 3,
    "pages_total": 12,
    "ahead": None,
    "attempts": 1,
    "retry_at": None,
    "error_code": None,
    "error_message": None,
}
_WAITING = (
    _STATE
    | {"status": "pending", "stage": "waiting", "ahead": 2, "attempts": 0}
    | dict.fromkeys(("pages_done", "pages_total"))
)
_CANCELLED = _STATE | {
    "status": "failed",
    "stage": "done",
    "pages_done": None,
    "pages_total": None,
    "error_code": "cancelled",
    "error_message": "It was cancelled before it had been read.",
}


def upload_status(example: str) -> Operation:
    """How far an upload is."""
    answer = json_response("Where it is.", "WorkState", _STATE)
    answer["content"]["text/event-stream"] = {"schema": {"type": "string"}}
    return operation(
        "upload_status",
        "Uploads",
        "How far an upload is",
        "Its stage (`waiting`, `beginning`, `reading`, `proving`, `done`), the pages read of all pages, and "
        "how many uploads are ahead of one that waits. With `Accept: text/event-stream` each change is sent "
        "as an event whose data is the same JSON, until the upload is read.",
        {"200": answer},
        OF_ID,
        example,
        parameters=[id_parameter("upload_id", 1)],
    )


def retry(example: str) -> Operation:
    """Reading once more."""
    return operation(
        "retry_upload",
        "Uploads",
        "Read a failed upload once more",
        "The original was kept; its row keeps its id. One that waits for its next attempt is read at once.",
        {"202": json_response("It waits to be read.", "WorkState", _WAITING)},
        (*OF_ID, "409", "422", "507"),
        example,
        parameters=[id_parameter("upload_id", 1)],
    )


def cancel(example: str) -> Operation:
    """Not reading."""
    return operation(
        "cancel_upload",
        "Uploads",
        "Do not read an upload",
        "One that is pending or being read has failed, with the code `cancelled`; its file is kept. Whoever "
        "reads it stops at the next page, and nothing of it is stored.",
        {"200": json_response("It is cancelled.", "WorkState", _CANCELLED)},
        (*OF_ID, "409", "422", "507"),
        example,
        parameters=[id_parameter("upload_id", 1)],
    )
