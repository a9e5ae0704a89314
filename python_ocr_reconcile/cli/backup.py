"""``backup`` and ``restore``: everything in one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from python_ocr_reconcile.cli.console import waiting
from python_ocr_reconcile.cli.paths import existing_file
from python_ocr_reconcile.config import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(settings: Settings, file: Path) -> int:
    """Write database, audit and originals to FILE, a tar archive, while the service runs.

    The key of the audit is not in it: keep that elsewhere. Exits with 1 where an original is missing.
    """
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api, waiting("backing up"):
        made = api.backup(file)
    rows = sum(part.rows for part in made.tables.values())
    click.echo(f"{file}: {rows:,} rows and entries, {len(made.files):,} originals", err=True)
    for path in made.missing_files:
        click.echo(f"missing: {path}", err=True)
    return 1 if made.missing_files else 0


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def restore(settings: Settings, file: Path) -> int:
    """Put a backup into a new database and upload folder, of whichever kind, and verify it.

    Put the key of its audit in place first. Exits with 1 where something was altered before the backup.
    """
    from python_ocr_reconcile.storage.backup import restore as put_back

    with waiting("restoring"):
        done = put_back(settings, existing_file(file))
    rows = sum(part.rows for part in done.manifest.tables.values())
    click.echo(f"{rows:,} rows and entries, {len(done.manifest.files):,} originals", err=True)
    for one in done.findings:
        click.echo(f"{one.code}: {one.message}")
    return 1 if done.findings else 0
