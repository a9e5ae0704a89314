"""Statements after the way banks of Europe print them. All names are invented."""

from __future__ import annotations

# ruff: noqa: E501, E731  a page reads best as one piece, with the forms of its figures beside it
from datetime import date
from decimal import Decimal

from ledger import Entry, Kind, Printed, ledger, number, truth_of

BASE = "<style>@page{margin:15mm}body{font:9pt Helvetica,Arial,sans-serif}table{border-collapse:collapse;width:100%}td,th{padding:2px 4px;vertical-align:top;text-align:left}.r{text-align:right;white-space:nowrap}</style>"


def eu(value: Decimal) -> str:
    """1.234,56 with a minus in front."""
    return ("-" if value < 0 else "") + number(value, ",", ".")


def fr(value: Decimal) -> str:
    """1 234,56 without sign."""
    return number(value, ",", " ")


def sides(e: Entry, form: object = number) -> str:
    """Two cells: out, in."""
    text = form(abs(e.amount))  # type: ignore[operator]
    return f"<td class=r>{text if e.amount < 0 else ''}<td class=r>{text if e.amount > 0 else ''}"


UK = [
    Kind("VIS {party}|LONDON", -1, "card", 3, 120, ("HEDGEROW FOODS", "PAGE TURNERS", "CITY CABS"), 5),
    Kind("DD {party}", -1, "direct_debit", 15, 160, ("THAMESIDE WATER", "BRIGHT ENERGY"), 2),
    Kind("CR {party}|SALARY {ref}", 1, "salary", 1400, 2900, ("DALE & SONS LTD",), 0.8),
    Kind("BP {party}|INV {ref}", -1, "transfer", 30, 700, ("M HUGHES PLUMBING",), 1.5),
    Kind("ATM CASH NOTEMACHINE|HIGH STREET", -1, "cash", 10, 200, (), 1),
    Kind("SO {party}|RENT", -1, "standing_order", 500, 900, ("K PATEL",), 0.5),
]


def uk_day_once(seed: int) -> Printed:
    """The date at the first entry of a day, figures on the last line of an entry, the balance at the day's end."""
    book = ledger(seed, UK, count=38, start=date(2023, 12, 11), days=31, opening="841.27", value_lag=(0,))
    rows = ""
    for day in book.days():
        for place, e in enumerate(day):
            kind, rest = e.lines[0].split(" ", 1)
            more = list(e.lines[1:])
            balance = (number(e.balance) + (" D" if e.balance < 0 else "")) if e is day[-1] else ""
            first = f"{e.day:%d %b %y}" if place == 0 else ""
            if more:
                rows += f"<tr><td>{first}<td>{kind}<td>{rest}<td><td><td><tr><td><td><td>{more[0]}{sides(e)}<td class=r>{balance}"
            else:
                rows += f"<tr><td>{first}<td>{kind}<td>{rest}{sides(e)}<td class=r>{balance}"
    html = f"""{BASE}<body><b style="font-size:16pt;color:#b00">Wessex &amp; Mercia Bank</b><p>Miss O J Fairweather<br>3 Mill Lane<br>BATH BA1 9XX</p><p style="float:right">11 December 2023 to 10 January 2024<br>Account Name<br>Miss O J Fairweather</p><p>Your Bank Account details</p><table style="width:60%"><tr><th colspan=2>Account Summary<tr><td>Opening Balance<td class=r>{number(book.opening)}<tr><td>Payments In<td class=r>{number(book.into)}<tr><td>Payments Out<td class=r>{number(book.out)}<tr><td>Closing Balance<td class=r>{number(book.closing)}{" D" if book.closing < 0 else ""}</table><p>International Bank Account Number GB38WMBK40127612345678 Sortcode 40-12-76 Account Number 12345678 Sheet Number 214</p>
<table><tr><th style="width:70px">Date<th colspan=2>Payment type and details<th class=r>Paid out<th class=r>Paid in<th class=r>Balance<tr><td>10 Dec 23<td colspan=2><b>BALANCE BROUGHT FORWARD</b><td><td><td class=r>{number(book.opening)}{rows}<tr><td>10 Jan 24<td colspan=2><b>BALANCE CARRIED FORWARD</b><td><td><td class=r>{number(book.closing)}{" D" if book.closing < 0 else ""}</table><p style="font-size:7pt">AER 0.00% Credit Interest Rates balance variable. EAR 39.90% Debit Interest Rates. Arranged overdraft limit £500.00</p>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Wessex & Mercia Bank",
            account_number="12345678",
            account_name="Miss O J Fairweather",
            period=["2023-12-11", "2024-01-10"],
        ),
    )


def uk_card(seed: int) -> Printed:
    """A credit card: received and transaction dates, CR behind payments."""
    kinds = [Kind("{party} {n} GB", -1, "card", 3, 200, ("NORFOLK NURSERIES", "RAILTIX.EXAMPLE", "COFFEE UNION"), 6), Kind("PAYMENT RECEIVED - THANK YOU", 1, "transfer", 50, 500, (), 0.7), Kind("INTEREST", -1, "interest", 3, 30, (), 0.4)]  # fmt: skip
    book = ledger(
        seed, kinds, count=20, start=date(2024, 4, 6), days=30, opening="-512.90", value_lag=(0, 1, 2)
    )
    rows = "".join(
        f"<tr><td>{e.value.day} {e.value:%b}<td>{e.day.day} {e.day:%b}<td>{e.lines[0]}<td class=r>{number(e.amount)}{'CR' if e.amount > 0 else ''}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Albion Platinum Mastercard</b><p>Mr D Greaves<br>Card number 5301 99XX XXXX 4417</p><p>Statement date 05 May 2024</p><table style="width:55%"><tr><td>Previous balance<td class=r>£{number(book.opening)}<tr><td>Payments and credits<td class=r>£{number(book.into)} CR<tr><td>New transactions, interest and charges<td class=r>£{number(book.out)}<tr><td><b>Your new balance</b><td class=r>£{number(book.closing)}<tr><td>Minimum payment<td class=r>£25.00<tr><td>Credit limit<td class=r>£4,000</table><p>Please pay by 30 May 2024</p><table><tr><th>Received by us<th>Transaction date<th>Details<th class=r>Amount £<tr><td><td><td>BALANCE FROM PREVIOUS STATEMENT<td class=r>{number(book.opening)}{rows}<tr><td><td><td>NEW BALANCE<td class=r>{number(book.closing)}</table>"""
    rec = truth_of(book, account_name="Mr D Greaves", statement_type="credit_card")
    return Printed(html, rec)


