"""Invoices from pages whose truth is known: layouts, languages, scans, and what may call itself proved."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from paper import Sheet, set_invoice, simple

from python_ocr_reconcile.extraction.invoice import extract_invoices
from python_ocr_reconcile.extraction.verify import verify_invoices
from python_ocr_reconcile.models.page import Page, Word


def read(*pages):
    return extract_invoices(list(pages)).invoices


def money_is_right(invoice, truth):
    return (
        invoice.total_amount == truth.total
        and invoice.tax_total == truth.tax
        and invoice.subtotal == truth.net
        and sorted(line.amount for line in invoice.line_items) == sorted(truth.lines)
    )


@pytest.mark.parametrize("seed", range(60))
def test_every_field_of_a_clean_page_is_read(seed):
    page, truth = set_invoice(seed)
    (invoice,) = read(page)
    assert invoice.invoice_number == truth.number
    assert invoice.invoice_date == truth.issued
    assert invoice.due_date == truth.due
    assert invoice.vendor_name == truth.seller
    assert invoice.currency == truth.currency
    assert money_is_right(invoice, truth)
    assert invoice.proof != "conflict"


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.005, 0.01, 0.03])
def test_what_says_proved_on_a_noisy_scan_is_right(noise):
    wrong, proved = [], 0
    for seed in range(1000, 1120):
        page, truth = set_invoice(seed, noise=noise)
        for invoice in verify_invoices(read(page))[:1]:
            proved += invoice.proof == "proved"
            if invoice.proof == "proved" and not money_is_right(invoice, truth):
                wrong.append(seed)
    assert wrong == []
    assert proved > 15  # else the test would hold for a reader that proves nothing


def test_one_wrong_digit_in_any_amount_takes_the_proof_away():
    rng = random.Random(7)
    tried = 0
    for seed in range(200, 230):
        page, _ = set_invoice(seed)
        (invoice,) = read(page)
        if invoice.proof != "proved":
            continue
        money = [
            i for i, w in enumerate(page.words) if w.y0 > 320 and w.y0 < 700 and w.text[-3:-2] in {",", "."}
        ]
        place = rng.choice(money)
        word = page.words[place]
        last = word.text.rstrip()[-1]
        changed = word.text[:-1] + str((int(last) + 3) % 10)
        words = [
            *page.words[:place],
            Word(changed, word.x0, word.y0, word.x1, word.y1),
            *page.words[place + 1 :],
        ]
        for other in verify_invoices(read(Page(1, 595, 842, "text_layer", words))):
            assert other.proof != "proved", (seed, word.text, changed)
        tried += 1
    assert tried > 15


@pytest.mark.parametrize("seed", range(300, 330))
def test_every_check_recomputes_and_covers_what_is_proved(seed):
    page, _ = set_invoice(seed)
    (invoice,) = read(page)
    (verified,) = verify_invoices([invoice])
    assert verified.checks == invoice.checks
    assert verified.proof == invoice.proof
    for check in invoice.checks:
        assert check.closes
        for pointer in (check.result, *(o.pointer for o in check.operands)):
            assert check.check_id in invoice.evidence[pointer[1:]].checks


@pytest.mark.parametrize("seed", range(5))
def test_every_value_carries_its_evidence(seed):
    page, _ = set_invoice(seed)
    (invoice,) = read(page)
    on_page = {w.text for w in page.words}
    for field in ("invoice_number", "invoice_date", "vendor_name", "total_amount", "tax_total", "subtotal"):
        entry = invoice.evidence[field]
        assert entry.value == getattr(invoice, field)
        assert entry.page == 1
        assert entry.source == "text_layer"
        assert entry.bbox
        assert set(entry.raw.replace(" + ", " ").split()) <= on_page
    for place, line in enumerate(invoice.line_items):
        assert invoice.evidence[f"line_items/{place}/amount"].value == line.amount


def test_what_is_not_printed_is_none_with_a_reason():
    sheet = Sheet()
    sheet.put(50, 50, "Bluestone Ltd", size=16)
    sheet.put(50, 100, "Invoice No. 4711")
    (invoice,) = read(sheet.page())
    for field in ("total_amount", "tax_total", "due_date", "invoice_date", "currency"):
        assert getattr(invoice, field) is None
        assert invoice.evidence[field].value is None
        assert invoice.evidence[field].reason


def test_trivial_equations_prove_nothing():
    (invoice,) = read(
        simple(("Subtotal", "$100.00"), ("VAT", "$0.00"), ("Total", "$100.00"), lines=()).page()
    )
    assert invoice.total_amount == Decimal("100.00")
    assert invoice.proof == "unproved"


def test_sums_that_do_not_close_are_a_conflict():
    (invoice,) = read(simple(("Subtotal", "$100.00"), ("VAT", "$19.00"), ("Total", "$129.00")).page())
    assert invoice.proof == "conflict"
    assert invoice.evidence["total_amount"].status == "conflict"
    failing = [c for c in invoice.checks if not c.closes]
    assert [c.name for c in failing] == ["total"]
    assert (failing[0].expected, failing[0].actual) == (Decimal("119.00"), Decimal("129.00"))


def test_prices_that_include_tax_add_up_to_the_total():
    sums = [("Total incl. VAT", "$100.00"), ("VAT 25%", "$20.00")]
    (invoice,) = read(simple(*sums).page())
    assert (invoice.total_amount, invoice.tax_total) == (Decimal("100.00"), Decimal("20.00"))
    assert any(c.name == "sum_of_lines" and c.result == "/total_amount" for c in invoice.checks)


def test_money_of_a_credit_note_is_negative_however_it_is_printed():
    for sign in ("", "-"):
        sums = [("Subtotal", f"{sign}$100.00"), ("VAT 19%", f"{sign}$19.00"), ("Total", f"{sign}$119.00")]
        lines = [("Consulting", "2", "50.00", f"{sign}100.00")]
        (invoice,) = read(simple(*sums, lines=lines, title="Credit Note").page())
        assert invoice.document_type == "credit_note"
        assert invoice.total_amount == Decimal("-119.00")
        assert invoice.line_items[0].amount == Decimal("-100.00")
        assert invoice.proof == "proved"
        assert verify_invoices([invoice])[0].proof == "proved"


SUMS = [("Subtotal", "$100.00"), ("VAT 19%", "$19.00"), ("Total", "$119.00")]
LINES = [("Consulting", "2", "20.00", "40.00"), ("Travel", "3", "20.00", "60.00")]


def scanned(sheet):
    return sheet.scanned(0.0, random.Random(1))


def test_a_credit_note_is_known_by_a_title_with_a_stroke_for_a_letter():
    (invoice,) = read(scanned(simple(*SUMS, lines=LINES, title="NOTA DI CRED|TO")))
    assert (invoice.document_type, invoice.total_amount) == ("credit_note", Decimal("-119.00"))


def test_a_scan_that_lost_its_title_is_not_proved_for_it_may_be_a_credit_note():
    sheet = simple(*SUMS, lines=LINES, title="CREDIT 2515")
    assert read(scanned(sheet))[0].proof == "proved"  # its number is labelled as an invoice's
    sheet.words = [word for word in sheet.words if word.text not in ("Invoice", "No.", "4711")]
    (invoice,) = read(scanned(sheet))
    assert (invoice.total_amount, invoice.proof) == (Decimal("119.00"), "unproved")


def test_a_sum_carried_over_is_no_total_though_a_word_of_its_label_is_lost():
    sheet = simple(("Balance forward", "100.00"), lines=LINES)
    (invoice,) = read(scanned(sheet))
    assert invoice.amount_due is None


def test_a_position_outside_the_table_takes_the_proof():
    sheet = simple(*SUMS, lines=LINES)
    assert read(sheet.page())[0].proof == "proved"
    for x, text in zip((50, 330, 420, 545), ("Delivery", "2", "25.00", "50.00"), strict=True):
        sheet.put(x, 700, text, right=x > 50)
    assert read(sheet.page())[0].proof == "unproved"


def test_cash_and_change_are_not_the_total():
    sums = [
        ("Subtotal", "$100.00"),
        ("VAT 19%", "$19.00"),
        ("Total", "$119.00"),
        ("Cash", "$150.00"),
        ("Change", "$31.00"),
    ]
    (invoice,) = read(simple(*sums).page())
    assert invoice.total_amount == Decimal("119.00")


def test_the_due_date_is_derived_only_from_explicit_terms():
    sheet = simple(("Total", "$100.00"))
    sheet.put(50, 400, "Payment within 30 days net, 2% cash discount within 10 days")
    (invoice,) = read(sheet.page())
    assert str(invoice.due_date) == "2024-04-04"
    assert invoice.evidence["due_date"].status == "derived"
    sheet = simple(("Total", "$100.00"))
    sheet.put(50, 400, "2% cash discount within 10 days")
    assert read(sheet.page())[0].due_date is None


def test_a_carried_forward_sum_is_no_position():
    first, second = Sheet(), Sheet()
    rows = [("Consulting", "2", "50.00", "100.00"), ("Printer", "1", "30.00", "30.00")]
    for sheet, page_rows, y0 in ((first, rows[:1], 150.0), (second, rows[1:], 80.0)):
        sheet.put(50, 40, "Invoice No. 4711")
        for x, text in zip((50, 330, 420, 545), ("Description", "Qty", "Unit Price", "Amount"), strict=True):
            sheet.put(x, y0, text, right=x > 50)
        y = y0 + 14
        if sheet is second:
            sheet.put(50, y, "Brought forward")
            sheet.put(545, y, "100.00", right=True)
            y += 14
        for row in page_rows:
            for x, text in zip((50, 330, 420, 545), row, strict=True):
                sheet.put(x, y, text, right=x > 50)
            y += 14
        if sheet is first:
            sheet.put(50, y, "Carried forward")
            sheet.put(545, y, "100.00", right=True)
    for i, (text, amount) in enumerate(
        [("Subtotal", "$130.00"), ("VAT 20%", "$26.00"), ("Total", "$156.00")]
    ):
        second.put(380, 200 + 14 * i, text)
        second.put(545, 200 + 14 * i, amount, right=True)
    (invoice,) = read(first.page(1), second.page(2))
    assert [line.amount for line in invoice.line_items] == [Decimal("100.00"), Decimal("30.00")]
    assert invoice.page_numbers == [1, 2]
    assert invoice.proof == "proved"


def test_a_file_of_many_invoices_is_cut_at_each():
    pages, truths = [], []
    for place, seed in enumerate(range(400, 440), 1):
        page, truth = set_invoice(seed)
        pages.append(Page(place, page.width, page.height, page.source, page.words))
        truths.append(truth)
    invoices = read(*pages)
    assert [i.invoice_number for i in invoices] == [t.number for t in truths]
    assert [i.page_numbers for i in invoices] == [[n] for n in range(1, 41)]
    assert [i.invoice_id for i in invoices] == [f"inv-{n}" for n in range(1, 41)]


def test_a_page_without_words_is_noted_and_no_invoice():
    reading = extract_invoices([Page(1, 595, 842, "blank", [])])
    assert reading.invoices == []
    assert [n.code for n in reading.notices] == ["page_without_text"]
