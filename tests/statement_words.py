"""Words that banks of six countries print on statements, for `statement_generator`."""

from __future__ import annotations

# ruff: noqa: E501  a bank's words read best a key a line

BANKS = {
    "en": [
        "Harbour & Mills Bank",
        "Northgate Building Society",
        "First Prairie Bank",
        "Kestrel Credit Union",
    ],
    "de": ["Sparkasse Musterland", "Volksbank Talheim eG", "Nordlicht Bank AG", "Kantonalbank Bergen"],
    "fr": ["Banque du Littoral", "Crédit Régional des Alpes", "Caisse d'Épargne du Val", "Banque Tilleul"],
    "es": ["Banco del Ebro", "Caja Rural de Levante", "Banco Mirasol", "Caixa Serrana"],
    "it": ["Banca del Golfo", "Cassa di Risparmio di Pino", "Banca Popolare Lacustre", "Banca Aurelia"],
    "nl": ["Bank van Noord", "Rijnbank N.V.", "Polderbank", "Coöperatieve Dijkbank"],
}
HOLDERS = {
    "en": ["Mr John A Whitfield", "Ms Priya Nair", "Larch Trading Ltd"],
    "de": ["Herr Karl Ziegler", "Frau Ute Brandt", "Hagedorn Werkzeuge GmbH"],
    "fr": ["M. Luc Moreau", "Mme Claire Petit", "Garage Duval SARL"],
    "es": ["Sra. Carmen Ruiz", "D. Pablo Ortega", "Talleres Soto S.L."],
    "it": ["Sig. Marco Fabbri", "Sig.ra Anna Costa", "Officina Leoni S.r.l."],
    "nl": ["Dhr. P. de Boer", "Mevr. S. Visser", "Bakkerij Mulder B.V."],
}
TITLE = {
    "en": "Account Statement", "de": "Kontoauszug", "fr": "Relevé de compte", "es": "Extracto de cuenta",
    "it": "Estratto conto", "nl": "Rekeningafschrift",
}  # fmt: skip
CARD_TITLE = {
    "en": "Credit Card Statement", "de": "Kreditkartenabrechnung", "fr": "Relevé de carte de crédit",
    "es": "Extracto de tarjeta de crédito", "it": "Estratto conto carta di credito", "nl": "Creditcardafschrift",
}  # fmt: skip
WORDS = {
    "en": {
        "date": ["Date", "Transaction date", "Posted"], "value": ["Value date", "Effective date"],
        "text": ["Description", "Details", "Particulars", "Transaction"],
        "debit": ["Paid out", "Withdrawals", "Debit", "Money out"], "credit": ["Paid in", "Deposits", "Credit", "Money in"],
        "amount": ["Amount", "Transaction amount"], "balance": ["Balance", "Running balance"],
        "opening": ["Opening balance", "Beginning balance", "Previous balance", "Balance at start"],
        "closing": ["Closing balance", "Ending balance", "New balance"],
        "bf": ["Balance brought forward", "Brought forward"], "cf": ["Balance carried forward", "Carried forward"],
        "out": ["Total withdrawals", "Total paid out", "Payments out"], "in": ["Total deposits", "Total paid in", "Payments in"],
        "total": ["Page total", "Totals"], "account": ["Account number", "Account no."], "period": ["Statement period", "Period"],
        "to": ["to", "-", "through"], "page": ["Page"], "of": ["of"], "limit": ["Credit limit"], "minimum": ["Minimum payment due"],
        "available": ["Available balance", "Overdraft limit"],
    },
    "de": {
        "date": ["Buchung", "Datum", "Buchungstag"], "value": ["Valuta", "Wert"],
        "text": ["Verwendungszweck", "Buchungstext", "Text", "Vorgang"],
        "debit": ["Soll", "Belastung", "Lastschrift", "Ausgang"], "credit": ["Haben", "Gutschrift", "Eingang"],
        "amount": ["Betrag", "Betrag EUR", "Umsatz"], "balance": ["Saldo", "Kontostand"],
        "opening": ["Alter Kontostand", "Anfangssaldo", "Alter Saldo", "Saldovortrag"],
        "closing": ["Neuer Kontostand", "Endsaldo", "Neuer Saldo", "Schlusssaldo"],
        "bf": ["Übertrag", "Übertrag von Seite 1"], "cf": ["Übertrag", "Zwischensaldo"],
        "out": ["Summe Belastungen", "Summe Soll", "Ausgänge"], "in": ["Summe Gutschriften", "Summe Haben", "Eingänge"],
        "total": ["Seitensumme", "Summe"], "account": ["Kontonummer", "Konto-Nr."], "period": ["Zeitraum", "Kontoauszug vom"],
        "to": ["bis", "-"], "page": ["Seite"], "of": ["von"], "limit": ["Kreditrahmen"], "minimum": ["Mindestbetrag"],
        "available": ["Verfügbarer Betrag", "Dispositionskredit"],
    },
    "fr": {
        "date": ["Date", "Date opération", "Date comptable"], "value": ["Date valeur", "Valeur"],
        "text": ["Libellé", "Nature de l'opération", "Opération", "Désignation"],
        "debit": ["Débit", "Retraits", "Débit euros"], "credit": ["Crédit", "Dépôts", "Crédit euros"],
        "amount": ["Montant", "Montant EUR"], "balance": ["Solde"],
        "opening": ["Ancien solde", "Solde précédent", "Solde initial"],
        "closing": ["Nouveau solde", "Solde final"],
        "bf": ["Report", "Report de la page précédente"], "cf": ["À reporter"],
        "out": ["Total débits", "Total des débits"], "in": ["Total crédits", "Total des crédits"],
        "total": ["Total page", "Totaux"], "account": ["Compte n°", "N° de compte"], "period": ["Période", "Période du"],
        "to": ["au", "-"], "page": ["Page"], "of": ["sur"], "limit": ["Limite de crédit"], "minimum": ["Paiement minimum"],
        "available": ["Solde disponible", "Découvert autorisé"],
    },
    "es": {
        "date": ["Fecha", "Fecha operación", "F. contable"], "value": ["Fecha valor", "F. valor"],
        "text": ["Concepto", "Descripción", "Movimiento"],
        "debit": ["Debe", "Cargos", "Adeudos"], "credit": ["Haber", "Abonos", "Ingresos"],
        "amount": ["Importe", "Importe EUR"], "balance": ["Saldo"],
        "opening": ["Saldo anterior", "Saldo inicial"], "closing": ["Saldo final", "Saldo actual", "Nuevo saldo"],
        "bf": ["Suma anterior", "Saldo anterior de página"], "cf": ["Suma y sigue"],
        "out": ["Total cargos", "Total debe"], "in": ["Total abonos", "Total haber"],
        "total": ["Total movimientos", "Sumas"], "account": ["Número de cuenta", "Cuenta"], "period": ["Periodo", "Periodo del"],
        "to": ["al", "-", "a"], "page": ["Página"], "of": ["de"], "limit": ["Límite de crédito"], "minimum": ["Pago mínimo"],
        "available": ["Saldo disponible"],
    },
    "it": {
        "date": ["Data", "Data operazione", "Data contabile"], "value": ["Valuta", "Data valuta"],
        "text": ["Descrizione", "Causale", "Descrizione operazione"],
        "debit": ["Dare", "Addebiti", "Uscite"], "credit": ["Avere", "Accrediti", "Entrate"],
        "amount": ["Importo", "Importo EUR"], "balance": ["Saldo"],
        "opening": ["Saldo iniziale", "Saldo precedente"], "closing": ["Saldo finale", "Nuovo saldo"],
        "bf": ["Riporto", "Saldo riportato"], "cf": ["A riportare", "Da riportare"],
        "out": ["Totale addebiti", "Totale uscite"], "in": ["Totale accrediti", "Totale entrate"],
        "total": ["Totale pagina", "Totali"], "account": ["Numero conto", "Conto corrente n."], "period": ["Periodo", "Periodo dal"],
        "to": ["al", "-"], "page": ["Pagina"], "of": ["di"], "limit": ["Limite di credito"], "minimum": ["Pagamento minimo"],
        "available": ["Saldo disponibile", "Fido"],
    },
    "nl": {
        "date": ["Datum", "Boekdatum"], "value": ["Valutadatum", "Rentedatum"],
        "text": ["Omschrijving", "Naam / Omschrijving", "Mededelingen"],
        "debit": ["Af", "Bedrag af", "Debet"], "credit": ["Bij", "Bedrag bij", "Credit"],
        "amount": ["Bedrag", "Bedrag (EUR)"], "balance": ["Saldo", "Saldo na boeking"],
        "opening": ["Beginsaldo", "Vorig saldo", "Oud saldo"], "closing": ["Eindsaldo", "Nieuw saldo"],
        "bf": ["Transport van vorige pagina"], "cf": ["Transporteren", "Transport naar volgende pagina"],
        "out": ["Totaal af", "Totaal afgeschreven"], "in": ["Totaal bij", "Totaal bijgeschreven"],
        "total": ["Totaal pagina"], "account": ["Rekeningnummer", "Rekening"], "period": ["Periode", "Periode van"],
        "to": ["t/m", "tot", "-"], "page": ["Pagina"], "of": ["van"], "limit": ["Kredietlimiet"], "minimum": ["Minimaal te betalen"],
        "available": ["Beschikbaar saldo"],
    },
}  # fmt: skip
MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "de": ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez."],
    "fr": ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    "es": ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
    "it": ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"],
    "nl": ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
}
# What is booked: text lines with {n} a number, {name} a party, and whether money comes in (True), goes out.
BOOKINGS = {
    "en": [
        ("CARD PAYMENT {shop}|ON {d} CONTACTLESS", False), ("DIRECT DEBIT {firm}|MANDATE {n}", False),
        ("FASTER PAYMENT FROM {person}|REF INV {n}", True), ("STANDING ORDER {person}|RENT", False),
        ("SALARY {firm}|PAYROLL {n}", True), ("ATM CASH WITHDRAWAL {city}", False), ("CHEQUE {n}", False),
        ("INTEREST EARNED", True), ("MONTHLY ACCOUNT FEE", False), ("REFUND {shop}", True),
        ("TRANSFER TO {person}|REFERENCE {n}|THANK YOU", False), ("BANK CREDIT {firm}|INVOICE {n}", True),
    ],
    "de": [
        ("KARTENZAHLUNG|{shop} {city}|{d} UHR 12:41", False), ("LASTSCHRIFT|{firm}|EREF: {n}|MREF: {n}", False),
        ("GUTSCHRIFT|{person}|RECHNUNG {n}", True), ("DAUERAUFTRAG|{person}|MIETE", False),
        ("LOHN / GEHALT|{firm}", True), ("GELDAUTOMAT {city}", False), ("SCHECKEINREICHUNG {n}", True),
        ("HABENZINSEN", True), ("ENTGELT KONTOFÜHRUNG", False), ("ÜBERWEISUNG|{firm}|RE-NR {n}", False),
    ],
    "fr": [
        ("CARTE {d} {shop}|{city}", False), ("PRLV SEPA {firm}|RUM {n}", False),
        ("VIR SEPA RECU|DE: {person}|MOTIF: FACTURE {n}", True), ("VIREMENT PERMANENT {person}", False),
        ("VIR SALAIRE {firm}", True), ("RETRAIT DAB {city}", False), ("CHÈQUE N° {n}", False),
        ("INTERETS CREDITEURS", True), ("FRAIS TENUE DE COMPTE", False), ("REMISE CHÈQUE {n}", True),
    ],
    "es": [
        ("COMPRA TARJETA {shop}|{city}", False), ("RECIBO {firm}|REF {n}", False),
        ("TRANSFERENCIA DE {person}|FACTURA {n}", True), ("NÓMINA {firm}", True), ("REINTEGRO CAJERO {city}", False),
        ("COMISIÓN MANTENIMIENTO", False), ("BIZUM {person}", False), ("INGRESO CHEQUE {n}", True),
    ],
    "it": [
        ("PAGAMENTO POS {shop}|{city}", False), ("ADDEBITO SDD {firm}|MANDATO {n}", False),
        ("BONIFICO DA {person}|FATTURA {n}", True), ("STIPENDIO {firm}", True), ("PRELIEVO {city}", False),
        ("CANONE MENSILE", False), ("IMPOSTA DI BOLLO", False), ("VERSAMENTO ASSEGNO {n}", True),
    ],
    "nl": [
        ("BETAALAUTOMAAT {shop}|{city} PAS 001", False), ("SEPA INCASSO {firm}|KENMERK {n}", False),
        ("OVERBOEKING VAN {person}|FACTUUR {n}", True), ("SALARIS {firm}", True), ("GELDOPNAME {city}", False),
        ("KOSTEN PAKKET", False), ("IDEAL {shop}|{n}", False), ("CREDITRENTE", True),
    ],
}  # fmt: skip
SHOPS = [
    "GREENLEAF MARKET",
    "BOLT & NUT",
    "CAFE MIRA",
    "TOTAL STATION 88",
    "BOOKS4U",
    "PHARMA 24",
    "SUPER UNO",
    "KIOSK NORD",
]
FIRMS = ["AQUA UTILITIES", "NOVA TELECOM", "ORION INSURANCE", "LUMEN ENERGY", "PINE LOGISTICS", "ACME WORKS"]
PERSONS = ["A MUELLER", "J DUPONT", "M ROSSI", "K JANSEN", "L GARCIA", "T BROWN", "S NOVAK"]
CITIES = ["BERLIN", "LYON", "MADRID", "TORINO", "UTRECHT", "LEEDS", "BASEL"]
FOOT = {
    "en": "Please check this statement and tell us within 30 days of any entry you do not recognise.",
    "de": "Bitte prüfen Sie die Buchungen und den Saldo. Einwendungen erheben Sie bitte innerhalb von sechs Wochen.",
    "fr": "Sauf erreur ou omission. Toute réclamation doit nous parvenir sous 30 jours.",
    "es": "Le rogamos compruebe los movimientos y nos comunique cualquier diferencia en 30 días.",
    "it": "Trascorsi 60 giorni senza reclamo scritto l'estratto si intende approvato.",
    "nl": "Controleer uw afschrift. Vragen? Bel ons binnen 30 dagen.",
}
