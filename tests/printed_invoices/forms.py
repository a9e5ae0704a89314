"""Forms of invoices as people make them: word processors, spreadsheets, shops, utilities, hotels, services.

Each takes a sale and gives the body of an HTML page; `FORMS` says for which countries and sales it is usual.
Those of `habits`, `KEPT`, are for measuring only: whoever works on the reader does not look at them.
"""

from __future__ import annotations

# ruff: noqa: E501  markup reads best as it is nested
from collections.abc import Callable
from decimal import Decimal

from printed_invoices.habits import HABITS
from printed_invoices.marks import address, e, heads, items, lines_of, sums, table
from printed_invoices.sales import Line, Sale, Wanted, cents

BASE = """<meta charset=utf-8><style>@page{size:A4;margin:14mm}body{font:10.5pt Arial,sans-serif;margin:0;color:#111}
table{border-collapse:collapse}.r{text-align:right}.l{text-align:left}td,th{padding:3px 6px;vertical-align:top}
.items{width:100%;margin:14px 0}.flex{display:flex;justify-content:space-between}.small{font-size:8pt;color:#555}h1{margin:0}"""
Form = Callable[[Sale], str]


def letter(s: Sale) -> str:
    """A business letter: address in the window, facts as a block to the right, sums below the table, a foot of columns."""
    f = s.seller
    return f"""{BASE}.items th{{border-bottom:1px solid #000}}.sum{{margin-left:auto}}.sum tr:last-child td{{font-weight:bold;border-top:1px solid #000}}
    .foot{{position:fixed;bottom:0;left:0;right:0;border-top:1px solid #999}}</style><div style="text-align:right;font-size:17pt;color:#345">{e(f.name)}</div>
    <div class=flex style="margin-top:22mm"><div><u class=small>{e(f"{f.name} · {f.street} · {f.town}")}</u><br>{address(s.buyer)}</div>{table(heads(s, "number", "date", "customer", "order", "due", colon=":"), right=())}</div>
    <h1 style="font-size:15pt;margin-top:12mm">{e(s.say("invoice"))} {e(s.number)}</h1>{items(s, "pos code text quantity price amount")}{table(sums(s), "sum")}
    <p>{e(s.say("thanks"))}</p><div class="flex small foot"><div>{address(f)}</div><div>{lines_of(f.phone, f.mail)}</div><div>{lines_of(s.say("bank"), f.account)}</div><div>{lines_of(s.say("taxid"), f.tax_id)}</div></div>"""


def band(s: Sale) -> str:
    """A coloured band with the firm's name in white, facts as labels above values, zebra rows, a box of sums."""
    cells = "".join(
        f"<div><div class=small>{e(k.upper())}</div><b>{e(v)}</b></div>"
        for k, v in heads(s, "number", "date", "due", "payable")
    )
    return f"""{BASE}.items tr:nth-child(even) td{{background:#eef3f8}}.items th{{background:#1f4e79;color:#fff}}.sum{{margin-left:auto;background:#eef3f8;width:45%}}</style>
    <div style="background:#1f4e79;color:#fff;padding:16px" class=flex><b style="font-size:18pt">{e(s.seller.name)}</b><span style="font-size:18pt">{e(s.say("invoice"))}</span></div>
    <div class=flex style="margin:16px 0">{cells}</div><div class=flex><div><div class=small>{e(s.say("billto"))}</div>{address(s.buyer)}</div><div class=r>{address(s.seller)}<br>{e(s.say("taxid"))}: {e(s.seller.tax_id)}</div></div>
    {items(s, "text quantity price_money amount_money")}{table(sums(s), "sum")}<p class=small>{e(s.say("bank"))}: {e(s.seller.account)}</p>"""


def sidebar(s: Sale) -> str:
    """A column on the right with all the facts below one another; positions and sums in the wide left one."""
    side = "".join(
        f"<p><span class=small>{e(k)}</span><br>{e(v)}</p>"
        for k, v in heads(s, "number", "date", "due", "customer", "taxid")
    )
    return f"""{BASE}.items th{{border-bottom:2px solid #c33}}.items td{{border-bottom:1px solid #ddd}}.sum{{width:100%}}</style><div class=flex><div style="width:70%"><h1 style="font:bold 24pt Georgia">{e(s.say("invoice"))}</h1>
    <p>{address(s.buyer)}</p>{items(s, "text quantity price amount")}{table(sums(s), "sum")}</div><div style="width:24%;border-left:1px solid #c33;padding-left:14px"><b>{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town, s.seller.phone, s.seller.mail)}
    {side}<p class=small>{e(s.say("bank"))}<br>{e(s.seller.account)}</p></div></div>"""


