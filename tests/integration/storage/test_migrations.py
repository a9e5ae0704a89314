"""Migrations on both databases, and the history that goes with them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from migration_contract import MigrationContract

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.storage import migrate
from python_ocr_reconcile.storage.migrations import HEAD


class TestSQLiteMigrations(MigrationContract):
    @pytest.fixture
    def new_settings(self, tmp_path: Path) -> Callable[[], Settings]:
        numbers = count(1)
        return lambda: Settings(database_url=str(tmp_path / f"store-{next(numbers)}.db"))

    def test_asking_for_the_revision_makes_no_file(self, new_settings, tmp_path):
        assert migrate.current(new_settings()) is None
        assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
class TestPostgreSQLMigrations(MigrationContract):
    @pytest.fixture
    def new_settings(self, postgres_url: Callable[[], str], tmp_path: Path) -> Callable[[], Settings]:
        return lambda: Settings(database_url=postgres_url(), audit_key_file=tmp_path / "key")


def test_history_begins_at_the_first_revision_and_ends_at_the_one_that_the_code_needs():
    steps = migrate.history()
    assert steps[0].revision == HEAD
    assert steps[-1].down_revision is None
    assert all(step.message for step in steps)
    assert [step.down_revision for step in steps[:-1]] == [step.revision for step in steps[1:]]
