"""A process that is killed while it reads leaves its row behind; another one must bring it to its end."""

import io
import threading
import time

import pymupdf
import pytest

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.services.background import BEATS_BEFORE_DEATH
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

STALE_SECONDS = 1.0

pytestmark = pytest.mark.slow


@pytest.fixture
def api(tmp_path):
    settings = Settings(
        database_url=str(tmp_path / "rows.db"),
        upload_folder=tmp_path / "uploads",
        cache_folder=tmp_path / "cache",
        processes=1,
        heartbeat_seconds=STALE_SECONDS / BEATS_BEFORE_DEATH,
    )
    with initialize_production_json_system(settings=settings) as api:
        yield api


def letter():
    with pymupdf.open() as document:
        document.new_page().insert_text((60, 60), "Invoice number 17, total EUR 12.00")
        return io.BytesIO(document.tobytes(no_new_id=True))


def left_by_the_dead(api):
    row, _ = api.workflows.receive_upload("invoice", letter(), "letter.pdf")
    assert api.store.begin("invoice", row.upload_id, "killed:1") is not None
    return row.upload_id


def test_it_is_taken_over_though_it_had_just_been_heard_of_at_the_start(api):
    upload_id = left_by_the_dead(api)
    assert api.resume() == 0
    until = time.monotonic() + 30
    while api.fetch("invoice", upload_id).status == "processing" and time.monotonic() < until:
        time.sleep(0.1)
    row = api.fetch("invoice", upload_id)
    assert row.status in ("completed", "needs_review")
    assert row.invoice_json is not None


def test_whoever_sends_the_file_again_waits_for_the_dead_no_longer_than_needed(api):
    upload_id = left_by_the_dead(api)
    answer = api.upload("invoice", letter(), "again.pdf", wait_seconds=30)
    assert (answer.row.upload_id, answer.duplicate, answer.finished) == (upload_id, True, True)


def test_who_is_long_at_one_step_is_not_taken_for_dead(api, monkeypatch):
    done = threading.Event()
    process = api.background._workflows.process_upload

    def slowly(row, **options):
        assert done.wait(30)
        return process(row, **options)

    monkeypatch.setattr(api.background._workflows, "process_upload", slowly)
    row = api.upload("invoice", letter(), "letter.pdf", wait_seconds=3 * STALE_SECONDS).row
    assert row.status == "processing"
    assert api.store.unfinished(STALE_SECONDS) == []
    assert api.store.begin("invoice", row.upload_id, "another", stale_after_seconds=STALE_SECONDS) is None
    done.set()
