"""Tills to look at: what supermarkets, pumps, restaurants and others of many countries print. All are made up."""

# ruff: noqa: E501  the lines of a till read best whole

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from receipt_generator.printed.goods import (
    basket,
    cents,
    comma,
    digits,
    given,
    inside,
    moment,
    on_top,
    plain,
    price,
    worth,
)
from receipt_generator.printed.slip import Slip

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _fact(seller, day, total, currency, **more):
    return {"seller": seller, "day": day, "total": total, "currency": currency, **more}


def uk_supermarket(rng: random.Random, s: Slip) -> dict[str, Any]:
    """Logo, goods with letters, card slip, points, the day in the last line."""
    name = rng.choice(("Fenwater", "Marlowe's", "Brightwell Foods", "Oakham & Sons"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "S/SKIMMED MILK;WHITE BREAD;BANANAS LOOSE;CHED MATURE 350G;HOUMOUS;FREE RANGE EGGS;ORANGE JUICE;TOM SOUP 400G;KITCHEN ROLL;DIGESTIVES;BAGS FOR LIFE",
            0.5,
            6,
        ),
    )
    total = worth(items)
    s.logo(name)
    s.mid(
        rng.choice(("Live well for less every day", "Fresh food, fair prices", "")),
        f"{rng.choice(('Kettering', 'Truro', 'Stockport'))} Superstore",
        "0345 610 2274",
        f"VAT NUMBER {digits(rng, 9)}",
    )
    s.gap()
    for thing, count, each in items:
        s.row(thing, f"{plain(count * each)} {rng.choice('A*DB')}")
        if count > 1:
            s.left(f"   {count} @ {plain(each)}")
    s.row("", "------")
    s.row(rng.choice(("TOTAL TO PAY", "BALANCE DUE", "TOTAL")), f"£{plain(total)}", high=rng.choice((1, 2)))
    s.row(rng.choice(("VISA DEBIT SALE", "CONTACTLESS MASTERCARD")), plain(total))
    s.left(
        "AID :      A0000000031010",
        f"NUMBER :   ************{digits(rng, 4)}",
        "PAN SEQ NO: 01",
        f"AUTH CODE : {digits(rng, 6)}",
        f"MERCHANT :  {digits(rng, 8)}",
    )
    s.row("CHANGE DUE", "£0.00")
    s.gap()
    s.mid(
        f"POINTS THIS VISIT      {rng.randrange(1, 60)}",
        f"CARD NUMBER  63400{digits(rng, 4)}****{digits(rng, 4)}",
        f"TOTAL UP TO {at:%d/%m/%y}    {rng.randrange(90, 900)}" if rng.random() < 0.3 else "",
    )
    s.mid("A chance to win a £1000 gift card", "Tell us how we did within 7 days")
    s.left(f"{at:%d/%m/%y %H:%M} {digits(rng, 4)} 0{digits(rng, 2)} {digits(rng, 4)} {digits(rng, 4)}")
    return _fact(name, at, total, "GBP")


