"""The description of the API (OpenAPI 3.1), made from the structs that the routes really answer with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from python_ocr_reconcile import __version__
from python_ocr_reconcile.api import openapi_audit as audit
from python_ocr_reconcile.api import openapi_edits as edits
from python_ocr_reconcile.api import openapi_judgements as judgements
from python_ocr_reconcile.api import openapi_matching as matching
from python_ocr_reconcile.api import openapi_reading as reading
from python_ocr_reconcile.api import openapi_rows as rows
from python_ocr_reconcile.api import openapi_work as work
from python_ocr_reconcile.api.openapi_operation import ALWAYS, IDEMPOTENCY_KEY, Operation, operation
from python_ocr_reconcile.api.openapi_parts import component_schemas, json_response, problem_responses, ref
from python_ocr_reconcile.config import Limits

_INTRODUCTION = """\
Every file becomes one row: one JSON document that holds everything read from it, beside a few summary \
columns. A run of invoice files against bank files becomes one row too.

Money is a JSON number with its digits kept: read it as a decimal, never as a float. Times are UTC. Every \
answer carries `X-Request-Id`; send your own (letters, digits, `.`, `_`, `-`, at most 64) to find a request \
in the log. Refusals are `application/problem+json` (RFC 9457) with a stable `code` and an `advice`.

