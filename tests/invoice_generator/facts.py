"""What an invoice says: positions, charges, taxes and totals that add up to the cent, and its truth record."""

from __future__ import annotations

# ruff: noqa: E501  a table of terms reads best as one line
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from invoice_generator.companies import Company
from invoice_generator.words import DETAILS, GOODS, UNITS

ZERO = Decimal(0)


def rounded(value: Decimal, digits: int = 2) -> Decimal:
    """`value` with `digits` decimals, half away from zero."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@dataclass(frozen=True)
class Position:
    """One line of the table, as printed."""

    code: str
    description: str
    details: tuple[str, ...]
    quantity: Decimal
    unit: str
    price: Decimal
    discount: Decimal
    """Percent off this line."""
    rate: Decimal
    amount: Decimal
    """Net or gross, as the prices of the invoice are."""


@dataclass(frozen=True)
class TaxPart:
    """Tax of one rate."""

    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass
class Facts:
    """One invoice or credit note; money is positive on both."""

    seller: Company
    buyer: Company
    credit: bool
    number: str
    issued: date
    due: date | None
    days: int | None
    currency: str
    digits: int
    gross_prices: bool
    positions: list[Position]
    discount_percent: Decimal = ZERO
    discount: Decimal = ZERO
    shipping: Decimal = ZERO
    taxes: list[TaxPart] = field(default_factory=list)
    rounding: Decimal = ZERO
    prepaid: Decimal = ZERO
    zero: str = ""
    """reverse | exempt: why there is no tax."""
    customer_number: str = ""
    order_number: str = ""
    delivery_number: str = ""
    delivered: date | None = None

    @property
    def lines(self) -> Decimal:
        """Sum of the positions as printed."""
        return sum((p.amount for p in self.positions), ZERO)

    @property
    def tax(self) -> Decimal:
        """All taxes."""
        return sum((t.amount for t in self.taxes), ZERO)

    @property
    def net(self) -> Decimal:
        """Before tax, after discount and shipping."""
        before = self.lines - self.discount + self.shipping
        return before - self.tax if self.gross_prices else before

    @property
    def total(self) -> Decimal:
        """With tax and rounding."""
        return self.net + self.tax + self.rounding

    @property
    def payable(self) -> Decimal:
        """What is left to pay."""
        return self.total - self.prepaid


@dataclass(frozen=True)
class Terms:
    """What is drawn for an invoice; each is a share of invoices, or fixed where 0 or 1."""

    rows: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 8, 11)
    credit: float = 0.07
    gross_prices: bool = False
    several_rates: float = 0.3
    discount: float = 0.15
    line_discounts: bool = False
    shipping: float = 0.2
    prepaid: float = 0.1
    rounding: float = 0.05
    reverse: float = 0.06
    exempt: float = 0.05
    foreign: float = 0.06
    no_due: float = 0.25
    details: float = 0.2


_MANY = (
    "EUR",
    "USD",
    "GBP",
    "CHF",
    "SEK",
    "DKK",
    "NOK",
    "PLN",
    "CZK",
    "JPY",
    "AED",
    "ZAR",
    "HKD",
    "NZD",
    "KWD",
)
_DIGITS = {"JPY": 0, "KWD": 3}


def facts(
    rng: random.Random, seller: Company, buyer: Company, terms: Terms, number: str | None = None
) -> Facts:
    """An invoice of `seller` to `buyer`."""
    home = seller.country
    rates = [Decimal(r) for r in home.rates]
    zero = "reverse" if rng.random() < terms.reverse else "exempt" if rng.random() < terms.exempt else ""
    currency = rng.choice(_MANY) if rng.random() < terms.foreign else home.currency
    digits = _DIGITS.get(currency, 2)
    several = not zero and len(rates) > 1 and rng.random() < terms.several_rates
    one_rate = rates[0] if rng.random() < 0.8 else rng.choice(rates)
    count = rng.choice(terms.rows)
    goods = rng.sample(GOODS[home.language], min(count, len(GOODS[home.language])))
    positions = []
    for place in range(count):
        rate = ZERO if zero else rng.choice(rates) if several else one_rate
        positions.append(
            _position(rng, home.language, goods[place % len(goods)], rate, digits, terms, currency)
        )
    issued = date(rng.randint(2018, 2025), rng.randint(1, 12), rng.randint(1, 28))
    days = rng.choice([7, 10, 14, 21, 30, 30, 45, 60])
    dated = rng.random() >= terms.no_due
    bill = Facts(
        seller=seller, buyer=buyer, credit=rng.random() < terms.credit, number=number or invoice_number(rng, issued),
        issued=issued, due=issued + timedelta(days=days) if dated else None, days=days if dated else None,
        currency=currency, digits=digits, gross_prices=terms.gross_prices and not zero, positions=positions, zero=zero,
        customer_number=rng.choice([str(rng.randint(10_000, 99_999)), f"K{rng.randint(1000, 9999)}", f"{rng.randint(10, 99)}-{rng.randint(100, 999)}"]),
        order_number=rng.choice([f"PO-{rng.randint(1000, 99_999)}", f"45{rng.randint(10_000_000, 99_999_999)}", f"B{rng.randint(100_000, 999_999)}"]),
        delivery_number=rng.choice([f"LS{rng.randint(10_000, 99_999)}", str(rng.randint(800_000, 899_999))]),
        delivered=issued - timedelta(days=rng.randint(0, 12)),
    )  # fmt: skip
    _charge(rng, bill, terms)
    _tax(bill)
    if not bill.credit and rng.random() < terms.prepaid and bill.total > 20:
        bill.prepaid = rounded(
            bill.total * rng.choice([Decimal("0.2"), Decimal("0.3"), Decimal("0.5")]), digits
        )
    elif (
        digits == 2
        and currency in {"CHF", "INR", "SGD", "EUR", "AUD"}
        and rng.random() < (0.6 if currency in {"CHF", "INR"} else terms.rounding)
    ):
        unit = Decimal(1) if currency == "INR" else Decimal("0.05")
        bill.rounding = rounded((bill.total / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit) - bill.total
    return bill


def _position(
    rng: random.Random, language: str, goods: str, rate: Decimal, digits: int, terms: Terms, currency: str
) -> Position:
    quantity = Decimal(rng.choice([1, 1, 1, 2, 3, 4, 5, 6, 8, 10, 12, 24, 40, 100]))
    if rng.random() < 0.12:
        quantity = Decimal(rng.randint(3, 160)) / 4
    cents = rng.choice([rng.randint(99, 999), rng.randint(500, 9_900), rng.randint(5_000, 95_000)])
    if rng.random() < 0.35:
        cents = cents // 50 * 50 + 50
    price = Decimal(cents) / 100
    if digits != 2 or currency in {"INR", "JPY", "SEK", "CZK"}:
        price = rounded(price * (10 if digits == 2 else 100 if digits == 0 else 1), digits)
    discount = Decimal(rng.choice([0, 0, 5, 10, 15])) if terms.line_discounts else ZERO
    amount = rounded(quantity * price * (100 - discount) / 100, digits)
    details = tuple(
        detail.format(n=rng.randint(10_000, 9_999_999))
        for detail in (
            rng.sample(DETAILS[language], rng.randint(1, 2)) if rng.random() < terms.details else ()
        )
    )
    code = rng.choice([f"{rng.randint(1000, 9999)}", f"{rng.choice('ABCXZ')}{rng.randint(100, 999)}-{rng.randint(10, 99)}", f"{rng.randint(100_000, 999_999)}"])  # fmt: skip
    return Position(
        code, goods, details, quantity, rng.choice(UNITS[language]), price, discount, rate, amount
    )


def _charge(rng: random.Random, bill: Facts, terms: Terms) -> None:
    if rng.random() < terms.discount and bill.lines > 10:
        bill.discount_percent = Decimal(rng.choice([2, 3, 5, 10]))
        bill.discount = rounded(bill.lines * bill.discount_percent / 100, bill.digits)
    if not bill.credit and rng.random() < terms.shipping:
        bill.shipping = rounded(
            Decimal(rng.choice(["4.90", "6.50", "8.95", "12.00", "25.00", "49.50"])), bill.digits
        )


def _tax(bill: Facts) -> None:
    by_rate: dict[Decimal, Decimal] = {}
    for position in bill.positions:
        by_rate[position.rate] = by_rate.get(position.rate, ZERO) + position.amount
    if bill.zero:
        return
    main = max(by_rate, key=lambda rate: by_rate[rate])
    left = bill.discount
    for rate in sorted(by_rate):
        if rate != main:
            part = rounded(by_rate[rate] * bill.discount_percent / 100, bill.digits)
            by_rate[rate] -= part
            left -= part
    by_rate[main] += bill.shipping - left
    for rate, amount in sorted(by_rate.items(), reverse=True):
        if bill.gross_prices:
            tax = rounded(amount * rate / (100 + rate), bill.digits)
            bill.taxes.append(TaxPart(rate, amount - tax, tax))
        else:
            bill.taxes.append(TaxPart(rate, amount, rounded(amount * rate / 100, bill.digits)))


def invoice_number(rng: random.Random, issued: date) -> str:
    """A number in one of the shapes that ledgers use."""
    n = rng.randint(1, 99_999)
    return rng.choice([
        f"{issued.year}-{n:05d}", f"RE{issued:%y%m}{n % 1000:03d}", f"INV-{n:05d}", f"{n + 100_000}", f"{issued:%Y}/{n % 10_000:04d}",
        f"F{issued:%y}-{n:05d}", f"{rng.choice('ABCDR')}{n + 1_000_000}", f"{issued:%Y%m}-{n % 1000}", f"{n % 9000 + 1000}", f"VK-{n:06d}/{issued:%y}",
    ])  # fmt: skip


def next_number(number: str) -> str:
    """The number of the invoice that the same ledger writes next: its last run of digits that is no year, plus one."""
    head, _, tail = number.rpartition("/")
    body, rest = (head, f"/{tail}") if head and len(tail) == 2 else (number, "")
    digits = len(body) - len(body.rstrip("0123456789"))
    return f"{body[:-digits]}{int(body[-digits:]) + 1:0{digits}d}{rest}"


def record(bill: Facts, layout: str, pages: int, printed: dict[str, bool]) -> dict[str, Any]:
    """The truth in the shape of a labelled record; what is not printed says so under ``printed``."""
    sign = -1 if bill.credit else 1

    def money(value: Decimal) -> str:
        return str(sign * value + 0)

    return {
        "invoice_number": bill.number,
        "invoice_date": bill.issued.isoformat(),
        "type_code": "381" if bill.credit else "380",
        "seller": bill.seller.name,
        "seller_tax_ids": [bill.seller.vat_id],
        "buyer": bill.buyer.name,
        "currency": bill.currency,
        "total": money(bill.total),
        "tax": money(bill.tax),
        "net": money(bill.net),
        "line_total": money(bill.lines),
        "prepaid": money(bill.prepaid) if bill.prepaid else None,
        "payable": money(bill.payable),
        "due_date": bill.due.isoformat() if bill.due else None,
        "iban": bill.seller.iban.replace(" ", ""),
        "tax_rates": [str(t.rate) for t in bill.taxes],
        "line_items_count": len(bill.positions),
        "line_items": [
            {
                "description": p.description,
                "quantity": str(p.quantity),
                "unit_price": str(p.price),
                "amount": money(p.amount),
                "tax_rate": str(p.rate),
            }
            for p in bill.positions
        ],
        "line_items_reliable": True,
        "style": layout,
        "group": layout,
        "pages": pages,
        "language": bill.seller.country.language,
        "printed": printed,
    }
