"""What a document may have in JSON, and how long it may take to read: within the limit and beyond it."""

from dataclasses import replace

import pytest

from python_ocr_reconcile.config import Limits, Settings
from python_ocr_reconcile.errors import LimitExceededError, ReadingTimeoutError
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.reading.sandbox import close_pools
from python_ocr_reconcile.services.extract import checked_json, extract_document

ENTRY = ":61:2401020102D1,00NTRFNONREF//B{0}\n:86:Rent {0}\n"


def statement(entries: int) -> str:
    """An MT940 file of that many payments of 1.00."""
    paid = "".join(ENTRY.format(number) for number in range(entries))
    return f":20:START\n:25:37040044/1\n:28C:1/1\n:60F:C240101EUR{entries},00\n{paid}:62F:C240103EUR0,00\n"


@pytest.fixture
def settings(tmp_path):
    yield Settings(processes=1, cache_folder=tmp_path / "cache")
    close_pools()


def test_json_may_have_as_many_bytes_as_the_limit_says(tmp_path, settings):
    (tmp_path / "a.sta").write_text(statement(3))
    document = extract_document(tmp_path / "a.sta", "bank", settings)
    size = len(encode(document))
    fits, too_small = (replace(settings, limits=Limits(json_bytes=most)) for most in (size, size - 1))
    assert len(checked_json(document, fits)) == size
    with pytest.raises(LimitExceededError, match="OCR_RECONCILE_MAX_JSON_BYTES"):
        checked_json(document, too_small)


def test_a_document_that_takes_longer_than_the_limit_is_refused(tmp_path, settings):
    (tmp_path / "a.sta").write_text(statement(200))
    hurried, patient = (replace(settings, limits=Limits(document_seconds=most)) for most in (0.01, 120))
    with pytest.raises(ReadingTimeoutError, match=r"longer than 0\.01 seconds"):
        extract_document(tmp_path / "a.sta", "bank", hurried)
    read = extract_document(tmp_path / "a.sta", "bank", patient)
    assert read.extraction_summary.total_transactions_found == 200
