"""The sums of an invoice: what stands between net, total and what is due, and what it proves."""

from __future__ import annotations

import random
import time
from decimal import Decimal

import pytest
from paper import simple

from python_ocr_reconcile.extraction.invoice import extract_invoices
from python_ocr_reconcile.extraction.verify import verify_invoices
from python_ocr_reconcile.models.page import Page, Word


def read(*pages):
    return extract_invoices(list(pages)).invoices


def test_what_was_paid_before_stands_between_the_total_and_what_is_due():
    sums = [("Subtotal", "$100.00"), ("VAT 19%", "$19.00"), ("Total", "$119.00")]
    for printed in ("$50.00", "-$50.00"):
        paid = [("Less deposit", printed), ("Balance due", "$69.00")]
        (invoice,) = read(simple(*sums, *paid).page())
        assert (invoice.total_amount, invoice.prepaid, invoice.amount_due) == (119, 50, 69)
        assert [c.equation for c in invoice.checks if c.name == "amount_due"] == ["119.00 - 50.00 = 69.00"]
        assert invoice.evidence["prepaid"].status == "proved"
        assert verify_invoices([invoice])[0].proof == "proved"


def test_a_payment_that_does_not_explain_what_is_due_is_not_proved():
    sums = [("Subtotal", "$100.00"), ("VAT 19%", "$19.00"), ("Total", "$119.00")]
    (invoice,) = read(simple(*sums, ("Less deposit", "$50.00"), ("Balance due", "$89.00")).page())
    assert invoice.prepaid is None
    assert invoice.amount_due == Decimal("89.00")
    assert invoice.proof != "proved"


def test_several_payments_are_one_prepaid_amount():
    sums = [("Subtotal", "$100.00"), ("VAT 19%", "$19.00"), ("Total", "$119.00")]
    paid = [("Deposit paid", "$50.00"), ("Payment received", "$20.00"), ("Balance due", "$49.00")]
    (invoice,) = read(simple(*sums, *paid).page())
    assert (invoice.prepaid, invoice.amount_due, invoice.proof) == (70, 49, "proved")


@pytest.mark.parametrize("printed", ["$0.02", "-$0.03"])
def test_rounding_is_a_value_of_its_own_and_no_tolerance(printed):
    rounding = Decimal(printed.replace("$", ""))
    total = Decimal("119.03") + rounding
    sums = [("Subtotal", "$100.03"), ("VAT 19%", "$19.01"), ("Total", "$119.04")]
    due = [("Rounding", printed), ("Amount due", f"${119 + Decimal('0.04') + rounding:.2f}")]
    lines = [("Consulting", "3", "33.343", "100.03")]
    (invoice,) = read(simple(*sums, *due, lines=lines).page())
    assert (invoice.total_amount, invoice.rounding) == (Decimal("119.04"), rounding)
    assert all(c.closes and c.tolerance < Decimal("0.02") for c in invoice.checks)
    assert invoice.proof == "proved"
    sums = [("Subtotal", "$100.03"), ("VAT 19%", "$19.00"), ("Rounding", printed), ("Total", f"${total:.2f}")]
    (invoice,) = read(simple(*sums, lines=lines).page())
    assert (invoice.total_amount, invoice.rounding) == (total, rounding)
    assert next(c for c in invoice.checks if c.name == "total").tolerance == 0


def test_a_position_named_like_a_charge_is_a_position():
    lines = (("Express transport", "1", "24.31", "24.31"), ("Paper", "2", "50.00", "100.00"))
    sums = [("Subtotal", "$124.31"), ("VAT 10%", "$12.43"), ("Total", "$136.74")]
    (invoice,) = read(simple(*sums, lines=lines).page())
    assert [line.amount for line in invoice.line_items] == [Decimal("24.31"), Decimal("100.00")]
    assert invoice.shipping is None
    assert invoice.proof == "proved"


def test_a_tax_base_in_brackets_is_no_negative_amount():
    lines = (("Consulting", "2", "50.00", "100.00"), ("Books", "1", "40.00", "40.00"))
    sums = [("Subtotal", "$140.00"), ("VAT 20% (100.00)", "$20.00"), ("VAT 5% (40.00)", "$2.00")]
    (invoice,) = read(simple(*sums, ("Total", "$162.00"), lines=lines).page())
    assert [(t.rate, t.base, t.amount) for t in invoice.tax_lines] == [(20, 100, 20), (5, 40, 2)]
    assert (invoice.tax_total, invoice.proof) == (22, "proved")


