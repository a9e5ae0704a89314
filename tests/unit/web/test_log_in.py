"""The way in: a token in a cookie, for one tenant, and from these pages alone."""

import io

import pytest

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.web.application import create_app

HERE = {"Origin": "http://localhost"}


@pytest.fixture
def app(tmp_path):
    made = create_app(
        Settings.from_environment(
            {}, database_url=str(tmp_path / "a.db"), upload_folder=tmp_path / "u", cache_folder=tmp_path / "c"
        )
    )
    yield made
    made.extensions["production_json_api"].close()


def logged_in(app, token):
    client = app.test_client()
    answer = client.post("/log-in", data={"token": token, "to": "/documents"}, headers=HERE)
    assert (answer.status_code, answer.location) == (303, "/documents")
    return client


def test_two_tenants_see_their_own_documents_alone(app):
    access = app.extensions["production_json_api"].access
    north, _ = access.create("anna", ["read", "upload"], tenant="north")
    south, _ = access.create("ben", ["read", "upload"], tenant="south")
    anna, ben = logged_in(app, north), logged_in(app, south)
    sent = {"file": (io.BytesIO(b"Date;Amount;Balance\n2024-05-31;-5.00;95.00\n"), "north.csv")}
    assert anna.post("/inbox?kind=bank", data=sent, headers=HERE).status_code == 303
    assert "north.csv" in anna.get("/documents").text
    assert "north.csv" in anna.get("/").text
    assert "north.csv" not in ben.get("/documents").text
    assert "north.csv" not in ben.get("/").text
    assert ben.get("/documents/1").status_code == 404
    assert ben.get("/documents/1/original").status_code == 404
    assert ben.post("/documents/1/accept", headers=HERE).status_code == 404
    assert anna.post("/reconcile", headers=HERE).status_code == 403  # no scope for it
    assert anna.post("/log-out", headers=HERE).status_code == 303
    assert anna.get("/documents").status_code == 401


def test_a_wrong_token_is_refused_and_the_cookie_is_for_no_script_and_no_other_site(app):
    token, _ = app.extensions["production_json_api"].access.create("anna", ["read"])
    client = app.test_client()
    asked = client.get("/documents?search=x")
    assert asked.status_code == 401
    assert 'value="/documents?search=x"' in asked.text
    refused = client.post("/log-in", data={"token": "ocr_wrong"}, headers=HERE)
    assert (refused.status_code, "Set-Cookie" in refused.headers) == (401, False)
    let_in = client.post("/log-in", data={"token": token}, headers=HERE)
    cookie = let_in.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert client.get("/documents").status_code == 200


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere", "x", "/a\nb"]
)
def test_the_way_in_leads_nowhere_else(app, to):
    token, _ = app.extensions["production_json_api"].access.create("anna", ["read"])
    answer = app.test_client().post("/log-in", data={"token": token, "to": to}, headers=HERE)
    assert answer.location == "/"


def test_with_a_cookie_a_change_must_say_where_it_comes_from(app):
    token, _ = app.extensions["production_json_api"].access.create("anna", ["read", "upload"])
    client = logged_in(app, token)
    assert client.post("/documents/1/accept").status_code == 400
    assert client.post("/documents/1/accept", headers={"Origin": "https://x.example"}).status_code == 400
    assert client.post("/documents/1/accept", headers=HERE).status_code == 404
