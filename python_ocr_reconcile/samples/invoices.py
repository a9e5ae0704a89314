"""Draws the sample invoices: one PDF of several suppliers, one of its pages scanned."""

from __future__ import annotations

import pymupdf

from python_ocr_reconcile.samples import english, french, german
from python_ocr_reconcile.samples.company import BILLS
from python_ocr_reconcile.samples.paper import saved, scan

_LAYOUTS = {
    "classic": english.classic,
    "letter": german.letter,
    "banner": french.banner,
    "trade": german.trade,
    "minimal": english.minimal,
    "boxed": english.boxed,
    "studio": french.studio,
}


def draw_invoices() -> bytes:
    """The PDF, each supplier in the layout and language of its house."""
    with pymupdf.open() as document:
        for bill in BILLS:
            if not bill.scanned:
                _LAYOUTS[bill.layout](document, bill)
                continue
            with pymupdf.open() as paper:
                _LAYOUTS[bill.layout](paper, bill)
                for page in paper:
                    scan(page, document, dpi=220, skew=0.8, seed=815)
        return saved(document, "Supplier invoices")


def page_numbers() -> list[list[int]]:
    """The 1-based pages of each of `BILLS` in the drawn PDF."""
    found, last = [], 0
    for bill in BILLS:
        with pymupdf.open() as paper:
            _LAYOUTS[bill.layout](paper, bill)
            found.append(list(range(last + 1, last + 1 + paper.page_count)))
        last = found[-1][-1]
    return found
