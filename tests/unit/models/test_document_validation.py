"""What is valid passes unchanged and fast; what is not is named by its place, without its content."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest

from python_ocr_reconcile.errors import SchemaViolationError
from python_ocr_reconcile.models.encoding import decode_plain, encode, plain
from python_ocr_reconcile.models.evidence import Check, Evidence, Operand
from python_ocr_reconcile.models.file import FileInfo
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument, LineItem
from python_ocr_reconcile.models.reconciliation import (
    Allocation,
    Discrepancy,
    Match,
    MatchedInvoice,
    MatchedTransaction,
    ReconciliationDocument,
    ReconciliationInfo,
    ReconciliationSummary,
    SourceDocument,
    SourceDocuments,
)
from python_ocr_reconcile.models.statement import BankDocument, PackedBankDocument, Transaction
from python_ocr_reconcile.models.validation import _checker, valid_members, validate
from python_ocr_reconcile.models.violations import MAX_VIOLATIONS, pointer

NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)


def transaction(number: int) -> Transaction:
    return Transaction(
        transaction_id=f"txn-{number}",
        transaction_date=date(2024, 5, 31),
        description="Transfer",
        debit_amount=Decimal("12.30"),
        balance=Decimal("100.00"),
        currency="EUR",
        confidence_score=0.99,
        evidence={
            "debit_amount": Evidence(value=Decimal("12.30"), raw="12,30", page=1, bbox=(1.0, 2.0, 3.0, 4.0))
        },
    )


def bank(rows: int = 2) -> BankDocument:
    return BankDocument(transactions=[transaction(number) for number in range(1, rows + 1)])


def invoice() -> InvoiceDocument:
    total = Check(
        check_id="c1",
        name="total",
        operation="sum",
        operands=[Operand(pointer="/subtotal"), Operand(pointer="/discount", factor=Decimal(-1))],
        result="/total_amount",
        expected=Decimal("10.00"),
        actual=Decimal("10.00"),
        closes=True,
        equation="10.00 - 0.00 = 10.00",
    )
    return InvoiceDocument(
        upload_id=1,
        file_info=FileInfo(
            file_name="scan.pdf",
            file_size=10,
            file_hash="a" * 64,
            mime_type="application/pdf",
            pages_total=1,
            upload_timestamp=NOON,
        ),
        invoices=[
            Invoice(
                invoice_id="inv-1",
                total_amount=Decimal("10.00"),
                currency="EUR",
                page_numbers=[1],
                line_items=[LineItem(line_number=1, quantity=Decimal("1.500"), unit_price=Decimal("0.0001"))],
                evidence={"due_date": Evidence(value=date(2024, 5, 31), reason="printed")},
                checks=[total],
            )
        ],
    )


def reconciliation() -> ReconciliationDocument:
    return ReconciliationDocument(
        reconciliation_id=7,
        reconciliation_info=ReconciliationInfo(
            reconciliation_timestamp=NOON,
            reconciliation_duration_seconds=0.1,
            model_version="1",
            direction="payables",
            status="completed",
            software_version="0.1.0",
        ),
        source_documents=SourceDocuments(
            invoices=[SourceDocument(upload_id=1, document_hash="0" * 64)],
            bank=[SourceDocument(document_hash="f" * 64)],
        ),
        reconciliation_summary=ReconciliationSummary(match_rate_percentage=Decimal("100.00")),
        matched=[
            Match(
                match_id="m1",
                match_score=0.99,
                invoices=[MatchedInvoice(invoice_id="inv-1")],
                bank_transactions=[MatchedTransaction(transaction_id="txn-1")],
                allocations=[Allocation(invoice_id="inv-1", transaction_id="txn-1", amount=Decimal("12.30"))],
                discrepancy=Discrepancy(amount=Decimal("0.00"), kind="none"),
            )
        ],
    )


DOCUMENTS = {"invoice": invoice, "bank": bank, "reconciliation": reconciliation}


def violations(document, name="bank"):
    with pytest.raises(SchemaViolationError) as refused:
        validate(document, name)
    assert refused.value.code == "schema_violation"
    return refused.value.details["violations"]


def places(document, name="bank"):
    return {violation["pointer"] for violation in violations(document, name)}


def changed(document, *path, to):
    """The plain document with the value at `path` replaced."""
    tree = plain(document)
    inner = tree
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return tree


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_documents_are_valid_as_structs_as_text_and_as_plain_values(name):
    document = DOCUMENTS[name]()
    validate(document, name)
    validate(encode(document), name)
    validate(encode(document).decode(), name)
    tree = plain(document)
    validate(tree, name)
    assert tree == plain(document), "validation must not change what it looks at"


def test_empty_documents_are_valid():
    validate(InvoiceDocument(), "invoice")
    validate(BankDocument(), "bank")


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("transactions", 0, "debit_amount"), "12.30", "number or null"),
        (("transactions", 1, "debit_amount"), Decimal("1E15") + 1, "a number of at most 1000000000000000"),
        (("transactions", 1, "debit_amount"), -(10**16), "a number of at least -1000000000000000"),
        (("transactions", 1, "debit_amount"), Decimal("NaN"), "number or null"),
        (("transactions", 1, "debit_amount"), float("inf"), "number or null"),
        (("transactions", 0, "transaction_date"), "2024-02-30", "format date"),
        (("transactions", 0, "confidence_score"), 1.01, "a number of at most 1"),
        (("transactions", 0, "transaction_type"), "gift", "one of card, cash"),
        (("transactions", 0, "currency"), "eur", "pattern"),
        (("transactions", 0, "description"), "x" * 20_001, "at most 20000 characters"),
        (("transactions", 0, "evidence", "debit_amount", "value"), True, "number or string or null"),
        (("transactions", 0, "evidence", "debit_amount", "bbox"), [1, 2, 3], "at least 4 members"),
        (("transactions", 0, "evidence", "a/b~c"), 3, "object"),
        (("upload_id",), 0, "a number of at least 1"),
        (("upload_id",), 2**63, "a number of at most 9223372036854775807"),
        (("statement_info",), None, "object"),
    ],
)
def test_a_wrong_value_is_named_by_its_pointer_and_what_was_expected(path, value, expected):
    found = {v["pointer"]: v for v in violations(changed(bank(), *path, to=value))}
    assert pointer(path) in found
    assert expected in found[pointer(path)]["expected"]


@pytest.mark.parametrize("amounts", [(None, None), (Decimal(1), Decimal(1))])
def test_exactly_one_of_debit_and_credit_is_set(amounts):
    tree = plain(bank())
    tree["transactions"][1]["debit_amount"], tree["transactions"][1]["credit_amount"] = amounts
    (violation,) = violations(tree)
    assert violation["pointer"] == "/transactions/1"
    assert violation["expected"].startswith("exactly one of debit_amount and credit_amount")


def test_time_without_a_zone_and_a_wrong_hash_are_refused():
    tree = changed(invoice(), "file_info", "upload_timestamp", to="2024-05-31T12:00:00")
    tree["file_info"]["file_hash"] = "A" * 64
    assert places(tree, "invoice") == {"/file_info/upload_timestamp", "/file_info/file_hash"}


def test_a_missing_and_an_unknown_key_are_refused():
    tree = changed(bank(), "transactions", 0, "surprise", to=1)
    del tree["transactions"][1]["balance"]
    found = {v["pointer"]: v["message"] for v in violations(tree)}
    assert found == {
        "/transactions/0": "has unknown keys: 'surprise'",
        "/transactions/1": "lacks 'balance'",
    }


def test_a_struct_that_holds_not_a_number_is_refused():
    wrong = BankDocument(transactions=[Transaction(transaction_id="txn-1", debit_amount=Decimal("NaN"))])
    assert "/transactions/0/debit_amount" in places(wrong)


@pytest.mark.parametrize("text", [b'{"a": NaN}', b"", b"\xff", b"[" * 100_000, b"1e400", "[]", b"null"])
def test_text_that_is_no_document_is_a_violation_too(text):
    assert places(text) == {""}


def test_contents_of_the_document_are_not_told():
    secret = "DE89370400440532013000"
    tree = changed(bank(), "transactions", 0, "transaction_date", to=secret)
    tree["transactions"][1]["balance"] = secret
    with pytest.raises(SchemaViolationError) as refused:
        validate(tree, "bank")
    assert secret not in str(refused.value) + repr(refused.value.details)


def test_many_violations_are_bounded_and_large_documents_explained_in_no_time():
    tree = plain(bank(10_000))
    for row in tree["transactions"]:
        row["balance"] = "x"
    tree["transactions"][3]["balance"] = None
    started = time.perf_counter()
    found = violations(tree)
    assert time.perf_counter() - started < 2
    assert len(found) == MAX_VIOLATIONS
    assert [v["pointer"] for v in found[:4]] == [f"/transactions/{n}/balance" for n in (0, 1, 2, 4)]


def test_one_wrong_row_at_the_end_of_a_large_document_keeps_its_number():
    tree = plain(bank(10_000))
    tree["transactions"][9_998]["evidence"]["debit_amount"]["page"] = 0
    assert places(tree) == {"/transactions/9998/evidence/debit_amount/page"}


def test_wrong_values_in_a_large_map_and_a_large_inner_list_are_found():
    document = plain(invoice())
    first = document["invoices"][0]
    first["evidence"] = {f"line_items/{n}/amount": first["evidence"]["due_date"] for n in range(1_000)}
    first["evidence"]["line_items/700/amount"] = {**first["evidence"]["line_items/700/amount"], "page": "one"}
    first["line_items"] = [{**first["line_items"][0], "line_number": n} for n in range(1_000)]
    assert places(document, "invoice") == {
        "/invoices/0/evidence/line_items~1700~1amount/page",
        "/invoices/0/line_items/0/line_number",
    }


def test_more_members_than_allowed():
    tree = plain(invoice())
    tree["invoices"][0]["page_numbers"] = [1] * 100_001
    (violation,) = violations(tree, "invoice")
    assert violation == {
        "pointer": "/invoices/0/page_numbers",
        "message": "has 100001 members",
        "expected": "at most 100000",
    }


def test_ten_thousand_transactions_are_checked_in_a_blink():
    text = encode(bank(10_000))
    validate(text, "bank")
    best = min(_seconds(text) for _ in range(5))
    assert best < 0.5, "0.1 s on an idle machine with evidence on every row; slower by far means another path"
    assert decode_plain(text)["transactions"][0]["debit_amount"] == Decimal("12.30")


def _seconds(text: bytes) -> float:
    started = time.perf_counter()
    validate(text, "bank")
    return time.perf_counter() - started


def test_unknown_schema_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no schema 'invoices'"):
        validate(b"{}", "invoices")


def test_a_document_whose_transactions_are_json_already_is_written_the_same():
    document = bank(3)
    packed = PackedBankDocument(transactions=msgspec.Raw(encode(document.transactions)))
    assert encode(packed) == encode(document)
    assert PackedBankDocument.__struct_fields__ == BankDocument.__struct_fields__


@pytest.mark.parametrize("place", [0, 150, 299])
def test_one_wrong_transaction_of_many_is_found_in_the_json(place):
    plain_document = plain(bank(300))
    plain_document["transactions"][place]["currency"] = "euro"
    with pytest.raises(SchemaViolationError) as refused:
        validate(encode(plain_document), "bank")
    assert [v["pointer"] for v in refused.value.details["violations"]] == [f"/transactions/{place}/currency"]


@pytest.mark.parametrize("text", [b"[]", b"{", b'{"transactions": 1}', b'{"transactions": [1]}', b"\xff"])
def test_json_of_another_shape_is_refused(text):
    with pytest.raises(SchemaViolationError):
        validate(text, "bank")


def test_more_transactions_than_may_be_are_refused_in_the_json(monkeypatch):
    document = encode(bank(3))
    checker = _checker("bank")
    monkeypatch.setitem(checker.schema["properties"]["transactions"], "maxItems", 2)
    assert not checker.accepts(document)


def test_members_may_be_held_against_the_schema_before_the_document():
    good, bad = transaction(1), {"transaction_id": "txn-2", "debit_amount": "12.30"}
    assert valid_members(encode([good, good]), "bank", "transactions")
    for wrong in (encode([good, bad]), b"{}", b"[1", b"\xff"):
        assert not valid_members(wrong, "bank", "transactions")
    document = encode(PackedBankDocument(transactions=msgspec.Raw(encode([bad]))))
    with pytest.raises(SchemaViolationError):
        validate(document, "bank")
    validate(document, "bank", accepted="transactions")  # whoever says so has held them against it


def test_what_was_accepted_is_still_counted(monkeypatch):
    document = encode(BankDocument(transactions=[transaction(1), transaction(2)]))
    monkeypatch.setitem(_checker("bank").schema["properties"]["transactions"], "maxItems", 1)
    assert not _checker("bank").accepts(document, "transactions")
    assert _checker("bank").accepts(encode(BankDocument(transactions=[transaction(1)])), "transactions")
