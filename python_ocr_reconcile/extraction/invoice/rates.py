"""What taxes say of the net amount that they are of, where their bases are not printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

CENT = Decimal("0.01")
HALF_CENT = Decimal("0.005")
_PLACES = Decimal("0.00000001")
_FACTOR_SLACK = Decimal("0.001")
"""What factors cut to eight places may be off by, on amounts up to a hundred thousand."""


@dataclass(frozen=True, slots=True)
class NetOfRates:
    """The net amount as the sum of each tax by its rate: 38.00 at 19% and 7.00 at 7% are of 300.00."""

    value: Decimal
    tolerance: Decimal
    """Each tax was rounded to a cent."""
    factors: tuple[Decimal, ...]
    """100 / rate, in the order of the taxes."""

    def meets(self, net: Decimal) -> bool:
        """Whether `net` is that amount."""
        return abs(self.value - net) <= self.tolerance


def net_of_rates(taxes: Sequence[tuple[Decimal, Decimal]], *, inside: bool = False) -> NetOfRates:
    """Of ``(rate in percent, amount)`` each; every rate is above zero.

    Where the net amount is a total less the taxes `inside` it, it is off by their rounding too.

    >>> net_of_rates([(Decimal(19), Decimal("38.00")), (Decimal(7), Decimal("7.00"))]).meets(Decimal(300))
    True
    """
    factors = tuple((100 / rate).quantize(_PLACES) for rate, _ in taxes)
    value = sum((amount * f for (_, amount), f in zip(taxes, factors, strict=True)), Decimal(0))
    slack = _FACTOR_SLACK if any(f * rate != 100 for (rate, _), f in zip(taxes, factors, strict=True)) else 0
    roundings = sum(factors) + (len(factors) if inside else 0)
    return NetOfRates(value, roundings * HALF_CENT + slack, factors)


def is_tax(base: Decimal, rate: Decimal, tax: Decimal) -> bool:
    """Whether `tax` is `rate` percent of `base`, to a cent."""
    return abs(base * rate / 100 - tax) <= CENT
