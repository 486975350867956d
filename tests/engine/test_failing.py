"""The least failing sets of a draw against every package and every subset."""

from __future__ import annotations

import itertools
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.case import parse
from parley.conditions import Model, build
from parley.conditions.forms import Condition, Linear
from parley.draws import Draws, central, draw
from parley.engine import plan as planning
from parley.engine.failing import CHAIN, conflicts, earlier, failing, members
from parley.engine.layouts import layout
from strategies import SETTINGS, Tree, case_of, trees
from studies import TWO

Set = frozenset[str]


def failing_sets(model: Model, draws: Draws) -> list[dict[int, Set]]:
    """For each draw, feasible package to the conditions that it fails, looked at one by one."""
    codes = np.flatnonzero(model.rules.mask)
    holds = {c.key: c.margin(model.space, draws, codes).holds for c in model.conditions}
    return [
        {
            int(code): first_of_chains(
                [c for c in model.conditions if not holds[c.key][row, place]]
            )
            for place, code in enumerate(codes)
        }
        for row in range(len(draws))
    ]


def first_of_chains(fails: list[Condition]) -> Set:
    """Of accept, later, cheat of one holder only the first that fails."""
    kept = []
    for one in fails:
        earlier_kinds = CHAIN[: CHAIN.index(one.kind)] if one.kind in CHAIN else ()
        if not any(c.holder == one.holder and c.kind in earlier_kinds for c in fails):
            kept.append(one.key)
    return frozenset(kept)


def least(sets: list[Set]) -> set[Set]:
    """Those that contain no other."""
    return {one for one in sets if not any(other < one for other in sets)}


def least_hitting(sets: set[Set], keys: list[str], most: int) -> set[Set]:
    """Every set of at most so many keys that meets all, and of which no part does."""
    found: set[Set] = set()
    for size in range(1, most + 1):
        for some in itertools.combinations(keys, size):
            one = frozenset(some)
            if all(one & other for other in sets) and not any(part < one for part in found):
                found.add(one)
    return found


@settings(SETTINGS, max_examples=60)
@given(trees(later=True), st.integers(0, 2**64 - 1), st.integers(0, 2**4 - 1))
def test_sets_and_conflicts_are_those_of_all_packages_and_subsets(
    tree: Tree, seed: int, halves: int
) -> None:
    """Least failing sets, a package for each, the least shortfall, conflicts up to three; however
    the issues are halved.
    """
    model = build(case_of(tree))
    draws = draw(model.book, seed, np.arange(6))
    left = tuple(i for i in range(len(model.space.issues)) if halves >> i & 1)
    with patch.object(planning, "left_half", lambda *_: left):
        plan = layout(model, apart=True)
    keys = [condition.key for condition in plan.program.conditions]
    by_key = {condition.key: condition for condition in model.conditions}
    assert keys == list(by_key)
    both = zip(failing(plan, draws), failing_sets(model, draws), strict=True)
    for row, (found, every) in enumerate(both):
        named = [frozenset(keys[c] for c in members(int(one))) for one in found.sets]
        assert found.is_whole
        assert set(named) == least(list(every.values()))
        for one, code, short in zip(named, found.codes, found.short, strict=True):
            assert every[int(code)] == one
            if len(one) == 1 and by_key[next(iter(one))].unit != "per cent":
                condition = by_key[next(iter(one))]
                same = np.array([c for c, fails in every.items() if fails == one])
                margins = condition.margin(model.space, draws, same).values[row]
                assert short == -margins.max()
        expected = least_hitting(set(named), keys, 3) if frozenset() not in named else set()
        clashing = {frozenset(keys[c] for c in members(int(k))) for k in conflicts(found.sets)}
        assert clashing == expected


@pytest.mark.parametrize("left", [(), (0,), (1,), (0, 1)])
def test_the_least_shortfall_is_found_in_whichever_half(left: tuple[int, ...]) -> None:
    """Where all packages fail one and the same condition, the one that fails it least is told.

    North's no-deal value is 30 and 75 points: at most 100 is missing 5, but South refuses that;
    joint and free is worth 70 to North, and enough to South.
    """
    model = build(parse(TWO.replace("{cost: 10}", "{cost: 0, plus: 75}", 1).encode()))
    with patch.object(planning, "left_half", lambda *_: left):
        plan = layout(model, apart=True)
    (found,) = failing(plan, central(model.book))
    assert found.sets.tolist() == [1]
    assert model.space.package(int(found.codes[0])) == {"border": "joint", "trade": "free"}
    assert found.short.tolist() == [35 * 10**9]


@settings(SETTINGS, max_examples=30)
@given(trees(later=True), st.integers(0, 2**64 - 1))
def test_threads_do_not_matter(tree: Tree, seed: int) -> None:
    """The same sets with one thread and with two."""
    model = build(case_of(tree))
    draws = draw(model.book, seed, np.arange(70))
    plan = layout(model, apart=True)
    for one, other in zip(failing(plan, draws), failing(plan, draws, 2), strict=True):
        assert one.sets.tolist() == other.sets.tolist()
        assert one.codes.tolist() == other.codes.tolist()


def test_conflicts_by_hand() -> None:
    """Corrections {0}, {1, 2}: one of 0 and one of 1, 2 cannot hold: {0, 1} and {0, 2}."""
    assert sorted(conflicts(np.array([0b001, 0b110])).tolist()) == [0b011, 0b101]
    assert conflicts(np.array([0b011])).tolist() == [0b01, 0b10]
    assert conflicts(np.array([], dtype=np.int64)).tolist() == []
    # Four corrections of one condition each: only all four together are a conflict.
    assert conflicts(np.array([1, 2, 4, 8])).tolist() == []


def test_a_chain_is_in_order() -> None:
    """Accept comes before later, later before cheat, of one holder."""
    found = earlier(
        tuple(_condition(key) for key in ("cheat:a", "accept:a", "later:a", "accept:b"))
    )
    assert found.tolist() == [0b0110, 0, 0b0010, 0]


def _condition(key: str) -> Condition:
    return Condition(key, "any", key.split(":")[1], "", "points", "", Linear(()))
