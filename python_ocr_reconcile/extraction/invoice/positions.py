"""The positions of an invoice as line items, each with its evidence and its own equation."""

from __future__ import annotations

from typing import Any

from python_ocr_reconcile.extraction.checks import Term
from python_ocr_reconcile.extraction.invoice.draft import Draft
from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.items import Item
from python_ocr_reconcile.extraction.invoice.solution import Solution
from python_ocr_reconcile.extraction.layout import box_of, least_confidence
from python_ocr_reconcile.extraction.spans import AmountSpan
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.invoice import LineItem


def line_items(draft: Draft, solution: Solution) -> list[LineItem]:
    """The line items, in the order of the document."""
    items: list[LineItem] = []
    if solution.table is None:
        return items
    # A bare list of amounts is believed only where it adds up.
    if solution.table.kind == "amounts" and solution.lines_meet is None:
        return items
    for place, item in enumerate(solution.table.items):
        items.append(_item(draft, place, item))
    return items


def _item(draft: Draft, place: int, item: Item) -> LineItem:
    pointer = f"line_items/{place}"
    cells = {
        "quantity": _cell(item.quantity, "table_column"),
        "unit_price": _cell(item.unit_price, "table_column"),
        "amount": _cell(item.amount, "table_column"),
        "tax_rate": _cell(item.tax_rate, "table_column"),
        "tax_amount": _cell(item.tax_amount, "table_column"),
    }
    values: dict[str, Any] = {}
    for name, found in cells.items():
        if found is None:
            continue
        flipped = draft.sign if name in {"amount", "tax_amount", "quantity"} else 1
        values[name] = found.value * flipped
        fixed = name == "amount" and item.repaired
        draft.evidence[f"{pointer}/{name}"] = found.evidence("repaired" if fixed else "read", values[name])
    for name, words in (("description", item.description), ("item_code", item.item_code)):
        if words:
            text = " ".join(w.text for w in words)
            values[name] = text
            confidence = least_confidence(words)
            draft.evidence[f"{pointer}/{name}"] = Evidence(
                value=text, raw=text, page=item.page, bbox=box_of(words),
                source="text_layer" if confidence is None else "ocr", ocr_confidence=confidence,
                method="table_column", status="read",
            )  # fmt: skip
    priced = item.pricing
    if priced:
        same_sign = 1 if values["quantity"] * values["unit_price"] * values["amount"] >= 0 else -1
        draft.check(
            "line_amount",
            "product",
            [
                Term(f"/{pointer}/quantity", values["quantity"], priced.factor * same_sign),
                Term(f"/{pointer}/unit_price", values["unit_price"]),
            ],
            Term(f"/{pointer}/amount", values["amount"]),
            priced.tolerance,
        )
    return LineItem(line_number=place + 1, **values)


def _cell(span: AmountSpan | None, method: str) -> Found | None:
    if span is None:
        return None
    return found_in(span.line, span.start, span.end, span.value, method, 0.1)
