"""A reading comes over whole, whatever its parts, and never larger or more wrong than a document may be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from python_ocr_reconcile.config import Limits, Settings
from python_ocr_reconcile.errors import LimitExceededError, MalformedJSONError
from python_ocr_reconcile.extraction.statement import StatementReading
from python_ocr_reconcile.models import encoding
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.file import Notice
from python_ocr_reconcile.models.statement import StatementInfo, Transaction
from python_ocr_reconcile.services.hand_over import TakenOver, emptying, handed_over


def reading(count):
    return StatementReading(
        statements=[StatementInfo(currency="EUR")],
        transactions=[
            Transaction(
                transaction_id=f"txn-{n + 1}",
                transaction_date=date(2024, 5, 31),
                debit_amount=Decimal("1.10"),
                currency="EUR",
            )
            for n in range(count)
        ],
        notices=[Notice(code="not_proved", message="Statement 1: no balance.")],
    )


def taken_over(settings, stream):
    """What a parent has of `stream`, without a process between."""
    taken, giving = TakenOver(settings), handed_over(stream)
    while True:
        try:
            taken.transactions(bytes(next(giving).raw()))
        except StopIteration as end:
            return taken.reading(bytes(end.value.raw()))


@pytest.mark.parametrize("count", [0, 1, 1_200])
def test_what_is_handed_over_is_what_was_read(monkeypatch, count):
    monkeypatch.setattr(encoding, "_ARRAY_BYTES", 100_000)
    whole = reading(count)
    expected, booked = encode(whole.transactions), [t.debit_amount for t in whole.transactions]
    packed = taken_over(Settings(), emptying(whole))
    assert bytes(packed.transactions) == expected
    assert [row.debit_amount for row in packed.booked] == booked
    assert (packed.statements, packed.notices) == (whole.statements, whole.notices)
    assert packed.are_valid
    assert whole.transactions == []


def test_one_wrong_transaction_makes_all_of_them_doubtful():
    taken = TakenOver(Settings())
    taken.transactions(encode([{"transaction_id": 7}]))
    taken.transactions(encode(reading(1).transactions))
    assert not taken.reading(b'{"statements":[],"notices":[]}').are_valid


def test_no_more_is_taken_than_a_document_may_have():
    array = encode(reading(1).transactions)
    taken = TakenOver(replace(Settings(), limits=Limits(json_bytes=2 * len(array))))
    taken.transactions(array)
    taken.transactions(array)
    with pytest.raises(LimitExceededError, match="OCR_RECONCILE_MAX_JSON_BYTES"):
        taken.transactions(array)


def test_what_is_no_list_of_transactions_is_refused():
    with pytest.raises(MalformedJSONError):
        TakenOver(Settings()).transactions(b'[{"debit_amount": [] }]')