def uk_mortgage(seed: int) -> Printed:
    """A loan: what is owed is printed plain, interest charges raise it, payments lower it."""
    kinds = [Kind("Direct Debit payment received", 1, "direct_debit", 800, 900, (), 3), Kind("Interest charged", -1, "interest", 400, 520, (), 3), Kind("Overpayment", 1, "transfer", 100, 900, (), 1)]  # fmt: skip
    book = ledger(
        seed, kinds, count=18, start=date(2024, 1, 1), days=366, opening="-145302.11", value_lag=(0,)
    )
    rows = "".join(
        f"<tr><td>{e.day:%d/%m/%Y}<td>{e.lines[0]}<td class=r>{'£' + number(e.amount) if e.amount < 0 else ''}<td class=r>{'£' + number(e.amount) if e.amount > 0 else ''}<td class=r>£{number(e.balance)}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Fenland Building Society</b><h3>Annual mortgage statement</h3><p>Mrs R and Mr T Ashdown</p><p>Mortgage account number 88/401772-5<br>Statement period 1 January 2024 to 31 December 2024</p><p>Balance at 1 January 2024: £{number(book.opening)} owed<br>Balance at 31 December 2024: £{number(book.closing)} owed</p><table><tr><th>Date<th>Transaction<th class=r>Charged to your account<th class=r>Paid by you<th class=r>Balance owed<tr><td>01/01/2024<td>Opening balance<td><td><td class=r>£{number(book.opening)}{rows}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Fenland Building Society",
            statement_type="loan",
            period=["2024-01-01", "2024-12-31"],
            currency="GBP",
        ),
    )


def ie_two_sides(seed: int) -> Printed:
    """Payments out and in, the date once a day, overdrawn balances marked OD, subtotals by page."""
    book = ledger(seed, UK, count=26, start=date(2024, 3, 1), days=31, opening="120.00", value_lag=(0,))
    rows = ""
    for day in book.days():
        for place, e in enumerate(day):
            rows += f"<tr><td>{f'{e.day.day:02d} {e.day:%b %Y}' if place == 0 else ''}<td>{' '.join(e.lines)}{sides(e)}<td class=r>{number(e.balance) + (' OD' if e.balance < 0 else '') if e is day[-1] else ''}"
    html = f"""{BASE}<style>body{{font-family:'Times New Roman',serif}}</style><body><b>Bank of Connacht</b><p>Mr Cormac Nolan<br>Salthill<br>Galway</p><p>Personal current account number 61740022 &nbsp; Statement date 31 Mar 2024 &nbsp; IBAN IE29AIBK93115212345678</p><table><tr><th>Date<th>Transaction details<th class=r>Payments - out<th class=r>Payments - in<th class=r>Balance<tr><td>29 Feb 2024<td>BALANCE FORWARD<td><td><td class=r>{number(book.opening)}{rows}<tr><td><td>SUBTOTAL:<td><td><td class=r>{number(book.closing)}{" OD" if book.closing < 0 else ""}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Bank of Connacht",
            account_number="61740022",
            account_name="Mr Cormac Nolan",
            currency="EUR",
        ),
    )


DE = [
    Kind(
        "Kartenzahlung|{party}//Talheim/DE {day:%Y-%m-%d}T12:04",
        -1,
        "card",
        4,
        160,
        ("BIOMARKT SONNE", "TANKHOF KREUZ", "Buchladen am Tor"),
        5,
    ),
    Kind(
        "Folgelastschrift|{party}|EREF+{ref} MREF+M-{n}",
        -1,
        "direct_debit",
        15,
        190,
        ("Stadtwerke Talheim GmbH", "Funknetz AG"),
        2,
    ),
    Kind("Lohn, Gehalt|{party}|LOHN/GEHALT {ref}", 1, "salary", 1800, 3400, ("Maschinenbau Rau GmbH",), 0.7),
    Kind("Überweisung|{party}|RG {ref}", -1, "transfer", 40, 900, ("Elektro Weiss e.K.",), 1.5),
    Kind("Gutschrift|{party}|Rückzahlung Fahrtkosten", 1, "transfer", 10, 400, ("Jana Thielen",), 1),
    Kind("Bargeldauszahlung|GA NR0000{card} BLZ50050201", -1, "cash", 20, 400, (), 0.8),
    Kind("Entgelt Kontoführung", -1, "fee", 3, 12, (), 0.4),
]


def de_signed_first_line(seed: int) -> Printed:
    """Dates with a point and no year, balances named by their date above and below the table."""
    book = ledger(seed, DE, count=27, start=date(2024, 5, 2), days=29, opening="1284.09")
    rows = "".join(
        f"<tr><td>{e.day:%d.%m.}<td>{e.value:%d.%m.}<td>{'<br>'.join(e.lines)}<td class=r>{eu(e.amount)}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b style="font-size:15pt;color:#c00">Sparkasse Talheim-Kreuzau</b><p>Frau<br>Henriette Vollmer<br>Lindenweg 4<br>71729 Talheim</p><p><b>Kontoauszug 5/2024</b> &nbsp; Seite 1 von 2<br>Privatgirokonto 4410027731, DE89 3704 0044 0532 0130 00</p><table><tr><th style="width:60px">Datum<th style="width:60px">Wert<th>Erläuterung<th class=r>Betrag EUR<tr><td colspan=3>Kontostand am 30.04.2024, Auszug Nr. 4<td class=r>{eu(book.opening)}{rows}<tr><td colspan=3>Kontostand am 31.05.2024 um 20:04 Uhr<td class=r><b>{eu(book.closing)}</b></table><p style="font-size:7pt">Ihr Dispositionskredit: 2.000,00 EUR. Guthaben sind als Einlagen nach Maßgabe des Einlagensicherungsgesetzes entschädigungsfähig.</p>"""
    return Printed(html, truth_of(book, iban="DE89370400440532013000", period=None, currency="EUR"))


