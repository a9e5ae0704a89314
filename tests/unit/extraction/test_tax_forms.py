"""Taxes as invoices print them: without their bases, beside one another, inside the total, on a folio."""

from __future__ import annotations

from decimal import Decimal

import pytest
from paper import simple

from python_ocr_reconcile.extraction.invoice import extract_invoices
from python_ocr_reconcile.extraction.verify import verify_invoices

TWO = (("Consulting", "2", "50.00", "100.00"), ("Paper", "4", "10.00", "40.00"))


def read(*sums, lines=TWO, sheet=None):
    (invoice,) = extract_invoices([(sheet or simple(*sums, lines=lines)).page()]).invoices
    (verified,) = verify_invoices([invoice])
    return verified


@pytest.mark.parametrize(("second", "proof"), [("$2.80", "proved"), ("$3.80", "unproved")])
def test_two_rates_without_bases_meet_the_net_amount_or_prove_nothing(second, proof):
    """20% of 100 and 7% of 40; a tax that is another would need another net amount."""
    total = Decimal("160.00") + Decimal(second[1:])
    sums = [("Net total", "$140.00"), ("VAT 20%", "$20.00"), ("VAT 7%", second), ("Total", f"${total}")]
    invoice = read(*sums)
    assert (invoice.subtotal, invoice.total_amount, invoice.proof) == (140, total, proof)
    assert any(check.name == "net_of_rates" for check in invoice.checks) is (proof == "proved")


def test_positions_that_bear_their_rate_are_the_base_of_its_tax():
    sheet = simple(lines=())
    rows = [("Description", "VAT %", "Amount"), ("Consulting", "20%", "100.00"), ("Paper", "7%", "40.00")]
    sums = [("Net total", "", "$140.00"), ("VAT 20%", "", "$20.00"), ("VAT 7%", "", "$2.80")]
    for nth, (left, rate, right) in enumerate([*rows, *sums, ("Total", "", "$162.80")]):
        for x, text in ((50, left), (420, rate), (545, right)):
            if text:
                sheet.put(x, 150 + 14 * nth, text, right=x > 50)
    invoice = read(sheet=sheet)
    assert [(line.rate, line.base, line.amount) for line in invoice.tax_lines] == [
        (20, 100, 20),
        (7, 40, Decimal("2.80")),
    ]
    assert invoice.evidence["tax_lines/1/base"].status == "derived"
    assert invoice.proof == "proved"


@pytest.mark.parametrize(
    "withheld",
    ["Less CIS 20% on labour", "Retención IRPF 20%", "Ritenuta d'acconto 20%", "Withholding tax 20%"],
)
def test_a_tax_that_the_customer_keeps_back_is_no_rebate(withheld):
    invoice = read(("Total", "$140.00"), (withheld, "-$28.00"), ("Amount payable", "$112.00"))
    assert (invoice.total_amount, invoice.amount_due, invoice.proof) == (140, 112, "proved")
    assert invoice.subtotal is None or invoice.subtotal == 140
    assert invoice.discount is None


def test_taxes_of_one_rate_that_go_by_two_names_are_two():
    sums = [("Taxable value", "140.00"), ("CGST 9%", "12.60"), ("SGST 9%", "12.60"), ("Total", "165.20")]
    invoice = read(*sums)
    assert (invoice.subtotal, invoice.tax_total, invoice.total_amount) == (
        140,
        Decimal("25.20"),
        Decimal("165.20"),
    )
    assert invoice.proof == "proved"
    # The same tax printed twice is one.
    assert read(
        *sums[:1], ("VAT 9%", "12.60"), ("Total", "152.60"), ("of which 9% VAT", "12.60")
    ).tax_total == (Decimal("12.60"))


@pytest.mark.parametrize(("tax", "net"), [("$24.17", "120.83"), ("$23.17", None)])
def test_a_tax_inside_the_total_leaves_the_net_amount(tax, net):
    """Prices have their tax in them: the goods and the carriage are the total, and 20% are in it."""
    sums = [
        ("Goods total", "$140.00"),
        ("Delivery", "$5.00"),
        ("Total", "$145.00"),
        ("Includes VAT 20%", tax),
    ]
    invoice = read(*sums)
    assert invoice.total_amount == 145
    if net:
        assert invoice.shipping == 5
        assert (invoice.subtotal, invoice.proof) == (Decimal(net), "proved")
        assert invoice.evidence["subtotal"].status == "derived"
    else:
        assert invoice.proof != "proved"


