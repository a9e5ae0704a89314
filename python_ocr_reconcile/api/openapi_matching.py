"""The description of what runs go by: profiles, exchange rates, memory."""

from __future__ import annotations

from typing import Any

from python_ocr_reconcile.api.matching import RATES_PARAMETERS, RATES_TYPE
from python_ocr_reconcile.api.matching_bodies import PROFILE_NAME_SCHEMA
from python_ocr_reconcile.api.openapi_operation import ALWAYS, OF_ID, Operation, json_body, operation
from python_ocr_reconcile.api.openapi_parts import json_response

_OF_BODY = ("400", "413", "415", "422", *ALWAYS, "507")
_GONE = {"204": {"description": "It is gone."}}


def list_profiles(example: str) -> Operation:
    """The names of the stored profiles."""
    names: dict[str, Any] = {
        "type": "object",
        "properties": {"items": {"type": "array", "items": PROFILE_NAME_SCHEMA}},
        "required": ["items"],
        "additionalProperties": False,
    }
    found = {"description": "Their names.", "content": {"application/json": {"schema": names}}}
    return operation(
        "list_profiles", "Matching", "Stored profiles", "Sorted by name.", {"200": found}, ALWAYS, example
    )


def get_profile(example: str) -> Operation:
    """One profile, whole."""
    return operation(
        "get_profile",
        "Matching",
        "One profile",
        "Every value of it. `default`, which runs take that name no other, is there even where nobody has "
        "stored it.",
        {"200": json_response("The profile.", "MatchingProfile")},
        OF_ID,
        example,
        parameters=_name(),
    )


def put_profile(example: str) -> Operation:
    """Storing a profile."""
    return operation(
        "put_profile",
        "Matching",
        "Store a profile",
        "Only what differs from the defaults need be sent; its name is that of the path. One that is there "
        "is replaced. Runs that were made keep the profile that they were made with.",
        {"200": json_response("The profile, whole.", "MatchingProfile")},
        _OF_BODY,
        example,
        parameters=_name(),
        requestBody=json_body("GivenProfile", {"confidence_threshold": 0.9}),
    )


def delete_profile(example: str) -> Operation:
    """Deleting a profile."""
    return operation(
        "delete_profile",
        "Matching",
        "Delete a profile",
        "Runs that were made with it keep what it said.",
        _GONE,
        OF_ID,
        example,
        parameters=_name(),
    )


def get_rates(example: str) -> Operation:
    """Which table of rates there is."""
    return operation(
        "get_rates",
        "Matching",
        "The table of exchange rates",
        "What it is called, its hash, and what it covers.",
        {"200": json_response("The table.", "StoredRates")},
        ("404", *ALWAYS),
        example,
    )


def put_rates(example: str) -> Operation:
    """Storing a table of rates."""
    table = "date,from,to,rate\n2024-05-31,USD,EUR,0.9215\n"
    content = {RATES_TYPE: {"schema": {"type": "string"}, "example": table}}
    return operation(
        "put_rates",
        "Matching",
        "Store a table of exchange rates",
        "CSV whose first line is `date,from,to,rate`, or a file of the European Central Bank as it is "
        "(`Date,USD,JPY,...`). It takes the place of the one that is there. A rate is never guessed: a file "
        "with a line that is not understood is refused, and the problem names the `line`.",
        {"200": json_response("The table.", "StoredRates")},
        _OF_BODY,
        example,
        parameters=[
            {"name": one.name, "in": "query", "description": one.description, "schema": one.schema}
            for one in RATES_PARAMETERS.values()
        ],
        requestBody={"required": True, "content": content},
    )


def delete_rates(example: str) -> Operation:
    """Deleting the table of rates."""
    return operation(
        "delete_rates",
        "Matching",
        "Delete the table of exchange rates",
        "Without one, a payment in another currency is at most proposed.",
        _GONE,
        ("404", *ALWAYS),
        example,
    )


def get_memory(example: str) -> Operation:
    """What people have taught."""
    return operation(
        "get_memory",
        "Matching",
        "What people have taught",
        "Confirmed links, rejected pairs, who pays for whom, and which evidence held.",
        {"200": json_response("The memory.", "Memory")},
        ALWAYS,
        example,
    )


def forget_aliases(example: str) -> Operation:
    """Forgetting all aliases."""
    return operation(
        "forget_aliases",
        "Matching",
        "Forget who pays for whom",
        "All of it, and how often which evidence held. Confirmed links and rejected pairs stay: they are "
        "taken back where they were said.",
        {"200": json_response("The memory as it is then.", "Memory")},
        (*ALWAYS, "507"),
        example,
    )


def forget_alias(example: str) -> Operation:
    """Forgetting one alias."""
    alias = {
        "name": "alias_id",
        "in": "path",
        "required": True,
        "description": "As the memory has it.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        "example": "0123456789abcdef",
    }
    return operation(
        "forget_alias",
        "Matching",
        "Forget one payer",
        "What the alias taught is not used any more; a later confirmation may teach it again.",
        {"200": json_response("The memory as it is then.", "Memory")},
        ("404", *ALWAYS, "507"),
        example,
        parameters=[alias],
    )


def _name() -> list[dict[str, Any]]:
    return [
        {
            "name": "name",
            "in": "path",
            "required": True,
            "description": "What it is called.",
            "schema": PROFILE_NAME_SCHEMA,
            "example": "default",
        }
    ]
