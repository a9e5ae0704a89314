"""Due dates from the terms of payment, in the wording of six languages."""

from __future__ import annotations

from datetime import date

import pytest
from paper import Sheet

from python_ocr_reconcile.extraction.invoice import extract_invoices
from python_ocr_reconcile.extraction.invoice.rows import read_rows
from python_ocr_reconcile.extraction.invoice.terms import due_by_terms, due_in_sentence
from python_ocr_reconcile.extraction.layout import lines_of
from python_ocr_reconcile.extraction.locale import vote

ISSUED = date(2024, 3, 5)


def rows_of(*texts):
    sheet = Sheet()
    for place, text in enumerate(texts):
        sheet.put(50, 100 + 13 * place, text)
    lines = lines_of(sheet.page())
    return read_rows(lines, vote(lines))


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (30, "Payment due within 30 days"),
        (30, "Terms: Net 30"),
        (30, "Payment terms: 30 days"),
        (14, "Payment is due 14 days from the date of invoice"),
        (14, "Please pay within 14 days of receipt"),
        (30, "Payable 30 days after invoice date"),
        (30, "2/10 net 30"),
        (30, "2/10, n/30"),
        (30, "2% 10 days, net 30"),
        (30, "Please settle this invoice within thirty (30) days"),
        (21, "Kindly remit the amount due within 21 days."),
        (0, "Due on receipt"),
        (0, "Terms: payable immediately"),
        (14, "Zahlbar innerhalb von 14 Tagen ohne Abzug"),
        (14, "14 Tage netto"),
        (30, "Zahlungsziel: 30 Tage"),
        (14, "Zahlungsbedingungen: 14 Tage"),
        (14, "Bitte überweisen Sie den Betrag innerhalb von 14 Tagen."),
        (10, "Bitte begleichen Sie den Rechnungsbetrag binnen 10 Tagen."),
        (14, "Der Betrag ist in 14 Tagen fällig, zahlbar in 14 Tagen."),
        (30, "Zahlbar innerhalb von 10 Tagen mit 2% Skonto, 30 Tage netto"),
        (30, "Bei Zahlung innerhalb 10 Tagen 2 % Skonto, innerhalb 30 Tagen ohne Abzug"),
        (30, "10 Tage 3% Skonto 30 Tage netto Kasse"),
        (30, "2,5 % 10 Tage 30 Tage netto"),
        (8, "Zahlung innerhalb 8 Tagen ab Rechnungseingang ohne Abzüge"),
        (0, "Der Betrag ist sofort fällig."),
        (30, "Paiement à 30 jours"),
        (30, "30 jours net"),
        (30, "30 jours date de facture"),
        (15, "Payable sous 15 jours"),
        (30, "À régler sous 30 jours"),
        (30, "Conditions de règlement : 30 jours"),
        (30, "Paiement par virement sous 30 jours à compter de la date de facture"),
        (0, "Paiement à réception de facture"),
        (30, "Pago a 30 días"),
        (30, "Forma de pago: transferencia a 30 días"),
        (60, "Vencimiento a 60 días"),
        (15, "Pago en un plazo de 15 días"),
        (30, "30 días fecha factura"),
        (0, "Pago al contado"),
        (30, "Pagamento entro 30 giorni"),
        (30, "30 gg d.f."),
        (60, "Bonifico bancario 60 giorni data fattura"),
        (30, "Pagamento a 30 giorni dalla data fattura"),
        (30, "Condizioni di pagamento: 30 gg"),
        (14, "Betaling binnen 14 dagen"),
        (30, "Gelieve te betalen binnen 30 dagen na factuurdatum"),
        (30, "Betalingstermijn: 30 dagen"),
        (14, "14 dagen netto"),
        (8, "Te voldoen binnen 8 dagen"),
    ],
)
def test_days_after_the_date_of_the_invoice(days, text):
    due = due_by_terms(rows_of(text), ISSUED)
    assert due is not None
    assert (due.value - ISSUED).days == days


