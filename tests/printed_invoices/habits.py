"""Forms with habits of a country or a trade: withholding, stamps, instalments, deposits, freight, usage.

All but the folio are for measuring only: whoever works on the reader does not look at what they give.
"""

from __future__ import annotations

# ruff: noqa: E501  markup reads best as it is nested
from collections.abc import Callable
from decimal import Decimal

from printed_invoices.marks import address, e, heads, items, lines_of, sums, table
from printed_invoices.sales import Sale, Wanted, cents

PLAIN = """<meta charset=utf-8><style>@page{size:A4;margin:13mm 15mm}body{font:10pt "DejaVu Sans",sans-serif;margin:0}table{border-collapse:collapse}
.r{text-align:right}.l{text-align:left}td,th{padding:2px 7px;vertical-align:top}.items{width:100%;margin:10px 0}.row{display:flex;justify-content:space-between}.fine{font-size:7.5pt}.sum{margin-left:auto}"""
Form = Callable[[Sale], str]


def withholding(s: Sale) -> str:
    """A professional in Spain: the customer withholds IRPF, so that the total is less than base and IVA."""
    rows = sums(s)
    rows = [
        *rows[:-3],
        (f"Retención IRPF {s.percent(Decimal(s.wanted.withheld))}", rows[-2][1]),
        (s.say("total"), rows[-1][1]),
    ]
    return f"""{PLAIN}.items th{{border-bottom:1px solid}}.sum tr:last-child td{{font-weight:bold;border-top:1px solid}}</style><div class=row><div><b>{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town)}<br>NIF {e(s.seller.tax_id)}</div><div class=r><b>{e(s.say("invoice"))}</b><br>{e(s.say("number"))} {e(s.number)}<br>{e(s.say("date"))} {e(s.day())}</div></div>
    <p style="margin:9mm 0">{e(s.say("billto"))}:<br>{address(s.buyer)}<br>CIF {e(s.buyer.tax_id)}</p>{items(s, s.rng.choice(("text amount", "text quantity price amount")))}{table(rows, "sum")}<p>{e(s.say("due"))}: {e(s.day(s.due))}. IBAN {e(s.seller.account)}</p>"""


def equivalence(s: Sale) -> str:
    """A wholesaler's invoice to a Spanish shop: recargo de equivalencia beside the IVA, in one row under headings."""
    vat, extra = s.taxes
    head = ("Base imponible", "% IVA", "Cuota IVA", "% R.E.", "Cuota R.E.", "TOTAL FACTURA")
    row = (
        s.bare(vat.base),
        s.bare(vat.rate),
        s.bare(vat.amount),
        s.bare(extra.rate),
        s.bare(extra.amount),
        s.money(s.total),
    )
    return f"""{PLAIN}.items td,.items th{{border:1px solid #aaa}}.w{{width:100%}}.w td{{border:1px solid #aaa;text-align:center}}</style><div class=row><div><b style="font-size:15pt">{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town, s.seller.phone)}<br>C.I.F.: {e(s.seller.tax_id)}</div><div style="border:1px solid;padding:6px">{address(s.buyer)}<br>N.I.F. {e(s.buyer.tax_id)}</div></div>
    {table([[k for k, _ in heads(s, "number", "date", "customer")], [v for _, v in heads(s, "number", "date", "customer")]], "w", ())}{items(s, "code text quantity price amount")}{table([head, row], "w", ())}<p>{e(s.say("due"))}: {e(s.day(s.due))} &nbsp; {e(s.money(s.total))}</p>"""


