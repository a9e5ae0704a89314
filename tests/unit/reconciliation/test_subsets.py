"""Subset sums against every subset there is."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from python_ocr_reconcile.reconciliation.subsets import (
    MOST_HALF,
    MOST_HITS,
    MOST_OPEN,
    MOST_SETS,
    SubsetSums,
    most_members,
    small_sums,
)

AMOUNTS = st.integers(-3_000, 30_000).filter(bool)


@settings(max_examples=40, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=16), st.data())
def test_every_set_is_found(amounts: list[int], data: st.DataObject) -> None:
    wanted = data.draw(st.sets(st.integers(0, len(amounts) - 1), min_size=1, max_size=4))
    target = sum(amounts[at] for at in wanted)
    every = {
        chosen
        for size in range(2, len(amounts) + 1)
        for chosen in combinations(range(len(amounts)), size)
        if sum(amounts[at] for at in chosen) == target
    }
    found = SubsetSums(np.array(amounts)).find(target)
    assert found.count == len(every)
    assert set(found.sets) == (every if len(every) <= MOST_SETS else set())


@settings(max_examples=20, deadline=None)
@given(st.lists(AMOUNTS, min_size=30, max_size=MOST_OPEN), st.data())
def test_of_many_amounts_the_small_sets_are_found(amounts: list[int], data: st.DataObject) -> None:
    most = most_members(len(amounts))
    wanted = data.draw(st.sets(st.integers(0, len(amounts) - 1), min_size=2, max_size=most))
    found = SubsetSums(np.array(amounts)).find(sum(amounts[at] for at in wanted))
    assert tuple(sorted(wanted)) in found.sets or found.count > MOST_SETS
    assert all(len(chosen) <= most for chosen in found.sets)


def test_halves_stay_small() -> None:
    assert most_members(20) == 20
    for count in range(MOST_OPEN + 1):
        half = count - count // 2
        assert sum(comb(half, size) for size in range(min(most_members(count), half) + 1)) <= MOST_HALF


@settings(max_examples=40, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=40), st.data())
def test_one_or_two_of_many_are_found(amounts: list[int], data: st.DataObject) -> None:
    target = sum(data.draw(st.lists(st.sampled_from(amounts), min_size=1, max_size=2)))
    every = {
        chosen
        for size in (1, 2)
        for chosen in combinations(range(len(amounts)), size)
        if sum(amounts[at] for at in chosen) == target
    }
    found = small_sums(np.array(amounts), target, 1)
    assert found.count == len(every)
    assert set(found.sets) <= every


def test_round_amounts_add_up_by_chance() -> None:
    odd = SubsetSums(np.array([11_907, 140_322, 8_815, 39_999, 70_103, 23_456, 98_765, 45_678]))
    round_ones = SubsetSums(np.array([10_000, 140_000, 9_000, 40_000, 70_000, 23_000, 99_000, 46_000]))
    assert odd.find(161_044).sets == [(0, 1, 2)]
    assert odd.expected(161_044) < 0.01
    assert round_ones.expected(159_000) > 20 * odd.expected(161_044)


def test_equal_amounts_that_add_up_in_millions_of_ways_are_counted_and_not_listed() -> None:
    sums = SubsetSums(np.full(24, 50_000))
    found = sums.find(12 * 50_000)
    assert found.sets == []
    assert found.count > MOST_HITS
