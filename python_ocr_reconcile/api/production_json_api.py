"""The API as an application of its own, or as a part of any Flask application."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response

from python_ocr_reconcile.api.answers import json_answer
from python_ocr_reconcile.api.exchange import begin, finish
from python_ocr_reconcile.api.problems import answer_with_problems, problem
from python_ocr_reconcile.api.routes import NAME, production_json_blueprint
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import NotReadyForWorkError
from python_ocr_reconcile.logs import configure_logging
from python_ocr_reconcile.services.production_json_workflows import (
    ProductionJSONAPI,
    initialize_production_json_system,
)


def register_production_json_api(
    app: Flask,
    db_path: str | Path | None = None,
    upload_folder: str | Path | None = None,
    *,
    settings: Settings | None = None,
) -> ProductionJSONAPI:
    """Serve the production JSON API under ``/api/production`` of `app`; returns the interface behind it.

    `db_path` is an SQLite file or an SQLAlchemy URL; what is not given comes from `settings`, else from the
    environment. The database is migrated, and uploads that an earlier process left unfinished are taken up.
    Nothing else of `app` changes: its error pages, limits and headers stay its own.
    Raises `StorageError` where the database or the upload folder cannot be used.
    """
    api = initialize_production_json_system(db_path, upload_folder, settings=settings)
    app.register_blueprint(production_json_blueprint(api))
    app.extensions[NAME] = api
    api.resume()
    return api


def create_app(
    settings: Settings | str | Path | None = None, upload_folder: str | Path | None = None
) -> Flask:
    """The service as an application of its own: the API, ``/livez`` and ``/readyz``.

    `settings` are all settings, or just the database (a path or an SQLAlchemy URL); what is not given comes
    from the environment. For a WSGI server: ``python_ocr_reconcile.api.production_json_api:create_app()``.
    """
    chosen = settings if isinstance(settings, Settings) else Settings.from_environment(database_url=settings)
    app = _Service("python_ocr_reconcile.api", static_folder=None)
    configure_logging(chosen.log_level)
    app.before_request(begin)
    app.after_request(finish)
    answer_with_problems(app)
    api = register_production_json_api(app, upload_folder=upload_folder, settings=chosen)
    _add_probes(app, api)
    return app


class _Service(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """`func`: nothing here is a coroutine, and Flask would look at nine functions for each request."""
        return func


def _add_probes(app: Flask, api: ProductionJSONAPI) -> None:
    @app.get("/livez")
    def livez() -> Response:
        """The process answers; nothing more is asked, so that a slow disk does not get it killed."""
        return json_answer({"status": "alive"})

    @app.get("/readyz")
    def readyz() -> Response:
        """Whether work may be sent here: database, migrations, upload folder, tesseract and its languages."""
        checks = api.readiness()
        failed = sorted(name for name, check in checks.items() if not check["ok"])
        if failed:
            return problem(NotReadyForWorkError(f"Not ready: {', '.join(failed)}.", checks=checks))
        return json_answer({"status": "ready", "checks": checks})


__all__ = ["ProductionJSONAPI", "create_app", "register_production_json_api"]
