"""The API is one part of any Flask application, in as many as one likes."""

import io
import logging

import flask
import pytest

import python_ocr_reconcile.services.production_json_workflows as workflows
from python_ocr_reconcile.api import production_json_api
from python_ocr_reconcile.api.production_json_api import create_app, register_production_json_api
from python_ocr_reconcile.config import Settings

PREFIX = "/api/production"


@pytest.fixture
def two_hosts(tmp_path):
    hosts = [flask.Flask(name) for name in ("first", "second")]
    services = [
        register_production_json_api(host, tmp_path / f"{host.name}.db", tmp_path / host.name)
        for host in hosts
    ]
    yield hosts
    for service in services:
        service.close()


def test_two_applications_in_one_process_keep_their_rows_apart(two_hosts):
    first, second = (host.test_client() for host in two_hosts)
    first.post(f"{PREFIX}/bank/upload", data={"file": (io.BytesIO(b"no document"), "a.pdf")})
    counts = [client.get(f"{PREFIX}/health").json["database"]["bank_uploads"] for client in (first, second)]
    assert counts == [1, 0]


def test_the_host_keeps_its_routes_and_settings(two_hosts):
    host = two_hosts[0]
    before = flask.Flask("first")
    assert host.config == before.config
    assert host.error_handler_spec.get(None) == before.error_handler_spec.get(None)
    ours = {rule.rule for rule in host.url_map.iter_rules()} - {
        rule.rule for rule in before.url_map.iter_rules()
    }
    assert all(rule.startswith(PREFIX) for rule in ours)
    assert host.test_client().get("/livez").status_code == 404


def test_both_import_paths_name_one_class():
    assert production_json_api.ProductionJSONAPI is workflows.ProductionJSONAPI


def test_application_of_its_own_answers_probes(tmp_path):
    settings = Settings(database_url=str(tmp_path / "a.db"), upload_folder=tmp_path / "up")
    app = create_app(settings)
    client = app.test_client()
    assert client.get("/livez").json == {"status": "alive"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["status"]) == (200, "ready")
    assert set(ready.json["checks"]) >= {"database", "migrations", "upload_folder", "tesseract", "languages"}
    lost = client.get("/elsewhere")
    assert (lost.status_code, lost.json["code"]) == (404, "unknown_path")
    app.extensions["production_json_api"].close()


def test_readiness_names_the_check_that_fails(tmp_path):
    settings = Settings(
        database_url=str(tmp_path / "a.db"), upload_folder=tmp_path / "up", ocr_languages="eng+xyz"
    )
    app = create_app(settings)
    (tmp_path / "up").rmdir()
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["code"]) == (503, "not_ready_for_work")
    failed = {name for name, check in answer.json["checks"].items() if not check["ok"]}
    assert failed == {"upload_folder", "languages"}
    assert "tesseract-ocr-xyz" in answer.json["checks"]["languages"]["detail"]
    app.extensions["production_json_api"].close()


def test_log_is_one_json_object_a_line(tmp_path, monkeypatch, capsys):
    import json

    logger = logging.getLogger("python_ocr_reconcile")
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(logger, "handlers", [])
    app = create_app(str(tmp_path / "a.db"), tmp_path / "up")
    app.test_client().get(f"{PREFIX}/invoices?vendor=somebody", headers={"X-Request-Id": "r1"})
    app.extensions["production_json_api"].close()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    request = next(line for line in lines if line["message"] == "request")
    assert (request["request_id"], request["status"], request["level"]) == ("r1", 200, "info")
    assert "somebody" not in str(lines)
