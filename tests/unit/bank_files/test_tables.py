"""What bank exports do to a table: marks, balances and names where no heading says so."""

from datetime import date
from decimal import Decimal

import pytest
from test_written_and_read import signed

from python_ocr_reconcile.errors import DamagedFileError, NoStatementError
from python_ocr_reconcile.extraction.extract import extract_bank_file
from python_ocr_reconcile.intake.identify import identify


@pytest.fixture
def read(tmp_path):
    def run(text: str):
        path = tmp_path / "export.csv"
        path.write_text(text, encoding="utf-8")
        return extract_bank_file(path, identify(path)).whole()

    return run


def amounts(reading):
    return [signed(t) for t in reading.transactions]


def test_marks_of_debit_under_no_heading_and_balances_among_the_rows(read):
    reading = read(
        "Konto:;1234567\n\nBuchungstag;Valuta;Empfänger;IBAN;Verwendungszweck;Währung;Umsatz; \n"
        "31.01.2024;31.01.2024;Laden;DE12500105170648489890;Einkauf;EUR;12,00;S\n"
        "15.01.2024;15.01.2024;Werk;DE02120300000000202051;Lohn;EUR;1.000,00;H\n\n"
        "01.01.2024;;;;Anfangssaldo;EUR;100,00;S\n31.01.2024;;;;Endsaldo;EUR;888,00;H\n"
    )
    (info,) = reading.statements
    assert (info.account_number, info.opening_balance, info.closing_balance) == ("1234567", -100, 888)
    assert (amounts(reading), info.proof) == ([Decimal("-12.00"), Decimal("1000.00")], "proved")
    assert reading.transactions[0].counterparty_account == "DE12500105170648489890"


def test_what_is_announced_and_has_no_date_yet_counts_in_no_balance(read):
    reading = read(
        "Neuer Kontostand;88,00 EUR\n\nBuchungstag;Vorgang;Umsatz in EUR\noffen;Karte;-5,00\n"
        "31.01.2024;Lastschrift;-12,00\n\nAlter Kontostand;100,00 EUR\n"
    )
    assert [t.transaction_date for t in reading.transactions] == [None, date(2024, 1, 31)]
    info = reading.statements[0]
    assert (info.opening_balance, info.closing_balance, info.proof) == (100, 88, "unproved")
    assert all(check.closes for check in info.checks)


def test_a_first_row_may_be_the_opening_balance(read):
    reading = read(
        "Date,Description,Amount,Running Bal.\n01/01/2024,Beginning balance as of 01/01/2024,,1000.00\n"
        "01/15/2024,PAY,500.00,1500.00\n01/20/2024,ACME,-25.00,1475.00\nEnding balance,,,1475.00\n"
    )
    assert (reading.statements[0].opening_balance, reading.statements[0].proof) == (1000, "proved")
    assert [t.transaction_date.day for t in reading.transactions] == [15, 20]


def test_a_table_without_headings_is_read_where_each_column_can_be_one_thing_only(read):
    reading = read("15/01/2024,SHOP,-12.00\n16/01/2024,WAGES,1100.00\n17/01/2024,BUS,-3.00\n")
    assert amounts(reading) == [Decimal("-12.00"), Decimal("1100.00"), Decimal("-3.00")]
    with pytest.raises(NoStatementError):
        read("15/01/2024,SHOP,-12.00,4.00\n16/01/2024,WAGES,1100.00,9.00\n17/01/2024,BUS,-3.00,1.00\n")


def test_balances_tell_the_direction_that_amounts_do_not(read):
    rows = "13/01/2024,a,10.00,90.00\n14/01/2024,b,5.00,95.00\n15/01/2024,c,1.00,94.00\n"
    text = f"Date,Details,Amount,Balance\n{rows}"
    reading = read("Opening balance,100.00\n" + text)
    assert amounts(reading) == [Decimal("-10.00"), Decimal("5.00"), Decimal("-1.00")]
    silent = read("Date,Details,Amount\n13/01/2024,a,10.00\n14/01/2024,b,5.00\n")
    assert silent.statements[0].proof == "unproved"
    assert "direction_unknown" in [n.code for n in silent.notices]


def test_a_running_balance_that_breaks_is_named_by_its_line(read):
    reading = read(
        "Date,Details,Amount,Balance\n13/01/2024,a,-10.00,90.00\n14/01/2024,b,5.00,95.50\n15/01/2024,c,1.00,96.50\n"
    )
    assert reading.statements[0].proof == "conflict"
    assert any("txn-2" in n.message and "line 3" in n.message for n in reading.notices)
    assert amounts(reading)[1] == Decimal("5.00")


def test_dates_that_could_be_read_two_ways_are_no_proof_in_english_and_settled_elsewhere(read):
    rows = "{}\n{}\n02/03/2024{}-5,00\n03/03/2024{}-5,00\n{}\n"
    english = read(
        'Opening balance,"20.00"\nDate,Details,Amount\n02/03/2024,a,-5.00\n03/03/2024,b,-5.00\n'
        'Closing balance,"10.00"\n'
    )
    assert english.statements[0].proof == "unproved"
    french = read(
        rows.format("Solde initial;20,00", "Date;Libellé;Montant", ";a;", ";b;", "Solde final;10,00")
    )
    assert french.statements[0].proof == "proved"
    assert [t.transaction_date for t in french.transactions] == [date(2024, 3, 2), date(2024, 3, 3)]


def test_where_credits_are_marked_the_rest_is_money_out_and_this_is_said(read):
    reading = read("Date,Description,Amount\n13/01/2024,a,12.50\n14/01/2024,b,20.00 CR\n")
    assert amounts(reading) == [Decimal("-12.50"), Decimal("20.00")]
    assert "direction_by_mark" in [n.code for n in reading.notices]


@pytest.mark.parametrize(
    "row",
    ["2O.01.2024;x;-5,00", "20.01.2024;x;-5,0O", "20.01.2024;x", "20.01.2024;x;-5,00-+"],
)
def test_a_damaged_row_is_refused_with_its_line(read, row):
    with pytest.raises(DamagedFileError, match="line 3"):
        read(f"Datum;Text;Betrag\n19.01.2024;a;-1,00\n{row}\n")
