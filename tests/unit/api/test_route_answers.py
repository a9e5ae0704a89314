"""Each route answers with exactly the keys that were promised, and money with its digits."""

import io
import logging
from dataclasses import replace

import flask
import msgspec
import pytest

from python_ocr_reconcile.errors import EncryptedPDFError, NotReadyError, StorageFullError
from python_ocr_reconcile.models.encoding import decode_plain

INVOICE_KEYS = [
    "success",
    "upload_id",
    "db_record_id",
    "file_name",
    "total_invoices",
    "total_amount",
    "processing_time_seconds",
    "status",
]
BANK_KEYS = [
    *INVOICE_KEYS[:4],
    "total_transactions",
    "total_debits",
    "total_credits",
    "processing_time_seconds",
    "status",
]
RECONCILE_KEYS = [
    "success",
    "reconciliation_id",
    "db_record_id",
    "total_matches",
    "match_rate_percentage",
    "processing_time_seconds",
    "status",
]


def send(client, path="/api/production/invoices/upload", content=b"%PDF-1.7", name="scan.pdf", **more):
    return client.post(path, data={"file": (io.BytesIO(content), name)}, **more)


@pytest.mark.parametrize(("kind", "keys"), [("invoices", INVOICE_KEYS), ("bank", BANK_KEYS)])
def test_upload_answers_exactly_these_keys(client, kind, keys):
    answer = send(client, f"/api/production/{kind}/upload")
    assert answer.status_code == 201
    assert sorted(answer.json) == sorted(keys)
    assert answer.headers["Location"] == f"/api/production/{kind}/7"
    assert answer.json["upload_id"] == 7
    assert answer.json["db_record_id"] == 3
    assert answer.json["processing_time_seconds"] == 1.5


def test_money_keeps_its_digits(client):
    assert b'"total_amount":1190.10,' in send(client).data
    assert b'"match_rate_percentage":100.00,' in reconcile(client).data
    assert b'"total_amount":1190.10' in client.get("/api/production/invoices/7").data


def test_same_bytes_again(client, service):
    service.duplicate = True
    answer = send(client)
    assert answer.status_code == 200
    assert sorted(answer.json) == sorted([*INVOICE_KEYS, "duplicate"])
    assert answer.json["duplicate"] is True


@pytest.mark.parametrize(
    ("prefer", "waits", "applied"),
    [
        (None, 30, None),
        ("respond-async", 0, "respond-async"),
        ("wait=5", 5, "wait=5"),
        ("wait=500", 30, "wait=500"),
        ("respond-async, wait=5", 0, "respond-async"),
        ("handling=lenient", 30, None),
    ],
)
def test_prefer_says_how_long_to_wait(client, service, prefer, waits, applied):
    answer = send(client, headers={"Prefer": prefer} if prefer else {})
    assert service.asked == [("invoice", "scan.pdf", waits)]
    assert answer.headers.get("Preference-Applied") == applied


def test_unfinished_upload_is_accepted_and_says_where_it_will_be(client, service):
    service.finished = False
    service.rows["invoice"] = msgspec.structs.replace(service.rows["invoice"], status="processing")
    answer = send(client, headers={"Prefer": "respond-async"})
    assert (answer.status_code, answer.json["status"]) == (202, "processing")
    assert answer.headers["Location"] == "/api/production/invoices/7"
    assert answer.headers["Link"] == '</api/production/uploads/7/status>; rel="monitor"'
    assert sorted(answer.json) == sorted(INVOICE_KEYS)


def reconcile(client, body='{"invoice_upload_id": 7, "bank_upload_id": 8}', content_type="application/json"):
    return client.post("/api/production/reconcile", data=body, content_type=content_type)


def test_reconcile_answers_exactly_these_keys(client, service):
    answer = reconcile(client)
    assert answer.status_code == 201
    assert sorted(answer.json) == sorted(RECONCILE_KEYS)
    assert answer.headers["Location"] == "/api/production/reconciliations/5"
    assert service.asked == [([7], [8], None)]


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("invoices/7", "invoice_json"),
        ("bank/7", "bank_transaction_json"),
        ("reconciliations/5", "reconciliation_match_json"),
    ],
)
def test_row_has_its_document_nested_and_nothing_private(client, service, path, document):
    answer = client.get(f"/api/production/{path}")
    row = answer.json
    assert isinstance(row[document], dict)
    assert not {"page_layer", "tenant"} & set(row)
    kind = {"i": "invoice", "b": "bank", "r": "reconciliation"}[path[0]]
    expected = set(service.rows[kind].__struct_fields__) - {"page_layer", "tenant"}
    assert set(row) == expected
    stored = decode_plain(getattr(service.rows[kind], document))
    assert decode_plain(answer.data)[document] == stored


