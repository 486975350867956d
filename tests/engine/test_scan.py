"""The fast scan against looking at every package the slow way."""

from __future__ import annotations

import itertools
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.bundled import load
from parley.case import parse
from parley.conditions import Model, build
from parley.draws import Draws, Ints, Reading, central, draw
from parley.engine import plan as planning
from parley.engine import scan as scanning
from parley.engine.ensemble import Chunk, chunks, merge, tally
from parley.engine.layouts import layout, layouts
from parley.engine.plan import Plan
from parley.engine.scan import Passed, Tally, exists, passes, reach, scan
from parley.engine.variants import VARIANTS, Variant, variants_of
from parley.space import Mask
from strategies import SETTINGS, Tree, case_of, trees


def laid_out(model: Model, left: tuple[int, ...] | None = None) -> Plan:
    """A plan, with a left half of our own choosing."""
    if left is None:
        return layout(model)
    with patch.object(planning, "left_half", lambda *_: left):
        return layout(model)


def every_pass(model: Model, draws: Draws, stage: str | None = None) -> Mask:
    """(draw, code) whether each package passes all stages, or up to one, looked at one by one."""
    codes = np.arange(model.space.size)
    asked = model.up_to(stage or model.stages[-1])
    return passes(model.space, asked, draws, codes) & model.rules.mask.ravel()


def check(model: Model, plan: Plan, draws: Draws) -> Passed:
    """A scan finds exactly what passes, stage by stage."""
    tally = scan(plan, draws)
    assert len(tally.counts) == len(model.stages)
    through = np.zeros(len(draws), dtype=np.int64)
    for place, stage in enumerate(model.stages):
        expected = every_pass(model, draws, stage)
        through += expected.any(axis=1)
        _check_stage(model, tally.at(place), expected)
    assert reach(plan, draws).tolist() == through.tolist()
    assert exists(plan, draws).tolist() == expected.any(axis=1).tolist()
    return tally.last


def _check_stage(model: Model, found: Passed, expected: Mask) -> None:
    assert found.passing.tolist() == expected.sum(axis=1).tolist()
    feasible = model.rules.mask.ravel()
    assert found.counts.tolist() == expected.sum(axis=0)[feasible].tolist()
    digits = model.space.digits(np.arange(model.space.size))
    column = 0
    for issue, extent in enumerate(model.space.shape):
        for option in range(extent):
            has = expected[:, digits[issue] == option].any(axis=1)
            assert found.present[:, column].tolist() == has.tolist()
            column += 1
    assert column == found.present.shape[1]


def equal(one: Tally, other: Tally) -> bool:
    return (
        np.array_equal(one.passing, other.passing)
        and np.array_equal(one.present, other.present)
        and np.array_equal(one.counts, other.counts)
        and one.counts.dtype == other.counts.dtype
    )


@settings(SETTINGS, max_examples=60)
@given(trees(later=True), st.integers(0, 2**64 - 1))
def test_the_scan_is_looking_at_every_package(tree: Tree, seed: int) -> None:
    """Number of passing packages, counts, options present, and existence, draw by draw."""
    model = build(case_of(tree))
    draws = draw(model.book, seed, np.arange(30))
    check(model, laid_out(model), draws)


@settings(SETTINGS, max_examples=25)
@given(trees(later=True))
def test_any_split_in_halves_gives_the_same(tree: Tree) -> None:
    """Whichever issues stand left, none and all included: tables that cross are read right."""
    model = build(case_of(tree))
    draws = draw(model.book, 4, np.arange(12))
    issues = range(len(model.space.issues))
    for size in range(len(issues) + 1):
        for left in itertools.combinations(issues, size):
            plan = laid_out(model, left)
            assert plan.left == left
            check(model, plan, draws)


def test_tables_that_cross_make_variants() -> None:
    """A table over both halves: the right side is filled once for each of its left options."""
    model = build(parse(CROSSING.encode()))
    draws = draw(model.book, 1, np.arange(100))
    expected = every_pass(model, draws)
    assert 0 < expected.sum() < expected.size
    plan = laid_out(model, (0, 2))
    # Left are land and aid; both touch a table that also names seat or watch.
    assert plan.touching == (0, 2)
    assert plan.variant_count == 6
    assert plan.halves == (6, 6)
    check(model, plan, draws)
    assert laid_out(model, (0, 1)).touching == (0, 1)
    # Consent hangs on land, seat and watch together.
    assert laid_out(model, (0, 1, 2)).touching == (0, 1, 2)
    assert laid_out(model, (3,)).touching == (3,)
    assert laid_out(model, (0, 1, 2, 3)).touching == ()


