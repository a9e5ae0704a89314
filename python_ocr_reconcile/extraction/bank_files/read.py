"""Bytes of a bank file to a verified reading: the whole trip, downwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from python_ocr_reconcile.collector import resting_collector
from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.errors import DamagedFileError, EmptyFileError, LimitExceededError
from python_ocr_reconcile.extraction.bank_files.assemble import assemble
from python_ocr_reconcile.extraction.bank_files.camt import read_camt
from python_ocr_reconcile.extraction.bank_files.entries import BankFile
from python_ocr_reconcile.extraction.bank_files.mt940 import read_mt940
from python_ocr_reconcile.extraction.bank_files.ofx import read_ofx
from python_ocr_reconcile.extraction.bank_files.qif import read_qif
from python_ocr_reconcile.extraction.bank_files.tables import read_table, read_workbook
from python_ocr_reconcile.extraction.statement.reading import StatementReading

_READERS: dict[str, Callable[[bytes], BankFile]] = {
    "camt": read_camt,
    "mt940": read_mt940,
    "mt942": read_mt940,
    "ofx": read_ofx,
    "qif": read_qif,
    "csv": read_table,
    "xlsx": read_workbook,
    "xls": read_workbook,
}


def read_bank_file(path: Path, file_format: str) -> StatementReading:
    """The statements of the bank file at `path`, proved where the balances it states are met.

    Raises `EmptyFileError`, or a `DocumentError` that says what is wrong with the file.
    """
    data = path.read_bytes()
    if not data.strip(b"\0 \t\r\n"):
        raise EmptyFileError("The file has nothing but white space.")
    with resting_collector():
        found = _READERS[file_format](data)
        _within_limits(found)
        return assemble(found)


def _within_limits(found: BankFile) -> None:
    entries = sum(len(statement.entries) for statement in found.statements)
    limit = DOCUMENT_LIMITS
    if entries > limit.transactions or len(found.statements) > limit.statements:
        raise LimitExceededError(
            f"The file has {entries:,} entries in {len(found.statements):,} statements; the limits are "
            f"{limit.transactions:,} and {limit.statements:,}."
        )
    for statement in found.statements:
        amounts = [e.amount for e in statement.entries]
        balances = [e.balance for e in statement.entries if e.balance]
        stated = [f for f in (statement.opening, statement.closing) if f]
        for fact in (*amounts, *balances, *stated):
            if abs(fact.value) > limit.money:
                raise DamagedFileError(f"{fact.place}: no account moves {limit.money:,} and more.")
