"""Nothing is altered unseen: every way of altering rows, audit and originals is found.

`make faults` alters a thousand times; TAMPERS and TAMPER_SEED say how often, and which.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import text
from store_contract import claim, finished
from tampering import Tamperer, fill

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import AuditKeyError
from python_ocr_reconcile.storage import migrate
from python_ocr_reconcile.storage.store import Store
from python_ocr_reconcile.storage.tables import invoice_uploads
from python_ocr_reconcile.storage.verify import Tip, tip_of

TAMPERS = int(os.environ.get("TAMPERS", "60"))


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "uploads").mkdir()
    return Settings(database_url=str(tmp_path / "store.db"), upload_folder=tmp_path / "uploads")


def findings(store, settings, tip=None):
    return [one for step in store.verifier(settings.upload_folder).steps(tip) for one in step.findings]


def codes(store, settings, tip=None):
    return {one.code for one in findings(store, settings, tip)}


def test_every_way_of_altering_what_is_stored_is_found(settings):
    seed = int(os.environ.get("TAMPER_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    print(f"TAMPER_SEED={seed} TAMPERS={TAMPERS}")  # noqa: T201 - set it to replay the same changes
    chance = random.Random(seed)
    missed, tried = [], Counter()
    with Store.open(settings) as store:
        fill(store, settings.upload_folder)
        tip = tip_of(store.database)
        assert findings(store, settings, tip) == []
        tamperer = Tamperer(settings.database_url, settings.upload_folder, chance)
        while tried.total() < TAMPERS:
            way = chance.choice(tamperer.ways())
            done = way()
            if done is None:
                continue
            said, undo = done
            tried[way.__name__] += 1
            if not findings(store, settings, tip):
                missed.append(said)
            undo()
            assert findings(store, settings, tip) == [], f"not undone: {said}"
        tamperer.close()
    print(dict(tried))  # noqa: T201
    assert missed == []


def test_a_sealed_store_stays_sound_over_a_restart_and_many_steps(settings):
    with Store.open(settings) as store:
        fill(store, settings.upload_folder)
        whole = list(store.verifier(settings.upload_folder).steps())
        assert len(whole) == 1
        looked = (whole[0].entries, whole[0].rows, whole[0].files)
    with Store.open(settings) as store:
        verifier = store.verifier(settings.upload_folder)
        steps, after = [], 0
        while not steps or not steps[-1].done:
            steps.append(verifier.step(after, most=3))
            after = steps[-1].tip.sequence if steps[-1].tip else after
        assert [step.findings for step in steps] == [[]] * len(steps)
        assert tuple(map(sum, zip(*((s.entries, s.rows, s.files) for s in steps), strict=True))) == looked


def test_what_was_cut_off_is_seen_by_the_tip_alone(settings):
    with Store.open(settings) as store:
        claim(store, content="a")
        before = tip_of(store.database)
        with store.database.write() as connection:
            connection.execute(
                text("DELETE FROM production_audit WHERE sequence = :n"), {"n": before.sequence}
            )
            connection.execute(text("UPDATE production_numbers SET last = last - 1 WHERE name = 'audit'"))
            connection.execute(text("DELETE FROM production_invoice_uploads"))
            connection.execute(text("UPDATE production_numbers SET last = 0 WHERE name = 'upload'"))
        assert codes(store, settings) == set()
        assert codes(store, settings, before) == {"audit_truncated"}
        claim(store, content="b")
        assert codes(store, settings, before) >= {"audit_truncated"}


def test_a_row_that_nobody_wrote_through_the_store_is_found(settings):
    with Store.open(settings) as store:
        finished(store)
        with store.database.write() as connection:
            columns = [
                c for c in invoice_uploads.columns.keys()  # noqa: SIM118 - not a dict
                if c not in ("id", "upload_id", "file_hash")
            ]  # fmt: skip
            listed = ", ".join(columns)
            connection.execute(
                text(
                    f"INSERT INTO production_invoice_uploads (upload_id, file_hash, {listed}) "
                    f"SELECT 2, 'forged', {listed} FROM production_invoice_uploads"
                )
            )
        assert {"row_unsealed", "number_altered"} <= codes(store, settings)


def test_rows_of_before_the_audit_are_sealed_at_the_next_start(settings):
    with Store.open(settings) as store:
        fill(store, settings.upload_folder)
        rows = store.counts()
    migrate.downgrade(settings, "0001")
    with Store.open(settings) as store:
        assert store.counts() == rows
        assert codes(store, settings) == set()
        entries, _ = store.list_audit(limit=100)
        assert [entry.action for entry in entries][::-1] == ["audit_begun"] + ["sealed"] * sum(rows.values())
        with store.database.write() as connection:
            connection.execute(
                text("UPDATE production_invoice_uploads SET file_name = 'x' WHERE upload_id = 1")
            )
        assert codes(store, settings) == {"row_altered"}


def test_the_audit_says_who_did_what_and_what_the_document_was(settings):
    with Store.open(settings) as store:
        row = finished(store, invoice_json=b'{"a":1}')
        anna = store.acting(tenant=None, actor="anna")
        anna.revise(replace_document(row, b'{"a":2}'), seen=b'{"a":1}', action="corrected")
        entries, cursor = store.list_audit("invoice", row.upload_id)
        assert cursor is None
        assert [(entry.action, entry.actor) for entry in entries] == [
            ("corrected", "anna"), ("finished", "local"), ("claimed", "local"),
        ]  # fmt: skip
        assert entries[0].document_hash_before == entries[1].document_hash != entries[0].document_hash
        assert [entry.file_hash for entry in entries] == [row.file_hash] * 3


def replace_document(row, document):
    import msgspec

    return msgspec.structs.replace(row, invoice_json=document)


def test_the_key_lies_beside_the_database_for_its_owner_alone(settings, tmp_path):
    Store.open(settings).close()
    key = tmp_path / "store.db.audit-key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(key.read_text())) == 32


def test_without_its_key_a_database_is_not_opened(settings, tmp_path):
    with Store.open(settings) as store:
        claim(store)
    (tmp_path / "store.db.audit-key").rename(tmp_path / "elsewhere")
    with pytest.raises(AuditKeyError, match="there is no file"):
        Store.open(settings)
    assert not (tmp_path / "store.db.audit-key").exists()
    Store.open(replace(settings, audit_key_file=tmp_path / "elsewhere")).close()
    (tmp_path / "other").write_text("ab" * 32)
    with pytest.raises(AuditKeyError, match="sealed with the key"):
        Store.open(replace(settings, audit_key_file=tmp_path / "other"))
    (tmp_path / "nonsense").write_text("ab")
    with pytest.raises(AuditKeyError, match="64 hexadecimal digits"):
        Store.open(replace(settings, audit_key_file=tmp_path / "nonsense"))


def test_a_tip_of_another_audit_does_not_match(settings):
    with Store.open(settings) as store:
        claim(store)
        assert "audit_truncated" in codes(store, settings, Tip(sequence=1, seal="0" * 64))