def stamped(s: Sale) -> str:
    """An Italian professional: stamp duty on top, withholding tax off, and what is left to pay."""
    rows = sums(s)
    place = next(n for n, row in enumerate(rows) if row[0] == s.say("total"))
    rows.insert(
        place, (s.rng.choice(("Bollo virtuale", "Imposta di bollo", "Marca da bollo")), s.money(s.untaxed))
    )
    rows[-2] = (f"Ritenuta d'acconto {s.percent(Decimal(s.wanted.withheld))}", rows[-2][1])
    return f"""{PLAIN}body{{font-family:"DejaVu Serif",serif}}.items th{{border-top:1px solid;border-bottom:1px solid}}.sum tr:last-child td{{font-weight:bold}}</style><div style="text-align:center"><b style="font-size:14pt">{e(s.seller.name)}</b><br>{e(s.seller.street)} - {e(s.seller.town)}<br>{e(s.say("taxid"))} {e(s.seller.tax_id)}</div>
    <div style="margin:8mm 0 8mm 55%">Spett.le<br>{address(s.buyer)}</div><p>{e(s.say("invoice"))} n. {e(s.number)} del {e(s.day())}</p>{items(s, "text amount_money")}{table(rows, "sum")}<p class=fine>Bonifico su IBAN {e(s.seller.account)} entro il {e(s.day(s.due))}</p>"""


def franchise(s: Sale) -> str:
    """A French micro-enterprise: no TVA and the article that says so; each label is small and below its value."""
    facts = "".join(
        f"<div><b>{e(v)}</b><br><span class=fine>{e(k)}</span></div>"
        for k, v in heads(s, "number", "date", "due")
    )
    return f"""{PLAIN}.items td{{border-bottom:1px dotted #888}}.items th{{font-weight:normal;font-style:italic}}</style><h1 style="font:20pt Georgia">{e(s.say("invoice"))}</h1><div class=row>{facts}</div><div class=row style="margin:9mm 0"><div>{address(s.seller)}<br>SIRET {s.seller.tax_id[-9:]} 00017<br>{e(s.seller.mail)}</div><div>{address(s.buyer)}</div></div>
    {items(s, "text quantity price_money amount_money")}<p class=r><b>{e(s.rng.choice(("Total", "Net à payer", "Total à payer")))} &nbsp; {e(s.money(s.total))}</b></p><p>TVA non applicable, art. 293 B du CGI</p><p class=fine>{e(s.say("bank"))} : {e(s.seller.account)}</p>"""


def shifted(s: Sale) -> str:
    """A Dutch subcontractor: VAT is shifted, and printed as a row of nothing."""
    rows = [
        ("Subtotaal", s.money(s.net)),
        ("Btw verlegd 0%", s.money(Decimal("0.00"))),
        (s.say("total"), s.money(s.total)),
    ]
    return f"""{PLAIN}.items th{{background:#e7e2d8}}.sum{{border-top:1px solid}}</style><div class=row><b style="font-size:17pt;color:#853">{e(s.seller.name)}</b><div class=fine>{lines_of(s.seller.street, s.seller.town, s.seller.phone, "KvK 0" + s.customer + "41", f"{s.say('taxid')} {s.seller.tax_id}", f"IBAN {s.seller.account}")}</div></div>
    <div class=row style="margin:9mm 0"><div>{address(s.buyer)}<br>Btw-nr. {e(s.buyer.tax_id)}</div>{table(heads(s, "date", "number", "due", colon=":"), right=())}</div><b>{e(s.say("invoice"))}</b>{items(s, "quantity text price_money amount_money")}{table(rows, "sum")}<p>Btw verlegd naar {e(s.buyer.tax_id)}. {e(s.say("due"))}: {e(s.day(s.due))}</p>"""


