"""A large file of invoices, or a long statement, comes out the same from several processes as from one."""

import pytest
from invoice_generator import pages_of
from invoice_generator.batch import batch
from statement_generator import draw

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.extraction.extract import extract
from python_ocr_reconcile.extraction.statement import PackedReading, StatementReading
from python_ocr_reconcile.models.encoding import decode, encode
from python_ocr_reconcile.models.file import Start
from python_ocr_reconcile.models.page import Page, Word
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


def test_a_statement_side_by_side(monkeypatch):
    monkeypatch.setattr(side_by_side, "CHUNK_PAGES", 1)
    pages = pages_of(draw(4_243, "it_dare_avere", rows=120).pdf)
    assert len(pages) > 2
    packed = side_by_side.statement_side_by_side(pages, Settings(processes=2))
    reading = extract(pages, "bank")
    assert encode(unpacked(packed)) == encode(reading)
    assert packed.are_valid
    assert len(packed.booked) == len(reading.transactions) == 120


def test_a_page_whose_own_figures_mislead(monkeypatch):
    """A page of "12.50" among pages of "1.234,56" is read again, as the whole document says."""
    monkeypatch.setattr(side_by_side, "CHUNK_PAGES", 1)
    pages = pages_of(draw(4_244, "it_dare_avere", rows=120).pdf)
    pages.append(page_of("12.50", "13.60"))
    packed = side_by_side.statement_side_by_side(pages, Settings(processes=2))
    assert encode(unpacked(packed)) == encode(extract(pages, "bank"))


def unpacked(packed: PackedReading) -> StatementReading:
    return decode(encode(packed), StatementReading)


def page_of(*texts: str) -> Page:
    words = [Word(text, 400.0, 20.0 * row, 440.0, 20.0 * row + 10) for row, text in enumerate(texts, 1)]
    return Page(99, 595.0, 842.0, "text_layer", words)
