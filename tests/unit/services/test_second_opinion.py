"""Which of two readings stands, and that a second one never costs the first."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from python_ocr_reconcile.errors import ReadingTimeoutError, WorkerCrashError
from python_ocr_reconcile.extraction.invoice import InvoiceReading
from python_ocr_reconcile.extraction.statement import PackedReading
from python_ocr_reconcile.models.invoice import Invoice, LineItem
from python_ocr_reconcile.models.page import Page, Word
from python_ocr_reconcile.models.statement import StatementInfo
from python_ocr_reconcile.services import second_opinion as module
from python_ocr_reconcile.services.second_opinion import Opinion, second_opinion, standing

FIRST, OTHER = "tesseract 5.3.0", "rapidocr 3.10.0"


def page(number, engine=FIRST, source="ocr"):
    return Page(number, 595, 842, source, [Word("1.00", 0, 0, 9, 9, 0.9)], ocr_engine=engine)


def invoice(proof="unproved", total="10.00", pages=(1,), **fields):
    return Invoice(
        invoice_id=f"inv-{pages[0]}",
        proof=proof,
        total_amount=None if total is None else Decimal(total),
        page_numbers=list(pages),
        **fields,
    )


def invoices(*found):
    return InvoiceReading(invoices=list(found), notices=[])


def lines(*amounts):
    return [LineItem(line_number=n, amount=Decimal(a)) for n, a in enumerate(amounts, 1)]


SUMS = {"subtotal": Decimal("8.00"), "tax_total": Decimal("1.60")}


def again(pages):
    return [page(p.number, OTHER) for p in pages]


def ask(reading, pages=None, other=None, read_again=again):
    asked = []

    def extract(pages):
        asked.append([p.ocr_engine for p in pages])
        return other

    return second_opinion(Opinion(pages or [page(1)], reading), read_again, extract), asked


@pytest.mark.parametrize(
    ("first", "doubted"),
    [
        (invoice("proved"), False),
        (invoice("conflict"), True),
        (invoice(total=None), True),
        (invoice(), False),  # nothing on the page that could prove it
        (invoice(**SUMS), True),  # 8.00 + 1.60 is not 10.00
        (invoice(total="9.60", **SUMS), False),
        (invoice(total="9.10", discount=Decimal("-0.50"), **SUMS), False),
        (invoice(total="9.60", line_items=lines("5.00", "3.00"), **SUMS), False),
        (invoice(total="9.60", line_items=lines("5.00", "4.60"), **SUMS), False),  # tax is in the prices
        (invoice(total="9.60", line_items=lines("5.00", "8.00"), **SUMS), True),
        (invoice("proved", line_items=lines("5.00"), **SUMS), False),
    ],
)
def test_only_what_does_not_close_is_read_again(first, doubted):
    _, asked = ask(invoices(first), other=invoices(first))
    assert bool(asked) is doubted


def test_the_reading_that_is_borne_out_stands_and_says_so():
    opinion, _ = ask(invoices(invoice("conflict")), other=invoices(invoice("proved")))
    assert [i.proof for i in opinion.reading.invoices] == ["proved"]
    assert opinion.pages[0].ocr_engine == OTHER
    (notice,) = opinion.reading.notices
    assert (notice.code, notice.page) == ("second_opinion", 1)
    assert OTHER in notice.message


def test_one_that_is_no_better_changes_nothing_but_is_told():
    opinion, _ = ask(invoices(invoice("conflict")), other=invoices(invoice("conflict", total="11.00")))
    assert opinion.reading.invoices[0].total_amount == Decimal("10.00")
    assert opinion.pages[0].ocr_engine == FIRST
    assert "changed nothing" in opinion.reading.notices[0].message


def test_only_the_pages_in_doubt_are_read_again():
    first = invoices(invoice("proved", pages=(1,)), invoice("conflict", pages=(2, 3)))
    opinion, asked = ask(first, [page(1), page(2), page(3)], invoices(invoice("proved"), invoice("proved")))
    assert asked == [[FIRST, OTHER, OTHER]]
    assert [p.ocr_engine for p in opinion.pages] == [FIRST, OTHER, OTHER]


def test_pages_that_no_engine_read_are_not_read_again():
    _, asked = ask(invoices(invoice("conflict")), [page(1, None, "text_layer")])
    assert not asked


def test_a_long_document_is_not_read_twice():
    statement = PackedReading(
        statements=[StatementInfo(proof="conflict")],
        transactions=msgspec.Raw(b"[]"),
        notices=[],
        booked=[],
        are_valid=True,
    )
    _, asked = ask(statement, [page(n) for n in range(module.MOST_PAGES)], other=statement)
    assert asked
    _, asked = ask(statement, [page(n) for n in range(module.MOST_PAGES + 1)], other=statement)
    assert not asked


@pytest.mark.parametrize("problem", [ReadingTimeoutError(), WorkerCrashError()])
def test_a_second_reading_that_fails_costs_nothing(problem):
    def fails(pages):
        raise problem

    first = invoices(invoice("conflict"))
    opinion, asked = ask(first, read_again=fails)
    assert opinion.reading == first
    assert not asked


def test_with_one_engine_there_is_no_second_opinion():
    first = invoices(invoice("conflict"))
    opinion, asked = ask(first, read_again=lambda pages: [])
    assert opinion.reading == first
    assert not asked


def test_what_is_proved_counts_most_then_what_contradicts_itself_then_what_was_found():
    readings = [
        invoices(invoice("conflict")),
        invoices(invoice(total=None)),
        invoices(invoice()),
        invoices(invoice("proved")),
        invoices(invoice("conflict"), invoice("proved"), invoice("proved")),
    ]
    ranks = [standing(reading) for reading in readings]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)


def test_a_day_that_only_the_second_reading_has_is_taken():
    first, other = (
        invoices(invoice(**SUMS, document_type="receipt")),
        invoices(invoice(**SUMS, invoice_date=date(2024, 3, 5))),
    )
    opinion, asked = ask(first, other=other)
    assert asked
    assert opinion.reading.invoices[0].invoice_date == date(2024, 3, 5)
    without_total = invoices(invoice(total=None, invoice_date=date(2024, 3, 5)))
    assert ask(first, other=without_total)[0].reading.invoices[0].total_amount == Decimal("10.00")


def test_a_receipt_that_lacks_nothing_is_not_cut_in_two():
    whole = invoice(document_type="receipt", invoice_date=date(2021, 3, 4), **SUMS)
    halves = [
        invoice(document_type="receipt", invoice_date=date(2021, 3, 4), pages=(number,)) for number in (1, 1)
    ]
    kept, asked = ask(invoices(whole), other=invoices(*halves))
    assert asked
    assert kept.reading.invoices == [whole]
    # Where the first reading lacked something, two with all that is wanted are better.
    taken, _ = ask(invoices(invoice(total=None)), other=invoices(*halves))
    assert taken.reading.invoices == halves
