"""How sure the reader is of a value, and of an invoice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from paper import set_invoice

from python_ocr_reconcile.extraction.confidence import (
    KEY_FIELDS,
    SURE,
    Calibration,
    shipped_calibration,
    stated,
    with_confidence,
)
from python_ocr_reconcile.extraction.extract import extract
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.invoice import Invoice

CALIBRATION = Calibration(
    version="of this test",
    structured=0.999,
    sure_from=0.98,
    constants={
        "field.total_amount": 1.0, "doubt.total_amount": -1.0, "status.proved": 1.0, "status.conflict": -1.0,
        "ocr": -0.5, "ocr_doubt": -1.0,
    },
    fields=frozenset({"total_amount"}),
)  # fmt: skip


def plain(total=Decimal(119), *, total_entry=None, **evidence):
    entry = total_entry or Evidence(value=total, method="label_right", status="read", confidence=0.9)
    return Invoice(invoice_id="inv-1", total_amount=total, evidence={"total_amount": entry, **evidence})


def total_of(**changes):
    entry = Evidence(value=Decimal(119), method="label_right", status="read", confidence=0.9)
    invoice = plain(total_entry=msgspec.structs.replace(entry, **changes))
    return with_confidence(invoice, CALIBRATION).evidence["total_amount"].confidence


def test_an_invoice_is_as_sure_as_its_least_sure_key_field():
    page, _ = set_invoice(seed=3)
    (invoice,) = extract([page], "invoice").invoices
    known = [invoice.evidence[field].confidence for field in KEY_FIELDS if invoice.evidence[field].value]
    assert invoice.confidence_score == min(known)
    assert all(0 < value < 1 for value in known)


def test_no_shipped_constant_speaks_against_reason():
    constants = shipped_calibration().constants
    assert all(constants[name] <= 0 for name in constants if name.startswith(("doubt.", "ocr")))
    assert constants.get("status.conflict", 0) <= 0 <= constants["status.proved"]
    assert {"field.total_amount", "field.vendor_name", "field.line_items/amount"} <= constants.keys()


def test_proof_makes_a_value_likelier_and_a_conflict_less_likely():
    assert total_of(status="conflict") < total_of() < total_of(status="proved")


def test_doubts_of_the_finder_and_of_ocr_count_against_a_value():
    assert total_of(confidence=0.0) < total_of(confidence=1.0)
    assert total_of(ocr_confidence=0.4) < total_of(ocr_confidence=0.95) < total_of()


def test_without_a_total_there_is_no_confidence():
    number = Evidence(value="R-1", method="label_right", status="read", confidence=1.0)
    entry = Evidence(reason="no amount labelled as a total")
    assert with_confidence(plain(None, total_entry=entry, invoice_number=number)).confidence_score == 0.0


@pytest.mark.parametrize(
    ("source", "confidence"), [("xml", shipped_calibration().structured), ("human", 1.0)]
)
def test_what_the_sender_or_a_person_states_is_not_guessed(source, confidence):
    assert total_of(source=source, method="anything", confidence=None) == confidence


def test_xml_that_the_page_contradicts_is_not_sure():
    assert total_of(source="xml", method="BT-112", status="conflict", confidence=None) < 0.9


def test_a_field_that_was_not_fitted_has_no_confidence():
    entry = Evidence(value=date(2026, 1, 1), method="label_right", status="read", confidence=1.0)
    assert with_confidence(plain(delivered=entry)).evidence["delivered"].confidence is None


def test_nothing_is_called_sure_below_the_gate():
    assert stated(0.97, 0.98) == SURE - 0.0001
    assert stated(0.98, 0.98) == 0.98
    assert stated(0.4, 0.98) == 0.4
