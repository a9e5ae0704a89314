"""The whole service as one application: the API below ``/api/production``, the pages at ``/``."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from python_ocr_reconcile.api.production_json_api import create_app as create_api
from python_ocr_reconcile.api.routes import NAME
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.web.pages import register_pages


def create_app(
    settings: Settings | str | Path | None = None, upload_folder: str | Path | None = None
) -> Flask:
    """The API and the pages. `settings` and `upload_folder` are as for `production_json_api.create_app`.

    For a WSGI server: ``python_ocr_reconcile.web.application:create_app()``.
    """
    app = create_api(settings, upload_folder)
    register_pages(app, app.extensions[NAME], unknown_paths=True)
    return app
