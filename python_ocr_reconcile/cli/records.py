"""``ingest``, ``list`` and ``show``: files into the database, and what is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from python_ocr_reconcile.cli.console import console, page_progress, print_json, print_value
from python_ocr_reconcile.cli.paths import files_in
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError, NotReadyError, OcrReconcileError, error_for

if TYPE_CHECKING:
    from python_ocr_reconcile.models.production_json_models import RowKind

LISTS: dict[str, RowKind] = {"invoices": "invoice", "bank": "bank", "reconciliations": "reconciliation"}


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--kind",
    type=click.Choice(["invoice", "bank", "auto"]),
    default="auto",
    show_default=True,
    help="What the files are; auto finds out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_obj
def ingest(
    settings: Settings, paths: tuple[Path, ...], kind: Literal["invoice", "bank", "auto"], *, as_json: bool
) -> int:
    """Read files into the database, each file one row; a folder stands for the files in it.

    A file that cannot be read is told and the others go on; the exit code is then that of the first error.
    """
    files = files_in(paths)
    from python_ocr_reconcile.models.encoding import encode
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    exit_code = 0
    with initialize_production_json_system(settings=settings) as api:
        for path in files:
            try:
                fact = _ingest(api, path, kind)
            except OcrReconcileError as problem:
                exit_code = exit_code or problem.exit_code
                upload_id = problem.details.get("upload_id")
                fact = {
                    "success": False, "upload_id": upload_id, "file": str(path), "status": "failed",
                    "code": problem.code, "message": str(problem),
                }  # fmt: skip
                click.echo(f"error [{problem.code}]: {path}: {problem}\n  {problem.advice}", err=True)
            if as_json:
                click.echo(encode(fact))
            elif fact["success"]:
                click.echo(_sentence(fact))
    return exit_code


def _ingest(api: Any, path: Path, kind: str) -> dict[str, Any]:
    with page_progress(path.name) as progress, path.open("rb") as stream:
        answer = api.upload(kind, stream, path.name, progress=progress)
    row = answer.row
    kind = row.kind
    fact = {
        "success": True, "upload_id": row.upload_id, "file": str(path), "kind": kind, "status": row.status,
        "duplicate": answer.duplicate, "pages": row.pages_total,
    }  # fmt: skip
    if kind == "invoice":
        return {**fact, "total_invoices": row.total_invoices_found, "total_amount": row.total_amount}
    return {
        **fact,
        "total_transactions": row.total_transactions_found,
        "total_debits": row.total_debits,
        "total_credits": row.total_credits,
    }


def _sentence(fact: dict[str, Any]) -> str:
    if fact["kind"] == "invoice":
        found = _plural(fact["total_invoices"], "invoice")
    else:
        found = _plural(fact["total_transactions"], "transaction")
    known = ", known already" if fact["duplicate"] else ""
    return f"{fact['kind']} upload {fact['upload_id']}: {fact['file']}: {found}, {fact['status']}{known}"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


@click.command("list")
@click.argument("what", type=click.Choice(list(LISTS)), default="invoices")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most rows.")
@click.option("--cursor", help="Where the last page ended, as it said.")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="NAME=VALUE",
    help="Such as status=needs_review; more than one must all hold.",
)
@click.option("--json", "as_json", is_flag=True, help="Print rows and the next cursor as JSON.")
@click.pass_obj
def list_rows(
    settings: Settings, what: str, limit: int, cursor: str | None, filters: tuple[str, ...], *, as_json: bool
) -> None:
    """List what is stored, newest first."""
    wanted = {}
    for text in filters:
        name, equals, value = text.partition("=")
        if not equals:
            raise InputError(f"--filter is NAME=VALUE, not {text!r}.")
        wanted[name] = value
    from python_ocr_reconcile.models.production_json_models import summary_columns
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        rows, following = api.list(LISTS[what], wanted, cursor, limit)
    if as_json:
        print_value({"items": [summary_columns(row) for row in rows], "next_cursor": following})
        return
    if not rows:
        click.echo(f"no {what} yet" if not filters else f"no {what} like that", err=True)
        return
    from python_ocr_reconcile.cli.tables import print_rows

    print_rows(console(), LISTS[what], rows)
    if following:
        click.echo(f"more: ocr-reconcile list {what} --cursor {following}", err=True)


@click.command()
@click.argument("kind", type=click.Choice(["invoice", "bank", "reconciliation"]))
@click.argument("row_id", metavar="ID", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="Print the stored document.")
@click.pass_obj
def show(settings: Settings, kind: RowKind, row_id: int, *, as_json: bool) -> None:
    """Show one upload or one reconciliation."""
    from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        row = api.fetch(kind, row_id)
    data = getattr(row, DOCUMENT_COLUMN[kind])
    if data is None:
        if row.error_code:  # type: ignore[union-attr]
            raise error_for(row.error_code, row.error_message or "")  # type: ignore[union-attr]
        raise NotReadyError(f"{kind} upload {row_id} is {row.status}")
    if as_json:
        print_json(data)
        return
    print_document(kind, data)


def print_document(kind: str, data: bytes) -> None:
    """A stored document as tables for people."""
    from python_ocr_reconcile.cli import tables
    from python_ocr_reconcile.cli.ledger import print_reconciliation
    from python_ocr_reconcile.models.encoding import decode
    from python_ocr_reconcile.models.invoice import InvoiceDocument
    from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
    from python_ocr_reconcile.models.statement import BankDocument

    out = console()
    if kind == "reconciliation":
        print_reconciliation(out, decode(data, ReconciliationDocument))
    elif kind == "bank":
        bank = decode(data, BankDocument)
        tables.print_statements(out, bank)
        out.print()
        tables.print_transactions(out, bank.transactions)
    else:
        tables.print_invoices(out, decode(data, InvoiceDocument))
