"""More countries, and in countries that `places` has, other firms with other goods."""

from __future__ import annotations

# ruff: noqa: E501  a table of firms reads best as one line
from dataclasses import replace

from printed_invoices.places import PLACES, Place

_NEW = (
    Place(
        "IE", "en", "EUR", ("€0", "0", "EUR 0"), ",", ".", ("%d/%m/%Y", "%-d %B %Y", "%d-%b-%Y"), ("23", "13.5"),
        ("Glenmalure Refrigeration Ltd|Unit 14, Oldcastle Business Park|Navan Road, Co. Meath C15 X9T2", "Saoirse Ní Bhriain Interpreting|3 Eyre Court|Tuam, Co. Galway H54 KD61"), "IE#######@@", "0## ### ####",
        ("Compressor relay 230V", "Door gasket 1200 mm", "R290 refrigerant 420 g"), ("Emergency call-out (out of hours)", "Interpreting, court sitting", "Quarterly maintenance visit")),
    Place(
        "NZ", "en", "NZD", ("$0", "0", "NZ$0"), ",", ".", ("%-d %b %Y", "%d/%m/%Y", "%d %B %Y"), ("15",),
        ("Kererū Fencing & Rural Limited|284 Waikoau Road, RD 2|Tutira 4181", "Southern Cross Dental Laboratory|Level 1, 52 Esk Street|Invercargill 9810"), "##-###-###", "0# ### ####",
        ("Strainer post 2.4m x 200mm", "Batten staples 40mm, 5kg", "Zirconia crown, upper left"), ("Post ramming per hour", "Courier, rural delivery")),
    Place(
        "ZA", "en", "ZAR", ("R 0", "R0", "0"), " ", ",", ("%Y/%m/%d", "%d %B %Y", "%Y-%m-%d"), ("15",),
        ("Umhlatuze Borehole Drilling (Pty) Ltd|Plot 77, Nkwaleni Road|Empangeni 3880", "Bokkeveld Signwriters CC|18 Voortrekker Street|Ceres 6835"), "4#########", "0## ### ####",
        ("HDPE pipe class 10, 40 mm", "Vinyl banner, eyeletted", "Pump cable 3-core"), ("Drilling 0 to 60 m", "Mobilisation", "Site establishment")),
    Place(
        "SG", "en", "SGD", ("S$0", "$0", "0"), ",", ".", ("%d %b %Y", "%d/%m/%Y"), ("9",),
        ("Lim Hock Seng Hardware Pte. Ltd.|Blk 1014 Geylang East Ave 3, #02-224|Singapore 389729", "Orchid & Wren Translations LLP|10 Anson Road, #22-15|Singapore 079903"), "20######@", "6### ####",
        ("Toggle bolt M6, box of 50", "Cable tray 100x50, 3 m", "PVC trunking 25 mm"), ("Delivery to site", "Certified translation, per page")),
    Place(
        "MX", "es", "MXN", ("$0", "$ 0", "0"), ",", ".", ("%d/%m/%Y", "%-d de %B de %Y"), ("16",),
        ("Refaccionaria El Cenzontle, S.A. de C.V.|Calz. Lázaro Cárdenas 2210|45019 Zapopan, Jal.", "Mariana Olvera Tapia|Av. Universidad 88, int. 4|76010 Querétaro, Qro."), "@@@######@#@", "33 #### ####",
        ("Balata delantera cerámica", "Filtro de aceite W-719", "Anticongelante 5 L"), ("Servicio de mensajería", "Asesoría fiscal mensual")),
    Place(
        "LU", "fr", "EUR", ("0 €", "EUR 0", "0"), ".", ",", ("%d/%m/%Y", "%d.%m.%Y"), ("17", "8"),
        ("Fiduciaire Hengen & Associés S.à r.l.|12, route de Mersch|L-7420 Cruchten", "Jardinerie Biever S.A.|Zone industrielle Um Monkeler|L-4149 Schifflange"), "LU########", "## ## ##",
        ("Terreau universel 70 L", "Haie de charme 100/125", "Tuteur bois 2 m"), ("Établissement des comptes annuels", "Tenue de comptabilité T2", "Taille de haies")),
)  # fmt: skip

