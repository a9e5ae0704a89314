"""Where a command speaks: results on standard output, progress on standard error and only to a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from python_ocr_reconcile.reading.read import Progress

PLAIN_WIDTH = 100
"""Columns of a table that is piped or written to a file, where there is no terminal to ask."""


def console() -> Console:
    """Standard output for tables: colours on a terminal, plain text in a pipe."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False)
    # COLUMNS is honoured as terminals' programs do.
    width = shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns
    return Console(highlight=False, width=width, color_system=None)


def print_json(data: bytes) -> None:
    """`data`, which is JSON, indented; digits of numbers stay as they are."""
    import msgspec

    stream = sys.stdout.buffer
    stream.write(msgspec.json.format(data, indent=2) + b"\n")
    stream.flush()


def print_value(value: Any) -> None:
    """`value` as JSON."""
    from python_ocr_reconcile.models.encoding import encode

    print_json(encode(value))


@contextmanager
def page_progress(label: str) -> Iterator[Progress | None]:
    """A progress bar over pages while something is read; ``None`` where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("pages"),
        progress.TimeElapsedColumn(),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield show


@contextmanager
def waiting(label: str) -> Iterator[None]:
    """A sign of life while something is worked out whose length is not known; none where nobody watches."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(label):
        yield
