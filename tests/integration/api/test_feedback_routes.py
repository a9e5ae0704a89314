"""Runs over several uploads, judgements, profiles, rates and memory over HTTP, on the real service."""

from decimal import Decimal

import jsonschema
import pytest
from stored_documents import invoice, payment, store_bank, store_invoices

from python_ocr_reconcile.api.production_json_api import create_app
from python_ocr_reconcile.config import Limits, Settings
from python_ocr_reconcile.models.encoding import decode_plain
from python_ocr_reconcile.models.validation import validate

BASE = "/api/production"
ANY = {"If-Match": "*"}
LINK = {"invoices": [{"invoice_id": "inv-1"}], "bank_transactions": [{"transaction_id": "txn-1"}]}
CENTRAL_BANK = b"Date,USD,GBP,\n2024-05-31,1.0852,0.85233,\n2024-05-30,1.0815,N/A,\n"


@pytest.fixture
def app(tmp_path):
    settings = Settings(
        database_url=str(tmp_path / "a.db"),
        upload_folder=tmp_path / "uploads",
        limits=Limits(upload_bytes=50_000),
    )
    return create_app(settings)


@pytest.fixture
def store(app):
    (api,) = app.extensions.values()
    return api.store


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def uploads(store):
    """Two of each side, whose ids of invoices and transactions overlap."""
    return (
        [
            store_invoices(store, invoice("R-1001", "119.00", "Kessler GmbH")),
            store_invoices(store, invoice("77-B0012", "53.17", "Alpha Holdings", day=3)),
        ],
        [
            store_bank(store, payment("119.00", "Kessler GmbH R-1001", "Kessler GmbH")),
            store_bank(store, payment("53.17", "Invoice 77-B0012", "Alpha Holdings")),
        ],
    )


@pytest.fixture
def run(client, uploads):
    body = {"invoice_upload_ids": uploads[0], "bank_upload_ids": uploads[1]}
    answer = client.post(f"{BASE}/reconcile", json=body)
    assert answer.status_code == 201, answer.json
    return answer.headers["Location"]


def document(answer):
    assert answer.status_code == 200, answer.json
    found = decode_plain(answer.data)["reconciliation_match_json"]
    validate(found, "reconciliation")
    return found


def refused(answer):
    assert answer.mimetype == "application/problem+json"
    return answer.status_code, answer.json["code"]


# ------------------------------------------------------------ runs


def test_a_run_over_several_uploads_names_all_of_them(client, run, uploads):
    row = client.get(run).json
    assert (row["invoice_upload_id"], row["bank_upload_id"]) == (uploads[0][0], uploads[1][0])
    sources = row["reconciliation_match_json"]["source_documents"]
    assert [one["upload_id"] for one in sources["invoices"]] == uploads[0]
    assert [one["upload_id"] for one in sources["bank"]] == uploads[1]
    matched = row["reconciliation_match_json"]["matched"]
    pairs = {(one["invoices"][0]["upload_id"], one["bank_transactions"][0]["upload_id"]) for one in matched}
    assert pairs == set(zip(*uploads, strict=True)), "the same ids, each of its own upload"
    for name, upload_id in (("invoice_upload_id", uploads[0][1]), ("bank_upload_id", uploads[1][1])):
        listed = client.get(f"{BASE}/reconciliations", query_string={name: upload_id}).json["items"]
        assert [one["reconciliation_id"] for one in listed] == [1]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"invoice_upload_id": 1}, 400, "invalid_request"),
        ({"invoice_upload_id": 1, "invoice_upload_ids": [1], "bank_upload_id": 3}, 400, "invalid_request"),
        ({"invoice_upload_ids": [], "bank_upload_id": 3}, 400, "invalid_request"),
        ({"invoice_upload_ids": [1, 1], "bank_upload_id": 3}, 400, "invalid_request"),
        ({"invoice_upload_ids": [1, 9], "bank_upload_id": 3}, 404, "not_found"),
        ({"invoice_upload_ids": [1, 3], "bank_upload_id": 3}, 404, "wrong_kind"),
        ({"invoice_upload_id": 1, "bank_upload_id": 3, "profile": "strict"}, 404, "not_found"),
        ({"invoice_upload_id": 1, "bank_upload_id": 3, "profile": "../x"}, 400, "invalid_request"),
        ({"invoice_upload_id": 1, "bank_upload_id": 3, "profile": {"days": 3}}, 400, "invalid_request"),
    ],
)
def test_a_run_that_cannot_be_is_refused(client, uploads, body, status, code):
    assert uploads == ([1, 2], [3, 4])
    assert refused(client.post(f"{BASE}/reconcile", json=body)) == (status, code)
    assert client.get(f"{BASE}/reconciliations").json["items"] == []


