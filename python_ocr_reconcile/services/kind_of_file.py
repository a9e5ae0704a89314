"""Is it a file of invoices or a bank statement? Found out from a few of its pages, before it has a row."""

from __future__ import annotations

from pathlib import Path

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import DocumentError
from python_ocr_reconcile.extraction.extract import extract
from python_ocr_reconcile.extraction.statement import StatementReading
from python_ocr_reconcile.intake.identify import BANK_FILE_FORMATS, identify
from python_ocr_reconcile.models.production_json_models import UploadKind
from python_ocr_reconcile.reading.page_layer import from_msgpack, to_msgpack
from python_ocr_reconcile.reading.read import read_some_pages
from python_ocr_reconcile.reading.sandbox import shared_pool


def kind_of_file(path: Path, file_hash: str, settings: Settings) -> UploadKind:
    """What the file at `path` is to be read as.

    Pages that OCR reads for this are cached, so that the reading that follows has them. A file that cannot
    be read counts as invoices: the reading that follows says what is wrong with it.
    """
    found = identify(path)
    if found.format in BANK_FILE_FORMATS:
        return "bank"
    try:
        pages = read_some_pages(path, found, settings, file_hash=file_hash)
        if not pages:
            return "invoice"
        is_bank: bool = shared_pool(settings).run(
            _is_statement, to_msgpack(pages), seconds=settings.limits.page_seconds
        )
    except DocumentError:
        return "invoice"
    return "bank" if is_bank else "invoice"


def _is_statement(layer: bytes) -> bool:
    """In the child: whether the pages are better taken for a statement."""
    return isinstance(extract(from_msgpack(layer), "auto"), StatementReading)
