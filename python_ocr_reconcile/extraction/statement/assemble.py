"""A solved statement as the document tells it: values with evidence, checks that anyone can recompute, a proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from python_ocr_reconcile.extraction.layout import least_confidence
from python_ocr_reconcile.extraction.statement.account import Account
from python_ocr_reconcile.extraction.statement.balances import Fact
from python_ocr_reconcile.extraction.statement.describe import told_by
from python_ocr_reconcile.extraction.statement.figures import Figure, money
from python_ocr_reconcile.extraction.statement.row_dates import Calendar, PrintedDate, RowDate
from python_ocr_reconcile.extraction.statement.solve import Entry, SolvedStatement
from python_ocr_reconcile.models.evidence import Check, Evidence, Operand, Proof, Source, ValueStatus
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.statement import StatementInfo, Transaction

LEAST_MARGIN = 0.7
"""A scanned row counts as proved where reading it otherwise costs at least this more: about one likely slip."""
MOST_REPAIRS = 0.2
"""Share of rows with a slip above which a chain could be bent to anything."""
LONGEST_SCANNED_STRETCH = 15
"""Rows between two balances up to which two slips that cancel out are too rare to count."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Printed totals that the entries meet, and whether some that should be met are not."""

    debits: Fact | None
    credits: Fact | None
    contradicted: bool


@dataclass(frozen=True, slots=True)
class Assembled:
    """One statement of the document with its transactions in printed order."""

    info: StatementInfo
    transactions: list[Transaction]
    notices: list[Notice]


class _Writer:
    """Writes one statement; `first` is the place of its first transaction in the document."""

    def __init__(self, index: int, first: int, solved: SolvedStatement, decimals: int, account: Account) -> None:
        self.index, self.first = index, first
        self.solved, self.decimals, self.account = solved, decimals, account
        self.printed = sorted(solved.entries, key=lambda e: e.place)
        self.place_of = {id(e): first + i for i, e in enumerate(self.printed)}
        self.checks_of: dict[int, list[Check]] = {}
        self.info_checks: list[Check] = []

    def amount_pointer(self, entry: Entry) -> str:
        side = "debit" if _is_debit(entry) else "credit"
        return f"/transactions/{self.place_of[id(entry)]}/{side}_amount"

    def money(self, units: int) -> Decimal:
        return money(units, self.decimals)

    def sum_check(
        self, name: str, start: tuple[str, int] | None, entries: Sequence[Entry], result: tuple[str, int], *, plain: bool
    ) -> Check:
        """`start` plus the entries gives `result`; `plain` adds amounts without their direction."""
        operands = [Operand(pointer=start[0])] if start else []
        total = start[1] if start else 0
        for entry in entries:
            way = 1 if plain or not _is_debit(entry) else -1
            operands.append(Operand(pointer=self.amount_pointer(entry), factor=Decimal(way)))
            total += way * abs(entry.signed) if not plain else abs(entry.signed)
        return Check(
            check_id=f"s{self.index}-{name}-{len(self.info_checks) + sum(map(len, self.checks_of.values()))}",
            name=name,
            operation="sum",
            operands=operands,
            result=result[0],
            expected=self.money(total),
            actual=self.money(result[1]),
            closes=total == result[1],
            equation=self._equation(start, entries, total, plain=plain),
        )

    def _equation(self, start: tuple[str, int] | None, entries: Sequence[Entry], total: int, *, plain: bool) -> str:
        terms = [f"{self.money(start[1]):,}"] if start else []
        for entry in entries[:3]:
            sign = "+" if plain or not _is_debit(entry) else "-"
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
        for name, fact, wanted in (
            ("total_debits", totals.debits, True),
            ("total_credits", totals.credits, False),
        ):
            if fact is None:
                continue
            entries = [e for e in self.solved.entries if _is_debit(e) is wanted]
            result = (f"/statements/{self.index}/{name}", sum(abs(e.signed) for e in entries))
            if entries:
                self.info_checks.append(self.sum_check(name, None, entries, result, plain=True))


def _is_debit(entry: Entry) -> bool:
    """Zero follows the column or sign that it was printed under; the chain cannot tell."""
    return entry.signed < 0


def assemble(
    index: int,
    first: int,
    solved: SolvedStatement,
    days: Sequence[RowDate],
    calendar: Calendar,
    account: Account,
    totals: Totals,
    decimals: int,
) -> Assembled:
    """The statement at `index`; its transactions follow `first` others in the document."""
    writer = _Writer(index, first, solved, decimals, account)
    opening, closing = _terminals(solved)
    writer.chain_checks(opening, closing)
    writer.totals_checks(totals)
    proof, reasons = _proof(solved, days, totals)
    if proof != "conflict" and not all(c.closes for c in _all_checks(writer)):
        proof = "conflict"
    transactions = [
        _transaction(writer, entry, days[entry.place], proof) for entry in writer.printed
    ]
    info = _info(writer, opening, closing, calendar, totals, proof)
    notices = _notices(writer, proof, reasons)
    return Assembled(info, transactions, notices)


def _all_checks(writer: _Writer) -> list[Check]:
    return [*writer.info_checks, *(c for checks in writer.checks_of.values() for c in checks)]


