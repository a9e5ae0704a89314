"""``profile``, ``rates``, ``memory`` and ``forget``: what runs go by."""

from __future__ import annotations

from pathlib import Path

import click

from python_ocr_reconcile.cli.console import print_value
from python_ocr_reconcile.cli.paths import existing_file
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError, NotFoundError


@click.group()
def profile() -> None:
    """Matching profiles: how runs match. The one called `default` holds where a run names none."""


@profile.command("list")
@click.pass_obj
def list_profiles(settings: Settings) -> None:
    """The names of the stored profiles."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        for name in api.matching.profiles():
            click.echo(name)


@profile.command("show")
@click.argument("name", default="default")
@click.pass_obj
def show_profile(settings: Settings, name: str) -> None:
    """Every value of a profile, as JSON."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        print_value(api.matching.profile(name))


@profile.command("set")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def set_profile(settings: Settings, name: str, file: Path) -> None:
    """Store the profile in FILE: JSON of what differs from the defaults."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    data = existing_file(file).read_bytes()
    with initialize_production_json_system(settings=settings) as api:
        print_value(api.matching.put_profile(name, data))


@profile.command("delete")
@click.argument("name")
@click.pass_obj
def delete_profile(settings: Settings, name: str) -> None:
    """Delete a stored profile; runs that were made with it keep what it said."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        api.matching.delete_profile(name)


@click.group()
def rates() -> None:
    """The table of exchange rates: without one, a payment in another currency is at most proposed."""


@rates.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def import_rates(settings: Settings, file: Path) -> None:
    """Store the table in FILE: CSV of date,from,to,rate, or a file of the European Central Bank as it is."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    data = existing_file(file).read_bytes()
    with initialize_production_json_system(settings=settings) as api:
        api.matching.put_rates(data, file.name)
    _tell(settings)


@rates.command("show")
@click.pass_obj
def show_rates(settings: Settings) -> None:
    """What table there is, and what it covers."""
    _tell(settings)


@rates.command("delete")
@click.pass_obj
def delete_rates(settings: Settings) -> None:
    """Delete the table."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        api.matching.delete_rates()


def _tell(settings: Settings) -> None:
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        table = api.matching.rates()
    if table is None:
        raise NotFoundError("there is no table of exchange rates", kind="rates")
    first, last = min(one.days[0] for one in table.series), max(one.days[-1] for one in table.series)
    count = sum(len(one.rates) for one in table.series)
    click.echo(f"{table.name}: {count:,} rates of {len(table.series)} pairs, {first} to {last}")
    click.echo(f"through {table.pivot or 'no currency'}; SHA-256 {table.table_hash}")


@click.command()
@click.pass_obj
def memory(settings: Settings) -> None:
    """What people have taught, as JSON: confirmed links, rejected pairs, who pays for whom."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        print_value(api.matching.memory())


@click.command()
@click.argument("aliases", metavar="[ALIAS]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of them, and how often which evidence held.")
@click.pass_obj
def forget(settings: Settings, aliases: tuple[str, ...], *, everything: bool) -> None:
    """Forget who pays for whom; `memory` names each alias. Confirmed links and rejected pairs stay."""
    if bool(aliases) == everything:
        raise InputError("Name aliases, or say --all. See `ocr-reconcile forget --help`.")
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        left = api.matching.forget(None if everything else aliases)
    click.echo(f"{len(left.aliases)} aliases left")
