"""What the reader got wrong is put right later, on the real service: files, databases, child processes."""

import io
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import msgspec
import pymupdf
import pytest

from python_ocr_reconcile.api.production_json_api import create_app
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import (
    CorrectionError,
    CutsError,
    DocumentChangedError,
    NotCorrectableError,
    NotReadyError,
    SchemaViolationError,
    StorageError,
    WrongKindError,
)
from python_ocr_reconcile.models.encoding import canonical_hash, decode, decode_plain
from python_ocr_reconcile.models.file import Start
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.services import revise
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

pytestmark = pytest.mark.slow

ROUTE = "/api/production/invoices/1"


def bill(number, price, *, pages=1):
    """The pages of one bill: two positions on each, the sums on the last."""
    sheets, net = [], 0
    for page in range(1, pages + 1):
        rows = [
            "Harbour Lights Ltd",
            "12 Quay Street, Bristol BS1 4DJ, United Kingdom",
            "",
            "INVOICE",
            f"Invoice number: {number}",
            "Invoice date: 3 May 2024",
            f"Page {page} of {pages}",
            "",
            [(60, "Description"), (300, "Qty"), (370, "Unit price"), (470, "Amount")],
            [(60, f"Lamp oil {page}"), (300, "4"), (370, f"{price}.00"), (470, f"{4 * price}.00")],
            [(60, f"Wick {page}"), (300, "2"), (370, "30.00"), (470, "60.00")],
        ]
        net += 4 * price + 60
        if page == pages:
            rows += [
                "",
                [(370, "Subtotal"), (470, f"{net}.00")],
                [(370, "VAT 20%"), (470, f"{net * 20 // 100}.00")],
                [(370, "Total GBP"), (470, f"{net * 120 // 100}.00")],
            ]
        sheets.append(rows)
    return sheets


def file_of(*bills):
    with pymupdf.open() as document:
        for sheet in (sheet for one in bills for sheet in one):
            page = document.new_page()
            for number, line in enumerate(sheet):
                for x, text in [(60, line)] if isinstance(line, str) else line:
                    page.insert_text((x, 60 + 16 * number), text, fontsize=10)
        return document.tobytes(no_new_id=True)


