"""Descriptions tell the kind of transaction, the other party and a reference, in six languages."""

from __future__ import annotations

import pytest

from python_ocr_reconcile.extraction.statement.describe import find_iban, told_by, transaction_type


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("CARD PAYMENT TO GREENLEAF", "card"),
        ("DIRECT DEBIT NOVA TELECOM", "direct_debit"),
        ("STANDING ORDER RENT", "standing_order"),
        ("ATM CASH WITHDRAWAL", "cash"),
        ("Faster payment from A Smith", "transfer"),
        ("Lohn / Gehalt Mai", "salary"),
        ("SEPA-Basislastschrift Stadtwerke", "direct_debit"),
        ("Entgelt Kontoführung", "fee"),
        ("DAUERAUFTRAG MIETE", "standing_order"),
        ("PRLV SEPA ORANGE", "direct_debit"),
        ("RETRAIT DAB LYON", "cash"),
        ("CHÈQUE N° 123", "cheque"),
        ("Nómina mayo", "salary"),
        ("Reintegro cajero", "cash"),
        ("Commissioni bancarie", "fee"),
        ("Bonifico da M Rossi", "transfer"),
        ("Betaalautomaat Utrecht", "card"),
        ("Creditrente", "interest"),
        ("Something else", "other"),
    ],
)
def test_the_kind_follows_from_the_words(description, kind):
    assert transaction_type(description) == kind


def test_a_card_statement_lists_purchases():
    assert transaction_type("KIOSK NORD LEEDS", is_card=True) == "card"


def test_party_account_and_reference_are_told():
    told = told_by(
        ["GUTSCHRIFT", "Empfänger: Anna Schmidt", "IBAN DE89 3704 0044 0532 0130 00", "Rechnung 2024-117"]
    )

    assert told.kind == "transfer"
    assert told.counterparty_name == "Anna Schmidt"
    assert told.counterparty_account == "DE89370400440532013000"
    assert told.reference == "2024-117"


def test_an_iban_with_a_wrong_digit_is_none():
    assert find_iban("DE89370400440532013001") is None
