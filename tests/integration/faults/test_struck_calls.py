"""One upload is killed, or its disk fails, at each write, fsync and rename in turn, by strace.

`make faults` strikes at each call; CALLS_STRUCK and CALLS_SEED say how many are drawn, and which.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from one_upload import settings_in
from seeds import chance_of, times

from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system
from python_ocr_reconcile.storage.store import Store

MOST = times("CALLS_STRUCK", 2)
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "ftruncate", "unlink", "mkdir")
SCRIPT = Path(__file__).with_name("one_upload.py")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service that nobody has sent anything to yet; each upload is made in a copy of it."""
    tried = shutil.which("strace") and subprocess.run(
        ["strace", "-qq", "-o", "/dev/null", "true"], check=False
    )
    if not tried or tried.returncode:
        pytest.skip("strace is not installed, or may not trace here")
    folder = tmp_path_factory.mktemp("service")
    initialize_production_json_system(settings=settings_in(folder)).close()
    return folder


@pytest.fixture(scope="module")
def calls(service, tmp_path_factory):
    """Each call of one upload that is not disturbed, by name and number."""
    folder = copied(service, tmp_path_factory.mktemp("whole"))
    trace = folder / "trace"
    done = run(folder, "-e", f"trace={','.join(CALLS)}", "-o", str(trace))
    assert done.stdout.split("\n") == ["sent 202 1", "end completed", ""], done
    counted = Counter(re.findall(r"^(\w+)\(", trace.read_text(), re.MULTILINE))
    assert {"pwrite64", "fdatasync", "write", "fsync", "rename"} <= set(counted)
    return [(name, number) for name in counted for number in range(1, counted[name] + 1)]


def copied(service, folder):
    shutil.copytree(service, folder, dirs_exist_ok=True)
    return folder


def run(folder, *options):
    command = ["strace", "-qq", *options, sys.executable, str(SCRIPT), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def drawn(calls, chance):
    return chance.sample(calls, min(MOST, len(calls)))


def examine(folder):
    """No row without its file, nothing half-written; the number of rows."""
    settings = settings_in(folder)
    with Store.open(settings) as store:
        assert [one for step in store.verifier(settings.upload_folder).steps() for one in step.findings] == []
        rows, _ = store.list_uploads("bank")
        for row in rows:
            content = (settings.upload_folder / row.file_path).read_bytes()
            assert sha256(content).hexdigest() == row.file_hash
            document = store.get("bank", row.upload_id).bank_transaction_json
            assert (document is not None) == (row.status == "completed")
    return len(rows)


def test_killed_at_each_call_an_upload_leaves_no_row_without_a_file_and_can_be_sent_again(
    service, calls, tmp_path
):
    for name, number in drawn(calls, chance_of("CALLS_SEED")):
        folder = copied(service, tmp_path / f"{name}{number}")
        died = run(folder, "-o", "/dev/null", "-e", f"inject={name}:signal=SIGKILL:when={number}")
        if died.returncode == 0:  # the last ones, of closing, come or do not
            assert "end completed" in died.stdout
        else:
            assert died.returncode == -signal.SIGKILL, died
        assert examine(folder) == 1 or "sent" not in died.stdout, (name, number)
        again = subprocess.run(
            [sys.executable, str(SCRIPT), str(folder)], capture_output=True, text=True, check=False
        )
        assert again.stdout.endswith("end completed\n"), (name, number, again)
        assert examine(folder) == 1
        shutil.rmtree(folder)


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_a_disk_that_fails_at_a_call_is_told_and_the_next_attempt_works_without_a_restart(
    service, calls, tmp_path, error
):
    told = Counter()
    for name, number in drawn(calls, chance_of("CALLS_SEED")):
        folder = copied(service, tmp_path / f"{name}{number}")
        done = run(folder, "-o", "/dev/null", "-e", f"inject={name}:error={error}:when={number}")
        lines = done.stdout.splitlines()
        assert lines[-1:] == ["end completed"], (name, number, done)
        for line in lines[:-1]:
            assert re.fullmatch(
                r"sent 20[02] 1|(sent|read) (503 storage_unavailable|507 storage_full)", line
            ), (name, number, lines)
            told[line] += 1
        assert examine(folder) == 1
        shutil.rmtree(folder)
    print(dict(told))  # noqa: T201
