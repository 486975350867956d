"""Numbers of packages against looking at every one, and against closed forms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import reduce
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.conditions import Model, build
from parley.conditions.forms import Condition, Ints, Linear, Table, constant_table
from parley.conditions.rules import Rules
from parley.draws import Draws, draw
from parley.engine import counting, counting_halves
from parley.engine.counting import HALVES, RULES, SAMPLE, SCAN, Counted, count, packages
from parley.engine.counting_halves import count_by_halves, count_pairs, halve
from parley.engine.layouts import layout
from parley.engine.program import Program, program
from parley.engine.scan import passes
from parley.space import Mask, Space
from strategies import SETTINGS, Tree, case_of, trees

ONE = Draws(np.zeros(1, dtype=np.int64), {}, {}, {})


def table(key: str, issues: Sequence[int], cells: Ints) -> Table:
    """The same cells in every draw."""
    return constant_table(key, key, tuple(issues), cells)


def wide(issues: int, options: int) -> Space:
    names = tuple(f"o{n}" for n in range(options))
    return Space(tuple(f"i{n}" for n in range(issues)), (names,) * issues)


def consent(party: str, tables: Sequence[Table], need: int, stage: str = "first") -> Condition:
    threshold = table(f"{party} {stage} needs {need}", (), np.array(need, dtype=np.int64))
    return Condition(
        f"accept:{party} {stage}", stage, party, "", "points", "", Linear(tuple(tables), threshold)
    )


def per_issue(party: str, space: Space, cells: Sequence[int]) -> list[Table]:
    """The same small table on every issue."""
    return [
        table(f"{party} {i}", (i,), np.array(cells, dtype=np.int64))
        for i in range(len(space.issues))
    ]


def digit_sums(issues: int, options: int) -> dict[int, int]:
    """Sum of the options' numbers to the number of packages with it: (1 + x + ...)^issues."""
    once = np.array([1] * options, dtype=object)
    coefficients = reduce(np.convolve, [once] * issues)
    return dict(enumerate(int(number) for number in coefficients))


def every_pass(model: Model, draws: Draws) -> list[Mask]:
    """Stage to (draw, code) whether each package passes, looked at one by one."""
    codes = np.arange(model.space.size)
    allowed = model.rules.allows(codes)
    return [
        passes(model.space, model.up_to(stage), draws, codes) & allowed for stage in model.stages
    ]


def option_counts(space: Space, passing: Mask) -> list[int]:
    """(option,) how many of the packages have it."""
    digits = space.digits(np.flatnonzero(passing))
    return [
        int((digits[issue] == option).sum())
        for issue, extent in enumerate(space.shape)
        for option in range(extent)
    ]


def counted(model: Model, draws: Draws, **wishes: int) -> list[Counted]:
    """The numbers of each draw."""
    asked = layout(model).program
    return [
        count(model.space, asked, model.rules, draws.take(slice(k, k + 1)), **wishes)
        for k in range(len(draws))
    ]


@settings(SETTINGS, max_examples=40)
@given(trees(later=True), st.integers(0, 2**64 - 1), st.sampled_from([1, 5, 16, 2**20]))
def test_a_scan_by_slices_is_looking_at_every_package(tree: Tree, seed: int, size: int) -> None:
    """Whatever the size of a slice: numbers and options, at every stage, with rules and votes."""
    model = build(case_of(tree))
    draws = draw(model.book, seed, np.arange(4))
    expected = every_pass(model, draws)
    with patch.object(counting, "SLICE", size):
        found = counted(model, draws, threads=2)
    for k, one in enumerate(found):
        assert (one.feasible.value, one.feasible.how) == (model.rules.size, RULES)
        for stage, number, options in zip(expected, one.stages, one.options, strict=True):
            assert number.value == number.low == number.high == stage[k].sum()
            assert number.how == SCAN
            assert [n.value for n in options] == option_counts(model.space, stage[k])


