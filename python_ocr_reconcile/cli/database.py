"""``ocr-reconcile db``: the versions of the database's schema."""

from __future__ import annotations

import click

from python_ocr_reconcile.cli.console import print_value
from python_ocr_reconcile.config import Settings


@click.group(invoke_without_command=True)
@click.pass_context
def db(context: click.Context) -> None:
    """Move the database between versions of its schema; other commands upgrade it by themselves."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@db.command()
@click.argument("revision", default="head")
@click.pass_obj
def upgrade(settings: Settings, revision: str) -> None:
    """Bring the schema up to REVISION; the newest where none is given."""
    from python_ocr_reconcile.storage import migrate

    click.echo(migrate.upgrade(settings, revision) or "base")


@db.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask; needed where there is no terminal.")
@click.pass_obj
def downgrade(settings: Settings, revision: str, *, yes: bool) -> None:
    """Take the schema down to REVISION; tables that go take their rows along. `base` removes them all."""
    from python_ocr_reconcile.storage import migrate

    if not yes:
        click.confirm("Tables that this takes away lose their rows. Go on?", abort=True, err=True)
    click.echo(migrate.downgrade(settings, revision) or "base")


@db.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def current(settings: Settings, *, as_json: bool) -> None:
    """Show the version that the database is at."""
    from python_ocr_reconcile.storage import migrate
    from python_ocr_reconcile.storage.migrations import HEAD

    found = migrate.current(settings)
    if as_json:
        print_value({"current": found, "newest": HEAD})
    else:
        click.echo(f"{found or 'base'}{' (newest)' if found == HEAD else f'; the newest is {HEAD}'}")


@db.command()
@click.option("--json", "as_json", is_flag=True)
def history(*, as_json: bool) -> None:
    """List every version, newest first."""
    from python_ocr_reconcile.storage import migrate

    steps = migrate.history()
    if as_json:
        print_value(
            [{"revision": s.revision, "down_revision": s.down_revision, "message": s.message} for s in steps]
        )
        return
    for step in steps:
        click.echo(f"{step.revision}  {step.message}")
