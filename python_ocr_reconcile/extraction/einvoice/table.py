"""Where each field stands in each syntax: ``lexicon/einvoice.toml``, compiled."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from lxml import etree

Syntax = Literal["ubl", "cii", "zugferd_1"]
SYNTAXES: tuple[Syntax, ...] = ("ubl", "cii", "zugferd_1")
SECTIONS = ("document", "groups", "lines", "adjustments", "tax_lines")
Kind = Literal["text", "amount", "date", "currency", "iban"]


@dataclass(frozen=True, slots=True)
class Path:
    """One place in which a field may stand."""

    term: str
    """The business term of EN 16931, such as ``BT-1``."""
    xpath: etree.XPath


@dataclass(frozen=True, slots=True)
class Field:
    """Where a field stands, the first place first, and what its text is read as."""

    kind: Kind
    joined: bool
    """Every path gives a part of the value (an address); else the first that gives one is the value."""
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class TermsTable:
    """``einvoice.toml``."""

    syntaxes: dict[str, tuple[Syntax, str]]
    """Local name of a root element to its syntax and the child that makes it an invoice."""
    credit_note_codes: frozenset[str]
    freight_codes: frozenset[str]
    sections: dict[Syntax, dict[str, dict[str, Field]]]
    """Syntax to section (``document``, ``groups``, ``lines``, ...) to field."""


@cache
def terms_table() -> TermsTable:
    """The table, read once."""
    path = files("python_ocr_reconcile").joinpath("lexicon/einvoice.toml")
    table = tomllib.loads(path.read_text("utf-8"))
    return TermsTable(
        syntaxes={name: (syntax, child) for name, (syntax, child) in table["syntax"].items()},
        credit_note_codes=frozenset(table["credit_notes"]["codes"]),
        freight_codes=frozenset(table["freight"]["codes"]),
        sections={
            syntax: {
                name: {
                    field: _field(entry, syntax, table["places"][syntax])
                    for field, entry in table[name].items()
                }
                for name in SECTIONS
            }
            for syntax in SYNTAXES
        },
    )


def _field(entry: dict[str, Any], syntax: Syntax, places: dict[str, str]) -> Field:
    given = entry["term"]
    terms = [given] if isinstance(given, str) else given
    paths = tuple(
        Path(terms[min(rank, len(terms) - 1)], etree.XPath(text.format_map(places)))
        for rank, text in enumerate(entry[syntax])
    )
    return Field(entry.get("kind", "text"), bool(entry.get("joined")), paths)
