"""Whether the pages contradict the XML: another value, plainly read, for the same field.

Not every difference is one. The page reader may have taken a wrong word, and pages print one amount under
several names. So a field contradicts only where the pages do not print what the XML states, and what they
print instead is none of the amounts that the XML states under another name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from python_ocr_reconcile.extraction.einvoice.printed import Printed
from python_ocr_reconcile.extraction.lexicon import compact
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.invoice import Invoice

LEAST_PLAIN = 0.45
"""Of what the page reader says of its own value: a plain label beside a plain value is 1.0, the number
after a title 0.5, the first date without a label 0.3. What the sums of the page prove is not asked."""
LEAST_PLAIN_ON_SCAN = 0.8
LEAST_OCR = 0.85
"""A word that OCR was less sure of contradicts nothing."""
SLIP = 75.0
"""Per cent of likeness from which OCR, and not the sender, may have made the difference."""
_MONEY = frozenset({"total_amount", "tax_total", "subtotal", "amount_due"})
_FIELDS = (
    "total_amount", "tax_total", "subtotal", "amount_due", "invoice_date", "due_date", "invoice_number",
    "iban", "vendor_tax_id", "vendor_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field for which something else in the file has another value than the XML."""

    field: str
    reason: str
    """For a person: both values, and where the other one stands."""
    page: int | None = None


def contradictions(
    stated: Invoice, read: Invoice, printed: Printed, amounts: Collection[Decimal]
) -> list[Contradiction]:
    """The fields of `stated` (the XML) that `read` (the pages) plainly has otherwise.

    `amounts` is the size of every amount that the XML states: the page may give it another name.
    """
    return [
        _told(field, stated, read)
        for field in _FIELDS
        if _may_contradict(field, stated, read)
        and not (field in _MONEY and abs(getattr(read, field)) in amounts)
        and not _is_printed(field, getattr(stated, field), printed)
    ] + ([_told("currency", stated, read)] if _other_currency(stated, read, printed) else [])


def _told(field: str, stated: Invoice, read: Invoice) -> Contradiction:
    entry = read.evidence[field]
    box = entry.bbox
    where = f" at ({box[0]:g}, {box[1]:g}, {box[2]:g}, {box[3]:g})" if box else ""
    on = f"page {entry.page}{where}" if entry.page else "the page"
    reason = f"{on} states {getattr(read, field)}, the XML states {getattr(stated, field)}"
    return Contradiction(field, reason, entry.page)


def _is_printed(field: str, value: Any, printed: Printed) -> bool:
    return printed.has_any_word(value) if field == "vendor_name" else printed.has(value)


def _other_currency(stated: Invoice, read: Invoice, printed: Printed) -> bool:
    """Whether the pages print the code of another currency, and nothing that may stand for ours."""
    ours, theirs = stated.currency, read.currency
    if ours is None or theirs is None or ours == theirs or "currency" not in read.evidence:
        return False
    return bool(printed.find(theirs)) and not printed.may_mean(ours)


def _may_contradict(field: str, stated: Invoice, read: Invoice) -> bool:
    """Whether both sides have a value, another one, and the page reader is sure of its own."""
    ours, theirs, entry = getattr(stated, field), getattr(read, field), read.evidence.get(field)
    if ours is None or theirs is None or entry is None or ours == theirs or entry.page is None:
        return False
    if isinstance(ours, str) and _only_labelled(compact(ours), compact(theirs)):
        return False
    if entry.ocr_confidence is not None:
        return _is_sure_of_scan(entry, str(ours), str(theirs))
    # Sums of the page that do not close make no misreading of a text layer likely.
    return entry.status == "proved" or (
        entry.status in {"read", "conflict"} and (entry.confidence is None or entry.confidence >= LEAST_PLAIN)
    )


def _is_sure_of_scan(entry: Evidence, ours: str, theirs: str) -> bool:
    """Whether not OCR but the sender made the difference: an amount is proved, other words are clear."""
    if isinstance(entry.value, Decimal):
        return entry.status == "proved"
    plain = entry.confidence is None or entry.confidence >= LEAST_PLAIN_ON_SCAN
    clear = entry.ocr_confidence is not None and entry.ocr_confidence >= LEAST_OCR
    return plain and clear and entry.status in {"read", "proved"} and fuzz.ratio(ours, theirs) < SLIP


def _only_labelled(one: str, other: str) -> bool:
    """Whether one text is the other with letters around it ("RE2024117", "2024117")."""
    short, long = sorted((one, other), key=len)
    before, found, after = long.partition(short)
    return bool(found) and not any(character.isdigit() for character in before + after)
