"""What a judged link teaches a tenant's memory, and how that is taken back: a memory in, a memory out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from python_ocr_reconcile.errors import JudgementError
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.memory import (
    LevelCount,
    Link,
    LockedInvoice,
    LockedTransaction,
    Memory,
    PayerAlias,
    RejectedPair,
    account_key,
    alias_id,
    invoice_key,
    transaction_key,
)
from python_ocr_reconcile.models.reconciliation import Match
from python_ocr_reconcile.models.statement import Transaction
from python_ocr_reconcile.reconciliation.names import normalised

_SETTLING = frozenset({"none", "rounding", "discount", "fee", "exchange_rate"})
"""Differences after which nothing more is expected."""
_NOT_EVIDENCE = frozenset({"prior"})
"""Features of a match that say nothing about it."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A link that was judged, with its rows as they were read."""

    reconciliation_id: int
    match: Match
    invoices: Sequence[tuple[int | None, Invoice]]
    """Each with its upload, in the order of the match."""
    transactions: Sequence[tuple[int | None, Transaction]]
    at: datetime
    actor: str
    settled: bool | None = None
    """Whether the rest is not expected any more; ``None``: as the kind of the difference suggests."""


def with_link(memory: Memory, lesson: Lesson) -> Memory:
    """The link is right: it is locked, and what spoke for it counts.

    Raises `JudgementError` where another link has settled one of its rows.
    """
    _refuse_settled(memory, lesson)
    learnt = _counted(memory, lesson, "confirmed", 1)
    return msgspec.structs.replace(learnt, links=[*learnt.links, _link(lesson)])


def without_link(memory: Memory, lesson: Lesson) -> Memory:
    """As if the link had never been confirmed or made."""
    learnt = _counted(memory, lesson, "confirmed", -1)
    return msgspec.structs.replace(learnt, links=[one for one in learnt.links if not _is_of(one, lesson)])


def with_rejection(memory: Memory, lesson: Lesson) -> Memory:
    """The link is wrong: none of its pairs is proposed again, and what spoke for it counts against it."""
    learnt = _counted(memory, lesson, "rejected", 1)
    pairs = [
        RejectedPair(
            reconciliation_id=lesson.reconciliation_id,
            match_id=lesson.match.match_id,
            at=lesson.at,
            actor=lesson.actor,
            invoice=invoice_key(invoice, bill_upload),
            transaction=transaction_key(transaction, bank_upload),
        )
        for bill_upload, invoice in lesson.invoices
        for bank_upload, transaction in lesson.transactions
    ]
    return msgspec.structs.replace(learnt, rejected=[*learnt.rejected, *pairs])


def without_rejection(memory: Memory, lesson: Lesson) -> Memory:
    """As if the link had never been rejected."""
    learnt = _counted(memory, lesson, "rejected", -1)
    pairs = [one for one in learnt.rejected if not _is_of(one, lesson)]
    return msgspec.structs.replace(learnt, rejected=pairs)


def forgotten(memory: Memory, alias_ids: Sequence[str] | None) -> Memory:
    """`memory` without these aliases; ``None``: without any alias, and without the counts of evidence.

    Confirmed links and rejected pairs stay: they are undone where they were said.
    """
    gone = {one.alias_id for one in memory.aliases} if alias_ids is None else set(alias_ids)
    kept = [one for one in memory.aliases if one.alias_id not in gone]
    levels = {} if alias_ids is None else memory.levels
    if kept == memory.aliases and levels == memory.levels:
        return memory
    return _next(memory, aliases=kept, levels=levels)


def _refuse_settled(memory: Memory, lesson: Lesson) -> None:
    invoices = [invoice_key(invoice, upload) for upload, invoice in lesson.invoices]
    transactions = [transaction_key(transaction, upload) for upload, transaction in lesson.transactions]
    for link in memory.links:
        bills = [one.invoice for one in link.invoices if one.settled]
        payments = [one.transaction for one in link.transactions if one.settled]
        held = [
            *(one.invoice_id for one in bills if any(map(one.names, invoices))),
            *(one.transaction_id for one in payments if any(map(one.names, transactions))),
        ]
        if held:
            raise JudgementError(
                f"{held[0]} is held by {link.match_id} of reconciliation {link.reconciliation_id}.",
                reconciliation_id=link.reconciliation_id,
                match_id=link.match_id,
            )


