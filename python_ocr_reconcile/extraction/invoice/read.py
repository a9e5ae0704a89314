"""Pages to invoices: the straight line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
from msgspec import structs

from python_ocr_reconcile.extraction.invoice.assemble import assemble
from python_ocr_reconcile.extraction.invoice.cutting import Signs
from python_ocr_reconcile.extraction.invoice.divide import Part, Sheet, divide, sheets_of, signs_of_sheet
from python_ocr_reconcile.extraction.invoice.fields import read_head
from python_ocr_reconcile.extraction.invoice.headers import find_headers
from python_ocr_reconcile.extraction.invoice.items import multiplies
from python_ocr_reconcile.extraction.invoice.kind import document_type, is_till_receipt, names_its_kind
from python_ocr_reconcile.extraction.invoice.parties import read_parties
from python_ocr_reconcile.extraction.invoice.receipt import read_receipt
from python_ocr_reconcile.extraction.invoice.repair import repaired_tables, repaired_terms
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.rows import read_rows
from python_ocr_reconcile.extraction.invoice.settle import Sides, by_sums, open_cuts, read_sides, settled
from python_ocr_reconcile.extraction.invoice.solution import Solution
from python_ocr_reconcile.extraction.invoice.solve import solve
from python_ocr_reconcile.extraction.invoice.sums import read_terms
from python_ocr_reconcile.extraction.invoice.table import read_tables
from python_ocr_reconcile.extraction.invoice.tax_rows import printed_rates, read_tax_rows
from python_ocr_reconcile.extraction.layout import Line
from python_ocr_reconcile.extraction.locale import Locale, vote
from python_ocr_reconcile.models.file import Cut, Notice, Start
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.page import Page


class InvoiceReading(msgspec.Struct, frozen=True):
    """What a file of invoices says."""

    invoices: list[Invoice]
    notices: list[Notice]
    cuts: list[Cut] = []


def extract_invoices(pages: list[Page], starts: Sequence[Start] | None = None) -> InvoiceReading:
    """The invoices, credit notes and receipts on `pages`, in order, with their evidence and proof.

    `starts` are all places where an invoice begins, where a person has said so. The first page with text that
    is not taken for a sheet between invoices begins one whether it is named or not.
    """
    sheets = _sheets_by_page(pages, starts)
    division = divide(list(sheets), _signs(sheets), starts)
    division = settled(
        division, {place: _verdict(sheets, sides) for place, sides in open_cuts(division).items()}
    )
    invoices = _read_invoices(sheets, division.groups)
    return InvoiceReading(invoices, division.notices + conflict_notices(invoices), division.cuts)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What some pages of a file show, and the invoices that they come to by themselves."""

    signs: list[list[Signs]]
    """Of each stretch of each page; none for a page without text."""
    groups: list[list[Part]]
    """The parts of each of `invoices`."""
    invoices: list[Invoice]


def read_ahead(pages: Sequence[Page], starts: Sequence[Start] | None = None) -> Ahead:
    """The signs of `pages`, a run of a file, and the invoices that most likely stand on them.

    Which pages belong together only the whole file says, and it nearly always agrees. The first and the last
    group are left out, for the pages before and behind may be of them.
    """
    sheets = _sheets_by_page(pages, starts)
    signs = _signs(sheets)
    groups = divide(list(sheets), signs, starts).groups[1:-1]
    return Ahead(signs, groups, _read_invoices(sheets, groups))


def read_invoices(
    pages: Sequence[Page], groups: Sequence[Sequence[Part]], starts: Sequence[Start] | None = None
) -> list[Invoice]:
    """The invoices that `groups` of a file are, numbered from 1; `pages` are those they stand on."""
    return _read_invoices(_sheets_by_page(pages, starts), groups)


def verdict(pages: Sequence[Page], sides: Sides) -> bool | None:
    """What the sums say of the cut between `sides`, which stand on `pages`: see `by_sums`."""
    return _verdict(_sheets_by_page(pages, None), sides)


def _verdict(sheets: Mapping[int, Sequence[Sheet]], sides: Sides) -> bool | None:
    left, right, both = _read_invoices(sheets, read_sides(sides))
    return by_sums(left, right, both)


def _sheets_by_page(pages: Sequence[Page], starts: Sequence[Start] | None) -> dict[int, list[Sheet]]:
    return {page.number: sheets_of(page, starts) for page in pages}


def _signs(sheets: Mapping[int, Sequence[Sheet]]) -> list[list[Signs]]:
    return [[signs_of_sheet(sheet) for sheet in some] for some in sheets.values()]


def _read_invoices(sheets: Mapping[int, Sequence[Sheet]], groups: Sequence[Sequence[Part]]) -> list[Invoice]:
    return [
        _read_invoice(f"inv-{number}", [sheets[page][nth] for page, nth in group])
        for number, group in enumerate(groups, 1)
    ]


def numbered(invoices: Iterable[Invoice]) -> list[Invoice]:
    """Invoices that were read apart, with the ids of their places in the file."""
    return [structs.replace(invoice, invoice_id=f"inv-{n}") for n, invoice in enumerate(invoices, 1)]


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


def _read_invoice(invoice_id: str, sheets: Sequence[Sheet]) -> Invoice:
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
        # What multiplies and stands in no table that was read is a position that is missing.
        missing = any(row.place not in places and multiplies(row) for row in rows)
        solution = replace(solution, unread_table=missing or (not read and bool(find_headers(rows))))
        cost = solution.cost + (0.0 if locale is own else 0.6)
        if best is None or cost < best[0]:
            best = (cost, locale, rows, solution, places)
    assert best is not None  # noqa: S101 - a locale has at least itself as a reading
    _, locale, rows, solution, places = best
    unnamed = any(row.noisy for row in rows) and not names_its_kind(rows)
    return assemble(
        invoice_id,
        pages,
        document_type(rows),
        locale,
        read_head(rows, locale),
        read_parties(rows, places),
        replace(solution, unnamed=unnamed),
    )


def _rows(sheets: Sequence[Sheet], locale: Locale) -> list[Row]:
    """The lines of the invoice under `locale`; a page read under its decimal mark is not read again."""
    rows: list[Row] = []
    for sheet in sheets:
        same = sheet.locale.decimal_mark == locale.decimal_mark
        read = list(sheet.rows) if same else read_rows(sheet.lines, locale)
        shift = len(rows)
        rows += [replace(row, place=row.place + shift) for row in read] if shift else read
    return rows
