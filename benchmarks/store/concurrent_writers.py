"""Sixteen processes write to one SQLite file at once: how many writes fail, and how long one waits.

    python benchmarks/store/concurrent_writers.py [--processes 16] [--writes 2000] [--database FILE]

Each write is one transaction of the real store, as the service makes them: an upload is claimed, begun,
said to be alive, finished with its document, and reconciled. Exits with 1 if any write failed, or if the
rows that are there afterwards are not exactly those that were acknowledged.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.dates import now
from python_ocr_reconcile.errors import OcrReconcileError
from python_ocr_reconcile.models.production_json_models import ReconciliationMatch
from python_ocr_reconcile.storage.store import Store

WRITES_OF_ONE_UPLOAD = 5
DOCUMENT = b'{"invoices":[' + b",".join([b'{"total_amount":12.30,"currency":"EUR"}'] * 50) + b"]}"


class Tally:
    """The waits and the errors of one process."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.errors: Counter[str] = Counter()

    def timed(self, write: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        try:
            return write()
        except OcrReconcileError as problem:
            self.errors[str(problem)] += 1
            return None
        finally:
            self.seconds.append(time.perf_counter() - started)


def claim(store: Store, kind: Any, content: str) -> Any:
    row, _ = store.claim_upload(
        kind,
        file_name=content,
        file_path=content,
        file_hash=sha256(content.encode()).hexdigest(),
        file_size=1,
        mime_type="application/pdf",
    )
    return row


def write(settings: Settings, worker: str, uploads: int, bank_id: int, start: Any, results: Any) -> None:
    """The work of one process: `uploads` uploads, five writes each."""
    tally = Tally()
    with Store.open(settings) as store:
        start.wait()
        for number in range(uploads):
            row = tally.timed(lambda number=number: claim(store, "invoice", f"{worker} {number}"))
            upload_id = row.upload_id if row else 0
            row = tally.timed(lambda upload_id=upload_id: store.begin("invoice", upload_id, worker))
            tally.timed(lambda upload_id=upload_id: store.heartbeat("invoice", upload_id, worker))
            if row:
                done = msgspec.structs.replace(
                    row, status="completed", invoice_json=DOCUMENT, total_amount=Decimal("12.30")
                )
                tally.timed(lambda done=done: store.finish(done))
            tally.timed(lambda upload_id=upload_id: reconcile(store, upload_id, bank_id))
    results.put((tally.seconds, tally.errors))


def reconcile(store: Store, invoice_id: int, bank_id: int) -> ReconciliationMatch:
    at = now()
    return store.add_reconciliation(
        lambda number: ReconciliationMatch(
            reconciliation_id=number,
            invoice_upload_id=invoice_id,
            bank_upload_id=bank_id,
            invoice_file_name="invoices.pdf",
            bank_file_name="bank.pdf",
            reconciliation_timestamp=at,
            reconciliation_duration_seconds=0.0,
            status="completed",
            reconciliation_match_json=DOCUMENT,
            created_at=at,
            updated_at=at,
        )
    )


def measure(database: Path, processes: int, writes: int) -> bool:
    """Print the figures; whether every write was done and every row is there."""
    settings = Settings(database_url=str(database))
    uploads = writes // WRITES_OF_ONE_UPLOAD // processes
    with Store.open(settings) as store:
        bank_id = claim(store, "bank", "bank").upload_id
        before = store.counts()
    # Forked from a process that has imported everything: what is measured is writing, not starting Python.
    context = multiprocessing.get_context("fork")
    start, results = context.Barrier(processes + 1), context.Queue()
    workers = [
        context.Process(target=write, args=(settings, f"worker {number}", uploads, bank_id, start, results))
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    start.wait()
    started = time.perf_counter()
    found = [results.get() for _ in workers]
    elapsed = time.perf_counter() - started
    for worker in workers:
        worker.join()

    seconds = sorted(wait for waits, _ in found for wait in waits)
    errors = sum((one for _, one in found), Counter())
    with Store.open(settings) as store:
        counts = store.counts()
    added = counts["invoice_uploads"] - before["invoice_uploads"]
    runs = counts["reconciliations"] - before["reconciliations"]
    print(f"{len(seconds):,} writes by {processes} processes, {errors.total()} errors")
    for message, count in errors.most_common():
        print(f"  {count:,} x {message}")
    print(f"rows: {added:,} uploads and {runs:,} runs of {uploads * processes:,} acknowledged")
    print(f"{len(seconds) / elapsed:,.0f} writes a second, {elapsed:.1f} s in all")
    print(f"wait: median {seconds[len(seconds) // 2] * 1e3:.1f} ms, longest {seconds[-1]:.2f} s")
    return not errors and added == runs == uploads * processes


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--writes", type=int, default=2_000)
    parser.add_argument("--database", type=Path, help="a file to make; a temporary one unless given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = given.database or Path(folder) / "store.db"
        sys.exit(0 if measure(database, given.processes, given.writes) else 1)
