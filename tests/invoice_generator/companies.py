"""Companies that do not exist: names, addresses and numbers made from parts, with check digits that hold."""

from __future__ import annotations

# ruff: noqa: E501  a country reads best as one line
import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """What invoices of one country have in common."""

    code: str
    language: str
    currency: str
    mark: str
    group: str
    dates: tuple[str, ...]
    rates: tuple[str, ...]
    """Usual tax rates, the standard one first."""
    legal: tuple[str, ...]
    name: str
    step: int = 3
    """Digits in a group beyond the first three: 2 in India."""


COUNTRIES = {
    c.code: c
    for c in (
        Country("GB", "en", "GBP", ".", ",", ("%d/%m/%Y", "%-d %B %Y", "%d %b %Y", "%d-%b-%Y"), ("20", "5", "0"), ("Ltd", "Limited", "LLP", "plc"), "United Kingdom"),
        Country("IE", "en", "EUR", ".", ",", ("%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"), ("23", "13.5", "9"), ("Ltd", "DAC"), "Ireland"),
        Country("US", "en", "USD", ".", ",", ("%m/%d/%Y", "%B %-d, %Y", "%b %d, %Y", "%-m/%-d/%y"), ("8.25", "7", "6.35", "9.5"), ("Inc.", "LLC", "Corp."), "USA"),
        Country("AU", "en", "AUD", ".", ",", ("%d/%m/%Y", "%-d %b %Y"), ("10",), ("Pty Ltd",), "Australia"),
        Country("SG", "en", "SGD", ".", ",", ("%d/%m/%Y", "%d %b %Y", "%d-%m-%Y"), ("9", "8"), ("Pte. Ltd.", "Pte Ltd"), "Singapore"),
        Country("CA", "en", "CAD", ".", ",", ("%Y-%m-%d", "%B %-d, %Y"), ("13", "5", "15"), ("Inc.", "Ltd."), "Canada"),
        Country("IN", "en", "INR", ".", ",", ("%d-%m-%Y", "%d/%m/%Y", "%d %b %Y"), ("18", "12", "5"), ("Pvt. Ltd.", "Private Limited"), "India", 2),
        Country("DE", "de", "EUR", ",", ".", ("%d.%m.%Y", "%d.%m.%y", "%-d. %B %Y"), ("19", "7"), ("GmbH", "AG", "GmbH & Co. KG", "OHG", "e.K."), "Deutschland"),
        Country("AT", "de", "EUR", ",", ".", ("%d.%m.%Y", "%-d. %B %Y"), ("20", "10"), ("GmbH", "KG", "AG"), "Österreich"),
        Country("CH", "de", "CHF", ".", "'", ("%d.%m.%Y", "%-d. %B %Y"), ("8.1", "2.6"), ("AG", "GmbH"), "Schweiz"),
        Country("FR", "fr", "EUR", ",", " ", ("%d/%m/%Y", "%-d %B %Y", "%d/%m/%y"), ("20", "5.5", "10"), ("SARL", "SAS", "S.A.", "EURL"), "France"),
        Country("BE", "fr", "EUR", ",", ".", ("%d/%m/%Y", "%d-%m-%Y"), ("21", "6"), ("SPRL", "S.A."), "Belgique"),
        Country("CH_fr", "fr", "CHF", ".", "'", ("%d.%m.%Y", "%-d %B %Y"), ("8.1", "2.6"), ("SA", "Sàrl"), "Suisse"),
        Country("ES", "es", "EUR", ",", ".", ("%d/%m/%Y", "%d-%m-%Y", "%-d de %B de %Y"), ("21", "10", "4"), ("S.L.", "S.A.", "S.L.U."), "España"),
        Country("MX", "es", "MXN", ".", ",", ("%d/%m/%Y", "%Y-%m-%d"), ("16",), ("S.A. de C.V.",), "México"),
        Country("IT", "it", "EUR", ",", ".", ("%d/%m/%Y", "%d-%m-%Y", "%-d %B %Y"), ("22", "10", "4"), ("S.r.l.", "S.p.A.", "S.n.c."), "Italia"),
        Country("NL", "nl", "EUR", ",", ".", ("%d-%m-%Y", "%-d %B %Y", "%d/%m/%Y"), ("21", "9"), ("B.V.", "N.V.", "V.O.F."), "Nederland"),
        Country("BE_nl", "nl", "EUR", ",", ".", ("%d/%m/%Y", "%d-%m-%Y"), ("21", "6"), ("BV", "NV"), "België"),
    )
}  # fmt: skip

