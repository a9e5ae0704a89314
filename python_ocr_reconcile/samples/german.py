"""The German layouts: a manufacturer's letter and a craftsman's bill.

Each takes the document to draw on and the `Bill`, and adds its page or pages.
"""

from __future__ import annotations

import pymupdf

from python_ocr_reconcile.samples.company import Bill
from python_ocr_reconcile.samples.paper import GREY, Column, Face, Sheet
from python_ocr_reconcile.samples.printed import money, number, price, short_date

_LETTER = (
    Column("Pos.", 72), Column("Artikel", 98), Column("Bezeichnung", 150), Column("Menge", 372, "right"),
    Column("Einzelpreis", 440, "right"), Column("Gesamt EUR", 538, "right"),
)  # fmt: skip


def _letter_foot(sheet: Sheet, bill: Bill, page: int, pages: int) -> None:
    supplier = bill.supplier
    sheet.rule(70, 770, 540, weight=0.4)
    blocks = (
        (supplier.name, *supplier.address),
        (supplier.contact[0], supplier.contact[1], f"USt-IdNr. {supplier.vat_id}"),
        (supplier.bank, f"IBAN {supplier.iban}", f"BIC {supplier.bic}"),
    )
    for x, block in zip((70, 190, 372), blocks, strict=True):
        sheet.lines(x, 782, block, leading=9.5, size=7)
    sheet.text(540, 758, f"Seite {page} von {pages}", size=8, colour=GREY, align="right")


def letter(document: pymupdf.Document, bill: Bill) -> None:
    """German: a business letter after DIN 5008 over two pages, the sum carried over."""
    per_page, supplier = 17, bill.supplier
    chunks = [bill.lines[i : i + per_page] for i in range(0, len(bill.lines), per_page)]
    carried, position = bill.subtotal * 0, 0
    for number_of_page, chunk in enumerate(chunks, 1):
        sheet = Sheet(document)
        sheet.text(540, 66, supplier.name, size=16, face="tibo", align="right")
        sheet.text(540, 80, "Drehen · Fräsen · Schleifen", size=9, face="tiit", colour=GREY, align="right")
        y = 120.0
        if number_of_page == 1:
            sheet.text(70, 138, f"{supplier.name} · {' · '.join(supplier.address)}", size=6.5, colour=GREY)
            sheet.rule(70, 141, 290, weight=0.3)
            sheet.lines(70, 156, bill.bill_to, leading=13, size=10)
            facts = (
                ("Rechnungsnummer", bill.number), ("Rechnungsdatum", short_date(bill.issued, "de")),
                ("Ihre Bestellung", bill.order or ""), ("Kundennummer", "20614"),
            )  # fmt: skip
            for i, (label, value) in enumerate(facts):
                sheet.text(372, 156 + 13 * i, label)
                sheet.text(540, 156 + 13 * i, value, align="right")
            sheet.text(70, 248, f"Rechnung {bill.number}", size=13, face="hebo")
            sheet.text(70, 270, "Für die Lieferung vom 19.09.2025 berechnen wir Ihnen:")
            y = 300.0
        else:
            sheet.text(70, y, f"Rechnung {bill.number} vom {short_date(bill.issued, 'de')}", face="hebo")
            y += 34
        sheet.rule(70, y - 13, 540, weight=0.9)
        sheet.heading(_LETTER, y)
        sheet.rule(70, y + 6, 540, weight=0.9)
        y += 22
        if carried:
            sheet.text(150, y, "Übertrag", face="heit")
            sheet.text(538, y, money(carried, "de"), face="heit", align="right")
            y += 22
        for line in chunk:
            position += 1
            carried += line.amount
            sheet.row(
                _LETTER,
                y,
                (
                    str(position),
                    line.code,
                    line.description,
                    f"{number(line.quantity, 'de')} {line.unit}",
                    price(line.price, "de"),
                    money(line.amount, "de"),
                ),
            )
            y += 22
        sheet.rule(70, y - 13, 540, weight=0.5)
        if number_of_page < len(chunks):
            sheet.text(150, y + 3, "Übertrag", face="heit")
            sheet.text(538, y + 3, money(carried, "de"), face="heit", align="right")
        else:
            _letter_totals(sheet, bill, y + 6)
        _letter_foot(sheet, bill, number_of_page, len(chunks))


