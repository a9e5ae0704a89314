"""Pages to invoices: the straight line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from python_ocr_reconcile.extraction.invoice.assemble import assemble
from python_ocr_reconcile.extraction.invoice.fields import read_head
from python_ocr_reconcile.extraction.invoice.headers import find_headers
from python_ocr_reconcile.extraction.invoice.kind import document_type, is_till_receipt
from python_ocr_reconcile.extraction.invoice.parties import read_parties
from python_ocr_reconcile.extraction.invoice.receipt import read_receipt
from python_ocr_reconcile.extraction.invoice.repair import repaired_tables, repaired_terms
from python_ocr_reconcile.extraction.invoice.rows import Row, read_rows
from python_ocr_reconcile.extraction.invoice.solve import Solution, solve
from python_ocr_reconcile.extraction.invoice.split import cut, page_signs
from python_ocr_reconcile.extraction.invoice.sums import printed_rates, read_tax_rows, read_terms
from python_ocr_reconcile.extraction.invoice.table import read_tables
from python_ocr_reconcile.extraction.layout import Line, lines_of
from python_ocr_reconcile.extraction.locale import Locale, vote
from python_ocr_reconcile.models.file import Cut, Notice
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.page import Page


class InvoiceReading(msgspec.Struct, frozen=True):
    """What a file of invoices says."""

    invoices: list[Invoice]
    notices: list[Notice]
    cuts: list[Cut] = []


class _Sheet(msgspec.Struct, frozen=True):
    """One page, read on its own."""

    page: int
    lines: Any
    locale: Any
    rows: Any


def extract_invoices(pages: list[Page], starts: Sequence[int] | None = None) -> InvoiceReading:
    """The invoices, credit notes and receipts on `pages`, in order, with their evidence and proof.

    `starts` are the numbers of the pages at whose top an invoice begins, where a person has said so: no other
    page begins one then. The first page with text begins one whether it is named or not.
    """
    sheets: list[_Sheet] = []
    notices: list[Notice] = []
    for page in pages:
        lines = lines_of(page)
        if not lines:
            notices.append(
                Notice(code="page_without_text", message="Nothing to read on this page.", page=page.number)
            )
            continue
        locale = vote(lines)
        sheets.append(_Sheet(page.number, lines, locale, read_rows(lines, locale)))
    groups, cuts = cut([page_signs(sheet.page, sheet.rows) for sheet in sheets], starts)
    invoices = [
        _read_invoice(f"inv-{number}", [sheets[place] for place in group])
        for number, group in enumerate(groups, 1)
    ]
    return InvoiceReading(invoices, notices + conflict_notices(invoices), cuts)


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


def _read_invoice(invoice_id: str, sheets: Sequence[_Sheet]) -> Invoice:
    """One invoice; where the decimal mark is open, the reading under which the sums close wins."""
    lines: list[Line] = [line for sheet in sheets for line in sheet.lines]
    own: Locale = sheets[0].locale if len(sheets) == 1 else vote(lines)
    till = _rows(sheets, own)
    if is_till_receipt(till):
        receipt = read_receipt(till, own)
        numbers = [sheet.page for sheet in sheets]
        parts = (receipt.locale, receipt.head, receipt.parties, receipt.solution)
        return assemble(invoice_id, numbers, "receipt", *parts)
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
        [sheet.page for sheet in sheets],
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
        read: list[Row] = sheet.rows if same else read_rows(sheet.lines, locale)
        shift = len(rows)
        rows += [replace(row, place=row.place + shift) for row in read] if shift else read
    return rows
