"""The least that a service of this kind can do, in the same gunicorn: what `load.py` measures ours against.

    python bare.py PORT FOLDER

A Flask route that answers with the bytes of a file, and one that writes an uploaded file, syncs it, and adds
a row to an SQLite table whose commit is waited for: no tokens, no audit, no schema, no reading.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, request

from python_ocr_reconcile.api.routes import NAME
from python_ocr_reconcile.cli.serve import THREADS, WORKERS
from python_ocr_reconcile.cli.server import Server
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.services.traffic import Traffic

ANSWER = b'{"answer": "%s"}' % (b"x" * 3_000)
"""As long as the answers of ours that are read."""
_here = threading.local()


def application(folder: Path) -> Flask:
    app = Flask(__name__)
    # What the worker class of `serve` looks for.
    app.extensions[NAME] = SimpleNamespace(background=SimpleNamespace(traffic=Traffic(), ending=False))

    @app.get("/api/production/<path:_>")
    def read(_: str) -> Response:
        return Response(ANSWER, mimetype="application/json")

    @app.post("/api/production/<kind>/upload")
    def upload(kind: str) -> Response:
        content = request.files["file"].read()
        name = os.urandom(16).hex()
        with (folder / f"{name}.part").open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        (folder / f"{name}.part").rename(folder / name)
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        if not hasattr(_here, "database"):
            _here.database = connected(folder)
        _here.database.execute("INSERT INTO uploads VALUES (?, ?, ?)", (name, kind, len(content)))
        return Response(b'{"name": "%s"}' % name.encode(), 202, mimetype="application/json")

    return app


def connected(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / "rows.db", timeout=30, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE IF NOT EXISTS uploads (name TEXT PRIMARY KEY, kind TEXT, size INTEGER)")
    return database


class Bare(Server):
    folder: Path

    def load(self) -> Any:
        return application(self.folder)


if __name__ == "__main__":
    port, Bare.folder = int(sys.argv[1]), Path(sys.argv[2])
    connected(Bare.folder).close()
    Bare(Settings(port=port), WORKERS, THREADS).run()
