"""Days without a year find it in the period; the order of day and month is what the statement settles."""

from __future__ import annotations

from datetime import date

import pytest

from python_ocr_reconcile.dates import date_readings
from python_ocr_reconcile.extraction.statement.date_columns import PrintedDate
from python_ocr_reconcile.extraction.statement.row_dates import Calendar


def printed(text):
    return PrintedDate(text, tuple(date_readings(text)), 1, (0, 0, 1, 1), None)


ACROSS_YEARS = Calendar("dmy", date(2024, 12, 15), date(2025, 1, 14), None)


@pytest.mark.parametrize(
    ("text", "day"),
    [("28.12.", date(2024, 12, 28)), ("03.01.", date(2025, 1, 3)), ("12.12.", date(2024, 12, 12))],
)
def test_the_year_changes_within_the_period(text, day):
    assert ACROSS_YEARS.on(printed(text)) == day


def test_without_a_period_a_day_lies_before_the_latest_date_printed_and_is_not_relied_on():
    calendar = Calendar("dmy", None, None, date(2024, 3, 31))

    assert calendar.on(printed("30.11.")) == date(2023, 11, 30)
    assert not calendar.dates_year(printed("30.11."))
    assert calendar.dates_year(printed("30.11.2023"))


def test_a_date_that_only_one_order_places_in_the_period_is_read_so():
    calendar = Calendar("dmy", date(2024, 3, 1), date(2024, 3, 31), None)

    assert calendar.on(printed("03/05/2024")) == date(2024, 3, 5)