_FIRST = {
    "en": ["Hartwell", "Bramble", "Kestrel", "Oakridge", "Larkfield", "Thornby", "Pennard", "Quill", "Merrow", "Silverdale", "Ashcombe", "Fenwick"],
    "de": ["Birkenau", "Hollerbach", "Nordlicht", "Steinmüller", "Wiesner", "Tannhof", "Grünwald", "Lindemann", "Ochsner", "Falkenried", "Brückner", "Seehaus"],
    "fr": ["Beaulac", "Marchetti", "Rocheval", "Delorme", "Chantrel", "Boisvert", "Fontanel", "Lacaze", "Moreuil", "Vaugirel"],
    "es": ["Valdemar", "Ortuño", "Ribagorda", "Llanera", "Cervantón", "Peñalba", "Solana", "Montejo", "Zarzuelo", "Arroyo"],
    "it": ["Belvedere", "Casalini", "Montefalco", "Rovigo", "Tagliaferri", "Veronelli", "Brambati", "Fioravanti", "Lagorio", "Sant'Elmo"],
    "nl": ["Van der Meulen", "Hoogland", "Zandvoorter", "De Graaf", "Kruithof", "Oosterwijk", "Polderman", "Rietveen", "Vlietstra", "Wijngaard"],
}  # fmt: skip
_TRADE = {
    "en": ["Engineering", "Supplies", "Logistics", "Office Products", "Consulting", "Foods", "Building Services", "Software", "Instruments"],
    "de": ["Maschinenbau", "Bürotechnik", "Logistik", "Handels", "Elektro", "Bau", "Beratung", "Metallwaren", "Software"],
    "fr": ["Équipements", "Fournitures", "Transports", "Conseil", "Électricité", "Bâtiment", "Informatique", "Boissons"],
    "es": ["Suministros", "Talleres", "Transportes", "Consultores", "Electricidad", "Construcciones", "Informática", "Alimentación"],
    "it": ["Forniture", "Officine", "Trasporti", "Consulenze", "Impianti", "Costruzioni", "Informatica", "Alimentari"],
    "nl": ["Techniek", "Kantoorartikelen", "Transport", "Advies", "Installaties", "Bouw", "Automatisering", "Groothandel"],
}  # fmt: skip
_STREET = {
    "en": ["{n} Mill Lane", "{n} Harbour Road", "Unit {n}, Station Park", "{n} Queen Street", "{n} Orchard Way"],
    "de": ["Lindenstraße {n}", "Am Bahnhof {n}", "Industrieweg {n}", "Hauptstr. {n}", "Mühlgasse {n}"],
    "fr": ["{n} rue des Tilleuls", "{n}, avenue de la Gare", "{n} bis, chemin du Moulin", "ZA des Prés, {n} route de Lyon"],
    "es": ["Calle Mayor {n}", "Avda. de la Estación, {n}", "Polígono Norte, nave {n}", "Plaza del Sol {n}"],
    "it": ["Via Garibaldi {n}", "Via dei Mulini, {n}", "Viale Stazione {n}", "Piazza Nuova {n}"],
    "nl": ["Stationsweg {n}", "Molenstraat {n}", "Havenkade {n}", "Lindelaan {n}"],
}  # fmt: skip
_TOWN = {
    "GB": ["Westbury|BA13 3QD", "Kelford|LS9 7TT", "Marlow Green|SL7 2HB"], "IE": ["Castleford|D08 XY43", "Ballyneen|T12 RK77"],
    "US": ["Cedar Falls, IA 50613", "Millbrook, NY 12545", "Redwood Bend, OR 97204"], "AU": ["Eastvale NSW 2145", "Brightwater VIC 3012"],
    "SG": ["Singapore 408533", "Singapore 339942"], "CA": ["Maple Ridge ON L4K 2T5", "Lakeside BC V6B 1A9"], "IN": ["Pune 411045", "Bengaluru 560038"],
    "DE": ["48231 Warendorf", "70599 Neuhausen", "01187 Elbtal"], "AT": ["4020 Donauwörth", "8010 Murfeld"], "CH": ["8400 Winterhof", "3012 Aareck"],
    "FR": ["69210 Saint-Cyr", "33400 Talvanne", "59650 Villefort"], "BE": ["4020 Ourthe", "5000 Namêche"], "CH_fr": ["1004 Montrive", "2000 Valangin"],
    "ES": ["28850 Torrealba", "46015 Valdenova", "08030 Sant Pau"], "MX": ["06600 Ciudad Nueva", "44100 Colinas"],
    "IT": ["20090 Borgo Nuovo (MI)", "40127 Castelverde (BO)", "35010 Villanova (PD)"],
    "NL": ["3521 AB Lekdam", "5611 KM Eindhout", "1043 BW Zaanwijk"], "BE_nl": ["9000 Leiehoek", "2018 Scheldeveld"],
}  # fmt: skip
_DIAL = {"GB": "+44 1225", "IE": "+353 1", "US": "(515)", "AU": "+61 2", "SG": "+65", "CA": "(416)", "IN": "+91 20", "DE": "0251", "AT": "+43 732", "CH": "052", "FR": "04 72", "BE": "+32 4", "CH_fr": "021", "ES": "91", "MX": "+52 55", "IT": "02", "NL": "030", "BE_nl": "+32 9"}  # fmt: skip
_BANKS = [
    "Merkur Bank",
    "Banca Alpina",
    "Union Credit Bank",
    "Noord Bank",
    "Caisse du Midi",
    "First Valley Bank",
]


