"""`doctor` finds what is missing, says how to get it, and changes nothing."""

import json
import os
import shutil
import sqlite3
from hashlib import sha256

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def tools(tmp_path):
    """A PATH of its own, with what a test puts there."""
    folder = tmp_path / "tools"
    folder.mkdir()

    def put(name, script):
        path = folder / name
        path.write_text(f"#!{shutil.which('bash')}\n{script}\n")
        path.chmod(0o755)

    put("apt-get", "exit 1")
    put.path = str(folder)
    return put


GOOD_TESSERACT = """case $1 in
--version) echo "tesseract 5.3.0" ;;
--list-langs) printf 'List of available languages (6):\\neng\\ndeu\\nfra\\nspa\\nita\\nnld\\n' ;;
esac"""


STATEMENT = (
    b":20:A\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C240501EUR100,00\n"
    b":61:2405030503D40,00NTRFNONREF\n:86:Rent\n:62F:C240531EUR60,00\n"
)


def found(done):
    return {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}


def test_all_is_well_and_nothing_is_touched(command, tools):
    tools("tesseract", GOOD_TESSERACT)
    before = sorted(command.folder.iterdir())
    done = command("doctor", "--json", PATH=tools.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert {finding["ok"] for finding in found(done).values()} == {True}
    assert sorted(command.folder.iterdir()) == before


def test_missing_tesseract(command, tools):
    done = command("doctor", "--json", PATH=tools.path)
    assert done.returncode == 1
    assert found(done)["tesseract"]["remedy"] == "sudo apt-get install tesseract-ocr"
    assert not found(done)["languages"]["ok"]


def test_missing_languages_are_named(command, tools):
    tools("tesseract", GOOD_TESSERACT.replace("fra\\n", "").replace("nld\\n", ""))
    done = command("doctor", PATH=tools.path)
    assert done.returncode == 1
    assert "tesseract has no fra, nld" in done.stdout
    assert "sudo apt-get install tesseract-ocr-fra tesseract-ocr-nld" in " ".join(done.stdout.split())


def test_old_tesseract(command, tools):
    tools("tesseract", GOOD_TESSERACT.replace("5.3.0", "4.1.1"))
    done = command("doctor", "--json", PATH=tools.path)
    assert done.returncode == 1
    assert "4.1.1 is too old" in found(done)["tesseract"]["detail"]


def test_file_that_is_no_database(command, tools):
    tools("tesseract", GOOD_TESSERACT)
    (command.folder / "rows.db").write_bytes(b"this is a letter, not a database " * 100)
    done = command("doctor", "--json", PATH=tools.path)
    assert done.returncode == 1
    assert not found(done)["database"]["ok"]
    assert found(done)["database"]["remedy"]


def test_database_of_a_newer_version(command, tools):
    tools("tesseract", GOOD_TESSERACT)
    assert command("db", "upgrade").returncode == 0
    with sqlite3.connect(command.folder / "rows.db") as rows:
        rows.execute("UPDATE production_schema_version SET version_num = '9999'")
    rows.close()
    done = command("doctor", "--json", PATH=tools.path)
    assert done.returncode == 1
    assert "9999" in found(done)["migrations"]["detail"]


def test_a_file_that_no_row_names(command, tools):
    tools("tesseract", GOOD_TESSERACT)
    assert command("db", "upgrade").returncode == 0
    digest = sha256(STATEMENT).hexdigest()
    stray = command.folder / "uploads" / digest[:2] / digest
    stray.parent.mkdir(parents=True)
    stray.write_bytes(STATEMENT)
    assert found(command("doctor", "--json", PATH=tools.path))["originals"]["ok"]  # its row may be on its way
    os.utime(stray, (1_700_000_000, 1_700_000_000))
    told = found(command("doctor", "--json", PATH=tools.path))["originals"]
    assert (told["ok"], digest in told["detail"]) == (False, True)
    assert "ocr-reconcile ingest FILE" in told["remedy"]
    assert command("ingest", str(stray)).returncode == 0
    told = found(command("doctor", "--json", PATH=tools.path))["originals"]
    assert (told["ok"], told["detail"]) == (True, "each file has a row; 1 are named")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_that_may_not_be_written(command, tools):
    tools("tesseract", GOOD_TESSERACT)
    (command.folder / "uploads").mkdir(mode=0o500)
    done = command("doctor", "--json", PATH=tools.path)
    assert done.returncode == 1
    assert not found(done)["upload folder"]["ok"]


def test_upload_folder_that_is_a_file(command, tools):
    tools("tesseract", GOOD_TESSERACT)
    (command.folder / "uploads").write_text("in the way")
    done = command("doctor", "--json", PATH=tools.path)
    assert done.returncode == 1
    assert not found(done)["upload folder"]["ok"]
