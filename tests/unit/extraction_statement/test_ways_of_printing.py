"""What single banks do otherwise: each page here shows one of it, set word by word."""

from __future__ import annotations

# ruff: noqa: E501  a line of a page reads best as one
from datetime import date
from decimal import Decimal

import pytest

from python_ocr_reconcile.extraction.statement import extract_statements
from python_ocr_reconcile.models.page import Page, Word

HEIGHT, WIDTH = 10.0, 5.0


def page(*lines, number=1):
    """A page of lines: of each the texts with their left edge, or their right edge where it is negative."""
    words = []
    for place, line in enumerate(lines):
        for x, text in line:
            start = x if x >= 0 else -x - WIDTH * len(text)
            for word in text.split():
                words.append(
                    Word(word, start, 60 + 14 * place, start + WIDTH * len(word), 60 + HEIGHT + 14 * place)
                )
                start += WIDTH * (len(word) + 1) - 2
    return Page(number=number, width=595, height=842, source="text_layer", words=words)


def read(*pages):
    """The statements and, of each row, its day and its signed amount."""
    reading = extract_statements(list(pages))
    rows = [
        (t.transaction_date, t.credit_amount if t.credit_amount is not None else -t.debit_amount)
        for t in reading.transactions
    ]
    return reading.statements, rows


def on(month, *days):
    return [date(2024, month, day) for day in days]


HEAD = [(50, "Date"), (120, "Description"), (-400, "Paid out"), (-470, "Paid in"), (-550, "Balance")]


def test_cheques_two_abreast_are_rows_each_with_its_place_on_the_page():
    statements, rows = read(
        page(
            [(50, "Statement period 06/01/2024 to 06/30/2024")],
            [(50, "Beginning balance"), (-550, "1,000.00")],
            [(50, "Ending balance"), (-550, "640.00")],
            [(50, "Checks")],
            [(50, "Date"), (120, "Number"), (-240, "Amount"), (290, "Date"), (360, "Number"), (-480, "Amount")],
            [(50, "06/03/2024"), (120, "101"), (-240, "100.00"), (290, "06/05/2024"), (360, "102"), (-480, "50.00")],
            [(50, "06/13/2024"), (120, "103"), (-240, "200.00"), (290, "06/15/2024"), (360, "104"), (-480, "10.00")],
        )
    )  # fmt: skip
    assert sorted(rows) == list(
        zip(on(6, 3, 5, 13, 15), map(Decimal, ("-100.00", "-50.00", "-200.00", "-10.00")), strict=True)
    )
    assert statements[0].proof == "proved"


def test_the_second_of_two_abreast_keeps_its_box():
    reading = extract_statements(
        [
            page(
                [(50, "Checks")],
                [(50, "Date"), (120, "Number"), (-240, "Amount"), (290, "Date"), (360, "Number"), (-480, "Amount")],
                [(50, "06/03/2024"), (120, "101"), (-240, "100.00"), (290, "06/05/2024"), (360, "102"), (-480, "50.00")],
            )
        ]
    )  # fmt: skip
    (box,) = [
        e.bbox for t in reading.transactions for e in t.evidence.values() if e.value == Decimal("50.00")
    ]
    assert box[2] == 480


DEPOSITS = [
    [(50, "Statement period 06/01/2024 to 06/30/2024")],
    [(50, "Beginning balance"), (-550, "1,000.00")],
    [(50, "Ending balance"), (-550, "1,140.00")],
    [(50, "Deposits and additions")],
    [(50, "Date"), (120, "Description"), (-550, "Amount")],
    [(50, "06/04/2024"), (120, "Transfer of a customer"), (-550, "300.00")],
    [(50, "06/24/2024"), (120, "Transfer of another"), (-550, "200.00")],
    [(50, "Total deposits and additions"), (-550, "500.00")],
    [(50, "Checks paid")],
]
CHEQUES = [("101", "06/03/2024", "100.00"), ("102", "06/05/2024", "50.00"), ("103", "06/13/2024", "200.00"), ("104", "06/17/2024", "10.00")]  # fmt: skip


def abreast(names, edges, cheques):
    """A head and its lines; `edges` are those of number, date and amount, for each list."""
    count = len(edges)
    yield [cell for number, day, end in edges for cell in zip((number, day, -end), names, strict=True)]
    for first in range(0, len(cheques), count):
        some = zip(edges, cheques[first : first + count], strict=False)
        yield [cell for at, cheque in some for cell in zip((at[0], at[1], -at[2]), cheque, strict=True)]


