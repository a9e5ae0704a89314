"""Everything that the description promises, tried with thousands of requests on a server of its own.

With more examples: ``ocr-reconcile serve``, then in the folder of ``schemathesis.toml``
``st run http://127.0.0.1:8000/api/production/openapi.json --max-examples 500``.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PREFIX = "/api/production"
MIB = 1024 * 1024
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "30"))


@pytest.fixture(scope="module")
def port(tmp_path_factory, invoice_pdf, bank_pdf):
    """Of a real server with a database of its own, where upload 1 has invoices and 2 a statement."""
    folder = tmp_path_factory.mktemp("service")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": str(folder / "rows.db"),
        "OCR_RECONCILE_UPLOAD_FOLDER": str(folder / "uploads"),
        "OCR_RECONCILE_CACHE_FOLDER": str(folder / "cache"),
        "OCR_RECONCILE_MAX_UPLOAD_BYTES": str(MIB),
        "OCR_RECONCILE_WAIT_SECONDS": "20",
    }
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4"]
    command += ["--limit-request-line", "8190"]
    command += ["--bind", f"127.0.0.1:{number}", "python_ocr_reconcile.api.production_json_api:create_app()"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        for _ in range(150):
            try:
                if ask(number, "GET", "/livez")[0] == 200:
                    break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail((folder / "log").read_text())
        for kind, content in (("invoices", invoice_pdf), ("bank", bank_pdf)):
            body = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + content
            headers = {"Content-Type": "multipart/form-data; boundary=cut"}
            path = f"{PREFIX}/{kind}/upload"
            status, _, told = ask(number, "POST", path, body + b"\r\n--cut--\r\n", headers)
            assert status == 201, told
        yield number
    finally:
        server.terminate()
        server.wait(30)


def ask(number, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", number, timeout=60)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers.get_content_type(), content


@pytest.mark.slow
def test_every_operation_keeps_what_its_description_promises(port, tmp_path):
    st = Path(sys.executable).with_name("st")
    run = subprocess.run(
        [
            *(st, "--config-file", ROOT / "schemathesis.toml", "run"),
            *(
                f"http://127.0.0.1:{port}{PREFIX}/openapi.json",
                "--max-examples",
                str(EXAMPLES),
                "--seed",
                "20240531",
            ),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=280 * EXAMPLES / 30,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-10_000:] + run.stderr[-2_000:]
    assert "Failures:" not in run.stdout
    assert ask(port, "GET", "/readyz")[0] == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "chunked"),
    [(MIB + 1, False), (30 * MIB, False), (30 * MIB, True)],
    ids=["one byte", "announced", "chunked"],
)
def test_a_sender_of_too_much_hears_why(port, size, chunked):
    """It is still writing when it is refused: the answer must reach it, not a reset connection."""
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7'
    tail = b"\r\n--cut--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=cut"}

    def body():
        yield head
        left = size - 8
        while left:
            yield b"x" * min(left, 65_536)
            left -= min(left, 65_536)
        yield tail

    if not chunked:
        headers["Content-Length"] = str(len(head) + size - 8 + len(tail))
    status, kind, content = ask(port, "POST", f"{PREFIX}/bank/upload", body(), headers)
    assert (status, kind) == (413, "application/problem+json"), content
    assert b"too_large" in content
    assert ask(port, "GET", "/livez")[0] == 200
