"""What one printed invoice says: positions, taxes and totals that add up, and its truth record."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from printed_invoices.elsewhere import EVERYWHERE
from printed_invoices.places import Firm, Place, firm
from printed_invoices.terms import TERMS

ZERO = Decimal(0)


def cents(value: Decimal) -> Decimal:
    """`value` to two decimals, half away from zero."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Line:
    """One position; `amount` is as printed, net or gross as the prices are."""

    code: str
    text: str
    quantity: Decimal
    price: Decimal
    off: int
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Tax:
    """Tax of one rate."""

    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Wanted:
    """What a form is made for."""

    places: str
    """Codes of countries, by spaces."""
    lines: tuple[int, int] = (1, 6)
    gross: bool = False
    """Prices with tax included."""
    several: bool = False
    """Two tax rates."""
    goods: bool = True
    services: bool = True
    discount: bool = False
    off: bool = False
    """Discounts of single positions."""
    shipping: bool = False
    paid: bool = False
    """A part was paid before."""
    credit: bool = False
    zero: bool = False
    """No tax: reverse charge, or a small business."""
    due: bool = True
    net_printed: bool = True
    lines_printed: bool = True
    # What came later stays out of the repr, from which a document is drawn: the older ones stay as they were.
    withheld: str = field(default="", repr=False)
    """Percent of the net amount that the customer pays to the tax office instead."""
    surcharge: str = field(default="", repr=False)
    """Percent of the net amount that comes on top of the tax."""
    untaxed: str = field(default="", repr=False)
    """An amount beside the tax: a stamp, a tip, a city's tax."""
    untaxed_line: bool = field(default=False, repr=False)
    """Whether it stands among the positions."""


@dataclass
class Sale:
    """One invoice or credit note. Money is printed positive; the truth of a credit note is negative."""

    place: Place
    seller: Firm
    buyer: Firm
    number: str
    issued: date
    due: date | None
    lines: list[Line]
    discount: Decimal
    shipping: Decimal
    taxes: list[Tax]
    net: Decimal
    tax: Decimal
    total: Decimal
    paid: Decimal
    wanted: Wanted
    rng: random.Random
    order: str
    customer: str
    _said: dict[str, str] = field(default_factory=dict)
    _money: str = ""
    _date: str = ""

    def __post_init__(self) -> None:
        """Settle how money and dates are written, once for the whole document."""
        self._money = self.rng.choice(self.place.money)
        self._date = self.rng.choice(self.place.dates)

    @property
    def names_currency(self) -> bool:
        """Whether a sign or a code of the currency is printed."""
        return self._money != "0"

    @property
    def payable(self) -> Decimal:
        """What is left to pay."""
        return self.total - self.paid

    @property
    def positions(self) -> Decimal:
        """The sum of the positions as printed."""
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def untaxed(self) -> Decimal:
        """What is charged beside net and tax."""
        return Decimal(self.wanted.untaxed or 0)

    def say(self, key: str) -> str:
        """A label: one of the usual ones, the same all over a document."""
        if key not in self._said:
            self._said[key] = self.rng.choice(TERMS[self.place.language][key])
        return self._said[key]

    def money(self, value: Decimal) -> str:
        """With the currency, as this document writes it; ``0`` in the form stands for the figures."""
        return self._money.replace("0", self.bare(value))

    def bare(self, value: Decimal) -> str:
        """Without the currency."""
        return self.place.figures(value)

    def count(self, value: Decimal) -> str:
        """A quantity, with as many decimals as it has."""
        exponent = value.normalize().as_tuple().exponent
        return self.place.figures(value, max(0, -int(exponent)))

    def percent(self, rate: Decimal) -> str:
        """``8.1%``."""
        return f"{rate.normalize():f}".replace(".", self.place.mark) + (
            "%" if self.place.language == "en" else " %"
        )

    def day(self, value: date | None = None) -> str:
        """A date, by default that of the invoice."""
        return self.place.day(value or self.issued, self._date)

    def truth(self) -> dict[str, Any]:
        """In the shape of ``truth.json``: keys of the record, money as text."""
        sign = -1 if self.wanted.credit else 1
        shown = self.wanted
        amounts = [line.amount for line in self.lines] + [self.untaxed] * shown.untaxed_line
        # Among the positions it is a base too, of a rate of nothing.
        net = self.net + self.untaxed * shown.untaxed_line
        return {
            "invoice_number": self.number,
            "invoice_date": self.issued.isoformat(),
            "due_date": self.due.isoformat() if self.due and shown.due else None,
            "seller": self.seller.name,
            "total": str(sign * self.total),
            "tax": None if shown.zero else str(sign * self.tax),
            "net": str(sign * net) if shown.net_printed and not shown.zero else None,
            "line_total": str(sign * self.positions),
            "payable": str(sign * self.payable),
            "currency": self.place.currency if self.names_currency else None,
            "line_items_reliable": shown.lines_printed,
            "line_items": [{"amount": str(sign * amount)} for amount in amounts],
            "language": self.place.language,
        }