def instalments(s: Sale) -> str:
    """A German builder's partial invoice: work so far, less earlier instalments with their tax, the rest to pay."""
    first = cents(s.paid * 6 / 10)
    earlier = ((1, first), (2, s.paid - first))
    rate = s.taxes[0].rate
    deducted = "".join(
        f"<tr><td>{n}. Abschlagsrechnung</td><td class=r>{s.bare(cents(part * 100 / (100 + rate)))}</td><td class=r>{s.bare(part - cents(part * 100 / (100 + rate)))}</td><td class=r>{s.bare(-part)}</td></tr>"
        for n, part in earlier
    )
    return f"""{PLAIN}.items th{{border-bottom:1px solid}}.w{{width:100%}}.w th{{font-weight:normal}}</style><b style="font-size:16pt">{e(s.seller.name)}</b> <span class=fine>{e(s.seller.street)}, {e(s.seller.town)} · Tel. {e(s.seller.phone)}</span><div class=row style="margin:14mm 0 8mm">{address(s.buyer)}{table(heads(s, "date", "number", "customer"), right=())}</div>
    <b>{s.rng.choice(("3. Abschlagsrechnung", "Schlussrechnung"))} {e(s.number)}</b><br>Bauvorhaben: Umbau {e(s.buyer.street)}{items(s, "pos text quantity price amount")}{table(sums(s)[:-2], "sum")}<p>Bereits gestellte Rechnungen:</p><table class=w><tr><th class=l></th><th class=r>netto</th><th class=r>MwSt.</th><th class=r>brutto</th></tr>{deducted}</table>
    <p class=r><b>{e(s.say("payable"))}: {e(s.money(s.payable))}</b></p><p class=fine>{e(s.say("due"))} {e(s.day(s.due))}, {e(s.say("bank"))} {e(s.seller.account)}, {e(s.say("taxid"))} {e(s.seller.tax_id)}</p>"""


def guest_folio(s: Sale) -> str:
    """A guest's folio: charges and credits, a city's tax that bears none, tax by rate below, paid by card."""
    city = {
        "de": "Beherbergungssteuer",
        "fr": "Taxe de séjour",
        "es": "Tasa turística",
        "it": "Imposta di soggiorno",
        "nl": "Toeristenbelasting",
    }.get(s.place.language, "City tax")
    lines = "".join(
        f"<tr><td>{e(s.day())}</td><td>{e(text)}</td><td class=r>{s.bare(amount)}</td></tr>"
        for text, amount in [*((x.text, x.amount) for x in s.lines), (city, s.untaxed)]
    )
    rows = (
        [("", s.say("net"), s.say("tax"))]
        + [(s.percent(t.rate), s.bare(t.base), s.bare(t.amount)) for t in s.taxes]
        + [(s.percent(Decimal(0)), s.bare(s.untaxed), s.bare(Decimal("0.00")))]
    )
    return f"""{PLAIN}.items th{{border-bottom:2px solid #a80}}</style><div style="font:18pt Georgia;color:#a80">{e(s.seller.name)}</div><div class=fine>{e(s.seller.street)} | {e(s.seller.town)} | {e(s.seller.phone)}</div><div class=row style="margin:8mm 0"><div>{address(s.buyer)}</div>{table(heads(s, "number", "date"), right=())}</div><b>{e(s.say("invoice"))}</b>
    <table class=items><tr><th class=l>{e(s.say("date"))}</th><th class=l>{e(s.say("text"))}</th><th class=r>{e(s.say("amount"))}</th></tr>{lines}<tr><td></td><td><b>{e(s.say("total"))}</b></td><td class=r><b>{e(s.money(s.total))}</b></td></tr><tr><td></td><td>Visa **** 0093</td><td class=r>{s.bare(-s.total)}</td></tr><tr><td></td><td>Balance</td><td class=r>{s.bare(Decimal("0.00"))}</td></tr></table>{table(rows, "fine", (1, 2))}<p class=fine>{e(s.say("taxid"))} {e(s.seller.tax_id)}</p>"""


