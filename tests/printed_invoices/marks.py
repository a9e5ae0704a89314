"""Pieces of HTML that several forms share: addresses, tables of positions, sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from printed_invoices.places import Firm
from printed_invoices.sales import Line, Sale

Cell = Callable[[Sale, int, Line], str]
CELLS: dict[str, Cell] = {
    "pos": lambda _, n, __: str(n),
    "code": lambda _, __, line: line.code,
    "text": lambda _, __, line: line.text,
    "quantity": lambda s, _, line: s.count(line.quantity),
    "price": lambda s, _, line: s.bare(line.price),
    "price_money": lambda s, _, line: s.money(line.price),
    "off": lambda _, __, line: f"{line.off}%" if line.off else "",
    "rate": lambda s, _, line: s.percent(line.rate),
    "amount": lambda s, _, line: s.bare(line.amount),
    "amount_money": lambda s, _, line: s.money(line.amount),
}
RIGHT = {"quantity", "price", "price_money", "off", "rate", "amount", "amount_money"}


def e(text: str) -> str:
    """`text` as HTML."""
    return escape(text)


def lines_of(*texts: str) -> str:
    """Each on a line of its own."""
    return "<br>".join(e(text) for text in texts if text)


def address(firm: Firm) -> str:
    """Name, street, town."""
    return lines_of(firm.name, firm.street, firm.town)


def items(sale: Sale, columns: str, style: str = "", extra: Callable[[int, Line], str] | None = None) -> str:
    """The table of positions with the `columns` named; `extra` gives HTML below a description."""
    keys = columns.split()
    head = "".join(
        f'<th class="{"r" if key in RIGHT else "l"}">{e(_heading(sale, key))}</th>' for key in keys
    )
    body = ""
    for n, line in enumerate(sale.lines, 1):
        cells = ""
        for key in keys:
            more = extra(n, line) if extra and key == "text" else ""
            side = "r" if key in RIGHT else "l"
            cells += f'<td class="{side} {key}">{e(CELLS[key](sale, n, line))}{more}</td>'
        body += f"<tr>{cells}</tr>"
    return f'<table class="items" style="{style}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _heading(sale: Sale, key: str) -> str:
    if key == "pos":
        return "Pos." if sale.place.language == "de" else "#"
    return sale.say(key.removesuffix("_money"))


def sums(
    sale: Sale, *, money: bool = True, colon: str = "", rate_first: bool = False
) -> list[tuple[str, str]]:
    """Label and amount of each row below the positions, the total last but for what was paid."""
    show = sale.money if money else sale.bare
    rows = []
    if sale.discount or sale.shipping:
        rows.append((sale.say("lines"), show(sale.positions)))
    if sale.discount:
        rows.append((sale.say("discount"), show(-sale.discount)))
    if sale.shipping:
        rows.append((sale.say("shipping"), show(sale.shipping)))
    if not sale.wanted.gross and not sale.wanted.zero:
        rows.append((sale.say("net"), show(sale.net)))
        for tax in sale.taxes:
            rate, name = sale.percent(tax.rate), sale.say("tax")
            rows.append((f"{rate} {name}" if rate_first else f"{name} {rate}", show(tax.amount)))
    rows.append((sale.say("total"), show(sale.total)))
    if sale.paid:
        rows += [(sale.say("paid"), show(-sale.paid)), (sale.say("payable"), show(sale.payable))]
    return [(label + colon, amount) for label, amount in rows]


def table(rows: Iterable[Iterable[str]], kind: str = "", right: Iterable[int] = (1,)) -> str:
    """Rows of texts; the columns in `right` are set flush right."""
    out = ""
    for row in rows:
        cells = "".join(
            f'<td class="{"r" if n in set(right) else "l"}">{e(text)}</td>' for n, text in enumerate(row)
        )
        out += f"<tr>{cells}</tr>"
    return f'<table class="{kind}">{out}</table>'


def heads(sale: Sale, *keys: str, colon: str = "") -> list[tuple[str, str]]:
    """Label and value of the facts named, as far as the document has them."""
    values = {
        "number": sale.number,
        "date": sale.day(),
        "due": sale.day(sale.due) if sale.due and sale.wanted.due else "",
        "customer": sale.customer,
        "order": sale.order,
        "taxid": sale.seller.tax_id,
        "payable": sale.money(sale.payable),
        "terms": sale.say("days").format((sale.due - sale.issued).days) if sale.due else "",
    }
    return [(sale.say(key) + colon, values[key]) for key in keys if values[key]]
