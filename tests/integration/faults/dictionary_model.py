"""The service as a dictionary would be it: what is there, and what it answers to whatever is asked of it.

Hypothesis asks both the same, in any order, and compares after each step. What reading a file gives is known
of each file beforehand; what an answer says of a document is what every later look has to show.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import pymupdf
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from python_ocr_reconcile.api.production_json_api import create_app
from python_ocr_reconcile.config import Limits, ReadHere, Settings
from python_ocr_reconcile.errors import DocumentError
from python_ocr_reconcile.intake.receive import INCOMING
from python_ocr_reconcile.models.encoding import decode_plain
from python_ocr_reconcile.models.file import READ_STATUSES, STATUSES
from python_ocr_reconcile.storage.work import TakenOverError
from python_ocr_reconcile.storage.work_statements import MOST_ATTEMPTS

PREFIX = "/api/production"
PATHS = {"invoice": "invoices", "bank": "bank", "reconciliation": "reconciliations"}
DOCUMENT = {"invoice": "invoice_json", "bank": "bank_transaction_json"}
CORRECTED = {"invoice": ("/invoices/0/", "vendor_name"), "bank": ("/transactions/0/", "description")}
UPLOAD_LIMIT = 20_000

KINDS = st.sampled_from(["invoice", "bank"])
SOME = st.integers(0, 99)
"""Which of those that there are; it counts round."""
KEYS = st.none() | st.sampled_from(["key-1", "key-2", "key-3"])


def invoice_pdf(number: int, total: str) -> bytes:
    lines = (
        "Harbour Lights Ltd", "INVOICE", f"Invoice number: HL-{number}", "Invoice date: 3 May 2024",
        "Subtotal 160.00", "VAT 20% 32.00", f"Total EUR {total}",
    )  # fmt: skip
    with pymupdf.open() as document:
        page = document.new_page()
        for line, text in enumerate(lines):
            page.insert_text((60, 60 + 20 * line), text)
        return bytes(document.tobytes(no_new_id=True))


def bank_file(number: int) -> bytes:
    return (
        f":20:{number}\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C240501EUR1000,00\n"
        f":61:2405060506D192,00NTRFHL-{number}\n:86:Harbour Lights Ltd HL-{number}\n"
        ":61:2405070507D40,00NTRFNONREF\n:86:Rent\n:62F:C240531EUR768,00\n"
    ).encode()


STRANGE = b"MZ" + bytes(99)
CONTENTS: dict[str, list[tuple[bytes, str]]] = {
    # What each file comes to: a status, or the code of its failure.
    "invoice": [
        (invoice_pdf(1, "192.00"), "completed"),
        (invoice_pdf(2, "193.00"), "needs_review"),  # it does not add up
        (b"%PDF-1.7 and no more", "file_damaged"),
        (STRANGE, "unsupported_format"),
    ],
    "bank": [
        (bank_file(1), "completed"),
        (bank_file(2), "completed"),
        (STRANGE, "unsupported_format"),  # the same bytes may be sent as either
    ],
}


@dataclass(slots=True)
class Known:
    """An upload as the dictionary has it."""

    kind: str
    content: bytes
    outcome: str
    name: str
    status: str = "pending"
    code: str | None = None
    attempts: int = 0
    worker: str | None = None
    document: Any = None
    """As the service showed it last; ``None`` until it is read."""

    @property
    def file_hash(self) -> str:
        return sha256(self.content).hexdigest()

    def back(self) -> None:
        self.status, self.code, self.worker = "pending", None, None


@dataclass(slots=True)
class Turn:
    """A worker that has begun to read an upload, and may have been taken for dead since."""

    upload_id: int
    row: Any
    worker: str


@dataclass(slots=True)
class Given:
    """The first answer to a key."""

    path: str
    body: str
    status: int
    said: bytes


@dataclass(slots=True)
class Place:
    """Where a service is made: its settings, and what takes it away again."""

    settings: Settings
    gone: Callable[[], None] = field(default=lambda: None)


def settings_of(place: Settings) -> Settings:
    """`place`, where nothing is read but by who asks for it."""
    return replace(
        place, processes=1, read_here=ReadHere.NO, heartbeat_seconds=3_600.0, log_level="error",
        limits=Limits(upload_bytes=UPLOAD_LIMIT),
    )  # fmt: skip


def asked(when: Callable[[Any], Any] = lambda _: True, **arguments: Any) -> Callable[[Any], Any]:
    """Something to ask, `when` it can be, with what.

    Hypothesis leaves out half of its own rules in each run, which is for thousands of runs: these are all
    drawn in each.
    """

    def mark(function: Any) -> Any:
        function.asked = when, st.fixed_dictionaries(arguments)
        return function

    return mark


class DictionaryModel(RuleBasedStateMachine):
    """What may be asked, each with what the dictionary says to it."""

    new_place: Callable[[], Place]

    def __init__(self) -> None:
        super().__init__()
        self.place = type(self).new_place()
        self.rows: dict[int, Known] = {}
        self.runs: dict[int, Any] = {}
        self.turns: list[Turn] = []
        self.given: dict[str, Given] = {}
        self.entries = 1
        """Of the audit; the first is its beginning."""
        self.verified = 1
        """The last entry that was looked at; the whole is looked at in the end."""
        self.workers = 0
        self.begin_service()

    def begin_service(self) -> None:
        app = create_app(self.place.settings)
        self.api = app.extensions["production_json_api"]
        self.client = app.test_client()

    def teardown(self) -> None:
        try:
            steps = list(self.api.store.verifier(self.place.settings.upload_folder).steps())
            assert [one for step in steps for one in step.findings] == []
            assert sum(step.entries for step in steps) == self.entries
        finally:
            self.api.close()
            self.place.gone()

    # ------------------------------------------------------------ asking

    @rule(data=st.data())
    def step(self, data: Any) -> None:
        can = {name: one.asked for name, one in vars(DictionaryModel).items() if hasattr(one, "asked")}
        possible = [name for name, (when, _) in can.items() if when(self)]
        name = data.draw(st.sampled_from(possible), "asked")
        getattr(self, name)(**data.draw(can[name][1], name))

    def ask(self, method: str, path: str, key: str | None = None, *, said: str = "", **more: Any) -> Any:
        """The answer; of a key that was used, what has to be said of that is checked, and it is ``None``."""
        headers = more.pop("headers", {})
        if key is not None:
            headers["Idempotency-Key"] = key
        answer = self.client.open(f"{PREFIX}/{path}", method=method, headers=headers, **more)
        assert answer.status_code < 500, answer.data
        first = self.given.get(key or "")
        if key is not None and first is not None:
            if (first.path, first.body) == (path, said):
                assert (answer.status_code, answer.data) == (first.status, first.said)
                assert answer.headers["Idempotency-Replayed"] == "true"
            else:
                assert refused(answer) == (422, "idempotency_key_reused")
            return None
        assert "Idempotency-Replayed" not in answer.headers
        if key is not None and answer.status_code not in (409, 412, 413, 428):
            self.given[key] = Given(path, said, answer.status_code, answer.data)
        return answer

    def of_kind(self, kind: str) -> list[int]:
        return [number for number, known in self.rows.items() if known.kind == kind]

    def a_row(self, some: int) -> tuple[int, Known]:
        number = list(self.rows)[some % len(self.rows)]
        return number, self.rows[number]

    # ------------------------------------------------------------ beginning

    @initialize(stage=st.integers(0, 4))
    def begin_with(self, stage: int) -> None:
        """Nothing; four uploads; two of them read; all of them; and a run of two of them."""
        if stage:
            for kind in ("invoice", "bank"):
                for some in (0, 1):
                    self.upload(kind, some, None, "a.pdf")
            for some in range({1: 0, 2: 2}.get(stage, 4)):
                self.read_one(some)
        if stage == 4:
            self.reconcile(0, 2, None)

    # ------------------------------------------------------------ uploading

    @asked(kind=KINDS, some=SOME, key=KEYS, name=st.sampled_from(["a.pdf", "b.pdf", "../c%_.pdf"]))
    def upload(self, kind: str, some: int, key: str | None, name: str) -> None:
        content, outcome = CONTENTS[kind][some % len(CONTENTS[kind])]
        answer = self.ask(
            "POST", f"{PATHS[kind]}/upload", key, said=sha256(content).hexdigest(),
            data={"file": (io.BytesIO(content), name)}, headers={"Prefer": "respond-async"},
        )  # fmt: skip
        if answer is None:
            return
        told = answer.json
        same = [n for n in self.of_kind(kind) if self.rows[n].content == content]
        if not same:
            self.entries += 1
            number = len(self.rows) + 1
            self.rows[number] = Known(kind, content, outcome, name.rpartition("/")[2])
        else:
            (number,) = same
            if self.rows[number].status == "failed":
                self.entries += 1
                self.rows[number].back()
                self.rows[number].attempts = 0
        known = self.rows[number]
        assert answer.status_code == (200 if known.status in READ_STATUSES else 202)
        assert told.get("duplicate", False) == bool(same)
        assert (told["upload_id"], told["status"], told["file_name"]) == (number, known.status, known.name)

    @asked(kind=KINDS, content=st.sampled_from([b"", bytes(UPLOAD_LIMIT + 1)]), key=KEYS)
    def upload_what_is_refused(self, kind: str, content: bytes, key: str | None) -> None:
        """Before all of it has come, no key is looked at."""
        headers = {} if key is None else {"Idempotency-Key": key}
        data = {"file": (io.BytesIO(content), "a.pdf")}
        answer = self.client.post(f"{PREFIX}/{PATHS[kind]}/upload", data=data, headers=headers)
        assert refused(answer) == ((413, "file_too_large") if content else (422, "file_empty"))

    # ------------------------------------------------------------ reading

    @asked(lambda self: self.rows, some=SOME)
    def begin(self, some: int) -> None:
        """A worker takes an upload; one that reads it already is taken for dead."""
        number, known = self.a_row(some)
        if known.status == "pending" and known.code is not None:
            return  # whether it is due again is a matter of time
        self.workers += 1
        worker = f"worker-{self.workers}"
        row = self.api.store.begin(known.kind, number, worker, stale_after_seconds=0)
        if known.status not in ("pending", "processing"):
            assert row is None
            return
        self.entries += 1
        if known.status == "processing" and known.attempts >= MOST_ATTEMPTS:
            assert row is None
            known.status, known.code, known.worker = "failed", "worker_crashed", None
            return
        known.status, known.worker, known.attempts = "processing", worker, known.attempts + 1
        self.turns.append(Turn(number, row, worker))

    @asked(lambda self: self.rows, some=SOME)
    def read_one(self, some: int) -> None:
        """A worker that lives long enough."""
        turns = len(self.turns)
        self.begin(some)
        if len(self.turns) > turns:
            self.read(turns)

    @asked(lambda self: self.turns, some=SOME)
    def read(self, some: int) -> None:
        """A worker comes to the end of reading, whether or not the upload is still its own."""
        turn = self.turns.pop(some % len(self.turns))
        known = self.rows[turn.upload_id]
        try:
            self.api.workflows.process_upload(turn.row, worker=turn.worker)
            came_to = self.api.store.find_upload(turn.upload_id).status
        except TakenOverError:
            assert known.worker != turn.worker
            return
        except DocumentError as problem:
            came_to = problem.code
        if known.worker != turn.worker:
            assert came_to == known.outcome  # it failed, and that is not written
            return
        self.entries += 1
        assert came_to == known.outcome
        known.worker = None
        if known.outcome in READ_STATUSES:
            known.status = known.outcome
            known.document = self.shown(turn.upload_id)[DOCUMENT[known.kind]]
            assert known.document["upload_id"] == turn.upload_id
        else:
            known.status, known.code = "failed", known.outcome

    @asked(lambda self: self.turns, some=SOME, how=st.sampled_from(["release", "heartbeat", "postpone"]))
    def leave(self, some: int, how: str) -> None:
        """A worker puts an upload back, says that it lives, or meets what may pass."""
        turn = self.turns[some % len(self.turns)]
        known, store = self.rows[turn.upload_id], self.api.store
        own = known.worker == turn.worker
        if how == "heartbeat":
            assert store.heartbeat(known.kind, turn.upload_id, turn.worker, (1, 2)) == own
            return
        self.turns.remove(turn)
        if how == "release":
            assert store.release(known.kind, turn.upload_id, turn.worker) == own
        else:
            status = store.fail(
                known.kind,
                turn.upload_id,
                "storage_full",
                "It is.",
                worker=turn.worker,
                retries=MOST_ATTEMPTS,
            )
            assert status == ("pending" if own else None)
        if own:
            self.entries += 1
            known.back()
            if how == "release":
                known.attempts -= 1
            else:
                known.code = "storage_full"

    @asked(lambda self: self.rows, some=SOME, key=KEYS)
    def retry(self, some: int, key: str | None) -> None:
        number, known = self.a_row(some)
        answer = self.ask("POST", f"uploads/{number}/retry", key)
        if answer is None:
            return
        if known.status == "failed" or (known.status == "pending" and known.code):
            assert (answer.status_code, answer.json["status"]) == (202, "pending")
            self.entries += 1
            known.back()
            known.attempts = 0
        else:
            assert refused(answer) == (409, "wrong_status")

    @asked(lambda self: self.rows, some=SOME, key=KEYS)
    def cancel(self, some: int, key: str | None) -> None:
        number, known = self.a_row(some)
        answer = self.ask("POST", f"uploads/{number}/cancel", key)
        if answer is None:
            return
        if known.status in ("pending", "processing"):
            assert (answer.status_code, answer.json["status"]) == (200, "failed")
            self.entries += 1
            known.status, known.code, known.worker = "failed", "cancelled", None
        else:
            assert refused(answer) == (409, "wrong_status")

    # ------------------------------------------------------------ looking

    def shown(self, number: int) -> Any:
        answer = self.client.get(f"{PREFIX}/{PATHS[self.rows[number].kind]}/{number}")
        assert answer.status_code == 200
        return decode_plain(answer.data)

    @asked(kind=KINDS, some=SOME)
    def look(self, kind: str, some: int) -> None:
        number = some % (len(self.rows) + 2)
        answer = self.client.get(f"{PREFIX}/{PATHS[kind]}/{number}")
        known = self.rows.get(number)
        if number == 0:
            assert refused(answer) == (400, "invalid_request")
        elif known is None:
            assert refused(answer) == (404, "not_found")
        elif known.kind != kind:
            assert refused(answer) == (404, "wrong_kind")
        else:
            told = decode_plain(answer.data)
            assert told[DOCUMENT[kind]] == known.document
            assert (told["file_hash"], told["file_size"]) == (known.file_hash, len(known.content))
        state = self.client.get(f"{PREFIX}/uploads/{number}/status")
        if known is not None:
            ahead = sum(one.status == "pending" for n, one in self.rows.items() if n < number)
            assert state.json["ahead"] == (ahead if known.status == "pending" else None)
            assert (state.json["attempts"], state.json["error_code"]) == (known.attempts, known.code)

    @asked(
        kind=KINDS, status=st.none() | st.sampled_from(STATUSES), limit=st.integers(1, 4),
        name=st.none() | st.sampled_from(["A.", "%", ".pdf"]),
    )  # fmt: skip
    def page_through(self, kind: str, status: str | None, limit: int, name: str | None) -> None:
        asked = {"status": status, "file_name": name, "limit": limit, "cursor": None}
        found: list[int] = []
        while True:
            query = {key: value for key, value in asked.items() if value is not None}
            told = self.client.get(f"{PREFIX}/{PATHS[kind]}", query_string=query).json
            assert len(told["items"]) <= limit
            found += [row["upload_id"] for row in told["items"]]
            asked["cursor"] = told["next_cursor"]
            if asked["cursor"] is None:
                break
            assert len(told["items"]) == limit
        assert found == [
            number
            for number in reversed(self.of_kind(kind))
            if status in (None, self.rows[number].status)
            and (name or "").lower() in self.rows[number].name.lower()
        ]

    # ------------------------------------------------------------ changing

    def change(self, number: int, method: str, path: str, version: str, **more: Any) -> Any:
        """The document as a change of it is answered; ``None`` where it is refused."""
        known = self.rows[number]
        place = f"{PATHS[known.kind]}/{number}"
        tag = {"none": None, "old": '"old"', "any": "*"}.get(version, version)
        if version == "seen":
            tag = self.client.get(f"{PREFIX}/{place}").headers["ETag"]
        headers = {} if tag is None else {"If-Match": tag}
        answer = self.client.open(f"{PREFIX}/{place}{path}", method=method, headers=headers, **more)
        if known.document is None:
            assert refused(answer) == (409, "not_ready")
        elif version in ("none", "old"):
            wanted = (428, "version_not_named") if version == "none" else (412, "document_changed")
            assert refused(answer) == wanted
        else:
            assert answer.status_code == 200, answer.data
            self.entries += 1
            told = decode_plain(answer.data)
            document = told[DOCUMENT[known.kind]]
            before, after = (one["processing_info"]["history"] for one in (known.document, document))
            assert after[:-1] == before
            known.status, known.document = told["status"], document
            assert known.status in READ_STATUSES
            return document
        return None

    VERSIONS = st.sampled_from(["seen", "seen", "any", "none", "old"])

    @asked(
        lambda self: self.rows,
        some=SOME,
        version=VERSIONS,
        value=st.sampled_from(["Kessler", "Zoë & Sons", "=1+1"]),
    )
    def correct(self, some: int, version: str, value: str) -> None:
        number, known = self.a_row(some)
        entry, name = CORRECTED[known.kind]
        body = {"corrections": [{"pointer": entry + name, "value": value}]}
        document = self.change(number, "PATCH", "", version, json=body)
        if document is not None:
            _, entries, first, _ = entry.split("/")
            corrected = document[entries][int(first)]
            assert corrected[name] == value
            assert corrected["evidence"][name]["status"] == "human"

    @asked(lambda self: self.rows, some=SOME, version=VERSIONS)
    def accept(self, some: int, version: str) -> None:
        number, known = self.a_row(some)
        if self.change(number, "POST", "/accept", version, json={"reason": "seen"}) is not None:
            assert known.status == "completed"

    @asked(lambda self: self.of_kind("invoice"), some=SOME, version=VERSIONS)
    def find_cuts_anew(self, some: int, version: str) -> None:
        """What people have corrected stays corrected."""
        numbers = self.of_kind("invoice")
        number = numbers[some % len(numbers)]
        before = self.rows[number].document
        document = self.change(number, "DELETE", "/cuts", version)
        if document is not None:
            assert names(document) == names(before)

    # ------------------------------------------------------------ reconciling

    @asked(lambda self: self.rows, some=SOME, other=SOME, key=KEYS)
    def reconcile(self, some: int, other: int, key: str | None) -> None:
        (invoices, left), (bank, right) = self.a_row(some), self.a_row(other)
        body = {"invoice_upload_id": invoices, "bank_upload_id": bank}
        answer = self.ask("POST", "reconcile", key, said=f"{invoices} {bank}", json=body)
        if answer is None:
            return
        if left.kind != "invoice" or (left.document is not None and right.kind != "bank"):
            assert refused(answer) == (404, "wrong_kind")
        elif left.document is None or right.document is None:
            assert refused(answer) == (409, "not_ready")
        else:
            assert answer.status_code == 201
            self.entries += 1
            number = len(self.runs) + 1
            assert answer.json["reconciliation_id"] == number
            self.runs[number] = self.run_shown(number)
            assert held(self.runs[number]) == sorted(
                rows_of(left.document, "invoices", "invoice_id")
                + rows_of(right.document, "transactions", "transaction_id")
            )

    def run_shown(self, number: int) -> Any:
        answer = self.client.get(f"{PREFIX}/reconciliations/{number}")
        assert answer.status_code == 200
        return decode_plain(answer.data)["reconciliation_match_json"]

    def judged(self, number: int, answer: Any, action: str) -> Any:
        """The run after a judgement that was taken: nothing of it is lost or there twice."""
        assert answer.status_code == 200, answer.data
        self.entries += 2  # the run, and what the tenant has learnt
        before = self.runs[number]
        after = self.runs[number] = decode_plain(answer.data)["reconciliation_match_json"]
        assert held(after) == held(before)
        history = after["reconciliation_info"]["history"]
        assert history[:-1] == before["reconciliation_info"]["history"]
        assert history[-1]["action"] == action
        return after

    @asked(lambda self: self.runs, some=SOME, which=SOME, action=st.sampled_from(["confirm", "reject"]))
    def judge(self, some: int, which: int, action: str) -> None:
        number = some % len(self.runs) + 1
        run = self.runs[number]
        links = run["matched"] + run["partial"]
        if not links:
            return
        link = links[which % len(links)]
        answer = self.client.post(
            f"{PREFIX}/reconciliations/{number}/matches/{link['match_id']}/{action}",
            json={}, headers={"If-Match": "*"},
        )  # fmt: skip
        if link["decision"] != "none":
            assert refused(answer) == (422, "judgement_invalid")
            return
        after = self.judged(number, answer, f"{action}ed")
        decided = {one["match_id"]: one["decision"] for one in after["matched"]}
        assert decided.get(link["match_id"]) == ("confirmed" if action == "confirm" else None)

    @asked(lambda self: self.runs, some=SOME, which=SOME)
    def take_back(self, some: int, which: int) -> None:
        number = some % len(self.runs) + 1
        history = self.runs[number]["reconciliation_info"]["history"]
        if not history:
            return
        judgement = history[which % len(history)]
        place = f"{PREFIX}/reconciliations/{number}/judgements/{judgement['judgement_id']}"
        answer = self.client.delete(place, headers={"If-Match": "*"})
        undone = {one["undoes"] for one in history}
        if judgement["action"] == "undone" or judgement["judgement_id"] in undone:
            assert refused(answer) == (422, "judgement_invalid")
        elif judgement is history[-1] or answer.status_code == 200:
            self.judged(number, answer, "undone")
        else:
            assert refused(answer) == (422, "judgement_invalid")  # a later one builds on it

    # ------------------------------------------------------------ running

    @asked(some=SOME)
    def start_again(self, some: int) -> None:
        """All that was acknowledged is there. Seldom: it costs more than ten other steps."""
        if some % 4 == 0:
            self.api.close()
            self.begin_service()

    # ------------------------------------------------------------ what always holds

    @invariant()
    def the_rows_are_those_of_the_dictionary(self) -> None:
        for kind in ("invoice", "bank"):
            rows, _ = self.api.store.list_uploads(kind, limit=100)
            told = {one.upload_id: (one.status, one.error_code, one.file_name, one.file_hash) for one in rows}
            assert len(told) == len(rows)
            assert told == {
                number: (known.status, known.code, known.name, known.file_hash)
                for number, known in self.rows.items()
                if known.kind == kind
            }
        runs, _ = self.api.store.list_reconciliations({}, None, 100)
        assert sorted(run.reconciliation_id for run in runs) == sorted(self.runs)
        assert self.api.store.counts() == {
            "invoice_uploads": len(self.of_kind("invoice")),
            "bank_uploads": len(self.of_kind("bank")),
            "reconciliations": len(self.runs),
        }

    @invariant()
    def each_row_has_its_file_and_each_file_a_row(self) -> None:
        folder = self.place.settings.upload_folder
        there = {path.name: path for path in folder.rglob("*") if path.is_file()}
        assert set(there) == {known.file_hash for known in self.rows.values()}
        assert all(path.parent.name != INCOMING for path in there.values())

    @invariant()
    def the_audit_is_whole_and_has_an_entry_for_each_change(self) -> None:
        new = self.api.store.verifier(self.place.settings.upload_folder).step(self.verified)
        assert (new.findings, new.entries) == ([], self.entries - self.verified)
        self.verified = self.entries

    @precondition(lambda self: self.runs)
    @invariant()
    def the_last_run_is_as_it_was_answered(self) -> None:
        number = max(self.runs)
        assert self.run_shown(number) == self.runs[number]


def refused(answer: Any) -> tuple[int, str]:
    assert answer.mimetype == "application/problem+json", answer.data
    return answer.status_code, answer.json["code"]


def names(document: Any) -> list[str]:
    return [invoice["vendor_name"] for invoice in document["invoices"]]


def rows_of(document: Any, entries: str, name: str) -> list[str]:
    return [one[name] for one in document[entries]]


def held(run: Any) -> list[str]:
    """The invoices and transactions of a run, wherever in it they stand, each as often as it does."""
    links = run["matched"] + run["partial"]
    invoices = [*(one for link in links for one in link["invoices"]), *run["unmatched"]["invoices"]]
    bank = [
        *(one for link in links for one in link["bank_transactions"]),
        *run["unmatched"]["bank_transactions"],
    ]
    return sorted([one["invoice_id"] for one in invoices] + [one["transaction_id"] for one in bank])
