"""The real service: real database, real files, real reading in child processes."""

import pymupdf
import pytest

from python_ocr_reconcile.api.production_json_api import create_app
from python_ocr_reconcile.config import Limits, Settings

UPLOAD_LIMIT = 2_000_000


@pytest.fixture
def app(tmp_path):
    settings = Settings(
        database_url=str(tmp_path / "rows.db"),
        upload_folder=tmp_path / "uploads",
        cache_folder=tmp_path / "cache",
        processes=1,
        limits=Limits(upload_bytes=UPLOAD_LIMIT, pages=20),
    )
    app = create_app(settings)
    yield app
    app.extensions["production_json_api"].close()


@pytest.fixture
def client(app):
    return app.test_client()


def pdf(lines, **save) -> bytes:
    """A page of text; each line is its text, or a row of (x, text)."""
    document = pymupdf.open()
    page = document.new_page()
    for number, line in enumerate(lines):
        for x, text in [(60, line)] if isinstance(line, str) else line:
            page.insert_text((x, 60 + 16 * number), text, fontsize=10)
    content = document.tobytes(**save)
    document.close()
    return content


@pytest.fixture(scope="session")
def invoice_pdf() -> bytes:
    return pdf(
        [
            "Harbour Lights Ltd",
            "12 Quay Street, Bristol BS1 4DJ, United Kingdom",
            "",
            "INVOICE",
            "Invoice number: HL-20417",
            "Invoice date: 3 May 2024",
            "Due date: 2 June 2024",
            "Bill to: Meadow Foods Ltd",
            "",
            [(60, "Description"), (300, "Qty"), (370, "Unit price"), (470, "Amount")],
            [(60, "Lamp oil"), (300, "4"), (370, "25.00"), (470, "100.00")],
            [(60, "Wick, box of ten"), (300, "2"), (370, "30.00"), (470, "60.00")],
            "",
            [(370, "Subtotal"), (470, "160.00")],
            [(370, "VAT 20%"), (470, "32.00")],
            [(370, "Total GBP"), (470, "192.00")],
        ]
    )


@pytest.fixture(scope="session")
def bank_pdf() -> bytes:
    return pdf(
        [
            "Western Counties Bank",
            "Account statement",
            "Account holder: Meadow Foods Ltd",
            "Account number: 20417733",
            "Statement period: 1 May 2024 to 31 May 2024",
            "Currency: GBP",
            "",
            [(60, "Date"), (130, "Description"), (330, "Paid out"), (400, "Paid in"), (480, "Balance")],
            [(60, "01/05/2024"), (130, "Opening balance"), (480, "1,000.00")],
            [(60, "06/05/2024"), (130, "Card payment GROCER"), (330, "41.50"), (480, "958.50")],
            [(60, "21/05/2024"), (130, "HARBOUR LIGHTS LTD HL-20417"), (330, "192.00"), (480, "766.50")],
            [(60, "28/05/2024"), (130, "Salary"), (400, "250.00"), (480, "1,016.50")],
            [(60, "31/05/2024"), (130, "Closing balance"), (480, "1,016.50")],
        ]
    )