@pytest.mark.parametrize(
    "edges",
    [[(50, 330, 550)], [(50, 120, 240), (290, 360, 480)], [(50, 90, 200), (220, 260, 370), (390, 430, 550)]],
    ids=["one", "two", "three"],
)
@pytest.mark.parametrize("names", [("Check no.", "Date paid", "Amount"), ("Number", "Date", "Amount")])
def test_cheques_whose_number_stands_before_the_date_are_rows_as_all_others(names, edges):
    statements, rows = read(
        page(*DEPOSITS, *abreast(names, edges, CHEQUES), [(50, "Total checks paid"), (-550, "360.00")])
    )
    days = dict(
        zip(on(6, 3, 5, 13, 17), map(Decimal, ("-100.00", "-50.00", "-200.00", "-10.00")), strict=True)
    )
    paid_in = dict(zip(on(6, 4, 24), map(Decimal, ("300.00", "200.00")), strict=True))
    assert dict(rows) == {**days, **paid_in}
    assert len(rows) == 6
    assert statements[0].proof == "proved"


def test_a_cheque_set_beside_another_keeps_its_number_and_the_place_of_its_amount():
    edges = [(50, 120, 240), (290, 360, 480)]
    reading = extract_statements([page(*DEPOSITS, *abreast(("Check no.", "Date", "Amount"), edges, CHEQUES))])
    (cheque,) = [t for t in reading.transactions if t.debit_amount == Decimal("50.00")]
    assert cheque.description == "102"
    assert cheque.evidence["debit_amount"].bbox[2] == 480
    assert cheque.evidence["transaction_date"].bbox[0] == 360


def test_a_table_that_begins_with_running_numbers_stays_as_it_is():
    _, rows = read(
        page(
            [(50, "Statement period 06/01/2024 to 06/30/2024")],
            [(50, "Beginning balance"), (-550, "1,000.00")],
            [(50, "Ending balance"), (-550, "900.00")],
            [(50, "No"), (90, "Date"), (170, "Description"), (-550, "Amount")],
            [(50, "1"), (90, "06/03/2024"), (170, "Payment to a shop"), (-550, "-60.00")],
            [(50, "2"), (90, "06/05/2024"), (170, "Payment to another"), (-550, "-40.00")],
        )
    )
    assert rows == list(zip(on(6, 3, 5), map(Decimal, ("-60.00", "-40.00")), strict=True))


def test_an_entry_named_as_a_figure_of_a_box_may_have_its_amount_on_the_line_below():
    statements, rows = read(
        page(
            [(50, "Statement period 06/01/2024 to 06/30/2024")],
            HEAD,
            [(120, "Beginning balance"), (-550, "1,000.00")],
            [(50, "06/03/2024"), (120, "Payment to a shop"), (-400, "60.00"), (-550, "940.00")],
            [(50, "06/05/2024"), (120, "Interest earned")],
            [(120, "USD 2.50 at 0.8"), (-470, "2.00"), (-550, "942.00")],
            [(50, "06/07/2024"), (120, "Payment to another"), (-400, "40.00"), (-550, "902.00")],
            [(120, "Ending balance"), (-550, "902.00")],
        )
    )
    assert rows == list(zip(on(6, 3, 5, 7), map(Decimal, ("-60.00", "2.00", "-40.00")), strict=True))
    assert statements[0].proof == "proved"


def described(*pages):
    return [
        (t.transaction_date, t.description, t.credit_amount or -t.debit_amount)
        for t in extract_statements(list(pages)).transactions
    ]


def test_a_day_on_the_line_below_the_figures_is_that_of_the_row_above_it():
    rows = described(
        page(
            [(50, "1 May 2024 - 31 May 2024")],
            [(50, "Description"), (-350, "Incoming"), (-450, "Outgoing"), (-550, "Amount")],
            [(50, "Sent money to Green Office"), (-450, "-838.00"), (-550, "3,162.00")],
            [(50, "21 May 2024 Reference: INV 778")],
            [(50, "Received money from Bright"), (-350, "2,500.00"), (-550, "4,000.00")],
            [(50, "13 May 2024 Reference: RE 17")],
            [(50, "Received money from Dark"), (-350, "1,500.00"), (-550, "1,500.00")],
            [(50, "2 May 2024")],
        )
    )
    assert rows == [
        (date(2024, 5, 21), "Sent money to Green Office Reference: INV 778", Decimal("-838.00")),
        (date(2024, 5, 13), "Received money from Bright Reference: RE 17", Decimal("2500.00")),
        (date(2024, 5, 2), "Received money from Dark", Decimal("1500.00")),
    ]