FILE = file_of(bill("HL-1", 25), bill("HL-2", 50, pages=2), bill("HL-3", 75))
"""192.00 on page 1, 624.00 on pages 2 and 3, 432.00 on page 4."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def settings(request, tmp_path):
    on_server = request.param == "postgresql"
    return Settings(
        database_url=request.getfixturevalue("postgres_url")() if on_server else str(tmp_path / "rows.db"),
        upload_folder=tmp_path / "uploads",
        cache_folder=tmp_path / "cache",
        processes=1,
    )


@pytest.fixture
def api(settings, tmp_path):
    with initialize_production_json_system(settings=settings) as api:
        path = tmp_path / "bills.pdf"
        path.write_bytes(FILE)
        with path.open("rb") as stream:
            api.upload("invoice", stream, "bills.pdf")
        yield api


def opened(row):
    return decode(row.invoice_json, InvoiceDocument)


def invoices(row):
    return [(one.invoice_number, one.page_numbers, str(one.total_amount)) for one in opened(row).invoices]


AS_READ = [("HL-1", [1], "192.00"), ("HL-2", [2, 3], "624.00"), ("HL-3", [4], "432.00")]


def test_the_reader_finds_its_cuts(api):
    assert invoices(api.fetch("invoice", 1)) == AS_READ
    assert api.fetch("invoice", 1).status == "completed"


def test_a_cut_is_moved_and_everything_follows(api):
    before = api.fetch("invoice", 1)
    row = api.move_cuts(1, [1, 2, 3, 4], reason="two bills", actor="ada")
    assert row == api.fetch("invoice", 1)
    document = opened(row)
    assert [one.page_numbers for one in document.invoices] == [[1], [2], [3], [4]]
    assert row.total_invoices_found == 4
    assert document.processing_info.starts == [Start(page=page) for page in (1, 2, 3, 4)]
    assert all(cut.by == "human" for cut in document.processing_info.cuts)
    assert row.status == document.processing_info.status == "needs_review"  # page 2 has no total
    (entry,) = document.processing_info.history
    assert (entry.actor, entry.reason, entry.action) == ("ada", "two bills", "cuts_moved")
    assert entry.document_hash_before == canonical_hash(msgspec.Raw(before.invoice_json))
    assert (row.upload_id, row.file_hash, row.upload_timestamp) == (
        before.upload_id, before.file_hash, before.upload_timestamp,
    )  # fmt: skip


def test_a_cut_is_undone_from_its_history(api):
    api.move_cuts(1, [1, 4])
    row = api.move_cuts(1, [1, 3])
    change = opened(row).processing_info.history[-1].changes[0]
    assert change.pointer == "/processing_info/starts"
    assert change.before == [{"page": 1, "y": None}, {"page": 4, "y": None}]
    assert change.after == [{"page": 1, "y": None}, {"page": 3, "y": None}]
    assert opened(api.move_cuts(1, change.before)).invoices[1].page_numbers == [4]
    row = api.move_cuts(1, None)
    assert invoices(row) == AS_READ
    history = opened(row).processing_info.history
    assert [entry.action for entry in history] == [*["cuts_moved"] * 3, "cuts_reset"]
    assert row.status == "completed"


def stacked(*bills):
    """Short bills below one another on one page."""
    with pymupdf.open() as document:
        page = document.new_page()
        for place, (sheet,) in enumerate(bills):
            for number, line in enumerate(sheet):
                for x, text in [(60, line)] if isinstance(line, str) else line:
                    page.insert_text((x, 40 + 260 * place + 12 * number), text, fontsize=9)
        return document.tobytes(no_new_id=True)


@pytest.fixture
def short(api, tmp_path):
    """The upload of three bills on one page."""
    path = tmp_path / "short.pdf"
    path.write_bytes(stacked(bill("S-1", 25), bill("S-2", 50), bill("S-3", 75)))
    with path.open("rb") as stream:
        return api.upload("invoice", stream, "short.pdf").row.upload_id


def test_cuts_inside_a_page_are_said_as_the_document_says_them(api, short):
    read = opened(api.fetch("invoice", short))
    inside = [{"page": cut.page, "y": cut.y} for cut in read.processing_info.cuts if cut.is_cut]
    assert [one.invoice_number for one in read.invoices] == ["S-1", "S-2", "S-3"]
    assert len(inside) == 2
    same = api.move_cuts(short, [1, *inside])
    assert invoices(same) == [("S-1", [1], "192.00"), ("S-2", [1], "312.00"), ("S-3", [1], "432.00")]
    assert [(one.page, one.y, one.by) for one in opened(same).processing_info.cuts] == [
        (1, place["y"], "human") for place in inside
    ]
    assert len(opened(api.move_cuts(short, [1])).invoices) == 1
    two = opened(api.move_cuts(short, [1, inside[1]]))
    assert [one.invoice_number for one in two.invoices] == ["S-1", "S-3"]
    assert two.processing_info.starts == [Start(page=1), Start(page=1, y=inside[1]["y"])]


def test_a_cut_goes_in_front_of_the_first_line_below_it(api, short):
    """It may be drawn anywhere between two lines: S-2 begins at 300 points, what is before it ends at 232."""
    for y in (240, 265, 299):
        row = api.move_cuts(short, [1, {"page": 1, "y": y}])
        assert [one.invoice_number for one in opened(row).invoices] == ["S-1", "S-2"], y


def test_a_sheet_that_is_of_no_invoice_need_not_be_called_one(api, tmp_path):
    path = tmp_path / "batch.pdf"
    path.write_bytes(file_of([["Batch 7"]], bill("B-1", 25), [["Batch 8"]], bill("B-2", 50)))
    with path.open("rb") as stream:
        upload_id = api.upload("invoice", stream, "batch.pdf").row.upload_id
    read = [("B-1", [2], "192.00"), ("B-2", [4], "312.00")]
    assert invoices(api.fetch("invoice", upload_id)) == read
    assert invoices(api.move_cuts(upload_id, [2, 4])) == read
    assert [one.page_numbers for one in opened(api.move_cuts(upload_id, [1, 4])).invoices] == [[1, 2], [4]]
    with pytest.raises(CutsError, match="begin with the top of page 1 or 2"):
        api.move_cuts(upload_id, [3])
    assert invoices(api.move_cuts(upload_id, [2, 4])) == read


def test_the_versions_are_a_chain(api):
    rows = [api.fetch("invoice", 1)]
    rows.append(api.correct(1, {"/invoices/0/vendor_name": "Harbour Lights Limited"}))
    rows.append(api.move_cuts(1, [1]))
    rows.append(api.reprocess(1))
    history = opened(rows[-1]).processing_info.history
    assert [entry.action for entry in history] == ["corrected", "cuts_moved", "reprocessed"]
    assert [entry.document_hash_before for entry in history] == [
        canonical_hash(msgspec.Raw(row.invoice_json)) for row in rows[:-1]
    ]


@pytest.mark.parametrize(
    "starts",
    [
        [], [2], [0, 1], [1, 3, 2], [1, 2, 2], [1, 5], [1, 10**12], [{"page": 1, "y": 100}], ["one"], [None],
        [1, {"page": 2, "y": 100}, 2], [1, {"page": 2, "y": 800}], [1, {"y": 5}], [1, {"page": 2, "y": "x"}],
    ],
)  # fmt: skip
def test_starts_that_cannot_be_change_nothing(api, starts):
    before = api.fetch("invoice", 1)
    with pytest.raises(CutsError) as refused:
        api.move_cuts(1, starts)
    assert refused.value.details.get("pages_total", 4) == 4
    assert api.fetch("invoice", 1) == before


def test_a_correction_changes_document_columns_and_status(api):
    row = api.correct(1, {"/invoices/1/total_amount": "634.00", "/invoices/1/vendor_name": "Quay Ltd"})
    document = opened(row)
    assert (row.status, row.total_amount) == ("needs_review", Decimal("1258.00"))
    assert document.invoices[1].proof == "conflict"
    assert [(notice.code, notice.page) for notice in document.processing_info.warnings] == [
        ("sums_do_not_close", 2)
    ]
    assert row.vendor_summary["Quay Ltd"] == {"count": 1, "total_amount": Decimal("634.00")}
    assert [found.upload_id for found in api.list("invoice", {"vendor": "quay"})[0]] == [1]
    change = document.processing_info.history[0].changes[0]
    assert (str(change.before), str(change.after)) == ("624.00", "634.00")
    undone = api.correct(1, {change.pointer: change.before})
    assert (undone.status, undone.total_amount) == ("completed", Decimal("1248.00"))
    assert opened(undone).processing_info.warnings == []
    assert opened(undone).invoices[1].proof == "proved"


@pytest.mark.parametrize("ocr", [False, True])
def test_corrections_and_cuts_outlive_a_new_reading(api, ocr):
    api.move_cuts(1, [1, 4])
    api.correct(
        1, {"/invoices/1/total_amount": "433.00", "/invoices/1/line_items/0/description": "Whale oil"}
    )
    before = api.fetch("invoice", 1)
    row = api.reprocess(1, ocr=ocr, reason="upgrade")
    assert invoices(row) == invoices(before)
    document = opened(row)
    assert document.invoices == opened(before).invoices
    assert document.processing_info.starts == [Start(page=1), Start(page=4)]
    entry = document.processing_info.history[-1]
    assert (entry.action, entry.reason, entry.changes) == ("reprocessed", "upgrade", [])


def test_a_correction_whose_invoice_is_gone_is_told_and_comes_back(api):
    api.correct(1, {"/invoices/2/total_amount": "433.00"})
    gone = api.move_cuts(1, [1, 2])
    assert [one.page_numbers for one in opened(gone).invoices] == [[1], [2, 3, 4]]
    (notice,) = opened(gone).processing_info.warnings[-1:]
    assert (notice.code, notice.page, gone.status) == ("correction_not_kept", 4, "needs_review")
    back = api.move_cuts(1, None)
    assert invoices(back)[2] == ("HL-3", [4], "433.00")
    assert "correction_not_kept" not in {one.code for one in opened(back).processing_info.warnings}


def test_what_cannot_be_stored_changes_nothing(api):
    before = api.fetch("invoice", 1)
    with pytest.raises(CorrectionError) as refused:
        api.correct(1, {"/invoices/0/due_date": "2024-06-02", "/invoices/0/vendor_name": "x" * 1_001})
    assert refused.value.details["pointer"] == "/invoices/0/vendor_name"
    with pytest.raises(SchemaViolationError):
        api.correct(1, {"/invoices/0/due_date": "2024-06-02"}, actor="x" * 1_001)
    assert api.fetch("invoice", 1) == before


def test_a_change_of_what_was_not_seen_is_refused(api):
    seen = api.fetch("invoice", 1)
    api.correct(1, {"/invoices/0/iban": None}, seen=seen)
    now = api.fetch("invoice", 1)
    for change in (
        lambda: api.correct(1, {"/invoices/0/total_amount": "1.00"}, seen=seen),
        lambda: api.move_cuts(1, [1], seen=seen),
    ):
        with pytest.raises(DocumentChangedError):
            change()
    assert api.fetch("invoice", 1) == now


def test_a_change_that_comes_in_between_is_not_overwritten(api, monkeypatch):
    """It was not there when the file began to be extracted anew, and is when that is done."""
    read = revise.read_document

    def slowly(*arguments, **others):
        api.correct(1, {"/invoices/0/po_number": "PO-7"})
        return read(*arguments, **others)

    monkeypatch.setattr(revise, "read_document", slowly)
    with pytest.raises(DocumentChangedError):
        api.move_cuts(1, [1])
    document = opened(api.fetch("invoice", 1))
    assert document.invoices[0].po_number == "PO-7"
    assert len(document.invoices) == 3


def test_without_its_original_nothing_is_extracted_anew(api, settings):
    before = api.fetch("invoice", 1)
    away = settings.upload_folder.rename(settings.upload_folder.with_name("away"))
    with pytest.raises(StorageError, match="original of upload 1"):
        api.move_cuts(1, [1])
    assert api.fetch("invoice", 1) == before
    away.rename(settings.upload_folder)
    assert len(opened(api.move_cuts(1, [1])).invoices) == 1


def test_an_upload_without_a_document_is_not_ready(api, tmp_path):
    path = tmp_path / "other.pdf"
    path.write_bytes(file_of(bill("HL-9", 25)))
    with path.open("rb") as stream:
        row, _ = api.workflows.receive_upload("invoice", stream, "other.pdf")
    assert api.store.begin("invoice", row.upload_id, "another:1")
    for change in (
        lambda: api.move_cuts(row.upload_id, [1]),
        lambda: api.correct(row.upload_id, {"/invoices/0/iban": None}),
        lambda: api.reprocess(row.upload_id),
    ):
        with pytest.raises(NotReadyError):
            change()


def test_a_bank_upload_is_told_apart_and_can_be_reprocessed(api, tmp_path):
    path = tmp_path / "bank.pdf"
    path.write_bytes(file_of([["Account statement", "Opening balance 10.00", "Closing balance 10.00"]]))
    with path.open("rb") as stream:
        upload_id = api.upload("bank", stream, "bank.pdf").row.upload_id
    with pytest.raises(WrongKindError):
        api.move_cuts(upload_id, [1])
    row = api.reprocess(upload_id, actor="ada")
    history = decode_plain(row.bank_transaction_json)["processing_info"]["history"]
    assert [(entry["action"], entry["actor"]) for entry in history] == [("reprocessed", "ada")]


def test_of_two_corrections_at_once_one_is_made(settings, api):
    app = create_app(settings)
    client = app.test_client
    etag = client().get(ROUTE).headers["ETag"]
    start = threading.Barrier(2)

    def patch(value):
        body = {"corrections": [{"pointer": "/invoices/0/po_number", "value": value}]}
        start.wait()
        return client().patch(ROUTE, json=body, headers={"If-Match": etag})

    with app.extensions["production_json_api"], ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(patch, ["A", "B"]))
        row = client().get(ROUTE)
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    made = next(answer for answer in answers if answer.status_code == 200)
    refused = next(answer for answer in answers if answer.status_code == 412)
    assert refused.json["code"] == "document_changed"
    assert (row.data, row.headers["ETag"]) == (made.data, made.headers["ETag"])
    assert row.headers["ETag"] != etag
    assert len(row.json["invoice_json"]["processing_info"]["history"]) == 1


KILLED = """
import os, signal, sys
from python_ocr_reconcile.services import revise
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system
from python_ocr_reconcile.storage.uploads import UploadStore

