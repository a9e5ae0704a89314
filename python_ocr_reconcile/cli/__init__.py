"""The command line: ``ocr-reconcile COMMAND``, also ``python -m python_ocr_reconcile COMMAND``.

Each command is one module. They import what they run only when they run: `--help` and `--version` answer
in 0.2 s, where PyMuPDF, SciPy and SQLAlchemy together would take 1.5 s.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from python_ocr_reconcile.cli.backup import backup, restore
from python_ocr_reconcile.cli.database import db
from python_ocr_reconcile.cli.demo import demo
from python_ocr_reconcile.cli.doctor import doctor
from python_ocr_reconcile.cli.edits import accept, correct, cut, reprocess
from python_ocr_reconcile.cli.export import export, import_
from python_ocr_reconcile.cli.extract import extract
from python_ocr_reconcile.cli.feedback import confirm, link, reject, undo
from python_ocr_reconcile.cli.matching import forget, memory, profile, rates
from python_ocr_reconcile.cli.reconcile import reconcile
from python_ocr_reconcile.cli.records import ingest, list_rows, show
from python_ocr_reconcile.cli.serve import serve
from python_ocr_reconcile.cli.token import token
from python_ocr_reconcile.cli.verify import audit, verify
from python_ocr_reconcile.cli.work import cancel, retry, worker
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError, OcrReconcileError

EXIT_CODES = """\b
Exit codes:
  0    done
  64   the command or its input was not understood
  65   the document cannot be read: damaged, empty, encrypted, too large, not supported; or such
       cuts or values cannot be
  66   there is no such file, upload or reconciliation
  69   a program that is needed is not installed; run `ocr-reconcile doctor`
  70   an error that was not foreseen
  74   the database or the upload folder cannot be used
  75   the upload has not been read to the end yet, or somebody else has just changed it
  77   a token is missing, or not for this
  130  interrupted
  1    `doctor` found something missing, `verify` something altered, or `demo` did not come out right"""

_INTERRUPTED = 130
_PIPE_CLOSED = 141
"""What a shell shows for a program that SIGPIPE ended."""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True, epilog=EXIT_CODES
)
@click.version_option(package_name="python-ocr-reconcile", message="%(prog)s %(version)s")
@click.option(
    "--database", metavar="PATH|URL", help="SQLite file or postgresql:// URL. [env: DATABASE_URL]"
)  # fmt: skip
@click.option(
    "--uploads",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where originals are kept. [env: OCR_RECONCILE_UPLOAD_FOLDER]",
)
@click.pass_context
def cli(context: click.Context, database: str | None, uploads: Path | None) -> None:
    """Read invoices and bank statements, prove what was read, and match them.

    Results go to standard output, everything else to standard error. Errors read
    `error [code]: what happened`, then what to do; the codes are stable.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
    context.obj = Settings.from_environment(database_url=database, upload_folder=uploads)
    # A command speaks through its results and its errors; logs are for those who ask, and for `serve` and
    # `worker`, which arrange their own: a handler on the root would pass for that of a host application.
    if context.invoked_subcommand in ("serve", "worker"):
        return
    if context.obj.log_level.lower() == "debug":
        logging.basicConfig(level=logging.DEBUG)
    else:
        logging.basicConfig(handlers=[logging.NullHandler()])


for command in (
    *(extract, ingest, reconcile, list_rows, show, cut, correct, accept, reprocess, retry, cancel),
    *(export, import_, backup, restore, verify, audit, token, serve, worker, doctor, db, demo),
    *(confirm, reject, link, undo),
    *(profile, rates, memory, forget),
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit: 0, or the exit code of the error."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. Errors are told on standard error."""
    try:
        return int(cli.main(args=arguments, prog_name="ocr-reconcile", standalone_mode=False) or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python must not try to flush it once more on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except Exception as problem:  # the last line: every error has a code and an exit code
        logging.getLogger(__name__).debug("raised", exc_info=True)
        return _tell(_of_our_kind(problem))


def _of_our_kind(problem: Exception) -> OcrReconcileError:
    if isinstance(problem, OcrReconcileError):
        return problem
    if isinstance(problem, click.UsageError):
        command = problem.ctx.command_path if problem.ctx else "ocr-reconcile"
        return InputError(f"{problem.format_message()} See `{command} --help`.")
    return OcrReconcileError(f"{type(problem).__name__}: {problem}")


def _tell(problem: OcrReconcileError) -> int:
    click.echo(f"error [{problem.code}]: {problem}", err=True)
    for violation in problem.details.get("violations", [])[:10]:
        click.echo(f"  {violation['pointer']}: {violation['message']}", err=True)
    advice = problem.advice
    if type(problem) is InputError:
        advice = ""  # "correct the request" says nothing that the message does not
    elif type(problem) is OcrReconcileError:
        advice = "Run it again with OCR_RECONCILE_LOG_LEVEL=debug and report what is printed."
    if advice:
        click.echo(f"  {advice}", err=True)
    return problem.exit_code