def test_text_that_stands_before_the_days_is_the_description():
    rows = described(
        page(
            [(50, "Kontoauszug 01.05.2024 bis 31.05.2024")],
            [(50, "Beschreibung"), (400, "Buchungsdatum"), (-550, "Betrag")],
            [(50, "Kaffeehaus Mitte"), (400, "02.05.2024"), (-550, "-8,40")],
            [(50, "Mueller GmbH"), (400, "06.05.2024"), (-550, "+1.850,00")],
            [(50, "Alter Kontostand"), (-550, "+500,00")],
            [(50, "Ausgehende Transaktionen"), (-550, "-8,40")],
            [(50, "Eingehende Transaktionen"), (-550, "+1.850,00")],
            [(50, "Neuer Kontostand"), (-550, "+2.341,60")],
        )
    )
    assert rows == [
        (date(2024, 5, 2), "Kaffeehaus Mitte", Decimal("-8.40")),
        (date(2024, 5, 6), "Mueller GmbH", Decimal("1850.00")),
    ]


def test_below_days_that_stand_as_headings_no_word_of_a_description_is_lost():
    rows = described(
        page(
            [(50, "Del 1 de mayo de 2024 al 31 de mayo de 2024")],
            [(50, "Saldo inicial"), (-550, "2.000,00")],
            [(50, "Viernes, 3 de mayo de 2024")],
            [(60, "Compra tarjeta SUPER SOL"), (-450, "-54,20"), (-550, "1.945,80")],
            [(60, "Bizum de Ana Ruiz"), (-450, "30,00"), (-550, "1.975,80")],
            [(50, "Martes, 14 de mayo de 2024")],
            [(60, "Recibo luz Energia Sur"), (-450, "-88,15"), (-550, "1.887,65")],
            [(50, "Viernes, 31 de mayo de 2024")],
            [(60, "Nómina Empresa"), (-450, "1.600,00"), (-550, "3.487,65")],
            [(50, "Saldo final"), (-550, "3.487,65")],
        )
    )
    assert rows == [
        (date(2024, 5, 3), "Compra tarjeta SUPER SOL", Decimal("-54.20")),
        (date(2024, 5, 3), "Bizum de Ana Ruiz", Decimal("30.00")),
        (date(2024, 5, 14), "Recibo luz Energia Sur", Decimal("-88.15")),
        (date(2024, 5, 31), "Nómina Empresa", Decimal("1600.00")),
    ]


def test_a_value_date_below_the_booking_date_leaves_its_text_with_the_row_above():
    reading = extract_statements(
        [
            page(
                [(50, "Alter Saldo"), (-550, "1.204,10")],
                [(50, "Neuer Saldo"), (-550, "1.913,75")],
                [(50, "Buchung"), (120, "Verwendungszweck"), (-550, "Betrag (EUR)")],
                [(50, "Valuta")],
                [(50, "02.05.2024"), (120, "Lastschrift Stadtwerke"), (-550, "-90,35")],
                [(50, "03.05.2024"), (120, "Abschlag Mai")],
                [(50, "06.05.2024"), (120, "Gutschrift Kunde Nord"), (-550, "1.500,00")],
                [(50, "07.05.2024"), (120, "RE 2024-118")],
                [(50, "31.05.2024"), (120, "Lastschrift Miete"), (-550, "-700,00")],
                [(50, "31.05.2024"), (120, "Objekt 12")],
            )
        ]
    )
    assert [(t.transaction_date, t.value_date, t.description) for t in reading.transactions] == [
        (date(2024, 5, 2), date(2024, 5, 3), "Lastschrift Stadtwerke Abschlag Mai"),
        (date(2024, 5, 6), date(2024, 5, 7), "Gutschrift Kunde Nord RE 2024-118"),
        (date(2024, 5, 31), date(2024, 5, 31), "Lastschrift Miete Objekt 12"),
    ]
    assert reading.statements[0].proof == "proved"


@pytest.mark.parametrize("sign", ["Billing cycle", "Cash advances", "Membership number 4711"])
def test_a_card_that_calls_itself_none_by_name_owes_what_it_prints(sign):
    statements, rows = read(
        page(
            [(50, "Mar 13, 2024 - Apr 12, 2024")],
            [(50, sign)],
            [(50, "Previous balance"), (-250, "310.25")],
            [(50, "New balance"), (-250, "194.80")],
            [(50, "Trans date"), (120, "Post date"), (200, "Description"), (-540, "Amount")],
            [(50, "Apr 5"), (120, "Apr 5"), (200, "ONLINE PYMT"), (-540, "-310.25")],
            [(50, "Mar 14"), (120, "Mar 15"), (200, "BOOK BARN DENVER"), (-540, "44.80")],
            [(50, "Mar 30"), (120, "Apr 1"), (200, "FUEL STOP 12"), (-540, "70.00")],
            [(50, "Apr 10"), (120, "Apr 11"), (200, "AIR TRAVEL CO"), (-540, "80.00")],
        )
    )
    assert statements[0].closing_balance == Decimal("-194.80")
    assert [amount for _, amount in rows] == [
        Decimal(amount) for amount in ("310.25", "-44.80", "-70.00", "-80.00")
    ]


