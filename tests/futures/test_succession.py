"""Succession: attractors and basins as plain Python follows every joint state."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given

from cross_impacts import CONSISTENT, led_to, matrix_of, matrix_strategy, next_state, somewhereland
from parley.futures import succession
from parley.futures.consistent import consistent
from parley.futures.matrix import Matrix
from parley.futures.succession import RULES, Rule, basins
from strategies import SETTINGS


@pytest.mark.parametrize("rule", RULES)
@SETTINGS
@given(matrix=matrix_strategy())
def test_as_plain_python(rule: Rule, matrix: Matrix) -> None:
    """Every joint state is followed; cycles stand in their order, the first joint state first."""
    found = basins(matrix, rule)
    cycles = [[tuple(row) for row in each.cycle.tolist()] for each in found.attractors]
    sets = {frozenset(cycle): e.basin for cycle, e in zip(cycles, found.attractors, strict=True)}
    assert sets == led_to(matrix, rule)
    assert (found.starts, found.is_exact) == (matrix.size, True)
    for cycle in cycles:
        assert cycle[0] == min(cycle)
        after = [*cycle[1:], cycle[0]]
        assert [next_state(matrix, state, rule) for state in cycle] == after
    assert [cycle[0] for cycle in cycles] == sorted(cycle[0] for cycle in cycles)


@pytest.mark.parametrize("rule", RULES)
@SETTINGS
@given(matrix=matrix_strategy())
def test_what_stays_is_what_is_consistent(rule: Rule, matrix: Matrix) -> None:
    stays = set(basins(matrix, rule).fixed())
    assert stays == {tuple(row) for row in consistent(matrix).table.tolist()}


def test_somewhereland() -> None:
    """ScenarioWizard's weights: how many of the 486 joint states lead to each scenario."""
    fixed = basins(somewhereland(), "global").fixed()
    assert {tuple(at + 1 for at in state): n for state, n in fixed.items()} == CONSISTENT


def test_a_cycle_by_hand() -> None:
    """One follows the other, which flees from it: all four joint states follow on each other."""
    impacts = [[0, 0, -1, 1], [0, 0, 1, -1], [1, -1, 0, 0], [-1, 1, 0, 0]]
    (only,) = basins(matrix_of((2, 2), impacts), "global").attractors
    assert only.cycle.tolist() == [[0, 0], [0, 1], [1, 1], [1, 0]]
    assert (only.basin, only.is_fixed) == (4, False)


def test_the_local_rule_moves_the_factor_that_fits_least() -> None:
    """From (0, 0): a is behind by 1 and b by 3, so b moves, and then a fits."""
    impacts = [[0, 0, 0, 3], [0, 0, 0, 3], [0, 1, 0, 0], [1, 0, 0, 0]]
    matrix = matrix_of((2, 2), impacts)
    assert basins(matrix, "local").fixed() == {(0, 1): 4}
    assert next_state(matrix, (0, 0), "local") == (0, 1)
    assert next_state(matrix, (0, 0), "global") == (1, 1)


@pytest.mark.parametrize("rule", RULES)
def test_a_sample_agrees_with_all(rule: Rule) -> None:
    """Beyond a million joint states a sample is followed: the same ends, shares within error."""
    matrix = somewhereland()
    every = basins(matrix, rule)
    with patch.object(succession, "MOST_EXACT", 100):
        some = basins(matrix, rule)
        again = basins(matrix, rule)
    assert (some.starts, some.is_exact) == (succession.SAMPLE, False)
    assert [e.basin for e in some.attractors] == [e.basin for e in again.attractors]
    assert [e.cycle.tolist() for e in some.attractors] == [
        e.cycle.tolist() for e in every.attractors
    ]
    for mine, true in zip(some.attractors, every.attractors, strict=True):
        share, low, high = some.share(mine)
        exact = true.basin / every.starts
        assert low < share < high
        # Twenty intervals of 95 %: four standard errors instead of two.
        assert abs(share - exact) < 2 * (high - low)
        assert every.share(true) == (exact, exact, exact)


@pytest.mark.parametrize("rule", RULES)
@SETTINGS
@given(matrix=matrix_strategy())
def test_a_sample_finds_the_same_cycles(rule: Rule, matrix: Matrix) -> None:
    """Starts that are followed one by one end in the same first joint state of a cycle."""
    with patch.object(succession, "MOST_EXACT", 0), patch.object(succession, "SAMPLE", 200):
        some = basins(matrix, rule)
    ends = led_to(matrix, rule)
    assert sum(each.basin for each in some.attractors) == 200
    for each in some.attractors:
        assert frozenset(map(tuple, each.cycle.tolist())) in ends
        assert np.array_equal(each.cycle[0], min(each.cycle.tolist()))