def test_row_that_failed_or_waits_is_answered_with_its_status(client, service):
    service.rows["invoice"] = msgspec.structs.replace(
        service.rows["invoice"],
        status="failed",
        invoice_json=None,
        error_code="pdf_encrypted",
        error_message="The PDF is protected by a password.",
    )
    answer = client.get("/api/production/invoices/7")
    assert answer.status_code == 200
    assert answer.json["invoice_json"] is None
    assert (answer.json["status"], answer.json["error_code"]) == ("failed", "pdf_encrypted")


def test_unchanged_row_need_not_be_sent_again(client):
    first = client.get("/api/production/invoices/7")
    again = client.get("/api/production/invoices/7", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/api/production/invoices/7", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_list_hands_filters_cursor_and_limit_on(client, service):
    answer = client.get(
        "/api/production/invoices?status=completed&total_min=10.50&uploaded_from=2024-05-01&cursor=12&limit=5"
    )
    assert answer.status_code == 200
    filters = {"status": "completed", "total_min": "10.500000", "uploaded_from": "2024-05-01"}
    assert service.asked == [("invoice", filters, "12", 5)]
    assert list(answer.json) == ["items", "next_cursor"]
    (item,) = answer.json["items"]
    assert item["file_name"] == "scan.pdf"
    assert not {"invoice_json", "page_layer"} & set(item)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1e3", "1000.000000"),
        ("-9.97e-99", "-0.000000"),
        ("1E15", "1000000000000000.000000"),
        ("0", "0.000000"),
    ],
)
def test_amounts_may_be_written_as_json_writes_numbers(client, service, text, amount):
    assert client.get(f"/api/production/invoices?total_min={text}").status_code == 200
    assert service.asked[0][1] == {"total_min": amount}


def test_next_cursor_of_a_list_is_what_the_next_page_takes(client, service):
    service.list = lambda kind, filters, cursor, limit: ([], "41")
    assert client.get("/api/production/bank").json == {"items": [], "next_cursor": "41"}


def test_health_and_head(client):
    answer = client.get("/api/production/health")
    assert set(answer.json) == {
        "status",
        "production_json_api",
        "database",
        "upload_folder",
        "storage_mode",
    }
    assert set(answer.json["database"]) == {"path", "invoice_uploads", "bank_uploads", "reconciliations"}
    head = client.head("/api/production/health")
    assert (head.status_code, head.data) == (200, b"")
    assert client.head("/api/production/invoices/7").headers["ETag"]


def test_every_answer_has_the_security_headers_and_a_request_id(client):
    for path in ("health", "invoices/7", "invoices/999", "nowhere", "docs"):
        headers = client.get(f"/api/production/{path}").headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert len(headers["X-Request-Id"]) == 32
    given = client.get("/api/production/health", headers={"X-Request-Id": "trace-1.2_3"})
    assert given.headers["X-Request-Id"] == "trace-1.2_3"
    refused = client.get("/api/production/health", headers={"X-Request-Id": "a b\x00" * 5})
    assert len(refused.headers["X-Request-Id"]) == 32


def test_access_log_names_the_request_but_not_what_it_holds(client, caplog):
    with caplog.at_level(logging.INFO, "python_ocr_reconcile.api"):
        send(client, content=b"secret contents", name="secret-name.pdf")
        client.get("/api/production/invoices?vendor=secret-vendor")
    first, second = caplog.records
    assert (first.method, first.path, first.status) == ("POST", "/api/production/invoices/upload", 201)
    assert first.milliseconds >= 0
    assert first.request_id != second.request_id
    assert "secret" not in str([vars(record) for record in caplog.records])


PROBLEM_KEYS = {"type", "title", "status", "detail", "instance", "code", "advice", "request_id"}


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (EncryptedPDFError("It asks for a password.", upload_id=7), 422, "pdf_encrypted"),
        (NotReadyError("upload 7 is processing", upload_id=7), 409, "not_ready"),
        (StorageFullError("The disk is full."), 507, "storage_full"),
        (ZeroDivisionError("secret detail"), 500, "internal_error"),
    ],
)
def test_what_the_service_raises_becomes_a_problem(client, service, error, status, code):
    service.raises = error
    for answer in (send(client), reconcile(client), client.get("/api/production/bank")):
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
        assert set(answer.json) >= PROBLEM_KEYS
        assert (answer.json["code"], answer.json["status"]) == (code, status)
        assert answer.json["request_id"] == answer.headers["X-Request-Id"]
        assert answer.json.get("upload_id") == getattr(error, "details", {}).get("upload_id")
        assert b"secret" not in answer.data


@pytest.mark.parametrize(
    "text", ["0", "-1", "01", "1.0", "abc", "9223372036854775808", "1" * 30, "%00", "\uff17"]
)
def test_an_id_that_is_no_id(client, service, text):
    answer = client.get(f"/api/production/invoices/{text}")
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert service.asked == []


