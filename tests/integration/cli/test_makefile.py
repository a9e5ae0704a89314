"""The doors that a newcomer and the CI use are there and say what they do."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def make(*arguments):
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=ROOT, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_help_names_every_door():
    shown = make("help")
    for target in ("demo", "test", "check", "lint", "serve", "bench", "clean"):
        assert re.search(rf"^  {target} +\w", shown, re.MULTILINE), target
    assert make() == shown


@pytest.mark.parametrize("target", ["demo", "test", "check", "lint", "serve", "bench"])
def test_each_door_sets_up_first_and_runs_from_the_venv(target):
    commands = [line for line in make("--dry-run", target).splitlines() if line.strip()]
    assert commands[0].lstrip("@").startswith("scripts/setup ")
    programs = re.findall(r"(\S*)/(?:python|ruff|mypy|lint-imports|ocr-reconcile)\b", "\n".join(commands))
    assert set(programs) == {".venv/bin"}


@pytest.mark.parametrize("path", ["scripts/setup", ".ci/run"])
def test_scripts_are_strict_bash(path):
    script = ROOT / path
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text()
    subprocess.run(["bash", "-n", script], check=True)
