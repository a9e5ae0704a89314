"""One file on its whole way, in one thread, so that a tracer can strike at its nth call.

``one_upload.py``: for each folder that comes as a line, a child is forked, so that nothing is imported twice.
Its number is said; at a further line, when a tracer is there, it begins; its exit code is said at its end. It
sends the file to the service and reads it, until that has worked; each answer is a line in ``FOLDER/said``.
"""

from __future__ import annotations

import ctypes
import io
import os
import pickle
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from python_ocr_reconcile.api.production_json_api import create_app
from python_ocr_reconcile.config import ReadHere, Settings
from python_ocr_reconcile.errors import OcrReconcileError
from python_ocr_reconcile.reading import sandbox

MOST_ATTEMPTS = 6
UPLOAD = "/api/production/bank/upload"
STATEMENT = (
    b":20:A\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C240501EUR100,00\n"
    b":61:2405030503D40,00NTRFNONREF\n:86:Rent\n:62F:C240531EUR60,00\n"
)
PR_SET_PTRACER, ANYBODY = 0x59616D61, -1


def settings_in(folder: Path) -> Settings:
    """Nothing is read but by who asks for it."""
    return Settings(
        database_url=str(folder / "rows.db"),
        upload_folder=folder / "uploads",
        cache_folder=folder / "cache",
        processes=1,
        read_here=ReadHere.NO,
        log_level="error",
    )


class InThread:
    """Reads in a thread. The sandbox talks to its child in one: of the traced thread no call is another."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)

    def submit(self, function: Callable[..., Any], *arguments: Any, seconds: float) -> Future[Any]:
        return self._thread.submit(function, *arguments)

    def run(self, function: Callable[..., Any], *arguments: Any, seconds: float) -> Any:
        return self.submit(function, *arguments, seconds=seconds).result()

    def stream(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        seconds: float,
        each: Callable[[Any], None],
    ) -> Future[Any]:
        return self._thread.submit(self._streamed, function, arguments, each)

    def _streamed(
        self, function: Callable[..., Any], arguments: tuple[Any, ...], each: Callable[[Any], None]
    ) -> Any:
        values = function(*arguments)
        while True:
            try:
                each(sent(next(values)))
            except StopIteration as end:
                return sent(end.value)

    def rest(self) -> None:
        pass


def sent(value: Any) -> Any:
    """A value as it comes through the pipe, where it was not to be copied."""
    return pickle.loads(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def upload(folder: Path) -> None:
    settings = settings_in(folder)
    sandbox._pools[settings.processes, settings.limits.worker_memory_bytes] = InThread()
    try:
        app = create_app(settings)
    except OcrReconcileError as problem:
        say(f"start {problem.http_status} {problem.code}")
        return
    api = app.extensions["production_json_api"]
    client = app.test_client()
    done = False
    for _ in range(MOST_ATTEMPTS):
        body = {"file": (io.BytesIO(STATEMENT), "a.sta")}
        answer = client.post(UPLOAD, data=body, headers={"Prefer": "respond-async"})
        say(f"sent {answer.status_code} {answer.json.get('code', answer.json.get('upload_id'))}")
        if answer.status_code >= 400:
            continue
        try:
            row = api.store.begin("bank", answer.json["upload_id"], "one", stale_after_seconds=0)
            if row is not None:
                api.workflows.process_upload(row, worker="one")
            done = api.store.find_upload(1).status == "completed"
        except OcrReconcileError as problem:
            say(f"read {problem.http_status} {problem.code}")
            continue
        if done:
            break
        time.sleep(0.5)  # it is due again a second after its first failure
    say(f"end {api.store.find_upload(1).status}")


def say(line: str) -> None:
    os.writev(1, [f"{line}\n".encode()])  # not the call that is counted


def fork_one(folder: Path) -> None:
    wait, begin = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            ctypes.CDLL(None).prctl(PR_SET_PTRACER, ANYBODY)  # else only an ancestor may, on some systems
            os.dup2(os.open(folder / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
            os.read(wait, 1)
            upload(folder)
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    say(str(child))
    sys.stdin.readline()
    os.write(begin, b".")
    os.close(wait)
    os.close(begin)
    say(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))


if __name__ == "__main__":
    while line := sys.stdin.readline():
        fork_one(Path(line.rstrip("\n")))