def test_a_net_amount_that_is_not_printed_is_the_sum_of_the_positions():
    (invoice,) = read(simple(("VAT 19%", "$19.00"), ("Total", "$119.00")).page())
    assert invoice.subtotal == Decimal("100.00")
    assert invoice.evidence["subtotal"].status == "derived"
    assert invoice.proof == "proved"


def test_a_net_amount_may_be_called_a_total():
    sums = [("Total", "$100.00"), ("VAT 19%", "$19.00"), ("Total", "$119.00")]
    (invoice,) = read(simple(*sums).page())
    assert (invoice.subtotal, invoice.total_amount) == (100, 119)


def test_two_headings_are_a_header_where_nothing_else_stands_beside_them():
    sheet = simple(("Subtotal", "$140.00"), ("VAT 10%", "$14.00"), ("Total", "$154.00"), lines=())
    for y, (left, right) in enumerate(
        [("Description", "Amount"), ("Consulting", "100.00"), ("Books", "40.00")]
    ):
        sheet.put(50, 110 + 14 * y, left)
        sheet.put(545, 110 + 14 * y, right, right=True)
    (invoice,) = read(sheet.page())
    assert [line.amount for line in invoice.line_items] == [Decimal("100.00"), Decimal("40.00")]
    assert [line.description for line in invoice.line_items] == ["Consulting", "Books"]


def test_a_tax_that_has_no_place_takes_the_proof_away():
    lines = (("Consulting", "2", "50.00", "100.00"), ("Paper", "4", "10.00", "40.00"))
    for tax, proof in (("$0.00", "proved"), ("$9.00", "unproved")):
        sums = [("Subtotal", "$140.00"), ("VAT", tax), ("Total", "$140.00")]
        (invoice,) = read(simple(*sums, lines=lines).page())
        assert (invoice.total_amount, invoice.proof) == (140, proof)


@pytest.mark.slow
def test_a_page_of_thousands_of_labelled_numbers_is_read_in_bounded_time():
    rng = random.Random(3)
    words = []
    for row in range(1000):
        y = 20 + 0.8 * row
        words.append(Word(rng.choice(["Total", "VAT", "Subtotal", "Discount"]), 20, y, 60, y + 0.6))
        words += [Word(f"{rng.randint(1, 999999) / 100:.2f}", x, y, x + 60, y + 0.6) for x in (100, 250, 400)]
    began = time.process_time()
    read(Page(1, 595, 842, "text_layer", words))
    # It takes 2 s; what multiplies choices, as rebates x taxes x totals, would take hours.
    assert time.process_time() - began < 60


def test_a_currency_of_its_own_column_belongs_to_the_amount():
    sums = [
        ("Totale imponibile", "EUR 100,00"),
        ("IVA 22 %", "EUR 22,00"),
        ("Totale documento", "EUR 122,00"),
    ]
    (invoice,) = read(simple(*sums).page())
    assert (invoice.subtotal, invoice.total_amount, invoice.currency) == (100, 122, "EUR")


def test_of_two_subtotals_the_rate_tells_which_is_the_net_amount():
    sums = [("Subtotal", "$100.00"), ("Shipping", "$10.00"), ("Net total", "$110.00")]
    (invoice,) = read(simple(*sums, ("VAT 20%", "$22.00"), ("Total", "$132.00")).page())
    assert (invoice.subtotal, invoice.tax_total, invoice.proof) == (110, 22, "proved")


def test_a_citys_tax_beside_prices_with_tax_proves_no_net_amount():
    """The prices bear a tax of 20% that the summary names; "Taxe de séjour" closes with them all the same."""
    lines = [("Chambre double", "1", "46.94", "46.94"), ("Dîner", "1", "2776.20", "2776.20")]
    sums = [("Taxe de séjour", "7.50"), ("Total", "2830.64")]
    summary = [("20.00 2352.62", "470.52"), ("0.00 7.50", "0.00")]
    (invoice,) = read(simple(*sums, *summary, lines=lines).page())
    assert invoice.total_amount == Decimal("2830.64")
    assert verify_invoices([invoice])[0].proof != "proved"
