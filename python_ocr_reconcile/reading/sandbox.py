"""The one place that starts Python child processes: what a hostile document can do ends here.

A task is a module-level function with picklable arguments. It runs in a child process with limits on
address space, CPU, file size and open files, in a process group of its own, and with a wall limit; when
that passes, the whole group is killed, with the OCR program that the child may have started.

Why not `multiprocessing` (nor `pebble`, which rests on it): its spawn and forkserver children run the
caller's main module again, so a script without a main guard would ingest its files twice; fork is unsafe
below a threaded server; a worker killed while it holds the lock that all workers share breaks the pool;
and a child that loops in C is killed only 3 s after its time is up. A pool of threads, each with a child
of its own, has none of these, and starts in 25 ms.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import queue
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import IO, Any, TypeVar

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.disk import disk_errors
from python_ocr_reconcile.errors import LimitExceededError, ReadingTimeoutError, WorkerCrashError
from python_ocr_reconcile.reading import worker
from python_ocr_reconcile.reading.answers import load_answer
from python_ocr_reconcile.reading.scratch import Scratch, remove_left
from python_ocr_reconcile.spent import TASK_SECONDS

P = TypeVar("P")
T = TypeVar("T")

_START = (
    "import sys; sys.path[:] = {path!r}; "
    "from python_ocr_reconcile.reading.worker import main; main({memory}, {parent})"
)
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Pages run side by side; threads inside one page only take turns (2 pages: 13.5 s instead of 2.4 s)."""
LARGE_ANSWER_BYTES = 8 << 20
"""A process that gave an answer of this size ends: of the 300 MB that 20,000 transactions took it would give
back 40, since what its caches keep is strewn over all of them, and another starts in 25 ms."""
_CLOSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Task:
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    seconds: float
    future: Future[Any]
    each: Callable[[Any], None] | None = None


def _nothing() -> None:
    pass


_REST = _Task(_nothing, (), 0.0, Future())


class Pool:
    """Child processes that run tasks, first come, first served; each is started when it is needed."""

    def __init__(self, processes: int, memory_bytes: int) -> None:
        self._processes = processes
        self._memory_bytes = memory_bytes
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._children: list[_Child] = []
        self._threads: list[threading.Thread] = []
        self._unfinished = 0
        self._closed = False

    def submit(self, function: Callable[..., T], *arguments: Any, seconds: float) -> Future[T]:
        """Run ``function(*arguments)`` in a child, for at most `seconds` from when it starts.

        The future raises the `OcrReconcileError` that the function raised, `ReadingTimeoutError`,
        `WorkerCrashError`, `LimitExceededError` where the memory limit was met, or a `RuntimeError`
        that names any other error and carries its traceback as a note.
        """
        future: Future[T] = Future()
        self._put(_Task(function, arguments, seconds, future))
        return future

    def stream(
        self,
        function: Callable[..., Generator[P, None, T]],
        *arguments: Any,
        seconds: float,
        each: Callable[[P], None],
    ) -> Future[T]:
        """`submit` of a generator: what it yields is handed to `each` while the child goes on.

        In a thread of the pool; an error that `each` raises is that of the future, and ends the task.
        """
        future: Future[T] = Future()
        self._put(_Task(function, arguments, seconds, future, each))
        return future

    def _put(self, task: _Task) -> None:
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed")
            self._tasks.put(task)
            self._unfinished += 1
            if len(self._children) < min(self._unfinished, self._processes):
                child = _Child(self._memory_bytes)
                thread = threading.Thread(target=self._serve, args=(child,), name="reading", daemon=True)
                self._children.append(child)
                self._threads.append(thread)
                thread.start()

    def run(self, function: Callable[..., T], *arguments: Any, seconds: float) -> T:
        """`submit`, and wait for the result."""
        return self.submit(function, *arguments, seconds=seconds).result()

    def rest(self) -> None:
        """Have one child end that has nothing to do, or the first that will have; a task may start another.

        For the time that a long document is one task: what a process has read by the way stays in its memory.
        """
        self._tasks.put(_REST)

    def close(self) -> None:
        """Kill the children; what they were at is abandoned."""
        with self._lock:
            self._closed = True
        for child in self._children:
            self._tasks.put(None)
            child.stop()
        deadline = time.monotonic() + _CLOSE_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def abandon(self) -> None:
        """After a fork: these children are the parent's; only let go of their pipes."""
        for child in self._children:
            child.abandon()

    def _serve(self, child: _Child) -> None:
        """One thread to one child, for as long as the pool lives: the kernel ties the child to the thread."""
        while True:
            task = self._tasks.get()
            if task is None:
                break
            if task is _REST:
                child.kill()
                continue
            self._answer(task, child)
            del task  # a result may be large, and the next task may be long in coming
        child.kill()

    def _answer(self, task: _Task, child: _Child) -> None:
        """Run the task, where it is still wanted, and hand on what comes of it."""
        if not task.future.set_running_or_notify_cancel():
            self._finished()
            return
        try:
            with TASK_SECONDS.during(getattr(task.function, "__name__", "partial")):
                result = child.run(task)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the waiting caller must get it
            self._finished()
            task.future.set_exception(error)
        else:
            self._finished()
            task.future.set_result(result)

    def _finished(self) -> None:
        """One task less: told before its caller is, whose next task then starts no process too many."""
        with self._lock:
            self._unfinished -= 1


