"""What a row says, as one hash: the same on both databases, and another when any of its columns changes.

A document and a page layer stand in it by hashes of their own, which the audit keeps as well, so that a step
that leaves them alone need not read megabytes to say what the row is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Column, RowMapping, Table

from python_ocr_reconcile.models.encoding import canonical_hash
from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN, PAGE_LAYER

TENANT_DOCUMENT = "document_json"
LARGE = frozenset({*DOCUMENT_COLUMN.values(), PAGE_LAYER, TENANT_DOCUMENT})
LIVE = frozenset({"heartbeat_at"})
"""Written every few seconds while a row is being read, and empty when it is not."""


@cache
def small_columns(table: Table) -> tuple[Column[Any], ...]:
    """Every column but the document and the page layer."""
    return tuple(column for column in table.columns if column.name not in LARGE)


def document_hash(document: bytes | None) -> str | None:
    """The canonical hash of a stored document."""
    return None if document is None else canonical_hash(msgspec.Raw(document))


def layer_hash(layer: bytes | None) -> str | None:
    """The SHA-256 of a page layer."""
    return None if layer is None else hashlib.sha256(layer).hexdigest()


def row_hash(values: Mapping[str, Any] | RowMapping, document: str | None, layer: str | None) -> str:
    """The hash of a row by its small columns and the hashes of the large ones.

    What is empty is left out, so that a column that a later version adds changes no hash.
    """
    said = {name: _exact(value) for name, value in values.items() if value is not None and name not in LIVE}
    return canonical_hash({"columns": said, "document": document, "layer": layer})


def _exact(value: Any) -> Any:
    """`value` with every bit of it: canonical JSON has one zero for two of a float's."""
    return value.hex() if isinstance(value, float) else value
