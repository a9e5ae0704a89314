"""The English layouts: a printer's, an online service's and a haulier's.

Each takes the document to draw on and the `Bill`, and adds its page or pages.
"""

from __future__ import annotations

import pymupdf

from python_ocr_reconcile.samples.company import DUBLIN, HOLDER_VAT, JENA, Bill
from python_ocr_reconcile.samples.paper import GREY, PALE, WHITE, Column, Face, Sheet
from python_ocr_reconcile.samples.printed import long_date, money, number, price, short_date

NAVY = (0.1, 0.17, 0.36)
VIOLET = (0.33, 0.28, 0.75)


def classic(document: pymupdf.Document, bill: Bill) -> None:
    """English: letterhead on the left, a box of facts on the right, ruled table, totals below it."""
    sheet, supplier = Sheet(document), bill.supplier
    sheet.block(50, 52, 84, 86, fill=NAVY)
    sheet.text(67, 75, "NP", size=17, face="hebo", colour=WHITE, align="centre")
    sheet.text(96, 68, supplier.name, size=15, face="hebo", colour=NAVY)
    sheet.text(96, 82, ", ".join(supplier.address), size=8.5, colour=GREY)
    sheet.text(545, 68, "CREDIT NOTE" if bill.credit else "INVOICE", size=17, face="hebo", align="right")

    sheet.text(50, 128, "Bill to", size=8, face="hebo", colour=GREY)
    sheet.lines(50, 142, bill.bill_to, leading=12.5, size=9.5)
    sheet.text(50, 210, f"VAT no. {HOLDER_VAT}", size=9)
    facts = [
        ("Credit note no." if bill.credit else "Invoice no.", bill.number),
        ("Date", long_date(bill.issued, "en")),
        ("Your order", bill.order or ""),
    ]
    if bill.due:
        facts.append(("Payment due", long_date(bill.due, "en")))
    for i, (label, value) in enumerate(facts):
        sheet.text(370, 142 + 15 * i, label, colour=GREY)
        sheet.text(545, 142 + 15 * i, value, face="hebo", align="right")

    columns = [
        Column("Item", 54), Column("Description", 112), Column("Qty", 365, "right"),
        Column("Unit price", 440, "right"), Column("Amount EUR", 541, "right"),
    ]  # fmt: skip
    y = 262.0
    sheet.block(50, y - 14, 545, y + 6, fill=PALE)
    sheet.heading(columns, y)
    for line in bill.lines:
        y += 21
        sheet.row(
            columns,
            y,
            (
                line.code,
                line.description,
                number(line.quantity, "en"),
                price(line.price, "en"),
                money(line.amount, "en"),
            ),
        )
        sheet.rule(50, y + 7, 545, weight=0.3)
    y += 30
    (rate, _, _), *_ = bill.taxes
    for label, amount in (("Subtotal", bill.subtotal), (f"VAT {number(rate, 'en')}%", bill.tax)):
        sheet.text(440, y, label, align="right")
        sheet.text(541, y, money(amount, "en"), align="right")
        y += 16
    sheet.rule(360, y - 8, 545, weight=1.0)
    y += 6
    label = "Total credited EUR" if bill.credit else "Total due EUR"
    sheet.text(440, y, label, size=10.5, face="hebo", align="right")
    sheet.text(541, y, money(bill.total, "en"), size=10.5, face="hebo", align="right")

    if bill.credit:
        sheet.text(50, y + 50, "We will refund this amount to your account.")
    else:
        sheet.text(50, y + 50, "Please pay by bank transfer within 30 days and quote the invoice number.")
    sheet.rule(50, 768, 545)
    sheet.text(50, 782, f"{supplier.bank}   IBAN {supplier.iban}   BIC {supplier.bic}", size=8, colour=GREY)
    sheet.text(
        50,
        794,
        f"VAT no. {supplier.vat_id}   {supplier.contact[0]}   {supplier.contact[1]}",
        size=8,
        colour=GREY,
    )


