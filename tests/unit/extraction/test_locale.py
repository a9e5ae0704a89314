"""One locale per document: decimal mark, date order, currency, language, by vote."""

from __future__ import annotations

import pytest
from paper import Sheet

from python_ocr_reconcile.extraction.layout import lines_of
from python_ocr_reconcile.extraction.locale import vote


def locale_of(*texts):
    sheet = Sheet()
    for i, text in enumerate(texts):
        sheet.put(50, 50 + 14 * i, text)
    return vote(lines_of(sheet.page()))


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["Total 1,234.56", "Net 12.50"], "."),
        (["Summe 1.234,56", "Netto 12,50"], ","),
        (["Total 1 234,56 €"], ","),
        (["am 31.03.2024", "Betrag 12,50"], ","),  # dates have points and are no amounts
        (["Rechnung über 1.234"], ","),  # three digits behind a mark: thousands
    ],
)
def test_decimal_mark(texts, mark):
    assert locale_of(*texts).decimal_mark == mark


def test_an_open_decimal_mark_has_a_rival():
    assert len(locale_of("Total 1,234").rivals) == 2
    assert len(locale_of("Total 1,234.50", "Net 1,100.20").rivals) == 1


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["Date 03/04/2024", "Due 25/04/2024"], "dmy"),
        (["Date 03/04/2024", "Due 04/25/2024", "Total $5.00"], "mdy"),
        (["Date 03/04/2024", "Total $ 5.00 and the tax"], "mdy"),
        (["Date 03/04/2024", "Total £ 5.00 and the VAT"], "dmy"),
        (["Datum 03.04.2024"], "dmy"),
        (
            ["Mo.-Fr. 08.30 - 12.30 Uhr", "Rechnung vom 03.04.2024"],
            "dmy",
        ),  # 12.30 is an hour, not 30 December
        # A street whose name is a month somewhere is no date, and no reason to put the month first.
        (["Avda. de la Paz 14", "Factura del importe", "Fecha 02/05/2024", "Total 12,50 €"], "dmy"),
        (["88 Belt Rd, Ames IA 50010", "Date 03/04/24", "Total 12.00"], "mdy"),
    ],
)
def test_date_order(texts, order):
    assert locale_of(*texts).date_order == order


@pytest.mark.parametrize(
    ("texts", "currency"),
    [
        (["Total $12.00"], "USD"),
        (["Total $12.00", "Toronto, Ontario, Canada"], "CAD"),
        (["Total 12.00", "Ames, IA 50010-1234"], "USD"),
        (["Total $12.00", "1200 Main St, Winnipeg MB R3C 1A1"], "CAD"),
        (["Total 12.00", "Boise, ID 83702"], "USD"),
        (["Total 12.00", "Customer ID 50010"], None),
        (["Total 12.00", "Holmfirth HD9 2BX"], "GBP"),
        (["Total 12.00", "IBAN GB46 EFNU 1391 7367 3516 38"], "GBP"),
        (["Total 12,00", "DE02 1203 0000 0000 2020 51"], "EUR"),
        (["Total 12,00 kr", "SE45 5000 0000 0583 9825 7466"], "SEK"),
        (["Total 12.00 CHF", "DE02 1203 0000 0000 2020 51"], "CHF"),
        (["Total 12,00 $", "TVQ 1234567890 TQ0001"], "CAD"),
        (["Total $1,200.00", "RFC ABC010203AB9"], "MXN"),
        (["Total 12,00 €"], "EUR"),
        (["Betrag EUR", "12,00"], "EUR"),
        (["Total RM 12.00", "Kedai Runcit Sdn Bhd"], "MYR"),
        (["Kedai Runcit Sdn Bhd", "Total 12.00"], "MYR"),  # BHD is the dinar of Bahrain only beside a number
        (["Total 12.00"], None),
    ],
)
def test_currency(texts, currency):
    assert locale_of(*texts).currency == currency


def test_a_currency_that_only_the_country_tells_is_not_a_printed_one():
    assert locale_of("Kedai Runcit Sdn Bhd", "Total 12.00").currency_votes == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Rechnung über die Lieferung und Leistung", "de"),
        ("Facture pour la livraison des produits", "fr"),
        ("Invoice for the delivery of your order", "en"),
        ("Factura por el importe de los productos", "es"),
        ("Fattura per il totale della scadenza", "it"),
        ("Factuur voor het bedrag van de bestelling", "nl"),
    ],
)
def test_language(text, language):
    assert locale_of(text).language == language


@pytest.mark.parametrize(
    ("texts", "currency"),
    [
        (["GST 15% $225.00", "Total $1,725.00"], "NZD"),  # of those that have a GST, New Zealand
        (["Tax $225.00", "Phone +64 3 555 0112"], "NZD"),
        (["IVA 16% $160.00", "RFC: RCE010203AB1"], "MXN"),
        (["Total R1 500.00", "VAT 15% R195.65"], "ZAR"),
        (["Netto 100,00", "USt-IdNr. DE136695976"], "EUR"),
        (["Nettó 100.00", "CHE-116.281.710 MWST"], "CHF"),
        (["Moms 25% 2 500,00", "Att betala 12 500,00 kr", "Förfallodatum"], "SEK"),
        (["R-5512", "Total 100.00"], None),
    ],
)
def test_a_currency_is_told_by_taxes_ids_and_telephones(texts, currency):
    assert locale_of(*texts).currency == currency


def test_what_a_sum_comes_to_in_another_currency_is_not_the_currency():
    equivalent = "Bei Zahlung in US-Dollar: $ 1,298.77 (Kurs 1,0914)"
    assert locale_of("Gesamt 1.190,00", equivalent, "USt-IdNr. DE136695976").currency == "EUR"
    assert locale_of("Gesamt 1.190,00 EUR", "Total 1 EUR = 1.09 USD").currency == "EUR"


@pytest.mark.parametrize(
    ("line", "currency"),
    [
        ("MwSt 19 % 38,00", "EUR"),
        ("8.1 % MWST 38.88", "CHF"),
        ("VAT @ 20% 38.00", "GBP"),
        ("TVA 20 % 38,00", "EUR"),
    ],
)
def test_a_rate_of_tax_tells_the_currency_where_nothing_else_does(line, currency):
    assert locale_of("Total 238,00", line).currency == currency


def test_letters_before_a_code_are_no_currency():
    assert locale_of("TL55 Trash liners 300.00", "RM22031 Rivets 20.00").currency is None
    assert locale_of("Total RM22.31").currency == "MYR"
