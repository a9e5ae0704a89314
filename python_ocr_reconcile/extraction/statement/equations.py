"""The checks of a statement: each printed balance and total as an equation over the document."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from python_ocr_reconcile.extraction.statement.account import Account
from python_ocr_reconcile.extraction.statement.figures import money
from python_ocr_reconcile.extraction.statement.proof import Totals
from python_ocr_reconcile.extraction.statement.solve import Entry, SolvedStatement
from python_ocr_reconcile.models.evidence import Check, Operand


class Equations:
    """Writes the checks of one statement; `first` is the place of its first transaction in the document."""

    def __init__(
        self, index: int, first: int, solved: SolvedStatement, decimals: int, account: Account
    ) -> None:
        self.index, self.first = index, first
        self.closed: frozenset[str] | None = None
        self.count = 0
        self.solved, self.decimals, self.account = solved, decimals, account
        self.printed = sorted(solved.entries, key=lambda e: e.place)
        self.place_of = {id(e): first + i for i, e in enumerate(self.printed)}
        self.checks_of: dict[int, list[Check]] = {}
        self.info_checks: list[Check] = []

    def amount_pointer(self, entry: Entry) -> str:
        """JSON pointer to the amount of `entry`, from the root of the document."""
        side = "debit" if is_debit(entry) else "credit"
        return f"/transactions/{self.place_of[id(entry)]}/{side}_amount"

    def money(self, units: int) -> Decimal:
        """Minor units as an amount."""
        return money(units, self.decimals)

    def sum_check(
        self,
        name: str,
        start: tuple[str, int] | None,
        entries: Sequence[Entry],
        result: tuple[str, int],
        *,
        plain: bool,
    ) -> Check:
        """`start` plus the entries gives `result`; `plain` adds amounts without their direction."""
        self.count += 1
        operands = [Operand(pointer=start[0])] if start else []
        total = start[1] if start else 0
        for entry in entries:
            way = 1 if plain or not is_debit(entry) else -1
            operands.append(Operand(pointer=self.amount_pointer(entry), factor=Decimal(way)))
            total += way * abs(entry.signed) if not plain else abs(entry.signed)
        return Check(
            check_id=f"s{self.index}-{name}-{self.count}",
            name=name,
            operation="sum",
            operands=operands,
            result=result[0],
            expected=self.money(total),
            actual=self.money(result[1]),
            closes=total == result[1],
            equation=self._equation(start, entries, total, plain=plain),
        )

    def _equation(
        self, start: tuple[str, int] | None, entries: Sequence[Entry], total: int, *, plain: bool
    ) -> str:
        terms = [f"{self.money(start[1]):,}"] if start else []
        for entry in entries[:3]:
            sign = "+" if plain or not is_debit(entry) else "-"
            terms.append(f"{sign} {self.money(abs(entry.signed)):,}")
        if len(entries) > 3:
            terms.append(f"... ({len(entries)} amounts)")
        return " ".join(terms).removeprefix("+ ") + f" = {self.money(total):,}"

    def chain_checks(self, opening: int | None, closing: int | None) -> None:
        """One check for each printed balance: what was there before, plus the entries since."""
        known: tuple[str, int] | None = None
        if opening is not None:
            known = (f"/statements/{self.index}/opening_balance", opening)
        since: list[Entry] = []
        for entry in self.solved.entries:
            since.append(entry)
            if entry.balance_figure is None or entry.balance is None:
                continue
            here = (f"/transactions/{self.place_of[id(entry)]}/balance", entry.balance)
            if known is not None:
                check = self.sum_check("running_balance", known, since, here, plain=False)
                self.checks_of.setdefault(id(entry), []).append(check)
            known, since = here, []
        if closing is not None and known is not None:
            end = (f"/statements/{self.index}/closing_balance", closing)
            self.info_checks.append(self.sum_check("closing_balance", known, since, end, plain=False))

    def totals_checks(self, totals: Totals) -> None:
        """One check for each printed total that the entries meet."""
        for name, fact, wanted in (
            ("total_debits", totals.debits, True),
            ("total_credits", totals.credits, False),
        ):
            if fact is None:
                continue
            entries = [e for e in self.solved.entries if is_debit(e) is wanted]
            result = (f"/statements/{self.index}/{name}", sum(abs(e.signed) for e in entries))
            if entries:
                self.info_checks.append(self.sum_check(name, None, entries, result, plain=True))

    def all_checks(self) -> list[Check]:
        """Of the statement and of its transactions."""
        return [*self.info_checks, *(c for checks in self.checks_of.values() for c in checks)]

    def covers(self, entry: Entry) -> bool:
        """Whether the amount of `entry` stands in a check that closes."""
        if self.closed is None:  # computed once: 20,000 rows ask for it
            self.closed = frozenset(
                operand.pointer for check in self.all_checks() if check.closes for operand in check.operands
            )
        return self.amount_pointer(entry) in self.closed


def is_debit(entry: Entry) -> bool:
    """Zero follows the column or sign that it was printed under; the chain cannot tell."""
    return entry.signed < 0
