"""What tills of sixteen countries print: shops, goods, labels, taxes. All shops are made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

# ruff: noqa: E501, FBT003  a country reads best a kind a line, in the order of the fields


@dataclass(frozen=True)
class Country:
    """How receipts of one country look."""

    language: str
    currency: str
    signs: tuple[str, ...]
    """How the currency is printed; "" where it is left out."""
    comma: bool
    rates: tuple[Decimal, ...]
    added: bool
    """Tax is added to the prices, as in the US."""
    dates: tuple[str, ...]
    shops: tuple[tuple[str, ...], ...]
    """Lines of the name; the last of them is the registered name where there are several."""
    addresses: tuple[tuple[str, ...], ...]
    registry: tuple[str, ...]
    goods: tuple[str, ...]
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    decimals: int = 2
    cash_step: Decimal = Decimal("0.01")


def _rates(*rates):
    return tuple(Decimal(str(r)) for r in rates)


EN = {
    "title": ("TAX INVOICE", "RECEIPT", "SALES RECEIPT", "", "CASH BILL"),
    "number": ("Receipt No:", "Invoice No.:", "Bill No:", "Trans:", "INV#"),
    "date": ("Date:", "Date", "", "DATE :"),
    "cashier": ("Cashier: Anna", "Served by: Tom", "Staff: 014", "Operator 22"),
    "subtotal": ("Subtotal", "SUB TOTAL", "Sub-total"),
    "tax": ("VAT", "VAT amount"),
    "total": ("TOTAL", "Total", "BALANCE DUE", "Total to pay", "GRAND TOTAL", "AMOUNT DUE"),
    "cash": ("CASH", "Cash tendered", "Tendered", "Cash"),
    "card": ("VISA DEBIT", "MASTERCARD", "Card payment", "CONTACTLESS VISA"),
    "change": ("CHANGE", "Change due", "Change"),
    "discount": ("Discount", "VOUCHER", "Member discount"),
    "count": ("No. of items: {n}", "Items: {n}", "{n} items sold", "TOTAL QTY: {n}"),
    "saved": ("YOU SAVED", "Total savings"),
    "points": ("Points earned", "Points balance"),
    "thanks": ("THANK YOU FOR SHOPPING", "Please come again", "Thank you for your custom!"),
    "welcome": ("WELCOME", "Welcome to our store", ""),
    "summary": ("VAT rate   Net   VAT  Gross", "VAT Analysis"),
    "rounding": ("Rounding", "Rounding adj"),
    "service": ("Service charge", "Service Charge 10%"),
}
COUNTRIES = {
    "GB": Country("en", "GBP", ("£", "£", ""), False, _rates(20, 0), False, ("%d/%m/%Y %H:%M", "%d/%m/%y %H:%M:%S", "%d %b %Y %H:%M", "%d-%m-%Y %H:%M", "%d%b'%y %H:%M"),
        (("THE COPPER KETTLE",), ("Hartwell & Finch Ltd",), ("GREENBANK FOODSTORE", "Greenbank Retail Limited"), ("Moorside Hardware",), ("THE OLD MILL INN",), ("Pemberton's", "Family Butchers")),
        (("14 High Street", "Leeds LS1 4DY"), ("Unit 3, Castle Retail Park", "Nottingham NG7 1LX"), ("82 Station Road", "London SE15 3RT")),
        ("VAT No: 245 7193 48", "VAT Reg GB 312456789", "Tel: 0113 496 0187", "www.ourshop.example"),
        ("SEMI SKIMMED MILK 2L", "WHOLEMEAL BREAD", "BRAEBURN APPLES", "CHEDDAR 400G", "PAINT BRUSH 2IN", "FISH & CHIPS", "LATTE LARGE", "HALF PINT BITTER", "AA BATTERIES 4PK", "CASHEW NUTS"),
        {**EN}),
    "IE": Country("en", "EUR", ("€", "EUR"), False, _rates(23, "13.5"), False, ("%d/%m/%Y %H:%M", "%d/%m/%y %H:%M"),
        (("Killeen's Centra Corner",), ("DUNMORE STORES", "Dunmore Trading Limited"), ("The Tipsy Heron",)),
        (("12 Main Street", "Athlone, Co. Westmeath"), ("Patrick Street", "Cork T12 W8KP")), ("VAT No IE6388047V", "Tel 021 4270000"),
        ("BATCH LOAF", "IRISH BUTTER", "BREAKFAST ROLL", "SPARKLING WATER", "TEA BAGS 80S"), {**EN}),
    "US": Country("en", "USD", ("$", "$", ""), False, _rates("8.25"), True, ("%m/%d/%Y %I:%M %p", "%m/%d/%y %H:%M:%S", "%m-%d-%Y %I:%M%p", "%b %d, %Y %I:%M %p"),
        (("JUNIPER DINER",), ("BAYOU HARDWARE INC",), ("Sunset Grocers #214",), ("MAPLE & RYE BAKERY",), ("Carlton Auto Parts LLC",)),
        (("1401 Main St", "Austin, TX 78701"), ("22 Ocean Ave", "Santa Cruz, CA 95060"), ("508 W 4th Street", "Columbus, OH 43215")),
        ("(512) 555-0142", "Store #0214  Reg 03", "www.shop.example"),
        ("BANANAS", "2% MILK GAL", "CHEESEBURGER", "COFFEE REG", "WOOD SCREWS 50CT", "PAPER TOWELS", "BAGEL W/ CC", "ICED TEA"),
        {**EN, "tax": ("TAX 8.25%", "Sales Tax", "TAX 1 8.25%", "Tax"), "total": ("TOTAL", "Total", "TOTAL DUE", "Order Total", "AMOUNT DUE"), "number": ("Check #", "TRANS#", "Order #", "Receipt #"), "card": ("VISA TEND", "MASTERCARD", "US DEBIT", "AMEX"), "cash": ("CASH TEND", "CASH", "Cash Tendered"), "change": ("CHANGE DUE", "Change"), "title": ("", "SALE", "GUEST CHECK", "Receipt"), "count": ("# ITEMS SOLD {n}", "Item count: {n}"), "summary": ("",), "rounding": ("",), "service": ("Gratuity 18%",)}),
    "MY": Country("en", "MYR", ("RM", "RM", ""), False, _rates(6), False, ("%d/%m/%Y %H:%M:%S", "%d-%m-%Y %I:%M %p", "%d-%b-%Y %H:%M", "%d/%m/%y %H:%M"),
        (("KEDAI BUKU MAJU JAYA",), ("WARISAN MART SDN BHD",), ("TEH TARIK CORNER", "TTC FOOD VENTURES SDN. BHD."), ("PERUSAHAAN SENTOSA ENTERPRISE",), ("RESTORAN SERI PANTAI",)),
        (("NO 12, JALAN MERANTI 3/2", "TAMAN MERANTI, 47100 PUCHONG", "SELANGOR"), ("LOT 5, GROUND FLOOR, PLAZA INDAH", "80200 JOHOR BAHRU, JOHOR")),
        ("(861234-K)", "GST ID: 000912345678", "SST No: W10-1808-32000123", "TEL: 03-8061 2233", "Co. Reg No: 201801012345"),
        ("NASI LEMAK AYAM", "TEH O AIS LIMAU", "A4 PAPER 70GSM", "GLUE STICK 21G", "MILO 1KG", "ROTI CANAI", "SARDIN 425G"),
        {**EN, "tax": ("GST 6%", "SST 6%", "Service Tax 6%", "GST @6%"), "total": ("TOTAL (INCL. GST)", "NET TOTAL", "Total Amount (RM)", "TOTAL RM", "Total Incl. of GST", "GRAND TOTAL"), "summary": ("GST Summary   Amount(RM)  Tax(RM)", "GST SUMMARY")}, cash_step=Decimal("0.05")),
    "SG": Country("en", "SGD", ("$", "S$"), False, _rates(9), True, ("%d/%m/%Y %H:%M", "%d %b %Y %H:%M", "%d-%m-%y %H:%M"),
        (("HARBOURFRONT NOODLE HOUSE PTE LTD",), ("Orchid Lane Cafe",), ("LION CITY ELECTRONICS", "LCE Retail Pte. Ltd.")),
        (("1 Fusionopolis Way #02-11", "Singapore 138632"), ("Blk 210 Toa Payoh Lor 8 #01-05", "Singapore 310210")),
        ("GST Reg No: M2-0012345-6", "UEN 201812345K", "Tel: 6555 0123"),
        ("LAKSA", "KOPI O", "CHICKEN RICE SET", "USB CABLE 1M", "ICE LEMON TEA", "KAYA TOAST"),
        {**EN, "tax": ("GST 9%", "9% GST", "GST"), "service": ("Svc Charge 10%", "10% Service Chg"), "card": ("NETS", "VISA", "PAYNOW"), "total": ("TOTAL", "Grand Total", "NETT TOTAL", "Total Payable")}),
    "ID": Country("id", "IDR", ("Rp", "", "Rp."), True, _rates(10), True, ("%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%d %b %Y %H:%M"),
        (("WARUNG SEDERHANA RASA",), ("TOKO MAKMUR ABADI",), ("KOPI SENJA",)),
        (("Jl. Melati No. 8", "Jakarta Selatan 12140"), ("Jl. Diponegoro 45", "Surabaya, Indonesia")), ("NPWP 01.234.567.8-901.000", "Telp. 021-555 0199"),
        ("NASI GORENG", "ES TEH MANIS", "AYAM BAKAR", "AIR MINERAL", "KOPI SUSU", "MIE AYAM"),
        {**EN, "tax": ("PB1 10%", "Pajak 10%", "PPN 10%", "Tax 10%"), "total": ("TOTAL", "Total Tagihan", "Total Bayar", "GRAND TOTAL"), "cash": ("TUNAI", "Cash", "Bayar"), "change": ("KEMBALI", "Kembalian", "Change"), "card": ("DEBIT BCA", "QRIS", "GoPay"), "number": ("No. Struk", "Order No:", "No. Nota:"), "thanks": ("TERIMA KASIH", "Selamat datang kembali"), "count": ("Jumlah item: {n}", "Total Item {n}"), "service": ("Service 5%",), "subtotal": ("Subtotal", "Sub Total"), "discount": ("Diskon", "Disc"), "title": ("", "STRUK"), "cashier": ("Kasir: Dewi", "Cashier: Budi")}, decimals=0),
    "JP": Country("en", "JPY", ("¥", "¥"), False, _rates(10), False, ("%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y.%m.%d %H:%M"),
        (("SAKURA RAMEN KITCHEN",), ("TOKYO PAPERWORKS CO., LTD.",), ("Blue Lantern Coffee",)),
        (("1-2-3 Ginza, Chuo-ku", "Tokyo 104-0061 Japan"), ("4-5 Umeda, Kita-ku", "Osaka 530-0001 Japan")), ("TEL 03-5555-0123", "Reg. No T1234567890123"),
        ("MISO RAMEN", "GYOZA", "GREEN TEA", "NOTEBOOK A5", "ESPRESSO"),
        {**EN, "tax": ("Tax 10% incl.", "(Incl. consumption tax)"), "total": ("TOTAL", "Total"), "number": ("Receipt No.", "No.")}, decimals=0),
    "DE": Country("de", "EUR", ("EUR", "€", "", "EUR"), True, _rates(19, 7), False, ("%d.%m.%Y %H:%M", "%d.%m.%y %H:%M:%S", "%d.%m.%Y  %H:%M Uhr", "%Y-%m-%d %H:%M:%S"),
        (("Kornblume Markt GmbH",), ("BÄCKEREI STEINHAUER",), ("Gasthaus Zum Goldenen Hirsch",), ("NORDSTERN DROGERIE", "Nordstern Handels GmbH & Co. KG"), ("Baumarkt Reinders KG",), ("LINDEN-APOTHEKE", "Inh. Dr. Sabine Vogt e.K.")),
        (("Lindenstr. 12", "50674 Köln"), ("Am Markt 4", "99084 Erfurt"), ("Hauptstraße 118", "80331 München")),
        ("UID Nr.: DE812706034", "USt-IdNr. DE263551170", "St.-Nr. 143/572/10912", "Tel. 0221/498822-0", "Steuernr. 27/450/01290"),
        ("BANANEN LOSE", "VOLLMILCH 3,5%", "BROETCHEN 6ER", "PFAND 0,25", "Schnitzel Wiener Art", "Apfelschorle 0,4", "DUSCHGEL SENSITIV", "HOLZSCHRAUBEN 4X40", "BARILLA NUDELN", "IBUPROFEN 400"),
        {"title": ("", "Rechnung", "KASSENBON", "Beleg"), "number": ("Bon-Nr.:", "Beleg-Nr.", "Rechnung Nr.", "Bon:"), "date": ("Datum:", "", "", "Datum"), "cashier": ("Es bediente Sie: Herr Wolf", "Kasse: 3 Bed.: 131", "Bediener: 4", "Kassierer: Meier"), "subtotal": ("Zwischensumme", "ZW-SUMME", "Netto-Summe"), "tax": ("enth. MwSt 19%", "MwSt", "inkl. 19% MwSt"), "total": ("SUMME", "Summe EUR", "Gesamtbetrag", "ZU ZAHLEN", "Total", "Gesamtsumme"), "cash": ("BAR", "Gegeben", "Bar EUR", "Geg. BAR"), "card": ("girocard", "EC-Karte", "Geg. Mastercard", "Kartenzahlung VISA"), "change": ("Rückgeld", "RÜCKGELD", "Rückgeld BAR", "Zurück"), "discount": ("Rabatt", "Coupon", "Preisnachlass"), "count": ("Anzahl Artikel: {n}", "Posten: {n}", "{n} Artikel"), "saved": ("Sie sparen", "Ihre Ersparnis"), "points": ("Punktestand", "Neuer Punktestand"), "thanks": ("Vielen Dank für Ihren Einkauf", "Auf Wiedersehen", "Danke und bis bald"), "welcome": ("Herzlich willkommen", ""), "summary": ("Steuer %   Netto   Steuer  Brutto", "MWST-Satz   Netto   MwSt   Brutto"), "rounding": ("Rundung",), "service": ("Trinkgeld",)}),
    "CH": Country("de", "CHF", ("CHF", "Fr."), False, _rates("8.1", "2.6"), False, ("%d.%m.%Y %H:%M", "%d.%m.%y %H:%M"),
        (("Bergblick Restaurant AG",), ("DORFLADEN ENZIAN",), ("Papeterie Seefeld GmbH",)), (("Bahnhofstrasse 7", "8001 Zürich"), ("Dorfplatz 2", "3818 Grindelwald")),
        ("CHE-123.456.789 MWST", "Tel. 044 555 01 20"), ("RIVELLA ROT 5DL", "RACLETTE", "NUSSGIPFEL", "KUGELSCHREIBER", "GIPFELI"),
        {"title": ("Quittung", ""), "number": ("Beleg:", "Quittung Nr."), "date": ("Datum", ""), "cashier": ("Bedienung: Urs",), "subtotal": ("Zwischentotal",), "tax": ("inkl. MWST 8.1%", "MWST"), "total": ("TOTAL CHF", "Total", "Zu bezahlen"), "cash": ("Bar CHF", "Gegeben"), "card": ("Kreditkarte VISA", "Maestro", "TWINT"), "change": ("Rückgeld", "Retourgeld"), "discount": ("Rabatt",), "count": ("Artikel: {n}",), "saved": ("Sie sparen",), "points": ("Punkte",), "thanks": ("Besten Dank für Ihren Besuch",), "welcome": ("",), "summary": ("MWST-Satz  Netto  MWST  Brutto",), "rounding": ("Rundung",), "service": ("Trinkgeld",)}, cash_step=Decimal("0.05")),
    "FR": Country("fr", "EUR", ("€", "EUR", "", "€"), True, _rates(20, "5.5"), False, ("%d/%m/%Y %H:%M", "%d/%m/%y %H:%M:%S", "Le %d/%m/%Y à %H:%M", "%d-%m-%Y %H:%M"),
        (("BOULANGERIE DES TROIS MOULINS",), ("Épicerie du Lavoir", "SARL LAVOIR ET FILS"), ("BRASSERIE LE PHARE",), ("HYPER SOLEIL", "SAS Distribution du Sud"), ("Pharmacie de la Gare",)),
        (("18 rue de la République", "69002 LYON"), ("4 place du Marché", "33000 Bordeaux"), ("ZAC des Prés, avenue Foch", "13008 MARSEILLE")),
        ("SIRET 521 334 871 00024", "TVA FR 32521334871", "Tél : 04 78 00 12 34", "RCS Lyon 521334871", "APE 4711D"),
        ("BAGUETTE TRADITION", "CROISSANT", "LAIT DEMI-ECREME", "STEAK FRITES", "CAFE EXPRESSO", "CAMEMBERT", "DOLIPRANE 1G", "EAU MINERALE 1,5L", "CARTE POSTALE"),
        {"title": ("", "TICKET", "Ticket de caisse", "FACTURE"), "number": ("Ticket n°", "N° ticket :", "Facture N°", "Trans:"), "date": ("", "Date :", ""), "cashier": ("Caisse 4 - Julie", "Hôtesse : Marie", "Servi par: Luc"), "subtotal": ("SOUS-TOTAL", "Sous-total", "Total HT"), "tax": ("TVA 20%", "dont TVA", "Total TVA"), "total": ("TOTAL", "TOTAL TTC", "NET A PAYER", "TOTAL A PAYER", "Montant dû", "Total EUR"), "cash": ("ESPECES", "Espèces", "Reçu espèces"), "card": ("CB EMV", "CARTE BANCAIRE", "CB SANS CONTACT", "Carte bleue"), "change": ("RENDU", "Rendu monnaie", "A rendre", "Monnaie rendue"), "discount": ("REMISE", "Bon de réduction", "Remise fidélité"), "count": ("Nombre d'articles : {n}", "{n} ARTICLES", "Nb articles {n}"), "saved": ("Vous économisez", "TOTAL ECONOMIES"), "points": ("Points fidélité", "Solde cagnotte"), "thanks": ("MERCI DE VOTRE VISITE", "A bientôt", "Merci et à bientôt"), "welcome": ("Bienvenue", ""), "summary": ("Taux   HT   TVA   TTC", "Détail TVA"), "rounding": ("Arrondi",), "service": ("Pourboire",)}),
    "BE": Country("nl", "EUR", ("€", "EUR"), True, _rates(21, 6), False, ("%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M:%S"),
        (("Frituur De Gouden Punt BV",), ("BAKKERIJ VERHOEVEN",)), (("Kerkstraat 21", "9000 Gent"), ("Grote Markt 3", "2000 Antwerpen")), ("BTW BE 0456.789.123", "Tel 09 555 01 22"),
        ("FRIET GROOT", "STOOFVLEES", "PISTOLET", "BRUIN BROOD", "COLA 33CL"), {"title": ("BTW KASTICKET", ""), "number": ("Ticket nr:", "Bon"), "date": ("", "Datum:"), "cashier": ("Bediend door: Els",), "subtotal": ("Subtotaal",), "tax": ("BTW 21%", "BTW"), "total": ("TOTAAL", "Te betalen", "Totaal EUR"), "cash": ("Contant", "CASH"), "card": ("BANCONTACT", "Maestro"), "change": ("Terug", "Wisselgeld"), "discount": ("Korting",), "count": ("Aantal artikelen {n}",), "saved": ("U bespaart",), "points": ("Punten",), "thanks": ("Dank u en tot ziens",), "welcome": ("",), "summary": ("BTW%  Netto  BTW  Bruto",), "rounding": ("Afronding",), "service": ("Fooi",)}, cash_step=Decimal("0.05")),
    "ES": Country("es", "EUR", ("€", "EUR", "", "€"), True, _rates(21, 10), False, ("%d/%m/%Y %H:%M", "%d/%m/%y %H:%M", "%d-%m-%Y %H:%M:%S"),
        (("SUPERMERCADOS LA ENCINA, S.A.",), ("BAR CASA MANOLO",), ("FERRETERÍA HERMANOS RUBIO S.L.",), ("La Tahona del Puerto", "PANADERÍA MARINA, S.L.U."), ("RESTAURANTE EL NARANJO",)),
        (("C/ Mayor, 27", "28013 Madrid"), ("Avda. de la Constitución 5", "41001 SEVILLA"), ("Plaza España 2, bajo", "46007 Valencia")),
        ("CIF: A-46103834", "NIF B12345674", "TELÉFONO: 961234567", "Tfno. 954 55 01 22"),
        ("LECHE ENTERA", "PAN DE MOLDE", "CAÑA", "TORTILLA ESPAÑOLA", "TORNILLOS 5X50", "CAFE CON LECHE", "ACEITE OLIVA 1L", "AGUA 1,5L", "BARRA DE PAN"),
        {"title": ("FACTURA SIMPLIFICADA", "", "TICKET", "Factura simplificada"), "number": ("Factura simplificada:", "Nº Ticket:", "Nº factura", "Ticket:"), "date": ("Fecha:", "", "FECHA"), "cashier": ("Le atendió: Lucía", "Camarero: 2", "Caja 1 Cajero 14"), "subtotal": ("SUBTOTAL", "Suma", "Base imponible"), "tax": ("IVA 21%", "IVA", "Cuota IVA"), "total": ("TOTAL", "TOTAL (€)", "TOTAL A PAGAR", "Total compra", "IMPORTE TOTAL"), "cash": ("EFECTIVO", "Entregado", "Efectivo"), "card": ("TARJETA BANCARIA", "TARJETA", "Pago con tarjeta"), "change": ("CAMBIO", "Su cambio", "Devolución"), "discount": ("DESCUENTO", "Dto.", "Vale descuento"), "count": ("Nº artículos: {n}", "{n} ARTICULOS", "Total unidades {n}"), "saved": ("HA AHORRADO", "Ahorro total"), "points": ("Puntos acumulados", "Saldo puntos"), "thanks": ("GRACIAS POR SU VISITA", "Gracias por su compra", "Vuelva pronto"), "welcome": ("BIENVENIDO", ""), "summary": ("IVA   BASE IMPONIBLE   CUOTA", "Tipo IVA  Base  Cuota  Total"), "rounding": ("Redondeo",), "service": ("Propina",)}),
    "IT": Country("it", "EUR", ("", "€", "EURO", "EUR"), True, _rates(22, 10, 4), False, ("%d-%m-%Y %H:%M", "%d/%m/%Y %H:%M", "%d-%m-%y %H:%M", "%d/%m/%y %H.%M"),
        (("SUPERMERCATI AURORA S.P.A.",), ("Trattoria da Peppino", "di Esposito G. & C. s.n.c."), ("FARMACIA SAN ROCCO",), ("PANIFICIO FRATELLI GALLO S.R.L.",), ("BAR CENTRALE",)),
        (("VIA ROMA 15", "20121 MILANO (MI)"), ("Piazza Garibaldi, 8", "80142 Napoli NA"), ("Corso Italia 44", "10121 TORINO")),
        ("P.IVA 01234567897", "Partita IVA 09876543217", "Tel. 02 5550123", "C.F. 01234567897"),
        ("PANE COMUNE", "LATTE INTERO 1L", "PIZZA MARGHERITA", "CAFFE", "ACQUA NATURALE", "PARMIGIANO REGG.", "TACHIPIRINA 500", "COPERTO 2"),
        {"title": ("DOCUMENTO COMMERCIALE", "", "SCONTRINO"), "number": ("DOCUMENTO N.", "Doc. N.", "N. scontrino:"), "date": ("", "", "Data:"), "cashier": ("CASSA 02 OP. 114", "Cassiere: Gianna", "Tavolo 5"), "subtotal": ("SUBTOTALE", "Sub-totale", "Imponibile"), "tax": ("di cui IVA", "IVA", "Totale IVA"), "total": ("TOTALE COMPLESSIVO", "TOTALE EURO", "TOTALE", "Totale €", "TOTALE DA PAGARE"), "cash": ("Pagamento contante", "CONTANTI", "CONTANTE"), "card": ("Pagamento elettronico", "BANCOMAT", "CARTA DI CREDITO"), "change": ("Resto", "RESTO"), "discount": ("SCONTO", "Buono sconto"), "count": ("N. articoli {n}", "PEZZI {n}"), "saved": ("RISPARMIO", "Hai risparmiato"), "points": ("Saldo punti", "Punti spesa"), "thanks": ("GRAZIE E ARRIVEDERCI", "Grazie per la visita"), "welcome": ("BENVENUTI", ""), "summary": ("Aliquota  Imponibile  Imposta", "Riepilogo IVA"), "rounding": ("Arrotondamento",), "service": ("Servizio",)}),
    "NL": Country("nl", "EUR", ("€", "", "EUR"), True, _rates(21, 9), False, ("%d-%m-%Y %H:%M", "%d/%m/%Y %H:%M", "%d-%m-%y %H:%M:%S", "%d.%m.%Y %H:%M"),
        (("Bakkerij van Dongen",), ("SUPERMARKT DE HOEK B.V.",), ("Eetcafé 't Veerhuis",), ("IJZERHANDEL KUIPER",), ("De Groene Winkel", "Groene Winkel Utrecht BV")),
        (("Dorpsstraat 8", "3511 AB Utrecht"), ("Nieuwe Gracht 101", "1011 ZX Amsterdam"), ("Marktplein 3", "9711 LM Groningen")),
        ("KvK 30123456", "BTW nr NL812345678B01", "Tel: 030-5550123", "BTW NL001234567B89"),
        ("HALFVOLLE MELK", "VOLKOREN BROOD", "APPELGEBAK", "BIERTJE", "KAAS JONG 48+", "SPAANPLAATSCHROEVEN", "KOFFIE VERKEERD", "TOMATEN 500G"),
        {"title": ("", "KASSABON", "Bon"), "number": ("Bonnr:", "Transactie:", "Bon nr.", "Kassabon"), "date": ("", "Datum:", ""), "cashier": ("U bent geholpen door: Anouk", "Kassa 2 Medewerker 11"), "subtotal": ("SUBTOTAAL", "Subtotaal", "Totaal excl. BTW"), "tax": ("BTW 21%", "waarvan BTW", "BTW"), "total": ("TOTAAL", "Totaal", "TE BETALEN", "Totaal EUR", "Te voldoen"), "cash": ("CONTANT", "Ontvangen", "Contant ontvangen"), "card": ("PINNEN", "PIN", "Betaalpas", "MAESTRO"), "change": ("WISSELGELD", "Terug", "Wisselgeld"), "discount": ("KORTING", "BONUS KORTING", "Korting klantenkaart"), "count": ("Aantal artikelen: {n}", "{n} artikelen"), "saved": ("UW VOORDEEL", "U bespaart"), "points": ("Gespaarde punten", "Koopzegels"), "thanks": ("BEDANKT EN TOT ZIENS", "Bedankt voor uw bezoek"), "welcome": ("Welkom", ""), "summary": ("BTW   OVER   EUR", "BTW%  Grondslag  BTW  Totaal"), "rounding": ("Afronding",), "service": ("Fooi",)}, cash_step=Decimal("0.05")),
}  # fmt: skip