def typed(s: Sale) -> str:
    """Made in a word processor: Times, facts in running lines, a table with full borders whose last rows are the sums."""
    tail = "".join(f"<tr><td colspan=3 class=r>{e(k)}</td><td class=r>{e(v)}</td></tr>" for k, v in sums(s))
    body = items(s, "text quantity price amount").replace("</tbody>", tail + "</tbody>")
    facts = "<br>".join(f"{e(k)} {e(v)}" for k, v in heads(s, "number", "date", "due", colon=":"))
    return f"""{BASE}body{{font:12pt "Times New Roman",serif}}.items td,.items th{{border:1px solid #000}}</style><b>{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town)}<br>{e(s.say("taxid"))} {e(s.seller.tax_id)}
    <p style="margin-top:16mm">{address(s.buyer)}</p><p>{facts}</p><p><b>{e(s.say("invoice"))}</b></p>{body}<p>{e(s.say("bank"))}: {e(s.seller.account)}</p>"""


def spreadsheet(s: Sale) -> str:
    """A spreadsheet's template: a grid with empty rows, quantity first, notes to the left of the sums."""
    empty = "<tr>" + "<td>&nbsp;</td>" * 4 + "</tr>"
    body = items(s, "quantity text price amount").replace("</tbody>", empty * 5 + "</tbody>")
    return f"""{BASE}body{{font:10pt Calibri,Carlito,sans-serif}}.items td,.items th{{border:1px solid #888}}.items th{{background:#d9d9d9}}.sum td{{border:1px solid #888}}</style><div class=flex><div><b style="font-size:14pt">{e(s.seller.name)}</b><br>
    {lines_of(s.seller.street, s.seller.town, s.seller.phone)}</div><div class=r><h1 style="color:#7f7f7f">{e(s.say("invoice"))}</h1>{table(heads(s, "date", "number", "customer"), "sum", ())}</div></div>
    <div class=flex style="margin-top:10mm"><div style="width:45%"><b>{e(s.say("billto"))}:</b><br>{address(s.buyer)}</div><div style="width:45%"><b>{e(s.say("shipto"))}:</b><br>{address(s.buyer)}</div></div>
    <table style="width:100%;margin-top:8mm" class=sum><tr>{"".join(f"<th>{e(k)}</th>" for k, _ in heads(s, "order", "terms", "due"))}</tr><tr>{"".join(f"<td style='text-align:center'>{e(v)}</td>" for _, v in heads(s, "order", "terms", "due"))}</tr></table>
    {body}<div class=flex><div class=small style="width:50%">{e(s.say("thanks"))}<br>{e(s.say("bank"))}: {e(s.seller.name)}, {e(s.seller.account)}</div>{table(sums(s, money=False), "sum")}</div>"""


def gst_boxed(s: Sale) -> str:
    """An Indian tax invoice: one large box of boxes, HSN codes, CGST and SGST, the amount in words."""
    rows = ""
    for n, line in enumerate(s.lines, 1):
        rows += f"<tr><td>{n}</td><td>{e(line.text)}</td><td>{8400 + n * 13}{n % 10}0</td><td class=r>{s.count(line.quantity)} Nos</td><td class=r>{s.bare(line.price)}</td><td class=r>{s.bare(line.amount)}</td></tr>"
    half = s.percent(s.taxes[0].rate / 2)
    one = cents(s.taxes[0].amount / 2)
    other = s.tax - one
    return f"""{BASE}body{{font-size:9.5pt}}table{{width:100%}}td,th{{border:1px solid #000}}</style><div style="text-align:center"><b>TAX INVOICE</b></div><table><tr><td rowspan=3 style="width:50%"><b>{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town)}<br>GSTIN/UIN: {e(s.seller.tax_id)}<br>State Name : Maharashtra, Code : 27</td>
    <td>Invoice No.<br><b>{e(s.number)}</b></td><td>Dated<br><b>{e(s.day())}</b></td></tr><tr><td>Delivery Note<br>&nbsp;</td><td>Mode/Terms of Payment<br>{(s.due - s.issued).days if s.due else 30} Days</td></tr><tr><td>Buyer's Order No.<br>{e(s.order)}</td><td>Due Date<br>{e(s.day(s.due))}</td></tr>
    <tr><td>Buyer (Bill to)<br><b>{e(s.buyer.name)}</b><br>{lines_of(s.buyer.street, s.buyer.town)}<br>GSTIN/UIN : {e(s.buyer.tax_id)}</td><td colspan=2>Terms of Delivery</td></tr></table>
    <table><tr><th>Sl No.</th><th>Description of Goods</th><th>HSN/SAC</th><th>Quantity</th><th>Rate</th><th>Amount</th></tr>{rows}<tr><td></td><td class=r><i>CGST @ {half}</i></td><td></td><td></td><td></td><td class=r>{s.bare(one)}</td></tr><tr><td></td><td class=r><i>SGST @ {half}</i></td><td></td><td></td><td></td><td class=r>{s.bare(other)}</td></tr>
    <tr><td></td><td class=r><b>Total</b></td><td></td><td></td><td></td><td class=r><b>₹ {s.bare(s.total)}</b></td></tr></table><table><tr><td>Amount Chargeable (in words)<span style="float:right">E. &amp; O.E</span><br><b>INR Rupees as above Only</b></td></tr></table>
    <table><tr><th>Taxable Value</th><th>CGST Rate</th><th>CGST Amount</th><th>SGST Rate</th><th>SGST Amount</th><th>Total Tax Amount</th></tr><tr><td class=r>{s.bare(s.net)}</td><td class=r>{half}</td><td class=r>{s.bare(one)}</td><td class=r>{half}</td><td class=r>{s.bare(other)}</td><td class=r>{s.bare(s.tax)}</td></tr></table>
    <table><tr><td style="width:50%">Declaration<br>We declare that this invoice shows the actual price of the goods described.</td><td>Company's Bank Details<br>A/c No. : {e(s.seller.account)}</td><td class=r>for {e(s.seller.name)}<br><br>Authorised Signatory</td></tr></table><div style="text-align:center" class=small>This is a Computer Generated Invoice</div>"""


