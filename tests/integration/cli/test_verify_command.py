"""`verify` and `audit`: an auditor's commands."""

import json
import sqlite3

import pytest

BANK_FILE = (
    ":20:A\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C240501EUR100,00\n"
    ":61:2405030503D40,00NTRFNONREF\n:86:Rent\n:62F:C240531EUR60,00\n"
)


@pytest.mark.slow
def test_what_was_altered_is_told_with_its_exit_code(command, tmp_path):
    (tmp_path / "may.sta").write_text(BANK_FILE)
    assert command("ingest", "--kind", "bank", tmp_path / "may.sta").returncode == 0
    tip = command("audit", "tip")
    (tmp_path / "tip.json").write_text(tip.stdout)
    well = command("verify", "--tip", tmp_path / "tip.json")
    assert (well.returncode, well.stdout) == (0, "nothing was altered: 4 entries, 1 rows, 1 originals\n")
    entries = json.loads(command("audit", "list", "--kind", "bank", "--id", "1", "--json").stdout)["items"]
    assert [entry["action"] for entry in entries] == ["finished", "begun", "claimed"]
    with sqlite3.connect(tmp_path / "rows.db") as database:
        database.execute("UPDATE production_bank_uploads SET closing_balance = closing_balance + 1")
    database.close()
    done = command("verify", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["ok"]) == (1, False)
    assert [(one["code"], one["kind"], one["row_id"]) for one in found["findings"]] == [
        ("row_altered", "bank", 1)
    ]
    nonsense = command("verify", "--tip", tmp_path / "may.sta")
    assert nonsense.returncode == 64
    assert "is not a tip" in nonsense.stderr


@pytest.mark.slow
def test_a_backup_is_restored_on_another_machine(command, tmp_path):
    (tmp_path / "may.sta").write_text(BANK_FILE)
    assert command("ingest", "--kind", "bank", tmp_path / "may.sta").returncode == 0
    made = command("backup", tmp_path / "all.tar")
    assert made.returncode == 0, made.stderr
    there = {
        "DATABASE_URL": str(tmp_path / "there.db"),
        "OCR_RECONCILE_UPLOAD_FOLDER": str(tmp_path / "there"),
        "OCR_RECONCILE_AUDIT_KEY_FILE": str(tmp_path / "rows.db.audit-key"),
    }
    restored = command("restore", tmp_path / "all.tar", **there)
    assert restored.returncode == 0, restored.stderr
    assert "1 originals" in restored.stderr
    assert command("verify", **there).returncode == 0
    again = command("restore", tmp_path / "all.tar", **there)
    assert (again.returncode, "not empty" in again.stderr) == (64, True)
