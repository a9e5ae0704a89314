"""Where one invoice of a file ends and the next begins.

A page starts a new invoice where it says that it is page 1, where it carries another invoice number, or
where it has a title and sums of its own after an invoice whose sums are complete.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from python_ocr_reconcile.extraction.invoice.fields import strong_number
from python_ocr_reconcile.extraction.invoice.items import is_sum
from python_ocr_reconcile.extraction.invoice.rows import Row
from python_ocr_reconcile.extraction.lexicon import compact, fold, load_words
from python_ocr_reconcile.models.file import Cut

_PAGE = re.compile(
    r"\b(?:page|pg|seite|blatt|sheet|pagina|pag|hoja|foglio|blad|bladzijde|p)\s(?:no\s|nr\s)?(\d{1,4})"
    r"(?:\s(?:of|von|de|di|van|sur|aus|out of|\s)?\s?(\d{1,4}))?\b"
)


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What one page says of its place in a file."""

    number: int
    """Of the page in the file, 1-based."""
    page_of: int | None
    """The page number that is printed on it."""
    invoice_number: str | None
    has_title: bool
    has_total: bool


def page_signs(number: int, rows: Sequence[Row]) -> PageSigns:
    """The signs on the page whose lines are `rows`."""
    found = strong_number(rows)
    return PageSigns(
        number,
        _page_of(rows),
        compact(str(found.value)) if found else None,
        _has_title(rows),
        any(is_sum(row, {"total", "amount_due"}) and row.amounts for row in rows),
    )


def _page_of(rows: Sequence[Row]) -> int | None:
    edges = [*rows[:14], *rows[-10:]]
    for row in edges:
        for match in _PAGE.finditer(row.folded):
            page, pages = int(match[1]), int(match[2]) if match[2] else None
            if 1 <= page <= 999 and (pages is None or page <= pages):
                return page
    return None


def _has_title(rows: Sequence[Row]) -> bool:
    words = load_words("invoice_words")
    titles = words["title_invoice"] | words["title_credit"] | words["title_receipt"]
    for row in rows[:25]:
        for segment in row.line.segments:
            tokens = segment.text.split()
            if len(tokens) <= 5 and any(
                _folded(tokens[:n]) in titles for n in range(1, min(4, len(tokens)) + 1)
            ):
                return True
    return False


def _folded(tokens: Sequence[str]) -> str:
    return fold(" ".join(tokens))


def cut(signs: Sequence[PageSigns], starts: Sequence[int] | None = None) -> tuple[list[list[int]], list[Cut]]:
    """The file's pages in groups, one for each invoice: places in `signs`; and each cut that was weighed."""
    if starts is not None:
        return _cut_at(signs, frozenset(starts))
    groups: list[list[int]] = []
    number: str | None = None
    closed = False
    for place, sign in enumerate(signs):
        if not groups or _starts_new(sign, signs[place - 1], number, closed=closed):
            groups.append([])
            number, closed = None, False
        groups[-1].append(place)
        number = number or sign.invoice_number
        closed = closed or sign.has_total
    return groups, []


def _cut_at(signs: Sequence[PageSigns], starts: frozenset[int]) -> tuple[list[list[int]], list[Cut]]:
    groups: list[list[int]] = []
    cuts: list[Cut] = []
    for place, sign in enumerate(signs):
        begins = not groups or sign.number in starts
        if groups:
            cuts.append(Cut(page=sign.number, is_cut=begins, confidence=1.0, by="human"))
        if begins:
            groups.append([])
        groups[-1].append(place)
    return groups, cuts


def _starts_new(sign: PageSigns, before: PageSigns, number: str | None, *, closed: bool) -> bool:
    if sign.invoice_number and number:
        if sign.invoice_number == number:
            return False
        # Another number: another invoice, unless the page says that it goes on.
        return not (sign.page_of and sign.page_of > 1 and before.page_of == sign.page_of - 1)
    if sign.page_of is not None:
        if sign.page_of > 1:
            return False
        return before.page_of is not None or closed
    return sign.has_title and sign.has_total and closed
