"""``ocr-reconcile export``: documents, originals and a manifest, for auditors and other programs."""

from __future__ import annotations

from pathlib import Path

import click

from python_ocr_reconcile.cli.console import print_value
from python_ocr_reconcile.config import Settings


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("export"),
    show_default=True,
    help="A new or empty folder.",
)
@click.option("--replace", is_flag=True, help="Replace an earlier export in that folder.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.pass_obj
def export(settings: Settings, folder: Path, *, replace: bool, as_json: bool) -> None:
    """Write JSON documents exactly as stored, originals, and manifest.json with the SHA-256 of each file."""
    from python_ocr_reconcile.services.export import export as write
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        done = write(api, folder, replace=replace)
    if as_json:
        print_value({"folder": str(done.folder), "documents": done.documents, "originals": done.originals})
    else:
        click.echo(f"{done.folder}: {done.documents} documents, {done.originals} originals, manifest.json")
