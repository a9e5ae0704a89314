"""Where printed invoices come from: how a country writes money, dates and addresses, and made-up firms of it."""

from __future__ import annotations

# ruff: noqa: E501  a table of terms reads best as one line; signs are meant as they are
import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}


@dataclass(frozen=True)
class Firm:
    """A company that does not exist."""

    name: str
    street: str
    town: str
    tax_id: str
    mail: str
    phone: str
    account: str


@dataclass(frozen=True)
class Place:
    """A country as its invoices show it."""

    code: str
    language: str
    currency: str
    money: tuple[str, ...]
    """Forms of an amount, ``0`` standing for the figures: ``€ 0``, ``0 EUR``."""
    group: str
    mark: str
    dates: tuple[str, ...]
    rates: tuple[str, ...]
    """Standard rate first; a state's sales tax in the US."""
    firms: tuple[str, ...]
    """name | street | town."""
    tax_id: str
    """``#`` is a digit, ``@`` a capital."""
    phone: str
    goods: tuple[str, ...]
    services: tuple[str, ...]
    months: str = ""

    def figures(self, value: Decimal, digits: int = 2) -> str:
        """``1.234,50``: as the country groups and points."""
        sign = "-" if value < 0 else ""
        whole, _, cents = f"{abs(value):.{digits}f}".partition(".")
        if self.code == "IN" and len(whole) > 3:
            head, tail = whole[:-3], whole[-3:]
            parts = []
            while head:
                parts.append(head[-2:])
                head = head[:-2]
            whole = ",".join([*reversed(parts), tail])
        else:
            parts = []
            while whole:
                parts.append(whole[-3:])
                whole = whole[:-3]
            whole = self.group.join(reversed(parts))
        return sign + whole + (self.mark + cents if cents else "")

    def day(self, value: date, form: str) -> str:
        """`value` in `form`, with ``%B`` and ``%b`` in the language of the country."""
        month = _MONTHS[self.language].split()[value.month - 1]
        short = month[:3] if self.language in {"en", "es", "it", "nl"} else month
        form = form.replace("%B", month).replace("%b", short)
        form = form.replace("%-d", str(value.day)).replace("%-m", str(value.month))
        return value.strftime(form)


def firm(place: Place, rng: random.Random, taken: str = "") -> Firm:
    """One of `place`, not the one named `taken`."""
    name, street, town = rng.choice([f.split("|") for f in place.firms if f.split("|")[0] != taken])
    plain = unicodedata.normalize("NFKD", name.split()[0]).casefold()
    short = "".join(c for c in plain if c.isascii() and c.isalnum()) or "kontor"
    return Firm(
        name,
        street,
        town,
        _filled(place.tax_id, rng),
        f"{rng.choice(('info', 'billing', 'office', 'hello'))}@{short}.example",
        _filled(place.phone, rng),
        _iban(place, rng),
    )


def _filled(pattern: str, rng: random.Random) -> str:
    fill: dict[str, Callable[[], str]] = {
        "#": lambda: str(rng.randint(0, 9)),
        "@": lambda: rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ"),
    }
    return "".join(fill[c]() if c in fill else c for c in pattern)


_IBAN = {
    "DE": "##################", "AT": "################", "CH": "#################", "FR": "#######################",
    "BE": "############", "NL": "@@@@##########", "ES": "####################", "IT": "@######################",
    "GB": "@@@@##############", "IE": "@@@@##############", "LU": "################",
}  # fmt: skip


def _iban(place: Place, rng: random.Random) -> str:
    if place.code not in _IBAN:
        return str(rng.randint(10**9, 10**11))
    body = _filled(_IBAN[place.code], rng)
    number = "".join(str(int(c, 36)) for c in body + place.code + "00")
    text = f"{place.code}{98 - int(number) % 97:02}{body}"
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


