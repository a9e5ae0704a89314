"""A matching profile as people write it: JSON that says what differs from the defaults, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from python_ocr_reconcile.errors import MalformedJSONError, ProfileError, SchemaViolationError
from python_ocr_reconcile.models.encoding import decode, decode_plain, encode, plain
from python_ocr_reconcile.models.profile import MatchingProfile
from python_ocr_reconcile.models.validation import validate

_REPLACED = frozenset({"amount", "auto_match_limit"})
"""By currency: what is given takes the place of all of the default."""


def profile_of(given: bytes | str | dict[str, Any]) -> MatchingProfile:
    """The profile of JSON text or its plain values; what is not given is as it is by default.

    Raises `ProfileError` whose ``violations`` name each place by JSON pointer.
    """
    try:
        values = given if isinstance(given, dict) else decode_plain(given)
    except MalformedJSONError as problem:
        raise ProfileError(f"The profile is not JSON: {problem}") from None
    if not isinstance(values, dict):
        raise ProfileError("A profile is a JSON object.")
    whole = _over(plain(MatchingProfile()), values)
    try:
        validate(whole, "profile")
    except SchemaViolationError as problem:
        first = problem.details["violations"][0]
        place = first["pointer"] or "The profile"
        raise ProfileError(
            f"{place} {first['message']}; expected {first['expected']}.", **problem.details
        ) from None
    return decode(encode(_counted(whole)), MatchingProfile)


def _over(defaults: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    merged = dict(defaults)
    for key, value in given.items():
        known = defaults.get(key)
        if isinstance(known, dict) and isinstance(value, dict) and key not in _REPLACED:
            merged[key] = _over(known, value)
        else:
            merged[key] = value
    return merged


def _counted(value: Any) -> Any:
    """``50.0`` as ``50``: to JSON Schema both are integers."""
    if isinstance(value, dict):
        return {key: _counted(inner) for key, inner in value.items()}
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value
