"""Whatever is asked of the service, in whatever order, it answers and keeps what a dictionary would.

`make faults` makes 500 runs on each database; MODEL_RUNS and MODEL_SEED say how many, and which.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from dictionary_model import DictionaryModel, Place, settings_of
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from seeds import chance_of, times

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

RUNS = times("MODEL_RUNS", 4)
STEPS = 25

pytestmark = pytest.mark.slow


def check(new_place):
    machine = type("OnThisDatabase", (DictionaryModel,), {"new_place": staticmethod(new_place)})
    run_state_machine_as_test(
        seed(chance_of("MODEL_SEED").randrange(2**32))(machine),
        settings=settings(
            max_examples=RUNS, stateful_step_count=STEPS, deadline=None, database=None,
            phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def made(settings):
    """An empty database with its schema, to be copied: migrating takes longer than a run."""
    settings.upload_folder.mkdir(parents=True)
    initialize_production_json_system(settings=settings).close()


def in_folder(folder, url=None):
    where = Settings(
        database_url=url or str(folder / "rows.db"), upload_folder=folder / "uploads",
        cache_folder=folder / "cache", audit_key_file=folder / "audit.key",
    )  # fmt: skip
    return settings_of(where)


def test_on_sqlite(tmp_path):
    made(in_folder(tmp_path / "template"))

    def new_place():
        folder = Path(tempfile.mkdtemp(dir=tmp_path)) / "service"
        shutil.copytree(tmp_path / "template", folder)
        return Place(in_folder(folder), lambda: shutil.rmtree(folder.parent))

    check(new_place)


def test_on_postgresql(tmp_path, postgres_server):
    template = postgres_server.new_database()
    made(in_folder(tmp_path / "template", template))

    def new_place():
        folder = Path(tempfile.mkdtemp(dir=tmp_path)) / "service"
        shutil.copytree(tmp_path / "template", folder)
        url = postgres_server.new_database(template)

        def gone():
            postgres_server.drop(url)
            shutil.rmtree(folder.parent)

        return Place(in_folder(folder, url), gone)

    try:
        check(new_place)
    finally:
        postgres_server.drop(template)