def de_marks_overflow(seed: int) -> Printed:
    """S and H behind figures, two pages with carried sums, descriptions over several lines."""
    book = ledger(seed, DE, count=44, start=date(2023, 12, 18), days=31, opening="-310.55")
    sh = lambda v: number(v, ",", ".") + (" H" if v >= 0 else " S")
    cut = 22
    rows = lambda some: "".join(
        f"<tr><td>{e.day:%d.%m.}<td>{e.value:%d.%m.}<td>{'<br>'.join(e.lines)}<td class=r>{sh(e.amount)}"
        for e in some
    )
    head = "<tr><th style='width:60px'>Bu-Tag<th style='width:60px'>Wert<th>Vorgang<th class=r>&nbsp;"
    html = f"""{BASE}<style>.n{{page-break-before:always}}</style><body><b style="font-size:14pt">Volksbank Hohenau eG</b><p>Herrn Tobias Jäger<br>Am Anger 11<br>04720 Hohenau</p><p>Kontokorrent &nbsp; Kontonummer 77 1020 300 &nbsp; Auszug 1 &nbsp; Blatt 1 &nbsp; erstellt am 18.01.2024<br>IBAN: DE02 1203 0000 0000 2020 51</p><table>{head}<tr><td colspan=3>alter Kontostand vom 15.12.2023<td class=r>{sh(book.opening)}{rows(book.entries[:cut])}<tr><td colspan=3>Übertrag auf Blatt 2<td class=r>{sh(book.entries[cut - 1].balance)}</table><div class=n></div><b>Volksbank Hohenau eG</b><p>Kontonummer 77 1020 300 Auszug 1 Blatt 2</p><table>{head}<tr><td colspan=3>Übertrag von Blatt 1<td class=r>{sh(book.entries[cut - 1].balance)}{rows(book.entries[cut:])}<tr><td colspan=3>neuer Kontostand vom 17.01.2024<td class=r>{sh(book.closing)}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Volksbank Hohenau eG",
            iban="DE02120300000000202051",
            account_name="Tobias Jäger",
            period=None,
            currency="EUR",
        ),
    )


def de_two_columns_business(seed: int) -> Printed:
    """Soll and Haben in columns, sums and balances in a box above."""
    book = ledger(seed, DE, count=30, start=date(2024, 2, 1), days=29, opening="20455.10")
    rows = "".join(
        f"<tr><td>{e.day:%d.%m.%Y}<td>{e.value:%d.%m.%Y}<td>{'<br>'.join(e.lines)}<td class=r>{number(e.amount, ',', '.') if e.amount < 0 else ''}<td class=r>{number(e.amount, ',', '.') if e.amount > 0 else ''}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Hanseatische Kontor Bank AG</b><p>Rau &amp; Söhne Maschinenbau GmbH<br>Industriestr. 5<br>20457 Hamburg</p><table style="border:1px solid"><tr><th>Auszug<th>Seite<th>Konto<th>IBAN<th class=r>Alter Saldo per 31.01.2024<tr><td>2<td>1/1<td>Geschäftskonto<td>DE75512108001245126199<td class=r>EUR + {number(book.opening, ",", ".")}</table><p>Kontoauszug vom 01.02.2024 bis 29.02.2024</p><table><tr><th>Buchung<th>Valuta<th>Vorgang<th class=r>Soll<th class=r>Haben{rows}</table><table style="border:1px solid;margin-top:12px"><tr><th>Summe Soll<th>Summe Haben<th class=r>Neuer Saldo<tr><td>EUR {number(book.out, ",", ".")}<td>EUR {number(book.into, ",", ".")}<td class=r>EUR {"+" if book.closing >= 0 else "-"} {number(book.closing, ",", ".")}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Hanseatische Kontor Bank AG",
            iban="DE75512108001245126199",
            period=["2024-02-01", "2024-02-29"],
            currency="EUR",
        ),
    )


def de_credit_card(seed: int) -> Printed:
    """Foreign amounts and rates beside the amount booked, trailing signs, the sum collected by direct debit."""
    kinds = [Kind("{party}", -1, "card", 5, 300, ("HOTEL ADRIA|Split", "BUCHWERK ONLINE|Berlin", "FLUGBOX|Dublin"), 6), Kind("Lastschrifteinzug Ihrer letzten Abrechnung", 1, "direct_debit", 200, 700, (), 0.6)]  # fmt: skip
    book = ledger(seed, kinds, count=18, start=date(2024, 8, 3), days=30, opening="-622.10", value_lag=(1, 2))
    rows = ""
    for n, e in enumerate(book.entries):
        foreign = n % 4 == 1 and e.amount < 0
        rows += f"<tr><td>{e.day:%d.%m.%y}<td>{e.value:%d.%m.%y}<td>{e.lines[0].replace('|', ' ')}<td>{'USD' if foreign else ''}<td class=r>{number(abs(e.amount) * Decimal('1.0845'), ',', '.') if foreign else ''}<td class=r>{'1,0845' if foreign else ''}<td class=r>{number(e.amount, ',', '.')}{'-' if e.amount < 0 else '+'}"
    html = f"""{BASE}<body><b style="font-size:14pt">Nordmark Direktbank</b><p>Kreditkartenabrechnung</p><p>Frau Dr. Ilse Brockmann<br>Kartennummer 4871 XXXX XXXX 2201<br>Abrechnungsdatum 02.09.2024</p><table><tr><th>Beleg-<br>datum<th>Buchungs-<br>datum<th>Angabe des Unternehmens<th>Währung<th class=r>Betrag<th class=r>Kurs<th class=r>Betrag in EUR<tr><td><td><td>Saldo letzte Abrechnung vom 02.08.2024<td><td><td><td class=r>{number(book.opening, ",", ".")}-{rows}<tr><td><td><td><b>Neuer Saldo</b><td><td><td><td class=r><b>{number(book.closing, ",", ".")}{"-" if book.closing < 0 else "+"}</b></table><p>Der Saldo wird am 09.09.2024 von Ihrem Konto abgebucht. Kartenlimit 3.000,00 EUR</p>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Nordmark Direktbank",
            account_name="Frau Dr. Ilse Brockmann",
            statement_type="credit_card",
            currency="EUR",
        ),
    )


def at_trailing(seed: int) -> Printed:
    """Austrian: a trailing minus, plus not printed, text before the dates' second column."""
    book = ledger(seed, DE, count=24, start=date(2024, 10, 1), days=31, opening="905.00")
    tr = lambda v: number(v, ",", ".") + ("-" if v < 0 else "")
    rows = "".join(
        f"<tr><td>{e.day:%d.%m}<td>{'<br>'.join(e.lines)}<td>{e.value:%d.%m}<td class=r>{tr(e.amount)}"
        for e in book.entries
    )
    html = f"""{BASE}<style>body{{font-family:Courier}}</style><body><b>Donauländische Sparkasse</b><p>KONTOAUSZUG Nr. 10 vom 31.10.2024<br>IBAN AT61 1904 3002 3457 3201 BIC DOLSATWW<br>lautend auf Mag. Petra Haslinger</p><table><tr><th>Datum<th>Buchungstext<th>Valuta<th class=r>Betrag in EUR<tr><td><td>Letzter Kontostand per 30.09.2024<td><td class=r>{tr(book.opening)}{rows}<tr><td><td>Neuer Kontostand per 31.10.2024<td><td class=r>{tr(book.closing)}</table>"""
    return Printed(
        html, truth_of(book, iban="AT611904300234573201", account_name="Mag. Petra Haslinger", currency="EUR")
    )


