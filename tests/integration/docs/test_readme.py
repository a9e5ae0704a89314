"""The README names every command, setting, limit and error code that there is."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from python_ocr_reconcile.cli import cli
from python_ocr_reconcile.config import Limits, Settings
from python_ocr_reconcile.errors import OcrReconcileError

README = (Path(__file__).parents[3] / "README.md").read_text("utf-8")


def kinds(of):
    """The tree of errors.py; the command line says some of them in other words, under the same code."""
    children = [kind for kind in of.__subclasses__() if kind.__module__ == OcrReconcileError.__module__]
    return [of, *(kind for child in children for kind in kinds(child))]


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command(command):
    assert f"`ocr-reconcile {command}" in README


@pytest.mark.parametrize("setting", [f for c in (Settings, Limits) for f in fields(c) if f.metadata])
def test_every_setting_with_its_meaning(setting):
    assert f"| `{setting.metadata['env']}` |" in README
    assert f"| {setting.metadata['doc']} ({setting.metadata['unit']}) |" in README


@pytest.mark.parametrize("error", kinds(OcrReconcileError), ids=lambda error: error.code)
def test_every_error_with_its_advice(error):
    row = f"| `{error.code}` | {error.http_status} | {error.exit_code} | {error.title()} {error.advice} |"
    assert row in README
