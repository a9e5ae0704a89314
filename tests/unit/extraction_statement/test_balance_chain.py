"""The chain finds the cheapest reading of a statement's figures and says how sure it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from python_ocr_reconcile.extraction.statement.chain import BREAK, Link, solve
from python_ocr_reconcile.extraction.statement.figures import Figure
from python_ocr_reconcile.extraction.statement.misreadings import misread_cost


def figure(units, *, scanned=True, doubtful=False, marked=True, digits=None, head=""):
    return Figure(
        page=1, start=0, end=1, text=str(units), units=units, marker="", digits=digits or str(units).zfill(3),
        marked=marked, x0=0, x1=30, edge=30, box=(0, 0, 30, 10), confidence=0.9 if scanned else None,
        symbol=None, head=head, doubtful=doubtful,
    )  # fmt: skip


def chain(opening, amounts, *, scanned, read_amounts=None, read_balances=None, balances=True):
    links, balance = [], opening
    for place, amount in enumerate(amounts):
        balance += amount
        read = (read_amounts or {}).get(place, abs(amount))
        seen = (read_balances or {}).get(place, balance)
        last = place == len(amounts) - 1
        links.append(
            Link(
                amount=figure(read, scanned=scanned), signed=read if amount > 0 else -read, flip_cost=4.0,
                skip_cost=None,
                balances=((figure(abs(seen), scanned=scanned), seen),) if balances or last else (),
                stretch=1 if balances else len(amounts),
            )
        )  # fmt: skip
    return solve([(figure(abs(opening), scanned=scanned), opening)], links)


AMOUNTS = [-12345, 50000, -999, 7250, -30000]


def test_what_adds_up_as_read_costs_nothing_and_is_clearly_the_best():
    solved = chain(100_000, AMOUNTS, scanned=True)

    assert solved.cost == 0
    assert solved.amounts == AMOUNTS
    assert min(solved.margins) >= 2


def test_a_confused_digit_of_a_scanned_amount_is_repaired_by_its_balances():
    solved = chain(100_000, AMOUNTS, scanned=True, read_amounts={1: 58000})

    assert solved.amounts == AMOUNTS
    assert solved.row_cost[1] == misread_cost(figure(58000), 50000)
    assert not any(solved.broken)


def test_a_confused_digit_of_a_scanned_balance_is_repaired_by_its_neighbours():
    solved = chain(100_000, AMOUNTS, scanned=True, read_balances={2: 136_656})

    assert solved.values[3] == 136_656  # as read it is the true one
    wrong = chain(100_000, AMOUNTS, scanned=True, read_balances={2: 138_656})
    assert wrong.values[3] == 136_656
    assert wrong.amounts == AMOUNTS


def test_a_text_layer_has_no_slips_so_the_row_breaks():
    solved = chain(100_000, AMOUNTS, scanned=False, read_amounts={3: 7256})

    assert solved.broken == [False, False, False, True, False]
    assert solved.cost == BREAK


def test_an_altered_balance_of_a_text_layer_is_named_once_and_not_at_its_neighbour():
    solved = chain(100_000, AMOUNTS, scanned=False, read_balances={1: 137_665})

    assert [cost >= BREAK for cost in solved.row_cost] == [False, True, False, False, False]


def test_without_balances_between_a_slip_may_be_anywhere_and_the_margin_says_so():
    solved = chain(100_000, [-3300, -3300, -3300], scanned=True, read_amounts={1: 8300}, balances=False)

    assert solved.cost > 0
    assert min(solved.margins) <= 1.0


def test_a_slip_that_no_confusion_explains_is_not_repaired():
    assert misread_cost(figure(12345), 98760) is None
    assert misread_cost(figure(12345, scanned=False), 12346) is None


def test_a_lost_decimal_mark_and_far_thousands_are_cheap():
    assert misread_cost(figure(12345, marked=False, doubtful=True), 12345) == 0.5
    assert misread_cost(figure(23456, head="1"), 123456) < 1


@given(
    st.lists(st.integers(-900_000, 900_000).filter(lambda n: abs(n) > 99), min_size=3, max_size=40), st.data()
)
def test_one_confused_digit_anywhere_in_a_scanned_chain_is_undone(amounts, data):
    # At either end the balance may be to blame as well: there a tie is an honest answer.
    place = data.draw(st.integers(1, len(amounts) - 2))
    text = str(abs(amounts[place]))
    at = data.draw(st.integers(0, len(text) - 1))
    swapped = {"3": "8", "8": "3", "5": "6", "6": "5", "1": "7", "7": "1", "0": "8"}.get(text[at])
    if swapped is None:
        return
    read = int(text[:at] + swapped + text[at + 1 :])

    solved = chain(5_000_000, amounts, scanned=True, read_amounts={place: read})

    assert solved.amounts == amounts
    assert solved.margins[place] > 0
