"""Export: the files that prove themselves, of everything, a period, one run or one document."""

from __future__ import annotations

from flask import Blueprint, Response, request

from python_ocr_reconcile.api.export import PARAMETERS, exported, scope_of
from python_ocr_reconcile.errors import InputError
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.web.rendering import page

RUNS = 20
"""The latest, which can be exported one by one."""


def add_export(pages: Blueprint, api: ProductionJSONAPI) -> None:
    """The page, and the ZIP file that its buttons ask for."""

    @pages.get("/export")
    def export() -> Response:
        runs, _ = api.store.list_reconciliations({}, None, min(RUNS, api.store.most_rows))
        counts = api.store.count_documents()
        return page("export.html", tab="export", runs=runs, documents=sum(counts.values()))

    @pages.get("/export.zip")
    def export_zip() -> Response:
        """A form sends its empty fields too; they ask for nothing."""
        given = {name: text for name, text in request.args.items() if text}
        unknown = next((name for name in given if name not in PARAMETERS), None)
        if unknown is not None:
            raise InputError(f"An export is not chosen by {unknown[:60]!r}.")
        return exported(api, scope_of({name: PARAMETERS[name].checked(text) for name, text in given.items()}))
