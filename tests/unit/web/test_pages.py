"""The pages as answers: their headers, what they refuse, and that every text there is."""

import re
import tomllib
from importlib.resources import files

import flask
import pytest
from stored_documents import invoice, payment, store_bank, store_invoices

from python_ocr_reconcile.api.production_json_api import register_production_json_api
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.web.application import create_app
from python_ocr_reconcile.web.document import version_of
from python_ocr_reconcile.web.texts import texts

WEB = files("python_ocr_reconcile.web")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    made = create_app(
        Settings.from_environment(
            {}, database_url=str(folder / "rows.db"), upload_folder=folder / "up", cache_folder=folder / "c"
        )
    )
    yield made
    made.extensions["production_json_api"].close()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.mark.parametrize(
    "path", ["/", "/documents", "/documents/totals", "/inbox/latest", "/documents/1", "/nowhere"]
)
def test_every_page_has_the_strict_policy(client, path):
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"style=" not in answer.data
    assert b"onclick" not in answer.data


def test_the_first_page_is_small(client):
    page = client.get("/").data
    assets = re.findall(rb'(?:src|href)="(/assets/[^"]+)"', page)
    assert len(assets) >= 4
    assert len(page) + sum(len(client.get(path.decode()).data) for path in assets) < 200_000


def test_assets_are_kept_for_ever_under_their_version_only(client):
    (path,) = re.findall(r'"(/assets/[^"]+\.css)"', client.get("/").text)
    assert "immutable" in client.get(path).headers["Cache-Control"]
    assert client.get("/assets/older/pages.css").headers["Cache-Control"] == "no-store"
    assert client.get("/assets/older/../texts/en.toml").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_another_site_can_change_nothing(client, headers):
    refused = client.post("/samples", headers=headers)
    assert refused.status_code == 400
    assert "another site" in refused.text
    assert client.get("/api/production/health").json["database"]["invoice_uploads"] == 0


@pytest.mark.parametrize(
    "query",
    [
        "order=best", "kind=letter", "status=odd", "date_from=31.05.2024", "amount_min=NaN",
        "amount_max=1.23456", "after=x", "order=amount&after=NaN~1", "order=amount&after=-Infinity~1",
        "order=amount&after=1e999~1", "order=date&after=2024-02-30~1",
        f"search={'a' * 101}", "currency=EURO", "search=%00",
    ],
)  # fmt: skip
def test_what_the_list_is_asked_wrongly_is_said(client, query):
    answer = client.get(f"/documents?{query}")
    assert answer.status_code == 400
    assert "What to do" in answer.text


def test_a_script_is_told_of_a_refusal_as_json(client):
    answer = client.post("/inbox", headers={"Accept": "application/json"}, data={"other": "1"})
    assert answer.status_code == 415
    assert answer.json["code"] == "unsupported_media_type"


def test_a_host_application_gets_the_pages_only_if_it_asks(tmp_path):
    host = flask.Flask("host")
    api = register_production_json_api(host, tmp_path / "rows.db", tmp_path / "uploads")
    assert host.test_client().get("/").status_code == 404
    api.close()


def test_every_text_that_a_template_names_is_there():
    seen = 0
    for template in WEB.joinpath("templates").iterdir():
        source = template.read_text("utf-8")
        for function, key in re.findall(r"\b(t|counted)\('([a-z]+\.[a-z_]+)'[,)]", source):
            wanted = [key] if function == "t" else [f"{key}_one", f"{key}_many"]
            for one in wanted:
                section, name = one.split(".")
                assert name in texts().section(section), (template.name, one)
                seen += 1
    assert seen > 100


def test_no_template_has_a_text_of_its_own():
    """What a reader sees stands in the texts, so that it can be translated."""
    for template in WEB.joinpath("templates").iterdir():
        source = re.sub(
            r'(?s)\{[{%#].*?[}%#]\}|[\w-]+="[^"]*"|<kbd>.*?</kbd>|<[^>]*>|&\w+;',
            " ",
            template.read_text("utf-8"),
        )
        left = re.findall(r"(?<!data-)\b(?!data-)[A-Za-z]{3,}", source)
        assert [word for word in left if word not in {"UTC", "doctype"}] == [], template.name


@pytest.mark.parametrize(
    "place", ["", "abc", "0", "-1", "1e9", "9" * 5_000, "\N{ARABIC-INDIC DIGIT ONE}", "1\0"]
)
@pytest.mark.parametrize("do", ["join", "split", "set"])
def test_a_form_that_names_no_invoice_is_refused_as_such(app, client, place, do):
    store = app.extensions["production_json_api"].store
    upload_id = store_invoices(store, invoice("R-1001", "119.00", "Kessler GmbH"))
    seen = version_of(store.find_upload(upload_id, with_document=True))
    sent = {"seen": seen, "invoice": place, "do": do, "page": "1", "starts": "1"}
    answer = client.post(f"/documents/{upload_id}/cuts", data=sent)
    assert answer.status_code == 400
    assert "names no invoice" in answer.text


def test_a_run_that_matched_nothing_promises_no_sum(app, client):
    store = app.extensions["production_json_api"].store
    bill = store_invoices(store, invoice("R-7", "119.00", "Kessler GmbH"))
    paid = store_bank(store, payment("3.50", "Parking"))
    made = client.post("/reconcile", data={"invoices": bill, "bank": paid})
    assert re.search(r'<p class="summary">0 matches, [^<:]* invoices\s*</p>', client.get(made.location).text)


@pytest.mark.parametrize("path", ["/nowhere", "/documents/abc", "/documents/999", "/reconcile/x/y"])
def test_what_is_not_there_is_a_page_that_leads_back(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert 'href="/documents"' in answer.text
    assert "What to do" in answer.text


def test_what_breaks_is_a_page_too_and_tells_nothing_of_why(app, client, monkeypatch):
    def broken():
        raise RuntimeError("a secret")

    monkeypatch.setitem(app.view_functions, "ocr_reconcile_pages.overview", broken)
    answer = client.get("/overview")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "secret" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    told = client.get("/overview", headers={"Accept": "application/json"})
    assert told.json["code"] == "internal_error"


def test_every_text_of_a_level_is_of_a_level_that_is_there():
    weights = files("python_ocr_reconcile.reconciliation").joinpath("weights.toml").read_text("utf-8")
    levels = {level for one in tomllib.loads(weights).values() if isinstance(one, dict) for level in one}
    assert set(texts().section("level")) <= levels
