"""Existence and fronts by putting packages together, against looking at every package."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.conditions import Model, build
from parley.conditions.acceptance import signers
from parley.conditions.forms import (
    NANO,
    Condition,
    Ints,
    Linear,
    Table,
    constant_table,
    to_nano,
    total,
)
from parley.conditions.worth import worth
from parley.draws import Draws, Floats, central, draw
from parley.engine.elimination import front, reach
from parley.engine.elimination_layout import TooWide
from parley.engine.front import efficient
from parley.engine.program import program
from parley.engine.scan import passes
from parley.engine.scheme import Scheme, scheme
from parley.space import Codes, Mask, Space
from strategies import SETTINGS, Tree, case_of, trees


def goals(model: Model) -> list[tuple[Table, ...]]:
    """What a package is worth to each signer, or to each principal where none signs."""
    parties = signers(model.case) or tuple(map(str, model.case.principals))
    return [worth(model.case, model.space, party) for party in parties]


def scheme_of(model: Model, objectives: Sequence[Sequence[Table]] = ()) -> Scheme:
    steps = program(model.space, model.conditions, model.stages)
    return scheme(model.space, steps, model.rules.tables, objectives)


def passing(model: Model, draws: Draws, stage: int) -> Mask:
    """(draw, code) whether each package passes up to a stage, looked at one by one."""
    codes = np.arange(model.space.size)
    asked = model.up_to(model.stages[stage - 1]) if stage else ()
    return passes(model.space, asked, draws, codes) & model.rules.allows(codes)


def check_reach(model: Model, draws: Draws, budget: int) -> None:
    """Stages, and a witness for each stage that is passed; never wrong, and decided in budget."""
    found = reach(scheme_of(model), draws, budget=budget)
    through = np.zeros(len(draws), dtype=np.int64)
    for place in range(len(model.stages)):
        expected = passing(model, draws, place + 1)
        through += expected.any(axis=1)
        for row, code in enumerate(found.codes[:, place]):
            assert (code >= 0) == (found.stages[row] > place)
            assert code < 0 or expected[row, code]
    assert (found.stages <= through).all()
    assert (found.at_most >= through).all()
    if budget > model.space.size:
        assert found.stages.tolist() == found.at_most.tolist() == through.tolist()


def check_front(
    model: Model, draws: Draws, stage: int, objectives: Sequence[Sequence[Table]]
) -> None:
    """The points are those of the efficient packages among all that pass."""
    laid_out = scheme_of(model, objectives)
    for row in range(len(draws)):
        one = draws.take(slice(row, row + 1))
        codes = np.flatnonzero(passing(model, one, stage)[0])
        worths = points_of(model.space, objectives, one, codes)
        # Without objectives any package that passes is as good as any other.
        is_best = efficient(worths) if objectives else np.ones(len(codes), dtype=bool)
        best = {tuple(point) for point in worths[is_best].tolist()}
        found = front(laid_out, one, stage)
        assert found.bound == 0
        assert found.points.tolist() == [list(point) for point in sorted(best, reverse=True)]
        assert np.isin(found.codes, codes).all()
        assert (points_of(model.space, objectives, one, found.codes) == found.points).all()


def points_of(
    space: Space, objectives: Sequence[Sequence[Table]], draws: Draws, codes: Codes
) -> Ints:
    """(code, objective) worth of each package, one draw."""
    columns = [total(tuple(tables), space, draws, codes)[0] for tables in objectives]
    return np.array(columns, dtype=np.int64).reshape(len(columns), len(codes)).T


@settings(SETTINGS, max_examples=60)
@given(trees(later=True), st.integers(0, 2**64 - 1), st.sampled_from([1, 3, 10, 50_000]))
def test_what_is_reached_is_what_some_package_reaches(tree: Tree, seed: int, budget: int) -> None:
    """Rules, lines, blocks, patterns, extras, commitments, bodies: stage by stage, draw by draw."""
    model = build(case_of(tree))
    check_reach(model, draw(model.book, seed, np.arange(20)), budget)
    check_reach(model, central(model.book), budget)


@settings(SETTINGS, max_examples=40)
@given(trees(later=True), st.integers(0, 2**64 - 1))
def test_fronts_are_those_of_all_packages_that_pass(tree: Tree, seed: int) -> None:
    """At every stage, the rules alone included; without objectives it is existence."""
    model = build(case_of(tree))
    draws = draw(model.book, seed, np.arange(6))
    for stage in range(len(model.stages) + 1):
        check_front(model, draws, stage, goals(model))
        check_front(model, draws, stage, [])


@settings(SETTINGS, max_examples=40)
@given(trees(later=True), st.integers(0, 2**64 - 1), st.integers(1, 6))
def test_a_front_over_its_budget_has_a_bound(tree: Tree, seed: int, budget: int) -> None:
    """What is listed passes; every efficient package has one that is hardly worse."""
    model = build(case_of(tree))
    objectives = goals(model)
    laid_out = scheme_of(model, objectives)
    for row in range(4):
        one = draw(model.book, seed, np.array([row]))
        for stage in range(len(model.stages) + 1):
            codes = np.flatnonzero(passing(model, one, stage)[0])
            every = points_of(model.space, objectives, one, codes)
            found = front(laid_out, one, stage, budget)
            assert np.isin(found.codes, codes).all()
            points = points_of(model.space, objectives, one, found.codes)
            assert points.tolist() == found.points.tolist()
            assert efficient(points).all()
            if len(points):
                short = (every[:, None] - points[None]).max(axis=2).min(axis=1)
                assert (short <= found.bound).all()
            else:
                assert found.bound or not len(every)


@settings(SETTINGS, max_examples=15)
@given(trees(later=True))
def test_threads_and_pieces_do_not_matter(tree: Tree) -> None:
    """As many stages, and in the same blocks the same packages."""
    model = build(case_of(tree))
    laid_out = scheme_of(model)
    draws = draw(model.book, 5, np.arange(150))
    one, two = reach(laid_out, draws), reach(laid_out, draws, threads=2)
    assert one.stages.tolist() == two.stages.tolist()
    assert one.codes.tolist() == two.codes.tolist()
    for row in range(0, 150, 50):
        alone = reach(laid_out, draws.take(slice(row, row + 1)))
        assert alone.stages[0] == one.stages[row]


OPTIONS = 4
ONE = Draws(np.zeros(1, dtype=np.int64), {}, {}, {})


def space_of(issues: int) -> Space:
    options = tuple(f"option-{number}" for number in range(OPTIONS))
    return Space(tuple(f"issue-{number}" for number in range(issues)), (options,) * issues)


def parties_of(space: Space, parties: int, pairs: int, seed: int) -> list[tuple[Table, ...]]:
    """What packages are worth to some parties: 100 points at best, and pairs of issues beside."""
    random = np.random.default_rng(seed)
    found = []
    for party in range(parties):
        weights = random.dirichlet(np.ones(len(space.shape)))
        tables = [
            made(f"{party}.{i}", (i,), random.random(OPTIONS) * weight * 100)
            for i, weight in enumerate(weights)
        ]
        tables += [
            made(f"{party}.pair.{i}", (i, i + 1), random.normal(size=(OPTIONS, OPTIONS)))
            for i in range(pairs)
        ]
        found.append(tuple(tables))
    return found


def made(key: str, axes: tuple[int, ...], points: Floats) -> Table:
    return constant_table(key, key, axes, to_nano(points))


def asks(worths: Sequence[tuple[Table, ...]], least: Sequence[int]) -> list[Condition]:
    """Each party asks for at least so much."""
    wanted = [constant_table(f"{p}.{want}", "", (), np.array(want)) for p, want in enumerate(least)]
    forms = [Linear(tables, bar) for tables, bar in zip(worths, wanted, strict=True)]
    return [
        Condition(f"accept:{party}", "acceptable", str(party), "", "points", "", form)
        for party, form in enumerate(forms)
    ]


@pytest.mark.parametrize(("issues", "pairs"), [(15, 0), (15, 14), (20, 0), (20, 6)])
def test_what_is_best_is_just_reached(issues: int, pairs: int) -> None:
    """4^15 and 4^20 packages: the best of the front passes what asks for it, and nothing more."""
    space = space_of(issues)
    worths = parties_of(space, 3, pairs, issues + pairs)
    never = np.zeros((OPTIONS, OPTIONS), dtype=np.int64)
    never[0, 1:] = -1
    rule = constant_table("rule", "", (2, 9), never)
    want = [45 * NANO] * 3
    conditions = asks(worths, want)
    laid_out = scheme(space, program(space, conditions, ["acceptable"]), [rule], worths)
    found = front(laid_out, ONE, 1)
    assert found.bound == 0
    assert len(found.points) > 10
    assert (found.points >= want).all()
    assert (points_of(space, worths, ONE, found.codes) == found.points).all()
    assert passes(space, conditions, ONE, found.codes).all()
    assert (rule.at(space, ONE, found.codes) == 0).all()
    assert efficient(found.points).all()
    for party in range(3):
        best = found.points[found.points[:, party].argmax()]
        assert reached(space, rule, asks(worths, best.tolist())) == (1, 1)
        more = [*want]
        more[party] = int(best[party]) + 1
        assert reached(space, rule, asks(worths, more)) == (0, 0)


def reached(space: Space, rule: Table, conditions: Sequence[Condition]) -> tuple[int, int]:
    """How many stages at least and at most; a witness is asked the slow way."""
    laid_out = scheme(space, program(space, conditions, ["acceptable"]), [rule])
    found = reach(laid_out, ONE)
    if found.stages[0]:
        assert passes(space, conditions, ONE, found.codes[0]).all()
        assert (rule.at(space, ONE, found.codes[0]) == 0).all()
    return int(found.stages[0]), int(found.at_most[0])


def test_a_large_front_thinned_out() -> None:
    """4^12 packages, a budget of eight: eight points at most, and all others near one of them."""
    space = space_of(12)
    worths = parties_of(space, 2, 0, 3)
    laid_out = scheme(space, program(space, (), ["acceptable"]), (), worths)
    whole, rough = front(laid_out, ONE, 0), front(laid_out, ONE, 0, budget=8)
    assert whole.bound == 0
    assert 0 < len(rough.points) <= 8 < len(whole.points)
    short = (whole.points[:, None] - rough.points[None]).max(axis=2).min(axis=1)
    assert 0 < short.max() <= rough.bound < 200 * NANO


def test_too_many_links_are_undecided() -> None:
    """Every issue linked with every other by numbers that all differ: not laid out, said so."""
    space = space_of(18)
    random = np.random.default_rng(1)
    tables = tuple(
        made(f"{i}.{j}", (j, i), random.normal(size=(OPTIONS, OPTIONS)))
        for i in range(18)
        for j in range(i)
    )
    conditions = asks([tables], [0])
    laid_out = scheme(space, program(space, conditions, ["acceptable"]), (), [tables])
    found = reach(laid_out, ONE)
    assert (found.stages[0], found.at_most[0], found.codes[0, 0]) == (0, 1, -1)
    with pytest.raises(TooWide, match="tables link too many issues"):
        front(laid_out, ONE, 1)
