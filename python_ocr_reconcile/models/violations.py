"""What is wrong with a document, place by place, without telling what it holds.

Checking is done by `jsonschema_rs`, explaining by `jsonschema`, whose errors can be walked but which needs
2 s for 10,000 transactions. So it is shown an excerpt: of long lists and maps only the wrong members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no type information
import jsonschema_rs
import msgspec

from python_ocr_reconcile.models.schema import Schema

MAX_VIOLATIONS = 50
"""Most violations that one error lists."""

_LONG = 200
"""A list or a map with more members than this is explained by its wrong members alone."""

_LIST_OF_RECORDS = {"type", "items", "maxItems"}
"""Keywords of a list whose members can be checked one by one."""
_NOT_SO = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises for what is no JSON, or no list or object."""

Path = tuple[str | int, ...]
Violation = dict[str, str]
"""``pointer`` (RFC 6901), ``message``, ``expected``."""

_FORMATS = jsonschema.FormatChecker(formats=["date"])
# RFC 3339; `jsonschema` checks times only where another package is installed.
_RFC3339 = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", re.ASCII | re.IGNORECASE)


@_FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or bool(_RFC3339.match(value) and datetime.fromisoformat(value.upper()))


@dataclass(frozen=True, slots=True)
class Checker:
    """One schema, ready to check a whole document and any record in it."""

    schema: Schema
    whole: jsonschema_rs.Validator
    parts: jsonschema_rs.ValidatorMap
    explainer: jsonschema.Draft202012Validator

    @staticmethod
    def of(schema: Schema) -> Checker:
        """Compile `schema`, which holds its own ``$defs``."""
        return Checker(
            schema,
            jsonschema_rs.validator_for(schema, validate_formats=True, offline=True),
            jsonschema_rs.validator_map_for(schema, validate_formats=True, offline=True),
            jsonschema.Draft202012Validator(schema, format_checker=_FORMATS),
        )

    def accepts(self, text: bytes | str, accepted: str = "") -> bool:
        """Whether `text` is JSON of this schema; the members of its lists are taken apart one at a time.

        All transactions of a statement of 20,000 taken apart at once are 170 MB. Of the list `accepted` each
        member was held against the schema before, by `accepts_members`.
        """
        try:
            members = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
            for name, rule in self._lists():
                if name in members:
                    listed = msgspec.json.decode(members[name], type=list[msgspec.Raw])
                    if len(listed) > rule["maxItems"]:
                        return False
                    if name != accepted and not self._accepts_each(listed, rule):
                        return False
                    members[name] = msgspec.Raw(b"[]")
            rest = {name: msgspec.json.decode(member) for name, member in members.items()}
        except _NOT_SO:
            return False
        return self.whole.is_valid(rest)

    def accepts_members(self, text: bytes | bytearray, name: str) -> bool:
        """Whether `text` is a JSON array of members that the list `name` of a document may have."""
        try:
            return self._accepts_each(
                msgspec.json.decode(text, type=list[msgspec.Raw]), dict(self._lists())[name]
            )
        except _NOT_SO:
            return False

    def _lists(self) -> Iterator[tuple[str, Schema]]:
        """The lists of a document whose members can be checked one by one."""
        for name, rule in self.schema.get("properties", {}).items():
            if rule.keys() == _LIST_OF_RECORDS and "$ref" in rule["items"]:
                yield name, rule

    def _accepts_each(self, members: list[msgspec.Raw], rule: Schema) -> bool:
        check = self.parts[rule["items"]["$ref"]]
        return all(check.is_valid(msgspec.json.decode(member)) for member in members)

    def violations(self, plain: Any) -> list[Violation]:
        """What is wrong with `plain` (dicts and lists), at most `MAX_VIOLATIONS` and one."""
        if self.whole.is_valid(plain):
            return []
        return list(islice(_violations(plain, self), MAX_VIOLATIONS + 1))

    def resolve(self, schema: Schema) -> Schema:
        """`schema` behind its ``$ref``; of "this or null" the first."""
        schema = next(iter(schema.get("anyOf", ())), schema)
        if "$ref" in schema:
            resolved: Schema = self.schema["$defs"][schema["$ref"].rpartition("/")[2]]
            return resolved
        return schema