def ch_apostrophes(seed: int) -> Printed:
    """Swiss: Belastung before Gutschrift, the value date after the amounts, apostrophes, balance where the day ends."""
    kinds = [Kind("e-banking Vergütungsauftrag|{party}", -1, "transfer", 60, 2400, ("Helvetika Versicherung AG", "Immo Seeblick AG"), 2), Kind("Gutschrift|{party}", 1, "transfer", 400, 8000, ("Uhrenwerk Brügger SA",), 1.2), Kind("Debitkarte {card}|{party}", -1, "card", 5, 180, ("Dorfladen Muri", "Kiosk Bahnhof"), 4), Kind("Dienstleistungspreisabschluss", -1, "fee", 5, 20, (), 0.4)]  # fmt: skip
    book = ledger(seed, kinds, count=26, start=date(2024, 6, 3), days=27, opening="14022.65")
    ch = lambda v: ("-" if v < 0 else "") + number(v, ".", "'")
    rows = ""
    for day in book.days():
        for e in day:
            rows += f"<tr><td>{e.day:%d.%m.%y}<td>{'<br>'.join(e.lines)}<td class=r>{number(e.amount, '.', chr(39)) if e.amount < 0 else ''}<td class=r>{number(e.amount, '.', chr(39)) if e.amount > 0 else ''}<td>{e.value:%d.%m.%y}<td class=r>{ch(e.balance) if e is day[-1] else ''}"
    html = f"""{BASE}<body><b style="font-size:14pt">Kantonalbank Obersee</b><p>Kontoauszug 01.06.2024 - 30.06.2024</p><p>Beat Zurbriggen<br>Seestrasse 9<br>8805 Obersee</p><p>Privatkonto CHF &nbsp; IBAN CH93 0076 2011 6238 5295 7</p><table><tr><th>Datum<th>Informationen<th class=r>Belastungen<th class=r>Gutschriften<th>Valuta<th class=r>Saldo<tr><td>01.06.24<td>Anfangssaldo<td><td><td><td class=r>{ch(book.opening)}{rows}<tr><td>30.06.24<td>Schlusssaldo<td><td><td><td class=r>{ch(book.closing)}<tr><td><td>Umsatztotal<td class=r>{ch(book.out)}<td class=r>{ch(book.into)}<td><td></table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Kantonalbank Obersee",
            iban="CH9300762011623852957",
            period=["2024-06-01", "2024-06-30"],
            currency="CHF",
        ),
    )


def ch_french(seed: int) -> Printed:
    """Swiss in French: newest first, one account over a quarter."""
    kinds = [Kind("Ordre permanent {party}", -1, "standing_order", 200, 1900, ("Régie du Lac SA",), 1), Kind("Achat {party} {day:%d.%m.%Y}", -1, "card", 4, 220, ("Epicerie Mayen", "Garage Praz"), 5), Kind("Crédit {party}", 1, "transfer", 900, 6000, ("Atelier Corbaz Sàrl",), 1.4), Kind("Retrait Bancomat", -1, "cash", 20, 500, (), 1)]  # fmt: skip
    book = ledger(seed, kinds, count=34, start=date(2024, 1, 1), days=91, opening="3310.05")
    ch = lambda v: ("-" if v < 0 else "") + number(v, ".", "'")
    rows = "".join(
        f"<tr><td>{e.day:%d.%m.%Y}<td>{e.lines[0]}<td>{e.value:%d.%m.%Y}<td class=r>{number(e.amount, '.', chr(39)) if e.amount < 0 else ''}<td class=r>{number(e.amount, '.', chr(39)) if e.amount > 0 else ''}<td class=r>{ch(e.balance)}"
        for e in reversed(book.entries)
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Banque Cantonale du Jorat</b><p>Extrait de compte du 01.01.2024 au 31.03.2024</p><p>Madame Sylvie Aubort, 1083 Mézières</p><p>Compte privé 10-4471-8 CH56 0483 5012 3456 7800 9</p><table><tr><th>Date<th>Texte<th>Valeur<th class=r>Débit CHF<th class=r>Crédit CHF<th class=r>Solde CHF<tr><td>31.03.2024<td>Solde final<td><td><td><td class=r>{ch(book.closing)}{rows}<tr><td>01.01.2024<td>Solde reporté<td><td><td><td class=r>{ch(book.opening)}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            book.entries[::-1],
            bank_name="Banque Cantonale du Jorat",
            iban="CH5604835012345678009",
            period=["2024-01-01", "2024-03-31"],
            currency="CHF",
        ),
    )


FR = [
    Kind(
        "CB {party} FACT {day:%d%m%y}",
        -1,
        "card",
        4,
        140,
        ("BOULANGERIE ANDRE", "AUTOROUTE SUD", "LIBRAIRIE PAUL"),
        5,
    ),
    Kind(
        "PRLV SEPA {party}|REF {ref} MANDAT {n}",
        -1,
        "direct_debit",
        15,
        140,
        ("MUTUELLE ARMOR", "FREEBOX-LIKE TELECOM"),
        2,
    ),
    Kind("VIR RECU {party}|REF: {ref}", 1, "transfer", 50, 2500, ("SARL BATILUX", "MME DENIS"), 1.5),
    Kind("CHEQUE {n}0{n}", -1, "cheque", 20, 600, (), 1),
    Kind("RETRAIT DAB {day:%d/%m} AGENCE GARE", -1, "cash", 20, 200, (), 0.8),
    Kind("COTISATION CARTE VISA", -1, "fee", 3, 12, (), 0.4),
]


def fr_releve(seed: int) -> Printed:
    """Débit and Crédit, the balance in the column of its side, a total of both."""
    book = ledger(seed, FR, count=33, start=date(2024, 4, 30), days=31, opening="1022.48")
    rows = "".join(
        f"<tr><td>{e.day:%d.%m}<td>{'<br>'.join(e.lines)}<td>{e.value:%d.%m}{sides(e, fr)}"
        for e in book.entries
    )
    place = lambda v: f"<td class=r>{fr(v) if v < 0 else ''}<td class=r>{fr(v) if v >= 0 else ''}"
    html = f"""{BASE}<body><b style="font-size:15pt">Crédit Rural d'Armorique</b><p>Relevé de compte n° 5<br>du 30.04.2024 au 30.05.2024</p><p style="margin-left:55%">M OU MME LE GOFF<br>8 RUE DES AJONCS<br>29200 BREST</p><p>Compte chèque n° 0412 77810 003 &nbsp; IBAN FR76 3000 6000 0112 3456 7890 189 &nbsp; BIC CRARFRPP</p><table><tr><th>Date<th>Libellé des opérations<th>Valeur<th class=r>Débit<th class=r>Crédit<tr><td><td><b>SOLDE {"CREDITEUR" if book.opening >= 0 else "DEBITEUR"} AU 29.04.2024</b><td>{place(book.opening)}{rows}<tr><td><td><b>TOTAL DES MOUVEMENTS</b><td><td class=r>{fr(book.out)}<td class=r>{fr(book.into)}<tr><td><td><b>SOLDE {"CREDITEUR" if book.closing >= 0 else "DEBITEUR"} AU 30.05.2024</b><td>{place(book.closing)}</table><p style="font-size:7pt">Autorisation de découvert 800,00 €. Frais bancaires et cotisations du mois 9,40 EUR. Médiateur : BP 151.</p>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Crédit Rural d'Armorique",
            iban="FR7630006000011234567890189",
            account_name=None,
            period=["2024-04-30", "2024-05-30"],
            currency="EUR",
        ),
    )