write = UploadStore.revise

def killed(store, row, **how):
    def kill(*_):
        os.kill(os.getpid(), signal.SIGKILL)
    if sys.argv[3] == "before":
        kill()
    from sqlalchemy import event
    event.listen(store.database.engine, "commit", kill)  # everything is written, nothing is committed
    return write(store, row, **how)

UploadStore.revise = killed
initialize_production_json_system(sys.argv[1], sys.argv[2]).move_cuts(1, [1])
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before", "commit"])
def test_a_process_killed_on_the_way_leaves_the_document_as_it_was(api, settings, moment):
    before = api.fetch("invoice", 1)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, settings.database_url, str(settings.upload_folder), moment],
        env=os.environ,
        check=False,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL
    assert api.fetch("invoice", 1) == before
    assert opened(api.move_cuts(1, [1])).invoices[0].page_numbers == [1, 2, 3, 4]


BANK_FILE = b"""Date;Description;Amount;Balance
2024-05-01;Rent;-30.00;70.00
2024-05-02;Light;-10.00;160.00
2024-05-03;Sale;20.00;80.00
2024-05-04;Water;-5.00;75.00
"""


def test_a_transaction_is_corrected_and_the_correction_outlives_a_new_reading(api):
    upload_id = api.upload("bank", io.BytesIO(BANK_FILE), "may.csv").row.upload_id
    before = api.fetch("bank", upload_id)
    assert (before.status, before.proof) == ("needs_review", "conflict")
    row = api.correct(upload_id, {"/transactions/1/balance": "60.00"}, reason="a smudge", actor="ada")
    assert (row.status, row.proof, row.total_debits) == ("completed", "unproved", Decimal("45.00"))
    row = api.correct(upload_id, {"/transactions/0/credit_amount": "30.00"})
    assert (row.total_debits, row.total_credits) == (Decimal("15.00"), Decimal("50.00"))
    again = decode(api.reprocess(upload_id).bank_transaction_json, BankDocument)
    assert [(one.debit_amount, one.balance) for one in again.transactions[:2]] == [
        (None, Decimal("70.00")),
        (Decimal("10.00"), Decimal("60.00")),
    ]
    assert [entry.action for entry in again.processing_info.history] == [
        "corrected",
        "corrected",
        "reprocessed",
    ]
    assert again.processing_info.history[0].reason == "a smudge"
    with pytest.raises(DocumentChangedError):
        api.correct(upload_id, {"/transactions/0/balance": "1.00"}, seen=before)
    with pytest.raises(NotCorrectableError):
        api.correct(upload_id, {"/invoices/0/total_amount": "1.00"})
    assert api.accept(upload_id, reason="as it is").status == "completed"
    assert api.verify().ok