def vat_summary(s: Sale) -> str:
    """Sums to the right, and to the left of them a summary of tax by rate, with codes on the positions."""
    rates = [
        (chr(65 + n), s.percent(t.rate), s.bare(t.base), s.bare(t.amount)) for n, t in enumerate(s.taxes)
    ]
    head = ["", s.say("rate"), s.say("net"), s.say("tax")]
    return f"""{BASE}.items th{{background:#ddd}}.sum td{{border-bottom:1px dotted #999}}.tax td{{border:1px solid #999;font-size:9pt}}</style><div class=flex><div>{address(s.seller)}<br>{lines_of(s.seller.phone, s.seller.mail)}<br>{e(s.say("taxid"))} {e(s.seller.tax_id)}</div><div><h1>{e(s.say("invoice"))}</h1>{table(heads(s, "number", "date", "customer", "order"), "tax", ())}</div></div>
    <p style="margin:10mm 0"><b>{e(s.say("billto"))}</b><br>{address(s.buyer)}</p>{items(s, "code text quantity price rate amount")}<div class=flex>{table([head, *rates], "tax", (1, 2, 3))}{table(_flat(s), "sum")}</div>
    <p>{e(s.say("terms"))}: {e(heads(s, "terms")[0][1])}. {e(s.say("due"))}: {e(s.day(s.due))}</p><p class=small>{e(s.say("bank"))}: {e(s.seller.account)}</p>"""


def _flat(s: Sale) -> list[tuple[str, str]]:
    rows = [row for row in sums(s) if not any(s.percent(t.rate) in row[0] for t in s.taxes)]
    place = next(n for n, row in enumerate(rows) if row[0] == s.say("total"))
    return [*rows[:place], (s.say("tax"), s.money(s.tax)), *rows[place:]]


def payment_part(s: Sale) -> str:
    """A Swiss invoice with the payment part at the foot of the sheet: receipt to the left, payment to the right."""
    whole = s.bare(s.payable).replace("'", " ")
    part = f"<b>Konto / Zahlbar an</b><br>{e(s.seller.account)}<br>{address(s.seller)}<br><br><b>Zahlbar durch</b><br>{address(s.buyer)}"
    return f"""{BASE}.items th{{border-bottom:1px solid #000}}.sum{{margin-left:auto}}.foot{{position:fixed;bottom:0;left:0;right:0;border-top:1px dashed #000;font-size:8pt}}</style><b style="font-size:16pt">{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town)}
    <div style="margin:12mm 0 8mm 110mm">{address(s.buyer)}</div><b>{e(s.say("invoice"))} Nr. {e(s.number)}</b><div>{e(s.seller.town.split(" ", 1)[1])}, {e(s.day())}</div><div>{e(s.say("due"))} {e(s.day(s.due))}, {e(s.seller.tax_id)}</div>
    {items(s, "text quantity price amount")}{table(sums(s), "sum")}<div class="foot flex"><div style="width:30%;border-right:1px dashed #000;padding:8px"><b style="font-size:11pt">Empfangsschein</b><p>{part}</p><b>Währung &nbsp; Betrag</b><br>CHF &nbsp; &nbsp; {whole}</div>
    <div style="width:66%;padding:8px" class=flex><div style="width:45%"><b style="font-size:11pt">Zahlteil</b><div style="width:46mm;height:30mm;border:1px solid #000;margin:6px 0"></div><b>Währung &nbsp; Betrag</b><br>CHF &nbsp; &nbsp; {whole}</div><div style="width:52%">{part}<p><b>Zusätzliche Informationen</b><br>{e(s.say("invoice"))} {e(s.number)}</p></div></div></div>"""


