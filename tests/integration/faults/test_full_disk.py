"""A volume that is full: said as such, never taken for a file without words, and over when there is space."""

from __future__ import annotations

import io
import subprocess
from contextlib import suppress
from dataclasses import replace

import pytest
from killable_service import bank_file, printed_invoice, scanned_invoice, until_true

from python_ocr_reconcile.api.production_json_api import create_app
from python_ocr_reconcile.config import PhotoReader, ReadHere, Settings
from python_ocr_reconcile.models.file import FINAL_STATUSES
from python_ocr_reconcile.reading.sandbox import close_pools
from python_ocr_reconcile.storage.store import Store

pytestmark = pytest.mark.slow


@pytest.fixture
def volume(tmp_path):
    """A volume of 8 MB."""
    folder = tmp_path / "volume"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no volume can be mounted here: that takes the rights of root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def settings(volume):
    return Settings(
        database_url=str(volume / "rows.db"), upload_folder=volume / "uploads", processes=1,
        cache_folder=volume / "cache", ocr_languages="eng", heartbeat_seconds=0.2,
        photo_reader=PhotoReader.OFF,
    )  # fmt: skip


def fill_up(volume, free_bytes=0):
    """Take all space of `volume` but so much; gives the file that takes it."""
    ballast = volume / "ballast"
    with ballast.open("wb", buffering=0) as file:
        with suppress(OSError):
            while file.write(b"\0" * 4096):
                pass
        file.truncate(max(ballast.stat().st_size - free_bytes, 0))
    return ballast


def send(app, kind, content, **headers):
    path = f"/api/production/{'invoices' if kind == 'invoice' else 'bank'}/upload"
    body = {"file": (io.BytesIO(content), "a.pdf")}
    return app.test_client().post(path, data=body, headers=headers)


@pytest.mark.parametrize("free_bytes", [0, 65_536])
def test_uploads_are_refused_until_there_is_space_and_then_accepted(volume, settings, free_bytes):
    app = create_app(replace(settings, read_here=ReadHere.NO))
    api = app.extensions["production_json_api"]
    ballast = fill_up(volume, free_bytes)
    accepted, refused = [], 0
    for number in range(40):
        content = bank_file(number) + b" " * 20_000
        answer = send(app, "bank", content, Prefer="respond-async")
        if answer.status_code == 202:
            accepted.append((answer.json["upload_id"], content))
            continue
        assert (answer.status_code, answer.json["code"]) in (
            (507, "storage_full"), (503, "storage_unavailable"),
        ), answer.json  # fmt: skip
        refused += 1
    assert refused > 0
    assert list((settings.upload_folder / ".incoming").iterdir()) == []
    ballast.unlink()
    assert send(app, "bank", bank_file(99), Prefer="respond-async").status_code == 202
    assert api.store.counts()["bank_uploads"] == len(accepted) + 1
    for upload_id, content in accepted:
        row = api.store.get("bank", upload_id)
        assert (settings.upload_folder / row.file_path).read_bytes() == content
    steps = api.store.verifier(settings.upload_folder).steps()
    assert [one for step in steps for one in step.findings] == []
    api.close()


def test_what_is_read_while_the_disk_is_full_waits_and_is_read_when_there_is_space(volume, settings):
    app = create_app(settings)
    api = app.extensions["production_json_api"]
    assert send(app, "invoice", printed_invoice(1)).status_code == 201
    ballast = fill_up(volume, 600_000)
    sent = [
        send(app, "bank", bank_file(number) + b" " * 150_000, Prefer="respond-async") for number in range(4)
    ]
    numbers = [answer.json["upload_id"] for answer in sent if answer.status_code == 202]
    assert {answer.status_code for answer in sent} <= {202, 507, 503}
    ballast.unlink()
    with Store.open(settings) as store:
        until_true(lambda: all(store.find_upload(n).status in FINAL_STATUSES for n in numbers), 60)
        assert {store.find_upload(number).error_code for number in numbers} <= {None}
    api.close()


@pytest.mark.parametrize("free_bytes", [300_000])
def test_a_page_is_not_read_as_empty_where_there_is_no_space_for_its_words(
    tmp_path, volume, settings, monkeypatch, free_bytes
):
    """Tesseract says that all is well when it could not write what it read."""
    elsewhere = replace(
        settings, database_url=str(tmp_path / "rows.db"), upload_folder=tmp_path / "uploads",
        cache_folder=tmp_path / "cache",
    )  # fmt: skip
    close_pools()  # children that are running have their temporary files elsewhere
    monkeypatch.setattr("tempfile.tempdir", str(volume))
    try:
        app = create_app(elsewhere)
        api = app.extensions["production_json_api"]
        assert send(app, "invoice", scanned_invoice(1)).status_code == 201  # the child knows its folder now
        ballast = fill_up(volume, free_bytes)
        assert send(app, "invoice", scanned_invoice(2), Prefer="respond-async").status_code == 202
        until_true(lambda: api.work_state(2).retry_at is not None)
        assert api.work_state(2).error_code == "storage_full"
        ballast.unlink()
        until_true(lambda: api.work_state(2).status in FINAL_STATUSES)
        row = api.fetch("invoice", 2)
        assert (row.status in ("completed", "needs_review"), row.error_code) == (True, None)
        assert b"192.00" in row.invoice_json
        api.close()
    finally:
        close_pools()
    assert list(volume.iterdir()) == []
