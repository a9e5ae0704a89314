"""At every door: what cannot be taken is refused with its status and code, kept, and the service goes on."""

import io
from decimal import Decimal

import pymupdf
import pytest

from python_ocr_reconcile.models.encoding import decode_plain

PREFIX = "/api/production"


def encrypted_pdf() -> bytes:
    document = pymupdf.open()
    document.new_page().insert_text((60, 60), "Invoice")
    return document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="reader", owner_pw="owner")


def pageless_pdf() -> bytes:
    parts = [
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for part in parts:
        offsets.append(len(body))
        body += part
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(body)
    return (
        body
        + b"xref\n0 3\n0000000000 65535 f \n"
        + table
        + b"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    )


def many_pages_pdf() -> bytes:
    document = pymupdf.open()
    for _ in range(21):
        document.new_page()
    return document.tobytes()


BAD_FILES = [
    ("empty", b"", 422, {"file_empty"}, False),
    ("too large", b"%PDF-1.7" + b"x" * 2_000_000, 413, {"file_too_large"}, False),
    ("plain text", b"this is no document", 415, {"unsupported_format"}, True),
    ("zip archive", b"PK\x03\x04" + b"\0" * 200, 415, {"unsupported_format"}, True),
    ("program", b"\x7fELF" + b"\0" * 200, 415, {"unsupported_format"}, True),
    ("encrypted pdf", encrypted_pdf(), 422, {"pdf_encrypted"}, True),
    ("damaged pdf", b"%PDF-1.7\n" + b"\x00\xff garbage " * 50, 422, {"file_damaged", "no_pages"}, True),
    ("pdf without pages", pageless_pdf(), 422, {"no_pages"}, True),
    ("pdf of too many pages", many_pages_pdf(), 422, {"too_many_pages"}, True),
    ("damaged png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, 422, {"file_damaged"}, True),
]


def send(client, kind, content, **headers):
    """Whatever it is, it says it is a PDF."""
    head = f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{kind}.pdf"\r\n\r\n'.encode()
    return client.post(
        f"{PREFIX}/{kind}/upload",
        data=head + content + b"\r\n--cut--\r\n",
        content_type="multipart/form-data; boundary=cut",
        headers=headers,
    )


@pytest.mark.parametrize("kind", ["invoices", "bank"])
@pytest.mark.parametrize(
    ("content", "status", "codes", "kept"),
    [row[1:] for row in BAD_FILES],
    ids=[row[0] for row in BAD_FILES],
)
def test_a_file_that_cannot_be_read(app, client, kind, content, status, codes, kept):
    answer = send(client, kind, content)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] in codes
    assert answer.json["advice"]
    folder = app.extensions["production_json_api"].settings.upload_folder
    originals = [path for path in folder.rglob("*") if path.is_file()]
    if kept:
        row = client.get(f"{PREFIX}/{kind}/{answer.json['upload_id']}").json
        assert (row["status"], row["error_code"]) == ("failed", answer.json["code"])
        (original,) = originals
        assert original.read_bytes() == content
    else:
        assert originals == []
    assert client.get("/livez").status_code == 200
    assert client.get(f"{PREFIX}/health").json["status"] == "healthy"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/invoices/1", None, 404, "not_found"),
        ("GET", "/bank/9223372036854775807", None, 404, "not_found"),
        ("GET", "/reconciliations/1", None, 404, "not_found"),
        ("GET", "/reconciliations/9223372036854775808", None, 400, "invalid_request"),
        ("GET", "/invoices/one", None, 400, "invalid_request"),
        ("GET", "/invoices?cursor=zzz", None, 400, "invalid_request"),
        ("POST", "/reconcile", b'{"invoice_upload_id": 1, "bank_upload_id": 2}', 404, "not_found"),
        ("POST", "/reconcile", b'{"invoice_upload_id": 1', 400, "malformed_json"),
        ("POST", "/reconcile", b'{"invoice_upload_id": 1}', 400, "invalid_request"),
        ("POST", "/invoices", b"", 405, "method_not_allowed"),
        ("DELETE", "/bank/1", None, 405, "method_not_allowed"),
        ("GET", "/statements", None, 404, "unknown_path"),
    ],
)
def test_a_request_that_cannot_be_met(client, method, path, body, status, code):
    answer = client.open(f"{PREFIX}{path}", method=method, data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert client.get("/readyz").status_code == 200


def test_two_files_become_two_rows_and_one_run(client, invoice_pdf, bank_pdf):
    invoices = send(client, "invoices", invoice_pdf)
    bank = send(client, "bank", bank_pdf)
    assert (invoices.status_code, bank.status_code) == (201, 201), invoices.text + bank.text
    assert invoices.json["total_invoices"] == 1
    assert b'"total_amount":192.00' in invoices.data
    assert bank.json["total_transactions"] == 3

    again = send(client, "invoices", invoice_pdf)
    assert (again.status_code, again.json["duplicate"]) == (200, True)
    assert again.json["upload_id"] == invoices.json["upload_id"]

    row = decode_plain(client.get(invoices.headers["Location"]).data)
    assert row["invoice_json"]["invoices"][0]["total_amount"] == Decimal("192.00")
    ids = {"invoice_upload_id": invoices.json["upload_id"], "bank_upload_id": bank.json["upload_id"]}
    run = client.post(f"{PREFIX}/reconcile", json=ids)
    assert run.status_code == 201, run.text
    assert run.json["total_matches"] == 1
    stored = client.get(run.headers["Location"]).json
    assert stored["reconciliation_match_json"]["matched"][0]["invoices"][0]["invoice_number"] == "HL-20417"

    swapped = {"invoice_upload_id": ids["bank_upload_id"], "bank_upload_id": ids["invoice_upload_id"]}
    assert client.post(f"{PREFIX}/reconcile", json=swapped).json["code"] == "wrong_kind"
    assert client.get(f"{PREFIX}/bank/{ids['invoice_upload_id']}").json["code"] == "wrong_kind"

    listed = client.get(f"{PREFIX}/invoices?total_min=192&total_max=192.00").json["items"]
    assert [item["upload_id"] for item in listed] == [ids["invoice_upload_id"]]
    health = client.get(f"{PREFIX}/health").json
    assert [health["database"][n] for n in ("invoice_uploads", "bank_uploads", "reconciliations")] == [
        1,
        1,
        1,
    ]


def test_what_nobody_foresaw_names_the_upload_and_tells_no_more(app, client, invoice_pdf, monkeypatch):
    def broken(row, *, progress):
        raise RuntimeError("secret of the document")

    reading = app.extensions["production_json_api"].background._workflows
    monkeypatch.setattr(reading, "process_upload", broken)
    answer = send(client, "invoices", invoice_pdf)
    assert (answer.status_code, answer.json["code"], answer.json["upload_id"]) == (500, "internal_error", 1)
    row = client.get(f"{PREFIX}/invoices/1")
    assert row.json["status"] == "failed"
    assert "secret" not in answer.text + row.text


def test_an_upload_nobody_waits_for_is_read_all_the_same(app, client, invoice_pdf):
    answer = send(client, "invoices", invoice_pdf, Prefer="respond-async")
    assert (answer.status_code, answer.headers["Preference-Applied"]) == (202, "respond-async")
    assert answer.json["status"] in ("pending", "processing")
    service = app.extensions["production_json_api"]
    with io.BytesIO(invoice_pdf) as same:
        finished = service.upload("invoice", same, "again.pdf", wait_seconds=60)
    assert finished.row.upload_id == answer.json["upload_id"]
    assert client.get(answer.headers["Location"]).json["status"] in ("completed", "needs_review")


def test_pages_of_a_list_follow_each_other_without_gap(client):
    for number in range(5):
        send(client, "bank", b"not a document %d" % number)
    seen, cursor = [], None
    while True:
        page = client.get(f"{PREFIX}/bank?limit=2" + (f"&cursor={cursor}" if cursor else "")).json
        seen += [item["upload_id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        assert len(page["items"]) == 2
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 5