def utility(s: Sale) -> str:
    """A bill of a utility: what is to pay in a large box, charges of the period by name, no quantities."""
    rows = [(line.text, s.money(line.amount)) for line in s.lines]
    return f"""{BASE}.c{{width:100%}}.c td{{border-bottom:1px solid #ccc}}</style><div class=flex><b style="font-size:20pt;color:#080">{e(s.seller.name)}</b><div class=r>{table(heads(s, "customer", "number", "date"), right=())}</div></div><p style="margin:12mm 0">{address(s.buyer)}</p>
    <div style="border:2px solid #080;padding:12px;width:60%;font-size:14pt" class=flex><b>{e(s.say("payable"))}</b><b>{e(s.money(s.payable))}</b></div><p>{e(s.say("due"))} <b>{e(s.day(s.due))}</b></p>{table(rows, "c")}{table(sums(s), "c")}
    <p class=small>{lines_of(f"{s.seller.name}, {s.seller.street}, {s.seller.town}", f"{s.say('taxid')} {s.seller.tax_id}", s.seller.mail)}</p>"""


def folio(s: Sale) -> str:
    """A hotel's folio: a date on each line, prices with tax, a balance of nothing, the tax told at the foot."""
    rows = "".join(
        f"<tr><td>{e(s.day())}</td><td>{e(line.text)}</td><td class=r>{s.bare(line.amount)}</td><td></td></tr>"
        for line in s.lines
    )
    tax = [("", s.say("rate"), s.say("net"), s.say("tax"), s.say("total"))] + [
        ("", s.percent(t.rate), s.bare(t.base), s.bare(t.amount), s.bare(t.base + t.amount)) for t in s.taxes
    ]
    room = {"de": "Zimmer", "fr": "Chambre", "es": "Habitación", "it": "Camera", "nl": "Kamer"}.get(
        s.place.language, "Room"
    )
    return f"""{BASE}.items th{{border-top:1px solid #000;border-bottom:1px solid #000}}.t td{{font-size:9pt}}</style><div style="text-align:center"><b style="font:bold 16pt Georgia">{e(s.seller.name)}</b><br>{e(s.seller.street)}, {e(s.seller.town)}<br>{e(s.seller.phone)} · {e(s.seller.mail)} · {e(s.say("taxid"))} {e(s.seller.tax_id)}</div>
    <div class=flex style="margin:8mm 0"><div>{address(s.buyer)}</div><div>{table([*heads(s, "number", "date"), (room, str(100 + s.issued.day))], right=())}</div></div><b>{e(s.say("invoice"))}</b>
    <table class=items><tr><th class=l>{e("Datum" if s.place.language in {"de", "nl"} else "Date")}</th><th class=l>{e(s.say("text"))}</th><th class=r>{e(s.say("amount"))}</th><th class=r>{e(s.say("paid"))}</th></tr>{rows}<tr><td>{e(s.day())}</td><td>Mastercard XXXX 4471</td><td></td><td class=r>{s.bare(s.total)}</td></tr>
    <tr><td></td><td><b>{e(s.say("total"))}</b></td><td class=r><b>{e(s.money(s.total))}</b></td><td></td></tr></table>{table(tax, "t", (1, 2, 3, 4))}"""