@dataclass(frozen=True)
class Company:
    """A party of an invoice."""

    name: str
    brand: str
    """The first words of the name, as a logo has them."""
    street: str
    town: str
    country: Country
    vat_id: str
    tax_number: str
    register: str
    phone: str
    fax: str
    email: str
    web: str
    iban: str
    bic: str
    bank: str

    @property
    def address(self) -> tuple[str, str]:
        """Street and town."""
        return self.street, self.town


def company(rng: random.Random, country: Country) -> Company:
    """A company seated in `country`."""
    language = country.language
    first, trade, legal = (
        rng.choice(_FIRST[language]),
        rng.choice(_TRADE[language]),
        rng.choice(country.legal),
    )
    if rng.random() < 0.2:
        second = rng.choice([f for f in _FIRST[language] if f != first])
        brand = f"{first} & {second}"
    elif language == "de" and trade in {"Handels", "Bau"}:
        brand = f"{first} {trade}"
    elif language in {"es", "it", "fr"} and rng.random() < 0.5:
        brand = f"{trade} {first}"
    else:
        brand = f"{first} {trade}"
    bare = "".join(c for c in first.lower() if c.isascii() and c.isalpha())
    domain = f"{bare}-{country.code[:2].lower()}.example"
    town = rng.choice(_TOWN[country.code]).replace("|", " ")
    dial = _DIAL[country.code]

    def number() -> str:
        return f"{dial} {rng.randint(200, 999)} {rng.randint(1000, 9999)}"

    return Company(
        name=f"{brand} {legal}",
        brand=brand,
        street=rng.choice(_STREET[language]).format(n=rng.randint(1, 180)),
        town=town,
        country=country,
        vat_id=_vat_id(rng, country.code),
        tax_number=f"{rng.randint(100, 399)}/{rng.randint(1000, 9999)}/{rng.randint(1000, 9999)}",
        register=str(rng.randint(10_000, 999_999)),
        phone=number(),
        fax=number(),
        email=f"{rng.choice(['info', 'office', 'accounts', 'sales'])}@{domain}",
        web=f"www.{domain}",
        iban=_iban(rng, country.code[:2]),
        bic="".join(rng.choice("ABCDEFGHKLMNPRSTUVW") for _ in range(4))
        + country.code[:2]
        + rng.choice(["2L", "FF", "HH", "M1"]),
        bank=rng.choice(_BANKS),
    )