def test_a_period_stands_behind_the_day_of_the_statement_on_one_line():
    statements, _ = read(
        page(
            [(50, "Date 28/05/24 Statement period from April 29 to May 28, 2024")],
            HEAD,
            [(120, "Beginning balance"), (-550, "1,000.00")],
            [(50, "03/05/2024"), (120, "Payment to a shop"), (-400, "60.00"), (-550, "940.00")],
            [(120, "Ending balance"), (-550, "940.00")],
        )
    )
    (info,) = statements
    assert (info.statement_period_start, info.statement_period_end) == (date(2024, 4, 29), date(2024, 5, 28))


def test_days_may_stand_behind_the_amounts():
    found = page(
        [(50, "Statement from APR 30/24 to MAY 31/24")],
        [(50, "Description"), (-280, "Withdrawals"), (-370, "Deposits"), (400, "Date"), (-540, "Balance")],
        [(50, "STARTING BALANCE"), (400, "APR30"), (-540, "2,310.40")],
        [(50, "GROCERY MART 2211"), (-280, "84.15"), (400, "MAY03")],
        [(50, "E-TRANSFER"), (-370, "500.00"), (400, "MAY03"), (-540, "2,726.25")],
        [(50, "HYDRO BILL"), (-280, "120.10"), (400, "MAY15"), (-540, "2,606.15")],
    )
    assert described(found) == [
        (date(2024, 5, 3), "GROCERY MART 2211", Decimal("-84.15")),
        (date(2024, 5, 3), "E-TRANSFER", Decimal("500.00")),
        (date(2024, 5, 15), "HYDRO BILL", Decimal("-120.10")),
    ]
    statements, _ = read(found)
    assert statements[0].opening_balance == Decimal("2310.40")


def test_a_day_within_a_description_is_none_of_the_column_that_the_head_names():
    assert described(
        page(
            [(50, "Period: 01 Jun 2020 to 28 Jun 2020")],
            HEAD,
            [(120, "Balance at start"), (-550, "8,243.98")],
            [(50, "12 Jun 2020"), (120, "CARD PAYMENT SUPER")],
            [(120, "ON 12.06. CONTACTLESS"), (-400, "-95.14"), (-550, "8,148.84")],
            [(50, "24 Jun 2020"), (120, "TRANSFER TO T BROWN")],
            [(120, "THANK YOU"), (-400, "-231.54")],
            [(120, "CARD PAYMENT KIOSK")],
            [(120, "ON 24.06. CONTACTLESS"), (-400, "-28.36"), (-550, "7,888.94")],
            [(120, "New balance"), (-550, "7,888.94")],
        )
    ) == [
        (date(2020, 6, 12), "CARD PAYMENT SUPER ON 12.06. CONTACTLESS", Decimal("-95.14")),
        (date(2020, 6, 24), "TRANSFER TO T BROWN THANK YOU", Decimal("-231.54")),
        (date(2020, 6, 24), "CARD PAYMENT KIOSK ON 24.06. CONTACTLESS", Decimal("-28.36")),
    ]


def test_a_table_goes_on_at_the_top_of_a_page_without_a_head():
    first = page(
        [(50, "Period 01/10/2024 - 31/10/2024")],
        HEAD,
        [(120, "Balance brought forward"), (-550, "100.00")],
        [(50, "02 Oct 2024"), (120, "Card"), (-400, "10.00"), (-550, "90.00")],
        [(50, "03 Oct 2024"), (120, "Card"), (-400, "10.00")],
    )
    second = page(
        [(120, "Transfer"), (-470, "40.00"), (-550, "120.00")],
        [(50, "04 Oct 2024"), (120, "Card"), (-400, "20.00"), (-550, "100.00")],
        [(120, "Balance carried forward"), (-550, "100.00")],
        number=2,
    )
    statements, rows = read(first, second)
    assert rows == list(
        zip(on(10, 2, 3, 3, 4), map(Decimal, ("-10.00", "-10.00", "40.00", "-20.00")), strict=True)
    )
    assert statements[0].proof == "proved"


def test_dates_that_a_narrow_column_breaks_are_whole():
    _, rows = read(
        page(
            HEAD,
            [(50, "02-10-"), (120, "Card"), (-400, "10.00"), (-550, "90.00")],
            [(50, "2024"), (120, "City")],
            [(50, "9 Oct"), (120, "Card"), (-400, "20.00"), (-550, "70.00")],
            [(50, "2024"), (120, "City")],
        )
    )
    assert rows == list(zip(on(10, 2, 9), map(Decimal, ("-10.00", "-20.00")), strict=True))


