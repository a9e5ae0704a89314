"""The French layouts: a stand builder's and a design studio's.

Each takes the document to draw on and the `Bill`, and adds its page or pages.
"""

from __future__ import annotations

import pymupdf

from python_ocr_reconcile.samples.company import LYON, Bill
from python_ocr_reconcile.samples.paper import GREY, PALE, WHITE, Column, Face, Sheet
from python_ocr_reconcile.samples.printed import long_date, money, number, price, short_date

TEAL = (0.05, 0.36, 0.39)
WINE = (0.48, 0.13, 0.2)


def banner(document: pymupdf.Document, bill: Bill) -> None:
    """French: a coloured banner, two address cards, tax by rate in a table of its own."""
    sheet, supplier = Sheet(document), bill.supplier
    sheet.block(0, 0, 595, 92, fill=TEAL)
    sheet.text(46, 50, supplier.name, size=19, face="hebo", colour=WHITE)
    sheet.text(46, 70, "Stands, décors et signalétique", size=9.5, colour=WHITE)
    sheet.text(549, 50, "FACTURE", size=19, face="hebo", colour=WHITE, align="right")
    sheet.text(549, 70, f"N° {bill.number}", size=11, colour=WHITE, align="right")

    sheet.block(46, 116, 288, 206, fill=PALE)
    sheet.text(56, 132, "Émetteur", size=8, face="hebo", colour=TEAL)
    sheet.lines(56, 147, (supplier.name, *supplier.address, f"N° TVA {supplier.vat_id}", supplier.contact[1]))
    sheet.block(306, 116, 549, 206, fill=PALE)
    sheet.text(316, 132, "Facturé à", size=8, face="hebo", colour=TEAL)
    sheet.lines(316, 147, (*bill.bill_to, "France"))
    for i, (label, value) in enumerate(
        (
            ("Date de facture", short_date(bill.issued, "fr")),
            ("Échéance", short_date(bill.due or bill.issued, "fr")),
            ("Bon de commande", bill.order or ""),
            ("Conditions", "30 jours"),
        )
    ):
        sheet.text(46 + 128 * i, 234, label, size=8, colour=GREY)
        sheet.text(46 + 128 * i, 248, value, face="hebo")

    columns = [
        Column("Désignation", 54), Column("Qté", 330, "right"), Column("PU HT", 400, "right"),
        Column("TVA", 450, "right"), Column("Total HT", 541, "right"),
    ]  # fmt: skip
    y = 288.0
    sheet.block(46, y - 15, 549, y + 7, fill=TEAL)
    sheet.heading(columns, y, colour=WHITE)
    for i, line in enumerate(bill.lines):
        y += 24
        if i % 2:
            sheet.block(46, y - 15, 549, y + 8, fill=PALE)
        sheet.row(
            columns,
            y,
            (
                line.description,
                number(line.quantity, "fr"),
                price(line.price, "fr"),
                f"{number(line.rate, 'fr')} %",
                money(line.amount, "fr"),
            ),
        )
    y += 44
    taxes = [Column("Taux", 54), Column("Base HT", 160, "right"), Column("Montant TVA", 250, "right")]
    sheet.heading(taxes, y, size=8.5)
    sheet.rule(46, y + 5, 254)
    for i, (rate, base, tax) in enumerate(bill.taxes, 1):
        row = (f"{number(rate, 'fr')} %", money(base, "fr"), money(tax, "fr"))
        sheet.row(taxes, y + 17 * i, row, size=8.5)
    for label, amount in (("Total HT", bill.subtotal), ("Total TVA", bill.tax)):
        sheet.text(400, y, label)
        sheet.text(541, y, f"{money(amount, 'fr')} €", align="right")
        y += 18
    sheet.block(390, y - 12, 549, y + 13, fill=TEAL)
    sheet.text(400, y + 4, "Total TTC", size=11, face="hebo", colour=WHITE)
    sheet.text(541, y + 4, f"{money(bill.total, 'fr')} €", size=11, face="hebo", colour=WHITE, align="right")

    sheet.text(46, 706, "Règlement par virement", size=8.5, face="hebo", colour=TEAL)
    sheet.text(46, 719, f"{supplier.bank}   IBAN {supplier.iban}   BIC {supplier.bic}", size=8.5)
    sheet.rule(46, 776, 549, weight=0.4)
    sheet.text(
        46,
        789,
        "Pénalités de retard : trois fois le taux d'intérêt légal. "
        "Indemnité forfaitaire pour frais de recouvrement : 40 euros.",
        size=7,
        colour=GREY,
    )


def studio(document: pymupdf.Document, bill: Bill) -> None:
    """French: a design studio; Times, wide margins, facts down the left, totals under the list."""
    sheet, supplier = Sheet(document), bill.supplier
    sheet.text(90, 96, "Studio", size=22, face="tiit", colour=WINE)
    sheet.text(152, 96, "Vermeil", size=22, face="tibo", colour=WINE)
    sheet.text(90, 130, f"Facture n° {bill.number}", size=12, face="tibo")
    sheet.text(90, 146, f"Grenoble, le {long_date(bill.issued, 'fr')}", size=10, face="tiro")
    sheet.text(90, 190, "À l'attention de", size=9, face="tiit", colour=GREY)
    sheet.lines(90, 205, LYON, leading=13.5, size=10.5, face="tiro")

    columns = [
        Column("Prestation", 90), Column("Nombre", 345, "right"), Column("Prix unitaire", 425, "right"),
        Column("Montant", 505, "right"),
    ]  # fmt: skip
    y = 310.0
    sheet.heading(columns, y, size=9.5, face="tiit", colour=WINE)
    sheet.rule(90, y + 8, 505, weight=0.8, colour=WINE)
    for line in bill.lines:
        y += 26
        sheet.row(
            columns,
            y,
            (
                line.description,
                number(line.quantity, "fr"),
                price(line.price, "fr"),
                money(line.amount, "fr"),
            ),
            size=10.5,
            face="tiro",
        )
    y += 16
    sheet.rule(90, y, 505, weight=0.8, colour=WINE)
    (rate, _, _), *_ = bill.taxes
    for label, amount in (
        ("Montant HT", bill.subtotal),
        (f"TVA {number(rate, 'fr')} %", bill.tax),
        ("Net à payer TTC", bill.total),
    ):
        y += 20
        face: Face = "tibo" if label.startswith("Net") else "tiro"
        sheet.text(425, y, label, size=10.5, face=face, align="right")
        sheet.text(505, y, f"{money(amount, 'fr')} €", size=10.5, face=face, align="right")
    if bill.due:
        sheet.text(
            90, y + 60, f"À régler avant le {long_date(bill.due, 'fr')}, par virement.", size=10, face="tiro"
        )
    sheet.lines(
        90,
        744,
        (
            f"{supplier.name}, {', '.join(supplier.address)} · {supplier.contact[0]} · {supplier.contact[1]}",
            f"N° TVA intracommunautaire {supplier.vat_id}",
            f"{supplier.bank} · IBAN {supplier.iban} · BIC {supplier.bic}",
        ),
        leading=11,
        size=8,
        face="tiro",
    )