def fr_signed_online(seed: int) -> Printed:
    """From an application: spaces as thousands, signs with a space, months in words."""
    months = [
        "janv.",
        "févr.",
        "mars",
        "avril",
        "mai",
        "juin",
        "juil.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ]
    book = ledger(seed, FR, count=25, start=date(2024, 7, 15), days=45, opening="408.16", value_lag=(0,))
    sg = lambda v: ("− " if v < 0 else "+ ") + fr(v) + " €"
    rows = "".join(
        f"<tr><td>{e.day.day} {months[e.day.month - 1]} {e.day.year}<td>{' '.join(e.lines)}<td class=r>{sg(e.amount)}<td class=r>{'−' if e.balance < 0 else ''}{fr(e.balance)} €"
        for e in book.entries
    )
    html = f"""{BASE}<body style="font-family:'DejaVu Sans';font-size:8pt"><h2>Banque Mistral</h2><p>Votre compte courant n° 40017726610<br>Titulaire : Hugo Sabatier</p><p>Opérations du 15 juillet 2024 au 28 août 2024</p><p>Solde initial : {fr(book.opening)} €<br>Solde final : {"−" if book.closing < 0 else ""}{fr(book.closing)} €</p><table><tr><th>Date<th>Opération<th class=r>Montant<th class=r>Solde{rows}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Banque Mistral",
            account_number="40017726610",
            account_name="Hugo Sabatier",
            period=["2024-07-15", "2024-08-28"],
            currency="EUR",
        ),
    )


def fr_carte(seed: int) -> Printed:
    """A card statement: purchases plain, the sum debited at the end of the month, no balances."""
    kinds = [Kind("{party}|PARIS", -1, "card", 4, 190, ("LIBRAIRIE VERTE", "CINE RIVOLI", "GARAGE MIDI"), 1)]  # fmt: skip
    book = ledger(seed, kinds, count=16, start=date(2024, 9, 3), days=27, opening="0.00", value_lag=(0,))
    rows = "".join(
        f"<tr><td>{e.day:%d/%m/%Y}<td>{e.lines[0]}<td>{e.lines[1]}<td class=r>{fr(e.amount)}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Banque Tramontane</b><h3>Relevé de carte bancaire</h3><p>Carte à débit différé n° 4970 XXXX XXXX 1180<br>Titulaire Mme Nadia Ferrand</p><table><tr><th>Date<th>Commerçant<th>Lieu<th class=r>Montant en euros{rows}<tr><td><td><b>Total débité le 30/09/2024 sur votre compte</b><td><td class=r><b>{fr(book.out)}</b></table>"""
    record = truth_of(book, account_name="Mme Nadia Ferrand", statement_type="credit_card", currency="EUR")
    record["opening_balance"] = record["closing_balance"] = None
    return Printed(html, record)


IT = [
    Kind(
        "PAGAMENTO POS {party} CARTA {card}",
        -1,
        "card",
        4,
        150,
        ("ALIMENTARI ROSA", "AUTOGRILL-LIKE NORD"),
        5,
    ),
    Kind("ADDEBITO DIRETTO SEPA {party} ID {ref}", -1, "direct_debit", 15, 160, ("ACQUA CHIARA SPA",), 2),
    Kind(
        "BONIFICO A VS FAVORE {party}|RIF {ref} FATT. {n}/2024",
        1,
        "transfer",
        200,
        3200,
        ("EDILNOVA SRL",),
        1.5,
    ),
    Kind("PRELIEVO BANCOMAT {n}", -1, "cash", 20, 250, (), 1),
    Kind("IMPOSTA BOLLO CONTO CORRENTE", -1, "fee", 8, 35, (), 0.4),
]


def it_amounts_first(seed: int) -> Printed:
    """Figures before the description, both dates in front."""
    book = ledger(seed, IT, count=27, start=date(2024, 4, 1), days=91, opening="2788.19")
    rows = "".join(
        f"<tr><td>{e.day:%d/%m/%y}<td>{e.value:%d/%m/%y}<td class=r>{number(e.amount, ',', '.') if e.amount < 0 else ''}<td class=r>{number(e.amount, ',', '.') if e.amount > 0 else ''}<td style='padding-left:14px'>{'<br>'.join(e.lines)}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Cassa di Risparmio della Valsesia</b><p>ESTRATTO CONTO N. 2 AL 30 GIUGNO 2024</p><p>Intestazione: BIANCHI LUISA<br>Conto corrente n. 1000/00412278<br>IBAN IT60 X054 2811 1010 0000 0123 456</p><table><tr><th>Data<th>Valuta<th class=r>Addebiti<th class=r>Accrediti<th style="padding-left:14px">Descrizione delle operazioni<tr><td>31/03/24<td><td><td class=r>{number(book.opening, ",", ".")}<td style="padding-left:14px">SALDO INIZIALE A VOSTRO CREDITO{rows}<tr><td><td><td class=r><b>{number(book.out, ",", ".")}</b><td class=r><b>{number(book.into, ",", ".")}</b><td style="padding-left:14px"><b>TOTALE MOVIMENTI</b><tr><td>30/06/24<td>{"<td class=r>" + number(book.closing, ",", ".") + "<td>" if book.closing < 0 else "<td><td class=r>" + number(book.closing, ",", ".")}<td style="padding-left:14px">SALDO FINALE {"A VOSTRO CREDITO" if book.closing >= 0 else "A VOSTRO DEBITO"}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Cassa di Risparmio della Valsesia",
            account_name="BIANCHI LUISA",
            iban="IT60X0542811101000000123456",
            currency="EUR",
        ),
    )


