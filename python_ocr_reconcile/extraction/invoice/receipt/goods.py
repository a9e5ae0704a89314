"""The goods on a receipt: the amounts at the right edge above the first sum, with what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from python_ocr_reconcile.extraction.invoice.items import Item
from python_ocr_reconcile.extraction.invoice.receipt.roles import SUMS, role_of
from python_ocr_reconcile.extraction.invoice.receipt.till import TillAmount, TillLine
from python_ocr_reconcile.extraction.invoice.table import Table
from python_ocr_reconcile.extraction.lexicon import load_words
from python_ocr_reconcile.extraction.spans import AmountSpan
from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.money import PrintedAmount

_COUNT = re.compile(r"^\(?[xX×@*]?(\d{1,3}(?:[.,]\d{1,3})?)[xX×@*]?\)?$")


def read_goods(lines: Sequence[TillLine]) -> Table | None:
    """The positions as a bare list of amounts; rebates among them keep their minus."""
    stop = next((i for i, line in enumerate(lines) if _is_sum(line)), None)
    if not stop:
        return None
    above = [line for line in lines[:stop] if line.amounts and _sells(line)]
    if not above:
        return None
    edges = sorted(line.amounts[-1].x1 for line in above)
    edge, height = edges[len(edges) // 2], above[0].line.height
    above = [line for line in above if abs(line.amounts[-1].x1 - edge) < 3.0 * height]
    places = {line.place for line in above}
    items = [_item(lines, line, places) for line in above]
    return Table(tuple(items), "amounts", frozenset(p for i in items for p in i.places)) if items else None


def _is_sum(line: TillLine) -> bool:
    return role_of(line) in SUMS and bool(line.amounts)


def _sells(line: TillLine) -> bool:
    """Whether the line may be of goods: none of the head's lines, such as a number beside "Tel"."""
    words = load_words("receipt_words")
    tokens = line.folded.split()
    heads = {" ".join(tokens[:n]) for n in (1, 2, 3)}
    return not heads & (words["registry"] | words["sale"]) and role_of(line) not in {"other", "summary"}


def _item(lines: Sequence[TillLine], line: TillLine, places: set[int]) -> Item:
    amount = line.amounts[-1]
    quantity, price = _counted(line, amount)
    used = {amount.start, *range(amount.start, amount.end)}
    for span in (quantity, price):
        used |= set(range(span.start, span.end)) if span else set()
    words = _named(line, used)
    own = [line.place]
    if sum(c.isalpha() for w in words for c in w.text) < 3:
        above = lines[line.place - 1] if line.place else None
        if above and above.place not in places and not above.amounts and role_of(above) is None:
            words = (*_named(above, set()), *words)
            own.append(above.place)
    return Item(line.line.page, tuple(own), _span(amount), quantity, price, None, None, None, (), words)


def _named(line: TillLine, used: set[int]) -> tuple[Word, ...]:
    words = [w for i, w in enumerate(line.line.words) if i not in used and any(c.isalnum() for c in w.text)]
    return tuple(w for w in words if len(w.text) > 1 or w.text.isdigit())


def _counted(line: TillLine, amount: TillAmount) -> tuple[AmountSpan | None, AmountSpan | None]:
    """Quantity and unit price of the line, where they give its amount."""
    for price in line.amounts[:-1]:
        for i, word in enumerate(line.line.words[: amount.start]):
            found = _COUNT.match(word.text) if i < price.start or i >= price.end else None
            if found is None:
                continue
            count = Decimal(found[1].replace(",", "."))
            if count and abs(count * price.value - amount.value) <= Decimal("0.005"):
                printed = PrintedAmount(count, 0, None, None)
                return AmountSpan(line.line, i, i + 1, word.text, printed), _span(price)
    return None, None


def _span(amount: TillAmount) -> AmountSpan:
    decimals = max(0, -int(amount.value.as_tuple().exponent))
    return AmountSpan(
        amount.line, amount.start, amount.end, amount.text, PrintedAmount(amount.value, decimals, None, None)
    )