def subscription(s: Sale) -> str:
    """A software service's receipt: very airy, label and value in two narrow columns, periods below positions."""
    period = f"{s.day()} – {s.day(s.due)}"
    return f"""{BASE}body{{font:11pt Helvetica,Arial}}.items th{{font-weight:normal;color:#888;border-bottom:1px solid #eee}}.sum{{margin-left:50%;width:50%}}.sum td{{border-top:1px solid #eee}}</style><div class=flex><h1 style="font-size:20pt">{e(s.say("invoice"))}</h1><b style="color:#aaa;font-size:16pt">{e(s.seller.name)}</b></div>
    {table(heads(s, "number", "date", "due"), right=())}<div style="display:flex;gap:30mm;margin:12mm 0"><div><b>{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town, s.seller.mail)}</div><div><b>{e(s.say("billto"))}</b><br>{address(s.buyer)}</div></div>
    <div style="font-size:15pt;font-weight:bold">{e(s.money(s.payable))} {e(s.say("due").lower())} {e(s.day(s.due))}</div>{items(s, "text quantity price_money amount_money", extra=lambda *_: f"<div class=small>{e(period)}</div>")}{table(sums(s), "sum")}"""


def webshop(s: Sale) -> str:
    """A shop's invoice to a consumer: prices with tax, shipping among the sums, tax told as contained."""
    rows = sums(s)
    kept = [(f"{s.say('incl')} {s.percent(t.rate)}", s.money(t.amount)) for t in s.taxes]
    place = next(n for n, row in enumerate(rows) if row[0] == s.say("total")) + 1
    return f"""{BASE}.items th{{border-bottom:1px solid #000}}.items td{{border-bottom:1px solid #ddd;padding:8px 6px}}.sum{{margin-left:auto}}</style><div class=flex><b style="font-size:22pt;color:#d60">{e(s.seller.name)}</b><div class="small r">{address(s.seller)}<br>{e(s.say("taxid"))}: {e(s.seller.tax_id)}</div></div>
    <div class=flex style="margin:10mm 0"><div><b>{e(s.say("billto"))}</b><br>{address(s.buyer)}</div><div><b>{e(s.say("shipto"))}</b><br>{address(s.buyer)}</div></div><h1 style="font-size:15pt">{e(s.say("invoice"))}</h1>
    <p>{" &nbsp;|&nbsp; ".join(f"{e(k)} <b>{e(v)}</b>" for k, v in heads(s, "number", "date", "order", colon=":"))}</p>{items(s, "code text quantity price_money amount_money")}{table(rows[:place] + kept + rows[place:], "sum")}<p>{e(s.say("thanks"))}</p>"""


def from_to(s: Sale) -> str:
    """Seller and customer side by side as equals, facts in a ruled strip, sums to the left."""
    strip = heads(s, "number", "date", "due", "order")
    return f"""{BASE}.items td,.items th{{border-bottom:1px solid #bbb}}.strip{{width:100%;text-align:center}}.strip td,.strip th{{border:1px solid #444;text-align:center}}.strip th{{background:#f2f2f2}}.sum tr:last-child{{font-weight:bold}}</style><h1 style="text-align:center">{e(s.say("invoice"))}</h1>
    <div class=flex style="margin:8mm 0"><div style="width:48%"><b>{e(s.say("from"))}</b><br>{address(s.seller)}<br>{e(s.say("taxid"))} {e(s.seller.tax_id)}</div><div style="width:48%"><b>{e(s.say("billto"))}</b><br>{address(s.buyer)}<br>{e(s.say("taxid"))} {e(s.buyer.tax_id)}</div></div>
    <table class=strip><tr>{"".join(f"<th>{e(k)}</th>" for k, _ in strip)}</tr><tr>{"".join(f"<td>{e(v)}</td>" for _, v in strip)}</tr></table>{items(s, "text quantity price off amount")}{table(sums(s), "sum")}<p>{e(s.say("bank"))}: {e(s.seller.account)}</p>"""


def freelancer(s: Sale) -> str:
    """One person's invoice: the date in a sentence, hours, a small table without rules, the number in the heading."""
    place = (
        s.seller.town.split(" ", 1)[-1]
        if s.place.language in {"de", "fr", "es", "it", "nl"}
        else s.seller.town
    )
    return f"""{BASE}body{{font:11pt Verdana,sans-serif}}.items th{{font-weight:normal;font-style:italic}}.sum{{margin-left:auto}}.sum tr:last-child td{{border-top:1px solid;border-bottom:3px double}}</style><div class=r><b>{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town, s.seller.mail, f"{s.say('taxid')} {s.seller.tax_id}")}</div>
    <p style="margin:14mm 0">{address(s.buyer)}</p><p class=r>{e(place)}, {e(s.day())}</p><h1 style="font-size:13pt">{e(s.say("number"))} {e(s.number)}</h1>{items(s, "text quantity price amount")}{table(sums(s), "sum")}
    <p>{e(s.say("due"))}: {e(s.day(s.due))}. {e(s.say("bank"))}: {e(s.seller.account)}</p>"""