def proration(s: Sale) -> str:
    """A subscription that was changed within its period: each position names its days, the head its period."""
    period = f"{s.day()} – {s.day(s.due)}"
    return f"""{PLAIN}body{{color:#222;font-family:"Liberation Sans",Arial}}.items th{{color:#777;font-weight:normal}}.items td{{border-top:1px solid #eee}}.sum{{width:46%}}</style><div class=row><b style="font-size:17pt">{e(s.seller.name)}</b><div class=r>{e(s.say("invoice"))} {e(s.number)}</div></div><div class=row style="margin:8mm 0"><div><span class=fine>{e(s.say("billto"))}</span><br>{address(s.buyer)}</div><div><span class=fine>{e(s.say("from"))}</span><br>{address(s.seller)}<br>{e(s.say("taxid"))} {e(s.seller.tax_id)}</div></div>
    {table([*heads(s, "date", "due"), ("Billing period", period)], right=())}{items(s, "text quantity price_money amount_money", extra=lambda n, _: f"<div class=fine>{'Prorated · ' if n % 2 else ''}{e(period)} · {n * 7 % 30 + 1}/30</div>")}{table(sums(s), "sum")}<p class=fine>{e(s.say("thanks"))}</p>"""


def freight(s: Sale) -> str:
    """A freight bill on a sheet across: shipper and consignee, pieces, class, weight and charges, one line a commodity."""
    body = "".join(
        f"<tr><td class=r>{s.count(x.quantity)}</td><td>{e(x.text)}</td><td class=r>{50 + n * 5}</td><td class=r>{x.amount.to_integral_value() // 3 + n} lbs</td><td class=r>{s.bare(x.price)}</td><td class=r>{s.bare(x.amount)}</td></tr>"
        for n, x in enumerate(s.lines, 1)
    )
    box = "border:1px solid #000;padding:5px;width:31%"
    return f"""{PLAIN}@page{{size:A4 landscape}}body{{font:9pt "Liberation Mono",monospace}}.items td,.items th{{border:1px solid #000}}</style><div class=row><div><b>{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town, s.seller.phone)}</div><b style="font-size:14pt">FREIGHT BILL</b>{table([("PRO NO.", s.number), ("PRO DATE", s.day()), ("B/L NO.", s.order), ("TERMS", "PREPAID")], right=())}</div>
    <div class=row style="margin:5mm 0"><div style="{box}">SHIPPER<br>{address(s.buyer)}</div><div style="{box}">CONSIGNEE<br>Dock 4, Northgate Terminal<br>Building 12</div><div style="{box}">BILL TO<br>{address(s.buyer)}</div></div><table class=items><tr><th>PCS</th><th>DESCRIPTION</th><th>CLASS</th><th>WEIGHT</th><th>RATE</th><th>CHARGES</th></tr>{body}</table>{table(sums(s), "sum")}<p>Remit to: {e(s.seller.name)}, {e(s.seller.street)}, {e(s.seller.town)}. {e(s.say("due"))} {e(s.day(s.due))}</p>"""


def off_and_off(s: Sale) -> str:
    """Discounts by position and on the sum, no rules at all, descriptions that wrap in a narrow column."""
    return f"""{PLAIN}.items td{{padding:5px 4px}}.text{{width:34mm}}.sum td{{padding:1px 4px}}</style><div class=row><div style="width:45%">{address(s.buyer)}</div><div class=r style="width:45%"><b>{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town, s.seller.mail)}</div></div><p style="margin-top:10mm"><b>{e(s.say("invoice"))}</b> &nbsp; {e(s.number)} &nbsp; {e(s.day())}</p>
    {items(s, "code text quantity price off amount", extra=lambda _, x: f" – {e(x.text.lower())} {e(x.code)}")}{table(sums(s, money=False), "sum")}<p>{e(s.say("due"))} {e(s.day(s.due))} / {e(s.say("taxid"))} {e(s.seller.tax_id)} / {s.place.currency} / {e(s.seller.account)}</p>"""


