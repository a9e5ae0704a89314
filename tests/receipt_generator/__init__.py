"""Till receipts of fourteen countries and eight layouts as words with boxes, with the truth they print.

Everything comes from the seed. The words stand where a till's characters stand, on narrow paper; `noise` is
the chance for each word to be misread as OCR misreads: confused letters, glued words, lost marks. Beyond it
come scribbles, skew and halves of lines that do not stand level.
"""

# ruff: noqa: E501  the lines of a till read best whole

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from python_ocr_reconcile.models.page import Page, Word
from receipt_generator.countries import COUNTRIES, Country
from receipt_generator.noise import misread

CENT = Decimal("0.01")
LAYOUTS = ("market", "restaurant", "cafe", "two_lines", "fuel", "apart", "boxed", "slip")


@dataclass
class Truth:
    """What the receipt says."""

    seller: str
    names: tuple[str, ...]
    """Every line of the shop's name."""
    day: date
    number: str
    total: Decimal
    tax: Decimal | None
    currency: str
    items: list[Decimal] = field(default_factory=list)


@dataclass
class Receipt:
    """A receipt: its page and its truth."""

    page: Page
    truth: Truth
    country: str
    layout: str
    text: list[str]


def receipt(seed: int, noise: float = 0.0, country: str | None = None, layout: str | None = None) -> Receipt:
    """The receipt of `seed`."""
    rng = random.Random(seed)
    code = country or rng.choice(list(COUNTRIES))
    kind = layout or rng.choice(LAYOUTS)
    till = _Till(rng, COUNTRIES[code], kind)
    lines, truth = till.print()
    words, width, height = _placed(rng, lines, till.columns, noise)
    page = Page(1, width, height, "ocr", words, ocr_engine="tesseract")
    return Receipt(page, truth, code, kind, lines)


