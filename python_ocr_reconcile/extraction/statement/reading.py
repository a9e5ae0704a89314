"""Pages of words to statements: the whole trip, downwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import msgspec

from python_ocr_reconcile.extraction.spans import DateSpan
from python_ocr_reconcile.extraction.statement.abreast import unfolded
from python_ocr_reconcile.extraction.statement.account import (
    Account,
    account_marks,
    account_of,
    span_date,
    with_common,
)
from python_ocr_reconcile.extraction.statement.assemble import Assembled, assemble
from python_ocr_reconcile.extraction.statement.balances import BALANCES, Fact, facts_of
from python_ocr_reconcile.extraction.statement.columns import TableHead, table_heads
from python_ocr_reconcile.extraction.statement.figures import money
from python_ocr_reconcile.extraction.statement.interpretation import balance_units
from python_ocr_reconcile.extraction.statement.lines import PrintedLine, PrintedText, printed_text
from python_ocr_reconcile.extraction.statement.proof import Totals
from python_ocr_reconcile.extraction.statement.row_dates import Calendar, date_order, row_dates
from python_ocr_reconcile.extraction.statement.rows import Row
from python_ocr_reconcile.extraction.statement.sections import section_starts
from python_ocr_reconcile.extraction.statement.solid_days import with_solid_days
from python_ocr_reconcile.extraction.statement.solve import SolvedStatement, solve_statement
from python_ocr_reconcile.extraction.statement.table import Table, table_of
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.models.statement import Booked, Posting, StatementInfo, Transaction


class StatementReading(msgspec.Struct, frozen=True, kw_only=True):
    """Everything read from one bank statement file."""

    statements: list[StatementInfo]
    """One for each account and period, in the order of the file."""
    transactions: list[Transaction]
    """In printed order; `statement_index` says of which statement."""
    notices: list[Notice]


class StatementStream(NamedTuple):
    """A `StatementReading` whose transactions are made one by one, as they are asked for."""

    statements: list[StatementInfo]
    postings: Sequence[Transaction | Posting]
    """Of each transaction at least what checks point into; none once the statements are verified."""
    transactions: Iterator[Transaction]
    notices: list[Notice]

    def whole(self) -> StatementReading:
        """With all transactions made."""
        return StatementReading(
            statements=self.statements, transactions=list(self.transactions), notices=self.notices
        )


class StatementHead(msgspec.Struct, frozen=True, kw_only=True):
    """A `StatementReading` without its transactions."""

    statements: list[StatementInfo]
    notices: list[Notice]


class PackedReading(StatementHead, frozen=True, kw_only=True):
    """A `StatementReading` whose transactions are JSON: what comes of the process that read it."""

    transactions: msgspec.Raw
    booked: list[Booked]
    """What summaries say of each of them."""
    are_valid: bool
    """Whether each of them is as the schema has it."""


def extract_statements(pages: list[Page]) -> StatementReading:
    """The statements that `pages` print, each proved by its chain of balances where that closes."""
    return statements_of(printed_text(pages))


def statements_of(printed: PrintedText) -> StatementReading:
    """As `extract_statements`, from the lines of all pages."""
    text = unfolded(printed)
    heads = table_heads(text.lines)
    text = replace(text, lines=with_solid_days(text.lines, heads))
    facts = facts_of(text.lines, frozenset(i for head in heads for i in head.lines))
    reading = StatementReading(statements=[], transactions=[], notices=[])
    first: Account | None = None
    whole = table_of(text.lines, facts, heads)
    sections = _sections(text, facts, heads, whole)
    for section in sections:
        here = [f for f in facts if section[0].index <= f.label_line <= section[-1].index]
        table = whole if len(sections) == 1 else table_of(section, here, heads)
        part = _statement(
            text, section, here, table, len(reading.statements), len(reading.transactions), first
        )
        first = first or part.account
        reading.statements.append(part.info)
        reading.transactions.extend(part.transactions)
        reading.notices.extend(part.notices)
    if not reading.transactions:
        reading.notices.append(Notice(code="no_transactions", message="No table of transactions was found."))
    return reading


def _sections(
    text: PrintedText, facts: Sequence[Fact], heads: Sequence[TableHead], whole: Table | None
) -> list[list[PrintedLine]]:
    """The lines of each statement."""
    if not text.lines:
        return []
    marks = account_marks(text.lines, whole.head_rows if whole else frozenset())
    starts = section_starts(text.lines, facts, heads, marks)
    bounds = [*starts, len(text.lines)]
    return [text.lines[a:b] for a, b in pairwise(bounds) if b > a]


def _statement(
    text: PrintedText,
    lines: list[PrintedLine],
    facts: Sequence[Fact],
    table: Table | None,
    index: int,
    first: int,
    front_account: Account | None,
) -> Assembled:
    front = [line for line in text.lines if line.page == text.lines[0].page] if index == 0 else []
    account = account_of(lines, table.head_rows if table else frozenset(), front)
    if front_account is not None:
        account = with_common(account, front_account)
    if table is None or not table.rows or not table.columns:  # rows of dates with no figure beside them
        return _bare(text, facts, account)
    solved = solve_statement(table, facts, owes=account.owes)
    calendar = _calendar(lines, table, account, facts)
    found = solved.interpretation
    days = row_dates(table.rows, calendar, newest_first=found.newest_first, balances=found.balance)
    totals = _totals(solved, facts)
    return assemble(index, first, solved, days, calendar, account, totals, text.decimals)


def _bare(text: PrintedText, facts: Sequence[Fact], account: Account) -> Assembled:
    """A statement without a table: what its labels say."""
    values = {}
    for kind in ("opening", "closing"):
        fact = next((f for f in facts if f.kind == kind), None)
        if fact:
            values[kind] = money(balance_units(fact.figure, 1, fact.side), text.decimals)
    info = StatementInfo(
        account_number=account.account_number,
        account_name=account.account_name,
        bank_name=account.bank_name,
        iban=account.iban,
        currency=account.currency,
        statement_type=account.statement_type,
        opening_balance=values.get("opening"),
        closing_balance=values.get("closing"),
        evidence=account.evidence,
    )
    return Assembled(info, [], [], account)


def _calendar(
    lines: Sequence[PrintedLine], table: Table, account: Account, facts: Sequence[Fact]
) -> Calendar:
    """The date order and the period of the statement."""
    order = date_order(lines, table.rows, account.currency)
    end = span_date(account.period_end, order)
    start = span_date(account.period_start, order, end.year if end else None)
    if start and end is None:
        end = span_date(account.period_end, order, start.year)
    if start and end and start > end:
        if not any(r.value for r in account.period_start.readings):  # type: ignore[union-attr]  # it gave `start`
            start = span_date(account.period_start, order, end.year - 1)
        else:
            start, end = None, None
    dated = [*account.statement_dates, *_balance_dates(lines, facts)]
    stated = [day for span in dated if _has_year(span) and (day := span_date(span, order))]
    others = [day for span in account.reference_dates if (day := span_date(span, order))]
    dates = [*others, *stated]
    own = [day for row in table.rows if row.date and (day := _full(row, order))]
    reference = max(own) if own else max(dates, default=None)
    if start and end and own and sum(start <= day <= end for day in own) * 2 < len(own):
        start, end = None, None
    return Calendar(order, start, end, reference, is_stated=bool(stated) and reference == max(stated))


def _has_year(span: DateSpan) -> bool:
    return any(reading.value for reading in span.readings)


def _balance_dates(lines: Sequence[PrintedLine], facts: Sequence[Fact]) -> list[DateSpan]:
    """The days that balances are named by: "Kontostand am 31.05.2024"."""
    first = lines[0].index
    return [
        span
        for fact in facts
        if fact.kind in BALANCES and fact.date_text
        for span in lines[fact.label_line - first].dates
        if span.text == fact.date_text
    ]


def _full(row: Row, order: str) -> date | None:
    if row.date is None:
        return None
    best = min(row.date.readings, key=lambda r: (not r.certain, r.order != order), default=None)
    return best.value if best else None


def _totals(solved: SolvedStatement, facts: Sequence[Fact]) -> Totals:
    """Printed totals that the entries meet; contradicted where a box adds up and the rows do not."""
    outgoing = sum(-e.signed for e in solved.entries if e.signed < 0)
    incoming = sum(e.signed for e in solved.entries if e.signed >= 0)
    printed = [f for f in facts if f.kind in ("total", "total_debits", "total_credits", "carried_forward")]
    of_debits = _meeting(printed, "total_debits", outgoing)
    of_credits = _meeting(printed, "total_credits", incoming)
    out = [f.figure.units for f in facts if f.kind == "total_debits"]
    into = [f.figure.units for f in facts if f.kind == "total_credits"]
    contradicted = False
    if out and into and solved.opening is not None and solved.closing is not None:
        moved = solved.closing - solved.opening
        adding = [(o, i) for o in out for i in into if i - o == moved]
        contradicted = bool(adding) and (outgoing, incoming) not in adding
    counts = {f.kind: f.count for f in facts if f.count is not None}
    if "count" in counts and counts["count"] != len(solved.entries):
        contradicted = True
    for kind, wanted in (("count_debits", True), ("count_credits", False)):
        if kind in counts and counts[kind] != sum((e.signed < 0) is wanted for e in solved.entries):
            contradicted = True
    return Totals(of_debits, of_credits, contradicted)


def _meeting(facts: Sequence[Fact], kind: str, units: int) -> Fact | None:
    """The first printed total of `kind`, or line of totals, that shows `units`."""
    if units == 0:
        return None
    for fact in facts:
        if fact.kind == kind and fact.figure.units == units:
            return fact
        if fact.kind in ("total", "carried_forward") and any(f.units == units for f in fact.figures):
            return fact
    return None
