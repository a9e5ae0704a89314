"""What a tenant's people have taught: confirmed links, rejected pairs, who pays for whom, what evidence held.

A run takes it as an input and never changes it; feedback does (`services/feedback.py`).
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from decimal import Decimal
from typing import Literal

from python_ocr_reconcile.models.evidence import Record
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.statement import Transaction


class InvoiceKey(Record, frozen=True, kw_only=True):
    """What an invoice is found again by, in its own upload and in others."""

    upload_id: int | None = None
    invoice_id: str
    invoice_number: str | None = None
    content_id: str | None = None
    """Of number, vendor, total and currency; ``None`` without a number: two receipts may be equal in all
    else."""

    def names(self, other: InvoiceKey) -> bool:
        """Whether both are the same invoice: by content, or by place in an upload if the number agrees."""
        if self.content_id is not None and self.content_id == other.content_id:
            return True
        here = self.upload_id is not None and (self.upload_id, self.invoice_id) == (
            other.upload_id,
            other.invoice_id,
        )
        return here and _compact(self.invoice_number) == _compact(other.invoice_number)


class TransactionKey(Record, frozen=True, kw_only=True):
    """What a transaction is found again by, in its own upload and in those that overlap it."""

    upload_id: int | None = None
    transaction_id: str
    fingerprint: str | None = None

    def names(self, other: TransactionKey) -> bool:
        """Whether both are the same transaction: by fingerprint where both have one, else by place."""
        if self.fingerprint is not None and other.fingerprint is not None:
            return self.fingerprint == other.fingerprint
        return self.upload_id is not None and (self.upload_id, self.transaction_id) == (
            other.upload_id,
            other.transaction_id,
        )


class LockedInvoice(Record, frozen=True, kw_only=True):
    """An invoice of a confirmed link."""

    invoice: InvoiceKey
    amount: Decimal
    """What the link pays of it, in its currency and with its sign."""
    settled: bool = True
    """Whether it is done with, whatever is left of it; else what is left is still to be paid."""


class LockedTransaction(Record, frozen=True, kw_only=True):
    """A transaction of a confirmed link."""

    transaction: TransactionKey
    amount: Decimal
    """How much of it the link takes, in its currency; above zero."""
    settled: bool = True
    """Whether it is done with; else what is left of it may still pay something."""


class Link(Record, frozen=True, kw_only=True):
    """Invoices and transactions that belong together, a person says: they are not offered again."""

    reconciliation_id: int
    match_id: str
    at: datetime
    actor: str
    invoices: list[LockedInvoice]
    transactions: list[LockedTransaction]


class RejectedPair(Record, frozen=True, kw_only=True):
    """An invoice and a transaction that do not belong together, a person says: never proposed again."""

    reconciliation_id: int
    match_id: str
    at: datetime
    actor: str
    invoice: InvoiceKey
    transaction: TransactionKey


class PayerAlias(Record, frozen=True, kw_only=True):
    """Someone on a bank statement who pays, or is paid, for a party that invoices call otherwise."""

    alias_id: str
    """Of `kind`, `payer` and `party`: what `forget` names it by."""
    kind: Literal["name", "account"]
    payer: str
    """A name in normalised form (`reconciliation.names.normalised`), or an account number in capital letters
    and digits alone."""
    party: str
    """The vendor (of payables) or the customer (of receivables) in normalised form."""
    confirmed: int = 0
    """Confirmed links that show it."""
    rejected: int = 0
    """Rejected pairs that speak against it."""
    last_at: datetime


class LevelCount(Record, frozen=True, kw_only=True):
    """How often a comparison level held in what people judged."""

    confirmed: int = 0
    rejected: int = 0


class Memory(Record, frozen=True, kw_only=True):
    """One tenant's memory: one document."""

    version: int = 0
    """One more with every change."""
    links: list[Link] = []
    rejected: list[RejectedPair] = []
    aliases: list[PayerAlias] = []
    levels: dict[str, LevelCount] = {}
    """By feature and level, such as ``name/token_set_90``: what moves the match weights of this tenant."""


def invoice_key(invoice: Invoice, upload_id: int | None) -> InvoiceKey:
    """What `invoice` of upload `upload_id` is found again by."""
    return InvoiceKey(
        upload_id=upload_id,
        invoice_id=invoice.invoice_id,
        invoice_number=invoice.invoice_number,
        content_id=_content_id(invoice),
    )


def transaction_key(transaction: Transaction, upload_id: int | None) -> TransactionKey:
    """What `transaction` of upload `upload_id` is found again by."""
    return TransactionKey(
        upload_id=upload_id,
        transaction_id=transaction.transaction_id,
        fingerprint=transaction.fingerprint,
    )


def account_key(account: str | None) -> str | None:
    """An account number or IBAN as aliases have it: capital letters and digits alone."""
    return re.sub(r"[^0-9A-Z]", "", account.upper()) or None if account else None


def alias_id(kind: str, payer: str, party: str) -> str:
    """The id of an alias: the same wherever and whenever it is learnt."""
    return hashlib.sha256(f"{kind}|{payer}|{party}".encode()).hexdigest()[:16]


def _content_id(invoice: Invoice) -> str | None:
    number = _compact(invoice.invoice_number)
    if not number:
        return None
    total = "" if invoice.total_amount is None else f"{abs(invoice.total_amount).normalize() + 0:f}"
    parts = (
        number,
        _compact(invoice.vendor_name) or "",
        total,
        invoice.currency or "",
        invoice.document_type,
    )
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def _compact(text: str | None) -> str | None:
    return None if text is None else "".join(filter(str.isalnum, text)).casefold()