_FIRMS = {
    "GB": ("Marlpit Joinery & Sons|The Sawmill, Church Lane|Ditcheat BA4 6RB|Oakhanger Veterinary Group Limited|31 Sheep Street|Alton Magna GU34 9QF", "Softwood CLS 38x63 2.4m|Wormer tablets (30)|Brass butt hinge 75mm pair", "Workshop labour|Consultation, repeat|Out-of-hours surcharge"),
    "US": ("Big Muddy Freight Lines, Inc.|P.O. Box 9012|Cape Marion, MO 63702|Larkspur Catering Company|640 Alder Ave NE|Bend Falls, OR 97701", "Boxed lunch, assorted|Pallet, mixed hardware|Linen, 90 in round", "Liftgate delivery|On-site chef (per hour)|Detention, 2 hours"),
    "DE": ("Gerüstbau Thalmeier & Sohn KG|An der Lehmgrube 5|84172 Buchhausen|Bäckerei Wennemuth|Marktplatz 4|34117 Kesselbach|Zehntner Haustechnik AG|Industriestr. 40-42|70565 Vaihlingen", "Mehrkornbrot 1000 g|Heizkörper Typ 22, 600 x 1200|Brezel, TK, 80 Stück|Thermostatventil DN 15", "Gerüst stellen, 1. OG|Standzeit je Woche|Spülen und Befüllen der Anlage|Druckprüfung"),
    "FR": ("Camille Thévenard|14 impasse du Lavoir|07200 Saint-Sernin|EURL Toitures du Bocage|ZA La Sagerie|61100 Flers-sur-Noire", "Tuile terre cuite rouge|Liteau sapin 25x38|Ruban adhésif 50 mm", "Relecture et correction|Réfection de faîtage|Séance photo, demi-journée|Traduction, mot source"),
    "ES": ("Gestoría Valdovinos e Hijos, S.L.P.|Avda. de la Estación, 31, bajo|50007 Zaramaga|Óscar Pedrosa Lamas|Rúa do Vilar 12|15705 Compadre|Ferretería Munárriz, S.L.|C/ Mayor 60|31500 Tudelilla", "Taladro percutor 18 V|Silicona neutra 300 ml|Candado 50 mm|Manguera 25 m", "Honorarios asesoría laboral|Redacción de informe pericial|Tramitación de licencia"),
    "IT": ("Avv. Ludovica Santacroce|Piazza Garibaldi 3|62100 Montecòsaro (MC)|Officine Brambati & C. S.n.c.|Via Industria 77|24068 Serìate (BG)", "Cuscinetto 6204-2RS|Olio idraulico ISO 46, 20 l|Giunto elastico", "Assistenza stragiudiziale|Redazione contratto|Manodopera specializzata|Consulenza mensile"),
    "NL": ("Bouwbedrijf Van der Kolk & Zn.|Industrieweg 19|7921 JP Zuidwoldig|Drankenhandel Het Vaatje|Kade 4a|4331 LT Middelstad", "Krat pils 24 x 30 cl|Fust witbier 20 l|Dakpan OVH antraciet|Steenwol 100 mm", "Metselwerk achtergevel|Steigerhuur per week|Timmerwerk kozijn"),
    "CH": ("Chäsi Underböden Genossenschaft|Dorfstrasse 21|3415 Hasleberg-Rüti|Elektro Zgraggen AG|Gotthardstrasse 118|6472 Erstbach", "Raclettekäse Rad ca. 6 kg|Steckdose T13 3-fach|Kabel TT 5x2.5 (m)|Butter 250 g", "Installation Ladestation|Kontrolle NIV|Zuschlag Nachtarbeit"),
}  # fmt: skip


def _another(code: str) -> Place:
    firms, goods, services = (text.split("|") for text in _FIRMS[code])
    named = tuple("|".join(firms[n : n + 3]) for n in range(0, len(firms), 3))
    return replace(PLACES[code], firms=named, goods=tuple(goods), services=tuple(services))


EVERYWHERE = PLACES | {p.code: p for p in _NEW} | {f"{code}2": _another(code) for code in _FIRMS}
"""By code; ``DE2`` is Germany with the firms of this module."""
