"""`serve` and `worker` as processes that can be killed and started again, and files for them to read."""

from __future__ import annotations

import http.client
import io
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pymupdf
from PIL import Image, ImageDraw, ImageFont

HEARTBEAT_SECONDS = 0.1
PREFIX = "/api/production"


class Service:
    """The processes on one folder; `database` is another than a file in it."""

    def __init__(self, folder: Path, database: str | None = None, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.database = database or str(folder / "rows.db")
        self.uploads = folder / "uploads"
        self._environment = {
            **os.environ,
            "DATABASE_URL": self.database,
            "OCR_RECONCILE_UPLOAD_FOLDER": str(self.uploads),
            "OCR_RECONCILE_AUDIT_KEY_FILE": str(folder / "audit.key"),
            "OCR_RECONCILE_CACHE_FOLDER": str(folder / "cache"),
            "OCR_RECONCILE_HEARTBEAT_SECONDS": str(HEARTBEAT_SECONDS),
            "OCR_RECONCILE_LANGUAGES": "eng",
            "OCR_RECONCILE_PHOTO_READER": "off",
            "OCR_RECONCILE_LOG_LEVEL": "warning",
            "OCR_RECONCILE_PROCESSES": "1",
            **environment,
        }
        self._log = (folder / "log").open("ab")
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *words: str) -> None:
        """A process called `name`, in a group of its own: ``serve`` or ``worker``."""
        command = [sys.executable, "-m", "python_ocr_reconcile", *words]
        if words[0] == "serve":
            command += ["--port", str(self.port)]
            until_true(self._port_is_free)  # a killed process lets go of it when it is gone, a moment later
        self.running[name] = subprocess.Popen(
            command, env=self._environment, stdout=self._log, stderr=self._log, start_new_session=True
        )

    def _port_is_free(self) -> bool:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                return False
        return True

    def wait_until_it_answers(self, seconds: float = 60) -> None:
        until_true(lambda: self.ask("GET", "/livez")[0] == 200, seconds)

    def processes(self, name: str) -> list[int]:
        """The process called `name` and all that descend from it, the oldest first."""
        found = [self.running[name].pid]
        for pid in found:
            for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
                with suppress(OSError):
                    found += map(int, tasks.read_text().split())
        return found

    def kill(self, name: str) -> None:
        """All processes of `name` but those that read: they are to end by themselves."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> list[int]:
        """End everything as an operator would; the exit codes."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(60) for process in self.running.values()]
        self._log.close()
        return codes

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Status and JSON of an answer; 0 where the connection broke."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            content = answer.read()
            is_json = "json" in (answer.headers.get_content_type())
            return answer.status, json.loads(content) if is_json and content else content
        except (OSError, http.client.HTTPException, ValueError):
            return 0, None
        finally:
            connection.close()

    def upload(
        self, kind: str, content: bytes, name: str = "a.pdf", *, wait: bool = False
    ) -> tuple[int, Any]:
        head = f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        headers = {"Content-Type": "multipart/form-data; boundary=cut"}
        if not wait:
            headers["Prefer"] = "respond-async"
        path = f"{PREFIX}/{'invoices' if kind == 'invoice' else 'bank'}/upload"
        return self.ask("POST", path, head.encode("latin-1") + content + b"\r\n--cut--\r\n", headers)

    def reconcile(self, invoices: int, bank: int) -> tuple[int, Any]:
        body = json.dumps({"invoice_upload_id": invoices, "bank_upload_id": bank}).encode()
        return self.ask("POST", f"{PREFIX}/reconcile", body, {"Content-Type": "application/json"})


def until_true(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


LINES = (
    "Harbour Lights Ltd", "INVOICE", "Invoice number: HL-{number}", "Invoice date: 3 May 2024",
    "Subtotal 160.00", "VAT 20% 32.00", "Total GBP 192.00",
)  # fmt: skip


def printed_invoice(number: int) -> bytes:
    """A page with a text layer; no two numbers give the same bytes."""
    with pymupdf.open() as document:
        page = document.new_page()
        for line, text in enumerate(LINES):
            page.insert_text((60, 60 + 20 * line), text.format(number=number))
        return bytes(document.tobytes(no_new_id=True))


def scanned_invoice(number: int) -> bytes:
    """A small picture of the same, for OCR."""
    picture = Image.new("L", (700, 340), 255)
    font = ImageFont.load_default(size=30)
    for line, text in enumerate(LINES):
        ImageDraw.Draw(picture).text((20, 15 + 45 * line), text.format(number=number), font=font)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def scanned_pages(numbers: Iterable[int]) -> bytes:
    """A PDF of such pictures, a page each."""
    with pymupdf.open() as document:
        for number in numbers:
            document.new_page(width=700, height=340).insert_image(
                (0, 0, 700, 340), stream=scanned_invoice(number)
            )
        return bytes(document.tobytes(no_new_id=True))


def bank_file(number: int) -> bytes:
    return (
        b":20:%d\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C240501EUR100,00\n"
        b":61:2405030503D40,00NTRFHL-%d\n:86:Rent\n:62F:C240531EUR60,00\n" % (number, number)
    )


def some_file(chance: random.Random, number: int) -> tuple[str, bytes]:
    """Kind and content: most are quick to read, one in ten needs OCR."""
    drawn = chance.random()
    if drawn < 0.1:
        return "invoice", scanned_invoice(number)
    return ("invoice", printed_invoice(number)) if drawn < 0.55 else ("bank", bank_file(number))
