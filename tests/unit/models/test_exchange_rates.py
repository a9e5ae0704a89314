"""A table of rates gives what it states, its inverse, or a cross through its pivot: nothing else, ever."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.errors import RatesError
from python_ocr_reconcile.intake.exchange_rates import exchange_rates
from python_ocr_reconcile.models.encoding import decode, encode
from python_ocr_reconcile.models.rates import ExchangeRates
from python_ocr_reconcile.models.validation import validate

CENTRAL_BANK = b"""Date,USD,JPY,CYP,GBP,
2024-05-31,1.0852,170.59,N/A,0.85233,
2024-05-30,1.0815,169.76,N/A,0.8508,
2024-05-29,1.0850,170.66,N/A,0.85058,
"""
PAIRS = b"date,from,to,rate\n2024-05-31,USD,EUR,0.92\n2024-05-31,GBP,EUR,1.17\n2024-05-29,USD,EUR,0.91\n"
FRIDAY = date(2024, 5, 31)


def test_a_file_of_the_central_bank_is_read_as_it_is():
    table = exchange_rates(CENTRAL_BANK, "eurofxref-hist.csv")
    validate(table, "rates")
    assert table.pivot == "EUR"
    assert [one.quote for one in table.series] == ["GBP", "JPY", "USD"], "CYP has no rate at all"
    assert table.lookup("EUR", "USD", FRIDAY) == (Decimal("1.0852"), FRIDAY)
    assert table.lookup("EUR", "CYP", FRIDAY) is None


def test_its_daily_file_names_the_month():
    daily = b"Date, USD, JPY, \n28 November 2025, 1.1566, 180.68, \n"
    assert exchange_rates(daily, "eurofxref.csv").lookup("EUR", "USD", date(2025, 11, 28)) == (
        Decimal("1.1566"),
        date(2025, 11, 28),
    )


def test_a_pair_is_looked_up_either_way_and_crossed_through_the_pivot():
    table = exchange_rates(CENTRAL_BANK, "ecb.csv")
    turned = table.lookup("USD", "EUR", FRIDAY)
    assert turned.rate * Decimal("1.0852") == pytest.approx(Decimal(1), abs=Decimal("1E-24"))
    cross = table.lookup("USD", "GBP", FRIDAY)
    assert cross.rate == (1 / Decimal("1.0852")) * Decimal("0.85233")
    assert table.lookup("USD", "USD", FRIDAY) == (Decimal(1), FRIDAY)


def test_the_latest_rate_on_or_before_the_day_holds_for_some_days_and_no_later_one():
    table = exchange_rates(CENTRAL_BANK, "ecb.csv")
    assert table.lookup("EUR", "USD", date(2024, 6, 2)).day == FRIDAY, "a Sunday has Friday's"
    assert table.lookup("EUR", "USD", date(2024, 5, 30)).rate == Decimal("1.0815")
    assert table.lookup("EUR", "USD", FRIDAY + timedelta(days=7)).day == FRIDAY
    assert table.lookup("EUR", "USD", FRIDAY + timedelta(days=8)) is None
    assert table.lookup("EUR", "USD", FRIDAY + timedelta(days=8), most_days_old=8).day == FRIDAY
    assert table.lookup("EUR", "USD", date(2024, 5, 28)) is None, "a later rate is never taken"


def test_a_table_of_pairs_is_crossed_through_what_all_share():
    table = exchange_rates(PAIRS, "rates.csv")
    assert table.pivot == "EUR"
    assert table.lookup("USD", "EUR", FRIDAY).rate == Decimal("0.92")
    assert table.lookup("USD", "GBP", FRIDAY).rate == Decimal("0.92") * (1 / Decimal("1.17"))


def test_a_cross_rate_is_of_the_earlier_of_its_two_days():
    table = exchange_rates(b"date,from,to,rate\n2024-05-29,USD,EUR,0.9\n2024-05-31,GBP,EUR,1.2\n", "r.csv")
    assert table.lookup("USD", "GBP", FRIDAY).day == date(2024, 5, 29)


def test_pairs_that_share_nothing_are_not_crossed():
    table = exchange_rates(b"date,from,to,rate\n2024-05-31,USD,CAD,1.36\n2024-05-31,GBP,SEK,13.4\n", "r.csv")
    assert table.pivot is None
    assert table.lookup("USD", "SEK", FRIDAY) is None


def test_columns_in_any_order_semicolons_and_decimal_commas():
    table = exchange_rates("Rate;Date;To;From\n0,92;2024-05-31;eur;usd\n".encode("utf-16"), "rates.csv")
    assert table.lookup("USD", "EUR", FRIDAY) == (Decimal("0.92"), FRIDAY)


def test_a_table_survives_being_stored_and_the_hash_is_of_the_file():
    table = exchange_rates(CENTRAL_BANK, "ecb.csv")
    again = decode(encode(table), ExchangeRates)
    assert again == table
    assert again.lookup("USD", "GBP", FRIDAY) == table.lookup("USD", "GBP", FRIDAY)
    assert exchange_rates(CENTRAL_BANK + b"\n", "ecb.csv").table_hash != table.table_hash


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"", None, "empty"),
        (bytes(40), None, "not text"),
        (b"day,usd\n2024-05-31,1\n", 1, "first line"),
        (b"date,from,to,rate\n", None, "no rate"),
        (b"\xff\xfed\x00a", None, "cut off"),
        (b"\xff\xfe\x00\xd8x\x00", None, "cut off"),
        (b"\xef\xbb\xbfDate,USD\n\xff", None, "cut off"),
        (b"date,from,to,rate\n2024-05-31,USD,EUR\n", 2, "too few"),
        (b"date,from,to,rate\n2024-05-31,USD,EUR,0.9\n03/04/2024,USD,EUR,0.9\n", 3, "not one day"),
        (b"date,from,to,rate\n2024-02-30,USD,EUR,0.9\n", 2, "not one day"),
        (b"date,from,to,rate\n2024-05-31,US,EUR,0.9\n", 2, "three letters"),
        (b"date,from,to,rate\n2024-05-31,EUR,EUR,1\n", 2, "against itself"),
        (b"date,from,to,rate\n2024-05-31,USD,EUR,0\n", 2, "above zero"),
        (b"date,from,to,rate\n2024-05-31,USD,EUR,-0.9\n", 2, "above zero"),
        (b"date,from,to,rate\n2024-05-31,USD,EUR,1e3\n", 2, "above zero"),
        (b'date,from,to,rate\n2024-05-31,USD,EUR,"0,9"\n', 2, "above zero"),
        (b"date,from,to,rate\n2024-05-31,USD,EUR,0.9\n\n2024-05-31,USD,EUR,0.8\n", 4, "Lines 2 and 4"),
        (b"Date,USD\n2024-05-31,1.08,7\n", 2, "more cells"),
        (b"Date,USD\n2024-05-31,1..08\n", 2, "above zero"),
    ],
)
def test_a_file_that_is_not_understood_is_refused_with_its_line(data, line, says):
    with pytest.raises(RatesError) as refused:
        exchange_rates(data, "rates.csv")
    assert refused.value.code == "rates_invalid"
    assert refused.value.details.get("line") == line
    assert says in str(refused.value)


def test_the_same_rate_stated_twice_is_one():
    twice = b"date,from,to,rate\n2024-05-31,USD,EUR,0.9\n2024-05-31,USD,EUR,0.90\n"
    assert exchange_rates(twice, "rates.csv").lookup("USD", "EUR", FRIDAY).rate == Decimal("0.9")


def test_a_table_may_have_so_many_rates_and_no_more(monkeypatch):
    class Small:
        rates = 3

    monkeypatch.setattr("python_ocr_reconcile.intake.exchange_rates.DOCUMENT_LIMITS", Small)
    assert exchange_rates(PAIRS, "rates.csv").series
    with pytest.raises(RatesError, match="more than 3"):
        exchange_rates(PAIRS + b"2024-05-28,USD,EUR,0.91\n", "rates.csv")
    assert DOCUMENT_LIMITS.rates > 41 * 260 * 100, "a century of the central bank's table"


@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=12, unique=True), st.integers(0, 80), st.integers(0, 20)
)
def test_lookup_is_the_latest_of_the_days_that_are_young_enough(days, asked, oldest):
    start = date(2024, 1, 1)
    lines = io.StringIO()
    lines.write("date,from,to,rate\n")
    for number in days:
        lines.write(f"{start + timedelta(days=number)},USD,EUR,{number + 1}\n")
    found = exchange_rates(lines.getvalue().encode(), "r.csv").lookup(
        "USD", "EUR", start + timedelta(days=asked), oldest
    )
    young = [number for number in days if asked - oldest <= number <= asked]
    assert (found and found.rate) == (max(young) + 1 if young else None)
