"""One file on its whole way, in one thread, so that a tracer can strike at its nth call.

``one_upload.py FOLDER``: it is sent to the service and read, until that has worked; each answer is a line.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from python_ocr_reconcile.api.production_json_api import create_app
from python_ocr_reconcile.config import ReadHere, Settings
from python_ocr_reconcile.errors import OcrReconcileError
from python_ocr_reconcile.reading.sandbox import close_pools

MOST_ATTEMPTS = 6
UPLOAD = "/api/production/bank/upload"
STATEMENT = (
    b":20:A\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C240501EUR100,00\n"
    b":61:2405030503D40,00NTRFNONREF\n:86:Rent\n:62F:C240531EUR60,00\n"
)


def settings_in(folder: Path) -> Settings:
    """Nothing is read but by who asks for it."""
    return Settings(
        database_url=str(folder / "rows.db"),
        upload_folder=folder / "uploads",
        cache_folder=folder / "cache",
        processes=1,
        read_here=ReadHere.NO,
        log_level="error",
    )


def main(folder: Path) -> None:
    app = create_app(settings_in(folder))
    api = app.extensions["production_json_api"]
    client = app.test_client()
    done = False
    for _ in range(MOST_ATTEMPTS):
        body = {"file": (io.BytesIO(STATEMENT), "a.sta")}
        answer = client.post(UPLOAD, data=body, headers={"Prefer": "respond-async"})
        say(f"sent {answer.status_code} {answer.json.get('code', answer.json.get('upload_id'))}")
        if answer.status_code >= 400:
            continue
        try:
            row = api.store.begin("bank", answer.json["upload_id"], "one", stale_after_seconds=0)
            if row is not None:
                api.workflows.process_upload(row, worker="one")
            done = api.store.find_upload(1).status == "completed"
        except OcrReconcileError as problem:
            say(f"read {problem.http_status} {problem.code}")
            continue
        if done:
            break
    say(f"end {api.store.find_upload(1).status}")
    close_pools()
    os._exit(0)


def say(line: str) -> None:
    os.writev(1, [f"{line}\n".encode()])  # not the call that is counted


if __name__ == "__main__":
    main(Path(sys.argv[1]))
