"""Codes of bank file formats to kinds of transaction, and the words of their dialects: data, not branches."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, cast

from python_ocr_reconcile.models.statement import TransactionType


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("python_ocr_reconcile").joinpath(f"lexicon/{name}.toml").read_text("utf-8"))


@cache
def _kinds(scheme: str) -> dict[str, TransactionType]:
    table = _table("bank_codes")[scheme]
    return {code: cast("TransactionType", kind) for kind, codes in table.items() for code in codes}


def kind_of(scheme: str, code: str | None) -> TransactionType | None:
    """The kind that `code` stands for in `scheme`: ``gvc``, ``swift``, ``iso20022`` or ``ofx``."""
    return _kinds(scheme).get(code.upper()) if code else None


@cache
def words(part: str, name: str) -> tuple[str, ...]:
    """The words of a list in ``lexicon/bank_codes.toml``, the longest first."""
    return tuple(sorted(_table("bank_codes")[part][name], key=len, reverse=True))
