"""How long reconciliation takes, how much it holds, and what ends it where it would take too long."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from math import log
from pathlib import Path

import msgspec
import zstandard
from generate import Case, generate

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.models.encoding import decode, document_hash, encode
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.production_json_models import ReconciliationMatch
from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
from python_ocr_reconcile.models.statement import BankDocument, Transaction
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.reconciliation import reconcile
from python_ocr_reconcile.services.documents import reconciliation_row
from python_ocr_reconcile.storage.store import Store

SIZES = ((100, 342), (1_000, 10_000), (10_000, 100_000), (100_000, 1_000_000))


def timing(largest: int) -> None:
    """One process a size, which reads both documents as a service does, so that each peak is its own."""
    print(
        f"{'invoices':>8} {'transactions':>12} {'wall s':>8} {'CPU s':>8} {'us/transaction':>14} "
        f"{'peak MB':>8} {'slope':>6}"
    )
    before: tuple[int, float] | None = None
    for invoices, transactions in SIZES:
        if transactions > largest:
            continue
        with tempfile.TemporaryDirectory() as folder:
            _in_process(f"write_one({invoices}, {transactions}, Path({folder!r}))")
            count, wall, cpu, peak = _in_process(f"time_one(Path({folder!r}))").split()
        slope = log(float(cpu) / before[1]) / log(int(count) / before[0]) if before else 0.0
        before = int(count), float(cpu)
        print(
            f"{invoices:8} {count:>12} {wall:>8} {cpu:>8} {1e6 * float(cpu) / int(count):14.1f} {peak:>8} "
            f"{slope:6.2f}"
        )


def _in_process(call: str) -> str:
    code = f"from pathlib import Path; import scale; scale.{call}"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=sys.path[0], stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def write_one(invoices: int, transactions: int, folder: Path) -> None:
    case = generate(7, invoices=invoices, noise=0.4, unrelated=transactions / (invoices * 0.82))
    del case.transactions[transactions:]
    (folder / "invoices.json").write_bytes(encode(case.invoice_document))
    (folder / "bank.json").write_bytes(encode(case.bank_document))


def time_one(folder: Path) -> None:
    bills = decode((folder / "invoices.json").read_bytes(), InvoiceDocument)
    bank = decode((folder / "bank.json").read_bytes(), BankDocument)
    seconds = []
    # The best of three for small sizes: other work on the machine only ever adds.
    for _ in range(3 if len(bank.transactions) < 50_000 else 1):
        wall, cpu = time.perf_counter(), time.process_time()
        result = reconcile(bills, bank)
        seconds.append((time.process_time() - cpu, time.perf_counter() - wall))
    cpu, wall = min(seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(len(bank.transactions), f"{wall:.3f}", f"{cpu:.3f}", peak)
    del result


def hostile(count: int = 5_000) -> None:
    """One supplier, one round amount, no reference that tells them apart."""
    days = [date(2024, 1, 1) + timedelta(days=n % 360) for n in range(count)]
    bills = [
        Invoice(
            invoice_id=f"inv-{n}", invoice_number=f"R-{n:05d}", invoice_date=day, vendor_name="Acme GmbH",
            total_amount=Decimal("1000.00"), currency="EUR",
        )
        for n, day in enumerate(days)
    ]  # fmt: skip
    entries = [
        Transaction(
            transaction_id=f"txn-{n}", transaction_date=day + timedelta(days=14), description="ACME GMBH",
            debit_amount=Decimal("1000.00"), currency="EUR",
        )
        for n, day in enumerate(days)
    ]  # fmt: skip
    wall, cpu = time.perf_counter(), time.process_time()
    result = reconcile(InvoiceDocument(invoices=bills), BankDocument(transactions=entries))
    print(f"{time.perf_counter() - wall:.1f} s, CPU {time.process_time() - cpu:.1f} s")
    print(f"matched {len(result.matched)}, proposed {len(result.partial)}")
    for cut in result.reconciliation_info.cut_short:
        print(f"{cut.step}: {cut.explanation}")


def one_row(count: int = 100_000, database: str | None = None) -> None:
    """That many matches in one document: made, validated, compressed, stored as one row and read back."""
    case = Case()
    for n in range(count):
        day = date(2024, 1, 1) + timedelta(days=n % 360)
        amount = Decimal(10_000 + 7 * n).scaleb(-2)
        number = f"INV-{n:06d}"
        case.invoices.append(
            Invoice(
                invoice_id=f"inv-{n}", invoice_number=number, invoice_date=day, total_amount=amount,
                vendor_name=f"Supplier {n % 997} Ltd", currency="EUR",
            )
        )  # fmt: skip
        case.transactions.append(
            Transaction(
                transaction_id=f"txn-{n}", transaction_date=day + timedelta(days=10), debit_amount=amount,
                description=f"SUPPLIER {n % 997} LTD {number}", currency="EUR",
            )
        )  # fmt: skip
    result = reconcile(case.invoice_document, case.bank_document)
    json = encode(result)
    started = time.perf_counter()
    validate(json, "reconciliation")
    seconds = time.perf_counter() - started
    packed = zstandard.ZstdCompressor(level=3).compress(json)
    again = decode(json, ReconciliationDocument)
    print(
        f"{len(result.matched)} matches: {len(json) / 1e6:.1f} MB, validated in {seconds:.1f} s, "
        f"zstd {len(packed) / 1e6:.1f} MB ({len(json) / len(packed):.1f} to 1), "
        f"read back the same: {encode(again) == json}",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        stored(result, database or str(Path(folder) / "store.db"))


def stored(result: ReconciliationDocument, database: str) -> None:
    """Write `result` as one row of a real store, and read it back."""
    with Store.open(Settings(database_url=database)) as store:
        invoices, bank = (
            store.claim_upload(
                kind, file_name=f"{kind}.json", file_path=kind, file_hash=str(at) * 64, file_size=1,
                mime_type="application/json",
            )[0]
            for at, kind in enumerate(("invoice", "bank"))
        )  # fmt: skip

        def row(reconciliation_id: int) -> ReconciliationMatch:
            document = msgspec.structs.replace(result, reconciliation_id=reconciliation_id)
            return reconciliation_row(document, invoices, bank)

        wall, cpu = time.perf_counter(), time.process_time()
        written = store.add_reconciliation(row)
        print(
            f"stored in {time.perf_counter() - wall:.1f} s, CPU {time.process_time() - cpu:.1f} s", flush=True
        )
        wall, cpu = time.perf_counter(), time.process_time()
        read = store.get_reconciliation(written.reconciliation_id)
        document = decode(read.reconciliation_match_json, ReconciliationDocument)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        same = msgspec.structs.replace(document, reconciliation_id=None)
        print(
            f"read back and decoded in {wall:.1f} s, CPU {cpu:.1f} s; "
            f"the same: {document_hash(same) == document_hash(result)}"
        )
