"""Nothing of the wrong shape is stored or served: a document is held against its published schema."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import msgspec

from python_ocr_reconcile.collector import resting_collector
from python_ocr_reconcile.errors import SchemaViolationError
from python_ocr_reconcile.models.encoding import UNDECODABLE
from python_ocr_reconcile.models.schema import DOCUMENTS, schema_path
from python_ocr_reconcile.models.violations import MAX_VIOLATIONS, Checker, Violation


def validate(document: bytes | str | Any, name: str, *, accepted: str = "") -> None:
    """Hold `document` against the schema `name`: ``invoice``, ``bank`` or ``reconciliation``.

    `document` is JSON text, a struct, or dicts and lists with `Decimal` for money; it is not changed.
    Raises `SchemaViolationError` whose details hold ``violations``: a list of ``{pointer, message,
    expected}``, at most `MAX_VIOLATIONS` (``more`` says whether there are others), without any content of
    the document. Of the list `accepted` of a document in JSON each member has gone through `valid_members`
    already, and only their number is looked at. 10,000 transactions without evidence take 0.02 s, with
    evidence on every row 0.3 s.
    """
    with resting_collector():
        checker = _checker(name)
        if isinstance(document, bytes | str) and checker.accepts(document, accepted):
            return
        found = checker.violations(_plain(document, name))
    if found:
        raise _refusal(name, found[:MAX_VIOLATIONS], more=len(found) > MAX_VIOLATIONS)


def valid_members(array: bytes | bytearray, name: str, members: str) -> bool:
    """Whether `array` is a JSON array of what the list `members` of a document of schema `name` may hold."""
    with resting_collector():
        return _checker(name).accepts_members(array, members)


@cache
def _checker(name: str) -> Checker:
    if name not in DOCUMENTS:
        raise ValueError(f"there is no schema {name!r}, only {', '.join(DOCUMENTS)}")
    return Checker.of(msgspec.json.decode(schema_path(name).read_bytes()))


def _plain(document: Any, name: str) -> Any:
    if isinstance(document, bytes | str):
        return _parsed(document, name)
    if isinstance(document, msgspec.Struct):
        return msgspec.to_builtins(document, builtin_types=(Decimal,))
    return document


def _parsed(text: bytes | str, name: str) -> Any:
    """JSON as dicts and lists, with floats: they are compared with bounds and then thrown away."""
    try:
        return msgspec.json.decode(text)
    except UNDECODABLE as problem:
        reason = "is nested too deeply" if isinstance(problem, RecursionError) else f"is not JSON: {problem}"
        violation = {"pointer": "", "message": reason, "expected": "a JSON object"}
        raise _refusal(name, [violation]) from None


def _refusal(name: str, violations: list[Violation], *, more: bool = False) -> SchemaViolationError:
    first = violations[0]
    place = first["pointer"] or "the document"
    return SchemaViolationError(
        f"Not a valid {name} document: {place} {first['message']}; expected {first['expected']}",
        schema=name,
        violations=violations,
        more=more,
    )