def it_savings(seed: int) -> Printed:
    """A savings book: few entries, interest with the tax on it, a table of rates below."""
    kinds = [Kind("VERSAMENTO CONTANTI", 1, "cash", 50, 900, (), 2), Kind("PRELEVAMENTO", -1, "cash", 50, 400, (), 1), Kind("INTERESSI NETTI", 1, "interest", 2, 20, (), 1), Kind("RITENUTA FISCALE", -1, "fee", 1, 5, (), 1)]  # fmt: skip
    book = ledger(seed, kinds, count=9, start=date(2024, 1, 1), days=366, opening="4120.00")
    rows = "".join(
        f"<tr><td>{e.day:%d.%m.%Y}<td>{e.lines[0]}<td class=r>{'+' if e.amount > 0 else '-'}{number(e.amount, ',', '.')}<td class=r>{number(e.balance, ',', '.')}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Banca Cooperativa del Timavo</b><p>Libretto di risparmio nominativo n. 7744/90<br>Intestatario: GIORGIO FURLAN</p><table><tr><th>Data<th>Operazione<th class=r>Importo<th class=r>Saldo progressivo<tr><td>01.01.2024<td>Saldo precedente<td><td class=r>{number(book.opening, ",", ".")}{rows}<tr><td>31.12.2024<td>Saldo finale<td><td class=r>{number(book.closing, ",", ".")}</table><h4>Tassi</h4><table style="width:40%"><tr><td>dal 01.01.2024<td class=r>0,50 %<tr><td>dal 01.07.2024<td class=r>0,75 %</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Banca Cooperativa del Timavo",
            account_name="GIORGIO FURLAN",
            statement_type="savings",
        ),
    )


ES = [
    Kind("COMPRA EN {party}, TARJETA {card}", -1, "card", 4, 140, ("FRUTERIA PILAR", "GASOLINERA SUR"), 5),
    Kind("RECIBO {party} REF. MANDATO {ref}", -1, "direct_debit", 15, 140, ("AGUAS DEL TURIA",), 2),
    Kind(
        "TRANSFERENCIA DE {party}, CONCEPTO FACTURA {ref}",
        1,
        "transfer",
        200,
        2900,
        ("REFORMAS GIL SL",),
        1.5,
    ),
    Kind("BIZUM A FAVOR DE {party}", -1, "transfer", 5, 90, ("MARTA",), 1),
    Kind("COMISION MANTENIMIENTO", -1, "fee", 4, 20, (), 0.3),
]


def es_signed_balance(seed: int) -> Printed:
    """Signed amounts and balances, the value date after the concept, newest first."""
    book = ledger(seed, ES, count=29, start=date(2024, 3, 1), days=31, opening="1930.75")
    rows = "".join(
        f"<tr><td>{e.day:%d/%m/%Y}<td>{e.lines[0]}<td>{e.value:%d/%m/%Y}<td class=r>{eu(e.amount)} EUR<td class=r>{eu(e.balance)} EUR"
        for e in reversed(book.entries)
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Caja Laboral del Segura</b><p>Extracto de movimientos<br>Titular: JOAQUIN MELERO TORRES<br>Cuenta: ES91 2100 0418 4502 0005 1332<br>Periodo: 01/03/2024 - 31/03/2024</p><p>Saldo inicial: {eu(book.opening)} EUR &nbsp; Saldo final: {eu(book.closing)} EUR</p><table><tr><th>Fecha operación<th>Concepto<th>Fecha valor<th class=r>Importe<th class=r>Saldo{rows}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            book.entries[::-1],
            bank_name="Caja Laboral del Segura",
            account_name="JOAQUIN MELERO TORRES",
            iban="ES9121000418450200051332",
            period=["2024-03-01", "2024-03-31"],
            currency="EUR",
        ),
    )


def es_cargos_abonos(seed: int) -> Printed:
    """Cargos and abonos in columns over two pages, Suma y sigue, day and month only."""
    book = ledger(seed, ES, count=48, start=date(2023, 12, 20), days=40, opening="812.00")
    cut = 26
    rows = lambda some: "".join(
        f"<tr><td>{e.day:%d-%m}<td>{e.value:%d-%m}<td>{e.lines[0]}<td class=r>{number(e.amount, ',', '.') if e.amount < 0 else ''}<td class=r>{number(e.amount, ',', '.') if e.amount > 0 else ''}<td class=r>{eu(e.balance)}"
        for e in some
    )
    head = "<tr><th>F. Oper<th>F. Valor<th>Concepto<th class=r>Cargos<th class=r>Abonos<th class=r>Saldo"
    html = f"""{BASE}<style>.n{{page-break-before:always}}</style><body><b style="font-size:14pt">Banco Cantábrico de Comercio</b><p>EXTRACTO DE CUENTA CORRIENTE<br>NUM. CUENTA 0030 4417 20 0000412277<br>DESDE 20-12-2023 HASTA 28-01-2024<br>CERAMICAS LEVANTE, S.A.</p><table>{head}<tr><td><td><td>SALDO ANTERIOR<td><td><td class=r>{eu(book.opening)}{rows(book.entries[:cut])}<tr><td><td><td>SUMA Y SIGUE<td><td><td class=r>{eu(book.entries[cut - 1].balance)}</table><div class=n></div><table>{head}<tr><td><td><td>SUMA ANTERIOR<td><td><td class=r>{eu(book.entries[cut - 1].balance)}{rows(book.entries[cut:])}<tr><td><td><td>SALDO A SU FAVOR<td><td><td class=r>{eu(book.closing)}</table>"""
    return Printed(
        html, truth_of(book, bank_name="Banco Cantábrico de Comercio", period=["2023-12-20", "2024-01-28"])
    )


def pt_extrato(seed: int) -> Printed:
    """Portuguese: two dates, debit and credit, running balance."""
    kinds = [Kind("COMPRA {card} {party}", -1, "card", 3, 120, ("PASTELARIA TEJO", "GALP-LIKE COMBUSTIVEIS"), 5), Kind("TRF MB WAY P/ {party}", -1, "transfer", 5, 90, ("RITA S",), 1), Kind("TRF CRED SEPA+ DE {party}", 1, "transfer", 300, 2100, ("OFICINA DO CAIS LDA",), 1.4), Kind("LEVANTAMENTO ATM", -1, "cash", 10, 200, (), 1), Kind("COM. MANUTENCAO CONTA", -1, "fee", 3, 9, (), 0.4)]  # fmt: skip
    book = ledger(seed, kinds, count=25, start=date(2024, 11, 1), days=30, opening="640.30")
    rows = "".join(
        f"<tr><td>{e.day:%d-%m-%Y}<td>{e.value:%d-%m-%Y}<td>{e.lines[0]}<td class=r>{number(e.amount, ',', '.') if e.amount < 0 else ''}<td class=r>{number(e.amount, ',', '.') if e.amount > 0 else ''}<td class=r>{eu(e.balance)}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Caixa Económica do Douro</b><p>EXTRATO COMBINADO Nº 11/2024<br>Conta à ordem 0417.022871.900 EUR<br>Titular: PAULO JORGE VAZ<br>NIB/IBAN PT50 0002 0123 1234 5678 9015 4</p><table><tr><th>Data Mov.<th>Data Valor<th>Descritivo<th class=r>Débito<th class=r>Crédito<th class=r>Saldo<tr><td><td><td>SALDO INICIAL<td><td><td class=r>{eu(book.opening)}{rows}<tr><td><td><td>SALDO FINAL<td><td><td class=r>{eu(book.closing)}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Caixa Económica do Douro",
            account_name="PAULO JORGE VAZ",
            iban="PT50000201231234567890154",
            currency="EUR",
        ),
    )