CROSSING = """
parley: 1
title: Crossing
as_of: 2024-12-31
parties:
  ann: {name: Ann, role: principal}
  bob: {name: Bob, role: principal}
  eve: {name: Eve, role: third, consent: [{land: hill, seat: [east, west]}, {watch: team}]}
issues:
  land: {title: Land, options: {hill: Hill, vale: Vale, open: Open}}
  seat: {title: Seat, options: {east: East, west: West, void: Void}}
  aid: {title: Aid, options: {loan: Loan, gift: Gift}}
  watch: {title: Watch, options: {none: None, team: Team}}
rules: {no-gift: {if: {aid: gift}, then: {watch: team, land: [vale, open]}}}
now: {land: open, seat: void, aid: loan, watch: none}
preferences:
  ann:
    weights: land | seat | aid | watch
    values: {land: hill > vale > open, seat: east > west > void, aid: gift > loan, watch: team | none}
    extras:
      pair: {when: {land: [hill, vale], seat: west}, points: 10..40}
      trio: {when: {land: vale, aid: gift, watch: team}, points: -40..40}
    no_deal: {cost: 0..10}
    red_lines: {mix: {never: {seat: east, land: hill}, real: 0.5}}
  bob:
    weights: land | seat | aid | watch
    values: {land: open > vale > hill, seat: west > void > east, aid: loan > gift, watch: team | none}
    risk: {chance: 0.6, times: {watch: {none: 1, team: 0.2}, aid: {loan: 0.5, gift: 1.5}}, loss: 20..60}
    no_deal: {cost: 10..30}
  eve:
    weights: watch > land = seat = aid
    values: {land: open | hill | vale, seat: west > void > east, aid: loan > gift, watch: team > none}
    no_deal: {cost: 10}
"""  # noqa: E501