def test_figures_may_stand_before_the_words_that_name_them():
    statements, rows = read(
        page(
            [(50, "Dal 01/04/2024 al 30/06/2024")],
            [(50, "Data"), (-200, "Addebiti"), (-270, "Accrediti"), (300, "Descrizione")],
            [(50, "31/03/2024"), (-270, "2.000,00"), (300, "Saldo iniziale a vostro credito")],
            [(50, "05/04/2024"), (-200, "63,00"), (300, "Pagamento")],
            [(50, "09/04/2024"), (-270, "100,00"), (300, "Bonifico")],
            [(50, "30/06/2024"), (-270, "2.037,00"), (300, "Saldo finale a vostro credito")],
        )
    )
    assert rows == list(zip(on(4, 5, 9), map(Decimal, ("-63.00", "100.00")), strict=True))
    assert (statements[0].opening_balance, statements[0].proof) == (Decimal("2000.00"), "proved")


def test_a_balance_named_by_its_day_gives_days_without_a_year_their_year():
    statements, rows = read(
        page(
            [(50, "Datum"), (120, "Erläuterung"), (-550, "Betrag EUR")],
            [(120, "Kontostand am 30.04.2024, Auszug Nr. 4"), (-550, "1.000,00")],
            [(50, "02.05."), (120, "Kartenzahlung"), (-550, "-100,00")],
            [(50, "30.05."), (120, "Gutschrift"), (-550, "50,00")],
            [(120, "Kontostand am 31.05.2024 um 20:04 Uhr"), (-550, "950,00")],
        )
    )
    assert rows == list(zip(on(5, 2, 30), map(Decimal, ("-100.00", "50.00")), strict=True))
    assert statements[0].proof == "proved"


def test_what_is_owed_on_a_loan_is_negative():
    statements, rows = read(
        page(
            [(50, "Annual mortgage statement")],
            [(50, "Statement period 1 January 2024 to 31 December 2024")],
            [(50, "Opening balance"), (-550, "£9,000.00")],
            [(50, "Closing balance"), (-550, "£8,900.00")],
            [(50, "Date"), (120, "Transaction"), (-400, "Charged"), (-470, "Paid by you"), (-550, "Balance owed")],
            [(50, "03/01/2024"), (120, "Payment received"), (-470, "£200.00"), (-550, "£8,800.00")],
            [(50, "04/01/2024"), (120, "Interest"), (-400, "£100.00"), (-550, "£8,900.00")],
        )
    )  # fmt: skip
    assert rows == list(zip(on(1, 3, 4), map(Decimal, ("200.00", "-100.00")), strict=True))
    assert (statements[0].opening_balance, statements[0].closing_balance) == (Decimal(-9000), Decimal(-8900))


def test_a_card_with_more_payments_than_purchases_is_read_by_its_marks():
    statements, rows = read(
        page(
            [(50, "Credit card statement")],
            [(50, "Period 06/01/2024 through 06/30/2024")],
            [(50, "Previous balance"), (-550, "520.26")],
            [(50, "New balance"), (-550, "225.63")],
            [(50, "Date"), (120, "Description"), (-550, "Amount")],
            [(50, "06/05"), (120, "Payment received"), (-530, "35.15"), (-550, "CR")],
            [(50, "06/06"), (120, "Station"), (-530, "32.79")],
            [(50, "06/16"), (120, "Payment received"), (-530, "292.27"), (-550, "CR")],
        )
    )
    assert rows == list(zip(on(6, 5, 6, 16), map(Decimal, ("35.15", "-32.79", "292.27")), strict=True))
    assert statements[0].opening_balance == Decimal("-520.26")


def test_a_card_of_few_rows_without_marks_is_not_proved():
    statements, _ = read(
        page(
            [(50, "Credit card statement")],
            [(50, "Period 06/01/2024 through 06/30/2024")],
            [(50, "Previous balance"), (-550, "520.26")],
            [(50, "New balance"), (-550, "225.63")],
            [(50, "Date"), (120, "Description"), (-550, "Amount")],
            [(50, "06/05"), (120, "Payment received"), (-550, "-35.15")],
            [(50, "06/06"), (120, "Station"), (-550, "32.79")],
            [(50, "06/16"), (120, "Payment received"), (-550, "-292.27")],
        )
    )
    assert statements[0].proof == "unproved"