def carried(s: Sale) -> str:
    """Several sheets, each with its own table, carried sum at its foot and at the head of the next."""
    words = {
        "en": ("Carried forward", "Brought forward"),
        "de": ("Übertrag", "Übertrag"),
        "fr": ("À reporter", "Report"),
        "es": ("Suma y sigue", "Suma anterior"),
        "it": ("A riportare", "Riporto"),
        "nl": ("Transporteren", "Transport"),
    }[s.place.language]
    size, out, so_far = 14, "", Decimal(0)
    pages = [s.lines[n : n + size] for n in range(0, len(s.lines), size)]
    head = "".join(
        f"<th class={'l' if k == 'text' else 'r'}>{e(s.say(k))}</th>"
        for k in ("text", "quantity", "price", "amount")
    )
    for n, page in enumerate(pages, 1):
        rows = (
            f"<tr><td>{words[1]}</td><td></td><td></td><td class=r>{s.bare(so_far)}</td></tr>"
            if n > 1
            else ""
        )
        for x in page:
            rows += f"<tr><td>{e(x.text)}</td><td class=r>{s.count(x.quantity)}</td><td class=r>{s.bare(x.price)}</td><td class=r>{s.bare(x.amount)}</td></tr>"
        so_far += sum((x.amount for x in page), Decimal(0))
        last = n == len(pages)
        rows += (
            "" if last else f"<tr><td>{words[0]}</td><td></td><td></td><td class=r>{s.bare(so_far)}</td></tr>"
        )
        out += (
            f"<div class='row fine'><span>{e(s.seller.name)} – {e(s.say('invoice'))} {e(s.number)}</span><span>{e(s.say('page').format(n, len(pages)))}</span></div><table class=items><tr>{head}</tr>{rows}</table>"
            + ("" if last else "<div style='break-after:page'></div>")
        )
    return f"""{PLAIN}.items th{{border-bottom:1px solid}}</style><div class=row><div>{address(s.buyer)}</div><div class=r><b>{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town)}<br>{e(s.say("taxid"))} {e(s.seller.tax_id)}</div></div>{table(heads(s, "number", "date", "due", "customer"), right=())}{out}{table(sums(s), "sum")}<p class=fine>{e(s.say("bank"))} {e(s.seller.account)}</p>"""


def crates(s: Sale) -> str:
    """A drinks wholesaler: crates and their deposit as positions, quantities first, tax by rate with a row of sums."""
    word = {"de": "Pfand", "fr": "Consigne", "nl": "Statiegeld"}[s.place.language]
    back, kept = s.lines[-1], s.lines[:-1]
    body = "".join(
        f"<tr><td class=r>{s.count(x.quantity)}</td><td>{e(x.text)}</td><td>{e(x.code)}</td><td class=r>{s.bare(x.price)}</td><td class=r>{s.percent(x.rate)}</td><td class=r>{s.bare(x.amount)}</td></tr>"
        for x in kept
    )
    body += f"<tr><td class=r>{s.count(back.quantity)}</td><td>{word} {e(back.text)}</td><td>{e(back.code)}</td><td class=r>{s.bare(back.price)}</td><td class=r>{s.percent(back.rate)}</td><td class=r>{s.bare(back.amount)}</td></tr>"
    head = "".join(f"<th>{e(s.say(k))}</th>" for k in ("quantity", "text", "code", "price", "rate", "amount"))
    tax = (
        [(s.say("rate"), s.say("net"), s.say("tax"), "")]
        + [(s.percent(t.rate), s.bare(t.base), s.bare(t.amount), s.bare(t.base + t.amount)) for t in s.taxes]
        + [("", s.bare(s.net), s.bare(s.tax), s.bare(s.total))]
    )
    return f"""{PLAIN}body{{font-size:9pt}}.items th{{background:#000;color:#fff}}.t td{{border:1px solid #000}}</style><b style="font-size:18pt">{e(s.seller.name)}</b><div class=row><div>{address(s.buyer)}<br>&nbsp;</div><div>{lines_of(s.seller.street, s.seller.town, s.seller.phone, s.seller.tax_id)}</div>{table(heads(s, "number", "date", "customer", "due"), right=())}</div><b>{e(s.say("invoice"))}</b><table class=items><tr>{head}</tr>{body}</table>{table(tax, "t sum", (1, 2, 3))}<p class=r style="font-size:13pt">{e(s.say("total"))} <b>{e(s.money(s.total))}</b></p>"""


