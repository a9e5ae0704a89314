"""Invoices paid in parts that are not equal, or of which the last is still to come."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from test_equal_parts import bill, of_invoice, paid, run

from python_ocr_reconcile.reconciliation.shares import MOST_SHARES, shares_of, whole_shares


@pytest.mark.parametrize(
    ("amount", "whole", "some"),
    [
        (14_696, 33_066, 9),  # 4/9
        (3_337, 8_895, 8),  # 3/8 and a cent of the rest
        (30_000, 100_000, 10),
        (33_333, 100_000, 3),
    ],
)
def test_a_whole_number_of_shares_is_known_to_the_cent(amount: int, whole: int, some: int) -> None:
    assert some in shares_of(amount, whole)
    assert all(2 <= each <= MOST_SHARES for each in shares_of(amount, whole))


@pytest.mark.parametrize(("amount", "whole"), [(14_733, 33_066), (1, 33_066), (33_065, 33_066)])
def test_other_amounts_are_no_shares(amount: int, whole: int) -> None:
    assert shares_of(amount, whole) == []


def test_round_sums_are_whole_shares_sooner_by_chance_than_others() -> None:
    uneven, even = (
        whole_shares(np.array(parts), sum(parts)) for parts in ([150_001, 300_002], [150_000, 300_000])
    )
    assert uneven < even < 1
    assert whole_shares(np.array([150_101, 299_902]), 450_003) == 1.0


def test_parts_make_up_the_whole_shares_within_a_unit_each() -> None:
    assert 0 < whole_shares(np.array([71_238, 23_746]), 94_984) < 0.01
    # Two parts leave a rest of two at most.
    assert whole_shares(np.array([71_241, 23_743]), 94_984) == 1.0
    # Of so small a sum nearly any parts are whole shares.
    assert 0.1 < whole_shares(np.array([4, 4, 4, 9]), 21) < 1


@pytest.mark.parametrize(
    ("cents", "parts"),
    [(71_237, (23_746, 47_491)), (123_457, (37_037, 37_037, 49_383))],
    ids=["one and two", "three, three and four"],
)
def test_parts_in_whole_shares_are_found_by_their_sum(cents: int, parts: tuple[int, ...]) -> None:
    payments = [paid(at, part, "ACME TOOLS GMBH", date(2024, at, 18)) for at, part in enumerate(parts, 1)]
    result = run([bill(1, cents)], payments)
    assert of_invoice(result, "inv-1") == {payment.transaction_id for payment in payments}


@pytest.mark.parametrize("text", ["ACME TOOLS R-2024-1001", "ACME TOOLS GMBH"], ids=["named", "unnamed"])
def test_shares_stand_before_the_last_is_paid(text: str) -> None:
    payments = [
        paid(1, 14_696, text, date(2024, 1, 12)),
        paid(2, 3_674, "ACME TOOLS GMBH", date(2024, 2, 12)),
    ]
    result = run([bill(1, 33_066)], payments)
    assert of_invoice(result, "inv-1") == {"txn-1", "txn-2"}
    (match,) = (match for match in result.partial if match.invoices[0].invoice_id == "inv-1")
    steps = {(step.feature, step.level) for step in match.matching_criteria}
    assert ("difference", "part_is_open") in steps


def test_what_is_no_share_is_no_part() -> None:
    payments = [
        paid(1, 14_696, "ACME TOOLS R-2024-1001", date(2024, 1, 12)),
        paid(2, 3_719, "ACME TOOLS GMBH", date(2024, 2, 12)),
    ]
    assert of_invoice(run([bill(1, 33_066)], payments), "inv-1") == {"txn-1"}


def test_a_share_that_names_another_invoice_is_no_part() -> None:
    payments = [
        paid(1, 14_696, "ACME TOOLS R-2024-1001", date(2024, 1, 12)),
        paid(2, 3_674, "ACME TOOLS R-2024-1002", date(2024, 2, 12)),
    ]
    result = run([bill(1, 33_066), bill(2, 3_674)], payments)
    assert of_invoice(result, "inv-1") == {"txn-1"}
    assert of_invoice(result, "inv-2") == {"txn-2"}


def test_of_many_equal_invoices_none_is_said_to_be_paid_in_parts() -> None:
    payments = [
        paid(at, 14_696 * share // 4, "ACME TOOLS GMBH", date(2024, at, 12)) for at, share in ((1, 4), (2, 1))
    ]
    result = run([bill(number, 33_066) for number in (1, 2, 3, 4, 5, 6)], payments)
    assert not [match for match in result.partial if len(match.bank_transactions) > 1]
