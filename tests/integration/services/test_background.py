"""Uploads are read through a queue that may lose and double what it is given; each comes to one end, once."""

import io
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pymupdf
import pytest

from python_ocr_reconcile.config import ReadHere, Settings
from python_ocr_reconcile.errors import (
    NoPagesError,
    ReadingCancelledError,
    StorageFullError,
    WorkerCrashError,
)
from python_ocr_reconcile.models.file import FINAL_STATUSES
from python_ocr_reconcile.services.background import BEATS_BEFORE_DEATH
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system
from python_ocr_reconcile.services.queue import Job, shared_queue

STALE_SECONDS = 1.2


def letter(number=17):
    with pymupdf.open() as document:
        document.new_page().insert_text((60, 60), f"Invoice number {number}, total EUR 12.00")
        return io.BytesIO(document.tobytes(no_new_id=True))


@pytest.fixture
def settings(tmp_path):
    return Settings(
        database_url=str(tmp_path / "rows.db"), upload_folder=tmp_path / "uploads",
        cache_folder=tmp_path / "cache", processes=1, heartbeat_seconds=STALE_SECONDS / BEATS_BEFORE_DEATH,
    )  # fmt: skip


@pytest.fixture
def api(settings):
    with initialize_production_json_system(settings=settings) as api:
        yield api


def until(found, seconds=30):
    end = time.monotonic() + seconds
    while not (value := found()) and time.monotonic() < end:
        time.sleep(0.02)
    assert value, "it did not come to that"
    return value


def ended(api, upload_id):
    until(lambda: api.store.find_upload(upload_id).status in FINAL_STATUSES)
    return api.store.find_upload(upload_id)


def read_by(api, process):
    """Have `process(read, row, **options)` in place of reading; it is given what reads."""
    workflows = api.background._workflows
    read = workflows.process_upload
    workflows.process_upload = lambda row, **options: process(read, row, **options)


def test_what_the_queue_lost_is_found_by_its_row(api):
    rows = [api.workflows.receive_upload("invoice", letter(number), "a.pdf")[0] for number in range(3)]
    assert api.resume() == 3
    for row in rows:
        assert ended(api, row.upload_id).status in ("completed", "needs_review")


def test_a_job_that_comes_ten_times_is_done_once(api):
    read_ids = []

    def counted(read, row, **options):
        read_ids.append(row.upload_id)
        return read(row, **options)

    api.resume()
    read_by(api, counted)
    row, _ = api.workflows.receive_upload("invoice", letter(), "a.pdf")
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda _: api.background.put("invoice", row.upload_id), range(10)))
    ended(api, row.upload_id)
    until(lambda: not api.background._here().waiting())
    assert read_ids == [1]


def test_jobs_without_a_row_and_jobs_that_are_none_stop_nobody(api):
    api.resume()
    queue = api.background._here()
    for number in (77, 2**62):
        queue.put(Job("bank", number))
    queue._huey.storage.enqueue(b"no job")
    assert api.upload("invoice", letter(), "a.pdf", wait_seconds=30).finished


def test_two_processes_share_the_queue(api, settings):
    api.resume()
    with initialize_production_json_system(settings=replace(settings, read_here=ReadHere.NO)) as receiver:
        receiver.resume()
        got = receiver.upload("invoice", letter(), "a.pdf", wait_seconds=30)
        assert got.finished
        assert receiver.background._worker != api.background._worker
        begun = [entry for entry in receiver.audit_entries("invoice", 1)[0] if entry.action == "begun"]
        assert [entry.actor for entry in begun] == [api.background._worker]


@pytest.mark.slow
def test_the_queue_is_in_the_database_where_that_is_postgresql(postgres_url, settings):
    settings = replace(settings, database_url=postgres_url())
    with (
        initialize_production_json_system(settings=settings) as reader,
        initialize_production_json_system(settings=replace(settings, read_here=ReadHere.NO)) as receiver,
    ):
        reader.resume()
        receiver.resume()
        assert receiver.upload("invoice", letter(), "a.pdf", wait_seconds=30).finished
        receiver.background.put("invoice", 1)
        until(lambda: not receiver.background._here().waiting())


