"""The demo, end to end, as a newcomer runs it."""

import json

import pytest

pytestmark = pytest.mark.slow


def test_demo_comes_out_right_says_so_and_starts_anew(command, samples):
    done = command("demo", COLUMNS="80")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    told = " ".join(done.stdout.split())
    for invoice in samples.truth["invoices"]:
        assert invoice["invoice_number"] in told
    assert "Checked: 8 invoices, 46 transactions and 7 payments are exactly what" in told
    assert "serve" in told
    assert "then open http://127.0.0.1:8000/" in told
    # Commands and paths are not wrapped; everything else fits the width.
    assert [line for line in lines if len(line.rstrip()) > 80 and "demo/" not in line] == []
    manifest = json.loads((command.folder / "demo" / "export" / "manifest.json").read_text())
    contents = [one["content"] for one in manifest["files"]]
    assert (contents.count("document"), contents.count("original"), contents.count("report")) == (3, 2, 1)
    # It keeps to its own folder, whatever database the environment names.
    assert not (command.folder / "rows.db").exists()
    assert not (command.folder / "uploads").exists()

    (command.folder / "demo" / "mine.txt").write_text("mine")
    again = command("demo")
    assert again.returncode == 0, again.stdout + again.stderr
    assert (command.folder / "demo" / "mine.txt").read_text() == "mine"
