"""Changes over HTTP: each names the version it is made on, and has its shape before the service sees it."""

from decimal import Decimal

import msgspec
import pytest

from python_ocr_reconcile.errors import CutsError, NotCorrectableError, NotReadyError

ROW = "/api/production/invoices/7"
CUTS = f"{ROW}/cuts"
ANY = {"If-Match": "*"}


def correction(pointer="/invoices/0/total_amount", value="119.00"):
    return {"corrections": [{"pointer": pointer, "value": value}]}


@pytest.fixture
def etag(client):
    return client.get(ROW).headers["ETag"]


def test_cuts_reach_the_service_and_the_new_row_is_answered(client, service, etag):
    body = {"starts": [1, 3, 5], "reason": "pages 3 and 4 belong together"}
    answer = client.put(CUTS, json=body, headers={"If-Match": etag})
    assert answer.status_code == 200
    assert service.asked[-1] == ("cuts", 7, [1, 3, 5], "pages 3 and 4 belong together")
    place = {"starts": [1, {"page": 2, "y": 310.5}]}
    assert client.put(CUTS, json=place, headers={"If-Match": etag}).status_code == 200
    assert service.asked[-1] == ("cuts", 7, [1, {"page": 2, "y": Decimal("310.5")}], None)
    assert answer.data == client.get(ROW).data
    assert answer.headers["ETag"] == etag


def test_null_and_delete_return_to_the_cuts_of_the_reader(client, service, etag):
    assert client.put(CUTS, json={"starts": None}, headers={"If-Match": etag}).status_code == 200
    assert client.delete(CUTS, headers={"If-Match": etag}).status_code == 200
    assert [asked for asked in service.asked if asked[0] == "cuts"] == [("cuts", 7, None, None)] * 2


def test_corrections_reach_the_service_with_their_digits(client, service, etag):
    raw = b'{"corrections": [{"pointer": "/invoices/0/subtotal", "value": 100.10}], "reason": null}'
    answer = client.patch(
        ROW, data=raw, headers={"If-Match": etag, "Content-Type": "application/json; charset=utf-8"}
    )
    assert answer.status_code == 200
    kind, _, values, _ = service.asked[-1]
    assert kind == "correct"
    assert str(values["/invoices/0/subtotal"]) == "100.10"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 428, "version_not_named"),
        ({"If-Match": '"another"'}, 412, "document_changed"),
        ({"If-Match": "no etag at all"}, 412, "document_changed"),
    ],
)
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_change_names_the_version_it_is_made_on(client, service, headers, status, code, method):
    body = {"put": {"starts": [1]}, "patch": correction(), "delete": None}[method]
    answer = getattr(client, method)(ROW if method == "patch" else CUTS, json=body, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"
    assert answer.json["upload_id"] == 7
    assert {asked[0] for asked in service.asked} == {"invoice"}


def test_a_weak_etag_names_no_version(client, etag):
    answer = client.put(CUTS, json={"starts": [1]}, headers={"If-Match": f"W/{etag}"})
    assert answer.status_code == 412


def test_a_failing_if_match_of_get_is_a_problem_too(client, etag):
    assert client.get(ROW, headers={"If-Match": etag}).status_code == 200
    assert client.get(ROW, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(ROW, headers={"If-Match": "*"}).status_code == 200
    assert client.get(ROW, headers={"If-Match": "*", "If-None-Match": etag}).status_code == 304
    answer = client.get(ROW, headers={"If-Match": '"another"'})
    assert (answer.status_code, answer.json["code"]) == (412, "document_changed")
    assert answer.mimetype == "application/problem+json"


def test_an_upload_without_a_document_is_not_ready_whatever_its_etag(client, service):
    service.rows["invoice"] = msgspec.structs.replace(service.rows["invoice"], status="processing")
    service.raises = None
    refusal = NotReadyError("invoice upload 7 is processing", upload_id=7, status="processing")
    service.move_cuts = lambda *_, **__: (_ for _ in ()).throw(refusal)
    answer = client.put(CUTS, json={"starts": [1]}, headers={"If-Match": '"old"'})
    assert (answer.status_code, answer.json["code"]) == (409, "not_ready")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"starts": "1,3"},
        {"starts": [1.5]},
        {"starts": [True]},
        {"starts": [{"y": 5}]},
        {"starts": [{"page": 1, "y": -5}]},
        {"starts": [{"page": 1, "x": 5}]},
        {"starts": [1], "page": 2},
        {"starts": [1], "reason": 5},
        {"starts": [1], "reason": "\0"},
        {"starts": [-1]},
        [],
    ],
)
def test_cuts_of_another_shape_are_refused(client, service, body):
    answer = client.put(CUTS, json=body, headers=ANY)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert answer.json["violations"]
    assert service.asked == []


