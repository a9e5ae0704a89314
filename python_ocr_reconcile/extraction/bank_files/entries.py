"""What a bank file says, before it is checked: statements with their entries, each value with its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.statement import StatementType, TransactionType

T = TypeVar("T")


class Fact(msgspec.Struct, Generic[T], frozen=True, gc=False, array_like=True):
    """A value as the file states it."""

    value: T
    raw: str
    """The characters it was read from."""
    place: str
    """Element, tag or column, and the line or the path: ``:61: line 12``."""


class BankEntry(msgspec.Struct, array_like=True):
    """One entry of an account."""

    amount: Fact[Decimal]
    """Money in is positive, money out is negative."""
    transaction_date: Fact[date] | None = None
    value_date: Fact[date] | None = None
    description: Fact[str] | None = None
    counterparty_name: Fact[str] | None = None
    counterparty_account: Fact[str] | None = None
    reference: Fact[str] | None = None
    kind: TransactionType | None = None
    """Where a code of the format says it; else the words of the description do."""
    currency: str | None = None
    balance: Fact[Decimal] | None = None
    """Of the account after this entry."""
    is_reversal: bool = False
    is_booked: bool = True
    """False for what is only announced: no balance counts it."""
    also: dict[str, Fact[str]] = msgspec.field(default_factory=dict)
    """What else is said and has a name: ``end_to_end_id``, ``mandate_id``, ``entry_date``."""


class BankStatement(msgspec.Struct, array_like=True):
    """One account over one period."""

    place: str
    """Where it begins in the file."""
    account_number: Fact[str] | None = None
    account_name: Fact[str] | None = None
    bank_name: Fact[str] | None = None
    iban: Fact[str] | None = None
    currency: Fact[str] | None = None
    kind: StatementType | None = None
    period_start: Fact[date] | None = None
    period_end: Fact[date] | None = None
    opening: Fact[Decimal] | None = None
    closing: Fact[Decimal] | None = None
    total_debits: Fact[Decimal] | None = None
    """Money out as stated, above zero."""
    total_credits: Fact[Decimal] | None = None
    entry_counts: dict[str, Fact[int]] = msgspec.field(default_factory=dict)
    """Stated numbers of entries, by ``all``, ``debits`` and ``credits``."""
    entries: list[BankEntry] = msgspec.field(default_factory=list)
    """In the order of the file."""
    newest_first: bool = False
    """Whether running balances go back in time down the file."""
    doubts: list[str] = msgspec.field(default_factory=list)
    """What keeps it from being a proof even where the balances are met."""


class BankFile(msgspec.Struct, array_like=True):
    """Everything one bank file says."""

    statements: list[BankStatement] = msgspec.field(default_factory=list)
    notices: list[Notice] = msgspec.field(default_factory=list)