def _counted(
    memory: Memory, lesson: Lesson, said: Literal["confirmed", "rejected"], step: Literal[1, -1]
) -> Memory:
    levels = dict(memory.levels)
    for criterion in lesson.match.matching_criteria:
        if criterion.feature not in _NOT_EVIDENCE:
            key = f"{criterion.feature}/{criterion.level}"
            count = levels.get(key, LevelCount())
            levels[key] = msgspec.structs.replace(count, **{said: max(getattr(count, said) + step, 0)})
    levels = {key: count for key, count in levels.items() if count.confirmed or count.rejected}
    aliases = {one.alias_id: one for one in memory.aliases}
    for new in _aliases(lesson):
        known = aliases.get(new.alias_id)
        if known is None and (said == "rejected" or step < 0):
            continue  # only what was confirmed once can be spoken against
        known = known or new
        count = max(getattr(known, said) + step, 0)
        aliases[new.alias_id] = msgspec.structs.replace(known, **{said: count}, last_at=lesson.at)
    shown = [one for one in aliases.values() if one.confirmed or one.rejected]
    return _next(memory, levels=levels, aliases=sorted(shown, key=lambda one: one.alias_id))


def _next(memory: Memory, **values: object) -> Memory:
    return msgspec.structs.replace(memory, version=memory.version + 1, **values)


def _aliases(lesson: Lesson) -> list[PayerAlias]:
    """Who stands on the statement for the party of the invoices, where these are of one party alone."""
    found: dict[str, PayerAlias] = {}
    for _, transaction in lesson.transactions:
        parties = {_party(invoice, transaction) for _, invoice in lesson.invoices} - {""}
        if len(parties) != 1:
            continue
        (party,) = parties
        name, account = (
            normalised(transaction.counterparty_name),
            account_key(transaction.counterparty_account),
        )
        for kind, payer in (("name", name if name != party else ""), ("account", account or "")):
            if payer:
                key = alias_id(kind, payer, party)
                found[key] = PayerAlias(
                    alias_id=key,
                    kind="account" if kind == "account" else "name",
                    payer=payer,
                    party=party,
                    last_at=lesson.at,
                )
    return list(found.values())


def _party(invoice: Invoice, transaction: Transaction) -> str:
    """The other side of the invoice: the vendor where we pay it (or get it back), else the customer."""
    is_credit = invoice.document_type == "credit_note" or (invoice.total_amount or Decimal(0)) < 0
    we_are_billed = (transaction.debit_amount is not None) != is_credit
    return normalised(invoice.vendor_name if we_are_billed else invoice.customer_name)


def _link(lesson: Lesson) -> Link:
    match = lesson.match
    settled = match.discrepancy.kind in _SETTLING if lesson.settled is None else lesson.settled
    overpaid = match.discrepancy.kind == "overpayment"
    return Link(
        reconciliation_id=lesson.reconciliation_id,
        match_id=match.match_id,
        at=lesson.at,
        actor=lesson.actor,
        invoices=[
            LockedInvoice(
                invoice=invoice_key(invoice, upload),
                amount=sum((part.amount for part in match.allocations if part.invoice_id == invoice.invoice_id
                            and part.invoice_upload_id in (None, upload)), Decimal(0)),
                settled=settled or overpaid,
            )
            for upload, invoice in lesson.invoices
        ],
        transactions=[
            LockedTransaction(
                transaction=transaction_key(transaction, upload),
                amount=abs(sum((part.amount for part in match.allocations
                                if part.transaction_id == transaction.transaction_id
                                and part.bank_upload_id in (None, upload)), Decimal(0))),
                settled=settled or not overpaid,
            )
            for upload, transaction in lesson.transactions
        ],
    )  # fmt: skip


def _is_of(one: Link | RejectedPair, lesson: Lesson) -> bool:
    return (one.reconciliation_id, one.match_id) == (lesson.reconciliation_id, lesson.match.match_id)
