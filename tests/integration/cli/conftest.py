"""The real command line in processes of its own, and the sample documents for it."""

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from python_ocr_reconcile.samples import make_samples


@dataclass
class CommandLine:
    """``ocr-reconcile`` with a database, an upload folder and a page cache of its own."""

    folder: os.PathLike

    def __call__(self, *arguments, timeout=240, **environment):
        own = {
            "DATABASE_URL": str(self.folder / "rows.db"),
            "OCR_RECONCILE_UPLOAD_FOLDER": str(self.folder / "uploads"),
            "OCR_RECONCILE_CACHE_FOLDER": str(self.folder / "pages"),
            "COLUMNS": "100",
        }
        return subprocess.run(
            [sys.executable, "-m", "python_ocr_reconcile", *map(str, arguments)],
            env={**os.environ, **own, **environment},
            cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=timeout, check=False,
        )  # fmt: skip


@pytest.fixture
def command(tmp_path):
    return CommandLine(tmp_path)


@pytest.fixture(scope="module")
def module_command(tmp_path_factory):
    """One for all tests of a module: what one ingests, the next finds."""
    return CommandLine(tmp_path_factory.mktemp("command_line"))


@pytest.fixture(scope="session")
def samples(tmp_path_factory):
    return make_samples(tmp_path_factory.mktemp("samples"))
