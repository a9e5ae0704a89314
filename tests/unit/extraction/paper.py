"""Pages set word by word, as a text layer or a scan would give them: no file, no OCR, a known truth.

`set_invoice(seed)` sets an invoice in one of four layouts and six languages, with random positions, rates,
rebates and charges; `noise` turns it into a scan: letters for digits, points for commas, words lost.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from python_ocr_reconcile.models.page import Page, Word

CENT = Decimal("0.01")
TERMS = {
    "en": {
        "title": "Invoice", "credit": "Credit Note", "number": ["Invoice No.", "Invoice Number", "Invoice #"],
        "date": ["Invoice Date", "Date of issue"], "due": ["Due Date", "Pay by"], "bill": ["Bill To",
        "Customer"],
        "columns": ("Description", "Qty", "Unit Price", "VAT %", "Amount"), "net": ["Subtotal", "Net total"],
        "tax": "VAT", "total": ["Total", "Grand Total"], "shipping": "Shipping", "discount": "Discount",
        "customer": "Customer No.", "page": "Page 1 of 1", "goods": ["Consulting services",
        "Laser printer X200"],
    },
    "de": {
        "title": "Rechnung", "credit": "Gutschrift", "number": ["Rechnungsnummer", "Rechnungs-Nr."],
        "date": ["Rechnungsdatum", "Datum"], "due": ["Fällig am", "Zahlbar bis"],
        "bill": ["Rechnung an", "Rechnungsempfänger"],
        "columns": ("Bezeichnung", "Menge", "Einzelpreis", "MwSt. %", "Gesamtpreis"),
        "net": ["Nettobetrag", "Summe netto"], "tax": "MwSt.", "total": ["Gesamtbetrag", "Rechnungsbetrag"],
        "shipping": "Versandkosten", "discount": "Rabatt", "customer": "Kundennummer",
        "page": "Seite 1 von 1",
        "goods": ["Beratung vor Ort", "Kopierpapier A4"],
    },
    "fr": {
        "title": "Facture", "credit": "Avoir", "number": ["Facture n°", "Numéro de facture"],
        "date": ["Date de facture", "Date d'émission"], "due": ["Date d'échéance", "Échéance"],
        "bill": ["Facturé à", "Adresse de facturation"],
        "columns": ("Désignation", "Quantité", "Prix unitaire HT", "TVA %", "Montant HT"),
        "net": ["Total HT", "Sous-total"], "tax": "TVA", "total": ["Total TTC", "Net à payer"],
        "shipping": "Frais de port", "discount": "Remise", "customer": "N° client", "page": "Page 1 / 1",
        "goods": ["Prestation de conseil", "Cartouche imprimante"],
    },
    "es": {
        "title": "Factura", "credit": "Factura rectificativa", "number": ["Nº de factura",
        "Número de factura"],
        "date": ["Fecha de factura", "Fecha"], "due": ["Fecha de vencimiento", "Vencimiento"],
        "bill": ["Facturar a", "Cliente"],
        "columns": ("Descripción", "Cantidad", "Precio unitario", "IVA %", "Importe"),
        "net": ["Base imponible", "Subtotal"], "tax": "IVA", "total": ["Total factura", "Importe total"],
        "shipping": "Portes", "discount": "Descuento", "customer": "Nº cliente", "page": "Página 1 de 1",
        "goods": ["Servicios de consultoría", "Papel A4"],
    },
    "it": {
        "title": "Fattura", "credit": "Nota di credito", "number": ["Fattura n.", "Numero fattura"],
        "date": ["Data fattura", "Data"], "due": ["Data scadenza", "Scadenza"], "bill": ["Cliente",
        "Spett.le"],
        "columns": ("Descrizione", "Quantità", "Prezzo unitario", "IVA %", "Importo"),
        "net": ["Imponibile", "Totale imponibile"], "tax": "IVA", "total": ["Totale fattura",
        "Totale documento"],
        "shipping": "Spese di spedizione", "discount": "Sconto", "customer": "Codice cliente",
        "page": "Pagina 1 di 1", "goods": ["Consulenza tecnica", "Cartuccia stampante"],
    },
    "nl": {
        "title": "Factuur", "credit": "Creditnota", "number": ["Factuurnummer", "Factuurnr."],
        "date": ["Factuurdatum", "Datum"], "due": ["Vervaldatum", "Te betalen vóór"], "bill": ["Factuur aan"],
        "columns": ("Omschrijving", "Aantal", "Stukprijs", "BTW %", "Bedrag"),
        "net": ["Subtotaal", "Totaal excl. BTW"], "tax": "BTW", "total": ["Totaal", "Totaal incl. BTW"],
        "shipping": "Verzendkosten", "discount": "Korting", "customer": "Klantnummer",
        "page": "Pagina 1 van 1",
        "goods": ["Advieswerkzaamheden", "Printpapier A4"],
    },
}  # fmt: skip
SELLERS = [
    "Nordwind Handels GmbH",
    "Bluestone Ltd",
    "Atelier Moreau SARL",
    "Talleres Ibarra S.L.",
    "Lumen Studio",
]
BUYERS = ["Oakwood Partners LLP", "Bianchi S.p.A.", "De Vries Groep N.V.", "Sunrise Bakery"]
TOWNS = [
    ("45 King Street", "London SW1A 1AA"),
    ("12 rue de la Paix", "75002 Paris"),
    ("Via Roma 5", "20121 Milano"),
]
SLIPS = {"0": "O6", "1": "l7", "5": "S6", "8": "B3", "6": "8", "3": "8", "7": "1", "2": "Z", "9": "4",
         ".": ",", ",": ".", "e": "c", "i": "l", "m": "n", "a": "o"}  # fmt: skip


class Sheet:
    """A page on which text is set, A4, in points."""

    def __init__(self, size: float = 10) -> None:
        self.size = size
        self.words: list[Word] = []

    def put(self, x: float, y: float, text: str, *, size: float | None = None, right: bool = False) -> None:
        size = size or self.size
        widths = [sum(0.28 if c in "il.,:;|'" else 0.56 for c in word) * size for word in text.split()]
        if right:
            x -= sum(widths) + 0.28 * size * (len(widths) - 1)
        for word, width in zip(text.split(), widths, strict=True):
            self.words.append(Word(word, x, y - size, x + width, y + 0.2 * size))
            x += width + 0.28 * size

    def page(self, number: int = 1) -> Page:
        return Page(number, 595, 842, "text_layer", self.words)

    def scanned(self, noise: float, rng: random.Random, number: int = 1) -> Page:
        """The page as a scan gives it: boxes that hug the ink, a slight slope, slips at the rate `noise`."""
        slope = rng.uniform(-0.006, 0.006)
        words = []
        for word in self.words:
            if rng.random() < 0.3 * noise:
                continue
            text = "".join(
                rng.choice(SLIPS[c]) if c in SLIPS and rng.random() < noise else c for c in word.text
            )
            height, shift = word.y1 - word.y0, slope * word.x0 + rng.uniform(-0.6, 0.6)
            y0, y1 = word.y0 + 0.25 * height + shift, word.y1 - 0.2 * height + shift
            words.append(Word(text, word.x0, y0, word.x1, y1, rng.uniform(0.6, 0.97)))
        return Page(number, 595, 842, "ocr", words)


@dataclass
class Truth:
    """What the page says."""

    number: str
    issued: date
    due: date
    seller: str
    total: Decimal
    tax: Decimal
    net: Decimal
    lines: list[Decimal]
    currency: str


def money(value: Decimal, language: str) -> str:
    text = f"{abs(value):,.2f}"
    if language != "en":
        text = text.replace(",", "_").replace(".", ",").replace("_", " " if language == "fr" else ".")
    return f"-{text}" if value < 0 else text


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def set_invoice(seed: int, *, noise: float = 0.0) -> tuple[Page, Truth]:  # noqa: PLR0915 - set downwards
    """One invoice or credit note with its truth; the same for the same seed."""
    rng = random.Random(seed)
    language = rng.choice(list(TERMS))
    terms = TERMS[language]
    sheet = Sheet(rng.choice([8, 9, 10]))
    sign = rng.choice(["$", "£"]) if language == "en" else "€"
    credit = rng.random() < 0.15
    issued = date(rng.randint(2015, 2026), rng.randint(1, 12), rng.randint(1, 28))
    due = issued + timedelta(days=rng.choice([14, 30]))
    style = {"en": rng.choice(["%B %d, %Y", "%Y-%m-%d"]), "de": "%d.%m.%Y", "nl": "%d-%m-%Y"}.get(
        language, "%d/%m/%Y"
    )
    number = rng.choice(
        [
            f"{rng.randint(1000, 999999)}",
            f"INV-{rng.randint(100, 9999)}",
            f"{issued.year}-{rng.randint(1, 9999):04}",
        ]
    )
    rates = rng.choice([[Decimal(19)], [Decimal(20)], [Decimal("8.25")], [Decimal(19), Decimal(7)]])
    goods = []
    for _ in range(rng.randint(1, 6)):
        count, price = Decimal(rng.choice([1, 2, 3, 5, 12])), Decimal(rng.randint(100, 60000)) / 100
        goods.append((rng.choice(terms["goods"]), count, price, cents(count * price), rng.choice(rates)))
    lines = sum((g[3] for g in goods), Decimal(0))
    single = len(rates) == 1
    rebate = cents(lines / 10) if single and rng.random() < 0.2 else Decimal(0)
    charge = Decimal(rng.randint(300, 2500)) / 100 if single and rng.random() < 0.2 else Decimal(0)
    net = lines - rebate + charge
    used = sorted({g[4] for g in goods})
    bases = {r: net if len(used) == 1 else sum((g[3] for g in goods if g[4] == r), Decimal(0)) for r in used}
    taxes = {r: cents(base * r / 100) for r, base in bases.items()}
    tax = sum(taxes.values(), Decimal(0))
    seller, buyer, home, town = rng.choice(SELLERS), rng.choice(BUYERS), rng.choice(TOWNS), rng.choice(TOWNS)
    title = terms["credit"] if credit else terms["title"]
    facts = [
        (rng.choice(terms["number"]), number), (terms["customer"], str(rng.randint(10000, 99999))),
        (rng.choice(terms["date"]), issued.strftime(style)), (rng.choice(terms["due"]), due.strftime(style)),
    ]  # fmt: skip
    _set_head(sheet, rng, (seller, *home), (buyer, *town), title, facts, rng.choice(terms["bill"]))
    y = 310.0
    with_rate = not single or rng.random() < 0.3
    x_edges = (50, 330, 420, 475, 545)
    for place, (x, text) in enumerate(zip(x_edges, terms["columns"], strict=True)):
        if place != 3 or with_rate:
            sheet.put(x, y, text, right=place > 0)
    for name, count, price, amount, rate in goods:
        y += 14
        sheet.put(50, y, name)
        sheet.put(330, y, f"{count}", right=True)
        sheet.put(420, y, money(price, language), right=True)
        if with_rate:
            sheet.put(475, y, f"{rate}%".replace(".", "." if language == "en" else ","), right=True)
        sheet.put(545, y, money(amount, language), right=True)
        if rng.random() < 0.25:
            y += 14
            sheet.put(54, y, rng.choice(["4711-B", "2 x 500 g", "01/2024 - 03/2024"]))
    sums = [(terms["discount"], -rebate)] if rebate else []
    sums += [(terms["shipping"], charge)] if charge else []
    sums += [(rng.choice(terms["net"]), net)]
    sums += [
        (f"{terms['tax']} {rate}%".replace(".25", ".25" if language == "en" else ",25"), t)
        for rate, t in taxes.items()
    ]
    sums += [(rng.choice(terms["total"]), net + tax)]
    y += 26
    for text, value in sums:
        sheet.put(400, y, text)
        sheet.put(
            545,
            y,
            f"{sign}{money(value, language)}" if language == "en" else f"{money(value, language)} {sign}",
            right=True,
        )
        y += 14
    sheet.put(50, 800, f"{seller} · {home[0]} · {home[1]}", size=7)
    sheet.put(545, 820, terms["page"], size=7, right=True)
    flip = -1 if credit else 1
    truth = Truth(
        number, issued, due, seller, (net + tax) * flip, tax * flip, net * flip, [g[3] * flip for g in goods],
        {"$": "USD", "£": "GBP", "€": "EUR"}[sign],
    )  # fmt: skip
    return (sheet.scanned(noise, rng) if noise else sheet.page()), truth


def _set_head(
    sheet: Sheet, rng: random.Random, seller: tuple[str, ...], buyer: tuple[str, ...], title: str,
    facts: list[tuple[str, str]], bill: str,
) -> None:  # fmt: skip
    layout = rng.choice(["letterhead", "window", "grid", "columns"])
    if layout == "window":
        for i, text in enumerate((*seller, f"www.{seller[0].split()[0].lower()}.com")):
            sheet.put(330, 50 + 13 * i, text, size=sheet.size + (4 if i == 0 else 0))
        sheet.put(50, 130, " · ".join(seller), size=6)
        for i, text in enumerate(buyer):
            sheet.put(50, 146 + 13 * i, text)
    else:
        for i, text in enumerate(seller):
            sheet.put(50, 50 + 13 * i, text, size=sheet.size + (6 if i == 0 else 0))
        sheet.put(50, 130, bill)
        for i, text in enumerate(buyer):
            sheet.put(50, 144 + 13 * i, text)
    sheet.put(
        330 if layout != "window" else 50, 110 if layout != "window" else 225, title, size=sheet.size + 4
    )
    for i, (label, value) in enumerate(facts):
        if layout in {"window", "grid"}:
            sheet.put(50 + 130 * i, 255, label)
            sheet.put(50 + 130 * i, 269, value)
        elif layout == "columns":
            sheet.put(330, 130 + 14 * i, f"{label.rstrip('.:')}: {value}")
        else:
            sheet.put(330, 130 + 14 * i, label)
            sheet.put(545, 130 + 14 * i, value, right=True)


def simple(*sums, lines=(("Consulting", "2", "50.00", "100.00"),), title="Invoice"):
    """One table of positions over its sums, each a pair of a term and an amount."""
    sheet = Sheet()
    sheet.put(50, 50, "Bluestone Ltd", size=16)
    sheet.put(400, 50, title, size=14)
    sheet.put(400, 80, "Invoice No. 4711")
    sheet.put(400, 94, "Invoice Date 2024-03-05")
    y = 150.0
    if lines:
        for x, text in zip((50, 330, 420, 545), ("Description", "Qty", "Unit Price", "Amount"), strict=True):
            sheet.put(x, y, text, right=x > 50)
    for row in lines:
        y += 14
        for x, text in zip((50, 330, 420, 545), row, strict=True):
            if text:
                sheet.put(x, y, text, right=x > 50)
    y += 20
    for text, amount in sums:
        y += 14
        sheet.put(380, y, text)
        sheet.put(545, y, amount, right=True)
    return sheet