@settings(SETTINGS, max_examples=15)
@given(trees(later=True))
def test_threads_and_order_change_nothing(tree: Tree) -> None:
    """Sums of integers over blocks, whoever adds them in whatever order."""
    model = build(case_of(tree))
    plan = laid_out(model)
    draws = draw(model.book, 2, np.arange(150))
    first = scan(plan, draws)
    for threads in (1, 2, 3):
        for order in (1, -1):
            assert equal(scan(plan, draws, threads, order), first)
        assert (exists(plan, draws, threads) == (first.last.passing > 0)).all()


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_any_size_of_block_gives_the_same(size: int) -> None:
    """Blocks are cut where the numbers of their comparisons would not fit; never to any effect."""
    model = build(parse(CROSSING.encode()))
    plan = laid_out(model, (0, 2))
    draws = draw(model.book, 3, np.arange(150))
    first = scan(plan, draws)
    with patch.object(scanning, "BLOCK", size):
        pieces = scanning.pieces(plan, 150)
        assert len(pieces) == -(-150 // size)
        assert equal(scan(plan, draws, 2), first)
        assert (exists(plan, draws) == (first.last.passing > 0)).all()
    with patch.object(scanning, "FILL_BYTES", 1):
        assert len(scanning.pieces(plan, 150)) == 150
        assert equal(scan(plan, draws), first)


def test_no_draws_and_one_draw() -> None:
    """Of no draw nothing passes; the central draw can be scanned alone."""
    model = build(parse(CROSSING.encode()))
    plan = laid_out(model)
    nothing = scan(plan, draw(model.book, 1, np.arange(0)))
    assert nothing.last.passing.shape == (0,)
    assert nothing.last.counts.tolist() == [0] * len(plan.listing.codes)
    middle = central(model.book)
    check(model, plan, middle)


@pytest.mark.parametrize("n", [1, 255, 256, 300])
def test_counts_never_overflow(n: int) -> None:
    """A package that always passes is counted in every draw, whatever the width of the counter."""
    model = build(parse(TIES.encode()))
    found = scan(laid_out(model), draw(model.book, 1, np.arange(n)))
    now = model.space.code(model.case.now)
    assert int(found.last.counts[now]) == n


TIES = """
parley: 1
title: Ties
as_of: 2024-12-31
parties: {ann: {name: Ann, role: principal}, bob: {name: Bob, role: principal}}
issues:
  land: {title: Land, options: {hill: Hill, vale: Vale, open: Open}}
  seat: {title: Seat, options: {east: East, west: West}}
now: {land: open, seat: west}
preferences:
  ann:
    weights: land | seat
    values: {land: hill > vale = open, seat: east = west}
    no_deal: {cost: 0}
  bob:
    weights: {land: 1..9, seat: 3..4}
    values: {land: {hill: 1, vale: 2..4, open: 2..4}, seat: east = west}
    no_deal: {cost: 0}
"""


@pytest.mark.parametrize("left", [(), (0,), (1,), (0, 1)])
def test_a_tie_with_the_threshold_holds(left: tuple[int, ...]) -> None:
    """Without a cost, now is worth exactly no deal: it passes in every draw, in every split.

    For Ann vale is worth as much as open, so it ties with no deal; east is worth as much as west
    for both. Hill is better for Ann, and for Bob always worse.
    """
    model = build(parse(TIES.encode()))
    draws = draw(model.book, 1, np.arange(300))
    plan = laid_out(model, left)
    found = check(model, plan, draws)
    table = found.counts.reshape(3, 2)
    assert table[2].tolist() == [300, 300]
    assert table[0].tolist() == [0, 0]
    bob = draws.members("preferences.bob.values.land", ("vale", "open"))
    # Ann is content with both; Bob wants vale no less than open.
    assert table[1].tolist() == [int((bob[0] >= bob[1]).sum())] * 2


def test_a_nano_point_decides() -> None:
    """One nano-point below the threshold is below it: the cost is lowered until now just fails."""
    text = TIES.replace("no_deal: {cost: 0}", "no_deal: {cost: 0, plus: PLUS}", 1)
    for plus, holds in (("0.000000001", False), ("0.0000000004", True), ("0", True)):
        model = build(parse(text.replace("PLUS", plus).encode()))
        draws = draw(model.book, 1, np.arange(64))
        found = scan(laid_out(model), draws)
        now = model.space.code(model.case.now)
        assert int(found.last.counts[now]) == (64 if holds else 0)


def test_a_case_that_asks_nobody_passes_what_is_feasible() -> None:
    """No condition at all: every package that breaks no rule passes."""
    text = TIES.replace("role: principal", "role: principal, signs: false")
    text += "rules: {never-hill: {never: {land: hill}}}\n"
    model = build(parse(text.encode()))
    assert model.conditions == ()
    draws = draw(model.book, 1, np.arange(10))
    found = check(model, laid_out(model), draws)
    assert found.counts.tolist() == [10, 10, 10, 10]


@settings(SETTINGS, max_examples=15)
@given(trees(later=True), st.sampled_from(VARIANTS))
def test_variants_are_scanned_as_they_read(tree: Tree, variant: Variant) -> None:
    """Every variant of the draws: the scan is looking at every package."""
    model = build(case_of(tree))
    read = variant.read(model.book, draw(model.book, 8, np.arange(20)))
    check(model, laid_out(model), read)


def test_variants_nest_package_by_package() -> None:
    """Without red lines, or blocks, at least what passes as judged; numbers and attempts stay."""
    model = build(load("two-valleys"))
    plan = laid_out(model)
    draws = model.draws(1, np.arange(200))
    read = {v.key: v.read(model.book, draws) for v in VARIANTS if not v.without}
    tallies = {key: scan(plan, one) for key, one in read.items()}
    judged = tallies["judged"]
    for key in ("red_lines_none", "blocks_none"):
        assert (tallies[key].passing >= judged.passing).all()
        assert (tallies[key].counts >= judged.counts).all()
        assert tallies[key].counts.sum() > judged.counts.sum()
    assert (tallies["red_lines_none"].counts >= tallies["red_lines_even"].counts).all()
    # What is read as real: red lines, blocks.
    judged_all = (Reading.JUDGED, Reading.JUDGED)
    assert {key: (one.red_lines, one.blocks) for key, one in read.items()} == {
        "judged": judged_all,
        "red_lines_none": (Reading.NONE, Reading.JUDGED),
        "red_lines_even": (Reading.EVEN, Reading.JUDGED),
        "blocks_none": (Reading.JUDGED, Reading.NONE),
        "weights_centroid": judged_all,
        "weights_equal": judged_all,
    }
    for one in read.values():
        assert one.numbers is draws.numbers
        assert one.attempts is draws.attempts


@pytest.mark.parametrize("shuffle", [False, True])
def test_chunks_add_up_to_the_whole(shuffle: bool) -> None:
    """Chunks of 512 draws merged in any order: the tallies of one scan over all."""
    model = build(load("two-valleys"))
    plans = layouts(model)
    numbers = chunks(1_100)
    assert [len(part) for part in numbers] == [512, 512, 76]
    assert np.concatenate(numbers).tolist() == list(range(1_100))
    parts: list[Chunk] = [tally(model, plans, 6, part, threads=2) for part in numbers]
    whole = merge(parts[::-1] if shuffle else parts)
    assert whole.numbers.tolist() == list(range(1_100))
    draws = model.draws(6, np.arange(1_100))
    assert (whole.attempts["north"] == draws.attempts["north"]).all()
    assert list(whole.tallies) == [variant.key for variant in variants_of(model)]
    for variant in variants_of(model):
        alone = scan(plans[variant.without], variant.read(model.book, draws))
        assert equal(whole.tallies[variant.key], alone)


@settings(SETTINGS, max_examples=25)
@given(trees(later=True))
def test_a_plan_covers_every_package_once(tree: Tree) -> None:
    """Codes of the halves add up to each code once; feasible packages are those of the rules."""
    model = build(case_of(tree))
    plan = laid_out(model)
    codes: Ints = (plan.left_codes[:, None] + plan.right_codes[None, :]).ravel()
    assert sorted(codes.tolist()) == list(range(model.space.size))
    assert sorted((*plan.left, *plan.right)) == list(range(len(model.space.issues)))
    assert plan.listing.codes.tolist() == np.flatnonzero(model.rules.mask).tolist()
    assert plan.listed(plan.feasible).all()
    assert plan.feasible.sum() == len(plan.listing.codes)
    # The halves are chosen for few numbers: never more than without a split.
    a, b = plan.halves
    assert a + plan.variant_count * b <= 1 + model.space.size
