"""Statements drawn in the manner of many banks are read entry by entry, and proved or doubted rightly."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from statement_generator import LAYOUTS, draw, pages_of, rasterised

from python_ocr_reconcile.extraction.statement import extract_statements
from python_ocr_reconcile.extraction.verify import verify_statements

# The seeds are arbitrary; a failure names layout and seed, and `draw(seed, layout)` shows the statement.
SEEDS = (11, 12, 13)
# They print no opening and closing balance: a missed first or last row would go unnoticed.
UNPROVABLE = {"es_signed_newest"}


def signed(transaction):
    """Money in positive, money out negative."""
    credit = transaction.credit_amount
    return credit if credit is not None else -transaction.debit_amount


def booked(truth):
    parts = truth.get("statements") or [truth]
    return [
        (date.fromisoformat(t["date"]), Decimal(t["amount"])) for part in parts for t in part["transactions"]
    ]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_entry_of_a_drawn_statement_is_read_and_the_chain_proves_it(layout, seed):
    drawn = draw(seed, layout, rows=14)

    reading = extract_statements(pages_of(drawn.pdf))

    assert [(t.transaction_date, signed(t)) for t in reading.transactions] == _in_printed_order(
        drawn, reading
    )
    parts = drawn.truth.get("statements") or [drawn.truth]
    assert len(reading.statements) == len(parts)
    for statement, part in zip(reading.statements, parts, strict=True):
        assert statement.proof == ("unproved" if layout in UNPROVABLE else "proved"), reading.notices
        if part["opening_balance"] is not None:
            assert statement.opening_balance == Decimal(part["opening_balance"])
            assert statement.closing_balance == Decimal(part["closing_balance"])


def _in_printed_order(drawn, reading):
    """The truth; under headings the entries stand apart by direction, so there the order is the reading's."""
    truth = booked(drawn.truth)
    found = [(t.transaction_date, signed(t)) for t in reading.transactions]
    return found if LAYOUTS[drawn.layout].sections and Counter(truth) == Counter(found) else truth


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_check_recomputes_and_covers_every_amount_of_a_proof(layout):
    reading = extract_statements(pages_of(draw(21, layout, rows=9).pdf))

    verified = verify_statements(reading.statements, reading.transactions)

    assert [s.proof for s in verified] == [s.proof for s in reading.statements]
    for statement in verified:
        assert all(check.closes for check in statement.checks)


@pytest.mark.parametrize("seed", range(40, 52))
@pytest.mark.parametrize("layout", ["de_two_columns", "en_crdr", "en_signed", "fr_running"])
def test_one_altered_digit_is_a_conflict_at_its_row_and_no_figure_is_changed(layout, seed):
    drawn = draw(seed, layout, rows=10, spoil=True)

    reading = extract_statements(pages_of(drawn.pdf))

    assert [s.proof for s in reading.statements] == ["conflict"]
    named = {int(m[1]) - 1 for n in reading.notices if (m := re.search(r"txn-(\d+)", n.message))}
    assert named == {drawn.truth["spoiled"]["row"]}
    assert [(t.transaction_date, signed(t)) for t in reading.transactions] == booked(drawn.truth)
    broken = reading.transactions[drawn.truth["spoiled"]["row"]]
    assert {e.status for e in broken.evidence.values() if e.method == "table_column"} == {"conflict"}


@pytest.mark.parametrize("layout", ["de_soll_haben_marks", "nl_af_bij", "fr_two_no_balance", "card_plain"])
def test_an_altered_amount_without_running_balances_is_a_conflict_of_the_statement(layout):
    drawn = draw(31, layout, rows=8, spoil=True)

    reading = extract_statements(pages_of(drawn.pdf))

    assert [s.proof for s in reading.statements] == ["conflict"]
    assert Counter((t.transaction_date, signed(t)) for t in reading.transactions) == Counter(
        booked(drawn.truth)
    )


@pytest.mark.parametrize("seed", range(31, 36))
@pytest.mark.parametrize("layout", ["de_soll_haben_marks", "nl_af_bij", "fr_two_no_balance", "card_plain"])
def test_where_no_balance_tells_the_row_the_difference_is_told_with_the_rows_to_look_at(layout, seed):
    drawn = draw(seed, layout, rows=6, spoil=True)

    reading = extract_statements(pages_of(drawn.pdf))

    (notice,) = [n for n in reading.notices if n.code == "balance_conflict"]
    printed = sum((signed(t) for t in reading.transactions), Decimal(0))
    lacking = Decimal(drawn.truth["closing_balance"]) - Decimal(drawn.truth["opening_balance"]) - printed
    assert f"{abs(lacking):,.2f} {'is missing' if lacking > 0 else 'is too much'}" in notice.message
    named = {int(place) - 1 for place in re.findall(r"txn-(\d+)", notice.message.partition("explain")[2])}
    in_conflict = {
        place
        for place, t in enumerate(reading.transactions)
        if any(e.status == "conflict" for e in t.evidence.values())
    }
    assert named == in_conflict
    assert not named or drawn.truth["spoiled"]["row"] in named


