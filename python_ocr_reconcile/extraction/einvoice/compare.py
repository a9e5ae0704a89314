"""Whether the pages contradict the XML: another value, plainly read, for the same field.

Not every difference is one. The page reader may have taken a wrong word, and pages print one amount under
several names. So a field contradicts only where the pages do not print what the XML states, or where their
own arithmetic proves their value; and where that value is none that the XML states under another name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz

from python_ocr_reconcile.extraction.einvoice.printed import Printed
from python_ocr_reconcile.extraction.lexicon import compact
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.money import CURRENCY_SYMBOLS

LEAST_PLAIN = 0.45
"""Of what the page reader says of its own value: a plain label beside a plain value is 1.0, the number
after a title 0.5, the first date without a label 0.3. What the sums of the page prove is not asked."""
LEAST_OCR = 0.85
"""A word that OCR was less sure of contradicts nothing."""
SLIP = 75.0
"""Per cent of likeness from which OCR, and not the sender, may have made the difference."""
_MONEY = ("total_amount", "tax_total", "subtotal", "amount_due")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field for which something else in the file has another value than the XML."""

    field: str
    reason: str
    """For a person: both values, and where the other one stands."""
    page: int | None = None


def contradictions(stated: Invoice, read: Invoice, printed: Printed) -> list[Contradiction]:
    """The fields of `stated` (the XML) that `read` (the pages) plainly has otherwise."""
    return [_told(field, stated, read) for field in _differing(stated, read, printed)]


def _told(field: str, stated: Invoice, read: Invoice) -> Contradiction:
    entry = read.evidence[field]
    box = entry.bbox
    where = f" at ({box[0]:g}, {box[1]:g}, {box[2]:g}, {box[3]:g})" if box else ""
    on = f"page {entry.page}{where}" if entry.page else "the page"
    reason = f"{on} states {getattr(read, field)}, the XML states {getattr(stated, field)}"
    return Contradiction(field, reason, entry.page)


def _differing(stated: Invoice, read: Invoice, printed: Printed) -> Iterator[str]:
    amounts = _amounts(stated)
    for field in _MONEY:
        if (
            _may_contradict(field, stated, read)
            and abs(getattr(read, field)) not in amounts
            and (read.proof == "proved" or not printed.has(getattr(stated, field)))
        ):
            yield field
    for field in ("invoice_date", "due_date", "invoice_number"):
        if _may_contradict(field, stated, read) and not printed.has(getattr(stated, field)):
            yield field
    for field in ("iban", "vendor_tax_id"):
        if _may_contradict(field, stated, read) and not printed.has(getattr(stated, field)):
            yield field
    if _may_contradict("vendor_name", stated, read) and not printed.has_any_word(stated.vendor_name or ""):
        yield "vendor_name"
    if _other_currency(stated.currency, read.currency, printed):
        yield "currency"


def _other_currency(ours: str | None, theirs: str | None, printed: Printed) -> bool:
    """Whether the pages print the code of another currency, and nothing that may stand for ours."""
    if ours is None or theirs is None or ours == theirs:
        return False
    signs = {sign for sign, code in CURRENCY_SYMBOLS.items() if code == theirs}
    return bool(printed.find(theirs)) and not printed.find(ours) and printed.symbols <= signs


def _amounts(stated: Invoice) -> set[Decimal]:
    """The size of every amount that the XML states: the page may give it another name."""
    values = [
        getattr(stated, field)
        for field in (*_MONEY, "discount", "shipping", "charges", "prepaid", "rounding")
    ]
    values += [amount for tax in stated.tax_lines for amount in (tax.base, tax.amount)]
    values += [item.amount for item in stated.line_items]
    return {abs(value) for value in values if value is not None}


def _may_contradict(field: str, stated: Invoice, read: Invoice) -> bool:
    """Whether both sides have a value, another one, and the page reader is sure of its own."""
    ours, theirs, entry = getattr(stated, field), getattr(read, field), read.evidence.get(field)
    if ours is None or theirs is None or entry is None or ours == theirs:
        return False
    # Sums that do not close make a misreading of a scan likely, and of a text layer not.
    sure = {"read", "proved"} if entry.ocr_confidence is not None else {"read", "proved", "conflict"}
    if entry.status not in sure or entry.page is None:
        return False
    if entry.confidence is not None and entry.confidence < LEAST_PLAIN and entry.status != "proved":
        return False
    if isinstance(ours, str) and _only_labelled(compact(ours), compact(theirs)):
        return False
    if entry.ocr_confidence is None:
        return True
    return entry.ocr_confidence >= LEAST_OCR and fuzz.ratio(str(ours), str(theirs)) < SLIP


def _only_labelled(one: str, other: str) -> bool:
    """Whether one text is the other with letters around it ("RE2024117", "2024117")."""
    short, long = sorted((one, other), key=len)
    before, found, after = long.partition(short)
    return bool(found) and not any(character.isdigit() for character in before + after)
