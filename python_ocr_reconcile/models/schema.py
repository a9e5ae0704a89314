"""The JSON Schemas (draft 2020-12) of the documents, made from the structs that write them.

``python -m python_ocr_reconcile.models.schema`` writes ``schemas/*.schema.json``; a test holds that they
are current. The structs say which keys there are and of which type; `_BY_FIELD` says what a type cannot:
sizes, counts, patterns. Every object is closed and every key is required, because the encoder writes all.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.models.file import STATUSES
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.memory import Memory
from python_ocr_reconcile.models.profile import MatchingProfile
from python_ocr_reconcile.models.rates import ExchangeRates
from python_ocr_reconcile.models.reconciliation import MATCHING_ALGORITHM, ReconciliationDocument
from python_ocr_reconcile.models.statement import BankDocument

Schema = dict[str, Any]

DOCUMENTS: Mapping[str, type[msgspec.Struct]] = MappingProxyType(
    {
        "invoice": InvoiceDocument,
        "bank": BankDocument,
        "reconciliation": ReconciliationDocument,
        "profile": MatchingProfile,
        "rates": ExchangeRates,
        "memory": Memory,
    }
)
"""Schema name to the struct that it describes."""

MAX_ID = 2**63 - 1
"""The largest key that SQLite and PostgreSQL hold."""

_LIMIT = DOCUMENT_LIMITS
_MONEY: Schema = {"type": "number", "minimum": -_LIMIT.money, "maximum": _LIMIT.money}
_COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": MAX_ID}
_ORDINAL: Schema = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
_PROBABILITY: Schema = {"minimum": 0, "maximum": 1}
_PERCENT: Schema = {"minimum": 0, "maximum": 100}
_DAYS: Schema = {"minimum": 0, "maximum": 3_650}
_CURRENCY: Schema = {"pattern": "^[A-Z]{3}$", "maxLength": 3}
_BY_CURRENCY: Schema = {
    "propertyNames": _CURRENCY,
    "additionalProperties": {"type": "number", "minimum": 0, "maximum": _LIMIT.money},
    "maxProperties": 200,
}
_SHA256: Schema = {"pattern": "^[0-9a-f]{64}$", "maxLength": 64}
_FINGERPRINT: Schema = {"pattern": "^[0-9a-f]{32}$", "maxLength": 32}
_LONG_TEXT: Schema = {"maxLength": _LIMIT.text}
# RFC 6901. One character class or one escape a step, so that no input makes the match run long.
_POINTER: Schema = {"pattern": "^(/([^~/]|~[01])*)*$", "maxLength": _LIMIT.name}
_Y: Schema = {"minimum": 0, "maximum": 1_000_000}
# A value of the document, a list of page numbers, or one of `Start`.
_CHANGED: Schema = {
    "type": ["number", "string", "array", "null"],
    "minimum": _MONEY["minimum"],
    "maximum": _MONEY["maximum"],
    "maxLength": _LIMIT.text,
    "items": {
        **_ORDINAL,
        "type": ["integer", "object"],
        "properties": {"page": {"type": "integer", **_ORDINAL}, "y": {"type": ["number", "null"], **_Y}},
        "required": ["page", "y"],
        "additionalProperties": False,
    },
    "maxItems": _LIMIT.pages + _LIMIT.invoices,
}

# What the types do not say, by "Struct.field" or by field, the former first. Merged over what the type gives.
_BY_FIELD: dict[str, Schema] = {
    "upload_id": _ORDINAL,
    "reconciliation_id": _ORDINAL,
    "invoice_upload_id": _ORDINAL,
    "bank_upload_id": _ORDINAL,
    "db_record_id": _ORDINAL,
    "id": _ORDINAL,
    "page": _ORDINAL,
    "page_number": _ORDINAL,
    "PageInfo.page": _ORDINAL,
    "line_number": _ORDINAL,
    "page_numbers": {"items": _ORDINAL, "maxItems": _LIMIT.pages},
    "rotation": {"enum": [0, 90, 180, 270]},
    "skew": {"minimum": -360, "maximum": 360},
    "file_hash": _SHA256,
    "document_hash": _SHA256,
    "fingerprint": _FINGERPRINT,
    "document_hash_before": _SHA256,
    "currency": _CURRENCY,
    "percent": _PERCENT,
    "Tolerance.amount": _BY_CURRENCY,
    "auto_match_limit": _BY_CURRENCY,
    "days_before": _DAYS,
    "days_after": _DAYS,
    "rate_days": _DAYS,
    "Discount.days": _DAYS,
    "largest": {"minimum": 2, "maximum": _LIMIT.transactions},
    "table_hash": _SHA256,
    "base": _CURRENCY,
    "TaxLine.base": {},
    "quote": _CURRENCY,
    "pivot": _CURRENCY,
    "series": {"maxItems": 40_000},
    "RateSeries.days": {"maxItems": _LIMIT.rates},
    "rates": {
        "items": {"type": "number", "exclusiveMinimum": 0, "minimum": 0, "maximum": 10**15},
        "maxItems": _LIMIT.rates,
    },
    "content_id": _FINGERPRINT,
    "links": {"maxItems": _LIMIT.links},
    "rejected": {"maxItems": _LIMIT.links},
    "LevelCount.rejected": {},
    "PayerAlias.rejected": {},
    "aliases": {"maxItems": _LIMIT.links},
    "levels": {"maxProperties": 10_000},
    "alias_id": {"pattern": "^[0-9a-f]{16}$", "maxLength": 16},
    "Cut.y": _Y,
    "Cut.confidence": _PROBABILITY,
    "reasons": {"maxItems": 20},
    "Start.y": _Y,
    "starts": {"minItems": 1, "maxItems": _LIMIT.pages + _LIMIT.invoices},
    "overlaps": {"maxItems": 1_000},
    "history": {"maxItems": _LIMIT.history},
    "SourceDocuments.invoices": {"minItems": 1, "maxItems": _LIMIT.uploads},
    "SourceDocuments.bank": {"minItems": 1, "maxItems": _LIMIT.uploads},
    "changes": {"maxItems": _LIMIT.changes},
    "Change.pointer": _POINTER,
    "Change.before": _CHANGED,
    "Change.after": _CHANGED,
    "cuts": {"maxItems": _LIMIT.pages + _LIMIT.invoices},
    "confidence_score": _PROBABILITY,
    "ocr_confidence": _PROBABILITY,
    "Evidence.confidence": _PROBABILITY,
    "match_score": _PROBABILITY,
    "confidence_threshold": _PROBABILITY,
    "match_rate_percentage": {"minimum": 0, "maximum": 100},
    "processing_duration_seconds": {"minimum": 0},
    "processing_time_seconds": {"minimum": 0},
    "reconciliation_duration_seconds": {"minimum": 0},
    "weight": {"minimum": -1_000_000, "maximum": 1_000_000},
    "ReconciliationInfo.status": {"enum": sorted(STATUSES)},
    "matching_algorithm": {"const": MATCHING_ALGORITHM},
    "Operand.pointer": _POINTER,
    "Check.result": _POINTER,
    "description": _LONG_TEXT,
    "vendor_address": _LONG_TEXT,
    "payment_terms": _LONG_TEXT,
    "equation": _LONG_TEXT,
    "message": _LONG_TEXT,
    "error_message": _LONG_TEXT,
    "reason": _LONG_TEXT,
    "raw": _LONG_TEXT,
    "Evidence.value": {
        "type": ["number", "string", "null"],
        "minimum": _MONEY["minimum"],
        "maximum": _MONEY["maximum"],
        "maxLength": _LIMIT.text,
    },
    "bbox": {"items": {"type": "number", "minimum": -1_000_000, "maximum": 1_000_000}},
    "evidence": {"maxProperties": _LIMIT.evidence},
    "checks": {"maxItems": _LIMIT.checks},
    "Transaction.checks": {"maxItems": 100},
    "Transaction.evidence": {"maxProperties": 100},
    "Evidence.checks": {"maxItems": 1_000},
    "operands": {"minItems": 1, "maxItems": _LIMIT.transactions},
    "currency_summary": {"maxProperties": 1_000},
    "vendor_summary": {"maxProperties": _LIMIT.invoices},
    "transaction_type_summary": {"maxProperties": 100},
    "pages": {"maxItems": _LIMIT.pages},
    "warnings": {"maxItems": _LIMIT.pages},
    "tax_lines": {"maxItems": 1_000},
    "line_items": {"maxItems": _LIMIT.line_items},
    "transactions": {"maxItems": _LIMIT.transactions},
    "bank_transactions": {"maxItems": _LIMIT.transactions},
    "invoices": {"maxItems": _LIMIT.invoices},
    "statements": {"maxItems": _LIMIT.statements},
    "matched": {"maxItems": _LIMIT.transactions},
    "partial": {"maxItems": _LIMIT.transactions},
    "allocations": {"maxItems": _LIMIT.transactions},
    "matching_criteria": {"maxItems": 1_000},
    "explanation": {"maxItems": _LIMIT.explanation},
    "CutShort.explanation": _LONG_TEXT,
    "cut_short": {"maxItems": 100},
    "Unmatched.invoices": {"maxItems": _LIMIT.transactions},
}

# What holds between the fields of one object.
_BY_STRUCT: dict[str, Schema] = {
    "Transaction": {
        "oneOf": [
            {"properties": {"debit_amount": {"type": "number"}, "credit_amount": {"type": "null"}}},
            {"properties": {"debit_amount": {"type": "null"}, "credit_amount": {"type": "number"}}},
        ],
        "$comment": "exactly one of debit_amount and credit_amount is a number, the other is null",
    }
}


def document_schema(name: str) -> Schema:
    """The schema of one document, whole in itself. `name` is a key of `DOCUMENTS`."""
    struct = DOCUMENTS[name]
    parts = components([struct], "#/$defs/{name}")
    root = parts.pop(struct.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:python-ocr-reconcile:schema:{name}:1",
        **root,
        "$defs": dict(sorted(parts.items())),
    }


def components(structs: Iterable[type[msgspec.Struct]], ref_template: str) -> dict[str, Schema]:
    """Closed schemas of `structs` and of all that they hold, by struct name.

    `ref_template` places them: ``#/$defs/{name}`` or ``#/components/schemas/{name}``.
    """
    wanted = list(structs)
    _, found = msgspec.json.schema_components(wanted, ref_template=ref_template)
    known = {struct.__name__: struct for root in wanted for struct in _structs_in(root)}
    return {name: _closed(known[name], schema) for name, schema in found.items()}


def _structs_in(kind: Any) -> set[type[msgspec.Struct]]:
    """Every struct that a value of `kind` may hold."""
    seen: set[type[msgspec.Struct]] = set()
    waiting = [msgspec.inspect.type_info(kind)]
    while waiting:
        info = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType) and info.cls not in seen:
            seen.add(info.cls)
            waiting += [field.type for field in info.fields]
        elif isinstance(info, msgspec.inspect.UnionType):
            waiting += info.types
        elif isinstance(info, msgspec.inspect.ListType):
            waiting.append(info.item_type)
        elif isinstance(info, msgspec.inspect.DictType):
            waiting.append(info.value_type)
    return seen


def _closed(struct: type[msgspec.Struct], schema: Schema) -> Schema:
    """`schema` of `struct` with nothing left open: keys, sizes and counts."""
    name = struct.__name__
    says = _attribute_docs(struct)
    moments = _moments(struct)
    properties = {}
    for field, given in schema["properties"].items():
        extra = _BY_FIELD.get(f"{name}.{field}", _BY_FIELD.get(field, {}))
        extra = {"format": "date-time", "maxLength": 40} if field in moments else extra
        prop = _bounded({key: value for key, value in given.items() if key != "default"}, extra)
        properties[field] = {**prop, "description": says[field]} if field in says else prop
    return {
        "title": name,
        "description": _prose(inspect.getdoc(struct) or name),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        **_BY_STRUCT.get(name, {}),
    }


def _bounded(schema: Schema, extra: Schema) -> Schema:
    """One value's schema: `None` folded into its type, the defaults of its type, then `extra`."""
    if "anyOf" in schema:
        (inner,) = (part for part in schema["anyOf"] if part != {"type": "null"})
        return {"anyOf": [inner, {"type": "null"}]} if "$ref" in inner else _or_null(_bounded(inner, extra))
    bounds: Schema = {}
    match schema:
        case {"format": "decimal"}:
            schema = _MONEY
        case {"type": "integer"}:
            bounds = _COUNT
        case {"type": "string"} if "format" not in schema:
            bounds = {"maxLength": _LIMIT.name}
        case {"type": "array"}:
            item = schema.get("items") or schema["prefixItems"][0]
            schema = {key: value for key, value in schema.items() if key != "prefixItems"}
            bounds = {"items": _bounded(item, {})}
        case {"type": "object", "additionalProperties": dict(values)}:
            bounds = {
                "additionalProperties": _bounded(values, {}),
                "propertyNames": {"maxLength": _LIMIT.name},
            }
    return {**schema, **bounds, **extra}


