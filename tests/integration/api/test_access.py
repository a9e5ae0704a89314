"""Nobody gets in: every route, as the application itself lists them, with every way of not being allowed."""

import re
import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from python_ocr_reconcile.api.guard import Guard, GuardedBlueprint, Pace
from python_ocr_reconcile.api.production_json_api import create_app
from python_ocr_reconcile.config import Limits, Settings
from python_ocr_reconcile.errors import RateLimitedError
from python_ocr_reconcile.services.access import SCOPES
from python_ocr_reconcile.web.application import create_app as create_whole_app

PREFIX = "/api/production"
BANK_FILE = (
    b":20:A\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C240501EUR100,00\n"
    b":61:2405030503D40,00NTRFNONREF\n:86:Rent\n:62F:C240531EUR60,00\n"
)
FORM = {"Content-Type": "multipart/form-data; boundary=cut"}
BODY = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.sta"\r\n\r\n%s\r\n--cut--\r\n'


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("access")
    settings = Settings(
        database_url=str(folder / "rows.db"), upload_folder=folder / "uploads", cache_folder=folder / "cache",
        processes=1, limits=Limits(failed_tokens_per_minute=10_000),
    )  # fmt: skip
    app = create_app(settings)
    yield app
    app.extensions["production_json_api"].close()


@pytest.fixture(scope="module")
def api(app):
    return app.extensions["production_json_api"]


@pytest.fixture(scope="module")
def tokens(api):
    """A valid token for each scope, of two tenants, and every kind of token that is not valid."""
    made = {scope: api.access.create("anna", [scope], tenant="first")[0] for scope in SCOPES}
    made["other"] = api.access.create("otto", list(SCOPES), tenant="second")[0]
    expired, _ = api.store.create_token(
        tenant="first", user_name="x", scopes=list(SCOPES), valid_for=timedelta(milliseconds=1)
    )
    revoked, row = api.access.create("x", list(SCOPES), tenant="first")
    api.store.revoke_token(row.token_id)
    time.sleep(0.01)
    wrong = made["admin"][:-1] + ("A" if made["admin"][-1] != "A" else "B")
    return made | {"expired": expired, "revoked": revoked, "wrong": wrong, "nonsense": "x", "empty": ""}


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def rows(app, tokens):
    """One row of each kind that belongs to the first tenant: number 1 of each sequence."""
    client = app.test_client()
    sent = client.post(
        f"{PREFIX}/bank/upload", data=BODY % BANK_FILE, headers={**FORM, **bearer(tokens["upload"])}
    )
    assert sent.status_code == 201, sent.json
    return sent.json["upload_id"]


def routes(app):
    """Method, path and what is needed, for every route of the API."""
    blueprint = app.blueprints["production_json_api"]
    for rule in app.url_map.iter_rules():
        owner, _, name = rule.endpoint.rpartition(".")
        if owner == "production_json_api" and name != "unknown_path":
            path = re.sub(r"<(?:\w+:)?\w+>", "1", rule.rule)
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                yield method, path, blueprint._needs[name]


def ask(client, method, path, headers=None):
    # Buffered: an answer that is a file is read and let go of.
    return client.open(path, method=method, headers={"If-Match": "*", **(headers or {})}, buffered=True)


def test_every_route_and_every_way_of_not_being_allowed(app, tokens, rows):
    client, tried = app.test_client(), 0
    for method, path, needs in routes(app):
        for kind in ("expired", "revoked", "wrong", "nonsense", "empty"):
            answer = ask(client, method, path, bearer(tokens[kind]))
            assert answer.status_code == (200 if needs == "nothing" else 401), (method, path, kind)
        assert ask(client, method, path).status_code == (200 if needs == "nothing" else 401), (method, path)
        basic = {"Authorization": "Basic YTpi"}
        assert ask(client, method, path, basic).status_code == (200 if needs == "nothing" else 401)
        for scope in SCOPES:
            status = ask(client, method, path, bearer(tokens[scope])).status_code
            allowed = needs in ("nothing", scope) or scope == "admin"
            assert (status not in (401, 403)) is allowed, (method, path, scope, status)
            assert status < 500
        tried += 1
    assert tried > 15


def test_a_refusal_says_what_to_do_and_not_what_there_is(app, tokens, rows):
    client = app.test_client()
    answer = client.get(f"{PREFIX}/bank/{rows}")
    assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    answer = client.get(f"{PREFIX}/bank/{rows}", headers=bearer(tokens["upload"]))
    assert (answer.status_code, answer.json["code"]) == (403, "scope_missing")


