"""The audit over HTTP: a page at a time, to the same end."""

import pytest
from sqlalchemy import text

from python_ocr_reconcile.exporting.check_export import fingerprint_of

PREFIX = "/api/production"


@pytest.fixture
def store(app):
    return app.extensions["production_json_api"].store


def claim(store, number):
    return store.claim_upload(
        "bank",
        file_name="a.csv",
        file_path=f"{number}",
        file_hash=f"{number}",
        file_size=1,
        mime_type="text/csv",
    )


def walk(client, **query):
    answers, cursor = [], None
    while not answers or cursor is not None:
        given = query if cursor is None else {**query, "cursor": cursor}
        answer = client.get(f"{PREFIX}/verify", query_string={"limit": 2, **given})
        assert answer.status_code == 200, answer.json
        answers.append(answer.json)
        cursor = answer.json["next_cursor"]
    return answers


def test_the_walk_is_the_same_in_small_steps(client, store):
    for number in range(4):
        claim(store, number)
    tip = client.get(f"{PREFIX}/audit/tip").json
    query = {"files": "false", "tip_sequence": tip["sequence"], "tip_seal": tip["seal"]}
    answers = walk(client, **query)
    assert (len(answers), all(answer["ok"] for answer in answers)) == (3, True)
    with store.database.write() as connection:
        connection.execute(text("UPDATE production_bank_uploads SET file_size = 2 WHERE upload_id = 3"))
    found = [one for answer in walk(client, **query) for one in answer["findings"]]
    assert [(one["code"], one["row_id"]) for one in found] == [("row_altered", 3)]
    codes = {one["code"] for answer in walk(client) for one in answer["findings"]}
    assert codes == {"row_altered", "file_missing"}
    assert client.get(f"{PREFIX}/verify", query_string={"tip_sequence": 1}).status_code == 400
    assert client.get(f"{PREFIX}/verify", query_string={"cursor": 99}).json["code"] == "invalid_request"


def test_entries_are_listed_newest_first(client, store):
    for number in range(3):
        claim(store, number)
    first = client.get(f"{PREFIX}/audit", query_string={"limit": 2}).json
    assert [entry["sequence"] for entry in first["items"]] == [4, 3]
    rest = client.get(f"{PREFIX}/audit", query_string={"cursor": first["next_cursor"]}).json
    assert [entry["action"] for entry in rest["items"]] == ["claimed", "audit_begun"]
    one = client.get(f"{PREFIX}/audit", query_string={"kind": "bank", "id": 2}).json["items"]
    assert [(entry["row_id"], entry["actor"]) for entry in one] == [(2, "local")]


def test_an_export_is_one_file_that_checks_itself(client, tmp_path):
    sent = client.get(f"{PREFIX}/export", buffered=True)
    assert (sent.status_code, sent.mimetype) == (200, "application/zip")
    assert sent.headers["Content-Disposition"] == "attachment; filename=export.zip"
    assert sent.content_length == len(sent.data)
    (tmp_path / "export.zip").write_bytes(sent.data)
    assert fingerprint_of(tmp_path / "export.zip") == sent.headers["Export-Fingerprint"]
    assert client.get(f"{PREFIX}/export?upload_id=77").status_code == 404
    for refused in ("from=2024-02-30", "upload_id=1&to=2024-01-01"):
        assert client.get(f"{PREFIX}/export?{refused}").status_code == 400
