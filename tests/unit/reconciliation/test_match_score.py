"""The constants of the calibration: evidence raises a score, and nothing else does."""

from __future__ import annotations

from math import log2

from python_ocr_reconcile.reconciliation.confidence import shipped_calibration
from python_ocr_reconcile.reconciliation.link_features import LEAST_NAMED, MOST_PAYMENTS_BITS
from python_ocr_reconcile.reconciliation.margins import MOST_MARGIN

PAIR, SET = shipped_calibration().pair, shipped_calibration().set
SELDOM = log2(LEAST_NAMED)
"""`named_elsewhere` at its lowest, where next to nothing is named; it is 0 at its highest."""


def test_a_remittance_that_names_the_invoice_raises_the_score_of_a_pair() -> None:
    for seldom in (SELDOM, 0.0):
        unnamed = PAIR["named_elsewhere"] * seldom
        assert PAIR["named"] > unnamed
        # Beside the party it is also the odds that it raises, by more than these bits.
        unnamed += PAIR["party_seldom_named"] * seldom
        assert PAIR["named"] + PAIR["named_and_party"] + 3 * PAIR["weaker"] > unnamed


def test_the_same_party_raises_the_score_of_a_pair() -> None:
    assert PAIR["same_party"] + PAIR["party_seldom_named"] * SELDOM > 0
    assert PAIR["same_party"] + PAIR["named_and_party"] > 0


def test_a_margin_raises_a_score_however_many_payments_there_are() -> None:
    assert PAIR["exchange_margin"] + PAIR["margin_among_many"] * MOST_PAYMENTS_BITS > 0
    assert min(PAIR["weaker"], SET["weaker"]) > 0
    assert min(SET["weaker_exact"], PAIR["bill_margin"], PAIR["usual_day"]) >= 0
    assert SET["margin_unnamed"] * SELDOM >= 0


def test_a_payment_that_names_another_invoice_is_for_that_one() -> None:
    assert PAIR["other_named"] + PAIR["exact_amount"] < 0
    assert PAIR["intercept"] + PAIR["weaker"] * MOST_MARGIN < 0, "a margin alone is no evidence"
