"""The store on PostgreSQL: the contract, and what only a server can get wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from store_contract import StoreContract, claim, finished
from work_contract import WorkContract

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import StorageError
from python_ocr_reconcile.storage.store import Store

pytestmark = pytest.mark.slow


class TestPostgreSQLStore(StoreContract, WorkContract):
    @pytest.fixture
    def new_settings(self, postgres_url: Callable[[], str], tmp_path: Path) -> Callable[[], Settings]:
        return lambda: Settings(database_url=postgres_url(), audit_key_file=tmp_path / "key")

    def test_documents_are_jsonb_and_money_is_numeric(self, store):
        finished(store, invoice_json=b'{"total_amount":12.30}', total_amount=Decimal("12.30"))
        with store.database.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT invoice_json ->> 'total_amount', pg_typeof(invoice_json)::text, "
                "pg_typeof(total_amount)::text, pg_typeof(upload_timestamp)::text "
                "FROM production_invoice_uploads"
            ).one()
        assert found == ("12.30", "jsonb", "numeric", "timestamp with time zone")

    def test_names_longer_than_an_index_entry_are_kept(self, store):
        long = "".join(chr(0x4E00 + number % 20_000) for number in range(1_000))
        row = finished(store, "bank", account_name=long, bank_name=long[::-1], account_number=long)
        assert store.get("bank", row.upload_id).account_name == long
        assert [one.upload_id for one in store.list_uploads("bank", {"account_number": long})[0]] == [
            row.upload_id
        ]

    def test_a_connection_that_the_server_closed_is_replaced(self, store, postgres_server):
        claim(store)
        with store.database.read() as connection:
            number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        postgres_server.terminate_backend(number)
        assert store.counts()["invoice_uploads"] == 1

    def test_a_server_that_cannot_be_reached_is_told_without_the_password(self):
        where = Settings(database_url="postgresql://user:s3cret@/db?host=/nowhere")
        with pytest.raises(StorageError) as caught:
            Store.open(where)
        assert "s3cret" not in f"{caught.value} {caught.value.details}"

    def test_the_location_hides_the_password(self, postgres_url, tmp_path):
        url = postgres_url().replace("tester@", "tester:s3cret@")
        with Store.open(Settings(database_url=url, audit_key_file=tmp_path / "key")) as store:
            assert "s3cret" not in store.location
            assert "tester" in store.location

    def test_the_pool_is_as_large_as_the_settings_say(self, new_settings):
        few = replace(new_settings(), database_pool_size=2, database_max_overflow=1)
        with Store.open(few) as store:
            pool = store.database.engine.pool
            assert (pool.size(), pool._max_overflow, pool._recycle) == (2, 1, 1_800)

    def test_a_full_disk_is_told_as_such(self, store):
        def fill() -> None:
            with store.database.write() as connection:
                connection.exec_driver_sql(
                    "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
                )

        self.check_full(store, fill)

    def test_a_read_cannot_write(self, store):
        with pytest.raises(StorageError), store.database.read() as connection:
            connection.exec_driver_sql("DELETE FROM production_invoice_uploads")