def test_what_a_file_says_once_holds_for_all_of_its_accounts():
    def account(number, opening, amount, closing):
        return [
            [(50, f"Account number {number}")],
            [(50, "Opening balance"), (-550, opening)],
            HEAD,
            [(50, "05 Oct"), (120, "Card"), (-400, amount), (-550, closing)],
            [(50, "Closing balance"), (-550, closing)],
        ]

    statements, rows = read(
        page(
            [(50, "Harbour Bank")],
            [(50, "Statement period 1 October 2024 to 31 October 2024")],
            *account("11112222", "100.00", "10.00", "90.00"),
            *account("33334444", "500.00", "20.00", "480.00"),
        )
    )
    assert [s.account_number for s in statements] == ["11112222", "33334444"]
    assert [s.proof for s in statements] == ["proved", "proved"]
    assert rows == list(zip(on(10, 5, 5), map(Decimal, ("-10.00", "-20.00")), strict=True))


def test_a_year_over_the_days_that_follow_is_no_part_of_the_day_above():
    _, rows = read(
        page(
            [(50, "05 DECEMBER 2023 TO 18 JANUARY 2024")],
            HEAD,
            [(50, "2023")],
            [(50, "06 DEC"), (120, "Card"), (-400, "10.00"), (-550, "90.00")],
            [(50, "2024")],
            [(50, "02 JAN"), (120, "Card"), (-400, "20.00"), (-550, "70.00")],
        )
    )
    assert [day for day, _ in rows] == [date(2023, 12, 6), date(2024, 1, 2)]


def test_a_total_is_no_entry_whatever_else_its_line_says():
    _, rows = read(
        page(
            [(50, "Date"), (120, "Libellé"), (-550, "Montant en euros")],
            [(50, "03/09/2024"), (120, "LIBRAIRIE"), (-550, "22,48")],
            [(50, "05/09/2024"), (120, "CINE"), (-550, "12,00")],
            [(120, "Total débité le 30/09/2024 sur votre compte"), (-550, "34,48")],
        )
    )
    assert [abs(amount) for _, amount in rows] == [Decimal("22.48"), Decimal("12.00")]


def test_af_and_bij_may_have_a_column_of_their_own():
    statements, rows = read(
        page(
            [(50, "Periode 01-05-2024 t/m 31-05-2024")],
            [(50, "Vorig saldo"), (-300, "100,00")],
            [(50, "Nieuw saldo"), (-300, "140,00")],
            [(50, "Boekdatum"), (120, "Omschrijving"), (-470, "Bedrag (EUR)"), (500, "Af/Bij")],
            [(50, "06-05-2024"), (120, "Bakker"), (-470, "10,00"), (500, "Af")],
            [(50, "04-05-2024"), (120, "Vink"), (-470, "50,00"), (500, "Bij")],
        )
    )
    assert [amount for _, amount in rows] == [Decimal("-10.00"), Decimal("50.00")]
    assert statements[0].proof == "proved"


def test_the_name_of_a_month_is_no_wider_than_high():
    """ "jul" takes seven points of a line of ten, as text set on its side does; without it no row has a date."""
    set_upright = page(
        [(50, "Datum"), (120, "Omschrijving"), (-400, "Af"), (-470, "Bij"), (-550, "Saldo")],
        [(50, "Beginsaldo"), (-550, "100,00")],
        [(50, "07 jul 2024"), (120, "Huur"), (-400, "30,00"), (-550, "70,00")],
        [(50, "12 jul 2024"), (120, "Salaris"), (-470, "50,00"), (-550, "120,00")],
        [(50, "Eindsaldo"), (-550, "120,00")],
    )
    narrow = [
        Word(w.text, w.x0 + 4, w.y0, w.x0 + 11, w.y1) if w.text == "jul" else w for w in set_upright.words
    ]
    on_its_side = Word("afschrift", 20, 300, 30, 340)
    statements, rows = read(
        Page(1, 595, 842, "text_layer", [*narrow, on_its_side]),
    )
    assert rows == list(zip(on(7, 7, 12), map(Decimal, ("-30.00", "50.00")), strict=True))
    assert [statement.proof for statement in statements] == ["proved"]


def test_value_dates_below_the_entries_are_no_table_that_a_list_could_stand_beside():
    statements, rows = read(
        page(
            [(50, "01.05.2024 bis 31.05.2024")],
            [(50, "Beschreibung"), (400, "Verbuchungsdatum"), (-550, "Betrag")],
            [(50, "Kaffeehaus"), (400, "02.05.2024"), (-550, "-8,40€")],
            [(50, "Wertstellung"), (110, "03.05.2024")],
            [(50, "Mueller GmbH"), (400, "06.05.2024"), (-550, "+1.850,00€")],
            [(50, "Wertstellung"), (110, "06.05.2024")],
            [(50, "Alter Kontostand"), (-550, "+500,00€")],
            [(50, "Neuer Kontostand"), (-550, "+2.341,60€")],
        )
    )
    assert rows == list(zip(on(5, 2, 6), map(Decimal, ("-8.40", "1850.00")), strict=True))
    assert statements[0].proof == "proved"


