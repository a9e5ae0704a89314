"""``ocr-reconcile export`` and ``import``: for auditors, bookkeepers and other programs, and the way back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from python_ocr_reconcile.cli.console import print_value, waiting
from python_ocr_reconcile.cli.paths import existing_file
from python_ocr_reconcile.config import Settings

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("export"),
    show_default=True,
    help="A new or empty folder.",
)
@click.option("--zip", "zip_file", type=click.Path(path_type=Path), help="Instead of a folder one ZIP file.")
@click.option("--upload", "upload_id", type=click.IntRange(min=1), help="Only this upload.")
@click.option("--run", "run_id", type=click.IntRange(min=1), help="Only this reconciliation and its uploads.")
@click.option("--from", "first", type=_DAY, help="Only documents of this day or later, with their runs.")
@click.option("--to", "last", type=_DAY, help="Only documents of this day or earlier, with their runs.")
@click.option("--tenant", help="Only what this tenant has.")
@click.option("--replace", is_flag=True, help="Replace an earlier export in that place.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.pass_obj
def export(
    settings: Settings,
    folder: Path,
    zip_file: Path | None,
    upload_id: int | None,
    run_id: int | None,
    first: datetime | None,
    last: datetime | None,
    tenant: str | None,
    *,
    replace: bool,
    as_json: bool,
) -> None:
    """Write what auditors and bookkeepers need, with a manifest that proves it.

    JSON documents exactly as stored, originals, tables (CSV and XLSX), a ledger, a report of each
    reconciliation with the evidence, the SHA-256 of every file, and a check that needs only Python.
    """
    from python_ocr_reconcile.exporting.export import export_folder, export_zip
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system
    from python_ocr_reconcile.storage.exported import Scope
    from python_ocr_reconcile.storage.store import LOCAL

    scope = Scope(
        upload_id=upload_id,
        reconciliation_id=run_id,
        first_day=first.date() if first else None,
        last_day=last.date() if last else None,
    )
    with initialize_production_json_system(settings=settings) as api, waiting("exporting"):
        chosen = api if tenant is None else api.acting(tenant, LOCAL)
        if zip_file is None:
            done = export_folder(chosen, folder, scope, replace=replace)
        else:
            done = export_zip(chosen, zip_file, scope, replace=replace)
    where = zip_file or folder
    if as_json:
        print_value({"folder" if zip_file is None else "zip": str(where), **done.facts()})
        return
    click.echo(f"{where}: {done.documents} documents, {done.originals} originals, manifest.json")
    click.echo(f"Fingerprint: {done.fingerprint}")
    if done.left_out:
        click.echo(f"{done.left_out} uploads have not been read to the end and are not in it", err=True)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; tell whether it is as it was, and made here.")
@click.option("--tenant", help="Make the rows this tenant's; else they keep the one that they had.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found or done as JSON.")
@click.pass_obj
def import_(settings: Settings, file: Path, tenant: str | None, *, check: bool, as_json: bool) -> int:
    """Read an export (a ZIP file) back into a new database, SQLite or PostgreSQL.

    Every byte is checked before anything is written. Exits with 1 where the check or the verification of
    what was imported finds anything.
    """
    from python_ocr_reconcile.exporting.read_back import check as look
    from python_ocr_reconcile.exporting.read_back import import_export
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system
    from python_ocr_reconcile.storage.store import LOCAL

    file = existing_file(file)
    with initialize_production_json_system(settings=settings) as api, waiting("checking"):
        if check:
            found = look(file, api.store, settings)
        else:
            store = api.store if tenant is None else api.store.acting(tenant=tenant, actor=LOCAL)
            done = import_export(file, store, settings)
    if check:
        if as_json:
            told = {"made_here": found.made_here, "tip_stands": found.tip_stands}
            print_value({"fingerprint": found.fingerprint, **told})
        else:
            click.echo(f"unchanged; fingerprint {found.fingerprint}")
            click.echo(_origin(made_here=found.made_here, tip_stands=found.tip_stands))
        return 0 if found.tip_stands is not False else 1
    if as_json:
        facts = {"rows": done.rows, "originals": done.originals, "fingerprint": done.fingerprint}
        print_value({**facts, "verification": done.verification})
    else:
        click.echo(f"{done.rows:,} rows, {done.originals:,} originals")
        for one in done.verification.findings:
            click.echo(f"{one.code}: {one.message}")
    return 0 if done.verification.ok else 1


def _origin(*, made_here: bool, tip_stands: bool | None) -> str:
    if not made_here:
        return "it was not sealed with the key of this installation: who made it, this cannot tell"
    return (
        "made here, and the audit still has the entry that was its last then"
        if tip_stands
        else "made here, but THE AUDIT HAS LOST the entry that was its last then"
    )