class _Till:
    def __init__(self, rng: random.Random, country: Country, layout: str) -> None:
        self.rng, self.country, self.layout = rng, country, layout
        self.columns = rng.choice((32, 36, 40, 42, 48))
        self.sign = rng.choice(country.signs)
        self.sign_first = (
            country.currency in {"GBP", "USD", "MYR", "SGD", "JPY", "IDR", "CHF"} or rng.random() < 0.2
        )
        self.lines: list[str] = []
        self.unit = CENT if country.decimals == 2 else Decimal(1)

    # -- print ------------------------------------------------------------------------------------------

    def print(self) -> tuple[list[str], Truth]:
        rng, country = self.rng, self.country
        names = rng.choice(country.shops)
        day = datetime(2016, 1, 1, tzinfo=UTC) + timedelta(minutes=rng.randrange(60 * 24 * 365 * 9))
        number = self._number()
        self._head(names)
        early = rng.random() < 0.5
        if early:
            self._when(day, number)
        sums = self._goods_and_sums()
        if not early:
            self._when(day, number)
        self._foot(day)
        truth = Truth(names[-1], names, day.date(), number, sums[0], sums[1], country.currency, sums[2])
        return self.lines, truth

    def _label(self, key: str) -> str:
        return self.rng.choice(self.country.labels[key])

    def _money(self, value: Decimal) -> str:
        text = f"{abs(value):,.2f}" if self.country.decimals == 2 else f"{abs(value):,.0f}"
        if self.country.comma:
            text = text.translate(str.maketrans(",.", ".,"))
        return f"-{text}" if value < 0 else text

    def _priced(self, value: Decimal) -> str:
        text = self._money(value)
        if not self.sign:
            return text
        glue = "" if len(self.sign) == 1 or self.rng.random() < 0.3 else " "
        if self.sign_first:
            return f"{self.sign}{glue}{text}"
        return f"{text} {self.sign}" if self.rng.random() < 0.7 else f"{self.sign} {text}"

    def _row(self, left: str, right: str) -> None:
        room = self.columns - len(right) - 1
        if len(left) > room:
            self.lines.append(left[: self.columns])
            left = ""
        self.lines.append(left.ljust(room + 1) + right)

    def _middle(self, text: str) -> None:
        if text:
            self.lines.append(text[: self.columns + 6].center(self.columns).rstrip())

    def _rule(self) -> None:
        self.lines.append(self.rng.choice("-=*") * self.columns)

    def _number(self) -> str:
        rng = self.rng
        return rng.choice(
            (f"{rng.randrange(10**4, 10**6)}", f"{rng.choice(['A', 'CS', 'T'])}{rng.randrange(10**5, 10**7)}",
             f"{rng.randrange(1000, 9999)}-{rng.randrange(100, 999)}-{rng.randrange(10**5, 10**6)}")
        )  # fmt: skip

    def _head(self, names: tuple[str, ...]) -> None:
        rng, country = self.rng, self.country
        self._middle(self._label("welcome") if rng.random() < 0.25 else "")
        for name in names:
            self._middle(name)
        registry = list(country.registry)
        rng.shuffle(registry)
        if rng.random() < 0.4:
            self._middle(registry.pop())
        for line in rng.choice(country.addresses):
            self._middle(line)
        for line in registry[: rng.randrange(1, 3)]:
            self._middle(line)
        self.lines.append("")
        self._middle(self._label("title"))
        self.lines.append("")

    def _when(self, day: datetime, number: str) -> None:
        rng = self.rng
        # The C locale names months in English; tills elsewhere print figures.
        text = day.strftime(rng.choice(self.country.dates))
        label = self._label("number")
        if rng.random() < 0.35:
            self._row(text, f"{label} {number}" if rng.random() < 0.5 else label.split()[0])
            if label.split()[0] in self.lines[-1][-len(label) :]:
                self.lines.append(f"{label} {number}")
        else:
            self.lines.append(f"{label} {number}")
            self.lines.append(f"{self._label('date')} {text}".strip())
        if rng.random() < 0.7:
            self.lines.append(self._label("cashier"))
        self.lines.append("")

    # -- goods and sums -------------------------------------------------------------------------------------

    def _round(self, value: Decimal, step: Decimal | None = None) -> Decimal:
        step = step or self.unit
        return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step

    def _goods_and_sums(self) -> tuple[Decimal, Decimal | None, list[Decimal]]:
        rng, country = self.rng, self.country
        items: list[tuple[str, int, Decimal, int]] = []
        for _ in range(1 if self.layout == "fuel" else rng.randrange(1, 9)):
            price = (
                Decimal(rng.randrange(60, 4000)) / 100
                if country.decimals == 2
                else Decimal(rng.randrange(3, 90)) * (1000 if country.currency == "IDR" else 50)
            )
            items.append(
                (
                    rng.choice(country.goods),
                    rng.choice((1, 1, 1, 2, 3)),
                    price,
                    rng.randrange(len(country.rates)),
                )
            )
        for name, count, price, rate in items:
            self._item(name, count, price, rate)
        amounts = [count * price for _, count, price, _ in items]
        goods = sum(amounts, Decimal(0))
        rates = [(count * price, country.rates[rate]) for _, count, price, rate in items]
        self._rule()
        discount = Decimal(0)
        if rng.random() < 0.2 and len(country.rates) == 1 and goods > 5 * self.unit * 100:
            discount = self._round(goods / 10)
        extra = rng.random()
        if extra < 0.4 or discount or country.added:
            self._row(self._subtotal(), self._priced(goods))
        if discount:
            self._row(self._label("discount"), self._priced(-discount))
        base = goods - discount
        service = Decimal(0)
        if self.layout == "restaurant" and country.added and rng.random() < 0.6:
            service = self._round(base / 10)
            self._row(self._label("service"), self._priced(service))
        tax: Decimal | None
        if country.added:
            tax = self._round((base + service) * country.rates[0] / 100)
            self._row(self._label("tax"), self._priced(tax))
            total = base + service + tax
        else:
            total = base
            if discount:
                rates = [(total, country.rates[0])]
            tax = sum((self._round(a * r / (100 + r)) for a, r in self._by_rate(rates)), Decimal(0))
        printed_tax = self._sums(total, tax, rates, len(items))
        return self.total, tax if printed_tax else None, amounts

    def _subtotal(self) -> str:
        # A word for the net amount over a gross sum would be a lie.
        words = [
            w
            for w in self.country.labels["subtotal"]
            if not any(x in w.lower() for x in ("netto", "ht", "excl", "imponib"))
        ]
        return self.rng.choice(words or ["Subtotal"])

    @staticmethod
    def _by_rate(rates: list[tuple[Decimal, Decimal]]) -> list[tuple[Decimal, Decimal]]:
        sums: dict[Decimal, Decimal] = {}
        for amount, rate in rates:
            sums[rate] = sums.get(rate, Decimal(0)) + amount
        return [(a, r) for r, a in sorted(sums.items(), reverse=True)]

    def _item(self, name: str, count: int, price: Decimal, rate: int) -> None:
        rng = self.rng
        code = rng.choice(("", f" {'ABC'[rate]}", ""))
        amount = self._money(count * price) + code
        if self.layout == "fuel":
            litres = Decimal(rng.randrange(800, 6000)) / 100
            self.lines.append(f"{name}  {self._money(litres)} L")
            self._row("", self._money(count * price))
        elif self.layout == "two_lines":
            self.lines.append(name)
            self._row(f"  {count} x {self._money(price)}", amount)
        elif self.layout in {"restaurant", "boxed"}:
            self._row(f"{count} {name}", amount)
        elif count > 1:
            self._row(name, amount)
            self.lines.append(
                f"   {count} {rng.choice(['x', 'X', '@', 'Stk x' if self.country.language == 'de' else 'x'])} {self._money(price)}"
            )
        else:
            self._row(name, amount)

    def _sums(self, total: Decimal, tax: Decimal, rates: list[tuple[Decimal, Decimal]], count: int) -> bool:
        rng, country = self.rng, self.country
        by_cash = rng.random() < 0.5
        due = total
        if by_cash and country.cash_step > self.unit:
            due = self._round(total, country.cash_step)
        if due != total:
            self._total_line(total, self._label("total"))
            self._row(self._label("rounding"), self._money(due - total))
            self._total_line(
                due,
                rng.choice(("TOTAL ROUNDED", "Amount payable"))
                if country.language == "en"
                else self._pay_label(),
            )
        else:
            self._total_line(due, self._label("total"))
        self.total = due
        if rng.random() < 0.3:
            self.lines.append(self._label("count").format(n=count))
        if by_cash and self.layout != "slip":
            step = Decimal(5) if country.decimals == 2 else Decimal(1000)
            given = (due / step).to_integral_value(rounding="ROUND_CEILING") * step + rng.choice(
                (0, 0, 1, 2)
            ) * step
            self._row(self._label("cash"), self._priced(given))
            if given != due or rng.random() < 0.5:
                self._row(self._label("change"), self._priced(given - due))
        else:
            self._row(self._label("card"), self._priced(due))
            if self.layout == "slip":
                self._slip(due)
        printed = country.added
        if not country.added and rng.random() < 0.75:
            self._tax(tax, rates)
            printed = True
        if rng.random() < 0.2:
            self._row(
                self._label("saved"),
                self._priced(
                    Decimal(rng.randrange(10, 400)) / 100 if country.decimals == 2 else Decimal(500)
                ),
            )
        if rng.random() < 0.2:
            self._row(self._label("points"), str(rng.randrange(1, 900)))
        return printed

    def _pay_label(self) -> str:
        return {"de": "Zu zahlen", "nl": "Te betalen", "fr": "NET A PAYER"}.get(
            self.country.language, "TOTAL"
        )

    def _total_line(self, value: Decimal, label: str) -> None:
        if self.layout == "apart":
            self.lines.append(label)
            self.lines.append(self._priced(value).rjust(self.columns))
        elif self.layout == "boxed":
            self._rule()
            self._row(label, self._priced(value))
            self._rule()
        else:
            self._row(label, self._priced(value))

    def _slip(self, due: Decimal) -> None:
        rng = self.rng
        self.lines.append("")
        self.lines.append(f"TID {rng.randrange(10**7, 10**8)}  MID {rng.randrange(10**9, 10**10)}")
        self.lines.append(
            f"Card **** **** **** {rng.randrange(1000, 9999)}  EXP {rng.randrange(1, 13):02}/{rng.randrange(22, 29)}"
        )
        self.lines.append(f"AUTH CODE {rng.randrange(10**5, 10**6)}")
        self._row(
            "AMOUNT" if self.country.language in {"en", "id"} else self._label("total"), self._priced(due)
        )
        self.lines.append("")

    def _tax(self, tax: Decimal, rates: list[tuple[Decimal, Decimal]]) -> None:
        rng, country = self.rng, self.country
        split = self._by_rate(rates)
        if country.decimals == 0 or (len(split) == 1 and rng.random() < 0.5):
            self._row(self._label("tax"), self._money(tax))
            return
        self.lines.append(self._label("summary"))
        letters = iter("ABCD")
        for gross, rate in split:
            part = self._round(gross * rate / (100 + rate))
            shown = f"{rate.normalize():f}".replace(".", "," if country.comma else ".")
            columns = [self._money(gross - part), self._money(part), self._money(gross)]
            self.lines.append(f"{next(letters)} {shown}%".ljust(10) + "".join(c.rjust(9) for c in columns))
        if len(split) > 1 and rng.random() < 0.5:
            gross = sum((g for g, _ in split), Decimal(0))
            self.lines.append(
                "".ljust(10) + "".join(self._money(v).rjust(9) for v in (gross - tax, tax, gross))
            )

    def _foot(self, day: datetime) -> None:
        rng = self.rng
        self.lines.append("")
        self._middle(self._label("thanks"))
        if rng.random() < 0.2:
            later = day + timedelta(days=rng.randrange(14, 90))
            words = {
                "de": "Gutschein gültig bis",
                "fr": "Offre valable jusqu'au",
                "es": "Vale válido hasta",
                "it": "Buono valido fino al",
                "nl": "Actie geldig t/m",
            }
            self.lines.append(
                f"{words.get(self.country.language, 'Voucher valid until')} {later.strftime('%m/%d/%Y' if self.country.currency == 'USD' else '%d/%m/%Y')}"
            )


