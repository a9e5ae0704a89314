"""How quantity and unit price make the amount of a position: plainly, less a rebate, or per hundred."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

CENT = Decimal("0.01")
HALF_CENT = Decimal("0.005")
ONE = Decimal(1)
# Screws are priced per hundred, labels per thousand, and the invoice often does not say so.
USUAL_BASES = (Decimal(100), Decimal(1000))


@dataclass(frozen=True, slots=True)
class Pricing:
    """quantity x unit price x `factor` = amount, but for rounding."""

    factor: Decimal
    tolerance: Decimal = HALF_CENT


def closes(quantity: Decimal, unit_price: Decimal, amount: Decimal, discount: Decimal | None = None) -> bool:
    """Whether quantity x unit price (less `discount` percent) is `amount`, to the rounding of a cent."""
    if abs(abs(quantity * unit_price) - abs(amount)) <= HALF_CENT:  # a credit note may print one minus
        return True
    if discount is None or not 0 < abs(discount) < 100:
        return False
    return abs(abs(quantity * unit_price) * (100 - abs(discount)) / 100 - abs(amount)) <= CENT


def pricing(
    quantity: Decimal,
    unit_price: Decimal,
    amount: Decimal,
    discount: Decimal | None = None,
    bases: Collection[Decimal] = (),
) -> Pricing | None:
    """How the three belong together; ``None`` where they do not.

    `discount` is a percentage; `bases` are numbers printed in the position that the price may be per.

    >>> pricing(Decimal(200), Decimal("52.52"), Decimal("105.04"))
    Pricing(factor=Decimal('0.01'), tolerance=Decimal('0.005'))
    >>> pricing(Decimal(2), Decimal("50.00"), Decimal("90.00"), Decimal(10)).factor
    Decimal('0.9')
    >>> pricing(Decimal(2), Decimal("50.00"), Decimal("91.00")) is None
    True
    """
    product, size = abs(quantity * unit_price), abs(amount)
    if abs(product - size) <= HALF_CENT:
        return Pricing(ONE)
    if discount is not None and 0 < abs(discount) < 100:
        factor = (100 - abs(discount)) / 100
        off = abs(product * factor - size)
        if off <= CENT:
            return Pricing(factor, HALF_CENT if off <= HALF_CENT else CENT)
    for base in (*bases, *USUAL_BASES):
        # A price of next to nothing closes with any base.
        if base > 1 and size >= ONE and abs(product / base - size) <= HALF_CENT:
            return Pricing(ONE / base)
    return None
