"""A process that writes to the store is killed at any moment: what it was told is stored stays, whole.

`make faults` kills a thousand times; WRITER_KILLS and WRITER_SEED say how often, and when.
"""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from io import BytesIO
from itertools import count

import msgspec
from seeds import chance_of, times

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.intake.receive import receive
from python_ocr_reconcile.models.encoding import decode_plain, encode
from python_ocr_reconcile.models.production_json_models import ReconciliationMatch
from python_ocr_reconcile.storage.store import Store

NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)
KILLS = times("WRITER_KILLS", 15)
MOST_LINES = 7
LONGEST_SECONDS = 0.012
"""One step takes a quarter of it."""


def test_what_a_killed_writer_was_told_is_stored_is_there_whole_and_once(tmp_path):
    settings = Settings(database_url=str(tmp_path / "store.db"), upload_folder=tmp_path / "uploads")
    settings.upload_folder.mkdir()
    chance = chance_of("WRITER_SEED")
    told: dict[tuple[str, str], str] = {}
    Store.open(settings).close()
    after = 0
    for life in range(KILLS):
        lines = write_for_ever(settings, life)
        for line in said_until_killed(
            lines, chance.randrange(MOST_LINES), chance.uniform(0, LONGEST_SECONDS)
        ):
            what, key, value = line.split()
            assert told.setdefault((what, key), value) == value, f"life {life}: {line}"
        with Store.open(settings) as store:
            step = store.verifier(settings.upload_folder).step(after, most=10_000)
            assert step.findings == [], f"life {life}"
            after = step.tip.sequence if step.tip else after
    with Store.open(settings) as store:
        left = len(store.unfinished(0))
        assert [one for step in store.verifier(settings.upload_folder).steps() for one in step.findings] == []
        compare(store, settings, told)
        # Each of those left in the middle is taken up again, and ends.
        for _, upload_id in (one for one in store.unfinished(0) if one[0] == "invoice"):
            store.finish(
                read(store.begin("invoice", upload_id, "heir", stale_after_seconds=0)), worker="heir"
            )
        assert {row.status for row in every_upload(store, "invoice")} == {"completed"}
    print({"kills": KILLS, "told": len(told), "left in the middle": left})  # noqa: T201


def compare(store, settings, told):
    """Everything that was said is there as it was said, and no file has two rows."""
    for (what, key), value in told.items():
        if what == "run":
            document = store.get_reconciliation(int(key)).reconciliation_match_json
            assert decode_plain(document) == {"name": value}
            continue
        row = store.get("invoice", int(key))
        content = (settings.upload_folder / row.file_path).read_bytes()
        assert sha256(content).hexdigest() == row.file_hash == value
        if what == "finished":
            assert row.status == "completed"
            assert decode_plain(row.invoice_json) == {"hash": value}
    kept = [path.name for path in settings.upload_folder.glob("[0-9a-f]*/*")]
    known = [row.file_hash for row in every_upload(store, "invoice")]
    assert len(set(known)) == len(known)
    assert set(known) <= set(kept)


def every_upload(store, kind):
    rows, cursor = store.list_uploads(kind, limit=200)
    while cursor is not None:
        more, cursor = store.list_uploads(kind, cursor=cursor, limit=200)
        rows += more
    return rows


def write_for_ever(settings, life):
    """Uploads and runs, one after the other; each step that is done is said in a line."""
    with Store.open(settings) as store:
        bank = None
        for number in count():
            name = f"{life}-{number}"
            kept = receive(
                BytesIO(name.encode()), file_name=name, folder=settings.upload_folder, limits=settings.limits
            )
            claimed = {**vars_of(kept), "mime_type": "application/pdf"}
            row, _ = store.claim_upload("invoice", **claimed)
            yield f"claimed {row.upload_id} {row.file_hash}"
            begun = store.begin("invoice", row.upload_id, "writer")
            store.heartbeat("invoice", row.upload_id, "writer", (number, 7))
            store.finish(read(begun), worker="writer")
            yield f"finished {row.upload_id} {row.file_hash}"
            bank = bank or store.claim_upload("bank", **claimed)[0]
            run = store.add_reconciliation(partial(run_of, row.upload_id, bank.upload_id, name))
            yield f"run {run.reconciliation_id} {name}"


def vars_of(kept):
    return {name: getattr(kept, name) for name in ("file_name", "file_path", "file_hash", "file_size")}


def read(row):
    """`row` with a document that says of which file it is."""
    return msgspec.structs.replace(
        row, status="completed", invoice_json=encode({"hash": row.file_hash}), page_layer=b"words"
    )


def run_of(invoices, bank, name, number):
    return ReconciliationMatch(
        reconciliation_id=number,
        invoice_upload_id=invoices,
        bank_upload_id=bank,
        invoice_file_name=name,
        bank_file_name=name,
        reconciliation_timestamp=NOON,
        reconciliation_duration_seconds=0.5,
        status="completed",
        reconciliation_match_json=encode({"name": name}),
        created_at=NOON,
        updated_at=NOON,
    )


def said_until_killed(lines, most, seconds):
    """What a child process says, line by line, that is killed `seconds` after its line number `most`."""
    said, saying = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            for line in lines:
                os.write(saying, f"{line}\n".encode())
        finally:
            os._exit(1)
    os.close(saying)
    with os.fdopen(said) as pipe:
        heard = [line for _, line in zip(range(most), pipe, strict=False)]
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        heard += pipe
    assert os.WIFSIGNALED(status), f"it ended by itself: {heard}"
    return heard
