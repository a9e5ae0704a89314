"""Tills that are only scored, never looked at: other trades, countries and forms than those of `tills`."""

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


def _says(seller, day, total, currency, **more):
    return {"seller": seller, "day": day, "total": total, "currency": currency, **more}


def uk_pub(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A bill of a pub with an optional service charge."""
    name = rng.choice(("The Fox & Grapes", "THE LAMPLIGHTER", "Duke of Rutland"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "Pt Pale Ale;Scampi & Chips;Sunday Roast;G&T Dbl;Sticky Toffee Pud;House Red 175;Lime Soda;Nachos",
            3,
            22,
        ),
    )
    sub = worth(items)
    service = on_top(sub, 12.5) if rng.random() < 0.6 else Decimal(0)
    s.mid(name, high=2)
    s.mid(
        f"{rng.randrange(2, 80)} {rng.choice(('Castle Street', 'Mill Lane'))}",
        rng.choice(("Farnham, Surrey", "Bakewell, Derbyshire")),
        f"{rng.choice(('GU9 7JB', 'DE45 1BX'))}",
        f"VAT {digits(rng, 9)}",
    )
    s.left(
        f"Tbl {rng.randrange(1, 60)}   Chk {digits(rng, 4)}   Cvrs {rng.randrange(1, 7)}",
        f"{at.day:02}{at:%b}'{at:%y} {at:%H:%M}"
        if rng.random() < 0.5
        else f"{at:%A}, {at.day} {at:%B} {at.year} {at:%H:%M}",
    )
    s.rule("=")
    for thing, count, each in items:
        s.row(f"{count} {thing}", plain(count * each))
    s.rule("-")
    s.row("Food & Drink Total", plain(sub))
    if service:
        s.row("Opt Service 12.5%", plain(service))
    s.row("Total Due", f"£{plain(sub + service)}", high=rng.choice((1, 2)))
    s.row("Amex", f"£{plain(sub + service)}")
    s.mid("Service is discretionary", "Book your Christmas party now!")
    return _says(name, at, sub + service, "GBP")


def uk_petrol(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A British forecourt: pump, litres, VAT table."""
    name = rng.choice(("Ridgeway Service Station", "M&J FUELS LTD", "Thornbury Filling Station"))
    at, litres, each = (
        moment(rng),
        Decimal(rng.randrange(800, 6500)) / 100,
        Decimal(rng.randrange(1099, 1899, 10) + 9) / 1000,
    )
    fuel, snack = cents(litres * each), price(rng, 1, 5)
    total = fuel + snack
    s.mid(
        name,
        f"{rng.choice(('Bath Road', 'London Road'))}, {rng.choice(('Marlborough SN8 1NJ', 'Wantage OX12 8AB'))}",
        f"Tel. {digits(rng, 5)} {digits(rng, 6)}",
        f"VAT No. {digits(rng, 9)}",
    )
    s.gap()
    s.row(f"Date: {at:%d/%m/%Y}", f"Time: {at:%H:%M}")
    s.row(f"Receipt: {digits(rng, 6)}", f"Till: {rng.randrange(1, 4)}")
    s.gap()
    s.row(f"{rng.choice(('UNLEADED', 'DIESEL'))} Pump {rng.randrange(1, 12)}", f"{plain(fuel)} A")
    s.left(f"  {plain(litres)} L @ {plain(each * 100)}p/L")
    s.row("CRISPS GRAB BAG", f"{plain(snack)} A")
    s.gap()
    s.row("TOTAL GBP", plain(total), wide=2)
    s.row("VISA DEBIT", plain(total))
    tax = inside(total, 20)
    s.cells((8, -10, -8), "VAT", "NET", "VAT AMT")
    s.cells((8, -10, -8), "A 20%", plain(total - tax), plain(tax))
    s.mid("Thank You - Drive Safely")
    return _says(name, at, total, "GBP", tax=str(tax))


def ie_shop(rng: random.Random, s: Slip) -> dict[str, Any]:
    """An Irish corner shop, paid in cash with rounding."""
    name = rng.choice(("O'Sullivan's Foodstore", "BALLYMORE PROVISIONS", "Corrib Fresh Ltd"))
    at, items = (
        moment(rng, 2016),
        basket(
            rng, "SLICED PAN;MILK 2LTR;SCONES 4PK;RASHERS;LOTTO;TEA 80S;BLACK PUDDING;WATER 500ML", 0.8, 8
        ),
    )
    sub = worth(items)
    total = cents(sub, Decimal("0.05"))
    s.mid(
        "Welcome to",
        name,
        rng.choice(("Main St, Kenmare", "Shop St, Galway")),
        f"Tel: 0{digits(rng, 2)} {digits(rng, 7)}",
        f"VAT No. IE{digits(rng, 7)}W",
    )
    s.gap()
    for thing, count, each in items:
        s.row(thing, f"€{plain(count * each)}")
    s.row("Sub Total", f"€{plain(sub)}")
    if total != sub:
        s.row("Rounding", f"{plain(total - sub)}")
    s.row("Total Due", f"€{plain(total)}", high=2)
    paid = given(rng, total)
    s.row("Cash", f"€{plain(paid)}")
    s.row("Change", f"€{plain(paid - total)}")
    s.left("Served by: Aoife   Till 2", f"Trans {digits(rng, 6)}  {at:%d.%m.%Y} {at:%H:%M:%S}")
    s.mid("Go raibh maith agat")
    return _says(name, at, total, "EUR")


def us_hardware(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A builder's store with a rewards number and a return policy with other dates."""
    name = rng.choice(("Ironwood Supply Co.", "TRUE NORTH HARDWARE", "Delmar Lumber & Home"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "2X4-8 SPF STUD;DUCT TAPE 60YD;WIRE NUTS YEL;PVC ELBOW 3/4;PAINT GAL SATIN;CAULK WHT;FURNACE FILTER;ANCHOR KIT",
            1,
            60,
        ),
    )
    sub = worth(items)
    tax = on_top(sub, 6)
    s.mid(name, wide=rng.choice((1, 2)), high=2)
    s.mid(
        f"{digits(rng, 4)} {rng.choice(('Commerce Pkwy', 'State Route 20'))}",
        rng.choice(("Toledo, OH 43614", "Boise, ID 83704")),
        f"{digits(rng, 3)}-{digits(rng, 3)}-{digits(rng, 4)}",
    )
    s.gap()
    s.row(f"SALE  {digits(rng, 4)} {digits(rng, 5)}", f"{at:%m/%d/%y} {at:%I:%M %p}")
    s.left("CASHIER JOHN - SELF CHECKOUT")
    s.gap()
    for thing, count, each in items:
        s.row(f"{digits(rng, 12)} {thing}", f"{plain(count * each)}")
    s.gap()
    s.row("SUBTOTAL", plain(sub))
    s.row("SALES TAX", plain(tax))
    s.row("TOTAL", f"${plain(sub + tax)}", high=2)
    s.row(f"XXXXXXXXXXXX{digits(rng, 4)} VISA", "")
    s.row("USD$", plain(sub + tax))
    s.left(f"AUTH CODE {digits(rng, 6)}", f"REWARDS MEMBER # {digits(rng, 9)}")
    s.rule("*")
    s.left("RETURN POLICY: 90 DAYS", f"POLICY EXPIRES ON {at.month:02}/28/{at.year + 1}")
    return _says(name, at, sub + tax, "USD", tax=str(tax))


def us_taxi(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A cab of a large town: medallion, times, surcharges, tip paid by card."""
    name = rng.choice(("YELLOW STAR CAB CO", "Bayside Taxi Inc"))
    at, fare = moment(rng), price(rng, 6, 60)
    tip, extra = cents(fare / 5), Decimal("3.30")
    total = fare + tip + extra
    s.mid(
        name, f"MEDALLION {rng.randrange(1, 9)}{rng.choice('KLM')}{rng.randrange(10, 99)}", f"{at:%m/%d/%Y}"
    )
    s.row("START", f"{at:%H:%M}")
    s.row("END", f"{at:%H}:59")
    s.row("TRIP", digits(rng, 4))
    s.row("DIST", f"{rng.randrange(1, 20)}.{rng.randrange(10, 99)} MI")
    s.row("RATE 1", f"${plain(fare)}")
    s.row("SURCHARGE", f"${plain(extra)}")
    s.row("TIP", f"${plain(tip)}")
    s.row("TOTAL", f"${plain(total)}")
    s.row("CARD", f"MC {digits(rng, 4)}")
    s.left(f"AUTH {digits(rng, 6)}")
    s.mid("CONTACT 311 FOR COMPLAINTS")
    return _says(name, at, total, "USD")


def ca_coffee(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A Canadian coffee shop with HST."""
    name = rng.choice(("Maple Bean Roasters", "Northern Drip Coffee Inc."))
    at, items = (
        moment(rng),
        basket(rng, "Latte Med;Bagel BELT;Cold Brew Lg;Cookie Choc;Steeped Tea;Muffin Blueberry", 2, 8, 4),
    )
    sub = worth(items)
    tax = on_top(sub, 13)
    s.logo(name)
    s.mid(
        f"{rng.randrange(10, 900)} {rng.choice(('Bloor St W', 'Rideau Street'))}",
        rng.choice(("Toronto ON M6H 1M9", "Ottawa ON K1N 5Y8")),
        f"HST# {digits(rng, 9)}RT0001",
    )
    s.row(f"Order: {digits(rng, 3)}", "TAKE OUT")
    s.left(
        f"{at:%Y-%m-%d} {at:%I:%M:%S %p}"
        if rng.random() < 0.5
        else f"{at:%b} {at.day}, {at.year} {at:%I:%M %p}"
    )
    for thing, count, each in items:
        s.row(f"{count} {thing}", f"${plain(count * each)}")
    s.row("Subtotal", f"${plain(sub)}")
    s.row("HST 13%", f"${plain(tax)}")
    s.row("Total", f"${plain(sub + tax)}", high=2)
    s.row("Interac", f"${plain(sub + tax)}")
    s.mid("How was your visit?", "www.tellus.example")
    return _says(name, at, sub + tax, "CAD", tax=str(tax))


def my_restoran(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A Malaysian restaurant: service charge, SST, rounding, net total."""
    name = rng.choice(
        ("RESTORAN NASI KUKUS PAK DIN", "OLD STREET WHITE KOPI SDN BHD", "Golden Wok Seafood Restaurant")
    )
    at, items = (
        moment(rng, 2016),
        basket(
            rng,
            "NASI KUKUS AYAM;TEH TARIK;KOPI AIS;CHAR KUEY TEOW;ROTI BAKAR;MEE GORENG;SIRAP BANDUNG;ABC",
            1.5,
            20,
            6,
        ),
    )
    sub = worth(items)
    service = on_top(sub, 10)
    tax = on_top(sub, 6)
    gross = sub + service + tax
    total = cents(gross, Decimal("0.05"))
    s.mid(name)
    s.mid(
        f"{digits(rng, 6)}-W   SST ID: B16-{digits(rng, 4)}-{digits(rng, 8)}",
        f"G-{rng.randrange(1, 30)}, {rng.choice(('IOI Boulevard', 'Wisma Harapan'))}",
        f"{rng.choice(('Jalan Kenari 5', 'Jalan Pahat'))}, {digits(rng, 5)} {rng.choice(('Puchong', 'Shah Alam'))}",
        f"Tel: 03-{digits(rng, 8)}",
    )
    s.gap()
    s.mid("INVOICE")
    s.row(f"Table : {rng.choice('ABC')}{rng.randrange(1, 20)}", f"Pax : {rng.randrange(1, 8)}")
    s.left(
        f"Bill# : V{digits(rng, 7)}",
        f"Date : {at:%d/%m/%y} {at:%H:%M:%S}" if rng.random() < 0.5 else f"Date : {at:%d-%b-%Y} {at:%I:%M%p}",
    )
    s.rule("-")
    for thing, count, each in items:
        s.cells((4, s.columns - 14, -10), str(count), thing, plain(count * each))
    s.rule("-")
    s.row("SubTotal", plain(sub))
    s.row("Service Charge 10%", plain(service))
    s.row("SST 6%", plain(tax))
    s.row("Total Sales", plain(gross))
    s.row("Rounding", plain(total - gross))
    s.row("NET TOTAL", f"RM {plain(total)}", wide=rng.choice((1, 2)))
    paid = given(rng, total)
    s.row("CASH", plain(paid))
    s.row("CHANGE", plain(paid - total))
    s.mid("Terima Kasih, Sila Datang Lagi")
    return _says(name, at, total, "MYR", tax=str(tax))


def my_parking(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A Malaysian car park's official receipt."""
    name = rng.choice(("METRO PARKIR SDN BHD", "Secure Parking (M) Sdn Bhd"))
    at, total = moment(rng, 2014), price(rng, 2, 15)
    s.mid("OFFICIAL RECEIPT" if rng.random() < 0.5 else "TAX INVOICE")
    s.mid(
        name, f"GST NO: 00{digits(rng, 10)}", f"{rng.choice(('Menara Sunrise', 'Plaza Damai'))}, Kuala Lumpur"
    )
    s.left(
        f"Receipt No : {digits(rng, 8)}",
        f"Ticket : {digits(rng, 12)}",
        f"Entry Time : {at:%d/%m/%Y} 06:12",
        f"Pay Time   : {at:%d/%m/%Y} {at:%H:%M}",
    )
    s.row("Parking Fee (RM)", plain(total))
    s.row("Incl GST 6%", plain(inside(total, 6)))
    s.row("Total Paid (RM)", plain(total))
    s.mid("DRIVE SAFELY")
    return _says(name, at, total, "MYR")


def sg_mart(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A convenience store in Singapore."""
    name = rng.choice(("CHEERY MART PTE LTD", "Island Provision Store"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "MINERAL WTR 600;KAYA TOAST SET;GREEN TEA PET;SANDWICH EGG;TISSUE 4S;INSTANT NOODLE;CHIPS 60G",
            0.9,
            7,
            5,
        ),
    )
    total = worth(items)
    s.mid(
        name,
        f"Blk {rng.randrange(1, 700)} {rng.choice(('Ang Mo Kio Ave 3', 'Tampines St 21'))} #01-{digits(rng, 4)}",
        f"S({digits(rng, 6)})",
        f"GST Reg: M{digits(rng, 8)}",
    )
    s.row(f"{at:%d/%m/%Y} {at:%H:%M}", f"#{digits(rng, 6)}")
    for thing, count, each in items:
        s.row(thing, f"{plain(count * each)}")
    s.rule(".")
    s.row(f"TOTAL ({sum(c for _, c, _ in items)})", f"${plain(total)}", high=2)
    paid = given(rng, total)
    s.row("CASH", f"${plain(paid)}")
    s.row("CHANGE", f"${plain(paid - total)}")
    s.row("GST INCL 7%", f"${plain(inside(total, 7))}")
    s.mid("Join our rewards today")
    return _says(name, at, total, "SGD", tax=str(inside(total, 7)))


def au_cafe(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A cafe's tablet till."""
    name = rng.choice(("Little Lorikeet Espresso", "Two Gums Cafe", "The Salty Spoon"))
    at, items = (
        moment(rng, 2016),
        basket(
            rng, "Flat White;Smashed Avo;Banana Bread;Chai Latte;Big Brekkie;Toastie Ham;Juice OJ", 3, 26, 5
        ),
    )
    total = worth(items)
    s.logo(name)
    s.mid(
        f"{rng.randrange(1, 300)} {rng.choice(('Lygon Street', 'Oxford St'))}",
        rng.choice(("Carlton VIC 3053", "Paddington NSW 2021")),
        f"ABN {digits(rng, 11)}",
        "Tax Invoice",
    )
    s.gap()
    s.row(
        f"{at.day} {at:%b} {at.year} at {at.hour % 12 or 12}:{at:%M} {at:%p}".lower().title(),
        f"#{digits(rng, 4)}",
    )
    for thing, count, each in items:
        s.row(f"{thing}" + (f" x {count}" if count > 1 else ""), f"${plain(count * each)}")
    s.gap()
    s.row("Total", f"${plain(total)}", high=2)
    s.row("Includes GST", f"${plain(inside(total, 10))}")
    s.row("Visa 4032 (Contactless)", f"${plain(total)}")
    return _says(name, at, total, "AUD", tax=str(inside(total, 10)))


def at_bakery(rng: random.Random, s: Slip) -> dict[str, Any]:
    """An Austrian bakery with its signed line."""
    name = rng.choice(("Bäckerei Konditorei Steininger", "Trafik Maria Hollerer", "Cafe Central Hallein"))
    at, items = (
        moment(rng, 2016),
        basket(
            rng,
            "Kaisersemmel;Melange;Topfengolatsche;Mohnflesserl;Verlängerter;Apfelstrudel;Bauernbrot 1kg",
            0.7,
            7,
            6,
        ),
    )
    total = worth(items)
    s.mid(
        name,
        f"{rng.choice(('Salzburger Straße', 'Bahnhofplatz'))} {rng.randrange(1, 50)}",
        f"{digits(rng, 4)} {rng.choice(('Hallein', 'Bischofshofen'))}",
        f"Tel. 06{digits(rng, 3)}/{digits(rng, 5)}",
        f"ATU{digits(rng, 8)}",
    )
    s.gap()
    s.row(f"Re-Nr: {digits(rng, 6)}", f"{at:%d.%m.%Y %H:%M}")
    for thing, count, each in items:
        s.cells((4, s.columns - 14, -10), str(count), thing, comma(count * each) + " B")
    s.rule("-")
    s.row("Summe EUR", comma(total), high=2)
    s.row("Bar", comma(total))
    tax = inside(total, 10)
    s.row(f"MwSt 10% von {comma(total - tax)}", comma(tax))
    s.left(f"Kassen-ID: {digits(rng, 5)}")
    s.mid("Danke für Ihren Besuch!")
    return _says(name, at, total, "EUR", tax=str(tax))


def ch_store(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A Swiss shop: francs, five rappen, tax at the foot."""
    name = rng.choice(("Genossenschaft Seeland", "Alpina Lebensmittel AG", "Dorfladen Grindel GmbH"))
    at, items = (
        moment(rng),
        basket(rng, "Rüebli 1kg;Ruchbrot;Gruyère rez.;Cervelat 2x;Zopf 400g;Apfelsaft;Joghurt nature", 1, 14),
    )
    total = cents(worth(items), Decimal("0.05"))
    s.mid(
        name,
        f"{rng.choice(('Bahnhofstrasse', 'Dorfplatz'))} {rng.randrange(1, 60)}, {digits(rng, 4)} {rng.choice(('Lyss', 'Thun'))}",
        f"CHE-{digits(rng, 3)}.{digits(rng, 3)}.{digits(rng, 3)} MWST",
    )
    s.gap()
    for thing, count, each in items:
        s.row(thing, f"{plain(count * each)}")
    s.rule("-")
    s.row("Total CHF", plain(total), high=2)
    if rng.random() < 0.5:
        paid = given(rng, total)
        s.row("Bargeld CHF", plain(paid))
        s.row("Rückgeld CHF", plain(paid - total))
    else:
        s.row("Debit Mastercard", plain(total))
    s.left(
        f"Filiale {digits(rng, 3)} Kasse {rng.randrange(1, 9)} Bon {digits(rng, 4)}",
        f"{at:%d.%m.%y} {at:%H:%M:%S}",
    )
    return _says(name, at, total, "CHF")


def de_pharmacy(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A German chemist's with co-payment."""
    name = rng.choice(("Rosen-Apotheke", "Stadt-Apotheke Borken", "LINDEN APOTHEKE"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "IBU 400 20ST;NASENSPRAY 10ML;HUSTENSAFT;PFLASTER;ZUZAHLUNG GKV;VITAMIN C;SALBE 50G",
            2,
            24,
            4,
        ),
    )
    total = worth(items)
    s.mid(name, high=2)
    s.mid(
        f"Inh. Dr. {rng.choice(('Ute Brandt', 'K. Sommer'))} e.K.",
        f"{rng.choice(('Neustr.', 'Markt'))} {rng.randrange(1, 60)}",
        f"{digits(rng, 5)} {rng.choice(('Borken', 'Soest'))}",
        f"Tel: 0{digits(rng, 4)}-{digits(rng, 5)}",
        f"Steuernr. {digits(rng, 3)}/{digits(rng, 4)}/{digits(rng, 4)}",
    )
    s.left(f"Kassenbon {digits(rng, 5)}  {at:%d.%m.%Y}  {at:%H:%M} Uhr")
    s.rule()
    for thing, count, each in items:
        s.row(f"{count}x {thing}", comma(count * each))
    s.rule()
    s.row("Gesamtsumme EUR", comma(total))
    paid = given(rng, total)
    s.row("Gegeben Bar", comma(paid))
    s.row("Zurück", comma(paid - total))
    s.row("enth. MwSt 19%", comma(inside(total, 19)))
    s.mid("Gute Besserung wünscht Ihr Apothekenteam")
    return _says(name, at, total, "EUR", tax=str(inside(total, 19)))


def de_car_park(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A German parking receipt."""
    name = rng.choice(("Parkhaus Betriebs GmbH Dom", "City-Park Rhein GmbH"))
    at, total = moment(rng), price(rng, 1, 24)
    s.mid(
        name,
        f"{rng.choice(('Domstraße', 'Rheinufer'))} {rng.randrange(1, 40)}, {digits(rng, 5)} {rng.choice(('Köln', 'Mainz'))}",
        f"USt-ID: DE{digits(rng, 9)}",
    )
    s.gap()
    s.mid("Quittung", high=2)
    s.left(
        f"Beleg {digits(rng, 8)}",
        f"Einfahrt: {at:%d.%m.%Y} 06:{rng.randrange(10, 59)}",
        f"Bezahlt:  {at:%d.%m.%Y} {at:%H:%M}",
        f"Parkdauer: {rng.randrange(0, 9)}h {rng.randrange(1, 59)}m",
    )
    s.row("Parkentgelt", f"{comma(total)} EUR")
    s.row("inkl. 19% MwSt", f"{comma(inside(total, 19))} EUR")
    s.row("Zahlart", "girocard")
    s.mid("Gute Fahrt!")
    return _says(name, at, total, "EUR", tax=str(inside(total, 19)))


def be_chips(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A Belgian snack bar with its fiscal block."""
    name = rng.choice(("Frituur De Kroon", "BVBA Snack 't Hoekske", "Brasserie Le Cygne"))
    at, items = (
        moment(rng),
        basket(rng, "Friet groot;Frikandel;Mayonaise;Stoofvlees;Cola blik;Kroket kaas;Viandel", 0.8, 12, 6),
    )
    total = worth(items)
    s.mid(name, high=2)
    s.mid(
        f"{rng.choice(('Grote Markt', 'Stationsstraat'))} {rng.randrange(1, 90)} {digits(rng, 4)} {rng.choice(('Lier', 'Aalst'))}",
        f"BTW BE 0{digits(rng, 3)}.{digits(rng, 3)}.{digits(rng, 3)}",
    )
    s.mid("BTW-KASTICKET")
    s.row(f"{at:%d/%m/%Y}", f"{at:%H:%M:%S}")
    for thing, count, each in items:
        s.row(f"{count} {thing}", f"{comma(count * each)} B")
    s.rule("=")
    s.row("TOTAAL", f"€ {comma(total)}", wide=2)
    s.row("Bancontact", f"€ {comma(total)}")
    tax = inside(total, 12)
    s.row(f"B 12% MvH {comma(total - tax)} BTW", comma(tax))
    s.left(f"Ticket nr {digits(rng, 6)} NS", f"Controle: {digits(rng, 8)}")
    s.mid("Dank u en tot ziens")
    return _says(name, at, total, "EUR", tax=str(tax))


def fr_pharmacy(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A French chemist's ticket."""
    name = rng.choice(("PHARMACIE DU MARCHE", "Pharmacie Lafont-Giraud", "SELARL PHARMACIE CENTRALE"))
    at, items = (
        moment(rng),
        basket(
            rng, "DOLIPRANE 1G;SERUM PHY X30;CREME SOLAIRE;PANSEMENTS;SIROP TOUX;BROSSE DENTS", 1.5, 19, 4
        ),
    )
    total = worth(items)
    s.mid(name)
    s.mid(
        f"{rng.randrange(1, 70)} place {rng.choice(('de la Mairie', 'du Marche'))}",
        f"{digits(rng, 5)} {rng.choice(('LANGRES', 'Uzès'))}",
        f"Tél : 03 {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)}",
        f"Siret : {digits(rng, 14)}",
    )
    s.row(f"Le {at:%d/%m/%Y} à {at:%H:%M}", f"N° {digits(rng, 6)}")
    for thing, count, each in items:
        s.row(f"{count} {thing}", f"{comma(count * each)}€")
    s.rule()
    s.row("Montant total TTC", f"{comma(total)}€", high=rng.choice((1, 2)))
    s.row("Réglé par CB", f"{comma(total)}€")
    s.row("Dont TVA 20%", f"{comma(inside(total, 20))}€")
    s.mid("Votre pharmacien vous remercie")
    return _says(name, at, total, "EUR", tax=str(inside(total, 20)))


def fr_toll(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A French toll receipt."""
    name = rng.choice(("AUTOROUTES DU LEVANT SA", "Societe des Autoroutes Rhodaniennes"))
    at, total = moment(rng), price(rng, 1, 60)
    s.mid(name, f"TVA FR {digits(rng, 2)} {digits(rng, 9)}", "RECU")
    s.left(
        f"Entrée : {rng.choice(('VIENNE', 'MACON SUD'))}",
        f"Sortie : {rng.choice(('ORANGE', 'BEAUNE'))} voie {rng.randrange(1, 20)}",
        f"{at:%d-%m-%y} {at:%H:%M}  Classe 1",
    )
    s.row("MONTANT PAYE TTC", f"{comma(total)} EUR")
    s.row("dont TVA 20,00 %", f"{comma(inside(total, 20))} EUR")
    s.row("Paiement", "CB")
    s.mid("Bonne route")
    return _says(name, at, total, "EUR", tax=str(inside(total, 20)))


def es_bar(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A Spanish bar."""
    name = rng.choice(("Bar Casa Manolo", "CERVECERIA EL PUERTO", "Restaurante La Parra S.L."))
    at, items = (
        moment(rng),
        basket(
            rng, "Caña;Tapa tortilla;Menu dia;Croquetas;Cafe solo;Vino tinto;Calamares;Gambas", 1.2, 18, 7
        ),
    )
    total = worth(items)
    s.mid(name, high=2)
    s.mid(
        f"Plaza {rng.choice(('Nueva', 'de España'))} {rng.randrange(1, 20)} - {digits(rng, 5)} {rng.choice(('Huelva', 'Ronda'))}",
        f"NIF {digits(rng, 8)}{rng.choice('KTR')}",
        f"Tlf. 95{digits(rng, 7)}",
    )
    s.left(
        f"Ticket: {digits(rng, 5)}   Mesa: {rng.randrange(1, 30)}", f"Fecha: {at:%d/%m/%y}  Hora: {at:%H:%M}"
    )
    s.cells((5, s.columns - 15, -10), "Uds", "Concepto", "Total")
    for thing, count, each in items:
        s.cells((5, s.columns - 15, -10), str(count), thing, comma(count * each))
    s.rule("-")
    s.row("TOTAL", f"{comma(total)} €", wide=2, high=2)
    s.row("IVA incluido 10%", comma(inside(total, 10)))
    paid = given(rng, total)
    s.row("Entregado", comma(paid))
    s.row("Cambio", comma(paid - total))
    s.mid("Gracias por su visita")
    return _says(name, at, total, "EUR", tax=str(inside(total, 10)))


def es_fuel(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A Spanish filling station."""
    name = rng.choice(("ESTACION DE SERVICIO LOS OLIVOS S.L.", "E.S. El Cruce", "GASOLINERAS DEL EBRO SA"))
    at, litres, each = (
        moment(rng),
        Decimal(rng.randrange(1000, 6000)) / 100,
        Decimal(rng.randrange(1099, 1999)) / 1000,
    )
    total = cents(litres * each)
    s.mid(
        name,
        f"CTRA. N-{rng.randrange(100, 600)} KM {rng.randrange(1, 300)}",
        f"{digits(rng, 5)} {rng.choice(('TUDELA', 'ALCAÑIZ'))}",
        f"C.I.F.: B{digits(rng, 8)}",
    )
    s.left(
        f"FACTURA SIMPLIFICADA {digits(rng, 8)}",
        f"FECHA {at:%d-%m-%Y} HORA {at:%H:%M}",
        f"SURTIDOR {rng.randrange(1, 12)}  {rng.choice(('GASOLEO A', 'SIN PLOMO 95'))}",
    )
    s.row("LITROS", comma(litres))
    s.row("PRECIO/L", str(each).replace(".", ","))
    s.row("IMPORTE TOTAL", f"{comma(total)} EUR")
    tax = inside(total, 21)
    s.row("BASE IMPONIBLE", comma(total - tax))
    s.row("IVA 21%", comma(tax))
    s.row("TARJETA", f"************{digits(rng, 4)}")
    s.mid("BUEN VIAJE")
    return _says(name, at, total, "EUR", tax=str(tax))


def it_restaurant(rng: random.Random, s: Slip) -> dict[str, Any]:
    """An Italian restaurant with cover charge."""
    name = rng.choice(("TRATTORIA DA NINO", "Osteria del Borgo Antico S.r.l.", "Pizzeria Bella Vista"))
    at, items = (
        moment(rng),
        basket(
            rng,
            "MARGHERITA;TAGLIATELLE RAGU;BRANZINO;TIRAMISU;VINO CASA 1/2;ACQUA NAT 1L;COPERTO;CAFFE",
            1.5,
            24,
            7,
        ),
    )
    total = worth(items)
    s.mid(name, wide=rng.choice((1, 2)))
    s.mid(
        f"Piazza {rng.choice(('del Popolo', 'Vittoria'))}, {rng.randrange(1, 30)}",
        f"{digits(rng, 5)} {rng.choice(('Orvieto TR', 'Lodi LO'))}",
        f"Partita IVA {digits(rng, 11)}",
    )
    s.mid("DOCUMENTO COMMERCIALE", "di vendita o prestazione")
    s.left(f"Tavolo {rng.randrange(1, 30)}")
    for thing, count, each in items:
        s.row(f"{count} X {thing}", comma(count * each))
    s.row("Subtotale", comma(total))
    s.row("TOTALE COMPLESSIVO", f"€ {comma(total)}")
    s.row("di cui IVA", comma(inside(total, 10)))
    s.row("Pagamento elettronico", comma(total))
    s.left(
        f"{at:%d/%m/%Y} {at:%H:%M}",
        f"DOC.N. {digits(rng, 4)}-00{digits(rng, 2)}",
        f"Cassa {rng.randrange(1, 4)}",
    )
    s.mid("Arrivederci e grazie")
    return _says(name, at, total, "EUR", tax=str(inside(total, 10)))


def nl_restaurant(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A Dutch eating house with two rates."""
    name = rng.choice(("Eetcafe De Gouden Leeuw", "Restaurant Zeezicht B.V.", "Grand Cafe Bolwerk"))
    at = moment(rng)
    food, drink = (
        basket(rng, "Uitsmijter;Tosti ham/kaas;Biefstuk;Kipsate;Soep v/d dag;Appeltaart", 4, 26, 4),
        basket(rng, "Pils;Huiswijn;Jenever;Speciaalbier", 3, 7, 2),
    )
    total = worth(food) + worth(drink)
    s.mid(name, high=2)
    s.mid(
        f"{rng.choice(('Havenkade', 'Marktplein'))} {rng.randrange(1, 60)}",
        f"{digits(rng, 4)}{rng.choice(('RT', 'PK'))} {rng.choice(('Hoorn', 'Middelburg'))}",
        f"BTW nr NL{digits(rng, 9)}B01",
        f"KvK {digits(rng, 8)}",
    )
    s.row(f"Tafel {rng.randrange(1, 50)}", f"Rekening {digits(rng, 5)}")
    month = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")[at.month - 1]
    s.left(
        rng.choice(
            (
                f"{at:%d-%m-%Y} {at:%H:%M}",
                f"{at.day} {month} {at.year} {at:%H:%M}",
                f"{at:%d-%m-%y}   {at:%H:%M}",
            )
        )
    )
    for thing, count, each in food + drink:
        s.row(f"{count} {thing}", comma(count * each))
    s.rule("-")
    s.row("Totaal", f"€ {comma(total)}", high=2)
    s.row("Pin", f"€ {comma(total)}")
    one, two = inside(worth(food), 9), inside(worth(drink), 21)
    s.row(f"9% BTW over {comma(worth(food) - one)}", comma(one))
    s.row(f"21% BTW over {comma(worth(drink) - two)}", comma(two))
    s.mid("Bedankt voor uw bezoek")
    return _says(name, at, total, "EUR", tax=str(one + two))


def nl_parking(rng: random.Random, s: Slip) -> dict[str, Any]:
    """A Dutch car park."""
    name = rng.choice(("Parkeerbedrijf Centrum B.V.", "P1 Garages Nederland"))
    at, total = moment(rng), price(rng, 1, 25)
    s.mid(
        name,
        f"{rng.choice(('Weerwal', 'Oude Gracht'))} {rng.randrange(1, 60)}, {rng.choice(('Utrecht', 'Breda'))}",
        "BETAALBEWIJS",
    )
    s.left(
        f"Kaartnr: {digits(rng, 9)}",
        f"Inrijtijd: {at:%d-%m-%Y} 06:{rng.randrange(10, 59)}",
        f"Betaaltijd: {at:%d-%m-%Y} {at:%H:%M}",
    )
    s.row("Parkeergeld", f"{comma(total)}")
    s.row("Totaal EUR", comma(total))
    s.row("incl. 21% BTW", comma(inside(total, 21)))
    s.mid("Goede reis")
    return _says(name, at, total, "EUR", tax=str(inside(total, 21)))


KEPT_TILLS = (
    uk_pub, uk_petrol, ie_shop, us_hardware, us_taxi, ca_coffee, my_restoran, my_parking, sg_mart, au_cafe, at_bakery,
    ch_store, de_pharmacy, de_car_park, be_chips, fr_pharmacy, fr_toll, es_bar, es_fuel, it_restaurant, nl_restaurant,
    nl_parking,
)  # fmt: skip