MARCH = [
    [(50, "03/03/2024"), (120, "Rent"), (-400, "100.00"), (-550, "900.00")],
    [(50, "19/03/2024"), (120, "Wages"), (-470, "300.00"), (-550, "1,200.00")],
]


def test_the_last_line_of_a_table_may_be_called_a_balance_and_no_more():
    statements, rows = read(
        page(
            [(50, "Fecha"), (120, "Concepto"), (-550, "Importe")],
            [(50, "29-02-24"), (120, "SALDO ANTERIOR"), (-550, "1.000,00")],
            [(50, "03-03-24"), (120, "COMPRA FERRETERIA"), (-550, "-100,00")],
            [(50, "19-03-24"), (120, "NOMINA TALLERES"), (-550, "300,00")],
            [(50, "31-03-24"), (120, "SALDO"), (-550, "1.200,00")],
        )
    )
    assert rows == list(zip(on(3, 3, 19), map(Decimal, ("-100.00", "300.00")), strict=True))
    assert (statements[0].closing_balance, statements[0].proof) == (Decimal("1200.00"), "proved")


def test_the_date_that_names_a_balance_may_go_on_on_the_next_line_of_its_cell():
    statements, _ = read(
        page(
            [(50, "Balance on 1"), (160, "Paid in"), (260, "Balance on 31")],
            [(50, "March 2024"), (260, "March 2024")],
            [(50, "1,000.00"), (160, "300.00"), (260, "1,200.00")],
            HEAD,
            *reversed(MARCH),
        )
    )
    found = statements[0]
    assert (found.opening_balance, found.closing_balance) == (Decimal("1000.00"), Decimal("1200.00"))
    assert found.proof == "proved"


def test_a_bracket_may_open_behind_the_currency():
    statements, rows = read(
        page(
            [(50, "Date"), (120, "Activity"), (-400, "Amount"), (-550, "Balance")],
            [(50, "03/01/2024"), (120, "Opening balance"), (-550, "$1,000.00")],
            [(50, "03/03/2024"), (120, "Rent"), (-400, "$(100.00)"), (-550, "$900.00")],
            [(50, "03/19/2024"), (120, "Wages"), (-400, "300.00"), (-550, "1,200.00")],
            [(50, "03/31/2024"), (120, "Ending balance"), (-550, "1,200.00")],
        )
    )
    assert rows == list(zip(on(3, 3, 19), map(Decimal, ("-100.00", "300.00")), strict=True))
    assert statements[0].proof == "proved"


def test_the_year_may_stand_with_a_month_alone():
    statements, rows = read(
        page(
            [(50, "REKENING 5270443981"), (300, "PERIODE : MARET 2024")],
            [(50, "TANGGAL"), (120, "KETERANGAN"), (-400, "MUTASI"), (-550, "SALDO")],
            [(50, "01/03"), (120, "SALDO AWAL"), (-550, "1,000.00")],
            [(50, "03/03"), (120, "BIAYA ADM"), (-400, "100.00"), (-415, "DB"), (-550, "900.00")],
            [(50, "19/03"), (120, "SETORAN TUNAI"), (-400, "300.00"), (-550, "1,200.00")],
            [(50, "SALDO AKHIR"), (-550, "1,200.00")],
        )
    )
    assert [day for day, _ in rows] == on(3, 3, 19)
    found = statements[0]
    assert (found.statement_period_start, found.statement_period_end) == (date(2024, 3, 1), date(2024, 3, 31))
    assert found.proof == "proved"


def test_labels_may_be_in_greek_and_the_currency_that_of_the_country():
    statements, rows = read(
        page(
            [(50, "IBAN GR1601101250000000012300695")],
            [(50, "ΗΜ/ΝΙΑ"), (120, "ΑΙΤΙΟΛΟΓΙΑ"), (-400, "ΧΡΕΩΣΗ"), (-470, "ΠΙΣΤΩΣΗ"), (-550, "ΥΠΟΛΟΙΠΟ")],
            [(120, "ΠΡΟΗΓΟΥΜΕΝΟ ΥΠΟΛΟΙΠΟ"), (-550, "1.000,00")],
            [(50, "03/03/2024"), (120, "ΕΝΟΙΚΙΟ"), (-400, "100,00"), (-550, "900,00")],
            [(50, "19/03/2024"), (120, "ΜΙΣΘΟΣ"), (-470, "300,00"), (-550, "1.200,00")],
            [(120, "ΤΕΛΙΚΟ ΥΠΟΛΟΙΠΟ"), (-550, "1.200,00")],
        )
    )
    assert len(rows) == 2
    assert (statements[0].proof, statements[0].currency) == ("proved", "EUR")


