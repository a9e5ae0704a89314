"""``confirm``, ``reject``, ``link`` and ``undo``: what people say of the links of a stored run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from python_ocr_reconcile.cli.console import print_json
from python_ocr_reconcile.cli.edits import author
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError

if TYPE_CHECKING:
    from python_ocr_reconcile.services.feedback import Feedback
    from python_ocr_reconcile.services.revise import Author

_RUN = click.argument("run", metavar="RUN", type=click.IntRange(min=1))
_SETTLED = click.option(
    "--settled/--open",
    default=None,
    help="Whether what is left over is not expected any more; else the kind of difference decides.",
)


@click.command()
@_RUN
@click.argument("matches", metavar="MATCH...", nargs=-1, required=True)
@_SETTLED
@author
@click.pass_obj
def confirm(
    settings: Settings,
    run: int,
    matches: tuple[str, ...],
    reason: str | None,
    actor: str,
    *,
    settled: bool | None,
    as_json: bool,
) -> None:
    """Say that links of a run are right, such as match-3.

    Later runs do not offer their invoices and transactions again; who paid for whom is learnt.
    """
    with _feedback(settings) as feedback:
        for match in matches:
            row = feedback.confirm(run, match, _author(actor, reason), settled=settled)
    _tell(row, as_json=as_json)


@click.command()
@_RUN
@click.argument("matches", metavar="MATCH...", nargs=-1, required=True)
@author
@click.pass_obj
def reject(
    settings: Settings, run: int, matches: tuple[str, ...], reason: str | None, actor: str, *, as_json: bool
) -> None:
    """Say that links of a run are wrong, such as match-3.

    Their invoices and transactions are open again, and no later run proposes any pair of them.
    """
    with _feedback(settings) as feedback:
        for match in matches:
            row = feedback.reject(run, match, _author(actor, reason))
    _tell(row, as_json=as_json)


@click.command()
@_RUN
@click.option("--invoices", required=True, metavar="IDS", help="Such as inv-2,inv-3; 4/inv-2 is of upload 4.")
@click.option("--transactions", required=True, metavar="IDS", help="Such as txn-7; 5/txn-7 is of upload 5.")
@click.option(
    "--difference",
    type=click.Choice(["rounding", "short_pay", "overpayment", "discount", "fee", "exchange_rate"]),
    help="What the difference between them is.",
)
@_SETTLED
@author
@click.pass_obj
def link(
    settings: Settings,
    run: int,
    invoices: str,
    transactions: str,
    difference: Any,
    reason: str | None,
    actor: str,
    *,
    settled: bool | None,
    as_json: bool,
) -> None:
    """Link invoices and transactions of a run by hand; several of each are one link.

    Proposals that held one of them end. What is left between them is shown.
    """
    from python_ocr_reconcile.models.wanted_link import InvoiceRef, TransactionRef, WantedLink

    wanted = WantedLink(
        invoices=[InvoiceRef(upload_id=upload, invoice_id=one) for upload, one in _refs(invoices)],
        bank_transactions=[
            TransactionRef(upload_id=upload, transaction_id=one) for upload, one in _refs(transactions)
        ],
        difference=difference,
        settled=settled,
    )
    with _feedback(settings) as feedback:
        row = feedback.link(run, wanted, _author(actor, reason))
    _tell(row, as_json=as_json)


@click.command()
@_RUN
@click.argument("judgement", metavar="JUDGEMENT")
@author
@click.pass_obj
def undo(
    settings: Settings, run: int, judgement: str, reason: str | None, actor: str, *, as_json: bool
) -> None:
    """Take back what was said of a run, such as judgement-2; `show reconciliation RUN --json` lists them."""
    with _feedback(settings) as feedback:
        row = feedback.undo(run, judgement, _author(actor, reason))
    _tell(row, as_json=as_json)


@contextmanager
def _feedback(settings: Settings) -> Iterator[Feedback]:
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        yield api.feedback


def _author(actor: str, reason: str | None) -> Author:
    from python_ocr_reconcile.services.revise import Author

    return Author(actor, reason)


def _refs(text: str) -> list[tuple[int | None, str]]:
    """Ids joined by commas, each behind its upload and a slash where that is named."""
    found: list[tuple[int | None, str]] = []
    for part in text.split(","):
        upload, slash, row_id = part.strip().partition("/")
        if not slash:
            upload, row_id = "", upload
        if not row_id or (slash and not (upload.isascii() and upload.isdigit() and len(upload) < 19)):
            raise InputError(f"{part!r} is not an id such as inv-2, or 4/inv-2 for one of upload 4.")
        found.append((int(upload) if slash else None, row_id))
    return found


def _tell(row: Any, *, as_json: bool) -> None:
    """The document as JSON, or what was last said and how the run then stands."""
    if as_json:
        print_json(row.reconciliation_match_json)
        return
    from python_ocr_reconcile.cli.tables import money
    from python_ocr_reconcile.models.encoding import decode
    from python_ocr_reconcile.models.reconciliation import ReconciliationDocument

    document = decode(row.reconciliation_match_json, ReconciliationDocument)
    said = document.reconciliation_info.history[-1]
    click.echo(f"{said.judgement_id}: {said.match_id} {said.action}")
    if said.action == "linked":
        (match,) = (one for one in document.matched if one.match_id == said.match_id)
        left = match.discrepancy
        currency = match.invoices[0].currency
        click.echo(f"difference: {money(left.amount, currency)} ({left.kind.replace('_', ' ')})")
    summary = document.reconciliation_summary
    click.echo(
        f"{summary.total_matches_found} matched, {summary.partial_matches} proposed, "
        f"{summary.unmatched_invoices} of {summary.total_invoices_processed} invoices open"
    )