def us_restaurant(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A guest check with an empty line for the tip and suggestions for it."""
    name = rng.choice(("The Rusty Anchor", "Lucia's Trattoria", "Blue Mesa Cantina", "HICKORY SMOKEHOUSE"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "Margarita Rocks;House Salad;Ribeye 12oz;Kids Pasta;Draft Lager;Key Lime Pie;Iced Tea;Fish Tacos;Side Fries;Chowder Cup",
            3,
            38,
        ),
    )
    sub = worth(items)
    tax = on_top(sub, 8.875)
    s.mid(name, high=2, wide=rng.choice((1, 2)))
    s.mid(
        f"{rng.randrange(10, 990)} {rng.choice(('Harbor Blvd', 'N Lincoln Ave', 'Peachtree St NE'))}",
        rng.choice(("Portland, ME 04101", "Chicago, IL 60614", "Atlanta, GA 30309")),
        f"({digits(rng, 3)}) 555-0{digits(rng, 3)}",
    )
    s.gap()
    s.left(f"Server: {rng.choice(('Dana K', 'Miguel', 'Ashley'))}")
    s.row(f"Check #{digits(rng, 3)}", f"Table {rng.randrange(1, 40)}")
    s.row(f"Guest Count: {rng.randrange(1, 6)}", "")
    s.left(
        f"Ordered: {at.month}/{at.day}/{at:%y %I:%M %p}"
        if rng.random() < 0.5
        else f"{at:%m/%d/%Y}  {at:%I:%M %p}"
    )
    s.rule()
    for thing, count, each in items:
        s.row(f"{count} {thing}", f"${plain(count * each)}")
    s.gap()
    s.row("Subtotal", f"${plain(sub)}")
    s.row("Tax", f"${plain(tax)}")
    s.row(rng.choice(("Total", "Total Due", "Amount Due")), f"${plain(sub + tax)}", high=rng.choice((1, 2)))
    s.gap()
    s.row("+ Tip:", "____________")
    s.row("= Total:", "____________")
    s.gap()
    s.mid("Suggested Gratuity")
    for rate in (18, 20, 22):
        tip = on_top(sub, rate)
        s.left(f"{rate}%: (Tip ${plain(tip)} Total ${plain(sub + tax + tip)})")
    s.gap()
    s.mid("Thank you for dining with us!", "Tip percentages are based on the check price before taxes.")
    return _fact(name, at, sub + tax, "USD")


def us_fuel(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A pump: greeting before the name, gallons, price of one, a card."""
    name = rng.choice(("QUICKLANE FUEL #0214", "PRAIRIE STAR TRAVEL PLAZA", "GOLDEN EAGLE GAS & FOOD"))
    at = moment(rng)
    gallons, each = (
        Decimal(rng.randrange(3000, 19000)) / 1000,
        Decimal(rng.randrange(2199, 5199, 10) + 9) / 1000,
    )
    total = cents(gallons * each)
    s.mid("WELCOME TO", name)
    s.mid(
        f"{digits(rng, 4)} {rng.choice(('US HWY 54', 'INTERSTATE DR', 'W MAIN ST'))}",
        rng.choice(("GUYMON OK 73942", "SALINA KS 67401", "BEND OR 97701")),
    )
    s.gap()
    if rng.random() < 0.5:
        s.row(f"DATE {at:%m/%d/%y}", f"TIME {at:%I:%M %p}")
    else:
        s.left(f"{at:%m/%d/%Y} {at:%H:%M:%S}")
    s.left(f"AUTH# {digits(rng, 6)}", f"{rng.choice(('VISA', 'MC'))} XXXXXXXXXXXX{digits(rng, 4)}")
    s.gap()
    s.cells((8, 10, 9, -9), "PUMP", "PRODUCT", "PPG", "")
    s.cells(
        (8, 10, 9, -9),
        f"0{rng.randrange(1, 9)}",
        rng.choice(("UNLEADED", "DIESEL 2", "PREM 93")),
        f"${each}",
        "",
    )
    s.cells((14, -12), "GALLONS", f"{gallons}")
    s.cells((14, -12), "FUEL TOTAL", f"${plain(total)}")
    s.gap()
    if rng.random() < 0.5:
        s.row("TOTAL", f"$ {plain(total)}")
    else:
        s.row("TOTAL SALE", f"${plain(total)}")
    s.row("CREDIT", f"${plain(total)}")
    s.gap()
    s.mid("THANK YOU", "HAVE A NICE DAY", "SAVE 5 CENTS PER GALLON WITH OUR APP")
    return _fact(name, at, total, "USD")


def my_grocer(rng: random.Random, s: Slip) -> dict[str, Any]:
    """Company with number and GST id, sums without and with tax, rounding, cash, a summary."""
    name = rng.choice(
        ("MEGAH JAYA PASARAYA SDN BHD", "T.K. FRESH MART SDN. BHD.", "BINTANG UTARA SUPERSTORES (M) SDN BHD")
    )
    at, items = (
        moment(rng, 2015, 2018),
        basket(
            rng,
            "MINYAK MASAK 1KG;BERAS 5KG;TELUR GRED B 10S;IKAN KEMBUNG;SABUN BASUH;KICAP MANIS 645ML;BISKUT KRIM;GULA 1KG;SUSU PEKAT",
            1.5,
            25,
        ),
    )
    net = worth(items)
    tax = on_top(net, 6)
    gross = net + tax
    total = cents(gross, Decimal("0.05"))
    s.mid(name)
    s.mid(f"({digits(rng, 6)}-{rng.choice('HKTX')})")
    s.mid(
        f"NO. {rng.randrange(1, 90)}, {rng.choice(('JALAN PERMATA 2/1', 'LORONG KENARI 5'))}",
        f"{digits(rng, 5)} {rng.choice(('KLANG, SELANGOR', 'IPOH, PERAK', 'MELAKA'))}",
        f"TEL : 0{rng.randrange(3, 9)}-{digits(rng, 7)}",
        f"GST ID : 00{digits(rng, 10)}",
    )
    s.gap()
    s.mid("TAX INVOICE")
    s.rule()
    s.row(f"INV NO : {digits(rng, 8)}", f"CASHIER : {rng.choice(('SITI', 'ALI', 'MEI'))}")
    s.row(f"DATE : {at:%d/%m/%Y}", f"TIME : {at:%H:%M:%S}") if rng.random() < 0.6 else s.left(
        f"{at:%d-%m-%y %I:%M:%S %p}"
    )
    s.rule()
    for thing, count, each in items:
        s.left(f"{digits(rng, 7)}{digits(rng, 6)} {thing}")
        s.cells((12, -10, -12), f"    {count} x", plain(each), f"{plain(count * each)} SR")
    s.rule()
    s.row("TOTAL EXCL. GST", plain(net))
    s.row("GST @ 6%", plain(tax))
    s.row("TOTAL INCL. GST", plain(gross))
    s.row("ROUNDING ADJ", plain(total - gross))
    s.row(rng.choice(("TOTAL (RM)", "NET TOTAL RM", "AMOUNT DUE")), plain(total), wide=rng.choice((1, 2)))
    paid = given(rng, total)
    s.row("CASH", plain(paid))
    s.row("CHANGE", plain(paid - total))
    s.gap()
    s.cells((14, -10, -10), "GST SUMMARY", "AMT(RM)", "TAX(RM)")
    s.cells((14, -10, -10), "SR @ 6%", plain(net), plain(tax))
    s.mid("GOODS SOLD ARE NOT REFUNDABLE", "THANK YOU, PLEASE COME AGAIN")
    return _fact(name, at, total, "MYR", tax=str(tax))


def my_hardware(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A small shop's bill: columns of goods, few sums."""
    name = rng.choice(("KEDAI BESI SENTOSA", "SIN CHEONG HARDWARE TRADING", "LUCKY SEVEN ENTERPRISE"))
    at, items = (
        moment(rng, 2012, 2019),
        basket(
            rng,
            "PVC PIPE 1/2;CEMENT 1KG;PAKU 2 INCI;CAT PUTIH 1L;SPRAY PAINT;BULB LED 9W;TAPE MEASURE 5M;DOOR HINGE 4",
            1,
            40,
            5,
        ),
    )
    total = worth(items)
    s.mid(name, wide=rng.choice((1, 1, 2)))
    s.mid(
        f"(CO REG: {digits(rng, 9)}-{rng.choice('AVX')})",
        f"LOT {digits(rng, 4)}, JALAN {rng.choice(('BESAR', 'IMPIAN 3', 'STESEN'))}",
        f"{digits(rng, 5)} {rng.choice(('KAJANG', 'SERDANG', 'BATU PAHAT'))}",
        f"H/P: 012-{digits(rng, 7)}",
    )
    s.mid("CASH BILL" if rng.random() < 0.5 else "** CASH SALES **")
    s.gap()
    s.row(f"Bill No : CS-{digits(rng, 6)}", "")
    s.left(
        f"Date    : {rng.choice((f'{at:%d/%m/%Y}', f'{at.day} {MONTHS[at.month - 1]} {at.year}', f'{at:%d}-{MONTHS[at.month - 1].upper()}-{at:%Y}'))} {at:%I:%M %p}"
    )
    s.left("Cust    : CASH", "Salesman: 02")
    s.rule("=")
    wide = s.columns - 22
    s.cells((wide, -4, -9, -9), "Description", "Qty", "Price", "Amount")
    s.rule("=")
    for thing, count, each in items:
        s.cells((wide, -4, -9, -9), thing, str(count), plain(each), plain(count * each))
    s.rule()
    s.row(f"Item(s) : {len(items)}   Qty : {sum(c for _, c, _ in items)}", "")
    s.row("TOTAL :", f"RM {plain(total)}")
    paid = given(rng, total)
    s.row("CASH :", plain(paid))
    s.row("CHANGE :", plain(paid - total))
    s.gap()
    s.mid("Barang yang dijual tidak boleh ditukar")
    return _fact(name, at, total, "MYR")


def sg_restaurant(rng: random.Random, s: Slip) -> dict[str, Any]:
    """Brand, company below it, service charge and GST, no cash."""
    brand, name = rng.choice(
        (
            ("Old Quay Noodle Bar", "OLD QUAY F&B PTE LTD"),
            ("Lotus Leaf", "Lotus Leaf Dining Pte. Ltd."),
            ("THE PEPPER POT", "PEPPER POT HOLDINGS PTE LTD"),
        )
    )
    at, items = (
        moment(rng),
        basket(
            rng,
            "Laksa Deluxe;Kopi O;Chilli Crab;Steamed Rice;Lime Juice;Satay (10);Kailan Garlic;Mango Sago",
            2,
            48,
        ),
    )
    sub = worth(items)
    service = on_top(sub, 10)
    tax = on_top(sub + service, 7)
    total = sub + service + tax
    s.logo(brand)
    s.mid(
        name,
        f"{rng.randrange(1, 400)} {rng.choice(('Orchard Road', 'Boat Quay', 'Jurong Gateway Road'))} #0{rng.randrange(1, 5)}-{rng.randrange(10, 99)}",
        f"Singapore {digits(rng, 6)}",
        f"Tel: 6{digits(rng, 7)}",
        f"GST Reg No: 20{digits(rng, 7)}{rng.choice('DKZ')}",
    )
    s.gap()
    s.row(f"Table: {rng.randrange(1, 60)}", f"Pax: {rng.randrange(1, 9)}")
    s.row(f"Rcpt#: A{digits(rng, 7)}", f"POS {rng.randrange(1, 4)}")
    s.left(
        rng.choice(
            (
                f"{at.day:02} {MONTHS[at.month - 1]} {at.year} {at:%H:%M}",
                f"{at:%d/%m/%Y} {at:%I:%M%p}",
                f"{at:%a} {at.day}-{MONTHS[at.month - 1]}-{at:%y} {at:%H:%M}",
            )
        )
    )
    s.rule()
    for thing, count, each in items:
        s.row(f"{count} x {thing}", plain(count * each))
    s.rule()
    s.row("SUBTOTAL", plain(sub))
    s.row("10% SVC CHG", plain(service))
    s.row("7% GST", plain(tax))
    s.row(rng.choice(("TOTAL", "GRAND TOTAL", "Total Due")), f"${plain(total)}", high=2)
    s.row(rng.choice(("NETS", "VISA", "PayNow")), f"${plain(total)}")
    s.rule()
    s.mid(
        f"Closed {at:%d/%m/%Y %H:%M}" if rng.random() < 0.3 else "",
        "Thank you, see you again",
        "Prices are subject to GST",
    )
    return _fact(f"{name}", at, total, "SGD", tax=str(tax))


def de_supermarket(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A German till: EUR over the prices, letters of rates, the table of tax, the lines of the TSE."""
    name = rng.choice(("Frischland", "NORDKORN", "Kaufpark Rosenau"))
    firm = f"{name} {rng.choice(('Markt GmbH', 'Handels GmbH & Co. KG', 'OHG'))}"
    at, items = (
        moment(rng, 2015),
        basket(
            rng,
            "BIO VOLLMILCH;ROGGENBROT 500G;GOUDA JUNG;BUTTER 250G;TOMATEN RISPE;SPAGHETTI;KAFFEE GEM.;PFAND 0,25;TRAUBEN HELL;MINERALWASSER",
            0.4,
            9,
        ),
    )
    total = worth(items)
    s.logo(name)
    s.mid(
        firm,
        f"{rng.choice(('Lindenstr.', 'Am Bahnhof', 'Gartenweg'))} {rng.randrange(1, 99)}",
        f"{digits(rng, 5)} {rng.choice(('Lüneburg', 'Fulda', 'Bad Homburg'))}",
        f"UID Nr.: DE{digits(rng, 9)}",
    )
    s.row("", "EUR")
    for thing, count, each in items:
        if count > 1:
            s.left(f"   {count} Stk x    {comma(each)}")
        s.row(thing, f"{comma(count * each)} {rng.choice('AB')}")
    s.rule()
    s.row(rng.choice(("SUMME          EUR", "zu zahlen", "SUMME")), comma(total), wide=rng.choice((1, 1, 2)))
    s.rule("=")
    if rng.random() < 0.5:
        paid = given(rng, total)
        s.row("Geg. BAR        EUR", comma(paid))
        s.row("Rückgeld BAR    EUR", comma(paid - total))
    else:
        s.row("Geg. EC-Cash    EUR", comma(total))
        s.mid("* * Kundenbeleg * *")
        s.left(
            f"Datum:      {at:%d.%m.%Y}",
            f"Uhrzeit:    {at:%H:%M:%S} Uhr",
            f"Beleg-Nr.   {digits(rng, 4)}",
            f"Trace-Nr.   {digits(rng, 6)}",
            "Bezahlung Contactless",
            f"Terminal-ID {digits(rng, 8)}",
            f"Nr. ############{digits(rng, 4)} 0001",
        )
        s.row("Betrag EUR", comma(total))
    s.gap()
    tax = inside(total, 7)
    s.cells((11, -9, -9, -9) if s.columns > 38 else (9, -7, -7, -8), "Steuer  %", "Netto", "Steuer", "Brutto")
    s.cells(
        (11, -9, -9, -9) if s.columns > 38 else (9, -7, -7, -8),
        "B=   7,0%",
        comma(total - tax),
        comma(tax),
        comma(total),
    )
    s.gap()
    if at.year >= 2020:
        s.left(f"TSE-Start: {at:%Y-%m-%dT%H:%M}:02.000", f"Seriennr Kasse: K:{digits(rng, 8)}")
    s.row(f"{at:%d.%m.%Y}     {at:%H:%M}", f"Bon-Nr.:{digits(rng, 4)}")
    s.row(f"Markt:{digits(rng, 4)}   Kasse:{rng.randrange(1, 9)}", f"Bed.:{digits(rng, 6)}")
    s.rule("*")
    s.mid("Vielen Dank für Ihren Einkauf", "Öffnungszeiten Mo-Sa 7-22 Uhr")
    return _fact(firm, at, total, "EUR")


def de_fuel(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A filling station with its holder, litres, a card slip in the middle."""
    brand = rng.choice(("TANKHOF", "ELBTANK", "StarOil"))
    name = f"{brand} Tankstelle {rng.choice(('Jürgen Maass', 'Petra Ahlers', 'M. Yildirim'))}"
    at = moment(rng)
    litres, each = Decimal(rng.randrange(1000, 7000)) / 100, Decimal(rng.randrange(1199, 2199, 10) + 9) / 1000
    total = cents(litres * each)
    s.mid(brand, wide=2, high=2)
    s.mid(
        name,
        f"{rng.choice(('Bremer Chaussee', 'Hauptstraße', 'Ringstr.'))} {rng.randrange(1, 300)}",
        f"{digits(rng, 5)} {rng.choice(('Celle', 'Stade', 'Verden'))}",
        f"Tel. 0{digits(rng, 4)}/{digits(rng, 5)}",
        f"St.-Nr.: {digits(rng, 2)}/{digits(rng, 3)}/{digits(rng, 5)}",
    )
    s.gap()
    s.row(f"Belegnr. {digits(rng, 4)}/00{rng.randrange(1, 4)}", "")
    s.row(f"{at:%d.%m.%y}", f"{at:%H:%M}")
    s.rule()
    s.row(f"*{rng.choice(('Super E10', 'Diesel', 'Super 95'))}", f"{comma(total)} A")
    s.left(f"Zp {rng.randrange(1, 9):02}  {comma(litres)} l x {str(each).replace('.', ',')} EUR/l")
    s.rule()
    s.row("Gesamtbetrag", f"{comma(total)} EUR", high=2)
    tax = inside(total, 19)
    s.cells((8, -9, -9, -9) if s.columns > 38 else (7, -8, -7, -8), "Typ A", "Netto", "MwSt", "Brutto")
    s.cells(
        (8, -9, -9, -9) if s.columns > 38 else (7, -8, -7, -8),
        "19,00%",
        comma(total - tax),
        comma(tax),
        comma(total),
    )
    s.gap()
    s.mid("K-U-N-D-E-N-B-E-L-E-G", "girocard")
    s.row("Zahlung", f"EUR {comma(total)}")
    s.left(
        f"VU-Nr. {digits(rng, 10)}",
        f"Genehmigungs-Nr. {digits(rng, 6)}",
        f"Karte ####{digits(rng, 4)} gültig bis {rng.randrange(1, 12):02}/{rng.randrange(26, 30)}",
    )
    s.mid("Zahlung erfolgt", "Wir wünschen gute Fahrt")
    return _fact(name, at, total, "EUR", tax=str(tax))


def de_restaurant(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A bill with the form for entertaining guests at its foot."""
    name = rng.choice(("Gasthof Zum Goldenen Hirsch", "Ristorante Da Peppino", "Brauhaus am Markt"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "Pils 0,5l;Apfelschorle 0,4;Schnitzel Wiener Art;Käsespätzle;Tagessuppe;Espresso;Kaiserschmarrn;Salat gem.",
            2.5,
            24,
        ),
    )
    total = worth(items)
    s.mid(name, high=2)
    s.mid(
        f"Inh. {rng.choice(('Familie Kessler', 'G. Marino'))}",
        f"{rng.choice(('Marktplatz', 'Kirchgasse'))} {rng.randrange(1, 40)} - {digits(rng, 5)} {rng.choice(('Rothenburg', 'Weilheim'))}",
        f"Telefon 0{digits(rng, 4)} {digits(rng, 5)}",
        f"USt-IdNr. DE{digits(rng, 9)}",
    )
    s.gap()
    s.mid("RECHNUNG" if rng.random() < 0.6 else "Rechnung Nr. " + digits(rng, 5))
    s.row(f"Tisch {rng.randrange(1, 30)}", f"{at:%d.%m.%Y} {at:%H:%M}")
    s.rule()
    for thing, count, each in items:
        s.row(f"{count} x {thing}", comma(count * each))
    s.rule()
    s.row(
        rng.choice(("Total", "Gesamt", "Summe")),
        f"{comma(total)} €" if rng.random() < 0.6 else f"EUR {comma(total)}",
        high=2,
    )
    tax = inside(total, 19)
    s.row("Netto 19%", comma(total - tax))
    s.row("MwSt 19%", comma(tax))
    s.row("Bar" if rng.random() < 0.5 else "EC-Karte", comma(total))
    s.left(f"Es bediente Sie {rng.choice(('Frau Huber', 'Luca'))}")
    s.gap()
    s.mid("Angaben zum Nachweis der Höhe und der betrieblichen Veranlassung von Bewirtungsaufwendungen")
    s.left(
        "Bewirtete Person(en):",
        "_" * 28,
        "Anlass der Bewirtung:",
        "_" * 28,
        "Trinkgeld: ________",
        "Ort, Datum      Unterschrift",
    )
    return _fact(name, at, total, "EUR", tax=str(tax))


def fr_supermarket(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A hypermarket: count of articles, card, tax by rates, the day with the till's numbers."""
    name = rng.choice(("HYPER GARONNE", "Super Bocage", "MARCHE DES HALLES"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "BAGUETTE TRAD;LAIT 1/2 ECR 1L;YAOURT NAT X4;CAMEMBERT;JAMBON 4TR;EAU MIN 6X1.5L;POMMES GALA;CAFE MOULU;BEURRE DOUX",
            0.6,
            12,
        ),
    )
    total = worth(items)
    s.logo(name)
    s.mid(
        f"{rng.choice(('ZAC des Vignes', 'Centre Commercial Sud', 'Avenue de la Gare'))}",
        f"{digits(rng, 5)} {rng.choice(('CAHORS', 'SAINTES', 'VIRE'))}",
        f"Tel. 05.{digits(rng, 2)}.{digits(rng, 2)}.{digits(rng, 2)}.{digits(rng, 2)}",
        f"SIRET {digits(rng, 14)}" if rng.random() < 0.5 else "Bienvenue dans votre magasin",
    )
    s.gap()
    for thing, count, each in items:
        s.row(thing, f"{comma(count * each)} €" if rng.random() < 0.5 else comma(count * each))
        if count > 1:
            s.left(f"    {count} x {comma(each)}")
    s.rule("=")
    s.row(
        rng.choice(("TOTAL A PAYER", "TOTAL", f"TOTAL {len(items)} ARTICLES")),
        f"{comma(total)} €",
        high=rng.choice((1, 2)),
    )
    s.row(rng.choice(("CARTE BANCAIRE", "CB EMV SANS CONTACT")), f"{comma(total)} €")
    s.gap()
    tax = inside(total, 5.5)
    s.cells((10, -9, -9, -9) if s.columns > 38 else (8, -8, -7, -8), "TVA", "H.T.", "T.V.A.", "T.T.C.")
    s.cells(
        (10, -9, -9, -9) if s.columns > 38 else (8, -8, -7, -8),
        "5,50 %",
        comma(total - tax),
        comma(tax),
        comma(total),
    )
    s.gap()
    s.left(
        rng.choice(
            (
                f"{at:%d/%m/%Y} {at:%H:%M} Caisse {rng.randrange(1, 20):02} Ticket {digits(rng, 4)}",
                f"Le {at:%d/%m/%y} à {at:%H:%M}   {digits(rng, 4)} {digits(rng, 3)}",
                f"{at:%d.%m.%Y} {at:%H}h{at:%M} Hôtesse: NADIA",
            )
        )
    )
    s.mid("Merci de votre visite", "A bientôt", "Ouvert du lundi au samedi de 8h30 à 20h30")
    return _fact(name, at, total, "EUR")


def fr_restaurant(rng: random.Random, s: Slip) -> dict[str, Any]:
    """Table and covers, total with tax, the company's line at the head."""
    name = rng.choice(("LE PETIT MOULIN", "Chez Mathilde", "Brasserie du Port"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "Menu du jour;Entrecote frites;Verre Bordeaux;Cafe;Tarte Tatin;Perrier 33cl;Salade Nicoise;Creme brulee",
            2,
            32,
        ),
    )
    total = worth(items)
    s.mid(name, wide=rng.choice((1, 2)), high=2)
    s.mid(
        f"SARL {rng.choice(('MTL RESTAURATION', 'JPB'))} au capital de 8000 euros"
        if rng.random() < 0.4
        else "",
        f"{rng.randrange(1, 90)} rue {rng.choice(('Victor Hugo', 'des Lilas', 'Saint Michel'))}",
        f"{digits(rng, 5)} {rng.choice(('ANGERS', 'DIEPPE', 'Sète'))}",
        f"TVA FR{digits(rng, 2)}{digits(rng, 9)}",
    )
    s.gap()
    s.row(f"Table {rng.randrange(1, 30)}", f"Couverts {rng.randrange(1, 6)}")
    month = (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    )[at.month - 1]
    s.left(
        rng.choice(
            (
                f"{at.day} {month} {at.year} {at:%H:%M}",
                f"{at:%d/%m/%Y} {at:%H:%M:%S}",
                f"Date : {at:%d-%m-%Y}  Heure : {at:%H:%M}",
            )
        )
    )
    s.left(f"Note n° {digits(rng, 5)}   Serveur : Julien")
    s.rule()
    for thing, count, each in items:
        s.row(f"{count} {thing}", comma(count * each))
    s.rule()
    tax = inside(total, 10)
    s.row("Total HT", comma(total - tax))
    s.row("TVA 10,00%", comma(tax))
    s.row(rng.choice(("TOTAL TTC", "TOTAL EUR", "Net à payer")), f"{comma(total)}", high=2)
    s.row(rng.choice(("Especes", "Carte bleue", "Ticket Restaurant")), comma(total))
    s.mid("Prix nets - service compris", "Merci et à bientôt !")
    return _fact(name, at, total, "EUR", tax=str(tax))


def es_supermarket(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A Spanish simplified invoice."""
    name = rng.choice(
        ("SUPERMERCADOS LA ENCINA S.A.", "HIPER COSTA BRAVA, S.L.", "ALIMENTACION PEREZ E HIJOS SL")
    )
    at, items = (
        moment(rng),
        basket(
            rng,
            "PAN RUSTICO;LECHE ENTERA;ACEITE OLIVA 1L;JAMON SERRANO;TOMATE RAMA;AGUA 5L;QUESO CURADO;HUEVOS L 12U;CERVEZA LATA",
            0.5,
            11,
        ),
    )
    total = worth(items)
    s.mid(name)
    s.mid(
        f"N.I.F. A-{digits(rng, 8)}" if rng.random() < 0.5 else f"CIF: B{digits(rng, 8)}",
        f"C/ {rng.choice(('Mayor', 'Alcala', 'del Sol'))}, {rng.randrange(1, 99)}",
        f"{digits(rng, 5)} {rng.choice(('CUENCA', 'Figueres', 'MERIDA'))}",
        f"Telf: 9{digits(rng, 8)}",
    )
    s.row(f"{at:%d/%m/%Y} {at:%H:%M}", f"OP: {digits(rng, 6)}")
    s.left(f"FACTURA SIMPLIFICADA: {digits(rng, 4)}-{digits(rng, 3)}-{digits(rng, 6)}")
    s.row("Descripción", "Importe")
    for thing, count, each in items:
        s.row(f"{count} {thing}", comma(count * each))
    s.rule()
    s.row(rng.choice(("TOTAL (€)", "TOTAL EUROS", "TOTAL A PAGAR")), comma(total), high=2)
    if rng.random() < 0.5:
        paid = given(rng, total)
        s.row("EFECTIVO", comma(paid))
        s.row("CAMBIO", comma(paid - total))
    else:
        s.row("TARJETA BANCARIA", comma(total))
    tax = inside(total, 10)
    s.cells((8, -13, -10), "IVA", "BASE IMP. (€)", "CUOTA (€)")
    s.cells((8, -13, -10), "10%", comma(total - tax), comma(tax))
    s.mid("SE ADMITEN DEVOLUCIONES CON TICKET", "GRACIAS POR SU COMPRA")
    return _fact(name, at, total, "EUR", tax=str(tax))


def it_bar(rng: random.Random, s: Slip) -> dict[str, Any]:
    """An Italian commercial document."""
    name = rng.choice(("BAR PASTICCERIA AURORA", "Caffè del Teatro", "PANIFICIO F.LLI ROSSETTI"))
    at, items = (
        moment(rng),
        basket(
            rng, "CAFFE;CORNETTO;CAPPUCCINO;TRAMEZZINO;SPREMUTA;ACQUA 0.5L;FOCACCIA;PANINO COTTO", 0.9, 7, 5
        ),
    )
    total = worth(items)
    s.mid(name)
    s.mid(
        f"di {rng.choice(('Bianchi Marco & C. snc', 'Colombo Rita'))}" if rng.random() < 0.5 else "",
        f"VIA {rng.choice(('GARIBALDI', 'ROMA', 'DANTE'))} {rng.randrange(1, 99)}",
        f"{digits(rng, 5)} {rng.choice(('PAVIA (PV)', 'LUCCA', 'COMO (CO)'))}",
        f"P.IVA 0{digits(rng, 10)}",
        f"TEL. 0{digits(rng, 3)}/{digits(rng, 6)}",
    )
    s.gap()
    s.mid("DOCUMENTO COMMERCIALE", "di vendita o prestazione")
    s.gap()
    s.row("DESCRIZIONE         IVA", "Prezzo(€)")
    for thing, count, each in items:
        if count > 1:
            s.left(f"{count} x {comma(each)}")
        s.row(f"{thing:<19} 10%", comma(count * each))
    s.gap()
    s.row(rng.choice(("TOTALE COMPLESSIVO", "TOTALE EURO")), comma(total), high=2)
    tax = inside(total, 10)
    s.row("di cui IVA", comma(tax))
    s.gap()
    if rng.random() < 0.6:
        paid = given(rng, total)
        s.row("Pagamento contante", comma(paid))
        s.row("Resto", comma(paid - total))
    else:
        s.row("Pagamento elettronico", comma(total))
    s.row("Importo pagato", comma(total))
    s.gap()
    s.mid(
        f"{at:%d-%m-%Y}  {at:%H:%M}"
        if rng.random() < 0.6
        else f"{at:%d/%m/%y} {at:%H:%M}  SF. {rng.randrange(1, 99)}",
        f"DOCUMENTO N. {digits(rng, 4)}-{digits(rng, 4)}",
        f"RT 9{rng.choice('9S')}MEY{digits(rng, 6)}",
    )
    return _fact(name, at, total, "EUR", tax=str(tax))


def nl_supermarket(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A Dutch till with a slip of the card machine before the tax."""
    name = rng.choice(("Polder & Co", "De Korenbloem", "SUPERMARKT VAN DIJK"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "HALFV MELK 1L;VOLKOREN BROOD;JONG BELEGEN;PINDAKAAS;STATIEGELD;APPELS ELSTAR;HAGELSLAG;DROP ZOET;SPERZIEBONEN",
            0.5,
            8,
        ),
    )
    total = worth(items)
    s.logo(name)
    s.mid(
        f"{rng.choice(('Kerkstraat', 'Stationsplein', 'Dorpsweg'))} {rng.randrange(1, 120)}",
        f"{digits(rng, 4)} {rng.choice(('AB', 'KL'))} {rng.choice(('Zwolle', 'Gouda', 'Venlo'))}",
        f"0{digits(rng, 2)}-{digits(rng, 7)}",
        f"KVK {digits(rng, 8)}",
    )
    s.row("AANTAL OMSCHRIJVING", "BEDRAG")
    for thing, count, each in items:
        s.row(f"{count}   {thing}", f"{comma(count * each)}")
    s.row(f"{len(items)}   SUBTOTAAL", comma(total))
    s.gap()
    s.row("TOTAAL", comma(total), wide=rng.choice((1, 2)))
    s.gap()
    s.row("BETAALD MET:", "")
    s.row("PINNEN", comma(total))
    s.left(
        f"POI: {digits(rng, 8)}",
        f"Terminal {digits(rng, 6)}",
        "Merchant " + digits(rng, 6),
        f"Periode {digits(rng, 4)}  Transactie {digits(rng, 8)}",
        "MAESTRO",
        f"Kaart ************{digits(rng, 4)}",
        f"Datum {at:%d/%m/%Y} {at:%H:%M}" if rng.random() < 0.5 else f"{at:%d-%m-%Y} {at:%H:%M}",
    )
    s.row("Totaal", f"{comma(total)} EUR")
    tax = inside(total, 9)
    s.row("BTW       OVER", "EUR")
    s.row(f"9%     {comma(total - tax)}", comma(tax))
    s.left(
        f"{digits(rng, 4)}   {rng.randrange(1, 20)} {digits(rng, 3)}  {at:%H:%M}  {at.day}-{at.month}-{at.year}"
    )
    s.mid("Bedankt en tot ziens!", "Ruilen binnen 8 dagen met bon")
    return _fact(name, at, total, "EUR")


def uk_parking(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A ticket of a car park: entry, exit, little else."""
    name = rng.choice(("CITYGATE PARKING LTD", "Metro Car Parks Limited"))
    at, total = moment(rng), price(rng, 2, 28)
    s.mid(
        name,
        f"{rng.choice(('Station Approach', 'Victoria Centre', 'Quayside'))} Car Park",
        rng.choice(("Bristol BS1 6QF", "Reading RG1 1LX")),
        f"VAT Reg No. {digits(rng, 3)} {digits(rng, 4)} {digits(rng, 2)}",
    )
    s.gap()
    s.mid("PAYMENT RECEIPT", high=2)
    s.gap()
    s.left(
        f"Ticket No    {digits(rng, 10)}",
        f"Entry   {at:%d %b %Y} 0{rng.randrange(1, 7)}:{rng.randrange(10, 59)}",
        f"Paid    {at:%d %b %Y %H:%M}",
        "Tariff       Standard",
    )
    s.row("Amount Paid" if rng.random() < 0.5 else "TOTAL", f"£{plain(total)}", high=2)
    s.row("incl. VAT @ 20%", f"£{plain(inside(total, 20))}")
    s.row("Card", f"VISA ****{digits(rng, 4)}")
    s.mid("Please keep this receipt", "You have 15 minutes to exit")
    return _fact(name, at, total, "GBP", tax=str(inside(total, 20)))


def uk_taxi(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A cab's receipt with fare and extras."""
    name = rng.choice(("Castle Cabs", "A1 AIRPORT CARS", "Swift Taxis Norwich"))
    at, fare = moment(rng), price(rng, 5, 60)
    extra, tip = rng.choice((Decimal("2.50"), Decimal("4.00"))), rng.choice((Decimal(0), Decimal("3.00")))
    total = fare + extra + tip
    s.mid(name, wide=2)
    s.mid(
        "TAXI RECEIPT",
        f"Tel 0{digits(rng, 4)} {digits(rng, 6)}",
        f"Licence {digits(rng, 5)}  Vehicle {rng.randrange(1, 300)}",
    )
    s.rule()
    s.row(
        "Date", rng.choice((f"{at:%d/%m/%y}", f"{at.day} {MONTHS[at.month - 1]} {at.year}", f"{at:%d-%m-%Y}"))
    )
    s.row("Start / End", f"{at:%H:%M} / {at:%H}:59")
    s.row("Distance", f"{rng.randrange(1, 30)}.{rng.randrange(0, 9)} mi")
    s.row("Fare", f"£{plain(fare)}")
    s.row("Extras", f"£{plain(extra)}")
    if tip:
        s.row("Tip", f"£{plain(tip)}")
    s.row("TOTAL", f"£{plain(total)}", wide=2)
    s.row("Paid by", rng.choice(("CASH", "VISA")))
    s.mid("Thank you for travelling with us", f"Lost property: 0{digits(rng, 10)}")
    return _fact(name, at, total, "GBP")


def au_hardware(rng: random.Random, s: Slip) -> dict[str, Any]:
    """Australia: ABN, tax invoice, GST within, EFTPOS, rounding of cash."""
    name = rng.choice(
        ("Outback Hardware Pty Ltd", "BANKSIA BUILDING SUPPLIES PTY LTD", "Harbour Tools & Timber")
    )
    at, items = (
        moment(rng),
        basket(
            rng,
            "DECK SCREWS 100PK;PAINT TRAY SET;GAL NAILS 500G;HOSE FITTING 12MM;POTTING MIX 25L;SANDPAPER 5PK;DRILL BIT 6MM",
            2,
            70,
        ),
    )
    gross = worth(items)
    total = gross
    s.mid(name)
    s.mid(
        f"ABN {digits(rng, 2)} {digits(rng, 3)} {digits(rng, 3)} {digits(rng, 3)}",
        f"{rng.randrange(1, 400)} {rng.choice(('Pacific Highway', 'Sturt St', 'Beach Rd'))}",
        rng.choice(("Coffs Harbour NSW 2450", "Ballarat VIC 3350")),
        f"Ph: (0{rng.randrange(2, 9)}) {digits(rng, 4)} {digits(rng, 4)}",
    )
    s.gap()
    s.mid("*** TAX INVOICE ***")
    s.row(f"{at:%d/%m/%Y}  {at:%I:%M %p}", f"Trans: {digits(rng, 5)}")
    s.left(f"Register 0{rng.randrange(1, 9)}  Operator: Kylie")
    s.gap()
    for thing, count, each in items:
        s.left(f"{digits(rng, 7)} {thing}")
        s.row(f"   {count} @ ${plain(each)}", f"${plain(count * each)}")
    s.rule()
    cash = rng.random() < 0.6
    if cash:
        total = cents(gross, Decimal("0.05"))
    s.row(f"{len(items)} Items  SubTotal", f"${plain(gross)}")
    if total != gross:
        s.row("Rounding", f"${plain(total - gross)}")
    s.row("TOTAL", f"${plain(total)}", high=2)
    s.row("GST INCLUDED IN TOTAL", f"${plain(inside(gross, 10))}")
    if cash:
        paid = given(rng, total)
        s.row("Cash", f"${plain(paid)}")
        s.row("Change", f"${plain(paid - total)}")
    else:
        s.row("EFTPOS", f"${plain(total)}")
    s.mid("Please retain receipt for refund or exchange", "Lowest prices guaranteed")
    return _fact(name, at, total, "AUD", tax=str(inside(gross, 10)))


def uk_pharmacy(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A chemist: offers taken off, loyalty card, the day in the middle of a line of numbers."""
    name = rng.choice(("Harley's Pharmacy", "WELLBECK CHEMISTS LTD", "Greenleaf Pharmacy"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "IBUPROFEN 16S;COUGH SYRUP;SUN CREAM SPF30;PLASTERS 40;VITAMIN D 90;SHAMPOO;TOOTHPASTE;HAND CREAM",
            1,
            15,
        ),
    )
    off = Decimal("0.50") if worth(items) > 4 else Decimal(0)
    total = worth(items) - off
    s.mid(name, high=2)
    s.mid(
        f"{rng.randrange(1, 90)} {rng.choice(('The Broadway', 'High Street'))}, {rng.choice(('Ealing', 'Redhill', 'Ely'))}",
        "Caring for your health since 1921",
        f"VAT No. GB {digits(rng, 9)}",
    )
    s.left(
        f"{digits(rng, 4)} {at:%d%b%y} {at:%H:%M} {digits(rng, 3)} {digits(rng, 4)}".upper()
        if rng.random() < 0.5
        else f"Store {digits(rng, 4)}  {at.day:02}.{at.month:02}.{at:%y} {at:%H:%M}"
    )
    s.gap()
    for thing, count, each in items:
        s.row(f"{thing}" + (f" x{count}" if count > 1 else ""), plain(count * each))
    if off:
        s.row("OFFER SAVING", f"-{plain(off)}")
    s.row("", "=======")
    s.row("Total", plain(total), high=2)
    paid = given(rng, total)
    s.row("CASH TENDERED", plain(paid))
    s.row("CHANGE", plain(paid - total))
    if off:
        s.row("You saved", plain(off))
    s.mid(
        f"Card balance {rng.randrange(10, 400)} points",
        "Your receipt is your guarantee",
        "Exchange within 28 days",
    )
    return _fact(name, at, total, "GBP")


def us_supermarket(rng: random.Random, s: Slip) -> dict[str, Any]:
    """An American discounter: slogan, manager, tax, debit, count, the day at the foot."""
    name = rng.choice(("VALUE BARN", "Hometown Foods", "Pick-N-Save Depot"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "GV WHL MLK;BNLS CHKN BRST;BREAD WHT;LG EGGS DZ;DOG FOOD 15LB;COLA 12PK;AVOCADO;PAPER PLATES;CHIPS BBQ",
            0.7,
            18,
        ),
    )
    sub = worth(items)
    tax = on_top(sub, 7.25)
    total = sub + tax
    s.logo(name)
    s.mid(
        rng.choice(("Save money. Every day.", "Always fresh, always low")),
        f"MGR {rng.choice(('RUSSELL DOBBS', 'ANITA CRUZ'))}",
        f"{digits(rng, 4)} {rng.choice(('LAKE PLAZA DR', 'E 3RD AVE'))}",
        rng.choice(("JACKSON TN 38305", "DURANGO CO 81301")),
        f"ST# {digits(rng, 5)} OP# 00{digits(rng, 4)} TE# {digits(rng, 2)} TR# 0{digits(rng, 4)}",
    )
    for thing, count, each in items:
        s.row(
            f"{thing:<14}{digits(rng, 6)}{digits(rng, 6)}" if s.columns > 38 else thing,
            f"{plain(count * each)} {rng.choice('XONT')}",
        )
    s.cells((s.columns - 14, -14), "", f"SUBTOTAL {plain(sub)}") if rng.random() < 0.3 else s.row(
        "          SUBTOTAL", plain(sub)
    )
    s.row("TAX 1   7.250 %", plain(tax))
    s.row("          TOTAL", plain(total))
    s.row("     DEBIT TEND", plain(total))
    s.row("     CHANGE DUE", "0.00")
    s.left(
        "EFT DEBIT   PAY FROM PRIMARY",
        f"  {plain(total)}  TOTAL PURCHASE",
        f"US DEBIT- {digits(rng, 4)} I 0  APPR#{digits(rng, 6)}",
        f"REF # {digits(rng, 12)}",
    )
    s.mid(
        f"# ITEMS SOLD {sum(c for _, c, _ in items)}",
        f"TC# {digits(rng, 4)} {digits(rng, 4)} {digits(rng, 4)} {digits(rng, 4)}",
    )
    s.mid(f"{at:%m/%d/%y}     {at:%H:%M:%S}")
    s.mid("***CUSTOMER COPY***")
    return _fact(name, at, total, "USD", tax=str(tax))


def uk_hotel(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A short bill of a guest house: arrival and departure, balance nil."""
    name = rng.choice(("The Wheatsheaf Inn", "Cliff House Hotel Ltd"))
    at, rate, nights = moment(rng), price(rng, 45, 160), rng.randrange(1, 4)
    dinner = price(rng, 12, 60)
    total = rate * nights + dinner
    s.logo(name)
    s.mid(
        f"{rng.choice(('Cliff Road', 'Market Place'))}, {rng.choice(('Whitby', 'Ludlow'))}",
        f"Tel: 01{digits(rng, 3)} {digits(rng, 6)}",
        f"VAT Registration No. {digits(rng, 9)}",
    )
    s.gap()
    s.left(
        f"GUEST BILL {digits(rng, 5)}",
        f"Room {rng.randrange(1, 40)}   Mr {rng.choice(('Hobson', 'Clarke'))}",
        f"Bill date: {at:%d/%m/%Y}" if rng.random() < 0.5 else f"Date {at.day} {at:%B} {at.year}",
    )
    s.rule()
    s.row(f"Room & breakfast {nights} x {plain(rate)}", plain(rate * nights))
    s.row("Dinner", plain(dinner))
    s.rule()
    s.row("TOTAL", f"£{plain(total)}", high=2)
    s.row("VAT included at 20%", f"£{plain(inside(total, 20))}")
    s.row("Paid Mastercard", f"£{plain(total)}")
    s.row("Balance outstanding", "£0.00")
    s.mid("We hope you enjoyed your stay")
    return _fact(name, at, total, "GBP", tax=str(inside(total, 20)))


TILLS = (
    uk_supermarket, us_restaurant, us_fuel, my_grocer, my_hardware, sg_restaurant, de_supermarket, de_fuel,
    de_restaurant, fr_supermarket, fr_restaurant, es_supermarket, it_bar, nl_supermarket, uk_parking, uk_taxi,
    au_hardware, uk_pharmacy, us_supermarket, uk_hotel,
)  # fmt: skip
