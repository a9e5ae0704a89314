"""The sample company's bank account over one month: what the statement prints, and which bill an entry pays.

Rates of pay, rents and shops are invented, as are all names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D  # noqa: N817  # the table below is mostly numbers

BANK = "Meridian Quay Bank"
IBAN = "IE14 MQBK 9902 1471 9044 15"
BIC = "MQBKIE2D"
ACCOUNT_NUMBER = "71904415"
FIRST_DAY = date(2025, 10, 1)
LAST_DAY = date(2025, 10, 31)
OPENING = D("48317.62")


@dataclass(frozen=True, slots=True)
class Entry:
    """One booked entry; `amount` is negative for money out."""

    day: int
    lines: tuple[str, ...]
    amount: D
    kind: str
    pays: str | None = None
    """Number of the bill that it settles."""

    @property
    def booked(self) -> date:
        """Its booking date."""
        return FIRST_DAY.replace(day=self.day)


def _out(day: int, kind: str, amount: str, *lines: str, pays: str | None = None) -> Entry:
    return Entry(day, lines, -D(amount), kind, pays)


def _in(day: int, kind: str, amount: str, *lines: str, pays: str | None = None) -> Entry:
    return Entry(day, lines, D(amount), kind, pays)


# As on real statements: names cut at 22 characters, references as the payer typed them. One is hard on OCR
# (K10B50815), one is only the tail of the number (1187), one payment is late, one is short of 12.50 that
# the payer's bank kept, and the rent happens to be the amount of an invoice that is not paid yet.
ENTRIES: tuple[Entry, ...] = (
    _out(1, "standing_order", "1740.00", "STO QUAYSIDE PROPERTIES", "RENT UNIT 7 OCTOBER"),
    _out(1, "fee", "14.50", "ACCOUNT FEE SEPTEMBER"),
    _in(1, "transfer", "6150.00", "LARKFIELD OBSERVATORY", "CF-2025-1140"),
    _out(2, "card", "86.40", "POS 30SEP BELLMAN FUELS", "SWORDS"),
    _out(2, "card", "42.95", "POS 01OCT TOLKA HARDWARE"),
    _in(2, "transfer", "2318.75", "HALVORSEN LABS AS", "CF-2025-1133"),
    _out(3, "card", "118.20", "POS 02OCT CITYLINE TAXIS"),
    _out(3, "direct_debit", "312.48", "DD GLASNEVIN ENERGY", "CUST 448120"),
    _in(6, "transfer", "11475.30", "MARCHETTI OTTICA SPA", "CF-2025-1138 CF-2025-1139"),
    _out(6, "card", "23.10", "POS 03OCT BREADBOARD CAFE"),
    _out(6, "direct_debit", "129.00", "DD TELORA BUSINESS", "SEPTEMBER"),
    _out(7, "cash", "200.00", "ATM 07OCT DRUMCONDRA"),
    _out(7, "card", "367.80", "POS 06OCT FERRYWAYS", "DUB HOL 1190"),
    _out(8, "direct_debit", "445.75", "DD FENNIMORE CLOUD SER", "FC-77120", pays="FC-77120"),
    _in(8, "transfer", "940.00", "UNIV OF CASTLEBRIDGE", "REMITTANCE 5518"),
    _out(9, "card", "57.65", "POS 08OCT PAPERCLIP PLUS"),
    _out(9, "transfer", "1260.00", "DELANEY ACCOUNTANTS", "FEES Q3"),
    _in(10, "transfer", "3872.60", "OPTIKHAUS SEIDEL", "RG CF-2025-1141"),
    _out(10, "card", "74.99", "POS 09OCT BELLMAN FUELS", "FINGLAS"),
    _out(13, "transfer", "1047.20", "BRAUER KLIMATECHNIK", "RG K10B50815", pays="K10B-50815"),
    _out(13, "card", "31.40", "POS 11OCT BREADBOARD CAFE"),
    _out(14, "transfer", "7004.04", "ATELIER MONTCLAIR SAR", "FACT 1187", pays="F2025-1187"),
    _in(14, "transfer", "5208.00", "LARKFIELD OBSERVATORY", "CF-2025-1144"),
    _out(15, "transfer", "4417.35", "COLLECTOR GENERAL", "PAYE SEPTEMBER"),
    _out(15, "fee", "3.80", "SEPA TRANSFER CHARGES"),
    _out(16, "transfer", "2965.28", "NORTHGATE PAPER & PRIN", "INV-20418", pays="INV-20418"),
    _out(16, "card", "149.00", "POS 15OCT LUMEN SOFTWARE"),
    _out(17, "transfer", "984.98", "OAKHOLLOW FREIGHT LTD", "OF/25/3391 LESS CHARGES", pays="OF/25/3391"),
    _in(17, "transfer", "1680.40", "HALVORSEN LABS AS", "CF-2025-1146"),
    _in(20, "transfer", "92.99", "NORTHGATE PAPER & PRIN", "CREDIT CN-20455", pays="CN-20455"),
    _out(20, "card", "96.15", "POS 18OCT BELLMAN FUELS", "SWORDS"),
    _out(21, "transfer", "8224.05", "KESSLER FEINMECHANIK", "RE-2025-0871", pays="RE-2025-0871"),
    _out(21, "card", "28.70", "POS 20OCT TOLKA HARDWARE"),
    _in(22, "transfer", "7390.00", "NORDLICHT ASTRO GMBH", "CF-2025-1147"),
    _out(23, "card", "212.60", "POS 22OCT HARBOUR HOTEL"),
    _out(24, "direct_debit", "188.37", "DD SHIELDMARK INSURANCE", "POLICY 7701432"),
    _out(27, "salary", "3184.20", "SALARY OCTOBER", "A BRENNAN"),
    _out(27, "salary", "2976.55", "SALARY OCTOBER", "L FINCH"),
    _out(27, "salary", "2641.80", "SALARY OCTOBER", "M OKAFOR"),
    _out(27, "salary", "2588.15", "SALARY OCTOBER", "S VARGA"),
    _in(28, "transfer", "4125.50", "MARCHETTI OTTICA SPA", "CF-2025-1149"),
    _out(28, "card", "63.80", "POS 27OCT CITYLINE TAXIS"),
    _out(29, "transfer", "415.00", "RIVERBANK CLEANING", "OCTOBER"),
    _out(30, "card", "89.25", "POS 29OCT BELLMAN FUELS", "FINGLAS"),
    _in(31, "interest", "6.18", "CREDIT INTEREST"),
    _out(31, "fee", "9.60", "CARD AND MAINTENANCE FEES"),
)


def balances() -> list[D]:
    """The running balance after each of `ENTRIES`."""
    found, balance = [], OPENING
    for entry in ENTRIES:
        balance += entry.amount
        found.append(balance)
    return found


def totals() -> tuple[D, D]:
    """Money out and money in, both above zero."""
    out = -sum((e.amount for e in ENTRIES if e.amount < 0), D("0.00"))
    return out, sum((e.amount for e in ENTRIES if e.amount > 0), D("0.00"))
