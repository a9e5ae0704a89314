"""What a request asks for beside its body: ids, filters, preferences, each held to its published shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from flask import Request

from python_ocr_reconcile.errors import InputError
from python_ocr_reconcile.models.evidence import PROOFS
from python_ocr_reconcile.models.file import STATUSES
from python_ocr_reconcile.models.schema import MAX_ID, Schema
from python_ocr_reconcile.models.violations import Checker
from python_ocr_reconcile.storage.filters import FILTERS

ID_SCHEMA: Schema = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
_ID = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
# As JSON writes numbers; three digits of an exponent, since a few more would make a number of gigabytes.
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,60})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_FINEST = Decimal("0.000001")
"""What amounts are compared by: no currency has smaller units."""
_WHOLE = re.compile(r"-?[0-9]{1,30}", re.ASCII)
# 100 characters of any script are 1.2 kB in a URL: all filters together fit the 8 kB that servers take.
_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[^\\u0000]*$"}
# Nothing is filtered by a day before the year 1000 or after 2999, and no database agrees on them.
_DATE: Schema = {"type": "string", "format": "date", "pattern": "^[12][0-9]{3}-"}
DAY_SCHEMA = _DATE
_TIME: Schema = {"type": "string", "format": "date-time", "pattern": "^[12][0-9]{3}-"}

CURSOR_SCHEMA: Schema = {"type": "string", "pattern": "^[1-9][0-9]{0,17}$"}
"""The number of a row. Its shape is published, so that a wrong cursor is seen as such before it is sent."""

_FILTER_SCHEMAS: Mapping[str, Schema] = MappingProxyType(
    {
        "string": _TEXT,
        "status": {"type": "string", "enum": sorted(STATUSES)},
        "proof": {"type": "string", "enum": sorted(PROOFS)},
        "currency": {"type": "string", "pattern": "^[A-Za-z]{3}$"},
        "date": _DATE,
        "date-time": {
            "oneOf": [_DATE, _TIME],
            "$comment": "a date such as 2024-05-31, or a time with its zone such as 2024-05-31T08:15:00Z",
        },
        "money": {"type": "number", "minimum": -(10**15), "maximum": 10**15},
        "id": ID_SCHEMA,
    }
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter."""

    name: str
    description: str
    schema: Schema
    checker: Checker = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "checker", Checker.of(self.schema))

    def checked(self, text: str) -> str:
        """`text`, amounts without an exponent, once it has the published shape. Raises `InputError`."""
        value = self._typed(text)
        violations = self.checker.violations(value)
        if violations:
            first = violations[0]
            raise InputError(
                f"The parameter {self.name!r} {first['message']}; expected {first['expected']}.",
                parameter=self.name,
                violations=violations,
            )
        return f"{value.quantize(_FINEST):f}" if isinstance(value, Decimal) else text

    def _typed(self, text: str) -> Any:
        match self.schema.get("type"):
            case "integer" if _WHOLE.fullmatch(text):
                return int(text)
            case "number" if _NUMBER.fullmatch(text):
                return Decimal(text)
        return text


def list_parameters(kind: str, most_rows: int) -> dict[str, Parameter]:
    """By name, what a list of `kind` (``invoice``, ``bank``, ``reconciliation``) can be asked with."""
    limit: Schema = {"type": "integer", "minimum": 1, "maximum": most_rows, "default": min(50, most_rows)}
    known = [
        *(Parameter(name, one.description, _FILTER_SCHEMAS[one.type]) for name, one in FILTERS[kind].items()),
        Parameter("cursor", "Where the next page begins: next_cursor of the page before", CURSOR_SCHEMA),
        Parameter("limit", "Most rows in the answer", limit),
    ]
    return {parameter.name: parameter for parameter in known}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which rows of a list are wanted."""

    filters: Mapping[str, str]
    cursor: str | None
    limit: int


def query(request: Request, known: Mapping[str, Parameter]) -> dict[str, str]:
    """The parameters of a request, checked. Raises `InputError` that names the parameter."""
    given: dict[str, str] = {}
    for name, texts in request.args.lists():
        if name not in known:
            raise InputError(
                f"There is no parameter {name[:60]!r}; there are {', '.join(known)}.", parameter=name[:60]
            )
        if len(texts) > 1:
            raise InputError(f"The parameter {name!r} is given {len(texts)} times.", parameter=name)
        given[name] = known[name].checked(texts[0])
    return given


def list_query(request: Request, known: Mapping[str, Parameter]) -> ListQuery:
    """The query of a list request. Raises what `query` raises."""
    given = query(request, known)
    limit = int(given.pop("limit", known["limit"].schema["default"]))
    return ListQuery(filters=given, cursor=given.pop("cursor", None), limit=limit)


def row_id(text: str) -> int:
    """An id from a path. Raises `InputError` where it is not a whole number of 1 to 2^63 - 1."""
    if not _ID.fullmatch(text) or int(text) > MAX_ID:
        raise InputError(f"The id must be a whole number from 1 to {MAX_ID}.", parameter="id")
    return int(text)


@dataclass(frozen=True, slots=True)
class Preference:
    """What a ``Prefer`` header (RFC 7240) asks of an upload."""

    wait_seconds: float
    applied: str | None


def preference(request: Request, most_seconds: float) -> Preference:
    """How long to wait for the document: ``respond-async`` not at all, ``wait=N`` at most that long."""
    asked = [part.strip().lower() for part in ",".join(request.headers.getlist("Prefer")).split(",")]
    if "respond-async" in asked:
        return Preference(0, "respond-async")
    for part in asked:
        if found := re.fullmatch(r"wait\s*=\s*\"?([0-9]{1,9})\"?", part, re.ASCII):
            return Preference(min(int(found[1]), most_seconds), f"wait={found[1]}")
    return Preference(most_seconds, None)
