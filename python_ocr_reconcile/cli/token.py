"""``ocr-reconcile token``: who may use the API."""

from __future__ import annotations

import click

from python_ocr_reconcile.cli.console import print_value
from python_ocr_reconcile.config import Settings


@click.group(invoke_without_command=True)
@click.pass_context
def token(context: click.Context) -> None:
    """Make, list and revoke the tokens of the API."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@token.command()
@click.argument("user")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(["read", "upload", "reconcile", "admin"]),
    help="What it may do; several times for several. admin: everything.",
)
@click.option("--tenant", default="default", show_default=True, help="Whose rows it is for.")
@click.option(
    "--days", type=click.IntRange(1, 3650), help="How long it is valid; until revoked, if not given."
)
@click.option("--json", "as_json", is_flag=True, help="Print token and row as JSON.")
@click.pass_obj
def create(
    settings: Settings, user: str, scopes: tuple[str, ...], tenant: str, days: int | None, *, as_json: bool
) -> None:
    """Make a token for USER and print it, this once: only a hash of it is kept."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        made, row = api.access.create(user, scopes, tenant=tenant, days=days)
    if as_json:
        print_value({"token": made, **{name: getattr(row, name) for name in row.__struct_fields__}})
    else:
        click.echo(made)
        click.echo(f"token {row.token_id} of {row.user_name}; it is not shown again", err=True)


@token.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the tokens as JSON.")
@click.pass_obj
def list_tokens(settings: Settings, *, as_json: bool) -> None:
    """List every token there ever was, newest first."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        rows = api.store.list_tokens()
    if as_json:
        print_value(rows)
        return
    for row in rows:
        until = "revoked" if row.revoked_at else f"until {row.expires_at:%Y-%m-%d}" if row.expires_at else ""
        click.echo(
            f"{row.token_id}  {row.tenant:<16}  {row.user_name:<16}  {' '.join(row.scopes):<24}  {until}"
        )


@token.command()
@click.argument("token_id")
@click.pass_obj
def revoke(settings: Settings, token_id: str) -> None:
    """Let the token with this id, which `token list` shows, open nothing from now on."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        row = api.store.revoke_token(token_id)
    click.echo(f"token {row.token_id} of {row.user_name} is revoked", err=True)
