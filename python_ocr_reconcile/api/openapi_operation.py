"""One operation of the API description, with the refusals that come with what it takes."""

from __future__ import annotations

from typing import Any

from python_ocr_reconcile.api.openapi_parts import ref
from python_ocr_reconcile.api.parameters import ID_SCHEMA

Operation = dict[str, Any]

# Statuses that any operation may answer, and those that come with a body or an id.
ALWAYS = ("401", "403", "429", "500", "503")
OF_ID = ("400", "404", *ALWAYS)
OF_JSON = ("400", "404", "408", "409", "413", "415", "422", *ALWAYS, "507")


IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "One for each request; sent again with it, the same request gets the first answer again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}


def operation(
    operation_id: str,
    tag: str,
    summary: str,
    description: str,
    answers: dict[str, Any],
    refusals: tuple[str, ...],
    example: str,
    **rest: Any,
) -> Operation:
    """The operation: `answers` by status, the statuses of its `refusals`, and what else it has."""
    responses = {
        **answers,
        **{status: ref("responses", f"Problem{status}") for status in refusals if status not in answers},
    }
    return {
        "operationId": operation_id,
        "tags": [tag],
        "summary": summary,
        "description": description,
        **rest,
        "responses": dict(sorted(responses.items())),
        "x-codeSamples": [{"lang": "Shell", "label": "curl", "source": example}],
    }


def id_parameter(id_name: str, example: int) -> dict[str, Any]:
    """The id in the path."""
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "description": f"Its {id_name}.",
        "schema": ID_SCHEMA,
        "example": example,
    }


def json_body(schema: str, example: dict[str, Any]) -> dict[str, Any]:
    """A JSON body that is the component `schema`."""
    content = {"schema": ref("schemas", schema), "example": example}
    return {"required": True, "content": {"application/json": content}}
