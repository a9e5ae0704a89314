"""The schemas in `schemas/` are what the structs say, closed and bounded throughout."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.models.schema import DOCUMENTS, document_schema, schema_path, schema_text

NAMES = sorted(DOCUMENTS)


def subschemas(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        yield path, schema
        for key, inner in schema.items():
            yield from subschemas(inner, f"{path}/{key}")
    elif isinstance(schema, list):
        for index, inner in enumerate(schema):
            yield from subschemas(inner, f"{path}/{index}")


@pytest.mark.parametrize("name", NAMES)
def test_written_schema_is_current(name):
    assert schema_path(name).read_bytes() == schema_text(name), (
        "run `python -m python_ocr_reconcile.models.schema` and commit what it writes"
    )


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_itself_valid(name):
    jsonschema.Draft202012Validator.check_schema(document_schema(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_record_is_closed_and_requires_all_its_keys(name):
    records = [s for _, s in subschemas(document_schema(name)) if s.get("type") == "object" and "title" in s]
    assert len(records) >= (2 if name == "rates" else 6)
    for record in records:
        assert record["additionalProperties"] is False, record["title"]
        assert record["required"] == list(record["properties"]), record["title"]
        assert record["description"], record["title"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_unbounded(name):
    seconds_and_conditions = ("_seconds", "/oneOf/")
    for path, schema in subschemas(document_schema(name)):
        kinds = schema.get("type", ())
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if "array" in kinds:
            assert "maxItems" in schema, path
        if "string" in kinds:
            assert "maxLength" in schema or "format" in schema, path
        if ("number" in kinds or "integer" in kinds) and not any(s in path for s in seconds_and_conditions):
            assert "minimum" in schema, path
            assert "maximum" in schema, path
        if isinstance(schema.get("additionalProperties"), dict) and "title" not in schema:
            assert "maxProperties" in schema, path


def test_counts_are_the_limits_of_the_product():
    invoice, bank = document_schema("invoice"), document_schema("bank")
    assert invoice["properties"]["invoices"]["maxItems"] == DOCUMENT_LIMITS.invoices == 10_000
    line_items = invoice["$defs"]["Invoice"]["properties"]["line_items"]
    assert line_items["maxItems"] == DOCUMENT_LIMITS.line_items == 10_000
    assert bank["properties"]["transactions"]["maxItems"] == DOCUMENT_LIMITS.transactions == 200_000


def test_times_dates_money_and_hashes_say_what_they_are():
    defs = document_schema("invoice")["$defs"]
    assert defs["FileInfo"]["properties"]["upload_timestamp"]["format"] == "date-time"
    assert defs["Invoice"]["properties"]["due_date"]["type"] == ["string", "null"]
    assert defs["Invoice"]["properties"]["due_date"]["format"] == "date"
    assert defs["Invoice"]["properties"]["total_amount"]["type"] == ["number", "null"]
    assert defs["FileInfo"]["properties"]["file_hash"]["pattern"] == "^[0-9a-f]{64}$"
    assert "Gross" in defs["Invoice"]["properties"]["total_amount"]["description"]


def test_descriptions_speak_to_readers_of_json():
    for name in NAMES:
        text = json.dumps(document_schema(name))
        assert "``" not in text
        assert "None" not in text.replace("NoneType", "")