def minimal(document: pymupdf.Document, bill: Bill) -> None:
    """English: an online service; no rules to speak of, total first, small print under it."""
    sheet, supplier = Sheet(document), bill.supplier
    sheet.page.draw_circle((60, 66), 11, color=None, fill=VIOLET)
    sheet.text(80, 71, "fennimore", size=17, face="hebo")
    sheet.text(49, 130, "Invoice", size=24, face="hebo")
    for i, (label, value) in enumerate(
        (
            ("Invoice number", bill.number),
            ("Date of issue", long_date(bill.issued, "en")),
            ("Date due", long_date(bill.due or bill.issued, "en")),
        )
    ):
        sheet.text(49, 158 + 15 * i, label, colour=GREY)
        sheet.text(140, 158 + 15 * i, value)
    sheet.lines(49, 232, (supplier.name, *supplier.address, f"VAT {supplier.vat_id}"), leading=13)
    sheet.text(320, 219, "Bill to", face="hebo")
    sheet.lines(320, 232, (*DUBLIN, f"VAT {HOLDER_VAT}"), leading=13)
    headline = f"EUR {money(bill.total, 'en')} due {long_date(bill.due or bill.issued, 'en')}"
    sheet.text(49, 342, headline, size=15, face="hebo")
    sheet.text(49, 360, "Collected by direct debit on the due date. Nothing to do.", colour=GREY)

    columns = [
        Column("Description", 49), Column("Qty", 340, "right"), Column("Unit price", 430, "right"),
        Column("Amount", 546, "right"),
    ]  # fmt: skip
    y = 404.0
    sheet.heading(columns, y, size=8.5, face="helv", colour=GREY)
    sheet.rule(49, y + 7, 546, weight=0.4)
    for line in bill.lines:
        y += 26
        quantity = f"{number(line.quantity, 'en')} {line.unit}"
        sheet.row(columns, y, (line.description, quantity, price(line.price, "en"), money(line.amount, "en")))
    y += 34
    (rate, base, tax), *_ = bill.taxes
    for label, amount in (
        ("Subtotal", base),
        (f"VAT ({number(rate, 'en')}%)", tax),
        ("Total", bill.total),
        ("Amount due", bill.total),
    ):
        face: Face = "hebo" if label == "Amount due" else "helv"
        sheet.rule(320, y - 13, 546, weight=0.3)
        sheet.text(320, y, label, face=face)
        sheet.text(546, y, f"EUR {money(amount, 'en')}", face=face, align="right")
        y += 20
    sheet.text(49, 780, f"{supplier.bank}   IBAN {supplier.iban}   BIC {supplier.bic}", size=8, colour=GREY)
    sheet.text(49, 793, f"Questions? {supplier.contact[0]}   {supplier.contact[1]}", size=8, colour=GREY)


def boxed(document: pymupdf.Document, bill: Bill) -> None:
    """English: a haulier's form; every field in a box, the table fully ruled."""
    sheet, supplier = Sheet(document), bill.supplier
    sheet.text(297, 64, supplier.name.upper(), size=18, face="tibo", align="centre")
    sheet.text(297, 80, " · ".join(supplier.address), size=9, face="tiro", align="centre")
    contact = f"{supplier.contact[0]} · {supplier.contact[1]} · VAT Reg. {supplier.vat_id}"
    sheet.text(297, 92, contact, size=9, face="tiro", align="centre")
    sheet.text(297, 124, "TAX INVOICE", size=13, face="tibo", align="centre")
    boxes = (
        (45, 215, "Invoice Number", bill.number), (215, 385, "Invoice Date", short_date(bill.issued, "en")),
        (385, 550, "Due Date", short_date(bill.due or bill.issued, "en")),
    )  # fmt: skip
    for x0, x1, label, value in boxes:
        sheet.block(x0, 138, x1, 172, edge=GREY)
        sheet.text(x0 + 6, 150, label, size=8, face="tiro", colour=GREY)
        sheet.text(x0 + 6, 166, value, size=11, face="tibo")
    sheet.block(45, 172, 297, 262, edge=GREY)
    sheet.text(51, 185, "Customer", size=8, face="tiro", colour=GREY)
    sheet.lines(51, 200, DUBLIN, leading=13, size=10, face="tiro")
    sheet.block(297, 172, 550, 262, edge=GREY)
    sheet.text(303, 185, "Consignee", size=8, face="tiro", colour=GREY)
    sheet.lines(303, 200, (*JENA, f"Order {bill.order}"), leading=13, size=10, face="tiro")

    columns = [
        Column("Code", 51), Column("Service", 96), Column("Qty", 345, "right"), Column("Rate", 412, "right"),
        Column("VAT %", 460, "right"), Column("Net EUR", 544, "right"),
    ]  # fmt: skip
    y, top = 296.0, 280.0
    sheet.heading(columns, y, size=9.5, face="tibo")
    sheet.rule(45, y + 8, 550)
    for line in bill.lines:
        y += 24
        sheet.row(
            columns,
            y,
            (
                line.code,
                line.description,
                number(line.quantity, "en"),
                price(line.price, "en"),
                number(line.rate, "en"),
                money(line.amount, "en"),
            ),
            size=10,
            face="tiro",
        )
    bottom = 520.0
    sheet.block(45, top, 550, bottom, edge=GREY)
    for x in (90, 310, 352, 418, 466):
        sheet.upright(x, top, bottom)
    for i, (label, amount) in enumerate(
        (
            ("Net total", bill.subtotal),
            ("VAT at 23%", bill.tax),
            ("TOTAL EUR", bill.total),
        )
    ):
        face: Face = "tibo" if label.startswith("TOTAL") else "tiro"
        sheet.block(352, bottom + 24 * i, 550, bottom + 24 * (i + 1), edge=GREY)
        sheet.text(358, bottom + 16 + 24 * i, label, size=10, face=face)
        sheet.text(544, bottom + 16 + 24 * i, money(amount, "en"), size=10, face=face, align="right")
    sheet.text(45, 640, "Terms: 21 days net. Carriage subject to our standard conditions.", face="tiro")
    sheet.text(45, 654, f"Pay to: {supplier.bank}, IBAN {supplier.iban}, BIC {supplier.bic}", face="tiro")
    sheet.text(45, 794, "Registered in Ireland.", size=8, face="tiit", colour=GREY)
