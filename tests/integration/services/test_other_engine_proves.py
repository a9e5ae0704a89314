"""A scan of which the first engine lost an amount is proved by the other one, and the document says so."""

import pytest
from statement_generator import draw, rasterised

from python_ocr_reconcile.config import PhotoReader, Settings
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.reading.engines import engine_identities
from python_ocr_reconcile.services import extract as module
from python_ocr_reconcile.services.extract import extract_document

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        engine_identities("eng", photo=True)[1] is None, reason="the extra photo is not installed"
    ),
]


@pytest.fixture
def scan(tmp_path, monkeypatch):
    """A statement of one page, and a first reading of it that lacks what follows the decimal mark."""
    statement = draw(seed=6)
    path = tmp_path / "statement.pdf"
    path.write_bytes(rasterised(statement.pdf, dpi=200, noise=0.4, seed=6))
    real = module.read_pages

    def spoiled(*arguments, **options):
        (page,) = real(*arguments, **options)
        amounts = [word for word in page.words if word.text[-3:-2] in {",", "."} and word.text[-2:].isdigit()]
        page.words.remove(amounts[len(amounts) // 2])
        return [page]

    monkeypatch.setattr(module, "read_pages", spoiled)
    return path, statement.truth


def settings(tmp_path, reader=PhotoReader.AUTO):
    return Settings(cache_folder=tmp_path / "cache", processes=1, photo_reader=reader)


def test_the_other_engine_proves_it(scan, tmp_path):
    path, truth = scan
    document = extract_document(path, "bank", settings(tmp_path))
    assert isinstance(document, BankDocument)
    assert document.statement_info.proof == "proved"
    assert len(document.transactions) == len(truth["transactions"])
    assert document.processing_info.ocr_engine.startswith("rapidocr ")
    assert document.processing_info.pages[0].ocr_engine.startswith("rapidocr ")
    assert "second_opinion" in {notice.code for notice in document.processing_info.warnings}


def test_with_one_engine_the_first_reading_stands(scan, tmp_path):
    document = extract_document(scan[0], "bank", settings(tmp_path, PhotoReader.OFF))
    assert document.statement_info.proof != "proved"
    assert document.processing_info.ocr_engine.startswith("tesseract ")
    assert "second_opinion" not in {notice.code for notice in document.processing_info.warnings}
