"""The child's side of the sandbox: limits first, then one task after the other from a pipe.

Started by `sandbox` as ``python -c``. It imports nothing that a task does not need, because its start is
part of the time of every command. Messages are pickles behind an 8-byte length. The parent's are trusted;
the parent unpickles ours with a list of what it accepts, since a document may have taken us over.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import resource
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Generator, Iterator
from typing import IO, Any, cast

from python_ocr_reconcile.disk import disk_error, is_of_disk
from python_ocr_reconcile.errors import OcrReconcileError

LENGTH = struct.Struct("<Q")
PR_SET_PDEATHSIG = 1
OPEN_FILES = 256
LARGEST_FILE_BYTES = 1 << 30
"""Far above the largest page image that is written for OCR (one byte a pixel)."""
NICENESS = 10
"""Reading takes what answering leaves: on two cores, two pages under OCR would halve what is answered."""
CPU_GRACE_SECONDS = 10
"""The wall limit, kept by the parent, is meant to strike first; the CPU limit is for when it cannot."""


def main(memory_bytes: int, parent: int) -> None:
    """Serve tasks from standard input until it ends."""
    tasks, answers = _take_pipes()
    _confine(memory_bytes, parent)
    while message := receive(tasks):
        given = [message]
        del message
        for parts, sound in _answers(given):
            send_parts(answers, parts)
            if not sound:
                return  # after running out of memory, nothing here can be relied on


def _answers(given: list[bytes]) -> Iterator[tuple[list[bytes | memoryview], bool]]:
    """The pickled answer ``(worked, value or error)`` to `given`, and whether this process may go on.

    A task that yields is answered by each value first, as ``(None, value)``. What a value holds as
    `pickle.PickleBuffer` follows in parts of its own, and is copied nowhere.
    """
    try:
        function: Callable[..., Any]
        function, arguments, seconds = pickle.loads(given.pop())  # noqa: S301 - from our own parent
        _allow_cpu(seconds)
        value = function(*arguments)
        del arguments  # the pages of a long file
        if isinstance(value, Generator):
            value = yield from _yielded(value)
        parts = _packed(worked=True, value=value)
        del value  # a long document is 40 MB of JSON, and the next task may be long in coming
        yield parts, True
    except MemoryError:
        yield [pickle.dumps((False, MemoryError()))], False
    except OcrReconcileError as error:
        yield [pickle.dumps((False, error))], True
    except Exception as error:  # noqa: BLE001 - the parent raises it where it is waited for
        yield [pickle.dumps((False, _translated(error)))], True


def _yielded(
    values: Generator[Any, None, Any],
) -> Generator[tuple[list[bytes | memoryview], bool], None, Any]:
    """An answer for each of `values`; gives what they return in the end."""
    while True:
        try:
            value = next(values)
        except StopIteration as end:
            return end.value
        yield _packed(worked=None, value=value), True


def _packed(*, worked: bool | None, value: Any) -> list[bytes | memoryview]:
    buffers: list[pickle.PickleBuffer] = []
    head = pickle.dumps((worked, value), pickle.HIGHEST_PROTOCOL, buffer_callback=buffers.append)
    return [head, *(buffer.raw() for buffer in buffers)]


def _translated(error: Exception) -> Exception:
    """An error of some library may not survive the pipe, and the parent would not load its class."""
    if isinstance(error, OSError) and is_of_disk(error):
        return disk_error(error, "folder for temporary files")
    told = RuntimeError(f"{type(error).__name__}: {error}")
    told.add_note("In the reading process:\n" + traceback.format_exc())
    return told


def uncopied(data: bytes | bytearray) -> bytes:
    """`data` as a result that is written to the parent from where it stands; there it is a `bytearray`.

    Of several, each is let go here when it is written.
    """
    return cast("bytes", pickle.PickleBuffer(data))


def receive(pipe: IO[bytes]) -> bytes | None:
    """One message of one part, or ``None`` at the end of the pipe."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = pipe.read(length)
    return body if len(body) == length else None


def send(pipe: IO[bytes], message: bytes) -> None:
    """Write one message of one part."""
    pipe.write(LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def send_parts(pipe: IO[bytes], parts: list[bytes | memoryview]) -> None:
    """Write a message of several parts, behind their number; the list is empty then."""
    pipe.write(LENGTH.pack(len(parts)))
    while parts:
        part = parts.pop(0)
        pipe.write(LENGTH.pack(len(part)))
        pipe.write(part)
    pipe.flush()


def _die_with_parent() -> None:
    """Have the kernel kill this process when the thread that started it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The two pipes, moved away from where a library that prints could reach them."""
    tasks = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return tasks, answers


def _confine(memory_bytes: int, parent: int) -> None:
    _die_with_parent()
    os.nice(NICENESS)
    if os.getppid() != parent:  # it died before we could ask to be told
        os._exit(1)
    for limit, wanted in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, LARGEST_FILE_BYTES),
    ):
        hard = resource.getrlimit(limit)[1]
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(limit, (value, value))
    # Past the limit a write then fails, instead of killing the process without a word.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def _allow_cpu(seconds: float) -> None:
    """Let this process use `seconds` of CPU from now on; a program it starts inherits the bound."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + CPU_GRACE_SECONDS
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(
        resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
    )
