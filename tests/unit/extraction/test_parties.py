"""Who sent the invoice and who it is for, wherever the page says so."""

from __future__ import annotations

import pytest
from paper import Sheet

from python_ocr_reconcile.extraction.invoice import extract_invoices

SELLER, BUYER = "Tipografia Serena", "Vogel Maschinenbau GmbH"


def head(*, number_at=(330, 150)):
    sheet = Sheet()
    x, y = number_at
    sheet.put(x, y, "Invoice No. 4711")
    sheet.put(x, y + 14, "Invoice Date 2024-03-05")
    for place, (text, amount) in enumerate(
        (("Subtotal", "100.00"), ("VAT 20%", "20.00"), ("Total", "120.00"))
    ):
        sheet.put(400, 500 + 14 * place, text)
        sheet.put(545, 500 + 14 * place, amount, right=True)
    return sheet


def block(sheet, x, y, *lines, size=None):
    for place, text in enumerate(lines):
        sheet.put(x, y + 13 * place, text, size=size)


def read(sheet):
    (invoice,) = extract_invoices([sheet.page()]).invoices
    return invoice


def customer(sheet, label="Bill To"):
    block(sheet, 50, 150, label, BUYER, "Hauptstrasse 12", "50667 Köln")


@pytest.mark.parametrize("holder", ["Account holder", "Kontoinhaber", "Titulaire", "Intestato a", "T.n.v."])
def test_a_seller_whose_logo_is_a_picture_is_named_by_the_account(holder):
    sheet = head()
    customer(sheet)
    sheet.put(50, 600, f"{holder}: {SELLER}")
    sheet.put(50, 614, "IBAN DE89 3704 0044 0532 0130 00")
    assert read(sheet).vendor_name == SELLER


def test_a_seller_whose_logo_is_a_picture_is_named_by_the_first_column_of_the_footer():
    sheet = head()
    customer(sheet)
    block(sheet, 50, 770, SELLER, "Via Roma 5", "20121 Milano", size=7)
    block(sheet, 250, 770, "P.IVA 00743110157", "info@tipografia-serena.it", size=7)
    assert read(sheet).vendor_name == SELLER


def test_a_seller_whose_logo_is_a_picture_is_named_by_one_line_at_the_foot():
    sheet = head()
    customer(sheet)
    sheet.put(60, 790, f"{SELLER} · Via Roma 5 · 20121 Milano · Tel. 02 1234567", size=7)
    assert read(sheet).vendor_name == SELLER


def test_the_legal_form_ends_the_name_in_a_footer():
    sheet = head()
    customer(sheet)
    sheet.put(60, 790, "Menuiserie Caron SARL au capital de 50 000 EUR - RCS Lyon 552100554", size=7)
    assert read(sheet).vendor_name == "Menuiserie Caron SARL"


def test_the_company_at_the_place_of_delivery_is_not_the_seller():
    sheet = head()
    customer(sheet)
    block(sheet, 230, 150, "Ship To", "Nordlager Logistik GmbH", "Am Ring 5", "10115 Berlin")
    block(sheet, 50, 770, SELLER, "Via Roma 5", "20121 Milano", size=7)
    invoice = read(sheet)
    assert (invoice.vendor_name, invoice.customer_name) == (SELLER, BUYER)


def test_from_and_to_with_a_colon_name_the_parties():
    sheet = head(number_at=(400, 60))
    sheet.put(50, 100, f"From: {SELLER}")
    sheet.put(280, 100, f"To: {BUYER}")
    invoice = read(sheet)
    assert (invoice.vendor_name, invoice.customer_name) == (SELLER, BUYER)


def test_a_label_inside_a_phrase_names_nobody():
    sheet = head()
    customer(sheet, label="Invoice to")
    block(sheet, 50, 60, "LOGO Vendor", "Trade sign", SELLER, "Via Roma 5", "20121 Milano")
    sheet.put(50, 600, f"Account holder: {SELLER}")
    sheet.put(50, 790, "mail@tipografia-serena.it", size=7)
    assert read(sheet).vendor_name == SELLER


@pytest.mark.parametrize("gap", [10, 18])
def test_the_recipient_stands_in_the_window_under_the_return_address(gap):
    sheet = head(number_at=(380, 160))
    block(sheet, 380, 60, SELLER, "mail@tipografia-serena.it")
    sheet.put(50, 140, f"{SELLER} · Via Roma 5 · 20121 Milano", size=6.5)
    block(sheet, 50, 140 + gap, "Paula Esser", "Hauptstrasse 12", "50667 Köln", "USt-IdNr. DE136695976")
    sheet.put(60, 790, "P.IVA IT00743110157", size=7)
    invoice = read(sheet)
    assert (invoice.vendor_name, invoice.customer_name) == (SELLER, "Paula Esser")
    assert (invoice.vendor_tax_id, invoice.customer_tax_id) == ("IT00743110157", "DE136695976")


