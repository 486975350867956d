"""The numbers of the comparisons against sums of tables package by package, and what is shared."""

from __future__ import annotations

import itertools
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.bundled import load
from parley.conditions import build
from parley.conditions.forms import total
from parley.draws import Draws, draw
from parley.engine import plan as planning
from parley.engine import scan as scanning
from parley.engine.filling import Filling
from parley.engine.layouts import layout, layouts
from parley.engine.plan import Plan
from parley.engine.scan import scan, scans
from parley.engine.split import cut, split
from parley.engine.variants import VARIANTS, variants_of
from parley.space import Space
from strategies import SETTINGS, Tree, case_of, trees

FEW = settings(SETTINGS, max_examples=25)


@st.composite
def couplings(draw: st.DrawFn) -> tuple[Space, list[tuple[int, ...]]]:
    """A few issues, and the issues of some tables over several of them."""
    extents = draw(st.lists(st.integers(1, 3), min_size=1, max_size=6))
    space = Space(
        tuple(f"i{k}" for k in range(len(extents))),
        tuple(tuple(f"o{k}" for k in range(n)) for n in extents),
    )
    groups = st.sets(st.integers(0, len(extents) - 1), min_size=2).map(sorted).map(tuple)
    return space, draw(st.lists(groups, max_size=3)) if len(extents) > 1 else []


@FEW
@given(couplings(), st.data())
def test_a_half_reads_its_own_cell(
    given_: tuple[Space, list[tuple[int, ...]]], data: st.DataObject
) -> None:
    """Wherever the issues stand, a table is read at the options of the package."""
    space, groups = given_
    issues = range(len(space.issues))
    left = tuple(i for i in issues if data.draw(st.booleans()))
    found = split(space, left, tuple(i for i in issues if i not in left), groups)
    codes = found.left_codes[:, None] + found.right_codes[None, :]
    assert sorted(codes.ravel().tolist()) == list(range(space.size))
    assert found.width == len(found.left_codes) + found.variant_count * len(found.right_codes)
    for names in [*groups, *((issue,) for issue in issues), ()]:
        flat = np.zeros(codes.shape, dtype=np.int64)
        for issue in names:
            digits = space.digits(codes.ravel())[issue].reshape(codes.shape)
            flat = flat * space.shape[issue] + digits
        is_left, cells = found.read(names)
        assert is_left == (set(names) <= set(left))
        if is_left:
            assert (cells[:, None] == flat).all()
        else:
            assert (cells.reshape(-1, codes.shape[1])[found.variants] == flat).all()


@FEW
@given(couplings())
def test_a_half_is_cut_after_its_first_issues(
    given_: tuple[Space, list[tuple[int, ...]]],
) -> None:
    """The parts of a half stand one after the other in it, and no other cut takes fewer numbers."""
    space, groups = given_
    half = tuple(range(len(space.issues)))
    found = cut(space, half, groups)
    assert found.left + found.right == half
    codes = found.left_codes[:, None] + found.right_codes[None, :]
    assert codes.ravel().tolist() == list(range(space.size))
    others = [split(space, half[:k], half[k:], groups).width for k in range(len(half) + 1)]
    assert found.width == min(others)


def check(plan: Plan, draws: Draws) -> None:
    """What the right half brings, less what is needed, is the sum of the row less its threshold."""
    filled = plan.fill(draws)
    codes = plan.left_codes[:, None] + plan.right_codes[None, :]
    assert filled.need.shape == (len(draws), len(plan.program.rows), codes.shape[0])
    for r, row in enumerate(plan.program.rows):
        over = filled.right[:, r][:, plan.variants] - filled.need[:, r][:, :, None]
        sums = total(row.tables, plan.space, draws, codes.ravel())
        wanted = sums - row.threshold.fill(draws)[:, None]
        assert (over.reshape(wanted.shape) == wanted).all()
    for w, weight in enumerate(plan.program.weights):
        assert (filled.weights[:, w] == weight.fill(draws)).all()


@FEW
@given(trees(later=True), st.data())
def test_numbers_are_sums_of_tables(tree: Tree, data: st.DataObject) -> None:
    """In every row, draw and package, whichever issues stand left and wherever the half is cut."""
    model = build(case_of(tree))
    draws = draw(model.book, 4, np.arange(5))
    check(layout(model), draws)
    left = tuple(i for i in range(len(model.space.issues)) if data.draw(st.booleans()))
    with patch.object(planning, "left_half", lambda *_: left):
        check(layout(model, apart=True), draws)


@settings(SETTINGS, max_examples=15)
@given(trees(later=True), st.integers(1, 3), st.sampled_from([1, -1]))
def test_scans_at_once_are_scans_one_by_one(tree: Tree, threads: int, order: int) -> None:
    """Several plans and readings, with rows in common: each as if it were alone."""
    model = build(case_of(tree))
    draws = draw(model.book, 2, np.arange(90))
    plans = layouts(model)
    asked = [(plans[v.without], v.read(model.book, draws)) for v in variants_of(model)]
    with patch.object(scanning, "TABLES", 40):
        together = scans(asked, threads, order)
    for one, (plan, reading) in zip(together, asked, strict=True):
        # Laid out for itself, perhaps in other halves.
        without = next(left_out for left_out, other in plans.items() if other is plan)
        alone = scan(layout(model, without), reading)
        assert (one.passing == alone.passing).all()
        assert (one.present == alone.present).all()
        assert (one.counts == alone.counts).all()


def test_equal_sums_are_filled_once() -> None:
    """Programs that ask less add no row; another reading adds those of the cells it changes."""
    model = build(load("two-valleys"))
    plans = layouts(model)
    draws = model.draws(1, np.arange(100))

    def rows(*keys: str) -> int:
        variants = {v.key: v for v in VARIANTS}
        read = {key: variants[key].read(model.book, draws) for key in keys}
        asked = [(plans[variants[key].without].program, read[key]) for key in keys]
        plan = plans[frozenset()]
        return len(Filling(plan, plan.inner, asked).sums)

    judged = rows("judged")
    for key in ("later_none", "cheat_none", "bodies_none"):
        assert rows(key) < judged
        assert rows("judged", key) == judged
    # What is barred is one row.
    assert rows("judged", "red_lines_none") == judged + 1
    assert rows("judged", "red_lines_none", "red_lines_none") == judged + 1
    assert judged + 1 < rows("judged", "weights_equal") < 2 * judged


def test_plans_of_variants_have_the_same_halves() -> None:
    """Whatever they leave out, so that what they share is filled once."""
    plans = list(layouts(build(load("two-valleys"))).values())
    assert len(plans) == 4
    for one, other in itertools.pairwise(plans):
        assert one.left == other.left
        assert one.feasible is other.feasible
        assert one.inner is other.inner