# -- boxes ------------------------------------------------------------------------------------------------


def _placed(
    rng: random.Random, lines: list[str], columns: int, noise: float
) -> tuple[list[Word], float, float]:
    """The words of the lines where a till's print stands, after what a camera does to them."""
    em, leading = 8.0, rng.choice((10.5, 11.5, 13.0))
    step = 0.6 * em
    width = (columns + 6) * step
    slope = rng.uniform(-0.012, 0.012) if noise else 0.0
    top = rng.choice((20.0, 45.0))
    words: list[Word] = []
    for n, line in enumerate(lines):
        y = top + n * leading
        place = 0
        for token in line.split(" "):
            if not token:
                place += 1
                continue
            text = misread(rng, token, noise) if noise else token
            x0 = 3 * step + place * step
            place += len(token) + 1
            if not text:
                continue
            jitter = rng.gauss(0.0, 0.35) if noise else 0.0
            rise = slope * x0 + jitter
            confidence = round(rng.uniform(0.55, 0.97), 2) if noise else 0.96
            words.append(Word(text, x0, y + rise, x0 + len(token) * step - 0.6, y + em + rise, confidence))
    if noise:
        words = [*_scribbles(rng, width), *words]
    return words, width, top + len(lines) * leading + 30


def _scribbles(rng: random.Random, width: float) -> list[Word]:
    found = []
    for _ in range(rng.randrange(4)):
        x0, y0 = rng.uniform(0, 0.8 * width), rng.uniform(0, 14)
        text = "".join(rng.choice("~_|/\\'a1Il.=") for _ in range(rng.randrange(1, 5)))
        found.append(Word(text, x0, y0, x0 + 14, y0 + rng.uniform(4, 22), round(rng.uniform(0.0, 0.5), 2)))
    return found
