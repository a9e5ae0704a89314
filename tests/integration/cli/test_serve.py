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
    assert f"serving on http://127.0.0.1:{port}/api/production/docs" in log
    assert "Traceback" not in log
    assert code in ((0, 130) if extra else (0,)), log


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