def banquet(s: Sale) -> str:
    """A caterer in the US: a service charge that is taxed, a gratuity that is not, a deposit that was paid."""
    rows = sums(s)
    place = next(n for n, row in enumerate(rows) if row[0] == s.say("total"))
    rows.insert(place, ("Gratuity", s.money(s.untaxed)))
    rows = [("Service charge" if k == s.say("shipping") else k, v) for k, v in rows]
    return f"""{PLAIN}.items th{{border-bottom:1px solid #063}}.sum{{width:50%}}.sum td{{border-bottom:1px solid #cdc}}</style><div style="text-align:center;color:#063"><b style="font:italic 22pt Georgia">{e(s.seller.name)}</b><br>{e(s.seller.street)} · {e(s.seller.town)} · {e(s.seller.phone)}</div><div class=row style="margin:8mm 0"><div>{e(s.say("billto"))}: {address(s.buyer)}</div>{table([*heads(s, "number", "date", "due"), ("Event", s.day(s.due)), ("Guests", "64")], right=())}</div>
    <b>{e(s.say("invoice"))}</b>{items(s, "text quantity price_money amount_money")}{table(rows, "sum")}"""


def two_currencies(s: Sale) -> str:
    """The total once more in another currency, with the rate, for the customer's books."""
    other, rate = ("USD", Decimal("1.0837")) if s.place.currency != "USD" else ("EUR", Decimal("0.9214"))
    rows = [
        *sums(s, money=False, colon=":"),
        (
            f"{s.say('total')} {other} (1 {s.place.currency} = {s.place.figures(rate, 4)} {other})",
            s.bare(cents(s.total * rate)),
        ),
    ]
    return f"""{PLAIN}.items td,.items th{{border-bottom:1px solid #357}}</style><div class=row><div style="background:#357;color:#fff;padding:9px">{e(s.seller.name)}</div><div style="color:#357;font-size:19pt">{e(s.say("invoice"))}</div></div><div class=row style="margin:7mm 0"><div>{e(s.say("from"))}<br>{address(s.seller)}<br>{e(s.seller.tax_id)}</div><div>{e(s.say("billto"))}<br>{address(s.buyer)}</div><div>{lines_of(*(f"{k} {v}" for k, v in heads(s, "number", "date", "due")))}</div></div>
    {items(s, "pos text quantity price amount").replace(f">{e(s.say('amount'))}<", f">{e(s.say('amount'))} ({s.place.currency})<")}{table(rows, "sum")}<p class=fine>{e(s.say("bank"))}: {e(s.seller.account)}</p>"""


def net_vat_gross(s: Sale) -> str:
    """Each position with its net amount, its tax and its gross amount, and a row of the three sums."""
    body, bases = "", {}
    for x in s.lines:
        bases[x.rate] = bases.get(x.rate, Decimal(0)) + x.amount
        vat = cents(x.amount * x.rate / 100)
        body += f"<tr><td>{e(x.text)}</td><td class=r>{s.count(x.quantity)}</td><td class=r>{s.bare(x.price)}</td><td class=r>{s.bare(x.amount)}</td><td class=r>{s.percent(x.rate)}</td><td class=r>{s.bare(vat)}</td><td class=r>{s.bare(x.amount + vat)}</td></tr>"
    head = "".join(
        f"<th>{e(h)}</th>"
        for h in (
            s.say("text"),
            s.say("quantity"),
            s.say("price"),
            s.say("net"),
            "%",
            s.say("tax"),
            s.say("total"),
        )
    )
    foot = f"<tr><td colspan=3 class=r><b>{e(s.say('total'))}</b></td><td class=r>{s.bare(s.net)}</td><td></td><td class=r>{s.bare(s.tax)}</td><td class=r><b>{e(s.money(s.total))}</b></td></tr>"
    return f"""{PLAIN}@page{{size:A4 landscape}}.items td,.items th{{border:1px solid #bbb}}.items th{{background:#f6f6f6}}</style><div class=row><b style="font-size:15pt">{e(s.say("invoice"))} {e(s.number)}</b><div class=r><b>{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town, f"{s.say('taxid')} {s.seller.tax_id}")}</div></div><div class=row>{table([(s.say("billto"), s.buyer.name), ("", s.buyer.street), ("", s.buyer.town)], right=())}{table(heads(s, "date", "due", "order", colon=":"), right=())}</div><table class=items><tr>{head}</tr>{body}{foot}</table><p>{e(s.say("bank"))} {e(s.seller.account)}</p>"""