@pytest.mark.parametrize("layout", ["en_two_columns", "de_trailing_minus", "nl_day_balance"])
def test_a_row_that_is_not_read_takes_the_proof(layout):
    drawn = draw(5, layout, rows=9)
    pages = pages_of(drawn.pdf)
    reading = extract_statements(pages)
    gone = reading.transactions[4].evidence
    box = next(e.bbox for name, e in gone.items() if name.endswith("_amount"))
    page = pages[reading.transactions[4].page_number - 1]
    left = [w for w in page.words if not (w.y0 < (box[1] + box[3]) / 2 < w.y1)]
    pages[page.number - 1] = type(page)(page.number, page.width, page.height, page.source, left)

    without = extract_statements(pages)

    assert len(without.transactions) == len(reading.transactions) - 1
    assert [s.proof for s in without.statements] == ["conflict"]


def test_a_card_owes_and_its_purchases_are_debits():
    drawn = draw(8, "card_plain", rows=12, language="en")

    reading = extract_statements(pages_of(drawn.pdf))

    statement = reading.statements[0]
    assert statement.statement_type == "credit_card"
    assert statement.opening_balance == Decimal(drawn.truth["opening_balance"]) < 0
    assert all(t.debit_amount is not None for t in reading.transactions if "PAYMENT" not in t.description)


def test_each_account_of_a_file_is_its_own_statement():
    drawn = draw(3, "two_accounts", rows=5)

    reading = extract_statements(pages_of(drawn.pdf))

    assert [t.statement_index for t in reading.transactions] == [0] * 5 + [1] * 5
    assert len({s.account_number for s in reading.statements}) == 2
    pointers = [o.pointer for t in reading.transactions[5:] for c in t.checks for o in c.operands]
    assert "/statements/1/opening_balance" in pointers
    assert not any(p.startswith("/statements/0") for p in pointers)


def test_values_carry_their_place_on_the_page():
    reading = extract_statements(pages_of(draw(9, "en_signed", rows=6).pdf))

    for transaction in reading.transactions:
        side = "debit_amount" if transaction.debit_amount is not None else "credit_amount"
        for field in (side, "balance", "transaction_date", "description"):
            evidence = transaction.evidence[field]
            assert evidence.value == getattr(transaction, field)
            assert evidence.raw
            assert evidence.page == transaction.page_number
            assert evidence.source == "text_layer"
            assert evidence.bbox[0] < evidence.bbox[2]
            assert evidence.bbox[1] < evidence.bbox[3]


def test_pages_without_a_table_give_no_transactions_and_say_so():
    reading = extract_statements([])
    assert reading.transactions == []
    assert [n.code for n in reading.notices] == ["no_transactions"]


def test_342_entries_are_read_in_time_that_grows_with_their_number():
    reading = extract_statements(pages_of(draw(3, "en_two_columns", rows=342).pdf))

    assert len(reading.transactions) == 342
    assert reading.statements[0].proof == "proved"
    # A check names its own terms only: the document must not grow with the square of the rows.
    assert sum(len(c.operands) for t in reading.transactions for c in t.checks) == 2 * 342


@pytest.mark.slow
def test_a_scanned_statement_is_read_and_what_is_proved_is_right(tmp_path):
    from hashlib import sha256

    from python_ocr_reconcile.config import Settings
    from python_ocr_reconcile.intake.identify import identify
    from python_ocr_reconcile.reading.read import read_pages

    drawn = draw(5000, "de_two_columns", rows=10)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(rasterised(drawn.pdf, dpi=200, noise=0.2, seed=1))
    settings = Settings(cache_folder=tmp_path / "cache")
    pages = read_pages(scan, identify(scan), settings, file_hash=sha256(scan.read_bytes()).hexdigest())

    reading = extract_statements(pages)

    found = [(t.transaction_date, signed(t)) for t in reading.transactions]
    assert sum((Counter(found) & Counter(booked(drawn.truth))).values()) >= 9
    assert reading.statements[0].proof != "proved" or found == booked(drawn.truth)
    assert all(t.evidence["transaction_date"].source == "ocr" for t in reading.transactions)
