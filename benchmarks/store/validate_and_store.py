"""Validate and store a statement of 10,000 transactions, against a plain `sqlite3` insert of the same bytes.

    python benchmarks/store/validate_and_store.py [--transactions 10000] [--rounds 15]

Both write to a file on the same volume, durably (WAL, synchronous=FULL), one row and one commit a round,
in turn; the medians are compared. The plain insert is told nothing and checks nothing.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from python_ocr_reconcile import __version__
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.dates import now
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.evidence import Check, Evidence, Operand
from python_ocr_reconcile.models.file import FileInfo, PageInfo, ProcessingInfo
from python_ocr_reconcile.models.statement import BankDocument, BankSummary, StatementInfo, Transaction
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.storage.store import Store


def transaction(number: int, balance: Decimal) -> Transaction:
    """One printed line with its evidence and the check of its running balance."""
    amount = Decimal(number % 9_973 + 1).scaleb(-2)
    page, place = number // 50 + 1, (400.0, 100.0 + 12 * (number % 50), 450.0, 110.0 + 12 * (number % 50))

    def read(value: Decimal) -> Evidence:
        return Evidence(
            value=value, raw=f"{value:,}", page=page, bbox=place, source="ocr", ocr_confidence=0.93,
            method="table_column", status="proved", checks=[f"balance-{number}"],
        )  # fmt: skip

    return Transaction(
        transaction_id=f"txn-{number}",
        transaction_date=date(2024, 1, 1) + timedelta(days=number % 366),
        value_date=date(2024, 1, 1) + timedelta(days=number % 366),
        description=f"SEPA transfer to counterparty {number} for invoice RE-{number:06}",
        debit_amount=amount,
        balance=balance - amount,
        currency="EUR",
        transaction_type="transfer",
        reference_number=f"RE-{number:06}",
        counterparty_name=f"Counterparty {number} GmbH",
        page_number=page,
        confidence_score=0.98,
        evidence={"debit_amount": read(amount), "balance": read(balance - amount)},
        checks=[
            Check(
                check_id=f"balance-{number}",
                name="running_balance",
                operation="sum",
                operands=[
                    Operand(pointer=f"/transactions/{number - 1}/balance"),
                    Operand(pointer=f"/transactions/{number}/debit_amount", factor=Decimal(-1)),
                ],
                result=f"/transactions/{number}/balance",
                expected=balance - amount,
                actual=balance - amount,
                closes=True,
                equation=f"{balance:,} - {amount:,} = {balance - amount:,}",
            )
        ],
    )


def statement(count: int) -> BankDocument:
    transactions, balance = [], Decimal("1000000.00")
    for number in range(count):
        transactions.append(transaction(number, balance))
        balance = transactions[-1].balance or balance
    info = StatementInfo(
        account_number="0012345678",
        bank_name="Example Bank",
        opening_balance=Decimal("1000000.00"),
        closing_balance=balance,
        currency="EUR",
        statement_type="checking",
        proof="proved",
    )
    return BankDocument(
        upload_id=1,
        file_info=FileInfo(
            file_name="statement.pdf",
            file_size=1,
            file_hash="0" * 64,
            mime_type="application/pdf",
            pages_total=count // 50 + 1,
            upload_timestamp=now(),
        ),
        processing_info=ProcessingInfo(
            processing_start=now(),
            processing_end=now(),
            processing_duration_seconds=1.0,
            ocr_engine="tesseract 5.3.0",
            confidence_score=0.98,
            status="completed",
            software_version=__version__,
            pages=[PageInfo(page=page, source="ocr", words=500) for page in range(1, count // 50 + 2)],
        ),
        statement_info=info,
        statements=[info],
        extraction_summary=BankSummary(total_transactions_found=count, total_transactions_processed=count),
        transactions=transactions,
    )


def timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure(folder: Path, count: int, rounds: int) -> None:
    document = encode(statement(count))
    print(f"{count:,} transactions, {len(document) / 1e6:.1f} MB of JSON, {rounds} rounds")
    store = Store.open(Settings(database_url=str(folder / "store.db")))
    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("PRAGMA synchronous = FULL")
    plain.execute("CREATE TABLE documents (id INTEGER PRIMARY KEY, json TEXT NOT NULL)")
    text = document.decode()

    def store_one(number: int) -> Callable[[], Any]:
        row, _ = store.claim_upload(
            "bank",
            file_name="statement.pdf",
            file_path="p",
            file_hash=sha256(str(number).encode()).hexdigest(),
            file_size=1,
            mime_type="application/pdf",
        )
        done = msgspec.structs.replace(row, status="completed", bank_transaction_json=document)
        return lambda: (
            times["validate"].append(timed(lambda: validate(document, "bank"))),
            store.finish(done),
        )

    def insert_plain() -> None:
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("INSERT INTO documents (json) VALUES (?)", (text,))
        plain.execute("COMMIT")

    times: dict[str, list[float]] = {"validate": [], "ours": [], "plain": []}
    for number in range(rounds + 1):
        work = store_one(number)
        if number % 2:  # in turn, so that neither always writes behind the other's checkpoint
            times["plain"].append(timed(insert_plain))
            times["ours"].append(timed(work))
        else:
            times["ours"].append(timed(work))
            times["plain"].append(timed(insert_plain))
    ours, theirs, checking = (median(times[name][1:]) for name in ("ours", "plain", "validate"))
    print(f"plain sqlite3 insert: {theirs * 1e3:.1f} ms")
    print(f"validate and store:   {ours * 1e3:.1f} ms, of which validating {checking * 1e3:.1f} ms")
    print(f"ratio: {ours / theirs:.2f}; of storing alone: {(ours - checking) / theirs:.2f}")
    store.close()
    plain.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--transactions", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        measure(Path(temporary), given.transactions, given.rounds)