NL = [
    Kind(
        "{party}>UTRECHT {day:%d.%m.%Y} 14U07 KV00{n} pasvolgnr 002",
        -1,
        "card",
        3,
        110,
        ("Bakker Bol", "Groenhof Markt"),
        5,
    ),
    Kind(
        "{party}|Kenmerk: {ref} Machtiging: M{n}",
        -1,
        "direct_debit",
        15,
        160,
        ("Waterschap Eem", "Glasnet BV"),
        2,
    ),
    Kind(
        "{party}|NL11RABO0104955555|Omschrijving: factuur {ref}",
        1,
        "transfer",
        100,
        2400,
        ("Studio Vink VOF",),
        1.5,
    ),
    Kind("Geldautomaat {n} Stationsplein", -1, "cash", 20, 200, (), 0.8),
]


def nl_code_columns(seed: int) -> Printed:
    """Account and code columns, Af and Bij as words behind a plain amount."""
    book = ledger(seed, NL, count=26, start=date(2024, 5, 1), days=31, opening="2044.88", value_lag=(0,))
    rows = "".join(
        f"<tr><td>{e.day:%d-%m-%Y}<td>{'<br>'.join(e.lines)}<td>{'BA' if e.kind == 'card' else 'OV'}<td class=r>{number(e.amount, ',', '.')}<td>{'Af' if e.amount < 0 else 'Bij'}"
        for e in reversed(book.entries)
    )
    html = f"""{BASE}<body><b style="font-size:14pt;color:#f60">Polderbank</b><p>Afschrift Betaalrekening<br>Hr J.W. Terpstra<br>IBAN NL91 ABNA 0417 1643 00 &nbsp; BIC PLDRNL2A</p><p>Periode 01-05-2024 t/m 31-05-2024</p><table style="width:50%"><tr><td>Vorig saldo<td class=r>€ {eu(book.opening)}<tr><td>Totaal af<td class=r>€ {eu(book.out)}<tr><td>Totaal bij<td class=r>€ {eu(book.into)}<tr><td>Nieuw saldo<td class=r>€ {eu(book.closing)}</table><table><tr><th>Boekdatum<th>Naam / Omschrijving<th>Code<th class=r>Bedrag (EUR)<th>Af/Bij{rows}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            book.entries[::-1],
            bank_name="Polderbank",
            iban="NL91ABNA0417164300",
            period=["2024-05-01", "2024-05-31"],
            currency="EUR",
        ),
    )


def be_numbered(seed: int) -> Printed:
    """Belgian: numbered entries, a plus or minus set apart, the balance named by date."""
    book = ledger(seed, NL, count=20, start=date(2024, 9, 2), days=28, opening="511.05")
    sg = lambda v: ("+" if v >= 0 else "-") + " " + number(v, ",", ".")
    rows = "".join(
        f"<tr><td>{n:04d}<td>{e.day:%d-%m-%Y}<td>{'<br>'.join(e.lines)}<td>{e.value:%d-%m-%Y}<td class=r>{sg(e.amount)}"
        for n, e in enumerate(book.entries, 214)
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Scheldebank NV</b><p>Rekeninguittreksel nr. 9 &nbsp; Zichtrekening BE68 5390 0754 7034 EUR<br>Mevr. Els Verhaegen</p><table><tr><th>Nr.<th>Datum<th>Omschrijving<th>Valuta<th class=r>Bedrag<tr><td><td><td><b>Vorig saldo op 31-08-2024</b><td><td class=r>{sg(book.opening)}{rows}<tr><td><td><td><b>Nieuw saldo op 30-09-2024</b><td><td class=r>{sg(book.closing)}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Scheldebank NV",
            iban="BE68539007547034",
            account_name="Mevr. Els Verhaegen",
            currency="EUR",
        ),
    )


def pl_wyciag(seed: int) -> Printed:
    """Polish: spaces as thousands, comma, signed, balance after each operation."""
    kinds = [Kind("TRANSAKCJA KARTĄ PŁATNICZĄ|{party} WARSZAWA", -1, "card", 9, 320, ("PIEKARNIA ZBOŻE", "STACJA POŁUDNIE"), 5), Kind("PRZELEW PRZYCHODZĄCY|{party}|FAKTURA {ref}", 1, "transfer", 400, 9000, ("STOLARNIA DĄB SP. Z O.O.",), 1.6), Kind("PRZELEW WYCHODZĄCY|{party}", -1, "transfer", 60, 2100, ("ADAM WILK",), 1.6), Kind("OPŁATA ZA PROWADZENIE RACHUNKU", -1, "fee", 5, 15, (), 0.4)]  # fmt: skip
    book = ledger(seed, kinds, count=24, start=date(2024, 4, 1), days=30, opening="7210.44")
    sg = lambda v: ("-" if v < 0 else "") + fr(v)
    rows = "".join(
        f"<tr><td>{e.day:%Y-%m-%d}<td>{e.value:%Y-%m-%d}<td>{'<br>'.join(e.lines)}<td class=r>{sg(e.amount)}<td class=r>{sg(e.balance)}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Bank Nadwiślański S.A.</b><p>Wyciąg z rachunku nr 4/2024 za okres od 2024-04-01 do 2024-04-30<br>Posiadacz: MAŁGORZATA NOWICKA<br>Nr rachunku PL61 1090 1014 0000 0712 1981 2874<br>Waluta PLN</p><table style="width:60%"><tr><td>Saldo początkowe<td class=r>{sg(book.opening)} PLN<tr><td>Suma uznań<td class=r>{fr(book.into)} PLN<tr><td>Suma obciążeń<td class=r>-{fr(book.out)} PLN<tr><td>Saldo końcowe<td class=r>{sg(book.closing)} PLN</table><table><tr><th>Data operacji<th>Data waluty<th>Opis operacji<th class=r>Kwota<th class=r>Saldo po operacji{rows}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Bank Nadwiślański S.A.",
            iban="PL61109010140000071219812874",
            account_name="MAŁGORZATA NOWICKA",
            period=["2024-04-01", "2024-04-30"],
            currency="PLN",
        ),
    )


def se_kontoutdrag(seed: int) -> Printed:
    """Swedish: ISO dates, one signed column, newest first, opening and closing below each other."""
    kinds = [Kind("{party}", -1, "card", 20, 900, ("Kvarnens Bageri", "Fjäll & Hav AB", "SL-like Biljett"), 6), Kind("Lön {party}", 1, "salary", 18000, 31000, ("Granit Bygg AB",), 0.6), Kind("Swish till {party}", -1, "transfer", 50, 1200, ("Maja L",), 1.5)]  # fmt: skip
    book = ledger(
        seed, kinds, count=24, start=date(2024, 2, 1), days=29, opening="18044.20", value_lag=(0, 1)
    )
    sg = lambda v: ("-" if v < 0 else "") + fr(v)
    rows = "".join(
        f"<tr><td>{e.day:%Y-%m-%d}<td>{e.value:%Y-%m-%d}<td>{e.lines[0]}<td class=r>{sg(e.amount)}<td class=r>{sg(e.balance)}"
        for e in reversed(book.entries)
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Mälarbanken</b><p>Kontoutdrag 2024-02-01 - 2024-02-29<br>Lönekonto 6112-44 718 220 &nbsp; Elin Sandström</p><p>Ingående saldo {sg(book.opening)} SEK<br>Utgående saldo {sg(book.closing)} SEK</p><table><tr><th>Bokföringsdag<th>Valutadag<th>Beskrivning<th class=r>Belopp<th class=r>Bokfört saldo{rows}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            book.entries[::-1],
            bank_name="Mälarbanken",
            period=["2024-02-01", "2024-02-29"],
            currency="SEK",
        ),
    )


def dk_kontoudskrift(seed: int) -> Printed:
    """Danish: figures with a trailing minus, opening and closing within the table."""
    kinds = [Kind("Dankort-nota {party}", -1, "card", 20, 700, ("Havnens Fisk", "Bageriet Nord"), 6), Kind("Lønoverførsel", 1, "salary", 15000, 24000, (), 0.5), Kind("BS betaling {party}", -1, "direct_debit", 90, 1600, ("BOLIGFORENING ØST",), 1.5)]  # fmt: skip
    book = ledger(seed, kinds, count=22, start=date(2024, 6, 1), days=30, opening="9120.75")
    tr = lambda v: number(v, ",", ".") + ("-" if v < 0 else "")
    rows = "".join(
        f"<tr><td>{e.day:%d.%m.%Y}<td>{e.lines[0]}<td>{e.value:%d.%m.%Y}<td class=r>{tr(e.amount)}<td class=r>{tr(e.balance)}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b style="font-size:14pt">Øresunds Sparekasse</b><p>Kontoudskrift nr. 6<br>Konto 9044 0004471122 &nbsp; Mette Kjær</p><p>Periode 01.06.2024 - 30.06.2024 &nbsp; DKK</p><table><tr><th>Dato<th>Tekst<th>Valør<th class=r>Beløb<th class=r>Saldo<tr><td>01.06.2024<td>Overført fra forrige udskrift<td><td><td class=r>{tr(book.opening)}{rows}<tr><td>30.06.2024<td>Saldo i alt<td><td><td class=r>{tr(book.closing)}</table>"""
    return Printed(
        html,
        truth_of(book, bank_name="Øresunds Sparekasse", period=["2024-06-01", "2024-06-30"], currency="DKK"),
    )


