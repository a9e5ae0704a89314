"""What the XML of an e-invoice states, field by field, as it is written there and as it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lxml import etree

from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.extraction.einvoice.parse import InvoiceTree
from python_ocr_reconcile.extraction.einvoice.table import Field, Kind, Path, Syntax, terms_table

_DECIMAL = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*|Z|[+-]\d\d:\d\d)?")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
_DATE_FORMATS = {"101": "%y%m%d", "102": "%Y%m%d", "203": "%Y%m%d%H%M", "204": "%Y%m%d%H%M%S"}
"""UNTDID 2379: how CII writes a point in time. 610 (a month) and 616 (a week) are no day."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One value as the XML states it."""

    value: Any
    """``None`` where the text is not what it should be."""
    raw: str
    term: str
    """The business term of EN 16931."""


Entry = Mapping[str, Stated]


@dataclass(frozen=True, slots=True)
class EInvoice:
    """One e-invoice, as stated."""

    syntax: Syntax
    credit_note: bool
    document: Entry
    lines: tuple[Entry, ...]
    adjustments: tuple[Entry, ...]
    """Allowances and charges on the whole document."""
    tax_lines: tuple[Entry, ...]

    def value(self, field: str) -> Any:
        """Of a field of the document; ``None`` where it is not stated."""
        found = self.document.get(field)
        return found.value if found else None

    def amounts(self) -> frozenset[Decimal]:
        """The size of every amount that is stated anywhere."""
        entries = (self.document, *self.lines, *self.adjustments, *self.tax_lines)
        values = (stated.value for entry in entries for stated in entry.values())
        return frozenset(abs(value) for value in values if isinstance(value, Decimal))


def read_stated(tree: InvoiceTree) -> EInvoice:
    """Every field of the table that `tree` states."""
    sections = terms_table().sections[tree.syntax]
    root = tree.root
    currency = _field(root, sections["document"]["currency"], "")
    unit = currency.value if currency and currency.value else ""

    def group(name: str) -> tuple[Entry, ...]:
        nodes: list[Any] = []
        for path in sections["groups"][name].paths:
            nodes = nodes or _hits(path, root, unit)
        return tuple(_entry(node, sections[name], unit) for node in nodes)

    document = _entry(root, sections["document"], unit)
    code = document.get("type_code")
    return EInvoice(
        syntax=tree.syntax,
        credit_note=tree.credit_note or (code is not None and code.value in terms_table().credit_note_codes),
        document=document,
        lines=group("lines"),
        adjustments=group("adjustments"),
        tax_lines=group("tax_lines"),
    )


def _entry(node: etree._Element, fields: Mapping[str, Field], currency: str) -> Entry:
    found = ((name, _field(node, field, currency)) for name, field in fields.items())
    return {name: stated for name, stated in found if stated}


def _field(node: etree._Element, field: Field, currency: str) -> Stated | None:
    """The first value there is; where no text can be read as one, the first text with no value."""
    unread: Stated | None = None
    parts: list[Stated] = []
    for path in field.paths:
        for hit in _hits(path, node, currency):
            raw = " ".join(_text(hit).split())
            if not raw:
                continue
            value = _READ[field.kind](raw, hit)
            stated = Stated(value, raw[: DOCUMENT_LIMITS.text], path.term)
            if value is not None and not field.joined:
                return stated
            parts.append(stated)
            unread = unread or stated
    if field.joined and parts:
        joined = ", ".join(part.raw for part in parts)[: DOCUMENT_LIMITS.text]
        return Stated(joined, joined, parts[0].term)
    return unread


def _hits(path: Path, node: etree._Element, currency: str) -> list[Any]:
    """Elements, or strings where the path asks for an attribute or puts strings together."""
    found: Any = path.xpath(node, currency=currency)
    return found if isinstance(found, list) else [found]


def _text(hit: Any) -> str:
    return hit if isinstance(hit, str) else "".join(hit.itertext())


def read_amount(raw: str) -> Decimal | None:
    """The number, as ``xs:decimal`` writes it; ``None`` where it is none or beyond every amount."""
    value = Decimal(raw) if _DECIMAL.fullmatch(raw) else None
    return value if value is not None and abs(value) <= DOCUMENT_LIMITS.money else None


def read_date(raw: str, form: str | None) -> date | None:
    """The day, written as ISO 8601 or in the UNTDID 2379 format `form`; ``None`` where it is not one."""
    found = _DAY.fullmatch(raw)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        if form is None and re.fullmatch(r"\d{8}", raw):
            form = "102"
        # No time zone is stated, and none is needed for the day.
        return datetime.strptime(raw, _DATE_FORMATS[form or ""]).date()  # noqa: DTZ007
    except (KeyError, ValueError):
        return None


def _read_iban(raw: str) -> str | None:
    bare = re.sub(r"\W", "", raw).upper()
    return bare if _IBAN.fullmatch(bare) else None


_READ: dict[Kind, Callable[[str, Any], Any]] = {
    "text": lambda raw, _: raw,
    "amount": lambda raw, _: read_amount(raw),
    "date": lambda raw, hit: read_date(raw, None if isinstance(hit, str) else hit.get("format")),
    "currency": lambda raw, _: raw.upper() if re.fullmatch("[A-Za-z]{3}", raw) else None,
    "iban": lambda raw, _: _read_iban(raw),
}
