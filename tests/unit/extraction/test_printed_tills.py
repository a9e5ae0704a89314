"""What tills of many trades and countries print, before a camera sees it: the layouts that were looked at."""

import random

import pytest
from receipt_generator.printed import TILLS
from receipt_generator.printed.slip import Slip

from python_ocr_reconcile.extraction.extract import extract
from python_ocr_reconcile.models.page import Page, Word


def words_of(slip):
    """Each character in the cell that the till prints it in."""
    words, y = [], 20.0
    for line in slip.lines:
        cell = 12 * line.wide
        text = line.text.center(slip.columns // line.wide) if line.centred or line.logo else line.text
        text = text.ljust(slip.columns // line.wide - len(line.right)) + line.right if line.right else text
        place = 0
        for token in ("" if line.rule else text).split(" "):
            if token:
                x0, x1 = 30 + cell * place, 28 + cell * (place + len(token))
                words.append(Word(token, x0 * 0.35, y * 0.35, x1 * 0.35, (y + 18 * line.high) * 0.35, 0.95))
            place += len(token) + 1
        y += 24 * line.high + 5
    return Page(1, 0.35 * (12 * slip.columns + 60), 0.35 * (y + 60), "ocr", words, ocr_engine="tesseract")


@pytest.mark.parametrize("till", TILLS, ids=lambda till: till.__name__)
def test_total_and_day_of_every_layout(till):
    rng = random.Random(f"{till.__name__} 7")
    slip = Slip(rng)
    truth = till(rng, slip)
    (invoice,) = extract([words_of(slip)], "invoice").invoices
    assert invoice.total_amount == truth["total"]
    assert invoice.invoice_date == truth["day"].date()
    assert invoice.proof != "conflict"
