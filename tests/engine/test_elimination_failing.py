"""The least failing sets without looking at every package, against looking at every one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from test_failing import failing_sets, least

from parley.conditions import Model, build
from parley.conditions.forms import Condition, Linear, Table, constant_table
from parley.draws import Draws, draw
from parley.engine.elimination_failing import failing
from parley.engine.failing import Failing, members
from parley.engine.program import program
from parley.engine.scheme import Scheme, scheme
from parley.space import Space
from strategies import SETTINGS, Tree, case_of, trees


def apart(model: Model) -> Scheme:
    steps = program(model.space, model.conditions, model.stages, apart=True)
    return scheme(model.space, steps, model.rules.tables)


def named(model: Model, found: Failing) -> list[frozenset[str]]:
    return [frozenset(model.conditions[c].key for c in members(int(one))) for one in found.sets]


@settings(SETTINGS, max_examples=60)
@given(trees(later=True), st.integers(0, 2**64 - 1))
def test_sets_are_those_of_all_packages(tree: Tree, seed: int) -> None:
    """All least sets, a package for each, and how little a single condition can be failed."""
    model = build(case_of(tree))
    draws = draw(model.book, seed, np.arange(6))
    by_key = {condition.key: condition for condition in model.conditions}
    both = zip(failing(apart(model), draws), failing_sets(model, draws), strict=True)
    for row, (found, every) in enumerate(both):
        assert found.is_whole
        sets = named(model, found)
        assert set(sets) == least(list(every.values()))
        assert found.sets.tolist() == sorted(found.sets.tolist())
        for place, (one, code) in enumerate(zip(sets, found.codes, strict=True)):
            assert every[int(code)] == one
            if len(one) == 1 and found.corrects[place]:
                condition = by_key[next(iter(one))]
                if condition.unit != "per cent":
                    same = np.array([c for c, fails in every.items() if fails == one])
                    margins = condition.margin(model.space, draws, same).values[row]
                    assert found.short[place] == -margins.max()


@settings(SETTINGS, max_examples=40)
@given(trees(later=True), st.integers(0, 2**64 - 1), st.integers(1, 3))
def test_over_its_budget_nothing_wrong_is_said(tree: Tree, seed: int, budget: int) -> None:
    """Each set is one that some package fails; a whole answer is the answer."""
    model = build(case_of(tree))
    draws = draw(model.book, seed, np.arange(6))
    both = zip(failing(apart(model), draws, budget=budget), failing_sets(model, draws), strict=True)
    for found, every in both:
        sets = named(model, found)
        assert all(every[int(code)] == one for one, code in zip(sets, found.codes, strict=True))
        if found.is_whole:
            assert set(sets) == least(list(every.values()))


def test_who_fails_later_does_not_stand_for_who_fails_earlier() -> None:
    """With x = 1 a signs wherever it does with x = 0, and yet it fails less only with x = 0.

    Worth is x + y; a signs for 2, would keep its word for 10, and y = 0 is barred. So with x = 1 it
    fails to keep its word, or fails to sign where the line is crossed too; with x = 0 and y = 1 it
    only fails to sign.
    """
    space = Space(("x", "y"), (("0", "1"), ("0", "1", "2")))
    worth = (_table("x", 0, [0, 1]), _table("y", 1, [0, 1, 2]))
    conditions = [
        _condition("accept:a", Linear(worth, _table("signs", None, 2))),
        _condition("line:b.z", Linear((_table("line", 1, [-1, 0, 0]),), bars=True)),
        _condition("cheat:a", Linear(worth, _table("keeps", None, 10))),
    ]
    laid_out = scheme(space, program(space, conditions, ["any"], apart=True), ())
    (found,) = failing(laid_out, Draws(np.zeros(1, dtype=np.int64), {}, {}, {}))
    assert found.sets.tolist() == [0b001, 0b100]
    assert found.codes[0] == 1
    assert found.corrects.tolist() == [False, True]
    # The most that a package is worth is 3 of 10.
    assert (found.codes[1], found.short[1]) == (5, 7)


def _table(key: str, issue: int | None, cells: int | list[int]) -> Table:
    axes = () if issue is None else (issue,)
    return constant_table(key, key, axes, np.array(cells, dtype=np.int64))


def _condition(key: str, form: Linear) -> Condition:
    return Condition(key, "any", key.split(":")[1], "", "points", "", form)


@settings(SETTINGS, max_examples=15)
@given(trees(later=True))
def test_threads_are_not_seen(tree: Tree) -> None:
    """The same sets with one thread and with two."""
    model = build(case_of(tree))
    draws: Draws = draw(model.book, 2, np.arange(70))
    laid_out = apart(model)
    for one, other in zip(failing(laid_out, draws), failing(laid_out, draws, 2), strict=True):
        assert one.sets.tolist() == other.sets.tolist()
        assert one.codes.tolist() == other.codes.tolist()