@settings(SETTINGS, max_examples=80)
@given(trees(later=True), st.integers(0, 2**64 - 1))
def test_halves_count_every_package(tree: Tree, seed: int) -> None:
    """Where a number is by halves it is that of looking at each; a later one is an estimate."""
    model = build(case_of(tree))
    draws = draw(model.book, seed, np.arange(4))
    expected = every_pass(model, draws)
    with (
        patch.object(counting, "MOST_COMPARISONS", 0),
        # So that issues of cases as small as these are pinned.
        patch.object(counting_halves, "SLICE_COST", 0),
    ):
        found = counted(model, draws, sample=64, threads=2)
    for k, one in enumerate(found):
        before = model.rules.size
        for stage, number in zip(expected, one.stages, strict=True):
            if number.how == HALVES:
                assert number.value == number.low == number.high == stage[k].sum()
                before = int(number.value)
            else:
                assert number.how == SAMPLE
                assert 0 <= number.low <= number.value <= number.high <= before
        hows = [number.how for number in one.stages]
        assert hows == sorted(hows)
        assert len(one.options) == (len(expected) if SAMPLE in hows else 0)


def test_random_cases_are_counted_in_both_ways() -> None:
    """The test above is not empty: consent of few can be counted by halves, a vote is sampled."""
    ways: list[str] = []

    @settings(SETTINGS, max_examples=40)
    @given(trees(later=True))
    def collect(tree: Tree) -> None:
        model = build(case_of(tree))
        with (
            patch.object(counting, "MOST_COMPARISONS", 0),
            patch.object(counting_halves, "SLICE_COST", 0),
        ):
            (one,) = counted(model, draw(model.book, 1, np.arange(1)), sample=16)
        ways.extend(number.how for number in one.stages)

    collect()
    assert min(ways.count(HALVES), ways.count(SAMPLE)) > len(ways) / 10


small = st.integers(-3, 3)


@st.composite
def comparisons(draw: st.DrawFn, rows: int) -> tuple[Ints, Ints]:
    """What left halves need and right ones bring; few numbers, so that ties are many."""
    a, b = draw(st.integers(0, 6)), draw(st.integers(0, 6))
    need = [draw(st.lists(small, min_size=a, max_size=a)) for _ in range(rows)]
    have = [draw(st.lists(small, min_size=b, max_size=b)) for _ in range(rows)]
    return (
        np.array(need, dtype=np.int64).reshape(rows, a),
        np.array(have, dtype=np.int64).reshape(rows, b),
    )


@settings(SETTINGS, max_examples=300)
@given(st.integers(0, 4).flatmap(comparisons))
def test_pairs_are_those_of_comparing_all(sides: tuple[Ints, Ints]) -> None:
    """Ties count; up to two comparisons are always answered."""
    need, have = sides
    expected = (have[:, None, :] >= need[:, :, None]).all(axis=0).sum()
    found = count_pairs(need, have)
    assert found == expected or (found is None and len(need) > 2)


def test_what_one_side_decides_is_no_comparison_of_both() -> None:
    """Five comparisons: one by the left, one by the right, two that are one, and one more."""
    rng = np.random.default_rng(5)
    need, have = rng.integers(-40, 40, (5, 60)), rng.integers(-40, 40, (5, 70))
    have[0] = 7
    need[1] = -3
    have[2] = have[3] + 11
    expected = (have[:, None, :] >= need[:, :, None]).all(axis=0).sum()
    assert 0 < expected < need.shape[1] * have.shape[1] / 4
    assert count_pairs(need, have) == expected
    # The same with the sides changed: what is needed falls together.
    assert count_pairs(-have, -need) == expected
    assert count_pairs(rng.integers(-40, 40, (3, 60)), rng.integers(-40, 40, (3, 70))) is None


@settings(SETTINGS, max_examples=60)
@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=8),
    st.lists(st.sets(st.integers(0, 7), min_size=2, max_size=4), max_size=6),
)
def test_no_table_names_free_issues_of_both_halves(
    extents: list[int], groups: list[set[int]]
) -> None:
    """Each issue is pinned, left or right; what tables couple and is not pinned is on one side."""
    space = Space(
        tuple(f"i{n}" for n in range(len(extents))),
        tuple(tuple(f"o{k}" for k in range(extent)) for extent in extents),
    )
    coupled = [tuple(sorted(i for i in group if i < len(extents))) for group in groups]
    found = halve(space, coupled)
    assert sorted((*found.pinned, *found.left, *found.right)) == list(range(len(extents)))
    for issues in coupled:
        assert not (set(issues) & set(found.left) and set(issues) & set(found.right))
    assert math.prod(found.extents(space)) == space.size
    assert found.cost(space) <= halve(space, [range(len(extents))]).cost(space)