@pytest.mark.parametrize(
    "body",
    [
        {"corrections": []},
        {"corrections": [{"pointer": "/invoices/0/total_amount"}]},
        {"corrections": [{"pointer": "/invoices/0/total_amount", "value": True}]},
        {"corrections": [{"pointer": "/invoices/0/total_amount", "value": [1]}]},
        {"corrections": [{"pointer": 5, "value": None}]},
    ],
)
def test_corrections_of_another_shape_are_refused(client, service, body):
    answer = client.patch(ROW, json=body, headers=ANY)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert service.asked == []


def test_one_value_is_corrected_once(client, service):
    body = {"corrections": correction()["corrections"] * 2}
    answer = client.patch(ROW, json=body, headers=ANY)
    assert (answer.status_code, answer.json["code"]) == (422, "not_correctable")


@pytest.mark.parametrize("error", [CutsError("Page 3 is named twice."), NotCorrectableError("/x")])
def test_what_cannot_be_is_unprocessable(client, service, error):
    service.move_cuts = lambda *_, **__: (_ for _ in ()).throw(error)
    answer = client.put(CUTS, json={"starts": [1, 3, 3]}, headers=ANY)
    assert (answer.status_code, answer.json["code"]) == (422, error.code)
    assert answer.json["advice"] == error.advice


@pytest.mark.parametrize(
    "text",
    [
        b'{"starts": [1], "starts": [1, 2]}',
        b'{"starts": [1], "reason": "a", "reason": "a"}',
        b'{"starts": [1], "st\\u0061rts": null}',
    ],
)
def test_a_key_that_stands_twice_is_refused(client, service, text):
    answer = client.put(CUTS, data=text, content_type="application/json", headers=ANY)
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_json")
    assert "twice" in answer.json["detail"]
    assert service.asked == []


def test_a_key_that_stands_twice_in_a_reconciliation_is_refused(client, service):
    text = b'{"invoice_upload_id": 1, "bank_upload_id": 2, "bank_upload_id": 3}'
    answer = client.post("/api/production/reconcile", data=text, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_json")
    assert service.asked == []


@pytest.mark.parametrize("value", ["1e999999999", "-1e-999999999", "1e400", "9" * 500])
def test_a_number_of_gigabytes_costs_nothing(client, service, value):
    text = f'{{"corrections": [{{"pointer": "/invoices/0/total_amount", "value": {value}}}]}}'
    answer = client.patch(ROW, data=text, content_type="application/json", headers=ANY)
    assert answer.status_code in (200, 400)  # what it may be, the service says
    answer = client.put(CUTS, data=f'{{"starts": [{value}]}}', content_type="application/json", headers=ANY)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("kind", ["invoices", "bank"])
def test_either_kind_is_corrected_and_accepted(client, service, kind):
    path = f"/api/production/{kind}/7"
    body = correction("/transactions/0/balance")
    assert client.patch(path, json=body, headers=ANY).status_code == 200
    assert service.asked[-1][:3] == ("correct", 7, {"/transactions/0/balance": "119.00"})
    answer = client.post(f"{path}/accept", json={"reason": "seen on paper"}, headers=ANY)
    assert answer.status_code == 200
    assert service.asked[-1] == ("accept", 7, "seen on paper")
    assert client.post(f"{path}/accept", json={}).status_code == 428
    assert client.post(f"{path}/accept", json={"reson": ""}, headers=ANY).json["code"] == "invalid_request"