def test_what_is_missing_between_total_and_balance_was_paid():
    sums = [("Subtotal", "$140.00"), ("VAT 10%", "$14.00"), ("Total", "$154.00")]
    for paid, amount in (("Mastercard XXXX 4471", "$54.00"), ("Thank you", "-$54.00")):
        invoice = read(*sums, (paid, amount), ("Balance due", "$100.00"))
        assert (invoice.prepaid, invoice.amount_due, invoice.proof) == (54, 100, "proved")


def test_what_is_booked_on_a_day_is_a_position_though_it_is_called_a_tax():
    sheet = simple(lines=())
    rows = [
        ("Date", "Details", "Amount"),
        ("14/01/2025", "Room", "120.00"),
        ("14/01/2025", "City tax", "7.50"),
        ("", "Total", "127.50"),
        ("", "Net 20%", "100.00 20.00"),
        ("", "Net 0%", "7.50 0.00"),
    ]
    for nth, row in enumerate(rows):
        for x, text in zip((50, 150, 545), row, strict=True):
            if text:
                sheet.put(x, 150 + 14 * nth, text, right=x > 200)
    invoice = read(sheet=sheet)
    assert [line.amount for line in invoice.line_items] == [Decimal("120.00"), Decimal("7.50")]
    assert (invoice.tax_total, invoice.subtotal) == (20, Decimal("107.50"))


def test_a_column_of_percentages_under_which_the_prices_close_is_a_rebate():
    sheet = simple(("Subtotal", "$90.00"), ("VAT 10%", "$9.00"), ("Total", "$99.00"), lines=())
    rows = [("Description", "Qty", "Unit Price", "Ndl.", "Amount"), ("Paper", "2", "50.00", "10%", "90.00")]
    for nth, row in enumerate(rows):
        for x, text in zip((50, 250, 350, 420, 545), row, strict=True):
            sheet.put(x, 110 + 14 * nth, text, right=x > 50)
    invoice = read(sheet=sheet)
    assert invoice.line_items[0].tax_rate is None
    assert [check.closes for check in invoice.checks if check.name == "line_amount"] == [True]


def test_a_tax_kept_back_is_no_contradiction():
    sums = [("Base imponible", "140,00"), ("IVA 21 %", "29,40"), ("Retención IRPF 15 %", "-21,00")]
    lines = (("Consultoría", "2", "50,00", "100,00"), ("Papel", "4", "10,00", "40,00"))
    invoice = read(*sums, ("Total factura", "148,40"), lines=lines)
    assert (invoice.total_amount, invoice.tax_total) == (Decimal("148.40"), Decimal("29.40"))
    assert invoice.proof == "unproved"


@pytest.mark.parametrize(
    ("adjustment", "tax", "total", "base"),
    [("Shipping|$10.00", "$30.00", "$180.00", "150.00"), ("Discount|-$40.00", "$20.00", "$120.00", "100.00")],
)
def test_charges_and_rebates_may_be_taxed_with_the_goods(adjustment, tax, total, base):
    label, amount = adjustment.split("|")
    sums = [("Subtotal", "$140.00"), (label, amount), ("Tax (20%)", tax), ("Total", total)]
    invoice = read(*sums)
    assert (invoice.subtotal, invoice.proof) == (140, "proved")
    assert [line.base for line in invoice.tax_lines] == [Decimal(base)]
    # Where the amount that is taxed is printed, it is the net amount, and nothing is derived.
    printed = read(*sums[:2], ("Net total", f"${base}"), *sums[2:])
    assert (printed.subtotal, printed.proof) == (Decimal(base), "proved")


def test_the_totals_of_columns_are_net_amount_tax_and_total():
    sheet = simple(lines=())
    rows = [
        ("Description", "Net", "VAT %", "VAT", "Gross"),
        ("Consulting", "100.00", "20%", "20.00", "120.00"),
        ("Paper", "40.00", "5%", "2.00", "42.00"),
        ("Total", "140.00", "", "22.00", "162.00"),
    ]
    for nth, row in enumerate(rows):
        for x, text in zip((50, 300, 360, 430, 545), row, strict=True):
            if text:
                sheet.put(x, 150 + 14 * nth, text, right=x > 50)
    invoice = read(sheet=sheet)
    assert (invoice.subtotal, invoice.tax_total, invoice.total_amount) == (140, 22, 162)
    assert invoice.proof == "proved"


