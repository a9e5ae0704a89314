"""How long the pages take over 100,000 documents, a document of 1,000 lines and one of 10,000 transactions.

Times are of whole answers of the application, without a network: by the clock, and of the processor, which
other work on the machine disturbs less. The first page of the list is the baseline that the others are told
as ratios of.

    python benchmarks/pages/lists.py [ROWS]
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import msgspec
from flask import Flask
from sqlalchemy import insert

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.dates import now
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.file import PageInfo, ProcessingInfo
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument, LineItem
from python_ocr_reconcile.models.production_json_models import UploadKind
from python_ocr_reconcile.models.statement import BankDocument, StatementInfo, Transaction
from python_ocr_reconcile.storage.store import Store
from python_ocr_reconcile.storage.tables import bank_uploads, invoice_uploads
from python_ocr_reconcile.web.application import create_app

CHUNK = 5_000
TRIES = 20
WORDS = tuple("Alder Birch Cedar Elm Fir Hazel Juniper Larch Maple Oak Pine Rowan Spruce Willow Yew".split())  # noqa: SIM905


def info(status: str) -> ProcessingInfo:
    at = now()
    return ProcessingInfo(
        processing_start=at, processing_end=at, processing_duration_seconds=1.0, ocr_engine=None,
        confidence_score=0.9, status=status, software_version="0",
        pages=[PageInfo(page=1, source="text_layer", words=1)],
    )  # fmt: skip


def large_invoice() -> bytes:
    lines = [
        LineItem(
            line_number=n, description=f"Part {n}", quantity=Decimal(2), unit_price=Decimal("1.50"),
            amount=Decimal("3.00"),
        )
        for n in range(1, 1_001)
    ]  # fmt: skip
    invoice = Invoice(
        invoice_id="inv-1", invoice_number="L-1", vendor_name="Large Ltd", currency="EUR",
        total_amount=Decimal("3000.00"), line_items=lines,
    )  # fmt: skip
    return encode(InvoiceDocument(processing_info=info("completed"), invoices=[invoice]))


def large_statement() -> bytes:
    rows = [
        Transaction(
            transaction_id=f"txn-{n}", transaction_date=date(2024, 1, 1) + timedelta(days=n % 365),
            description=f"PAYMENT {n}", debit_amount=Decimal("1.00"), balance=Decimal(n),
        )
        for n in range(1, 10_001)
    ]  # fmt: skip
    return encode(
        BankDocument(processing_info=info("completed"), statements=[StatementInfo()], transactions=rows)
    )


def fill(app, rows: int) -> None:
    store = app.extensions["production_json_api"].store
    some = random.Random(7)
    at = now()
    statuses = ["completed"] * 93 + ["needs_review"] * 5 + ["failed", "pending"]
    for first in range(1, rows + 1, CHUNK):
        made: dict[str, list] = {"invoice": [], "bank": []}
        for number in range(first, min(first + CHUNK, rows + 1)):
            day = date(2020, 1, 1) + timedelta(days=some.randrange(1_800))
            amount = Decimal(some.randrange(100, 5_000_000)) / 100
            shared = {
                "upload_id": number, "file_name": f"{some.choice(WORDS)}-{number}.pdf", "file_path": "x",
                "file_hash": sha256(str(number).encode()).hexdigest(), "file_size": 1,
                "mime_type": "application/pdf",
                "upload_timestamp": at, "created_at": at, "updated_at": at, "pages_total": 1,
                "status": some.choice(statuses), "confidence_score": some.random(), "attempts": 1,
                "tenant": "default",
                "proof": "conflict" if number % 50 == 0 else "proved",
            }  # fmt: skip
            if number % 4:
                made["invoice"].append(shared | {
                    "total_amount": amount, "currencies": "\nEUR\n",
                    "vendors": f"\n{some.choice(WORDS)} Ltd\n",
                    "date_range_start": day, "date_range_end": day, "total_invoices_found": 1,
                    "total_invoices_processed": 1,
                    "invoice_json": encode({"filler": "x" * 2_000}),
                })  # fmt: skip
            else:
                made["bank"].append(shared | {
                    "closing_balance": amount, "currency": "EUR", "bank_name": f"{some.choice(WORDS)} Bank",
                    "statement_period_start": day, "statement_period_end": day, "total_transactions_found": 9,
                    "total_transactions_processed": 9, "total_debits": amount, "total_credits": amount,
                    "bank_transaction_json": encode({"filler": "x" * 2_000}),
                })  # fmt: skip
        with store.database.engine.begin() as connection:
            connection.execute(insert(invoice_uploads), made["invoice"])
            connection.execute(insert(bank_uploads), made["bank"])
    for kind, document in (("invoice", large_invoice()), ("bank", large_statement())):
        keep(store, kind, document)


def application(folder: str) -> Flask:
    """The pages, on a database and folders of their own."""
    return create_app(
        Settings.from_environment(
            {}, database_url=str(Path(folder) / "rows.db"), upload_folder=Path(folder) / "u",
            cache_folder=Path(folder) / "c", log_level="error",
        )
    )  # fmt: skip


def keep(store: Store, kind: UploadKind, document: bytes) -> None:
    """Store `document` as the one row of a file that was read."""
    row, _ = store.claim_upload(
        kind,
        file_name=f"large-{kind}",
        file_path="y",
        file_hash=kind * 9,
        file_size=1,
        mime_type="application/pdf",
    )
    column = "invoice_json" if kind == "invoice" else "bank_transaction_json"
    store.finish(msgspec.structs.replace(row, status="completed", **{column: document}))


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        app = application(folder)
        with_numbers(app, rows)
        fill(app, rows)
        client = app.test_client()
        deep = client.get("/documents?order=newest").text
        assert "after=" in deep
        middle = f"0~{rows // 2}"
        paths = {
            "list, newest first": "/documents?order=newest",
            "list, doubtful first": "/documents",
            "list, to check": "/documents?status=to_check",
            "list, by amount": "/documents?order=amount",
            "list, by date": "/documents?order=date",
            "list, half way down": f"/documents?order=newest&after={middle}",
            "list, search": "/documents?search=willow",
            "list, search for one": f"/documents?search={rows // 3}.pdf",
            "list, search, letters beyond ASCII": "/documents?search=Kühlhaus",
            "list, vendor": "/documents?vendor=nobody",
            "list, not proved": "/documents?proof=conflict",
            "list, search for nothing": "/documents?search=nothingatall",
            "totals (fetched after the list)": "/documents/totals",
            "inbox": "/",
            "document of 1,000 lines": f"/documents/{rows + 1}",
            "10,000 transactions, first rows": f"/documents/{rows + 2}",
            "10,000 transactions, last rows": f"/documents/{rows + 2}?rows=50",
        }
        print(
            f"{rows:,} documents\n{'page':<34}{'median ms':>10}{'p95 ms':>10}{'CPU ms':>10}{'CPU p95':>10}"
            f"{'kB':>8}{'ratio':>8}"
        )
        baseline = 0.0
        for name, path in paths.items():
            times, processor = [], []
            for _ in range(TRIES):
                began, worked = time.perf_counter(), time.process_time()
                answer = client.get(path)
                times.append((time.perf_counter() - began) * 1_000)
                processor.append((time.process_time() - worked) * 1_000)
                assert answer.status_code == 200, (path, answer.text[:500])
            clock, cpu = figures(times), figures(processor)
            baseline = baseline or cpu[0]
            shown = "".join(f"{value:>10.1f}" for value in (*clock, *cpu))
            print(f"{name:<34}{shown}{len(answer.data) / 1000:>8.0f}{cpu[0] / baseline:>8.1f}", flush=True)


def figures(times: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    return statistics.median(times), sorted(times)[int(0.95 * len(times)) - 1]


def with_numbers(app, rows: int) -> None:
    """Let the numbers go on behind the rows that are put in by hand."""
    from sqlalchemy import update

    from python_ocr_reconcile.storage.tables import numbers

    with app.extensions["production_json_api"].store.database.engine.begin() as connection:
        connection.execute(update(numbers).where(numbers.c.name == "upload").values(last=rows))


if __name__ == "__main__":
    main()
