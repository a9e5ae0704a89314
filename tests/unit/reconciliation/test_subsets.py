"""Subset sums against every subset there is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from python_ocr_reconcile.reconciliation.subsets import MOST_ITEMS, MOST_SETS, WHOLE, SubsetSums, small_sums

AMOUNTS = st.integers(-3_000, 30_000).filter(bool)


@settings(max_examples=40, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=16), st.data())
def test_every_set_is_found(amounts: list[int], data: st.DataObject) -> None:
    wanted = data.draw(st.sets(st.integers(0, len(amounts) - 1), min_size=1, max_size=4))
    target = sum(amounts[at] for at in wanted)
    most = len(amounts) if len(amounts) <= WHOLE else MOST_ITEMS
    every = {
        chosen
        for size in range(2, most + 1)
        for chosen in combinations(range(len(amounts)), size)
        if sum(amounts[at] for at in chosen) == target
    }
    found = SubsetSums(amounts).find(target)
    assert found.count == len(every)
    assert set(found.sets) <= every
    assert len(found.sets) == min(len(every), MOST_SETS)


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
    odd = SubsetSums([11_907, 140_322, 8_815, 39_999, 70_103, 23_456, 98_765, 45_678])
    round_ones = SubsetSums([10_000, 140_000, 9_000, 40_000, 70_000, 23_000, 99_000, 46_000])
    assert odd.find(161_044).sets == [(0, 1, 2)]
    assert odd.expected(161_044) < 0.01
    assert round_ones.expected(159_000) > 20 * odd.expected(161_044)