def test_largest_id_reaches_the_service(client):
    answer = client.get("/api/production/bank/9223372036854775807")
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ("{}", ""),
        ("[]", ""),
        ("null", ""),
        ('{"invoice_upload_id": "7", "bank_upload_id": 8}', "/invoice_upload_id"),
        ('{"invoice_upload_id": true, "bank_upload_id": 8}', "/invoice_upload_id"),
        ('{"invoice_upload_id": 1.5, "bank_upload_id": 8}', "/invoice_upload_id"),
        ('{"invoice_upload_id": 7, "bank_upload_id": 0}', "/bank_upload_id"),
        ('{"invoice_upload_id": 7, "bank_upload_id": 9223372036854775808}', "/bank_upload_id"),
        ('{"invoice_upload_id": 7, "bank_upload_id": 8, "also": 1}', ""),
    ],
)
def test_a_reconcile_body_of_the_wrong_shape(client, service, body, pointer):
    answer = reconcile(client, body)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert answer.json["violations"][0]["pointer"] == pointer
    assert service.asked == []


@pytest.mark.parametrize("body", ["", "{", "\xff", "NaN", '{"invoice_upload_id": 7,}', "[" * 900])
def test_a_body_that_is_not_json(client, body):
    answer = reconcile(client, body.encode("latin-1"))
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_json")


def test_a_body_of_another_type_or_size(client):
    answer = reconcile(client, content_type="text/plain")
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")
    assert reconcile(client, '{"invoice_upload_id": 7, "bank_upload_id": 8}'.ljust(1_000)).status_code == 201
    answer = reconcile(client, " " * 1_001)
    assert (answer.status_code, answer.json["code"]) == (413, "request_too_large")
    assert answer.json["limit"] == 1_000


@pytest.mark.parametrize(
    "query",
    [
        "vendors=x",
        "status=done",
        "status=completed&status=failed",
        "limit=0",
        "limit=21",
        "limit=x",
        "cursor=abc",
        "cursor=",
        "total_min=1e16",
        "total_min=1e999999999",
        "total_min=NaN",
        "uploaded_from=yesterday",
        "uploaded_from=2024-05-01T12:00:00",
        "invoice_date_from=2024-02-30",
        "currency=EURO",
        "file_name=",
        "file_name=%00",
        "file_name=" + "x" * 101,
    ],
)
def test_a_list_query_that_is_not_understood(client, service, query):
    answer = client.get(f"/api/production/invoices?{query}")
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert answer.json["parameter"] == query.partition("=")[0]
    assert service.asked == []


def test_a_wrong_time_is_told_what_a_time_looks_like(client):
    answer = client.get("/api/production/invoices?uploaded_from=2024-05-01T12:00:00")
    assert "a time with its zone such as 2024-05-31T08:15:00Z" in answer.json["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "", 404, None),
        ("GET", "/", 404, None),
        ("GET", "/nowhere", 404, None),
        ("POST", "/invoices/7/pages", 404, None),
        ("DELETE", "/invoices/7", 405, "GET, HEAD, OPTIONS, PATCH"),
        ("GET", "/invoices/upload", 405, "OPTIONS, POST"),
        ("PUT", "/reconcile", 405, "OPTIONS, POST"),
        ("TRACE", "/health", 405, "GET, HEAD, OPTIONS"),
        ("QUERY", "/bank", 405, "GET, HEAD, OPTIONS"),
    ],
)
def test_unknown_paths_and_methods_are_problems_too(client, method, path, status, allow):
    answer = client.open(f"/api/production{path}", method=method)
    assert answer.status_code == status
    assert answer.json["code"] == ("unknown_path" if status == 404 else "method_not_allowed")
    assert answer.headers.get("Allow") == allow


def test_the_host_application_keeps_its_own_pages_limits_and_headers(host, client, service):
    host.config["MAX_CONTENT_LENGTH"] = 50

    @host.errorhandler(404)
    def lost(error):
        return "the host's own page", 404

    @host.post("/echo")
    def echo():
        return flask.request.get_data()

    answer = client.get("/elsewhere")
    assert (answer.data, answer.status_code) == (b"the host's own page", 404)
    assert "X-Request-Id" not in answer.headers
    assert client.get("/api/production/nowhere").mimetype == "application/problem+json"
    assert client.post("/echo", data=b"x" * 51).status_code == 413
    assert send(client, content=b"x" * 90_000).status_code == 201
    assert len(service.received) == 90_000


def test_a_host_that_parses_forms_first_still_gets_its_uploads_through(host, client, service):
    host.before_request(lambda: len(flask.request.files) and None)
    assert send(client, content=b"parsed before").status_code == 201
    assert service.received == b"parsed before"


def test_unhealthy_database_is_a_503_with_the_same_keys(client, service):
    well = service.health()
    service.health = lambda: {**well, "status": "unhealthy", "production_json_api": "unavailable"}
    answer = client.get("/api/production/health")
    assert (answer.status_code, answer.json["status"]) == (503, "unhealthy")


def test_waiting_limit_comes_from_the_settings(client, service):
    service.settings = replace(service.settings, limits=replace(service.settings.limits, wait_seconds=3))
    send(client)
    assert service.asked[0][2] == 3
