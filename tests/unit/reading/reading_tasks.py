"""Tasks for the sandbox that behave badly. Child processes import them from here."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from python_ocr_reconcile.errors import EncryptedPDFError
from python_ocr_reconcile.reading.worker import uncopied


def double(number):
    return 2 * number


def process_id():
    return os.getpid()


def temporary_folder():
    return tempfile.gettempdir()


def standing():
    return os.getpriority(os.PRIO_PROCESS, 0), os.getsid(0), os.getpgrp(), os.getpid()


def sleep(seconds):
    time.sleep(seconds)


def loop_in_c():
    """Holds the interpreter, so that no signal handler of Python's ever runs."""
    ctypes.PyDLL(None).sleep(1_000)


def leave():
    os._exit(3)


def segfault():
    ctypes.string_at(0)


def fill_memory():
    return len(bytearray(64 << 30))


def refuse():
    raise EncryptedPDFError("Page 3 asks for a password.", page=3)


def fail():
    raise KeyError("missing")


def print_much():
    print("x" * 100_000)  # noqa: T201 - as a library would
    sys.stdout.flush()
    os.write(1, b"y" * 100_000)
    return "still in step"


def large(size):
    return b"x" * size


def limits():
    names = ("AS", "CPU", "CORE", "NOFILE", "FSIZE")
    return {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[0] for name in names}


def start_sleeper(file):
    """Start a program that would outlive us, and then hang."""
    process = subprocess.Popen(["/bin/sleep", "1000"])
    Path(file).write_text(str(process.pid))
    time.sleep(1_000)


def temporary_file():
    import tempfile

    return tempfile.mkstemp()[1]


class Hostile:
    """What a child that was taken over would send: loading it calls a function."""

    def __reduce__(self):
        return os.system, ("touch /tmp/should-never-exist",)


def hostile():
    return Hostile()


def uncopied_bytes(size):
    return os.getpid(), uncopied(b"x" * size)


def nap(seconds):
    """When it began and ended, by the clock that all processes share."""
    began = time.monotonic()
    time.sleep(seconds)
    return began, time.monotonic()


def counted(numbers, last=0):
    """Each of `numbers`; an exception among them is raised in its place."""
    for number in numbers:
        if isinstance(number, Exception):
            raise number
        yield number
    return last


def counted_and_gone(numbers):
    """Some numbers, and then no more."""
    yield from range(numbers)
    os.kill(os.getpid(), signal.SIGKILL)


def counted_for_ever():
    """A number each 10 ms."""
    while True:
        time.sleep(0.01)
        yield 1
