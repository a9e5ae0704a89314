"""What OCR misread in the head of an invoice, and what may be turned back."""

from __future__ import annotations

import pytest

from python_ocr_reconcile.extraction.invoice import extract_invoices
from python_ocr_reconcile.extraction.invoice.accounts import find_iban
from python_ocr_reconcile.extraction.invoice.identifiers import holds, tax_ids
from python_ocr_reconcile.extraction.invoice.rows import read_rows
from python_ocr_reconcile.extraction.invoice.slips import alike, plain_number, redated, settled
from python_ocr_reconcile.extraction.layout import lines_of
from python_ocr_reconcile.extraction.locale import vote
from python_ocr_reconcile.models.page import Page, Word


def scan(text, confidence=0.8):
    x, words = 50.0, []
    for part in text.split():
        words.append(Word(part, x, 100, x + 5 * len(part), 108, confidence))
        x += 5 * len(part) + 3
    return lines_of(Page(1, 595, 842, "ocr", words))


def rows_of(text, confidence=0.8):
    lines = scan(text, confidence)
    return read_rows(lines, vote(lines))


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("21/04/202O", "2020-04-21"),
        ("2l.O4.2020", "2020-04-21"),
        ("16-06-2618", "2018-06-16"),
        ("67.05.2O19", "2019-05-07"),
        ("26/69/2021", "2021-09-26"),
        ("71/02/201B", "2018-02-11"),
        ("18/02.2020", "2020-02-18"),
        ("202O-O4-21", "2020-04-21"),
        ("05112/2019", "2019-12-05"),
        ("0512/2019", "2019-12-05"),
        ("20,03,2019", "2019-03-20"),
        ("3 juillct 2020", "2020-07-03"),
        ("15 dc septiembre de 2023", "2023-09-15"),
        ("Septembcr 5, 2023", "2023-09-05"),
        ("27 décembre 2622", "2022-12-27"),
        ("l4 februari 2023", "2023-02-14"),
    ],
)
def test_a_spoilt_date_is_read_and_its_print_kept(printed, day):
    (row,) = rows_of(f"Date: {printed}")
    (span,) = row.dates
    assert str(span.on("dmy")) == day
    assert " ".join(w.text for w in row.line.words[span.start : span.end]) == printed


@pytest.mark.parametrize(
    "text",
    [
        "12,04,20",
        "1.234,56 EUR",
        "Tel. 02/1234567",
        "Mars Bar 2 100",
        "518204.2019",
        "0044/2019",
        "40/50/2020",
    ],
)
def test_what_is_no_date_stays_as_it_is(text):
    (line,) = scan(text)
    assert redated(line) is line


def test_a_text_layer_is_taken_at_its_word():
    (row,) = rows_of("Date: 21/04/202O", confidence=None)
    assert not row.dates


@pytest.mark.parametrize(
    ("read", "meant"),
    [("X-611l2", "X-61112"), ("736/Z024", "736/2024"), ("507Z75", "507275"), ("F2O23/283", "F2023/283"),
     ("AB-12C", "AB-12C"), ("RE2024S", "RE2024S"), ("B8-100", "B8-100")],
)  # fmt: skip
def test_letters_between_digits_of_a_number(read, meant):
    assert plain_number(read) == meant


def test_two_prints_of_a_number_settle_its_digits():
    assert alike("2020-8505", "2020-3505")
    assert not alike("2020-3505", "2020-3506"[:-1] + "4")
    assert settled("2020-8505", 0.7, [("2020-8505", 0.7), ("2020-3505", 0.9)]) == "2020-3505"
    assert settled("2020-8505", 0.9, [("2020-8505", 0.9), ("2020-3505", 0.7)]) == "2020-8505"
    assert settled("518204", 0.5, [("518204", 0.5), ("889911", 0.9)]) == "518204"


