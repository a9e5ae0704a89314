"""The real command line in processes of its own, and the sample documents for it."""

import os
from dataclasses import dataclass

import pytest
from forking_command_line import ForkingCommandLine

from python_ocr_reconcile.samples import make_samples


@dataclass
class CommandLine:
    """``ocr-reconcile`` with a database, an upload folder and a page cache of its own."""

    folder: os.PathLike
    processes: ForkingCommandLine

    def __call__(self, *arguments, timeout=240, **environment):
        own = {
            "DATABASE_URL": str(self.folder / "rows.db"),
            "OCR_RECONCILE_UPLOAD_FOLDER": str(self.folder / "uploads"),
            "OCR_RECONCILE_CACHE_FOLDER": str(self.folder / "pages"),
            "COLUMNS": "100",
        }
        return self.processes.run(
            list(map(str, arguments)),
            environment={**os.environ, **own, **environment},
            folder=self.folder,
            timeout=timeout,
        )


@pytest.fixture(scope="session")
def processes():
    forking = ForkingCommandLine()
    yield forking
    forking.close()


@pytest.fixture
def command(tmp_path, processes):
    return CommandLine(tmp_path, processes)


@pytest.fixture(scope="module")
def module_command(tmp_path_factory, processes):
    """One for all tests of a module: what one ingests, the next finds."""
    return CommandLine(tmp_path_factory.mktemp("command_line"), processes)


@pytest.fixture(scope="session")
def samples(tmp_path_factory):
    return make_samples(tmp_path_factory.mktemp("samples"))