class _Child:
    """One child process, started again after it died. Only its own thread runs, reads and reaps it."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._scratch: Scratch | None = None
        self._lock = threading.Lock()
        self._stopped = False

    def run(self, task: _Task) -> Any:
        deadline = time.monotonic() + task.seconds
        answers: IO[bytes] | None = None
        received, worked = 0, None
        while worked is None:
            try:
                answers = answers or self._hand_over(task)
                head, *buffers = _receive(answers, deadline)
            except TimeoutError:
                self.kill()
                raise _timeout(task.seconds) from None
            except EOFError:
                status = self.kill()
                if status == -signal.SIGXCPU:
                    raise _timeout(task.seconds) from None
                raise WorkerCrashError("The process that read this document died.", status=status) from None
            received += sum(map(len, buffers))
            try:
                worked, value = load_answer(head, buffers)
                if worked is None:
                    _take(task, value)
            except BaseException:
                self.kill()  # what else it has to say belongs to no task
                raise
        if worked:
            if received >= LARGE_ANSWER_BYTES:
                self.kill()
            return value
        if isinstance(value, MemoryError):
            self.kill()
            raise LimitExceededError(
                f"Reading needed more than {self._memory_bytes:,} bytes of memory.", limit=self._memory_bytes
            )
        raise value

    def _hand_over(self, task: _Task) -> IO[bytes]:
        """Give the task to the process, and its answers back; one that died while idle is replaced once."""
        message = pickle.dumps((task.function, task.arguments, task.seconds), pickle.HIGHEST_PROTOCOL)
        for _attempt in range(2):
            tasks, answers = self._started()
            try:
                worker.send(tasks, message)
            except OSError:
                self.kill()
            else:
                return answers
        raise EOFError

    def _started(self) -> tuple[IO[bytes], IO[bytes]]:
        with self._lock:
            if self._process is None:
                if self._stopped:
                    raise EOFError
                with disk_errors("folder for temporary files"):
                    scratch = self._scratch = self._scratch or Scratch.make()
                start = _START.format(path=sys.path, memory=self._memory_bytes, parent=os.getpid())
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and text
                    [sys.executable, "-c", start],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env={**os.environ, **_ENVIRONMENT, "TMPDIR": str(scratch.path)},
                    pass_fds=[scratch.lock],  # it is in use for as long as one of the two lives
                    # A group of its own, so that all of it can be killed; no session of its own: Linux gives
                    # each session the same share of the processors (autogroup), however nice it is.
                    process_group=0,
                )
            assert self._process.stdin is not None  # noqa: S101 - for the type checker
            assert self._process.stdout is not None  # noqa: S101 - for the type checker
            return self._process.stdin, self._process.stdout

    def stop(self) -> None:
        """From another thread: make the running task, and every later one, end at once."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                _kill_group(self._process.pid)

    def kill(self) -> int | None:
        """Kill the process with all that it started, remove its temporary files; gives its exit status."""
        with self._lock:
            process, self._process = self._process, None
            if process is None:
                return None
            scratch, self._scratch = self._scratch, None
            _kill_group(process.pid)
            status = process.wait()
        _close_pipes(process)
        if scratch is not None:
            scratch.remove()
        return status

    def abandon(self) -> None:
        if self._process is not None:
            _close_pipes(self._process)
            self._process.returncode = 0  # not ours to wait for
            self._process = None
        if self._scratch is not None:
            self._scratch.let_go()
            self._scratch = None


def _take(task: _Task, value: Any) -> None:
    if task.each is None:
        raise WorkerCrashError("The process that read this document gave no proper answer.")
    task.each(value)


def _timeout(seconds: float) -> ReadingTimeoutError:
    return ReadingTimeoutError(f"Reading took longer than {seconds:g} seconds.", limit=seconds)


def _kill_group(process_id: int) -> None:
    # Called only before the process is waited for, so that its id cannot have passed to another.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process_id, signal.SIGKILL)


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _receive(pipe: IO[bytes], deadline: float) -> list[bytearray]:
    """The parts of the child's answer. Raises `TimeoutError` past the deadline, `EOFError` where it died."""
    parts = max(1, _read_length(pipe, deadline))
    return [_read(pipe, _read_length(pipe, deadline), deadline) for _ in range(parts)]


def _read_length(pipe: IO[bytes], deadline: float) -> int:
    (length,) = worker.LENGTH.unpack(_read(pipe, worker.LENGTH.size, deadline))
    return int(length)


def _read(pipe: IO[bytes], length: int, deadline: float) -> bytearray:
    received = bytearray()
    readable = select.poll()
    readable.register(pipe, select.POLLIN)
    while len(received) < length:
        if not readable.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError
        part = os.read(pipe.fileno(), min(length - len(received), 1 << 20))
        if not part:
            raise EOFError
        received += part
    return received  # as it is: a copy of a long statement is 40 MB


_pools: dict[tuple[int, int], Pool] = {}
_pools_lock = threading.Lock()


def shared_pool(settings: Settings) -> Pool:
    """The pool of this process: its children start when they are first needed and end with it."""
    key = (settings.processes, settings.limits.worker_memory_bytes)
    with _pools_lock:
        if key not in _pools:
            remove_left()
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
