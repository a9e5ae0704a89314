"""``ocr-reconcile demo``: the whole way with sample documents, told as it goes, checked against the truth."""

from __future__ import annotations

import shlex
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from python_ocr_reconcile.cli.console import console, page_progress
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from python_ocr_reconcile.samples import Samples

DATABASE = "ocr_reconcile.db"
_MADE_HERE = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "uploads", "samples", "export", "pages")
_MARK = ".ocr-reconcile-demo"
"""Says that a folder is the demo's own, and may be made anew."""


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Where everything goes; made anew each time.",
)
@click.pass_obj
def demo(settings: Settings, folder: Path) -> int:
    """Make sample documents, read them, reconcile them, and check the result.

    Uses an SQLite database of its own in the folder. Exits with 1 where the result is not what the
    sample documents print.
    """
    _clear(folder)
    own = replace(
        settings,
        database_url=str(folder / DATABASE),
        upload_folder=folder / "uploads",
        cache_folder=folder / "pages",
    )
    out = console()
    samples = _draw(out, folder)
    problems = _run(out, own, folder, samples)
    out.print()
    if problems:
        out.print("[bold red]This did not come out right:[/]")
        _say(out, *(f"- {problem}" for problem in problems), "", f"What was read is in {folder / 'export'}.")
        return 1
    facts = samples.truth
    invoices, rows, links = facts["invoices"], facts["statement"]["transactions"], facts["links"]
    out.print(
        f"[bold green]Checked:[/] {len(invoices)} invoices, {len(rows)} transactions and {len(links)} "
        "payments are exactly what the sample documents print."
    )
    out.print()
    out.print("[bold]See it in the service:[/]")
    _say(
        out,
        f"{_program()} --database {shlex.quote(str(own.database_url))} "
        f"--uploads {shlex.quote(str(own.upload_folder))} serve",
        f"then open http://{settings.host}:{settings.port}/ and decide on the proposal that waits",
    )
    return 0


def _program() -> str:
    """How to start it: the bare name where that would find it."""
    import sys

    here = Path(sys.argv[0])
    if here.name != "ocr-reconcile":
        return f"{shlex.quote(sys.executable)} -m python_ocr_reconcile"
    if shutil.which("ocr-reconcile") == str(here):
        return "ocr-reconcile"
    return shlex.quote(str(here))


def _clear(folder: Path) -> None:
    """Make `folder` ready; remove what an earlier demo left, and nothing else."""
    if folder.exists() and not (folder / _MARK).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is there and was not made by the demo; name another with --folder.")
    for name in _MADE_HERE:
        old = folder / name
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text("made by `ocr-reconcile demo`, which removes what it made here\n")


def _draw(out: Console, folder: Path) -> Samples:
    from python_ocr_reconcile.samples import make_samples

    samples = make_samples(folder / "samples")
    _step(out, 1, f"Sample documents, in {folder / 'samples'}")
    _say(out, f"{samples.invoices.name:<16}7 invoices and a credit note in 3 languages, one scanned")
    _say(out, f"{samples.statement.name:<16}a bank statement of 3 pages, scanned")
    return samples


def _run(out: Console, settings: Settings, folder: Path, samples: Samples) -> list[str]:
    from python_ocr_reconcile.cli import tables
    from python_ocr_reconcile.cli.demo_check import check
    from python_ocr_reconcile.cli.ledger import print_reconciliation
    from python_ocr_reconcile.exporting.export import export_folder
    from python_ocr_reconcile.models.encoding import decode
    from python_ocr_reconcile.models.invoice import InvoiceDocument
    from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
    from python_ocr_reconcile.models.statement import BankDocument
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        row, seconds = _upload(api, "invoice", samples.invoices)
        bills = decode(row.invoice_json, InvoiceDocument)
        _step(out, 2, f"Read {samples.invoices.name}", row, seconds)
        tables.print_invoices(out, bills)
        _say(out, "proved: quantities, prices, lines, tax and total agree to the cent", style="dim")
        bank_row, seconds = _upload(api, "bank", samples.statement)
        bank = decode(bank_row.bank_transaction_json, BankDocument)
        _step(out, 3, f"Read {samples.statement.name}", bank_row, seconds)
        tables.print_statements(out, bank)
        _say(out, "proved: each balance follows from the one before, from opening to closing", style="dim")
        began = time.monotonic()
        run = api.reconcile(row.upload_id, bank_row.upload_id)
        result = decode(run.reconciliation_match_json, ReconciliationDocument)
        _step(out, 4, "Reconciled", None, time.monotonic() - began)
        print_reconciliation(out, result)
        done = export_folder(api, folder / "export")
    _step(out, 5, "Kept")
    _say(out, f"{folder / DATABASE}", "   each file is one row, the reconciliation is one row")
    documents = f"{done.documents} JSON documents, {done.originals} originals, tables, ledger, report"
    _say(out, f"{folder / 'export'}", f"   {documents}, the SHA-256 of each")
    return check(samples.truth, bills, bank, result)


def _upload(api: Any, kind: str, path: Path) -> tuple[Any, float]:
    began = time.monotonic()
    with page_progress(path.name) as progress, path.open("rb") as stream:
        answer = api.upload(kind, stream, path.name, progress=progress)
    return api.fetch(kind, answer.row.upload_id), time.monotonic() - began


def _step(out: Console, number: int, title: str, row: Any = None, seconds: float | None = None) -> None:
    from rich.text import Text

    from python_ocr_reconcile.cli.tables import print_lines

    facts = []
    if row is not None:
        facts.append(f"{row.pages_total} pages")
    if seconds is not None:
        facts.append(f"{seconds:.1f} s")
    out.print()
    head = Text.assemble((str(number), "bold cyan"), "  ", (title, "bold"))
    if facts:
        head.append(f"  {', '.join(facts)}", "dim")
    print_lines(out, [head])


def _say(out: Console, *lines: str, style: str = "") -> None:
    """Lines as they are: paths and commands are for copying, so they are never wrapped."""
    from rich.text import Text

    from python_ocr_reconcile.cli.tables import print_lines

    print_lines(out, (Text(f"   {line}", style=style) for line in lines))