def test_the_address_that_is_not_the_sellers_is_the_recipients():
    sheet = head(number_at=(380, 160))
    block(sheet, 380, 50, SELLER, "Via Roma 5", "20121 Milano", "mail@tipografia-serena.it")
    block(sheet, 50, 130, "Paula Esser", "Hauptstrasse 12", "50667 Köln")
    assert read(sheet).customer_name == "Paula Esser"


def test_the_domain_of_the_recipients_mail_is_not_that_of_the_seller():
    sheet = head()
    block(sheet, 50, 60, SELLER, "Via Roma 5", "20121 Milano")
    block(sheet, 50, 150, "Bill To", BUYER, "Hauptstrasse 12", "50667 Köln", "kontakt@vogel-maschinenbau.de")
    assert read(sheet).vendor_name == SELLER


def test_a_number_after_the_title_is_not_looked_for_in_the_address_beside():
    sheet = Sheet()
    sheet.put(50, 60, "Factura", size=14)
    block(sheet, 380, 60, "C/ Balmes 101", "08008 Barcelona")
    block(sheet, 50, 100, "Número 453/2023", "Fecha 05/03/2024")
    assert read(sheet).invoice_number == "453/2023"


def test_in_a_row_of_values_the_next_date_is_that_of_its_own_label():
    sheet = Sheet()
    for x, label, value in ((50, "Rechnungsnummer", "RE-2024-17"), (180, "Zahlbar bis", "04.04.2024"),
                            (310, "Rechnungsdatum", "05.03.2024")):  # fmt: skip
        sheet.put(x, 250, label)
        sheet.put(x, 263, value)
    invoice = read(sheet)
    assert invoice.invoice_number == "RE-2024-17"
    assert (str(invoice.invoice_date), str(invoice.due_date)) == ("2024-03-05", "2024-04-04")


def test_the_payee_named_in_a_form_below_its_label_settles_a_letterhead_with_two_names():
    sheet = head(number_at=(330, 60))
    customer(sheet)
    block(sheet, 50, 60, "Best Tools of Town", SELLER, "Via Roma 5", "20121 Milano")
    sheet.put(50, 600, "Bénéficiaire")
    sheet.put(280, 600, "MOYEN DE PAIEMENT : VIREMENT")
    sheet.put(56, 613, f"NOM : {SELLER}")
    assert read(sheet).vendor_name == SELLER


def test_digits_of_an_account_are_no_tax_id():
    sheet = head()
    sheet.put(50, 780, "IBAN DE12 7606 9559 9416 0764 24", size=7)
    sheet.put(50, 790, "USt-IdNr. DE136695976", size=7)
    assert read(sheet).vendor_tax_id == "DE136695976"


def test_the_address_with_a_mail_address_below_it_is_the_senders():
    sheet = head()
    block(sheet, 50, 100, "Invoice", BUYER, "Hauptstrasse 12", "50667 Köln")
    block(sheet, 420, 100, SELLER, "Via Roma 5", "20121 Milano", "info@serena.example")
    assert read(sheet).vendor_name == SELLER


def test_a_date_at_the_foot_is_no_sender():
    sheet = head()
    sheet.put(50, 60, SELLER, size=16)
    customer(sheet)
    sheet.put(50, 780, "Payment due 06.12.24 · VAT No. GB123456789 · Bank GB33 BUKB 2020 1555 5555 55")
    assert read(sheet).vendor_name == SELLER


def test_a_name_that_breaks_off_before_its_legal_form_is_a_companys():
    sheet = head()
    block(sheet, 50, 100, "Invoice", BUYER, "Hauptstrasse 12", "50667 Köln")
    block(sheet, 420, 40, "Getränke Pohlmann", "e.K.", "Bahnhofstr. 28", "26789 Leerort")
    assert read(sheet).vendor_name == "Getränke Pohlmann"


def test_a_letterhead_ends_where_the_type_gets_small():
    sheet = head()
    sheet.put(50, 50, "Harrow & Pell Surveyors LLP", size=20)
    small_at = max(word.x1 for word in sheet.words) + 9
    sheet.put(small_at, 50, "Northbridge NE4 7LK", size=8)
    customer(sheet)
    assert read(sheet).vendor_name == "Harrow & Pell Surveyors LLP"


def test_an_account_at_the_foot_makes_no_letterhead_of_the_line_above():
    sheet = head()
    sheet.put(50, 60, SELLER, size=16)
    customer(sheet)
    block(sheet, 50, 780, "Reverse charge applies", "Bank: DE57 5901 8691 2166 0861 98")
    assert read(sheet).vendor_name == SELLER


@pytest.mark.parametrize("owner", ["Inh. Ada Kern e.K.", "Titolare: Ada Kern", "Prop. Ada Kern Ltd"])
def test_the_owner_below_the_letterhead_is_not_the_seller(owner):
    sheet = head()
    customer(sheet)
    sheet.put(380, 40, "KERN WERKZEUGE", size=14)
    block(sheet, 380, 60, owner, "Am Markt 5", "50667 Köln", "post@ada-kern.de", size=8)
    assert read(sheet).vendor_name == "KERN WERKZEUGE"


