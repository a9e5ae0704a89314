"""A file's pages, divided into invoices.

`signs_of_sheet` and `divide` are apart so that the pages of a large file can be looked at side by side, in
several processes, and the cuts still be weighed over the whole file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from python_ocr_reconcile.extraction.invoice.cutting import (
    Signs,
    choose,
    forced,
    signs_of,
    stretches,
    stretches_at,
)
from python_ocr_reconcile.extraction.invoice.headers import find_headers
from python_ocr_reconcile.extraction.invoice.kind import is_till_receipt
from python_ocr_reconcile.extraction.invoice.receipt import marks_of, receipts_on
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.rows import read_rows
from python_ocr_reconcile.extraction.layout import Line, lines_of
from python_ocr_reconcile.extraction.locale import Locale, vote
from python_ocr_reconcile.models.file import Cut, Notice, Start
from python_ocr_reconcile.models.page import Page

UNSURE_BELOW = 0.9
"""A cut that is less sure than this is shown to a person."""

Part = tuple[int, int]
"""Number of a page in the file, and which of its stretches, from 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One page, or the stretch of one that an invoice may have to itself, read on its own."""

    page: int
    y: float | None
    """Where it begins, in points; ``None`` at the top of its page."""
    lines: Sequence[Line]
    locale: Locale
    rows: Sequence[Row]
    receipt: bool = False
    """A till receipt by itself: a shop, a day and a total."""


@dataclass(frozen=True, slots=True)
class Division:
    """What belongs together."""

    groups: list[list[Part]]
    """Of each invoice, in order."""
    parts: list[Part]
    """The stretch behind each of `cuts`."""
    notices: list[Notice]
    cuts: list[Cut]


def sheets_of(page: Page, starts: Sequence[Start] | None = None) -> list[Sheet]:
    """The page, cut where another invoice may begin inside it; nothing where it has no text.

    Where a person has said where invoices begin, it is cut there and nowhere else.
    """
    said = None if starts is None else [s.y for s in starts if s.page == page.number and s.y is not None]
    lines = lines_of(page)
    if not lines:
        return []
    locale = vote(lines)
    rows = read_rows(lines, locale)
    if not _is_typeset_invoice(page, rows):
        receipts = receipts_on(page, lines)
        if len(receipts) > 1 and (said is None or _as_said(receipts, said)):
            return [_receipt(page.number, some, first=some is receipts[0]) for some in receipts]
    if said is None and is_till_receipt(rows):
        return [Sheet(page.number, None, lines, locale, rows, receipt=marks_of(lines) is not None)]
    parts = stretches(rows) if said is None else stretches_at(rows, said)
    if len(parts) == 1:
        return [Sheet(page.number, None, lines, locale, rows)]
    return [
        _stretch(page.number, rows[start].line.y0 if start else None, lines[start:stop], locale)
        for start, stop in parts
    ]


def _is_typeset_invoice(page: Page, rows: Sequence[Row]) -> bool:
    """Whether a page that no scanner made has a table of positions: no receipts were laid on that.

    Looking for receipts reads a page up to 20 times: half of all drawn invoices named enough for that, and a
    file of them took four times as long.
    """
    return page.source == "text_layer" and bool(find_headers(rows))


def _stretch(page: int, y: float | None, lines: Sequence[Line], whole: Locale) -> Sheet:
    """Part of a page, read on its own: its seller may print numbers otherwise than the others on the page."""
    own = vote(lines)
    if own.mark_votes == (0.0, 0.0):
        own = replace(own, decimal_mark=whole.decimal_mark)
    return Sheet(page, y, lines, own, read_rows(lines, own))


def _receipt(page: int, lines: Sequence[Line], *, first: bool) -> Sheet:
    """One of several receipts on a page."""
    locale = vote(lines)
    y = None if first else lines[0].y0
    return Sheet(page, y, lines, locale, read_rows(lines, locale), receipt=True)


def _as_said(receipts: Sequence[Sequence[Line]], tops: Sequence[float]) -> bool:
    """Whether a person leaves the receipts as they were found: one begins at each of their tops."""
    own = [lines[0].y0 for lines in receipts[1:]]
    return len(own) == len(tops) and all(any(abs(y - top) < 1.0 for top in tops) for y in own)


def signs_of_sheet(sheet: Sheet) -> Signs:
    """What the sheet shows."""
    return replace(signs_of(sheet.page, sheet.y, sheet.rows, sheet.locale), receipt=sheet.receipt)


def divide(
    numbers: Sequence[int], signs: Sequence[Sequence[Signs]], starts: Sequence[Start] | None
) -> Division:
    """The invoices of the file whose pages have `numbers` and show `signs`."""
    parts = [(number, nth) for number, shown in zip(numbers, signs, strict=True) for nth in range(len(shown))]
    flat = [sign for shown in signs for sign in shown]
    chosen = choose(flat) if starts is None else forced(flat, _places(flat, starts))
    places = {(sign.page, sign.y): part for sign, part in zip(flat, parts, strict=True)}
    notices = _without_text(numbers, signs) + _notices_of_asides([parts[place][0] for place in chosen.aside])
    return Division(
        groups=[[parts[place] for place in group] for group in chosen.groups],
        parts=[places[cut.page, cut.y] for cut in chosen.cuts],
        notices=notices + notices_of_cuts(chosen.cuts),
        cuts=chosen.cuts,
    )


def _places(signs: Sequence[Signs], starts: Sequence[Start]) -> frozenset[tuple[int, float | None]]:
    """`starts` as the stretches they begin; one above the first line of a page is at its top."""
    middles = {sign.page: sign.middle for sign in signs if sign.y is None}
    tops = {
        start.page
        for start in starts
        if start.y is None or (start.page in middles and start.y <= middles[start.page])
    }
    return frozenset((sign.page, sign.y) for sign in signs if sign.y is not None or sign.page in tops)


def _without_text(numbers: Sequence[int], signs: Sequence[Sequence[Signs]]) -> list[Notice]:
    return [
        Notice(code="page_without_text", message="Nothing to read on this page.", page=number)
        for number, shown in zip(numbers, signs, strict=True)
        if not shown
    ]


def notices_of_cuts(cuts: Sequence[Cut]) -> list[Notice]:
    """A notice for each cut that a person should look at."""
    return [
        Notice(
            code="unsure_cut",
            message="It is not sure that an invoice begins here."
            if cut.is_cut
            else "It is not sure that no invoice begins here.",
            page=cut.page,
        )
        for cut in cuts
        if cut.by == "reader" and cut.confidence < UNSURE_BELOW
    ]


def _notices_of_asides(pages: Sequence[int]) -> list[Notice]:
    return [
        Notice(
            code="page_without_invoice",
            message="Taken for a sheet between invoices: it belongs to none.",
            page=page,
        )
        for page in pages
    ]