def test_a_run_goes_by_the_profile_it_is_given(client, uploads):
    body = {"invoice_upload_id": uploads[0][0], "bank_upload_id": uploads[1][0]}
    used = []
    client.put(f"{BASE}/profiles/strict", json={"confidence_threshold": 0.9})
    client.put(f"{BASE}/profiles/default", json={"direction": "payables"})
    for profile in ("strict", {"name": "mine", "confidence_threshold": 1}, None):
        answer = client.post(f"{BASE}/reconcile", json=body | ({"profile": profile} if profile else {}))
        info = client.get(answer.headers["Location"]).json["reconciliation_match_json"]["reconciliation_info"]
        used.append((info["profile"]["name"], info["confidence_threshold"], info["profile"]["direction"]))
    assert used == [("strict", 0.9, "auto"), ("mine", 1, "auto"), ("default", 0.75, "payables")]


# ------------------------------------------------------------ judgements


def test_a_link_is_confirmed_rejected_made_by_hand_and_undone(client, run, uploads):
    etag = client.get(run).headers["ETag"]
    body = {"reason": "the slip says so", "settled": True}
    answer = client.post(f"{run}/matches/match-1/confirm", json=body, headers={"If-Match": etag})
    assert document(answer)["matched"][0]["decision"] == "confirmed"
    assert answer.data == client.get(run).data
    assert answer.headers["ETag"] != etag
    answer = client.post(f"{run}/matches/match-2/reject", json={}, headers=ANY)
    assert [one["match_id"] for one in document(answer)["matched"]] == ["match-1"]
    assert (answer.json["total_matches_found"], answer.json["unmatched_invoices"]) == (1, 1)
    link = {
        "invoices": [{"upload_id": uploads[0][1], "invoice_id": "inv-1"}],
        "bank_transactions": [{"upload_id": uploads[1][1], "transaction_id": "txn-1"}],
        "allocations": [
            {"invoice_id": "inv-1", "bank_upload_id": 4.0, "transaction_id": "txn-1", "amount": 53.1}
        ],
        "difference": "fee",
        "settled": None,
        "reason": None,
    }
    answer = client.post(f"{run}/links", json=link, headers=ANY)
    made = (
        document(answer)["matched"][-1] if document(answer)["matched"][-1]["decision"] == "linked" else None
    )
    made = made or next(one for one in document(answer)["matched"] if one["decision"] == "linked")
    assert str(made["allocations"][0]["amount"]) == "53.1"
    assert made["discrepancy"]["kind"] == "fee"
    answer = client.delete(f"{run}/judgements/judgement-3", headers=ANY)
    history = document(answer)["reconciliation_info"]["history"]
    assert [one["action"] for one in history] == ["confirmed", "rejected", "linked", "undone"]
    assert history[0]["reason"] == "the slip says so"
    memory = client.get(f"{BASE}/memory").json
    validate(memory, "memory")
    assert (len(memory["links"]), len(memory["rejected"]), memory["version"]) == (1, 1, 4)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "matches/match-1/confirm", {}),
        ("post", "matches/match-1/reject", {}),
        (
            "post",
            "links",
            {"invoices": [{"invoice_id": "i"}], "bank_transactions": [{"transaction_id": "t"}]},
        ),
        ("delete", "judgements/judgement-1", None),
    ],
)
def test_a_judgement_names_the_version_it_is_made_on(client, run, method, path, body):
    judge = getattr(client, method)
    answer = judge(f"{run}/{path}", json=body)
    assert refused(answer) == (428, "version_not_named")
    assert answer.json["reconciliation_id"] == 1
    assert refused(judge(f"{run}/{path}", json=body, headers={"If-Match": '"x"'})) == (
        412,
        "document_changed",
    )
    assert refused(judge(f"{BASE}/reconciliations/9/{path}", json=body, headers=ANY)) == (404, "not_found")
    assert refused(judge(f"{BASE}/reconciliations/x/{path}", json=body, headers=ANY)) == (
        400,
        "invalid_request",
    )
    assert client.get(f"{BASE}/memory").json["version"] == 0


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("matches/match-9/confirm", {}, 404, "not_found"),
        ("matches/match-9/reject", {}, 404, "not_found"),
        ("matches/match-1/confirm", {"settled": "yes"}, 400, "invalid_request"),
        ("matches/match-1/reject", {"settled": True}, 400, "invalid_request"),
        ("matches/match-1/reject", {"reason": "\0"}, 400, "invalid_request"),
        (
            "links",
            {"invoices": [], "bank_transactions": [{"transaction_id": "txn-1"}]},
            400,
            "invalid_request",
        ),
        ("links", {"invoices": [{"invoice_id": "inv-1"}]}, 400, "invalid_request"),
        (
            "links",
            {"invoices": [{"invoice_id": "inv-1", "n": 1}], "bank_transactions": [{"transaction_id": "t"}]},
            400,
            "invalid_request",
        ),
        (
            "links",
            {"invoices": [{"invoice_id": "inv-1"}], "bank_transactions": [{"transaction_id": "txn-1"}]},
            422,
            "judgement_invalid",
        ),
        (
            "links",
            {"invoices": [{"invoice_id": "inv-7"}], "bank_transactions": [{"transaction_id": "txn-1"}]},
            404,
            "not_found",
        ),
    ],
)
def test_what_cannot_be_judged_is_refused(client, run, path, body, status, code):
    assert refused(client.post(f"{run}/{path}", json=body, headers=ANY)) == (status, code)
    assert client.get(run).json["reconciliation_match_json"]["reconciliation_info"]["history"] == []