def _terminals(solved: SolvedStatement) -> tuple[int | None, int | None]:
    """Opening and closing balance: as printed, else as the first and the last printed balance give them."""
    opening, closing = solved.opening, solved.closing
    entries = solved.entries
    if opening is None and entries and entries[0].balance is not None and not entries[0].broken:
        place = entries[0].figure
        kinds = [k for k in solved.interpretation.directions if k[1] == place.marker]
        told = all(solved.interpretation.directions[k] for k in kinds)
        opening = entries[0].balance - entries[0].signed if told else None
    if closing is None and entries and entries[-1].balance is not None:
        closing = entries[-1].balance
    return opening, closing


def _proof(solved: SolvedStatement, days: Sequence[RowDate], totals: Totals) -> tuple[Proof, list[str]]:
    """What the arithmetic lets the statement claim, and what stood in the way."""
    entries = solved.entries
    if any(e.broken for e in entries):
        return "conflict", []
    if solved.opening is not None and not solved.opening_agrees and solved.closing is not None:
        return "conflict", ["the opening balance is not what the rows start from"]
    if solved.closing is not None and not solved.closing_agrees and entries:
        return "conflict", ["the closing balance is not what the rows lead to"]
    reasons: list[str] = []
    if solved.opening is None or solved.closing is None:
        reasons.append("no opening or no closing balance is printed")
    if not entries:
        reasons.append("there are no transactions")
    if solved.unused_column:
        reasons.append("a column of figures could not be understood")
    if totals.contradicted:
        reasons.append("printed totals are not the sums of the rows")
    if not all(days[e.place].sure for e in entries):
        reasons.append("a date is not certain")
    scanned = any(e.figure.noisy for e in entries)
    repaired = [e for e in entries if e.cost > 0]
    if not scanned and repaired:
        reasons.append("a row needs another sign than its column has")
    if scanned:
        if len(repaired) > max(1, MOST_REPAIRS * len(entries)):
            reasons.append("too many figures had to be repaired")
        if any(e.margin < LEAST_MARGIN for e in entries):
            reasons.append("a row could be read otherwise at little cost")
        totalled = totals.debits is not None and totals.credits is not None
        if solved.longest_stretch > LONGEST_SCANNED_STRETCH and not totalled:
            reasons.append("too many rows lie between two balances of a scan")
    return ("unproved" if reasons else "proved"), reasons


def _source(figure_confidence: float | None) -> Source:
    return "text_layer" if figure_confidence is None else "ocr"


def _figure_evidence(
    value: Decimal, figure: Figure, status: ValueStatus, method: str, checks: Sequence[Check]
) -> Evidence:
    return Evidence(
        value=value,
        raw=figure.text,
        page=figure.page,
        bbox=figure.box,
        source=_source(figure.confidence),
        ocr_confidence=figure.confidence,
        method=method,
        status=status,
        checks=[c.check_id for c in checks],
        reason="does not add up with the rows around it" if status == "conflict" else None,
    )


def _date_evidence(printed: PrintedDate, value: object, *, repaired: bool, own: bool) -> Evidence:
    return Evidence(
        value=value,
        raw=printed.text,
        page=printed.page,
        bbox=printed.box,
        source=_source(printed.confidence),
        ocr_confidence=printed.confidence,
        method="date_column" if own else "date_above",
        status="repaired" if repaired else "read",
    )


def _transaction(writer: _Writer, entry: Entry, day: RowDate, proof: Proof) -> Transaction:
    row = entry.row
    checks = writer.checks_of.get(id(entry), [])
    debit = _is_debit(entry)
    amount = writer.money(abs(entry.signed))
    status: ValueStatus = (
        "conflict" if entry.broken else "repaired" if entry.amount_repaired else "proved" if proof == "proved" else "read"
    )
    side = "debit_amount" if debit else "credit_amount"
    evidence = {side: _figure_evidence(amount, entry.figure, status, "table_column", checks)}
    balance: Decimal | None = None
    if entry.balance_figure is not None and entry.balance is not None:
        balance = writer.money(entry.balance)
        state: ValueStatus = (
            "conflict" if entry.broken else "repaired" if entry.balance_repaired else "proved" if proof == "proved" else "read"
        )
        evidence["balance"] = _figure_evidence(balance, entry.balance_figure, state, "table_column", checks)
    if row.date is not None and day.day is not None:
        evidence["transaction_date"] = _date_evidence(row.date, day.day, repaired=day.repaired, own=row.own_date)
    if row.value_date is not None and day.value_day is not None:
        evidence["value_date"] = _date_evidence(row.value_date, day.value_day, repaired=False, own=True)
    description = " ".join(row.texts) or None
    if description:
        confidence = least_confidence(row.line.words)
        evidence["description"] = Evidence(
            value=description,
            raw="\n".join(row.texts),
            page=row.line.page,
            bbox=(row.line.line.x0, row.line.line.y0, row.line.line.x1, row.line.line.y1),
            source=_source(confidence),
            ocr_confidence=confidence,
            method="table_row",
            status="read",
        )
    told = told_by(row.texts, is_card=writer.account.is_card)
    place = writer.place_of[id(entry)]
    return Transaction(
        transaction_id=f"txn-{place + 1}",
        transaction_date=day.day,
        value_date=day.value_day,
        description=description,
        debit_amount=amount if debit else None,
        credit_amount=None if debit else amount,
        balance=balance,
        currency=writer.account.currency,
        transaction_type=told.kind,
        reference_number=told.reference,
        counterparty_name=told.counterparty_name,
        counterparty_account=told.counterparty_account,
        page_number=row.line.page,
        confidence_score=_confidence(entry, day, checked=_is_checked(writer, entry)),
        statement_index=writer.index,
        evidence=evidence,
        checks=checks,
    )


