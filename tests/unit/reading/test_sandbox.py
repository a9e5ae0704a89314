"""Whatever a task does to its process, the caller gets one clear error and the pool goes on."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import reading_tasks as tasks

from python_ocr_reconcile.config import GIB, Limits, Settings
from python_ocr_reconcile.errors import (
    EncryptedPDFError,
    LimitExceededError,
    ReadingTimeoutError,
    WorkerCrashError,
)
from python_ocr_reconcile.reading.sandbox import LARGE_ANSWER_BYTES, Pool, close_pools, shared_pool
from python_ocr_reconcile.reading.scratch import PREFIX, remove_left
from python_ocr_reconcile.reading.worker import NICENESS


@pytest.fixture
def pool():
    pool = Pool(2, 3 * GIB)
    yield pool
    pool.close()


def is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(process_id: int, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while is_alive(process_id) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(process_id)


def test_a_task_runs_in_another_process(pool):
    assert pool.run(tasks.double, 21, seconds=10) == 42
    assert pool.run(tasks.process_id, seconds=10) != os.getpid()


def test_a_task_is_nicer_than_who_asked_and_measured_against_him(pool):
    """Linux gives each session the same share of the processors, whatever the niceness within it."""
    niceness, session, group, process_id = pool.run(tasks.standing, seconds=10)
    assert niceness == min(19, os.getpriority(os.PRIO_PROCESS, 0) + NICENESS)
    assert session == os.getsid(0)
    assert group == process_id


def test_tasks_run_side_by_side(pool):
    naps = [pool.submit(tasks.nap, 3.0, seconds=20) for _ in range(2)]
    began, ended = zip(*(nap.result() for nap in naps), strict=True)
    assert max(began) < min(ended)


class SlowForOthers:
    """A lock that every thread but the main one waits 0.1 s for, as where a machine has no time for it."""

    def __init__(self):
        self._lock = threading.Lock()

    def __enter__(self):
        if threading.current_thread() is not threading.main_thread():
            time.sleep(0.1)
        self._lock.acquire()

    def __exit__(self, *_):
        self._lock.release()


def test_a_process_that_just_took_a_task_is_not_counted_on_for_the_next(pool):
    pool._lock = SlowForOthers()
    pool.run(tasks.double, 1, seconds=10)
    time.sleep(0.3)
    pool.submit(tasks.nap, 0.1, seconds=10)
    time.sleep(0.05)
    pool.submit(tasks.nap, 0.1, seconds=10)
    assert len(pool._children) == 2


def test_many_threads_may_ask_at_once(pool):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: pool.run(tasks.double, n, seconds=10), range(200)))
    assert answers == [2 * n for n in range(200)]


def test_a_large_answer_arrives_whole(pool):
    assert pool.run(tasks.large, 50_000_000, seconds=20) == b"x" * 50_000_000


def test_an_answer_may_be_handed_over_without_a_copy():
    pool = Pool(1, 3 * GIB)
    first, answer = pool.run(tasks.uncopied_bytes, 1_000, seconds=20)
    assert (bytes(answer), first) == (b"x" * 1_000, pool.run(tasks.process_id, seconds=10))
    pool.close()


def test_the_process_of_a_very_large_answer_gives_its_memory_back():
    pool = Pool(1, 3 * GIB)
    process_id, answer = pool.run(tasks.uncopied_bytes, LARGE_ANSWER_BYTES, seconds=20)
    assert len(answer) == LARGE_ANSWER_BYTES
    assert gone(process_id)
    assert pool.run(tasks.double, 21, seconds=10) == 42
    pool.close()


def test_what_a_task_yields_comes_before_its_answer(pool):
    taken = []
    assert pool.stream(tasks.counted, range(5), "end", seconds=10, each=taken.append).result() == "end"
    assert taken == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("error", [EncryptedPDFError("no password"), ReadingTimeoutError("late")])
def test_an_error_after_some_values_is_that_of_the_task(pool, error):
    taken = []
    with pytest.raises(type(error)):
        pool.stream(tasks.counted, [1, 2, error, 3], seconds=10, each=taken.append).result()
    assert taken == [1, 2]
    assert pool.run(tasks.double, 21, seconds=10) == 42


def test_who_takes_may_end_the_task():
    pool = Pool(1, 3 * GIB)
    process_id = pool.run(tasks.process_id, seconds=20)

    def each(number):
        if number == 3:
            raise LimitExceededError("more than three")

    with pytest.raises(LimitExceededError, match="more than three"):
        pool.stream(tasks.counted, range(1_000), seconds=10, each=each).result()
    assert gone(process_id)  # with what it would still have said
    assert pool.run(tasks.double, 21, seconds=20) == 42
    pool.close()


def test_a_process_that_dies_or_never_ends_its_values_is_a_clear_error(pool):
    taken = []
    with pytest.raises(WorkerCrashError):
        pool.stream(tasks.counted_and_gone, 3, seconds=10, each=taken.append).result()
    assert taken == [0, 1, 2]
    with pytest.raises(ReadingTimeoutError):
        pool.stream(tasks.counted_for_ever, seconds=0.5, each=taken.append).result()
    assert pool.run(tasks.double, 21, seconds=20) == 42


def test_values_that_nobody_takes_are_no_answer(pool):
    with pytest.raises(WorkerCrashError):
        pool.run(tasks.counted, range(3), seconds=10)
    assert pool.run(tasks.double, 21, seconds=20) == 42


def test_a_process_that_rests_gives_its_memory_back_and_another_takes_its_place():
    pool = Pool(1, 3 * GIB)
    process_id = pool.run(tasks.process_id, seconds=20)
    pool.rest()
    assert pool.run(tasks.process_id, seconds=20) != process_id
    assert gone(process_id)
    pool.close()


def test_what_a_library_prints_does_not_disturb_the_answer(pool):
    assert pool.run(tasks.print_much, seconds=10) == "still in step"


@pytest.mark.parametrize(
    ("function", "seconds", "error"),
    [
        (lambda: (tasks.sleep, 60), 0.5, ReadingTimeoutError),
        (lambda: (tasks.loop_in_c,), 0.5, ReadingTimeoutError),
        (lambda: (tasks.leave,), 10, WorkerCrashError),
        (lambda: (tasks.segfault,), 10, WorkerCrashError),
        (lambda: (tasks.fill_memory,), 10, LimitExceededError),
        (lambda: (tasks.hostile,), 10, WorkerCrashError),
    ],
    ids=["endless", "endless in C", "exit", "segfault", "memory", "hostile answer"],
)
def test_a_bad_task_ends_alone(pool, function, seconds, error):
    bystander = pool.submit(tasks.sleep, 0.3, seconds=10)
    started = time.monotonic()
    task, *arguments = function()
    with pytest.raises(error):
        pool.run(task, *arguments, seconds=seconds)
    assert time.monotonic() - started < seconds + 2
    bystander.result(10)
    assert [pool.run(tasks.double, n, seconds=10) for n in range(4)] == [0, 2, 4, 6]
    assert not Path("/tmp/should-never-exist").exists()


def test_our_errors_arrive_as_themselves(pool):
    with pytest.raises(EncryptedPDFError, match="Page 3") as caught:
        pool.run(tasks.refuse, seconds=10)
    assert caught.value.details == {"page": 3}


def test_other_errors_say_where_they_come_from(pool):
    with pytest.raises(RuntimeError, match="KeyError") as caught:
        pool.run(tasks.fail, seconds=10)
    assert "reading_tasks.py" in caught.value.__notes__[0]


def test_a_timeout_kills_what_the_task_started(pool, tmp_path):
    note = tmp_path / "pid"
    with pytest.raises(ReadingTimeoutError):
        pool.run(tasks.start_sleeper, str(note), seconds=1)
    assert gone(int(note.read_text()))


def test_temporary_files_of_a_killed_task_are_removed(pool):
    left = Path(pool.run(tasks.temporary_file, seconds=10))
    assert left.exists()
    with pytest.raises(WorkerCrashError):
        pool.run(tasks.leave, seconds=10)
    for _ in range(2):  # whichever of the two children held it
        with pytest.raises(WorkerCrashError):
            pool.run(tasks.leave, seconds=10)
    pool.close()
    assert not left.exists()


def test_a_child_killed_while_idle_is_replaced(pool):
    first = pool.run(tasks.process_id, seconds=10)
    os.kill(first, signal.SIGKILL)
    assert gone(first)
    assert pool.run(tasks.double, 1, seconds=10) == 2


def test_the_limits_of_a_child():
    pool = Pool(1, 2 * GIB)
    try:
        limits = pool.run(tasks.limits, seconds=30)
    finally:
        pool.close()
    assert limits["AS"] == 2 * GIB
    assert limits["CORE"] == 0
    assert limits["NOFILE"] == 256
    assert limits["FSIZE"] == GIB
    assert 30 <= limits["CPU"] <= 50


def test_the_shared_pool_starts_again_after_it_was_closed():
    settings = Settings(processes=1, limits=Limits(worker_memory_bytes=2 * GIB))
    assert shared_pool(settings) is shared_pool(settings)
    assert shared_pool(settings).run(tasks.double, 2, seconds=10) == 4
    close_pools()
    assert shared_pool(settings).run(tasks.double, 3, seconds=10) == 6


def run_script(tmp_path: Path, body: str, **options) -> subprocess.Popen:
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(body))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    return subprocess.Popen(
        [sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, text=True, **options
    )


def test_a_script_without_a_main_guard_runs_once(tmp_path):
    process = run_script(
        tmp_path,
        """
        import reading_tasks
        from python_ocr_reconcile.config import Settings
        from python_ocr_reconcile.reading.sandbox import shared_pool
        print("run", shared_pool(Settings(processes=2)).run(reading_tasks.double, 4, seconds=10))
        """,
    )
    out, _ = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "run 8\n")


def test_children_die_with_a_killed_parent(tmp_path):
    process = run_script(
        tmp_path,
        """
        import reading_tasks, time
        from python_ocr_reconcile.config import Settings
        from python_ocr_reconcile.reading.sandbox import shared_pool
        pool = shared_pool(Settings(processes=1))
        print(pool.run(reading_tasks.process_id, seconds=10), flush=True)
        pool.run(reading_tasks.sleep, 1000, seconds=1000)
        """,
    )
    child = int(process.stdout.readline())
    assert is_alive(child)
    process.kill()
    process.communicate()
    assert gone(child)


def test_what_a_killed_process_left_is_removed_by_the_next_and_nothing_that_is_in_use(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    unlike = tmp_path / f"{PREFIX}of-somebody"
    unlike.mkdir()
    script = """
        import reading_tasks, tempfile
        from python_ocr_reconcile.config import Settings
        from python_ocr_reconcile.reading.sandbox import shared_pool
        pool = shared_pool(Settings(processes=1))
        print(pool.run(reading_tasks.temporary_folder, seconds=10), flush=True)
        pool.run(reading_tasks.sleep, 1000, seconds=1000)
        """
    killed, living = (run_script(tmp_path, script) for _ in range(2))
    left, used = (Path(process.stdout.readline().strip()) for process in (killed, living))
    killed.kill()
    killed.communicate()
    until_gone = time.monotonic() + 5
    while left.exists() and time.monotonic() < until_gone:  # its child dies a moment later
        remove_left()
    living_before = used.exists()
    living.kill()
    living.communicate()
    assert (left.exists(), living_before, unlike.exists()) == (False, True, True)


def test_a_forked_server_has_children_of_its_own(tmp_path):
    process = run_script(
        tmp_path,
        """
        import os, reading_tasks
        from python_ocr_reconcile.config import Settings
        from python_ocr_reconcile.reading.sandbox import shared_pool
        settings = Settings(processes=1)
        before = shared_pool(settings).run(reading_tasks.process_id, seconds=10)
        worker = os.fork()
        if worker == 0:
            inside = shared_pool(settings).run(reading_tasks.process_id, seconds=10)
            os._exit(0 if inside != before else 9)
        assert os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) == 0
        assert shared_pool(settings).run(reading_tasks.process_id, seconds=10) == before
        print("both served")
        """,
    )
    out, _ = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "both served\n")
