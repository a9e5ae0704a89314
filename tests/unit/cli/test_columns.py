"""Columns: they fit where they can, figures are never cut, colours stay out of pipes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from python_ocr_reconcile.cli.columns import columns
from python_ocr_reconcile.cli.tables import money

TITLES = ("Id", "Name", "Note", "Amount")
ROWS = [
    ("1", "Hedgerow Seeds and Garden Supplies Ltd", "a note that may go", "1,204.50"),
    ("2", "Tannhof", "", "12,345,678.90"),
]


def laid_out(width, rows=ROWS, may_go=("Note",)):
    made = columns(TITLES, rows, width=width, gives_way="Name", right=("Amount",), may_go=may_go)
    return [line.plain for line in made]


def test_nothing_is_cut_where_there_is_room():
    head, rule, first, second = laid_out(120)
    assert head.split() == list(TITLES)
    assert set(rule.strip()) == {"─"}
    assert ROWS[0][1] in first
    assert first.endswith("     1,204.50")
    assert second.endswith("12,345,678.90")


def test_one_column_gives_way():
    for line in laid_out(70):
        assert len(line) <= 70
    assert "Hedgerow Seeds and Garden S…" in laid_out(70)[2]
    assert "a note that may go" in laid_out(70)[2]


def test_what_may_go_goes_before_names_are_unreadable():
    first = laid_out(50)[2]
    assert "a note" not in first
    assert "Hedgerow" in first
    assert len(first) <= 50


@given(
    st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["C"]), max_size=40)] * 3), max_size=6),
    st.integers(20, 200),
)
def test_figures_are_whole_at_any_width(texts, width):
    rows = [(*cells, f"{number:,}.25") for number, cells in enumerate(texts, 999_000)]
    lines = laid_out(width, rows)
    for row, line in zip(rows, lines[2:], strict=True):
        assert line.endswith(row[-1])
    assert len({cell_len(line) for line in lines[2:]}) <= 1


def test_wide_characters_are_measured_as_they_are_shown():
    rows = [("1", "株式会社北の種苗", "", "10.00"), ("2", "Ltd", "", "9.00")]
    lines = laid_out(80, rows)
    assert cell_len(lines[2]) == cell_len(lines[3])


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("1234.5", "1,234.50 KWD"), ("1.234", "1.234 KWD"), ("-0.005", "-0.005 KWD"), ("1E+3", "1,000.00 KWD")],
)
def test_amounts_are_shown_with_every_decimal_that_they_have(amount, shown):
    assert money(Decimal(amount), "KWD") == shown
    assert money(Decimal(amount)) == shown.removesuffix(" KWD")
