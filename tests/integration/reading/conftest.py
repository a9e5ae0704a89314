"""Reading as the product reads, with a cache of its own."""

import hashlib
import io
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from python_ocr_reconcile.config import Limits, Settings
from python_ocr_reconcile.intake.identify import identify
from python_ocr_reconcile.reading.read import read_pages


@pytest.fixture
def settings(tmp_path):
    return Settings(cache_folder=tmp_path / "cache", processes=2, ocr_languages="eng+deu", limits=Limits())


@pytest.fixture
def read(tmp_path, settings):
    """Read a document (PyMuPDF), an image (Pillow) or bytes as a file would be read."""

    def read(document, *, settings=settings, save=None, progress=None):
        path = Path(tmp_path) / "document"
        if isinstance(document, pymupdf.Document):
            document = document.tobytes(**(save or {}))
        elif isinstance(document, Image.Image):
            target = io.BytesIO()
            document.save(target, **(save or {"format": "PNG"}))
            document = target.getvalue()
        path.write_bytes(document)
        return read_pages(
            path,
            identify(path),
            settings,
            file_hash=hashlib.sha256(document).hexdigest(),
            progress=progress,
        )

    return read
