"""``cut``, ``correct`` and ``reprocess``: what a person changes in an upload that has been read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import click

from python_ocr_reconcile.cli.console import page_progress, print_json, waiting
from python_ocr_reconcile.cli.records import print_document
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import CutsError, InputError

Command = Callable[..., Any]


def author(command: Command) -> Command:
    """The options that say who changes a document and why, and how to print what came of it."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print the new document."),
        click.option("--actor", default="local", show_default=True, help="Who; kept in the history."),
        click.option("--reason", help="Why; kept in the history."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("upload_id", type=click.IntRange(min=1))
@click.option(
    "--starts",
    metavar="PLACES",
    help="Every page on which an invoice begins, such as 1,3,5; 3@310.5 is 310.5 points down page 3.",
)
@click.option("--reader", is_flag=True, help="Return to where the reader finds that invoices begin.")
@author
@click.pass_obj
def cut(
    settings: Settings,
    upload_id: int,
    starts: str | None,
    reason: str | None,
    actor: str,
    *,
    reader: bool,
    as_json: bool,
) -> None:
    """Say where the invoices of an upload begin.

    They are extracted anew from the pages that are stored; nothing is read again. Corrections are kept where
    their invoice is found again by its number and page.
    """
    if (starts is None) != reader:
        raise InputError("Say either --starts or --reader. See `ocr-reconcile cut --help`.")
    places = None if starts is None else _places(starts)
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api, waiting(f"upload {upload_id}"):
        row = api.move_cuts(upload_id, places, reason=reason, actor=actor)
    _print(row, as_json=as_json)


@click.command(context_settings={"ignore_unknown_options": True})  # -12.00 is a value, not an option
@click.argument("upload_id", type=click.IntRange(min=1))
@click.argument("pointer")
@click.argument("value", required=False)
@click.option("--null", "is_null", is_flag=True, help="Nothing is printed there; in place of VALUE.")
@author
@click.pass_obj
def correct(
    settings: Settings,
    upload_id: int,
    pointer: str,
    value: str | None,
    reason: str | None,
    actor: str,
    *,
    is_null: bool,
    as_json: bool,
) -> None:
    """Set one value of an invoice or a bank statement to what is printed.

    POINTER is its place in the document, such as /invoices/0/total_amount,
    /invoices/0/line_items/2/description or /transactions/4/debit_amount, counted from 0. Equations,
    proof and status follow at once.
    """
    if value is not None and value.startswith("--"):
        raise InputError(f"There is no option {value}. See `ocr-reconcile correct --help`.")
    if (value is None) != is_null:
        raise InputError("Give either VALUE or --null. See `ocr-reconcile correct --help`.")
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        row = api.correct(upload_id, {pointer: value}, reason=reason, actor=actor)
    _print(row, as_json=as_json)


@click.command()
@click.argument("upload_id", type=click.IntRange(min=1))
@author
@click.pass_obj
def accept(settings: Settings, upload_id: int, reason: str | None, actor: str, *, as_json: bool) -> None:
    """Take the document of an upload as it is, also where it is doubtful.

    It counts as done until a value of it changes; what was doubtful stays on record.
    """
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        row = api.accept(upload_id, reason=reason, actor=actor)
    _print(row, as_json=as_json)


@click.command()
@click.argument("upload_id", type=click.IntRange(min=1))
@click.option("--ocr", is_flag=True, help="Read the original again before that, pages of scans included.")
@author
@click.pass_obj
def reprocess(
    settings: Settings, upload_id: int, reason: str | None, actor: str, *, ocr: bool, as_json: bool
) -> None:
    """Extract an upload anew from its stored pages, such as after an upgrade.

    The cuts and corrections that a person has made are kept.
    """
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        label = f"upload {upload_id}"
        if ocr:
            with page_progress(label) as progress:
                row = api.reprocess(upload_id, ocr=True, reason=reason, actor=actor, progress=progress)
        else:
            with waiting(label):
                row = api.reprocess(upload_id, reason=reason, actor=actor)
    _print(row, as_json=as_json)


def _places(text: str) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    for part in text.split(","):
        found = re.fullmatch(r"\s*(\d{1,9})(?:@(\d{1,6}(?:\.\d{1,6})?))?\s*", part, re.ASCII)
        if not found:
            raise CutsError(f"{text!r} is not a list of pages such as 1,3,5, or 1,3@310.5.")
        places.append({"page": int(found[1]), "y": found[2] and float(found[2])})
    return places


def _print(row: Any, *, as_json: bool) -> None:
    from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN

    data = getattr(row, DOCUMENT_COLUMN[row.kind])
    if as_json:
        print_json(data)
    else:
        print_document(row.kind, data)
