"""What the command line promises without reading a document: help, exit codes, messages, a quick start."""

import json
import os
import re
import subprocess
import sys

import pytest

from python_ocr_reconcile.cli import EXIT_CODES, cli, run
from python_ocr_reconcile.errors import OcrReconcileError


def every_error():
    kinds = [OcrReconcileError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    return kinds


def commands(group=cli, path=()):
    for name, command in group.commands.items():
        yield (*path, name)
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))


def test_exit_codes_of_every_error_are_documented(capsys):
    assert run(["--help"]) == 0
    told = {int(code) for code in re.findall(r"^\s*(\d+)  ", capsys.readouterr().out, re.MULTILINE)}
    assert {kind.exit_code for kind in every_error()} <= told
    assert {0, 1, 130} <= told
    assert "Exit codes:" in EXIT_CODES


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_command_explains_itself(path, capsys):
    assert run([*path, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: ocr-reconcile {' '.join(path)}")
    assert len(shown.splitlines()) > 4


def test_no_command_shows_the_help(capsys):
    assert run([]) == 0
    assert "Commands:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (["extract", "absent.pdf"], "file_missing", 66),
        (["extract", "."], "file_missing", 66),
        (["ingest", "absent.pdf"], "file_missing", 66),
        (["reconcile", "absent.json", "absent.json"], "file_missing", 66),
        (["reconcile", "broken.json", "bank.json"], "malformed_json", 64),
        (["reconcile", "latin.json", "bank.json"], "malformed_json", 64),
        (["reconcile", "deep.json", "bank.json"], "malformed_json", 64),
        (["reconcile", "²", "bank.json"], "file_missing", 66),
        (["reconcile", "1", "9223372036854775808"], "not_found", 66),
        (["reconcile", "bank.json", "invoices.json"], "wrong_kind", 64),
        (["reconcile", "other.json", "bank.json"], "invalid_request", 64),
        (["frobnicate"], "invalid_request", 64),
        (["extract"], "invalid_request", 64),
        (["extract", "--kind", "poem", "invoices.json"], "invalid_request", 64),
        (["list", "--filter", "status"], "invalid_request", 64),
        (["show", "invoice", "seven"], "invalid_request", 64),
        (["show", "invoice", "0"], "invalid_request", 64),
        (["show", "reconciliation", "9" * 30], "not_found", 66),
        (["--uploads", "broken.json/uploads", "list"], "storage_unavailable", 74),
        (["export", "--folder", "occupied", "--replace"], "invalid_request", 64),
        (["export", "--folder", "occupied-list", "--replace"], "invalid_request", 64),
        (["serve", "--port", "99999"], "invalid_request", 64),
        (["serve", "--debug", "--host", "0.0.0.0"], "invalid_request", 64),
        (["demo", "--folder", "occupied"], "invalid_request", 64),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_is_wrong_is_said_with_its_code(arguments, code, exit_code, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text('{"invoices": [')
    (tmp_path / "latin.json").write_bytes('{"invoices": [{"invoice_id": "Ä"}]}'.encode("latin-1"))
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "occupied-list").mkdir()
    (tmp_path / "occupied-list" / "manifest.json").write_text("[1]")
    (tmp_path / "other.json").write_text("[1, 2]")
    (tmp_path / "invoices.json").write_text('{"invoices": []}')
    (tmp_path / "bank.json").write_text('{"transactions": []}')
    (tmp_path / "occupied").mkdir()
    (tmp_path / "occupied" / "thesis.txt").write_text("do not touch")
    assert run(arguments) == exit_code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"error [{code}]: ")
    assert "Traceback" not in shown.err
    assert (tmp_path / "occupied" / "thesis.txt").read_text() == "do not touch"


def test_setting_that_cannot_be_read_is_named(monkeypatch, capsys):
    monkeypatch.setenv("OCR_RECONCILE_PORT", "eighty")
    assert run(["db", "history"]) == 64
    assert "OCR_RECONCILE_PORT" in capsys.readouterr().err


def test_unforeseen_error_has_a_code_too(monkeypatch, capsys):
    def break_down(*_, **__):
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr("python_ocr_reconcile.storage.migrate.history", break_down)
    assert run(["db", "history"]) == 70
    shown = capsys.readouterr().err
    assert shown.startswith("error [internal_error]: ZeroDivisionError: no such luck")


def test_interrupted(monkeypatch, capsys):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("python_ocr_reconcile.storage.migrate.history", interrupt)
    assert run(["db", "history"]) == 130
    assert capsys.readouterr().err.strip() == "interrupted"


def test_start_imports_nothing_heavy():
    heavy = "alembic flask jsonschema msgspec numpy pymupdf rich scipy sqlalchemy"
    script = (
        "import sys, python_ocr_reconcile.cli; "
        f"print([name for name in {heavy.split()!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_module_and_script_are_the_same():
    done = subprocess.run(
        [sys.executable, "-m", "python_ocr_reconcile", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.fullmatch(r"ocr-reconcile \d+\.\d+\.\d+\S*\n", done.stdout)


def test_history_as_json(capsys):
    assert run(["db", "history", "--json"]) == 0
    steps = json.loads(capsys.readouterr().out)
    assert steps[-1]["down_revision"] is None
    assert all(step["message"] for step in steps)


@pytest.mark.parametrize("level", ["info", "debug"])
def test_logs_are_for_those_who_ask(level):
    script = (
        "import logging, sys\n"
        "from python_ocr_reconcile.cli import run\n"
        "import python_ocr_reconcile.storage.migrate as migrate\n"
        "migrate.history = lambda: logging.getLogger('python_ocr_reconcile').error('from within') or []\n"
        "sys.exit(run(['db', 'history']))"
    )
    environment = {**os.environ, "OCR_RECONCILE_LOG_LEVEL": level}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert ("from within" in done.stderr) == (level == "debug")
