"""The integrator's guide tells the truth: its code runs, its examples are valid documents."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.samples import make_samples

GUIDE = Path(__file__).parents[3] / "python_ocr_reconcile" / "PRODUCTION_JSON_SYSTEM_GUIDE.md"
BLOCKS = re.findall(r"^```(python|bash)\n(.*?)^```$", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
EXAMPLES = dict(
    re.findall(r"<!-- example: (\w+) -->\n```json\n(.*?)\n```", GUIDE.read_text("utf-8"), re.DOTALL)
)


@pytest.mark.slow
def test_the_code_blocks_run_one_after_the_other(tmp_path):
    make_samples(tmp_path)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    python = "\n".join(code for language, code in BLOCKS if language == "python")
    (tmp_path / "guide.py").write_text(python, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-W", "error", "guide.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    for code in (code for language, code in BLOCKS if language == "bash"):
        ran = subprocess.run(
            ["bash", "-euc", code], cwd=tmp_path, env=environment, capture_output=True, check=False, text=True
        )
        assert ran.returncode == 0, ran.stderr[-3000:]


def test_there_is_code_of_both_kinds_and_an_example_of_each_document():
    assert {language for language, _ in BLOCKS} == {"python", "bash"}
    assert set(EXAMPLES) == {"invoice", "bank", "reconciliation"}


@pytest.mark.parametrize("kind", ["invoice", "bank", "reconciliation"])
def test_the_examples_hold_against_their_schemas(kind):
    validate(EXAMPLES[kind].encode(), kind)
