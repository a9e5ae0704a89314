"""Pages to invoices: the straight line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import msgspec

from python_ocr_reconcile.extraction.invoice.assemble import assemble
from python_ocr_reconcile.extraction.invoice.cutting import (
    Chosen,
    choose,
    forced,
    signs_of,
    stretches,
    stretches_at,
)
from python_ocr_reconcile.extraction.invoice.fields import read_head
from python_ocr_reconcile.extraction.invoice.headers import find_headers
from python_ocr_reconcile.extraction.invoice.kind import document_type, is_till_receipt
from python_ocr_reconcile.extraction.invoice.parties import read_parties
from python_ocr_reconcile.extraction.invoice.receipt import read_receipt
from python_ocr_reconcile.extraction.invoice.repair import repaired_tables, repaired_terms
from python_ocr_reconcile.extraction.invoice.rows import Row, read_rows
from python_ocr_reconcile.extraction.invoice.solve import Solution, solve
from python_ocr_reconcile.extraction.invoice.sums import printed_rates, read_tax_rows, read_terms
from python_ocr_reconcile.extraction.invoice.table import read_tables
from python_ocr_reconcile.extraction.layout import Line, lines_of
from python_ocr_reconcile.extraction.locale import Locale, vote
from python_ocr_reconcile.models.file import Cut, Notice, Start
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.page import Page


class InvoiceReading(msgspec.Struct, frozen=True):
    """What a file of invoices says."""

    invoices: list[Invoice]
    notices: list[Notice]
    cuts: list[Cut] = []


UNSURE_BELOW = 0.9
"""A cut that is less sure than this is shown to a person."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """One page, or the part of one that an invoice may have to itself, read on its own."""

    page: int
    y: float | None
    """Where it begins, in points; ``None`` at the top of its page."""
    lines: Sequence[Line]
    locale: Locale
    rows: Sequence[Row]


def extract_invoices(pages: list[Page], starts: Sequence[Start] | None = None) -> InvoiceReading:
    """The invoices, credit notes and receipts on `pages`, in order, with their evidence and proof.

    `starts` are all places where an invoice begins, where a person has said so. The first page with text that
    is not taken for a sheet between invoices begins one whether it is named or not.
    """
    sheets: list[_Sheet] = []
    notices: list[Notice] = []
    tops = {start.page for start in starts or () if start.y is None}
    for page in pages:
        lines = lines_of(page)
        if not lines:
            notices.append(
                Notice(code="page_without_text", message="Nothing to read on this page.", page=page.number)
            )
            continue
        inside = [start.y for start in starts or () if start.page == page.number and start.y is not None]
        if any(2 * y <= lines[0].y0 + lines[0].y1 for y in inside):
            tops.add(page.number)  # above the first line is the top of the page
        sheets += _sheets(page.number, lines, None if starts is None else inside)
    signs = [signs_of(sheet.page, sheet.y, sheet.rows, sheet.locale) for sheet in sheets]
    if starts is None:
        chosen = choose(signs)
    else:
        # Inside a page it is divided where it is said to be, and nowhere else.
        chosen = forced(signs, frozenset((s.page, s.y) for s in sheets if s.y is not None or s.page in tops))
    invoices = [
        _read_invoice(f"inv-{number}", [sheets[place] for place in group])
        for number, group in enumerate(chosen.groups, 1)
    ]
    notices += _notices_of(chosen, sheets)
    return InvoiceReading(invoices, notices + conflict_notices(invoices), chosen.cuts)


def conflict_notices(invoices: Sequence[Invoice]) -> list[Notice]:
    """A notice for each invoice that contradicts itself."""
    return [
        Notice(
            code="sums_do_not_close",
            message=f"{invoice.invoice_id}: what is printed does not add up.",
            page=next(iter(invoice.page_numbers), None),
        )
        for invoice in invoices
        if invoice.proof == "conflict"
    ]


def _sheets(page: int, lines: Sequence[Line], inside: Sequence[float] | None) -> list[_Sheet]:
    """The page, cut where another invoice may begin inside it; where it is known, at the places `inside`."""
    locale = vote(lines)
    rows = read_rows(lines, locale)
    parts = stretches(rows) if inside is None else stretches_at(rows, inside)
    if len(parts) == 1:
        return [_Sheet(page, None, lines, locale, rows)]
    return [
        _Sheet(
            page,
            rows[start].line.y0 if start else None,
            lines[start:stop],
            locale,
            [replace(row, place=place) for place, row in enumerate(rows[start:stop])],
        )
        for start, stop in parts
    ]


def _notices_of(chosen: Chosen, sheets: Sequence[_Sheet]) -> list[Notice]:
    """What a person should know of the cuts."""
    unsure = [
        Notice(
            code="unsure_cut",
            message="It is not sure that an invoice begins here."
            if cut.is_cut
            else "It is not sure that no invoice begins here.",
            page=cut.page,
        )
        for cut in chosen.cuts
        if cut.by == "reader" and cut.confidence < UNSURE_BELOW
    ]
    return unsure + [
        Notice(
            code="page_without_invoice",
            message="Taken for a sheet between invoices: it belongs to none.",
            page=sheets[place].page,
        )
        for place in chosen.aside
    ]


def _read_invoice(invoice_id: str, sheets: Sequence[_Sheet]) -> Invoice:
    """One invoice; where the decimal mark is open, the reading under which the sums close wins."""
    lines: list[Line] = [line for sheet in sheets for line in sheet.lines]
    pages = list(dict.fromkeys(sheet.page for sheet in sheets))
    own: Locale = sheets[0].locale if len(sheets) == 1 else vote(lines)
    till = _rows(sheets, own)
    if is_till_receipt(till):
        receipt = read_receipt(till, own)
        parts = (receipt.locale, receipt.head, receipt.parties, receipt.solution)
        return assemble(invoice_id, pages, "receipt", *parts)
    best: tuple[float, Locale, list[Row], Solution, Collection[int]] | None = None
    for locale in own.rivals:
        rows = _rows(sheets, locale)
        tables = read_tables(rows)
        places: Collection[int] = tables[0].places if tables else ()
        rates = printed_rates(rows)
        terms, tax_rows = read_terms(rows, places), read_tax_rows(rows, places)
        tables = repaired_tables(tables, terms)
        terms += repaired_terms(terms, tax_rows, tables, rates)
        solution = solve(terms, tax_rows, tables, rates)
        read = solution.table is not None and (solution.table.kind != "amounts" or solution.lines_meet)
        solution = replace(solution, unread_table=not read and bool(find_headers(rows)))
        cost = solution.cost + (0.0 if locale is own else 0.6)
        if best is None or cost < best[0]:
            best = (cost, locale, rows, solution, places)
    assert best is not None  # noqa: S101 - a locale has at least itself as a reading
    _, locale, rows, solution, places = best
    return assemble(
        invoice_id,
        pages,
        document_type(rows),
        locale,
        read_head(rows, locale),
        read_parties(rows, places),
        solution,
    )


def _rows(sheets: Sequence[_Sheet], locale: Locale) -> list[Row]:
    """The lines of the invoice under `locale`; a page read under its decimal mark is not read again."""
    rows: list[Row] = []
    for sheet in sheets:
        same = sheet.locale.decimal_mark == locale.decimal_mark
        read = list(sheet.rows) if same else read_rows(sheet.lines, locale)
        shift = len(rows)
        rows += [replace(row, place=row.place + shift) for row in read] if shift else read
    return rows