def _letter_totals(sheet: Sheet, bill: Bill, y: float) -> None:
    (rate, _, _), *_ = bill.taxes
    for label, amount in (("Nettobetrag", bill.subtotal), (f"zzgl. {number(rate, 'de')} % USt.", bill.tax)):
        sheet.text(440, y, label, align="right")
        sheet.text(538, y, money(amount, "de"), align="right")
        y += 16
    sheet.rule(340, y - 9, 540, weight=0.9)
    sheet.text(440, y + 5, "Rechnungsbetrag EUR", size=10, face="hebo", align="right")
    sheet.text(538, y + 5, money(bill.total, "de"), size=10, face="hebo", align="right")
    if bill.due:
        sheet.text(70, y + 50, f"Zahlbar bis {short_date(bill.due, 'de')} ohne Abzug.")
    sheet.text(70, y + 66, f"Bitte geben Sie bei der Zahlung die Rechnungsnummer {bill.number} an.")


def trade(document: pymupdf.Document, bill: Bill) -> None:
    """German: a small craft business; typewriter-like, the facts in a line above the table."""
    sheet, supplier = Sheet(document), bill.supplier
    sheet.text(60, 70, supplier.name.upper(), size=18, face="hebo")
    sheet.text(60, 86, "Klima · Lüftung · Kälte", size=10)
    sheet.lines(400, 62, (*supplier.address, *supplier.contact), leading=12, size=8.5)
    sheet.rule(60, 128, 540, weight=1.6)
    sheet.lines(60, 160, bill.bill_to, leading=14, size=11)

    sheet.text(60, 258, "RECHNUNG", size=15, face="hebo")
    for x, label, value in (
        (60, "Rechnung Nr.", bill.number),
        (220, "Datum", short_date(bill.issued, "de")),
        (340, "Zahlbar bis", short_date(bill.due or bill.issued, "de")),
    ):
        sheet.text(x, 284, label, size=9)
        sheet.text(x, 299, value, size=11, face="hebo")
    columns = [
        Column("Leistung", 64), Column("Menge", 345, "right"), Column("Einheit", 358),
        Column("Preis", 452, "right"), Column("Betrag", 536, "right"),
    ]  # fmt: skip
    y = 338.0
    top = y - 16
    sheet.rule(60, top, 540, weight=1)
    sheet.heading(columns, y, size=10)
    sheet.rule(60, y + 8, 540, weight=1)
    for line in bill.lines:
        y += 24
        sheet.row(
            columns,
            y,
            (
                line.description,
                number(line.quantity, "de"),
                line.unit,
                price(line.price, "de"),
                money(line.amount, "de"),
            ),
            size=10,
        )
    sheet.rule(60, y + 10, 540, weight=1)
    y += 32
    (rate, _, _), *_ = bill.taxes
    for label, amount, face in (
        ("Summe netto", bill.subtotal, "helv"),
        (f"Mehrwertsteuer {number(rate, 'de')} %", bill.tax, "helv"),
        ("Gesamtbetrag EUR", bill.total, "hebo"),
    ):
        weight: Face = "hebo" if face == "hebo" else "helv"
        sheet.text(452, y, label, size=10.5, face=weight, align="right")
        sheet.text(536, y, money(amount, "de"), size=10.5, face=weight, align="right")
        y += 20
    sheet.rule(360, y - 12, 540, weight=1.6)
    sheet.text(60, y + 40, "Vielen Dank für Ihren Auftrag. Bitte überweisen Sie auf unser Konto:", size=10)
    sheet.text(60, y + 58, f"{supplier.bank}, IBAN {supplier.iban}", size=10)
    sheet.text(60, 790, f"USt-IdNr. {supplier.vat_id}   BIC {supplier.bic}", size=8.5)
