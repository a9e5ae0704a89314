"""What an export holds: tables that run nothing, books that balance, a report, and only what was asked."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pymupdf
import pytest
from beancount import loader
from beancount.core import realization
from kept_uploads import keep_invoice, keep_statement
from python_calamine import load_workbook

from python_ocr_reconcile.errors import (
    ExportTooLargeError,
    InputError,
    NotFoundError,
    RateLimitedError,
    StorageError,
)
from python_ocr_reconcile.exporting.export import export_folder, export_zip, file_name
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system
from python_ocr_reconcile.storage.exported import Scope


@pytest.fixture(scope="module")
def whole(kept, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "export"
    export_folder(kept, folder)
    return folder


def names(archive):
    with zipfile.ZipFile(archive) as opened:
        return {name for name in opened.namelist() if name.startswith(("invoices", "bank", "reconcil"))}


def exported(api, tmp_path, **scope):
    path = tmp_path / file_name(Scope(**scope))
    export_zip(api, path, Scope(**scope))
    return names(path)


def test_documents_are_exactly_as_stored(kept, whole):
    assert (whole / "invoices" / "upload-1.json").read_bytes() == kept.fetch("invoice", 1).invoice_json
    assert (whole / "bank" / "upload-5.json").read_bytes() == kept.fetch("bank", 5).bank_transaction_json
    run = kept.fetch("reconciliation", 1).reconciliation_match_json
    assert (whole / "reconciliations" / "reconciliation-1.json").read_bytes() == run
    manifest = json.loads((whole / "manifest.json").read_text())
    assert manifest["audit_tip"] == {"sequence": kept.audit_tip().sequence, "seal": kept.audit_tip().seal}
    assert manifest["left_out"] == [{"upload_id": 11, "status": "pending"}]


def test_an_export_is_of_one_document_one_run_or_a_period(kept, tmp_path):
    assert exported(kept, tmp_path, upload_id=2) == {"invoices/upload-2.json"}
    first = {*(f"invoices/upload-{n}.json" for n in range(1, 5)), "bank/upload-5.json"}
    first.add("reconciliations/reconciliation-1.json")
    assert exported(kept, tmp_path, reconciliation_id=1) == first
    # A run over any document of the period brings its other uploads along.
    assert exported(kept, tmp_path, first_day=date(2024, 1, 4), last_day=date(2024, 1, 4)) == first
    rest = exported(kept, tmp_path, first_day=date(2024, 2, 1))
    assert rest == {
        *(f"invoices/upload-{n}.json" for n in range(6, 10)),
        "bank/upload-10.json",
        "reconciliations/reconciliation-2.json",
    }
    assert exported(kept, tmp_path, last_day=date(2023, 12, 31)) == set()


@pytest.mark.parametrize(
    "scope",
    [
        {"upload_id": 1, "reconciliation_id": 1},
        {"upload_id": 1, "first_day": date(2024, 1, 1)},
        {"first_day": date(2024, 1, 2), "last_day": date(2024, 1, 1)},
    ],
)
def test_a_scope_that_says_two_things_is_refused(scope):
    with pytest.raises(InputError):
        Scope(**scope)


def test_what_is_not_there_is_said_and_leaves_no_file(kept, tmp_path):
    for scope in (Scope(upload_id=77), Scope(reconciliation_id=77)):
        with pytest.raises(NotFoundError):
            export_zip(kept, tmp_path / "a.zip", scope)
    assert list(tmp_path.iterdir()) == []


def test_a_tenant_gets_his_own_and_nothing_else(settings, elsewhere, tmp_path):
    with initialize_production_json_system(settings=elsewhere()) as api:
        ours, theirs = api.acting("north", "anna"), api.acting("south", "otto")
        keep_invoice(ours, "N-1", "119.00", date(2024, 5, 2))
        keep_invoice(theirs, "S-1", "119.00", date(2024, 5, 2))
        bank = keep_statement(
            theirs, "s.pdf", date(2024, 5, 1), date(2024, 5, 31), [("119.00", "S-1", date(2024, 5, 9))]
        )
        theirs.reconcile(2, bank)
        assert exported(ours, tmp_path) == {"invoices/upload-1.json"}
        assert len(exported(theirs, tmp_path / "theirs")) == 3
        for scope in (Scope(upload_id=2), Scope(reconciliation_id=1)):
            with pytest.raises(NotFoundError):
                export_zip(ours, tmp_path / "a.zip", scope)
        assert b"S-1" not in zip_contents(tmp_path / "export.zip")


def zip_contents(path):
    with zipfile.ZipFile(path) as opened:
        return b"".join(opened.read(name) for name in opened.namelist())


def test_the_workbook_has_typed_cells_and_no_formula(whole):
    with zipfile.ZipFile(whole / "tables" / "tables.xlsx") as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 5
    assert all(
        b"<f>" not in sheet and b"hyperlink" not in sheet.replace(b"HYPERLINK", b"") for sheet in sheets
    )
    book = load_workbook(str(whole / "tables" / "tables.xlsx"))
    assert book.sheet_names == ["Invoices", "Lines", "Transactions", "Matches", "Unmatched"]
    invoices = rows_of(book, "Invoices")
    assert (invoices[0]["invoice_date"], invoices[0]["total_amount"]) == (date(2024, 1, 1), 100.05)
    assert rows_of(book, "Lines")[0]["description"] == '=HYPERLINK("http://x")'
    assert len(rows_of(book, "Transactions")) == 8
    assert [row["invoice_number"] for row in rows_of(book, "Matches")[:3]] == [
        "R-00000",
        "R-00001",
        "R-00002",
    ]
    assert {row["side"] for row in rows_of(book, "Unmatched")} == {"invoice", "transaction"}


def rows_of(book, name):
    head, *rows = book.get_sheet_by_name(name).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_csv_files_are_exact_and_run_nothing(whole):
    tables = {
        path.stem: list(csv.DictReader(io.StringIO(path.read_text()))) for path in whole.glob("tables/*.csv")
    }
    assert set(tables) == {"invoices", "lines", "transactions", "matches", "unmatched"}
    assert tables["lines"][0]["description"] == '\'=HYPERLINK("http://x")'
    assert tables["lines"][1]["description"] == "'- 3 boards"
    assert tables["invoices"][0]["vendor_name"] == "Łódź Paper 0 Ltd"
    refund = next(row for row in tables["transactions"] if row["credit_amount"])
    assert (refund["credit_amount"], refund["description"]) == ("55.10", "'+1 REFUND")
    assert sum(Decimal(row["allocated"]) for row in tables["matches"]) == sum(
        Decimal(row["debit_amount"] or 0) for row in tables["transactions"]
    )
    payments = (whole / "books" / "payments.csv").read_bytes()
    assert payments.startswith(b"\xef\xbb\xbfDate,Description,")
    paid = list(csv.DictReader(io.StringIO(payments.decode("utf-8-sig"))))
    assert (paid[0]["Amount"], paid[0]["Paid invoices"], paid[0]["Status"]) == (
        "-100.05",
        "R-00000",
        "matched",
    )
    assert paid[3]["Status"] == "open"


def test_the_ledger_balances_and_what_was_paid_is_settled(whole):
    entries, errors, _ = loader.load_file(str(whole / "books" / "ledger.beancount"))
    assert errors == []
    asserted = [entry for entry in entries if type(entry).__name__ == "Balance"]
    assert len(asserted) == 2
    root = realization.realize(entries)

    def owed(name):
        balance = realization.get(root, f"Liabilities:Payable:{name}").balance
        return sum((position.units.number for position in balance), Decimal(0))

    assert owed("Lodz-Paper-0-Ltd") == 0  # paid in both months
    assert owed("Lodz-Paper-3-Ltd") == -(Decimal("139.35") + Decimal("146.35"))  # never paid
    unexplained = realization.get(root, "Equity:Unexplained").balance
    assert [position.units.number for position in unexplained] == [Decimal("-110.20")]


def test_the_report_tells_each_match_with_its_evidence(whole):
    with pymupdf.open(whole / "reports" / "reconciliation-1.pdf") as report:
        text = "".join(page.get_text() for page in report)
        pictures = sum(len(page.get_images()) for page in report)
    assert pictures == 3  # one total of each matched invoice; the statement's rows have no boxes
    assert "Matched (3)" in text
    assert "TRANSFER R-00001" in text
    assert "Łódź Paper 1 Ltd" in text
    assert "Transactions that pay no invoice here (1)" in text


def test_a_report_goes_on_without_pictures_behind_its_limit(kept, tmp_path):
    for most, expected in ((2, 2), (3, 3)):
        limited = with_limits(kept, report_pages=most)
        export_folder(limited, tmp_path / str(most), Scope(reconciliation_id=1))
        with pymupdf.open(tmp_path / str(most) / "reports" / "reconciliation-1.pdf") as report:
            assert sum(len(page.get_images()) for page in report) == expected


def test_an_export_has_a_largest_size(kept, whole, tmp_path):
    # What a ZIP file holds unpacked, to the byte; the folder is the same.
    size = sum(path.stat().st_size for path in whole.rglob("*") if path.is_file())
    export_folder(with_limits(kept, export_bytes=size), tmp_path / "fits")
    with pytest.raises(ExportTooLargeError):
        export_folder(with_limits(kept, export_bytes=size - 1), tmp_path / "too large")
    assert [path.name for path in tmp_path.iterdir()] == ["fits"]


def with_limits(api, **limits):
    view = api.acting("default", "local")
    view.settings = replace(api.settings, limits=replace(api.settings.limits, **limits))
    return view


def test_a_changed_original_is_told_and_nothing_is_left(elsewhere, tmp_path):
    settings = elsewhere()
    with initialize_production_json_system(settings=settings) as api:
        number = keep_invoice(api, "N-1", "119.00", date(2024, 5, 2))
        path = settings.upload_folder / api.store.find_upload(number).file_path
        path.write_bytes(b"another")
        with pytest.raises(StorageError, match="is not the file that was received"):
            export_zip(api, tmp_path / "a.zip")
        path.unlink()
        with pytest.raises(StorageError, match="cannot be read"):
            export_zip(api, tmp_path / "a.zip")
    assert not list(tmp_path.glob("*.zip*"))


def test_only_so_many_exports_are_made_at_once(kept, monkeypatch):
    from python_ocr_reconcile.api import export

    for _ in range(export.AT_ONCE):
        assert export._making.acquire(blocking=False)
    try:
        with pytest.raises(RateLimitedError):
            export.exported(kept, Scope())
    finally:
        for _ in range(export.AT_ONCE):
            export._making.release()