def _or_null(schema: Schema) -> Schema:
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def _moments(struct: type[msgspec.Struct]) -> set[str]:
    """The fields that hold a time: msgspec names no format for a datetime whose zone is not constrained."""
    info = msgspec.inspect.type_info(struct)
    assert isinstance(info, msgspec.inspect.StructType)  # noqa: S101 - tells the type checker
    return {
        field.encode_name
        for field in info.fields
        for kind in (field.type.types if isinstance(field.type, msgspec.inspect.UnionType) else (field.type,))
        if isinstance(kind, msgspec.inspect.DateTimeType)
    }


@cache
def _attribute_docs(struct: type) -> Mapping[str, str]:
    """Field to the docstring below it, over the struct and its bases."""
    docs: dict[str, str] = {}
    for base in reversed(struct.__mro__):
        if base.__module__.startswith("python_ocr_reconcile."):
            body = _class_bodies(base.__module__)[base.__name__]
            for pair in pairwise(body):
                match pair:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(ast.Constant(str(text))):
                        docs[name] = _prose(text)
    return MappingProxyType(docs)


@cache
def _class_bodies(module: str) -> Mapping[str, list[ast.stmt]]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node.body for node in tree.body if isinstance(node, ast.ClassDef)}


def _prose(docstring: str) -> str:
    """A docstring as text for readers of JSON: one line, ``None`` as null, no markup."""
    text = " ".join(docstring.split()).replace("``None``", "null").replace("`None`", "null")
    return re.sub(r"`{1,2}([^`]*)`{1,2}", r"\1", text)


def schema_folder() -> Path:
    """Where the written schemas are: in the installed package, or at the top of a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "schemas"
    return installed if installed.is_dir() else package.parent / "schemas"


def schema_path(name: str) -> Path:
    """The file of one schema; `name` is a key of `DOCUMENTS`."""
    return schema_folder() / f"{name}.schema.json"


def schema_text(name: str) -> bytes:
    """The schema as it is written to its file."""
    return msgspec.json.format(msgspec.json.encode(document_schema(name)), indent=2) + b"\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema into `folder`; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in DOCUMENTS:
        path = folder / f"{name}.schema.json"
        path.write_bytes(schema_text(name))
        written.append(path)
    return written


if __name__ == "__main__":
    for file in write_schemas(Path(sys.argv[1]) if len(sys.argv) > 1 else schema_folder()):
        print(file)  # noqa: T201 - what the command is for
