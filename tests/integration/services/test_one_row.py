"""The one-row principle at size: a hundred invoices are one row, 342 transactions are one row."""

from __future__ import annotations

import io
import random
import sqlite3
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pymupdf
import pytest
from statement_generator import draw

from python_ocr_reconcile.api.production_json_api import create_app
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.models.encoding import decode_plain
from python_ocr_reconcile.samples.company import BILLS
from python_ocr_reconcile.samples.invoices import _LAYOUTS
from python_ocr_reconcile.samples.paper import saved

pytestmark = pytest.mark.slow

UPLOAD_KEYS = {"success", "upload_id", "db_record_id", "file_name", "processing_time_seconds", "status"}
TABLES = ("production_invoice_uploads", "production_bank_uploads", "production_reconciliation_matches")


def hundred_bills():
    """The sample suppliers' bills over and over, each with its own number, date and quantities."""
    rng = random.Random(100)
    printed = [bill for bill in BILLS if len(bill.lines) < 10 and not bill.credit]
    for place in range(100):
        bill = printed[place % len(printed)]
        days = timedelta(days=place)
        yield replace(
            bill,
            number=f"{bill.number[:-3]}{place:03}",
            issued=bill.issued + days,
            due=bill.due and bill.due + days,
            lines=tuple(replace(line, quantity=Decimal(rng.randint(1, 60))) for line in bill.lines),
        )


@pytest.fixture(scope="module")
def bills():
    return list(hundred_bills())


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one-row")
    settings = Settings(
        database_url=str(folder / "rows.db"), upload_folder=folder / "uploads", cache_folder=folder / "cache"
    )
    app = create_app(settings)
    yield app.test_client()
    app.extensions["production_json_api"].close()


@pytest.fixture(scope="module")
def answers(client, bills):
    with pymupdf.open() as document:
        for bill in bills:
            _LAYOUTS[bill.layout](document, bill)
        invoices = saved(document, "A hundred invoices")
    statement = draw(seed=342, layout="en_two_columns", rows=342)

    def upload(kind, content, name):
        return client.post(f"/api/production/{kind}/upload", data={"file": (io.BytesIO(content), name)})

    first = upload("invoices", invoices, "hundred.pdf")
    second = upload("bank", statement.pdf, "statement.pdf")
    assert (first.status_code, second.status_code) == (201, 201), first.text + second.text
    ids = {"invoice_upload_id": first.json["upload_id"], "bank_upload_id": second.json["upload_id"]}
    third = client.post("/api/production/reconcile", json=ids)
    assert third.status_code == 201, third.text
    return [decode_plain(answer.data) for answer in (first, second, third)]


def test_each_answer_has_exactly_the_keys_of_the_contract(answers):
    invoices, bank, run = answers
    assert set(invoices) == UPLOAD_KEYS | {"total_invoices", "total_amount"}
    assert set(bank) == UPLOAD_KEYS | {"total_transactions", "total_debits", "total_credits"}
    assert set(run) == {
        "success", "reconciliation_id", "db_record_id", "total_matches", "match_rate_percentage",
        "processing_time_seconds", "status",
    }  # fmt: skip


def test_each_file_and_the_run_are_exactly_one_row(answers, client):
    path = client.application.extensions["production_json_api"].settings.database_url
    with sqlite3.connect(path) as database:
        counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]
    assert counts == [1, 1, 1]


def test_the_row_holds_every_invoice(answers, client, bills):
    assert answers[0]["total_invoices"] == 100
    row = decode_plain(client.get(f"/api/production/invoices/{answers[0]['upload_id']}").data)
    invoices = row["invoice_json"]["invoices"]
    assert [invoice["invoice_number"] for invoice in invoices] == [bill.number for bill in bills]
    totals = [bill.subtotal + bill.tax for bill in bills]
    assert [invoice["total_amount"] for invoice in invoices] == totals
    assert answers[0]["total_amount"] == sum(totals)


def test_the_row_holds_every_transaction(answers, client):
    assert answers[1]["total_transactions"] == 342
    row = decode_plain(client.get(f"/api/production/bank/{answers[1]['upload_id']}").data)
    document = row["bank_transaction_json"]
    assert len(document["transactions"]) == 342
    assert document["statement_info"]["proof"] == "proved"
