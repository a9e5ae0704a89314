"""Headings, dates and sums as narrow cells and strange trades print them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from paper import Sheet

from python_ocr_reconcile.extraction.invoice import extract_invoices


def sheet_of(*sums, top=500):
    sheet = Sheet()
    sheet.put(50, 50, "Atelier Nova", size=16)
    for place, (text, amount) in enumerate(sums):
        sheet.put(400, top + 14 * place, text)
        sheet.put(545, top + 14 * place, amount, right=True)
    return sheet


def put_rows(sheet, y, *rows, xs=(50, 150, 250, 350, 450)):
    for place, row in enumerate(rows):
        for x, text in zip(xs, row, strict=False):
            sheet.put(x, y + 12 * place, text)


def read(sheet):
    (invoice,) = extract_invoices([sheet.page()]).invoices
    return invoice


SUMS = (("Subtotal", "100.00"), ("VAT 20%", "20.00"), ("Total", "120.00"))


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (("Invoice", "Invoice", "Delivery", "Payment"), ("number", "date", "date", "due date")),
        (("Rechnungs-", "Rechnungs-", "Liefer-", "Fälligkeits-"), ("nummer", "datum", "datum", "datum")),
        (("Numéro", "Date de", "Date de", "Date"), ("de facture", "facturation", "livraison", "d'échéance")),
    ],
)
def test_headings_of_two_lines_are_one_label_each(upper, lower):
    sheet = sheet_of(*SUMS)
    put_rows(sheet, 120, upper, lower, ("K-40918", "06.01.2025", "02.01.2025", "05.02.2025"))
    invoice = read(sheet)
    assert invoice.invoice_number == "K-40918"
    assert [str(invoice.invoice_date), str(invoice.due_date)] == ["2025-01-06", "2025-02-05"]


def test_labels_below_one_another_with_a_value_each_are_two():
    sheet = sheet_of(*SUMS)
    put_rows(sheet, 120, ("Invoice No.", "K-40918"), ("Date", "06/01/2025"), ("Due", "05/02/2025"))
    invoice = read(sheet)
    assert [str(invoice.invoice_date), str(invoice.due_date)] == ["2025-01-06", "2025-02-05"]


def test_a_year_wrapped_onto_the_next_line_of_its_cell_belongs_to_the_date():
    sheet = sheet_of(*SUMS)
    put_rows(sheet, 120, ("Fecha", "19 de julio de"), ("", "2024"))
    put_rows(sheet, 160, ("Fecha de", "26 de agosto de"), ("vencimiento", "2024"))
    invoice = read(sheet)
    assert [str(invoice.invoice_date), str(invoice.due_date)] == ["2024-07-19", "2024-08-26"]


def test_a_title_among_headings_is_the_label_of_the_number():
    sheet = sheet_of(*SUMS)
    put_rows(
        sheet,
        120,
        ("Nº cliente", "Factura", "Fecha factura", "Vence el"),
        ("02678", "20240587/3", "27/05/2024", "26/07/2024"),
    )
    assert read(sheet).invoice_number == "20240587/3"


def test_columns_of_any_trade_are_known_by_what_stands_below_them():
    sheet = Sheet()
    put_rows(
        sheet,
        200,
        ("Docket", "Loaded at", "Tipped at", "Tonnes"),
        ("77120", "Pit Two", "Ash Close", "18.4"),
        ("77131", "Pit Two", "Ash Close", "19.1"),
    )
    for place, text in enumerate(("Amount", "289.25", "157.25")):
        sheet.put(545, 200 + 12 * place, text, right=True)
    put_rows(sheet, 300, ("Net total", "VAT 20%", "Total"), ("446.50", "89.30", "535.80"))
    items = read(sheet).line_items
    assert [item.amount for item in items] == [Decimal("289.25"), Decimal("157.25")]


def test_a_heading_row_of_sums_heads_no_positions():
    sheet = sheet_of()
    put_rows(sheet, 200, ("Net", "VAT 20%", "Total"), ("100.00", "20.00", "120.00"))
    invoice = read(sheet)
    assert not invoice.line_items
    assert invoice.total_amount == Decimal("120.00")


def test_whole_amounts_in_the_column_of_the_sums_are_sums():
    sheet = sheet_of(("Net", "11 680"), ("VAT 25%", "2 920"), ("Total", "NOK 14 600"))
    invoice = read(sheet)
    assert [invoice.tax_total, invoice.total_amount] == [2920, 14600]


def test_the_tax_in_a_bracketed_remark_is_no_negative_amount():
    sheet = Sheet()
    sheet.put(50, 400, "Total inkl. 8.1% MWST (CHF 27.32)")
    sheet.put(545, 400, "CHF 364.50", right=True)
    invoice = read(sheet)
    assert [invoice.tax_total, invoice.total_amount] == [Decimal("27.32"), Decimal("364.50")]


def test_the_dash_of_an_empty_cell_is_no_minus():
    sheet = sheet_of(("Net", "5655.00"), ("VAT 20%", "1131.00"), ("Total", "6786.00"))
    for place, row in enumerate(
        (
            ("Description", "Days", "Rate", "Discount", "Amount"),
            ("Discovery", "3", "650.00", "10%", "1755.00"),
            ("Design", "6.5", "600.00", "—", "3900.00"),
        )
    ):
        sheet.put(50, 200 + 14 * place, row[0])
        for x, text in zip((250, 350, 502, 545), row[1:], strict=True):
            sheet.put(x, 200 + 14 * place, text, right=True)
    assert [item.amount for item in read(sheet).line_items] == [Decimal("1755.00"), Decimal("3900.00")]


def test_goods_named_like_a_credit_note_make_none():
    sheet = sheet_of(("Base imponible", "100,00"), ("IVA 21%", "21,00"), ("Total", "121,00"))
    sheet.put(50, 120, "FACTURA Nº 88")
    sheet.put(50, 134, "Fecha: 03/06/2025")
    put_rows(sheet, 200, ("Descripción", "Importe"), ("Abono", "100,00"), xs=(50, 450))
    invoice = read(sheet)
    assert invoice.document_type == "invoice"
    assert invoice.total_amount == Decimal("121.00")


def test_an_addressee_by_courtesy_is_no_seller():
    sheet = Sheet()
    for place, text in enumerate(("Sra. Pilar Quintanilla Rey", "C/ Alcalá 200, 4º D", "28028 Madrilejo")):
        sheet.put(50, 50 + 12 * place, text)
    for place, text in enumerate(("Los Tilos", "Camino del Monte s/n", "28260 Galapagosa")):
        sheet.put(545, 120 + 12 * place, text, right=True)
    sheet.put(50, 700, "FACTURA Nº 88")
    assert read(sheet).vendor_name == "Los Tilos"


def test_a_supplier_beside_the_customer_is_read_below_its_label():
    sheet = sheet_of(*SUMS)
    put_rows(
        sheet,
        120,
        ("Client :", "", "", "Fournisseur :"),
        ("Menuiserie Guéret SARL", "", "", "Nolwenn Tanguy"),
        ("7 rue du Port", "", "", "Kerbihan"),
        ("56400 Auray", "", "", "56470 La Trinité"),
    )
    assert read(sheet).vendor_name == "Nolwenn Tanguy"


def test_a_cell_below_what_to_pay_may_give_the_last_day():
    sheet = sheet_of(*SUMS)
    put_rows(sheet, 120, ("Invoice date", "19 June 2025"))
    for place, text in enumerate(("Please pay", "120.00", "by 19 July 2025")):
        sheet.put(400, 120 + 14 * place, text)
    assert str(read(sheet).due_date) == "2025-07-19"


def test_days_counted_from_the_invoice_date_do_not_say_when_it_is():
    sheet = sheet_of(*SUMS)
    put_rows(sheet, 120, ("22nd September 2025",), ("INVOICE 25/07",))
    sheet.put(50, 600, "Please pay within 30 days of the invoice date: A Osei, 20-11-43, 50661122.")
    invoice = read(sheet)
    assert [str(invoice.invoice_date), str(invoice.due_date)] == ["2025-09-22", "2025-10-22"]


def test_a_month_and_year_does_not_settle_the_order_of_the_day():
    sheet = sheet_of(("Netto", "100,00"), ("MwSt. 19%", "19,00"), ("Gesamtbetrag", "119,00"))
    put_rows(sheet, 120, ("Rechnungsdatum", "02.10.2025"), ("Einzug", "15.10.2025"), ("", "10/25 - 03/26"))
    put_rows(sheet, 170, ("", "11/25 - 04/26"))
    assert str(read(sheet).invoice_date) == "2025-10-02"


def test_a_number_written_like_a_day_is_one_behind_its_own_label():
    sheet = sheet_of(*SUMS)
    put_rows(sheet, 120, ("Rechnung Nr.", "2025-10-14"), ("Rechnungsdatum", "31.10.2025"))
    invoice = read(sheet)
    assert [invoice.invoice_number, str(invoice.invoice_date)] == ["2025-10-14", "2025-10-31"]


def test_of_two_addresses_side_by_side_the_legal_form_is_not_all_that_counts():
    sheet = Sheet()
    for x, lines in (
        (50, ("Imprimerie Kerouanton", "18 rue du Moulin", "29490 Guipavas", "02 98 55 11 22")),
        (330, ("SARL Les Halles Fines", "2 place Wilson", "29200 Brest")),
    ):
        for place, text in enumerate(lines):
            sheet.put(x, 50 + 12 * place, text)
    sheet.put(50, 200, "Facture F-118 du 03/06/2025")
    sheet.put(400, 700, "Total TTC")
    sheet.put(545, 700, "240,00", right=True)
    assert read(sheet).vendor_name == "Imprimerie Kerouanton"


@pytest.mark.parametrize("name", ["SELARL Vautrin-Delorme", "GAEC de la Haute Lande"])
def test_a_legal_form_may_lead_the_name(name):
    sheet = Sheet()
    sheet.put(50, 50, name)
    sheet.put(50, 64, "Avocats au Barreau de Lyon")
    sheet.put(330, 100, "S.A.S. Duret Plasturgie")
    sheet.put(330, 112, "Zone industrielle Nord")
    sheet.put(330, 124, "01100 Oyonnax")
    sheet.put(50, 200, "Facture F-118 du 03/06/2025")
    sheet.put(400, 700, "Total TTC")
    sheet.put(545, 700, "240,00", right=True)
    assert read(sheet).vendor_name == name


def test_a_person_is_no_currency():
    sheet = Sheet()
    put_rows(sheet, 120, ("Zahlungsziel", "Bearbeiter"), ("25. April 2025", "Fr. Hahn"))
    sheet.put(400, 500, "Gesamtbetrag")
    sheet.put(545, 500, "238,00 €", right=True)
    assert read(sheet).currency == "EUR"
