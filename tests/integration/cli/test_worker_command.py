"""`worker` reads what `serve --no-worker` receives; each ends when it is told to."""

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

BANK_FILE = (
    b":20:A\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C240501EUR100,00\n"
    b":61:2405030503D40,00NTRFNONREF\n:86:Rent\n:62F:C240531EUR60,00\n"
)
FORM = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.sta"\r\n\r\n%s\r\n--cut--\r\n'


def started(tmp_path, *words):
    environment = {
        **os.environ, "DATABASE_URL": str(tmp_path / "rows.db"),
        "OCR_RECONCILE_UPLOAD_FOLDER": str(tmp_path / "uploads"),
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "python_ocr_reconcile", *words], env=environment, stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def asked(url, body=None):
    request = urllib.request.Request(url, body, {"Content-Type": "multipart/form-data; boundary=cut"})
    if body is not None:
        request.add_header("Prefer", "respond-async")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def says(process, words):
    """Whether the process writes a line with these words before it ends, whatever it writes besides."""
    return any(words in line for line in iter(process.stderr.readline, ""))


def test_a_worker_reads_what_a_server_receives(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api/production"
    server = started(tmp_path, "serve", "--port", str(port), "--workers", "1", "--no-worker")
    worker = None
    try:
        assert says(server, "Booting worker")
        time.sleep(1)
        sent = asked(f"{api}/bank/upload", FORM % BANK_FILE)
        assert sent["status"] == "pending"
        time.sleep(1)
        assert asked(f"{api}/uploads/1/status")["stage"] == "waiting"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            metrics_port = probe.getsockname()[1]
        worker = started(tmp_path, "worker", "--metrics-port", str(metrics_port))
        assert says(worker, "(1 waiting)")
        end = time.monotonic() + 30
        while asked(f"{api}/uploads/1/status")["stage"] != "done" and time.monotonic() < end:
            time.sleep(0.1)
        assert asked(f"{api}/bank/1")["status"] == "completed"
        with urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/metrics", timeout=10) as answer:
            measures = answer.read().decode()
        assert f'ocr_reconcile_stages_total{{process="{worker.pid}",stage="store"}} 1\n' in measures
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/", timeout=10)
    finally:
        for process in filter(None, (worker, server)):
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(30) for process in filter(None, (worker, server))]
        for process in filter(None, (worker, server)):
            process.stderr.close()
    assert codes == [0, 0]
