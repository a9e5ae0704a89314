"""The money of an e-invoice: lines, tax, totals, signed as the document keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from python_ocr_reconcile.extraction.einvoice.stated import EInvoice, Entry, Stated
from python_ocr_reconcile.extraction.einvoice.table import terms_table
from python_ocr_reconcile.extraction.lexicon import load_lexicon
from python_ocr_reconcile.models.page import Word

ZERO = Decimal(0)
_PRICE_DECIMALS = Decimal("1e-10")
"""A price for 3 or 7 pieces has no end; ten decimals times any quantity stay far below a cent."""
_NOT_A_LINE = frozenset({"GROUP", "INFORMATION"})
_SIGNED_OF_LINE = frozenset({"quantity", "amount"})
_UNSIGNED_OF_TAX = frozenset({"category", "rate"})
_TOTALS = ("subtotal", "tax_total", "total_amount", "amount_due")
_DEDUCTED = ("prepaid", "rounding")

Values = dict[str, Stated]
"""Field to its value in the document, with what the XML says of it."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Every amount of the invoice, as it goes into the document."""

    document: Values
    lines: tuple[Values, ...]
    adjusted: frozenset[int]
    """Places of lines with a rebate or a charge of their own, where quantity x price is not the amount."""
    tax_lines: tuple[Values, ...]


def read_sums(einvoice: EInvoice) -> Sums:
    """The amounts; those of a credit note are negative, as DESIGN and the page reader have them."""
    sign = _sign(einvoice)
    document = {
        field: _times(einvoice.document[field], sign)
        for field in (*_TOTALS, *_DEDUCTED)
        if einvoice.value(field) is not None
        # "Paid before: 0.00" says that nothing was; a total of zero is a total.
        and (field in _TOTALS or einvoice.value(field))
    }
    document |= {field: _times(stated, sign) for field, stated in _adjustments(einvoice)}
    entries = [entry for entry in einvoice.lines if is_line(entry)]
    return Sums(
        document=document,
        lines=tuple(_line(entry, sign) for entry in entries),
        adjusted=frozenset(place for place, entry in enumerate(entries) if "adjusted" in entry),
        tax_lines=tuple(
            {
                name: stated if name in _UNSIGNED_OF_TAX else _times(stated, sign)
                for name, stated in entry.items()
                if stated.value is not None
            }
            for entry in einvoice.tax_lines
        ),
    )


def _sign(einvoice: EInvoice) -> int:
    """-1 where a credit note states its amounts as what is credited."""
    totals = (einvoice.value(field) for field in ("total_amount", "amount_due", "subtotal"))
    first = next((total for total in totals if total), ZERO)
    return -1 if einvoice.credit_note and first > 0 else 1


def _times(stated: Stated, sign: int) -> Stated:
    return Stated(stated.value * sign, stated.raw, stated.term) if stated.value is not None else stated


def is_line(entry: Entry) -> bool:
    """Whether the entry is a position: not a subtotal over others, and not a remark alone."""
    role = entry.get("role")
    if role and str(role.value).upper() in _NOT_A_LINE:
        return False
    return any(name in entry for name in ("amount", "quantity", "unit_price"))


def _line(entry: Entry, sign: int) -> Values:
    values: Values = {}
    for name in ("item_code", "description", "quantity", "unit_price", "amount", "tax_rate"):
        stated = entry.get(name)
        if stated is not None and stated.value is not None:
            values[name] = _times(stated, sign) if name in _SIGNED_OF_LINE else stated
    base = entry.get("base_quantity")
    if "unit_price" in values and base is not None and base.value not in {None, ZERO, Decimal(1)}:
        price = values["unit_price"]
        raw = f"{price.raw} / {base.raw}"
        values["unit_price"] = Stated(_each(price.value, base.value), raw, price.term)
    return values


def _each(price: Decimal, base: Decimal) -> Decimal:
    each = price / base
    exponent: Any = each.as_tuple().exponent
    return each.quantize(_PRICE_DECIMALS, ROUND_HALF_UP).normalize() if exponent < -10 else each


def _adjustments(einvoice: EInvoice) -> Iterator[tuple[str, Stated]]:
    """Discount, shipping and other charges: each sum with the reasons that it is made of."""
    parts: dict[str, list[Entry]] = {"discount": [], "shipping": [], "charges": []}
    for entry in einvoice.adjustments:
        if "amount" in entry and entry["amount"].value:
            parts[_role(entry)].append(entry)
    charged = sum((e["amount"].value for name in ("shipping", "charges") for e in parts[name]), ZERO)
    stated_allowances, stated_charges = einvoice.value("allowance_total"), einvoice.value("charge_total")
    if parts["discount"]:
        yield "discount", _sum_of(parts["discount"])
    elif stated_allowances:
        yield "discount", einvoice.document["allowance_total"]
    for name in ("shipping", "charges"):
        if parts[name]:
            yield name, _sum_of(parts[name])
    if not charged and stated_charges:
        yield "charges", einvoice.document["charge_total"]


def is_charge(entry: Entry) -> bool:
    """Whether an entry on the whole document is added; else it is an allowance."""
    indicator = entry.get("is_charge")
    return "is_logistics" in entry or (indicator is not None and indicator.raw.lower() in {"true", "1"})


def _role(entry: Entry) -> str:
    if "is_logistics" in entry:
        return "shipping"
    if not is_charge(entry):
        return "discount"
    code, reason = entry.get("reason_code"), entry.get("reason")
    if code and code.value in terms_table().freight_codes:
        return "shipping"
    return "shipping" if reason and _names_shipping(str(reason.value)) else "charges"


def _names_shipping(reason: str) -> bool:
    """Whether the words are among those by which the page reader tells shipping."""
    words = [Word(text, place, 0.0, place, 1.0) for place, text in enumerate(reason.split())]
    return any("shipping" in label.keys for label in load_lexicon("invoice_money").find(words))


def _sum_of(entries: list[Entry]) -> Stated:
    reasons = (
        f"{e['reason'].value} {e['amount'].raw}" if "reason" in e else e["amount"].raw for e in entries
    )
    value = sum((e["amount"].value for e in entries), ZERO)
    return Stated(value, "; ".join(reasons), entries[0]["amount"].term)