def _is_checked(writer: _Writer, entry: Entry) -> bool:
    """Whether its amount stands in a check that closes."""
    pointer = writer.amount_pointer(entry)
    if any(c.closes for c in writer.checks_of.get(id(entry), [])):
        return True
    return pointer in _closed_pointers(writer)


def _closed_pointers(writer: _Writer) -> frozenset[str]:
    known: frozenset[str] | None = getattr(writer, "_closed", None)
    if known is None:
        known = frozenset(
            operand.pointer for check in _all_checks(writer) if check.closes for operand in check.operands
        )
        writer._closed = known  # type: ignore[attr-defined] # noqa: SLF001  computed once, 20,000 rows ask for it
    return known


def _confidence(entry: Entry, day: RowDate, *, checked: bool) -> float:
    """0..1: what the chain bears out, less what had to be repaired or is not certain."""
    if entry.broken:
        return 0.4
    seen = entry.figure.confidence
    if checked:
        score = 0.99 if entry.margin >= 1.5 or seen is None else 0.95 if entry.margin >= LEAST_MARGIN else 0.75
        if entry.amount_repaired or entry.balance_repaired:
            score -= 0.07
    else:
        score = 0.85 if seen is None else 0.8 * seen
    if day.day is None:
        score -= 0.3
    elif not day.sure:
        score -= 0.15
    return round(max(0.05, score), 3)


def _info(
    writer: _Writer, opening: int | None, closing: int | None, calendar: Calendar, totals: Totals, proof: Proof
) -> StatementInfo:
    account, solved = writer.account, writer.solved
    evidence = dict(account.evidence)
    checks = writer.info_checks
    for name, units, fact, agrees in (
        ("opening_balance", opening, solved.interpretation.opening, solved.opening_agrees),
        ("closing_balance", closing, solved.interpretation.closing, solved.closing_agrees),
    ):
        if units is None:
            evidence[name] = Evidence(reason="not printed")
        elif fact is None:
            evidence[name] = Evidence(value=writer.money(units), method="arithmetic", status="derived")
        else:
            status: ValueStatus = "proved" if proof == "proved" else "read"
            if proof == "conflict" and not agrees:
                status = "conflict"
            evidence[name] = _figure_evidence(writer.money(units), fact.figure, status, "label", checks)
    sums: dict[str, Decimal] = {}
    for name, fact, wanted in (("total_debits", totals.debits, True), ("total_credits", totals.credits, False)):
        units = sum(abs(e.signed) for e in solved.entries if _is_debit(e) is wanted)
        sums[name] = writer.money(units)
        if fact is None:
            evidence[name] = Evidence(value=sums[name], method="arithmetic", status="derived")
        else:
            figure = next((f for f in fact.figures if f.units == units), fact.figure)
            evidence[name] = _figure_evidence(
                sums[name], figure, "proved" if proof == "proved" else "read", "label",
                [c for c in checks if c.name == name],
            )  # fmt: skip
    return StatementInfo(
        account_number=account.account_number,
        account_name=account.account_name,
        bank_name=account.bank_name,
        iban=account.iban,
        statement_period_start=calendar.start,
        statement_period_end=calendar.end,
        opening_balance=None if opening is None else writer.money(opening),
        closing_balance=None if closing is None else writer.money(closing),
        total_debits=sums["total_debits"] if solved.entries else None,
        total_credits=sums["total_credits"] if solved.entries else None,
        currency=account.currency,
        statement_type=account.statement_type,
        proof=proof,
        evidence=evidence,
        checks=checks,
    )


def _notices(writer: _Writer, proof: Proof, reasons: Sequence[str]) -> list[Notice]:
    notices: list[Notice] = []
    number = writer.index + 1
    if proof == "conflict":
        broken = [e for e in writer.solved.entries if e.broken]
        for entry in broken[:10]:
            place = writer.place_of[id(entry)]
            notices.append(
                Notice(
                    code="balance_conflict",
                    message=f"Statement {number}: txn-{place + 1} does not add up with the balances around it.",
                    page=entry.row.line.page,
                )
            )
        if not broken:
            why = reasons[0] if reasons else "the rows and the balances printed do not add up"
            notices.append(Notice(code="balance_conflict", message=f"Statement {number}: {why}."))
    elif proof == "unproved" and reasons:
        notices.append(Notice(code="not_proved", message=f"Statement {number}: {'; '.join(reasons)}."))
    return notices
