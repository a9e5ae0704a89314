"""An export proves itself, fails after any changed byte, and comes back as the same rows in either database.

`make faults` does it with a thousand documents and a thousand changes; EXPORT_DOCUMENTS, EXPORT_CHANGES and
EXPORT_SEED say how many, and which.
"""

import os
import random
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from kept_uploads import fill
from sqlalchemy import select

from python_ocr_reconcile.exporting import check_export
from python_ocr_reconcile.exporting.export import export_folder, export_zip
from python_ocr_reconcile.exporting.read_back import check, import_export
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system
from python_ocr_reconcile.storage.carried import whole_row_hash
from python_ocr_reconcile.storage.tables import (
    bank_uploads,
    invoice_uploads,
    reconciliation_matches,
    reconciliation_uploads,
)

DOCUMENTS = int(os.environ.get("EXPORT_DOCUMENTS", "10"))
CHANGES = int(os.environ.get("EXPORT_CHANGES", "40"))


@pytest.fixture(scope="module")
def held(kept, settings, tmp_path_factory):
    """The service that is exported: the shared one, or one with as many documents as are asked for."""
    if DOCUMENTS == 10:
        yield kept
        return
    folder = tmp_path_factory.mktemp("many")
    with initialize_production_json_system(folder / "rows.db", folder / "uploads", settings=settings) as api:
        fill(api, DOCUMENTS)
        yield api


@pytest.fixture(scope="module")
def archive(held, tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "export.zip"
    done = export_zip(held, path)
    assert (done.originals, done.runs, done.left_out) == (DOCUMENTS + 1, DOCUMENTS // 5, 1)
    assert done.documents == DOCUMENTS + DOCUMENTS // 5
    return path


def rows_of(store):
    """Every row to the bit, whichever the database; what waits is not exported."""
    found = {}
    with store.database.read() as connection:
        for table in (invoice_uploads, bank_uploads, reconciliation_matches):
            for row in connection.execute(select(table)).mappings():
                if row["status"] != "pending":
                    found[table.name, row["id"]] = whole_row_hash(row)
        links = connection.execute(select(reconciliation_uploads)).all()
    return found, sorted(map(tuple, links))


def check_with_python_alone(*arguments):
    return subprocess.run(
        [sys.executable, "-I", "-S", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_it_checks_itself_with_python_alone(archive, tmp_path):
    with zipfile.ZipFile(archive) as opened:
        program = opened.read("verify.py")
        opened.extractall(tmp_path / "unpacked")
    assert program == Path(check_export.__file__).read_bytes()
    fingerprint = sha256((tmp_path / "unpacked" / "manifest.json").read_bytes()).hexdigest()
    unpacked = tmp_path / "unpacked"
    for words in ([archive], [unpacked / "verify.py"], [unpacked / "verify.py", archive]):
        done = check_with_python_alone(*words)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert fingerprint in done.stdout
    (unpacked / "one more").write_text("x")
    done = check_with_python_alone(unpacked / "verify.py")
    assert (done.returncode, done.stdout) == (1, "CHANGED: one more is not in the manifest\n")


def test_any_changed_byte_is_found(archive, tmp_path):
    """In the archive, and in the folder that it unpacks to."""
    seed = int(os.environ.get("EXPORT_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    print(f"EXPORT_SEED={seed} EXPORT_CHANGES={CHANGES}")  # noqa: T201 - set it to replay the same changes
    chance = random.Random(seed)
    copy, folder = tmp_path / "changed.zip", tmp_path / "unpacked"
    shutil.copy(archive, copy)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    missed = []
    for number in range(CHANGES):
        in_folder = number % 10 == 9
        path = chance.choice(files) if in_folder else copy
        undo = change_a_byte(path, chance)
        try:
            check_export.fingerprint_of(folder if in_folder else copy)
        except check_export.Broken:
            pass
        else:
            missed.append((path, undo))
        if number % (CHANGES // 8 or 1) == 0:  # a process of its own each time would take minutes
            told = check_with_python_alone(check_export.__file__, folder if in_folder else copy)
            assert (told.returncode, told.stdout[:9]) == (1, "CHANGED: "), (seed, number)
        put_back(path, undo)
    assert missed == []
    assert check_export.fingerprint_of(copy) == check_export.fingerprint_of(folder)


def change_a_byte(path, chance):
    at = chance.randrange(path.stat().st_size)
    with path.open("r+b") as file:
        file.seek(at)
        was = file.read(1)
        file.seek(at)
        file.write(bytes([was[0] ^ chance.randrange(1, 256)]))
    return at, was


def put_back(path, undo):
    with path.open("r+b") as file:
        file.seek(undo[0])
        file.write(undo[1])


def comes_back(held, archive, settings):
    with initialize_production_json_system(settings=settings) as api:
        done = import_export(archive, api.store, settings)
        assert done.verification.ok, done.verification.findings
        assert rows_of(api.store) == rows_of(held.store)
        again = settings.cache_folder / "again.zip"
        export_zip(api, again)
        with zipfile.ZipFile(archive) as first, zipfile.ZipFile(again) as second:
            same = [name for name in first.namelist() if name.startswith(("originals/", "tables/", "books/"))]
            same = [name for name in same if not name.endswith(".xlsx")]  # it names the time of the state
            assert len(same) > DOCUMENTS
            for name in same:
                assert first.read(name) == second.read(name), name
        # It goes on counting behind what came back.
        assert api.reconcile(1, 5).reconciliation_id == DOCUMENTS // 5 + 1
        assert api.verify().ok


def test_it_comes_back_into_sqlite(held, archive, elsewhere):
    comes_back(held, archive, elsewhere())


@pytest.mark.slow
def test_it_comes_back_into_postgresql(held, archive, elsewhere, postgres_url):
    comes_back(held, archive, elsewhere(postgres_url()))


def test_the_same_state_makes_the_same_bytes(held, archive, tmp_path):
    export_folder(held, tmp_path / "folder")
    assert check_export.fingerprint_of(tmp_path / "folder") == check_export.fingerprint_of(archive)
    export_zip(held, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_who_made_it_can_tell_that_it_was_made_there(held, archive, settings, elsewhere):
    found = check(archive, held.store, settings)
    assert (found.made_here, found.tip_stands) == (True, True)
    other = elsewhere()
    with initialize_production_json_system(settings=other) as api:
        assert not check(archive, api.store, other).made_here