def test_a_chain_is_cut_in_the_middle() -> None:
    """19 tables over neighbours couple all 20 issues: one in the middle is pinned."""
    found = halve(wide(20, 4), [(i, i + 1) for i in range(19)])
    assert len(found.pinned) == 1
    assert sorted(found.extents(wide(20, 4))) == [4, 4**9, 4**10]


def test_a_loop_is_cut_twice() -> None:
    """One pin leaves a loop whole, two cut it: the search does not stop at the first."""
    with patch.object(counting_halves, "SLICE_COST", 0):
        found = halve(wide(10, 3), [(i, (i + 1) % 10) for i in range(10)])
    assert len(found.pinned) == 2
    assert {len(found.left), len(found.right)} == {4}


@pytest.mark.parametrize(("ann", "bob"), [(30, 20), (25, 33), (61, 0), (0, 0)])
def test_a_trillion_packages_have_a_closed_form(ann: int, bob: int) -> None:
    """Ann has k of option k, Bob 3 - k: the sums of digits between what both need."""
    space = wide(20, 4)
    conditions = [
        consent("ann", per_issue("ann", space, [0, 1, 2, 3]), ann),
        consent("bob", per_issue("bob", space, [3, 2, 1, 0]), bob),
    ]
    rules = Rules(space, {})
    found = count(space, program(space, conditions, ["first"]), rules, ONE)
    ways = digit_sums(20, 4)
    assert sum(ways.values()) == 4**20 == found.feasible.value
    assert found.stages[0].value == sum(n for s, n in ways.items() if ann <= s <= 60 - bob)
    assert found.stages[0].how == HALVES
    assert found.options == ()


@pytest.mark.parametrize("needs", [(4, 9), (9, 4)])
def test_of_two_thresholds_of_one_sum_the_higher_counts(needs: tuple[int, int]) -> None:
    """Whichever stands first; and as one comparison, so that two others may still hang on both."""
    space = wide(5, 3)
    tables = per_issue("ann", space, [0, 1, 3])
    conditions = [
        *(consent("ann", tables, need, stage) for need, stage in zip(needs, "ab", strict=True)),
        consent("bob", per_issue("bob", space, [3, 2, 0]), 5, "b"),
    ]
    rows = program(space, conditions, ["a", "b"]).rows
    codes = np.arange(space.size)
    expected = np.all([c.margin(space, ONE, codes).holds[0] for c in conditions], axis=0).sum()
    assert 0 < expected < space.size / 2
    assert count_by_halves(space, rows, ONE) == expected
    assert count_by_halves(space, rows[:1], ONE) > expected


def chained(space: Space, bonus: int) -> tuple[list[Condition], Rules]:
    """Two parties, tables over neighbours, and a rule over issues far apart."""
    links = [
        table(f"link {i}", (i, i + 1), bonus * np.eye(space.shape[i], dtype=np.int64))
        for i in range(len(space.issues) - 1)
    ]
    last = len(space.issues) - 1
    never = np.zeros((space.shape[0], space.shape[last]), dtype=bool)
    never[0, 1:] = True
    conditions = [
        consent("ann", [*per_issue("ann", space, [0, 4, 5, 9]), *links], 5 * len(space.issues)),
        consent("bob", per_issue("bob", space, [9, 7, 3, 0]), 3 * len(space.issues)),
        consent("ann", per_issue("ann", space, [0, 4, 5, 9]), 6 * len(space.issues), "second"),
    ]
    return conditions, Rules(space, {"far": ((0, last), never)})


def plain(space: Space, conditions: Sequence[Condition], rules: Rules) -> list[int]:
    """Numbers by looking at every package."""
    codes = np.arange(space.size)
    ok = rules.allows(codes)
    found = []
    for stage in ("first", "second"):
        for condition in conditions:
            if condition.stage == stage:
                ok &= condition.margin(space, ONE, codes).holds[0]
        found.append(int(ok.sum()))
    return found


