"""Documents to columns: one sorted row per invoice and per transaction, money in integer minor units.

Rows are sorted by their ids and by nothing else, so that whatever follows gives the same result in any
order of input rows. A document as small as ``{"invoices": [...]}`` is enough: what is absent is unknown.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.memory import account_key
from python_ocr_reconcile.models.statement import BankDocument, Transaction
from python_ocr_reconcile.money import minor_digits, to_minor

Ints = NDArray[np.int64]
Smalls = NDArray[np.signedinteger[Any]]
"""Whole numbers in as many bytes as they need: columns of millions of them."""
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
R = TypeVar("R", Invoice, Transaction)
D = TypeVar("D", InvoiceDocument, BankDocument)

UNKNOWN_DAY = 0
"""`date.toordinal` starts at 1."""
ANY_CURRENCY = -1
AMOUNT_BITS = 40
"""Amounts share an int64 with a date or a key in sorted indexes; 2**40 minor units are 11 billion."""


@dataclass(frozen=True, slots=True, eq=False)
class Bills:
    """The invoice side, a column per attribute, all of the same length."""

    records: list[Invoice]
    upload_id: list[int | None]
    """Of the document that each stands in; ids are unique within one."""
    amount: Ints
    """What is left to pay, signed (credit notes negative), minor units; 0 where it is not known."""
    gross: Ints
    """What the invoice is worth, the same unit; equal to `amount` unless part of it was paid before."""
    currency: list[str | None]
    """Stated, or else the one most of the transactions are in."""
    currency_code: Ints
    """`ANY_CURRENCY` where it is not stated."""
    digits: Ints
    """Digits of the minor unit of `currency`."""
    issued: Ints
    """`date.toordinal`, `UNKNOWN_DAY` where it is not known."""
    due: Ints

    def __len__(self) -> int:
        return len(self.records)


@dataclass(frozen=True, slots=True, eq=False)
class Payments:
    """The bank side, a column per attribute, all of the same length."""

    records: list[Transaction]
    upload_id: list[int | None]
    outflow: Ints
    """Money out, minor units; money in is negative; 0 where it is not known."""
    currency: list[str | None]
    currency_code: Ints
    digits: Ints
    day: Ints
    """Booking date, or value date where only that is known."""
    account: list[tuple[int | None, int]]
    """Which account each was booked on: its upload and its place among the upload's statements."""
    own_accounts: frozenset[str]
    """Numbers of the accounts of the run, as `models.memory.account_key` has them."""
    holders: frozenset[str]
    """Names of their holders, as printed."""
    text: list[str]
    """The remittance: description and reference number."""

    def __len__(self) -> int:
        return len(self.records)


def load(invoices: Sequence[InvoiceDocument], bank: Sequence[BankDocument]) -> tuple[Bills, Payments]:
    """Both sides of a run as columns."""
    bills = in_id_order(
        [(invoice, document) for document in invoices for invoice in document.invoices], "invoice_id"
    )
    entries = in_id_order(
        [(transaction, document) for document in bank for transaction in document.transactions],
        "transaction_id",
    )
    paid_in = [_transaction_currency(transaction, document) for transaction, document in entries]
    billed_in = [_clean_currency(invoice.currency) for invoice, _ in bills]
    usual = _most_common(paid_in) or _most_common(billed_in)
    paid_in_or_usual = [currency or usual for currency in paid_in]
    billed_in_or_usual = [currency or usual for currency in billed_in]
    codes = {c: number for number, c in enumerate(sorted({c for c in paid_in + billed_in if c}))}
    amounts = [
        _payable(invoice, currency) for (invoice, _), currency in zip(bills, billed_in_or_usual, strict=True)
    ]
    return (
        Bills(
            records=[invoice for invoice, _ in bills],
            upload_id=[document.upload_id for _, document in bills],
            amount=_column(payable for payable, _ in amounts),
            gross=_column(gross for _, gross in amounts),
            currency=billed_in_or_usual,
            currency_code=_column(codes.get(c or "", ANY_CURRENCY) for c in billed_in),
            digits=_digits(billed_in_or_usual),
            issued=_column(_day(invoice.invoice_date) for invoice, _ in bills),
            due=_column(_day(invoice.due_date) for invoice, _ in bills),
        ),
        Payments(
            records=[transaction for transaction, _ in entries],
            upload_id=[document.upload_id for _, document in entries],
            outflow=_column(
                _outflow(transaction, currency)
                for (transaction, _), currency in zip(entries, paid_in_or_usual, strict=True)
            ),
            currency=paid_in_or_usual,
            currency_code=_column(codes.get(c or "", ANY_CURRENCY) for c in paid_in),
            digits=_digits(paid_in_or_usual),
            day=_column(_day(t.transaction_date or t.value_date) for t, _ in entries),
            account=_accounts(entries),
            own_accounts=frozenset(
                key
                for document in bank
                for info in (document.statement_info, *document.statements)
                for number in (info.iban, info.account_number)
                if (key := account_key(number)) is not None
            ),
            holders=frozenset(
                info.account_name
                for document in bank
                for info in (document.statement_info, *document.statements)
                if info.account_name
            ),
            text=[_remittance(transaction) for transaction, _ in entries],
        ),
    )


def _accounts(entries: list[tuple[Transaction, BankDocument]]) -> list[tuple[int | None, int]]:
    """Each account once, however many were booked on it."""
    known: dict[tuple[int | None, int], tuple[int | None, int]] = {}
    each = ((document.upload_id, transaction.statement_index) for transaction, document in entries)
    return [known.setdefault(account, account) for account in each]


