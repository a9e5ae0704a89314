"""Claims that wait for the disk together: each is told when its own is there, none for another's fault."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import event

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import SchemaViolationError
from python_ocr_reconcile.storage.store import Store


@pytest.fixture
def store(tmp_path):
    settings = Settings(database_url=str(tmp_path / "rows.db"), audit_key_file=tmp_path / "audit.key")
    with Store.open(settings) as store:
        yield store


def claim(store, number, name="a.pdf"):
    return store.claim_upload(
        "invoice", file_name=name, file_path="ab/c", file_hash=f"{number:064x}", file_size=1,
        mime_type="application/pdf",
    )  # fmt: skip


def claimed_at_once(store, calls):
    """What becomes of `calls`, begun while another process writes; and in how many transactions."""
    commits = []
    with (
        closing(sqlite3.connect(store.location, isolation_level=None)) as other,
        ThreadPoolExecutor(len(calls)) as threads,
    ):
        other.execute("BEGIN IMMEDIATE")
        futures = [threads.submit(claim, store, *call) for call in calls]
        while len(store.together._waiting) < len(calls):
            pass
        event.listen(store.database.engine, "commit", commits.append)
        other.execute("ROLLBACK")
        done = [future.exception(30) or future.result() for future in futures]
    return done, len(commits)


def test_those_who_wait_are_written_in_one_transaction_each_with_its_own_number(store):
    done, commits = claimed_at_once(store, [(number,) for number in range(6)])
    assert commits == 1
    assert sorted(row.upload_id for row, _ in done) == [1, 2, 3, 4, 5, 6]
    assert [row.file_hash for row, _ in done] == [f"{number:064x}" for number in range(6)]
    assert len(store.list_audit("invoice")[0]) == 6


def test_one_file_that_comes_six_times_at_once_has_one_row(store):
    done, _ = claimed_at_once(store, [(7,)] * 6)
    assert {row.upload_id for row, _ in done} == {1}
    assert sorted(new for _, new in done) == [False] * 5 + [True]


def test_what_is_refused_keeps_nobody_from_being_written(store):
    done, _ = claimed_at_once(store, [(1,), (2, "a\0.pdf"), (3,)])
    assert isinstance(done[1], SchemaViolationError)
    assert sorted(row.upload_id for row, _ in (done[0], done[2])) == [1, 2]
    assert claim(store, 4)[0].upload_id == 3
