"""``verify`` and ``audit``: is everything what it was, and who did what to it."""

from __future__ import annotations

from pathlib import Path

import click

from python_ocr_reconcile.cli.console import print_value, waiting
from python_ocr_reconcile.cli.paths import existing_file
from python_ocr_reconcile.config import Settings


@click.command()
@click.option(
    "--tip",
    "tip_file",
    type=click.Path(path_type=Path),
    help="A tip that `audit tip` wrote: shows whether the audit was cut off since.",
)
@click.option("--no-files", is_flag=True, help="Leave out the originals.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@click.pass_obj
def verify(settings: Settings, tip_file: Path | None, *, no_files: bool, as_json: bool) -> int:
    """Hold every row and every original against the audit, and the audit against its seals.

    Changes nothing. Exits with 1 where anything is not what it was when it was written.
    """
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system
    from python_ocr_reconcile.services.verify import read_tip

    tip = read_tip(existing_file(tip_file)) if tip_file else None
    with initialize_production_json_system(settings=settings) as api, waiting("verifying"):
        found = api.verify(tip, files=not no_files)
    if as_json:
        print_value(found)
    else:
        for one in found.findings:
            entry = "" if one.sequence is None else f" (entry {one.sequence})"
            click.echo(f"{one.code}: {one.message}{entry}")
        looked = f"{found.entries:,} entries, {found.rows:,} rows, {found.files:,} originals"
        click.echo(f"{'nothing was altered' if found.ok else 'ALTERED'}: {looked}")
    return 0 if found.ok else 1


@click.group(invoke_without_command=True)
@click.pass_context
def audit(context: click.Context) -> None:
    """Show who did what to which row, and export the tip that `verify` compares with."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@audit.command()
@click.pass_obj
def tip(settings: Settings) -> None:
    """Print the last entry of the audit; keep it where nobody who can change the database can change it."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        print_value(api.audit_tip())


@audit.command("list")
@click.option("--kind", type=click.Choice(["invoice", "bank", "reconciliation"]), help="Of this kind of row.")
@click.option("--id", "row_id", type=click.IntRange(min=1), help="Of this row.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most entries.")
@click.option("--cursor", help="Where the last page ended, as it said.")
@click.option("--json", "as_json", is_flag=True, help="Print whole entries and the next cursor as JSON.")
@click.pass_obj
def list_entries(
    settings: Settings, kind: str | None, row_id: int | None, limit: int, cursor: str | None, *, as_json: bool
) -> None:
    """List what was done, newest first."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        entries, following = api.audit_entries(kind, row_id, cursor, limit)
    if as_json:
        print_value({"items": entries, "next_cursor": following})
        return
    for one in entries:
        row = "" if one.kind is None else f"{one.kind} {one.row_id}"
        click.echo(f"{one.sequence:>6}  {one.at:%Y-%m-%d %H:%M:%S}  {one.actor:<20}  {one.action:<12}  {row}")
    if following:
        click.echo(f"more: ocr-reconcile audit list --cursor {following}", err=True)