Once a token was made (`ocr-reconcile token create`), every request but for this description sends \
`Authorization: Bearer TOKEN`; it shows and changes the rows of its tenant alone, as far as its scopes go."""


_STARTS = '{"starts": [1], "reason": "One letter with its enclosure."}'
_CORRECTION = '{"corrections": [{"pointer": "/invoices/0/total_amount", "value": "192.00"}]}'
_BANK_CORRECTION = '{"corrections": [{"pointer": "/transactions/0/debit_amount", "value": "192.00"}]}'
_HEALTH = {
    "status": "healthy",
    "production_json_api": "available",
    "database": {"path": "ocr_reconcile.db", "invoice_uploads": 1, "bank_uploads": 1, "reconciliations": 1},
    "upload_folder": "uploads",
    "storage_mode": "single_row_json",
}


@cache
def openapi_document(limits: Limits, server: str) -> dict[str, Any]:
    """The description as plain data. `server` is the path that the routes stand under; do not change it."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Invoices, bank statements and their reconciliation",
            "version": __version__,
            "summary": "Documents in, one proved JSON row each out.",
            "description": _INTRODUCTION,
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": server}],
        "tags": [
            {"name": "Uploads", "description": "Send a document; it is kept, read, proved and stored."},
            {
                "name": "Reconciliation",
                "description": "Match the invoices of uploads with the bank lines of others.",
            },
            {"name": "Rows", "description": "What is stored: each row with its document, and lists of rows."},
            {
                "name": "Edits",
                "description": "What a person changes later; each change is kept with its reason.",
            },
            {
                "name": "Audit",
                "description": "Who did what, and whether everything still is what it was.",
            },
            {
                "name": "Feedback",
                "description": "What people say of the links of a run; it is kept, and can be taken back.",
            },
            {"name": "Matching", "description": "What runs go by: profiles, exchange rates, memory."},
            {"name": "Service", "description": "How the service is, and what it offers."},
        ],
        "paths": _with_keys(_paths(limits, server)),
        "security": [{}, {"token": []}],
        "components": {
            "schemas": component_schemas(),
            "responses": problem_responses(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _with_keys(paths: dict[str, Any]) -> dict[str, Any]:
    """`paths`, where every POST takes an Idempotency-Key."""
    for methods in paths.values():
        if "post" in methods:
            methods["post"].setdefault("parameters", []).append(IDEMPOTENCY_KEY)
            methods["post"]["responses"].setdefault("409", ref("responses", "Problem409"))
    return paths


def _paths(limits: Limits, server: str) -> dict[str, Any]:
    def curl(before: str, path: str) -> str:
        return f"curl -s {before}http://127.0.0.1:8000{server}{path}"

    def edit(method: str, body: str, path: str) -> str:
        return curl(f"-X {method} -H 'If-Match: *' --json '{body}' ", path)

    def service(name: str, summary: str, description: str, answers: dict[str, Any], path: str) -> Operation:
        return operation(name, "Service", summary, description, answers, ("500",), curl("", path))

    page = {"description": "The page.", "content": {"text/html": {"schema": {"type": "string"}}}}
    this = {
        "description": "The description.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    healths = {
        "200": json_response("It can be asked.", "Health", _HEALTH),
        "503": json_response("The database cannot be reached.", "Health"),
    }
    health = "Counts of the rows, where they are, and whether every check holds."
    invoices = ("upload_invoices", "Upload an invoice or receipt file", "Invoice", "invoices")
    bank = ("upload_bank", "Upload a bank statement", "Bank", "bank")
    return {
        "/invoices/upload": {
            "post": work.upload(*invoices, limits, curl("-F file=@invoices.pdf ", "/invoices/upload"))
        },
        "/bank/upload": {"post": work.upload(*bank, limits, curl("-F file=@statement.pdf ", "/bank/upload"))},
        "/uploads/{id}/status": {"get": reading.upload_status(curl("", "/uploads/1/status"))},
        "/uploads/{id}/retry": {"post": reading.retry(curl("-X POST ", "/uploads/1/retry"))},
        "/uploads/{id}/cancel": {"post": reading.cancel(curl("-X POST ", "/uploads/1/cancel"))},
        "/reconcile": {
            "post": work.reconcile(
                curl('--json \'{"invoice_upload_id": 1, "bank_upload_id": 2}\' ', "/reconcile")
            )
        },
        "/invoices": {
            "get": rows.list_rows(
                "invoice", "Invoice uploads", limits, curl("-G -d status=completed ", "/invoices")
            )
        },
        "/invoices/{id}": {
            "get": rows.get("invoice", "One invoice upload", curl("", "/invoices/1")),
            "patch": edits.correct(edit("PATCH", _CORRECTION, "/invoices/1")),
        },
        "/invoices/{id}/cuts": {
            "put": edits.move_cuts(edit("PUT", _STARTS, "/invoices/1/cuts")),
            "delete": edits.reset_cuts(curl("-X DELETE -H 'If-Match: *' ", "/invoices/1/cuts")),
        },
        "/bank": {
            "get": rows.list_rows("bank", "Bank uploads", limits, curl("-G -d currency=EUR ", "/bank"))
        },
        "/invoices/{id}/accept": {"post": edits.accept("invoice", edit("POST", "{}", "/invoices/1/accept"))},
        "/bank/{id}": {
            "get": rows.get("bank", "One bank upload", curl("", "/bank/2")),
            "patch": edits.correct_bank(edit("PATCH", _BANK_CORRECTION, "/bank/2")),
        },
        "/bank/{id}/accept": {"post": edits.accept("bank", edit("POST", "{}", "/bank/2/accept"))},
        "/reconciliations": {
            "get": rows.list_rows(
                "reconciliation",
                "Reconciliation runs",
                limits,
                curl("-G -d invoice_upload_id=1 ", "/reconciliations"),
            )
        },
        "/reconciliations/{id}": {
            "get": rows.get("reconciliation", "One reconciliation run", curl("", "/reconciliations/1"))
        },
        "/audit": {"get": audit.list_audit(limits, curl("-G -d kind=invoice -d id=1 ", "/audit"))},
        "/audit/tip": {"get": audit.audit_tip(curl("", "/audit/tip"))},
        "/export": {"get": audit.export(curl("-G -d reconciliation_id=1 -o export.zip ", "/export"))},
        "/verify": {"get": audit.verify(limits, curl("", "/verify"))},
        **_feedback(edit, curl),
        **_matching(curl),
        "/health": {"get": service("health", "How the service is", health, healths, "/health")},
        "/metrics": {
            "get": operation(
                "metrics",
                "Service",
                "Measures for Prometheus",
                "Counts, times and sizes as Prometheus reads them, over all tenants; no name and no content. "
                "Scrape it with a token of scope `admin`.",
                {
                    "200": {
                        "description": "The measures.",
                        "content": {"text/plain": {"schema": {"type": "string"}}},
                    }
                },
                ALWAYS,
                curl("", "/metrics"),
            )
        },
        "/openapi.json": {
            "get": service(
                "openapi",
                "This description",
                "OpenAPI 3.1, with all schemas.",
                {"200": this},
                "/openapi.json",
            )
        },
        "/docs": {
            "get": service(
                "docs", "This description, for people", "One page, without scripts.", {"200": page}, "/docs"
            )
        },
    }


def _feedback(edit: Callable[[str, str, str], str], curl: Callable[[str, str], str]) -> dict[str, Any]:
    run = "/reconciliations/1"
    link = '{"invoices": [{"invoice_id": "inv-8"}], "bank_transactions": [{"transaction_id": "txn-40"}]}'
    return {
        "/reconciliations/{id}/matches/{match_id}/confirm": {
            "post": judgements.confirm(edit("POST", "{}", f"{run}/matches/match-1/confirm"))
        },
        "/reconciliations/{id}/matches/{match_id}/reject": {
            "post": judgements.reject(edit("POST", "{}", f"{run}/matches/match-1/reject"))
        },
        "/reconciliations/{id}/links": {"post": judgements.link(edit("POST", link, f"{run}/links"))},
        "/reconciliations/{id}/judgements/{judgement_id}": {
            "delete": judgements.undo(curl("-X DELETE -H 'If-Match: *' ", f"{run}/judgements/judgement-1"))
        },
    }


def _matching(curl: Callable[[str, str], str]) -> dict[str, Any]:
    strict = "-X PUT --json '{\"confidence_threshold\": 0.9}' "
    rates = "-X PUT -H 'Content-Type: text/csv' --data-binary @eurofxref-hist.csv "
    alias = "/memory/aliases/0123456789abcdef"
    return {
        "/profiles": {"get": matching.list_profiles(curl("", "/profiles"))},
        "/profiles/{name}": {
            "get": matching.get_profile(curl("", "/profiles/default")),
            "put": matching.put_profile(curl(strict, "/profiles/strict")),
            "delete": matching.delete_profile(curl("-X DELETE ", "/profiles/strict")),
        },
        "/rates": {
            "get": matching.get_rates(curl("", "/rates")),
            "put": matching.put_rates(curl(rates, "/rates?name=eurofxref-hist.csv")),
            "delete": matching.delete_rates(curl("-X DELETE ", "/rates")),
        },
        "/memory": {"get": matching.get_memory(curl("", "/memory"))},
        "/memory/aliases": {"delete": matching.forget_aliases(curl("-X DELETE ", "/memory/aliases"))},
        "/memory/aliases/{alias_id}": {"delete": matching.forget_alias(curl("-X DELETE ", alias))},
    }
