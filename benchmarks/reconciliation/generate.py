"""Invoices and a bank statement with known links, as hard as the noise dial says.

Everything that a remittance loses in practice is lost here too: the payer's name is cut off, dropped or
another entity's; the reference is missing, misread, transposed, reformatted, shortened; amounts come short by
a fee, a discount or a mistake; several invoices are paid at once, or one in instalments; some are paid twice;
the same amount comes back every month. Beside each related transaction stand one to nine that pay nothing of
the file, some of them to the same suppliers for invoices that are not in it.
"""

from __future__ import annotations

import argparse
import json
import random
import string
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from pathlib import Path

from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.rates import ExchangeRates, series_of
from python_ocr_reconcile.models.statement import BankDocument, StatementInfo, Transaction

Link = tuple[str, str, str]
"""invoice_id, transaction_id, kind."""

NOISE = {"easy": 0.1, "medium": 0.4, "hard": 0.8}


def words(words: str) -> list[str]:
    return words.split()


_SYLLABLES = words("""
    ba be bo bri ca cor da del do el fa fer ga gre ha hol in ja ka kel la lin lo ma mar mer mo na nor o or pa
    per qui ra ren ro sa sel so sta ta ter to tri u va ver vi wal wen wi xo ya zan zel
""")
_TRADES = words("""
    Logistik Bau Technik Consulting Services Elektro Transports Imprimerie Werbung Software Systems Foods
    Supplies Maschinen Textil Energia Design Partners Trading Metall Optik Reinigung Papier
""")
_FORMS = ["GmbH", "AG", "Ltd", "Inc.", "SARL", "S.p.A.", "BV", "KG", "SA", "GmbH & Co. KG", "LLC", ""]
_FIRST = words("""
    Anna Bert Clara David Emma Felix Greta Hugo Ines Jan Karla Leo Mara Nils Olga Paul Rosa Sven Tina Uwe Vera
""")
_MERCHANTS = [f"{place} MARKET" for place in words("ROMA LUNA NORD STADT BERG SEE HAFEN PARK")] + [
    "CITY PARKING", "FUEL STATION 24", "COFFEE CORNER", "TELECOM DIRECT", "WATER WORKS", "RAIL TICKETS",
    "OFFICE RENT", "INSURANCE GROUP", "TAX OFFICE", "CLOUD HOSTING", "TAXI SERVICE", "HOTEL CENTRAL",
]  # fmt: skip
OWN = ("Transfer to savings", "Umbuchung", "Virement interne", "Own account")
_MISREAD = {
    "0": "O",
    "1": "I",
    "5": "S",
    "8": "B",
    "2": "Z",
    "6": "G",
    "O": "0",
    "I": "1",
    "S": "5",
    "B": "8",
}


@dataclass(frozen=True, slots=True)
class Party:
    """A supplier (payables) or a customer (receivables), and how it writes."""

    name: str
    iban: str
    number: Callable[[int, date], str]
    """Serial and date to invoice number."""
    terms_days: int
    habit_days: int
    """How long after the due date it is usually paid."""
    writes_references: float
    """Share of its remittances that name the invoice."""
    pays_as: str | None = None
    """The other entity of its group that always pays, where one does."""
    currency: str = "EUR"


@dataclass(slots=True)
class Case:
    """One generated file pair with its truth."""

    invoices: list[Invoice] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    direction: str = "payables"
    rates: ExchangeRates | None = None
    """Given to the run where the case has them; else payments in another currency can only be proposed."""

    @property
    def invoice_document(self) -> InvoiceDocument:
        return InvoiceDocument(invoices=self.invoices)

    @property
    def bank_document(self) -> BankDocument:
        info = StatementInfo(currency="EUR")
        return BankDocument(statement_info=info, statements=[info], transactions=self.transactions)