@pytest.mark.parametrize(
    ("printed", "account"),
    [
        ("IBAN: DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("IBAN: DE89 37O4 0044 O532 0130 00", "DE89370400440532013000"),
        ("IBAN FR14 2004 1010 0505 0001 3M02 606 BIC PSSTFRPPXXX", "FR1420041010050500013M02606"),
        ("IBAN FR14 2004 1010 0505 0007 3M02 606", "FR1420041010050500013M02606"),
        ("IBAN ES91 2100 0418 4502 0005 7332", "ES9121000418450200051332"),
    ],
)
def test_an_account_is_read_through_slips(printed, account):
    assert find_iban(rows_of(printed)).value == account


@pytest.mark.parametrize(
    "printed",
    [
        "IBAN: DE89 3704 0044 0532 0130 06",  # one digit off, and nothing but two check digits to tell which
        "IBAN: DE89 3704 0044 0532 0130",
        "IBAN XX89 3704 0044 0532 0130 00",
    ],
)
def test_an_account_that_does_not_check_is_left_out(printed):
    assert find_iban(rows_of(printed)) is None


def test_an_account_of_a_text_layer_is_not_mended():
    assert find_iban(rows_of("IBAN: DE89 37O4 0044 O532 0130 00", confidence=None)) is None


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("USt-IdNr. DE136695976", "DE136695976"),
        ("USt-IdNr. DEI3669597G", "DE136695976"),
        ("P.IVA OO743110157", "00743110157"),
        ("VAT No. GB980780684", "GB980780684"),
        ("BTW-nummer NL4495445B01", "NL4495445B01"),
    ],
)
def test_a_tax_id_is_read_through_slips(printed, number):
    ids = [str(found.value) for _, found, _ in tax_ids(rows_of(printed))]
    assert ids == ([number] if holds(number) is not False else [])


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("NIF 12345678Z C/ Mayor 8, Madrid", "12345678Z"),
        ("VAT no. DE 136 695 976 HRB 12", "DE136695976"),
    ],
)
def test_an_address_behind_a_tax_id_is_no_part_of_it(printed, number):
    (_, found, valid), *_ = tax_ids(rows_of(printed, confidence=None))
    assert (found.value, valid) == (number, True)


def test_a_tax_id_of_a_scan_whose_check_digits_fail_is_left_out():
    assert tax_ids(rows_of("USt-IdNr. DE136695977")) == []
    assert len(tax_ids(rows_of("USt-IdNr. DE136695977", confidence=None))) == 1


def noisy_page(*lines):
    words = []
    for place, (x, text) in enumerate(lines):
        at = x
        for part in text.split():
            words.append(Word(part, at, 100 + 14 * place, at + 5 * len(part), 108 + 14 * place, 0.8))
            at += 5 * len(part) + 3
    return Page(1, 595, 842, "ocr", words)


def head_of(*lines):
    (invoice,) = extract_invoices([noisy_page(*lines)]).invoices
    return invoice


def test_a_number_whose_label_is_lost_stands_in_the_column_of_the_date():
    invoice = head_of((50, "Kestrel Technik GmbH"), (300, "RECHNUNG"), (420, "518204"), (420, "05.03.2019"),
                      (300, "Kundennummer GE2020211"), (50, "Gesamtbetrag 529,87"))  # fmt: skip
    assert invoice.invoice_number == "518204"
    assert str(invoice.invoice_date) == "2019-03-05"


def test_a_number_right_below_the_title():
    assert head_of((300, "INVOICE"), (300, "518204"), (50, "Total 317.45")).invoice_number == "518204"


def test_a_short_label_with_one_letter_misread_names_its_date():
    invoice = head_of((300, "Invoice No. 4711"), (300, "Dote 2024-03-05"), (300, "Duc 2024-04-04"))
    assert (str(invoice.invoice_date), str(invoice.due_date)) == ("2024-03-05", "2024-04-04")


def test_a_number_printed_again_is_the_one_that_most_prints_agree_on():
    invoice = head_of((300, "Invoice No. 2020-8505"), (300, "Date 2020-03-05"), (50, "Total 317.45"),
                      (50, "please quote 2020-3505"), (50, "remittance 2020-3505"))  # fmt: skip
    assert invoice.invoice_number == "2020-3505"
    assert invoice.evidence["invoice_number"].raw == "2020-8505"
    assert invoice.evidence["invoice_number"].status == "repaired"


def test_a_label_whose_box_dirt_has_drawn_tall_finds_the_value_at_its_height():
    page = noisy_page(
        (50, "Kestrel Technik GmbH"), (300, "Steuernummer 133/815/08154"), (300, "Kundennummer 93-482")
    )
    tall = Word("Belegnummer", 300, 145, 360, 165, 0.9)
    value = Word("518204", 420, 151.5, 460, 158.5, 0.8)
    lines = [Word(t, 300, y, 345, y + 8, 0.9) for t, y in (("Telefon", 170), ("Vertrag", 184))]
    page = Page(
        1, 595, 842, "ocr", [*page.words, tall, value, *lines, Word("LS72754", 420, 184, 460, 192, 0.8)]
    )
    (invoice,) = extract_invoices([page]).invoices
    assert invoice.invoice_number == "518204"


def test_specks_between_a_label_and_the_value_below_are_passed_over():
    page = noisy_page((50, "Nota di credito n. Data fattura"), (60, "i"), (50, "2025-50340 03-12-2025"))
    (invoice,) = extract_invoices([page]).invoices
    assert invoice.invoice_number == "2025-50340"


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("©1003672", "C1003672"),
        ("‘4711-22", "4711-22"),
        ("VK-O2 1481/19", "VK-02 1481/19"),
        ("01073176.", "01073176"),
    ],
)
def test_dirt_around_a_number(printed, number):
    assert head_of((300, f"Invoice No: {printed}"), (50, "Total 317.45")).invoice_number == number