def test_a_name_in_the_letterhead_that_the_foot_gives_in_full_is_the_seller():
    sheet = head()
    block(sheet, 50, 50, "SERENA TIPOGRAFI")
    block(sheet, 330, 60, BUYER, "Hauptstrasse 12", "50667 Köln", "USt-IdNr. DE136695976")
    sheet.put(60, 790, "Serena Tipografi S.r.l., Via Roma 5, 20121 Milano, P.IVA 00743110157", size=7)
    assert read(sheet).vendor_name == "Serena Tipografi S.r.l."


def test_a_line_at_the_foot_with_a_tax_id_names_the_seller():
    sheet = head()
    block(sheet, 330, 60, BUYER, "Hauptstrasse 12", "50667 Köln", "USt-IdNr. DE136695976")
    sheet.put(60, 790, "Serena Tipografi S.r.l. - P.IVA 00743110157 - Via Roma 5 - 20121 Milano", size=7)
    assert read(sheet).vendor_name == "Serena Tipografi S.r.l."


@pytest.mark.parametrize("owner", ["di Esposito Gennaro - Via Marina 55 - 80133 Napoli",
                                   "Familie Gruber · Dorf 118 · 6543 Nauders"])  # fmt: skip
def test_what_stands_small_under_a_large_name_is_not_the_seller(owner):
    sheet = head()
    customer(sheet)
    sheet.put(180, 50, "Pensione Serena", size=18)
    sheet.put(170, 64, owner, size=7)
    assert read(sheet).vendor_name == "Pensione Serena"


def test_a_logo_of_initials_stands_for_the_name_that_has_them():
    sheet = head()
    customer(sheet)
    sheet.put(50, 60, "TSM", size=28)
    sheet.put(130, 50, "Tipografia Serena Milano")
    assert read(sheet).vendor_name == "Tipografia Serena Milano"


@pytest.mark.parametrize(("sender", "recipient"), [("De", "Para"), ("From", "To"), ("Von", "An")])
def test_two_columns_under_from_and_to_are_the_parties(sender, recipient):
    sheet = head(number_at=(50, 80))
    block(sheet, 50, 150, sender, SELLER, "Via Roma 5", "20121 Milano")
    block(sheet, 330, 150, recipient, BUYER, "Hauptstrasse 12", "50667 Köln")
    invoice = read(sheet)
    assert (invoice.vendor_name, invoice.customer_name) == (SELLER, BUYER)


def test_a_word_of_a_name_is_no_label_of_the_recipient():
    sheet = head(number_at=(330, 250))
    sheet.put(50, 50, "CASA VERDE GUEST LODGE", size=14)
    block(sheet, 50, 64, "22 Protea Road", "7600 Stellenbosch")
    customer(sheet)
    assert read(sheet).vendor_name == "CASA VERDE GUEST LODGE"


def test_a_letterhead_set_flush_right_is_an_address_with_its_tax_id():
    sheet = head()
    block(sheet, 50, 150, "Toerisme Berg vzw", "Begijnhof 1", "8500 Kortrijk", "BTW BE 0477.472.701")
    sheet.put(555, 50, "Drukkerij Serena BV", right=True)
    sheet.put(555, 63, "Laan 40 – 8540 Deerlijk – BE 0403.170.701", right=True)
    assert read(sheet).vendor_name == "Drukkerij Serena BV"


@pytest.mark.parametrize(
    "line",
    [
        "Please pay to Ada Brandwein, IBAN DE89 3704 0044 0532 0130 00",
        "Bank details: Ada Brandwein, DE89 3704 0044 0532 0130 00",
        "Sold by Ada Brandwein",
        "Im Namen und für Rechnung von Ada Brandwein",
    ],
)
def test_words_that_call_for_a_name_lead_to_the_seller(line):
    sheet = head()
    customer(sheet)
    sheet.put(50, 600, line)
    assert read(sheet).vendor_name == "Ada Brandwein"


@pytest.mark.parametrize(
    "line", ["© 2024 Ada Brandwein", "Ada Brandwein", "Ada Brandwein, tel. 0151 5550112, ada@post.example"]
)
def test_a_name_alone_at_the_foot_is_the_seller_where_there_is_no_other(line):
    sheet = head()
    customer(sheet)
    sheet.put(250, 790, line)
    assert read(sheet).vendor_name == "Ada Brandwein"


@pytest.mark.parametrize("line", ["Thank You For Your Business", "Page 1", "Total inc GST 115.50"])
def test_other_words_at_the_foot_are_no_seller(line):
    sheet = head()
    customer(sheet)
    sheet.put(250, 790, line)
    assert read(sheet).vendor_name is None


def test_a_signature_names_whom_it_is_for():
    sheet = head()
    customer(sheet)
    sheet.put(400, 650, "For Ada Brandwein")
    sheet.put(400, 690, "Authorised Signatory")
    assert read(sheet).vendor_name == "Ada Brandwein"
