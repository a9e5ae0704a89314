"""Every limit of what a document may hold, in the schema that keeps it: as much as that, and not one more."""

from dataclasses import asdict

import jsonschema_rs
import pytest

from python_ocr_reconcile.api.matching_bodies import LINK_REQUEST
from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.models.schema import document_schema

PLACES = {
    "invoices": ("invoice", "properties/invoices"),
    "line_items": ("invoice", "$defs/Invoice/properties/line_items"),
    "transactions": ("bank", "properties/transactions"),
    "statements": ("bank", "properties/statements"),
    "checks": ("invoice", "$defs/Invoice/properties/checks"),
    "evidence": ("invoice", "$defs/Invoice/properties/evidence"),
    "pages": ("invoice", "$defs/ProcessingInfo/properties/pages"),
    "history": ("bank", "$defs/ProcessingInfo/properties/history"),
    "changes": ("bank", "$defs/HistoryEntry/properties/changes"),
    "uploads": ("reconciliation", "$defs/SourceDocuments/properties/bank"),
    "linked": (None, "properties/invoices"),
    "rates": ("rates", "$defs/RateSeries/properties/rates"),
    "links": ("memory", "properties/links"),
    "explanation": ("reconciliation", "$defs/Match/properties/explanation"),
    "name": ("invoice", "$defs/Check/properties/name"),
    "text": ("invoice", "$defs/Check/properties/equation"),
    "money": ("bank", "$defs/BankSummary/properties/total_debits"),
}
BOUNDS = ("type", "maxItems", "maxLength", "maxProperties", "minimum", "maximum")


def of_size(schema, size):
    if "maxItems" in schema:
        return [None] * size
    if "maxProperties" in schema:
        return dict.fromkeys(map(str, range(size)))
    return "x" * size if "maxLength" in schema else size


@pytest.mark.parametrize("name", list(asdict(DOCUMENT_LIMITS)))
def test_a_limit_from_both_sides(name):
    document, path = PLACES[name]
    schema = LINK_REQUEST if document is None else document_schema(document)
    for step in path.split("/"):
        schema = schema[step]
    # Without what its members must be: of a million, none has to be made.
    bounds = jsonschema_rs.validator_for({key: schema[key] for key in BOUNDS if key in schema})
    most = getattr(DOCUMENT_LIMITS, name)
    assert bounds.is_valid(of_size(schema, most))
    assert not bounds.is_valid(of_size(schema, most + 1))
    if name == "money":
        assert (bounds.is_valid(-most), bounds.is_valid(-most - 1)) == (True, False)