def test_a_judgement_that_is_not_there_or_was_undone_is_not_undone(client, run):
    assert refused(client.delete(f"{run}/judgements/judgement-1", headers=ANY)) == (404, "not_found")
    client.post(f"{run}/matches/match-1/confirm", json={}, headers=ANY)
    assert refused(client.post(f"{run}/matches/match-1/confirm", json={}, headers=ANY)) == (
        422,
        "judgement_invalid",
    )
    document(client.delete(f"{run}/judgements/judgement-1", headers=ANY))
    assert refused(client.delete(f"{run}/judgements/judgement-1", headers=ANY)) == (422, "judgement_invalid")


# ------------------------------------------------------------ profiles, rates, memory


def test_profiles_are_put_got_listed_and_deleted(client):
    assert client.get(f"{BASE}/profiles/default").json["confidence_threshold"] == 0.75
    answer = client.put(f"{BASE}/profiles/strict", json={"fee": {"percent": 1, "amount": {}}})
    validate(decode_plain(answer.data), "profile")
    assert (answer.json["name"], answer.json["fee"]) == ("strict", {"percent": 1, "amount": {}})
    assert client.get(f"{BASE}/profiles/strict").data == answer.data
    assert client.get(f"{BASE}/profiles").json == {"items": ["strict"]}
    assert client.delete(f"{BASE}/profiles/strict").status_code == 204
    for gone in (client.get, client.delete):
        assert refused(gone(f"{BASE}/profiles/strict")) == (404, "not_found")
    answer = client.put(f"{BASE}/profiles/strict", json={"discount": {"percent": 101}})
    assert refused(answer) == (400, "invalid_request")
    assert answer.json["violations"][0]["pointer"] == "/discount/percent"
    assert refused(client.put(f"{BASE}/profiles/a b", json={})) == (400, "invalid_request")


def test_a_table_of_rates_is_put_described_and_deleted(client):
    csv = {"content_type": "text/csv"}
    answer = client.put(f"{BASE}/rates?name=eurofxref-hist.csv", data=CENTRAL_BANK, **csv)
    assert answer.json | {"table_hash": ""} == {
        "name": "eurofxref-hist.csv",
        "table_hash": "",
        "pivot": "EUR",
        "pairs": 2,
        "rates": 3,
        "first_day": "2024-05-30",
        "last_day": "2024-05-31",
    }
    assert client.get(f"{BASE}/rates").json == answer.json
    wrong = client.put(f"{BASE}/rates", data=b"date,from,to,rate\n2024-05-31,USD,EUR,-1\n", **csv)
    assert (*refused(wrong), wrong.json["line"]) == (422, "rates_invalid", 2)
    assert client.get(f"{BASE}/rates").json == answer.json, "the table that was there stays"
    assert refused(client.put(f"{BASE}/rates", json={})) == (415, "unsupported_media_type")
    assert refused(client.put(f"{BASE}/rates?nam=x", data=CENTRAL_BANK, **csv)) == (400, "invalid_request")
    assert refused(client.put(f"{BASE}/rates", data=b"x" * 50_001, **csv)) == (413, "request_too_large")
    assert client.delete(f"{BASE}/rates").status_code == 204
    for gone in (client.get, client.delete):
        assert refused(gone(f"{BASE}/rates")) == (404, "not_found")


def test_what_was_learnt_is_shown_and_forgotten(client, store):
    invoices = store_invoices(store, invoice("77-B", "53.17", "Alpha Holdings"))
    bank = store_bank(store, payment("53.17", "Zahlung", "Payco 4"))
    client.post(f"{BASE}/reconcile", json={"invoice_upload_id": invoices, "bank_upload_id": bank})
    document(client.post(f"{BASE}/reconciliations/1/links", json=LINK, headers=ANY))
    (alias,) = client.get(f"{BASE}/memory").json["aliases"]
    assert (alias["payer"], alias["party"]) == ("payco 4", "alpha holdings")
    assert refused(client.delete(f"{BASE}/memory/aliases/{'0' * 16}")) == (404, "not_found")
    assert client.delete(f"{BASE}/memory/aliases/{alias['alias_id']}").json["aliases"] == []
    memory = client.delete(f"{BASE}/memory/aliases").json
    assert (memory["aliases"], len(memory["links"])) == ([], 1)


def test_answers_are_as_described(client, run):
    description = client.get(f"{BASE}/openapi.json").json

    def check(value, name):
        schema = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
        jsonschema.Draft202012Validator(schema).validate(value)

    check(client.post(f"{run}/matches/match-1/confirm", json={}, headers=ANY).json, "ReconciliationMatchRow")
    check(client.get(f"{BASE}/memory").json, "Memory")
    check(client.get(f"{BASE}/profiles/default").json, "MatchingProfile")
    check(client.put(f"{BASE}/rates", data=CENTRAL_BANK, content_type="text/csv").json, "StoredRates")
    assert Decimal(str(client.get(f"{BASE}/profiles/default").json["confidence_threshold"])) == Decimal(
        "0.75"
    )
