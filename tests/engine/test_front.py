"""Efficient packages against comparing each with every other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from parley.engine.front import efficient
from strategies import SETTINGS

POINTS = st.integers(1, 4).flatmap(
    lambda parties: st.lists(
        st.lists(st.integers(-3, 3), min_size=parties, max_size=parties),
        min_size=1,
        max_size=40,
    )
)


@settings(SETTINGS, max_examples=150)
@given(POINTS, st.sampled_from([1, 10**9, 10**15]))
def test_efficient_is_what_no_other_beats(points: list[list[int]], size: int) -> None:
    """One to four parties, many ties, negative values, equal packages."""
    table = np.array(points, dtype=np.int64) * size
    assert efficient(table).tolist() == oracle.efficient(points)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([[1, 2], [2, 1], [1, 1]], [True, True, False]),
        ([[1, 2], [1, 2]], [True, True]),
        ([[1, 2], [1, 3]], [False, True]),
        ([[5], [7], [7]], [False, True, True]),
        ([[0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 0, 0]], [True, True, True, False]),
        ([[3, 3]], [True]),
    ],
)
def test_efficient_by_hand(points: list[list[int]], expected: list[bool]) -> None:
    """Twins are efficient together; as good for one and better for the other beats."""
    assert efficient(np.array(points)).tolist() == expected


def test_nothing_to_compare() -> None:
    assert efficient(np.zeros((0, 2), dtype=np.int64)).tolist() == []


@settings(SETTINGS, max_examples=50)
@given(POINTS, st.data())
def test_the_order_of_packages_does_not_matter(
    points: list[list[int]], data: st.DataObject
) -> None:
    """A shuffled table has the same efficient packages."""
    table = np.array(points, dtype=np.int64)
    order = np.array(data.draw(st.permutations(range(len(points)))))
    assert (efficient(table[order]) == efficient(table)[order]).all()
