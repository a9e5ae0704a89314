"""The store on SQLite: the contract, and what only SQLite can get wrong."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from store_contract import StoreContract, claim, finished
from work_contract import WorkContract

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError, StorageError
from python_ocr_reconcile.storage import engine
from python_ocr_reconcile.storage.store import Store

BENCHMARKS = Path(__file__).parents[3] / "benchmarks" / "store"

WRITER = """
import sys
from hashlib import sha256
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.storage.store import Store

store = Store.open(Settings(database_url=sys.argv[1]))
for number in range(1_000_000):
    content = f"{sys.argv[2]} {number}"
    row, _ = store.claim_upload("invoice", file_name=content, file_path="p", file_size=1, mime_type="m",
                                file_hash=sha256(content.encode()).hexdigest())
    print(row.upload_id, content, flush=True)
"""


class TestSQLiteStore(StoreContract, WorkContract):
    @pytest.fixture
    def new_settings(self, tmp_path: Path) -> Callable[[], Settings]:
        return lambda: Settings(database_url=str(tmp_path / "store.db"))

    def test_it_is_opened_for_durability(self, store):
        with store.database.read() as connection:
            pragmas = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}

    def test_a_reader_is_not_kept_waiting_by_a_writer(self, store):
        claim(store)
        with store.database.write() as connection:
            connection.exec_driver_sql("UPDATE production_invoice_uploads SET status = 'failed'")
            assert store.get("invoice", 1).status == "pending"
        assert store.get("invoice", 1).status == "failed"

    def test_a_writer_waits_for_its_turn_and_gives_up_with_a_clear_error(self, store, monkeypatch):
        row = claim(store)
        monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 50)
        with store.database.write():
            with pytest.raises(StorageError, match="locked") as caught:
                store.begin("invoice", row.upload_id, "worker")
            assert caught.value.details["sqlite_error"] == "SQLITE_BUSY"
        assert store.begin("invoice", row.upload_id, "worker") is not None

    def test_money_and_times_can_be_read_with_any_sqlite_tool(self, store):
        finished(store, total_amount=Decimal("1190.00"))
        with sqlite3.connect(store.location) as plain:
            total, moment = plain.execute(
                "SELECT total_amount, upload_timestamp FROM production_invoice_uploads"
            ).fetchone()
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        plain.close()
        assert total == 11_900_000
        assert moment.endswith("Z")
        assert len(moment) == len("2024-05-31T08:15:00.000000Z")

    def test_a_full_disk_is_told_as_such(self, store):
        def fill() -> None:
            with store.database.write() as connection:
                connection.exec_driver_sql("PRAGMA max_page_count = 10")
            with store.database.write() as connection:
                connection.exec_driver_sql("CREATE TABLE more AS SELECT zeroblob(1000000)")

        self.check_full(store, fill)

    @pytest.mark.parametrize("content", [b"this is not a database" * 100, None])
    def test_what_is_no_database_is_refused(self, tmp_path, content):
        path = tmp_path / "store.db"
        path.mkdir() if content is None else path.write_bytes(content)
        with pytest.raises(StorageError):
            Store.open(Settings(database_url=str(path)))

    @pytest.mark.parametrize(
        "url", [":memory:", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "nonsense://"]
    )
    def test_a_database_that_would_lose_data_or_is_unknown_is_refused(self, url):
        with pytest.raises(InputError):
            Store.open(Settings(database_url=url))

    def test_a_url_and_a_path_are_the_same_file(self, tmp_path):
        path = tmp_path / "store.db"
        with Store.open(Settings(database_url=str(path))) as store:
            claim(store)
        with Store.open(Settings(database_url=f"sqlite:///{path}")) as store:
            assert store.counts()["invoice_uploads"] == 1
            assert store.location == str(path)

    @pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # what happens then is what is tested
    def test_a_forked_child_uses_connections_of_its_own(self, store):
        claim(store, content="parent")
        child = multiprocessing.get_context("fork").Process(target=claim, args=(store, "invoice", "child"))
        child.start()
        child.join(60)
        assert child.exitcode == 0
        assert store.counts()["invoice_uploads"] == 2

    @pytest.mark.slow
    def test_what_was_acknowledged_survives_a_kill(self, tmp_path):
        seed = int(os.environ.get("KILL_SEED", "0")) or random.SystemRandom().randrange(10**6)
        print(f"KILL_SEED={seed}")  # noqa: T201 - set it to replay the same kills
        chance = random.Random(seed)
        path, acknowledged = tmp_path / "store.db", []
        for life in range(3):
            writer = subprocess.Popen(
                [sys.executable, "-c", WRITER, str(path), str(life)], stdout=subprocess.PIPE, text=True
            )
            lines = [writer.stdout.readline() for _ in range(chance.randrange(1, 60))]
            writer.send_signal(signal.SIGKILL)
            rest, _ = writer.communicate(timeout=60)
            whole = [line for line in (*lines, *rest.splitlines(keepends=True)) if line.endswith("\n")]
            acknowledged += [line.split(" ", 1) for line in whole]
        with Store.open(Settings(database_url=str(path))) as store:
            kept = {str(number): store.get("invoice", int(number)).file_name for number, _ in acknowledged}
        assert len(acknowledged) >= 3
        assert kept == {number: content.strip() for number, content in acknowledged}

    @pytest.mark.slow
    def test_sixteen_writers_never_find_the_database_locked(self, tmp_path):
        done = subprocess.run(
            [sys.executable, BENCHMARKS / "concurrent_writers.py", "--database", tmp_path / "store.db"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "2,000 writes by 16 processes, 0 errors" in done.stdout


def test_limits_of_the_pool_do_not_reach_sqlite(tmp_path):
    few = replace(
        Settings(database_url=str(tmp_path / "store.db")), database_pool_size=1, database_max_overflow=1
    )
    with Store.open(few) as store, store.database.read(), store.database.read(), store.database.read():
        claim(store)
