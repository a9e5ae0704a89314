"""What a bank file says as the document tells it: values with their evidence, checks and proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.extraction.bank_files.arithmetic import Arithmetic
from python_ocr_reconcile.extraction.bank_files.entries import BankEntry, BankFile, BankStatement, Fact
from python_ocr_reconcile.extraction.bank_files.text import clean
from python_ocr_reconcile.extraction.statement.describe import Told, told_by, transaction_type
from python_ocr_reconcile.extraction.statement.reading import StatementStream
from python_ocr_reconcile.models.evidence import Evidence, ValueStatus
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.statement import Posting, StatementInfo, Transaction

FULL_EVIDENCE_ENTRIES = 20_000
"""Of one statement. Above, names and references have no evidence of their own, and what is stated beyond the
fields of the document stays in the raw text: 100,000 entries of MT940 came to 283 MB of JSON, the limit is
268, and 170 without."""
_INFO_FIELDS = ("account_number", "account_name", "bank_name", "iban", "currency")


def assemble(file: BankFile) -> StatementStream:
    """The statements of `file` with their transactions, proved where the stated balances are met."""
    statements: list[StatementInfo] = []
    notices = list(file.notices)
    checked: list[Arithmetic] = []
    postings: list[Posting] = []
    for index, statement in enumerate(file.statements):
        sums = Arithmetic(index, len(postings), statement)
        sums.check()
        checked.append(sums)
        statements.append(_info(statement, sums))
        postings.extend(_posting(sums, place, entry) for place, entry in enumerate(statement.entries))
        notices.extend(sums.notices)
    if not postings:
        notices.append(Notice(code="no_transactions", message="The file has no transactions."))
    return StatementStream(statements, postings, _transactions(checked), notices)


def _transactions(checked: list[Arithmetic]) -> Iterator[Transaction]:
    """All transactions; each entry is let go when its own is made."""
    for sums in checked:
        entries = sums.statement.entries
        count = len(entries)
        entries.reverse()
        for place in range(count):
            yield _transaction(sums, place, entries.pop(), full=count <= FULL_EVIDENCE_ENTRIES)


def _evidence(fact: Fact[Any], status: ValueStatus = "read", checks: Sequence[str] = ()) -> Evidence:
    value = fact.value[: DOCUMENT_LIMITS.text] if isinstance(fact.value, str) else fact.value
    return Evidence(
        value=value,
        raw=clean(fact.raw)[: DOCUMENT_LIMITS.text],
        source="bank_file",
        method=fact.place,
        status=status,
        checks=list(checks),
        reason="does not add up with the entries around it" if status == "conflict" else None,
    )


def _posting(sums: Arithmetic, place: int, entry: BankEntry) -> Posting:
    is_debit = sums.is_debit(entry)
    amount = abs(entry.amount.value)
    return Posting(
        debit_amount=amount if is_debit else None,
        credit_amount=None if is_debit else amount,
        balance=entry.balance.value if entry.balance else None,
        statement_index=sums.index,
        checks=sums.checks_of.get(place, ()),
    )


def _transaction(sums: Arithmetic, place: int, entry: BankEntry, *, full: bool) -> Transaction:
    statement = sums.statement
    is_card = statement.kind == "credit_card"
    is_debit = sums.is_debit(entry)
    broken = place in sums.broken
    status: ValueStatus = "conflict" if broken else "proved" if sums.proof == "proved" else "read"
    checks = sums.checks_of.get(place, [])
    ids = [check.check_id for check in checks]
    evidence = {"debit_amount" if is_debit else "credit_amount": _evidence(entry.amount, status, ids)}
    facts: dict[str, Fact[Any] | None] = {
        "transaction_date": entry.transaction_date,
        "value_date": entry.value_date,
        "description": entry.description,
    }
    if full:
        facts["counterparty_name"] = entry.counterparty_name
        facts["counterparty_account"] = entry.counterparty_account
        facts["reference_number"] = entry.reference
        facts.update(entry.also)
    evidence.update({name: _evidence(fact) for name, fact in facts.items() if fact is not None})
    if entry.balance is not None:
        evidence["balance"] = _evidence(entry.balance, status, ids)
    description = entry.description.value if entry.description else None
    told = _told(entry, is_card=is_card)
    amount = abs(entry.amount.value)
    return Transaction(
        transaction_id=f"txn-{sums.first + place + 1}",
        transaction_date=_value(entry.transaction_date),
        value_date=_value(entry.value_date),
        description=description[: DOCUMENT_LIMITS.text] if description else None,
        debit_amount=amount if is_debit else None,
        credit_amount=None if is_debit else amount,
        balance=entry.balance.value if entry.balance else None,
        currency=entry.currency or (statement.currency.value if statement.currency else None),
        transaction_type=entry.kind or told.kind,
        reference_number=_name(_value(entry.reference) or told.reference),
        counterparty_name=_name(_value(entry.counterparty_name) or told.counterparty_name),
        counterparty_account=_name(_value(entry.counterparty_account) or told.counterparty_account),
        confidence_score=_confidence(entry, sums, broken=broken),
        statement_index=sums.index,
        evidence=evidence,
        checks=checks,
    )


def _confidence(entry: BankEntry, sums: Arithmetic, *, broken: bool) -> float:
    """0..1: a file has no misreadings; what is left to doubt is what it states."""
    if broken:
        return 0.4
    if entry.transaction_date is None:
        return 0.6
    return 0.99 if sums.proof == "proved" else 0.95


def _told(entry: BankEntry, *, is_card: bool) -> Told:
    """What the words of the description tell, where the format does not say it in fields of its own."""
    if entry.description is None:
        return Told("card" if is_card else "other", None, None, None)
    if entry.counterparty_name or entry.counterparty_account:
        kind = entry.kind or transaction_type(entry.description.value, is_card=is_card)
        return Told(kind, None, None, None)
    return told_by([entry.description.value], is_card=is_card)


def _name(text: str | None) -> str | None:
    return text[: DOCUMENT_LIMITS.name] if text else None


def _info(statement: BankStatement, sums: Arithmetic) -> StatementInfo:
    status: ValueStatus = "proved" if sums.proof == "proved" else "read"
    evidence: dict[str, Evidence] = {}
    for name in (*_INFO_FIELDS, "period_start", "period_end"):
        fact: Fact[Any] | None = getattr(statement, name)
        if fact is not None:
            evidence[name.replace("period", "statement_period")] = _evidence(fact)
    for name, balance in (("opening_balance", sums.opening), ("closing_balance", sums.closing)):
        if balance is None:
            evidence[name] = Evidence(reason="the file does not state it")
        else:
            met = name not in sums.unmet
            ids = [check.check_id for check in sums.info_checks]
            evidence[name] = _evidence(balance, status if met else "conflict", ids)
    for name, stated, added in (
        ("total_debits", statement.total_debits, sums.debits),
        ("total_credits", statement.total_credits, sums.credits),
    ):
        if stated is None:
            evidence[name] = Evidence(value=added, method="arithmetic", status="derived")
        else:
            evidence[name] = _evidence(stated, "conflict" if name in sums.unmet else status)
    return StatementInfo(
        **{name: _name(_value(getattr(statement, name))) for name in _INFO_FIELDS},
        statement_period_start=_value(statement.period_start) or sums.first_day,
        statement_period_end=_value(statement.period_end) or sums.last_day,
        opening_balance=_value(sums.opening),
        closing_balance=_value(sums.closing),
        total_debits=_value(statement.total_debits) if statement.total_debits else sums.debits,
        total_credits=_value(statement.total_credits) if statement.total_credits else sums.credits,
        statement_type=statement.kind,
        proof=sums.proof,
        evidence=evidence,
        checks=sums.info_checks,
    )


def _value(fact: Fact[Any] | None) -> Any:
    return None if fact is None else fact.value
