"""A hundred invoices on 28 pages, and invoices scanned three ways, through the whole line."""

from decimal import Decimal

import pytest
from invoice_generator import GRADES, UNSEEN, draw, rasterised
from invoice_generator.batch import hundred_on_28_pages
from invoice_generator.cut_score import starts_of
from invoice_generator.score import Tally

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.services.extract import extract_document

pytestmark = pytest.mark.slow


def test_a_hundred_invoices_on_28_pages(tmp_path):
    many = hundred_on_28_pages(UNSEEN[5])
    assert (len(many.truths), many.pages) == (100, 28)
    path = tmp_path / "hundred.pdf"
    path.write_bytes(many.pdf)
    document = extract_document(path, "invoice", Settings(cache_folder=tmp_path / "cache"))
    assert starts_of(document.invoices) == many.starts
    pairs = list(zip(many.truths, document.invoices, strict=True))
    assert [i.invoice_number for _, i in pairs] == [truth["invoice_number"] for truth, _ in pairs]
    wrong = [truth["invoice_number"] for truth, i in pairs if i.total_amount != Decimal(truth["total"])]
    assert wrong == []
    assert document.extraction_summary.total_invoices_found == 100


# Share of total, number and date together that is right, measured on 24 unseen seeds a grade.
FLOORS = {"clean": 0.8, "office": 0.75, "poor": 0.5}


@pytest.mark.parametrize("grade", GRADES)
def test_scans_of_three_grades(tmp_path, grade):
    tally = Tally()
    for seed in UNSEEN[40:42]:
        drawn = draw(seed, layout=("window_letter", "boxes", "right_buyer", "hours")[seed % 4])
        path = tmp_path / f"{seed}.pdf"
        path.write_bytes(rasterised(drawn.pdf, grade, seed))
        document = extract_document(path, "invoice", Settings(cache_folder=tmp_path / "cache"))
        tally.add(str(seed), grade, drawn.truth, document.invoices[0] if document.invoices else None)
    shares = [tally.share(key) for key in ("total", "invoice_number", "invoice_date")]
    assert sum(shares) / len(shares) >= FLOORS[grade], tally.report()
    assert tally.false_proofs == []
