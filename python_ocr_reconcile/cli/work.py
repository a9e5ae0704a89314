"""``worker``, ``retry`` and ``cancel``: reading what others have received, once more, or not at all."""

from __future__ import annotations

import signal
import threading
from contextlib import nullcontext
from dataclasses import replace

import click

from python_ocr_reconcile.cli.console import page_progress
from python_ocr_reconcile.config import ReadHere, Settings


@click.command()
@click.option(
    "--metrics-port", type=click.IntRange(1, 65535), help="Serve /metrics for Prometheus on 127.0.0.1."
)
@click.pass_obj
def worker(settings: Settings, metrics_port: int | None) -> None:
    """Read uploads until interrupted, on this machine or on another.

    It needs the database, the upload folder and the audit key that `serve` has. As many as are wanted may run
    at once; `serve --no-worker` leaves all reading to them. OCR_RECONCILE_PROCESSES says how many pages are
    read at the same time.
    """
    from python_ocr_reconcile.cli.measures import served
    from python_ocr_reconcile.logs import configure_logging
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    configure_logging(settings.log_level)
    settings = replace(settings, read_here=ReadHere.YES)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with (
        initialize_production_json_system(settings=settings) as api,
        nullcontext() if metrics_port is None else served(api.metrics, metrics_port),
    ):
        waiting = api.resume()
        click.echo(f"reading what is uploaded to {api.store.location} ({waiting:,} waiting)", err=True)
        ended.wait()


@click.command()
@click.argument("upload_id", type=click.IntRange(min=1))
@click.pass_obj
def retry(settings: Settings, upload_id: int) -> None:
    """Read an upload once more that has failed."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with (
        initialize_production_json_system(settings=settings) as api,
        page_progress(f"upload {upload_id}") as progress,
    ):
        state = api.retry(upload_id)
        row = api.background.process(state.kind, upload_id, progress=progress)
    click.echo(f"upload {upload_id}: {row.status}")


@click.command()
@click.argument("upload_id", type=click.IntRange(min=1))
@click.pass_obj
def cancel(settings: Settings, upload_id: int) -> None:
    """Do not read an upload that waits or is being read; its file is kept."""
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        state = api.cancel(upload_id)
    click.echo(f"upload {upload_id}: {state.error_code}")