def test_the_surcharge_of_a_retailer_is_a_tax_beside_the_tax():
    sums = [("Base imponible", "140,00"), ("IVA 21 %", "29,40"), ("Recargo de equivalencia 5,2 %", "7,28")]
    lines = (("Consultoría", "2", "50,00", "100,00"), ("Papel", "4", "10,00", "40,00"))
    invoice = read(*sums, ("Total factura", "176,68"), lines=lines)
    assert (invoice.tax_total, invoice.shipping, invoice.proof) == (Decimal("36.68"), None, "proved")


def test_several_payments_under_names_of_their_own_are_one_prepaid_amount():
    sums = [("Subtotal", "$140.00"), ("VAT 10%", "$14.00"), ("Total", "$154.00")]
    paid = [("1st part of 2 May", "-$30.00"), ("2nd part of 9 May", "-$24.00"), ("Balance due", "$100.00")]
    invoice = read(*sums, *paid)
    assert (invoice.prepaid, invoice.amount_due, invoice.proof) == (54, 100, "proved")


def columns(*rows, last=()):
    """A sheet with rows of (x, text) each, those of `last` far below; figures are set flush right."""
    sheet = simple(lines=())
    for y, some in ((150, rows), (400, last)):
        for nth, row in enumerate(some):
            for x, text in row:
                sheet.put(x, y + 14 * nth, text, right=x > 200)
    return sheet


def test_a_surcharge_of_the_same_base_beside_the_tax_is_part_of_it():
    sheet = columns(
        ((50, "Descripción"), (330, "Cant."), (430, "Precio"), (545, "Importe")),
        ((50, "Vajilla"), (330, "100"), (430, "5,00"), (545, "500,00")),
        last=(
            ((50, "Base"), (220, "% IVA"), (290, "Cuota IVA"), (340, "% R.E."), (430, "Cuota R.E."),
             (545, "Total")),
            ((50, "500,00"), (220, "21,00"), (290, "105,00"), (340, "5,00"), (430, "25,00"), (545, "630,00")),
        ),
    )  # fmt: skip
    invoice = read(sheet=sheet)
    assert (invoice.tax_total, invoice.total_amount, invoice.proof) == (130, 630, "proved")


def test_rates_of_tax_are_no_quantities():
    sheet = columns(
        ((50, "Description"), (300, "Net"), (380, "VAT %"), (450, "VAT"), (545, "Gross")),
        ((50, "Hull clean"), (300, "500.00"), (380, "20"), (450, "100.00"), (545, "600.00")),
        ((50, "Paint"), (300, "130.00"), (380, "20"), (450, "26.00"), (545, "156.00")),
        ((50, "Total"), (300, "630.00"), (450, "126.00"), (545, "756.00")),
    )
    invoice = read(sheet=sheet)
    assert [line.amount for line in invoice.line_items] == [500, 130]


@pytest.mark.parametrize("label", ["zzgl. 19 % MwSt.", "plus 19% VAT", "+ 19 % USt"])
def test_what_is_added_with_its_rate_is_no_position(label):
    sheet = columns(
        ((50, "Image film"), (545, "600,00")),
        ((50, label), (545, "114,00")),
        ((50, "Total"), (545, "714,00")),
    )
    invoice = read(sheet=sheet)
    assert [line.amount for line in invoice.line_items] == [600]
    assert (invoice.subtotal, invoice.tax_total, invoice.total_amount) == (600, 114, 714)


def test_a_first_position_named_like_a_sum_does_not_end_the_table():
    sheet = columns(
        ((50, "Concepto"), (330, "m3"), (430, "Precio"), (545, "Importe")),
        ((50, "Cuota de servicio"), (545, "11,00")),
        ((50, "Consumo"), (330, "20"), (430, "0,60"), (545, "12,00")),
        last=(
            ((50, "Base"), (545, "23,00")),
            ((50, "IVA 10%"), (545, "2,30")),
            ((50, "Total"), (545, "25,30")),
        ),
    )
    assert [line.amount for line in read(sheet=sheet).line_items] == [11, 12]