def in_id_order(records: list[tuple[R, D]], id_field: str) -> list[tuple[R, D]]:
    """`records` by upload and id, numbers inside an id by value (``inv-2`` before ``inv-10``).

    Ids that occur twice, which a well-formed document does not have, fall back on the whole record.
    """

    def place(each: tuple[R, D]) -> tuple[Any, ...]:
        return each[1].upload_id or 0, natural_key(getattr(each[0], id_field))

    ids = [getattr(record, id_field) for record, _ in records]
    uploads = [document.upload_id for _, document in records]
    one_upload = len(set(uploads)) == 1
    if (len(set(ids)) if one_upload else len(set(zip(uploads, ids, strict=True)))) < len(records):
        return sorted(records, key=lambda each: (place(each), encode(each[0])))
    order = _usual_order(ids) if one_upload else None
    return sorted(records, key=place) if order is None else [records[at] for at in order.tolist()]


def _usual_order(ids: list[str]) -> Ints | None:
    """The order of ids that are all a text and a number, by columns: keys of a million take 300 MB."""
    heads: dict[str, int] = {}
    head, number = array("q"), array("q")
    for each in ids:
        if (found := _PLAIN_ID.fullmatch(each)) is None:
            return None
        head.append(heads.setdefault(found[1], len(heads)))
        number.append(int(found[2]))
    place = {each: at for at, each in enumerate(sorted(heads))}
    rank = np.array([place[each] for each in heads], dtype=np.int64)
    return np.lexsort((np.array(number, dtype=np.int64), rank[np.array(head, dtype=np.int64)]))


_PLAIN_ID = re.compile(r"([^0-9]*)([1-9][0-9]{0,17})")
_NUMBERS = re.compile(r"([0-9]+)")
_ONE_NUMBER = re.compile(r"([^0-9]*)([0-9]+)")


def natural_key(text: str) -> tuple[Any, ...]:
    """Sort key that compares runs of digits by value, and is total: equal only for equal texts."""
    if usual := _ONE_NUMBER.fullmatch(text):  # inv-42: nearly every id
        bare = usual[2].lstrip("0")
        return usual[1], (len(bare), bare), "", (0, ""), text
    parts = _NUMBERS.split(text)
    # A number as (digits, text): int() refuses more than 4,300 digits.
    numbers = [(len(bare := part.lstrip("0")), bare) for part in parts[1::2]]
    return (*(item for pair in zip(parts[::2], [*numbers, (0, "")], strict=True) for item in pair), text)


def minor_units(amount: Decimal | None, currency: str | None) -> int:
    """`amount` in minor units; 0 where it is absent, or too large to be a payment (`AMOUNT_BITS`)."""
    if amount is None or not amount.is_finite() or amount.adjusted() > 12:
        return 0
    units = to_minor(amount, currency)
    return units if abs(units) < 1 << AMOUNT_BITS else 0


def _payable(invoice: Invoice, currency: str | None) -> tuple[int, int]:
    gross = minor_units(invoice.total_amount, currency)
    due = minor_units(invoice.amount_due, currency)
    if invoice.document_type == "credit_note":
        gross, due = -abs(gross), -abs(due)
    # Nothing left to pay is what a receipt says of itself: the payment is looked for all the same.
    return (due or gross, gross or due)


def _outflow(transaction: Transaction, currency: str | None) -> int:
    out, into = transaction.debit_amount, transaction.credit_amount
    moved = 0 if out is None else minor_units(out, currency)
    return moved if into is None else moved - minor_units(into, currency)


def _transaction_currency(transaction: Transaction, bank: BankDocument) -> str | None:
    own = _clean_currency(transaction.currency)
    if own:
        return own
    if 0 <= transaction.statement_index < len(bank.statements):
        return _clean_currency(bank.statements[transaction.statement_index].currency)
    return _clean_currency(bank.statement_info.currency)


def _clean_currency(currency: str | None) -> str | None:
    return (currency or "").strip().upper() or None


def _most_common(currencies: list[str | None]) -> str | None:
    counts = Counter(currency for currency in currencies if currency)
    return min(counts, key=lambda currency: (-counts[currency], currency)) if counts else None


def _remittance(transaction: Transaction) -> str:
    description, reference = transaction.description or "", transaction.reference_number or ""
    return description if reference in description else f"{description} {reference}".strip()


def _day(day: date | None) -> int:
    return day.toordinal() if day else UNKNOWN_DAY


def _column(values: Any) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _digits(currencies: list[str | None]) -> Ints:
    known = {currency: minor_digits(currency) for currency in set(currencies)}
    return _column(known[currency] for currency in currencies)


def expected_day(bills: Bills, rows: Ints | list[int] | slice = slice(None)) -> Ints:
    """When each invoice should be paid: due date, else invoice date, else `UNKNOWN_DAY`."""
    due = bills.due[rows]
    return np.where(due != UNKNOWN_DAY, due, bills.issued[rows])


def same_currency(bills: Bills, payments: Payments, bill: Ints | int, payment: Ints | int) -> Bools:
    """Whether each pair may be in one currency: it differs only where both sides state it.

    One row stands for as many as the other side has.

    An amount without a currency is never compared across minor units: 100 yen are not 1.00 of anything.
    """
    billed, paid = bills.currency_code[bill], payments.currency_code[payment]
    same = np.asarray(billed == paid)
    if same.all():
        return same
    unstated = (billed == ANY_CURRENCY) | (paid == ANY_CURRENCY)
    return np.asarray(same | (unstated & (bills.digits[bill] == payments.digits[payment])))
