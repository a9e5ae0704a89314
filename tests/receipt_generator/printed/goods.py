"""What is common to tills: moments, prices, goods, made-up numbers."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def moment(rng: random.Random, first: int = 2012, last: int = 2025) -> datetime:
    """Of a sale in business hours."""
    day = datetime(first, 1, 1, tzinfo=UTC) + timedelta(days=rng.randrange(365 * (last - first + 1)))
    return day + timedelta(hours=rng.randrange(7, 22), minutes=rng.randrange(60), seconds=rng.randrange(60))


def price(rng: random.Random, low: float, high: float) -> Decimal:
    """An amount, more often than not a usual price."""
    cents = rng.randrange(round(low * 100), round(high * 100))
    if rng.random() < 0.6:
        cents = cents // 10 * 10 + rng.choice((0, 5, 9, 9))
    return Decimal(max(cents, 5)) / 100


def cents(value: Decimal, step: Decimal = CENT) -> Decimal:
    """Rounded to `step`."""
    return ((value / step).quantize(Decimal(1), ROUND_HALF_UP) * step).quantize(CENT)


def plain(value: Decimal, thousands: str = "") -> str:
    """1234.50."""
    return f"{value:,.2f}".replace(",", thousands)


def comma(value: Decimal, thousands: str = "") -> str:
    """1234,50."""
    return f"{value:,.2f}".translate(str.maketrans(",.", "~,")).replace("~", thousands)


def basket(
    rng: random.Random, names: str, low: float, high: float, most: int = 9
) -> list[tuple[str, int, Decimal]]:
    """Some of the goods in `names` (parted by semicolons), each with its count and the price of one."""
    choice = [n.strip() for n in names.split(";")]
    picked = rng.sample(choice, min(rng.randrange(1, most + 1), len(choice)))
    return [(name, rng.choice((1, 1, 1, 1, 2, 3)), price(rng, low, high)) for name in picked]


def worth(items: list[tuple[str, int, Decimal]]) -> Decimal:
    """What all of it costs."""
    return sum((count * each for _, count, each in items), Decimal(0))


def given(rng: random.Random, due: Decimal) -> Decimal:
    """The notes that are handed over for `due`."""
    step = Decimal(rng.choice((5, 10, 10, 20, 50)))
    return ((due / step).to_integral_value("ROUND_CEILING") * step).quantize(CENT)


def inside(gross: Decimal, rate: float) -> Decimal:
    """The tax that is part of `gross`."""
    percent = Decimal(str(rate))
    return cents(gross * percent / (100 + percent))


def on_top(net: Decimal, rate: float) -> Decimal:
    """The tax that comes to `net`."""
    return cents(net * Decimal(str(rate)) / 100)


def digits(rng: random.Random, count: int) -> str:
    """A number of so many digits."""
    return str(rng.randrange(10 ** (count - 1), 10**count))