def test_another_tenant_sees_nothing(app, tokens, rows):
    client, first, other = app.test_client(), bearer(tokens["admin"]), bearer(tokens["other"])
    assert client.get(f"{PREFIX}/bank/{rows}", headers=first).status_code == 200
    for method, path, needs in routes(app):
        if "/1" in path and needs != "nothing" and method != "POST":
            assert ask(client, method, path, other).status_code in (400, 404, 415, 422), (method, path)
    assert client.get(f"{PREFIX}/bank/{rows}", headers=other).json["code"] == "not_found"
    for path in ("bank", "invoices", "reconciliations", "audit"):
        theirs = client.get(f"{PREFIX}/{path}", headers=other).json["items"]
        assert [row for row in theirs if row.get("kind") != "token"] == [], path
    assert client.get(f"{PREFIX}/health", headers=other).json["database"]["bank_uploads"] == 0
    assert client.get(f"{PREFIX}/health", headers=first).json["database"]["bank_uploads"] == 1
    run = {"invoice_upload_id": rows, "bank_upload_id": rows}
    assert client.post(f"{PREFIX}/reconcile", json=run, headers=other).status_code == 404
    found = client.get(f"{PREFIX}/verify", headers=other).json
    assert (found["ok"], found["files"]) == (True, 0)
    assert client.get(f"{PREFIX}/verify", headers=first).json["files"] == 1


def test_the_same_bytes_of_two_tenants_are_two_rows_and_one_original(app, api, tokens, rows):
    client = app.test_client()

    def send(who):
        headers = {**FORM, **bearer(tokens[who])}
        return client.post(f"{PREFIX}/bank/upload", data=BODY % BANK_FILE, headers=headers)

    assert (send("upload").status_code, send("upload").json["upload_id"]) == (200, rows)
    theirs = send("other")
    assert theirs.status_code == 201
    assert theirs.json["upload_id"] != rows
    path = f"{PREFIX}/bank/{theirs.json['upload_id']}"
    document = client.get(path, headers=bearer(tokens["other"])).json
    assert document["bank_transaction_json"]["processing_info"]["overlaps"] == []
    assert len(list(api.settings.upload_folder.glob("??/*"))) == 1
    assert client.get(path, headers=bearer(tokens["read"])).status_code == 404


def test_the_audit_names_the_user_of_the_token(app, tokens, rows):
    client = app.test_client()
    entries = client.get(
        f"{PREFIX}/audit", query_string={"kind": "bank", "id": rows}, headers=bearer(tokens["admin"])
    ).json["items"]
    assert {entry["action"]: entry["actor"] for entry in entries}["claimed"] == "anna"


def test_tokens_are_covered_by_the_audit(api, tokens):
    assert api.verify().ok
    with api.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE production_tokens SET scopes = 'admin' WHERE user_name = 'otto'")
    assert {one.code for one in api.verify().findings} == {"row_altered"}
    with api.store.database.write() as connection:
        put_back = text("UPDATE production_tokens SET scopes = :scopes WHERE user_name = 'otto'")
        connection.execute(put_back, {"scopes": " ".join(SCOPES)})
    assert api.verify().ok


def test_of_a_token_nothing_is_stored_that_opens(api, tokens, tmp_path):
    stored = str([dict(row._mapping) for row in rows_of(api)])
    for token in tokens.values():
        assert not token or token == "x" or token.split("_", 2)[-1] not in stored


def rows_of(api):
    with api.store.database.read() as connection:
        return connection.exec_driver_sql("SELECT * FROM production_tokens").all()


def test_without_tokens_it_is_open_to_this_machine_alone(tmp_path):
    app = create_app(Settings(database_url=str(tmp_path / "a.db"), upload_folder=tmp_path / "up"))
    api, client = app.extensions["production_json_api"], app.test_client()
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    try:
        assert client.get(f"{PREFIX}/bank").status_code == 200
        assert client.get(f"{PREFIX}/bank", environ_base=elsewhere).status_code == 401
        token, row = api.access.create("anna", ["read"])
        assert client.get(f"{PREFIX}/bank").status_code == 401
        assert client.get(f"{PREFIX}/bank", headers=bearer(token), environ_base=elsewhere).status_code == 200
        api.store.revoke_token(row.token_id)
        assert client.get(f"{PREFIX}/bank", headers=bearer(token)).status_code == 401
        assert client.get(f"{PREFIX}/bank").status_code == 401  # what was closed stays closed
    finally:
        api.close()


@pytest.fixture(scope="module")
def open_app(tmp_path_factory):
    """The API and the pages of a service that has no token yet."""
    folder = tmp_path_factory.mktemp("open")
    app = create_whole_app(Settings(database_url=str(folder / "a.db"), upload_folder=folder / "up"))
    yield app
    app.extensions["production_json_api"].close()


