"""A backup taken under load is of one moment, and comes back whole: on both databases, and across them."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from hashlib import sha256

import pytest
from store_contract import claim, finished
from tampering import fill

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import AuditKeyError, BackupError, InputError
from python_ocr_reconcile.storage.backup import backup, restore
from python_ocr_reconcile.storage.store import Store


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "uploads").mkdir()
    return Settings(
        database_url=str(tmp_path / "store.db"),
        upload_folder=tmp_path / "uploads",
        audit_key_file=tmp_path / "key",
    )


def elsewhere(settings, tmp_path, name, url=None):
    """Another machine, with nothing but the key."""
    folder = tmp_path / name
    folder.mkdir()
    return replace(settings, database_url=url or str(folder / "store.db"), upload_folder=folder / "uploads")


def put(folder, content):
    digest = sha256(content.encode()).hexdigest()
    path = folder / digest[:2] / digest
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode())
    return f"{digest[:2]}/{digest}", digest


def write_until(store, folder, ended, written):
    number = 0
    while not ended.is_set():
        content = f"under load {threading.get_ident()} {number}"
        path, digest = put(folder, content)
        row, _ = store.claim_upload(
            "invoice", file_name="a.pdf", file_path=path, file_hash=digest, file_size=1, mime_type="m"
        )
        store.begin("invoice", row.upload_id, "worker")
        written.append(row.upload_id)
        number += 1


def back_and_forth(settings, tmp_path, urls):
    """A backup under load, then from machine to machine; each time the same digests, each time sound."""
    ended, written = threading.Event(), []
    with Store.open(settings) as store:
        fill(store, settings.upload_folder)
        store.create_token(tenant="north", user_name="anna", scopes=["read"], valid_for=None)
        writers = [
            threading.Thread(target=write_until, args=(store, settings.upload_folder, ended, written))
            for _ in range(2)
        ]
        for writer in writers:
            writer.start()
        while len(written) < 5:
            time.sleep(0.01)
        first = backup(store.database, store.audit, settings.upload_folder, tmp_path / "0.tar")
        seen = len(written)
        while len(written) < seen + 3:
            time.sleep(0.01)
        ended.set()
        for writer in writers:
            writer.join()
    digests = {name: part.digest for name, part in first.tables.items()}
    for number, url in enumerate(urls):
        there = elsewhere(settings, tmp_path, f"machine {number}", url)
        restored = restore(there, tmp_path / f"{number}.tar")
        assert restored.findings == []
        with Store.open(there) as store:
            made = backup(store.database, store.audit, there.upload_folder, tmp_path / f"{number + 1}.tar")
            assert {name: part.digest for name, part in made.tables.items()} == digests
            assert made.files == first.files
    with Store.open(there) as store:  # and it goes on from there
        claim(store, content="later")
        finished(store, content="and later")
        assert [
            f for step in store.verifier(there.upload_folder, files=False).steps() for f in step.findings
        ] == []


def test_from_sqlite_to_sqlite(settings, tmp_path):
    back_and_forth(settings, tmp_path, [None, None])


@pytest.mark.slow
def test_from_sqlite_to_postgresql_and_back(settings, tmp_path, postgres_url):
    back_and_forth(settings, tmp_path, [postgres_url(), None])


@pytest.mark.slow
def test_from_postgresql_to_sqlite(settings, tmp_path, postgres_url):
    back_and_forth(replace(settings, database_url=postgres_url()), tmp_path, [None])


@pytest.fixture
def made(settings, tmp_path):
    with Store.open(settings) as store:
        fill(store, settings.upload_folder)
        backup(store.database, store.audit, settings.upload_folder, tmp_path / "backup.tar")
    return tmp_path / "backup.tar"


def test_it_is_for_its_owner_alone_and_never_overwrites(settings, made, tmp_path):
    assert made.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "key").read_bytes().strip() not in made.read_bytes()
    with Store.open(settings) as store, pytest.raises(InputError, match="is there already"):
        backup(store.database, store.audit, settings.upload_folder, made)


@pytest.mark.parametrize("cut", [0.1, 0.4, 0.7])
def test_an_archive_that_is_not_whole_restores_nothing(settings, made, tmp_path, cut):
    content = made.read_bytes()
    made.write_bytes(content[: int(len(content) * cut)])
    there = elsewhere(settings, tmp_path, "there")
    with pytest.raises(BackupError):
        restore(there, made)
    with Store.open(there) as store:
        assert sum(store.counts().values()) == 0


def test_an_altered_original_in_the_archive_is_found(settings, made, tmp_path):
    content = made.read_bytes()
    at = content.index(b"original 0original 0")
    made.write_bytes(content[:at] + b"O" + content[at + 1 :])
    with pytest.raises(BackupError, match="is not what the manifest says"):
        restore(elsewhere(settings, tmp_path, "there"), made)


def test_what_was_altered_before_the_backup_is_told_after_it(settings, tmp_path):
    with Store.open(settings) as store:
        fill(store, settings.upload_folder)
        with store.database.write() as connection:
            connection.exec_driver_sql(
                "UPDATE production_bank_uploads SET file_name = 'x' WHERE upload_id = 2"
            )
        backup(store.database, store.audit, settings.upload_folder, tmp_path / "backup.tar")
    done = restore(elsewhere(settings, tmp_path, "there"), tmp_path / "backup.tar")
    assert [(one.code, one.row_id) for one in done.findings] == [("row_altered", 2)]


def test_a_database_that_is_not_empty_and_a_missing_key_are_refused(settings, made, tmp_path):
    with pytest.raises(InputError, match="not empty"):
        restore(settings, made)
    there = replace(elsewhere(settings, tmp_path, "there"), audit_key_file=tmp_path / "no key")
    with pytest.raises(AuditKeyError, match="there is no"):
        restore(there, made)
    (tmp_path / "no key").write_text("cd" * 32)
    with pytest.raises(AuditKeyError, match="is sealed with the key"):
        restore(there, made)


def test_what_is_no_backup_is_refused(settings, tmp_path):
    (tmp_path / "x").write_bytes(b"nothing of the kind")
    with pytest.raises(BackupError):
        restore(settings, tmp_path / "x")
