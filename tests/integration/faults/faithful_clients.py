"""Clients of a service that is broken again and again: what they are told is held against the rows."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from hashlib import sha256
from itertools import count

from killable_service import some_file, until_true
from sqlalchemy import text

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.models.encoding import decode_plain
from python_ocr_reconcile.models.file import FINAL_STATUSES
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.storage.store import Store

CLIENTS = 3


class Client(threading.Thread):
    """Sends files and runs one after the other, and notes what it is told of them."""

    def __init__(self, service, chance, numbers):
        super().__init__(daemon=True)
        self.service, self.chance, self.numbers = service, chance, numbers
        self.sent, self.uploads, self.runs = set(), {}, {}
        self.answers = Counter()
        self.wrong = []
        self.ended = threading.Event()

    def run(self):
        known = {"invoice": [], "bank": []}
        while not self.ended.is_set():
            if self.chance.random() < 0.2 and all(known.values()):
                status, told = self.service.reconcile(*(self.chance.choice(known[k]) for k in known))
                if status == 201:
                    self.runs[told["reconciliation_id"]] = told["total_matches"]
            else:
                kind, content = some_file(self.chance, next(self.numbers))
                digest = sha256(content).hexdigest()
                self.sent.add(digest)
                for _ in range(self.chance.choice((1, 1, 2))):  # now and then the same once more
                    status, told = self.service.upload(kind, content, wait=self.chance.random() < 0.3)
                    if status in (200, 201, 202):
                        self.uploads[told["upload_id"]] = kind, digest
                        known[kind].append(told["upload_id"])
            self.answers[status] += 1
            # 422: the process that read it was killed twice.
            crashed = status == 422 and told["code"] == "worker_crashed"
            if status not in (0, 200, 201, 202, 409, 503) and not crashed:
                self.wrong.append((status, told))
            if status in (0, 503):
                time.sleep(0.05)


def begun(service, chance):
    """Clients at work."""
    numbers = count(chance.randrange(10**6) * 100_000)
    clients = [Client(service, random.Random(chance.random()), numbers) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    return clients


def ended(clients, service):
    """No more is sent, and all that was is read."""
    for client in clients:
        client.ended.set()
    for client in clients:
        client.join(60)
    service.wait_until_it_answers()
    with Store.open(settings_of(service)) as store:
        until_true(lambda: not unended(store), 120)


def wait_for_answers(clients, more, seconds=10):
    """Until the clients had so many more answers, however slow the machine is."""
    end = time.monotonic() + seconds
    wanted = sum(map(answered, clients)) + more
    while sum(map(answered, clients)) < wanted and time.monotonic() < end:
        time.sleep(0.01)


def answered(client):
    return client.answers.total() - client.answers[0]


def settings_of(service):
    return Settings(
        database_url=service.database, upload_folder=service.uploads,
        audit_key_file=service.folder / "audit.key",
    )  # fmt: skip


def unended(store):
    with store.database.read() as connection:
        tables = ("production_invoice_uploads", "production_bank_uploads")
        counted = (
            f"SELECT count(*) FROM {table} WHERE status IN ('pending', 'processing')" for table in tables
        )
        return sum(connection.execute(text(one)).scalar_one() for one in counted)


def compare(service, clients, also=()):
    """Everything that was acknowledged is there, whole, once, and at its end."""
    assert [client.wrong for client in clients] == [[]] * CLIENTS
    sent = {sha256(one).hexdigest() for one in also}.union(*(client.sent for client in clients))
    acknowledged = {key: value for client in clients for key, value in client.uploads.items()}
    runs = {key: value for client in clients for key, value in client.runs.items()}
    assert acknowledged
    with Store.open(settings_of(service)) as store:
        hashes, status = Counter(), Counter()
        for kind in ("invoice", "bank"):
            rows, cursor = store.list_uploads(kind, limit=200)
            while cursor is not None:
                more, cursor = store.list_uploads(kind, cursor=cursor, limit=200)
                rows += more
            for row in rows:
                whole = store.get(kind, row.upload_id, with_page_layer=True)
                document = whole.invoice_json if kind == "invoice" else whole.bank_transaction_json
                hashes[row.file_hash] += 1
                status[row.status, row.error_code] += 1
                assert row.status in FINAL_STATUSES
                assert (service.uploads / row.file_path).stat().st_size == row.file_size
                assert (document is not None) == (row.status != "failed")
                if document is not None:
                    validate(document, kind)
                    assert decode_plain(document)["upload_id"] == row.upload_id
                    finished = store.list_audit(kind, row.upload_id, limit=100)[0]
                    assert [entry.action for entry in finished].count("finished") == 1
                if row.upload_id in acknowledged:
                    assert acknowledged.pop(row.upload_id) == (kind, row.file_hash)
        print({"rows": hashes.total(), "runs": len(runs), **status})  # noqa: T201
        assert acknowledged == {}
        assert set(hashes) <= sent
        assert set(hashes.values()) == {1}
        assert {code for one, code in status if one == "failed"} <= {"worker_crashed"}
        for number, matches in runs.items():
            assert store.get_reconciliation(number).total_matches_found == matches
        whole = store.verifier(service.uploads).steps()
        assert [one for step in whole for one in step.findings] == []
