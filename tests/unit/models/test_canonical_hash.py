"""One document has one hash, whatever way it is held; what is no JSON has none."""

from decimal import Decimal

import msgspec
import pytest

from python_ocr_reconcile.errors import SchemaViolationError
from python_ocr_reconcile.models.encoding import canonical_hash, decode_plain, encode


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