def generate(
    seed: int, *, invoices: int = 300, noise: float = 0.4, unrelated: float | None = None,
    direction: str = "payables", groups: float = 0.06, instalments: float = 0.04,
    style: type[Generator] | None = None,
) -> Case:  # fmt: skip
    """One case. `noise` 0..1; `unrelated` transactions for each related one (default 1 + 8 * noise / 2)."""
    return (style or Generator)(random.Random(seed), noise, direction).run(
        invoices,
        1 + 4 * noise if unrelated is None else unrelated,
        groups * noise / 0.8,
        instalments * noise / 0.8,
    )


class Generator:
    missing = 0.0
    """Of payments for invoices that are not in the file, those of the amount that is usual with the party."""

    def __init__(self, rng: random.Random, noise: float, direction: str) -> None:
        self.rng = rng
        self.recurring: dict[int, int] = {}
        """By party, what it asks for most months, minor units."""
        self.noise = noise
        self.exchange = "exchange"
        self.rate: dict[tuple[str, date], Decimal] = {}
        self.case = Case(direction=direction)
        self.paid: list[tuple[date, dict[str, object], list[tuple[str, str]]]] = []
        """(day, transaction fields, [(invoice_id, kind)]) before transactions get their ids."""

    def run(self, count: int, unrelated: float, groups: float, instalments: float) -> Case:
        rng = self.rng
        parties = [self.party() for _ in range(max(2, count // rng.randint(4, 12)))]
        # The busiest supplier of a company has a fifth of its invoices, not two thirds.
        popularity = list(accumulate(min(rng.paretovariate(1.2), 25.0) for _ in parties))
        start = date(2024, 1, 1)
        recurring = {id(party): self.amount() for party in parties if rng.random() < 0.15}
        self.recurring = recurring
        serials = {id(party): rng.randint(1, 9_000) for party in parties}
        bills: list[tuple[Party, Invoice, int]] = []
        for index in range(count):
            party = rng.choices(parties, cum_weights=popularity)[0]
            issued = start + timedelta(days=rng.randint(0, 364))
            serials[id(party)] += rng.choice((1, 1, 1, 2, 3, 7))
            cents = recurring[id(party)] if id(party) in recurring and rng.random() < 0.8 else self.amount()
            invoice = self.invoice(index, party, issued, serials[id(party)], cents)
            self.case.invoices.append(invoice)
            bills.append((party, invoice, cents))
        self.rate = self.daily_rates(start)
        has_rates = rng.random() < 0.5
        self.exchange = "exchange" if has_rates else "exchange_no_rate"
        self.pay(bills, groups, instalments)
        if has_rates:
            self.case.rates = ExchangeRates(
                name="rates", table_hash="0" * 64,
                series=series_of(
                    (day, "EUR", quote, rate) for (quote, day), rate in self.rate.items()
                ),
            )  # fmt: skip
        related = len(self.paid)
        for _ in range(int(related * unrelated)):
            self.unrelated(parties, serials, bills, start)
        self.paid.sort(key=lambda entry: (entry[0], str(entry[1])))
        for number, (_, fields, invoice_ids) in enumerate(self.paid, 1):
            transaction_id = f"txn-{number}"
            self.case.transactions.append(Transaction(transaction_id=transaction_id, **fields))  # type: ignore[arg-type]
            self.case.links.extend((invoice_id, transaction_id, kind) for invoice_id, kind in invoice_ids)
        return self.case

    def daily_rates(self, start: date) -> dict[tuple[str, date], Decimal]:
        rates: dict[tuple[str, date], Decimal] = {}
        for quote, first in (("USD", 1.09), ("GBP", 0.86)):
            rate = first
            for days in range(600):
                rate *= 1 + self.rng.gauss(0, 0.004)
                rates[quote, start + timedelta(days=days)] = Decimal(str(round(rate, 4)))
        return rates

    # Parties and invoices

    def party(self) -> Party:
        rng = self.rng
        if self.case.direction == "receivables" and rng.random() < 0.5:
            name = f"{rng.choice(_FIRST)} {self.word()}"
        else:
            trade = rng.choice(_TRADES) if rng.random() < 0.8 else ""
            name = " ".join(part for part in (self.word(), trade, rng.choice(_FORMS)) if part)
        prefix = "".join(rng.choices(string.ascii_uppercase, k=rng.choice((1, 2, 3))))
        formats: list[Callable[[int, date], str]] = [
            lambda n, d: f"{prefix}-{d.year}-{n:04d}",
            lambda n, _: f"{prefix}{n:05d}",
            lambda n, d: f"{d.year}/{n:04d}",
            lambda n, d: f"{d:%y%m}{n:04d}",
            lambda n, _: f"{100_000 + n}",
            lambda n, d: f"{n}/{d:%m}/{d.year}",
            lambda n, _: f"{prefix}-{n}",
            lambda n, _: f"{n}",
        ]
        number = rng.choices(formats, (4, 3, 3, 2, 3, 1, 1, 1))[0]
        return Party(
            name=name,
            iban=f"DE{rng.randint(10, 99)}{rng.randint(10**17, 10**18 - 1)}",
            number=number,
            terms_days=rng.choice((0, 7, 14, 14, 30, 30, 30, 60)),
            habit_days=rng.choice((-5, -2, 0, 0, 1, 3, 10)),
            writes_references=1 - self.noise * rng.choice((0.05, 0.2, 0.4, 0.9)),
            pays_as=f"{self.word()} {rng.choice(_TRADES)} Holding"
            if rng.random() < 0.06 * self.noise
            else None,
            currency=rng.choice(("USD", "GBP")) if rng.random() < 0.05 * self.noise else "EUR",
        )

    def word(self) -> str:
        return "".join(self.rng.choices(_SYLLABLES, k=self.rng.choice((2, 2, 3, 3, 4)))).capitalize()

    def amount(self) -> int:
        cents = round(self.rng.lognormvariate(6.2, 1.2) * 100)
        if self.rng.random() < 0.15:
            cents = round(cents, -4) or 10_000
        elif self.rng.random() < 0.2:
            cents = round(cents, -3) or 5_000
        return max(500, cents)

    def invoice(self, index: int, party: Party, issued: date, serial: int, cents: int) -> Invoice:
        rng = self.rng
        payables = self.case.direction == "payables"
        credit_note = rng.random() < 0.02
        return Invoice(
            invoice_id=f"inv-{index + 1}",
            invoice_number=party.number(serial, issued) if rng.random() > 0.03 * self.noise else None,
            invoice_date=issued if rng.random() > 0.03 * self.noise else None,
            due_date=issued + timedelta(days=party.terms_days) if rng.random() < 0.7 else None,
            vendor_name=party.name if payables else "Own Company Ltd",
            customer_name="Own Company Ltd" if payables else party.name,
            po_number=f"PO{rng.randint(10_000, 99_999)}" if rng.random() < 0.15 else None,
            total_amount=Decimal(-cents if credit_note else cents).scaleb(-2),
            currency=party.currency if party.currency != "EUR" or rng.random() > 0.1 * self.noise else None,
            iban=party.iban if payables and rng.random() < 0.4 else None,
            document_type="credit_note" if credit_note else "invoice",
        )

    # Payments

    def pay(self, bills: list[tuple[Party, Invoice, int]], groups: float, instalments: float) -> None:
        rng = self.rng
        # By party, since a file of 100,000 invoices is looked through once and not for each of them.
        waiting: dict[int, list[tuple[Party, Invoice, int]]] = defaultdict(list)
        for bill in bills:
            waiting[id(bill[0])].append(bill)
        bundled: set[str] = set()
        for party, invoice, cents in reversed(bills):
            if invoice.invoice_id in bundled:
                continue
            waiting[id(party)].pop()
            if rng.random() > 0.85:
                continue
            if invoice.document_type == "credit_note":
                self.transaction(party, [invoice], -cents, [(invoice, "credit_note")])
                continue
            if party.currency != "EUR":
                self.in_euros(party, invoice, cents)
                continue
            mates = self.mates(waiting[id(party)])
            if mates and rng.random() < groups * 3:
                bundled.update(mate.invoice_id for _, mate, _ in mates)
                waiting[id(party)] = [b for b in waiting[id(party)] if b[1].invoice_id not in bundled]
                self.bundle(party, [(party, invoice, cents), *mates])
            elif rng.random() < instalments:
                self.in_parts(party, invoice, cents)
            else:
                paid, kind = self.paid_amount(cents)
                self.transaction(party, [invoice], paid, [(invoice, kind)])
                if rng.random() < 0.02 * self.noise:  # by mistake a second time: pays nothing
                    self.transaction(party, [invoice], paid, [], extra_days=rng.randint(3, 20))
                elif rng.random() < 0.01 * self.noise:  # and given back: pays nothing either
                    self.transaction(party, [invoice], -paid, [], extra_days=rng.randint(5, 40))

    def mates(self, waiting: list[tuple[Party, Invoice, int]]) -> list[tuple[Party, Invoice, int]]:
        """What is paid together: mostly invoices that lie near one another, now and then a credit note."""
        open_ones = list(waiting)
        if self.rng.random() < 0.5:
            open_ones.sort(key=lambda b: b[1].invoice_date or date(2024, 6, 1))
        chosen = open_ones[: self.rng.choice((1, 1, 2, 2, 3, 4, 4, 8))]
        return [b for b in chosen if b[1].document_type == "invoice"] + [
            b for b in chosen if b[1].document_type != "invoice"
        ][:1]

    def bundle(self, party: Party, together: list[tuple[Party, Invoice, int]]) -> None:
        rng = self.rng
        total = sum(-c if i.document_type == "credit_note" else c for _, i, c in together)
        if total <= 0:
            together, total = together[:1], together[0][2]
        paid = total
        if rng.random() < 0.08 * self.noise:
            paid = total - rng.choice((500, 1000, round(total * 0.02), round(total * 0.03)))
        kind = "group" if len(together) > 1 else "exact"
        self.transaction(
            party, [i for _, i, _ in together], max(paid, 1), [(i, kind) for _, i, _ in together]
        )

    def in_parts(self, party: Party, invoice: Invoice, cents: int) -> None:
        """Instalments: equal ones or not, the last of them now and then not yet paid."""
        rng = self.rng
        parts = rng.choice((2, 2, 2, 3, 3, 4))
        shares = [cents // parts] * parts
        if rng.random() < 0.5:
            weights = [rng.choice((1, 2, 3, 4)) for _ in range(parts)]
            shares = [max(1, cents * weight // sum(weights)) for weight in weights]
        shares[0] += cents - sum(shares)
        missing = rng.random() < 0.2 * self.noise
        for part, share in enumerate(shares[:-1] if missing else shares):
            self.transaction(party, [invoice], share, [(invoice, "instalment")], extra_days=30 * part)

    def in_euros(self, party: Party, invoice: Invoice, cents: int) -> None:
        """A payment in euros of an invoice in dollars or pounds, at the rate of a day and a bank's margin."""
        day = (invoice.invoice_date or date(2024, 6, 1)) + timedelta(days=party.terms_days)
        rate = self.rate[party.currency, day]
        margin = Decimal(str(round(1 + self.rng.choice((0, 0, 0.003, 0.01, 0.018)), 4)))
        self.transaction(party, [invoice], round(Decimal(cents) / rate * margin), [(invoice, self.exchange)])

    def paid_amount(self, cents: int) -> tuple[int, str]:
        rng, at = self.rng, self.rng.random() / max(self.noise, 0.01)
        if at < 0.06:
            return round(cents * (1 - rng.choice((2, 3, 2, 1.5)) / 100)), "discount"
        if at < 0.11 and cents > 10_000:
            return cents - rng.choice((500, 750, 1000, 1500, 2500, rng.randint(100, 3000))), "fee"
        if at < 0.14:
            return max(100, round(cents * rng.uniform(0.88, 0.995))), "short_pay"
        if at < 0.16:
            return round(cents * rng.uniform(1.002, 1.05)), "overpayment"
        return cents, "exact"

    def transaction(
        self,
        party: Party,
        named: list[Invoice],
        cents: int,
        links: list[tuple[Invoice, str]],
        extra_days: int = 0,
    ) -> None:
        rng = self.rng
        invoice = named[-1]
        issued = max((i.invoice_date or date(2024, 6, 1)) for i in named)
        lag = party.terms_days + party.habit_days + round(rng.gauss(0, 2 + 8 * self.noise))
        if rng.random() < 0.08 * self.noise:
            lag += rng.randint(20, 90)
        day = issued + timedelta(days=max(lag, -3 if rng.random() < 0.05 else 0) + extra_days)
        numbers = [i.invoice_number for i in named if i.invoice_number]
        order = [invoice.po_number] if invoice.po_number and rng.random() < 0.3 else []
        reference = ""
        if rng.random() < party.writes_references:
            reference = self.listed([self.written(number) for number in numbers], numbers, order)
        if not reference:  # nothing but the sum says which
            links = [(i, f"{kind}_unnamed" if kind in {"group", "instalment"} else kind) for i, kind in links]
        self.book(party, day, cents, reference, [(i.invoice_id, kind) for i, kind in links])

    def listed(self, written: list[str], numbers: list[str], order: list[str]) -> str:
        """Several numbers as people write them: in full, the last digits after the first, or cut off."""
        rng = self.rng
        if len(written) > 1 and rng.random() < 0.3 * self.noise:
            written = [written[0], *(number[-4:] for number in numbers[1:])]
        text = rng.choice((" ", ", ", " ", "+", " / ")).join([*written, *order])
        if len(written) > 2 and rng.random() < 0.3 * self.noise:
            text = text[: rng.choice((27, 35, 50))]
        return text

    def book(self, party: Party, day: date, cents: int, reference: str, links: list[tuple[str, str]]) -> None:
        rng = self.rng
        name = party.pays_as.upper() if party.pays_as else self.printed_name(party.name)
        filler = self.filler()
        own_field = rng.random() < 0.5
        words = [filler, reference] if own_field else [name, filler, reference]
        out = (cents > 0) == (self.case.direction == "payables")
        amount = Decimal(abs(cents)).scaleb(-2)
        self.paid.append((day, {
            "transaction_date": day,
            "description": " ".join(word for word in words if word) or "Transfer",
            "debit_amount": amount if out else None,
            "credit_amount": None if out else amount,
            "currency": "EUR",
            "transaction_type": "transfer",
            "counterparty_name": (name or None) if own_field else None,
            "counterparty_account": party.iban if name and rng.random() < 0.3 else None,
        }, links))  # fmt: skip

    def filler(self) -> str:
        return self.rng.choice(
            ("", "", "Invoice", "RE", "Rechnung Nr.", "SEPA", "payment", "Facture", "Thank you", "INV")
        )

    def written(self, number: str) -> str:  # noqa: PLR0911 - one return per way to spoil it
        """An invoice number as it arrives in the remittance."""
        rng, at = self.rng, self.rng.random() / max(self.noise, 0.01)
        if at < 0.10:
            return "".join(_MISREAD.get(c, c) if rng.random() < 0.5 else c for c in number)
        if at < 0.15 and len(number) > 3:
            at_place = rng.randrange(len(number) - 1)
            return number[:at_place] + number[at_place + 1] + number[at_place] + number[at_place + 2 :]
        if at < 0.30:
            return rng.choice((
                number.replace("-", "").replace("/", ""), number.replace("-", " ").replace("/", " "),
                number.replace("-", "/"), number.lower(), "NR" + number,
                "".join(c for c in number if c.isdigit()),
            ))  # fmt: skip
        if at < 0.35:
            return number[-max(4, len(number) * 2 // 3) :]
        if at < 0.39 and len(number) > 4:
            at_place = rng.randrange(len(number))
            return number[:at_place] + number[at_place + 1 :]
        if at < 0.42:
            return (
                number.lstrip(string.ascii_letters + "-").split("/")[0].split("-")[-1].lstrip("0") or number
            )
        return number

    def printed_name(self, name: str) -> str:
        rng, at = self.rng, self.rng.random() / max(self.noise, 0.01)
        if at < 0.12:
            return ""
        if at < 0.18:
            return f"{self.word()} {rng.choice(_TRADES)}"  # another entity of the group pays
        if at < 0.35:
            return name[: rng.randint(6, max(7, len(name) - 1))].strip().upper()
        if at < 0.42 and len(name) > 6:
            place = rng.randrange(1, len(name) - 1)
            return name[:place] + rng.choice(string.ascii_lowercase) + name[place + 1 :]
        if at < 0.55:
            return " ".join(name.split()[:-1]) or name
        return name.upper() if rng.random() < 0.5 else name

    # What pays nothing of the file

    def unrelated(
        self,
        parties: list[Party],
        serials: dict[int, int],
        bills: list[tuple[Party, Invoice, int]],
        start: date,
    ) -> None:
        rng = self.rng
        day = start + timedelta(days=rng.randint(0, 420))
        at = rng.random()
        if at < 0.2:  # a supplier of the file, for an invoice that is not in it
            party = rng.choice(parties)
            serial = serials[id(party)] + rng.randint(10, 400)
            reference = (
                self.written(party.number(serial, day)) if rng.random() < party.writes_references else ""
            )
            amount = self.recurring.get(id(party), 0) if self.missing and rng.random() < self.missing else 0
            self.book(party, day, amount or self.amount(), reference, [])
        elif at < 0.25:  # the amount of an invoice by chance
            self.book(self.party(), day, rng.choice(bills)[2], "", [])
        elif at < 0.27:  # between own accounts
            self.plain(day, self.amount(), f"{rng.choice(OWN)} Own Company Ltd", "transfer")
        elif at < 0.35:
            kind = rng.choice(("fee", "interest", "cash", "salary"))
            self.plain(day, rng.choice((250, 500, 990, 5_000, 10_000, self.amount())), kind.upper(), kind)
        else:
            self.plain(
                day,
                self.amount(),
                f"{rng.choice(_MERCHANTS)} {rng.randint(1, 10 ** rng.randint(3, 9))}",
                "card",
            )

    def plain(self, day: date, cents: int, text: str, kind: str) -> None:
        amount = Decimal(cents).scaleb(-2)
        out = (self.rng.random() < 0.8) == (self.case.direction == "payables")
        self.paid.append((day, {
            "transaction_date": day, "description": text, "currency": "EUR", "transaction_type": kind,
            "debit_amount": amount if out else None, "credit_amount": None if out else amount,
        }, []))  # fmt: skip


def main() -> None:
    """Write INVOICES.json, BANK.json and TRUTH.json of one case into a folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--invoices", type=int, default=300)
    parser.add_argument("--level", choices=NOISE, default="medium")
    parser.add_argument("--direction", choices=("payables", "receivables"), default="payables")
    given = parser.parse_args()
    case = generate(given.seed, invoices=given.invoices, noise=NOISE[given.level], direction=given.direction)
    given.folder.mkdir(parents=True, exist_ok=True)
    (given.folder / "invoices.json").write_bytes(encode(case.invoice_document))
    (given.folder / "bank.json").write_bytes(encode(case.bank_document))
    (given.folder / "truth.json").write_text(json.dumps({"links": case.links}))


if __name__ == "__main__":
    main()