def eu_vault_summary(seed: int) -> Printed:
    """An application's statement: a table of products above, money out and in, dates in words."""
    kinds = [Kind("{party}|Card: 4165**{card}", -1, "card", 2, 90, ("Tram 28", "Olive & Fig", "Streamly"), 6), Kind("Transfer from {party}|Reference: {ref}", 1, "transfer", 20, 900, ("CLARA BOSCH",), 1.6), Kind("To pocket EUR Holidays", -1, "transfer", 5, 100, (), 1), Kind("Transfer to {party}", -1, "transfer", 10, 500, ("LEO MARTI",), 1)]  # fmt: skip
    book = ledger(seed, kinds, count=27, start=date(2024, 12, 15), days=31, opening="96.40", value_lag=(0,))
    rows = "".join(
        f"<tr><td>{e.day:%b} {e.day.day}, {e.day.year}<td>{'<br><small>'.join(e.lines)}<td class=r>{'€' + number(e.amount) if e.amount < 0 else ''}<td class=r>{'€' + number(e.amount) if e.amount > 0 else ''}<td class=r>{'-' if e.balance < 0 else ''}€{number(e.balance)}"
        for e in book.entries
    )
    html = f"""{BASE}<body><div style="float:right"><b>EUR Statement</b><br>Generated on the Jan 15, 2025<br>Quanto Bank UAB</div><p><b>NURIA VIDAL</b><br>Carrer Gran 4<br>Girona</p><p>IBAN LT12 1000 0111 0100 1000<br>BIC QUANLT21</p><h4>Balance summary</h4><table><tr><th>Product<th class=r>Opening balance<th class=r>Money out<th class=r>Money in<th class=r>Closing balance<tr><td>Account (Current Account)<td class=r>€{number(book.opening)}<td class=r>€{number(book.out)}<td class=r>€{number(book.into)}<td class=r>{"-" if book.closing < 0 else ""}€{number(book.closing)}<tr><td>Total<td class=r>€{number(book.opening)}<td class=r>€{number(book.out)}<td class=r>€{number(book.into)}<td class=r>{"-" if book.closing < 0 else ""}€{number(book.closing)}</table><h4>Account transactions from December 15, 2024 to January 14, 2025</h4><table><tr><th>Date<th>Description<th class=r>Money out<th class=r>Money in<th class=r>Balance{rows}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            account_name="NURIA VIDAL",
            iban="LT121000011101001000",
            period=["2024-12-15", "2025-01-14"],
            currency="EUR",
        ),
    )


LAYOUTS = [
    uk_day_once, uk_card, uk_mortgage, ie_two_sides, de_signed_first_line, de_marks_overflow, de_two_columns_business,
    de_credit_card, at_trailing, ch_apostrophes, ch_french, fr_releve, fr_signed_online, fr_carte, it_amounts_first,
    it_savings, es_signed_balance, es_cargos_abonos, pt_extrato, nl_code_columns, be_numbered, pl_wyciag,
    se_kontoutdrag, dk_kontoudskrift, eu_vault_summary,
]  # fmt: skip
