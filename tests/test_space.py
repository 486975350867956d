"""Packages as numbers, and patterns over them."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import oracle
from parley.bundled import load
from parley.conditions.rules import Rules
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
    rules = Rules.of(case, space)
    mask = rules.mask
    assert mask.shape == space.shape
    assert mask.any()
    assert rules.size == mask.sum()
    assert np.concatenate(list(rules.listed(5))).tolist() == np.flatnonzero(mask).tolist()
    for code, package in enumerate(oracle.packages(case)):
        is_out = oracle.breaks_a_rule(case, package)
        assert mask.ravel()[code] != is_out
        assert bool(rules.broken_by(code)) == is_out
        assert rules.allows(np.array([code]))[0] != is_out


@SETTINGS
@given(trees(), st.data())
def test_packages_are_counted_without_listing_them(tree: Tree, data: st.DataObject) -> None:
    """How many have some options, among those that match a pattern: as in the mask."""
    case = case_of(tree)
    space = Space.of(case)
    rules = Rules.of(case, space)
    every = range(len(space.issues))
    axes = tuple(sorted(data.draw(st.sets(st.sampled_from(every)))))
    others = tuple(axis for axis in every if axis not in axes)
    assert rules.number(axes).tolist() == rules.mask.sum(axis=others).tolist()
    found = rules.number(axes)
    marks = data.draw(st.lists(st.booleans(), min_size=found.size, max_size=found.size))
    among = np.array(marks).reshape(found.shape)
    expected = np.where(among, rules.mask.sum(axis=others), 0)
    assert rules.number(axes, among).tolist() == expected.tolist()