def _digits(rng: random.Random, count: int) -> str:
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(count - 1))


def _valid(rng: random.Random, prefix: str, count: int, suffix: str, check: str) -> str:
    """Digits at random until the country's own check digits hold (a hundred tries at most are needed)."""
    from stdnum import get_cc_module

    module = get_cc_module(check, "vat")
    while True:
        number = _digits(rng, count) + suffix
        if module.is_valid(prefix + number) or module.is_valid(number):
            return prefix + number


def _vat_id(rng: random.Random, code: str) -> str:  # noqa: C901, PLR0911, PLR0912 - one form a country
    match code:
        case "DE":
            return _valid(rng, "DE", 9, "", "de")
        case "AT":
            return _valid(rng, "ATU", 8, "", "at")
        case "IT":
            return _valid(rng, "IT", 11, "", "it")
        case "NL":
            return _valid(rng, "NL", 9, "B01", "nl")
        case "BE" | "BE_nl":
            return _valid(rng, "BE", 10, "", "be")
        case "FR":
            siren = _luhn(rng, 8)
            return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"
        case "ES":
            return f"B{_luhn(rng, 7)}"
        case "GB":
            return "GB" + _valid(rng, "", 9, "", "gb")
        case "IE":
            return f"IE{_digits(rng, 7)}{rng.choice('TWHKN')}"
        case "US":
            return f"{_digits(rng, 2)}-{_digits(rng, 7)}"
        case "AU":
            return f"{_digits(rng, 2)} {_digits(rng, 3)} {_digits(rng, 3)} {_digits(rng, 3)}"
        case "CA":
            return f"{_digits(rng, 9)} RT0001"
        case "IN":
            return f"27{''.join(rng.choice('ABCDEFGHK') for _ in range(5))}{_digits(rng, 4)}K1Z{rng.randint(1, 9)}"
        case "SG":
            return f"20{_digits(rng, 7)}{rng.choice('CDEGHKM')}"
        case "MX":
            return f"{''.join(rng.choice('ABCDEFGHK') for _ in range(3))}{_digits(rng, 6)}{rng.choice('ABC')}{_digits(rng, 2)}"
        case _:
            return f"CHE-{_digits(rng, 3)}.{_digits(rng, 3)}.{_digits(rng, 3)} {'TVA' if code == 'CH_fr' else 'MWST'}"


def _luhn(rng: random.Random, count: int) -> str:
    body = _digits(rng, count)
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(body)))
    return body + str(-total % 10)


_IBAN_LENGTH = {
    "DE": 18,
    "AT": 16,
    "CH": 17,
    "FR": 23,
    "BE": 12,
    "ES": 20,
    "IT": 22,
    "NL": 14,
    "GB": 18,
    "IE": 18,
}


def _iban(rng: random.Random, code: str) -> str:
    """An account number: an IBAN whose check digits hold, or where there are none, plain digits."""
    if code not in _IBAN_LENGTH:
        return _digits(rng, 10)
    letters = {"NL": "ABNA", "GB": "MIDL", "IE": "BOFI"}.get(code, "X" if code == "IT" else "")
    body = letters + _digits(rng, _IBAN_LENGTH[code] - len(letters))
    as_digits = "".join(str(int(c, 36)) for c in f"{body}{code}00")
    plain = f"{code}{98 - int(as_digits) % 97:02d}{body}"
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))
