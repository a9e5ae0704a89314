"""A request that is sent again is answered again, and does nothing twice."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import text, update
from stored_documents import invoice, payment, store_bank, store_invoices

from python_ocr_reconcile.dates import now
from python_ocr_reconcile.storage.tables import answers

PREFIX = "/api/production"


@pytest.fixture
def api(app):
    return app.extensions["production_json_api"]


def bank_file(day="03"):
    return (
        f":20:A\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C240501EUR100,00\n"
        f":61:2405{day}0503D40,00NTRFNONREF\n:86:Rent\n:62F:C240531EUR60,00\n"
    ).encode()


def send(client, content, key=None, kind="bank"):
    headers = {} if key is None else {"Idempotency-Key": key}
    form = {"file": (io.BytesIO(content), "may.sta")}
    return client.post(f"{PREFIX}/{kind}/upload", data=form, headers=headers)


def test_the_same_upload_again_is_the_first_answer_again(client, api):
    first = send(client, bank_file(), "key-1")
    again = send(client, bank_file(), "key-1")
    assert (first.status_code, again.status_code) == (201, 201)  # without a key it would be 200
    assert again.data == first.data
    assert again.headers["Location"] == first.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert send(client, bank_file()).status_code == 200


def test_another_body_with_the_same_key_is_refused_and_does_nothing(client, api):
    send(client, bank_file(), "key-1")
    other = send(client, bank_file("04"), "key-1")
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")
    elsewhere = send(client, bank_file(), "key-1", kind="invoices")
    assert elsewhere.json["code"] == "idempotency_key_reused"
    assert api.store.counts() == {"invoice_uploads": 0, "bank_uploads": 1, "reconciliations": 0}


def test_every_post_takes_a_key(app, client, api):
    """A key that was claimed by another request is refused by every route that is a POST."""
    tried = 0
    bodies = {
        "reconcile": {"invoice_upload_id": 1, "bank_upload_id": 1},
        "confirm_match": {}, "reject_match": {}, "accept_invoices": {}, "accept_bank": {},
        "link": {"invoices": [{"invoice_id": "a"}], "bank_transactions": [{"transaction_id": "b"}]},
    }  # fmt: skip
    send(client, bank_file(), "taken")
    for rule in app.url_map.iter_rules():
        name = rule.endpoint.removeprefix("production_json_api.")
        if name not in (rule.endpoint, "unknown_path") and "POST" in rule.methods:
            path = re.sub(r"<(?:\w+:)?\w+>", "1", rule.rule)
            headers = {"Idempotency-Key": "taken", "If-Match": "*"}
            if name.startswith("upload"):
                form = {"file": (io.BytesIO(b"other"), "a.pdf")}
                answer = client.post(path, data=form, headers=headers)
            else:
                answer = client.post(path, json=bodies.get(name), headers=headers)
            assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_reused"), path
            tried += 1
    assert tried >= 6


def test_a_run_is_made_once(client, api, invoice_pdf):
    invoices = send(client, invoice_pdf, kind="invoices").json["upload_id"]
    bank = send(client, bank_file()).json["upload_id"]
    asked = {"invoice_upload_id": invoices, "bank_upload_id": bank}
    headers = {"Idempotency-Key": "run"}
    answers = [client.post(f"{PREFIX}/reconcile", json=asked, headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.data for answer in answers}) == 1
    assert api.store.counts()["reconciliations"] == 1
    assert client.post(f"{PREFIX}/reconcile", json=asked).json["reconciliation_id"] == 2


def test_a_refusal_is_answered_again_and_a_failure_is_tried_again(client, api, monkeypatch):
    asked = {"invoice_upload_id": 7, "bank_upload_id": 8}
    answers = [
        client.post(f"{PREFIX}/reconcile", json=asked, headers={"Idempotency-Key": "a"}) for _ in range(2)
    ]
    assert [answer.json["code"] for answer in answers] == ["not_found"] * 2
    assert "Idempotency-Replayed" in answers[1].headers

    def broken(*_, **__):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(
            "python_ocr_reconcile.services.production_json_workflows.ProductionJSONAPI.reconcile", broken
        )
        failed = client.post(f"{PREFIX}/reconcile", json=asked, headers={"Idempotency-Key": "b"})
    assert failed.status_code == 500
    again = client.post(f"{PREFIX}/reconcile", json=asked, headers={"Idempotency-Key": "b"})
    assert again.json["code"] == "not_found"


def test_a_request_under_way_is_waited_for_and_an_abandoned_one_is_done_anew(client, api):
    send(client, bank_file(), "a")
    with api.store.database.write() as connection:
        connection.execute(text("UPDATE production_answers SET status = NULL"))
    waiting = send(client, bank_file(), "a")
    assert (waiting.status_code, waiting.json["code"]) == (409, "idempotency_key_in_use")
    assert waiting.headers["Retry-After"] == "1"
    with api.store.database.write() as connection:
        connection.execute(text("UPDATE production_answers SET begun_at = '2024-01-01T00:00:00.000000Z'"))
    assert send(client, bank_file(), "a").status_code == 200


@pytest.mark.parametrize(("after", "status"), [(timedelta(minutes=-1), 422), (timedelta(minutes=1), 201)])
def test_a_key_is_forgotten_after_its_time(client, api, after, status):
    send(client, bank_file(), "a")
    begun = now() - timedelta(hours=api.settings.limits.idempotency_hours) - after
    with api.store.database.write() as connection:
        connection.execute(update(answers).values(begun_at=begun))
    assert send(client, bank_file("04"), "a").status_code == status


def test_keys_are_of_a_tenant(client, api):
    tokens = [api.access.create("x", ["admin"], tenant=tenant)[0] for tenant in ("first", "second")]
    ids = set()
    for token in tokens:
        headers = {"Idempotency-Key": "same", "Authorization": f"Bearer {token}"}
        form = {"file": (io.BytesIO(bank_file()), "may.sta")}
        answer = client.post(f"{PREFIX}/bank/upload", data=form, headers=headers)
        assert answer.status_code == 201
        ids.add(answer.json["upload_id"])
    assert len(ids) == 2


@pytest.mark.parametrize("key", ["", "a" * 256, "with space", "ümlaut"])
def test_a_key_that_is_none_is_refused(client, key):
    answer = send(client, bank_file(), key.encode().decode("latin-1"))
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")


def test_fifty_uploads_of_one_file_at_once_are_one_row_and_one_reading(app, api, monkeypatch):
    reading, read = api.background._workflows, []
    process = reading.process_upload

    def counted(row, **options):
        read.append(row.upload_id)
        return process(row, **options)

    monkeypatch.setattr(reading, "process_upload", counted)
    barrier = Barrier(50)

    def one(_):
        with app.test_client() as client:
            barrier.wait(60)
            return send(client, bank_file())

    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(one, range(50)))
    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
    assert {answer.json["upload_id"] for answer in answers} == {1}
    assert read == [1]
    assert api.store.counts()["bank_uploads"] == 1


def test_of_a_version_that_was_not_the_present_one_the_answer_is_not_kept(client, api):
    store = api.store
    bill = store_invoices(store, invoice("R-1001", "119.00", "Kessler GmbH"))
    paid = store_bank(store, payment("119.00", "Kessler GmbH R-1001", "Kessler GmbH"))
    run = client.post(f"{PREFIX}/reconcile", json={"invoice_upload_id": bill, "bank_upload_id": paid})
    place = run.headers["Location"]
    present = client.get(place).headers["ETag"]
    for headers, status in (({}, 428), ({"If-Match": '"older"'}, 412), ({"If-Match": present}, 200)):
        sent = client.post(
            f"{place}/matches/match-1/confirm", json={}, headers={"Idempotency-Key": "key-1"} | headers
        )
        assert sent.status_code == status
        assert "Idempotency-Replayed" not in sent.headers
