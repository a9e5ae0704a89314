"""One document has one hash, whatever way it is held; what is no JSON has none."""

from decimal import Decimal

import msgspec
import pytest

from python_ocr_reconcile.errors import SchemaViolationError
from python_ocr_reconcile.models.encoding import canonical_hash, decode_plain, document_hash, encode
from python_ocr_reconcile.models.statement import BankDocument, Transaction


def test_a_struct_its_text_and_its_plain_form_are_one_document():
    document = {"b": Decimal("12.30"), "a": [1, "é", None]}
    text = encode(document)
    hashes = {canonical_hash(one) for one in (document, msgspec.Raw(text), decode_plain(text))}
    assert len(hashes) == 1
    assert canonical_hash({**document, "b": Decimal("12.3")}) not in hashes


@pytest.mark.parametrize("number", ["NaN", "-NaN", "sNaN", "Infinity", "-Infinity"])
def test_a_number_that_is_not_finite_has_no_hash(number):
    with pytest.raises(SchemaViolationError, match="not finite"):
        canonical_hash({"total_amount": Decimal(number)})


@pytest.mark.parametrize(
    "number",
    ["12.30", "-12.30", "0", "0.00", "-0", "-0.00", "1E+2", "-1E+2", "1E-7", "0E-10", "1E+400", "9" * 25],
)
def test_a_long_document_has_the_same_hash_an_element_at_a_time(number):
    entries = [
        Transaction(
            transaction_id="txn-1", debit_amount=Decimal(number), confidence_score=score, description=text
        )
        for score in (0.0, -0.0, 0.95, 1e-7, 1e16)
        for text in ("é", "2E5 :-0,NaN", 'a "quoted" \\ 1e5', None)
    ]
    for each in (*([entry] for entry in entries), entries):
        document = BankDocument(transactions=each)
        assert document_hash(document) == canonical_hash(document)
