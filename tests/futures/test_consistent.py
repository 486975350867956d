"""Consistent scenarios: exactly those of plain enumeration, or an honest stop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cross_impacts import (
    CONSISTENT,
    WITHIN,
    enumerated,
    joint_states_of,
    margin,
    matrix_of,
    matrix_strategy,
    scores,
    somewhereland,
)
from parley.futures.consistent import consistent
from parley.futures.matrix import Matrix
from strategies import SETTINGS


def dense(factors: int, states: int, seed: int) -> Matrix:
    luck = np.random.Generator(np.random.PCG64(seed))
    impacts = luck.integers(-3, 4, (factors * states, factors * states))
    for start in range(0, factors * states, states):
        impacts[start : start + states, start : start + states] = 0
    return matrix_of((states,) * factors, impacts.tolist())


@SETTINGS
@given(matrix_strategy(), st.integers(0, 3))
def test_as_plain_enumeration(matrix: Matrix, most: int) -> None:
    """Ties and single states included; in the order of states, with their three numbers."""
    found = consistent(matrix, most)
    states = enumerated(matrix, most)
    assert [tuple(row) for row in found.table.tolist()] == states
    assert found.undecided == 0
    margins = [margin(matrix, state) for state in states]
    assert found.margin.tolist() == margins
    assert found.inconsistency.tolist() == [max(0, -each) for each in margins]
    totals = [
        sum(mine[at] for at, mine in zip(state, scores(matrix, state), strict=True))
        for state in states
    ]
    assert found.score.tolist() == totals


@SETTINGS
@given(matrix_strategy(own=True), st.integers(0, 2))
def test_states_that_speak_for_themselves(matrix: Matrix, most: int) -> None:
    """ScenarioWizard allows numbers between states of one factor."""
    table = consistent(matrix, most).table.tolist()
    assert [tuple(row) for row in table] == enumerated(matrix, most)


@SETTINGS
@given(matrix_strategy(most=2000))
def test_large_numbers(matrix: Matrix) -> None:
    """Sums that do not fit the narrow kind of number are added in the wide one."""
    table = consistent(matrix).table.tolist()
    assert [tuple(row) for row in table] == enumerated(matrix, 0)


def test_sums_beyond_the_narrow_kind() -> None:
    """The first state of b is ahead by 40,000, which 16 bits would turn into less than nothing."""
    impacts = [[0, 0, 20_000, -20_000], [0, 0, 20_000, -20_000], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert consistent(matrix_of((2, 2), impacts)).table.tolist() == [[0, 0], [1, 0]]


@pytest.mark.parametrize("most", WITHIN)
def test_somewhereland(most: int) -> None:
    found = consistent(somewhereland(), most)
    assert len(found.table) == WITHIN[most]
    if most == 0:
        assert [tuple(row) for row in (found.table + 1).tolist()] == sorted(CONSISTENT)


def test_whatever_is_allowed() -> None:
    assert len(consistent(somewhereland(), 10**30).table) == 486


def test_ties_are_all_consistent() -> None:
    """Where nothing speaks for or against anything, every joint state is a scenario."""
    matrix = matrix_of((2, 3, 2), [[0] * 7] * 7)
    found = consistent(matrix)
    assert [tuple(row) for row in found.table.tolist()] == joint_states_of(matrix)
    assert (found.margin == 0).all()


def test_a_search_that_stops_says_what_is_open() -> None:
    """What is found, ruled out and undecided are all joint states; more budget decides more."""
    matrix = dense(8, 3, 5)
    every = {tuple(row) for row in consistent(matrix, 2).table.tolist()}
    before = matrix.size + 1
    for budget in (1, 10, 50, 200):
        found = consistent(matrix, 2, budget=budget)
        some = {tuple(row) for row in found.table.tolist()}
        assert some <= every
        assert found.nodes == budget
        assert len(every - some) <= found.undecided < before
        before = found.undecided
    assert consistent(matrix, 2, budget=10**6).undecided == 0


def test_a_limit_on_what_is_found() -> None:
    """Twelve joint states are consistent; the thirteenth place stays empty."""
    matrix = matrix_of((2, 3, 2), [[0] * 7] * 7)
    found = consistent(matrix, limit=5)
    assert len(found.table) == 5
    assert found.undecided == 12 - 5
    assert consistent(matrix, limit=12).undecided == 0


def test_far_fewer_than_all_are_looked_at() -> None:
    """4,782,969 joint states of a dense random matrix; some thousands of partial ones do."""
    found = consistent(dense(14, 3, 0))
    assert found.undecided == 0
    assert found.nodes < 10_000
    assert len(found.table) == 1