PLACES = {
    p.code: p
    for p in (
        Place(
            "GB", "en", "GBP", ("£0", "£0", "0"), ",", ".", ("%d/%m/%Y", "%-d %B %Y", "%d %b %Y", "%d.%m.%y"), ("20", "5", "0"),
            ("Copperbeech Catering Supplies Limited|Unit 7 Tannery Yard, Bath Road|Wexcombe SN8 3QP", "Harrow & Pell Chartered Surveyors LLP|14 Castle Terrace|Northbridge NE4 7LK",
             "Blue Lantern Print Ltd|The Old Dairy, Station Approach|Holmfirth Vale HD9 2BX", "Tidewater Marine Services|Slipway House, Quay Street|Porthallow TR12 6AD"),
            "GB ### #### ##", "01### ######",
            ("Stainless mixing bowl 32cm", "Chopping board, green", "A5 leaflets 170gsm silk, 2,500", "Roll-up banner 850mm", "Anti-fouling paint 5L", "Shackle 12mm galv."),
            ("Measured survey, ground floor", "Site visit and report", "Artwork amendments", "Hull clean and inspection", "Annual service agreement")),
        Place(
            "US", "en", "USD", ("$0", "$0", "$ 0", "0"), ",", ".", ("%m/%d/%Y", "%B %-d, %Y", "%b %-d, %Y", "%-m/%-d/%y"), ("8.25", "6.5", "7"),
            ("Pinecrest Janitorial Supply Co.|2210 Industrial Pkwy, Suite B|Fairmont, OH 44281", "Rustic Anchor Design Studio, LLC|88 Wharf St|Salem Point, MA 01970",
             "Prairie Wind Electric Inc.|4571 County Road 12|Elkton, NE 68044", "Coyote Ridge Landscaping|PO Box 3398|Mesa Verde, AZ 85210"),
            "##-#######", "(###) 555-01##",
            ("Floor cleaner, concentrate, 1 gal", "Trash liners 55 gal (100/cs)", "GFCI outlet 20A white", "Conduit 3/4 in EMT 10 ft", "Nitrile gloves L (box)", "LED troffer 2x4"),
            ("Logo refresh - round 2", "Weekly mowing & edging", "Panel upgrade labor", "Service call", "Consulting, on site")),
        Place(
            "IN", "en", "INR", ("₹ 0", "Rs. 0", "0", "₹0"), ",", ".", ("%d-%m-%Y", "%d/%m/%Y", "%d-%b-%Y", "%d %b %y"), ("18", "12"),
            ("Saraswati Pump Industries|Plot 41, GIDC Phase II|Vatva, Ahmedabad 382445", "Neelkanth Infosystems Pvt. Ltd.|3rd Floor, Orchid Towers, Baner Road|Pune 411045",
             "Deccan Spice Traders|12/4 Mandi Street|Guntur 522003"),
            "27@@@@@####@1Z#", "+91 ##### #####",
            ("Submersible pump 1.5 HP", "Gland packing 12 mm", "GI elbow 40 NB", "Turmeric powder 500 g", "Cat6 patch cord 3 m"),
            ("AMC charges for CCTV", "Software support, quarterly", "Installation and commissioning")),
        Place(
            "DE", "de", "EUR", ("0 €", "0 EUR", "0", "€ 0"), ".", ",", ("%d.%m.%Y", "%-d. %B %Y", "%d.%m.%y", "%-d.%-m.%Y"), ("19", "7"),
            ("Holzwerk Ammerthal GmbH|Sägmühle 3|92260 Ammerthal", "Dr. Seidel & Krönung Ingenieure PartG mbB|Kaiserallee 112|76185 Karlsbrunn", "Getränke Pohlmann e.K.|Bahnhofstr. 28|26789 Leerort",
             "Malerbetrieb Yıldız|Gartenweg 9a|44319 Asselheim", "Lichtblick Veranstaltungstechnik UG (haftungsbeschränkt)|Hafenstraße 61|18055 Rostwerder"),
            "DE#########", "0#### / ######",
            ("Leimholzplatte Buche 27 mm", "Kiste Mineralwasser 12x0,7 l", "Wandfarbe weiß matt, 10 l", "Traversenelement F34 2 m", "Schrauben A2 5x60 (200 St.)", "Apfelsaft naturtrüb 6x1 l"),
            ("Tragwerksplanung LPH 3", "Anfahrt und Rüstzeit", "Streichen Treppenhaus EG-2.OG", "Tontechniker, Tagessatz", "Wartung Lüftungsanlage")),
        Place(
            "AT", "de", "EUR", ("€ 0", "0 €", "EUR 0"), ".", ",", ("%d.%m.%Y", "%-d. %B %Y"), ("20", "10"),
            ("Alpenkräuter Moosbrugger OG|Dorfplatz 2|6867 Schwarzenau", "Tischlerei Hinterleitner GmbH & Co KG|Gewerbepark 14|4614 Marchfeld"), "ATU########", "+43 #### #####",
            ("Teemischung Bergluft 100 g", "Eichendiele geölt 20 mm", "Sockelleiste 58 mm"), ("Montage vor Ort", "Planung Küche", "Lieferung und Vertragen")),
        Place(
            "CH", "de", "CHF", ("CHF 0", "0", "Fr. 0"), "'", ".", ("%d.%m.%Y", "%-d. %B %Y"), ("8.1", "2.6"),
            ("Velowerkstatt Zumstein|Mattenweg 18|3095 Spiegelberg", "Bergquell Treuhand AG|Seefeldquai 40|8807 Freienhorn", "Garage Imboden GmbH|Kantonsstrasse 7|3930 Vispach"), "CHE-###.###.### MWST", "0## ### ## ##",
            ("Bremsbelag hydraulisch", "Winterreifen 205/55 R16", "Kettenset 11-fach", "Motoröl 5W-30"), ("Service gross", "Buchführung 2. Quartal", "Radwechsel und Einlagerung", "Abschlussgespräch")),
        Place(
            "FR", "fr", "EUR", ("0 €", "0 €", "0", "0 EUR"), " ", ",", ("%d/%m/%Y", "%-d %B %Y", "%d/%m/%y"), ("20", "5.5", "10"),
            ("Menuiserie Garrigou SARL|Zone artisanale du Causse|46160 Cajarc-le-Vieux", "SAS Vergers de l'Authie|3, route d'Abbeville|80150 Crécy-sur-Authie", "Atelier Quentin Moreau-Lussac|27 rue des Forges|35000 Pacé-Bruz",
             "Nettoyage Pro Services|Bât. C, 9 avenue Jean Perrin|69680 Chassieu-Nord"), "FR## #########", "0# ## ## ## ##",
            ("Fenêtre PVC 120x135 blanc", "Pommes reinette, caisse 12 kg", "Jus de pomme 1 L x 6", "Poignée laiton", "Produit vitres 5 L"),
            ("Pose et finitions", "Nettoyage des locaux - mois", "Création de maquette web", "Déplacement", "Main d'œuvre")),
        Place(
            "BE", "fr", "EUR", ("0 €", "€ 0", "0 EUR"), ".", ",", ("%d/%m/%Y", "%d-%m-%Y"), ("21", "6"),
            ("Brasserie du Viaduc SRL|Rue du Moulin 44|5530 Yvoir-Godinne", "Imprimerie Lambotte SA|Chaussée de Namur 210|1300 Limal"), "BE 0###.###.###", "0### ## ## ##",
            ("Fût blonde 20 L", "Bac 24 x 33 cl ambrée", "Dépliants A4 135 g"), ("Livraison", "Prépresse et épreuve")),
        Place(
            "ES", "es", "EUR", ("0 €", "0€", "0", "0 EUR"), ".", ",", ("%d/%m/%Y", "%d-%m-%Y", "%-d de %B de %Y"), ("21", "10"),
            ("Carpintería Hermanos Ibarrola, S.L.|Polígono Landaben, calle C, nave 9|31012 Berriozar", "Aceites La Dehesa del Sur, S.A.|Ctra. de Jaén, km 4|23680 Alcaudín", "Lucía Ferrándiz Soto|C/ Alameda, 17, 3.º B|46023 Valmar"), "B########", "9## ## ## ##",
            ("Puerta maciza roble 72 cm", "Aceite de oliva virgen 5 L", "Bisagra inox par", "Aceituna aliñada 1 kg"),
            ("Diseño de identidad corporativa", "Montaje y transporte", "Horas de oficial 1ª", "Traducción ES-EN")),
        Place(
            "IT", "it", "EUR", ("€ 0", "0", "0 €"), ".", ",", ("%d/%m/%Y", "%d-%m-%Y", "%-d %B %Y"), ("22", "10"),
            ("Ceramiche Valsorda S.r.l.|Via dell'Artigianato 15|41042 Fiorano Basso (MO)", "Studio Tecnico Arch. Bruna Colombari|Corso Cavour 88|28100 Novarello (NO)", "Cantina Sociale di Montedoro Soc. Coop.|Strada Provinciale 12|37030 Illasio (VR)"), "IT ###########", "0## #######",
            ("Gres porcellanato 60x60 grigio", "Battiscopa 8 cm", "Rosso superiore 0,75 l", "Colla per piastrelle 25 kg"),
            ("Progetto preliminare", "Sopralluogo", "Trasporto a destino")),
        Place(
            "NL", "nl", "EUR", ("€ 0", "€ 0", "0"), ".", ",", ("%d-%m-%Y", "%-d %B %Y", "%d/%m/%Y"), ("21", "9"),
            ("Kwekerij 't Groene Hart B.V.|Rijndijk 88|2394 AJ Hazersbroek", "Fietsenmakerij De Trapper|Oudegracht 301|3511 PD Vechtwijk", "Studio Noorderbreedte|Loods 6, Havenweg 12|8861 XV Harlens"), "NL#########B##", "0## - ### ## ##",
            ("Hortensia 'Annabelle' P19", "Tulpenbollen mix 100 st", "Binnenband 28 inch", "Accu 400 Wh", "Potgrond 40 l"),
            ("Ontwerp jaarverslag", "Arbeidsloon per uur", "Onderhoudsbeurt groot", "Bezorgkosten regio")),
        Place(
            "CA", "en", "CAD", ("$0", "0", "CA$0"), ",", ".", ("%Y-%m-%d", "%B %-d, %Y", "%b %d, %Y"), ("5", "13"),
            ("Northern Kettle Coffee Roasters Inc.|117 Granary Lane|Guelph Mills ON N1H 4C2", "Saltspray Boat Works Ltd.|9 Marina Drive|Cowichan Arm BC V9L 2T8"), "######### RT0001", "###-555-01##",
            ("House blend 5 lb", "Paper filters (1000)", "Epoxy kit 1.5 L"), ("Espresso machine descale", "Haul-out and pressure wash")),
        Place(
            "AU", "en", "AUD", ("$0", "$0", "0"), ",", ".", ("%d/%m/%Y", "%-d %B %Y", "%d %b %Y"), ("10",),
            ("Wattlebird Plumbing Pty Ltd|3/61 Depot Road|Kiara Heights NSW 2259", "Red Gum Stationers|204 Murray Parade|Echuca Flats VIC 3564"), "## ### ### ###", "(0#) #### ####",
            ("Flick mixer, chrome", "A4 copy paper 80gsm box", "PVC elbow 90mm"), ("Blocked drain - call out", "Hot water unit install", "After hours labour")),
    )
}  # fmt: skip
