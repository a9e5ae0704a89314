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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PURCHASE AUTHORIZED ON 02/02 PRAIRIE FUELS S1295301605 CARD 8104", "PRAIRIE FUELS"),
        ("Direct Debit 0718691058 KOALA MUTUAL", "KOALA MUTUAL"),
        ("ZELLE FROM R PETRIE ON 06/04", "R PETRIE"),
        ("COMPRA EN FRUTERIA PILAR, TARJETA 5338", "FRUTERIA PILAR"),
        ("TRANSFERENCIA DE REFORMAS GIL SL, CONCEPTO FACTURA 97226000", "REFORMAS GIL SL"),
        ("PAGAMENTO POS ALIMENTARI ROSA CARTA 4479", "ALIMENTARI ROSA"),
        ("PRLV SEPA MUTUELLE ARMOR REF 328273 MANDAT 7241", "MUTUELLE ARMOR"),
        ("Swish till Maja L", "Maja L"),
    ],
)
def test_a_name_ends_before_its_number_and_begins_behind_day_and_code(text, name):
    assert told_by([text]).counterparty_name == name


def test_a_town_behind_two_strokes_is_not_of_the_name():
    told = told_by(["Kartenzahlung", "Buchladen am Tor//Talheim/DE 2024-05-02T12:04"])
    assert told.counterparty_name == "Buchladen am Tor"


def test_letters_that_begin_a_word_are_no_label_of_a_reference():
    assert told_by(["REFORMAS2024 GIL"]).reference is None
