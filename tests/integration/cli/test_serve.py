"""`serve`: the real server answers, and stops when it is told to."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from gunicorn.workers.gthread import PollableMethodQueue

from python_ocr_reconcile.cli.server import ProblemWorker

pytestmark = pytest.mark.slow


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("extra", [[], ["--debug"]], ids=["gunicorn", "debug"])
def test_service_answers_and_stops(extra, tmp_path):
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": str(tmp_path / "rows.db"),
        "OCR_RECONCILE_UPLOAD_FOLDER": str(tmp_path / "uploads"),
        "OCR_RECONCILE_CACHE_FOLDER": str(tmp_path / "pages"),
    }
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "python_ocr_reconcile", "serve", "--port", str(port), *extra],
            env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        health = answer(f"http://127.0.0.1:{port}/api/production/health", server)
    finally:
        server.send_signal(signal.SIGINT if extra else signal.SIGTERM)
        code = server.wait(30)
    assert health["storage_mode"] == "single_row_json"
    assert health["database"]["invoice_uploads"] == 0
    log = (tmp_path / "log").read_text()
    assert f"serving on http://127.0.0.1:{port}/ (API: /api/production/docs)" in log
    assert "Traceback" not in log
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert [line["path"] for line in lines if line["message"] == "request"] == ["/api/production/health"]
    assert extra or len(lines) == len(log.splitlines()) - 2, log  # all but where and to whom it is served
    assert code in ((0, 130) if extra else (0,)), log


def test_a_worker_that_is_told_to_end_as_it_starts_ends():
    worker = object.__new__(ProblemWorker)  # as far as gunicorn has come when the application is loaded
    worker.alive, worker.method_queue = True, PollableMethodQueue()
    worker.method_queue.init()
    worker.handle_exit(signal.SIGTERM, None)
    assert not worker.alive


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /livez?q=%s HTTP/1.1\r\nHost: a\r\n\r\n" % (b"a" * 9_000),
        b"GET /livez\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: a\r\nX: %s\r\n\r\n" % (b"a" * 9_000),
        b"POST /livez HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: a\r\nExpect: something\r\n\r\n",
    ],
    ids=["long line", "no version", "long header", "negative length", "unknown expectation"],
)
def test_what_is_not_http_is_refused_as_a_problem(running, sent):
    with socket.create_connection(("127.0.0.1", running), timeout=10) as connection:
        connection.sendall(sent)
        head, _, body = b"".join(iter(lambda: connection.recv(65_536), b"")).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"Content-Type: application/problem+json" in head
    assert json.loads(body)["code"] == "invalid_request"


CHUNKED = (
    b"POST /api/production/%s HTTP/1.1\r\nHost: localhost\r\n"
    b"Transfer-Encoding: chunked\r\nContent-Type: %s\r\n\r\n"
)
FORM, JSON = b"multipart/form-data; boundary=cut", b"application/json"


@pytest.mark.parametrize(
    ("path", "content_type", "chunks", "status", "code"),
    [
        (b"invoices/upload", FORM, b"5\r\n--cut\r\nzz\r\n", 400, "invalid_request"),
        (b"reconcile", JSON, b"zz\r\n{}", 400, "invalid_request"),
        (b"nowhere", JSON, b"zz\r\n{}", 404, "unknown_path"),
        (b"reconcile", JSON, b"20000\r\n%s\r\n0\r\n\r\n" % (b" " * 0x20000), 413, "request_too_large"),
    ],
    ids=["upload", "json", "unknown path", "too large"],
)
def test_a_chunked_body_that_cannot_be_taken(running, path, content_type, chunks, status, code):
    with socket.create_connection(("127.0.0.1", running), timeout=10) as connection:
        connection.sendall(CHUNKED % (path, content_type) + chunks)
        connection.shutdown(socket.SHUT_WR)
        head, _, body = b"".join(iter(lambda: connection.recv(65_536), b"")).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert json.loads(body)["code"] == code


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The port of a server of one process."""
    folder, port = tmp_path_factory.mktemp("running"), free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": str(folder / "rows.db"),
        "OCR_RECONCILE_UPLOAD_FOLDER": str(folder / "uploads"),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "python_ocr_reconcile", "serve", "--port", str(port), "--workers", "1"],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        answer(f"http://127.0.0.1:{port}/livez", server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def test_a_client_that_stops_in_the_middle_holds_no_thread_for_long(tmp_path):
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": str(tmp_path / "rows.db"),
        "OCR_RECONCILE_UPLOAD_FOLDER": str(tmp_path / "uploads"),
        "OCR_RECONCILE_MAX_SILENCE_SECONDS": "1",
    }
    command = ["serve", "--port", str(port), "--workers", "1", "--threads", "2"]
    server = subprocess.Popen(
        [sys.executable, "-m", "python_ocr_reconcile", *command],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    head = b"POST /api/production/reconcile HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90\r\n"
    head += b"Content-Type: application/json\r\n\r\n{"
    try:
        answer(f"http://127.0.0.1:{port}/livez", server)
        stopped = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(2)]
        for connection in stopped:
            connection.sendall(head)
        time.sleep(0.3)
        assert answer(f"http://127.0.0.1:{port}/livez", server) == {"status": "alive"}
        for connection in stopped:
            told = connection.recv(65_536)
            assert told.startswith(b"HTTP/1.1 408 "), told
            connection.close()
    finally:
        server.terminate()
        server.wait(30)


def test_no_other_address_is_served_without_a_token(command):
    done = command("serve", "--host", "0.0.0.0", "--port", free_port())
    assert done.returncode == 64
    assert "there is no token yet" in done.stderr


def answer(url, server, seconds=30):
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as got:
                return json.load(got)
        except (urllib.error.URLError, ConnectionError):
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.2)


def test_port_in_use_is_said_at_once(command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = command("serve", "--port", taken.getsockname()[1])
    assert done.returncode == 64
    assert done.stderr.startswith("error [invalid_request]: cannot listen on 127.0.0.1:")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        (
            "OCR_RECONCILE_LOG_LEVEL",
            "verbose",
            "OCR_RECONCILE_LOG_LEVEL is one of debug, info, warning, error",
        ),
        ("OCR_RECONCILE_PORT", "99999", "cannot listen on 127.0.0.1:99999"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said_at_once(command, variable, value, said):
    done = command("serve", **{variable: value})
    assert (done.returncode, done.stderr.partition(": ")[0]) == (64, "error [invalid_request]")
    assert said in done.stderr