def test_tables_over_neighbours_and_a_rule_are_counted_by_halves() -> None:
    """Pinned issues cut the chain; the rule couples its ends."""
    space = wide(7, 4)
    conditions, rules = chained(space, 2)
    asked = program(space, conditions, ["first", "second"])
    with (
        patch.object(counting, "MOST_COMPARISONS", 0),
        patch.object(counting_halves, "SLICE_COST", 0),
    ):
        found = count(space, asked, rules, ONE, sample=2**12)
    first, second = plain(space, conditions, rules)
    assert 0 < second < first < rules.size < space.size
    assert (found.stages[0].value, found.stages[0].how) == (first, HALVES)
    # Ann's sums with and without the links are two comparisons, Bob's a third.
    assert found.stages[1].how == SAMPLE
    assert found.stages[1].low <= second <= found.stages[1].high


def test_too_many_halves_are_not_filled() -> None:
    """Beyond the limits the answer is that there is none, before anything is filled."""
    space = wide(31, 4)
    unread = Table("unread", "unread", (0,), _refuse, ())
    conditions = [consent("ann", [unread], 0)]
    rows = program(space, conditions, ["first"]).rows
    assert count_by_halves(space, rows, ONE) is None
    with patch.object(counting_halves, "MOST_BYTES", 1):
        assert count_by_halves(wide(2, 2), rows, ONE) is None


def _refuse(draws: Draws) -> Ints:
    raise AssertionError("filled")


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Of 400 samples of 300 packages each, 95 % hold the number that is known, give or take 3."""
    space = wide(8, 3)
    values: Mapping[str, list[int]] = {"ann": [0, 3, 5], "bob": [5, 1, 0], "cid": [2, 4, 1]}
    conditions = [
        consent(party, per_issue(party, space, cells), need)
        for (party, cells), need in zip(values.items(), (19, 14, 16), strict=True)
    ]
    never = np.zeros((3, 3), dtype=bool)
    never[0, :2] = True
    rules = Rules(space, {"never": ((2, 5), never)})
    asked: Program = program(space, conditions, ["first"])
    truth, _ = plain(space, conditions, rules)
    assert 0.05 < truth / rules.size < 0.95
    by_option = count(space, asked, rules, ONE).options[0]
    held = 0
    options_held = 0
    with patch.object(counting, "MOST_COMPARISONS", 0), patch.object(counting, "AT_ONCE", 128):
        for seed in range(400):
            found = count(space, asked, rules, ONE, seed=seed, sample=300)
            number = found.stages[0]
            assert number.how == SAMPLE
            held += number.low <= truth <= number.high
            options_held += sum(
                one.low <= known.value <= one.high
                for one, known in zip(found.options[0], by_option, strict=True)
            )
    assert 0.92 <= held / 400 <= 0.98
    assert 0.92 <= options_held / (400 * len(by_option)) <= 0.98


def test_a_sample_that_nothing_passes_still_has_an_upper_end() -> None:
    """None of a sample is not none: the interval goes from 0 to what would seldom be missed."""
    space = wide(12, 4)
    cells = {"ann": [0, 1, 2, 3], "bob": [3, 2, 0, 1], "cid": [2, 0, 3, 0]}
    conditions = [
        consent(party, per_issue(party, space, cells[party]), need)
        for party, need in (("ann", 22), ("bob", 20), ("cid", 8))
    ]
    asked = program(space, conditions, ["first"])
    assert count(space, asked, Rules(space, {}), ONE).stages[0].value == 4_455
    with patch.object(counting, "MOST_COMPARISONS", 0):
        found = count(space, asked, Rules(space, {}), ONE, sample=1_000).stages[0]
    assert found.value == found.low == 0
    assert 0.003 * space.size < found.high < 0.005 * space.size
    assert not found.is_exact


def test_a_sample_is_even_and_the_same_everywhere() -> None:
    """Every option as often as any other; the codes are fixed by the seed."""
    space = Space(("a", "b", "c"), (("x", "y"), ("u", "v", "w"), tuple("klmno")))
    codes = packages(space, 7, 30_000)
    assert codes.min() >= 0
    assert codes.max() < space.size
    often = np.bincount(codes, minlength=space.size)
    assert len(often) == 30
    # 1,000 of each are expected; the standard deviation is 31.
    assert abs(often - 1_000).max() < 4.5 * 31
    assert (packages(space, 7, 100) == codes[:100]).all()
    assert packages(space, 8, 12).tolist() != codes[:12].tolist()
    assert packages(space, 7, 6).tolist() == [14, 19, 27, 11, 3, 8]
