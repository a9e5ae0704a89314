"""How far an upload is, by GET and as server-sent events; once more, and not at all."""

import io
import json
import threading
import time

import pytest

PREFIX = "/api/production"


@pytest.fixture
def api(app):
    return app.extensions["production_json_api"]


@pytest.fixture
def held(api):
    """Reading goes page by page, each when it is told to."""
    workflows = api.background._workflows
    process, go = workflows.process_upload, threading.Semaphore(0)

    def slowly(row, *, progress, **options):
        for done in range(4):
            progress(done, 3)
            assert go.acquire(timeout=20)
        return process(row, progress=progress, **options)

    workflows.process_upload = slowly
    yield go
    go.release(100)


def send(client, content):
    form = {"file": (io.BytesIO(content), "a.pdf")}
    return client.post(f"{PREFIX}/invoices/upload", data=form, headers={"Prefer": "respond-async"})


def status(client, upload_id=1):
    return client.get(f"{PREFIX}/uploads/{upload_id}/status")


def until(found):
    end = time.monotonic() + 20
    while not found() and time.monotonic() < end:
        time.sleep(0.02)
    assert found()


def events(answer):
    return [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]


def test_each_change_is_sent_as_an_event_until_the_upload_is_read(client, held, invoice_pdf):
    sent = send(client, invoice_pdf)
    where = sent.headers["Link"].split(";")[0].strip("<>")
    threading.Thread(target=lambda: [(time.sleep(1.2), held.release()) for _ in range(4)]).start()
    answer = client.get(where, headers={"Accept": "text/event-stream"})
    assert answer.mimetype == "text/event-stream"
    told = events(answer)
    assert told[-1]["stage"] == "done"
    assert told[-1]["status"] in ("completed", "needs_review")
    reading = [event["pages_done"] for event in told if event["stage"] == "reading"]
    assert reading == sorted(set(reading))
    assert len(reading) >= 2
    assert {event["pages_total"] for event in told if event["stage"] == "reading"} == {3}


def test_many_who_listen_leave_threads_for_others(client, held, invoice_pdf):
    from python_ocr_reconcile.api import work

    send(client, invoice_pdf)
    for _ in range(work.MOST_STREAMS):
        assert work._streams.acquire(blocking=False)
    try:
        answer = client.get(f"{PREFIX}/uploads/1/status", headers={"Accept": "text/event-stream"})
        assert answer.text.startswith("retry: ")
        assert len(events(answer)) == 1
    finally:
        for _ in range(work.MOST_STREAMS):
            work._streams.release()


def test_one_that_waits_tells_its_place_can_be_cancelled_and_read_after_all(client, api, held, invoice_pdf):
    for number in range(4):  # two are read, the others wait
        send(client, invoice_pdf + b"%d" % number)
    until(lambda: len(api.background._turns) == 2)
    assert [status(client, upload_id).json["ahead"] for upload_id in (3, 4)] == [0, 1]
    cancelled = client.post(f"{PREFIX}/uploads/4/cancel")
    assert (cancelled.status_code, cancelled.json["error_code"]) == (200, "cancelled")
    again = client.post(f"{PREFIX}/uploads/4/cancel")
    assert (again.status_code, again.json["code"]) == (409, "wrong_status")
    held.release(100)
    until(lambda: status(client, 3).json["stage"] == "done")
    assert status(client, 4).json["status"] == "failed"
    retried = client.post(f"{PREFIX}/uploads/4/retry")
    assert (retried.status_code, retried.json["error_code"]) == (202, None)
    assert retried.json["stage"] in ("waiting", "beginning")  # nobody else waits, so it may be taken at once
    until(lambda: status(client, 4).json["stage"] == "done")
    assert status(client, 4).json["status"] != "failed"
    assert client.post(f"{PREFIX}/uploads/4/retry").json["code"] == "wrong_status"


@pytest.mark.parametrize("path", ["status", "retry", "cancel"])
def test_of_what_is_not_there_nothing_is_told(client, path):
    method = client.get if path == "status" else client.post
    assert method(f"{PREFIX}/uploads/7/{path}").json["code"] == "not_found"
    assert method(f"{PREFIX}/uploads/x/{path}").json["code"] == "invalid_request"


def test_another_tenant_sees_and_stops_nothing(client, api, held, invoice_pdf):
    first, second = (
        {"Authorization": f"Bearer {api.access.create('x', ['admin'], tenant=tenant)[0]}"}
        for tenant in ("first", "second")
    )
    form = {"file": (io.BytesIO(invoice_pdf), "a.pdf")}
    client.post(f"{PREFIX}/invoices/upload", data=form, headers=first | {"Prefer": "respond-async"})
    for method, path in ((client.get, "status"), (client.post, "retry"), (client.post, "cancel")):
        assert method(f"{PREFIX}/uploads/1/{path}", headers=second).status_code == 404
    assert client.get(f"{PREFIX}/uploads/1/status", headers=first).json["upload_id"] == 1
