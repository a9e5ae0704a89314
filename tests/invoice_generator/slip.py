"""Short invoices, several of them stacked on one page, as counters, couriers and depots print them."""

from __future__ import annotations

# ruff: noqa: E501  a table of terms reads best as one line
import random
from typing import Any

from invoice_generator.facts import Facts, record
from invoice_generator.paper import A4, Paper
from invoice_generator.style import Style

MOST_ROWS = 3


def draw_slips(paper: Paper, slips: list[tuple[Style, Facts]], rng: random.Random) -> list[dict[str, Any]]:
    """One page with all of `slips` (four at most) below one another; gives their truths."""
    paper.new_page(A4)
    share = (A4[1] - 40) / max(len(slips), rng.choice([2, 3, 4]))
    ruled = rng.random() < 0.6
    truths = []
    for place, (style, bill) in enumerate(slips):
        top = 34 + place * share
        if place and ruled:
            paper.rule(30, top - 12, A4[0] - 30, 0.4)
        _slip(paper, style, bill, top)
        shown = dict.fromkeys(
            ("invoice_number", "invoice_date", "seller", "buyer", "total", "tax", "net"), True
        )
        truths.append(
            record(bill, "slip", 1, {**shown, "due_date": bill.due is not None, "tax": bool(bill.taxes)})
        )
    paper.finish()
    return truths


def _slip(paper: Paper, style: Style, bill: Facts, top: float) -> None:
    words, seller, size = style.words, style.seller, 7.5
    left, right, y, lead = 44.0, A4[0] - 46.0, top, 10.5
    colon = style.colon

    def money(value: Any) -> str:
        return style.money(value, bill.currency, bill.digits)

    paper.text(left, y, seller.name, size + 2.5, style.bold)
    paper.text(
        right, y, str(words["credit"] if bill.credit else words["title"]), size + 2.5, style.bold, "right"
    )
    paper.text(
        left,
        y + lead,
        ", ".join(seller.address) + f"   {words['vat_id']} {seller.vat_id}",
        size - 1,
        style.font,
    )
    meta = [
        (words["credit_number"] if bill.credit else words["number"], bill.number),
        (words["date"], style.day(bill.issued)),
    ]
    if bill.due:
        meta.append((words["due"], style.day(bill.due)))
    for nth, (label, value) in enumerate(meta):
        paper.text(right - 150, y + (nth + 1) * lead, label + colon, size, style.font)
        paper.text(right, y + (nth + 1) * lead, value, size, style.font, "right")
    y += 2.4 * lead
    paper.text(left, y, f"{words['bill_to']}{colon} {bill.buyer.name}", size, style.font)
    y += 2.1 * lead
    stops = (
        (left, "left", "desc"),
        (right - 170, "right", "qty"),
        (right - 85, "right", "price"),
        (right, "right", "amount"),
    )
    for x, align, key in stops:
        title = str(words[key]) + (
            f" {bill.currency}" if key == "amount" and style.money_mark == "none" else ""
        )
        paper.text(x, y, title, size, style.bold, align)
    paper.rule(left, y + 3, right)
    y += 1.25 * lead
    for position in bill.positions:
        cells = (
            position.description, style.quantity(position.quantity), style.number(position.price, bill.digits),
            style.number(position.amount, bill.digits),
        )  # fmt: skip
        for (x, align, _), text in zip(stops, cells, strict=True):
            paper.text(x, y, text, size, style.font, align)
        y += lead
    y += 0.4 * lead
    rows = [(words["net"], bill.net)]
    rows += [(f"{words['tax']} {style.percent(part.rate)}%", part.amount) for part in bill.taxes]
    if bill.rounding:
        rows.append((words["rounding"], bill.rounding))
    rows.append((words["total"], bill.total))
    for label, value in rows:
        strong = style.bold if label == rows[-1][0] and value == bill.total else style.font
        paper.text(right - 190, y, label + colon, size, strong)
        paper.text(right, y, money(value), size, strong, "right")
        y += lead
