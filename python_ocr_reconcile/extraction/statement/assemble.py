"""A solved statement as the document tells it: values with their evidence, checks and proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from python_ocr_reconcile.extraction.layout import box_of, least_confidence
from python_ocr_reconcile.extraction.statement.account import Account
from python_ocr_reconcile.extraction.statement.blame import Breach, breaches
from python_ocr_reconcile.extraction.statement.date_columns import PrintedDate
from python_ocr_reconcile.extraction.statement.describe import told_by
from python_ocr_reconcile.extraction.statement.equations import Equations, is_debit
from python_ocr_reconcile.extraction.statement.figures import Figure
from python_ocr_reconcile.extraction.statement.lines import moved
from python_ocr_reconcile.extraction.statement.proof import LEAST_MARGIN, Totals, prove
from python_ocr_reconcile.extraction.statement.row_dates import Calendar, RowDate
from python_ocr_reconcile.extraction.statement.solve import Entry, SolvedStatement
from python_ocr_reconcile.models.evidence import Evidence, Proof, Source, ValueStatus
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.statement import StatementInfo, Transaction


@dataclass(frozen=True, slots=True)
class Assembled:
    """One statement of the document with its transactions in printed order."""

    info: StatementInfo
    transactions: list[Transaction]
    notices: list[Notice]
    account: Account


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
    writer = Equations(index, first, solved, decimals, account)
    opening, closing = _terminals(solved)
    writer.chain_checks(opening, closing)
    writer.totals_checks(totals)
    proof, reasons = prove(solved, days, totals)
    if proof != "conflict" and not all(c.closes for c in writer.all_checks()):
        proof = "conflict"
    broken = list(breaches(solved.entries)) if proof == "conflict" else []
    blamed = frozenset(id(entry) for breach in broken for entry in breach.blamed)
    transactions = [
        _transaction(writer, entry, days[entry.place], proof, blamed=id(entry) in blamed)
        for entry in writer.printed
    ]
    info = _info(writer, opening, closing, calendar, totals, proof)
    notices = _notices(writer, proof, reasons, broken)
    return Assembled(info, transactions, notices, account)


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


def _source(figure_confidence: float | None) -> Source:
    return "text_layer" if figure_confidence is None else "ocr"


def _figure_evidence(
    value: Decimal, figure: Figure, status: ValueStatus, method: str, checks: list[str]
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
        checks=checks,
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


def _status(proof: Proof, *, blamed: bool, repaired: bool) -> ValueStatus:
    if blamed:
        return "conflict"
    if repaired:
        return "repaired"
    return "proved" if proof == "proved" else "read"


def _transaction(writer: Equations, entry: Entry, day: RowDate, proof: Proof, *, blamed: bool) -> Transaction:
    row = entry.row
    checks = writer.checks_of.get(id(entry), [])
    ids = [check.check_id for check in checks]
    debit = is_debit(entry)
    amount = writer.money(abs(entry.signed))
    status = _status(proof, blamed=blamed, repaired=entry.amount_repaired)
    side = "debit_amount" if debit else "credit_amount"
    evidence = {side: _figure_evidence(amount, entry.figure, status, "table_column", ids)}
    balance: Decimal | None = None
    if entry.balance_figure is not None and entry.balance is not None:
        balance = writer.money(entry.balance)
        state = _status(proof, blamed=blamed, repaired=entry.balance_repaired)
        evidence["balance"] = _figure_evidence(balance, entry.balance_figure, state, "table_column", ids)
    if row.date is not None and day.day is not None:
        evidence["transaction_date"] = _date_evidence(
            row.date, day.day, repaired=day.repaired, own=row.own_date
        )
    if row.value_date is not None and day.value_day is not None:
        evidence["value_date"] = _date_evidence(row.value_date, day.value_day, repaired=False, own=True)
    description = " ".join(row.texts) or None
    if description:
        confidence = least_confidence(row.line.words)
        evidence["description"] = Evidence(
            value=description,
            raw="\n".join(row.texts),
            page=row.line.page,
            bbox=moved(box_of(row.line.words), row.line.shift),
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
        confidence_score=_confidence(entry, day, checked=writer.covers(entry)),
        statement_index=writer.index,
        evidence=evidence,
        checks=checks,
    )


def _confidence(entry: Entry, day: RowDate, *, checked: bool) -> float:
    """0..1: what the chain bears out, less what had to be repaired or is not certain."""
    if entry.broken:
        return 0.4
    seen = entry.figure.confidence
    if checked:
        score = (
            0.99 if entry.margin >= 1.5 or seen is None else 0.95 if entry.margin >= LEAST_MARGIN else 0.75
        )
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
    writer: Equations,
    opening: int | None,
    closing: int | None,
    calendar: Calendar,
    totals: Totals,
    proof: Proof,
) -> StatementInfo:
    account, solved = writer.account, writer.solved
    evidence = dict(account.evidence)
    checks = writer.info_checks
    ids = [check.check_id for check in checks]
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
            if fact.figure.units != abs(units):
                status = "repaired"
            if proof == "conflict" and not agrees:
                status = "conflict"
            evidence[name] = _figure_evidence(writer.money(units), fact.figure, status, "label", ids)
    sums: dict[str, Decimal] = {}
    for name, fact, wanted in (
        ("total_debits", totals.debits, True),
        ("total_credits", totals.credits, False),
    ):
        units = sum(abs(e.signed) for e in solved.entries if is_debit(e) is wanted)
        sums[name] = writer.money(units)
        if fact is None:
            evidence[name] = Evidence(value=sums[name], method="arithmetic", status="derived")
        else:
            figure = next((f for f in fact.figures if f.units == units), fact.figure)
            evidence[name] = _figure_evidence(
                sums[name], figure, "proved" if proof == "proved" else "read", "label",
                [c.check_id for c in checks if c.name == name],
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


def _notices(
    writer: Equations, proof: Proof, reasons: Sequence[str], broken: Sequence[Breach]
) -> list[Notice]:
    number = writer.index + 1
    if proof == "conflict" and not broken:
        why = reasons[0] if reasons else "the rows and the balances printed do not add up"
        return [Notice(code="balance_conflict", message=f"Statement {number}: {why}.")]
    if proof == "unproved" and reasons:
        return [Notice(code="not_proved", message=f"Statement {number}: {'; '.join(reasons)}.")]
    return [
        Notice(
            code="balance_conflict",
            message=f"Statement {number}: {_told(writer, breach)}",
            page=breach.rows[-1].row.line.page,
        )
        for breach in broken[:10]
    ]


def _told(writer: Equations, breach: Breach) -> str:
    """What does not add up, and which rows to look at."""
    names = [f"txn-{writer.place_of[id(entry)] + 1}" for entry in breach.rows]
    if len(names) == 1:
        return f"{names[0]} does not add up with its balances."
    lacking = writer.money(abs(breach.gap))
    off = f"{lacking:,} {'is missing' if breach.gap > 0 else 'is too much'}"
    text = f"{names[0]} to {names[-1]} do not lead to the balance after them: {off}."
    suspects = [f"txn-{writer.place_of[id(entry)] + 1}" for entry in breach.suspects]
    return f"{text} One digit would explain it in {', '.join(suspects)}." if suspects else text
