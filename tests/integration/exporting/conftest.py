"""A service that holds documents, and new empty ones beside it."""

from dataclasses import replace

import pytest
from kept_uploads import fill

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept")
    return Settings(
        database_url=str(folder / "rows.db"), upload_folder=folder / "uploads",
        cache_folder=folder / "cache", processes=1,
    )  # fmt: skip


@pytest.fixture(scope="session")
def kept(settings):
    """Ten documents, two runs, one upload that waits and one that failed; no test changes them."""
    with initialize_production_json_system(settings=settings) as api:
        fill(api, 10)
        yield api


@pytest.fixture
def elsewhere(settings, tmp_path):
    """Makes the settings of another machine, with a key of its own."""
    made = []

    def make(url=None, **limits):
        folder = tmp_path / f"machine {len(made)}"
        folder.mkdir()
        made.append(folder)
        return replace(
            settings,
            database_url=url or str(folder / "rows.db"),
            upload_folder=folder / "uploads",
            cache_folder=folder / "cache",
            audit_key_file=folder / "key",
            limits=replace(settings.limits, **limits),
        )

    return make
