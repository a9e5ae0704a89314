"""Several receipts on one page, or one a page: each becomes one invoice, and a single one is never cut."""

from __future__ import annotations

import pytest
from msgspec import structs
from receipt_generator import receipt
from receipt_generator.sheet import ARRANGEMENTS, sheet

from python_ocr_reconcile.extraction.extract import extract
from python_ocr_reconcile.extraction.invoice.receipt import receipts_on


@pytest.mark.slow
@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_each_receipt_on_a_sheet_is_an_invoice(arrangement):
    found = right = 0
    seeds = range(70_000, 70_006)
    for seed in seeds:
        drawn = sheet(seed, 0.03, arrangement)
        invoices = extract([drawn.page], "invoice").invoices
        if len(invoices) != len(drawn.receipts):
            continue
        found += 1
        pairs = zip(invoices, drawn.receipts, strict=True)
        right += all(
            i.total_amount == r.truth.total
            and i.invoice_date == r.truth.day
            and i.currency == r.truth.currency
            for i, r in pairs
        )
    assert found >= len(seeds) - 1
    assert right >= found - 1


@pytest.mark.slow
def test_a_single_receipt_is_never_cut():
    for seed in range(71_000, 71_060):
        for noise in (0.0, 0.1):
            drawn = receipt(seed, noise)
            assert len(receipts_on(drawn.page)) == 1, (seed, noise)


def test_a_sheet_is_read_as_evidence_of_its_own_page():
    drawn = sheet(70_001, 0.0, "row")
    page = structs.replace(drawn.page, number=4)
    for invoice in extract([page], "invoice").invoices:
        assert invoice.page_numbers == [4]
        assert invoice.evidence["total_amount"].page == 4


def test_one_receipt_a_page_is_one_invoice_a_page():
    for start in range(72_000, 72_050, 10):
        pages = [structs.replace(receipt(start + n, 0.05).page, number=n + 1) for n in range(4)]
        invoices = extract(pages, "invoice").invoices
        assert [i.page_numbers for i in invoices] == [[1], [2], [3], [4]], start