def sale(wanted: Wanted, seed: int) -> Sale:
    """The sale number `seed` of a form."""
    rng = random.Random(f"{wanted}{seed}")
    place = EVERYWHERE[wanted.places.split()[seed % len(wanted.places.split())]]
    seller = firm(place, rng)
    buyer = firm(place, rng, seller.name)
    standard = Decimal(place.rates[0])
    lower = Decimal(place.rates[1]) if wanted.several and len(place.rates) > 1 else standard
    texts = (place.goods if wanted.goods else ()) + (place.services if wanted.services else ())
    chosen = rng.sample(texts, min(rng.randint(*wanted.lines), len(texts)))
    chosen += rng.choices(texts, k=max(0, wanted.lines[0] - len(chosen)))
    lines = []
    for n, text in enumerate(chosen):
        quantity = Decimal(
            rng.choice(("1", "1", "1", "2", "3", "4", "6", "10", "12", "25", "1.5", "7.25", "0.5"))
        )
        price = (
            Decimal(
                rng.choice((rng.randint(95, 4_999), rng.randint(500, 48_000), rng.randint(20_000, 290_000)))
            )
            / 100
        )
        off = rng.choice((0, 0, 5, 10, 15)) if wanted.off else 0
        rate = ZERO if wanted.zero else lower if n % 2 else standard
        amount = cents(quantity * price * (100 - off) / 100)
        lines.append(Line(_filled("@@-####", rng), text, quantity, price, off, rate, amount))
    positions = sum((line.amount for line in lines), ZERO)
    discount = cents(positions * rng.choice((3, 5, 10)) / 100) if wanted.discount else ZERO
    shipping = Decimal(rng.choice(("4.90", "6.95", "12.50", "39.00"))) if wanted.shipping else ZERO
    bases: dict[Decimal, Decimal] = {}
    for line in lines:
        bases[line.rate] = bases.get(line.rate, ZERO) + line.amount
    bases[lines[0].rate] += shipping - discount
    taxes = []
    for rate, base in sorted(bases.items(), reverse=True):
        amount = cents(base * rate / (100 + rate)) if wanted.gross else cents(base * rate / 100)
        taxes.append(Tax(rate, base - amount if wanted.gross else base, amount))
    tax = sum((part.amount for part in taxes), ZERO)
    net = sum((part.base for part in taxes), ZERO)
    if wanted.surcharge:
        extra = cents(net * Decimal(wanted.surcharge) / 100)
        taxes.append(Tax(Decimal(wanted.surcharge), net, extra))
        tax += extra
    total = net + tax + Decimal(wanted.untaxed or 0)
    issued = date(2024, 1, 3) + timedelta(days=rng.randint(0, 700))
    return Sale(
        place, seller, buyer, _number(issued, rng), issued,
        issued + timedelta(days=rng.choice((7, 10, 14, 15, 21, 30, 30, 45, 60))),
        lines, discount, shipping, taxes, net, tax, total,
        _settled(wanted, net, total, rng),
        wanted, rng, _filled("######", rng), _filled("#####", rng),
    )  # fmt: skip


def _settled(wanted: Wanted, net: Decimal, total: Decimal, rng: random.Random) -> Decimal:
    if wanted.withheld:
        return cents(net * Decimal(wanted.withheld) / 100)
    return cents(total * rng.choice((2, 3, 5)) / 10) if wanted.paid else ZERO


def _number(issued: date, rng: random.Random) -> str:
    form = rng.choice(
        (
            "%Y-####",
            "INV-#####",
            "%y####",
            "#####",
            "%Y/###",
            "A%y-####",
            "F%Y%m-###",
            "@@#######",
            "%Y%m%d-##",
            "RE-%Y-####",
        )
    )
    return _filled(issued.strftime(form), rng)


def _filled(pattern: str, rng: random.Random) -> str:
    letters = "ABCDEFGHKLMNPRSTUVWX"
    return "".join(
        str(rng.randint(0, 9)) if c == "#" else rng.choice(letters) if c == "@" else c for c in pattern
    )