@pytest.mark.parametrize(
    ("due", "text"),
    [
        ("2024-04-30", "30 jours fin de mois"),
        ("2024-04-30", "Bonifico 30 gg f.m."),
        ("2024-05-31", "Pagamento 60 giorni fine mese data fattura"),
        ("2024-04-30", "Net 30 EOM"),
        ("2024-04-15", "Paiement fin de mois + 15 jours"),
        ("2024-05-10", "45 jours fin de mois le 10"),
        ("2024-04-30", "Betaling binnen 30 dagen einde maand"),
    ],
)
def test_terms_that_run_to_the_end_of_a_month(due, text):
    assert str(due_by_terms(rows_of(text), ISSUED).value) == due


@pytest.mark.parametrize(
    "text",
    [
        "Returns are accepted within 14 days",
        "Reklamationen bitte innerhalb von 8 Tagen",
        "Interest is charged on payments late by 30 days",
        "Bei Zahlung innerhalb von 10 Tagen 2% Skonto",
        "Escompte 2% pour paiement sous 8 jours",
        "Nach 30 Tagen berechnen wir Verzugszinsen",
        "Hosting package, 30 days",
        "Tout retard de paiement de plus de 30 jours sera facturé",
        "Klachten binnen 8 dagen na ontvangst",
        "Net 154.00",
        "Netto 30,00 EUR",
    ],
)
def test_days_of_something_else_give_no_due_date(text):
    assert due_by_terms(rows_of(text), ISSUED) is None


@pytest.mark.parametrize(
    ("due", "lines"),
    [
        ("2024-03-20", ["Der Betrag wird am 20.03.2024 von Ihrem Konto DE02 eingezogen."]),
        ("2024-03-20", ["Der Betrag in Höhe von EUR 529,87 wird am 20.03.2024 von Ihrem Konto",
                        "per SEPA-Lastschrift abgebucht."]),
        ("2024-04-04", ["Bitte überweisen Sie den Betrag bis zum 04.04.2024 auf unser Konto."]),
        ("2024-04-04", ["Please transfer the amount, payment to reach us no later than 4 April 2024."]),
        ("2024-03-20", ["Le montant sera prélevé sur votre compte le 20/03/2024."]),
        ("2024-03-20", ["El importe se adeudará en su cuenta el 20/03/2024"]),
        ("2024-03-20", ["L'importo verrà addebitato sul suo conto il 20/03/2024"]),
        ("2024-03-20", ["Het bedrag wordt van uw rekening afgeschreven op 20-03-2024"]),
        ("2024-03-20", ["The total will be collected by direct debit on 20 March 2024."]),
    ],
)  # fmt: skip
def test_a_sentence_names_the_day_of_payment(due, lines):
    found = due_in_sentence(rows_of(*lines), ISSUED, "dmy")
    assert found is not None
    assert str(found.value) == due


@pytest.mark.parametrize(
    "text",
    [
        "Bei Zahlung bis zum 15.03.2024 gewähren wir 2% Skonto",
        "Bis zum 15.03.2024 erhalten Sie 2,000 % Skonto",
        "Delivered on 15 March 2024",
        "Payment received on account, delivery by 20 March 2024",
        "Vertrag kündbar zum 31.12.2024",
    ],
)
def test_other_dates_in_sentences_are_no_due_dates(text):
    assert due_in_sentence(rows_of(text), ISSUED, "dmy") is None


def test_the_time_for_cash_discount_is_not_the_time_to_pay():
    sheet = Sheet()
    sheet.put(50, 50, "Nordwind Handels GmbH", size=16)
    sheet.put(50, 100, "Rechnung Nr. 4711 vom 05.03.2024")
    sheet.put(50, 300, "Bis zum 15.03.2024 erhalten Sie 2,000 % Skonto")
    sheet.put(50, 313, "Bis zum 04.04.2024 ohne Abzug")
    (invoice,) = extract_invoices([sheet.page()]).invoices
    assert str(invoice.due_date) == "2024-04-04"
