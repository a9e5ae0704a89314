"""What every store does, whatever the database: run against each by subclassing.

A subclass gives the fixture `new_settings`: call it for the settings of a new, empty database.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, update
from tampering import fill

from python_ocr_reconcile.config import Limits, Settings
from python_ocr_reconcile.errors import (
    InputError,
    NotFoundError,
    SchemaViolationError,
    StorageError,
    StorageFullError,
    WrongKindError,
)
from python_ocr_reconcile.models.encoding import canonical_hash, decode_plain, encode
from python_ocr_reconcile.models.production_json_models import (
    BankTransactionUpload,
    InvoiceUpload,
    ReconciliationMatch,
)
from python_ocr_reconcile.storage.documents import DOCUMENT_ORDERS, DOUBTFUL_FIRST, DocumentQuery
from python_ocr_reconcile.storage.search import FEW
from python_ocr_reconcile.storage.store import Store
from python_ocr_reconcile.storage.tables import bank_uploads, invoice_uploads, reconciliation_matches

NOON = datetime(2024, 5, 31, 12, 0, 0, 123000, tzinfo=UTC)
FEW_LARGE_ROWS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2) | st.decimals(
    min_value=-(10**6), max_value=10**6, places=4
)


def claim(store: Store, kind: str = "invoice", content: str = "a", file_name: str = "file.pdf") -> Any:
    row, _ = store.claim_upload(
        kind,
        file_name=file_name,
        file_path=f"{content[:2]}/{content}",
        file_hash=sha256(content.encode()).hexdigest(),
        file_size=len(content),
        mime_type="application/pdf",
    )
    return row


def finished(store: Store, kind: str = "invoice", content: str = "a", **values: Any) -> Any:
    """An upload that has been read; `values` are its columns."""
    file_name = values.pop("file_name", "file.pdf")
    row = claim(store, kind, content, file_name)
    document = "invoice_json" if kind == "invoice" else "bank_transaction_json"
    return store.finish(msgspec.structs.replace(row, **{"status": "completed", document: b"{}", **values}))


def many(store: Store) -> None:
    """Twenty uploads, odd ones of invoices, even ones of statements; every fifth has failed."""
    for number in range(1, 21):
        kind = "invoice" if number % 2 else "bank"
        row = claim(store, kind, str(number))
        if number % 5 == 0:
            store.fail(kind, row.upload_id, "file_damaged", "it is")
            continue
        amount, day = Decimal(f"{number}.00"), date(2024, 5, number)
        status = "needs_review" if number % 4 == 0 else "completed"
        if kind == "bank":
            values = {
                "bank_name": "Meridian Quay Bank", "closing_balance": amount, "currency": "EUR",
                "statement_period_start": day, "statement_period_end": day, "total_debits": Decimal("1.00"),
            }  # fmt: skip
        else:
            vendor, currency = (
                ("North", "EUR") if number % 6 == 1 else ("South", "USD" if number % 6 == 3 else "EUR")
            )
            subtotal = {"count": 1, "total_amount": amount}
            values = {
                "vendor_summary": {vendor: subtotal}, "currency_summary": {currency: subtotal},
                "total_amount": amount, "date_range_start": day, "date_range_end": day,
            }  # fmt: skip
        finished(store, kind, str(number), status=status, **values)


def run_of(store: Store, number: int, **values: Any) -> ReconciliationMatch:
    columns = {
        "reconciliation_id": number,
        "invoice_upload_id": 1,
        "bank_upload_id": 2,
        "invoice_file_name": "invoices.pdf",
        "bank_file_name": "bank.pdf",
        "reconciliation_timestamp": NOON,
        "reconciliation_duration_seconds": 0.25,
        "status": "completed",
        "reconciliation_match_json": b'{"matched":[]}',
        "created_at": NOON,
        "updated_at": NOON,
    }
    return ReconciliationMatch(**{**columns, **values})


def listed(store: Store, kind: str, **filters: Any) -> list[int]:
    rows, cursor = store.list_uploads(kind, filters)
    assert cursor is None
    return [row.upload_id for row in rows]


def at_once(count: int, call: Callable[[int], Any]) -> list[Any]:
    """What `call` gives for 0..count-1, all started at the same moment in threads of their own."""
    barrier = threading.Barrier(count)

    def start(number: int) -> Any:
        barrier.wait()
        return call(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(start, range(count)))


class StoreContract:
    @pytest.fixture
    def store(self, new_settings: Callable[[], Settings]) -> Iterator[Store]:
        with Store.open(new_settings()) as store:
            yield store

    # ------------------------------------------------------------ claiming

    def test_a_claimed_upload_is_pending_and_keeps_what_was_received(self, store):
        before = datetime.now(UTC) - timedelta(seconds=5)
        row, new = store.claim_upload(
            "invoice",
            file_name="Rechnung Nº 7.pdf",
            file_path="ab/abcdef",
            file_hash="ab" * 32,
            file_size=5_000_000_000,
            mime_type="application/pdf",
        )
        assert new
        assert (row.file_name, row.file_path, row.file_hash) == ("Rechnung Nº 7.pdf", "ab/abcdef", "ab" * 32)
        assert (row.file_size, row.mime_type, row.status) == (5_000_000_000, "application/pdf", "pending")
        assert before < row.upload_timestamp == row.created_at == row.updated_at
        assert row.upload_timestamp.utcoffset() == timedelta(0)
        assert store.get("invoice", row.upload_id) == row

    def test_the_same_bytes_again_are_the_same_row(self, store):
        first = claim(store, file_name="first.pdf")
        again, new = store.claim_upload(
            "invoice",
            file_name="second.pdf",
            file_path="x",
            file_hash=first.file_hash,
            file_size=1,
            mime_type="x",
        )
        assert not new
        assert again == first

    def test_upload_ids_are_one_sequence_over_both_kinds(self, store):
        ids = [claim(store, kind, content).upload_id for content in "abc" for kind in ("invoice", "bank")]
        assert ids == [1, 2, 3, 4, 5, 6]

    def test_a_repeated_claim_uses_up_no_number(self, store):
        claim(store, content="a")
        claim(store, content="a")
        assert claim(store, content="b").upload_id == 2

    def test_fifty_claims_of_one_hash_at_once_make_one_row(self, store):
        claims = at_once(
            50,
            lambda number: store.claim_upload(
                "invoice",
                file_name=f"{number}.pdf",
                file_path="p",
                file_hash="c" * 64,
                file_size=1,
                mime_type="m",
            ),
        )
        assert [new for _, new in claims].count(True) == 1
        assert {row.upload_id for row, _ in claims} == {1}
        assert store.counts()["invoice_uploads"] == 1

    def test_claims_of_different_files_at_once_get_different_numbers(self, store):
        rows = at_once(20, lambda number: claim(store, ("invoice", "bank")[number % 2], f"file {number}"))
        assert sorted(row.upload_id for row in rows) == list(range(1, 21))

    # ------------------------------------------------------------ the audit

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE production_invoice_uploads SET file_name = 'other.pdf' WHERE upload_id = 1",
            "UPDATE production_invoice_uploads SET status = 'needs_review' WHERE upload_id = 1",
            "UPDATE production_invoice_uploads SET file_path = 'x' WHERE upload_id = 1",
            "UPDATE production_invoice_uploads SET attempts = 7 WHERE upload_id = 1",
            "UPDATE production_invoice_uploads SET invoice_json = '{\"a\": 2}' WHERE upload_id = 1",
            "UPDATE production_invoice_uploads SET confidence_score = 0.7500000000000001 WHERE upload_id = 1",
            "UPDATE production_invoice_uploads SET tenant = 'other' WHERE upload_id = 1",
            "UPDATE production_bank_uploads SET created_at = upload_timestamp, attempts = 2",
            "DELETE FROM production_reconciliation_uploads WHERE reconciliation_id = 2",
            "UPDATE production_tenant_documents SET updated_at = created_at, name = 'x' WHERE kind = 'rates'",
            "DELETE FROM production_tenant_documents WHERE kind = 'profile'",
            "UPDATE production_reconciliation_matches SET total_amount_matched = total_amount_matched + 1",
            "UPDATE production_audit SET actor = 'nobody' WHERE sequence = 3",
            "UPDATE production_audit SET document_hash = NULL WHERE document_hash IS NOT NULL",
            "DELETE FROM production_audit WHERE sequence = 4",
            "DELETE FROM production_audit WHERE sequence > 1",
            "DELETE FROM production_audit",
            "UPDATE production_numbers SET last = last + 1 WHERE name = 'upload'",
        ],
    )
    def test_what_is_altered_behind_its_back_is_found(self, new_settings, tmp_path, change):
        settings = replace(new_settings(), upload_folder=tmp_path)
        with Store.open(settings) as store:
            fill(store, tmp_path)
            assert [step.findings for step in store.verifier(tmp_path).steps()] == [[]]
            with store.database.write() as connection:
                connection.exec_driver_sql(change)
            assert any(step.findings for step in store.verifier(tmp_path).steps())

    def test_a_row_and_its_entry_are_written_together_or_not_at_all(self, store, monkeypatch):
        claim(store)

        def fail(*_: Any) -> Any:
            raise StorageError("the audit cannot be written")

        monkeypatch.setattr(type(store.audit), "seal_of", fail)
        with pytest.raises(StorageError):
            claim(store, content="b")
        with pytest.raises(StorageError):
            store.begin("invoice", 1, "worker")
        monkeypatch.undo()
        assert store.get("invoice", 1).status == "pending"
        assert store.counts()["invoice_uploads"] == 1
        assert claim(store, content="b").upload_id == 2

    def test_many_who_write_at_once_leave_one_chain(self, store, tmp_path):
        def work(number: int) -> None:
            row = claim(store, ("invoice", "bank")[number % 2], f"file {number}")
            store.begin(row.kind, row.upload_id, "worker")
            finished(store, row.kind, f"file {number}")

        at_once(12, work)
        steps = list(store.verifier(tmp_path, files=False).steps())
        assert [step.findings for step in steps] == [[]]
        assert steps[-1].entries == 1 + 3 * 12

    # ------------------------------------------------------------ what is kept

    def test_every_column_of_an_invoice_upload_comes_back(self, store):
        row = msgspec.structs.replace(
            claim(store),
            pages_total=3,
            processing_start=NOON,
            processing_end=NOON + timedelta(seconds=1),
            processing_duration_seconds=1.0,
            ocr_engine="tesseract 5.3.0",
            confidence_score=0.9375,
            status="needs_review",
            page_layer=bytes(range(256)),
            invoice_json=b'{"invoices":[{"total_amount":12.30}]}',
            total_invoices_found=2,
            total_invoices_processed=1,
            total_amount=Decimal("1190.00"),
            currency_summary={"EUR": {"count": 1, "total_amount": Decimal("1190.00")}},
            vendor_summary={"Bäckerei Ωmega": {"count": 1, "total_amount": None}},
            date_range_start=date(2024, 1, 31),
            date_range_end=date(2024, 2, 29),
        )
        stored = store.finish(row)
        kept = store.get("invoice", row.upload_id, with_page_layer=True)
        assert decode_plain(kept.invoice_json) == decode_plain(row.invoice_json)
        expected = msgspec.structs.replace(row, updated_at=kept.updated_at, invoice_json=kept.invoice_json)
        assert kept == expected
        assert stored == msgspec.structs.replace(expected, invoice_json=row.invoice_json)
        assert kept.updated_at >= row.updated_at

    def test_every_column_of_a_bank_upload_comes_back(self, store):
        row = msgspec.structs.replace(
            claim(store, "bank"),
            pages_total=7,
            processing_start=NOON,
            processing_end=NOON,
            processing_duration_seconds=0.0,
            confidence_score=1.0,
            status="completed",
            page_layer=b"",
            bank_transaction_json=b'{"transactions":[]}',
            account_number="0012345678",
            account_name="N. Holder",
            bank_name="Bank",
            statement_period_start=date(2024, 1, 1),
            statement_period_end=date(2024, 1, 31),
            opening_balance=Decimal("-0.01"),
            closing_balance=Decimal("99999999999.99"),
            total_debits=Decimal("0.00"),
            total_credits=Decimal("1.125"),
            currency="BHD",
            statement_type="checking",
            total_transactions_found=342,
            total_transactions_processed=341,
            transaction_type_summary={"card": {"count": 3, "total_amount": Decimal("-1.10")}},
        )
        store.finish(row)
        kept = store.get("bank", row.upload_id, with_page_layer=True)
        assert decode_plain(kept.bank_transaction_json) == {"transactions": []}
        assert kept == msgspec.structs.replace(
            row, updated_at=kept.updated_at, bank_transaction_json=kept.bank_transaction_json
        )

    def test_what_a_file_is_stays_as_it_was_claimed(self, store):
        row = claim(store)
        forged = {"file_name": "other", "file_path": "other", "file_hash": "0" * 64, "created_at": NOON}
        store.finish(msgspec.structs.replace(row, status="completed", invoice_json=b"{}", **forged))
        kept = store.get("invoice", row.upload_id)
        assert {name: getattr(kept, name) for name in forged} == {name: getattr(row, name) for name in forged}

    def test_finish_without_document_and_page_layer_leaves_those_that_are_there(self, store):
        row = finished(store, invoice_json=b'{"a":1}', page_layer=b"words")
        bare = store.get("invoice", row.upload_id, with_document=False)
        assert (bare.invoice_json, bare.page_layer) == (None, None)
        store.finish(msgspec.structs.replace(bare, status="needs_review"))
        kept = store.get("invoice", row.upload_id, with_page_layer=True)
        assert (decode_plain(kept.invoice_json), kept.page_layer, kept.status) == (
            {"a": 1},
            b"words",
            "needs_review",
        )

    def test_begin_hands_out_the_page_layer_for_a_second_reading(self, store):
        row = finished(store, status="failed", page_layer=b"words")
        store.retry("invoice", row.upload_id)
        assert store.begin("invoice", row.upload_id, "worker").page_layer == b"words"

    def test_a_megabyte_of_words_comes_back_to_the_byte(self, store):
        layer = sha256(b"seed").digest() * 40_000
        row = finished(store, page_layer=layer)
        assert store.get("invoice", row.upload_id, with_page_layer=True).page_layer == layer

    def test_money_in_a_document_keeps_its_digits(self, store):
        upload_id = claim(store).upload_id

        def spelled(money: list[Decimal]) -> list[str]:
            return [str(amount or abs(amount)) for amount in money]  # JSONB has no negative zero

        @FEW_LARGE_ROWS
        @given(st.lists(amounts, max_size=20), st.text(st.characters(exclude_characters="\0", codec="utf-8")))
        def kept(money: list[Decimal], text: str) -> None:
            document = {"amounts": money, "text": text, "total_amount": Decimal("12.30"), text + "'\\": None}
            row = store.get("invoice", upload_id)
            store.finish(msgspec.structs.replace(row, status="completed", invoice_json=encode(document)))
            found = decode_plain(store.get("invoice", upload_id).invoice_json)
            assert canonical_hash(found) == canonical_hash(document)
            assert spelled(found["amounts"]) == spelled(money)
            assert str(found["total_amount"]) == "12.30"

        kept()

    def test_numbers_that_a_database_spells_its_own_way_have_the_same_canonical_hash(self, store):
        document = (
            b'{"skew":-0.0,"small":1e-7,"large":1e20,"digits":0.10,"long":12345678901234567890.123456789}'
        )
        row = finished(store, invoice_json=document)
        kept = store.get("invoice", row.upload_id).invoice_json
        assert canonical_hash(decode_plain(kept)) == canonical_hash(decode_plain(document))

    def test_money_in_a_column_is_exact(self, store):
        upload_id = claim(store, "bank").upload_id

        @FEW_LARGE_ROWS
        @given(
            amounts, st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15)
        )
        def kept(opening: Decimal, odd: Decimal) -> None:
            row = store.get("bank", upload_id)
            store.finish(
                msgspec.structs.replace(row, status="completed", opening_balance=opening, closing_balance=odd)
            )
            found = store.get("bank", upload_id)
            assert (found.opening_balance, found.closing_balance) == (opening, odd)
            assert found.opening_balance.as_tuple().exponent <= -2

        kept()

    @pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), 12.3])
    def test_money_that_is_no_exact_amount_is_refused(self, store, value):
        row = msgspec.structs.replace(claim(store), status="completed", total_amount=value)
        with pytest.raises((ValueError, TypeError)):
            store.finish(row)
        assert store.get("invoice", row.upload_id).status == "pending"

    def test_a_whole_number_that_need_not_be_exact_is_a_float_when_written_and_when_read(self, store):
        made = finished(store, confidence_score=1.0, processing_duration_seconds=2.0)
        for row in (made, store.get("invoice", made.upload_id)):
            for value in (row.confidence_score, row.processing_duration_seconds):
                assert isinstance(value, float)

    def test_times_come_back_as_the_same_moment_in_utc(self, store):
        east = datetime(2024, 1, 1, 3, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
        row = finished(store, processing_start=east)
        kept = store.get("invoice", row.upload_id).processing_start
        assert kept == east
        assert kept.isoformat() == "2023-12-31T22:00:00.123456+00:00"

    def test_a_naive_time_is_refused_and_changes_nothing(self, store):
        row = msgspec.structs.replace(claim(store), status="completed", processing_start=datetime(2024, 1, 1))  # noqa: DTZ001
        with pytest.raises(ValueError, match="without a zone"):
            store.finish(row)
        assert store.get("invoice", row.upload_id).status == "pending"

    @pytest.mark.parametrize(
        "columns",
        [
            {"invoice_json": b'{"text":"nul \\u0000"}'},
            {"invoice_json": b'{"text":"\xff"}'},
            {"vendor_summary": {"a\0b": {}}},
            {"error_message": "half \ud800"},
            {"ocr_engine": "a\0b"},
        ],
    )
    def test_text_that_one_of_the_databases_cannot_hold_is_refused_by_both(self, store, columns):
        row = msgspec.structs.replace(claim(store), status="completed", **columns)
        with pytest.raises(SchemaViolationError):
            store.finish(row)
        assert store.get("invoice", row.upload_id).status == "pending"

    def test_a_backslash_in_front_of_u0000_is_just_text(self, store):
        document = encode({"text": "\\u0000", "more": "\\\\u0000"})
        row = finished(store, invoice_json=document)
        assert decode_plain(store.get("invoice", row.upload_id).invoice_json) == decode_plain(document)

    def test_an_unknown_status_is_refused_by_the_database(self, store):
        with pytest.raises(StorageError):
            finished(store, status="done")

    # ------------------------------------------------------------ finding one

    def test_an_unknown_upload_is_not_found(self, store):
        claim(store)
        calls = [
            lambda: store.get("invoice", 99),
            lambda: store.begin("bank", 99, "worker"),
            lambda: store.fail("invoice", 99, "code", "message"),
            lambda: store.finish(msgspec.structs.replace(claim(store), upload_id=99)),
        ]
        for call in calls:
            with pytest.raises(NotFoundError) as caught:
                call()
            assert not isinstance(caught.value, WrongKindError)
            assert "99" in str(caught.value)

    @pytest.mark.parametrize("number", [2**63, 10**30, 0, -1])
    def test_a_number_that_no_key_can_be_is_not_found(self, store, number):
        with pytest.raises(NotFoundError):
            store.get("invoice", number)
        with pytest.raises(NotFoundError):
            store.begin("bank", number, "worker")
        with pytest.raises(NotFoundError):
            store.get_reconciliation(number)

    def test_an_upload_of_the_other_kind_is_told_apart(self, store):
        upload_id = claim(store, "bank").upload_id
        with pytest.raises(WrongKindError, match="bank") as caught:
            store.get("invoice", upload_id)
        assert caught.value.details == {"upload_id": upload_id, "kind": "bank"}

    # ------------------------------------------------------------ lists

    def test_lists_are_newest_first_and_open_no_document(self, store):
        ids = [finished(store, content=content, page_layer=b"x").upload_id for content in "abc"]
        statements = []
        engine = store.database.engine
        if store.database.is_sqlite:  # some go to the driver as they are
            event.listen(engine, "checkout", lambda driver, *_: driver.set_trace_callback(statements.append))
        else:
            event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        rows, cursor = store.list_uploads("invoice")
        assert [row.upload_id for row in rows] == ids[::-1]
        assert cursor is None
        assert {(row.invoice_json, row.page_layer) for row in rows} == {(None, None)}
        selects = [text for text in statements if text.startswith("SELECT")]
        assert len(selects) == 1
        assert "invoice_json" not in selects[0]
        assert "page_layer" not in selects[0]

    def test_part_of_a_file_name_finds_it_and_wildcards_are_letters(self, store):
        names = ["100%_sure.pdf", "100 sure.pdf", r"back\slash.pdf", "a/b.pdf", "ÜBERWEISUNG.pdf"]
        ids = {name: finished(store, content=name, file_name=name).upload_id for name in names}

        def found(part: str) -> set[str]:
            return {name for name in names if ids[name] in listed(store, "invoice", file_name=part)}

        assert found("sure") == {"100%_sure.pdf", "100 sure.pdf"}
        assert found("SURE.PDF") == {"100%_sure.pdf", "100 sure.pdf"}
        assert found("%") == {"100%_sure.pdf"}
        assert found("_") == {"100%_sure.pdf"}
        assert found("\\") == {r"back\slash.pdf"}
        assert found("/") == {"a/b.pdf"}
        assert found("überw") == {"ÜBERWEISUNG.pdf"}
        assert found("'; DROP TABLE production_invoice_uploads; --") == set()

    def test_invoices_are_found_by_vendor_and_currency(self, store):
        first = finished(
            store,
            content="a",
            vendor_summary={"Müller & Söhne": {"count": 2}, "Acme\nLtd": {"count": 1}},
            currency_summary={"EUR": {"count": 2}, "USD": {"count": 1}},
        ).upload_id
        second = finished(
            store, content="b", vendor_summary={"Other": {}}, currency_summary={"USD": {"count": 1}}
        ).upload_id
        assert listed(store, "invoice", vendor="MÜLLER") == [first]
        assert listed(store, "invoice", vendor="acme ltd") == [first]
        assert listed(store, "invoice", vendor="count") == []
        assert listed(store, "invoice", currency="EUR") == [first]
        assert listed(store, "invoice", currency="usd") == [second, first]
        assert listed(store, "invoice", currency="GBP") == []

    def test_amounts_are_compared_as_numbers(self, store):
        ids = {
            text: finished(store, content=text, total_amount=Decimal(text)).upload_id
            for text in ("-5.00", "9.00", "10.00", "100.00", "100.0001")
        }
        claim(store, content="without an amount")

        def found(**filters: Any) -> set[str]:
            return {
                text for text, upload_id in ids.items() if upload_id in listed(store, "invoice", **filters)
            }

        assert found(total_min="9.5") == {"10.00", "100.00", "100.0001"}
        assert found(total_max="10") == {"-5.00", "9.00", "10.00"}
        assert found(total_min=Decimal(-5), total_max=Decimal(9)) == {"-5.00", "9.00"}
        assert found(total_min="100.00005") == {"100.0001"}
        assert found(total_max="100.00005") == {"-5.00", "9.00", "10.00", "100.00"}
        assert found(total_min=str(-(10**15)), total_max=str(10**15)) == set(ids)

    def test_invoice_dates_are_found_by_overlap(self, store):
        upload_id = finished(
            store, date_range_start=date(2024, 2, 1), date_range_end=date(2024, 2, 29)
        ).upload_id
        assert listed(store, "invoice", invoice_date_from="2024-02-29") == [upload_id]
        assert listed(store, "invoice", invoice_date_from="2024-03-01") == []
        assert listed(store, "invoice", invoice_date_to="2024-02-01") == [upload_id]
        assert listed(store, "invoice", invoice_date_to="2024-01-31") == []

    def test_statements_are_found_by_account_bank_currency_and_period(self, store):
        upload_id = finished(
            store,
            "bank",
            account_number="DE-0012",
            bank_name="Sparkasse Übersee",
            currency="EUR",
            statement_period_start=date(2024, 1, 1),
            statement_period_end=date(2024, 1, 31),
        ).upload_id
        finished(store, "bank", content="b", account_number="DE-00123", bank_name="Other", currency="CHF")
        for filters in (
            {"account_number": "DE-0012"},
            {"bank_name": "übersee"},
            {"currency": "eur"},
            {"period_from": "2024-01-31", "period_to": date(2024, 2, 28)},
            {"period_from": date(2023, 12, 1), "period_to": "2024-01-01"},
        ):
            assert listed(store, "bank", **filters) == [upload_id], filters
        assert listed(store, "bank", period_from="2024-02-01") == []
        assert listed(store, "bank", period_to="2023-12-31") == []

    def test_uploads_are_found_by_the_day_they_came_and_by_status(self, store):
        moments = [datetime(2024, 5, day, 23, 59, 59, tzinfo=UTC) for day in (30, 31)]
        early, late = (finished(store, content=str(moment)).upload_id for moment in moments)
        pending = claim(store, content="pending").upload_id
        with store.database.write() as connection:
            for upload_id, moment in zip((early, late), moments, strict=True):
                row = update(invoice_uploads).where(invoice_uploads.c.upload_id == upload_id)
                connection.execute(row.values(upload_timestamp=moment))
        assert listed(store, "invoice", uploaded_to="2024-05-30") == [early]
        assert listed(store, "invoice", uploaded_to="2024-05-31") == [late, early]
        assert listed(store, "invoice", uploaded_from="2024-05-31") == [pending, late]
        assert listed(store, "invoice", uploaded_from="2024-06-01T01:59:59+02:00") == [pending, late]
        assert listed(store, "invoice", uploaded_to="2024-05-31T23:59:58Z") == [early]
        assert listed(store, "invoice", status="pending") == [pending]
        assert listed(store, "invoice", status="completed", uploaded_from="2024-05-31") == [late]

    @pytest.mark.parametrize(
        ("kind", "filters"),
        [
            ("invoice", {"bank_name": "x"}),
            ("bank", {"vendor": "x"}),
            ("invoice", {"upload_id; DROP TABLE x": "1"}),
            ("invoice", {"status": "done"}),
            ("invoice", {"total_min": "many"}),
            ("invoice", {"total_min": "NaN"}),
            ("invoice", {"total_min": 1.5}),
            ("invoice", {"total_max": "1e400"}),
            ("invoice", {"currency": "EURO"}),
            ("invoice", {"invoice_date_from": "2024-02-30"}),
            ("invoice", {"uploaded_from": "2024-02-01T00:00:00"}),
            ("invoice", {"uploaded_to": "9999-12-31"}),
            ("invoice", {"file_name": "nul \0"}),
            ("invoice", {"file_name": ""}),
            ("bank", {"account_number": "x" * 1_001}),
        ],
    )
    def test_a_filter_that_is_not_understood_is_refused_by_name(self, store, kind, filters):
        with pytest.raises(InputError) as caught:
            store.list_uploads(kind, filters)
        assert caught.value.details["filter"] == next(iter(filters))

    def test_a_list_is_walked_to_its_end_while_rows_are_added(self, store):
        old = [claim(store, content=f"old {number}").upload_id for number in range(25)]
        seen, cursor, added = [], None, 0
        while True:
            rows, cursor = store.list_uploads("invoice", {}, cursor, 4)
            seen += [row.upload_id for row in rows]
            if cursor is None:
                break
            claim(store, content=f"new {added}")
            claim(store, "bank", content=f"new {added}")
            added += 1
        assert added == 6
        assert seen == old[::-1]

    def test_the_cursor_is_the_number_of_the_last_row_listed(self, store):
        for content in "abc":
            claim(store, content=content)
        assert store.list_uploads("invoice", {}, None, 2)[1] == "2"

    def test_the_last_page_that_is_just_full_has_no_cursor(self, store):
        for number in range(4):
            claim(store, content=str(number))
        _, cursor = store.list_uploads("invoice", {}, None, 2)
        rows, end = store.list_uploads("invoice", {}, cursor, 2)
        assert (len(rows), end) == (2, None)

    @pytest.mark.parametrize(
        "cursor",
        ["", "garbage", "0", "-1", "1.5", "éé", "٣", "9" * 19, " 1"],
    )
    def test_a_cursor_that_no_list_gave_is_refused(self, store, cursor):
        with pytest.raises(InputError, match="cursor"):
            store.list_uploads("invoice", {}, cursor)

    def test_the_limit_is_bounded_on_both_sides(self, new_settings):
        with Store.open(replace(new_settings(), limits=Limits(list_rows=3))) as store:
            for number in range(5):
                claim(store, content=str(number))
            assert len(store.list_uploads("invoice", {}, None, 3)[0]) == 3
            for limit in (0, -1, 4, True):
                with pytest.raises(InputError, match="1 to 3"):
                    store.list_uploads("invoice", {}, None, limit)

    # ------------------------------------------------------------ revisions

    def test_a_revision_takes_the_place_of_the_document_that_was_seen(self, store):
        first = finished(store, invoice_json=b'{"n":1}', page_layer=b"packed", vendor_summary={"A": {}})
        seen = store.get("invoice", first.upload_id)
        revised = store.revise(
            msgspec.structs.replace(
                seen,
                invoice_json=b'{"n":2}',
                status="needs_review",
                total_amount=Decimal("12.50"),
                vendor_summary={"Bravo": {}},
                file_name="other.pdf",
            ),
            seen=seen.invoice_json,
        )
        stored = store.get("invoice", first.upload_id, with_page_layer=True)
        assert decode_plain(stored.invoice_json) == {"n": 2}
        assert (stored.status, stored.total_amount) == ("needs_review", Decimal("12.50"))
        assert (stored.page_layer, stored.file_name) == (b"packed", "file.pdf")
        assert msgspec.structs.replace(stored, page_layer=None) == revised
        assert listed(store, "invoice", vendor="bravo") == [first.upload_id]

    def test_a_revision_of_another_document_changes_nothing(self, store):
        finished(store, invoice_json=b'{"n":1}')
        seen = store.get("invoice", 1)
        second = store.revise(msgspec.structs.replace(seen, invoice_json=b'{"n":2}'), seen=seen.invoice_json)
        late = msgspec.structs.replace(seen, invoice_json=b'{"n":3}', status="needs_review")
        assert store.revise(late, seen=seen.invoice_json) is None
        assert store.get("invoice", 1) == second

    def test_of_many_revisions_at_once_one_is_made(self, store):
        finished(store, invoice_json=b'{"n":0}')
        seen = store.get("invoice", 1)

        def revise(number):
            document = encode({"n": number + 1})
            return store.revise(msgspec.structs.replace(seen, invoice_json=document), seen=seen.invoice_json)

        made = [row for row in at_once(8, revise) if row is not None]
        assert len(made) == 1
        assert store.get("invoice", 1) == made[0]

    @pytest.mark.parametrize("status", ["pending", "processing", "failed"])
    def test_what_is_not_read_is_not_revised(self, store, status):
        row = claim(store)
        if status != "pending":
            row = store.begin("invoice", row.upload_id, "worker")
        if status == "failed":
            store.fail("invoice", row.upload_id, "file_damaged", "torn")
        assert store.revise(msgspec.structs.replace(row, invoice_json=b"{}"), seen=b"{}") is None
        assert store.get("invoice", row.upload_id).status == status

    def test_a_revision_of_nothing_is_refused(self, store):
        row = finished(store)
        with pytest.raises(NotFoundError):
            store.revise(msgspec.structs.replace(row, upload_id=77), seen=b"{}")

    def test_a_bank_document_is_revised_as_well(self, store):
        finished(store, "bank", bank_transaction_json=b'{"n":1}')
        seen = store.get("bank", 1)
        changed = msgspec.structs.replace(seen, bank_transaction_json=b'{"n":2}', currency="EUR")
        assert store.revise(changed, seen=seen.bank_transaction_json).currency == "EUR"

    # ------------------------------------------------------------ reconciliations

    @pytest.fixture
    def sides(self, store: Store) -> tuple[int, int]:
        return finished(store, "invoice").upload_id, finished(store, "bank").upload_id

    @pytest.mark.usefixtures("sides")
    def test_a_run_comes_back_with_every_column(self, store):
        made = store.add_reconciliation(
            lambda number: run_of(
                store,
                number,
                reconciliation_match_json=encode({"reconciliation_id": number, "amount": Decimal("12.30")}),
                confidence_threshold=Decimal("0.8"),
                total_invoices_processed=100,
                total_transactions_processed=342,
                total_matches_found=90,
                partial_matches=4,
                unmatched_invoices=6,
                unmatched_transactions=248,
                total_amount_matched=Decimal("123456.78"),
                match_rate_percentage=Decimal("90.00"),
                error_message="none",
            )
        )
        kept = store.get_reconciliation(made.reconciliation_id)
        assert decode_plain(kept.reconciliation_match_json) == {
            "reconciliation_id": 1,
            "amount": Decimal("12.30"),
        }
        assert kept == msgspec.structs.replace(made, reconciliation_match_json=kept.reconciliation_match_json)
        assert made.id is not None

    @pytest.mark.usefixtures("sides")
    def test_runs_have_numbers_of_their_own_and_a_broken_one_leaves_nothing(self, store):
        assert store.add_reconciliation(lambda number: run_of(store, number)).reconciliation_id == 1

        def broken(number: int) -> ReconciliationMatch:
            raise SchemaViolationError(f"run {number}")

        with pytest.raises(SchemaViolationError, match="run 2"):
            store.add_reconciliation(broken)
        assert store.counts()["reconciliations"] == 1
        assert store.add_reconciliation(lambda number: run_of(store, number)).reconciliation_id == 2

    @pytest.mark.usefixtures("sides")
    def test_runs_stored_at_once_get_different_numbers(self, store):
        runs = at_once(8, lambda _: store.add_reconciliation(lambda number: run_of(store, number)))
        assert sorted(run.reconciliation_id for run in runs) == list(range(1, 9))

    def test_a_run_of_an_unknown_upload_is_refused(self, store, sides):
        invoice, bank = sides
        for ids in ({"invoice_upload_id": bank}, {"bank_upload_id": invoice}, {"bank_upload_id": 99}):
            with pytest.raises(NotFoundError):
                store.add_reconciliation(lambda number, ids=ids: run_of(store, number, **ids))
        assert store.counts()["reconciliations"] == 0

    @pytest.mark.usefixtures("sides")
    def test_the_database_itself_holds_the_foreign_keys(self, store):
        row = msgspec.structs.asdict(run_of(store, 1, bank_upload_id=99))
        del row["id"]
        with pytest.raises(StorageError), store.database.write() as connection:
            connection.execute(insert(reconciliation_matches).values(**row))

    def test_an_unknown_run_is_not_found(self, store):
        with pytest.raises(NotFoundError, match="reconciliation 5"):
            store.get_reconciliation(5)

    def test_runs_are_listed_newest_first_by_their_filters(self, store, sides):
        other = finished(store, "bank", content="other").upload_id
        for day, bank in ((1, sides[1]), (2, other), (3, sides[1])):
            at = datetime(2024, 5, day, 12, tzinfo=UTC)
            store.add_reconciliation(
                lambda number, at=at, bank=bank: run_of(
                    store, number, reconciliation_timestamp=at, bank_upload_id=bank
                )
            )

        def found(**filters: Any) -> list[int]:
            return [run.reconciliation_id for run in store.list_reconciliations(filters)[0]]

        assert found() == [3, 2, 1]
        assert found(bank_upload_id=other) == [2]
        assert found(bank_upload_id=str(sides[1]), reconciled_from="2024-05-02") == [3]
        assert found(invoice_upload_id=sides[0], reconciled_to="2024-05-02") == [2, 1]
        assert found(status="failed") == []
        first, cursor = store.list_reconciliations({}, None, 2)
        rest, end = store.list_reconciliations({}, cursor, 2)
        assert [run.reconciliation_id for run in first + rest] == [3, 2, 1]
        assert end is None
        assert {run.reconciliation_match_json for run in first} == {b""}
        for wrong in ({"vendor": "x"}, {"bank_upload_id": "0"}, {"bank_upload_id": 1.5}):
            with pytest.raises(InputError):
                store.list_reconciliations(wrong)

    def test_a_run_of_several_uploads_is_found_by_each_of_them(self, store, sides):
        second, third = finished(store, content="2").upload_id, finished(store, "bank", content="3").upload_id
        store.add_reconciliation(lambda number: run_of(store, number))
        store.add_reconciliation(
            lambda number: run_of(store, number),
            invoice_upload_ids=[sides[0], second],
            bank_upload_ids=[sides[1], third],
        )

        def found(**filters: Any) -> list[int]:
            return [run.reconciliation_id for run in store.list_reconciliations(filters)[0]]

        assert found(invoice_upload_id=second) == found(bank_upload_id=third) == [2]
        assert found(invoice_upload_id=sides[0], bank_upload_id=sides[1]) == [2, 1]
        assert found(invoice_upload_id=third) == [], "it is a bank upload"
        with pytest.raises(NotFoundError, match="99"):
            store.add_reconciliation(lambda number: run_of(store, number), bank_upload_ids=[sides[1], 99])
        assert store.counts()["reconciliations"] == 2

    def judge(
        self, store: Store, run: ReconciliationMatch, n: int, memory_seen: bytes | None, **seen: Any
    ) -> Any:
        judged = msgspec.structs.replace(
            run, reconciliation_match_json=encode({"n": n}), total_matches_found=n, invoice_file_name=f"{n}"
        )
        return store.revise_reconciliation(
            judged,
            **{"seen": run.reconciliation_match_json, "memory": encode({"m": n}), **seen},
            memory_seen=memory_seen,
        )

    @pytest.mark.usefixtures("sides")
    def test_a_judged_run_and_what_was_learnt_are_written_together(self, store):
        store.add_reconciliation(lambda number: run_of(store, number, created_at=NOON, updated_at=NOON))
        run = store.get_reconciliation(1)
        judged = self.judge(store, run, 7, None)
        assert judged == store.get_reconciliation(1)
        assert decode_plain(judged.reconciliation_match_json) == {"n": 7}
        assert (judged.total_matches_found, judged.created_at) == (7, run.created_at)
        assert judged.updated_at > run.updated_at
        assert decode_plain(store.tenant_document("memory")) == {"m": 7}

    @pytest.mark.usefixtures("sides")
    def test_a_run_or_a_memory_that_is_another_by_now_changes_neither(self, store):
        store.add_reconciliation(lambda number: run_of(store, number))
        first = store.get_reconciliation(1)
        second = self.judge(store, first, 1, None)
        memory = store.tenant_document("memory")
        assert self.judge(store, first, 2, memory) == "run"
        assert self.judge(store, second, 2, None) == "memory"
        assert self.judge(store, second, 2, b'{"m":0}') == "memory"
        assert store.get_reconciliation(1) == second
        assert store.tenant_document("memory") == memory
        assert self.judge(store, second, 2, memory).total_matches_found == 2
        with pytest.raises(NotFoundError):
            self.judge(store, msgspec.structs.replace(second, reconciliation_id=9), 3, memory)

    @pytest.mark.usefixtures("sides")
    def test_of_many_judgements_at_once_one_is_made(self, store):
        store.add_reconciliation(lambda number: run_of(store, number))
        run = store.get_reconciliation(1)
        made = at_once(8, lambda n: self.judge(store, run, n, None))
        assert sum(not isinstance(one, str) for one in made) == 1

    # ------------------------------------------------------------ documents of a tenant

    def test_documents_of_a_tenant_are_kept_by_kind_and_name(self, store):
        assert store.tenant_document("rates") is None
        assert store.put_tenant_document("profile", "strict", b'{"n":1.50}')
        assert store.put_tenant_document("profile", "lenient", b'{"n":2}')
        assert store.put_tenant_document("rates", "default", b'{"n":3}')
        assert decode_plain(store.tenant_document("profile", "strict")) == {"n": Decimal("1.50")}
        assert store.tenant_document_names("profile") == ["lenient", "strict"]
        assert store.tenant_document_names("memory") == []
        assert store.delete_tenant_document("profile", "strict")
        assert not store.delete_tenant_document("profile", "strict")
        assert store.tenant_document_names("profile") == ["lenient"]

    def test_a_document_takes_the_place_of_the_one_that_was_seen(self, store):
        assert store.put_tenant_document("memory", "default", b'{"n":1}', seen=None)
        assert not store.put_tenant_document("memory", "default", b'{"n":2}', seen=None)
        seen = store.tenant_document("memory")
        assert store.put_tenant_document("memory", "default", b'{"n":2}', seen=seen)
        assert not store.put_tenant_document("memory", "default", b'{"n":3}', seen=seen)
        assert store.put_tenant_document("memory", "default", b'{"n":4}')
        assert decode_plain(store.tenant_document("memory")) == {"n": 4}

    def test_of_many_first_documents_at_once_one_is_written(self, store):
        written = at_once(
            8, lambda n: store.put_tenant_document("memory", "default", encode({"n": n}), seen=None)
        )
        assert sum(written) == 1

    def test_a_kind_of_document_that_there_is_none_of_is_refused(self, store):
        with pytest.raises(StorageError):
            store.put_tenant_document("diary", "default", b"{}")

    # ------------------------------------------------------------ the whole

    @pytest.mark.parametrize("order", DOCUMENT_ORDERS)
    def test_documents_of_both_kinds_are_walked_in_every_order(self, store, order):
        many(store)
        walked, cursor = [], None
        while True:
            page, cursor = store.list_documents(DocumentQuery(), order, cursor, 3)
            walked += page
            if cursor is None:
                break
        whole, _ = store.list_documents(DocumentQuery(), order, None, 50)
        assert [row.upload_id for row in walked] == [row.upload_id for row in whole]
        assert sorted(row.upload_id for row in walked) == list(range(1, 21))
        none_last = {
            "doubtful": lambda row: (DOUBTFUL_FIRST.index(row.status), 0),
            "newest": lambda row: (0, -row.upload_id),
            "date": lambda row: (row.date_end is None, -(row.date_end or date.min).toordinal()),
            "amount": lambda row: (row.amount is None, -(row.amount or 0)),
        }[order]
        keys = [(*none_last(row), -row.upload_id) for row in walked]
        assert keys == sorted(keys)

    def test_documents_are_found_by_what_they_hold(self, store):
        many(store)

        def found(**wanted):
            return {row.upload_id for row in store.list_documents(DocumentQuery(**wanted), "date")[0]}

        assert found(kind="bank") == {2, 4, 6, 8, 10, 12, 14, 16, 18, 20}
        assert found(search="NORTH") == found(vendor="north") == {1, 7, 13, 19}
        assert found(search="quay", statuses=["completed"]) <= found(search="Quay Bank")
        assert found(currency="usd") == {3, 9}
        assert found(amount_min=Decimal(16), amount_max=Decimal("17.00")) == {16, 17}
        assert found(date_from=date(2024, 5, 16), date_to=date(2024, 5, 17)) == {16, 17}
        assert found(search="100%") == found(search="_") == found(search="/") == set()
        assert found(search="fi_e") == set()
        assert found(search="FILE.pdf") == set(range(1, 21))
        assert found(vendor="north", search="quay") == set()
        assert found(statuses=["failed"]) == {5, 10, 15, 20}

    def test_a_rare_word_and_a_common_one_are_found_alike(self, store, monkeypatch):
        for number, name in enumerate(("Müller & Söhne.pdf", "MÜLLER.pdf", "muller.pdf", "İzmir_1.pdf"), 1):
            finished(store, "invoice" if number % 2 else "bank", str(number), file_name=name)

        def found(text, order="newest"):
            return [row.upload_id for row in store.list_documents(DocumentQuery(search=text), order)[0]]

        for few in (FEW, 0):
            monkeypatch.setattr("python_ocr_reconcile.storage.search.FEW", few)
            assert found("müller") == found("ÜLL") == [2, 1]
            assert found("MULLER", "doubtful") == [3]
            assert found("_1") == found("zmir_") == [4]
            assert found("söhne", "date") == [1]
            assert found("ü%r") == []
            assert found(".pdf") == [4, 3, 2, 1]

    def test_uploads_are_found_by_what_is_proved_of_them(self, store):
        for number, proof in enumerate(("proved", "conflict", None, "unproved"), 1):
            finished(store, "invoice" if number % 2 else "bank", str(number), proof=proof)
        rows, _ = store.list_documents(DocumentQuery(proof="conflict"))
        assert [(row.upload_id, row.proof) for row in rows] == [(2, "conflict")]
        assert listed(store, "invoice", proof="proved") == [1]
        assert store.list_documents(DocumentQuery(proof="unproved", kind="invoice"))[0] == []

    def test_totals_by_currency_are_those_of_the_rows_listed(self, store):
        many(store)
        (euro, dollar) = [one for one in store.document_totals(DocumentQuery()) if one.currency]
        assert (euro.currency, euro.invoiced, euro.invoice_files) == ("EUR", Decimal("68.00"), 6)
        assert (dollar.currency, dollar.invoiced) == ("USD", Decimal("12.00"))
        assert euro.paid_out == Decimal("8.00")
        (vendor,) = store.document_totals(DocumentQuery(vendor="north", currency="EUR"))
        assert vendor.invoiced == Decimal("40.00")
        assert sum(store.count_documents().values()) == 20

    def test_a_tenant_is_listed_his_own_documents_alone(self, store):
        mine, other = (store.acting(tenant=name, actor="a") for name in ("mine", "other"))
        claim(mine, "invoice", "a")
        for order in DOCUMENT_ORDERS:
            assert other.list_documents(DocumentQuery(), order)[0] == []
        claim(other, "bank", "b")
        for order in DOCUMENT_ORDERS:
            assert [row.upload_id for row in mine.list_documents(DocumentQuery(), order)[0]] == [1]
            assert [row.upload_id for row in other.list_documents(DocumentQuery(), order)[0]] == [2]
        assert (sum(mine.count_documents().values()), sum(store.count_documents().values())) == (1, 2)

    @pytest.mark.parametrize("cursor", ["", "x", "1", "1~x", "1~2~3", "~", "9" * 30 + "~1"])
    def test_a_cursor_that_no_list_of_documents_gave_is_refused(self, store, cursor):
        for order in DOCUMENT_ORDERS:
            with pytest.raises(InputError):
                store.list_documents(DocumentQuery(), order, cursor + "~", 3)

    def test_the_kind_of_bytes_that_are_known(self, store):
        row = claim(store, "bank", "b")
        assert store.kind_of_hash(row.file_hash) == "bank"
        assert store.kind_of_hash("0" * 64) is None
        assert store.find_upload(row.upload_id).kind == "bank"
        assert store.work_state(claim(store, "bank", "c").upload_id).ahead == 1

    def test_counts_ping_and_schema(self, store, sides):
        assert sides
        claim(store, content="third")
        store.add_reconciliation(lambda number: run_of(store, number))
        assert store.counts() == {"invoice_uploads": 2, "bank_uploads": 1, "reconciliations": 1}
        store.ping()
        assert store.schema_is_current()

    def test_what_was_stored_is_there_when_the_database_is_opened_again(self, new_settings):
        where = new_settings()
        with Store.open(where) as store:
            row = finished(store, invoice_json=b'{"total":12.30}')
        with Store.open(where) as store:
            assert b"12.30" in store.get("invoice", row.upload_id).invoice_json

    def test_a_transaction_that_raises_leaves_nothing(self, store):
        row = claim(store)

        def broken() -> None:
            with store.database.write() as connection:
                connection.execute(update(invoice_uploads).values(status="failed"))
                raise RuntimeError

        with pytest.raises(RuntimeError):
            broken()
        assert store.get("invoice", row.upload_id).status == "pending"

    def test_errors_of_the_database_carry_no_stored_value(self, store):
        secret = "DE89 3704 0044 0532 0130 00"
        row = claim(store, "bank")
        with pytest.raises(StorageError) as caught:
            store.finish(
                msgspec.structs.replace(row, status="wrong", account_number=secret, account_name=secret)
            )
        shown = f"{caught.value} {caught.value.details} {caught.value.__cause__}"
        assert secret not in shown
        assert caught.value.__suppress_context__

    def test_rows_of_both_kinds_are_what_the_models_say(self, store):
        assert isinstance(claim(store, "invoice"), InvoiceUpload)
        assert isinstance(claim(store, "bank"), BankTransactionUpload)

    def test_every_field_of_the_models_is_a_column(self):
        for struct, table in (
            (InvoiceUpload, invoice_uploads),
            (BankTransactionUpload, bank_uploads),
            (ReconciliationMatch, reconciliation_matches),
        ):
            assert set(struct.__struct_fields__) <= set(table.c.keys())
            assert not [name for name, count in Counter(struct.__struct_fields__).items() if count > 1]

    def check_full(self, store: Store, fill: Callable[[], None]) -> None:
        """`fill` provokes the database's own error for a full disk."""
        with pytest.raises(StorageFullError):
            fill()
        store.ping()