def credit(s: Sale) -> str:
    """A credit note, its amounts as they are."""
    return f"""{BASE}.items th{{background:#fbe9e7}}.sum{{margin-left:auto}}</style><div class=flex><div><b style="font-size:15pt">{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town)}</div><div class=r><h1 style="font-size:17pt">{e(s.say("credit"))}</h1>{table(heads(s, "date", "customer", colon=":"), right=())}</div></div>
    <p style="margin:10mm 0">{address(s.buyer)}</p><p>{e(s.say("credit"))} {"Nr." if s.place.language == "de" else "No." if s.place.language == "en" else "nr." if s.place.language in {"nl", "it"} else "n°"} {e(s.number)}</p>{items(s, "text quantity price amount")}{table(sums(s), "sum")}<p class=small>{e(s.say("taxid"))} {e(s.seller.tax_id)} · {e(s.say("bank"))} {e(s.seller.account)}</p>"""


def long_list(s: Sale) -> str:
    """Many positions over several sheets, the heading of the table on each."""
    return f"""{BASE}.items th{{border-top:1px solid #000;border-bottom:1px solid #000}}.sum{{margin-left:auto;break-inside:avoid}}</style><div class=flex><div><b style="font-size:14pt">{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town)}</div>{table(heads(s, "number", "date", "customer", "due"), right=())}</div>
    <p style="margin:8mm 0">{address(s.buyer)}</p><b>{e(s.say("invoice"))}</b>{items(s, "pos code text quantity price rate amount", extra=lambda n, _: f"<div class=small>{n * 7919 % 10000:04d} / {n * 31 % 97:02d}</div>" if n % 3 == 0 else "")}{table(sums(s), "sum")}<p>{e(s.say("terms"))}: {e(heads(s, "terms")[0][1])}</p><p class=small>{e(s.say("taxid"))} {e(s.seller.tax_id)} - {e(s.say("bank"))} {e(s.seller.account)}</p>"""


def reverse_charge(s: Sale) -> str:
    """Services abroad: no tax and the sentence that says why."""
    return f"""{BASE}.items th{{border-bottom:1px solid #000}}.sum{{margin-left:auto;font-weight:bold}}</style><div class=flex><div>{address(s.seller)}<br>{e(s.say("taxid"))}: {e(s.seller.tax_id)}</div><h1 style="letter-spacing:3px">{e(s.say("invoice"))}</h1></div><div class=flex style="margin:10mm 0"><div>{address(s.buyer)}<br>{e(s.say("taxid"))}: {e(s.buyer.tax_id)}</div>
    {table(heads(s, "number", "date", "due"), right=())}</div>{items(s, "text quantity price amount")}{table([(s.say("total"), s.money(s.total))], "sum")}<p>{e(s.say("reverse"))}</p><p>{e(s.say("bank"))}: {e(s.seller.account)}</p>"""


def column_sums(s: Sale) -> str:
    """The sums as a row of headings over a row of values, across the sheet, as many systems print them."""
    keys = [s.say("net"), *[f"{s.say('tax')} {s.percent(t.rate)}" for t in s.taxes], s.say("total")]
    values = [s.bare(s.net), *[s.bare(t.amount) for t in s.taxes], s.money(s.total)]
    strip = heads(s, "customer", "number", "date", "due")
    return f"""{BASE}body{{font:9.5pt "Courier New",monospace}}.w{{width:100%}}.w td,.w th{{border:1px solid #000;text-align:center}}.items td,.items th{{border-left:1px solid #000;border-right:1px solid #000}}.items{{border:1px solid #000}}.items th{{border-bottom:1px solid #000}}</style><div class=flex><div>{address(s.seller)}<br>{e(s.say("taxid"))} {e(s.seller.tax_id)}</div><div style="border:1px solid;padding:8px;width:42%">{address(s.buyer)}</div></div>
    <h1 style="font-size:13pt;margin:6mm 0">{e(s.say("invoice"))}</h1><table class=w><tr>{"".join(f"<th>{e(k)}</th>" for k, _ in strip)}</tr><tr>{"".join(f"<td>{e(v)}</td>" for _, v in strip)}</tr></table>{items(s, "code text quantity price off amount")}
    <table class=w><tr>{"".join(f"<th>{e(k)}</th>" for k in keys)}</tr><tr>{"".join(f"<td>{e(v)}</td>" for v in values)}</tr></table><p>{e(s.say("bank"))} {e(s.seller.account)}</p>"""