@pytest.mark.parametrize(
    "path", [f"{PREFIX}/bank", f"{PREFIX}/health", "/", "/documents", "/documents/1/original"]
)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example:8000"},
        {"Host": "127.0.0.1.rebound.example"},
        {"Host": "localhost.rebound.example"},
        {"Host": "192.0.2.7:8000"},
        {"Host": "[2001:db8::1]:8000"},
        {"Host": "[::1"},
        {"X-Forwarded-For": "192.0.2.7"},
        {"Forwarded": "for=192.0.2.7"},
    ],
)
def test_without_tokens_no_name_that_leads_here_and_no_proxy_opens_it(open_app, path, headers):
    answer = open_app.test_client().get(path, headers=headers)
    assert answer.status_code == 401
    assert "problem+json" in answer.content_type or 'name="token"' in answer.text


@pytest.mark.parametrize(
    "host", ["localhost:8000", "127.0.0.1:8000", "127.8.9.10", "[::1]:8000", "LocalHost"]
)
def test_without_tokens_it_answers_to_the_names_of_this_machine(open_app, host):
    assert open_app.test_client().get(f"{PREFIX}/bank", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:3000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_without_tokens_the_page_of_another_site_sends_nothing(open_app, headers):
    client = open_app.test_client()
    for path in (f"{PREFIX}/bank/upload", f"{PREFIX}/invoices/upload", "/inbox?kind=bank"):
        answer = client.post(path, data=BODY % BANK_FILE, headers=FORM | headers)
        assert answer.status_code == 400
        assert "another site" in answer.text
    assert client.delete(f"{PREFIX}/rates", headers=headers).status_code == 400
    assert client.get(f"{PREFIX}/health").json["database"]["bank_uploads"] == 0


def test_with_a_token_in_a_header_any_page_may_ask_since_no_other_site_has_it(app, tokens):
    sent = FORM | bearer(tokens["upload"]) | {"Origin": "https://office.example", "Host": "books.example"}
    answer = app.test_client().post(f"{PREFIX}/bank/upload", data=BODY % BANK_FILE, headers=sent)
    assert answer.status_code in (200, 201)


def test_a_route_without_a_policy_cannot_be_declared():
    routes = GuardedBlueprint("some", __name__)
    with pytest.raises(TypeError, match="must say what it needs"):
        routes.get("/new")(lambda: "")
    with pytest.raises(TypeError, match="must say what it needs"):
        routes.get("/new", needs="everything")(lambda: "")


def test_too_many_requests_are_told_to_wait(tmp_path):
    limits = Limits(requests_per_minute=3, failed_tokens_per_minute=2)
    settings = Settings(database_url=str(tmp_path / "a.db"), upload_folder=tmp_path / "up", limits=limits)
    app = create_app(settings)
    api, client = app.extensions["production_json_api"], app.test_client()
    try:
        token, _ = api.access.create("anna", ["read"])
        statuses = [client.get(f"{PREFIX}/bank", headers=bearer(token)).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        answer = client.get(f"{PREFIX}/bank", headers=bearer(token))
        assert answer.json["code"] == "rate_limited"
        assert 1 <= int(answer.headers["Retry-After"]) <= 20
        statuses = [client.get(f"{PREFIX}/bank", headers=bearer("x")).status_code for _ in range(3)]
        assert statuses == [401, 401, 429]
    finally:
        api.close()


def test_a_pace_fills_again_evenly(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("python_ocr_reconcile.api.guard.time.monotonic", lambda: clock[0])
    pace = Pace(60)
    for _ in range(60):
        pace.count("a")
    with pytest.raises(RateLimitedError):
        pace.count("a")
    pace.count("b")
    clock[0] += 1
    pace.count("a")
    with pytest.raises(RateLimitedError):
        pace.look("a")


def test_outside_of_a_request_the_guard_shows_the_settings(api):
    assert Guard(api, lambda: "read").acting().settings is api.settings


def test_no_page_is_shown_without_a_token(tmp_path):
    settings = Settings(database_url=str(tmp_path / "a.db"), upload_folder=tmp_path / "up")
    app = create_whole_app(settings)
    api, client = app.extensions["production_json_api"], app.test_client()
    try:
        assert client.get("/").status_code == 200
        token, _ = api.access.create("anna", ["read"])
        pages = [
            rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("ocr_reconcile_pages.")
        ]
        tried = 0
        for rule in pages:
            path = re.sub(r"<(?:\w+:)?\w+>", "1", rule.rule)
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                if rule.endpoint.endswith((".assets", ".log_in", ".log_in_now", ".log_out")):
                    continue
                for headers in ({}, bearer("x"), {"Authorization": "Basic YTpi"}):
                    answer = client.open(path, method=method, headers=headers)
                    assert answer.status_code == 401, (method, path)
                answer = client.open(path, method=method, headers=bearer(token), buffered=True)
                may = method == "GET" and not path.startswith("/audit")
                assert answer.status_code in ((200, 302, 404) if may else (403,)), (method, path)
                tried += 1
        assert tried > 6
    finally:
        api.close()
