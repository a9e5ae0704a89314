"""What migrating does, whatever the database: run against each by subclassing.

A subclass gives the fixture `new_settings`: call it for the settings of a new, empty database each time.
"""

from __future__ import annotations

import multiprocessing
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.sql.ddl import DDLIf
from store_contract import claim, finished, run_of

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError, StorageError
from python_ocr_reconcile.storage import migrate
from python_ocr_reconcile.storage.documents import DocumentQuery
from python_ocr_reconcile.storage.engine import open_database
from python_ocr_reconcile.storage.migrations import HEAD
from python_ocr_reconcile.storage.store import Store
from python_ocr_reconcile.storage.tables import metadata

SUMMARISED = {"invoice_uploads", "bank_uploads", "reconciliation_matches"}


def execute(settings: Settings, *statements: str) -> None:
    database = open_database(settings)
    with database.write() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    database.close()


def shape(settings: Settings) -> dict[str, Any]:
    """Everything that the database says of our tables, in the order it says it where order matters."""
    database = open_database(settings)
    with database.read() as connection:
        found = inspect(connection)
        tables = sorted(set(found.get_table_names()) - {migrate.VERSION_TABLE})
        described = {
            table: {
                "columns": [
                    (column["name"], str(column["type"]), column["nullable"], str(column["default"]))
                    for column in found.get_columns(table)
                ],
                "key": found.get_pk_constraint(table),
                "foreign keys": sorted(map(str, found.get_foreign_keys(table))),
                "unique": sorted(map(str, found.get_unique_constraints(table))),
                "checks": sorted(map(str, found.get_check_constraints(table))),
                "indexes": sorted(map(str, found.get_indexes(table))),
            }
            for table in tables
        }
    database.close()
    return described


def comparable(settings: Settings) -> dict[str, Any]:
    """`shape`, on PostgreSQL without the order of columns: one that was added later stands last there."""
    described = shape(settings)
    if settings.database_url.startswith("postgresql"):
        for table in described.values():
            table["columns"].sort()
    return described


def open_and_count(settings: Settings, start: Any, results: Any) -> None:
    start.wait()
    try:
        with Store.open(settings) as store:
            results.put(store.counts()["invoice_uploads"])
    except Exception as problem:  # noqa: BLE001 - the test wants to see any
        results.put(repr(problem))


