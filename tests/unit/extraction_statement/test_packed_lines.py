"""The lines of a statement are the same whether one process reads all pages or each page has its own."""

from random import Random

import pytest
from statement_generator import LAYOUTS, draw, pages_of

from python_ocr_reconcile.errors import WorkerCrashError
from python_ocr_reconcile.extraction.statement import MarkVotes, extract_statements, lines_ahead, put_together
from python_ocr_reconcile.extraction.statement import statements_of as of_lines
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.page import Page, Word


@pytest.mark.parametrize("layout", sorted(LAYOUTS)[::4])
def test_pages_read_apart_are_the_same_statement(layout):
    pages = pages_of(draw(4_242, layout, rows=70).pdf)
    assert len(pages) > 1
    ahead = [lines_ahead([page]) for page in pages]
    votes = sum((own for own, _ in ahead), MarkVotes())
    parts = [lines_ahead([page], votes)[1] for page in pages]
    assert encode(of_lines(put_together(parts, votes))) == encode(extract_statements(pages))
    assert not parts


def test_the_votes_of_all_pages_decide_how_one_is_read():
    one = page_of("1.234,56", "2.345,67")
    other = page_of("12.50")
    votes = lines_ahead([one])[0] + lines_ahead([other])[0]
    assert lines_ahead([other])[0].mark == (".", 2)
    assert votes.mark == (",", 2)
    assert put_together([lines_ahead([other], votes)[1]], votes).mark == ","


def test_what_is_no_lines_is_refused():
    with pytest.raises(WorkerCrashError):
        put_together([Random(7).randbytes(200)], MarkVotes())


def page_of(*texts: str) -> Page:
    words = [Word(text, 400.0, 20.0 * row, 440.0, 20.0 * row + 10) for row, text in enumerate(texts, 1)]
    return Page(1, 595.0, 842.0, "text_layer", words)
