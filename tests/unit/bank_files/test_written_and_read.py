"""The same random history in every format and dialect comes back equal; a failure names seed and dialect."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from bank_file_generator import WRITERS, History, Written, written

from python_ocr_reconcile.extraction.extract import extract_bank_file
from python_ocr_reconcile.intake.identify import identify

SEEDS = range(40)


def signed(transaction) -> Decimal:
    if transaction.credit_amount is not None:
        return transaction.credit_amount
    return -transaction.debit_amount


def read(file: Written, folder: Path):
    path = folder / "bank.file"
    path.write_bytes(file.data)
    return extract_bank_file(path, identify(path)).whole()


def difference(file: Written, reading) -> str | None:
    """The first thing that did not come back, ``None`` where all did."""
    if len(reading.statements) != len(file.histories):
        return f"{len(reading.statements)} statements of {len(file.histories)}"
    for index, (one, info) in enumerate(zip(file.histories, reading.statements, strict=True)):
        rows = [t for t in reading.transactions if t.statement_index == index]
        for told, wanted, got in (
            ("iban", one.iban, info.iban),
            ("currency", one.currency, info.currency),
            ("opening", one.opening, info.opening_balance),
            ("closing", one.closing, info.closing_balance),
        ):
            if told in file.states and wanted != got:
                return f"{told}: {got} for {wanted}"
        # A running balance gives the closing balance, and proves nothing: only stated ones do.
        expected = "proved" if {"opening", "closing"} <= file.states else "unproved"
        if info.proof != expected:
            return f"{info.proof}, not {expected}: {[n.message for n in reading.notices]}"
        if problem := _rows(file, one, rows):
            return problem
    return None


def _rows(file: Written, one: History, rows) -> str | None:
    if len(rows) != len(one.entries):
        return f"{len(rows)} entries of {len(one.entries)}"
    balances = dict(zip(map(id, one.entries), one.balances(), strict=True))
    for item, row in zip(one.entries, rows, strict=True):
        day = item.value_day if "by_value_date" in file.states else item.day
        if (day, item.amount) != (row.transaction_date, signed(row)):
            return f"{row.transaction_date} {signed(row)} for {day} {item.amount}"
        for told, wanted, got in (
            ("value_date", item.value_day, row.value_date),
            ("name", item.name, row.counterparty_name),
            ("account", item.account, row.counterparty_account),
            ("reference", item.reference, row.reference_number),
        ):
            if told in file.states and wanted != got:
                return f"{told}: {got!r} for {wanted!r}"
        if "balance" in file.states and row.balance is None:
            return f"no balance for {balances[id(item)]}"
    return None


@pytest.mark.parametrize("kind", list(WRITERS))
def test_what_is_written_is_read(kind, tmp_path):
    for seed in SEEDS:
        file = written(kind, seed)
        problem = difference(file, read(file, tmp_path))
        assert problem is None, f"{kind} seed {seed} ({file.dialect}): {problem}"