def deposit(s: Sale) -> str:
    """A craftsman's final invoice: what was paid before is taken off."""
    return f"""{BASE}.items td{{border-bottom:1px solid #e0e0e0}}.sum{{margin-left:auto;width:60%}}.sum tr:last-child td{{font-weight:bold;border-top:2px solid}}</style><div style="border-bottom:3px solid #555;padding-bottom:6px"><b style="font-size:19pt">{e(s.seller.name)}</b><span style="float:right" class="small r">{lines_of(s.seller.street, s.seller.town, s.seller.phone)}</span></div>
    <div class=flex style="margin:12mm 0"><div>{address(s.buyer)}</div>{table(heads(s, "date", "number", "order"), right=())}</div><b style="font-size:14pt">{e(s.say("invoice"))}</b>{items(s, "pos text quantity price amount")}{table(sums(s, colon=":"), "sum")}<p>{e(s.say("due"))} {e(s.day(s.due))} · {e(s.say("taxid"))} {e(s.seller.tax_id)} · {e(s.say("bank"))} {e(s.seller.account)}</p>"""


def sales_tax(s: Sale) -> str:
    """An American invoice: terms and due date in a strip, a tax rate without a name, remittance slip below."""
    rows = sums(s)
    return f"""{BASE}.items th{{background:#333;color:#fff}}.strip{{width:100%}}.strip td,.strip th{{border:1px solid #333;text-align:center;font-size:9pt}}.sum{{margin-left:auto;width:38%}}.sum td{{border:1px solid #333}}</style><div class=flex><div><b style="font-size:16pt">{e(s.seller.name)}</b><br>{lines_of(s.seller.street, s.seller.town, s.seller.phone)}</div><div class=r><h1>INVOICE</h1><table class=strip><tr><th>DATE</th><th>INVOICE NO.</th></tr><tr><td>{e(s.day())}</td><td>{e(s.number)}</td></tr></table></div></div>
    <div style="border:1px solid #333;width:45%;padding:6px;margin:8mm 0"><b>BILL TO</b><br>{address(s.buyer)}</div><table class=strip><tr><th>P.O. NUMBER</th><th>TERMS</th><th>REP</th><th>SHIP VIA</th><th>DUE DATE</th></tr><tr><td>{e(s.order)}</td><td>Net {(s.due - s.issued).days if s.due else 30}</td><td>JT</td><td>UPS</td><td>{e(s.day(s.due))}</td></tr></table>{items(s, "quantity code text price amount")}{table(rows, "sum")}
    <div style="border-top:1px dashed #333;margin-top:14mm;padding-top:6px" class=flex><div>Please detach and return with payment<br>{address(s.seller)}</div><div>{table([("Invoice", s.number), ("Amount enclosed", "$ ________")], right=())}</div></div>"""


def right_labels(s: Sale) -> str:
    """Logo in words, facts flush right with colons, descriptions of several lines, thin grey type."""

    def more(_: int, line: Line) -> str:
        return f"<div class=small>{e(line.code)} · {e(s.day())}</div>"

    return f"""{BASE}body{{font:300 10pt "Helvetica Neue",Arial;color:#333}}.items th{{text-transform:uppercase;font-size:8pt;letter-spacing:1px;border-bottom:1px solid #333}}.sum{{margin-left:auto}}.meta{{margin-left:auto}}</style><div style="font-size:26pt;letter-spacing:4px">{e(s.seller.name)}</div><div class=small>{e(s.seller.street)} · {e(s.seller.town)} · {e(s.seller.mail)}</div>{table(heads(s, "number", "date", "due", "order", colon=":"), "meta")}
    <p>{e(s.say("billto"))}<br><b>{e(s.buyer.name)}</b><br>{lines_of(s.buyer.street, s.buyer.town)}</p>{items(s, "text quantity price_money amount_money", extra=more)}{table(sums(s, rate_first=True), "sum")}<p class="small" style="text-align:center">{e(s.say("taxid"))} {e(s.seller.tax_id)} | {e(s.say("bank"))} {e(s.seller.account)}</p>"""


