"""``ocr-reconcile serve``: the pages and the API, by gunicorn."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import replace

import click

from python_ocr_reconcile.config import ReadHere, Settings
from python_ocr_reconcile.errors import InputError

WORKERS = 2
"""Two, so that one may be restarted while the other answers; the pages are read in processes of their own."""
THREADS = 8
"""A request that waits for its document holds a thread, not a core."""

LOG_LEVELS = ("debug", "info", "warning", "error")


@click.command()
@click.option("--host", help="Address to listen on. [env: OCR_RECONCILE_HOST; default 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="[env: OCR_RECONCILE_PORT; default 8000]")
@click.option("--workers", type=click.IntRange(1, 32), default=WORKERS, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(1, 128), default=THREADS, show_default=True, help="Of each.")
@click.option("--no-worker", is_flag=True, help="Leave reading to `worker`. [env: OCR_RECONCILE_READ_HERE]")
@click.option(
    "--debug", is_flag=True, help="One process with a debugger, for development on this machine only."
)
@click.pass_obj
def serve(
    settings: Settings,
    host: str | None,
    port: int | None,
    workers: int,
    threads: int,
    *,
    no_worker: bool,
    debug: bool,
) -> None:
    """Serve the pages and the API, and read what is uploaded, until interrupted."""
    if no_worker:
        settings = replace(settings, read_here=ReadHere.NO)
    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    if settings.log_level.lower() not in LOG_LEVELS:
        raise InputError(f"OCR_RECONCILE_LOG_LEVEL is one of {', '.join(LOG_LEVELS)}.")
    _check_port(settings)
    if debug and not _is_loopback(settings.host):
        raise InputError(
            f"--debug runs any code that it is sent; it listens on 127.0.0.1, not on {settings.host}."
        )
    from python_ocr_reconcile.logs import configure_logging
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    configure_logging(settings.log_level)
    # Once, before the workers start: migrations run once, and what is wrong is told here in one line.
    with initialize_production_json_system(settings=settings) as api:
        closed = api.store.has_tokens()
    if not closed and not _is_loopback(settings.host):
        raise InputError(
            f"there is no token yet, and {settings.host} is open to others: make one first, with "
            "`ocr-reconcile token create NAME --scope admin`, or serve on 127.0.0.1."
        )
    if not closed:
        click.echo("open to everybody on this machine: no token was made yet (ocr-reconcile token)", err=True)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"serving on http://{shown}:{settings.port}/ (API: /api/production/docs)", err=True)
    if debug:
        from python_ocr_reconcile.web.application import create_app

        create_app(settings).run(settings.host, settings.port, debug=True, use_reloader=False)
    else:
        from python_ocr_reconcile.cli.server import Server

        Server(settings, workers, threads).run()


def _check_port(settings: Settings) -> None:
    """Raise where the address cannot be had: gunicorn would try for five seconds and say less."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, OverflowError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            raise InputError(
                f"cannot listen on {settings.host}:{settings.port}: {reason}. "
                "Choose another with --host and --port."
            ) from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
