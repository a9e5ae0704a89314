"""A matching profile says only what differs from the defaults, and every wrong place is named."""

from decimal import Decimal

import pytest

from python_ocr_reconcile.errors import ProfileError
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.given_profile import profile_of
from python_ocr_reconcile.models.profile import MatchingProfile, Tolerance
from python_ocr_reconcile.models.validation import validate


def test_the_defaults_are_a_valid_profile_and_an_empty_object_stands_for_them():
    validate(MatchingProfile(), "profile")
    assert profile_of(b"{}") == MatchingProfile()
    assert MatchingProfile().confidence_threshold == Decimal("0.75")
    assert MatchingProfile().exchange.percent == 3


def test_what_is_given_is_laid_over_the_defaults():
    given = b'{"direction": "receivables", "date_window": {"days_after": 30}, "discount": {"percent": 2.5}}'
    profile = profile_of(given)
    assert profile.direction == "receivables"
    assert (profile.date_window.days_before, profile.date_window.days_after) == (45, 30)
    assert profile.discount.percent == Decimal("2.5")
    assert profile.fee == MatchingProfile().fee


def test_amounts_by_currency_take_the_place_of_all_of_the_default():
    profile = profile_of({"fee": {"amount": {"JPY": 3000}}, "auto_match_limit": {"EUR": Decimal("999.99")}})
    assert profile.fee.amount == {"JPY": Decimal(3000)}
    assert profile.fee.percent == 5
    assert profile.auto_match_limit == {"EUR": Decimal("999.99")}


def test_a_whole_number_may_be_written_with_a_fraction_of_nothing():
    assert profile_of(b'{"groups": {"largest": 20.0}, "discount": {"days": 1e1}}').groups.largest == 20


def test_a_profile_survives_being_written_and_read():
    profile = profile_of({"name": "strict", "groups": {"enabled": False}})
    assert profile_of(encode(profile)) == profile


@pytest.mark.parametrize(
    ("given", "place", "expected"),
    [
        ({"directon": "auto"}, "", "no keys but"),
        ({"direction": "both"}, "/direction", "one of auto"),
        ({"confidence_threshold": Decimal("1.01")}, "/confidence_threshold", "at most 1"),
        ({"confidence_threshold": None}, "/confidence_threshold", "number"),
        ({"discount": {"percent": -1}}, "/discount/percent", "at least 0"),
        ({"discount": {"percent": 101}}, "/discount/percent", "at most 100"),
        ({"discount": 2}, "/discount", "object"),
        ({"date_window": {"days_after": "30"}}, "/date_window/days_after", "integer"),
        ({"date_window": {"days_after": 3651}}, "/date_window/days_after", "at most 3650"),
        ({"fee": {"amount": {"EUR": "5"}}}, "/fee/amount/EUR", "number"),
        ({"fee": {"amount": {"euro": 5}}}, "/fee/amount", "pattern"),
        ({"groups": {"largest": 1}}, "/groups/largest", "at least 2"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(given, place, expected):
    with pytest.raises(ProfileError) as refused:
        profile_of(given)
    (violation, *_) = refused.value.details["violations"]
    assert violation["pointer"] == place
    assert expected in violation["expected"]
    assert refused.value.code == "profile_invalid"


@pytest.mark.parametrize("given", [b"", b"[1]", b"{", b'"strict"'])
def test_what_is_no_object_is_no_profile(given):
    with pytest.raises(ProfileError):
        profile_of(given)


def test_a_tolerance_is_a_share_with_a_cap():
    fee = Tolerance(percent=Decimal(5), amount={"EUR": Decimal(50)})
    assert fee.most(Decimal(100), "EUR") == 5
    assert fee.most(Decimal(-100), "EUR") == 5
    assert fee.most(Decimal(100_000), "EUR") == 50
    assert fee.most(Decimal(100_000), "JPY") == 5_000
    assert fee.most(Decimal(100), None) == 5
    assert Tolerance().most(Decimal(100), "EUR") == 0
