"""What a page, or a stretch of one, shows of its place among the invoices of a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

import numpy as np

from python_ocr_reconcile.extraction.invoice.headers import find_headers
from python_ocr_reconcile.extraction.invoice.items import is_sum
from python_ocr_reconcile.extraction.invoice.numbers import number_after_title
from python_ocr_reconcile.extraction.invoice.pairs import best, date_pairs, number_pairs, settle
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.rows import segment_start
from python_ocr_reconcile.extraction.lexicon import compact, fold, load_words
from python_ocr_reconcile.extraction.locale import Locale

Paging = tuple[int, int | None]
"""A page number that is printed, and of how many, where that is printed too."""

_PAGE = re.compile(
    r"\b(?:page|pg|seite|blatt|sheet|pagina|pag|hoja|foglio|blad|bladzijde|p)\s(?:no\s|nr\s)?(\d{1,4})"
    r"(?:\s(?:of|von|de|di|van|sur|aus|out of|\s)?\s?(\d{1,4}))?\b"
)
# "3/12" or "3 of 12" alone in its cell.
_BARE_PAGE = re.compile(r"^(\d{1,4})\s?(?:/|of|von|de|di|van|sur)\s?(\d{1,4})$")
_TAX_ID = re.compile(
    r"^(?:(?:ATU|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)[0-9A-Z]?\d[\dA-Z.]{6,12}"
    r"|CHE-?\d{3}\.\d{3}\.\d{3})$"
)
_DOMAIN = re.compile(r"(?:@|www\.|//)([a-z0-9][a-z0-9\-]*(?:\.[a-z0-9\-]+)*\.[a-z]{2,})", re.IGNORECASE)
_EDGE_ROWS = 12
_PRIME = np.uint64(4_294_967_291)
_MIX = np.array([1 + 2_654_435_761 * n % 4_294_967_290 for n in range(1, 17)], dtype=np.uint64)
_SHIFT = np.array([40_503 * n * n for n in range(1, 17)], dtype=np.uint64)
_TOP_ROWS = 25


@dataclass(frozen=True, slots=True)
class Signs:
    """What one stretch shows."""

    page: int
    """1-based in the file."""
    y: float | None
    """Where it begins, in points; ``None`` at the top of its page."""
    middle: float = 0.0
    """Of its first line, in points from the top of the page."""
    pagings: tuple[Paging, ...] = ()
    number: str | None = None
    """The invoice number, compact; behind a plain label where `number_sure`."""
    number_sure: bool = False
    issued: date | None = None
    """The date behind a plain label."""
    title: bool = False
    total: bool = False
    """States a total or an amount due."""
    sums: bool = False
    table: bool = False
    """Heads a table of positions."""
    carried_in: bool = False
    carried_out: bool = False
    conditions: bool = False
    words: int = 0
    money: int = 0
    """Amounts printed as money."""
    senders: frozenset[str] = frozenset()
    """Tax ids, accounts and domains: whoever is named on the stretch."""
    letterhead: str = ""
    """The largest print near the top."""
    print: tuple[int, ...] = ()
    """A sketch of its words: two stretches with nearly the same words have nearly the same."""
    noisy: bool = False
    receipt: bool = False
    """A whole till receipt: a shop, a day and a total."""


def signs_of(page: int, y: float | None, rows: Sequence[Row], locale: Locale) -> Signs:
    """The signs on the stretch whose lines are `rows`; they must not be none."""
    number, sure = _number(rows)
    dates = [p for p in date_pairs(rows, locale) if p.key == "invoice_date" and p.found.cost < 0.7]
    issued = best(settle(dates), "invoice_date")
    return Signs(
        page=page,
        y=y,
        middle=(rows[0].line.y0 + rows[0].line.y1) / 2,
        pagings=_pagings(rows),
        number=number,
        number_sure=sure,
        issued=issued.value if issued else None,
        title=_has_title(rows),
        total=any(states_total(row) for row in rows),
        sums=any(row.amounts and is_sum(row) for row in rows if row.sums),
        table=bool(find_headers(rows)),
        carried_in=_carries(rows[:_TOP_ROWS]),
        carried_out=_carries(rows[-_EDGE_ROWS:]),
        conditions=_has_conditions(rows),
        words=sum(len(row.line.words) for row in rows),
        money=sum(a.is_money_like for row in rows for a in row.amounts),
        senders=_senders(rows),
        letterhead=_letterhead(rows),
        print=_print(rows),
        noisy=any(row.noisy for row in rows),
    )


def states_total(row: Row) -> bool:
    """Whether the line states a total or an amount due.

    Its figure need not read as an amount: on a page of several invoices, one of them may print its decimals
    otherwise than the rest of the page.
    """
    if not row.sums:
        return False
    if row.amounts:
        return is_sum(row, {"total", "amount_due"})
    return any(
        label.key in {"total", "amount_due"}
        and segment_start(row.line, label.start) == label.start
        and any(c.isdigit() for w in row.line.words[label.end :] for c in w.text)
        for label in row.sums
    )


def _number(rows: Sequence[Row]) -> tuple[str | None, bool]:
    found = best(settle(number_pairs(rows)), "invoice_number")
    if found and found.cost < 0.7:
        return compact(str(found.value)), True
    after = number_after_title(rows)
    return (compact(str(after.value)), False) if after else (None, False)


def _pagings(rows: Sequence[Row]) -> tuple[Paging, ...]:
    found: list[Paging] = []
    last = len(rows) - 1
    for place, row in enumerate(rows):
        if 14 <= place <= last - 10 or not any(c.isdigit() for c in row.folded):
            continue
        pairs = [(m[1], m[2]) for m in _PAGE.finditer(row.folded)]
        if place < 2 or place > last - 3:
            cells = (_BARE_PAGE.match(segment.text.strip()) for segment in row.line.segments)
            pairs += [(m[1], m[2]) for m in cells if m]
        for first, second in pairs:
            page, pages = int(first), int(second) if second else None
            if 1 <= page <= 9_999 and (pages is None or page <= pages):
                found.append((page, pages))
    return tuple(dict.fromkeys(found))


def _has_title(rows: Sequence[Row]) -> bool:
    words = load_words("invoice_words")
    titles = words["title_invoice"] | words["title_credit"] | words["title_receipt"]
    for row in rows[:_TOP_ROWS]:
        for segment in row.line.segments:
            if len(segment.words) > 10:
                continue
            tokens = fold(segment.text).split()
            # "Invoice no. 4711 of 3 May 2024" is a title; "Invoice goods are shipped with" is prose.
            short = len(tokens) <= 6 or (len(tokens) <= 12 and tokens[-1].isdigit())
            if short and any(" ".join(tokens[:n]) in titles for n in range(1, min(4, len(tokens)) + 1)):
                return True
    return False


def _carries(rows: Sequence[Row]) -> bool:
    """Whether a sum is carried to or from another page: a term for it, and an amount."""
    carried = load_words("invoice_words")["carried"]
    for row in rows:
        if len(row.amounts) != 1 or len(row.line.words) > 10:
            continue  # a position has more figures than one: "Transport express  2  227.40  454.80"
        for segment in row.line.segments:
            text = "".join(c for c in fold(segment.text) if not c.isdigit()).strip()
            if any(text == term or text.startswith(f"{term} ") for term in carried):
                return True
    return False


def _has_conditions(rows: Sequence[Row]) -> bool:
    heads = load_words("invoice_words")["conditions"]
    return any(
        len(row.line.words) <= 10 and any(f" {head} " in f" {row.folded} " for head in heads)
        for row in rows[:_EDGE_ROWS]
    )


def _senders(rows: Sequence[Row]) -> frozenset[str]:
    found: set[str] = set()
    for row in rows:
        text = row.text
        if "@" in text or "www." in text or "//" in text:
            found |= {domain.casefold() for domain in _DOMAIN.findall(text)}
        for word in row.line.words:
            if len(word.text) >= 8 and _TAX_ID.match(word.text.strip(".,;:()")):
                found.add(compact(word.text))
    return frozenset(found)


def _print(rows: Sequence[Row]) -> tuple[int, ...]:
    """The least hash of its words under each of some hash functions (Broder's sketch for near duplicates)."""
    hashes = np.fromiter({crc32(w.text.encode()) for row in rows for w in row.line.words}, dtype=np.uint64)
    mixed = (hashes[:, None] * _MIX[None, :] + _SHIFT[None, :]) % _PRIME
    return tuple(int(least) for least in mixed.min(axis=0))


def _letterhead(rows: Sequence[Row]) -> str:
    """The first of the largest lines near the top that is made of letters."""
    top = [row for row in rows[:_TOP_ROWS] if sum(c.isalpha() for c in row.folded) >= 4]
    if not top:
        return ""
    tallest = max(max(s.height for s in row.line.segments) for row in top)
    for row in top:
        for segment in row.line.segments:
            if segment.height > 0.85 * tallest:
                return "".join(c for c in fold(segment.text) if not c.isdigit()).strip()
    return ""