def phone_bill(s: Sale) -> str:
    """A telephone bill: an overview on the first sheet, the positions with times on the second."""
    calls = "".join(
        f"<tr><td>{e(s.day())}</td><td>{n % 24:02}:{n * 7 % 60:02}</td><td>{e(s.seller.phone)}</td><td class=r>{n % 9}:{n * 13 % 60:02}</td><td class=r>{s.place.figures(Decimal(n % 5) / 100)}</td></tr>"
        for n in range(1, 26)
    )
    rows = [(line.text, s.bare(line.amount)) for line in s.lines]
    return f"""{BASE}.c{{width:70%}}.d td{{font-size:8pt;padding:1px 8px}}</style><div class=r style="font-size:22pt;color:#909"><b>{e(s.seller.name)}</b></div><div class=flex style="margin:14mm 0"><div>{address(s.buyer)}</div><div style="background:#f4eaf4;padding:10px">{table(heads(s, "number", "customer", "date", "due"), right=())}</div></div>
    <h1 style="font-size:15pt">{e(s.say("invoice"))}</h1>{table(rows, "c")}{table(sums(s), "c")}<p class=small>{e(s.seller.name)}, {e(s.seller.street)}, {e(s.seller.town)}, {e(s.say("taxid"))} {e(s.seller.tax_id)}</p><div style="break-before:page"></div><b>{e(s.seller.name)} – {e(s.number)}</b><table class=d>{calls}</table>"""


def two_blocks(s: Sale) -> str:
    """Customer to the left and facts to the right in rounded boxes; amounts with the currency in a column of its own."""
    code = s.place.currency
    rows = "".join(
        f"<tr><td class=r>{e(k)}</td><td>{code}</td><td class=r>{e(v)}</td></tr>"
        for k, v in sums(s, money=False)
    )
    box = "border:1px solid #777;border-radius:8px;padding:10px;width:44%"
    return f"""{BASE}.items th{{border-bottom:2px solid #777;font-size:9pt}}.sum{{margin-left:auto}}</style><div class=flex><div style="font-size:18pt;color:#06c"><b>{e(s.seller.name)}</b></div><div class="r small">{lines_of(s.seller.street, s.seller.town, s.seller.phone, s.say("taxid") + " " + s.seller.tax_id)}</div></div><h1 style="font-size:18pt;margin:8mm 0">{e(s.say("invoice"))}</h1>
    <div class=flex><div style="{box}"><div class=small>{e(s.say("billto"))}</div>{address(s.buyer)}</div><div style="{box}">{table(heads(s, "number", "date", "customer", "order", "due"), right=())}</div></div>{items(s, "pos text quantity price amount")}<table class=sum>{rows}</table><p>{e(s.say("bank"))}: {e(s.seller.account)}</p>"""


FORMS: dict[str, tuple[Form, Wanted]] = {
    "letter": (letter, Wanted("DE AT CH NL GB FR")),
    "band": (band, Wanted("GB US FR ES NL CA", several=True)),
    "sidebar": (sidebar, Wanted("FR DE IT GB AU ES")),
    "typed": (typed, Wanted("DE ES GB IT NL FR", goods=False)),
    "spreadsheet": (spreadsheet, Wanted("US CA GB AU US IN")),
    "gst_boxed": (gst_boxed, Wanted("IN", services=False)),
    "vat_summary": (vat_summary, Wanted("GB IT FR BE ES NL", several=True, discount=True)),
    "payment_part": (payment_part, Wanted("CH")),
    "utility": (utility, Wanted("DE GB ES NL FR US", goods=False)),
    "folio": (
        folio,
        Wanted("DE CH FR AT IT ES", gross=True, several=True, due=False, goods=False, net_printed=True),
    ),
    "subscription": (subscription, Wanted("US GB FR DE NL ES", goods=False)),
    "webshop": (
        webshop,
        Wanted("NL DE GB AU IT FR", gross=True, services=False, shipping=True, due=False, net_printed=False),
    ),
    "from_to": (from_to, Wanted("FR ES IT BE GB DE", off=True)),
    "freelancer": (freelancer, Wanted("DE ES FR AT NL CH", goods=False)),
    "credit": (credit, Wanted("DE GB FR NL ES IT", credit=True, due=False)),
    "long_list": (long_list, Wanted("DE FR NL GB IT ES", lines=(24, 60), several=True)),
    "reverse_charge": (reverse_charge, Wanted("DE NL FR GB ES IT", zero=True, goods=False)),
    "column_sums": (column_sums, Wanted("FR ES IT BE DE NL", off=True)),
    "deposit": (deposit, Wanted("DE AT FR GB CH BE", paid=True)),
    "sales_tax": (sales_tax, Wanted("US", shipping=False)),
    "right_labels": (right_labels, Wanted("GB NL US DE ES CA", discount=True)),
    "phone_bill": (phone_bill, Wanted("DE NL FR GB ES CH", goods=False)),
    "two_blocks": (two_blocks, Wanted("CH DE FR ES NL IT", shipping=True)),
}
FORMS |= HABITS
KEPT = tuple(form for form in HABITS if form != "guest_folio")
"""For measuring only; one form was looked at, since it brought a wrong proof to light."""