def energy(s: Sale) -> str:
    """Energy of a quarter: balance before, payment received, charges of the period, balance now."""
    before = cents(s.total * 3 / 10)
    rows = [(f"{x.text} ({s.day()} – {s.day(s.due)})", s.money(x.amount)) for x in s.lines]
    account = [
        ("Previous balance", s.money(before)),
        ("Payment received, thank you", s.money(-before)),
        ("Charges this period", s.money(s.total)),
    ]
    return f"""{PLAIN}.w{{width:72%}}.w td{{border-bottom:1px solid #bde}}</style><div class=row><div style="font-size:21pt;color:#07a">{e(s.seller.name)}</div><div>{table(heads(s, "customer", "number", "date", colon=":"), right=())}</div></div><p style="margin:8mm 0">{address(s.buyer)}</p><b>Your account</b>{table(account, "w")}<p style="font-size:14pt">{e(s.say("payable"))} {e(s.money(s.total))} by {e(s.day(s.due))}</p>
    <b>Charges in detail</b>{table([*rows, *sums(s)], "w")}<p class=fine>{e(s.seller.name)}. Registered office: {e(s.seller.street)}, {e(s.seller.town)}. {e(s.say("taxid"))} {e(s.seller.tax_id)}</p>"""


HABITS: dict[str, tuple[Form, Wanted]] = {
    "withholding": (withholding, Wanted("ES2 ES", goods=False, withheld="15")),
    "equivalence": (equivalence, Wanted("ES2 ES", services=False, surcharge="5.2")),
    "stamped": (stamped, Wanted("IT2 IT", goods=False, withheld="20", untaxed="2.00")),
    "franchise": (franchise, Wanted("FR2 FR", goods=False, zero=True)),
    "shifted": (shifted, Wanted("NL2 NL", goods=False, zero=True)),
    "instalments": (instalments, Wanted("DE2 AT", goods=False, paid=True)),
    "guest_folio": (guest_folio, Wanted("DE2 FR2 ES2 IT2 IE NL2", goods=False, gross=True, several=True, due=False, untaxed="7.50", untaxed_line=True)),
    "proration": (proration, Wanted("US2 GB2 NZ IE SG ZA", goods=False)),
    "freight": (freight, Wanted("US2 CA ZA")),
    "off_and_off": (off_and_off, Wanted("DE2 FR2 CH2 IT2 MX LU", off=True, discount=True)),
    "carried": (carried, Wanted("DE2 FR2 GB2 ES2 IT2 NL2", lines=(20, 44))),
    "crates": (crates, Wanted("DE2 NL2 BE LU DE FR2", services=False, several=True, lines=(3, 4))),
    "banquet": (banquet, Wanted("US2", shipping=True, paid=True, untaxed="120.00")),
    "two_currencies": (two_currencies, Wanted("GB2 CH2 NL2 IE MX DE2")),
    "net_vat_gross": (net_vat_gross, Wanted("GB2 LU ES2 NL2 DE2 ZA", several=True)),
    "energy": (energy, Wanted("GB2 IE US2 NZ SG AU", goods=False)),
}  # fmt: skip
