"""Is the service well? What operators, load balancers and `doctor` ask; no document is opened."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from typing import Any

import pytesseract

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import MissingToolError, OcrReconcileError, StorageError
from python_ocr_reconcile.storage.store import Store


def health(store: Store, settings: Settings) -> dict[str, Any]:
    """The health document of the API: how much is stored, where, and whether every check holds."""
    checks = readiness(store, settings)
    counts = store.counts() if checks["database"]["ok"] else {}
    well = all(check["ok"] for check in checks.values())
    return {
        "status": "healthy" if well else "unhealthy",
        "production_json_api": "available" if checks["database"]["ok"] else "unavailable",
        "database": {
            "path": store.location,
            "invoice_uploads": counts.get("invoice_uploads"),
            "bank_uploads": counts.get("bank_uploads"),
            "reconciliations": counts.get("reconciliations"),
        },
        "upload_folder": str(settings.upload_folder),
        "storage_mode": "single_row_json",
    }


def readiness(store: Store, settings: Settings) -> dict[str, dict[str, Any]]:
    """By check, ``{"ok": bool, "detail": str}``: what must hold before work is sent here."""
    return {
        "database": _outcome(lambda: _database(store)),
        "migrations": _outcome(lambda: _migrations(store)),
        "upload_folder": _outcome(lambda: _upload_folder(settings)),
        "tesseract": _outcome(_tesseract),
        "languages": _outcome(lambda: _languages(settings)),
    }


def _outcome(check: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"ok": True, "detail": check()}
    except OcrReconcileError as problem:
        return {"ok": False, "detail": f"{problem} {problem.advice}"}


def _database(store: Store) -> str:
    store.ping()
    return store.location


def _migrations(store: Store) -> str:
    if not store.schema_is_current():
        raise StorageError("the schema is not the one of this version: run `ocr-reconcile db upgrade`")
    return "current"


def _upload_folder(settings: Settings) -> str:
    """A file is really written and synced: a full or read-only volume shows nothing in its mode bits."""
    folder = settings.upload_folder
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".ready-") as probe:
            probe.write(b"ready")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as problem:
        raise StorageError(f"the upload folder cannot be written: {problem.strerror}") from None
    return "writable"


def _tesseract() -> str:
    try:
        return str(pytesseract.get_tesseract_version())
    except (pytesseract.TesseractNotFoundError, SystemExit):
        raise MissingToolError("tesseract is not installed (package tesseract-ocr)") from None


def _languages(settings: Settings) -> str:
    wanted = set(settings.ocr_languages.split("+"))
    try:
        missing = sorted(wanted - set(pytesseract.get_languages()))
    except pytesseract.TesseractNotFoundError:
        raise MissingToolError("tesseract is not installed (package tesseract-ocr)") from None
    if missing:
        packages = " ".join(f"tesseract-ocr-{language}" for language in missing)
        raise MissingToolError(f"languages are missing: install {packages}")
    return settings.ocr_languages
