"""The one place that starts Python child processes: what a hostile document can do ends here.

A task is a module-level function with picklable arguments. It runs in a child process with limits on
address space, CPU, file size and open files, in a process group of its own, and with a wall limit; when
that passes, the whole group is killed, the OCR program that the child may have started included.

Why not `multiprocessing` (nor `pebble`, which rests on it): its spawn and forkserver children run the
caller's main module again, so a script without a main guard would ingest its files twice; fork is unsafe
below a threaded server; a worker killed while it holds the lock that all workers share breaks the pool;
and a child that loops in C is killed only 3 s after its time is up.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import queue
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import LimitExceededError, ReadingTimeoutError, WorkerCrashError
from python_ocr_reconcile.reading import worker

P = ParamSpec("P")
T = TypeVar("T")

_START = "import sys; sys.path[:] = {path!r}; from python_ocr_reconcile.reading.worker import main; main({memory}, {parent})"
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Pages run side by side; threads inside one page only take turns (2 pages: 13.5 s instead of 2.4 s)."""


@dataclass(frozen=True, slots=True)
class _Task:
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    seconds: float
    future: Future[Any]


class Pool:
    """Child processes that run tasks, first come, first served; each is started when it is needed."""

    def __init__(self, processes: int, memory_bytes: int) -> None:
        self._processes = processes
        self._memory_bytes = memory_bytes
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._children: list[_Child] = []
        self._idle = 0
        self._closed = False

    def submit(self, function: Callable[..., T], *arguments: Any, seconds: float) -> Future[T]:
        """Run ``function(*arguments)`` in a child, for at most `seconds` from when it starts.

        The future raises what the function raised, or `ReadingTimeoutError`, `WorkerCrashError`, or
        `LimitExceededError` where the memory limit was met.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed")
            self._tasks.put(_Task(function, arguments, seconds, future))
            if self._idle < self._tasks.qsize() and len(self._children) < self._processes:
                child = _Child(self._memory_bytes)
                self._children.append(child)
                threading.Thread(target=self._serve, args=(child,), name="reading", daemon=True).start()
        return future

    def run(self, function: Callable[..., T], *arguments: Any, seconds: float) -> T:
        """`submit`, and wait for the result."""
        return self.submit(function, *arguments, seconds=seconds).result()

    def close(self) -> None:
        """Kill the children; what they were at is abandoned."""
        with self._lock:
            self._closed = True
            children = list(self._children)
        for child in children:
            self._tasks.put(None)
            child.kill()

    def abandon(self) -> None:
        """After a fork: these children are the parent's; only let go of their pipes."""
        for child in self._children:
            child.abandon()

    def _serve(self, child: _Child) -> None:
        """One thread to one child, for as long as the pool lives: the kernel ties the child to the thread."""
        while True:
            with self._lock:
                self._idle += 1
            task = self._tasks.get()
            with self._lock:
                self._idle -= 1
            if task is None:
                break
            if not task.future.set_running_or_notify_cancel():
                continue
            try:
                result = child.run(task)
            except BaseException as error:  # noqa: BLE001 - whatever it is, the waiting caller must get it
                task.future.set_exception(error)
            else:
                task.future.set_result(result)
        child.kill()


class _Child:
    """One child process, started again after it died."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: str | None = None
        self._lock = threading.Lock()

    def run(self, task: _Task) -> Any:
        message = pickle.dumps((task.function, task.arguments, task.seconds), pickle.HIGHEST_PROTOCOL)
        process = self._send(message)
        answer = _receive(process, time.monotonic() + task.seconds)
        if answer is None:
            timed_out = process.poll() is None and not _ended(process)
            status = self.kill()
            if timed_out or status == -signal.SIGXCPU:
                raise ReadingTimeoutError(
                    f"Reading took longer than {task.seconds:g} seconds.", limit=task.seconds
                )
            raise WorkerCrashError("The process that read this document died.", status=status)
        worked, value = pickle.loads(answer)
        if worked:
            return value
        if isinstance(value, MemoryError):
            self.kill()
            raise LimitExceededError(
                f"Reading needed more than {self._memory_bytes:,} bytes of memory.", limit=self._memory_bytes
            ) from value
        raise value

    def _send(self, message: bytes) -> subprocess.Popen[bytes]:
        """Hand the task to the process; one that died while it was idle is replaced."""
        for attempt in (1, 2):
            process = self._started()
            assert process.stdin is not None
            try:
                worker.send(process.stdin, message)
            except OSError:
                status = self.kill()
                if attempt == 2:
                    raise WorkerCrashError(
                        "No process could be started to read this.", status=status
                    ) from None
            else:
                break
        return process

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._process is None:
                self._folder = tempfile.mkdtemp(prefix="ocr-reconcile-")
                start = _START.format(path=sys.path, memory=self._memory_bytes, parent=os.getpid())
                self._process = subprocess.Popen(
                    [sys.executable, "-c", start],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env={**os.environ, **_ONE_THREAD, "TMPDIR": self._folder},
                    start_new_session=True,  # a group of its own, so that all of it can be killed
                )
            return self._process

    def kill(self) -> int | None:
        """Kill the process with all that it started, and remove its temporary files; gives its status."""
        with self._lock:
            process, self._process = self._process, None
            folder, self._folder = self._folder, None
        if process is None:
            return None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        status = process.wait()
        _close_pipes(process)
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        return status

    def abandon(self) -> None:
        if self._process is not None:
            _close_pipes(self._process)
            self._process.returncode = 0  # not ours to wait for
            self._process = None


def _ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether the process, whose answer did not come, is about to be gone (its pipe is at its end)."""
    assert process.stdout is not None
    readable, _, _ = select.select([process.stdout], [], [], 0)
    return bool(readable)


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _receive(process: subprocess.Popen[bytes], deadline: float) -> bytes | None:
    """The child's answer, or ``None`` where it died or the deadline passed."""
    assert process.stdout is not None
    descriptor = process.stdout.fileno()
    received = bytearray()
    wanted = worker.LENGTH.size
    length: int | None = None
    while len(received) < wanted:
        readable, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
        if not readable:
            return None
        part = os.read(descriptor, min(wanted - len(received), 1 << 20))
        if not part:
            return None
        received += part
        if length is None and len(received) == wanted:
            (length,) = worker.LENGTH.unpack(received)
            wanted += length
    return bytes(received[worker.LENGTH.size :])


_pools: dict[tuple[int, int], Pool] = {}
_pools_lock = threading.Lock()


def shared_pool(settings: Settings) -> Pool:
    """The pool of this process, started when it is first needed and closed at exit."""
    key = (settings.processes, settings.limits.worker_memory_bytes)
    with _pools_lock:
        if key not in _pools:
            _pools[key] = Pool(*key)
        return _pools[key]


def close_pools() -> None:
    """Kill all children of this process; the next task starts new ones."""
    with _pools_lock:
        pools = list(_pools.values())
        _pools.clear()
    for pool in pools:
        pool.close()


def _forget_pools() -> None:
    """In a forked child (a pre-forking server): the parent's children are not ours."""
    global _pools_lock  # noqa: PLW0603 - the old one may have been held when the fork happened
    _pools_lock = threading.Lock()
    for pool in _pools.values():
        pool.abandon()
    _pools.clear()


atexit.register(close_pools)
os.register_at_fork(after_in_child=_forget_pools)
