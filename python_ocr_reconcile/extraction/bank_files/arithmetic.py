"""What the stated balances, totals and counts of one statement prove of its entries.

    opening + entries = closing, running balance after running balance where they are given

Nothing is altered here but the direction of entries that the file calls reversals, and that only where the
balances are met one way and not the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import structs

from python_ocr_reconcile.extraction.bank_files.entries import BankEntry, BankStatement, Fact
from python_ocr_reconcile.models.evidence import Check, Operand, Proof
from python_ocr_reconcile.models.file import Notice

MOST_NOTICES = 10
"""Places named one by one; a file whose balances are those of another account breaks at every row."""


class Arithmetic:
    """The checks of one statement; `first` is the place of its first transaction in the document."""

    def __init__(self, index: int, first: int, statement: BankStatement) -> None:
        self.index, self.first = index, first
        self.statement = statement
        self.opening, self.closing = statement.opening, statement.closing
        self.is_closing_stated = statement.closing is not None
        """False where it is the balance of the last row: of a file that was cut off, another row is last."""
        self.checks_of: dict[int, list[Check]] = {}
        self.info_checks: list[Check] = []
        self.broken: set[int] = set()
        """Places of the entries whose running balance does not follow from the one before."""
        self.unmet: set[str] = set()
        """Fields of the statement that its entries do not lead to."""
        self.notices: list[Notice] = []
        self.proof: Proof = "unproved"
        self._count = 0

    @staticmethod
    def is_debit(entry: BankEntry) -> bool:
        """Money out; a zero has the sign that it was stated with."""
        return entry.amount.value.is_signed()

    def check(self) -> None:
        """Write every check, and say what they prove."""
        self._turn_reversals()
        self._closing_of_rows()
        days = [e.transaction_date.value for e in self.statement.entries if e.transaction_date]
        self.first_day: date | None = min(days, default=None)
        self.last_day: date | None = max(days, default=None)
        self.debits = self._sum(debits=True)
        self.credits = self._sum(debits=False)
        self._chain()
        self._totals()
        counted = self._counts()
        self._prove(counted=counted)

    def _sum(self, *, debits: bool) -> Decimal:
        amounts = (abs(e.amount.value) for e in self._booked() if self.is_debit(e) is debits)
        return sum(amounts, Decimal("0.00"))

    def _booked(self) -> list[BankEntry]:
        return [e for e in self.statement.entries if e.is_booked]

    def _turn_reversals(self) -> None:
        """Some banks mark a reversal with the direction of what it reverses: the balances tell which."""
        entries = self.statement.entries
        turned = [e for e in entries if e.is_reversal and e.is_booked]
        if not turned or self.opening is None or self.closing is None:
            return
        moved = self.closing.value - self.opening.value
        total = sum((e.amount.value for e in self._booked()), Decimal(0))
        against = sum((e.amount.value for e in turned), Decimal(0))
        if total == moved or total - 2 * against != moved:
            return
        for entry in turned:
            entry.amount = structs.replace(entry.amount, value=-entry.amount.value)
        message = (
            f"Reversals are booked in the direction that the balances of statement {self.index + 1} show."
        )
        self.notices.append(Notice(code="reversal_direction", message=message))

    def _closing_of_rows(self) -> None:
        """The balance after the last entry is the closing balance where no other is stated."""
        balanced = [e for e in self._in_time() if e[1].balance is not None]
        if self.closing is None and balanced and balanced[-1][0] == self._in_time()[-1][0]:
            self.closing = balanced[-1][1].balance

    def _in_time(self) -> list[tuple[int, BankEntry]]:
        """Booked entries from the oldest to the newest, each with its place."""
        found = [(i, e) for i, e in enumerate(self.statement.entries) if e.is_booked]
        return found[::-1] if self.statement.newest_first else found

    def _chain(self) -> None:
        known: tuple[str, Decimal] | None = None
        if self.opening is not None:
            known = (f"/statements/{self.index}/opening_balance", self.opening.value)
        since: list[tuple[int, BankEntry]] = []
        for place, entry in self._in_time():
            since.append((place, entry))
            if entry.balance is None:
                continue
            here = (f"/transactions/{self.first + place}/balance", entry.balance.value)
            if known is not None:
                check = self._sum_check("running_balance", known, since, here)
                self.checks_of.setdefault(place, []).append(check)
                if not check.closes:
                    self.broken.add(place)
            known, since = here, []
        if self.closing is not None and known is not None:
            end = (f"/statements/{self.index}/closing_balance", self.closing.value)
            check = self._sum_check("closing_balance", known, since, end)
            self.info_checks.append(check)
            if not check.closes:
                self.unmet.add("closing_balance")

    def _totals(self) -> None:
        for name, stated, debits in (
            ("total_debits", self.statement.total_debits, True),
            ("total_credits", self.statement.total_credits, False),
        ):
            entries = [
                (i, e)
                for i, e in enumerate(self.statement.entries)
                if e.is_booked and self.is_debit(e) is debits
            ]
            if stated is None or (not entries and not stated.value):
                continue
            result = (f"/statements/{self.index}/{name}", stated.value)
            if not entries:
                self.unmet.add(name)
                continue
            check = self._sum_check(name, None, entries, result)
            self.info_checks.append(check)
            if not check.closes:
                self.unmet.add(name)

    def _counts(self) -> bool:
        """Whether every stated number of entries is met."""
        booked = self._booked()
        found = {
            "all": len(booked),
            "debits": sum(self.is_debit(e) for e in booked),
            "credits": sum(not self.is_debit(e) for e in booked),
        }
        met = True
        for name, stated in self.statement.entry_counts.items():
            if stated.value not in (found[name], found[name] + len(self.statement.entries) - len(booked)):
                met = False
                what = "entries" if name == "all" else name
                message = (
                    f"Statement {self.index + 1}: {stated.place} states {stated.value} {what}, "
                    f"the file has {found[name]}."
                )
                self.notices.append(Notice(code="count_conflict", message=message))
        return met

    def _prove(self, *, counted: bool) -> None:
        number = self.index + 1
        for place in sorted(self.broken)[:MOST_NOTICES]:
            fact = self.statement.entries[place].amount
            message = (
                f"Statement {number}: txn-{self.first + place + 1} ({fact.place}) does not add up with "
                "its balances."
            )
            self.notices.append(Notice(code="balance_conflict", message=message))
        for name in sorted(self.unmet):
            stated = self._stated(name)
            at = f" ({stated.place})" if stated else ""
            message = f"Statement {number}: the entries do not lead to {name}{at}."
            self.notices.append(Notice(code="balance_conflict", message=message))
        if self.broken or self.unmet or not counted:
            self.proof = "conflict"
            return
        doubts = self._doubts()
        if doubts:
            self.notices.append(
                Notice(code="not_proved", message=f"Statement {number}: {'; '.join(doubts)}.")
            )
        self.proof = "unproved" if doubts else "proved"

    def _stated(self, name: str) -> Fact[Decimal] | None:
        return {
            "closing_balance": self.closing,
            "total_debits": self.statement.total_debits,
            "total_credits": self.statement.total_credits,
        }[name]

    def _doubts(self) -> list[str]:
        """What keeps a statement that adds up from being a proof."""
        statement = self.statement
        pending = len(statement.entries) - len(self._booked())
        own = statement.currency.value if statement.currency else None
        foreign = [e for e in statement.entries if e.currency and own and e.currency != own]
        found = [
            (self.opening is None or not self.is_closing_stated, "the file does not state both balances"),
            (pending > 0, f"{pending} entries are announced and not booked"),
            (bool(foreign), "an entry is in another currency than the account"),
            (any(e.transaction_date is None for e in statement.entries), "an entry has no date"),
        ]
        return [*(reason for stands, reason in found if stands), *statement.doubts]

    def _sum_check(
        self,
        name: str,
        start: tuple[str, Decimal] | None,
        entries: Sequence[tuple[int, BankEntry]],
        result: tuple[str, Decimal],
    ) -> Check:
        """`start` plus the entries gives `result`; without a start, amounts count without direction."""
        self._count += 1
        plain = start is None
        operands = [Operand(pointer=start[0])] if start else []
        total = start[1] if start else Decimal(0)
        terms = [f"{total:,}"] if start else []
        for place, entry in entries:
            debit = self.is_debit(entry)
            amount = abs(entry.amount.value)
            way = 1 if plain or not debit else -1
            side = "debit" if debit else "credit"
            pointer = f"/transactions/{self.first + place}/{side}_amount"
            operands.append(Operand(pointer=pointer, factor=_PLUS if way > 0 else _MINUS))
            total += way * amount
            if len(operands) <= 4:
                terms.append(f"{'+' if way > 0 else '-'} {amount:,}")
        if len(entries) > 3:
            terms.append(f"... ({len(entries)} amounts)")
        return Check(
            check_id=f"s{self.index}-{name}-{self._count}",
            name=name,
            operation="sum",
            operands=operands,
            result=result[0],
            expected=total,
            actual=result[1],
            closes=total == result[1],
            equation=" ".join(terms).removeprefix("+ ") + f" = {total:,}",
        )


_PLUS, _MINUS = Decimal(1), Decimal(-1)
