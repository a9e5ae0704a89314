"""Bank files through the API: one row with its document, refused where an invoice is asked for."""

import io
import random

import pytest
from bank_file_generator import WRITERS

from python_ocr_reconcile.models.encoding import decode_plain

MIME_TYPES = {
    "camt": "application/xml", "mt940": "text/x-mt940", "mt942": "text/x-mt942", "ofx": "application/x-ofx",
    "qif": "application/x-qif", "separated": "text/csv",
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def upload(client, kind: str, data: bytes):
    form = {"file": (io.BytesIO(data), "export.bin")}
    return client.post(f"/api/production/{kind}/upload", data=form)


@pytest.mark.parametrize("kind", list(WRITERS))
def test_every_format_is_stored_as_one_row(client, kind):
    file = WRITERS[kind](random.Random(f"api-{kind}"))
    answer = upload(client, "bank", file.data)
    assert answer.status_code == 201
    told = decode_plain(answer.data)
    assert told["total_transactions"] == sum(len(one.entries) for one in file.histories)
    document = decode_plain(client.get(f"/api/production/bank/{told['upload_id']}").data)
    document = document.get("bank_transaction_json", document)
    assert document["file_info"]["mime_type"] == MIME_TYPES[kind]
    assert (document["file_info"]["pages_total"], document["processing_info"]["pages"]) == (0, [])
    assert len(document["statements"]) == len(file.histories)
    sources = {e["source"] for t in document["transactions"] for e in t["evidence"].values()}
    assert sources == {"bank_file"}
    assert decode_plain(upload(client, "bank", file.data).data)["duplicate"] is True


@pytest.mark.parametrize("kind", ["camt", "mt940", "separated"])
def test_a_bank_file_is_no_invoice(client, kind):
    answer = upload(client, "invoices", WRITERS[kind](random.Random(1)).data)
    assert (answer.status_code, decode_plain(answer.data)["code"]) == (415, "unsupported_format")


def test_a_bank_file_that_is_cut_off_is_refused_with_what_to_do(client):
    data = WRITERS["camt"](random.Random(2)).data
    answer = upload(client, "bank", data[: len(data) // 2])
    problem = decode_plain(answer.data)
    assert (answer.status_code, problem["code"]) == (422, "file_damaged")
    assert "breaks off" in problem["detail"]
