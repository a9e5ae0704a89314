"""Documents to bytes and back: money keeps its digits, keys keep one order.

`encode` writes what is stored and served. `canonical` writes what is hashed: RFC 8785 in spirit (sorted
keys, no white space), with numbers as their exact decimal text, since money must not pass through a double.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

import msgspec

from python_ocr_reconcile.collector import resting_collector
from python_ocr_reconcile.errors import MalformedJSONError, SchemaViolationError

T = TypeVar("T")

UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises: not JSON or of another shape, not UTF-8, nested beyond the interpreter's stack."""

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_CANONICAL = msgspec.json.Encoder(decimal_format="number", order="deterministic")
_SORTED = msgspec.json.Encoder(decimal_format="number", order="sorted")
# What the canonical form may write otherwise: exponents, zeros below zero; and numbers that are not finite.
_OTHERWISE = [
    re.compile(each)
    for each in (rb"e(?<=[0-9]e)[-+0-9]", rb"E(?<=[0-9]E)[-+0-9]", rb"-(?<=[:,\[]-)0", rb"NaN", rb"Infinity")
]
_DECODERS: dict[Any, msgspec.json.Decoder[Any]] = {}
_MAKING = threading.Lock()
_PLAIN = msgspec.json.Decoder(float_hook=Decimal)
_HASHED_AT_ONCE = 1_000
_ENCODED_AT_ONCE = 500
_ARRAY_BYTES = 4 << 20
_MOST_DIGITS = 400  # beyond a double's 308: what is written with a larger exponent is left as it is


def encode(document: Any) -> bytes:
    """`document` as JSON; `Decimal` becomes a number with its digits kept (``12.30``)."""
    return _ENCODER.encode(document)


def json_arrays(members: Iterable[Any]) -> Iterator[bytearray]:
    """`members` as JSON arrays of some megabytes each, one after the other; none where there are none.

    The members of a long statement are twice the size of their JSON, and both need not be held at once.
    """
    left = iter(members)
    array = bytearray()
    while part := list(islice(left, _ENCODED_AT_ONCE)):
        array += b"," if array else b"["
        array += _ENCODER.encode(part)[1:-1]
        if len(array) >= _ARRAY_BYTES:
            yield array + b"]"
            array = bytearray()
    if array:
        yield array + b"]"


def joined_arrays(arrays: list[bytes]) -> msgspec.Raw:
    """JSON arrays of one member or more as one; they are let go on the way."""
    arrays.reverse()
    whole = bytearray(b"[")
    while arrays:
        whole += b"," if len(whole) > 1 else b""
        whole += memoryview(arrays.pop())[1:-1]
    whole += b"]"
    return msgspec.Raw(whole)


def decode(data: bytes | bytearray | memoryview | msgspec.Raw | str, kind: type[T]) -> T:
    """JSON as a value of `kind`; unknown keys are passed over, absent ones take their defaults.

    Raises `MalformedJSONError` that says where and why.
    """
    try:
        with resting_collector():
            return _decoder(kind).decode(data)
    except UNDECODABLE as problem:
        raise MalformedJSONError(_why(problem)) from None


def _decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """The decoder of `kind`, made by one thread at a time.

    msgspec looks into a struct when it is first decoded, and shows what it has so far to every thread: one
    that decoded `kind` meanwhile ended the process by reading a null pointer (0.22, as a service began).
    """
    known = _DECODERS.get(kind)
    if known is None:
        with _MAKING:
            known = _DECODERS.setdefault(kind, msgspec.json.Decoder(kind, float_hook=Decimal))
    return known


def decode_plain(data: bytes | str) -> Any:
    """JSON as dicts and lists; every number with a fraction is a `Decimal`, never a float."""
    try:
        return _PLAIN.decode(data)
    except UNDECODABLE as problem:
        raise MalformedJSONError(_why(problem)) from None


def _why(problem: Exception) -> str:
    return "the JSON is nested too deeply" if isinstance(problem, RecursionError) else str(problem)


def plain(document: Any) -> Any:
    """`document` as dicts and lists, `Decimal` kept, dates as ISO 8601 text."""
    return decode_plain(encode(document))


def canonical_hash(document: Any) -> str:
    """SHA-256 over the canonical JSON of `document`, lower-case hexadecimal; raises as `canonical`."""
    return hashlib.sha256(canonical(document)).hexdigest()


def canonical(document: Any) -> bytes:
    """The canonical JSON of `document`.

    The same for a struct, for its JSON decoded again, and for what JSONB made of that JSON: ``-0.0`` is
    ``0.0`` there and ``1e20`` is written out, while ``12.30`` stays. Raises `SchemaViolationError` where a
    number is not finite: JSON has no word for it.
    """
    try:
        plain = _NUMBERS.decode(_ENCODER.encode(document))
    except (*UNDECODABLE, ValueError):  # which of them a number that is not finite raises goes by the version
        raise SchemaViolationError(
            "what is not JSON, or holds a number that is not finite, has no hash"
        ) from None
    return _CANONICAL.encode(plain)


def document_hash(document: msgspec.Struct) -> str:
    """`canonical_hash` of a document with very long lists, an element at a time.

    The plain form of a statement of a million entries would take more memory than all else of its run.
    """
    digest = hashlib.sha256()
    for at, name in enumerate(sorted(document.__struct_fields__)):
        digest.update(b"{" if at == 0 else b",")
        digest.update(_CANONICAL.encode(name) + b":")
        value = getattr(document, name)
        if isinstance(value, list):
            digest.update(b"[")
            for start in range(0, len(value), _HASHED_AT_ONCE):
                part = _canonical_members(value[start : start + _HASHED_AT_ONCE])[1:-1]
                digest.update(b"," + part if start else part)
            digest.update(b"]")
        else:
            digest.update(canonical(value))
    digest.update(b"}")
    return digest.hexdigest()


def _canonical_members(members: list[Any]) -> bytes:
    """`canonical`, at once where no number of these structs has a spelling that it would change."""
    if all(isinstance(member, msgspec.Struct) for member in members):
        try:
            text = _SORTED.encode(members)
        except ValueError:
            return canonical(members)
        if not any(each.search(text) for each in _OTHERWISE):
            return text
    return canonical(members)


def _one_spelling(number: str) -> Decimal | int:
    """A JSON number in the one way that the canonical form writes it."""
    value = Decimal(number)
    if not value:
        value = value.copy_abs()
    if "e" not in number and "E" not in number:
        return value
    return int(value) if 0 < int(value.as_tuple().exponent) <= _MOST_DIGITS else value


_NUMBERS = msgspec.json.Decoder(float_hook=_one_spelling)
