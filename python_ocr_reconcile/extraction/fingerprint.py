"""What tells one booked entry from every other: the same wherever a bank prints or sends it again.

Two statements that overlap print the same entries, and nothing in a fingerprint differs between them. Genuine
twins (two equal coffees on one day) are told apart by their place among their equals.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from python_ocr_reconcile.models.statement import StatementInfo, Transaction

_NO_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}
LENGTH = 32
"""Hexadecimal digits: 128 bits."""


def with_fingerprints(
    statements: Sequence[StatementInfo], transactions: Iterable[Transaction]
) -> Iterator[Transaction]:
    """Each of `transactions` with its fingerprint, over account, day, signed amount, text and place."""
    accounts = [_account(statement) for statement in statements]
    seen: Counter[tuple[int, str]] = Counter()
    for transaction in transactions:
        identity = _identity(accounts[transaction.statement_index], transaction)
        equals = (transaction.statement_index, identity)
        digest = hashlib.sha256(f"{identity}|{seen[equals]}".encode()).hexdigest()
        seen[equals] += 1
        yield structs.replace(transaction, fingerprint=digest[:LENGTH])


def _account(statement: StatementInfo) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", statement.iban or statement.account_number or "").upper()


def _identity(account: str, transaction: Transaction) -> str:
    day = transaction.transaction_date or transaction.value_date
    credit, debit = transaction.credit_amount, transaction.debit_amount
    amount = credit if credit is not None else -debit if debit is not None else None
    # 5, 5.0 and 5.00 are one amount; so are -0 and 0.
    printed = "" if amount is None else f"{amount.normalize() + 0:f}"
    return f"{account}|{day or ''}|{printed}|{_folded(transaction.description or '')}"


def _folded(text: str) -> str:
    """Letters and digits alone: banks wrap and space the same text differently from one file to the next."""
    if text.isascii():
        return text.lower().translate(_NO_LETTERS)
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum())
