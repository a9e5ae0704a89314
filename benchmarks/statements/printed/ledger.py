"""What happened on an account, for the statements that are printed: entries with exact truth."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One entry of an account."""

    day: date
    value: date
    lines: tuple[str, ...]
    amount: Decimal
    balance: Decimal
    kind: str
    party: str | None
    reference: str | None


@dataclass
class Ledger:
    """One account over one period."""

    opening: Decimal
    entries: list[Entry]
    start: date
    end: date

    @property
    def closing(self) -> Decimal:
        """The balance after the last entry."""
        return self.entries[-1].balance if self.entries else self.opening

    @property
    def out(self) -> Decimal:
        """All that went out, positive."""
        return -sum((e.amount for e in self.entries if e.amount < 0), Decimal(0))

    @property
    def into(self) -> Decimal:
        """All that came in."""
        return sum((e.amount for e in self.entries if e.amount > 0), Decimal(0))

    def days(self) -> list[list[Entry]]:
        """Entries by day, oldest first."""
        found: list[list[Entry]] = []
        for entry in self.entries:
            if found and found[-1][0].day == entry.day:
                found[-1].append(entry)
            else:
                found.append([entry])
        return found


@dataclass(frozen=True)
class Kind:
    """A kind of entry in the words of one bank; ``|`` breaks the line."""

    text: str
    sign: int
    kind: str
    low: int
    high: int
    parties: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass
class Printed:
    """A statement as HTML, and what is true of it."""

    html: str
    truth: dict[str, Any]
    landscape: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


def ledger(
    seed: int,
    kinds: list[Kind],
    *,
    count: int,
    start: date,
    days: int,
    opening: str,
    decimals: int = 2,
    value_lag: tuple[int, ...] = (0, 0, 1),
) -> Ledger:
    """An account drawn by `seed`."""
    rng = random.Random(seed)
    balance = Decimal(opening)
    dates = sorted(start + timedelta(days=rng.randrange(days)) for _ in range(count))
    entries: list[Entry] = []
    for day in dates:
        kind = rng.choices(kinds, [k.weight for k in kinds])[0]
        cents = rng.randint(kind.low * 100, kind.high * 100)
        amount = kind.sign * (Decimal(cents) / 100 if decimals else Decimal(cents // 100))
        party = rng.choice(kind.parties) if kind.parties else None
        reference = "".join(rng.choices("0123456789", k=rng.choice([6, 8, 10])))
        text = kind.text.format(
            party=party, ref=reference, card=f"{rng.randint(1000, 9999)}", day=day,
            n=rng.randint(100, 9999), code="".join(rng.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=9)),
        )  # fmt: skip
        balance += amount
        entries.append(
            Entry(
                day, day + timedelta(days=rng.choice(value_lag)), tuple(text.split("|")), amount, balance,
                kind.kind, party, reference if "{ref}" in kind.text else None,
            )
        )  # fmt: skip
    return Ledger(Decimal(opening), entries, start, start + timedelta(days=days - 1))


def number(
    value: Decimal, mark: str = ".", group: str = ",", *, decimals: int = 2, lakh: bool = False
) -> str:
    """`value` without its sign."""
    text = f"{abs(value):.{decimals}f}"
    whole, _, part = text.partition(".")
    groups: list[str] = []
    while len(whole) > 3 or (groups and lakh and len(whole) > 2):
        size = 2 if groups and lakh else 3
        whole, groups = whole[:-size], [whole[-size:], *groups]
    return group.join([whole, *groups]) + (mark + part if part else "")


def truth_of(book: Ledger, order: list[Entry] | None = None, **info: Any) -> dict[str, Any]:
    """The record of one account; `order` is the printed order."""
    return {
        "opening_balance": str(book.opening),
        "closing_balance": str(book.closing),
        "internally_consistent": True,
        **info,
        "transactions": [
            {
                "date": e.day.isoformat(), "amount": str(e.amount), "description": " ".join(e.lines),
                "value_date": e.value.isoformat(), "transaction_type": e.kind, "counterparty_name": e.party,
                "reference_number": e.reference,
            }
            for e in (order if order is not None else book.entries)
        ],
    }  # fmt: skip
