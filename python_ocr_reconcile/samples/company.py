"""The sample company's suppliers and what they billed: the facts that the documents print.

All invented. Line amounts are quantity times unit price to the cent; tax is taken on the sum of each rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D  # noqa: N817  # the tables below are mostly numbers

from python_ocr_reconcile.money import rounded

ZERO = D("0.00")


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who sends an invoice."""

    name: str
    address: tuple[str, ...]
    vat_id: str
    iban: str
    bic: str
    bank: str
    contact: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One position; `amount` is net."""

    code: str
    description: str
    quantity: D
    unit: str
    price: D
    rate: D

    @property
    def amount(self) -> D:
        """Quantity times unit price, to the cent."""
        return rounded(self.quantity * self.price, "EUR")


@dataclass(frozen=True, slots=True)
class Bill:
    """One invoice or credit note; money of a credit note is negative."""

    supplier: Supplier
    number: str
    issued: date
    due: date | None
    lines: tuple[Line, ...]
    language: str
    layout: str
    order: str | None = None
    credit: bool = False
    scanned: bool = False
    bill_to: tuple[str, ...] = ()

    @property
    def subtotal(self) -> D:
        """Net."""
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def taxes(self) -> list[tuple[D, D, D]]:
        """Rate in percent, base and tax, by rate, the highest first."""
        found = []
        for rate in sorted({line.rate for line in self.lines}, reverse=True):
            base = sum((line.amount for line in self.lines if line.rate == rate), ZERO)
            found.append((rate, base, rounded(base * rate / 100, "EUR")))
        return found

    @property
    def tax(self) -> D:
        """All tax."""
        return sum((tax for _, _, tax in self.taxes), ZERO)

    @property
    def total(self) -> D:
        """Gross."""
        return self.subtotal + self.tax


HOLDER = "Calder & Finch Instruments Ltd"
HOLDER_VAT = "IE8214067U"
DUBLIN = (HOLDER, "Unit 7, Tolka Mills", "Glasnevin", "Dublin D11 X2K4", "Ireland")
JENA = (HOLDER, "Niederlassung Jena", "Saalbahnhofstraße 41", "07743 Jena")
LYON = (HOLDER, "Bureau de Lyon", "18 quai des Étroits", "69005 Lyon")

NORTHGATE = Supplier(
    "Northgate Paper & Print Ltd", ("12 Quarry Lane", "Swords, Co. Dublin", "K67 P9R3"),
    "IE9043718T", "IE61 MQBK 9902 1440 7182 63", "MQBKIE2D", "Meridian Quay Bank",
    ("+353 1 555 0142", "accounts@northgateprint.example"),
)  # fmt: skip
KESSLER = Supplier(
    "Kessler Feinmechanik GmbH", ("Industriestraße 18", "07745 Jena"),
    "DE304172851", "DE77 8205 4099 0130 4277 15", "SAALDE21XXX", "Saaletaler Bank",
    ("Tel. 03641 555 018-0", "buchhaltung@kessler-feinmechanik.example"),
)  # fmt: skip
MONTCLAIR = Supplier(
    "Atelier Montclair SARL", ("27 rue des Tanneurs", "69007 Lyon"),
    "FR80841209372", "FR76 1990 6004 2000 0817 4620 368", "CRHAFR2L", "Crédit du Haut-Rhône",
    ("04 99 55 01 63", "compta@atelier-montclair.example"),
)  # fmt: skip
BRAUER = Supplier(
    "Brauer Klimatechnik", ("Inh. Tobias Brauer e.K.", "Am Kegelplatz 5", "99423 Weimar"),
    "DE812640932", "DE74 8309 4455 0004 4182 06", "ILMTDE33XXX", "Ilmtal Genossenschaftsbank",
    ("Tel. 03643 555 077", "service@brauer-klima.example"),
)  # fmt: skip
FENNIMORE = Supplier(
    "Fennimore Cloud Services Ltd", ("3rd Floor, Lapp's Court", "Cork T12 R8V2", "Ireland"),
    "IE7730264S", "IE32 LFFB 9041 3355 1209 84", "LFFBIE2C", "Liffey First Bank",
    ("billing@fennimore.example", "fennimore.example"),
)  # fmt: skip
OAKHOLLOW = Supplier(
    "Oakhollow Freight Ltd", ("Depot 4, Ringaskiddy Road", "Carrigaline, Co. Cork", "P43 W7C1"),
    "IE6658109U", "IE37 RVBK 9077 4120 0673 81", "RVBKIE2D", "River Valley Bank",
    ("+353 21 555 0190", "freight@oakhollow.example"),
)  # fmt: skip
VERMEIL = Supplier(
    "Studio Vermeil SAS", ("4 place de la Fontaine", "38000 Grenoble"),
    "FR88517903266", "FR76 1882 9690 0104 4129 0735 585", "BALPFR2G", "Banque Alpine Populaire",
    ("04 99 55 02 18", "bonjour@studio-vermeil.example"),
)  # fmt: skip

_PARTS = (
    ("FM-1004", "Präzisionswelle 8 mm, geschliffen", "24", "17.35"),
    ("FM-1010", "Lagerbuchse Bronze 8/12", "48", "4.18"),
    ("FM-1077", "Klemmring Aluminium, eloxiert", "60", "2.95"),
    ("FM-1120", "Linearführung LW 12, 300 mm", "6", "86.40"),
    ("FM-1121", "Führungswagen LW 12", "12", "41.25"),
    ("FM-1188", "Feingewindespindel M6 x 0,5", "10", "33.70"),
    ("FM-1203", "Spindelmutter, spielfrei", "10", "28.90"),
    ("FM-1266", "Kegelrad Modul 0,8", "16", "12.64"),
    ("FM-1267", "Stirnrad Modul 0,5, 40 Zähne", "32", "7.82"),
    ("FM-1301", "Federscheibe, Satz zu 100", "5", "11.50"),
    ("FM-1340", "Gehäusedeckel gefräst, Zg. 4471", "8", "64.00"),
    ("FM-1341", "Gehäuseboden gefräst, Zg. 4472", "8", "71.50"),
    ("FM-1342", "Montagewinkel 90 Grad", "20", "9.45"),
    ("FM-1390", "Rändelschraube M4, brüniert", "100", "1.12"),
    ("FM-1415", "Justierplatte Edelstahl", "4", "118.75"),
    ("FM-1416", "Objektivfassung 25 mm", "14", "52.30"),
    ("FM-1417", "Objektivfassung 40 mm", "6", "67.80"),
    ("FM-1450", "Drehgeberflansch", "9", "24.65"),
    ("FM-1502", "Kupplung, torsionssteif 6/8", "11", "38.20"),
    ("FM-1544", "Endanschlag, gehärtet", "18", "6.75"),
    ("FM-1601", "Prüfprotokoll je Baugruppe", "8", "15.00"),
    ("FM-1700", "Sonderverpackung, stoßfest", "2", "42.50"),
)


def _line(code: str, description: str, quantity: str, unit: str, price: str, rate: str) -> Line:
    return Line(code, description, D(quantity), unit, D(price), D(rate))


BILLS: tuple[Bill, ...] = (
    Bill(
        NORTHGATE, "INV-20418", date(2025, 9, 18), date(2025, 10, 18),
        (
            _line("TM-250", "Technical manual A4, wire bound, two colours", "250", "", "6.84", "23"),
            _line("CS-160", "Calibration certificates, 160 gsm", "40", "", "11.25", "23"),
            _line("CL-500", "Carton labels, roll of 500", "12", "", "18.90", "23"),
            _line("DEL", "Delivery to Glasnevin", "1", "", "24.00", "23"),
        ),
        "en", "classic", order="PO-4471", bill_to=DUBLIN,
    ),
    Bill(
        KESSLER, "RE-2025-0871", date(2025, 9, 22), date(2025, 10, 22),
        tuple(_line(code, text, quantity, "Stk", price, "19") for code, text, quantity, price in _PARTS),
        "de", "letter", order="B-2025-318", bill_to=JENA,
    ),
    Bill(
        MONTCLAIR, "F2025-1187", date(2025, 8, 27), date(2025, 9, 26),
        (
            _line("", "Location de stand modulaire 18 m², 4 jours", "1", "", "3480.00", "20"),
            _line("", "Panneaux imprimés recto verso", "12", "", "86.50", "20"),
            _line("", "Montage et démontage (heures)", "14", "", "52.00", "20"),
            _line("", "Plateaux repas pour l'équipe", "36", "", "17.90", "10"),
        ),
        "fr", "banner", order="BC 4452", bill_to=LYON,
    ),
    Bill(
        BRAUER, "K10B-50815", date(2025, 9, 30), date(2025, 10, 14),
        (
            _line("", "Wartung Klimaanlage Reinraum", "6.5", "Std", "78.00", "19"),
            _line("", "Filterkassette F9, 592 x 592", "4", "Stk", "46.90", "19"),
            _line("", "Kältemittel R32", "2.4", "kg", "58.50", "19"),
            _line("", "Anfahrt Jena, pauschal", "1", "psch", "45.00", "19"),
        ),
        "de", "trade", bill_to=JENA, scanned=True,
    ),
    Bill(
        FENNIMORE, "FC-77120", date(2025, 10, 1), date(2025, 10, 8),
        (
            _line("", "Team plan, October 2025", "18", "seats", "14.50", "23"),
            _line("", "Archive storage", "640", "GB", "0.035", "23"),
            _line("", "Priority support", "1", "month", "79.00", "23"),
        ),
        "en", "minimal", bill_to=DUBLIN,
    ),
    Bill(
        OAKHOLLOW, "OF/25/3391", date(2025, 9, 26), date(2025, 10, 17),
        (
            _line("EXP", "Export pallet Dublin - Jena, 410 kg", "3", "", "214.00", "23"),
            _line("TL", "Tail-lift delivery", "3", "", "28.50", "23"),
            _line("FS", "Fuel surcharge, per pallet", "3", "", "27.82", "23"),
        ),
        "en", "boxed", order="PO-4476", bill_to=DUBLIN,
    ),
    Bill(
        NORTHGATE, "CN-20455", date(2025, 10, 6), None,
        (_line("CL-500", "Carton labels returned, misprinted (INV-20418)", "-4", "", "18.90", "23"),),
        "en", "classic", order="PO-4471", credit=True, bill_to=DUBLIN,
    ),
    Bill(
        VERMEIL, "VER-25-0093", date(2025, 10, 21), date(2025, 11, 20),
        (
            _line("", "Conception de la notice, maquette", "1", "", "980.00", "20"),
            _line("", "Photographies de produit", "10", "", "47.00", "20"),
        ),
        "fr", "studio", bill_to=LYON,
    ),
)  # fmt: skip
