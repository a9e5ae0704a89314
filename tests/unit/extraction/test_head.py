"""Number, date and recipient in the wordings of letters, in six languages."""

from __future__ import annotations

import pytest
from paper import Sheet

from python_ocr_reconcile.extraction.invoice import extract_invoices


def read(*lines, x=50):
    """The invoice whose head is `lines`, each a text or (x, text), below a letterhead."""
    sheet = Sheet()
    sheet.put(50, 50, "Atelier Nova", size=16)
    for place, line in enumerate(lines):
        at, text = line if isinstance(line, tuple) else (x, line)
        sheet.put(at, 120 + 14 * place, text)
    for place, (text, amount) in enumerate(
        (("Subtotal", "100.00"), ("VAT 20%", "20.00"), ("Total", "120.00"))
    ):
        sheet.put(400, 500 + 14 * place, text)
        sheet.put(545, 500 + 14 * place, amount, right=True)
    (invoice,) = extract_invoices([sheet.page()]).invoices
    return invoice


@pytest.mark.parametrize("mark", ["No.", "Nr.", "N°", "#", "Nº:"])
def test_a_bare_mark_beside_the_date_leads_to_the_number(mark):
    assert read(f"{mark} A25-2013", "Date 05/03/2024").invoice_number == "A25-2013"
    assert read((50, mark), (50, "Date 05/03/2024"), (50, "No. 7")).invoice_number is None


@pytest.mark.parametrize("line", ["N° TVA FR80841209372", "Nr. USt-IdNr. DE136695976"])
def test_a_bare_mark_that_belongs_to_a_tax_id_does_not(line):
    assert read(line, "Date 05/03/2024").invoice_number is None


@pytest.mark.parametrize(
    "line",
    [
        "Invoice {} dated 05/03/2024",
        "Rechnung Nr. {} vom 05.03.2024",
        "Facture n° {} du 05/03/2024",
        "Facture {} du 5 mars 2024",
        "Factura nº {} de fecha 05/03/2024",
        "Factura {} del 5 de marzo de 2024",
        "Fattura n. {} del 05/03/2024",
        "Factuur {} d.d. 05-03-2024",
        "Rechnungs-Nr. / Datum: {} / 05.03.2024",
        "Facture n° / Date : {} / 05/03/2024",
        "Factura nº / Fecha: {} / 05/03/2024",
        "Factuurnr. / datum: {} / 05-03-2024",
    ],
)
@pytest.mark.parametrize("number", ["2024-017", "518204", "FV 2024 1245"])
def test_a_number_and_its_date_on_one_line(line, number):
    invoice = read(line.format(number))
    assert invoice.invoice_number == number
    assert str(invoice.invoice_date) == "2024-03-05"


@pytest.mark.parametrize(
    ("place", "number", "pay"),
    [
        (
            "Köln, den 05.03.2024",
            "Rechnung Nr. 518204",
            "Bitte überweisen Sie den Betrag bis zum 04.04.2024.",
        ),
        ("Lyon, le 05/03/2024", "Facture 518204", "Merci de régler cette facture avant le 04/04/2024."),
        ("Madrid, 05/03/2024", "Factura 518204", "Rogamos efectúen el pago antes del 04/04/2024."),
        ("Milano, 05/03/2024", "Fattura n. 518204", "L'importo sarà addebitato sul Vs. conto il 04/04/2024."),
        ("Utrecht, 05-03-2024", "Factuur 518204", "Gelieve het bedrag vóór 04-04-2024 te betalen."),
        ("London, 5 March 2024", "Invoice 518204", "Please transfer the amount due by 4 April 2024."),
    ],
)
def test_the_date_of_a_letter_is_not_that_of_its_payment(place, number, pay):
    invoice = read((400, place), number, "", pay)
    assert invoice.invoice_number == "518204"
    assert str(invoice.invoice_date) == "2024-03-05"
    assert str(invoice.due_date) == "2024-04-04"


@pytest.mark.parametrize(
    "salutation",
    ["Firma", "Herrn", "An die", "Messrs", "Attn: Jane Cole", "Société", "À l'attention de", "Señores",
     "A la atención de", "Spett.le Ditta", "Egr. Sig.", "c.a. Anna Neri", "De heer", "T.a.v. mevrouw Bos"],
)  # fmt: skip
def test_a_salutation_over_the_name_is_not_the_name(salutation):
    sender = "Atelier Nova · 12 rue de la Paix · 75002 Paris"
    invoice = read(
        sender, salutation, "Paula Esser", "Hauptstrasse 12", "50667 Köln", (380, "Invoice 518204")
    )
    assert invoice.customer_name == "Paula Esser"


