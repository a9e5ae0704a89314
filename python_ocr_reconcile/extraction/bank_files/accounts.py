"""Whose account it is: an IBAN where its check digits are right, a number in any case, the bank behind it."""

from __future__ import annotations

import re
from functools import lru_cache

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from python_ocr_reconcile.extraction.bank_files.currencies import is_currency
from python_ocr_reconcile.extraction.bank_files.entries import BankStatement, Fact
from python_ocr_reconcile.extraction.bank_files.text import squeezed

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


def is_iban_shaped(text: str) -> bool:
    """Whether `text` looks like an IBAN, right or misprinted."""
    return _IBAN.fullmatch(text.strip()) is not None


@lru_cache(maxsize=4096)
def valid_iban(text: str) -> str | None:
    """`text` without spaces where it is an IBAN whose length and check digits are right."""
    bare = re.sub(r"\s", "", text).upper()
    if not _IBAN.fullmatch(bare):
        return None
    try:
        IBAN(bare)
    except SchwiftyException:
        return None
    return bare


def set_account(statement: BankStatement, text: str, place: str) -> None:
    """Take account number, IBAN, bank and currency from an account line such as ``bank/account`` or an IBAN.

    A currency may follow (``...EUR``, ``.../HUF``).
    """
    raw = squeezed(text)
    if not raw:
        return
    parts = [part.strip() for part in raw.split("/") if part.strip()]
    if len(parts) > 1 and is_currency(parts[-1]):
        statement.currency = Fact(parts[-1], raw, place)
        parts = parts[:-1]
    for part in parts:
        bare = part.replace(" ", "")
        tail = bare[-3:]
        without = bare[:-3] if is_currency(tail) else bare
        for candidate in (bare, without):
            if (iban := valid_iban(candidate)) is not None:
                _set_iban(statement, iban, raw, place)
                if candidate is without and without is not bare and statement.currency is None:
                    statement.currency = Fact(tail, raw, place)
                return
    number = parts[-1] if parts else raw
    statement.account_number = Fact(number, raw, place)


def _set_iban(statement: BankStatement, iban: str, raw: str, place: str) -> None:
    statement.iban = Fact(iban, raw, place)
    known = IBAN(iban)
    statement.account_number = Fact(known.account_code or iban, raw, place)
    if statement.bank_name is None and known.bank_name:
        statement.bank_name = Fact(known.bank_name, iban, f"bank code of the IBAN, {place}")
