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
from dataclasses import dataclass
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


@dataclass
class Made:
    """What became of one upload: its exit code, and what it said."""

    code: int
    said: list[str]


class Uploads:
    """Makes uploads, one after the other, each in a process of its own."""

    def __init__(self, errors):
        self._process = subprocess.Popen(
            [sys.executable, str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )

    def make(self, folder, *options):
        """One in `folder`, by strace with `options` if there are any."""
        child = self._ask(f"{folder}\n")
        tracer = None
        if options:
            command = ["strace", "-p", child, *options]
            tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
            assert "attached" in tracer.stderr.readline()
        code = int(self._ask("\n"))
        if tracer is not None:
            tracer.communicate(timeout=60)
        return Made(code, (folder / "said").read_text().splitlines())

    def close(self):
        self._process.communicate(timeout=60)

    def _ask(self, line):
        self._process.stdin.write(line)
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


@pytest.fixture(scope="module")
def uploads(tmp_path_factory):
    with (tmp_path_factory.mktemp("uploads") / "errors").open("w") as errors:
        uploads = Uploads(errors)
        yield uploads
        uploads.close()


@pytest.fixture(scope="module")
def calls(service, uploads, tmp_path_factory):
    """Each call of one upload that is not disturbed, by name and number."""
    folder = copied(service, tmp_path_factory.mktemp("whole"))
    trace = folder / "trace"
    done = uploads.make(folder, "-e", f"trace={','.join(CALLS)}", "-o", str(trace))
    assert done == Made(0, ["sent 202 1", "end completed"])
    counted = Counter(re.findall(r"^(\w+)\(", trace.read_text(), re.MULTILINE))
    assert {"pwrite64", "fdatasync", "write", "fsync", "rename"} <= set(counted)
    print(dict(counted))  # noqa: T201
    return [(name, number) for name in counted for number in range(1, counted[name] + 1)]


def copied(service, folder):
    shutil.copytree(service, folder, dirs_exist_ok=True)
    return folder


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
    service, uploads, calls, tmp_path
):
    ends = Counter()
    for name, number in drawn(calls, chance_of("CALLS_SEED")):
        folder = copied(service, tmp_path / f"{name}{number}")
        died = uploads.make(folder, "-o", "/dev/null", "-e", f"inject={name}:signal=SIGKILL:when={number}")
        ends[died.code] += 1
        if died.code == 0:  # the last ones, of closing, come or do not
            assert "end completed" in died.said
        else:
            assert died.code == -signal.SIGKILL, died
        assert examine(folder) == 1 or died.said == [], (name, number)
        again = uploads.make(folder)
        assert (again.code, again.said[-1]) == (0, "end completed"), (name, number, again)
        assert examine(folder) == 1
        shutil.rmtree(folder)
    assert ends[-signal.SIGKILL] > 0
    print(dict(ends))  # noqa: T201


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_a_disk_that_fails_at_a_call_is_told_and_the_next_attempt_works_without_a_restart(
    service, uploads, calls, tmp_path, error
):
    told = Counter()
    refused = "(503 storage_unavailable|507 storage_full)"
    for name, number in drawn(calls, chance_of("CALLS_SEED")):
        folder = copied(service, tmp_path / f"{name}{number}")
        done = uploads.make(folder, "-o", "/dev/null", "-e", f"inject={name}:error={error}:when={number}")
        if re.fullmatch(
            f"start {refused}", "".join(done.said)
        ):  # it refuses to begin, and begins the next time
            told[done.said[0]] += 1
            done = uploads.make(folder)
        assert (done.code, done.said[-1:]) == (0, ["end completed"]), (name, number, done)
        for line in done.said[:-1]:
            assert re.fullmatch(rf"sent 20[02] 1|(sent|read) {refused}", line), (name, number, done)
            told[line] += 1
        assert examine(folder) == 1
        shutil.rmtree(folder)
    print(dict(told))  # noqa: T201