def test_the_person_is_the_recipient_where_no_company_is_named():
    assert read("Invoice 518204", "Attn: Jane Cole").customer_name == "Jane Cole"


@pytest.mark.parametrize("number", ["2024/5512", "20817", "A-1187"])
def test_a_title_may_be_the_label_of_its_number(number):
    sheet = Sheet()
    for y, left, right in ((100, "Rechnung", number), (114, "Rechnungsdatum", "18.08.2024")):
        sheet.put(350, y, left)
        sheet.put(545, y, right, right=True)
    (invoice,) = extract_invoices([sheet.page()]).invoices
    assert invoice.invoice_number == number


@pytest.mark.parametrize(
    ("line", "tax_id"),
    [
        ("CHE-116.281.710 MWST", "CHE116281710"),
        ("Org.nr. NO 995 525 828 MVA", "NO995525828MVA"),
        ("CHE-116.281.711 MWST", None),
    ],
)
def test_a_tax_id_of_a_neighbour_of_the_union_says_so_itself(line, tax_id):
    assert read((50, line), "Invoice No. 4711").vendor_tax_id == tax_id


def test_the_account_is_no_term_of_payment():
    invoice = read("Facture 518204", "Date 05/03/2024", "IBAN FR14 2004 1010 0505 0001 3M02 N19")
    assert invoice.due_date is None


def test_a_word_inside_an_account_does_not_make_a_tax_id_the_recipients():
    invoice = read("Factuur 518204", "Btw nr: NL226726873B01 | IBAN NL20 YOUR 3392 3346 75")
    assert invoice.customer_tax_id is None
    assert invoice.vendor_tax_id == "NL226726873B01"


def test_the_recipients_tax_id_says_so():
    invoice = read("Rechnung 518204", "Ihre USt-IdNr. DE136695976", "", "USt-IdNr. DE129273398")
    assert invoice.customer_tax_id == "DE136695976"
    assert invoice.vendor_tax_id == "DE129273398"


@pytest.mark.parametrize(
    "lines",
    [
        ["Scadenze 30/06/2024 160.00 31/07/2024 160.00"],
        ["Due date", "30/06/2024 160.00", "31/07/2024 160.00"],
    ],
)
def test_of_several_instalments_the_last_is_the_due_date(lines):
    assert str(read("Invoice 518204", "Date 05/06/2024", *lines).due_date) == "2024-07-31"


def test_a_later_date_without_a_sum_is_no_instalment():
    invoice = read("Invoice 518204", "Date 05/06/2024", "Due date 30/06/2024", "Delivery date 31/07/2024")
    assert str(invoice.due_date) == "2024-06-30"


@pytest.mark.parametrize("title", ["Parcella n. 45", "Note d'honoraires D-24-0551", "Minuta nº A/24-091"])
def test_the_number_follows_the_names_that_trades_have_for_an_invoice(title):
    assert read(title, "2024-03-05").invoice_number == title.rpartition(" ")[2]


def test_a_number_with_a_prefix_of_letters_under_the_title_is_no_postcode():
    assert read((50, "Invoice"), (50, "WEB-88123"), "Date 05/03/2024").invoice_number == "WEB-88123"


def test_the_date_of_a_letter_comes_before_the_days_of_its_positions():
    sheet = Sheet()
    sheet.put(50, 50, "Atelier Nova", size=16)
    sheet.put(50, 110, "June 30, 2024")
    sheet.put(400, 110, "Invoice No. HV-33012")
    for x, text in ((50, "Date"), (140, "Description"), (420, "Hours"), (480, "Rate")):
        sheet.put(x, 220, text)
    sheet.put(550, 220, "Amount", right=True)
    for x, text in ((50, "06/04/24"), (140, "Review"), (420, "5.00"), (480, "350.00")):
        sheet.put(x, 234, text)
    sheet.put(550, 234, "1,750.00", right=True)
    (invoice,) = extract_invoices([sheet.page()]).invoices
    assert invoice.invoice_date.isoformat() == "2024-06-30"


def test_a_short_word_leads_the_date_below_the_number():
    assert read("FACTURE N° F-0318", "du 14/09/2024").invoice_date.isoformat() == "2024-09-14"