class MigrationContract:
    def test_migrating_gives_the_schema_that_the_code_describes(self, new_settings):
        migrated, created = new_settings(), new_settings()
        assert migrate.upgrade(migrated) == HEAD
        database = open_database(created)
        with database.write() as connection:
            metadata.create_all(connection)
        database.close()
        assert comparable(migrated) == comparable(created)
        assert set(shape(migrated)) == set(metadata.tables)

    def test_alembic_finds_nothing_to_change(self, new_settings):
        settings = new_settings()
        migrate.upgrade(settings)
        database = open_database(settings)
        with database.read() as connection:
            dialect = connection.dialect.name
            opts = {
                "version_table": migrate.VERSION_TABLE,
                # Alembic does not ask for which database an index is.
                "include_object": lambda one, *_: (
                    getattr(one, "_ddl_if", None) in (None, DDLIf(dialect, None, None))
                ),
            }
            context = MigrationContext.configure(connection, opts=opts)
            assert compare_metadata(context, metadata) == []
        database.close()

    def test_down_and_up_again_gives_the_same_schema(self, new_settings):
        settings = new_settings()
        migrate.upgrade(settings)
        before = shape(settings)
        assert migrate.downgrade(settings, "base") is None
        assert shape(settings) == {}
        assert migrate.upgrade(settings, HEAD) == HEAD
        assert shape(settings) == before
        with Store.open(settings) as store:
            assert claim(store).upload_id == 1

    def test_runs_from_before_are_found_by_their_uploads(self, new_settings):
        settings = new_settings()
        migrate.upgrade(settings)
        with Store.open(settings) as store:
            invoices, bank = finished(store).upload_id, finished(store, "bank").upload_id
            store.add_reconciliation(lambda number: run_of(store, number))
        migrate.downgrade(settings, "0001")
        with Store.open(settings) as store:
            for filters in ({"invoice_upload_id": invoices}, {"bank_upload_id": bank}):
                assert [run.reconciliation_id for run in store.list_reconciliations(filters)[0]] == [1]
            assert store.list_reconciliations({"bank_upload_id": invoices})[0] == []

    def test_rows_of_before_the_proof_are_what_they_were(self, new_settings):
        settings = new_settings()
        migrate.upgrade(settings)
        with Store.open(settings) as store:
            finished(store)
            finished(store, "bank")
            store.add_reconciliation(lambda number: run_of(store, number))
        migrate.downgrade(settings, "0006")
        with Store.open(settings) as store:  # upgrades
            assert [row.proof for row in store.list_documents(DocumentQuery())[0]] == [None, None]
            steps = store.verifier(settings.upload_folder, files=False).steps()
            assert [one.code for step in steps for one in step.findings] == []

    def test_an_empty_database_is_at_no_revision(self, new_settings):
        settings = new_settings()
        assert migrate.current(settings) is None
        migrate.upgrade(settings)
        assert migrate.current(settings) == HEAD

    def test_opening_again_changes_nothing(self, new_settings):
        settings = new_settings()
        with Store.open(settings) as store:
            finished(store)
        before = shape(settings)
        with Store.open(settings) as store:
            assert store.counts()["invoice_uploads"] == 1
        assert shape(settings) == before

    def test_a_schema_newer_than_the_code_is_refused_and_left_alone(self, new_settings):
        settings = new_settings()
        Store.open(settings).close()
        execute(settings, f"UPDATE {migrate.VERSION_TABLE} SET version_num = '9999'")
        for change in (Store.open, migrate.upgrade, lambda where: migrate.downgrade(where, "base")):
            with pytest.raises(StorageError, match="newer version") as caught:
                change(settings)
            assert caught.value.details["revision"] == "9999"
        assert migrate.current(settings) == "9999"

    def test_a_store_whose_schema_was_changed_under_it_says_so(self, new_settings):
        settings = new_settings()
        with Store.open(settings) as store:
            assert store.schema_is_current()
            migrate.downgrade(settings, "base")
            assert not store.schema_is_current()
            with pytest.raises(StorageError):
                store.counts()

    def test_an_unknown_revision_is_refused(self, new_settings):
        with pytest.raises(InputError, match="nonsense"):
            migrate.upgrade(new_settings(), "nonsense")

    def test_tables_of_the_app_around_us_are_left_alone(self, new_settings):
        settings = new_settings()
        execute(
            settings,
            "CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)",
            "INSERT INTO alembic_version VALUES ('theirs')",
        )
        migrate.upgrade(settings)
        migrate.downgrade(settings, "base")
        assert set(shape(settings)) == {"alembic_version"}

    @pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the children only use what they open
    def test_processes_that_start_at_once_all_succeed(self, new_settings):
        settings, context = new_settings(), multiprocessing.get_context("fork")
        start, results = context.Barrier(4), context.Queue()
        workers = [context.Process(target=open_and_count, args=(settings, start, results)) for _ in range(4)]
        for worker in workers:
            worker.start()
        found = [results.get(timeout=60) for _ in workers]
        for worker in workers:
            worker.join(60)
        assert found == [0, 0, 0, 0]
        assert migrate.current(settings) == HEAD

    def test_every_summary_column_is_indexed(self, new_settings):
        settings = new_settings()
        migrate.upgrade(settings)
        own = {"worker", "heartbeat_at", "attempts", "currencies", "vendors", "page_layer", "tenant"}
        for table, described in shape(settings).items():
            if table.removeprefix("production_") not in SUMMARISED:
                continue
            names = [name for name, *_ in described["columns"]]
            first = "total_invoices_found" if "invoice_upl" in table else "account_number"
            first = "total_invoices_processed" if "matches" in table else first
            summary = set(names[names.index(first) :]) - own
            summary = {name for name in summary if not name.endswith("_json")}
            summary -= {"error_message", "created_at", "updated_at"}
            indexed = {
                name for name in summary if f"ix_{table.removeprefix('production_')}_{name}" in str(described)
            }
            assert summary == indexed
