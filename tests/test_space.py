"""Packages as numbers, and patterns over them."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given

import oracle
from parley.bundled import load
from parley.conditions import rules
from parley.space import Space
from strategies import ISSUES, SETTINGS, Tree, case_of, patterns, trees
from strategies import matches as written_match

FOUR = Space(tuple(ISSUES), tuple(ISSUES.values()))


def test_codes_count_the_last_issue_fastest() -> None:
    """By hand: 12 packages of two valleys; code 5 is the second border and the third monitoring."""
    space = Space.of(load("two-valleys"))
    assert space.shape == (4, 3)
    assert space.size == 12
    assert space.strides == (3, 1)
    assert space.package(5) == {"border": "ridge", "monitors": "joint"}
    assert space.code({"monitors": "joint", "border": "ridge"}) == 5
    assert space.digits([0, 5, 11]).tolist() == [[0, 1, 3], [0, 2, 2]]
    assert space.option("monitors", "league") == 1


@SETTINGS
@given(trees())
def test_every_package_has_one_code(tree: Tree) -> None:
    """Codes run from 0 in the order of the file, and lead back to their terms."""
    case = case_of(tree)
    space = Space.of(case)
    every = oracle.packages(case)
    assert len(every) == space.size == math.prod(space.shape)
    for code, package in enumerate(every):
        assert space.package(code) == package
        assert space.code(package) == code


@SETTINGS
@given(patterns(ISSUES))
def test_a_pattern_is_the_same_as_a_mask_and_code_by_code(pattern: Tree) -> None:
    """Both ways to match agree with the words of the pattern."""
    options = {k: (v,) if isinstance(v, str) else tuple(v) for k, v in pattern.items()}
    expected = [written_match(pattern, FOUR.package(code)) for code in range(FOUR.size)]
    assert FOUR.mask(options).shape == FOUR.shape
    assert FOUR.mask(options).ravel().tolist() == expected
    assert FOUR.matches(options, np.arange(FOUR.size)).tolist() == expected


@SETTINGS
@given(trees())
def test_feasible_is_what_breaks_no_rule(tree: Tree) -> None:
    """The mask, the rules named for one package, and the words of the rules say the same."""
    case = case_of(tree)
    space = Space.of(case)
    mask = rules.feasible(case, space)
    assert mask.shape == space.shape
    assert mask.any()
    for code, package in enumerate(oracle.packages(case)):
        is_out = oracle.breaks_a_rule(case, package)
        assert mask.ravel()[code] != is_out
        broken = rules.broken(case, space, code)
        assert bool(broken) == is_out
        assert all(
            rules.breaks(case, space, name).ravel()[code] == (name in broken) for name in case.rules
        )