def test_a_month_and_day_of_one_digit_each_are_a_date():
    statements, rows = read(
        page(
            [(50, "Beginning balance as of 12/12/2023"), (-550, "1,000.00")],
            [
                (50, "Date"),
                (120, "Description"),
                (-400, "Subtractions"),
                (-470, "Additions"),
                (-550, "Balance"),
            ],
            [(50, "12/29"), (120, "Rent"), (-400, "100.00"), (-550, "900.00")],
            [(50, "1/2"), (120, "Wages"), (-470, "300.00"), (-550, "1,200.00")],
            [(50, "1/3"), (120, "Shoes"), (-400, "50.00"), (-550, "1,150.00")],
            [(50, "Ending balance as of 1/12/2024"), (-550, "1,150.00")],
        )
    )
    assert [day for day, _ in rows] == [date(2023, 12, 29), *on(1, 2, 3)]
    assert statements[0].proof == "proved"


def test_what_stands_where_days_stand_and_is_none_leaves_the_day_unsure():
    statements, _ = read(
        page(
            [(50, "Opening balance 01/03/2024"), (-550, "1,000.00")],
            HEAD,
            *MARCH,
            [(50, "2?/03"), (120, "Shoes"), (-400, "50.00"), (-550, "1,150.00")],
            [(50, "Closing balance 31/03/2024"), (-550, "1,150.00")],
        )
    )
    assert statements[0].proof == "unproved"


def test_the_direction_may_stand_in_a_column_before_the_amount():
    statements, rows = read(
        page(
            [(50, "Vorig saldo"), (-300, "1.000,00")],
            [(50, "Nieuw saldo"), (-300, "1.200,00")],
            [(50, "Datum"), (120, "Omschrijving"), (420, "Af/Bij"), (-550, "Bedrag")],
            [(50, "03-03-2024"), (120, "Huur"), (420, "Af"), (-550, "100,00")],
            [(50, "19-03-2024"), (120, "Loon"), (420, "Bij"), (-550, "300,00")],
        )
    )
    assert rows == list(zip(on(3, 3, 19), map(Decimal, ("-100.00", "300.00")), strict=True))
    assert statements[0].proof == "proved"


def test_of_two_dated_balances_above_the_rows_the_earlier_is_the_opening_one():
    statements, _ = read(
        page(
            [(50, "Kontostand am 31.03.2024"), (-300, "1.200,00 €")],
            [(50, "Kontostand am 01.03.2024"), (-300, "1.000,00 €")],
            [(50, "19.03.2024"), (120, "Lohn"), (-550, "+300,00 €")],
            [(50, "03.03.2024"), (120, "Miete"), (-550, "-100,00 €")],
        )
    )
    found = statements[0]
    assert (found.opening_balance, found.closing_balance) == (Decimal("1000.00"), Decimal("1200.00"))
    assert found.proof == "proved"


def test_sums_within_a_description_are_no_entries():
    statements, rows = read(
        page(
            [(50, "Anfangssaldo vom 29.02.2024"), (-550, "1.000,00")],
            [(50, "Buchung"), (120, "Text"), (-550, "EUR")],
            [(50, "03.03.2024"), (120, "LASTSCHRIFT"), (-550, "-100,00")],
            [(120, "Rechnung 211 vom 01.03.2024 USD 12,50 Skonto 2,00")],
            [(50, "19.03.2024"), (120, "GUTSCHRIFT"), (-550, "300,00")],
            [(120, "Rechnung 212 vom 01.03.2024 USD 12,50 Skonto 2,00")],
            [(50, "Endsaldo vom 31.03.2024"), (-550, "1.200,00")],
        )
    )
    assert rows == list(zip(on(3, 3, 19), map(Decimal, ("-100.00", "300.00")), strict=True))
    assert (statements[0].proof, statements[0].currency) == ("proved", "EUR")


def test_four_digits_are_a_day_below_the_head_of_a_column_of_days():
    statements, rows = read(
        page(
            [(50, "Kontoutskrift for perioden 01.03.2024 - 31.03.2024")],
            [
                (50, "Forklaring"),
                (-300, "Ut av konto"),
                (-400, "Inn på konto"),
                (420, "Bokført"),
                (480, "Ref."),
            ],
            [(50, "Saldo fra kontoutskrift 29.02.2024"), (-400, "1.000,00")],
            [(50, "Husleie"), (-300, "100,00"), (420, "0303"), (480, "1204")],
            [(50, "Lønn"), (-400, "300,00"), (420, "1903"), (480, "1205")],
            [(50, "Varekjøp 1203"), (-300, "50,00"), (420, "2003"), (480, "1206")],
            [(50, "Saldo i Deres favør 31.03.2024"), (-400, "1.150,00")],
        )
    )
    assert [day for day, _ in rows] == on(3, 3, 19, 20)
    assert statements[0].proof == "proved"
