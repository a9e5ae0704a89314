"""`reconcile` on JSON files: as little as a list of records is enough, and both outputs say the same."""

import json
import re
from decimal import Decimal

import pytest

from python_ocr_reconcile.cli import run

INVOICES = """{"invoices": [
  {"invoice_id": "A", "invoice_number": "INV-7781", "invoice_date": "2025-03-03",
   "vendor_name": "Hedgerow Seeds Ltd", "total_amount": 1204.50, "currency": "EUR"},
  {"invoice_id": "B", "invoice_number": "2025-0042", "invoice_date": "2025-03-10",
   "vendor_name": "Tannhof Holzbau GmbH", "total_amount": 88.10, "currency": "EUR"}
]}"""
BANK = """{"transactions": [
  {"transaction_id": "t1", "transaction_date": "2025-03-20", "debit_amount": 1204.50, "currency": "EUR",
   "description": "HEDGEROW SEEDS INV-7781"},
  {"transaction_id": "t2", "transaction_date": "2025-03-21", "debit_amount": 4.80, "currency": "EUR",
   "description": "POS 20MAR CAFE"}
]}"""


@pytest.fixture
def files(tmp_path):
    invoices, bank = tmp_path / "invoices.json", tmp_path / "bank.json"
    invoices.write_text(INVOICES)
    bank.write_text(BANK)
    return [str(invoices), str(bank)]


def test_json_is_the_whole_output(files, capsys):
    assert run(["reconcile", *files, "--json"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    result = json.loads(shown.out, parse_float=Decimal)
    (match,) = result["matched"]
    assert match["invoices"][0]["invoice_id"] == "A"
    assert match["bank_transactions"][0]["transaction_id"] == "t1"
    assert match["allocations"][0]["amount"] == Decimal("1204.50")
    assert [row["invoice_id"] for row in result["unmatched"]["invoices"]] == ["B"]
    assert '"amount": 1204.50' in shown.out  # digits as they are printed, not 1204.5


@pytest.mark.parametrize("columns", [60, 80, 100, 160])
def test_table_fits_and_says_what_matters(columns, files, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run(["reconcile", *files]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= columns
    text = re.sub(r"\s+", " ", " ".join(lines))
    assert "INV-7781" in text
    assert "1,204.50" in text
    assert "2025-03-20" in text
    assert "The remittance names INV-7781." in text
    assert "Open: no payment found" in text
    assert "1 of 2 invoices matched (50%), 1,204.50 EUR" in text


def test_records_without_ids_get_theirs_by_place(tmp_path, capsys):
    invoices, bank = tmp_path / "invoices.json", tmp_path / "bank.json"
    invoices.write_text(re.sub(r'"invoice_id": "\w+", ', "", INVOICES))
    bank.write_text(re.sub(r'"transaction_id": "\w+", ', "", BANK))
    assert run(["reconcile", str(invoices), str(bank), "--json"]) == 0
    (match,) = json.loads(capsys.readouterr().out)["matched"]
    assert match["invoices"][0]["invoice_id"] == "inv-1"
    assert match["bank_transactions"][0]["transaction_id"] == "txn-1"


def test_document_file_is_not_json(tmp_path, files, capsys):
    pdf = tmp_path / "statement.pdf"
    pdf.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    assert run(["reconcile", files[0], str(pdf)]) == 64
    shown = capsys.readouterr().err
    assert shown.startswith("error [malformed_json]: ")
    assert "ocr-reconcile extract" in shown


def test_invoices_of_one_payment_are_counted_and_every_id_is_told(tmp_path, capsys):
    invoices, bank = tmp_path / "invoices.json", tmp_path / "bank.json"
    invoices.write_text(json.dumps({"invoices": [
        {"invoice_number": f"K-10{at}", "customer_name": "Kessler GmbH", "vendor_name": "Our Ltd",
         "invoice_date": "2025-03-01", "total_amount": amount, "currency": "EUR"}
        for at, amount in ((14, 1204.33), (22, 387.19))
    ]}))  # fmt: skip
    bank.write_text(json.dumps({"transactions": [
        {"transaction_date": "2025-03-20", "credit_amount": 1591.52, "currency": "EUR",
         "description": "Kessler GmbH K-1014 K-1022"},
    ]}))  # fmt: skip
    assert run(["reconcile", str(invoices), str(bank)]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "2 of 2 invoices matched (100%), 1,591.52 EUR" in text
    assert "match-1 (inv-1, inv-2, txn-1):" in text
    assert "Own invoices against money in (receivables)." in text
    assert "Customer" in text
    assert "Our Ltd" not in text
    assert "-1,591.52" not in text
