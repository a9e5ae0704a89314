"""Documents in the database: ingest, list, show, reconcile and export, on both sample files.

They are ingested and reconciled once; no test changes a row.
"""

import hashlib
import json
import shutil
from decimal import Decimal

import pytest

pytestmark = pytest.mark.slow


def printed(done):
    """Standard output as JSON, which it must be and nothing else."""
    assert done.stderr == "", done.stderr
    assert done.returncode == 0
    return json.loads(done.stdout, parse_float=Decimal)


@pytest.fixture(scope="module")
def ingested(module_command, samples):
    folder = module_command.folder / "inbox"
    folder.mkdir()
    shutil.copy(samples.invoices, folder / "invoices.pdf")
    shutil.copy(samples.statement, folder / "statement.pdf")
    done = module_command("ingest", folder, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def result(ingested, module_command):
    return printed(module_command("reconcile", ingested[0]["upload_id"], ingested[1]["upload_id"], "--json"))


@pytest.fixture
def run(result, module_command):
    return module_command


def test_each_file_is_one_upload_of_its_kind(ingested, samples):
    assert [fact["kind"] for fact in ingested] == ["invoice", "bank"]
    assert [fact["upload_id"] for fact in ingested] == [1, 2]
    assert ingested[0]["total_invoices"] == len(samples.truth["invoices"])
    assert ingested[1]["total_transactions"] == len(samples.truth["statement"]["transactions"])


def test_same_bytes_again_are_known(run, samples):
    fact = printed(run("ingest", samples.invoices, "--kind", "invoice", "--json"))
    assert (fact["upload_id"], fact["duplicate"]) == (1, True)


def test_run_is_stored_as_it_was_printed(run, result, samples):
    assert result["reconciliation_id"] == 1
    assert printed(run("show", "reconciliation", 1, "--json")) == result
    table = run("show", "reconciliation", 1).stdout
    for link in samples.truth["links"]:
        assert link["invoice_number"] in table


def test_files_come_to_the_same_as_uploads(run, result, tmp_path):
    invoices, bank = tmp_path / "invoices.json", tmp_path / "bank.json"
    invoices.write_text(run("show", "invoice", 1, "--json").stdout)
    bank.write_text(run("show", "bank", 2, "--json").stdout)
    for left, right in ((invoices, bank), (1, bank), (invoices, 2)):
        fresh = printed(run("reconcile", left, right, "--json"))
        assert fresh["matched"] == result["matched"]
        assert fresh["partial"] == result["partial"]
        assert fresh["reconciliation_id"] is None  # only two uploads make a run that is kept


def test_show_prints_tables_for_people(run, samples):
    invoices = run("show", "invoice", 1).stdout
    assert all(invoice["invoice_number"] in invoices for invoice in samples.truth["invoices"])
    bank = run("show", "bank", 2).stdout
    assert "48,317.62" in bank
    assert bank.count("\n   2025-10-") == len(samples.truth["statement"]["transactions"])


def test_lists_page_and_filter(run):
    listed = printed(run("list", "invoices", "--json"))
    assert [row["upload_id"] for row in listed["items"]] == [1]
    assert "invoice_json" not in listed["items"][0]
    assert listed["next_cursor"] is None
    assert printed(run("list", "bank", "--filter", "status=failed", "--json"))["items"] == []
    assert "1 invoices.pdf" in run("list", "reconciliations").stdout
    assert "49,383.25 EUR" in run("list", "bank").stdout


def test_unknown_and_wrong_ids(run):
    absent = run("show", "invoice", 77)
    assert (absent.returncode, absent.stdout) == (66, "")
    assert absent.stderr.startswith("error [not_found]: ")
    wrong = run("reconcile", 2, 1)
    assert wrong.returncode == 66
    assert wrong.stderr.startswith("error [wrong_kind]: ")
    filtered = run("list", "invoices", "--filter", "colour=blue")
    assert filtered.returncode == 64


def test_export_is_complete_and_proves_itself(run, samples, tmp_path):
    folder = tmp_path / "out"
    facts = printed(run("export", "--folder", folder, "--json"))
    assert facts == {
        "folder": str(folder), "documents": 3, "originals": 2, "runs": 1, "left_out": 0,
        "fingerprint": hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest(),
    }  # fmt: skip
    manifest = json.loads((folder / "manifest.json").read_text())
    listed = {entry["path"]: entry for entry in manifest["files"]}
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert found == {*listed, "manifest.json", "manifest.sha256"}
    for path, entry in listed.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == entry["sha256"]
    originals = {e["file_name"]: folder / e["path"] for e in listed.values() if e["content"] == "original"}
    assert originals["invoices.pdf"].read_bytes() == samples.invoices.read_bytes()
    stored = json.loads((folder / "invoices" / "upload-1.json").read_text())
    assert stored == json.loads(run("show", "invoice", 1, "--json").stdout)


def test_an_exported_run_comes_back_through_the_command_line(run, tmp_path):
    archive = tmp_path / "run.zip"
    printed(run("export", "--zip", archive, "--run", 1, "--json"))
    assert printed(run("import", "--check", archive, "--json"))["made_here"] is True
    new = {"DATABASE_URL": str(tmp_path / "new.db"), "OCR_RECONCILE_UPLOAD_FOLDER": str(tmp_path / "new")}
    done = printed(run("import", archive, "--json", **new))
    assert (done["rows"], done["originals"], done["verification"]["ok"]) == (3, 2, True)
    again = run("show", "reconciliation", 1, "--json", **new)
    assert again.stdout == run("show", "reconciliation", 1, "--json").stdout
    assert run("import", archive, **new).returncode == 64
    assert run("export", "--run", 1, "--upload", 1, "--folder", tmp_path / "x").returncode == 64


def test_export_overwrites_nothing_unasked(run, tmp_path):
    folder, mine = tmp_path / "out", tmp_path / "mine"
    assert run("export", "--folder", folder).returncode == 0
    assert run("export", "--folder", folder).returncode == 64
    assert run("export", "--folder", folder, "--replace").returncode == 0
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    assert run("export", "--folder", mine, "--replace").returncode == 64
    assert (mine / "notes.txt").read_text() == "mine"


def test_export_refuses_a_changed_original(run, tmp_path):
    uploads = tmp_path / "uploads"
    shutil.copytree(run.folder / "uploads", uploads)
    original = next(path for path in sorted(uploads.rglob("*")) if path.is_file())
    original.chmod(0o600)
    with original.open("r+b") as file:
        file.write(b"#")
    done = run("--uploads", uploads, "export", "--folder", tmp_path / "out")
    assert done.returncode == 74
    assert "is not the file that was received" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["uploads"]
