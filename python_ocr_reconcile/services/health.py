"""Is the service well? What operators and load balancers ask; no document is opened."""

from __future__ import annotations

from typing import Any

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import StorageError
from python_ocr_reconcile.services.doctor import finding, tools_and_folder
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
    findings = [
        finding("database", lambda: _database(store)),
        finding("migrations", lambda: _migrations(store)),
        *tools_and_folder(settings),
    ]
    return {
        found.name.replace(" ", "_"): {
            "ok": found.ok,
            "detail": f"{found.detail}. {found.remedy}" if found.remedy else found.detail,
        }
        for found in findings
    }


def _database(store: Store) -> str:
    store.ping()
    return store.location


def _migrations(store: Store) -> str:
    if not store.schema_is_current():
        raise StorageError("the schema is not the one of this version: run `ocr-reconcile db upgrade`")
    return "current"