def test_a_queue_that_cannot_be_had_loses_nothing(api, monkeypatch):
    api.resume()
    queue = api.background._here()
    with monkeypatch.context() as patched:
        patched.setattr(queue, "put", lambda job: 1 / 0)
        row = api.upload("invoice", letter(), "a.pdf", wait_seconds=0).row
    assert ended(api, row.upload_id).status in ("completed", "needs_review")


def test_what_may_pass_is_tried_again_and_who_waits_hears_the_end(api):
    met = []

    def full_at_first(read, row, **options):
        met.append(row.upload_id)
        if len(met) == 1:
            api.store.fail("invoice", 1, "storage_full", "full", worker=options["worker"], retries=3)
            raise StorageFullError
        return read(row, **options)

    api.resume()
    read_by(api, full_at_first)
    got = api.upload("invoice", letter(), "a.pdf", wait_seconds=30)
    assert (got.finished, got.row.error_code, met) == (True, None, [1, 1])


@pytest.mark.parametrize(("problem", "attempts"), [(NoPagesError(), 1), (WorkerCrashError(), 2)])
def test_what_will_not_pass_is_not_tried_for_long(api, monkeypatch, problem, attempts):
    from python_ocr_reconcile.services import production_json_workflows as workflows

    tried = []

    def broken(*_, **__):
        tried.append(1)
        raise problem

    monkeypatch.setattr(workflows, "read_document", broken)
    api.resume()
    with pytest.raises(type(problem)):
        api.upload("invoice", letter(), "a.pdf", wait_seconds=30)
    assert len(tried) == attempts
    row = api.store.find_upload(1)
    assert (row.status, row.error_code) == ("failed", problem.code)
    assert (api.settings.upload_folder / row.file_path).is_file()
    monkeypatch.undo()
    assert api.retry(1).error_code is None  # a thread may have begun it already
    assert ended(api, 1).status in ("completed", "needs_review")


def test_what_is_cancelled_while_it_is_read_stops_at_the_next_page_and_is_not_stored(api):
    pages, cancelled, stopped = threading.Event(), threading.Event(), threading.Event()

    def slowly(read, row, *, progress, **options):
        progress(1, 9)
        pages.set()
        assert cancelled.wait(10)
        try:
            progress(2, 9)
        finally:
            stopped.set()

    api.resume()
    read_by(api, slowly)
    row = api.upload("invoice", letter(), "a.pdf", wait_seconds=0).row
    assert pages.wait(10)
    until(lambda: api.work_state(row.upload_id).pages_total == 9)
    assert api.work_state(row.upload_id).stage == "reading"
    assert api.cancel(row.upload_id).error_code == "cancelled"
    cancelled.set()
    assert stopped.wait(10)
    until(lambda: not api.background._turns)
    assert api.store.find_upload(row.upload_id).error_code == "cancelled"
    with pytest.raises(ReadingCancelledError):
        api.background.process("invoice", row.upload_id, 5)


def test_a_service_that_ends_puts_back_what_takes_too_long(settings, monkeypatch):
    from python_ocr_reconcile.services import background

    monkeypatch.setattr(background, "CLOSE_SECONDS", 0.2)
    begun = threading.Event()

    def for_ever(read, row, *, progress, **options):
        begun.set()
        while True:
            time.sleep(0.02)
            progress(1, 9)

    with initialize_production_json_system(settings=settings) as api:
        api.resume()
        read_by(api, for_ever)
        upload_id = api.upload("invoice", letter(), "a.pdf", wait_seconds=0).row.upload_id
        assert begun.wait(10)
    with initialize_production_json_system(settings=settings) as api:
        assert api.work_state(upload_id).status == "pending"
        assert api.work_state(upload_id).attempts == 0
        api.resume()
        ended(api, upload_id)


def test_a_child_that_was_forked_reads_with_threads_of_its_own(api):
    assert api.upload("invoice", letter(), "a.pdf", wait_seconds=30).finished
    child = os.fork()
    if child == 0:
        got = api.upload("invoice", letter(18), "b.pdf", wait_seconds=30)
        os._exit(0 if got.finished else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_the_queue_holds_ids_and_no_code(api):
    queue = shared_queue(api.store, lambda kind, upload_id: None)
    queue.put(Job("bank", 7))
    (stored,) = queue._huey.storage.enqueued_items()
    assert bytes(stored).endswith(b'"bank",7]')
    assert queue.waiting() == {7}
    queue.close()
