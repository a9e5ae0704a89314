"""``ocr-reconcile extract FILE``: the document that is read from a file, no database involved."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from python_ocr_reconcile.cli.console import page_progress, print_json
from python_ocr_reconcile.cli.paths import existing_file
from python_ocr_reconcile.config import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(["invoice", "bank", "auto"]),
    default="auto",
    show_default=True,
    help="What the file is; auto finds out.",
)
@click.pass_obj
def extract(settings: Settings, file: Path, kind: Literal["invoice", "bank", "auto"]) -> None:
    """Read FILE and print its JSON document."""
    path = existing_file(file)
    from python_ocr_reconcile.services.extract import extract_file

    with page_progress(path.name) as progress:
        extracted = extract_file(path, kind, settings, progress=progress)
    print_json(extracted.json)
