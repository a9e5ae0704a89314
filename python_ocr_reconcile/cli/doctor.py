"""``ocr-reconcile doctor``: what is needed, what is here, and how to get the rest."""

from __future__ import annotations

import click

from python_ocr_reconcile.cli.console import console, print_value
from python_ocr_reconcile.config import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def doctor(settings: Settings, *, as_json: bool) -> int:
    """Check programs, languages, database and folders; say how to mend what is missing.

    Changes nothing. Exits with 1 where something is missing.
    """
    from python_ocr_reconcile.services.doctor import examine

    findings = examine(settings)
    if as_json:
        print_value({"ok": all(f.ok for f in findings), "findings": findings})
    else:
        out = console()
        from rich.table import Table

        grid = Table.grid(padding=(0, 2))
        for finding in findings:
            grid.add_row(
                "[green]ok[/]" if finding.ok else "[bold red]missing[/]", finding.name, finding.detail
            )
            if finding.remedy:
                grid.add_row("", "", f"[bold]{finding.remedy}[/]")
        out.print(grid)
    return 0 if all(f.ok for f in findings) else 1
