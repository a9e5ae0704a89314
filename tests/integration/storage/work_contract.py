"""Who reads which upload, whatever the database: run against each by subclassing.

A subclass gives the fixture `store`: a new, empty one.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select, update
from store_contract import at_once, claim, finished

from python_ocr_reconcile.errors import WrongStatusError
from python_ocr_reconcile.models.encoding import decode_plain
from python_ocr_reconcile.storage.tables import invoice_uploads, work
from python_ocr_reconcile.storage.work import TakenOverError
from python_ocr_reconcile.storage.work_statements import MOST_ATTEMPTS

READ = {"status": "completed", "invoice_json": b"{}"}


class WorkContract:
    def test_begin_takes_a_pending_upload_once(self, store):
        upload_id = claim(store).upload_id
        row = store.begin("invoice", upload_id, "first")
        assert row.status == "processing"
        assert row.processing_start is not None
        assert store.begin("invoice", upload_id, "second") is None

    def test_twenty_who_begin_at_once_are_answered_by_one_row(self, store):
        upload_id = claim(store).upload_id
        taken = at_once(20, lambda number: store.begin("invoice", upload_id, f"worker {number}"))
        assert len([row for row in taken if row is not None]) == 1

    @pytest.mark.parametrize("status", ["completed", "needs_review"])
    def test_what_has_been_read_is_not_begun_again(self, store, status):
        row = finished(store, status=status)
        assert store.begin("invoice", row.upload_id, "worker") is None

    def test_a_failed_upload_is_read_once_more_when_that_is_asked_for_and_forgets_its_error(self, store):
        upload_id = claim(store).upload_id
        store.begin("invoice", upload_id, "worker")
        assert store.fail("invoice", upload_id, "file_damaged", "The file is damaged.") == "failed"
        assert store.begin("invoice", upload_id, "worker") is None
        store.retry("invoice", upload_id)
        assert store.work_state(upload_id).attempts == 0
        row = store.begin("invoice", upload_id, "worker")
        assert (row.status, row.error_code, row.error_message) == ("processing", None, None)
        assert (row.processing_end, row.processing_duration_seconds) == (None, None)

    def test_a_stale_worker_is_taken_over_and_hears_of_it(self, store):
        upload_id = claim(store).upload_id
        store.begin("invoice", upload_id, "dead")
        assert store.heartbeat("invoice", upload_id, "dead")
        assert store.begin("invoice", upload_id, "second", stale_after_seconds=60) is None
        assert store.begin("invoice", upload_id, "second", stale_after_seconds=0) is not None
        assert not store.heartbeat("invoice", upload_id, "dead")
        assert store.heartbeat("invoice", upload_id, "second")
        assert not store.fail("invoice", upload_id, "late", "from the dead", worker="dead")
        with store.database.read() as connection:
            wanted = select(invoice_uploads.c.attempts, invoice_uploads.c.worker)
            assert connection.execute(wanted).one() == (2, "second")

    def test_unfinished_are_the_pending_and_the_stale(self, store):
        pending, alive, done, failed = (claim(store, content=content).upload_id for content in "abcd")
        bank = claim(store, "bank").upload_id
        store.begin("invoice", alive, "worker")
        finished(store, content="c")
        store.fail("invoice", failed, "no_pages", "The document has no pages.")
        assert done not in dict(store.unfinished(0)).values()
        assert store.unfinished(60) == [("invoice", pending), ("bank", bank)]
        assert store.unfinished(0) == [("invoice", pending), ("invoice", alive), ("bank", bank)]

    def test_a_failure_says_why_and_how_long_it_took(self, store):
        upload_id = claim(store).upload_id
        started = store.begin("invoice", upload_id, "worker").processing_start
        end = started + timedelta(seconds=2.5)
        store.fail("invoice", upload_id, "no_pages", "The document has no pages.", processing_end=end)
        row = store.get("invoice", upload_id)
        assert (row.status, row.error_code) == ("failed", "no_pages")
        assert row.error_message == "The document has no pages."
        assert (row.processing_end, row.processing_duration_seconds) == (end, 2.5)

    def test_a_failure_that_comes_late_does_not_touch_a_document(self, store):
        row = finished(store)
        assert not store.fail("invoice", row.upload_id, "late", "too late")
        assert store.get("invoice", row.upload_id).status == "completed"

    # ------------------------------------------------------------ the end is written once

    def test_of_two_who_read_one_upload_one_is_written(self, store):
        upload_id = claim(store).upload_id
        first = store.begin("invoice", upload_id, "first")
        second = store.begin("invoice", upload_id, "second", stale_after_seconds=0)
        for late, worker in ((first, "first"), (second, "nobody")):
            with pytest.raises(TakenOverError):
                store.finish(msgspec.structs.replace(late, **READ), worker=worker)
        done = msgspec.structs.replace(second, status="completed", invoice_json=b'{"n":2}')
        assert store.finish(done, worker="second").status == "completed"
        with pytest.raises(TakenOverError):
            store.finish(msgspec.structs.replace(done, invoice_json=b'{"n":3}'), worker="second")
        assert decode_plain(store.get("invoice", upload_id).invoice_json) == {"n": 2}

    def test_a_cause_that_may_pass_is_waited_for_longer_each_time_and_then_not(self, store):
        upload_id, delays = claim(store).upload_id, []

        def full():
            return store.fail("invoice", upload_id, "storage_full", "full", worker="worker", retries=3)

        for attempt in (1, 2, 3):
            store.begin("invoice", upload_id, "worker")
            assert full() == "pending"
            state, row = store.work_state(upload_id), store.get("invoice", upload_id)
            assert (state.attempts, state.stage, state.error_code) == (attempt, "waiting", "storage_full")
            delays.append(round((state.retry_at - row.updated_at).total_seconds()))
            assert store.unfinished(0) == []
            assert store.begin("invoice", upload_id, "worker") is None
            with store.database.write() as connection:
                connection.execute(update(work).values(retry_at=row.updated_at))
            assert store.unfinished(0) == [("invoice", upload_id)]
        assert delays == [1, 4, 16]
        store.begin("invoice", upload_id, "worker")
        assert full() == "failed"
        assert store.work_state(upload_id).retry_at is None

    def test_who_waits_for_the_next_attempt_can_be_told_to_go_at_once(self, store):
        upload_id = claim(store).upload_id
        store.begin("invoice", upload_id, "worker")
        store.fail("invoice", upload_id, "storage_full", "full", worker="worker", retries=3)
        store.retry("invoice", upload_id)
        assert store.begin("invoice", upload_id, "worker") is not None

    def test_an_upload_that_its_workers_die_of_is_given_up(self, store):
        upload_id = claim(store).upload_id
        for _ in range(MOST_ATTEMPTS):
            assert store.begin("invoice", upload_id, "worker", stale_after_seconds=0) is not None
        assert store.begin("invoice", upload_id, "worker", stale_after_seconds=60) is None
        assert store.get("invoice", upload_id).status == "processing"  # the last one still lives
        assert store.begin("invoice", upload_id, "worker", stale_after_seconds=0) is None
        assert store.get("invoice", upload_id).error_code == "worker_crashed"
        assert store.unfinished(0) == []

    def test_what_is_put_back_counts_as_not_begun(self, store):
        upload_id = claim(store).upload_id
        store.begin("invoice", upload_id, "worker")
        assert not store.release("invoice", upload_id, "another")
        assert store.release("invoice", upload_id, "worker")
        assert store.work_state(upload_id).attempts == 0
        assert store.begin("invoice", upload_id, "another") is not None

    def test_what_is_cancelled_is_written_by_nobody(self, store):
        waiting, begun, done = (claim(store, content=content).upload_id for content in "abc")
        row = store.begin("invoice", begun, "worker")
        finished(store, content="c")
        for upload_id in (waiting, begun):
            store.cancel("invoice", upload_id)
            assert store.work_state(upload_id).error_code == "cancelled"
            assert store.begin("invoice", upload_id, "worker") is None
        assert not store.heartbeat("invoice", begun, "worker")
        with pytest.raises(TakenOverError):
            store.finish(msgspec.structs.replace(row, **READ), worker="worker")
        for number in (waiting, done):
            with pytest.raises(WrongStatusError):
                store.cancel("invoice", number)
        with pytest.raises(WrongStatusError):
            store.retry("invoice", done)

    def test_the_heartbeat_says_how_far_the_reading_is(self, store):
        upload_id = claim(store).upload_id
        assert store.work_state(upload_id).stage == "waiting"
        store.begin("invoice", upload_id, "worker")
        stages = []
        for pages in (None, (0, 3), (2, 3), None, (3, 3)):
            assert store.heartbeat("invoice", upload_id, "worker", pages)
            state = store.work_state(upload_id)
            stages.append((state.stage, state.pages_done, state.pages_total))
        assert stages == [
            ("beginning", None, None), ("reading", 0, 3), ("reading", 2, 3), ("reading", 2, 3),
            ("proving", 3, 3),
        ]  # fmt: skip
        finished(store)
        assert (store.work_state(upload_id).stage, store.work_state(upload_id).pages_done) == ("done", None)

    def test_every_step_is_in_the_audit(self, store, tmp_path):
        upload_id = claim(store).upload_id
        store.begin("invoice", upload_id, "worker")
        store.fail("invoice", upload_id, "storage_full", "full", worker="worker", retries=3)
        store.retry("invoice", upload_id)
        store.begin("invoice", upload_id, "worker")
        store.heartbeat("invoice", upload_id, "worker", (1, 2))
        store.release("invoice", upload_id, "worker")
        store.cancel("invoice", upload_id)
        entries, _ = store.list_audit("invoice", upload_id)
        assert [entry.action for entry in entries][::-1] == [
            "claimed", "begun", "postponed", "retried", "begun", "released", "cancelled"
        ]  # fmt: skip
        assert [step.findings for step in store.verifier(tmp_path, files=False).steps()] == [[]]