@dataclass(slots=True)
class _Excerpt:
    """A copy of a document without the members that are right in its long lists and maps."""

    schema: Checker
    numbers: dict[Path, list[int]] = field(default_factory=dict)
    """Path of a shortened list, as in the copy, to the original index of each member kept."""
    too_long: list[tuple[Path, int, int]] = field(default_factory=list)
    """Path, number of members, most allowed."""

    def of(self, value: Any, schema: Schema, path: Path = ()) -> Any:
        schema = self.schema.resolve(schema)
        if isinstance(value, dict):
            return self._of_object(value, schema, path)
        if isinstance(value, list) and isinstance(schema.get("items"), dict):
            return self._of_list(value, schema, path)
        if isinstance(value, float | Decimal) and not isfinite(value):
            return _NOT_A_NUMBER
        return value

    def _of_object(self, value: dict[str, Any], schema: Schema, path: Path) -> dict[str, Any]:
        fields = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        rest: Schema = others if isinstance(others, dict) else {}
        if len(value) > _LONG:
            most = schema.get("maxProperties")
            if most is not None and len(value) > most:
                self.too_long.append((path, len(value), most))
            check = self._checker(others)
            wrong = (key for key, inner in value.items() if key not in fields and not check.is_valid(inner))
            value = {key: value[key] for key in [*(fields.keys() & value), *islice(wrong, _LONG)]}
        return {key: self.of(inner, fields.get(key, rest), (*path, key)) for key, inner in value.items()}

    def _of_list(self, value: list[Any], schema: Schema, path: Path) -> list[Any]:
        kept = list(range(len(value)))
        if len(value) > _LONG:
            most = schema.get("maxItems")
            if most is not None and len(value) > most:
                self.too_long.append((path, len(value), most))
            check = self._checker(schema["items"])
            wrong = (at for at in kept if not check.is_valid(value[at]))
            kept = list(islice(wrong, MAX_VIOLATIONS + 1)) or kept[:1]
            self.numbers[path] = kept
        return [self.of(value[at], schema["items"], (*path, n)) for n, at in enumerate(kept)]

    def _checker(self, schema: Any) -> jsonschema_rs.Validator:
        if isinstance(schema, dict) and "$ref" in schema:
            return self.schema.parts[schema["$ref"]]
        return jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)

    def original(self, path: Path) -> Path:
        """`path` in the copy as a path in the document."""
        places: list[str | int] = []
        for depth, step in enumerate(path):
            numbers = self.numbers.get(path[:depth])
            places.append(numbers[step] if numbers and isinstance(step, int) else step)
        return tuple(places)


class _NotANumber:
    """Stands for NaN and the infinities, which are of no JSON type."""


_NOT_A_NUMBER = _NotANumber()


def _violations(plain: Any, schema: Checker) -> Iterator[Violation]:
    excerpt = _Excerpt(schema)
    part = excerpt.of(plain, schema.schema)
    for path, count, most in excerpt.too_long:
        yield _violation(excerpt.original(path), f"has {count} members", f"at most {most}")
    found = bool(excerpt.too_long)
    said: set[tuple[str, str]] = set()  # one object lacks several keys: one error each, all with one message
    for error in schema.explainer.iter_errors(part):
        for leaf in _leaves(error):
            violation = _violation(
                excerpt.original(tuple(leaf.absolute_path)), _message(leaf), _expected(leaf)
            )
            found = True
            if (place := (violation["pointer"], violation["message"])) not in said:
                said.add(place)
                yield violation
    if not found:  # the two checkers disagree: say what the first one found
        worst = next(iter(schema.whole.iter_errors(plain)))
        rule = str(worst.schema_path[-1])
        yield _violation(tuple(worst.instance_path), _shape(worst.instance), f"what the rule {rule!r} allows")


def _leaves(error: jsonschema.ValidationError) -> Iterator[jsonschema.ValidationError]:
    """Of "this record or null" the errors inside the record; any other error as it is."""
    record = [inner for inner in error.context or () if list(inner.schema_path)[:1] == [0]]
    if error.validator == "anyOf" and isinstance(error.instance, dict) and record:
        for inner in record:
            yield from _leaves(inner)
    else:
        yield error


def _violation(path: Path, message: str, expected: str) -> Violation:
    return {"pointer": pointer(path), "message": message, "expected": expected}


def pointer(path: Path) -> str:
    """`path` as a JSON pointer (RFC 6901), at most 1,000 characters of it."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)[:1_000]


def _message(error: jsonschema.ValidationError) -> str:
    match error.validator:
        case "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            return f"lacks {_names(missing)}"
        case "additionalProperties":
            unknown = [key for key in error.instance if key not in error.schema.get("properties", {})]
            return f"has unknown keys: {_names(unknown)}"
    return _shape(error.instance)


def _expected(error: jsonschema.ValidationError) -> str:  # noqa: PLR0911 - one sentence a keyword
    value = error.validator_value
    match error.validator:
        case "type":
            return " or ".join(value) if isinstance(value, list) else str(value)
        case "enum":
            return f"one of {', '.join('null' if option is None else str(option) for option in value)}"
        case "const":
            return str(value)
        case "required":
            return "every key of the schema"
        case "additionalProperties":
            return f"no keys but {_names(list(error.schema.get('properties', {})))}"
        case "anyOf":
            return "object or null"
        case "oneOf":
            return str(error.schema.get("$comment", "exactly one of the shapes that the schema names"))
        case "maxLength" | "maxItems" | "maxProperties" | "minItems":
            unit = {"maxLength": "characters"}.get(str(error.validator), "members")
            return f"at {'least' if error.validator == 'minItems' else 'most'} {value} {unit}"
        case "minimum" | "maximum":
            return f"a number of at {'least' if error.validator == 'minimum' else 'most'} {value}"
    return f"{error.validator} {value}"


def _names(keys: list[str]) -> str:
    """The first few keys, shortened: keys are shape, but a stranger's keys may be anything."""
    shown = ", ".join(repr(str(key)[:60]) for key in keys[:20])
    return f"{shown} and {len(keys) - 20} more" if len(keys) > 20 else shown


def _shape(value: Any) -> str:
    """What kind of value it is, without the value."""
    match value:
        case None | True | False:
            return f"is {str(value).lower() if value is not None else 'null'}"
        case str():
            return f"is a string of {len(value)} characters"
        case list():
            return f"is an array of {len(value)} members"
        case Mapping():
            return f"is an object of {len(value)} keys"
        case _NotANumber():
            return "is not a finite number"
        case _:
            return "is a whole number" if isinstance(value, int) else "is a number"
