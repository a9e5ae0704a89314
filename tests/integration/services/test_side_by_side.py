"""A large file of invoices comes out the same from several processes as from one."""

import pytest
from invoice_generator import pages_of
from invoice_generator.batch import batch

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.extraction.extract import extract
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.file import Start
from python_ocr_reconcile.services import side_by_side

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("starts", [None, [Start(page=1), Start(page=4, y=300.0), Start(page=6)]])
def test_the_same_document_side_by_side(monkeypatch, starts):
    monkeypatch.setattr(side_by_side, "CHUNK_PAGES", 5)
    pages = pages_of(batch(1_000_023, count=12, kind="few_sellers").pdf)
    assert len(pages) > 10
    reading = side_by_side.extract_side_by_side(pages, starts, Settings(processes=2))
    assert encode(reading) == encode(extract(pages, "invoice", starts))


def test_invoices_that_share_a_page(monkeypatch):
    monkeypatch.setattr(side_by_side, "CHUNK_PAGES", 1)
    pages = pages_of(batch(1_000_007, count=8, kind="stacked").pdf)
    reading = side_by_side.extract_side_by_side(pages, None, Settings(processes=2))
    assert encode(reading) == encode(extract(pages, "invoice"))
    assert len(reading.invoices) == 8
