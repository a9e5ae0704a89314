"""The route of the export: one ZIP file, made on disk and sent from there."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Mapping
from datetime import date

from flask import Response, request, send_file

from python_ocr_reconcile.api.guard import GuardedBlueprint
from python_ocr_reconcile.api.parameters import DAY_SCHEMA, ID_SCHEMA, Parameter, query
from python_ocr_reconcile.errors import RateLimitedError
from python_ocr_reconcile.exporting.export import export_stream, file_name, working_folder
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.storage.exported import Scope

AT_ONCE = 2
"""Exports that one server process makes at the same time; each costs a processor while it is made."""
_making = threading.BoundedSemaphore(AT_ONCE)
_RETRY_SECONDS = 10

PARAMETERS: Mapping[str, Parameter] = {
    one.name: one
    for one in (
        Parameter("upload_id", "One upload", ID_SCHEMA),
        Parameter("reconciliation_id", "One run, with its uploads", ID_SCHEMA),
        Parameter("from", "Documents of this day or later, and the runs over any of them", DAY_SCHEMA),
        Parameter("to", "Documents of this day or earlier, and the runs over any of them", DAY_SCHEMA),
    )
}
"""By name, what an export can be asked for with; with none of them it is of everything."""


def add_export(routes: GuardedBlueprint, api: ProductionJSONAPI) -> None:
    """The route; what it gives is what its tenant may read."""

    @routes.get("/export", needs="read")
    def export() -> Response:
        return exported(api, scope_of(query(request, PARAMETERS)))


def scope_of(given: Mapping[str, str]) -> Scope:
    """The scope that checked parameters name. Raises `InputError` where they name more than one."""
    return Scope(
        upload_id=int(given["upload_id"]) if "upload_id" in given else None,
        reconciliation_id=int(given["reconciliation_id"]) if "reconciliation_id" in given else None,
        first_day=date.fromisoformat(given["from"]) if "from" in given else None,
        last_day=date.fromisoformat(given["to"]) if "to" in given else None,
    )


def exported(api: ProductionJSONAPI, scope: Scope) -> Response:
    """The ZIP file as an answer; it is whole before the first byte is sent, so that a refusal is one.

    Raises `RateLimitedError` where as many are being made as may be.
    """
    if not _making.acquire(blocking=False):
        raise RateLimitedError(
            f"{AT_ONCE} exports are being made already; try again in a moment.", retry_after=_RETRY_SECONDS
        )
    file = tempfile.TemporaryFile(dir=working_folder(api.settings))  # noqa: SIM115 - closed with the answer
    try:
        done = export_stream(api, file, scope)
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    finally:
        _making.release()
    answer = send_file(file, "application/zip", as_attachment=True, download_name=file_name(scope))
    answer.content_length = size
    answer.headers["Export-Fingerprint"] = done.fingerprint
    return answer
